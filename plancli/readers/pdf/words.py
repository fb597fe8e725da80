"""The words of a page with their places, fonts and sizes.

PDFium makes one text of a page, drops glyphs that are drawn twice (fake bold) and puts blanks where glyphs stand
apart; the boxes of the characters show the blanks that it misses. All loops are linear in the characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import sub
from typing import NamedTuple

from plancli.readers.docx.symbols import plain
from plancli.readers.pdf.characters import Characters, Style
from plancli.readers.pdf.fonts import Font
from plancli.readers.pdf.frame import Frame
from plancli.readers.pdf.native import Native

# Runs between blanks and controls. U+0002 and U+FFFE are what PDFium makes of a hyphen at a line's end.
_WORD = re.compile(r"[^\s\x00-\x01\x03-\x1f\x7f\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_HYPHENS = re.compile("[\x02\ufffe]")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_LIGATURES = str.maketrans(dict(zip("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06", "ff fi fl ffi ffl st st".split(), strict=True)))
_RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# In ems: a gap inside of a word is a missed blank from here on, where the word's other gaps are narrower by as much.
_MISSED_BLANK = 0.11
# In ems: what stands higher than its neighbours by this much stands on another line or is a mark above the line.
_RAISED = 0.15
_SMALLER = 0.85


class Word(NamedTuple):
    """A run of characters between blanks, in the reading frame: points from the top left.

    ``base`` is the baseline, ``size`` the font's size as drawn, ``order`` the place in the page's own order;
    ``glued``: it follows the word before without a blank; ``raised``: a mark above the line.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    font: Font
    order: int
    glued: bool = False
    raised: bool = False


@dataclass(slots=True)
class Layer:
    """The text layer of a page: words in the page's own order, words that run in another direction, and what tells
    how good it is (``glyphs``: drawn characters, ``unmapped``: those without Unicode, ``hidden``: invisible)."""

    frame: Frame
    words: list[Word] = field(default_factory=list)
    turned: list[Word] = field(default_factory=list)
    glyphs: int = 0
    unmapped: int = 0
    hidden: int = 0


class _Piece(NamedTuple):
    """A stretch of characters of one style that make a word or a part of one."""

    start: int
    stop: int
    style: Style
    glued: bool = False
    raised: bool = False


def read_layer(page: Native, display: Frame) -> Layer:
    """The text layer of an opened page. ``display`` is the page as it is shown."""
    textpage = page.get_textpage()
    try:
        characters = Characters(textpage)
        pieces = _pieces(characters)
    finally:
        textpage.close()
    turns = _direction(pieces, display.turns)
    frame = display.turned(turns - display.turns)
    layer = Layer(frame, unmapped=characters.text.count("\x00") + characters.text.count("\ufffd"))
    for order, piece in enumerate(pieces):
        count = piece.stop - piece.start
        layer.glyphs += count
        layer.hidden += count if piece.style.hidden else 0
        word = _word(characters, piece, frame, order)
        if word.x1 >= 0 and word.bottom >= 0 and word.x0 <= frame.width and word.top <= frame.height:
            (layer.words if piece.style.turns == turns else layer.turned).append(word)
    return layer


def _direction(pieces: Sequence[_Piece], shown: int) -> int:
    """The direction in which most of the page is written; an empty page is read as it is shown."""
    votes = [0, 0, 0, 0]
    for piece in pieces:
        if piece.style.turns is not None:
            votes[piece.style.turns] += piece.stop - piece.start
    return max(range(4), key=lambda quarter: (votes[quarter], quarter == shown))


def _word(characters: Characters, piece: _Piece, frame: Frame, order: int) -> Word:
    start, stop, style, glued, raised = piece
    left, right = characters.left[start], characters.right[stop - 1]
    bottom, top = characters.bottom[start], characters.top[start]
    if style.turns != 0:
        left, right = min(characters.left[start:stop]), max(characters.right[start:stop])
        bottom, top = min(characters.bottom[start:stop]), max(characters.top[start:stop])
    area = frame.area(left, bottom, right, top)
    base = frame.point(*style.base)[1]
    text = _written(characters.text[start:stop], style.font, raised)
    return Word(text, area.x0, area.x1, area.top, area.bottom, base, style.size, style.font, order, glued, raised)


def _pieces(characters: Characters) -> list[_Piece]:
    """All words, in the page's own order."""
    text = characters.text
    found: list[_Piece] = []
    for match in _WORD.finditer(text):
        start, stop = match.span()
        # A character without Unicode stands between two parts of one word.
        glued = start > 0 and text[start - 1] == "\x00"
        style = characters.style(start)
        cuts = _cuts(characters, start, stop, style) if stop - start > 1 else ()
        if not cuts:
            found.append(_Piece(start, stop, style, glued))
            continue
        parts = [_Piece(start, cuts[0][0], style, glued)]
        for (at, apart), (end, _) in zip(cuts, [*cuts[1:], (stop, False)], strict=True):
            parts.append(_Piece(at, end, characters.style(at), not apart))
        largest = max(parts, key=lambda part: part.style.size).style
        found.extend(
            part._replace(raised=_is_raised(text[part.start : part.stop], part.style, largest)) for part in parts
        )
    return found


def _cuts(characters: Characters, start: int, stop: int, style: Style) -> list[tuple[int, bool]]:
    """Where a word falls apart, and whether with a blank: where one was missed, and where the baseline changes."""
    left, right, bottom = characters.left, characters.right, characters.bottom
    if style.turns != 0:
        return []
    limit = _MISSED_BLANK * style.size
    cuts: dict[int, bool] = {}
    gaps = list(map(sub, left[start + 1 : stop], right[start : stop - 1]))
    if max(gaps) > limit:
        usual = max(sorted(gaps)[len(gaps) // 2], 0.0) if len(gaps) > 1 else 0.0
        cuts = {start + 1 + index: True for index, gap in enumerate(gaps) if gap > usual + limit}
    lowest = bottom[start:stop]
    limit = _RAISED * style.size
    if max(lowest) - min(lowest) > limit:
        for index in range(start + 1, stop):
            if abs(bottom[index] - bottom[index - 1]) > limit and index not in cuts:
                here, before = characters.style(index), characters.style(index - 1)
                if abs(here.base[1] - before.base[1]) > limit:
                    cuts[index] = False
    return sorted(cuts.items())


def _is_raised(text: str, style: Style, largest: Style) -> bool:
    """A number of a digit or three, smaller and above the line."""
    if not (text.isascii() and text.isdigit() and len(text) <= 3) or style.size > _SMALLER * largest.size:
        return False
    return style.base[1] - largest.base[1] > _RAISED * largest.size


def _written(text: str, font: Font, raised: bool) -> str:
    if raised:
        return text.translate(_RAISED_DIGITS)
    if text.isascii() and not font.symbol and "\x02" not in text:
        return text
    text = _HYPHENS.sub("-", text)
    if _LIGATURE.search(text):
        text = text.translate(_LIGATURES)
    return plain(text, font.symbol)
