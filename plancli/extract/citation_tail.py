"""What follows a cited number: its date, its issuer and its subject."""

from __future__ import annotations

import regex
from msgspec import Struct

from plancli.expressions import compiled
from plancli.extract.bodies import lexicon
from plancli.extract.citation_parts import Parts, iso_date, within
from plancli.text import Flow, lower_view, squeeze

_PROSE_AND = compiled(
    r" (?:và|với|cùng) (?!đào tạo|môi trường|xã hội|du lịch|công nghệ|đầu tư|truyền thông|phát triển|thể thao|dân tộc"
    r"|tôn giáo|bảo vệ|thông tin|trẻ em|gia đình)\p{Ll}"
)
_CAPITAL_NUMBER = compiled(r"[^\S\n]+(?:SỐ[^\S\n]*)?\d|[^\S\n]+SỐ(?!\p{L})")
_WORD_BEGINS = compiled(r"[^\S\n](?=\p{L})")
_TRAILING = compiled(r"(?: (?:và|với|cùng|hoặc|các|-|–))+$", regex.IGNORECASE)


class Tail(Struct, frozen=True):
    """What follows a number; ``end`` is behind date and issuer, the subject is not within it."""

    end: int
    date: str | None = None
    issuer: str | None = None
    subject: str | None = None
    subject_end: int | None = None


def tail(flow: Flow, tools: Parts, end: int) -> Tail:
    """Date, issuer and subject behind a number, in either order of date and issuer."""
    date = issuer = None
    views, at = flow.views, end
    behind = tools.behind.at(views, at)
    if "day_without_year" in behind and (passed := tools.day_without_year.match(views, end)):
        at = passed.end()
        behind = tools.behind.at(views, at)
    for _ in range(3):
        if date is None and "date" in behind and (found := tools.date.match(views, at)):
            value = iso_date(found.group("year"), found.group("month"), found.group("day"))
            if value is not None:
                date, at = value, found.end()
                behind = tools.behind.at(views, at)
                continue
        if date is None and "year_before_issuer" in behind and (found := tools.year_before_issuer.match(views, at)):
            date, at = iso_date(found.group("year"), None, None), found.end()
            behind = tools.behind.at(views, at)
            continue
        if issuer is None and date is None and "adopted" in behind and (found := tools.adopted.match(views, at)):
            issuer, at = within(flow, found, "issuer"), found.end()
            behind = tools.behind.at(views, at)
            continue
        if issuer is None and "issuer" in behind and (found := tools.issuer.match(views, at)):
            text, stop = _trim(flow, found.start("issuer"), found.end("issuer"), tools)
            if text:
                issuer, at = text, found.end() if found.group("by") else stop
                behind = tools.behind.at(views, at)
                continue
        break
    subject, subject_end = tools.subject(flow, at) if "subject" in behind else (None, None)
    return Tail(at, date, issuer, subject, subject_end)


def _trim(flow: Flow, start: int, end: int, tools: Parts) -> tuple[str, int]:
    """The issuer cut where prose goes on: "của Tỉnh ủy và hướng dẫn …", "của Bộ Chính trị và Kế hoạch …"."""
    text = flow.text[start:end]
    cut = _PROSE_AND.search(text)
    if cut:
        text = text[: cut.start()]
    for found in _WORD_BEGINS.finditer(text):
        kind = tools.types.match(flow.views, start + found.end())
        numbered = kind is not None and _CAPITAL_NUMBER.match(flow.text, kind[0]) is not None
        if kind is not None and text[found.end()].isupper() and (not text.isupper() or numbered):
            before = lower_view(text[: found.start()])
            if before.endswith((" và", ",", " cùng", " hoặc")):
                text = text[: found.start()]
                break
    text = _TRAILING.sub("", text.rstrip(" ,-–"))
    if not text or not (text[0].isupper() or lexicon(tools.patterns).head_at(flow.views, start) is not None):
        return "", start
    return squeeze(text), start + len(text)
