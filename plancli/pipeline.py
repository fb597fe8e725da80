"""The whole architecture on one screen: bytes become source text, source text becomes a document."""

from __future__ import annotations

from msgspec.structs import replace

from plancli.assemble import assemble_appendices, assemble_sections, assemble_source, assemble_tables, assemble_zone
from plancli.boxes import add_boxes
from plancli.collector import left_alone
from plancli.extract.abbreviations import find_abbreviations
from plancli.extract.adopted import with_adoption
from plancli.extract.agencies import is_agency
from plancli.extract.agency_places import AgencyPlaces
from plancli.extract.dates import find_dates
from plancli.extract.deadlines import find_deadlines
from plancli.extract.deadlines_columns import column_deadlines
from plancli.extract.directory import directory
from plancli.extract.header_misread import audited
from plancli.extract.issuer import infer_issuer
from plancli.extract.references import find_references
from plancli.extract.tasks import find_tasks
from plancli.layout.compose import compose
from plancli.layout.lines import split_lines
from plancli.layout.regions import find_regions, nodes_with_tables, section_nodes, table_views
from plancli.layout.unwrap import unwrap
from plancli.model import Document
from plancli.normalise import clean
from plancli.outline.headings import place_nodes
from plancli.patterns import Patterns
from plancli.readers import RawFile
from plancli.review.checks import review
from plancli.text import Locator, SourceText


def parse(source: SourceText, raw: RawFile, patterns: Patterns) -> Document:
    """Parse what a reader made of a file. Any text yields a document; nothing here reads clock, locale or network."""
    with left_alone():
        return _parse(source, raw, patterns)


def _parse(source: SourceText, raw: RawFile, patterns: Patterns) -> Document:
    cleaned = unwrap(source, clean(source), patterns)
    lines = split_lines(source, cleaned, patterns)
    marks = [label.start for label in source.labels if label.kind == "footnote-mark"]
    regions, joiner = find_regions(lines, Locator(source, cleaned.norm), patterns, marks)

    composition = compose(cleaned.norm, regions.drafts, joiner)
    flow = composition.flow
    locate = Locator(source, flow.norm)
    nodes = section_nodes(regions)
    place_nodes(
        nodes,
        regions.drafts,
        composition,
        patterns,
        lambda text: is_agency(text, patterns),
        nodes_with_tables(regions),
    )

    preamble = assemble_zone("preamble", flow, locate)
    end = regions.end
    header = infer_issuer(
        regions.head.header, end.signatures, end.recipients, preamble.text if preamble else "", flow, patterns, locate
    )
    header = with_adoption(header, flow, locate, patterns)
    header = audited(header, flow, source, patterns)
    issued = header.date.value if header.date else None

    references = find_references(flow, locate, patterns, header.number, issued)
    abbreviations = find_abbreviations(flow, locate, patterns, references.citations)
    dates = find_dates(flow, locate, patterns, issued)
    deadlines = find_deadlines(flow, dates, locate, patterns, issued, references.spans)
    tables = table_views(regions, composition)
    deadlines = column_deadlines(tables, deadlines, dates, flow, locate, patterns, issued)
    issuer = header.issuer.name if header.issuer else None
    tasks = find_tasks(nodes, flow, deadlines, tables, locate, patterns, issuer)

    document = Document(
        source=assemble_source(source, raw),
        header=header,
        preamble=preamble,
        sections=assemble_sections(regions.outline.roots, flow, locate, patterns),
        closing=assemble_zone("closing", flow, locate),
        signatures=list(end.signatures),
        recipients=list(end.recipients),
        addressees=list(regions.head.addressees),
        filing=end.filing,
        appendices=assemble_appendices(regions.annexes, composition, locate, patterns),
        tables=assemble_tables(regions.tables, composition, locate),
        references=list(references.items),
        abbreviations=[item for _, item in abbreviations],
        dates=[item for _, item in dates],
        deadlines=[item for _, item in deadlines],
        tasks=tasks,
        agencies=directory(
            header,
            tasks,
            end.recipients,
            regions.head.addressees,
            references.items,
            patterns,
            AgencyPlaces(flow, locate),
        ),
        diagnostics=[],
    )
    findings = review(document, regions, flow, locate, references.findings, patterns, source)
    return add_boxes(replace(document, diagnostics=findings), source)
