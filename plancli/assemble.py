"""From spans of the flow to the objects of the contract."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET

from plancli.layout.compose import Composition
from plancli.layout.regions import AnnexPart
from plancli.layout.tables import TableDraft
from plancli.model import Appendix, Reader, Section, Source, Table, TextItem
from plancli.normalise.damage import is_misread
from plancli.outline.tree import Node
from plancli.outline.usual_headings import usual_heading
from plancli.patterns import Patterns
from plancli.readers import RawFile
from plancli.text import Flow, Locator, NormSpan, SourceText


def assemble_source(source: SourceText, raw: RawFile) -> Source:
    """What was read, and how."""
    return Source(
        path=raw.path,
        media_type=source.media_type,
        sha256=raw.sha256,
        bytes=len(raw.data),
        pages=len(source.page_starts) or None,
        reader=Reader(name=source.reader, encoding=source.encoding, options=dict(source.options)),
    )


def assemble_zone(zone: str, flow: Flow, locate: Locator) -> TextItem | None:
    """A zone's paragraphs as one item, their texts joined by line ends; ``None`` when it has none."""
    spans = [
        NormSpan(paragraph.start, paragraph.end)
        for paragraph in flow.paragraphs
        if paragraph.section == zone and paragraph.role == "text"
    ]
    if not spans:
        return None
    (start, _), page = locate(spans[0])
    (_, end), _ = locate(spans[-1])
    return TextItem(text=_joined(spans, flow), span=(start, end), page=page)


def _joined(spans: Sequence[NormSpan], flow: Flow) -> str:
    return "\n".join(flow.text[span.start : span.end] for span in spans)


def assemble_sections(nodes: Sequence[Node], flow: Flow, locate: Locator, patterns: Patterns) -> list[Section]:
    """The section tree of the contract."""
    return [_section(node, flow, locate, patterns) for node in nodes]


def _section(node: Node, flow: Flow, locate: Locator, patterns: Patterns) -> Section:
    span, page = locate(node.span)
    heading = flow.text[node.heading.start : node.heading.end] if node.heading else None
    repaired = {"label": node.printed} if node.printed is not None else {}
    if heading and is_misread(flow.views, patterns) and (usual := usual_heading(heading, patterns)):
        heading, repaired = usual, {**repaired, "heading": heading}
    return Section(
        path=node.path,
        marker=node.marker,
        label=node.label,
        style=node.style,
        heading=heading,
        text=_joined(node.texts, flow),
        children=[_section(child, flow, locate, patterns) for child in node.children],
        repaired=repaired or UNSET,
        span=span,
        page=page,
    )


def assemble_tables(tables: Sequence[TableDraft], composition: Composition, locate: Locator) -> list[Table]:
    """Tables with their cells' texts; the first row is the header unless a cell of it is empty."""
    out = []
    for table in tables:
        cells = table.cells(composition)
        rows = [[_cell(span, composition.flow) for span in row] for row in cells]
        spans = [span for row in cells for span in row if span is not None]
        (start, _), page = locate(spans[0])
        (_, end), _ = locate(spans[-1])
        header = rows[0] if len(rows) > 1 and all(rows[0]) else []
        out.append(
            Table(
                header=header,
                rows=rows[1:] if header else rows,
                section=table.section,
                span=(start, end),
                page=page,
            )
        )
    return out


def _cell(span: NormSpan | None, flow: Flow) -> str:
    return flow.text[span.start : span.end] if span else ""


def assemble_appendices(
    parts: Sequence[AnnexPart], composition: Composition, locate: Locator, patterns: Patterns
) -> list[Appendix]:
    """Annexes: label, title, running text that stands in no section, sections, tables."""
    out = []
    flow = composition.flow
    for part in parts:
        spans = [NormSpan(p.start, p.end) for p in flow.paragraphs if p.section.split("/")[0] == part.label]
        if not spans:
            continue
        (start, _), page = locate(spans[0])
        (_, end), _ = locate(spans[-1])
        own = [NormSpan(p.start, p.end) for p in flow.paragraphs if p.section == part.label and p.role == "text"]
        out.append(
            Appendix(
                label=part.annex.label,
                title=part.annex.title,
                text=_joined(own, flow),
                sections=assemble_sections(part.outline.roots, flow, locate, patterns),
                tables=assemble_tables(part.tables, composition, locate),
                span=(start, end),
                page=page,
            )
        )
    return out
