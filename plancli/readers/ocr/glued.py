"""Words that the engine ran together, ``XUÂNLƯƠNG``, ``cơquan``, and those that it took apart, ``Hồ ng``.

Where a word is no syllable but falls into two that are, and the picture shows a gap between them that is wider than
those between its letters, they are two words. Where two are one syllable only together, and stand closer than words do,
they are one. Dirt before a numeral that opens a line is no part of it: ``.8.``. A ``c)`` in a ring is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import replace
from PIL import Image

from plancli.expressions import compiled
from plancli.normalise.syllables import is_possible
from plancli.patterns import Patterns
from plancli.readers.ocr.page import OcrWord

_BLACK = 140
_LONGEST = 14
# In heights of the word: the least gap between words, and how far from where the letters would have it; how much
# wider than the next gap it must be.
_GAP = 0.16
_OFF = 0.75
_WIDER = 1.25
# In heights of the word: two pieces of one are no further apart, and a full stop is no wider.
_CLOSE = 0.12
_STOP = 0.35
# What stands further away than this is none of its.
_FAR = 0.3
_ROUND_C = frozenset(("©)", "©.", "€)"))
_DIRTY_NUMERAL = compiled(r"[.,:;'`´‘’·]{1,2}(?P<numeral>(?:\d{1,2}|[IVX]{1,5}|\p{Ll})[.)])")


def part_words(words: Sequence[OcrWord], grey: Image.Image, patterns: Patterns) -> list[OcrWord]:
    """The words, glued ones parted; boxes are in the picture's pixels."""
    out: list[OcrWord] = []
    for word in words:
        parts = _parts(word, grey, patterns)
        out.extend(parts if parts is not None else (word,))
    return out


def mend_words(words: Sequence[OcrWord], patterns: Patterns) -> list[OcrWord]:
    """The words, pieces of one joined, and dirt before numerals left out."""
    out: list[OcrWord] = []
    for _, group in groupby(words, key=lambda word: word.line):
        line: list[OcrWord] = []
        for word in group:
            if word.text in _ROUND_C:
                word = replace(word, text=f"c{word.text[-1]}")
            if line and _one_word(line[-1], word, patterns):
                line[-1] = _joined(line[-1], word)
            else:
                line.append(word)
        first = 1 if len(line) > 1 and line[0].is_mark else 0
        if dirty := _DIRTY_NUMERAL.fullmatch(line[first].text):
            line[first] = replace(line[first], text=dirty.group("numeral"))
        out.extend(line)
    return out


def _one_word(left: OcrWord, right: OcrWord, patterns: Patterns) -> bool:
    if right.x0 - left.x1 > _CLOSE * min(left.height, right.height) or right.x0 <= left.x0:
        return False
    first, second = left.text, right.text.rstrip(".,;:)")
    if not (first.isalpha() and second.isalpha() and second.islower()):
        return False
    whole = is_possible(first + second, patterns) and len(first + second) <= _LONGEST
    return whole and not (is_possible(first, patterns) and is_possible(second, patterns))


def _joined(left: OcrWord, right: OcrWord) -> OcrWord:
    return replace(
        left,
        text=left.text + right.text,
        x1=max(left.x1, right.x1),
        top=min(left.top, right.top),
        bottom=max(left.bottom, right.bottom),
        confidence=min(left.confidence, right.confidence),
    )


def _parts(word: OcrWord, grey: Image.Image, patterns: Patterns) -> tuple[OcrWord, OcrWord] | None:
    text = word.text.rstrip(".,;:)")
    if not (3 <= len(text) <= _LONGEST and text.isalpha()) or is_possible(text, patterns):
        return None
    if not (text.isupper() or text.islower() or text.istitle()) or text.isascii():
        return None
    places = [at for at in range(1, len(text)) if _two_words(text[:at], text[at:], patterns)]
    gap = _gap(word, grey, stopped=text != word.text) if places else None
    if gap is None:
        return None
    left, right, end = gap
    middle = (left + right) / 2
    width = (end - word.x0) / len(text)
    at = min(places, key=lambda place: abs(word.x0 + place * width - middle))
    if abs(word.x0 + at * width - middle) > _OFF * word.height:
        return None
    # A stop that is further away than stops are was dirt.
    last = (text if word.x1 - end > (_FAR + _STOP) * word.height else word.text)[at:]
    return replace(word, text=word.text[:at], x1=left), replace(word, text=last, x0=right)


def _two_words(first: str, second: str, patterns: Patterns) -> bool:
    # A single consonant is no word, and a short form none that is glued to another.
    return is_possible(first, patterns) and is_possible(second, patterns)


def _gap(word: OcrWord, grey: Image.Image, *, stopped: bool) -> tuple[float, float, float] | None:
    """The one gap in the word that is as wide as a blank: from where to where, and where the letters end.

    Behind the letters of a ``stopped`` word stands a stop, near or far.
    """
    box = round(word.x0), round(word.top), round(word.x1), round(word.bottom)
    if box[2] - box[0] < 8 or box[3] - box[1] < 6:
        return None
    black = grey.crop(box).point([255 if value < _BLACK else 0 for value in range(256)])
    columns = black.resize((black.width, 1), Image.Resampling.BOX).tobytes()
    end = len(columns)
    gaps = list(_empty(columns))
    # A stop, and dots of dirt further away.
    while gaps and end - gaps[-1][1] <= _STOP * word.height:
        if not stopped and gaps[-1][1] - gaps[-1][0] <= _FAR * word.height:
            break
        end, stopped = gaps.pop()[0], False
    gaps.sort(key=lambda gap: gap[0] - gap[1])
    if not gaps or gaps[0][1] - gaps[0][0] < _GAP * word.height:
        return None
    first = gaps[0][1] - gaps[0][0]
    if len(gaps) > 1 and first < _WIDER * (gaps[1][1] - gaps[1][0]):
        return None
    return word.x0 + gaps[0][0], word.x0 + gaps[0][1], word.x0 + end


def _empty(columns: bytes) -> Iterator[tuple[int, int]]:
    """The runs of columns without ink, between those with ink."""
    start = None
    for x, value in enumerate(columns):
        if value:
            if start is not None and start > 0:
                yield start, x
            start = None
        elif start is None:
            start = x
