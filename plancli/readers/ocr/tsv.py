"""Tesseract's table of words."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """A word as the engine gives it: pixels from the picture's top left, confidence 0 to 100, its block and line."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float
    block: int
    line: tuple[int, int, int]


def read_table(table: str) -> list[Found]:
    """The words of the table in its order; rows that are no words, or not well formed, are passed over."""
    words: list[Found] = []
    for row in table.split("\n")[1:]:
        # A word may itself hold a tab in no version that is known; what stands behind the eleventh is the word.
        fields = row.rstrip("\r").split("\t", 11)
        if len(fields) != 12 or fields[0] != "5" or not fields[11].strip():
            continue
        try:
            block, paragraph, line, _, left, top, width, height = map(int, fields[2:10])
            confidence = float(fields[10])
        except ValueError:
            continue
        if not math.isfinite(confidence):
            continue
        words.append(
            Found(
                fields[11].strip(),
                left,
                top,
                left + width,
                top + height,
                min(max(confidence, 0.0), 100.0),
                block,
                (block, paragraph, line),
            )
        )
    return words
