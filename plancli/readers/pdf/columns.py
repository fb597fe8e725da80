"""Two columns that stand side by side in a letterhead or an end block, told apart by the white strip between them.

Lists set with tabs in running text are left as they are: there a row is one line, whose parts belong together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from plancli.patterns import Patterns
from plancli.readers.pdf.rows import Row, divide
from plancli.readers.pdf.words import Word
from plancli.text import Views

# A letterhead begins within this many rows from the top, and has no more than this many.
_TOP_ROWS = 8
# What tells a letterhead, by the labels of the letterhead's rules: on the first page any fixed part, elsewhere (that
# of an annexed document) its motto.
_MOTTO = frozenset({"motto"})
_LETTERHEAD = frozenset({"motto", "number", "date"})
_HEAD_ROWS = 16
_END_ROWS = 80
# Where the strip between two columns can lie, as shares of the text's width.
_STRIP_FROM, _STRIP_TO = 0.2, 0.8
# In ems of the page: how wide a strip is at the least.
_STRIP = 0.45
# A row is centred on the page when its middle is this near to the text's, as a share of the width.
_CENTRED = 0.05
_BROAD = 0.8
# In line heights: what may lie between the rows of a column, and between a left column's rows below the last right one.
_APART = 2.6
_SIDE_BY_SIDE = 0.8
_NEAR = 1.6
_SIGNING_ROWS = 6
# The rest of a line that its column was too narrow for (the year of a date) has no more characters.
_REST = 6


class Region(Struct, frozen=True):
    """Rows ``[start, stop)`` in two columns, divided by a white ``strip``; ``ends``: they are an end block's."""

    start: int
    stop: int
    strip: tuple[float, float]
    ends: bool = False

    @property
    def gutter(self) -> float:
        """Where the columns are divided."""
        return sum(self.strip) / 2

    def columns(self, rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
        """The rows of the left and of the right column."""
        sides: tuple[list[Row], list[Row]] = ([], [])
        for row in rows[self.start : self.stop]:
            for side, words in enumerate(_sides(row, self.gutter)):
                if words:
                    sides[side].append(Row(divide(words)))
        return sides


class Page(Struct, frozen=True):
    """What of a page the search needs: its rows, the edges of its text, and the usual type size."""

    rows: Sequence[Row]
    left: float
    right: float
    size: float

    @property
    def width(self) -> float:
        """The width of the text."""
        return max(self.right - self.left, 1.0)

    @property
    def centre(self) -> float:
        """The middle of the text."""
        return (self.left + self.right) / 2


def find_regions(page: Page, first: bool, patterns: Patterns, before: Region | None = None) -> list[Region]:
    """The letterhead (``first``: of the first page, which needs no motto) and the end block of a page. ``before`` is
    an end block at the foot of the page before, which may go on."""
    found = []
    head = _head(page, first, patterns)
    if head is None and before is not None:
        head = _continued(page, before)
    if head:
        found.append(head)
    end = _end(page, head.stop if head else 0, patterns)
    if end:
        found.append(end)
    return found


# --- the letterhead -------------------------------------------------------------------------------------------


def _head(page: Page, first: bool, patterns: Patterns) -> Region | None:
    rows = page.rows
    seed = next((index for index in range(min(_TOP_ROWS, len(rows))) if _is_double(index, page)), None)
    if seed is None:
        return None
    fixed = _LETTERHEAD if first else _MOTTO
    known = [rule for rule in patterns["letterhead"].rules if rule.get("label") in fixed]
    if not any(rule.search(Views(row.text)) for row in rows[: seed + _TOP_ROWS] for rule in known):
        return None
    address = next((rule for rule in patterns["letterhead"].rules if rule.get("label") == "to"), None)

    def ends(row: Row) -> bool:
        return _is_centred(row, page) or (address is not None and address.match(Views(row.text)) is not None)

    growth = _grow(page, seed, min(seed + _HEAD_ROWS, len(rows)), ends)
    if growth is None:
        return None
    strip, stop = growth
    start = seed
    while start > 0 and not _is_centred(rows[start - 1], page):
        left = _without([strip], rows[start - 1].words, _STRIP * page.size)
        if not left:
            break
        strip, start = left[0], start - 1
    gutter = sum(strip) / 2
    doubles = [index for index in range(start, stop) if _stands_beside(index, rows[:stop], gutter)]
    if not doubles:
        return None
    stop = _with_rest(rows, doubles[-1] + 1, stop, gutter)
    return Region(start, stop, strip) if len(doubles) > 1 or stop - start > 2 else None


def _stands_beside(index: int, rows: Sequence[Row], gutter: float) -> bool:
    """Has the row words on both sides, or stands the row above at its height on the other side?"""
    left, right = _sides(rows[index], gutter)
    if left and right:
        return True
    if index == 0 or not _overlap(rows[index - 1], rows[index]):
        return False
    above = _sides(rows[index - 1], gutter)
    return bool(above[1 if left else 0])


def _with_rest(rows: Sequence[Row], index: int, stop: int, gutter: float) -> int:
    """Rows of one column straight below the last row of two (the V/v lines, a date that stands lower)."""
    while index < stop:
        row, above = rows[index], rows[index - 1]
        if row.base - above.base > _NEAR * max(row.size, above.size) or not _in_column(row, rows[:index], gutter):
            break
        index += 1
    return index


def _in_column(row: Row, above: Sequence[Row], gutter: float) -> bool:
    """Is the row in line with its column: centred on it, or flush with one of its rows?"""
    left, right = _sides(row, gutter)
    if left and right:
        return True
    side = 0 if left else 1
    others = [words for other in above if (words := _sides(other, gutter)[side])]
    if not others:
        return False
    centre = (row.x0 + row.x1) / 2
    if len(row.text) <= _REST and min(words[0].x0 for words in others) - row.size <= row.x0:
        return True
    return any(
        abs((words[0].x0 + words[-1].x1) / 2 - centre) <= 1.5 * row.size or abs(words[0].x0 - row.x0) <= 0.5 * row.size
        for words in others
    )


# --- the end block --------------------------------------------------------------------------------------------


def _end(page: Page, floor: int, patterns: Patterns) -> Region | None:
    rows = page.rows
    head = patterns["endblock"].rule("recipients-head")
    for seed in range(floor, len(rows)):
        segment = rows[seed].segments[0]
        # Only short words are looked at closely; the list's head stands at the left.
        if segment.x0 > page.left + 0.4 * page.width or not head.match(Views(segment.text[:60])):
            continue
        if len(rows[seed].segments) == 1 and segment.x1 > page.centre:
            continue
        start = _with_signing(page, seed, floor)
        growth = _grow(page, start, min(seed + _END_ROWS, len(rows)), lambda row: _is_centred(row, page))
        if growth is None:
            return None
        strip, stop = growth
        gutter = sum(strip) / 2
        both = [_sides(row, gutter) for row in rows[start:stop]]
        if stop > seed and any(left for left, _ in both) and any(right for _, right in both):
            return Region(start, stop, strip, ends=True)
        return None
    return None


def _continued(page: Page, before: Region) -> Region | None:
    """The rows at the head of a page that keep to the columns of the end block on the page before."""
    if not page.rows or _is_centred(page.rows[0], page):
        return None
    growth = _grow(page, 0, len(page.rows), lambda row: _is_centred(row, page), [before.strip])
    if growth is None:
        return None
    strip, stop = growth
    return Region(0, stop, strip, ends=True)


def _with_signing(page: Page, seed: int, floor: int) -> int:
    """The first of the rows above the list's head that stand in the right column: the signature began higher."""
    edge = max(page.rows[seed].segments[0].x1, page.left + 0.3 * page.width)
    index = seed
    while index > floor and seed - index < _SIGNING_ROWS:
        row, below = page.rows[index - 1], page.rows[index]
        if row.x0 <= edge or (row.x0 + row.x1) / 2 < page.centre + 1.5 * row.size:
            break
        if below.base - row.base > _APART * max(row.size, below.size):
            break
        index -= 1
    return index


# --- strips ---------------------------------------------------------------------------------------------------


def _grow(
    page: Page,
    start: int,
    limit: int,
    ends: Callable[[Row], bool],
    strips: Sequence[tuple[float, float]] = (),
) -> tuple[tuple[float, float], int] | None:
    """The widest white strip that the rows from ``start`` on share, and where they end. ``strips`` are those that
    come in question, any but near the edges where none are named."""
    strips = list(strips) or [(page.left + _STRIP_FROM * page.width, page.left + _STRIP_TO * page.width)]
    least = min(_STRIP * page.size, *(high - low for low, high in strips))
    index = start
    while index < limit:
        row = page.rows[index]
        if index > start and ends(row):
            break
        left = _without(strips, row.words, least)
        if not left:
            break
        strips = left
        index += 1
    if index == start:
        return None
    return max(strips, key=lambda strip: strip[1] - strip[0]), index


def _without(strips: Sequence[tuple[float, float]], words: Sequence[Word], least: float) -> list[tuple[float, float]]:
    """What of the strips the words leave white."""
    out = list(strips)
    for word in words:
        cut: list[tuple[float, float]] = []
        for low, high in out:
            if word.x1 <= low or word.x0 >= high:
                cut.append((low, high))
                continue
            if word.x0 - low >= least:
                cut.append((low, word.x0))
            if high - word.x1 >= least:
                cut.append((word.x1, high))
        out = cut
    return out


def _sides(row: Row, gutter: float) -> tuple[list[Word], list[Word]]:
    """The words to the left and to the right of the gutter."""
    words = row.words
    return [word for word in words if word.x1 <= gutter], [word for word in words if word.x1 > gutter]


def _overlap(above: Row, below: Row) -> bool:
    """Do the two stand side by side, but for a part of a line's height?"""
    return below.base - above.base < _SIDE_BY_SIDE * min(above.size, below.size)


def _is_double(index: int, page: Page) -> bool:
    """Two parts with a wide gap between, or two rows side by side, one on each half of the page."""
    row = page.rows[index]
    first, last = row.segments[0], row.segments[-1]
    if len(row.segments) < 2:
        below = page.rows[index + 1] if index + 1 < len(page.rows) else None
        if below is None or not _overlap(row, below):
            return False
        first, last = sorted((row.segments[0], below.segments[-1]), key=lambda segment: segment.x0)
        if first.x1 > last.x0:
            return False
    return first.centre < page.centre < last.centre and last.x0 > page.left + 0.3 * page.width


def _is_centred(row: Row, page: Page) -> bool:
    """Does the row stand by itself in the middle of the page?"""
    if len(row.segments) > 1 or row.x1 - row.x0 > _BROAD * page.width:
        return False
    return abs((row.x0 + row.x1) / 2 - page.centre) <= _CENTRED * page.width
