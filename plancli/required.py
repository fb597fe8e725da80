"""What a text must hold for an expression to match at all, worked out from the expression itself.

A search for a word is a hundred times as fast as a search for an expression, so ``Needs.words`` (one of them stands in
every match) and ``Needs.first`` (one of these characters begins every match) rule most expressions out before they are
run, or even compiled. Where the expression says nothing certain, nothing is ruled out: whatever this reader does not
know makes it give up, never guess.

``one_line`` tells that a match depends on nothing beyond its own line, so that a search may go from line to line.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from plancli.expressions import kept

DIGIT = "\\d"
# Raise it when what is worked out changes: results are kept.
NEEDS_FORM = 4
# Of a set of words more are not looked for, and of the spellings of one word no more are written out.
_MOST_WORDS = 24
_MOST_SPELLINGS = 12
# Letters and signs that stand for themselves, up to one that is repeated.
_PLAIN = re.compile(r"[^\\()\[\]{}.*+?|^$]+(?![*+?{])")
_CODES = {"x": 2, "u": 4, "U": 8}
_PLAIN_ESCAPES = frozenset("\\.*+?()[]{}|^$-/&~#!\"'<>=@,:;%_` ")


class Needs(NamedTuple):
    """What every match holds; ``None`` where nothing is certain.

    ``words``: at least one of these stands in it (``DIGIT`` for a decimal digit); ``first``: it begins with one of
    these; ``one_line``: neither the match nor what it looks at goes beyond a line end.
    """

    words: tuple[str, ...] | None = None
    first: frozenset[str] | None = None
    one_line: bool = False


NOTHING = Needs()


class _GiveUp(Exception):
    pass


class _Part(NamedTuple):
    """A piece of an expression.

    ``exact``: all that it can match, where that is little; ``words``: one of these is in it; ``first``: what it begins
    with (``None``: anything); ``empty``: it may match nothing; ``line``: it never meets a line end; ``looks``: it looks
    and takes nothing.
    """

    exact: frozenset[str] | None
    words: frozenset[str] | None
    first: frozenset[str] | None
    empty: bool
    line: bool
    looks: bool = False


# Sets that were read before: blanks stand in every expression.
_SETS: dict[str, _Part] = {}
_MOST_SETS = 5000
_SIMPLE_SET = re.compile(r"\[\^?(?:[^\[\]\\]|\\.)+\]")

_LOOK = _Part(frozenset({""}), None, frozenset(), True, True, True)
# A group again: what it held is part of the line already.
_ANYTHING = _Part(None, None, None, True, True)
_NOTHING_AT_ALL = _Part(frozenset({""}), None, frozenset(), True, True)


def needs(expression: str) -> Needs:
    """What the expression needs; ``NOTHING`` where it cannot be told."""
    reader = _Reader(expression)
    try:
        part = reader.alternatives()
        if reader.at != len(expression):
            return NOTHING
    except (_GiveUp, IndexError, ValueError, RecursionError):
        return NOTHING
    words = _best([part.words, _as_words(part.exact)]) or frozenset()
    words = frozenset(word for word in words if not any(other in word for other in words - {word}))
    first = part.first if not part.empty and part.first else None
    if first and DIGIT in first:
        first = None
    return Needs(tuple(sorted(words)) if words else None, first, part.line)


def kept_needs(expression: str) -> Needs:
    """The same, worked out once for all processes."""
    known: tuple[Any, ...] = kept(f"needs {NEEDS_FORM} {expression}", lambda: tuple(needs(expression)))
    return Needs(*known)


def _as_words(exact: frozenset[str] | None) -> frozenset[str] | None:
    return exact if exact and "" not in exact else None


def _best(choices: list[frozenset[str] | None]) -> frozenset[str] | None:
    """Of sets of words that are all needed, the one that rules out most: long words, and few of them."""
    known = [choice for choice in choices if choice and len(choice) <= _MOST_WORDS]
    if not known:
        return None
    return max(known, key=lambda choice: (min(min(map(_weight, choice)), 4), -len(choice), sorted(choice)))


def _weight(word: str) -> int:
    """How much a word rules out: digits stand everywhere."""
    return 1 if word == DIGIT else len(word)


class _Reader:
    """Reads an expression of the ``regex`` package (version 1) as far as patterns use it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def _peek(self, literal: str) -> bool:
        return self.text.startswith(literal, self.at)

    def _skip(self, literal: str) -> bool:
        found = self._peek(literal)
        self.at += len(literal) if found else 0
        return found

    def alternatives(self) -> _Part:
        """Branches up to a closing bracket or the end."""
        branches = [self._sequence()]
        while self._skip("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else _either(branches)

    def _sequence(self) -> _Part:
        parts = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            plain = _PLAIN.match(self.text, self.at)
            if plain is None:
                parts.append(self._quantified(self._atom()))
            else:
                self.at = plain.end()
                parts.append(_literal(plain.group()))
        return _joined(parts)

    def _quantified(self, part: _Part) -> _Part:
        if self.at >= len(self.text):
            return part
        char = self.text[self.at]
        low, high = 1, 1
        if char in "*+?":
            self.at += 1
            low, high = (1 if char == "+" else 0), (1 if char == "?" else 2)
        elif char == "{":
            stop = self.text.index("}", self.at) if "}" in self.text[self.at :] else -1
            bounds = self.text[self.at + 1 : stop].split(",")
            if stop < 0 or len(bounds) > 2 or not all(bound.isdecimal() or not bound for bound in bounds):
                raise _GiveUp
            low = int(bounds[0] or 0)
            high = low if len(bounds) == 1 else int(bounds[1] or 2)
            self.at = stop + 1
        else:
            return part
        if self._peek("?") or self._peek("+"):
            self.at += 1
        if low == high == 1:
            return part
        exact = part.exact | {""} if part.exact is not None and (low, high) == (0, 1) else None
        words = part.words or _as_words(part.exact)
        return _Part(exact, words if low else None, part.first, part.empty or not low, part.line, part.looks)

    def _atom(self) -> _Part:
        char = self.text[self.at]
        if char == "(":
            return self._group()
        if char == "[":
            return self._set()
        self.at += 1
        if char == "\\":
            return self._escape()
        if char == ".":
            return _Part(None, None, None, False, True)
        if char == "^":
            return _LOOK
        if char == "$":
            return _LOOK._replace(line=False)
        if char in "*+?{":
            raise _GiveUp
        return _literal(char)

    def _group(self) -> _Part:
        self.at += 1
        if not self._peek("?"):
            return self._closed(self.alternatives())
        self.at += 1
        for mark in ("=", "!", "<=", "<!"):
            if self._skip(mark):
                inner = self._closed(self.alternatives())
                # What lies before is always seen; what lies ahead only up to the line's own end.
                seen = mark[0] == "<" or inner.line or _is_one_character(inner)
                return _LOOK._replace(line=seen)
        if self._skip("P<") or self._skip("<"):
            self.at = self.text.index(">", self.at) + 1
            return self._closed(self.alternatives())
        if self._skip("P="):
            self.at = self.text.index(")", self.at) + 1
            return _ANYTHING
        if self._skip("m:^)") or self._skip("m:$)"):
            return _LOOK
        if self._skip(":") or self._skip(">"):
            return self._closed(self.alternatives())
        flags = self.at
        while self.text[self.at] in "im":
            self.at += 1
        if self.at == flags or not self._skip(":"):
            raise _GiveUp
        inner = self._closed(self.alternatives())
        return _Part(None, None, None, inner.empty, inner.line and "m" not in self.text[flags : self.at])

    def _closed(self, part: _Part) -> _Part:
        if not self._skip(")"):
            raise _GiveUp
        return part

    def _escape(self) -> _Part:
        char = self.text[self.at]
        self.at += 1
        if char in _PLAIN_ESCAPES:
            return _literal(char)
        if char == "d":
            return _Part(None, frozenset({DIGIT}), frozenset({DIGIT}), False, True)
        if char in "wS":
            return _Part(None, None, None, False, True)
        if char in "DWs":
            return _Part(None, None, None, False, False)
        if char in "bB":
            return _LOOK
        if char in "AGZ":
            return _LOOK._replace(line=False)
        if char in "123456789":
            return _ANYTHING
        if char == "n":
            return _literal("\n")
        if char in "pP":
            negated = char == "P" or self._peek("{^")
            self.at = self.text.index("}", self.at) + 1
            return _Part(None, None, None, False, not negated)
        if char in _CODES:
            return _literal(self._code(char))
        if char == "t":
            return _literal("\t")
        raise _GiveUp

    def _code(self, kind: str) -> str:
        """The character of ``\\x``, ``\\u`` or ``\\U``."""
        end = self.at + _CODES[kind]
        char = chr(int(self.text[self.at : end], 16))
        self.at = end
        return char

    def _set(self) -> _Part:
        simple = _SIMPLE_SET.match(self.text, self.at)
        if simple is None:
            return self._members()
        known = _SETS.get(simple.group())
        if known is None:
            known = self._members()
            if self.at != simple.end():
                raise _GiveUp
            if len(_SETS) < _MOST_SETS:
                _SETS[simple.group()] = known
        self.at = simple.end()
        return known

    def _members(self) -> _Part:
        """A set of characters, read one by one."""
        self.at += 1
        negated = self._skip("^")
        members: list[str] | None = []
        holds_line_end = begun = False
        while not (self._peek("]") and begun):
            begun = True
            char = self.text[self.at]
            self.at += 1
            if char == "[" or self.text[self.at - 1 : self.at + 1] in ("--", "&&", "||", "~~"):
                raise _GiveUp
            if char == "\\":
                kind = self.text[self.at]
                self.at += 1
                if kind in "pP":
                    negative = kind == "P" or self._peek("{^")
                    self.at = self.text.index("}", self.at) + 1
                    members, holds_line_end = None, holds_line_end or negative
                    continue
                if kind in "dwS":
                    members = None
                    continue
                if kind in "DWs":
                    members, holds_line_end = None, True
                    continue
                if kind in _CODES:
                    char = self._code(kind)
                elif kind in "nrtfv":
                    char = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}[kind]
                elif kind in _PLAIN_ESCAPES:
                    char = kind
                else:
                    raise _GiveUp
            if self._peek("-") and not self._peek("-]"):
                self.at += 1
                last = self.text[self.at]
                self.at += 1
                if last == "\\":
                    kind = self.text[self.at]
                    if kind not in _CODES:
                        raise _GiveUp
                    self.at += 1
                    last = self._code(kind)
                if last == "[":
                    raise _GiveUp
                holds_line_end = holds_line_end or char <= "\n" <= last
                if members is not None:
                    few = range(ord(char), min(ord(last), ord(char) + 10) + 1)
                    members = [*members, *map(chr, few)] if len(few) <= 10 else None
                continue
            holds_line_end = holds_line_end or char == "\n"
            if members is not None:
                members.append(char)
        self.at += 1
        no_line_end = holds_line_end if negated else not holds_line_end
        if negated or members is None:
            return _Part(None, None, None, False, no_line_end)
        chars = frozenset(members)
        return _Part(chars if len(chars) <= _MOST_SPELLINGS else None, None, chars, False, no_line_end)


