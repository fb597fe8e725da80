"""The source text cut into pieces, each with the entries that it is evidence for.

Spans overlap as they please (a deadline in a task, a citation in a title): a piece runs from one boundary to the next,
so that the pieces joined are the text. The shortest span of a piece is what it links to; the others are named with it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plancli.report.findings import KINDS, Place

# Of more findings at one place than this the shortest are named.
_MOST = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text. ``anchors`` are the ids that begin at it, ``places`` the findings, the shortest first."""

    text: str
    anchors: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def classes(self) -> str:
        """The CSS classes of the kinds of its findings, the one that it links to named as ``main-…``."""
        kinds = {place.kind for place in self.places}
        return " ".join([f"main-{self.places[0].kind}", *(f"k-{kind}" for kind in KINDS if kind in kinds)])

    @property
    def entries(self) -> str:
        """The ids of its entries, each once, with blanks between."""
        return " ".join(dict.fromkeys(place.entry for place in self.places))


def pieces(text: str, places: Iterable[Place], anchors: Iterable[tuple[str, int]]) -> Iterator[Piece]:
    """The text as pieces. Spans that lie outside of it are cut to it; an anchor stands at an offset."""
    length = len(text)
    begins: dict[int, list[Place]] = {}
    ends: dict[int, list[Place]] = {}
    marks: dict[int, list[str]] = {}
    for place in places:
        start, end = max(place.span[0], 0), min(place.span[1], length)
        if start < end:
            begins.setdefault(start, []).append(place)
            ends.setdefault(end, []).append(place)
            marks.setdefault(start, []).append(place.id)
    for name, offset in anchors:
        marks.setdefault(min(max(offset, 0), length), []).append(name)
    boundaries = sorted({0, length, *begins, *ends, *marks})
    active: dict[str, Place] = {}
    for index, start in enumerate(boundaries):
        for place in ends.get(start, ()):
            active.pop(place.id, None)
        for place in begins.get(start, ()):
            active[place.id] = place
        end = boundaries[index + 1] if index + 1 < len(boundaries) else length
        shown = heapq.nsmallest(_MOST, active.values(), key=lambda place: (place.span[1] - place.span[0], place.id))
        if start < end or start in marks:
            yield Piece(text[start:end], tuple(marks.get(start, ())), tuple(shown))
