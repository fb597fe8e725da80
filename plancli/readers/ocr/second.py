"""A second look at the foot of a text, where seals and pen strokes keep the engine from seeing what stands beside them.

The engine takes a seal for a picture, and with it the lines that touch its frame: the position above a signature, the
names of recipients. Looking for text anywhere, without a model of the page, it finds them. This is done only below
the last full line of a page, and only where ink is left that no word accounts for. Where it finds but a word or two of
a line in capitals, the frame of a black seal runs through the rest: the strip of that line is looked at by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image

from plancli.readers.ocr.page import OcrWord
from plancli.readers.ocr.rows import gaps, rows_of

# A full line goes over this share of the page's width, without a gap wider than so many heights.
_FULL = 0.55
_GAP = 2.0
# In millimetres: the least height of the foot, the cell in which ink is counted, and how many cells must hold ink
# that no word accounts for. A cell holds ink when so much of it is black.
_LEAST_HEIGHT = 12.0
_CELL = 2.0
_LEAST_CELLS = 12
_INKED = 0.1
# Confidences: a word that accounts for its ink, and a line where there was none; that has so many letters at least.
_SURE = 65.0
_NEW = 75.0
_LEAST_LETTERS = 4
# The same of a line in a strip; a word in capitals that tells of such a line; how many strips are looked at.
_NEW_IN_STRIP = 65.0
_CAPITALS = 85.0
_MOST_STRIPS = 2
# In heights of that word: what the strip holds above and below it, and how far before it the line may begin.
_PAD = 0.35
_REACH = 12.0
# What the frame of a seal looks like before a letter.
_FRAME = "_-–—~=.,;:'`|"
# Shares of the height (from the foot) where nothing but a page's number stands.
_EDGE = 0.05

Look = Callable[[Image.Image], list[OcrWord]]


class _Area(Struct, frozen=True):
    x0: float
    top: float
    x1: float
    bottom: float

    def spoils(self, word: OcrWord) -> bool:
        """Is the word an unsure one that reaches into the area?"""
        across = min(self.x1, word.x1) - max(self.x0, word.x0)
        down = min(self.bottom, word.bottom) - max(self.top, word.top)
        return word.confidence < _SURE and across > 0 and down > 0.3 * word.height

    def holds(self, word: OcrWord) -> bool:
        """Does the word's middle lie inside?"""
        return self.x0 <= (word.x0 + word.x1) / 2 <= self.x1 and self.top <= word.middle <= self.bottom


def look_again(words: Sequence[OcrWord], grey: Image.Image, dpi: float, look: Look) -> list[OcrWord]:
    """The words with those that ``look`` finds in the page's foot; boxes are in the picture's pixels."""
    top = _foot(words, grey.width)
    bottom = round(grey.height * (1 - _EDGE))
    if (bottom - top) * 25.4 / dpi < _LEAST_HEIGHT or not words:
        return list(words)
    foot = grey.crop((0, top, grey.width, bottom))
    above = [word for word in words if word.bottom <= top]
    below = [replace(word, top=word.top - top, bottom=word.bottom - top) for word in words if word.bottom > top]
    if _unexplained(below, foot, dpi) < _LEAST_CELLS:
        return list(words)
    line = max(word.line for word in words) + 1
    block = max(word.block for word in words) + 1
    found = [replace(word, line=word.line + line, block=word.block + block) for word in look(foot)]
    merged = _merged(below, found, _NEW)
    for strip in _strips(merged, found, foot.width):
        line = max(word.line for word in (*merged, *found)) + 1
        read = [
            replace(
                word,
                text=word.text.lstrip(_FRAME) or word.text,
                x0=word.x0 + strip.x0,
                x1=word.x1 + strip.x0,
                top=word.top + strip.top,
                bottom=word.bottom + strip.top,
                line=line,
                block=line,
            )
            for word in look(foot.crop((round(strip.x0), round(strip.top), round(strip.x1), round(strip.bottom))))
        ]
        merged = _merged(merged, read, _NEW_IN_STRIP)
    return [*above, *(replace(word, top=word.top + top, bottom=word.bottom + top) for word in merged)]


def _foot(words: Sequence[OcrWord], width: int) -> int:
    """Where the last full line ends."""
    ends = [0.0]
    for row in rows_of([word for word in words if word.confidence >= _SURE]):
        wide = [gap for gap in gaps(row) if gap > _GAP * row.height]
        if not wide and row.x1 - row.x0 >= _FULL * width:
            ends.append(max(word.bottom for word in row.words))
    return round(max(ends)) + 2


def _unexplained(words: Sequence[OcrWord], foot: Image.Image, dpi: float) -> int:
    """How many cells hold ink that is no sure word's."""
    rest = foot.copy()
    for word in words:
        if word.confidence >= _SURE:
            box = round(word.x0) - 2, round(word.top) - 2, round(word.x1) + 3, round(word.bottom) + 3
            rest.paste(255, box)
    cell = max(round(_CELL * dpi / 25.4), 1)
    histogram = rest.reduce(cell).histogram()
    return sum(histogram[: round(255 * (1 - _INKED))])


def _strips(words: Sequence[OcrWord], found: Sequence[OcrWord], width: int) -> Iterator[_Area]:
    """Where words in capitals were found that have no place among the words yet: strips as high as their lines."""
    done = -1.0
    count = 0
    for word in sorted(found, key=lambda word: word.top):
        sure = word.confidence >= _CAPITALS and len(word.text) >= _LEAST_LETTERS and word.text.isupper()
        if not sure or not word.text.isalpha() or word.middle < done or count == _MOST_STRIPS:
            continue
        if any(abs(word.middle - other.middle) < word.height and _meet(word, other) for other in words):
            continue
        level = [other for other in words if abs(word.middle - other.middle) < word.height and other.x1 <= word.x0]
        left = max((other.x1 for other in level), default=0.0) + word.height
        pad = _PAD * word.height
        count += 1
        done = word.bottom + pad
        yield _Area(max(left, word.x0 - _REACH * word.height), max(word.top - pad, 0), width, word.bottom + pad)


def _meet(word: OcrWord, other: OcrWord) -> bool:
    return word.x0 < other.x1 and other.x0 < word.x1


def _merged(words: Sequence[OcrWord], found: Sequence[OcrWord], least: float) -> list[OcrWord]:
    """A line that was found comes where there was none, or in the place of words that say less."""
    kept = list(words)
    for line in _lines(found):
        if _mean(line) < least or _letters(line) < _LEAST_LETTERS:
            continue
        area = _area(line)
        before = [word for word in kept if area.holds(word)]
        if _letters(line) > _letters(before):
            kept = [word for word in kept if word not in before and not area.spoils(word)] + line
    return kept


def _area(line: Sequence[OcrWord]) -> _Area:
    return _Area(
        min(word.x0 for word in line) - 3,
        min(word.top for word in line),
        max(word.x1 for word in line) + 3,
        max(word.bottom for word in line),
    )


def _letters(words: Sequence[OcrWord]) -> int:
    """How many letters and figures the sure words have."""
    return sum(char.isalnum() for word in words if word.confidence >= _SURE and not word.is_mark for char in word.text)


def _lines(words: Sequence[OcrWord]) -> Iterator[list[OcrWord]]:
    for _, group in groupby(words, key=lambda word: word.line):
        yield list(group)


def _mean(words: Sequence[OcrWord]) -> float:
    total = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / max(total, 1)
