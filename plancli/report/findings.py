"""What the page of a document lists: one entry a finding, and the places in the text that it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from plancli.model import Document, Found, Section, Span

KINDS = ("header", "task", "deadline", "reference", "date", "abbreviation", "agency", "party", "diagnostic")
"""Kinds of highlights, in the order in which the page offers them."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the source text that belongs to an entry; ``id`` is the anchor at its beginning."""

    id: str
    entry: str
    kind: str
    span: Span
    title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding as the page lists it. ``item`` is the contract's object, ``key`` names what kind of entry it is."""

    id: str
    key: str
    item: Any
    places: Sequence[Place] = ()


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """A section of the tree, flat: its depth from 0, and the anchor of its beginning (``None`` without a span)."""

    depth: int
    anchor: str | None
    marker: str
    text: str


@dataclass
class Findings:
    """All that the page lists."""

    header: list[Entry] = field(default_factory=list)
    tasks: list[Entry] = field(default_factory=list)
    deadlines: list[Entry] = field(default_factory=list)
    references: list[Entry] = field(default_factory=list)
    dates: list[Entry] = field(default_factory=list)
    abbreviations: list[Entry] = field(default_factory=list)
    signatures: list[Entry] = field(default_factory=list)
    recipients: list[Entry] = field(default_factory=list)
    addressees: list[Entry] = field(default_factory=list)
    filing: list[Entry] = field(default_factory=list)
    diagnostics: list[Entry] = field(default_factory=list)
    agencies: list[Entry] = field(default_factory=list)
    outline: list[OutlineRow] = field(default_factory=list)
    anchors: list[tuple[str, int]] = field(default_factory=list)

    def places(self) -> Iterator[Place]:
        """Every place of every entry."""
        groups = (
            self.header, self.tasks, self.deadlines, self.references, self.dates, self.abbreviations, self.signatures,
            self.recipients, self.addressees, self.filing, self.agencies, self.diagnostics,
        )  # fmt: skip
        for group in groups:
            for entry in group:
                yield from entry.places


def findings(document: Document) -> Findings:
    """The document's findings with their places, and its outline with the anchors of its sections."""
    out = Findings()
    for name in document.header.__struct_fields__:
        item = getattr(document.header, name)
        if item is not None:
            text = getattr(item, "text", None) or getattr(item, "name", None)
            out.header.append(_entry(f"h-{name}", name, "header", item, text or ""))
    out.tasks = _entries("k", "task", document.tasks, "text")
    out.deadlines = _entries("d", "deadline", document.deadlines, "text")
    out.dates = _entries("t", "date", document.dates, "text")
    out.abbreviations = _entries("a", "abbreviation", document.abbreviations, "short")
    out.signatures = _entries("s", "party", document.signatures, "name")
    out.recipients = _entries("n", "party", document.recipients, "name")
    out.addressees = _entries("g", "party", document.addressees, "name")
    out.filing = _entries("f", "party", [document.filing] if document.filing else [], "text")
    out.diagnostics = _entries("x", "diagnostic", document.diagnostics, "message")
    for index, agency in enumerate(document.agencies):
        name = f"c{index}"
        places = [
            Place(f"at-{name}-{place}", name, "agency", mention.span, agency.name)
            for place, mention in enumerate(agency.mentions)
            if mention.span
        ]
        out.agencies.append(Entry(name, "agency", agency, places))
    for index, reference in enumerate(document.references):
        name, title = f"r{index}", reference.number or reference.name or ""
        places = [
            Place(f"at-{name}-{place}", name, "reference", mention.span, title)
            for place, mention in enumerate(reference.mentions)
            if mention.span
        ]
        out.references.append(Entry(name, "reference", reference, places))
    _outline(document, out)
    return out


def _entries(prefix: str, kind: str, items: Sequence[Found], title: str) -> list[Entry]:
    return [
        _entry(f"{prefix}{index}", kind, kind, item, getattr(item, title) or "") for index, item in enumerate(items)
    ]


def _entry(name: str, key: str, kind: str, item: Found, title: str) -> Entry:
    places = [Place(f"at-{name}-0", name, kind, item.span, title)] if item.span else []
    return Entry(name, key, item, places)


def _outline(document: Document, out: Findings) -> None:
    """The sections in document order, the appendices' behind the body's; an anchor where each begins."""

    def row(depth: int, marker: str, text: str, span: Span | None) -> None:
        anchor = f"sec-{len(out.outline)}" if span else None
        out.outline.append(OutlineRow(depth, anchor, marker, text))
        if anchor and span:
            out.anchors.append((anchor, span[0]))

    def walk(sections: Sequence[Section], depth: int) -> None:
        stack = [(depth, section) for section in reversed(sections)]
        while stack:
            level, section = stack.pop()
            row(level, section.marker or "·", section.heading or section.text, section.span)
            stack.extend((level + 1, child) for child in reversed(section.children))

    walk(document.sections, 0)
    for appendix in document.appendices:
        row(0, appendix.label, appendix.title or "", appendix.span)
        walk(appendix.sections, 1)
