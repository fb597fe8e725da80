"""What the end of a text shows: that it ends a sentence, or that more must follow."""

from __future__ import annotations

from plancli.patterns import Patterns
from plancli.text import Views

# So much of the end is looked at.
_END = 40
# Answers that are kept.
_MOST_ENDS = 10_000


class Endings:
    """The rules of ``patterns/layout.toml`` of finished and unfinished lines; answers are kept."""

    def __init__(self, patterns: Patterns) -> None:
        rules = patterns["layout"].rules
        self._unfinished = [rule for rule in rules if rule.get("role") == "unfinished"]
        self._finished = next(rule for rule in rules if rule.get("role") == "finished")
        self._ends: dict[str, bool] = {}
        self._open_ends: dict[str, bool] = {}

    def finished(self, text: str) -> bool:
        """Does the text end a sentence, an item or an introduction?"""
        end = text[-_END:]
        if end not in self._ends:
            if len(self._ends) > _MOST_ENDS:
                self._ends.clear()
            self._ends[end] = self._finished.search(Views(end)) is not None
        return self._ends[end]

    def unfinished(self, text: str) -> bool:
        """Does the text end in a word or mark after which something must follow?"""
        end = text[-_END:]
        if end not in self._open_ends:
            if len(self._open_ends) > _MOST_ENDS:
                self._open_ends.clear()
            views = Views(end)
            self._open_ends[end] = any(rule.search(views) for rule in self._unfinished)
        return self._open_ends[end]
