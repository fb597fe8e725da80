"""Rules that are run on many short stretches of a text, or on all its lines: what they need is asked first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import regex

from plancli.patterns import CompiledRule
from plancli.required import kept_needs
from plancli.required_sets import needed_words
from plancli.text import Views


class StretchRule:
    """A rule with sets of words of each of which every match holds one. Its guard is not asked."""

    __slots__ = ("needed", "rule")

    def __init__(self, rule: CompiledRule) -> None:
        self.rule = rule
        self.needed = needed_words(rule.expanded)

    def finditer(self, views: Views, stretches: Iterable[tuple[int, int]]) -> Iterator[regex.Match[str]]:
        """The matches in each of the stretches."""
        text: str = getattr(views, self.rule.view)
        needed = self.needed
        for start, end in stretches:
            for words in needed:
                for word in words:
                    if text.find(word, start, end) >= 0:
                        break
                else:
                    break
            else:
                yield from self.rule.pattern.finditer(text, start, end)


class LineRule:
    """A rule whose matches end with their line, run only in the lines that hold a word of each of its parts."""

    __slots__ = ("needed", "rule")

    def __init__(self, rule: CompiledRule) -> None:
        self.rule = rule
        needed = needed_words(rule.expanded) if kept_needs(rule.expanded).one_line else ()
        # Lines with a word of one set the rule finds by itself.
        self.needed = needed if len(needed) > 1 else ()

    def finditer(self, views: Views) -> Iterator[regex.Match[str]]:
        """All matches in the text, left to right."""
        rule = self.rule
        if not self.needed:
            return rule.finditer(views)
        if rule.guard and not any(map(views.holds, rule.guard)):
            return iter(())
        text: str = getattr(views, rule.view)
        lines = frozenset.intersection(*(_holding(views, rule.view, words) for words in self.needed))
        return chain.from_iterable(rule.pattern.finditer(text, *line) for line in sorted(lines))


def _holding(views: Views, view: str, words: tuple[str, ...]) -> frozenset[tuple[int, int]]:
    """The lines that hold one of the words; kept, for rules share their sets."""
    return views.memo(
        ("lines", view, words), lambda: frozenset(line for word in words for line in views.lines_with(view, word))
    )
