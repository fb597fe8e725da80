"""The decoder: costs, and the beam against brute force."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import seconds

from plancli.outline import decoder, ordinals
from plancli.outline.decoder import COSTS, Decision, Item, Stack, decode, readings
from plancli.outline.markers import Candidate, candidates
from plancli.outline.steps import Step, far_back, parting
from plancli.patterns import Patterns

PATTERNS = Patterns.builtin()


def item(text: str, before: int = 0) -> Item:
    found = candidates(text, PATTERNS)
    assert found, f"{text!r} begins no section"
    return Item(found, before)


def shape(decisions: Sequence[Decision]) -> list[tuple[str | None, int]]:
    return [(d.candidate.label if d.candidate else None, d.depth) for d in decisions]


def cost_of(items: Sequence[Item], decisions: Sequence[Decision]) -> float:
    """The cheapest sum of steps that leads through the given decisions."""
    states: dict[Stack, float] = {(): 0.0}
    for one, decision in zip(items, decisions, strict=True):
        after: dict[Stack, float] = {}
        for stack, total in states.items():
            for cost, new, candidate in readings(stack, one):
                same = candidate == decision.candidate and (candidate is None or len(new) - 1 == decision.depth)
                if same and total + cost < after.get(new, float("inf")):
                    after[new] = total + cost
        states = after
    return min(states.values())


def cheapest(items: Sequence[Item]) -> float:
    """Brute force: every reading of every item, nothing pruned or merged."""
    totals: list[tuple[float, Stack]] = [(0.0, ())]
    for one in items:
        totals = [(total + cost, new) for total, stack in totals for cost, new, _ in readings(stack, one)]
    return min(total for total, _ in totals)


MARKERS = ["I. A", "II. B", "1. A", "2. B", "3. C", "a) A", "b) B", "c) C", "- A", "+ A", "1.1. A", "1) A", "i) A"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(MARKERS), st.integers(0, 2)), min_size=1, max_size=5))
def test_beam_finds_what_brute_force_finds(lines: list[tuple[str, int]]) -> None:
    items = [item(text, before) for text, before in lines]
    assert cost_of(items, decode(items)) == pytest.approx(cheapest(items))


@st.composite
def slipped_plans(draw: st.DrawFn) -> list[str]:
    """A well-numbered plan with a few lines lost, doubled or swapped."""
    lines: list[str] = []
    for chapter in range(1, draw(st.integers(2, 4))):
        lines.append(f"{ordinals.to_roman(chapter)}. A")
        for number in range(1, draw(st.integers(2, 5))):
            lines.append(f"{number}. B")
            lines += [f"{letter}) C" for letter in ordinals.VIETNAMESE[: draw(st.integers(0, 4))]]
            lines += ["- D"] * draw(st.integers(0, 3))
            lines += ["+ E"] * draw(st.integers(0, 2))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        slip = draw(st.sampled_from(["lose", "double", "swap"]))
        if slip == "lose" and len(lines) > 1:
            del lines[place]
        elif slip == "double":
            lines.insert(place, lines[place])
        elif slip == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[place], lines[other] = lines[other], lines[place]
    return lines


@settings(max_examples=60, deadline=None)
@given(slipped_plans())
def test_a_wider_beam_changes_nothing(lines: list[str]) -> None:
    items = [item(text) for text in lines]
    wide = cost_of(items, decode(items, beam=300, width=50.0))
    assert cost_of(items, decode(items)) == pytest.approx(wide)


def test_a_sentence_that_goes_on_is_text() -> None:
    items = [item("1. Mục đích"), item("2. 3 xã", before=2), item("2. Yêu cầu")]
    assert shape(decode(items)) == [("1", 0), (None, 0), ("2", 0)]


def test_i_after_h_is_a_letter_and_under_a_letter_a_roman() -> None:
    after_h = decode([item(text) for text in ("g) x", "h) x", "i) x", "k) x")])
    assert [d.candidate.style for d in after_h if d.candidate] == ["letter"] * 4
    under_a = decode([item(text) for text in ("a) x", "i) x", "ii) x", "b) x")])
    assert [(d.candidate.style, d.depth) for d in under_a if d.candidate] == [
        ("letter", 0),
        ("roman", 1),
        ("roman", 1),
        ("letter", 0),
    ]


def test_no_items_no_decisions() -> None:
    assert decode([]) == []


def test_time_grows_with_the_number_of_items_only(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [item(f"{n % 900 + 1}. Việc") for n in range(3000)]
    calls = 0
    original = decoder._moves

    def counting(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        return original(*arguments)

    monkeypatch.setattr(decoder, "_moves", counting)
    decode(items)
    assert calls <= len(items) * decoder.BEAM


def test_costs_prefer_a_plain_document() -> None:
    plain = [item(text) for text in ("I. A", "1. B", "a) C", "- D", "2. E", "II. F")]
    assert cost_of(plain, decode(plain)) == 0
    gap = [item(text) for text in ("a) A", "b) B", "d) D")]
    assert cost_of(gap, decode(gap)) == COSTS.gap + COSTS.gap_more


@pytest.mark.parametrize("text", ["", " ", "Mục đích", "C. Mác", "30.4", "01/8/2023", "5. 000 đồng", "-----", "***"])
def test_what_begins_no_section(text: str) -> None:
    assert candidates(text, PATTERNS) == ()


def test_candidate_length_is_where_the_content_begins() -> None:
    for text in ("II -  NỘI DUNG", "a)Nội dung", "–  Sở", "Điều 2. Giao", "1.1. Mục", "(2) Hai"):
        for found in candidates(text, PATTERNS):
            assert isinstance(found, Candidate)
            assert text[found.length].isalpha()
            assert text.startswith(found.marker)


def test_readings_are_followed_to_where_they_part() -> None:
    chance = random.Random(3)
    steps: list[Step] = []
    count = 1
    for _ in range(300):
        before = [chance.randrange(count) for _ in range(chance.randint(1, 5))]
        steps.append(Step(before, [None] * len(before), [0] * len(before), *far_back(steps, before)))
        count = len(before)

    def parted(one: int, other: int, index: int) -> int:
        while one != other:
            one, other, index = steps[index].before[one], steps[index].before[other], index - 1
        return index + 1

    for end in range(1, len(steps) + 1):
        width = len(steps[end - 1].before)
        for one, other in product(range(width), repeat=2):
            assert parting(steps[:end], one, other) == parted(one, other, end - 1)


def test_many_close_calls_take_linear_time() -> None:
    def taken(count: int) -> float:
        items = [item("I. A"), *[item("- A")] * count, item("1. B"), *[item("- A")] * count]
        return seconds(lambda: decode(items))

    assert taken(4000) < 3 * taken(2000) + 0.05
