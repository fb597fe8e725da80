"""What pieces of an expression need, and what they need together; ``plancli.required`` reads the pieces."""

from __future__ import annotations

from typing import NamedTuple

DIGIT = "\\d"
# Of a set of words more are not looked for, and of the spellings of one word no more are written out.
_MOST_WORDS = 24
MOST_SPELLINGS = 12


class Part(NamedTuple):
    """A piece of an expression.

    ``exact``: all that it can match, where that is little; ``words``: one of these is in it; ``first``: what it begins
    with (``None``: anything); ``empty``: it may match nothing; ``line``: it never meets a line end; ``looks``: it looks
    and takes nothing. ``literals`` stand in it one behind the other; ``least``: so many of them, where it may err
    (0: it may not, all do). ``last``: what it ends with; ``ends``: it ends where the text does.
    """

    exact: frozenset[str] | None
    words: frozenset[str] | None
    first: frozenset[str] | None
    empty: bool
    line: bool
    looks: bool = False
    literals: tuple[str, ...] = ()
    least: int = 0
    last: frozenset[str] | None = None
    ends: bool = False


LOOK = Part(frozenset({""}), None, frozenset(), True, True, True, last=frozenset())
# A group again: what it held is part of the line already.
ANYTHING = Part(None, None, None, True, True)
NOTHING_AT_ALL = Part(frozenset({""}), None, frozenset(), True, True, last=frozenset())


def as_words(exact: frozenset[str] | None) -> frozenset[str] | None:
    """All that a piece can match as the words one of which it needs; ``None`` where it may match nothing."""
    return exact if exact and "" not in exact else None


def best(choices: list[frozenset[str] | None]) -> frozenset[str] | None:
    """Of sets of words that are all needed, the one that rules out most: long words, and few of them."""
    known = [choice for choice in choices if choice and len(choice) <= _MOST_WORDS]
    if not known:
        return None
    return max(known, key=_worth)


def _worth(choice: frozenset[str]) -> tuple[int, bool, int, list[str]]:
    """How much a set of words rules out; where line ends are looked for they are few."""
    at_line_end = all("\n" in word for word in choice)
    return min(min(map(_weight, choice)), 4), at_line_end, -len(choice), sorted(choice)


def _weight(word: str) -> int:
    """How much a word rules out: digits stand everywhere."""
    return 1 if word == DIGIT else len(word)


def literal(text: str) -> Part:
    """A piece that matches just the text."""
    first, last = frozenset(text[:1]), frozenset(text[-1:])
    return Part(frozenset({text}), None, first, False, "\n" not in text, literals=(text,), last=last)


def with_errors(part: Part, errors: int) -> Part:
    """The piece where so many characters may be wrong, missing or too many: each spoils one of its literals."""
    least = len(part.literals) - errors
    if least < 1:
        return Part(None, None, None, part.empty, False)
    # Of one more than there are errors one is whole.
    longest = sorted(part.literals, key=lambda word: (-len(word), word))[: errors + 1]
    return Part(None, frozenset(longest), None, False, False, literals=part.literals, least=least)


def is_one_character(part: Part) -> bool:
    """A single character that is looked at may be the line end itself, which is still the line's own."""
    return not part.looks and part.exact is not None and all(len(word) == 1 for word in part.exact)


def either(branches: list[Part]) -> Part:
    """Branches of which one matches."""
    exact: frozenset[str] | None = frozenset()
    words: frozenset[str] | None = frozenset()
    first: frozenset[str] | None = frozenset()
    last: frozenset[str] | None = frozenset()
    for branch in branches:
        exact = exact | branch.exact if exact is not None and branch.exact is not None else None
        own = best([branch.words, as_words(branch.exact)])
        words = words | own if words is not None and own is not None else None
        first = first | branch.first if first is not None and branch.first is not None else None
        last = last | branch.last if last is not None and branch.last is not None else None
    if exact is not None and len(exact) > MOST_SPELLINGS:
        exact = None
    return Part(
        exact,
        words,
        first,
        any(branch.empty for branch in branches),
        all(branch.line for branch in branches),
        all(branch.looks for branch in branches),
        last=last,
        ends=all(branch.ends for branch in branches),
    )


def joined(parts: list[Part]) -> Part:
    """A sequence. Neighbours that can match but little are written out together."""
    if not parts:
        return NOTHING_AT_ALL
    if len(parts) == 1:
        return parts[0]
    choices: list[frozenset[str] | None] = []
    run: frozenset[str] = frozenset({""})
    whole = True
    for part in parts:
        choices.append(part.words)
        together = _products(run, part.exact) if part.exact is not None else None
        if together is None:
            whole = False
            choices.append(as_words(run))
            run = part.exact if part.exact is not None else frozenset({""})
        else:
            run = together
    choices.append(as_words(run))
    first: frozenset[str] | None = frozenset()
    empty = True
    for part in parts:
        first = first | part.first if first is not None and part.first is not None else None
        if not part.empty:
            empty = False
            break
    last: frozenset[str] | None = frozenset()
    for part in reversed(parts):
        last = last | part.last if last is not None and part.last is not None else None
        if not part.empty:
            break
    return Part(
        run if whole else None,
        best(choices),
        first,
        empty,
        all(part.line for part in parts),
        all(part.looks for part in parts),
        tuple(word for part in parts if not part.least for word in part.literals),
        last=last,
        ends=_ends(parts),
    )


def _ends(parts: list[Part]) -> bool:
    """Does the sequence end with the text: is that looked for, and nothing taken behind it?"""
    for part in reversed(parts):
        if part.ends:
            return True
        if not part.looks:
            return False
    return False


def _products(left: frozenset[str], right: frozenset[str]) -> frozenset[str] | None:
    if len(left) * len(right) > MOST_SPELLINGS:
        return None
    return frozenset(one + other for one in left for other in right)
