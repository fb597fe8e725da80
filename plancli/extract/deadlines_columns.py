"""Deadlines that a table's column tells with a bare figure: "9" under "Tháng", "III" under "Quý".

The figure is a month or a quarter of the plan's own year: the one that its title names, the school year's two, else
that of its date. A table that plans nothing (no column says what is to be done) has none: its months are statistics.
"""

from __future__ import annotations

from collections.abc import Sequence

from plancli.expressions import compiled
from plancli.extract import calendar
from plancli.extract.tasks_grid import TableView, heading, joined_tables
from plancli.model import DateExpression, Deadline
from plancli.patterns import Patterns
from plancli.text import Flow, Locator, NormSpan, lower_view, squeeze

_HEADING = compiled(r"(?P<unit>tháng|quý)(?: thực hiện)?[.:]?")
_MONTHS = compiled(r"(?P<first>\d{1,2})(?:\s*(?:[-–,;+]|và|đến)\s*(?P<more>\d{1,2}))*\.?")
_QUARTERS = compiled(r"(?P<first>iv|i{1,3}|[1-4])(?:\s*(?:[-–,;+]|và|đến)\s*(?P<more>iv|i{1,3}|[1-4]))*\.?")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# A school year begins in August; its months before that are the second year's.
_SCHOOL_YEAR = 8


def column_deadlines(
    tables: Sequence[TableView],
    found: Sequence[tuple[NormSpan, Deadline]],
    dates: Sequence[tuple[NormSpan, DateExpression]],
    flow: Flow,
    locate: Locator,
    patterns: Patterns,
    issued: str | None,
) -> list[tuple[NormSpan, Deadline]]:
    """``found`` together with the deadlines of bare months and quarters, in text order."""
    years: tuple[int, int] | None = None
    added: list[tuple[NormSpan, Deadline]] = []
    for table in joined_tables(tables, patterns) if any(_units(table) for table in tables) else ():
        head = heading(table, patterns, ("content",))
        if head is None:
            continue
        units = _units(table)
        columns = [column for role, column in head.columns.items() if role.startswith("time") and column in units]
        years = years or _years(dates, issued)
        for row in table.rows[head.stop :]:
            for column in columns if years is not None else ():
                text, span = row[column] if column < len(row) else ("", NormSpan(0, 0))
                bounds = _bounds(lower_view(squeeze(text)), units[column], years) if years and text.strip() else None
                if bounds is not None:
                    added.append(_deadline(span, bounds, flow, locate))
    if not added:
        return list(found)
    taken = {span for span, _ in added}
    return sorted([*(item for item in found if item[0] not in taken), *added], key=lambda item: item[0])


def _units(table: TableView) -> dict[int, str]:
    """The columns that are headed "Tháng" or "Quý"."""
    units: dict[int, str] = {}
    for row in table.rows[:3]:
        for column, (text, _) in enumerate(row):
            match = _HEADING.fullmatch(lower_view(squeeze(text)))
            if match is not None:
                units.setdefault(column, match.group("unit"))
    return units


def _years(dates: Sequence[tuple[NormSpan, DateExpression]], issued: str | None) -> tuple[int, int] | None:
    """The year of months from August on, and of those before."""
    titled = [date for _, date in dates if date.section == "header" and date.start]
    for date in titled:
        if date.kind == "school_year" and date.start and date.end:
            return int(date.start[:4]), int(date.end[:4])
    years = {date.start[:4] for date in titled if date.kind == "year" and date.start}
    year = years.pop() if len(years) == 1 else issued and issued[:4]
    return (int(year), int(year)) if year else None


def _bounds(text: str, unit: str, years: tuple[int, int]) -> calendar.Bounds | None:
    match = (_MONTHS if unit == "tháng" else _QUARTERS).fullmatch(text)
    if match is None:
        return None
    figures = [match.group("first"), *match.captures("more")]
    numbers = [_ROMAN.get(figure) or int(figure) for figure in figures]
    ends = []
    for number in (numbers[0], numbers[-1]):
        first = number if unit == "tháng" else 3 * number - 2
        year = years[0] if first >= _SCHOOL_YEAR else years[1]
        ends.append(calendar.month(year, number) if unit == "tháng" else calendar.quarter(year, number))
    start, end = ends
    if start is None or end is None or (start.start or "") > (end.end or ""):
        return None
    return calendar.Bounds(start.start, end.end)


def _deadline(span: NormSpan, bounds: calendar.Bounds, flow: Flow, locate: Locator) -> tuple[NormSpan, Deadline]:
    source, page = locate(span)
    return span, Deadline(
        text=flow.text[span.start : span.end],
        kind="during",
        start=bounds.start,
        due=bounds.end,
        recurrence=None,
        condition=None,
        inferred=True,
        span=(source.start, source.end),
        page=page,
        section=flow.section_at(span.start),
    )
