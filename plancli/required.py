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
from plancli.required_parts import (
    ANYTHING,
    DIGIT,
    LOOK,
    MOST_SPELLINGS,
    Part,
    as_words,
    best,
    either,
    is_one_character,
    joined,
    literal,
    with_errors,
)

__all__ = ["DIGIT", "NEEDS_FORM", "NOTHING", "Needs", "kept_needs", "needs"]


# Raise it when what is worked out changes: results are kept.
NEEDS_FORM = 8
# Letters and signs that stand for themselves, up to one that is repeated.
_PLAIN = re.compile(r"[^\\()\[\]{}.*+?|^$]+(?![*+?{])")
_CODES = {"x": 2, "u": 4, "U": 8}
_PLAIN_ESCAPES = frozenset("\\.*+?()[]{}|^$-/&~#!\"'<>=@,:;%_` ")


class Needs(NamedTuple):
    """What every match holds; ``None`` where nothing is certain.

    ``words``: at least one of these stands in it (``DIGIT`` for a decimal digit); ``first``: it begins with one of
    these (``DIGIT`` likewise); ``one_line``: neither the match nor what it looks at goes beyond a line end; ``least``:
    so many of ``words`` stand in it (more than one where the expression may err); ``last``: it ends where the text
    does, with one of these.
    """

    words: tuple[str, ...] | None = None
    first: frozenset[str] | None = None
    one_line: bool = False
    least: int = 1
    last: frozenset[str] | None = None


NOTHING = Needs()


class _GiveUp(Exception):
    pass


# Sets that were read before: blanks stand in every expression.
_SETS: dict[str, Part] = {}
_MOST_SETS = 5000
_LONGEST_RANGE = 100
_SIMPLE_SET = re.compile(r"\[\^?(?:[^\[\]\\]|\\.)+\]")
# How many errors of which kind an expression may make: substituted, deleted, inserted characters, any.
_ERRORS = re.compile(r"\{([sdie]<=\d+(?:,[sdie]<=\d+)*)\}")


def needs(expression: str) -> Needs:
    """What the expression needs; ``NOTHING`` where it cannot be told."""
    reader = _Reader(expression)
    try:
        part = reader.alternatives()
        if reader.at != len(expression):
            return NOTHING
    except (_GiveUp, IndexError, ValueError, RecursionError):
        return NOTHING
    if part.least > 1 and len(set(part.literals)) == len(part.literals):
        return Needs(tuple(sorted(part.literals)), None, False, part.least)
    words = best([part.words, as_words(part.exact)]) or frozenset()
    words = frozenset(word for word in words if not any(other in word for other in words - {word}))
    first = part.first if not part.empty and part.first else None
    last = part.last if part.ends and not part.empty and part.last else None
    return Needs(tuple(sorted(words)) if words else None, first, part.line, last=last)


