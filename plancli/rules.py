"""Rules of pattern files, compiled at first use and run only where they can match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, cast

import regex

from plancli.errors import PatternError
from plancli.expressions import compiled
from plancli.required import DIGIT, Needs, needs
from plancli.rule_dialect import View
from plancli.text import Views, fold_view, lower_view
from plancli.timed import TimedPattern

_DIGIT = re.compile(r"\d")
# A text so short is searched whole rather than line by line.
_SHORT = 1000
# A match at one place is looked for in so many characters first: before it tries, an expression looks for a word that
# it needs through all that is left of the text, which makes many tries in a long text quadratic.
_NEAR = 4096
# Letters that the lower view writes by what follows them (a tone's place).
_PAIRED = frozenset("oOuU")
# First characters for which the rules that may begin there are kept.
_MOST_BEGINNINGS = 2000


# A rule's examples and counter-examples.
Proof = tuple[Sequence[str], Sequence[str]]


class Rule(NamedTuple):
    """One rule of a pattern file, checked (``plancli.pattern_files`` says what its fields mean).

    Its examples are brought from the file's ``proofs`` when they are asked for: parsing needs none.
    """

    name: str
    regex: str
    view: View
    guard: list[str]
    attested: str
    note: str | None
    data: dict[str, Any]
    proofs: Callable[[], Mapping[str, Proof]]

    @property
    def examples(self) -> Sequence[str]:
        """What it must match."""
        return self.proofs()[self.name][0]

    @property
    def counter_examples(self) -> Sequence[str]:
        """What it must not match."""
        return self.proofs()[self.name][1]


class CompiledRule:
    """A rule with its regular expression, compiled at first use, and run only where it can match (``Needs``)."""

    __slots__ = (
        "_first", "_last", "_least", "_one_line", "_pattern", "_rests", "_surest", "_timed",
        "_words", "expanded", "get", "guard", "name", "rule", "view",
    )  # fmt: skip

    def __init__(self, rule: Rule, expanded: str, known: Needs | None = None, timed: bool = False) -> None:
        self.rule = rule
        self._timed = timed
        self.expanded = expanded
        self.name = rule.name
        self.view = rule.view
        self.guard = rule.guard
        # A value of the rule's data.
        self.get: Callable[..., Any] = rule.data.get
        found = needs(expanded) if known is None else known
        self._words, self._first, self._one_line, self._least, self._last = found
        longest = sorted(self._words or (), key=lambda word: (-len(word), word))
        self._surest = tuple(longest[: len(longest) - self._least + 1] if self._least > 1 else longest)
        self._rests = self._words is not None or bool(self.guard)
        # In nearly all texts figures are those of ASCII.
        if self._first is not None and DIGIT in self._first:
            self._first |= frozenset("0123456789")
        if self._last is not None and DIGIT in self._last:
            self._last |= frozenset("0123456789")
        self._pattern: regex.Pattern[str] | None = None

    @property
    def words(self) -> tuple[str, ...] | None:
        """Words of the rule's view one of which stands in every match; ``None`` where none is known."""
        return self._words

    def surest_words(self) -> tuple[str, ...]:
        """So many of the words, the longest ones, that one of them stands in every match."""
        return self._surest

    @property
    def least_letters(self) -> int:
        """How many letters of its words a match holds at the least."""
        return sum(sorted(map(len, self._words or ()))[: self._least])

    @property
    def pattern(self) -> regex.Pattern[str]:
        """The compiled expression."""
        return self._pattern or self._compile()

    def _compile(self) -> regex.Pattern[str]:
        try:
            pattern = compiled(self.expanded, regex.VERSION1)
        except regex.error as error:
            raise PatternError(f"rule {self.rule.name!r}: {error}: {self.expanded}") from error
        self._pattern = cast("regex.Pattern[str]", TimedPattern(pattern, self.name)) if self._timed else pattern
        return self._pattern

    def may_begin(self, character: str) -> bool:
        """May a match begin with that character of the rule's view (``""``: the end of the text)?"""
        return self._first is None or character in self._first or self._is_other_digit(character, self._first)

    @staticmethod
    def _is_other_digit(character: str, known: frozenset[str]) -> bool:
        return not character.isascii() and DIGIT in known and character.isdecimal()

    def ruled_out(self, views: Views, start: int = 0, end: int | None = None) -> bool:
        """Is it certain, without running the expression, that ``[start, end)`` holds no match?"""
        if self._last is not None and self._ends_otherwise(getattr(views, self.view), start, end):
            return True
        return self._rests and self.is_absent(views, start, end)

    def is_absent(self, views: Views, start: int = 0, end: int | None = None) -> bool:
        """Is it certain, by the words alone, that no part of ``[start, end)`` holds a match, wherever it may end?"""
        if self._words is not None:
            text: str = getattr(views, self.view)
            if self._lacks_words(text, start, len(text) if end is None else end):
                return True
        if self.guard:
            return not any(map(views.holds, self.guard))
        return False

    def search(self, views: Views, start: int = 0, end: int | None = None) -> regex.Match[str] | None:
        """The first match in ``[start, end)`` of the view; offsets are those of the text."""
        if self.ruled_out(views, start, end):
            return None
        pattern = self._pattern or self._compile()
        return pattern.search(getattr(views, self.view), start, len(views.text) if end is None else end)

    def match(self, views: Views, start: int = 0, end: int | None = None) -> regex.Match[str] | None:
        """A match that begins at ``start``."""
        text: str = getattr(views, self.view)
        if self._first is not None:
            character = text[start : start + 1]
            if character not in self._first and not self._is_other_digit(character, self._first):
                return None
        pattern = self._pattern or self._compile()
        last, near = len(text) if end is None else end, start + _NEAR
        if last > near:
            found = pattern.match(text, start, near, partial=True)
            if found is None or not (found.partial or found.end() == near):
                return found
        return pattern.match(text, start, last)

    def fullmatch(self, views: Views, start: int = 0, end: int | None = None) -> regex.Match[str] | None:
        """A match of just ``[start, end)``."""
        text: str = getattr(views, self.view)
        if self._first is not None:
            character = text[start : start + 1]
            if character not in self._first and not self._is_other_digit(character, self._first):
                return None
        if self._last is not None and self._ends_otherwise(text, start, end):
            return None
        pattern = self._pattern or self._compile()
        return pattern.fullmatch(text, start, len(text) if end is None else end)

    def finditer(self, views: Views, start: int = 0, end: int | None = None) -> Iterator[regex.Match[str]]:
        """All matches in ``[start, end)``, left to right."""
        if self._words is not None and self._one_line and not start and end is None and len(views.text) > _SHORT:
            lines = self._lines(views)
            if not lines or (self.guard and not any(map(views.holds, self.guard))):
                return iter(())
            pattern = self._pattern or self._compile()
            text: str = getattr(views, self.view)
            return chain.from_iterable(pattern.finditer(text, first, stop) for first, stop in lines)
        if self.ruled_out(views, start, end):
            return iter(())
        pattern = self._pattern or self._compile()
        return pattern.finditer(getattr(views, self.view), start, len(views.text) if end is None else end)

    def scan(self, views: Views, start: int = 0, end: int | None = None) -> Iterator[regex.Match[str]]:
        """All matches in ``[start, end)``, whatever the guard says: for callers that have asked it."""
        pattern = self._pattern or self._compile()
        text: str = getattr(views, self.view)
        if self._words is not None:
            if self._one_line and not start and end is None and len(text) > _SHORT:
                lines = self._lines(views)
                return chain.from_iterable(pattern.finditer(text, first, stop) for first, stop in lines)
            if self._lacks_words(text, start, len(text) if end is None else end):
                return iter(())
        return pattern.finditer(text, start, len(text) if end is None else end)

    def _ends_otherwise(self, text: str, start: int, end: int | None) -> bool:
        """Does the stretch end with no character with which a match ends there (a last line end left aside)?"""
        stop = len(text) if end is None else min(end, len(text))
        if stop <= start:
            return True
        character, last = text[stop - 1], self._last or frozenset()
        return character != "\n" and character not in last and not self._is_other_digit(character, last)

    def _lacks_words(self, text: str, start: int, end: int) -> bool:
        """Is none of the words that every match holds in the stretch (or too few, where it must hold more)?"""
        words = self._words or ()
        if self._least > 1:
            return sum(text.find(word, start, end) >= 0 for word in words) < self._least
        if end - start >= len(text):
            # Asked of the whole text, which needs no bounds.
            for word in words:  # noqa: SIM110 - a generator takes longer than most of these searches
                if word in text if word != DIGIT else _DIGIT.search(text):
                    return False
            return True
        for word in words:
            if text.find(word, start, end) >= 0 if word != DIGIT else _DIGIT.search(text, start, end):
                return False
        return True

    def _lines(self, views: Views) -> Sequence[tuple[int, int]]:
        """The lines of the view that hold one of the words."""
        words = self._words or ()
        if len(words) == 1:
            return views.lines_with(self.view, words[0])
        found: Sequence[tuple[int, int]] = ()
        several: set[tuple[int, int]] | None = None
        for word in words:
            lines = views.lines_with(self.view, word)
            if not lines:
                continue
            if several is not None:
                several.update(lines)
            elif found:
                several = {*found, *lines}
            else:
                found = lines
        return found if several is None else sorted(several)


