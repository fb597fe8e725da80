"""What of a document's deadlines can stand in a calendar, and why the rest cannot.

Nothing is invented: a duty without an end, a condition, or "hằng năm" without a day is no date.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from plancli.text import lower_view, squeeze
from plancli.views.filters import day_of
from plancli.views.labels import Language, value_word
from plancli.views.rows import document_label, tasks_of
from plancli.views.sentences import Places
from plancli.views.sources import source_name

if TYPE_CHECKING:
    from plancli.model import Deadline, Document, Task

_SUMMARY = 140
# Which parts of a rule say on which day something comes again.
_DAYS = ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO")


@dataclass(frozen=True)
class Entry:
    """A deadline for a calendar. ``first`` and ``last`` are days, both of it (one may be unknown); ``rule`` repeats
    it from ``first`` on. ``key`` tells the deadline from all others, ``made`` is the day of its document."""

    key: str
    kind: str
    summary: str
    description: str
    first: date | None
    last: date | None
    rule: str | None
    made: datetime


@dataclass(frozen=True)
class Unplaced:
    """A deadline that no calendar can hold, with the reason."""

    document: str
    section: str
    text: str
    reason: str


def calendar_entries(
    document: Document, language: Language, wanted: Collection[int] | None = None
) -> Iterator[Entry | Unplaced]:
    """The document's deadlines in its order; ``wanted`` are indexes of those to give, ``None`` all."""
    places, tasks = Places(document), tasks_of(document)
    counts: dict[tuple[str, str], int] = {}
    for index, deadline in enumerate(document.deadlines):
        name = (deadline.section, lower_view(squeeze(deadline.text)))
        counts[name] = counts.get(name, 0) + 1
        if wanted is not None and index not in wanted:
            continue
        placed = _placed(deadline, document)
        if isinstance(placed, str):
            yield Unplaced(document_label(document), deadline.section, deadline.text, placed)
            continue
        first, last, rule = placed
        of = tasks.get(index, [])
        sentence = places.sentence(index) or (of[0].text if of else deadline.text)
        yield Entry(
            key=_key(document, *name, counts[name]),
            kind=deadline.kind,
            summary=_summary(deadline, of, sentence),
            description=_description(document, deadline, of, sentence, language),
            first=first,
            last=last,
            rule=rule,
            made=made(document),
        )


def made(document: Document) -> datetime:
    """The document's date as a moment, the same whenever the calendar is written; 1970 where it has none."""
    value = document.header.date.value if document.header.date else None
    day = day_of(value) if value else None
    return datetime.combine(day or date(1970, 1, 1), datetime.min.time(), UTC)


def _placed(deadline: Deadline, document: Document) -> tuple[date | None, date | None, str | None] | str:
    """First day, last day and rule; or the reason why it has none."""
    if deadline.kind == "conditional":
        return "conditional"
    if deadline.kind == "ongoing":
        return "ongoing"
    start = day_of(deadline.start) if deadline.start else None
    due = day_of(deadline.due, end=True) if deadline.due else None
    if deadline.kind == "recurring":
        return _recurring(deadline.recurrence, start, due, document)
    if start is None and due is None:
        return "undated"
    return start, due, None


def _recurring(
    rule: str | None, start: date | None, due: date | None, document: Document
) -> tuple[date, date, str] | str:
    """The first time, on the document's day or after it; a month that comes every year is a span."""
    issued = document.header.date.value if document.header.date else None
    since = start or (day_of(issued, end=False) if issued else None)
    if not rule:
        return "recurring, without a rule"
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    frequency, months = parts.get("FREQ"), parts.get("BYMONTH", "")
    whole_month = frequency == "YEARLY" and months.isdigit() and not any(name in parts for name in _DAYS)
    if not whole_month and frequency != "DAILY" and not any(name in parts for name in _DAYS):
        return "recurring, without a day"
    if since is None:
        return "recurring, in a document without a date"
    first = _first(f"{rule};BYMONTHDAY=1" if whole_month else rule, since.replace(day=1) if whole_month else since)
    if first is None:
        return "recurring, with a rule that cannot be read"
    last = day_of(f"{first.year:04}-{first.month:02}", end=True) if whole_month else first
    if due is not None and "UNTIL" not in parts and "COUNT" not in parts:
        rule = f"{rule};UNTIL={due:%Y%m%d}"
    return first, last or first, rule


def _first(rule: str, since: date) -> date | None:
    from dateutil.rrule import rrulestr

    try:
        found = rrulestr(rule, dtstart=datetime.combine(since, datetime.min.time()))
        first = next(iter(found), None)
    except (ValueError, TypeError, KeyError):
        return None
    return first.date() if first is not None else None


def _key(document: Document, section: str, text: str, ordinal: int) -> str:
    """The same for every rendering of one document: by number, issuer and date, and only without them by bytes."""
    header = document.header
    if header.number and header.number.serial and header.issuer and header.date:
        identity = [lower_view(header.number.text), lower_view(header.issuer.name), header.date.value or ""]
    else:
        identity = [document.source.sha256]
    return hashlib.sha256("\x1f".join([*identity, section, text, str(ordinal)]).encode("utf-8", "replace")).hexdigest()


def _summary(deadline: Deadline, tasks: list[Task], sentence: str) -> str:
    lead = ", ".join(dict.fromkeys(name for task in tasks for name in task.lead))
    what = squeeze(tasks[0].text if tasks else sentence)
    text = f"{lead}: {what}" if lead and not what.startswith(lead) else what
    if len(text) > _SUMMARY:
        text = text[:_SUMMARY].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
    return text if deadline.text in text else f"{text} ({squeeze(deadline.text)})"


def _description(document: Document, deadline: Deadline, tasks: list[Task], sentence: str, language: Language) -> str:
    english = language == "en"
    header = document.header
    number = header.number.text if header.number else None
    source = ", ".join(
        part
        for part in (
            " ".join(filter(None, [header.type.name if header.type else None, f"số {number}" if number else None])),
            header.date.value if header.date else None,
            header.issuer.name if header.issuer else None,
            f"{'section' if english else 'mục'} {deadline.section}",
            f"{'page' if english else 'trang'} {deadline.page}" if deadline.page else None,
            source_name(document),
            f"{'characters' if english else 'ký tự'} {deadline.span[0]}-{deadline.span[1]}" if deadline.span else None,
        )
        if part
    )
    lead = "; ".join(dict.fromkeys(name for task in tasks for name in task.lead))
    coordinate = "; ".join(dict.fromkeys(name for task in tasks for name in task.coordinate))
    what = [squeeze(task.text) for task in tasks if squeeze(sentence) not in squeeze(task.text)]
    lines = [
        *dict.fromkeys(what),
        squeeze(sentence),
        f"{'Deadline' if english else 'Thời hạn'}: {squeeze(deadline.text)} "
        f"({value_word('kind', deadline.kind, language)})",
        f"{'Lead' if english else 'Chủ trì'}: {lead}" if lead else None,
        f"{'Coordinate' if english else 'Phối hợp'}: {coordinate}" if coordinate else None,
        f"{'Source' if english else 'Nguồn'}: {source}",
    ]
    return "\n".join(line for line in lines if line)


def days(entry: Entry) -> int:
    """How many days the entry takes, at least one."""
    if entry.first is None or entry.last is None:
        return 1
    return max((entry.last - entry.first) // timedelta(days=1) + 1, 1)
