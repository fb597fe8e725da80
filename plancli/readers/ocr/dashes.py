"""Dashes at the head of lines, seen on the picture: the sign of a list's item, which the engine often takes for dirt.

A flat bar that stands alone before the first word, at the middle of its height and a blank away from it, is a dash,
whatever the engine read there (``¬``, ``~``, ``_``, ``ˆ``, ``__-``, nothing).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from PIL import Image

from plancli.readers.ocr.page import OcrWord

_BLACK = 140
# In heights of the usual word (some 28 pixels at 200 dpi): a dash's width and thickness, the blank behind it, how far
# before the word it is looked for.
_NARROWEST, _WIDEST = 0.2, 1.1
_THICKEST = 0.24
_NEAREST, _FARTHEST = 0.15, 1.7
# Shares of the first word's height between which a dash's middle stands.
_HIGHEST, _LOWEST = 0.28, 0.86


def find_dashes(words: Sequence[OcrWord], grey: Image.Image) -> list[OcrWord]:
    """The words with the dashes that open lines; boxes are in the picture's pixels."""
    heights = sorted(word.height for word in words if len(word.text) > 2)
    usual = heights[len(heights) // 2] if heights else 0.0
    out: list[OcrWord] = []
    for _, group in groupby(words, key=lambda word: word.line):
        line = list(group)
        first = next((number for number, word in enumerate(line) if any(map(str.isalnum, word.text))), None)
        # Marks before the first word, one or two, are what the engine made of a dash.
        if first is None or first > 2 or any(word.text in ("-", "–", "+", "*", "•") for word in line[:first]):
            out.extend(line)
            continue
        box = _dash(line[first], grey, usual) if usual else None
        if box is None:
            out.extend(line)
            continue
        x0, top, x1, bottom = box
        out.append(replace(line[first], text="-", x0=x0, top=top, x1=x1, bottom=bottom, confidence=75.0))
        out.extend(line[first:])
    return out


def _dash(word: OcrWord, grey: Image.Image, usual: float) -> tuple[float, float, float, float] | None:
    """The box of a dash before the word."""
    left = max(round(word.x0 - _FARTHEST * usual), 0)
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
    bounds = black.crop((begin, 0, end, black.height)).getbbox()
    if bounds is None or bounds[3] - bounds[1] > max(_THICKEST * usual, 3):
        return None
    middle = (bounds[1] + bounds[3]) / 2 / black.height
    if not _HIGHEST <= middle <= _LOWEST or bounds[2] - bounds[0] < 1.6 * (bounds[3] - bounds[1]):
        return None
    return left + begin, top + bounds[1], left + end, top + bounds[3]
