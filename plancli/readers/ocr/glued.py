"""Words that the engine ran together: ``XUÂNLƯƠNG``, ``HUYỆNỦY``, ``cơquan``.

Where a word is no syllable but falls into two that are, and the picture shows a gap between them that is wider than
those between its letters, they are two words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace
from PIL import Image

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


def part_words(words: Sequence[OcrWord], grey: Image.Image, patterns: Patterns) -> list[OcrWord]:
    """The words, glued ones parted; boxes are in the picture's pixels."""
    out: list[OcrWord] = []
    for word in words:
        parts = _parts(word, grey, patterns)
        out.extend(parts if parts is not None else (word,))
    return out


def _parts(word: OcrWord, grey: Image.Image, patterns: Patterns) -> tuple[OcrWord, OcrWord] | None:
    text = word.text.rstrip(".,;:)")
    if not (3 <= len(text) <= _LONGEST and text.isalpha()) or is_possible(text, patterns):
        return None
    if not (text.isupper() or text.islower() or text.istitle()) or text.isascii():
        return None
    places = [at for at in range(1, len(text)) if _two_words(text[:at], text[at:], patterns)]
    gap = _gap(word, grey) if places else None
    if gap is None:
        return None
    left, right = gap
    middle = (left + right) / 2
    width = (word.x1 - word.x0) / len(word.text)
    at = min(places, key=lambda place: abs(word.x0 + place * width - middle))
    if abs(word.x0 + at * width - middle) > _OFF * word.height:
        return None
    return replace(word, text=word.text[:at], x1=left), replace(word, text=word.text[at:], x0=right)


def _two_words(first: str, second: str, patterns: Patterns) -> bool:
    # A single consonant is no word, and a short form none that is glued to another.
    return is_possible(first, patterns) and is_possible(second, patterns)


def _gap(word: OcrWord, grey: Image.Image) -> tuple[float, float] | None:
    """The one gap in the word that is as wide as a blank: from where to where."""
    box = round(word.x0), round(word.top), round(word.x1), round(word.bottom)
    if box[2] - box[0] < 8 or box[3] - box[1] < 6:
        return None
    black = grey.crop(box).point([255 if value < _BLACK else 0 for value in range(256)])
    columns = black.resize((black.width, 1), Image.Resampling.BOX).tobytes()
    gaps = sorted(_empty(columns), key=lambda gap: gap[0] - gap[1])
    if not gaps or gaps[0][1] - gaps[0][0] < _GAP * word.height:
        return None
    first = gaps[0][1] - gaps[0][0]
    if len(gaps) > 1 and first < _WIDER * (gaps[1][1] - gaps[1][0]):
        return None
    return word.x0 + gaps[0][0], word.x0 + gaps[0][1]


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
