"""What the checks look at: a document with its source text, where its parts begin, and by which rules it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from plancli.model import Diagnostic, Document, Found, Section, Span
from plancli.normalise.characters import clean_characters
from plancli.patterns import CompiledRule, PatternFile, Patterns
from plancli.review.registry import diagnostic
from plancli.text import NormText, Views

Style = Literal["state", "party", "law", "other"]

_STATE_SECTORS = ("state", "judiciary", "military", "police", "school", "health", "enterprise")
_HEAD = 1500


@dataclass(frozen=True)
class Context:
    """A document to check. ``text`` is its source text; ``pages`` tells on which page an offset of it stands."""

    document: Document
    text: str
    patterns: Patterns
    page_starts: tuple[int, ...] = ()

    @cached_property
    def file(self) -> PatternFile:
        """The wordings, ``patterns/checks.toml``."""
        return self.patterns["checks"]

    def rule(self, name: str) -> CompiledRule:
        """A rule of the wordings."""
        return self.file.rule(name)

    @cached_property
    def norm(self) -> NormText:
        """The text with its characters cleaned (composed, look-alikes mapped), and the way back."""
        return clean_characters(NormText.of(self.text))

    @property
    def views(self) -> Views:
        """The views of the cleaned text."""
        return self.norm.views

    def source(self, start: int, end: int) -> Span:
        """A stretch of the cleaned text as a span of the source."""
        found = self.norm.source_span((start, end))
        return found.start, found.end

    def printed(self, item: Found | None) -> str:
        """The characters of the source from which an item was read, empty where it has no place."""
        return self.text[item.span[0] : item.span[1]] if item is not None and item.span else ""

    def page(self, offset: int) -> int | None:
        """The page that holds the offset of the source."""
        from bisect import bisect_right

        return bisect_right(self.page_starts, offset) if self.page_starts else None

    def finding(self, code: str, span: Span | None = None, section: str | None = None, **values: object) -> Diagnostic:
        """A finding of a registered code; ``values`` fill its message."""
        place = (span, self.page(span[0])) if span else None
        return diagnostic(self.patterns, code, place, section, **values)

    # --- where the parts are -----------------------------------------------------------------------------------

    @cached_property
    def body_start(self) -> int:
        """Where the letterhead has ended: at the preamble or the first section, in the source."""
        starts = [item.span[0] for item in (self.document.preamble, *self.document.sections) if item and item.span]
        return min(starts, default=len(self.text))

    @cached_property
    def body_end(self) -> int:
        """Where the text of the document itself ends: at signature, recipients or appendices, in the source."""
        document = self.document
        parts: list[Found] = [*document.signatures, *document.recipients, *document.appendices]
        starts = [item.span[0] for item in parts if item.span and item.span[0] >= self.body_start]
        return min(starts, default=len(self.text))

    @cached_property
    def content_end(self) -> int:
        """Behind the last paragraph of the body, in the source."""
        document = self.document
        parts: list[Found] = [item for item in (document.preamble, document.closing, *document.sections) if item]
        return max((item.span[1] for item in parts if item.span), default=self.body_end)

    @cached_property
    def head(self) -> Views:
        """The letterhead as text, and no less than a first screen."""
        return clean_characters(NormText.of(self.text[: max(self.body_start, _HEAD)])).views

    @cached_property
    def has_letterhead(self) -> bool:
        """Whether the letterhead was found: without one nothing can be said to miss in it."""
        header = self.document.header
        printed = header.issuer is not None and not header.issuer.inferred
        return printed and (header.number is not None or header.date is not None)

    @cached_property
    def has_end(self) -> bool:
        """Whether the document has its end; an excerpt has none."""
        return bool(self.document.signatures) and self.document.signatures[0].span is not None

    @cached_property
    def is_scan(self) -> bool:
        """Whether the text came from pictures: points and strokes are then no evidence."""
        return "ocr" in self.document.source.reader.options

    @cached_property
    def whole_dates(self) -> list[tuple[int, str]]:
        """The days that the document names in full, each with its year printed, by where they begin."""
        return sorted(
            (item.span[0], item.start)
            for item in self.document.dates
            if item.span and item.start and item.start == item.end and len(item.start) == 10 and not item.inferred
        )

    @cached_property
    def markers(self) -> dict[Span, str | None]:
        """The markers of the sections by their spans."""
        return {section.span: section.marker for section in self.sections() if section.span}

    def sections(self) -> Iterator[Section]:
        """All sections, those of the appendices behind the body's."""
        stack = [part for appendix in reversed(self.document.appendices) for part in reversed(appendix.sections)]
        stack += reversed(self.document.sections)
        while stack:
            section = stack.pop()
            yield section
            stack.extend(reversed(section.children))

    # --- by which rules it is written ----------------------------------------------------------------------------

    @cached_property
    def style(self) -> Style:
        """Whose rules of form hold: a state body's, the Party's, those of legal documents, or others.

        The heading decides, then the issuer. Mass organisations have rules of their own, and count as others.
        """
        header = self.document.header
        kind = header.type.code if header.type else None
        if kind in self.file.settings["legal_kinds"] or (header.number is not None and header.number.year):
            return "law"
        sector = header.issuer.sector if header.issuer else None
        if sector == "mass":
            return "other"
        if self.rule("party-name").search(self.head) and not self.rule("national-name").search(self.head):
            return "party" if sector in ("party", None) else "other"
        if sector == "party":
            return "party"
        if sector in _STATE_SECTORS or self.rule("national-name").search(self.head):
            return "state"
        return "other"
