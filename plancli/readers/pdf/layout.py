"""A page's words as printed rows in reading order: running rows, columns side by side, tables, notes, furniture."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from plancli.patterns import Patterns
from plancli.readers.pdf.columns import Page, Region, find_regions
from plancli.readers.pdf.furniture import Sheet, mark_edges
from plancli.readers.pdf.grids import Grid
from plancli.readers.pdf.notes import find_notes
from plancli.readers.pdf.pages import PageSource
from plancli.readers.pdf.paragraphs import (
    Setting,
    hanging_indents,
    marker_starts,
    paragraphs_show,
    text_edges,
    usual_leadings,
)
from plancli.readers.pdf.rows import Row, Segment, rows_of, segments_of
from plancli.readers.pdf.words import Word

# In ems, and as a share of the lines: words nearer than this, on both sides of a rule, in more of a table's lines.
_CUT, _CUTS = 0.35, 0.1


class Printed(Struct, frozen=True):
    """A row by itself. ``kind`` is ``text``, ``furniture`` or ``footnote``; ``note`` is the footnote's number."""

    row: Row
    kind: str = "text"
    note: str | None = None


class Columns(Struct, frozen=True):
    """Rows that stand in two columns side by side; ``goes_on``: from the page before."""

    left: list[Row]
    right: list[Row]
    goes_on: bool = False


class TableRows(Struct, frozen=True):
    """A ruled table of one page: the rows of text of each cell by (row, column)."""

    grid: Grid
    cells: dict[tuple[int, int], list[Row]]

    @property
    def first(self) -> list[str]:
        """The texts of the first row's cells."""
        top = min(row for row, _ in self.cells)
        return [" ".join(line.text for line in lines) for (row, _), lines in sorted(self.cells.items()) if row == top]


Block = Printed | Columns | TableRows


class PageLayout(Struct):
    """The blocks of a page from top to bottom, the edges of its text and the usual distance of two lines."""

    source: PageSource
    rows: list[Row]
    tables: list[TableRows]
    left: float = 0.0
    right: float = 0.0
    leading: float = 0.0
    blocks: list[Block] = field(default_factory=list)
    setting: Setting = field(default_factory=lambda: Setting(0.0, 0.0, 0.0))


def lay_out(sources: Sequence[PageSource], patterns: Patterns) -> list[PageLayout]:
    """All text pages in blocks; furniture is judged over all of them together."""
    layouts = [_rows(source) for source in sources]
    _find_edges(layouts)
    sheets = [Sheet(layout.source.number, layout.rows, layout.source.layer.frame.height) for layout in layouts]
    mark_edges(sheets, patterns)
    end: Region | None = None
    for layout, sheet in zip(layouts, sheets, strict=True):
        end = _order(layout, sheet.found, patterns, end)
    _set(layouts)
    return layouts


def _set(layouts: Sequence[PageLayout]) -> None:
    """How the paragraphs of all pages are set, by their running rows."""
    running = [
        [block.row for block in layout.blocks if isinstance(block, Printed) and block.kind == "text"]
        for layout in layouts
    ]
    for layout in layouts:
        layout.setting = Setting(layout.left, layout.right, layout.leading)
    pages = [(rows, layout.setting) for rows, layout in zip(running, layouts, strict=True)]
    blocks, tells, starts = hanging_indents(pages), paragraphs_show(pages), marker_starts(pages)
    for layout in layouts:
        layout.setting = replace(layout.setting, blocks=blocks, tells=tells, starts=starts)


def _rows(source: PageSource) -> PageLayout:
    tables: list[TableRows] = []
    segments = source.segments
    for grid in source.grids:
        inside, outside = _split(segments, grid)
        table = _table(grid, inside) if not _cuts_words(grid, segments) else None
        if table is not None:
            segments = outside
            tables.append(table)
    return PageLayout(source, rows_of(segments), tables)


def _find_edges(layouts: Sequence[PageLayout]) -> None:
    """The edges of the text on every page, and how far lines are apart."""
    edges = text_edges([(layout.rows, layout.source.layer.frame.width) for layout in layouts])
    for layout, (left, right) in zip(layouts, edges, strict=True):
        layout.left, layout.right = left, right
    leadings = usual_leadings([(layout.rows, layout.left, layout.right) for layout in layouts])
    for layout, leading in zip(layouts, leadings, strict=True):
        layout.leading = leading


