"""Deadlines on a line of time, as what an SVG draws: positions in pixels, computed and never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from plancli.report.findings import Entry

WIDTH, LANE, TOP, SIDE = 720, 18, 30, 12
_MOST = 80
_TICKS = 8
_SHORTEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Bar:
    """A deadline: from ``x`` on for ``width`` (0: a day), its lane's ``y``."""

    entry: str
    kind: str
    x: float
    width: float
    y: int
    title: str


@dataclass(frozen=True)
class Timeline:
    """The line with its ticks (x and label), the bars, and where the document's own date stands."""

    height: int
    ticks: Sequence[tuple[float, str]]
    bars: Sequence[Bar]
    issued: float | None
    left_out: int


def timeline(entries: Sequence[Entry], issued: str | None) -> Timeline | None:
    """The dated deadlines, in order of their days; ``None`` where there is none."""
    dated = []
    for entry in entries:
        start, due = _day(entry.item.start), _day(entry.item.due)
        if start or due:
            dated.append((start or due, due or start, entry))
    if not dated:
        return None
    dated.sort(key=lambda item: (item[1], item[0], item[2].id))
    own = _day(issued)
    days = [day for start, due, _ in dated for day in (start, due) if day] + ([own] if own else [])
    first, last = min(days), max(days)
    if last - first < _SHORTEST:
        # A line of one day has no scale; one at the end of the calendar grows to the left.
        first, last = (first, first + _SHORTEST) if first < date.max - _SHORTEST else (last - _SHORTEST, last)
    scale = (WIDTH - 2 * SIDE) / (last - first).days

    def x(day: date) -> float:
        return round(SIDE + (day - first).days * scale, 1)

    bars = [
        Bar(
            entry.id,
            entry.item.kind,
            x(start),
            round((due - start).days * scale, 1),
            TOP + lane * LANE,
            entry.item.text,
        )
        for lane, (start, due, entry) in enumerate(dated[:_MOST])
        if start and due
    ]
    ticks = _ticks(first, last)
    yearly = all(day.month == 1 for day in ticks)
    return Timeline(
        height=TOP + len(bars) * LANE + 8,
        ticks=[(x(day), str(day.year) if yearly else f"{day.month}/{day.year}") for day in ticks],
        bars=bars,
        issued=x(own) if own else None,
        left_out=len(dated) - len(bars),
    )


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None


def _ticks(first: date, last: date) -> list[date]:
    """First days of months or years, at most some eight of them."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next(step for step in (1, 2, 3, 6, 12, 24, 60, 120, 600, 12000, 24000) if months / step <= _TICKS)
    begin = first.year * 12 + first.month - 1
    begin += -begin % step
    found = []
    for month in range(begin, last.year * 12 + last.month, step):
        if month // 12 <= date.max.year:
            found.append(date(month // 12, month % 12 + 1, 1))
    return [day for day in found if first <= day <= last]
