"""All diagnostics of a document, in one list ordered by place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plancli.layout.regions import Regions, section_nodes
from plancli.model import Diagnostic, Document
from plancli.normalise.damage import is_misread
from plancli.patterns import Patterns
from plancli.review.agency_checks import check_agencies
from plancli.review.outline_checks import check_outline
from plancli.review.plausible import check_plausible
from plancli.review.reading_checks import check_reading
from plancli.review.registry import diagnostic
from plancli.review.text_checks import check_text
from plancli.text import Flow, Locator, SourceText


def review(
    document: Document,
    regions: Regions,
    flow: Flow,
    locate: Locator,
    findings: Sequence[Diagnostic],
    patterns: Patterns,
    source: SourceText,
) -> list[Diagnostic]:
    """Reading, header, outline, references (``findings``), dates and text; those without a place come first."""
    doubtful = [
        *regions.outline.doubtful,
        *(node for part in regions.annexes for node in part.outline.doubtful),
    ]
    found = [
        *check_reading(document, source, patterns),
        *_check_header(document, patterns),
        *check_outline(regions.outline.roots, doubtful, locate, patterns),
        *(item for part in regions.annexes for item in check_outline(part.outline.roots, [], locate, patterns)),
        *findings,
        *check_agencies(document, patterns),
        *_check_dates(document, patterns),
        *check_plausible(document, is_misread(flow.views, patterns), patterns),
        *check_text(flow, locate, patterns),
    ]
    if not section_nodes(regions):
        found.append(diagnostic(patterns, "no-outline"))
    return sorted(found, key=lambda item: item.span or (-1, -1))


def _check_header(document: Document, patterns: Patterns) -> Iterator[Diagnostic]:
    header = document.header
    lost = header.number is None and header.date is None and (header.issuer is None or header.issuer.inferred)
    if lost:
        yield diagnostic(patterns, "header-lost")
    if header.number is None or header.number.serial is None:
        place = (header.number.span, header.number.page) if header.number and header.number.span else None
        yield diagnostic(patterns, "number-missing", place, "header")
    if header.date is None or len(header.date.value or "") < len("2023-01-01"):
        place = (header.date.span, header.date.page) if header.date and header.date.span else None
        yield diagnostic(patterns, "date-missing", place, "header")
    if header.issuer is not None and header.issuer.inferred:
        place = (header.issuer.span, header.issuer.page) if header.issuer.span else None
        yield diagnostic(patterns, "issuer-inferred", place, "header", name=header.issuer.name)
    yield from _check_type(document, patterns)
    if not document.signatures:
        yield diagnostic(patterns, "signature-missing")


def _check_type(document: Document, patterns: Patterns) -> Iterator[Diagnostic]:
    header = document.header
    if header.type is None or header.type.inferred or header.number is None or header.number.type_code is None:
        return
    code = header.type.code
    kinds = [entry for entry in patterns["doc_types"].entries if entry["code"] == code]
    own = {symbol.casefold() for entry in kinds for symbol in (code, *entry.get("symbols", ()))} | {code.casefold()}
    if header.number.type_code.casefold() not in own and header.number.span:
        place = (header.number.span, header.number.page)
        yield diagnostic(patterns, "type-mismatch", place, "header", name=header.type.name, number=header.number.text)


def _check_dates(document: Document, patterns: Patterns) -> Iterator[Diagnostic]:
    for item in document.dates:
        if item.kind == "impossible" and item.span:
            yield diagnostic(patterns, "date-impossible", (item.span, item.page), item.section, text=item.text)
