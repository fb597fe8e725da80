"""Cited documents: one entry a document with all its mentions (contract, ``references``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from plancli.extract.aliases import add_aliases
from plancli.extract.citations import Citation, find_citations
from plancli.extract.citations_findings import findings
from plancli.extract.citations_misread import mended
from plancli.extract.laws import law_key
from plancli.extract.named import find_named
from plancli.extract.numbers import Symbol, parse_symbol
from plancli.extract.overlap import overlaps, settle
from plancli.extract.resolve import Entry, Resolver, reference
from plancli.extract.roles import find_roles
from plancli.extract.validity import expired
from plancli.model import Diagnostic, Number, Reference
from plancli.patterns import Patterns
from plancli.review.registry import diagnostic
from plancli.text import Flow, Locator, NormSpan, squeeze

# The list of recipients and the signing block cite nothing.
_ZONES = ("recipients", "signature")


class References(Struct, frozen=True):
    """``items`` in order of first mention; ``mentions`` and ``spans`` (each citation's full extent: kind, number, date,
    issuer) in text order, as spans of the flow; ``findings`` as diagnostics; ``citations`` in text order."""

    items: Sequence[Reference]
    mentions: Sequence[NormSpan]
    spans: Sequence[NormSpan]
    findings: Sequence[Diagnostic]
    citations: Sequence[Citation] = ()


def find_references(
    flow: Flow, locate: Locator, patterns: Patterns, own: Number | None, issued: str | None = None
) -> References:
    """All documents that the running text cites; ``own`` is the document's own number from its letterhead, ``issued``
    its date (ISO 8601)."""
    entries = cited(flow, patterns, own)
    add_aliases(entries, flow, patterns, own.type_code if own else None)
    names = Counter(_plain_name(entry) for entry in entries)
    kept = sorted((citation for entry in entries for citation in entry.citations), key=lambda item: item.mention)
    roles = find_roles(entries, flow, patterns, own.type_code if own else None)
    return References(
        items=tuple(
            reference(entry, role, flow, locate, patterns, names[_plain_name(entry)] < 2)
            for entry, role in zip(entries, roles, strict=True)
        ),
        mentions=tuple(citation.mention for citation in kept),
        spans=tuple(citation.extent for citation in kept),
        findings=(*_own_codes(own, issued, patterns), *findings(entries, flow, locate, patterns)),
        citations=tuple(kept),
    )


def _own_codes(own: Number | None, issued: str | None, patterns: Patterns) -> Iterator[Diagnostic]:
    """Codes of the document's own number that are not known, or whose body had ended."""
    symbol = parse_symbol(own.text, patterns) if own else None
    if own is None or symbol is None or own.span is None:
        return
    place = (own.span, own.page)
    for value in symbol.unknown:
        yield diagnostic(patterns, "code-unknown", place, "header", value=value, number=own.text)
    old = expired(symbol, issued, patterns)
    if old is not None:
        yield diagnostic(patterns, "code-expired", place, "header", value=old, number=own.text)


def cited(flow: Flow, patterns: Patterns, own: Number | None) -> list[Entry]:
    """The cited documents as entries of citations, in order of first mention."""
    mine = parse_symbol(own.text, patterns) if own else None
    copies = patterns["letterhead"].settings["copies"]
    numbered = [
        item
        for item in find_citations(flow, patterns)
        if not _letterhead(item, flow, mine) and not _copy_number(item, flow, copies)
    ]
    numbered = mended(numbered, flow, patterns)
    taken = sorted(settle([citation.mention for citation in numbered if citation.symbol], lambda span: span))
    own_law = _own_law(flow)
    named = [
        citation
        for citation in find_named(flow, patterns)
        if not _covered(citation, taken) and citation.name_key != own_law
    ]
    return Resolver(patterns, own).resolve(sorted([*numbered, *named], key=lambda citation: citation.mention))


def _own_law(flow: Flow) -> str | None:
    """The key of the law that the document itself is, from its title ("LUẬT / TIẾP CÔNG DÂN")."""
    title = squeeze(" ".join(flow.text[p.start : p.end] for p in flow.paragraphs if p.section == "header"))
    for kind, code in (("bộ luật ", "BL"), ("luật ", "L"), ("pháp lệnh ", "PL")):
        if law_key(title).startswith(kind):
            return f"{code}|{law_key(title).removeprefix(kind)}"
    return None


def _letterhead(citation: Citation, flow: Flow, own: Symbol | None) -> bool:
    """Is it no citation: in the recipients, or the document's own number line that ran into the title?"""
    zone = flow.section_at(citation.mention.start)
    if zone in _ZONES:
        return True
    bare = flow.views.fold.startswith("so", citation.mention.start) or citation.mention == citation.number
    symbol = citation.symbol
    return zone == "header" and bare and own is not None and symbol is not None and symbol.key == own.key


def _copy_number(citation: Citation, flow: Flow, copies: Collection[str]) -> bool:
    """Is it the number line of a sheet that certifies a copy ("Số: 88/SY-STC")?"""
    symbol = citation.symbol
    if symbol is None or symbol.type_code not in copies:
        return False
    return flow.views.fold.startswith("so", citation.mention.start) or citation.mention == citation.number


def _covered(citation: Citation, taken: list[NormSpan]) -> bool:
    """A name inside a numbered citation ("Luật Dược số 105/2016/QH13") is no citation of its own."""
    return overlaps(NormSpan(citation.mention.start, citation.mention.start + 1), taken)


def _plain_name(entry: Entry) -> str | None:
    return entry.first(citation.name for citation in entry.citations)