def _split(segments: Sequence[Segment], grid: Grid) -> tuple[list[Word], list[Segment]]:
    """``(words in the grid's cells, segments outside)``."""
    area = grid.area
    inside: list[Word] = []
    outside: list[Segment] = []
    for segment in segments:
        base = segment.base
        if base < area.top or base > area.bottom + segment.size or segment.x1 < area.x0 or segment.x0 > area.x1:
            outside.append(segment)
            continue
        here = [_place(grid, word) is not None for word in segment.words]
        inside += [word for word, held in zip(segment.words, here, strict=True) if held]
        rest = [word for word, held in zip(segment.words, here, strict=True) if not held]
        outside += segments_of(rest)
    return inside, outside


def _cuts_words(grid: Grid, segments: Sequence[Segment]) -> bool:
    """Do the edges of cells run between words that only a blank divides? Then they are no table's."""
    cut = held = 0
    for segment in segments:
        places = [_place(grid, word) for word in segment.words]
        held += any(places)
        for left, right, one, other in zip(segment.words, segment.words[1:], places, places[1:], strict=False):
            cut += one != other and right.x0 - left.x1 < _CUT * segment.size
    return cut > max(1, _CUTS * held)


def _place(grid: Grid, word: Word) -> tuple[int, int] | None:
    return grid.place((word.x0 + word.x1) / 2, word.base - 0.3 * word.size)


def _table(grid: Grid, words: Sequence[Word]) -> TableRows | None:
    """The cells' rows; ``None`` where fewer than two columns hold text: a frame, no table."""
    by_cell: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        place = _place(grid, word)
        if place is not None:
            by_cell.setdefault(place, []).append(word)
    if len({column for _, column in by_cell}) < 2:
        return None
    return TableRows(grid, {place: rows_of(segments_of(found)) for place, found in sorted(by_cell.items())})


def _order(layout: PageLayout, furniture: set[int], patterns: Patterns, before: Region | None) -> Region | None:
    """Blocks in reading order: furniture of the upper edge, the body, stamps, furniture of the lower edge.

    ``before`` is an end block at the foot of the page before; the one at the foot of this page is returned.
    """
    source = layout.source
    body = [index for index in range(len(layout.rows)) if index not in furniture]
    first = body[0] if body else len(layout.rows)
    upper = [Printed(layout.rows[index], "furniture") for index in sorted(furniture) if index < first]
    lower = [Printed(layout.rows[index], "furniture") for index in sorted(furniture) if index >= first]
    rows = [layout.rows[index] for index in body]
    notes = find_notes(rows, source.size)
    kept = rows[: notes[0].start] if notes else rows
    placed: list[tuple[float, Block]] = [(table.grid.area.top, table) for table in layout.tables]
    page = Page(kept, layout.left, layout.right, source.size)
    taken = 0
    last: Region | None = None
    for region in find_regions(page, source.number == 1, patterns, before):
        placed += [(row.base, Printed(row)) for row in kept[taken : region.start]]
        left, right = region.columns(kept)
        goes_on = before is not None and region.ends and region.start == 0
        placed.append((kept[region.start].base, Columns(left, right, goes_on)))
        taken = region.stop
        last = region if region.ends and taken == len(kept) else None
    placed += [(row.base, Printed(row)) for row in kept[taken:]]
    layout.blocks = [*upper, *(block for _, block in sorted(placed, key=lambda item: item[0]))]
    for note in notes:
        layout.blocks += [Printed(row, "footnote", note.number) for row in rows[note.start : note.stop]]
    odd = rows_of(source.stamps) + _turned(source)
    layout.blocks += [Printed(row, "furniture") for row in odd] + lower
    return last


def _turned(source: PageSource) -> list[Row]:
    """Words that run in another direction (marks along the margin, watermarks): in the page's own order."""
    words = source.layer.turned
    return [Row([Segment(words)])] if words else []
