"""What the engine took for letters and is none: specks, rules, the rings of a seal, strokes of a pen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from plancli.expressions import compiled
from plancli.readers.ocr.page import OcrWord
from plancli.readers.ocr.rows import Row

# Marks that begin an item or join two words, and so may stand alone in a line of text.
_SIGNS = frozenset("-–—+*•&/…=")
# Stops behind a word may stand apart from it by a blank; other marks without letters are never words of their own.
_STOPS = frozenset('.,;:?!)"”./')
_DIRT = frozenset("|_¬~^ˆ`´'‘’\"“”„‹›«»<>[]{}\\°¦‚,.:;·-–—→←")
_WORD = compiled(r"\p{L}{2,}|\d")
_NUMBER = compiled(r"[-–—.]?\s?(\d{1,3})\s?[-–—.]?")
# Confidences: below the first a mark without letters is a speck, below the second a row of scraps is no text.
_SURE_MARK = 70.0
_SURE_ROW = 55.0
_SURE_STOP = 40.0
# Of the height of most words: what is taller or lower than this is no word of the text.
_TALL, _LOW = 2.4, 0.3
# A sign that is narrower than this, of the same height.
_NARROW = 0.15
# In heights of most words: gaps between columns, and between a word and its own stop.
_WIDE, _TOUCHING = 1.5, 0.3
# Page numbers stand within this share of the page's height from its edges.
_EDGE = 0.085


def without_noise(rows: Sequence[Row], width: float) -> Iterator[tuple[Row | None, Row | None]]:
    """Each row as ``(text, noise)``, either of which may be missing."""
    if not rows:
        return
    heights = [word.height for row in rows for word in row.words if len(word.text) > 2]
    usual = median(heights) if heights else 12.0
    left, right = _edges(rows, width)
    for row in rows:
        noise = [
            word
            for index, word in enumerate(row.words)
            if _is_speck(word, index, row, usual) or _is_outside(word, left - 1.5 * usual, right + 1.5 * usual)
        ]
        text: list[OcrWord] = []
        for stretch in _stretches([word for word in row.words if word not in noise], _WIDE * usual):
            (noise if _is_scrap(stretch) else text).extend(stretch)
        noise.sort(key=lambda word: word.x0)
        yield (Row(tuple(text)) if text else None), (Row(tuple(noise)) if noise else None)


def _edges(rows: Sequence[Row], width: float) -> tuple[float, float]:
    """Between which edges the page's text stands."""
    long = [row for row in rows if len(row.words) > 6 and _mean(row.words) > _SURE_MARK]
    if len(long) < 3:
        return 0.0, width
    lefts, rights = sorted(row.x0 for row in long), sorted(row.x1 for row in long)
    return lefts[len(lefts) // 8], rights[-1 - len(rights) // 8]


def _mean(words: Sequence[OcrWord]) -> float:
    return sum(word.confidence for word in words) / len(words)


def _is_speck(word: OcrWord, index: int, row: Row, usual: float) -> bool:
    """A mark without letters where none belongs, or a word of impossible height."""
    if word.height > _TALL * usual and word.confidence < 90:
        return True
    if not word.is_mark:
        return word.height < _LOW * usual
    if word.text in _SIGNS:
        # A dot is no dash. A sign at the head of a line is an item's; one at its end is dirt.
        if word.x1 - word.x0 < _NARROW * usual and word.text not in "•…":
            return True
        return index == len(row.words) - 1 and (len(row.words) > 1 or word.confidence < _SURE_MARK)
    if set(word.text) <= _STOPS and index and word.x0 - row.words[index - 1].x1 < usual:
        # A full stop or comma touches its word; a dot further away is dirt.
        apart = word.text in ".," and word.x0 - row.words[index - 1].x1 > _TOUCHING * usual
        # No stop is as tall as a word.
        return apart or word.height > usual or word.confidence < _SURE_STOP
    return set(word.text) <= _DIRT or word.confidence < _SURE_MARK or len(row.words) == 1


def _is_outside(word: OcrWord, left: float, right: float) -> bool:
    """Dirt in the margins: short, unsure, and beyond the text's edges."""
    return (word.x1 < left or word.x0 > right) and len(word.text) <= 3 and word.confidence < _SURE_MARK


def _stretches(words: Sequence[OcrWord], gap: float) -> Iterator[list[OcrWord]]:
    """The words of a row in stretches between gaps so wide: a seal may stand beside a line of text."""
    stretch: list[OcrWord] = []
    for word in words:
        if stretch and word.x0 - stretch[-1].x1 > gap:
            yield stretch
            stretch = []
        stretch.append(word)
    if stretch:
        yield stretch


def _is_scrap(words: Sequence[OcrWord]) -> bool:
    """Is nothing among the words that a reader would take for text?"""
    real = [word for word in words if _WORD.search(word.text) and word.confidence >= _SURE_ROW]
    if real:
        return False
    return len(words) <= 3 or _mean(words) < _SURE_ROW


def is_page_number(row: Row, page: int, height: float) -> bool:
    """A number alone at the head or the foot of a page, such as the page can have."""
    match = _NUMBER.fullmatch(" ".join(word.text for word in row.words))
    at_edge = row.middle < _EDGE * height or row.middle > (1 - _EDGE) * height
    return match is not None and at_edge and page - 3 <= int(match.group(1)) <= page + 60
