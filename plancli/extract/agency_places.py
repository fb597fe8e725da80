"""Where an agency's name stands inside an item that names it: a task, a line of recipients, a cited document."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from plancli.model import Span
from plancli.text import Flow, Locator, NormSpan, SourceSpan, lower_view

# A name that a heading gives stands in the opening paragraphs of the sections above; no heading is longer.
_HEADING = 300


class AgencyPlaces:
    """Looks names up in the running text near the item that has them. Each item is searched once for each of its names;
    nothing is searched twice as far as the item is long."""

    def __init__(self, flow: Flow, locate: Locator) -> None:
        self._flow = flow
        self._locate = locate

    @cached_property
    def _paragraphs(self) -> Sequence[tuple[SourceSpan, int, int]]:
        """Paragraphs by their source spans, in the order of the source."""
        paragraphs = [p for p in self._flow.paragraphs if p.start < p.end]
        return sorted((self._locate((p.start, p.end))[0], p.start, p.end) for p in paragraphs)

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [span.start for span, _, _ in self._paragraphs]

    @cached_property
    def _headings(self) -> dict[str, tuple[int, int]]:
        """The opening paragraph of each section."""
        found: dict[str, tuple[int, int]] = {}
        for paragraph in self._flow.paragraphs:
            found.setdefault(paragraph.section, (paragraph.start, min(paragraph.end, paragraph.start + _HEADING)))
        return found

    def find(self, name: str, span: Span | None, section: str | None = None) -> tuple[Span, int | None, str] | None:
        """Source span, page and section of the name within the source span, or else in the openings of ``section`` and
        the sections above it; ``None`` where it stands in other words."""
        stretches = self._within(span) if span else iter(())
        lower = lower_view(name)
        for start, end in (*stretches, *self._above(section)):
            at = self._index(lower, start, end)
            if at is not None:
                source, page = self._locate(NormSpan(at, at + len(name)))
                return (source.start, source.end), page, self._flow.section_at(at)
        return None

    def _within(self, span: Span) -> Iterator[tuple[int, int]]:
        first = max(bisect_right(self._starts, span[0]) - 1, 0)
        last = bisect_left(self._starts, span[1])
        return ((start, end) for _, start, end in self._paragraphs[first:last])

    def _above(self, section: str | None) -> Iterator[tuple[int, int]]:
        while section:
            if section in self._headings:
                yield self._headings[section]
            section = section.rpartition("/")[0]

    def _index(self, name: str, start: int, end: int) -> int | None:
        lower = self._flow.views.lower
        at = lower.find(name, start, end)
        while at >= 0:
            behind = at + len(name)
            if not (at and lower[at - 1].isalnum()) and not lower[behind : behind + 1].isalnum():
                return at
            at = lower.find(name, at + 1, end)
        return None