def kept_needs(expression: str) -> Needs:
    """The same, worked out once for all processes; ``first`` holds characters alone."""
    known: tuple[Any, ...] = kept(f"needs {NEEDS_FORM} {expression}", lambda: tuple(needs(expression)))
    found = Needs(*known)
    return found._replace(first=None) if found.first and DIGIT in found.first else found


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

    def alternatives(self) -> Part:
        """Branches up to a closing bracket or the end."""
        branches = [self._sequence()]
        while self._skip("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else either(branches)

    def _sequence(self) -> Part:
        parts = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            plain = _PLAIN.match(self.text, self.at)
            if plain is None:
                parts.append(self._quantified(self._atom()))
            else:
                self.at = plain.end()
                parts.append(literal(plain.group()))
        return joined(parts)

    def _quantified(self, part: Part) -> Part:
        if self.at >= len(self.text):
            return part
        char = self.text[self.at]
        low, high = 1, 1
        if char in "*+?":
            self.at += 1
            low, high = (1 if char == "+" else 0), (1 if char == "?" else 2)
        elif errors := _ERRORS.match(self.text, self.at):
            self.at = errors.end()
            most = {kind: int(number) for kind, number in (limit.split("<=") for limit in errors.group(1).split(","))}
            return with_errors(part, most.get("e", sum(most.values())))
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
        words = part.words or as_words(part.exact)
        empty = part.empty or not low
        return Part(exact, words if low else None, part.first, empty, part.line, part.looks, last=part.last)

    def _atom(self) -> Part:
        char = self.text[self.at]
        if char == "(":
            return self._group()
        if char == "[":
            return self._set()
        self.at += 1
        if char == "\\":
            return self._escape()
        if char == ".":
            return Part(None, None, None, False, True)
        if char == "^":
            return LOOK
        if char == "$":
            return LOOK._replace(line=False, ends=True)
        if char in "*+?{":
            raise _GiveUp
        return literal(char)

    def _group(self) -> Part:
        self.at += 1
        if not self._peek("?"):
            return self._closed(self.alternatives())
        self.at += 1
        for mark in ("=", "!", "<=", "<!"):
            if self._skip(mark):
                inner = self._closed(self.alternatives())
                # What lies before is always seen; what lies ahead only up to the line's own end.
                seen = mark[0] == "<" or inner.line or is_one_character(inner)
                return LOOK._replace(line=seen)
        if self._skip("P<") or self._skip("<"):
            self.at = self.text.index(">", self.at) + 1
            return self._closed(self.alternatives())
        if self._skip("P="):
            self.at = self.text.index(")", self.at) + 1
            return ANYTHING
        if self._skip("m:^)") or self._skip("m:$)"):
            return LOOK
        if self._skip(":") or self._skip(">"):
            return self._closed(self.alternatives())
        flags = self.at
        while self.text[self.at] in "im":
            self.at += 1
        if self.at == flags or not self._skip(":"):
            raise _GiveUp
        inner = self._closed(self.alternatives())
        return Part(None, None, None, inner.empty, inner.line and "m" not in self.text[flags : self.at])

    def _closed(self, part: Part) -> Part:
        if not self._skip(")"):
            raise _GiveUp
        return part

    def _escape(self) -> Part:
        char = self.text[self.at]
        self.at += 1
        if char in _PLAIN_ESCAPES:
            return literal(char)
        if char == "d":
            return Part(None, frozenset({DIGIT}), frozenset({DIGIT}), False, True, last=frozenset({DIGIT}))
        if char in "wS":
            return Part(None, None, None, False, True)
        if char in "DWs":
            return Part(None, None, None, False, False)
        if char in "bB":
            return LOOK
        if char in "AGZ":
            return LOOK._replace(line=False)
        if char in "123456789":
            return ANYTHING
        if char == "n":
            return literal("\n")
        if char in "pP":
            negated = char == "P" or self._peek("{^")
            self.at = self.text.index("}", self.at) + 1
            return Part(None, None, None, False, not negated)
        if char in _CODES:
            return literal(self._code(char))
        if char == "t":
            return literal("\t")
        raise _GiveUp

    def _code(self, kind: str) -> str:
        """The character of ``\\x``, ``\\u`` or ``\\U``."""
        end = self.at + _CODES[kind]
        char = chr(int(self.text[self.at : end], 16))
        self.at = end
        return char

    def _set(self) -> Part:
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

    def _members(self) -> Part:
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
                if kind == "d":
                    members = [*members, DIGIT] if members is not None else None
                    continue
                if kind in "wS":
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
                    few = range(ord(char), min(ord(last), ord(char) + _LONGEST_RANGE) + 1)
                    members = [*members, *map(chr, few)] if len(few) <= _LONGEST_RANGE else None
                continue
            holds_line_end = holds_line_end or char == "\n"
            if members is not None:
                members.append(char)
        self.at += 1
        no_line_end = holds_line_end if negated else not holds_line_end
        if negated or members is None:
            return Part(None, None, None, False, no_line_end)
        chars = frozenset(members)
        spelt = len(chars) <= MOST_SPELLINGS and DIGIT not in chars
        return Part(chars if spelt else None, None, chars, False, no_line_end, last=chars)
