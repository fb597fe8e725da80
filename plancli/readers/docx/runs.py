"""What stands in a paragraph: runs of text, breaks, text boxes and note marks, as Word prints them.

Tracked changes are read as accepted, of fields only the result, hidden text not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import Struct, field

from plancli.readers.docx import symbols
from plancli.readers.docx.fonts import Decoder, is_legacy_font
from plancli.readers.docx.names import (
    ALTERNATE,
    BOX,
    CONTROL,
    RUN,
    RUN_PROPERTIES,
    SPACE,
    TEXT,
    WORDART,
    WRAPPERS,
    Element,
    M,
    W,
    branch,
    content,
)
from plancli.readers.docx.styles import Dress, Styles, read_dress

_TAB, _POSITION_TAB, _BREAK, _RETURN = f"{W}tab", f"{W}ptab", f"{W}br", f"{W}cr"
_HYPHEN, _SYMBOL, _FIELD, _RENDERED = f"{W}noBreakHyphen", f"{W}sym", f"{W}fldChar", f"{W}lastRenderedPageBreak"
_TABS, _BREAK_TYPE, _FIELD_TYPE = frozenset((_TAB, _POSITION_TAB)), f"{W}type", f"{W}fldCharType"
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_DRAWINGS = frozenset((f"{W}drawing", f"{W}pict", f"{W}object"))
_RUBY, _RUBY_BASE = f"{W}ruby", f"{W}rubyBase"
_FORMULAS, _FORMULA_RUN, _FORMULA_TEXT = frozenset((f"{M}oMath", f"{M}oMathPara")), f"{M}r", f"{M}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_XML_BLANKS = " \t\r\n"
_LINE_ENDS = re.compile(r"[\r\n]+")


class Text(NamedTuple):
    """Characters of one dress; ``font`` is named where its letters are not Unicode."""

    text: str
    bold: bool = False
    font: str = ""


class Box(NamedTuple):
    """A text box anchored here."""

    content: Element


class WordArt(NamedTuple):
    """A line of text drawn as a picture (mostly a watermark)."""

    text: str


class Note(NamedTuple):
    """The mark of a footnote or endnote; ``part`` names the part that holds it."""

    part: str
    name: str


class PageBreak(NamedTuple):
    """A new page: ``rendered`` where Word noted that its layout came to a new page, else an explicit break."""

    rendered: bool


Piece = Text | Box | WordArt | Note | PageBreak


class Inline(Struct):
    """Reads the paragraphs of one story; fields may reach over several of them."""

    styles: Styles
    decode: Decoder | None = None
    changed: bool = False
    _pieces: list[Piece] = field(default_factory=list)
    # For each open field: where its instruction began in the pieces, ``None`` once its result has begun.
    _fields: list[int | None] = field(default_factory=list)

    def read(self, paragraph: Element, style: str | None) -> list[Piece]:
        """The pieces of the paragraph that is set in the style."""
        pieces: list[Piece] = []
        self._pieces = pieces
        self._walk(paragraph, style)
        # An instruction that this paragraph does not close is damage: its text is kept.
        self._fields = [opened for opened in self._fields if opened is None]
        return pieces

    def _walk(self, container: Element, style: str | None) -> None:
        for child in container:
            tag = child.tag
            if tag == RUN:
                self._run(child, style)
            elif tag in WRAPPERS:
                self.changed = self.changed or tag in _INSERTED
                self._walk(child, style)
            elif tag == CONTROL:
                inner = content(child)
                if inner is not None:
                    self._walk(inner, style)
            elif tag == ALTERNATE:
                chosen = branch(child)
                if chosen is not None:
                    self._walk(chosen, style)
            elif tag in _FORMULAS:
                self._formula(child)
            elif tag in _DRAWINGS:
                self._drawing(child)
            elif tag in _TAKEN_OUT:
                self.changed = True

    def _run(self, run: Element, style: str | None) -> None:
        children = list(run)
        if not children:
            return
        if children[0].tag == RUN_PROPERTIES:
            dress = self.styles.worn(style, read_dress(children[0]))
            del children[0]
        else:
            dress = self.styles.dress(style)
        if dress.hidden:
            for child in children:
                if child.tag == _FIELD:
                    self._field(child)
            return
        self._run_content(children, style, dress)

    def _run_content(self, children: Iterable[Element], style: str | None, dress: Dress) -> None:
        text = ""
        for child in children:
            tag = child.tag
            if tag == TEXT:
                text += _characters(child)
            elif tag in _TABS:
                text += "\t"
            elif tag == _HYPHEN:
                text += "-"
            elif tag == _RETURN or (tag == _BREAK and child.get(_BREAK_TYPE) != "page"):
                text += "\n"
            elif tag not in _SILENT:
                self._put(text, dress)
                text = ""
                self._special(child, style, dress)
        self._put(text, dress)

    def _special(self, child: Element, style: str | None, dress: Dress) -> None:
        """Whatever in a run is no plain character."""
        tag = child.tag
        if tag == _BREAK:
            self._pieces.append(PageBreak(rendered=False))
        elif tag == _RENDERED:
            self._pieces.append(PageBreak(rendered=True))
        elif tag == _FIELD:
            self._field(child)
        elif tag == _SYMBOL:
            code = child.get(f"{W}char", "") or ""
            if len(code) <= 6 and code.isalnum() and code.isascii():
                self._pieces.append(Text(_symbol(code, child.get(f"{W}font", "") or ""), dress.bold))
        elif tag in _NOTES:
            self._pieces.append(Note(_NOTES[tag], child.get(f"{W}id", "") or ""))
        elif tag in _DRAWINGS:
            self._drawing(child)
        elif tag == ALTERNATE:
            chosen = branch(child)
            if chosen is not None:
                self._run_content(chosen, style, dress)
        elif tag == _RUBY:
            base = child.find(_RUBY_BASE)
            if base is not None:
                self._walk(base, style)

    def _put(self, text: str, dress: Dress) -> None:
        if not text:
            return
        bold, capitals, _, font = dress
        if font and is_legacy_font(font):
            if self.decode is not None:
                text = self.decode(text, font)
                text = text.upper() if capitals else text
            # Capitals of letters that are not yet Unicode would be other letters.
            self._pieces.append(Text(text, bold, font))
            return
        text = symbols.plain(text, font)
        self._pieces.append(Text(text.upper() if capitals else text, bold))

    def _field(self, char: Element) -> None:
        kind = char.get(_FIELD_TYPE)
        if kind == "begin":
            self._fields.append(len(self._pieces))
        elif self._fields:
            opened = self._fields[-1]
            if opened is not None:
                del self._pieces[opened:]
            if kind == "separate":
                self._fields[-1] = None
            elif kind == "end":
                self._fields.pop()

    def _formula(self, formula: Element) -> None:
        found = "".join(text.text or "" for text in formula.iter(_FORMULA_TEXT))
        if found:
            self._pieces.append(Text(_LINE_ENDS.sub(" ", found)))

    def _drawing(self, drawing: Element) -> None:
        if next(drawing.iter(BOX, WORDART), None) is not None:
            self._pieces.extend(_boxes(drawing))


_INSERTED = frozenset((f"{W}ins", f"{W}moveTo"))
_TAKEN_OUT = frozenset((f"{W}del", f"{W}moveFrom"))
# Marks without characters of their own, and characters that are not printed.
_UNPRINTED = {"rPr", "instrText", "delText", "delInstrText", "softHyphen", "pgNum"}
_MARKS = {"footnoteRef", "endnoteRef", "separator", "continuationSeparator", "annotationRef", "commentReference"}
_SILENT = frozenset(W + name for name in _UNPRINTED | _MARKS)


def _characters(text: Element) -> str:
    found = text.text
    if not found:
        return ""
    if (found[0] in _XML_BLANKS or found[-1] in _XML_BLANKS) and text.get(SPACE) != "preserve":
        found = found.strip(_XML_BLANKS)
    # A line end in the file is a blank on paper.
    return _LINE_ENDS.sub(" ", found) if "\n" in found or "\r" in found else found


def _symbol(code: str, font: str) -> str:
    try:
        return symbols.symbol(int(code, 16), font)
    except ValueError:
        return ""


def _boxes(drawing: Element) -> Iterator[Piece]:
    """The outermost text boxes of a drawing or a group, each once though the file has it in two forms."""
    for child in drawing:
        tag = child.tag
        if tag == BOX:
            yield Box(child)
        elif tag == WORDART:
            text = (child.get("string", "") or "").strip()
            if text:
                yield WordArt(_LINE_ENDS.sub(" ", text))
        elif tag == ALTERNATE:
            chosen = branch(child)
            if chosen is not None:
                yield from _boxes(chosen)
        elif len(child):
            yield from _boxes(child)
