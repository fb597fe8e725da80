"""Blocks to source text: lines with indents and gaps as printed, cells, labels, boxes, pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from plancli.readers.pdf.frame import Area
from plancli.readers.pdf.grids import Grid, same_columns
from plancli.readers.pdf.layout import Columns, PageLayout, Printed, TableRows
from plancli.readers.pdf.pages import PageSource
from plancli.readers.pdf.paragraphs import Setting, cell_runs, opens, reaches, runs_on, surely
from plancli.readers.pdf.rows import Row, around, joined
from plancli.text import Box, Cell, Label

if TYPE_CHECKING:
    from plancli.readers.ocr.text import PageText

# A blank of the printed layout stands for this much, in ems: half the width of a letter of running text.
_BLANK = 0.5
_COLUMN_GAP, _MARKER_GAP = 3, 2
_WIDEST_GAP = 120
# A line is set apart from the one above by an empty line when it stands this much lower than lines do.
_APART_SHARE, _APART_POINTS = 0.17, 2.4
# So much lower is two empty lines.
_FAR = 2.6
# In points: how far the text of a cell may stand from its rules.
_PADDING = (2.0, 8.0)


class Writer(Struct):
    """The growing text. Offsets are code points; page by page, top to bottom."""

    length: int = 0
    page_starts: list[int] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    # The table that ended the page before and may go on, and the last line of running text.
    open_table: _OpenTable | None = None
    last: _Last | None = None
    _parts: list[str] = field(default_factory=list)
    _tables: int = 0
    _columns: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """What has been written."""
        return "".join(self._parts)

    def put(self, text: str) -> None:
        """Write characters as they are."""
        self._parts.append(text)
        self.length += len(text)

    def begin_page(self) -> None:
        """The next page begins here."""
        self.page_starts.append(self.length)

    def page(self, layout: PageLayout) -> None:
        """Write a page."""
        self.begin_page()
        page = _PageWriter(self, layout)
        page.write()

    def piece(self, piece: PageText | None) -> None:
        """Write a page that OCR read, or one without text."""
        self.begin_page()
        self.open_table = self.last = None
        if piece is not None:
            moved = piece.moved(self.length)
            self.labels += moved.labels
            self.boxes += moved.boxes
            self.put(piece.text)

    def columns(self, goes_on: bool) -> tuple[int, int]:
        """The number and the row of two columns, those of the page before where they go on."""
        if goes_on and self._columns is not None:
            self._columns = self._columns[0], self._columns[1] + 1
        else:
            self._columns = self.new_table(), 0
        return self._columns

    def new_table(self) -> int:
        """The number of a new table."""
        self._tables += 1
        return self._tables - 1


class _OpenTable(Struct):
    """A table that may go on on the next page: its number, its next row, its edges, its head."""

    number: int
    next_row: int
    grid: Grid
    head: list[str]


class _Last(Struct, frozen=True):
    """A line of running text, where it stands in the text, and how its page is set."""

    row: Row
    start: int
    end: int
    setting: Setting


class _PageWriter:
    def __init__(self, writer: Writer, layout: PageLayout) -> None:
        self._writer = writer
        self._layout = layout
        self._source: PageSource = layout.source
        self._unit = max(_BLANK * (self._source.size or 12.0), 1.0)
        self._above: Row | None = None
        self._line_start = 0
        self._goes_on = False
        self._bold: Label | None = None
        self._bold_at = 0
        notes = {block.note for block in layout.blocks if isinstance(block, Printed) and block.note}
        self._marks = [note for note in sorted(notes, key=int) if note]
        self._noted: set[str] = set()
        self._note: tuple[str, int] | None = None
        self._note_row: Row | None = None

    def write(self) -> None:
        writer = self._writer
        blocks = self._layout.blocks
        held = writer.open_table
        for block in blocks:
            if isinstance(block, Printed):
                if block.kind == "text":
                    held = writer.open_table = None
                if block.kind != "footnote":
                    self._end_note()
                self._printed(block)
                continue
            self._end_note()
            writer.last = self._above = None
            if isinstance(block, Columns):
                held = writer.open_table = None
                number, at = writer.columns(block.goes_on)
                for column, rows in enumerate((block.left, block.right)):
                    self._cell((number, at, column), rows, False)
            else:
                self._table(block, held)
                held = None
        self._end_note()

    def _printed(self, block: Printed) -> None:
        writer = self._writer
        row = block.row
        text_line = block.kind == "text"
        if text_line and self._above is not None:
            self._step(self._above, row)
        elif text_line:
            self._turn_page(row)
        start = writer.length
        if block.note is not None and (self._note is None or self._note[0] != block.note):
            self._end_note()
            self._note = block.note, start
        elif self._note_row is not None and reaches(self._note_row, row, self._layout.right):
            self._run_on(surely=True)
        self._note_row = row if block.note is not None else None
        self._line(row, self._layout.left if text_line else row.x0)
        if block.kind == "furniture":
            writer.labels.append(Label(start, writer.length - 1, "furniture"))
        if text_line:
            self._above = row
            writer.last = _Last(row, self._line_start, writer.length - 1, self._layout.setting)

    def _end_note(self) -> None:
        if self._note is not None:
            self._writer.labels.append(Label(self._note[1], self._writer.length - 1, "footnote"))
            self._note = None

    def _step(self, above: Row, row: Row) -> None:
        """From one line to the next: empty lines where it stands lower than lines do, else the label ``full`` where
        the one above ended only because it was full."""
        layout = self._layout
        step, leading = row.base - above.base, layout.leading
        if runs_on(above, row, layout.setting):
            self._run_on(surely(above, row, layout.setting))
        elif step - leading >= max(_APART_SHARE * leading, _APART_POINTS):
            self._writer.put("\n\n" if step > _FAR * leading else "\n")

    def _run_on(self, surely: bool = False) -> None:
        """The line that was written last goes on in the one that follows."""
        kind = "goes-on" if surely else "full"
        self._writer.labels.append(Label(self._line_start, self._writer.length - 1, kind))
        self._goes_on = True

    def _turn_page(self, row: Row) -> None:
        """The label ``full`` for the last line of the page before, where this one runs on from it."""
        last = self._writer.last
        if last is None:
            return
        setting = replace(self._layout.setting, right=last.setting.right)
        if runs_on(last.row, row, setting, turned=True):
            kind = "goes-on" if surely(last.row, row, setting) else "full"
            self._writer.labels.append(Label(last.start, last.end, kind))

    # --- lines ------------------------------------------------------------------------------------------------

    def _line(self, row: Row, left: float | None) -> None:
        """Write a row with its line end; ``left`` is where its indent is measured from, ``None`` for none."""
        writer = self._writer
        start = writer.length
        if left is not None:
            writer.put(" " * max(min(round((row.x0 - left) / self._unit), _WIDEST_GAP), 0))
        first = self._line_start = writer.length
        words = row.words
        legacy: list[tuple[int, int, str]] = []
        for number, segment in enumerate(row.segments):
            if number:
                column = round((segment.x0 - (left if left is not None else row.x0)) / self._unit)
                blanks = max(column - (writer.length - start), _COLUMN_GAP)
                # The tab behind a marker makes no column.
                writer.put(" " * (_MARKER_GAP if number == 1 and self._is_marker(row) else min(blanks, _WIDEST_GAP)))
            if not any(word.raised or word.font.legacy for word in segment.words):
                writer.put(segment.text)
                continue
            for blank, word in joined(segment.words):
                writer.put(blank)
                if word.raised:
                    self._mark(word.text)
                at = writer.length
                writer.put(word.text)
                if word.font.legacy:
                    legacy.append((at, writer.length, word.font.name))
        if row.bold:
            # One label for all lines of a paragraph.
            begun = self._bold.start if self._goes_on and self._bold is not None else first
            self._bold = Label(begun, writer.length, "bold")
            if begun < first:
                del writer.labels[self._bold_at]
            self._bold_at = len(writer.labels)
            writer.labels.append(self._bold)
        else:
            self._bold = None
        self._goes_on = False
        writer.labels += [Label(*run) for run in _runs(legacy)]
        area = self._source.box(around(words))
        box = Box(first, writer.length, self._source.number, *_rounded(area))
        writer.boxes.append(box)
        writer.put("\n")

    @staticmethod
    def _is_marker(row: Row) -> bool:
        """Is what stands before the row's first gap a marker alone?"""
        return len(row.segments[0].words) == 1 and opens(row)

    def _mark(self, text: str) -> None:
        """The n-th mark is that of the n-th note."""
        pending = [note for note in self._marks if note not in self._noted]
        number = text.translate(_DIGITS)
        if number in pending:
            self._noted.add(number)
            self._writer.labels.append(Label(self._writer.length, self._writer.length, "footnote-mark"))

    def _cell(
        self, place: tuple[int, int, int], rows: Sequence[Row], furniture: bool, area: Area | None = None
    ) -> None:
        writer = self._writer
        start = writer.length
        width = None
        if area is not None and rows:
            padding = min(max(min(row.x0 for row in rows) - area.x0, _PADDING[0]), _PADDING[1])
            width = area.x1 - area.x0 - 2 * padding
        full = [False, *cell_runs(rows, width)]
        for above, row, runs in zip([None, *rows], rows, full, strict=False):
            if above is not None and runs:
                self._run_on()
            elif above is not None and row.base - above.base > 2 * max(self._layout.leading, 1.2 * row.size):
                writer.put("\n")
            self._line(row, None)
        if writer.length > start:
            writer.cells.append(Cell(start, writer.length - 1, place))
            if furniture:
                writer.labels.append(Label(start, writer.length - 1, "furniture"))

    # --- tables -----------------------------------------------------------------------------------------------

    def _table(self, table: TableRows, held: _OpenTable | None) -> None:
        writer = self._writer
        goes_on = held is not None and same_columns(held.grid, table.grid)
        if goes_on and held is not None:
            number, offset = held.number, held.next_row
            head = held.head
        else:
            number, offset, head = writer.new_table(), 0, table.first
        ordered = sorted(table.cells.items())
        top = ordered[0][0][0]
        repeated = goes_on and table.first == head
        if repeated or (goes_on and _breaks_row(table, top)):
            offset -= 1
        for (row, column), rows in ordered:
            again = repeated and row == top
            place = (number, 0 if again else row - top + offset, column)
            self._cell(place, rows, again, table.grid.cells.get((row, column)))
        last = max(row for row, _ in table.cells)
        writer.open_table = _OpenTable(number, last - top + offset + 1, table.grid, head)


def _breaks_row(table: TableRows, top: int) -> bool:
    """Does the first row on this page go on with the last one of the page before? Its first cell (a number, a
    task) is empty, and what it has begins in the middle of a sentence."""
    first = {column: rows for (row, column), rows in table.cells.items() if row == top}
    if 0 in first:
        return False
    return all(rows[0].text[:1].islower() for rows in first.values())


def _runs(found: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Neighbouring stretches of one font as one, labelled ``font:NAME``."""
    out: list[tuple[int, int, str]] = []
    for start, end, name in found:
        kind = f"font:{name}"
        if out and out[-1][2] == kind and start - out[-1][1] <= _COLUMN_GAP:
            out[-1] = (out[-1][0], end, kind)
        else:
            out.append((start, end, kind))
    return out


def _rounded(area: Area) -> tuple[float, float, float, float]:
    return round(area.x0, 2), round(area.top, 2), round(area.x1, 2), round(area.bottom, 2)


_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
