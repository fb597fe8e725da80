"""The outline as a sequence problem.

Each line that may begin a section carries candidates; a state is the stack of open sections, each with its family and
last value. Reading a candidate continues a list, opens one, or is plain text; each has a cost, and a beam search over
the stacks keeps the cheapest readings. Ranks are a prior, not a law: documents are numbered as their writers pleased.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from plancli.outline.markers import Candidate, Value
from plancli.outline.ordinals import letter_place, letter_step
from plancli.outline.steps import Step, far_back, parting


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


class _State:
    """A stack as the last section opened and the state below it; met once a document, however often it comes back.

    ``goes_on`` and ``opens`` keep, by the number of a candidate's kind, what it costs to go on with the last list or
    to open one below it; ``children`` are the states with one more section open, by its number.
    """

    __slots__ = ("below", "children", "depth", "entry", "goes_on", "kin", "opens")

    def __init__(self, entry: Open | None = None, below: _State | None = None) -> None:
        self.entry = entry
        self.below = below
        self.kin = _KIN.get(entry.family, entry.family) if entry else ""
        self.depth: int = below.depth + 1 if below else 0
        self.children: dict[int, _State] = {}
        self.goes_on: dict[int, float | None] = {}
        self.opens: dict[int, float] = {}

    def with_top(self, entry: Open, number: int) -> _State:
        """The state with one more section open."""
        child = self.children.get(number)
        if child is None:
            child = self.children[number] = _State(entry, self)
        return child

    def holds(self, family: str) -> bool:
        """Does a section of the family stand open?"""
        state: _State | None = self
        while state is not None and state.entry is not None:
            if state.entry.family == family:
                return True
            state = state.below
        return False

    def stack(self) -> Stack:
        """The open sections, from the outermost on."""
        return (*self.below.stack(), self.entry) if self.below and self.entry else ()


class _Proposal(Struct, frozen=True):
    """A candidate with its own cost, and what it would leave open on top.

    ``number`` is that of the top, ``kind`` that of the candidate's kind: those of one kind have the same moves.
    """

    candidate: Candidate
    cost: float
    top: Open
    kin: str
    number: int
    kind: int


# Tops, and kinds of candidates, each with its number.
_Numbers = dict[Open | tuple[Open, str, int], int]
# What a candidate adds: two costs, whether it leaves or goes on with a list (what no colon leads in), the new state.
_Move = tuple[float, float, bool, _State]


class _Path(Struct):
    """A reading of all items up to one; ``before`` is its place among the readings up to the item before."""

    cost: float
    state: _State
    before: int
    candidate: Candidate | None
    doubtful: _Doubtful | None


# Items that might well be read otherwise, the last one first.
_Doubtful = tuple[int, Any]


def decode(items: Sequence[Item], beam: int = BEAM, width: float = WIDTH) -> list[Decision]:
    """The cheapest reading of the items, one decision an item."""
    numbers: _Numbers = {}
    steps: list[Step] = []
    paths = [_Path(0.0, _State(), 0, None, None)]
    for item in items:
        text, aside, proposals = _weighed(item, numbers)
        found: dict[_State, _Path] = {}
        limit = float("inf")
        for place, path in enumerate(paths):
            base, state = path.cost, path.state
            cost = base + text
            if cost <= limit:
                reading = _Path(cost, state, place, None, path.doubtful)
                rival = found.get(state)
                found[state] = reading if rival is None else _better(rival, reading, steps)
                if cost + width < limit:
                    limit = cost + width
            for proposal in proposals:
                own = proposal.cost
                for first, second, leaves, new in _moves(state, proposal, limit - base - own + _ROUNDING):
                    cost = base + (own + first + second + aside if leaves else own + first + second)
                    if cost <= limit:
                        rival = found.get(new)
                        if rival is None or cost - rival.cost < MARGIN:
                            reading = _Path(cost, new, place, proposal.candidate, path.doubtful)
                            found[new] = reading if rival is None else _better(rival, reading, steps)
                        if cost + width < limit:
                            limit = cost + width
        paths = sorted(found.values(), key=_cost)[:beam]
        while paths[-1].cost > limit:
            paths.pop()
        before = [path.before for path in paths]
        depths = [path.state.depth - 1 for path in paths]
        steps.append(Step(before, [path.candidate for path in paths], depths, *far_back(steps, before)))
    best = paths[0]
    doubtful = set(_each(best.doubtful))
    if len(paths) > 1 and paths[1].cost - best.cost < MARGIN:
        doubtful.add(_divergence(best, paths[1], steps[:-1]))
    return _trace(steps, doubtful)


_cost = attrgetter("cost")


def _better(rival: _Path, path: _Path, steps: Sequence[Step]) -> _Path:
    """Of two readings that end in the same stack the cheaper; a close call is remembered."""
    best, other = (rival, path) if rival.cost <= path.cost else (path, rival)
    if other.cost - best.cost < MARGIN:
        best = replace(best, doubtful=(_divergence(best, other, steps), best.doubtful))
    return best


def _divergence(left: _Path, right: _Path, steps: Sequence[Step]) -> int:
    """The first item that the two readings read differently; ``steps`` are those before their own item."""
    return parting(steps, left.before, right.before)


def _each(doubtful: _Doubtful | None) -> Iterator[int]:
    while doubtful is not None:
        index, doubtful = doubtful
        yield index


def _trace(steps: Sequence[Step], doubtful: set[int]) -> list[Decision]:
    decisions: list[Decision] = []
    place = 0
    for index in range(len(steps) - 1, -1, -1):
        step = steps[index]
        decisions.append(Decision(step.candidates[place], step.depths[place], index in doubtful))
        place = step.before[place]
    return decisions[::-1]


def readings(stack: Stack, item: Item) -> Iterator[tuple[float, Stack, Candidate | None]]:
    """All readings of an item after a stack: (cost, new stack, candidate or None for text)."""
    text, aside, proposals = _weighed(item, {})
    yield text, stack, None
    state = _State()
    for number, entry in enumerate(stack, 1):
        state = state.with_top(entry, -number)
    for proposal in proposals:
        for first, second, leaves, new in _moves(state, proposal):
            yield proposal.cost + first + second + (aside if leaves else 0.0), new.stack(), proposal.candidate


def _weighed(item: Item, numbers: _Numbers) -> tuple[float, float, list[_Proposal]]:
    """What no stack changes: an item's cost as text, that of no colon before it, and its candidates with theirs."""
    extra = (0.0, COSTS.unfinished_before, COSTS.broken_before)[item.before]
    extra += COSTS.alone if item.alone else 0.0
    proposals = []
    for candidate in item.candidates:
        cost = extra + candidate.cost
        if item.lower:
            cost += COSTS.small_letter * (1 + item.before)
        top = Open(candidate.family, candidate.holds, candidate.value)
        number = numbers.setdefault(top, len(numbers))
        kind = numbers.setdefault((top, candidate.ordinal, candidate.rank), len(numbers))
        kin = _KIN.get(candidate.family, candidate.family)
        proposals.append(_Proposal(candidate, cost, top, kin, number, kind))
    return _text_cost(item), COSTS.not_led_in if item.led_in else 0.0, proposals


