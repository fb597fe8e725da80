"""Two kinds of text, two kinds of offset, one bridge.

``SourceText`` is what a reader produced; spans in the output are offsets into it. ``NormText`` is text that came
from it by recorded edits: every stretch of it knows the stretch of source that it stands for, so a value found in
clean text is traced to the characters it came from without ever comparing two strings.

Keywords are matched on a *view* of the text (``Views``): a length-preserving rewriting (case, tone placement, dashes,
diacritics), so that an offset in the view is an offset in the text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple, TypeVar, overload

from msgspec import Struct

from plancli.alphabet import respelt, spelling
from plancli.expressions import compiled

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


# --- views -------------------------------------------------------------------------------------------------

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"
_QUOTES = {"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "ʼ": "'"}


class _FoldTable(dict[int, str]):
    """Folds one character to one character, computed at first sight."""

    def __init__(self, keep_marks: bool) -> None:
        super().__init__()
        self._keep_marks = keep_marks

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _DASHES:
            folded = "-"
        elif char in _QUOTES:
            folded = _QUOTES[char]
        elif char != "\n" and char.isspace():
            folded = " " if char != "\f" else char
        else:
            folded = char.lower()
            if not self._keep_marks:
                folded = unicodedata.normalize("NFD", folded)[:1].replace("đ", "d").replace("ð", "d")
            if len(folded) != 1:
                folded = char
        self[code] = folded
        return folded


_LOWER = _FoldTable(keep_marks=True)
_FOLD = _FoldTable(keep_marks=False)
# The same for texts in the usual characters.
_USUAL_LOWER = spelling(lambda char: _LOWER[ord(char)])
_USUAL_FOLD = spelling(lambda char: _FOLD[ord(char)])


def _tone_pairs() -> dict[str, str]:
    """Old tone placement to new for the open rimes oa, oe, uy: ``hòa`` and ``hoà`` are one word."""
    pairs = {}
    for first, second in ("oa", "oe", "uy"):
        for tone in _TONES:
            old = unicodedata.normalize("NFC", first + tone) + second
            new = first + unicodedata.normalize("NFC", second + tone)
            pairs[new] = old
    return pairs


_TONE_PAIRS = _tone_pairs()
# Only at the syllable's end: ``hoạch`` and ``quý`` have but one spelling. The letters named here are those that
# mostly follow; any other is told by ``_old_placement``.
_NEW_PLACEMENT = re.compile(r"(?:o[àáãảạèéẽẻẹ]|u[ỳýỹỷỵ])(?![a-zđ])")
_LETTER = compiled(r"\p{L}")
# What the lower view changes beside case: dashes, quotes and blanks.
_BLANKS = "\t\x0b\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SIGN = re.compile(f"[{_DASHES}{''.join(_QUOTES)}{_BLANKS}]")
# Letters whose small form depends on what follows, or is of another length.
_UNLIKE = re.compile("[\u03a3\u0130]")


def _old_placement(match: re.Match[str]) -> str:
    text, (start, end) = match.string, match.span()
    if text[start - 1 : start] == "q" or _LETTER.match(text, end):
        return match.group()
    return _TONE_PAIRS[match.group()]


def _plain_sign(match: re.Match[str]) -> str:
    return _LOWER[ord(match.group())]


def lower_view(text: str) -> str:
    """Lower case, one dash, one quote, one blank, tone marks placed as in ``hòa``; same length."""
    lower = respelt(text, _USUAL_LOWER)
    if lower is None:
        lower = text.translate(_LOWER) if _UNLIKE.search(text) else _SIGN.sub(_plain_sign, text.lower())
    return lower if lower.isascii() else _NEW_PLACEMENT.sub(_old_placement, lower)


def fold_view(text: str) -> str:
    """Like ``lower_view`` but without diacritics: ``Đảng ủy`` → ``dang uy``; same length."""
    folded = respelt(text, _USUAL_FOLD)
    return text.translate(_FOLD) if folded is None else folded


_DIGIT = re.compile(r"\d")


def _line_starts(text: str) -> list[int]:
    """Where each line begins, and last where the text ends."""
    starts = [0, *accumulate([len(line) + 1 for line in text.split("\n")])]
    starts[-1] = len(text)
    return starts


def _lines_with(text: str, word: str, starts: Sequence[int]) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    at = text.find(word)
    while at >= 0:
        behind = bisect_right(starts, at)
        end = starts[behind]
        lines.append((starts[behind - 1], end))
        at = text.find(word, end)
    return lines


def _lines_with_digits(text: str, starts: Sequence[int]) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    found = _DIGIT.search(text)
    while found is not None:
        behind = bisect_right(starts, found.start())
        end = starts[behind]
        lines.append((starts[behind - 1], end))
        found = _DIGIT.search(text, end)
    return lines


class _View:
    """A view that is made when it is first asked for; from then on it is an attribute like any other."""

    def __init__(self, make: Callable[[str], str]) -> None:
        self._make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, views: None, owner: type[Views]) -> _View: ...
    @overload
    def __get__(self, views: Views, owner: type[Views]) -> str: ...
    def __get__(self, views: Views | None, owner: type[Views]) -> str | _View:
        if views is None:
            return self
        made = self._make(views.text)
        setattr(views, self._name, made)
        return made


class Views:
    """The three views on which patterns match, each made when it is first asked for; offsets are shared by all."""

    _lines: dict[tuple[str, str], list[tuple[int, int]]] | None = None
    # All views have their line ends at the same places.
    _starts: Sequence[int] = ()
    _memo: dict[object, Any] | None = None
    _held: dict[str, bool] | None = None
    lower = _View(lower_view)
    fold = _View(fold_view)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Views) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Views({self.text!r})"

    def memo(self, key: object, build: Callable[[], T]) -> T:
        """What is worked out from this text, kept under a key as long as the text is."""
        if self._memo is None:
            self._memo = {}
        if key not in self._memo:
            self._memo[key] = build()
        value: T = self._memo[key]
        return value

    def holds(self, literal: str) -> bool:
        """Is the literal anywhere in the ``fold`` view? Kept: it is asked again for each stretch of a long text."""
        if self._held is None:
            self._held = {}
        held = self._held.get(literal)
        if held is None:
            held = self._held[literal] = literal in self.fold
        return held

    def lines_with(self, view: str, word: str) -> Sequence[tuple[int, int]]:
        """The lines of a view that hold the word (``\\d``: a digit), line ends included; kept once they are found."""
        if self._lines is None:
            self._lines = {}
            self._starts = _line_starts(self.text)
        lines = self._lines.get((view, word))
        if lines is None:
            if word == "\\d":
                # Figures are the same in all views.
                lines = self._lines.get(("text", word)) or _lines_with_digits(self.text, self._starts)
                self._lines["text", word] = lines
            else:
                lines = _lines_with(getattr(self, view), word, self._starts)
            self._lines[view, word] = lines
        return lines

    def get(self, view: str) -> str:
        """The view by its name: ``text``, ``lower`` or ``fold``."""
        value: str = getattr(self, view)
        return value


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
