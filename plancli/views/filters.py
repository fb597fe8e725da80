"""Which rows of tasks and deadlines are wanted: by agency, by date, by kind."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from plancli.text import fold_view, lower_view, squeeze
from plancli.views.columns import Cell, Row

if TYPE_CHECKING:
    from plancli.model import Deadline, Document
    from plancli.patterns import Patterns

NO_DEADLINE = "none"
_DATED = ("by", "before", "during")


@dataclass(frozen=True)
class Filter:
    """What is wanted; a row must answer every question that is asked.

    ``agencies``: one of them leads or takes part. ``due_before``: a deadline names a day before that day.
    ``overdue_on``: on that day the last day of a deadline is past; what is conditional, recurring or without an end is
    never overdue. ``kinds``: kinds of deadlines, and ``none`` for tasks without one.
    """

    agencies: Sequence[str] = ()
    due_before: date | None = None
    overdue_on: date | None = None
    kinds: Sequence[str] = ()
    forms: Mapping[str, str] = field(default_factory=dict)

    def task_rows(self, document: Document, rows: Iterator[Row]) -> Iterator[Row]:
        """The wanted rows of the table of tasks."""
        for task, row in zip(document.tasks, rows, strict=True):
            deadlines = [document.deadlines[index] for index in task.deadlines if index < len(document.deadlines)]
            yield from self._kept(row, deadlines)

    def deadline_rows(self, document: Document, rows: Iterator[Row]) -> Iterator[Row]:
        """The wanted rows of the table of deadlines."""
        for deadline, row in zip(document.deadlines, rows, strict=True):
            yield from self._kept(row, [deadline])

    def _kept(self, row: Row, deadlines: Sequence[Deadline]) -> Iterator[Row]:
        if self.agencies and not self._acts(row):
            return
        if self.kinds and not self._is_of_kind(deadlines):
            return
        if self.due_before and not any(_names_before(item, self.due_before) for item in deadlines):
            return
        if self.overdue_on:
            late = max((days_late(item, self.overdue_on) for item in deadlines), default=0)
            if late <= 0:
                return
            row = {**row, "late": late}
        yield row

    def _is_of_kind(self, deadlines: Sequence[Deadline]) -> bool:
        return any(item.kind in self.kinds for item in deadlines) or (not deadlines and NO_DEADLINE in self.kinds)

    def _acts(self, row: Row) -> bool:
        names = [*_texts(row["lead"]), *_texts(row["coordinate"])]
        return any(self._is_named(asked, name) for asked in self.agencies for name in names)

    def _is_named(self, asked: str, name: str) -> bool:
        """Whether the words asked for stand in the name, with short forms and long ones taken for the same.

        Asked without a diacritic ("so tu phap"), diacritics do not count.
        """
        wanted, held = self._long(asked), self._long(name)
        if wanted == fold_view(wanted):
            held = fold_view(held)
        return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", held) is not None

    def _long(self, name: str) -> str:
        text = lower_view(squeeze(name))
        return " ".join(self.forms.get(word, word) for word in text.split())


def short_forms(patterns: Patterns) -> dict[str, str]:
    """Short forms of one word to their long ones, both as ``lower_view`` writes them (``ubnd``)."""
    return patterns.derive("views.short_forms", _short_forms)


def _short_forms(patterns: Patterns) -> dict[str, str]:
    return {
        lower_view(short): lower_view(entry["long"])
        for entry in patterns["agency_forms"].entries
        for short in entry["short"]
        if " " not in short
    }


def last_day(deadline: Deadline) -> date | None:
    """The last day on which it can be done in time: the day before the one named where the text says "before"."""
    if deadline.kind not in _DATED or not deadline.due:
        return None
    day = day_of(deadline.due, end=True)
    if day is None:
        return None
    return day - timedelta(days=1) if deadline.kind == "before" else day


def days_late(deadline: Deadline, on: date) -> int:
    """How many days its last day is past on a day; 0 or less where it is not, or where there is none."""
    last = last_day(deadline)
    return (on - last).days if last is not None else 0


def _names_before(deadline: Deadline, day: date) -> bool:
    if deadline.kind not in _DATED or not deadline.due:
        return False
    named = day_of(deadline.due, end=True)
    return named is not None and named < day


def day_of(value: str, *, end: bool = False) -> date | None:
    """The first day of an ISO date, which may lack day or month; with ``end`` its last. ``None`` for what is none."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value)
    if match is None:
        return None
    try:
        year, month = int(match[1]), int(match[2] or (12 if end else 1))
        day = int(match[3] or (calendar.monthrange(year, month)[1] if end else 1))
        return date(year, month, day)
    except (ValueError, calendar.IllegalMonthError):
        return None


def _texts(cell: Cell) -> list[str]:
    return [str(item) for item in cell] if isinstance(cell, list) else []