class Beginnings:
    """Rules that are tried at one place: which of them may match there at all, by the first character."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self._rules = tuple(rules)
        self._by_first: dict[tuple[str, str], tuple[CompiledRule, ...]] = {}
        self._by_printed: dict[str, tuple[CompiledRule, ...]] = {}
        # The other views are made only for rules that look at them.
        self._as_printed = all(rule.view == "text" for rule in rules)

    def at(self, views: Views, start: int = 0) -> tuple[CompiledRule, ...]:
        """The rules, in their order, that may match at ``start``."""
        printed = views.text[start : start + 1]
        if not start and printed not in _PAIRED:
            # No view of the whole text is needed to know its first character in it.
            known = self._by_printed.get(printed)
            if known is None:
                known = self._beginning(printed, lower_view(printed), fold_view(printed))
                if len(self._by_printed) < _MOST_BEGINNINGS:
                    self._by_printed[printed] = known
            return known
        lower = "" if self._as_printed else views.lower[start : start + 1]
        found = self._by_first.get((printed, lower))
        if found is None:
            fold = "" if self._as_printed else views.fold[start : start + 1]
            found = self._beginning(printed, lower, fold)
            if len(self._by_first) < _MOST_BEGINNINGS:
                self._by_first[printed, lower] = found
        return found

    def _beginning(self, printed: str, lower: str, fold: str) -> tuple[CompiledRule, ...]:
        first = {"text": printed, "lower": lower, "fold": fold}
        return tuple(rule for rule in self._rules if rule.may_begin(first[rule.view]))
