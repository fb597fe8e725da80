"""Two kinds of text, two kinds of offset, one bridge.

``SourceText`` is what a reader produced; spans in the output are offsets into it. ``NormText`` is text that came
from it by recorded edits: every stretch of it knows the stretch of source that it stands for, so a value found in
clean text is traced to the characters it came from without ever comparing two strings.

Keywords are matched on a *view* of the text (``Views``): a length-preserving rewriting (case, tone placement, dashes,
diacritics), so that an offset in the view is an offset in the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from msgspec import Struct

from plancli.folding import Views as Views
from plancli.folding import fold_view as fold_view
from plancli.folding import lower_view as lower_view

T = TypeVar("T")


class NormSpan(NamedTuple):
    """Half-open offsets into a ``NormText``."""

    start: int
    end: int


class SourceSpan(NamedTuple):
    """Half-open offsets into the ``SourceText``."""

    start: int
    end: int


class Edit(NamedTuple):
    """Replace ``[start, end)`` of a text by ``replacement``; ``start < end`` or an insertion."""

    start: int
    end: int
    replacement: str


class Cell(NamedTuple):
    """A table cell: where it stands in the source text, and its (table, row, column), counted from 0."""

    start: int
    end: int
    place: tuple[int, int, int]


class Label(NamedTuple):
    """A stretch of source text with what a reader knows of it.

    ``kind`` is ``bold``, ``furniture`` (running heads, page numbers, stamps: kept and labelled, never part of the
    document's own text), ``footnote`` and ``footnote-mark`` (the n-th mark, an empty stretch of the body, belongs to
    the n-th footnote), ``full`` (a printed line that ended only because it was full; ``goes-on`` where the
    next line's place shows it as well), ``synthetic`` (numbers and bullets that the file does not hold as characters
    but prints), ``textbox``, ``doubtful`` (OCR was not sure), or ``font:NAME`` for a font with an encoding of its own.
    """

    start: int
    end: int
    kind: str


class Box(NamedTuple):
    """Where a stretch of source text (a line or a word) stands on its page: points from the page's top left."""

    start: int
    end: int
    page: int
    x0: float
    top: float
    x1: float
    bottom: float


class SourceText(Struct, frozen=True):
    """What a reader made of a file. ``page_starts`` holds each page's first offset, empty without pages.

    ``cells``, ``labels`` and ``boxes`` are ordered by place; readers of formats that know tables, dress and pages
    fill them, plain text leaves them empty.
    """

    text: str
    media_type: str = "text/plain"
    reader: str = "text"
    encoding: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    page_starts: tuple[int, ...] = ()
    cells: tuple[Cell, ...] = ()
    labels: tuple[Label, ...] = ()
    boxes: tuple[Box, ...] = ()

    def page(self, offset: int) -> int | None:
        """The 1-based page that holds the offset, ``None`` where the source has no pages."""
        return bisect_right(self.page_starts, offset) if self.page_starts else None


class _Segment(NamedTuple):
    """A stretch of normalised text and the stretch of source that it stands for.

    In a verbatim segment both have one length and run in step; otherwise the whole stands for the whole.
    """

    start: int
    end: int
    source_start: int
    source_end: int
    verbatim: bool


