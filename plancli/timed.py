"""Expressions that somebody else wrote: each search has a time after which it is given up.

The built-in expressions are shown to be linear by tests; those of ``--patterns`` may be anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import regex

from plancli.errors import SlowPatternError
from plancli.limits import limit

T = TypeVar("T")


class TimedPattern:
    """A compiled expression whose searches end after ``PLANCLI_PATTERN_SECONDS``, with ``SlowPatternError``."""

    __slots__ = ("_pattern", "_rule", "_seconds")

    def __init__(self, pattern: regex.Pattern[str], rule: str) -> None:
        self._pattern = pattern
        self._rule = rule
        self._seconds = limit("PLANCLI_PATTERN_SECONDS")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pattern, name)

    def search(self, *arguments: Any, **options: Any) -> regex.Match[str] | None:
        """As ``regex`` has it."""
        return self._bounded(lambda: self._pattern.search(*arguments, **self._timed(options)))

    def match(self, *arguments: Any, **options: Any) -> regex.Match[str] | None:
        """As ``regex`` has it."""
        return self._bounded(lambda: self._pattern.match(*arguments, **self._timed(options)))

    def fullmatch(self, *arguments: Any, **options: Any) -> regex.Match[str] | None:
        """As ``regex`` has it."""
        return self._bounded(lambda: self._pattern.fullmatch(*arguments, **self._timed(options)))

    def finditer(self, *arguments: Any, **options: Any) -> Iterator[regex.Match[str]]:
        """As ``regex`` has it; all are found at once, so that only the search itself is timed."""
        found = self._bounded(lambda: list(self._pattern.finditer(*arguments, **self._timed(options))))
        return iter(found)

    def _timed(self, options: dict[str, Any]) -> dict[str, Any]:
        return {**options, "timeout": self._seconds}

    def _bounded(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except TimeoutError:
            raise SlowPatternError(self._rule, self._seconds) from None