def _moves(state: _State, proposal: _Proposal, most: float = float("inf")) -> list[_Move]:
    """What a candidate may do after a stack: go on with a list of its kin, or open one at any depth.

    Moves that surely cost more than ``most`` are left out.
    """
    kin, kind, top, number = proposal.kin, proposal.kind, proposal.top, proposal.number
    moves: list[_Move] = []
    last = state
    while last.below is not None:
        if last.kin == kin:
            if kind not in last.goes_on:
                last.goes_on[kind] = _continue_cost(last.entry, proposal.candidate) if last.entry else None
            step = last.goes_on[kind]
            if step is not None and step <= most:
                moves.append((step, 0.0, True, last.below.with_top(top, number)))
        last = last.below
    above, left, leave = state, 0, 0.0
    while leave <= most:
        opened = above.opens.get(kind)
        if opened is None:
            opened = above.opens[kind] = _open_cost(above, proposal.candidate)
        if leave + opened <= most:
            child = above.children.get(number)
            moves.append((leave, opened, left > 0, child or above.with_top(top, number)))
        # A list of its kin is left only for one further out: the same list again is what going on with it reads.
        while above.below is not None:
            left, same, above = left + 1, above.kin == kin, above.below
            if not same:
                break
        else:
            break
        leave = COSTS.leave + COSTS.leave_more * (left - 1)
    return moves


def _text_cost(item: Item) -> float:
    text = COSTS.text
    ordinals = {candidate.ordinal for candidate in item.candidates}
    if "heading" in ordinals:
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


def _open_cost(above: _State, candidate: Candidate) -> float:
    """What it costs to open a list below the given state's last section."""
    parent = above.entry
    cost = _start_cost(parent, candidate)
    if candidate.ordinal not in ("decimal", "mixed") and above.holds(candidate.family):
        cost += COSTS.nested_family
    if parent is not None:
        difference = parent.rank - candidate.rank
        if difference > 0:
            cost += COSTS.inverted + COSTS.inverted_more * difference
        elif difference == 0 and parent.family != candidate.family:
            cost += COSTS.same_rank
    return cost


def _start_cost(parent: Open | None, candidate: Candidate) -> float:
    """A list begins at one; articles count on through chapters, decimals with what stands above them."""
    if candidate.ordinal in ("bullet", "heading"):
        return 0.0 if candidate.ordinal == "bullet" else COSTS.open_heading
    if candidate.family == "article":
        return 0.2
    value = candidate.value
    if candidate.ordinal in ("decimal", "mixed"):
        cost = _late_cost(int(value[-1]))
        if parent is None or not _fits_parent(parent, value):
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
