"""Page furniture: digital signatures, page numbers, running heads, publishers' lines. It is labelled, never dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from plancli.patterns import CompiledRule, Patterns
from plancli.readers.pdf.frame import Area
from plancli.readers.pdf.rows import Row, Segment
from plancli.text import Views, fold_view

# The lines of a signature stand this near to one another, in line heights, and are alike in size by this share.
_NEAR = 1.9
_ALIKE = 0.2
# Print smaller than this share of the usual type belongs to the signature that it touches.
_SMALL = 0.8
# Edges of a page: so many rows from the top and the bottom, within these shares of the height or set apart by more
# than this many line heights.
_EDGE_ROWS = 3
_EDGE = 0.08
_APART = 1.7
# Running heads stand at one height on all their pages, in points, and on this share of the pages at the least.
_SAME_HEIGHT = 4.0
_SHARE = 0.4
_LONGEST = 120
_DIGITS = re.compile(r"\d+")


class Rules:
    """The rules of ``patterns/furniture.toml`` by their roles."""

    def __init__(self, patterns: Patterns) -> None:
        file = patterns["furniture"]
        self.stamps = [rule for rule in file.rules if rule.get("role") == "stamp"]
        self.stamp_words = tuple(file.settings["stamp_words"])
        self.parts = [rule for rule in file.rules if rule.get("role") == "stamp-part"]
        self.footers = [rule for rule in file.rules if rule.get("role") == "footer"]
        self.number = file.rule("page-number")
        self.kept = [patterns["annexes"].rule("motto"), patterns["annexes"].rule("annex-label")]


def rules(patterns: Patterns) -> Rules:
    """The rules, gathered once."""
    return patterns.derive("pdf.furniture", Rules)


def _any(found: Sequence[CompiledRule], text: str) -> bool:
    views = Views(text)
    return any(rule.search(views) for rule in found)


def _mentions(words: Sequence[str], text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in words)


# --- signatures -------------------------------------------------------------------------------------------------


def split_stamps(
    segments: Sequence[Segment], fields: Sequence[Area], usual: float, patterns: Patterns
) -> tuple[list[Segment], list[Segment]]:
    """``(text, stamps)``. ``fields`` are the areas of form fields, ``usual`` is the page's usual type size.

    What a signature field prints is a stamp when some line of it says so: clerks put numbers and days into fields of
    the same kind, and those are text.
    """
    known = rules(patterns)
    short = [segment for segment in segments if len(segment.text) <= _LONGEST]
    worded = (segment for segment in short if _mentions(known.stamp_words, segment.text))
    seeds = [segment for segment in worded if _any(known.stamps, segment.text)]
    if not seeds:
        return list(segments), []
    stamps = {id(seed): seed for seed in seeds}
    for area in fields:
        inside = [segment for segment in segments if _holds(area, segment)]
        if any(id(segment) in stamps for segment in inside):
            stamps.update({id(segment): segment for segment in inside})
    ordered = sorted(short, key=lambda segment: segment.base)
    for way in (ordered, ordered[::-1]):
        last = [segment for segment in way if id(segment) in stamps][:1]
        for segment in way:
            if id(segment) in stamps:
                last.append(segment)
            elif any(_joins(segment, stamp, usual, known) for stamp in last[-4:]):
                stamps[id(segment)] = segment
                last.append(segment)
    return [segment for segment in segments if id(segment) not in stamps], list(stamps.values())


def _holds(area: Area, segment: Segment) -> bool:
    middle = (segment.area.top + segment.area.bottom) / 2
    return area.x0 <= segment.centre <= area.x1 and area.top <= middle <= area.bottom


def _joins(segment: Segment, stamp: Segment, usual: float, known: Rules) -> bool:
    """Does the segment stand straight above or below a line of a signature, and look or read like one?"""
    size = max(segment.size, stamp.size)
    if abs(segment.base - stamp.base) > _NEAR * size or segment.x0 > stamp.x1 or segment.x1 < stamp.x0:
        return False
    if abs(segment.size - stamp.size) > _ALIKE * size:
        return False
    return segment.size <= _SMALL * usual or _any(known.parts, segment.text) or _any(known.stamps, segment.text)


# --- edges of pages ---------------------------------------------------------------------------------------------


class Sheet(Struct):
    """What of a page the search for furniture needs; ``found`` are the indexes of its rows that are furniture."""

    number: int
    rows: Sequence[Row]
    height: float
    found: set[int] = field(default_factory=set)


class _Edge(Struct, frozen=True):
    sheet: Sheet
    index: int
    row: Row
    text: str
    apart: bool


def mark_edges(sheets: Sequence[Sheet], patterns: Patterns) -> None:
    """Mark page numbers, publishers' lines and running heads at the edges of the pages."""
    known = rules(patterns)
    for upper in (True, False):
        edges = [edge for sheet in sheets for edge in _edges(sheet, upper)]
        # A running head may stand above the page number, or below it.
        for depth in range(_EDGE_ROWS):
            outer = [edge for edge in edges if _depth(edge, upper) == depth]
            taken = _numbers(outer, known, len(sheets)) + _footers(outer, known) + _running(outer, known, len(sheets))
            if not taken:
                break
            for edge in taken:
                edge.sheet.found.add(edge.index)


