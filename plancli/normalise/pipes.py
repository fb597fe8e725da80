"""Tables drawn with bars: their rows divided into cells.

Rows with outer bars are table rows wherever they stand. Rows without them (``a | b | c``) are such only in company:
neighbouring lines with the same number of bars, each set apart by blanks, with words on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex
from msgspec import Struct

from plancli.expressions import compiled
from plancli.text import Cell, Edit, NormText

_LINE = compiled(r"^[^\n|]*\|[^\n]*$", regex.MULTILINE)
_RULER = compiled(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?")

# A page's number between two rows, with a line above or below.
_TURN = compiled(
    r"\s*(?:(?P<foot>[^\n|]{3,120})\n\s*)?(?:[-–—][ \t]*)?(?:trang[ \t]+|page[ \t]+)?\d{1,4}"
    r"(?:[ \t]*/[ \t]*\d{1,4})?(?:[ \t]*[-–—])?[ \t]*(?:\n\s*(?P<head>[^\n|]{3,120}))?\s*",
    regex.IGNORECASE,
)
_LONGEST_TURN = 400


class _Row(Struct, frozen=True):
    """A line with bars: ``bars`` are their offsets, those that an escape protects left out."""

    start: int
    end: int
    bars: tuple[int, ...]
    ruler: bool
    leads: bool
    closes: bool
    apart: bool

    @property
    def outer(self) -> bool:
        return self.leads and self.closes and len(self.bars) > 1

    def edges(self, leads: bool, closes: bool) -> list[int]:
        """The bounds of the cells; a bar at either end is none of its own where it ``leads`` or ``closes``."""
        left = [] if leads else [self.start - 1]
        right = [] if closes else [self.end]
        return [*left, *self.bars, *right]


def pipe_tables(text: NormText) -> tuple[list[Edit], list[Cell]]:
    """The bars of table rows as line ends, rulers dropped; each cell with its source range."""
    raw = text.text
    edits: list[Edit] = []
    cells: list[Cell] = []
    if "|" not in raw:
        return edits, cells
    for table, rows in enumerate(_tables(raw)):
        row = 0
        for edges, each in rows:
            if each.ruler:
                edits.append(Edit(each.start, each.end, ""))
                continue
            edits.extend(Edit(bar, bar + 1, "\n") for bar in each.bars)
            for column, (left, right) in enumerate(pairwise(edges)):
                if left + 1 < right:
                    source = text.source_span((left + 1, right))
                    cells.append(Cell(source.start, source.end, (table, row, column)))
            row += 1
    return edits, cells


def _tables(raw: str) -> Iterator[list[tuple[list[int], _Row]]]:
    """The tables of a text, each as its rows with the bounds of their cells."""
    run: list[_Row] = []
    spaced = False
    for match in _LINE.finditer(raw):
        row = _row(raw, *match.span())
        if run:
            between = raw[run[-1].end : row.start].strip(" \t")
            # Some converters put a blank line behind each row; otherwise one ends the table.
            blank = between.replace(" ", "").replace("\t", "") == "\n\n" and len(row.bars) == len(run[-1].bars)
            turned = len(row.bars) == len(run[-1].bars) and _is_turn(between, raw)
            blank = blank or (turned and spaced)
            if not (between in ("", "\n") or blank or turned) or (len(run) > 1 and blank != spaced):
                yield from _of_run(run, raw)
                run = []
            spaced = blank
        run.append(row)
    yield from _of_run(run, raw)


def _is_turn(between: str, raw: str) -> bool:
    """Is what stands between two rows a page's number, with the running head that comes back?"""
    match = _TURN.fullmatch(between) if "\n" in between and len(between) <= _LONGEST_TURN else None
    return match is not None and all(raw.count(head.strip()) > 1 for head in match.groups() if head)


def _row(raw: str, start: int, end: int) -> _Row:
    bars = tuple(i for i in range(start, end) if raw[i] == "|" and raw[i - 1 : i] != "\\")
    line = raw[start:end]
    return _Row(
        start,
        end,
        bars,
        ruler=_RULER.fullmatch(line) is not None,
        leads=bool(bars) and not raw[start : bars[0]].strip(" \t"),
        closes=bool(bars) and not raw[bars[-1] + 1 : end].strip(" \t"),
        apart=all((i == start or raw[i - 1] in " \t") and (i + 1 >= end or raw[i + 1] in " \t\r") for i in bars),
    )


def _of_run(run: Sequence[_Row], raw: str) -> Iterator[list[tuple[list[int], _Row]]]:
    """The tables among neighbouring lines with bars."""
    table: list[tuple[list[int], _Row]] = []
    open_rows: list[_Row] = []
    for row in run:
        # A row that lost one of its outer bars belongs to the table around it.
        lost = bool(table) and row.leads != row.closes and len(row.bars) == len(table[-1][1].bars) - 1
        if row.outer or lost:
            yield from _open_tables(open_rows, raw)
            open_rows = []
            table.append((row.edges(row.leads, row.closes), row))
            continue
        if table:
            yield table
            table = []
        open_rows.append(row)
    if table:
        yield table
    yield from _open_tables(open_rows, raw)


def _open_tables(rows: Sequence[_Row], raw: str) -> Iterator[list[tuple[list[int], _Row]]]:
    """The tables among lines without outer bars: each stretch with one number of bars that qualifies."""
    start = 0
    while start < len(rows):
        stop = start
        while stop < len(rows) and len(rows[stop].bars) == len(rows[start].bars):
            stop += 1
        group = rows[start:stop]
        start = stop
        leads = all(row.leads for row in group)
        closes = all(row.closes for row in group)
        table = [(row.edges(leads, closes), row) for row in group]
        if _qualifies(table, raw):
            yield table


def _qualifies(table: Sequence[tuple[list[int], _Row]], raw: str) -> bool:
    """Two rows or more with words in two cells or more, a third of all at the least; the bars set apart."""
    if len(table) < 2 or not all(row.apart or row.ruler for _, row in table):
        return False
    full = 0
    for edges, row in table:
        if not row.ruler:
            filled = sum(any(c.isalnum() for c in raw[left + 1 : right]) for left, right in pairwise(edges))
            full += filled > 1
    told = sum(not row.ruler for _, row in table)
    return full * 3 >= told and full >= (1 if told < len(table) else 2)
