"""Clean text to lines, with what layout tells of each: indent, gap, page, cell, dress, furniture."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import regex

from plancli.expressions import compiled
from plancli.layout.furniture import mark_furniture
from plancli.normalise import Clean
from plancli.patterns import Patterns
from plancli.text import Label, Line, SourceText

_RULE = compiled(r"[-_–—=*~.·•\s|+]*(?:o0o|oOo|0O0|ooo)?[-_–—=*~.·•\s|+]*", regex.IGNORECASE)

# Bold text in markdown, over line ends too but over no blank line.
_BOLD = compiled(r"\*\*(?=[^\s*])(?:[^*\n]|\n(?!\s*\n)){1,1500}?(?<=[^\s*])\*\*")


def is_rule(text: str) -> bool:
    """Is the line a drawn rule or a star between parts (``-----``, ``*``, ``-----o0o-----``), no text?"""
    if text[:1].isalnum() and text[0] not in "oO0":
        return False
    return _RULE.fullmatch(text) is not None


def split_lines(source: SourceText, clean: Clean, patterns: Patterns | None = None) -> list[Line]:
    """All lines with text, in order; blank lines are counted in the next line's ``gap``."""
    norm = clean.norm
    labels = _Labels(source.labels)
    notes = _Notes(source.labels)
    stretches = _BoldStretches(source.text)
    full = {label.end for label in source.labels if label.kind in ("full", "goes-on")}
    scanned = _scanned_pages(source)
    lines: list[Line] = []
    start = gap = 0
    for raw in norm.text.split("\n"):
        text = raw.strip()
        if not text:
            gap += 1
            start += len(raw) + 1
            continue
        lead = len(raw) - len(raw.lstrip())
        first = start + lead
        span = norm.source_span((first, first + len(text)))
        heading, bold = _dress(source.text, span.start, span.end)
        bold = bold or stretches.covers(span.start, span.end)
        kinds = labels.kinds(span.start, span.end)
        lines.append(
            Line(
                text=text,
                start=first,
                end=first + len(text),
                indent=len(raw[:lead].expandtabs(8)),
                page=source.page(span.start),
                gap=gap,
                heading=heading,
                bold=bold or "bold" in kinds,
                furniture="furniture" in kinds,
                note=notes.index(span.start) if "footnote" in kinds else None,
                cell=clean.cells.at(span.start),
                full=span.end in full,
                scanned=source.page(span.start) in scanned,
            )
        )
        gap = 0
        start += len(raw) + 1
    return mark_furniture(lines, patterns or Patterns.builtin())


def _scanned_pages(source: SourceText) -> frozenset[int | None]:
    """The pages that OCR read, as the reader records them."""
    pages = dict(source.options).get("ocr_pages", "")
    return frozenset(int(page) for page in pages.split(",") if page)


class _Labels:
    """Which labels cover a stretch of source whole."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self._by_kind: dict[str, tuple[list[int], list[int]]] = {}
        for label in labels:
            starts, ends = self._by_kind.setdefault(label.kind, ([], []))
            starts.append(label.start)
            ends.append(label.end)

    def kinds(self, start: int, end: int) -> set[str]:
        """The kinds of label that cover ``[start, end)``."""
        found = set()
        for kind, (starts, ends) in self._by_kind.items():
            index = bisect_right(starts, start) - 1
            if index >= 0 and ends[index] >= end:
                found.add(kind)
        return found


class _Notes:
    """The footnotes by place."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self._starts = sorted(label.start for label in labels if label.kind == "footnote")

    def index(self, offset: int) -> int:
        """Which footnote, counted from 0, holds the offset."""
        return bisect_right(self._starts, offset) - 1


class _BoldStretches:
    """The stretches that markdown sets in bold over more than one line of a paragraph."""

    def __init__(self, text: str) -> None:
        found = [match.span() for match in _BOLD.finditer(text)] if "**" in text else []
        spans = [(start, end) for start, end in found if "\n" in text[start:end]]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def covers(self, start: int, end: int) -> bool:
        """Does the stretch stand in one of them whole?"""
        at = bisect_right(self._starts, start) - 1
        return at >= 0 and self._ends[at] >= end


def _dress(source: str, start: int, end: int) -> tuple[int, bool]:
    """Heading level and boldness that markdown gave the line."""
    before = source[source.rfind("\n", 0, start) + 1 : start]
    if not before:
        return 0, False
    stripped = before.strip()
    level = len(stripped) - len(stripped.lstrip("#")) if stripped.startswith("#") else 0
    inside = source[start:end]
    after = source[end : end + 4]
    bold = stripped.endswith("**") and (after.startswith("**") or "**" in inside[-6:]) and "**" not in inside[:-6]
    return level, bold
