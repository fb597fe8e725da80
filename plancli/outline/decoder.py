"""The outline as a sequence problem.

Each line that may begin a section carries candidates; a state is the stack of open sections, each with its family and
last value. Reading a candidate continues a list, opens one, or is plain text; each has a cost, and a beam search over
the stacks keeps the cheapest readings. Ranks are a prior, not a law: documents are numbered as their writers pleased.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct

from plancli.outline.markers import Candidate, Value
from plancli.outline.ordinals import letter_place, letter_step


class Open(NamedTuple):
    """An open section: the list it stands in, and the last value of that list."""

    family: str
    rank: int
    value: Value


Stack = tuple[Open, ...]


class Costs(Struct, frozen=True):
    """What departures from a well-numbered document cost."""

    repeat: float = 3.0
    gap: float = 1.5
    gap_more: float = 0.4
    restart: float = 4.0
    back: float = 5.0
    late: float = 2.0
    late_more: float = 0.3
    at_most: float = 4.0
    other_sign: float = 1.5
    inverted: float = 1.5
    inverted_more: float = 0.3
    same_rank: float = 0.6
    nested_family: float = 5.0
    leave: float = 0.9
    leave_more: float = 0.25
    foreign_parent: float = 2.5
    text: float = 6.0
    text_bullet: float = 5.0
    text_heading: float = 0.7
    open_heading: float = 1.2
    unfinished_before: float = 2.0
    broken_before: float = 4.5
    small_letter: float = 0.8
    alone: float = 0.3
    not_led_in: float = 1.0


COSTS = Costs()
_ROUNDING = 1e-6

# Families that one list may mix by a slip: `1.` and `2)`, `a)` and `(b)`.
_KIN = {"arabic.": "arabic", "arabic)": "arabic", "arabic()": "arabic", "lower": "lower", "lower()": "lower"}
# A runner-up that is dearer by less than this makes the reading doubtful.
MARGIN = 0.45
# How many items back two readings are followed to where they part.
_FAR_BACK = 200
# Hypotheses kept after each line, and how much dearer than the cheapest they may be.
BEAM = 16
WIDTH = 7.5


class Item(Struct, frozen=True):
    """A line that may begin a section.

    ``before`` tells whether the line before goes on: 0 no, 1 perhaps, 2 surely. ``lower`` and ``alone`` tell whether
    the content begins with a small letter or is missing; ``led_in`` that the text before ends in a colon.
    """

    candidates: Sequence[Candidate]
    before: int = 0
    lower: bool = False
    alone: bool = False
    led_in: bool = False


class Decision(Struct, frozen=True):
    """How an item was read: ``candidate`` None means plain text; ``depth`` counts from 0 at the root."""

    candidate: Candidate | None
    depth: int = 0
    doubtful: bool = False


# Doubtful items, the last before the others: a path shares those of the path that it goes on from.
_Doubts = tuple[int, "_Doubts"] | tuple[()]


class _Path(NamedTuple):
    cost: float
    stack: Stack
    before: _Path | None
    candidate: Candidate | None
    item: int
    doubtful: _Doubts


def decode(items: Sequence[Item], beam: int = BEAM, width: float = WIDTH) -> list[Decision]:
    """The cheapest reading of the items, one decision an item."""
    paths = [_Path(0.0, (), None, None, -1, ())]
    for index, item in enumerate(items):
        found: dict[Stack, _Path] = {}
        limit = float("inf")
        for path in paths:
            for step, stack, candidate in readings(path.stack, item, limit - path.cost):
                cost = path.cost + step
                if cost <= limit:
                    _keep(found, _Path(cost, stack, path, candidate, index, path.doubtful))
                    limit = min(limit, cost + width)
        paths = sorted(found.values(), key=_cost)[:beam]
        while paths[-1].cost > limit:
            paths.pop()
    best = paths[0]
    doubtful = set(_unfolded(best.doubtful))
    if len(paths) > 1 and paths[1].cost - best.cost < MARGIN:
        doubtful.add(_divergence(best, paths[1]))
    return _trace(best, doubtful)


_cost = attrgetter("cost")


def _keep(found: dict[Stack, _Path], path: _Path) -> None:
    """Of two readings that end in the same stack the cheaper is kept; a close call is remembered."""
    rival = found.get(path.stack)
    if rival is None:
        found[path.stack] = path
        return
    best, other = (rival, path) if rival.cost <= path.cost else (path, rival)
    if other.cost - best.cost < MARGIN:
        best = best._replace(doubtful=(_divergence(best, other), best.doubtful))
    found[path.stack] = best


def _divergence(left: _Path, right: _Path) -> int:
    """The first item that the two readings read differently."""
    first = latest = max(left.item, right.item)
    a: _Path | None = left
    b: _Path | None = right
    while a is not None and b is not None and a is not b:
        if latest - first > _FAR_BACK:
            # Readings that part so far back have been told apart before; looking each time would be quadratic.
            return left.doubtful[0] if left.doubtful else first
        first = a.item
        a, b = a.before, b.before
    return first


def _unfolded(doubts: _Doubts) -> Iterator[int]:
    while doubts:
        item, doubts = doubts
        yield item


def _trace(path: _Path, doubtful: set[int]) -> list[Decision]:
    decisions: list[Decision] = []
    step: _Path | None = path
    while step is not None and step.item >= 0:
        decisions.append(Decision(step.candidate, len(step.stack) - 1, step.item in doubtful))
        step = step.before
    return decisions[::-1]


def readings(stack: Stack, item: Item, most: float = float("inf")) -> Iterator[tuple[float, Stack, Candidate | None]]:
    """All readings of an item after a stack: (cost, new stack, candidate or None for text).

    Those that surely cost more than ``most`` may be left out.
    """
    # Sums are rounded; what is left out is dearer by more than that.
    most += _ROUNDING
    yield _text_cost(item), stack, None
    kins = [_KIN.get(entry.family, entry.family) for entry in stack]
    extra = (0.0, COSTS.unfinished_before, COSTS.broken_before)[item.before]
    extra += COSTS.alone if item.alone else 0.0
    aside = COSTS.not_led_in if item.led_in and stack else 0.0
    for candidate in item.candidates:
        cost = extra + candidate.cost
        if item.lower:
            cost += COSTS.small_letter * (1 + item.before)
        if cost > most:
            continue
        kin = _KIN.get(candidate.family, candidate.family)
        top = Open(candidate.family, candidate.holds, candidate.value)
        for level in range(len(stack) - 1, -1, -1):
            step = _continue_cost(stack[level], candidate) if kins[level] == kin else None
            if step is not None and cost + step + aside <= most:
                yield cost + step + aside, (*stack[:level], top), candidate
        for level in range(len(stack), -1, -1):
            if level < len(stack) and kins[level] == kin:
                continue  # that would be the same list again, which going on with it has read already
            left = len(stack) - level
            leave = COSTS.leave + COSTS.leave_more * (left - 1) if left else 0.0
            if cost + leave + (aside if left else 0.0) > most:
                break  # leaving more costs more
            opened = _open_cost(stack[:level], candidate)
            yield cost + leave + opened + (aside if left else 0.0), (*stack[:level], top), candidate


def _text_cost(item: Item) -> float:
    text = COSTS.text
    ordinals = {candidate.ordinal for candidate in item.candidates}
    if ordinals == {"heading"}:
        text = COSTS.text_heading
    elif ordinals == {"bullet"}:
        text = COSTS.text_bullet
    return text / 2 if item.before else text


def _continue_cost(entry: Open, candidate: Candidate) -> float | None:
    """What it costs to go on with a list of the candidate's kin, ``None`` when the candidate cannot."""
    extra = 0.0 if entry.family == candidate.family else COSTS.other_sign
    if candidate.ordinal in ("bullet", "heading"):
        return extra
    if candidate.ordinal in ("decimal", "mixed"):
        return _decimal_cost(entry.value, candidate.value)
    if candidate.ordinal == "letter":
        step = letter_step(str(entry.value[0]), str(candidate.value[0]))
        return None if step is None else extra + _step_cost(step, letter_place(str(candidate.value[0])) == 1)
    step = int(candidate.value[0]) - int(entry.value[0])
    return extra + _step_cost(step, candidate.value[0] == 1)


