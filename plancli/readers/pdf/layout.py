"""A page's words as printed rows in reading order: running rows, columns side by side, tables, notes, furniture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from plancli.patterns import Patterns
from plancli.readers.pdf.columns import Page, find_regions
from plancli.readers.pdf.furniture import Sheet, mark_edges
from plancli.readers.pdf.grids import Grid
from plancli.readers.pdf.notes import find_notes
from plancli.readers.pdf.pages import PageSource
from plancli.readers.pdf.rows import Row, Segment, rows_of, segments_of
from plancli.readers.pdf.words import Word

# How many rows must share an edge for it to be the text's, as a share of the page's rows.
_SHARED = 0.12
_MARGIN = 3.0
_FEW_ROWS = 6
# In ems: how far two lines of a paragraph are apart at the most.
_ONE_PARAGRAPH = 2.6
_MARKER = 4  # characters of "-", "1.", "a)" at the most
# In ems: a blank, and by how much a full line may fall short of the edge.
_BLANK, _RAGGED = 0.25, 0.1
# In ems, and as a share of the lines: words nearer than this, on both sides of a rule, in more of a table's lines.
_CUT, _CUTS = 0.35, 0.1


@dataclass(frozen=True, slots=True)
class Printed:
    """A row by itself. ``kind`` is ``text``, ``furniture`` or ``footnote``; ``note`` is the footnote's number."""

    row: Row
    kind: str = "text"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows that stand in two columns side by side."""

    left: list[Row]
    right: list[Row]


@dataclass(frozen=True, slots=True)
class TableRows:
    """A ruled table of one page: the rows of text of each cell by (row, column)."""

    grid: Grid
    cells: dict[tuple[int, int], list[Row]]

    @property
    def first(self) -> list[str]:
        """The texts of the first row's cells."""
        top = min(row for row, _ in self.cells)
        return [" ".join(line.text for line in lines) for (row, _), lines in sorted(self.cells.items()) if row == top]


Block = Printed | Columns | TableRows


@dataclass(slots=True)
class PageLayout:
    """The blocks of a page from top to bottom, the edges of its text and the usual distance of two lines."""

    source: PageSource
    rows: list[Row]
    tables: list[TableRows]
    left: float
    right: float
    leading: float
    blocks: list[Block] = field(default_factory=list)


def lay_out(sources: Sequence[PageSource], patterns: Patterns) -> list[PageLayout]:
    """All text pages in blocks; furniture is judged over all of them together."""
    layouts = [_rows(source) for source in sources]
    _share_edges(layouts)
    sheets = [Sheet(layout.source.number, layout.rows, layout.source.layer.frame.height) for layout in layouts]
    mark_edges(sheets, patterns)
    for layout, sheet in zip(layouts, sheets, strict=True):
        _order(layout, sheet.found, patterns)
    return layouts


def _rows(source: PageSource) -> PageLayout:
    tables: list[TableRows] = []
    segments = source.segments
    for grid in source.grids:
        inside, outside = _split(segments, grid)
        table = _table(grid, inside) if not _cuts_words(grid, segments) else None
        if table is not None:
            segments = outside
            tables.append(table)
    rows = rows_of(segments)
    left, right = _edges(rows, source)
    return PageLayout(source, rows, tables, left, right, _leading(rows, left, right))


def _share_edges(layouts: Sequence[PageLayout]) -> None:
    """A page of few rows has the edges of the fullest page of its width."""
    fullest = max(layouts, key=lambda layout: len(layout.rows), default=None)
    for layout in layouts:
        if fullest is None or len(layout.rows) >= _FEW_ROWS or len(fullest.rows) < _FEW_ROWS:
            continue
        if abs(layout.source.layer.frame.width - fullest.source.layer.frame.width) < 1:
            layout.left, layout.right = fullest.left, fullest.right


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


def _edges(rows: Sequence[Row], source: PageSource) -> tuple[float, float]:
    """Where the text begins and ends: the outermost edges that several rows share."""
    if not rows:
        return 0.0, source.layer.frame.width
    return _shared([row.x0 for row in rows], 1), -_shared([-row.x1 for row in rows], 1)


def _shared(values: Sequence[float], sign: int) -> float:
    ordered = sorted(values)
    needed = max(2, round(_SHARED * len(ordered)))
    for index, value in enumerate(ordered):
        last = index + needed - 1
        if last < len(ordered) and ordered[last] - value <= _MARGIN:
            return value
    return ordered[0] * sign


def _leading(rows: Sequence[Row], left: float, right: float) -> float:
    """The usual distance of two lines of a paragraph: of full lines to the flush ones below them."""
    pairs = list(pairwise(rows))
    steps = [
        step
        for above, below in pairs
        if (step := below.base - above.base) <= _ONE_PARAGRAPH * below.size and runs_on(above, below, left, right)
    ]
    if steps:
        return median(steps)
    size = median(row.size for row in rows) if rows else 12.0
    near = sorted(step for above, below in pairs if 0.9 * size <= (step := below.base - above.base) <= 2.2 * size)
    # Lines of a paragraph stand nearer than paragraphs do.
    return near[len(near) // 3] if near else 1.2 * size


def runs_on(above: Row, below: Row, left: float, right: float) -> bool:
    """Did the line end only because it was full: the next one is flush, and its first word would not have fitted?"""
    size = max(above.size, below.size)
    if abs(above.size - below.size) > 0.1 * size:
        return False
    words = above.words
    hanging = len(words) > 1 and len(words[0].text) <= _MARKER and abs(below.x0 - words[1].x0) <= 0.4 * size
    first = below.words[0]
    if not hanging and below.x0 > left + 0.8 * size:
        return False
    return above.x1 + _BLANK * size + first.x1 - first.x0 > right - _RAGGED * size


def _order(layout: PageLayout, furniture: set[int], patterns: Patterns) -> None:
    """Blocks in reading order: furniture of the upper edge, the body, stamps, furniture of the lower edge."""
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
    for region in find_regions(page, source.number == 1, patterns):
        placed += [(row.base, Printed(row)) for row in kept[taken : region.start]]
        left, right = region.columns(kept)
        placed.append((kept[region.start].base, Columns(left, right)))
        taken = region.stop
    placed += [(row.base, Printed(row)) for row in kept[taken:]]
    layout.blocks = [*upper, *(block for _, block in sorted(placed, key=lambda item: item[0]))]
    for note in notes:
        layout.blocks += [Printed(row, "footnote", note.number) for row in rows[note.start : note.stop]]
    odd = rows_of(source.stamps) + _turned(source)
    layout.blocks += [Printed(row, "furniture") for row in odd] + lower


def _turned(source: PageSource) -> list[Row]:
    """Words that run in another direction (marks along the margin, watermarks): in the page's own order."""
    words = source.layer.turned
    return [Row([Segment(words)])] if words else []
