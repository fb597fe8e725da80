"""Many lines as one text, to ask at once what else would be asked of each: which of them may hold a rule's match."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Protocol

from plancli.patterns import CompiledRule
from plancli.required import DIGIT
from plancli.text import Views, occurrences


class _Text(Protocol):
    @property
    def text(self) -> str: ...


class Together:
    """The texts of lines (or what else has a text), joined by line ends; ``starts`` are their offsets."""

    def __init__(self, lines: Sequence[_Text]) -> None:
        self.views = Views("\n".join([line.text for line in lines]))
        self.starts = [0, *accumulate([len(line.text) + 1 for line in lines])][: len(lines)]

    def index(self, offset: int) -> int:
        """The line that holds the offset."""
        return bisect_right(self.starts, offset) - 1

    def holding(self, rules: Iterable[CompiledRule]) -> set[int]:
        """The lines that may hold a match of one of the rules."""
        found: set[int] = set()
        for rule in rules:
            words = rule.surest_words()
            if not words or DIGIT in words:
                return set(range(len(self.starts)))
            view = self.views.get(rule.view)
            found.update(self.index(at) for word in words for at in occurrences(view, word))
        return found
