"""Dashes seen on the picture: before a list's items, where the engine often takes them for dirt, and between words.

A flat bar that stands alone before the first word, at the middle of its height and a blank away from it, is a dash,
whatever the engine read there (``¬``, ``~``, ``_``, ``ˆ``, ``__-``, nothing).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from msgspec.structs import replace
from PIL import Image

from plancli.readers.ocr.page import OcrWord

_BLACK = 140
# In heights of the usual word (some 28 pixels at 200 dpi): a dash's width and thickness, the blank behind it, how far
# before the word it is looked for.
_NARROWEST, _WIDEST = 0.2, 1.1
_THICKEST = 0.24
_NEAREST, _FARTHEST = 0.15, 3.2
# The least gap between two words in which a dash can stand.
_INNER = 0.65
# Of the bar's width, the share that a row of it has at least; what may stand above and below it, in rows of the bar.
_BAR = 0.6
_DIRT = 1.0
# Shares of the first word's height between which a dash's middle stands.
_HIGHEST, _LOWEST = 0.28, 0.86
# A sign is wider than a dot, in heights of the usual word.
_SIGNS = frozenset("-–+*•")
_DOT = 0.15
_LIKE_DASHES = frozenset("-–—_~¬=ˆ")


def find_dashes(words: Sequence[OcrWord], grey: Image.Image) -> list[OcrWord]:
    """The words with the dashes that open lines; boxes are in the picture's pixels."""
    heights = sorted(word.height for word in words if len(word.text) > 2)
    usual = heights[len(heights) // 2] if heights else 0.0
    out: list[OcrWord] = []
    for _, group in groupby(words, key=lambda word: word.line):
        line = _with_inner(list(group), grey, usual)
        first = next((number for number, word in enumerate(line) if not word.is_mark), None)
        # Marks before the first word, one or two, are what the engine made of a dash.
        if first is None or first > 2 or any(is_sign(word, usual) for word in line[:first]):
            out.extend(line)
            continue
        box = (_marked(line[:first], line[first], usual) or _dash(line[first], grey, usual)) if usual else None
        if box is None:
            out.extend(line)
            continue
        x0, top, x1, bottom = box
        out.append(replace(line[first], text="-", x0=x0, top=top, x1=x1, bottom=bottom, confidence=75.0))
        out.extend(line[first:])
    return out


def _with_inner(line: list[OcrWord], grey: Image.Image, usual: float) -> list[OcrWord]:
    """The line with dashes that the engine passed over between two words: ``Văn hóa – Xã hội``."""
    out = line[:1]
    for index, word in enumerate(line[1:], 1):
        if set(word.text) <= _LIKE_DASHES and index + 1 < len(line) and not out[-1].is_mark:
            # So is what it is not sure of.
            box = _marked([word], line[index + 1], usual) if usual and not line[index + 1].is_mark else None
            out.append(replace(word, text="-", confidence=max(word.confidence, 75.0)) if box else word)
            continue
        gap = word.x0 - out[-1].x1
        if usual and _INNER * usual <= gap <= _FARTHEST * usual and not (word.is_mark or out[-1].is_mark):
            box = _dash(word, grey, usual, out[-1].x1 + 1)
            if box is not None:
                x0, top, x1, bottom = box
                out.append(replace(word, text="-", x0=x0, top=top, x1=x1, bottom=bottom, confidence=75.0))
        out.append(word)
    return out


def is_sign(word: OcrWord, usual: float) -> bool:
    """Is the word a sign that opens an item, no dot that the engine took for one?"""
    return word.text in _SIGNS and word.x1 - word.x0 >= _DOT * usual


def _marked(marks: Sequence[OcrWord], word: OcrWord, usual: float) -> tuple[float, float, float, float] | None:
    """The box of the mark next to the word, where it is as flat as a dash and stands like one."""
    if not marks:
        return None
    mark = marks[-1]
    width = mark.x1 - mark.x0
    flat = mark.height <= max(_THICKEST * usual, 3) and width >= 1.6 * mark.height
    apart = word.x0 - mark.x1 >= _NEAREST * usual
    level = word.top + _HIGHEST * usual <= mark.middle <= word.top + _LOWEST * max(usual, word.height)
    if not (flat and apart and level and _NARROWEST * usual <= width <= _WIDEST * usual):
        return None
    return mark.x0, mark.top, mark.x1, mark.bottom


def _dash(
    word: OcrWord, grey: Image.Image, usual: float, edge: float = 0.0
) -> tuple[float, float, float, float] | None:
    """The box of a dash before the word, and behind the ``edge``."""
    left = max(round(word.x0 - _FARTHEST * usual), round(edge))
    right = round(word.x0) - 1
    top, bottom = max(round(word.top), 0), round(word.bottom)
    if right - left < _NARROWEST * usual or bottom - top < 4:
        return None
    black = grey.crop((left, top, right, bottom)).point([255 if value < _BLACK else 0 for value in range(256)])
    columns = black.resize((black.width, 1), Image.Resampling.BOX).tobytes()
    # The run of inked columns that ends nearest to the word.
    end = len(columns)
    while end and not columns[end - 1]:
        end -= 1
    begin = end
    while begin and columns[begin - 1]:
        begin -= 1
    if not _NARROWEST * usual <= end - begin <= _WIDEST * usual or len(columns) - end < _NEAREST * usual - 1:
        return None
    # Nothing stands right before it: letters would.
    if begin < 2 or any(columns[max(begin - round(0.25 * usual), 0) : begin]):
        return None
    bar = _bar(black.crop((begin, 0, end, black.height)))
    if bar is None or bar[1] - bar[0] > max(_THICKEST * usual, 3):
        return None
    middle = (bar[0] + bar[1]) / 2 / black.height
    if not _HIGHEST <= middle <= _LOWEST or end - begin < 1.6 * (bar[1] - bar[0]):
        return None
    return left + begin, top + bar[0], left + end, top + bar[1]


def _bar(black: Image.Image) -> tuple[int, int] | None:
    """The rows, from and to, of the one bar that goes over the picture; specks above and below it count for nothing."""
    rows = black.resize((1, black.height), Image.Resampling.BOX).tobytes()
    begin = next((number for number, value in enumerate(rows) if value >= 255 * _BAR), None)
    if begin is None:
        return None
    end = begin
    while end < len(rows) and rows[end]:
        end += 1
    rest = sum(rows) - sum(rows[begin:end])
    return (begin, end) if rest <= 255 * _DIRT else None
