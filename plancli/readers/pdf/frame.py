"""From a page's user space to the reader's eye: points from the top left, the way the text runs."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct


class Area(NamedTuple):
    """A rectangle, ``x0 < x1`` and ``top < bottom``, points from the top left."""

    x0: float
    top: float
    x1: float
    bottom: float


class Frame(Struct, frozen=True):
    """The visible part of a page in user space, and by how many quarters (clockwise) it is turned for reading."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int = 0

    @property
    def width(self) -> float:
        """The width as read."""
        return self.right - self.left if self.turns % 2 == 0 else self.top - self.bottom

    @property
    def height(self) -> float:
        """The height as read."""
        return self.top - self.bottom if self.turns % 2 == 0 else self.right - self.left

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of user space as ``(x, top)``."""
        match self.turns % 4:
            case 0:
                return x - self.left, self.top - y
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case _:
                return self.top - y, self.right - x

    def area(self, x0: float, y0: float, x1: float, y1: float) -> Area:
        """A rectangle of user space."""
        ax, at = self.point(x0, y0)
        bx, bt = self.point(x1, y1)
        return Area(min(ax, bx), min(at, bt), max(ax, bx), max(at, bt))

    def back(self, area: Area) -> tuple[float, float, float, float]:
        """The rectangle in user space, ``(x0, y0, x1, y1)``."""
        corners = [self._user(area.x0, area.top), self._user(area.x1, area.bottom)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    def _user(self, x: float, top: float) -> tuple[float, float]:
        match self.turns % 4:
            case 0:
                return x + self.left, self.top - top
            case 1:
                return top + self.left, x + self.bottom
            case 2:
                return self.right - x, top + self.bottom
            case _:
                return self.right - top, self.top - x

    def turned(self, turns: int) -> Frame:
        """The same part of the page, read with so many more quarters."""
        return Frame(self.left, self.bottom, self.right, self.top, (self.turns + turns) % 4)