class NormText(Struct, frozen=True, dict=True):
    """Text made from the source by recorded edits."""

    text: str
    segments: tuple[_Segment, ...]

    def __repr__(self) -> str:
        return f"NormText({self.text!r})"

    @classmethod
    def of(cls, text: str) -> NormText:
        """The unedited text."""
        return cls(text, (_Segment(0, len(text), 0, len(text), True),))

    @cached_property
    def _starts(self) -> list[int]:
        return [segment.start for segment in self.segments]

    @cached_property
    def views(self) -> Views:
        """The views of this text for keyword matching."""
        return Views(self.text)

    def _segment(self, offset: int) -> _Segment:
        return self.segments[bisect_right(self._starts, offset) - 1]

    def source_span(self, span: NormSpan | tuple[int, int]) -> SourceSpan:
        """The source characters that the span came from; raises ``ValueError`` when out of range or empty."""
        start, end = span
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"span {start}:{end} is outside a text of {len(self.text)} characters")
        first = self._segment(start)
        if first.verbatim and end <= first.end:
            shift = first.source_start - first.start
            return SourceSpan(start + shift, end + shift)
        last = self._segment(end - 1)
        source_start = first.source_start + (start - first.start if first.verbatim else 0)
        source_end = last.source_start + (end - last.start) if last.verbatim else last.source_end
        return SourceSpan(source_start, source_end)

    def edit(self, edits: Iterable[Edit]) -> NormText:
        """A new text with the edits (ordered, disjoint, in this text's offsets) applied and recorded."""
        out: list[str] = []
        segments: list[_Segment] = []
        length = done = 0
        text = self.text

        def copy(start: int, end: int) -> None:
            nonlocal length
            index = bisect_right(self._starts, start) - 1
            while start < end:
                segment = self.segments[index]
                stop = min(end, segment.end)
                if segment.verbatim:
                    source = segment.source_start + start - segment.start
                    piece = _Segment(length, length + stop - start, source, source + stop - start, True)
                else:
                    piece = _Segment(length, length + stop - start, segment.source_start, segment.source_end, False)
                if segments and _continues(segments[-1], piece):
                    piece = segments.pop()._replace(end=piece.end, source_end=piece.source_end)
                segments.append(piece)
                out.append(text[start:stop])
                length += stop - start
                start = stop
                index += 1

        for start, end, replacement in edits:
            if start < done:
                raise ValueError(f"edit {start}:{end} overlaps the one before")
            if text[start:end] == replacement:
                continue
            copy(done, start)
            if replacement:
                source_start, source_end = self._source_range(start, end)
                segments.append(_Segment(length, length + len(replacement), source_start, source_end, False))
                out.append(replacement)
                length += len(replacement)
            done = end
        if not out and done == 0:
            return self
        copy(done, len(text))
        if not segments:
            segments.append(_Segment(0, 0, 0, 0, True))
        return NormText("".join(out), tuple(segments))

    def _source_range(self, start: int, end: int) -> SourceSpan:
        if start < end:
            return self.source_span((start, end))
        if not start:
            return SourceSpan(0, 0)
        segment = self._segment(start - 1)
        if not segment.verbatim and start < segment.end:
            return SourceSpan(segment.source_start, segment.source_end)
        before = self.source_span((start - 1, start)).end
        return SourceSpan(before, before)


def _continues(left: _Segment, right: _Segment) -> bool:
    return left.verbatim and right.verbatim and left.source_end == right.source_start


def occurrences(text: str, literal: str) -> Iterator[int]:
    """Where the literal stands in the text, left to right."""
    at = text.find(literal)
    while at >= 0:
        yield at
        at = text.find(literal, at + len(literal))


def squeeze(text: str) -> str:
    """White space runs to one blank, ends stripped."""
    return " ".join(text.split())


class Line(Struct, frozen=True):
    """One line of clean text, with what layout tells of it.

    ``start`` and ``end`` are offsets of ``text`` in the clean ``NormText`` (outer blanks left out). ``cell`` is
    ``(table, row, column)`` for a line in a cell of a table, ``note`` the footnote (from 0) that it belongs to;
    ``full``: a reader saw that it ended only because it was full; ``scanned``: OCR read it.
    """

    text: str
    start: int
    end: int
    indent: int = 0
    page: int | None = None
    gap: int = 0
    heading: int = 0
    bold: bool = False
    cell: tuple[int, int, int] | None = None
    furniture: bool = False
    note: int | None = None
    full: bool = False
    scanned: bool = False

    @property
    def span(self) -> NormSpan:
        """Where the line stands in the clean text."""
        return NormSpan(self.start, self.end)


class Paragraph(Struct, frozen=True):
    """A paragraph of the flow text: the layout's lines joined, and the section (or zone) that holds it.

    ``cell`` is ``(table, row, column)`` for the text of a table's cell.
    """

    start: int
    end: int
    section: str
    role: str = "text"
    cell: tuple[int, int, int] | None = None


class Flow(Struct, frozen=True, dict=True):
    """The document as running text: one paragraph a line, white space single, broken words made whole.

    All extraction from the body works on ``norm.text`` and its views; ``section_at`` tells where an offset stands.
    """

    norm: NormText
    paragraphs: Sequence[Paragraph]

    @property
    def text(self) -> str:
        """The running text."""
        return self.norm.text

    @property
    def views(self) -> Views:
        """The views of the running text."""
        return self.norm.views

    @cached_property
    def _starts(self) -> list[int]:
        return [paragraph.start for paragraph in self.paragraphs]

    def paragraph_at(self, offset: int) -> Paragraph:
        """The paragraph that holds the offset."""
        return self.paragraphs[max(bisect_right(self._starts, offset) - 1, 0)]

    def section_at(self, offset: int) -> str:
        """The section path (or zone) that holds the offset."""
        return self.paragraph_at(offset).section


class Locator:
    """The bridge from a normalised text to the output: its spans as source spans with their pages."""

    def __init__(self, source: SourceText, norm: NormText) -> None:
        self._source = source
        self._norm = norm

    def __call__(self, span: NormSpan | tuple[int, int]) -> tuple[SourceSpan, int | None]:
        """The source span and the page on which it begins."""
        found = self._norm.source_span(span)
        return found, self._source.page(found.start)
