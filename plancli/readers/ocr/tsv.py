"""Tesseract's table of words."""

from __future__ import annotations

import math

from plancli.readers.ocr.page import OcrWord


def read_table(table: str) -> list[OcrWord]:
    """The words of the table in its order, boxes in pixels; rows that are no words, or not well formed, are passed
    over."""
    words: list[OcrWord] = []
    lines: dict[tuple[int, int, int], int] = {}
    for row in table.split("\n")[1:]:
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
        number = lines.setdefault((block, paragraph, line), len(lines))
        sure = min(max(confidence, 0.0), 100.0)
        words.append(OcrWord(fields[11].strip(), left, top, left + width, top + height, sure, block, number))
    return words
