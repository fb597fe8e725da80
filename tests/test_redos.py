"""Every expression of the pattern files is linear on the worst texts made of its own examples.

What makes a backtracking engine slow is a text that nearly matches, over and over: examples repeated whole, cut off
before their end, their first and second halves, their first letters, each with and without something at the end that
spoils the match. Blanks are as the pipeline leaves them: one at a time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
import regex
from timing import seconds

from plancli.patterns import CompiledRule, Patterns
from plancli.text import Views

LENGTH = 3000
FACTOR = 4
TIMEOUT = 20
# Quicker than this on the short text cannot be told from the start of the search.
FLOOR = 0.004
# What these match is a text that is nothing but the match.
WHOLE = {"whole"}
PATTERNS = Patterns.builtin()


def worst(rule: CompiledRule) -> Iterator[str]:
    """Texts of ``LENGTH`` characters, as the rule sees them."""
    pieces: dict[str, None] = {}
    for example in rule.rule.examples:
        view = " ".join(getattr(Views(example), rule.view).split())
        half = len(view) // 2
        pieces |= dict.fromkeys([view, view[:-1], view[:half], view[half:], view[:3]])
    for piece in pieces:
        if piece.strip():
            yield (piece.strip() + " ") * (LENGTH // (len(piece) + 1) + 1)


def search(rule: CompiledRule, text: str) -> None:
    """All matches, or the one of the whole text; a search that does not end is ended, and fails the test."""
    if rule.name in WHOLE:
        rule.pattern.fullmatch(text, timeout=TIMEOUT)
        return
    for _ in rule.pattern.finditer(text, timeout=TIMEOUT):
        pass


def once(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def is_slow(work: Callable[[str], object], text: str, end: str) -> bool:
    """Does the time grow faster than the text?"""
    if once(lambda: work(text + end)) < FLOOR:
        return False
    # Measured again, without the collector of garbage, before it is called slow.
    short = seconds(lambda: work(text + end))
    return short > FLOOR and seconds(lambda: work(text * FACTOR + end)) > short * FACTOR * 2


@pytest.mark.parametrize("name", PATTERNS.names())
def test_expressions_are_linear_on_their_worst_texts(name: str) -> None:
    slow = [
        (rule.name, text[:60])
        for rule in PATTERNS[name].rules
        for text in worst(rule)
        for end in ("", "\x01")
        if is_slow(lambda text, rule=rule: search(rule, text), text, end)  # type: ignore[misc]
    ]
    assert slow == []


def test_a_quadratic_expression_would_be_found_out() -> None:
    pattern = regex.compile(r"(?:so )*[xy]", regex.VERSION1)
    assert is_slow(lambda text: list(pattern.finditer(text)), "so " * LENGTH, "")
    assert not is_slow(lambda text: list(pattern.finditer(text)), "soy " * LENGTH, "")
