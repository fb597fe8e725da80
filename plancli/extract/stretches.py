"""Rules that are run on many short stretches of a text: what they need is asked first, with little work for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from plancli.patterns import CompiledRule
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
