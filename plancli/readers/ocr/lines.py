"""Rows to lines of text: blanks in proportion to the page's white space, blank lines for what stands apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from plancli.readers.ocr.noise import is_page_number, without_noise
from plancli.readers.ocr.page import OcrLine, OcrWord
from plancli.readers.ocr.rows import Row, gaps, rows_of

# A gap parts columns when it is this wide in heights of the row and this much wider than the row's other gaps;
# between two blocks of the engine less is enough.
_WIDE, _WIDER = 1.2, 2.2
_WIDE_BLOCKS = 0.7
# Between columns stand at least so many blanks, or readers of letterheads see none.
_COLUMN_BLANKS = 3
# Two rows stand apart from this many usual distances on; far apart from the second value on.
_APART, _FAR = 1.25, 2.1
_USUAL_PITCH = 1.75
_USUAL_CHARACTER = 6.5
# Of the widest line, the width from which on a line is one of running text.
_TEXT_WIDTH = 0.75


class Measures(Struct, frozen=True):
    """Of a page, in points: the left edge of its text, the width of a character, the distance of its lines."""

    left: float
    character: float
    pitch: float


def lines_of(words: Sequence[OcrWord], page: int, width: float, height: float) -> list[OcrLine]:
    """The page's lines from top to bottom, noise in lines of its own behind what it stands beside."""
    rows = rows_of(words)
    kept: list[tuple[Row | None, Row | None]] = []
    for row, noise in without_noise(rows, width):
        kept.append((row, noise))
    solid = [row for row, _ in kept if row is not None]
    if not solid:
        return [_line(noise, None, furniture=True) for _, noise in kept if noise is not None]
    measures = measure(solid)
    lines: list[OcrLine] = []
    above: Row | None = None
    for row, noise in kept:
        if row is not None:
            number = is_page_number(row, page, height)
            line = _line(row, measures, furniture=number)
            lines.append(replace(line, gap=_gap(above, row, measures)))
            above = row
        if noise is not None:
            lines.append(_line(noise, measures, furniture=True))
    return lines


def measure(rows: Sequence[Row]) -> Measures:
    """The page's measures, from its long lines where it has some."""
    long = [row for row in rows if len(row.words) > 5] or list(rows)
    character = median(_character(row) for row in long)
    # The left edge is that of the lines that go on, not of first lines that are set in: a low quartile.
    edges = sorted(row.x0 for row in long)
    left = edges[len(edges) // 4]
    least = 0.9 * median(row.height for row in long)
    # Recipients are set closer than the text above them: where the page has text, its wide lines tell.
    widest = max(row.x1 - row.x0 for row in long)
    text = {
        id(row)
        for row in long
        if row.x1 - row.x0 >= _TEXT_WIDTH * widest and max(gaps(row), default=0) < 2 * row.height
    }
    close = [
        below.middle - row.middle
        for row, below in pairwise(rows)
        if id(row) in text and id(below) in text and below.middle - row.middle > least
    ] or [below.middle - row.middle for row, below in pairwise(rows) if below.middle - row.middle > least]
    pitch = sorted(close)[len(close) // 3] if close else _USUAL_PITCH * median(row.height for row in rows)
    return Measures(left, max(character, 1.0), max(pitch, 1.0))


def _character(row: Row) -> float:
    letters = sum(len(word.text) for word in row.words) + len(row.words) - 1
    inner = sum(gap for gap in gaps(row) if gap > 2 * row.height)
    return (row.x1 - row.x0 - inner) / max(letters, 1)


def _gap(above: Row | None, row: Row, measures: Measures) -> int:
    if above is None:
        return 0
    steps = (row.middle - above.middle) / measures.pitch
    return 2 if steps >= _FAR else 1 if steps >= _APART else 0


def _line(row: Row, measures: Measures | None, *, furniture: bool) -> OcrLine:
    if measures is None or furniture:
        return OcrLine(row.words, 0, (1,) * (len(row.words) - 1), furniture=furniture)
    indent = max(round((row.x0 - measures.left) / measures.character), 0)
    blanks: list[int] = []
    column = indent + len(row.words[0].text)
    between = gaps(row)
    for index, word in enumerate(row.words[1:]):
        count = 1
        if _parts(row, between, index):
            place = round((word.x0 - measures.left) / measures.character)
            count = max(place - column, _COLUMN_BLANKS)
        blanks.append(count)
        column += count + len(word.text)
    return OcrLine(row.words, indent, tuple(blanks))


def _parts(row: Row, between: Sequence[float], index: int) -> bool:
    """Does the gap before the word part columns?"""
    gap = between[index]
    others = [other for number, other in enumerate(between) if number != index and other < _WIDE * row.height]
    usual = median(others) if others else 0.25 * row.height
    left, right = row.words[index], row.words[index + 1]
    wide = _WIDE_BLOCKS if left.block != right.block else _WIDE
    return gap >= wide * row.height and gap >= _WIDER * usual
