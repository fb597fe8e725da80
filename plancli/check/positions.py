"""Lines and columns of a text, and its lines as they are shown with words underlined."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from typing import NamedTuple

from plancli.model import Span
from plancli.views.harmless import harmless

_WIDTH = 100


class Place(NamedTuple):
    """Where a span stands: lines and columns from 1, columns in code points, the end column behind the last one."""

    line: int
    column: int
    end_line: int
    end_column: int


class Snippet(NamedTuple):
    """A line of the text as it is shown, and which of its columns on screen are underlined."""

    text: str
    start: int
    length: int


class Lines:
    """The lines of a source text, ended by line feeds as ``plancli text`` prints them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(index + 1 for index, char in enumerate(text) if char == "\n")]

    def place(self, span: Span) -> Place:
        """Line and column of both ends."""
        line, end_line = self._line(span[0]), self._line(max(span[1] - 1, span[0]))
        return Place(
            line + 1, span[0] - self._starts[line] + 1, end_line + 1, max(span[1] - self._starts[end_line], 0) + 1
        )

    def snippet(self, span: Span) -> Snippet:
        """The line in which the span begins, cut to what a screen holds round it, made harmless."""
        line = self._line(span[0])
        start = self._starts[line]
        stop = self._text.find("\n", start)
        stop = len(self._text) if stop < 0 else stop
        end = max(min(span[1], stop), span[0])
        left, right = self._window(start, stop, span[0], end)
        before = ("…" if left > start else "") + harmless(self._text[left : span[0]])
        if left == start:
            before = before.lstrip()
        marked = harmless(self._text[span[0] : min(end, right)])
        after = harmless(self._text[min(end, right) : right]) + ("…" if right < stop else "")
        return Snippet(f"{before}{marked}{after}".rstrip(), _width(before), max(_width(marked.rstrip()), 1))

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _window(self, start: int, stop: int, first: int, last: int) -> tuple[int, int]:
        if stop - start <= _WIDTH:
            return start, stop
        room = max(_WIDTH - (last - first), 0)
        left = max(first - room // 2, start)
        right = min(left + _WIDTH, stop)
        left = max(min(left, right - _WIDTH), start)
        # No word is cut where one begins near by.
        blank = self._text.find(" ", left, first) if left > start else -1
        if 0 <= blank - left < 16:
            left = blank + 1
        blank = self._text.rfind(" ", last, right) if right < stop else -1
        return left, blank if blank > 0 and right - blank < 16 else right


def _width(text: str) -> int:
    """Columns on a screen: marks that combine take none, wide letters two."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def characters(snippet: Snippet) -> tuple[int, int]:
    """Which characters of the snippet's text the underlined columns are."""
    edges = [0]
    for char in snippet.text:
        edges.append(edges[-1] + _width(char))
    first = next((index for index, edge in enumerate(edges) if edge >= snippet.start), len(snippet.text))
    last = next((index for index, edge in enumerate(edges) if edge >= snippet.start + snippet.length), len(edges) - 1)
    # Marks belong to the letter before them.
    while last < len(snippet.text) and unicodedata.combining(snippet.text[last]):
        last += 1
    return first, last
