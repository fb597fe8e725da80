"""Ruled tables: which pages may have one, by PDFium's path objects, and their cells, by pdfplumber on those pages."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from io import BytesIO
from itertools import pairwise
from typing import Any

from msgspec import Struct, field

from plancli.readers.pdf.frame import Area, Frame
from plancli.readers.pdf.native import Native

_PATH, _IMAGE, _FORM = 2, 3, 5
# In points: a rule is no thicker and no shorter than this; edges nearer than this are one.
_THICK, _LONG = 4.0, 6.0
_SNAP = 3.0
# A table of two columns has three vertical rules; a single box or an underlined heading has fewer.
_VERTICALS, _HORIZONTALS = 3, 2
# More slots than this (columns times rows) is a drawing, no table.
_MOST_SLOTS = 20_000
_MOST_OBJECTS = 100_000


class Drawings(Struct):
    """What a page holds besides text: the edges of its rules, how many paths, the largest picture's share of it."""

    xs: set[int] = field(default_factory=set)
    ys: set[int] = field(default_factory=set)
    paths: int = 0
    picture: float = 0.0

    @property
    def may_hold_table(self) -> bool:
        """Are there as many rules as the smallest table has?"""
        return len(self.xs) >= _VERTICALS and len(self.ys) >= _HORIZONTALS


def look_at_drawings(page: Native, frame: Frame) -> Drawings:
    """The rules and pictures of a page, counted without looking at its text."""
    raw = import_module("pypdfium2.raw")
    found = Drawings()
    size = max((frame.right - frame.left) * (frame.top - frame.bottom), 1.0)
    sides = [ctypes.c_float() for _ in range(4)]
    references = [ctypes.byref(side) for side in sides]
    fill, stroke = (ctypes.c_int * 1)(), (ctypes.c_int * 1)()

    def look(item: Native, depth: int) -> None:
        kind = raw.FPDFPageObj_GetType(item)
        if kind == _FORM and depth < 3:
            for index in range(min(raw.FPDFFormObj_CountObjects(item), _MOST_OBJECTS)):
                look(raw.FPDFFormObj_GetObject(item, index), depth + 1)
            return
        if kind not in (_PATH, _IMAGE) or not raw.FPDFPageObj_GetBounds(item, *references):
            return
        left, bottom, right, top = (side.value for side in sides)
        width, height = right - left, top - bottom
        if kind == _IMAGE:
            found.picture = max(found.picture, width * height / size)
            return
        found.paths += 1
        if width > _THICK or height <= _LONG:
            if height > _THICK and width > _LONG:
                if raw.FPDFPath_GetDrawMode(item, fill, stroke) and fill[0] and not stroke[0]:
                    return  # the background of a paragraph or a cell
                found.xs.update((round(left / _SNAP), round(right / _SNAP)))
                found.ys.update((round(bottom / _SNAP), round(top / _SNAP)))
                if raw.FPDFPath_CountSegments(item) > 8:
                    # Many rules in one path: pdfplumber takes them apart.
                    found.xs.update((-1, -2, -3))
            elif width > _LONG:
                found.ys.add(round(bottom / _SNAP))
        else:
            found.xs.add(round(left / _SNAP))

    for index in range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        look(raw.FPDFPage_GetObject(page, index), 0)
    return found


class Grid(Struct, frozen=True):
    """The cells of a table on one page. ``xs`` and ``ys`` are its edges, ``cells`` the area of each (row, column);
    a cell that spans several is where its top left is."""

    area: Area
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: dict[tuple[int, int], Area]
    slots: dict[tuple[int, int], tuple[int, int]]

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """The (row, column) of the cell that holds the point."""
        slot = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        return self.slots.get(slot)


def find_grids(data: bytes, numbers: Sequence[int]) -> dict[int, list[Grid]]:
    """The tables of the pages with these numbers (from 1), in points from the top left of the media box as shown.

    A page that pdfplumber cannot read has no tables.
    """
    if not numbers:
        return {}
    pdfplumber = import_module("pdfplumber")
    out: dict[int, list[Grid]] = {}
    try:
        document = pdfplumber.open(BytesIO(data), pages=list(numbers))
    except Exception:  # its parser is stricter than PDFium and fails in many ways
        return {}
    with document:
        for page, number in zip(document.pages, numbers, strict=False):
            try:
                origin = page.bbox[:2]
                tables = [
                    [Area(x0 - origin[0], top - origin[1], x1 - origin[0], bottom - origin[1])
                     for x0, top, x1, bottom in table.cells]
                    for table in page.filter(_is_no_background).find_tables()
                ]  # fmt: skip
            except Exception:  # as above
                tables = []
            finally:
                # It keeps all characters of a page until then.
                page.close()
            grids = [grid for cells in tables if (grid := make_grid(cells)) is not None]
            if grids:
                out[number] = sorted(grids, key=lambda grid: (grid.area.top, grid.area.x0))
    return out


def _is_no_background(item: Mapping[str, Any]) -> bool:
    """Not an area that is only filled: the background of a paragraph or a cell, whose edges are no rules."""
    return (
        item["object_type"] != "rect"
        or not item["fill"]
        or item["stroke"]
        or item["width"] <= _THICK
        or item["height"] <= _THICK
    )


def make_grid(areas: Sequence[Area]) -> Grid | None:
    """The grid that the cells make; ``None`` for one of a single column, and for a drawing."""
    xs = _edges(value for area in areas for value in (area.x0, area.x1))
    ys = _edges(value for area in areas for value in (area.top, area.bottom))
    if len(xs) < 3 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) > _MOST_SLOTS:
        return None
    cells: dict[tuple[int, int], Area] = {}
    slots: dict[tuple[int, int], tuple[int, int]] = {}
    for area in areas:
        left, right = _nearest(xs, area.x0), _nearest(xs, area.x1)
        top, bottom = _nearest(ys, area.top), _nearest(ys, area.bottom)
        if left >= right or top >= bottom:
            continue
        cells[top, left] = area
        for row in range(top, bottom):
            for column in range(left, right):
                slots.setdefault((row, column), (top, left))
    if len({column for _, column in cells}) < 2:
        return None
    return Grid(Area(xs[0], ys[0], xs[-1], ys[-1]), xs, ys, cells, slots)


def _edges(values: Iterable[float]) -> tuple[float, ...]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _SNAP:
            out.append(value)
    return tuple(out)


def _nearest(edges: Sequence[float], value: float) -> int:
    index = bisect_right(edges, value + _SNAP) - 1
    return max(index, 0)


def turned(grid: Grid, frame: Frame, reading: Frame) -> Grid | None:
    """The grid of ``frame`` in the frame in which the page is read."""
    return make_grid([reading.area(*frame.back(area)) for area in grid.cells.values()])


def same_columns(one: Grid, other: Grid, tolerance: float = 5.0) -> bool:
    """Have the two the same columns, as parts of one table on two pages have?"""
    if len(one.xs) != len(other.xs):
        return False
    return all(abs(a - b) <= tolerance for a, b in zip(one.xs, other.xs, strict=True)) and all(
        right > left for left, right in pairwise(one.xs)
    )
