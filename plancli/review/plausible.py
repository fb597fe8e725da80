"""Dates and names that do not fit the rest of the document: signs that were probably misread."""

from __future__ import annotations

from collections.abc import Iterator

from plancli.model import Diagnostic, Document
from plancli.patterns import Patterns
from plancli.review.registry import diagnostic
from plancli.text import fold_view, lower_view

# No plan looks further ahead; the longest visions are those to 2045 and 2050.
_FURTHEST = 40
# So many cited documents that are younger tell that the document's own date is the slip.
_YOUNGER = 2
_DAY = len("2023-05-24")


def check_plausible(document: Document, misread: bool, patterns: Patterns) -> Iterator[Diagnostic]:
    """``date-suspect``: years far ahead in any text; in a misread one also what is over before it begins, and
    ``name-suspect``: a place that is spelt otherwise in the name of the body."""
    if misread:
        yield from _place(document, patterns)
    date = document.header.date
    dates = [item.date for item in document.references if item.date and len(item.date) == _DAY]
    if date is None or date.value is None or date.inferred:
        # Nothing that is cited is younger than the document, and a plan cites what is not much older.
        date, issued = None, max(dates, default=None)
    else:
        issued = date.value
    if issued is None:
        return
    for item in document.deadlines:
        ends = [value for value in (item.start, item.due) if value]
        far = any(int(value[:4]) - int(issued[:4]) > _FURTHEST for value in ends)
        past = misread and date is not None and item.due is not None and not item.inferred and _over(item.due, issued)
        if (far or past) and item.span:
            yield diagnostic(patterns, "date-suspect", (item.span, item.page), item.section, text=item.text)
    if not misread or date is None or not date.span:
        return
    if sum(other > issued for other in dates) >= _YOUNGER:
        yield diagnostic(patterns, "date-suspect", (date.span, date.page), "header", text=date.text)


def _place(document: Document, patterns: Patterns) -> Iterator[Diagnostic]:
    header = document.header
    if header.place is None or not header.place.span or header.place.repaired:
        return
    own = header.place.text
    for body in (header.issuer, header.parent):
        if body is None or fold_view(own) not in fold_view(body.name):
            continue
        if lower_view(own) not in lower_view(body.name):
            place = (header.place.span, header.place.page)
            yield diagnostic(patterns, "name-suspect", place, "header", name=own, other=body.name)
        return


def _over(due: str, issued: str) -> bool:
    length = min(len(due), len(issued))
    return due[:length] < issued[:length]
