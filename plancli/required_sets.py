"""All that a text must hold for an expression to match: one word of each of several sets.

``plancli.required`` names the one set of words of an expression that rules most texts out. An expression such as
``(?:tổ|đội) (?:kiểm tra|thanh tra)`` needs a word of each of its parts; asked for one after the other they rule out
more, which pays where an expression is run on many short stretches.
"""

from __future__ import annotations

import re

from plancli.expressions import kept
from plancli.required import DIGIT, NEEDS_FORM, needs

# Raise it when what is worked out changes: results are kept.
_FORM = 3
# Flags for all that follows: parts mean nothing without them.
_FLAGS = re.compile(r"\(\?[a-zA-Z0-9-]+\)")
_QUANTIFIER = re.compile(r"(?:[?*+]|\{[^}]*\})[?+]?")
# Of one letter a word says next to nothing.
_SHORTEST = 2
_MOST_SETS = 3


def needed_words(expression: str) -> tuple[tuple[str, ...], ...]:
    """Sets of words of each of which one stands in every match, the smallest first; worked out once for all
    processes."""
    return kept(f"needed {_FORM} {NEEDS_FORM} {expression}", lambda: _needed(expression))


def _needed(expression: str) -> tuple[tuple[str, ...], ...]:
    found = {words for part in {expression, *_parts(expression)} if (words := needs(part).words)}
    chosen: list[tuple[str, ...]] = []
    for words in sorted(found, key=lambda words: (len(words), -min(map(len, words)), words)):
        if DIGIT in words or min(map(len, words)) < _SHORTEST or any(_follows(words, other) for other in chosen):
            continue
        chosen.append(words)
    return tuple(chosen[:_MOST_SETS])


def _follows(words: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Does a text that holds one of the others hold one of the words?"""
    return all(any(word in longer for word in words) for longer in other)


def _parts(expression: str) -> list[str]:
    """What follows one another in the expression: groups, and what stands between them; the whole as one part where it
    is of alternatives or cannot be read."""
    if _FLAGS.search(expression):
        return [expression]
    parts: list[str] = []
    at = begin = 0
    try:
        while at < len(expression):
            char = expression[at]
            if char == "|":
                return [expression]
            if char == "(":
                end = _quantified(expression, _closing(expression, at) + 1)
                parts += [expression[begin:at], expression[at:end]]
                at = begin = end
            elif char == "[":
                at = _end_of_set(expression, at) + 1
            else:
                at += 2 if char == "\\" else 1
    except (IndexError, ValueError):
        return [expression]
    return [part for part in (*parts, expression[begin:]) if part]


def _quantified(expression: str, at: int) -> int:
    """Behind the quantifier that stands there, if one does."""
    found = _QUANTIFIER.match(expression, at)
    return found.end() if found else at


def _closing(expression: str, at: int) -> int:
    """Where the bracket closes that opens at the offset."""
    depth = 0
    while True:
        char = expression[at]
        if char == "\\":
            at += 1
        elif char == "[":
            at = _end_of_set(expression, at)
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if not depth:
                return at
        at += 1


def _end_of_set(expression: str, at: int) -> int:
    """Where the set of characters closes that opens at the offset; raises ``ValueError`` for a set within a set."""
    at += 2 if expression[at + 1] == "^" else 1
    first = at
    while expression[at] != "]" or at == first:
        if expression[at] == "[":
            raise ValueError(expression)
        at += 2 if expression[at] == "\\" else 1
    return at
