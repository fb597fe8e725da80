"""The words of a page with their places, fonts and sizes.

PDFium makes one text of a page, drops glyphs that are drawn twice (fake bold) and puts blanks where glyphs stand
apart; the boxes of the characters show the blanks that it misses. All loops are linear in the characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import sub
from typing import NamedTuple

from msgspec import Struct, field

from plancli.readers.docx.symbols import plain
from plancli.readers.pdf.characters import Characters, Style
from plancli.readers.pdf.fonts import Font
from plancli.readers.pdf.frame import Frame
from plancli.readers.pdf.native import Native
from plancli.readers.pdf.spacing import glued_words

# Runs between blanks and controls. U+0002 and U+FFFE are what PDFium makes of a hyphen at a line's end.
_WORD = re.compile(r"[^\s\x00-\x01\x03-\x1f\x7f\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_NUMBER = re.compile(r"(?<=[^\s\d])\d{1,3}(?!\d)")
_REPLACED = str.maketrans(
    {"\x02": "-", "\ufffe": "-"}
    | dict(zip("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06", ["ff", "fi", "fl", "ffi", "ffl", "st", "st"], strict=True))
)
_HYPHENS = str.maketrans("\x02\ufffe", "--")
_SPECIAL = re.compile("[\x02\ud800-\uf8ff\ufb00-\ufb06\ufffe]")
_RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# In ems: a gap inside of a word is a missed blank where it is wider than the gaps beside it by this much.
_MISSED_BLANK = 0.11
# In ems: a mark above the line stands higher than its neighbour by this much, and is smaller by this share.
_RAISED, _HIGHEST = 0.12, 0.8
_SMALLER = 0.85
_DIGITS = 3
# In points: the least unevenness that is looked at.
_LEAST = 0.4


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


class Layer(Struct):
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
    width, height = frame.width, frame.height
    for order, piece in enumerate(pieces):
        count = piece.stop - piece.start
        layer.glyphs += count
        layer.hidden += count if piece.style.hidden else 0
        word = _word(characters, piece, frame, order)
        if word.x1 >= 0 and word.bottom >= 0 and word.x0 <= width and word.top <= height:
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
    text = characters.text[start:stop]
    if style.font.legacy and not raised:
        # Its codes may be those of private characters or ligatures, and none of them is meant.
        text = text.translate(_HYPHENS)
    elif raised or style.font.symbol or _SPECIAL.search(text):
        text = _written(text, style.font, raised)
    left, right = characters.left[start], characters.right[stop - 1]
    bottom, top = characters.bottom[start], characters.top[start]
    if style.turns != 0:
        left, right = min(characters.left[start:stop]), max(characters.right[start:stop])
        bottom, top = min(characters.bottom[start:stop]), max(characters.top[start:stop])
    if frame.turns == 0:
        # What nearly all pages are, written out: this runs for each word.
        x0, upper = left - frame.left, frame.top - top
        x1, lower, base = right - frame.left, frame.top - bottom, frame.top - style.base[1]
    else:
        x0, upper, x1, lower = frame.area(left, bottom, right, top)
        base = frame.point(*style.base)[1]
    return Word(text, x0, x1, upper, lower, round(base, 1), style.size, style.font, order, glued, raised)


def _pieces(characters: Characters) -> list[_Piece]:
    """All words, in the page's own order."""
    text = characters.text
    found: list[_Piece] = []
    spans = [match.span() for match in _WORD.finditer(text)]
    spaced = glued_words(characters, spans)
    cuts = sorted(
        {**dict.fromkeys(_marks(characters), False), **dict.fromkeys(_missed_blanks(characters), True)}.items()
    )
    at = 0
    for index, (start, stop) in enumerate(spans):
        # A character without Unicode stands between two parts of one word.
        glued = index in spaced or (start > 0 and text[start - 1] == "\x00")
        while at < len(cuts) and cuts[at][0] < stop:
            cut, apart = cuts[at]
            at += 1
            if cut > start:
                found.append(_Piece(start, cut, characters.style(start), glued))
                start, glued = cut, not apart
        found.append(_Piece(start, stop, characters.style(start), glued))
    for index, piece in enumerate(found):
        if piece.stop - piece.start <= _DIGITS and text[piece.start : piece.stop].isdecimal():
            near = found[max(index - 1, 0) : index] + found[index + 1 : index + 2]
            if any(_is_raised(characters, piece, other) for other in near):
                found[index] = piece._replace(raised=True)
    return found


def _missed_blanks(characters: Characters) -> list[int]:
    """Where in a word a blank was missed: letters stand apart that do not belong to one text object (within one
    PDFium sees to the blanks), and no others of the word do."""
    text, left, right = characters.text, characters.left, characters.right
    apart = [at for at, gap in enumerate(map(sub, left[1:], right), 1) if gap > _LEAST]
    found = []
    for at in apart:
        if text[at].isspace() or text[at - 1].isspace() or characters.item(at) == characters.item(at - 1):
            continue
        style = characters.style(at)
        limit = _MISSED_BLANK * style.size
        if style.turns == 0 and left[at] - right[at - 1] > limit + _letter_gap(characters, at):
            found.append(at)
    return found


def _letter_gap(characters: Characters, at: int) -> float:
    """How far the letters on both sides of a gap stand from their own neighbours: the nearer of the two."""
    text, left, right = characters.text, characters.left, characters.right
    gaps = [
        left[index] - right[index - 1]
        for index in (at - 1, at + 1)
        if 0 < index < len(text) and not (text[index].isspace() or text[index - 1].isspace())
    ]
    return max(min(gaps), 0.0) if gaps else 0.0


def _marks(characters: Characters) -> list[int]:
    """Where in a word digits begin and end that stand above the line (marks of footnotes, powers)."""
    found = []
    for match in _NUMBER.finditer(characters.text):
        start, stop = match.span()
        if characters.bottom[start] - characters.bottom[start - 1] <= _LEAST:
            continue
        mark, before = (_Piece(at, at + 1, characters.style(at)) for at in (start, start - 1))
        if _is_raised(characters, mark, before):
            found += [start, stop]
    return found


def _is_raised(characters: Characters, piece: _Piece, other: _Piece) -> bool:
    """Is the piece smaller than its neighbour, and above the neighbour's line but not on another?"""
    mark, line = piece.style, other.style
    if mark.turns != 0 or line.turns != 0 or mark.size > _SMALLER * line.size:
        return False
    ends = (
        abs(characters.left[piece.start] - characters.right[other.stop - 1]),
        abs(characters.left[other.start] - characters.right[piece.stop - 1]),
    )
    return min(ends) <= line.size and _RAISED <= (mark.base[1] - line.base[1]) / line.size <= _HIGHEST


def _written(text: str, font: Font, raised: bool) -> str:
    if raised:
        return text.translate(_RAISED_DIGITS)
    # PDFium counts letters beyond U+FFFF as two.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = plain(text.translate(_REPLACED), font.symbol) or "\ufffd"
    # A picture by itself that no table knows is a bullet.
    return "•" if len(text) == 1 and "\ue000" <= text <= "\uf8ff" else text
