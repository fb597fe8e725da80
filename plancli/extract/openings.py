"""Rules that are tried at one place, behind a number say: which of them may match there at all, by the first word."""

from __future__ import annotations

from collections.abc import Sequence

from plancli.expressions import compiled
from plancli.patterns import CompiledRule
from plancli.text import Views

# Signs before the first word, and the word, or as much of it as tells; or the sign that stands in its place.
_OPENING = compiled(r"[^\S\n]*,?[^\S\n]*[\"(]?[^\S\n]*(?:[\p{L}\p{M}\d]{1,12}|(?s:.))?")
# Openings of which it is kept what they may be.
_MOST_OPENINGS = 2_000


class Openings:
    """Rules on the lower view by what they may begin with, filled as openings are met.

    A rule that matches here, or goes on beyond it, also matches the opening or runs into its end.
    """

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self._rules = tuple(rules)
        self._known: dict[str, frozenset[str]] = {}

    def at(self, views: Views, offset: int) -> frozenset[str]:
        """The names of the rules that may match at the offset."""
        found = _OPENING.match(views.lower, offset)
        opening = found.group() if found else ""
        names = self._known.get(opening)
        if names is None:
            if len(self._known) >= _MOST_OPENINGS:
                self._known.clear()
            names = frozenset(rule.name for rule in self._rules if rule.pattern.match(opening, partial=True))
            self._known[opening] = names
        return names
