"""The tree as text: lines, labels and cells, in the same form as those of the Word reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from msgspec import Struct, field

from plancli.readers.docx import symbols
from plancli.readers.docx.fonts import Decoder, is_legacy_font
from plancli.readers.docx.sink import Sink
from plancli.readers.html.blocks import is_block, is_bold, keeps_blanks
from plancli.readers.html.lists import ListState, next_marker, open_list, repeats
from plancli.readers.html.notes import Notes
from plancli.readers.html.tables import Grid, is_layout, read_grid
from plancli.readers.html.tree import Node, Page

_BLANKS = " \t\n\r\f"


class _State(NamedTuple):
    """What an element hands down."""

    bold: bool = False
    upper: bool = False
    keep: bool = False
    font: str = ""
    list: ListState | None = None


class Writer(Struct):
    """Writes elements to a sink. ``left_out`` are elements (by ``id``) that are not written."""

    page: Page
    notes: Notes
    left_out: frozenset[int] = frozenset()
    decode: Decoder | None = None
    sink: Sink = field(default_factory=lambda: Sink(paged=False))
    numbered: bool = False
    _total: int = 0
    _apart: frozenset[int] = frozenset()
    _stack: list[Callable[[], None]] = field(default_factory=list)
    _found: list[Node] = field(default_factory=list)
    # Of the line being written: a blank that waits for the next word, and whether all its text is bold.
    _waiting: bool = False
    _bold: bool | None = None
    # A list marker that waits for the item's first word.
    _marker: str = ""

    def write(self, node: Node) -> None:
        """The element's text, then its footnotes in the order of their marks."""
        self._total = node.size
        self._apart = self.notes.apart
        self._run(node)
        for note in self._found:
            start = self.sink.length
            self._run(note)
            if self.sink.length == start:
                self.sink.end_line()
            self.sink.label(start, "footnote", max(self.sink.length - 1, start + 1))

    def _run(self, node: Node) -> None:
        self._enter(node, _State(), top=True)
        while self._stack:
            self._stack.pop()()
        self._break()

    def _later(self, *actions: Callable[[], None]) -> None:
        """Do these in order, before whatever was planned earlier."""
        self._stack.extend(reversed(actions))

    def _children(self, node: Node, state: _State) -> Iterator[Callable[[], None]]:
        for child in node.children:
            yield partial(self._put, child, state)

    def _put(self, item: Node | str, state: _State) -> None:
        if isinstance(item, str):
            self._text(item, state)
        else:
            self._enter(item, state)

    # --- elements -------------------------------------------------------------------------------------------

    def _enter(self, node: Node, state: _State, top: bool = False) -> None:
        if id(node) in self.left_out or id(node) in self.notes.backs:
            return
        if not top and id(node) in self._apart:
            return
        if node.tag == "br":
            self._end_line()
            return
        if id(node) in self.notes.blocks:
            self._found.append(self.notes.blocks[id(node)])
            self.sink.mark("footnote-mark")
            return
        style = node.style
        state = state._replace(
            bold=is_bold(node, state.bold),
            upper=state.upper if style.upper is None else style.upper,
            keep=keeps_blanks(node, state.keep),
            font=state.font if style.font is None else style.font,
        )
        if node.mso.get("mso-list", "").lower() == "ignore":
            self._printed_marker(node, state)
        elif node.tag == "table":
            self._table(node, state)
        elif not is_block(node):
            self._later(*self._children(node, state))
        else:
            self._break()
            if node.tag in ("ol", "ul", "dir"):
                state = state._replace(list=open_list(node, state.list))
            elif node.tag == "li":
                self._marker = next_marker(node, state.list, self.page.sheet, self.page.office)
            self._later(*self._children(node, state), partial(self._leave, node))

    def _leave(self, node: Node) -> None:
        self._break()
        if node.tag == "li":
            self._marker = ""

    def _printed_marker(self, node: Node, state: _State) -> None:
        """A list marker that Word wrote out, with the padding behind it."""
        font = next((item.style.font for item in node.walk() if item.style.font), state.font)
        text = node.text().strip(_BLANKS + "\u00a0")
        if not text:
            return
        if len(text) == 1:
            text = symbols.bullet(text, font)
        self._marker = ""
        self._words(text, state._replace(keep=False))
        self.sink.write(" ")

    # --- text -----------------------------------------------------------------------------------------------

    def _text(self, text: str, state: _State) -> None:
        if state.keep:
            lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            for index, line in enumerate(lines):
                if index:
                    self._end_line()
                if line:
                    self._words(line, state)
            return
        words = [word for word in _split(text) if word]
        if not words:
            self._waiting = self._waiting or bool(text)
            return
        self._waiting = self._waiting or text[0] in _BLANKS
        self._words(" ".join(words), state)
        self._waiting = text[-1] in _BLANKS

    def _words(self, text: str, state: _State) -> None:
        sink = self.sink
        if self._marker:
            marker, self._marker = self._marker, ""
            if not repeats(marker, text):
                start = sink.length
                sink.write(marker, visible=False)
                sink.label(start, "synthetic")
                self.numbered = True
                self._waiting = False
        if self._waiting and sink.length > sink.line and not state.keep:
            sink.write(" ")
        self._waiting = False
        start = sink.length
        font = state.font if is_legacy_font(state.font) else ""
        if font:
            if self.decode is not None:
                text = self.decode(text, font)
                text = text.upper() if state.upper else text
        else:
            text = symbols.plain(text, state.font)
            text = text.upper() if state.upper else text
        sink.write(text)
        if font:
            sink.label(start, f"font:{font}")
        if not text.isspace():
            self._bold = state.bold and self._bold is not False

    def _break(self) -> None:
        """End the line, where there is anything on it."""
        if self.sink.length > self.sink.line:
            self._end_line()
        self._waiting = False

    def _end_line(self) -> None:
        if self._bold:
            self.sink.label(self.sink.line, "bold")
        self._bold = None
        self._waiting = False
        self.sink.end_line()

    # --- tables ---------------------------------------------------------------------------------------------

    def _table(self, node: Node, state: _State) -> None:
        self._break()
        state = state._replace(list=None)
        if is_layout(node, self._total):
            self._later(*self._children(node, state), self._break)
            return
        grid = read_grid(node)
        self._later(*(partial(self._put, stray, state) for stray in grid.strays), partial(self._rows, grid, state))

    def _rows(self, grid: Grid, state: _State) -> None:
        self._break()
        number = self.sink.open_table()
        actions: list[Callable[[], None]] = []
        for index, row in enumerate(grid.rows):
            actions.append(self.sink.open_row)
            for column, cell in row:
                actions.append(partial(self._cell, (number, index, column), cell, state))
        self._later(*actions, self.sink.close_table)

    def _cell(self, place: tuple[int, int, int], cell: Node | None, state: _State) -> None:
        self.sink.open_cell(place)
        start = self.sink.length
        if cell is None or id(cell) in self.left_out:
            self._close_cell(start)
            return
        self._later(partial(self._enter, cell, state), partial(self._close_cell, start))

    def _close_cell(self, start: int) -> None:
        self._break()
        if self.sink.length == start:
            self.sink.end_line()
        self.sink.close_cell()


def _split(text: str) -> list[str]:
    """Words between the blanks of HTML; a no-break space is part of a word."""
    for blank in "\t\n\r\f":
        if blank in text:
            text = text.replace(blank, " ")
    return text.split(" ")