def _edges(sheet: Sheet, upper: bool) -> Iterator[_Edge]:
    """The rows at one edge, the outermost first."""
    count = len(sheet.rows)
    for step in range(min(_EDGE_ROWS, count)):
        index = step if upper else count - 1 - step
        row = sheet.rows[index]
        inner = index + 1 if upper else index - 1
        near = row.base <= _EDGE * sheet.height if upper else row.base >= (1 - _EDGE) * sheet.height
        apart = near or count == 1 or (
            0 <= inner < count
            and abs(sheet.rows[inner].base - row.base) > _APART * max(sheet.rows[inner].size, row.size)
        )  # fmt: skip
        yield _Edge(sheet, index, row, row.text, apart)


def _depth(edge: _Edge, upper: bool) -> int:
    """How many rows that are no furniture yet stand outside of this one, plus those that are."""
    return edge.index if upper else len(edge.sheet.rows) - 1 - edge.index


def _is_outer(edge: _Edge) -> bool:
    """Is all furniture between the row and the edge of its page?"""
    rows, found = len(edge.sheet.rows), edge.sheet.found
    above = all(index in found for index in range(edge.index))
    below = all(index in found for index in range(edge.index + 1, rows))
    return above or below


def _numbers(edges: Sequence[_Edge], known: Rules, pages: int) -> list[_Edge]:
    """Lines that are a number only, and the page's own by the same count on all pages."""
    found: list[tuple[_Edge, int]] = []
    for edge in edges:
        match = known.number.match(Views(edge.text)) if len(edge.text) <= 24 and _is_outer(edge) else None
        if match and edge.apart:
            found.append((edge, int(match.group("number")) - edge.sheet.number))
    offsets = [offset for _, offset in found]
    return [edge for edge, offset in found if offset == 0 or offsets.count(offset) > 1 or pages == 1]


def _footers(edges: Sequence[_Edge], known: Rules) -> list[_Edge]:
    return [
        edge for edge in edges if len(edge.text) <= 2 * _LONGEST and _is_outer(edge) and _any(known.footers, edge.text)
    ]


def _running(edges: Sequence[_Edge], known: Rules, pages: int) -> list[_Edge]:
    """Lines that come back at one height, but for their digits."""
    groups: dict[str, list[_Edge]] = {}
    for edge in edges:
        if edge.apart and len(edge.text) <= _LONGEST and _is_outer(edge) and not _any(known.kept, edge.text):
            groups.setdefault(_DIGITS.sub("0", fold_view(edge.text)), []).append(edge)
    found: list[_Edge] = []
    for group in groups.values():
        heights = sorted(edge.row.base for edge in group)
        height = heights[len(heights) // 2]
        same = [edge for edge in group if abs(edge.row.base - height) <= _SAME_HEIGHT]
        if len({edge.sheet.number for edge in same}) >= max(2, _SHARE * pages):
            found += same
    return found
