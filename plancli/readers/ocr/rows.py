"""Words to rows of the page: what stands side by side, columns included, from left to right.

The engine finds lines within its blocks of text, and well; but it reads one block after the other, so the two columns
of a letterhead or an end block come one below the other. Here its lines are the runs that rows are made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import groupby, pairwise
from statistics import median

from msgspec import Struct

from plancli.readers.ocr.page import OcrWord

# Two runs stand on one row when their middles are no further apart than this share of the smaller height.
_LEVEL = 0.5
# Words of one run may rise by this share of a height from one to the next before the run is no line.
_OVERLAP = 0.3


class Row(Struct, frozen=True, dict=True):
    """Words of one level, from left to right."""

    words: tuple[OcrWord, ...]

    @property
    def x0(self) -> float:
        """The left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """The right edge."""
        return max(word.x1 for word in self.words)

    @cached_property
    def middle(self) -> float:
        """The level of most of its words."""
        return median(word.middle for word in self.words)

    @cached_property
    def height(self) -> float:
        """The height of most of its words."""
        return median(word.height for word in self.words)


def rows_of(words: Sequence[OcrWord]) -> list[Row]:
    """The rows of a page from top to bottom."""
    runs = [
        Row(tuple(sorted(group, key=lambda word: word.x0))) for _, group in groupby(words, key=lambda word: word.line)
    ]
    runs.sort(key=lambda run: run.middle)
    rows: list[list[Row]] = []
    for run in runs:
        # The row may not be the last one: a tall run beside two small ones.
        home = next((row for row in rows[-3:] if _beside(row, run)), None)
        if home is None:
            rows.append([run])
        else:
            home.append(run)
    joined = [Row(tuple(sorted((word for run in row for word in run.words), key=lambda word: word.x0))) for row in rows]
    return sorted(joined, key=lambda row: row.middle)


def _beside(row: Sequence[Row], run: Row) -> bool:
    """Does the run stand beside the row's runs, level with them?"""
    level = min(abs(run.middle - other.middle) / max(min(run.height, other.height), 1) for other in row)
    return level <= _LEVEL and all(_apart(run, other) for other in row)


def _apart(run: Row, other: Row) -> bool:
    shared = min(run.x1, other.x1) - max(run.x0, other.x0)
    return shared <= _OVERLAP * min(run.height, other.height)


def gaps(row: Row) -> list[float]:
    """The widths of the gaps between neighbouring words."""
    return [right.x0 - left.x1 for left, right in pairwise(row.words)]
