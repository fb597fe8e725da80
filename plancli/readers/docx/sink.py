"""Where the text is written: characters, and with them the labels, cells and pages that they have."""

from __future__ import annotations

from msgspec import Struct, field

from plancli.text import Cell, Label

# More than this on what explicit breaks alone make a page is more than one page: the breaks do not tell the pages.
# A full page of 13 point type holds some 3500 characters in some 45 lines.
_PAGE_CHARACTERS = 5000
_PAGE_LINES = 80


class _OpenCell(Struct):
    place: tuple[int, int, int]
    start: int
    written: bool = False


class Sink(Struct):
    """The growing text. Offsets are Unicode code points; ``line`` is where the line being written begins."""

    length: int = 0
    line: int = 0
    labels: list[Label] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    # Stories outside of the body have no pages of their own.
    paged: bool = True
    _parts: list[str] = field(default_factory=list)
    _tables: int = 0
    _open: list[_OpenCell] = field(default_factory=list)
    _pages: list[int] = field(default_factory=lambda: [0])
    _rendered: bool = False
    _pending: bool = False
    _visible: int = 0
    _row_breaks: int = 0
    _cell_breaks: int = 0

    @property
    def text(self) -> str:
        """What has been written."""
        return "".join(self._parts)

    @property
    def in_table(self) -> bool:
        """Whether a cell is open."""
        return bool(self._open)

    def write(self, text: str, *, visible: bool = True) -> None:
        """Put characters; ``visible`` ones are the document's own."""
        self._parts.append(text)
        self.length += len(text)
        if visible and not text.isspace():
            self._visible = self.length

    def end_line(self) -> None:
        """End the line, and begin the next."""
        self._parts.append("\n")
        self.length += 1
        self.line = self.length

    def label(self, start: int, kind: str, end: int | None = None) -> None:
        """Label what was written from ``start`` on; nothing where nothing was."""
        end = self.length if end is None else end
        if start < end:
            self.labels.append(Label(start, end, kind))

    def mark(self, kind: str) -> None:
        """An empty label at this place."""
        self.labels.append(Label(self.length, self.length, kind))

    # --- tables ---------------------------------------------------------------------------------------------

    def open_table(self) -> int:
        """Begin a table; its number. The open cell that holds it is interrupted."""
        self._interrupt()
        self._tables += 1
        return self._tables - 1

    def close_table(self) -> None:
        """End a table; the cell that holds it goes on."""
        if self._open:
            self._open[-1].start = self.length

    def open_row(self) -> None:
        """Begin a row."""
        if not self._open:
            self._row_breaks = 0

    def open_cell(self, place: tuple[int, int, int]) -> None:
        """Begin the cell at (table, row, column)."""
        if not self._open:
            self._cell_breaks = 0
        self._open.append(_OpenCell(place, self.length))

    def close_cell(self) -> None:
        """End the innermost cell: its lines without the last line end."""
        cell = self._open.pop()
        end = self.length - 1 if self.length > cell.start else self.length
        if end > cell.start or not cell.written:
            self.cells.append(Cell(cell.start, end, cell.place))

    def _interrupt(self) -> None:
        if self._open and self.length - 1 > self._open[-1].start:
            cell = self._open[-1]
            self.cells.append(Cell(cell.start, self.length - 1, cell.place))
            cell.written = True

    # --- pages ----------------------------------------------------------------------------------------------

    def break_page(self, *, rendered: bool) -> None:
        """A new page from here on, or from this line's begin where nothing stands on it yet."""
        if not self.paged:
            return
        if self._open:
            # All cells of a row that is broken across pages note the break, each for itself.
            self._cell_breaks += 1
            if self._cell_breaks <= self._row_breaks:
                return
            self._row_breaks = self._cell_breaks
        empty = self._visible <= self._pages[-1]
        if rendered:
            self._rendered = True
            if empty and (self._pending or len(self._pages) == 1):
                # Word's note of a break that the file has in so many words, or of the first page.
                self._pending = False
                return
        self._pages.append(self.length if self._visible > self.line else self.line)
        self._pending = not rendered

    def break_before(self) -> None:
        """A new page for the paragraph that begins here, unless it begins one already."""
        if self.paged and self._visible > self._pages[-1] and not self._open:
            self.break_page(rendered=False)

    def page_starts(self) -> tuple[int, ...]:
        """Each page's first offset; empty where nothing tells, or where explicit breaks alone cannot be all."""
        pages = list(self._pages)
        while len(pages) > 1 and pages[-1] >= self._visible:
            pages.pop()
        if self._rendered:
            return tuple(pages)
        if len(pages) == 1:
            return ()
        text = self.text
        for start, end in zip(pages, [*pages[1:], self.length], strict=True):
            if end - start > _PAGE_CHARACTERS or text.count("\n", start, end) > _PAGE_LINES:
                return ()
        return tuple(pages)
