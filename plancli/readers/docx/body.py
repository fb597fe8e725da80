"""Blocks to lines: paragraphs with their labels, tables cell by cell, text boxes where they are anchored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from plancli.readers.docx.fonts import Decoder, is_legacy_font
from plancli.readers.docx.names import (
    ALTERNATE,
    CELL,
    CONTROL,
    PARAGRAPH,
    PARAGRAPH_PROPERTIES,
    ROW,
    RUN_PROPERTIES,
    SECTION,
    TABLE,
    VAL,
    WRAPPERS,
    Element,
    W,
    branch,
    content,
    is_on,
    number,
)
from plancli.readers.docx.numbering import Counters, Numbering
from plancli.readers.docx.runs import Box, Inline, Note, PageBreak, Piece, Text, WordArt
from plancli.readers.docx.sink import Sink
from plancli.readers.docx.styles import NO_PLACE, ListPlace, Partial, Styles, place_of, read_dress

_STYLE, _NUMBERING, _PAGE_BEFORE, _FRAME = f"{W}pStyle", f"{W}numPr", f"{W}pageBreakBefore", f"{W}framePr"
_DELETED = frozenset((f"{W}del", f"{W}moveFrom"))
_FOREIGN = f"{W}altChunk"
_ROW_PROPERTIES, _GRID_BEFORE = f"{W}trPr", f"{W}gridBefore"
_CELL_PROPERTIES, _SPAN, _CELL_DELETED = f"{W}tcPr", f"{W}gridSpan", f"{W}cellDel"
_DRAWN = (Box, WordArt)
_MERGED = (f"{W}vMerge", f"{W}hMerge")


class Context(Struct):
    """What all stories share. ``page_after`` tells of each section but the last whether a page ends with it."""

    styles: Styles
    numbering: Numbering
    sink: Sink
    decode: Decoder | None = None
    page_after: Sequence[bool] = ()
    # In the order of their first marks.
    notes: dict[Note, None] = field(default_factory=dict)
    changed: bool = False
    numbered: bool = False
    foreign: int = 0


class _Properties(NamedTuple):
    """What a ``w:pPr`` says. ``joined``: the paragraph has no end of its own."""

    style: str | None = None
    place: ListPlace = NO_PLACE
    mark: Partial = Partial()
    joined: bool = False
    page_before: bool = False
    ends_section: bool = False


_PLAIN = _Properties()


class Story:
    """One run of text with its own counting: the body, a text box, a note, a header."""

    def __init__(self, context: Context, counters: Counters | None = None) -> None:
        self._context = context
        self._sink = context.sink
        self._inline = Inline(context.styles, context.decode)
        self._counters = counters if counters is not None else Counters(context.numbering)
        self._carried: list[Piece] = []
        self._sections = 0
        # Of the line being written: whether all its text is bold, ``None`` as long as there is none.
        self._bold: bool | None = None

    def read(self, container: Element) -> None:
        """Write all blocks of the container."""
        self._blocks(container)
        self._flush()
        self._context.changed = self._context.changed or self._inline.changed

    def _blocks(self, container: Element) -> None:
        for child in container:
            tag = child.tag
            if tag == PARAGRAPH:
                self._paragraph(child)
            elif tag == TABLE:
                self._flush()
                self._table(child)
            elif tag in WRAPPERS:
                self._blocks(child)
            elif tag == CONTROL:
                inner = content(child)
                if inner is not None:
                    self._blocks(inner)
            elif tag == ALTERNATE:
                chosen = branch(child)
                if chosen is not None:
                    self._blocks(chosen)
            elif tag == _FOREIGN:
                self._context.foreign += 1

    # --- paragraphs -----------------------------------------------------------------------------------------

    def _paragraph(self, paragraph: Element) -> None:
        first = paragraph[0] if len(paragraph) else None
        properties = _PLAIN
        if first is not None and first.tag == PARAGRAPH_PROPERTIES:
            properties = _read_properties(first)
        self._carried.extend(self._inline.read(paragraph, properties.style))
        # Without an end of its own the text goes on in the next paragraph, and takes that one's place in the lists.
        if not properties.joined or properties.ends_section:
            pieces, self._carried = self._carried, []
            self._write(pieces, properties)

    def _flush(self) -> None:
        """Write what was to go on in a paragraph that never came."""
        if self._carried:
            pieces, self._carried = self._carried, []
            self._write(pieces, _PLAIN)

    def _write(self, pieces: Sequence[Piece], properties: _Properties) -> None:
        sink = self._sink
        if properties.page_before:
            sink.break_before()
        first: int | None = None
        drawn: list[tuple[int, Box | WordArt]] = []
        for index, piece in enumerate(pieces):
            if isinstance(piece, Text):
                if first is None and not piece.text.isspace():
                    first = index
            elif isinstance(piece, _DRAWN):
                drawn.append((index, piece))
        for index, box in drawn:
            if first is None or index < first:
                self._drawn(box)
        # The empty paragraph that only carries a section's end is in no list.
        if not (properties.ends_section and first is None):
            self._label(properties, empty=first is None)
        for piece in pieces:
            if isinstance(piece, Text):
                self._text(piece)
            elif isinstance(piece, PageBreak):
                self._page(piece)
            elif isinstance(piece, Note):
                self._note(piece)
        self._end_line()
        for index, box in drawn:
            if first is not None and index > first:
                self._drawn(box)
        if properties.ends_section:
            if self._sections < len(self._context.page_after) and self._context.page_after[self._sections]:
                sink.break_page(rendered=False)
            self._sections += 1

    def _label(self, properties: _Properties, *, empty: bool) -> None:
        """Count the paragraph and write its label.

        Of an empty paragraph the label is written in tables only (a column of running numbers); elsewhere it would
        mark nothing.
        """
        label = self._counters.label(properties.style, properties.place)
        if label is None or (empty and not self._sink.in_table):
            return
        text = label.text
        dress = properties.mark.over(self._context.styles.dress(properties.style))
        font = label.font or dress.font
        if is_legacy_font(font):
            text = self._context.decode(text, font) if self._context.decode is not None else text
        else:
            font = ""
            text = text.upper() if dress.capitals else text
        start = self._sink.length
        self._sink.write(text if empty else text + label.gap, visible=False)
        self._sink.label(start, "synthetic")
        if font:
            self._sink.label(start, f"font:{font}")
        self._context.numbered = True

    def _text(self, piece: Text) -> None:
        sink = self._sink
        start = sink.length
        text, bold, font = piece
        for index, part in enumerate(text.split("\n") if "\n" in text else (text,)):
            if index:
                self._end_line()
            if part:
                sink.write(part)
                if not part.isspace():
                    self._bold = bold and self._bold is not False
        if font:
            sink.label(start, f"font:{font}")

    def _end_line(self) -> None:
        if self._bold:
            self._sink.label(self._sink.line, "bold")
        self._bold = None
        self._sink.end_line()

    def _page(self, piece: PageBreak) -> None:
        if not piece.rendered and self._bold is not None:
            self._end_line()
        self._sink.break_page(rendered=piece.rendered)

    def _note(self, note: Note) -> None:
        if note not in self._context.notes:
            self._context.notes[note] = None
            self._sink.mark("footnote-mark")

    def _drawn(self, piece: Box | WordArt) -> None:
        """A text box (with counting of its own) or drawn text, as lines of its own."""
        sink = self._sink
        start, paged = sink.length, sink.paged
        sink.paged = False
        if isinstance(piece, Box):
            Story(self._context).read(piece.content)
        else:
            sink.write(piece.text)
            sink.end_line()
        sink.paged = paged
        sink.label(start, "textbox", sink.length - 1)

    # --- tables ---------------------------------------------------------------------------------------------

    def _table(self, table: Element) -> None:
        sink = self._sink
        number = sink.open_table()
        index = 0
        for row in _parts(table, ROW):
            properties = row.find(_ROW_PROPERTIES)
            column = 0
            if properties is not None:
                if _holds_deletion(properties):
                    self._context.changed = True
                    continue
                column = _columns(properties.find(_GRID_BEFORE), 0)
            sink.open_row()
            for cell in _parts(row, CELL):
                span, covered = _read_cell(cell)
                sink.open_cell((number, index, column))
                start = sink.length
                if not covered:
                    self._blocks(cell)
                    self._flush()
                if sink.length == start:
                    sink.end_line()
                sink.close_cell()
                column += span
            index += 1
        sink.close_table()


def _holds_deletion(properties: Element) -> bool:
    for child in properties:  # noqa: SIM110 - a generator for each of the many properties costs more
        if child.tag in _DELETED:
            return True
    return False


def _read_properties(properties: Element) -> _Properties:
    style: str | None = None
    place = NO_PLACE
    mark = Partial()
    joined = page_before = ends_section = False
    for child in properties:
        tag = child.tag
        if tag == _STYLE:
            style = child.get(VAL)
        elif tag == _NUMBERING:
            place = place_of(child)
        elif tag == RUN_PROPERTIES:
            mark = read_dress(child)
            joined = joined or bool(mark.hidden) or _holds_deletion(child)
        elif tag == _PAGE_BEFORE:
            page_before = is_on(child)
        elif tag == _FRAME:
            # A drop capital is the first letter of the next paragraph.
            joined = joined or child.get(f"{W}dropCap", "none") != "none"
        elif tag == SECTION:
            ends_section = True
    return _Properties(style, place, mark, joined, page_before, ends_section)


def _parts(container: Element, kind: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also inside content controls and other wrappers."""
    for child in container:
        if child.tag == kind:
            yield child
        elif child.tag in WRAPPERS:
            yield from _parts(child, kind)
        elif child.tag == CONTROL:
            inner = content(child)
            if inner is not None:
                yield from _parts(inner, kind)


def _columns(count: Element | None, default: int) -> int:
    """A count of columns; a table has 63 of them at the most."""
    return min(max(number(count, default) or default, 0), 63)


def _read_cell(cell: Element) -> tuple[int, bool]:
    """How many columns a cell takes, and whether it prints nothing of its own.

    That is so where another cell covers it (merged down or across), or its deletion is accepted.
    """
    first = cell[0] if len(cell) else None
    span, covered = 1, False
    for child in first if first is not None and first.tag == _CELL_PROPERTIES else ():
        tag = child.tag
        if tag == _SPAN:
            span = max(_columns(child, 1), 1)
        elif tag in _MERGED:
            covered = covered or child.get(VAL, "continue") == "continue"
        elif tag == _CELL_DELETED:
            covered = True
    return span, covered
