"""Rules that are run on many short stretches of a text: what they need is asked first, with little work for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from plancli.patterns import CompiledRule
from plancli.required import DIGIT, kept_needs
from plancli.text import Views


class StretchRule:
    """A rule with the words of which each match holds one (none: not known, or any digit). Its guard is not asked."""

    __slots__ = ("rule", "words")

    def __init__(self, rule: CompiledRule) -> None:
        self.rule = rule
        words = kept_needs(rule.expanded).words or ()
        self.words = () if DIGIT in words else words

    def finditer(self, views: Views, stretches: Iterable[tuple[int, int]]) -> Iterator[regex.Match[str]]:
        """The matches in each of the stretches."""
        text: str = getattr(views, self.rule.view)
        words = self.words
        for start, end in stretches:
            if words:
                for word in words:
                    if text.find(word, start, end) >= 0:
                        break
                else:
                    continue
            yield from self.rule.pattern.finditer(text, start, end)
