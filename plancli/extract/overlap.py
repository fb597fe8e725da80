"""One policy for finders that propose overlapping spans: the better rank wins, then the longer, then the earlier."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from typing import TypeVar

from plancli.text import NormSpan

T = TypeVar("T")


def settle(proposals: Iterable[T], span: Callable[[T], NormSpan], rank: Callable[[T], int] = lambda _: 0) -> list[T]:
    """The proposals that stand, in text order; a lower rank is better. Empty spans are dropped."""
    ordered = sorted(
        (item for item in proposals if span(item).start < span(item).end),
        key=lambda item: (rank(item), span(item).start - span(item).end, span(item).start),
    )
    taken: list[NormSpan] = []
    kept: list[T] = []
    for item in ordered:
        place = span(item)
        if overlaps(place, taken):
            continue
        insort(taken, place)
        kept.append(item)
    return sorted(kept, key=lambda item: span(item).start)


def overlaps(place: NormSpan, taken: list[NormSpan]) -> bool:
    """Does the span share a character with one of the disjoint, sorted spans?"""
    index = bisect_left(taken, NormSpan(place.end, place.end))
    return index > 0 and taken[index - 1].end > place.start