def _decimal_cost(before: Value, after: Value) -> float | None:
    if len(before) != len(after):
        return None
    if before[:-1] == after[:-1]:
        return _step_cost(int(after[-1]) - int(before[-1]), after[-1] == 1)
    return 1.0 if after[-1] == 1 else COSTS.restart


def _step_cost(step: int, is_first: bool) -> float:
    if step == 1:
        return 0.0
    if step == 0:
        return COSTS.repeat
    if step > 1:
        return min(COSTS.gap + COSTS.gap_more * (step - 1), COSTS.at_most)
    return COSTS.restart if is_first else COSTS.back


def _open_cost(parents: Stack, candidate: Candidate) -> float:
    """What it costs to open a list below the given parents."""
    cost = _start_cost(parents, candidate)
    if any(entry.family == candidate.family for entry in parents) and candidate.ordinal not in ("decimal", "mixed"):
        cost += COSTS.nested_family
    if parents:
        difference = parents[-1].rank - candidate.rank
        if difference > 0:
            cost += COSTS.inverted + COSTS.inverted_more * difference
        elif difference == 0 and parents[-1].family != candidate.family:
            cost += COSTS.same_rank
    return cost


def _start_cost(parents: Stack, candidate: Candidate) -> float:
    """A list begins at one; articles count on through chapters, decimals with what stands above them."""
    if candidate.ordinal in ("bullet", "heading"):
        return 0.0 if candidate.ordinal == "bullet" else COSTS.open_heading
    if candidate.family == "article":
        return 0.2
    value = candidate.value
    if candidate.ordinal in ("decimal", "mixed"):
        cost = _late_cost(int(value[-1]))
        if not parents or not _fits_parent(parents[-1], value):
            cost += COSTS.foreign_parent
        return cost
    place = letter_place(str(value[0])) if candidate.ordinal == "letter" else int(value[0])
    return _late_cost(place)


def _late_cost(place: int) -> float:
    return 0.0 if place == 1 else min(COSTS.late + COSTS.late_more * (place - 1), COSTS.at_most)


def _fits_parent(parent: Open, value: Value) -> bool:
    """``2.1`` below ``2.``, ``1.1.1`` below ``1.1``, ``1.1`` below ``I``, ``a.1`` below ``a)``."""
    head = value[:-1]
    return parent.value == head or parent.value[-1:] == head[-1:] or len(head) == len(parent.value) == 0
