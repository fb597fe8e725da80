"""The readings kept at each item, and where two of them part.

Two readings that end alike may have gone apart long before. Each step also names the places of its readings at a step
further back, so that they are followed to where they part in a logarithm of the steps between (jump pointers after
Myers, "An applicative random-access stack", 1983).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from plancli.outline.markers import Candidate


class Step(Struct, frozen=True):
    """The readings kept at an item: of each the place of the one before, the candidate, and the depth.

    ``far`` are their places at the step ``back``; -1 is before the first item, where all readings are one.
    """

    before: list[int]
    candidates: list[Candidate | None]
    depths: list[int]
    far: list[int]
    back: int


def far_back(steps: Sequence[Step], before: list[int]) -> tuple[list[int], int]:
    """The ``far`` and ``back`` of a step behind ``steps`` whose readings go on from the places ``before``."""
    last = len(steps) - 1
    if last >= 0 and steps[last].back >= 0:
        near = steps[last].back
        further = steps[near].back
        if last - near == near - further:
            return [steps[near].far[steps[last].far[place]] for place in before], further
    return before, last


def parting(steps: Sequence[Step], one: int, other: int) -> int:
    """The first item that two readings read differently, told by their places at the last of ``steps``.

    ``len(steps)`` where they are the same up to there.
    """
    index = len(steps) - 1
    while one != other:
        step = steps[index]
        if step.far[one] != step.far[other]:
            one, other, index = step.far[one], step.far[other], step.back
        else:
            one, other, index = step.before[one], step.before[other], index - 1
    return index + 1
