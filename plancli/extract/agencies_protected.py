"""What in a stretch of text belongs to a name whatever words it holds.

The rules are in ``patterns/agencies.toml``; brackets and quotations are left alone as well."""

from __future__ import annotations

from collections.abc import Sequence

from plancli.expressions import compiled
from plancli.extract.stretches import StretchRule
from plancli.text import Views

# No name or list of names is read further than this.
REACH = 700
_ENCLOSED = compiled(r"\([^()\n]*\)|\"[^\"\n]*\"")


class Protected:
    """What of a stretch belongs to names, brackets and quotations: looked for when it is first asked for."""

    __slots__ = ("_known", "_limit", "_rules", "_spans", "_start", "_views")

    def __init__(
        self, rules: Sequence[StretchRule], views: Views, start: int, limit: int, *known: tuple[int, int]
    ) -> None:
        self._rules, self._views, self._start, self._limit = rules, views, start, limit
        self._known = known
        self._spans: list[tuple[int, int]] | None = None

    def holds(self, offset: int) -> bool:
        """Whether the offset lies inside one of them."""
        for start, end in self._known:
            if start <= offset < end:
                return True
        if self._spans is None:
            self._spans = self._find()
        return any(start <= offset < end for start, end in self._spans)

    def _find(self) -> list[tuple[int, int]]:
        views, start, limit = self._views, self._start, self._limit
        stretch = ((start, limit),)
        found = [match.span() for rule in self._rules for match in rule.finditer(views, stretch)]
        found += [match.span() for match in _ENCLOSED.finditer(views.lower, start, limit)]
        return found