def _literal(text: str) -> _Part:
    return _Part(frozenset({text}), None, frozenset(text[:1]), False, "\n" not in text)


def _is_one_character(part: _Part) -> bool:
    """A single character that is looked at may be the line end itself, which is still the line's own."""
    return not part.looks and part.exact is not None and all(len(word) == 1 for word in part.exact)


def _either(branches: list[_Part]) -> _Part:
    exact: frozenset[str] | None = frozenset()
    words: frozenset[str] | None = frozenset()
    first: frozenset[str] | None = frozenset()
    for branch in branches:
        exact = exact | branch.exact if exact is not None and branch.exact is not None else None
        own = _best([branch.words, _as_words(branch.exact)])
        words = words | own if words is not None and own is not None else None
        first = first | branch.first if first is not None and branch.first is not None else None
    if exact is not None and len(exact) > _MOST_SPELLINGS:
        exact = None
    return _Part(
        exact,
        words,
        first,
        any(branch.empty for branch in branches),
        all(branch.line for branch in branches),
        all(branch.looks for branch in branches),
    )


def _joined(parts: list[_Part]) -> _Part:
    """A sequence. Neighbours that can match but little are written out together."""
    if not parts:
        return _NOTHING_AT_ALL
    choices: list[frozenset[str] | None] = []
    run: frozenset[str] = frozenset({""})
    whole = True
    for part in parts:
        choices.append(part.words)
        together = _products(run, part.exact) if part.exact is not None else None
        if together is None:
            whole = False
            choices.append(_as_words(run))
            run = part.exact if part.exact is not None else frozenset({""})
        else:
            run = together
    choices.append(_as_words(run))
    first: frozenset[str] | None = frozenset()
    empty = True
    for part in parts:
        first = first | part.first if first is not None and part.first is not None else None
        if not part.empty:
            empty = False
            break
    return _Part(
        run if whole else None,
        _best(choices),
        first,
        empty,
        all(part.line for part in parts),
        all(part.looks for part in parts),
    )


def _products(left: frozenset[str], right: frozenset[str]) -> frozenset[str] | None:
    if len(left) * len(right) > _MOST_SPELLINGS:
        return None
    return frozenset(one + other for one in left for other in right)
