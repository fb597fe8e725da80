"""The date of an act that has no date line: the day on which it was adopted, as its last words tell.

"Luật này được Quốc hội … khóa XV, kỳ họp thứ 5 thông qua ngày 20 tháng 6 năm 2023" (Nghị định 30/2020/NĐ-CP leaves
laws out; Luật Ban hành văn bản quy phạm pháp luật dates an act by its adoption).
"""

from __future__ import annotations

from msgspec.structs import replace

from plancli.extract.calendar import is_day, iso
from plancli.model import Header, IssueDate
from plancli.patterns import Patterns
from plancli.text import Flow, Locator, NormSpan


def with_adoption(header: Header, flow: Flow, locate: Locator, patterns: Patterns) -> Header:
    """The header with the day of adoption as its date where the letterhead gives none."""
    if header.date is not None:
        return header
    every = list(patterns["letterhead"].rule("adopted-on").finditer(flow.views))
    if not every:
        return header
    found = every[-1]
    year, month, day = (int(found.group(name)) for name in ("year", "month", "day"))
    if not is_day(year, month, day):
        return header
    span, page = locate(NormSpan(*found.span("date")))
    text = " ".join(found.group("date").split())
    date = IssueDate(text=text, value=iso(year, month, day), inferred=True, span=span, page=page)
    return replace(header, date=date)
