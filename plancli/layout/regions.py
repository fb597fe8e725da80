"""The parts of a document: title, preamble, sections, closing, end block, annexes; each line in just one of them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from plancli.extract.annexes import Annex, annex_in_body, split_annexes
from plancli.extract.endblock import End, find_end, read_end
from plancli.extract.endblock_pieces import Cuts
from plancli.extract.letterhead import Head, read_head
from plancli.extract.tasks_table import TableView
from plancli.layout.compose import Composition
from plancli.layout.draft import Draft
from plancli.layout.joining import Joiner
from plancli.layout.lines import is_rule
from plancli.layout.tables import TableDraft, take_tables
from plancli.outline.build import Outline, build_outline
from plancli.outline.tree import Node
from plancli.patterns import Patterns
from plancli.text import Line, Locator, NormSpan, Views


class AnnexPart(Struct):
    """An annex with its outline and tables."""

    annex: Annex
    label: str
    first: Line
    outline: Outline
    tables: list[TableDraft]


class Regions(Struct):
    """A document in its parts. ``drafts`` holds all paragraphs for the flow, in order."""

    head: Head
    end: End
    outline: Outline
    tables: list[TableDraft]
    annexes: list[AnnexPart] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)


def find_regions(
    all_lines: Sequence[Line], locate: Locator, patterns: Patterns, marks: Sequence[int] = ()
) -> tuple[Regions, Joiner]:
    """Divide the lines. ``locate`` belongs to the clean text, ``marks`` are the source offsets of footnote marks."""
    lines = [line for line in all_lines if line.note is None]
    head = read_head(lines, locate, patterns)
    cuts: Cuts = {}
    start, stop = find_end(lines, patterns, cuts)
    start, stop = max(start, head.end), max(stop, head.end)
    titles = _narrowed(_text(lines[head.title_lines[0] : head.title_lines[1]]), head.title_spans)
    if head.body_from is not None and head.end < start:
        rest = NormSpan(head.body_from, lines[head.end].end)
        lines[head.end : head.end + 1] = _narrowed(lines[head.end : head.end + 1], [rest])
    body = lines[head.end : start]
    cut = annex_in_body(body, patterns)
    body, inner = (body[:cut], body[cut:])
    joiner = Joiner([line for line in body if line.cell is None], patterns)
    running, tables = take_tables(body)
    outline = build_outline(running, joiner, patterns, is_opening=lambda text: _has_role(text, "basis", patterns))
    _set_closing(outline, patterns)
    _place_tables(tables, outline.drafts, "preamble")
    end = read_end(lines[start:stop], locate, patterns, cuts)
    regions = Regions(head=head, end=end, outline=outline, tables=tables)
    regions.drafts += _title_drafts(titles, head)
    regions.drafts += _merge(outline.drafts, tables)
    taken: dict[str, int] = {}
    _add_annexes(regions, inner, joiner, patterns, taken)
    regions.drafts += _end_drafts(lines[start:stop], end)
    _add_annexes(regions, lines[stop:], joiner, patterns, taken)
    regions.drafts += _note_drafts([line for line in all_lines if line.note is not None], regions.drafts, marks, locate)
    return regions, joiner


def _add_annexes(
    regions: Regions, lines: Sequence[Line], joiner: Joiner, patterns: Patterns, taken: dict[str, int]
) -> None:
    """The annexes among the lines; what belongs to none goes with the signature."""
    covered = 0
    for annex in split_annexes(lines, patterns):
        # A stray line above an annex is no part of it.
        regions.drafts += [Draft([line], "signature", role="end") for line in _text(lines[covered : annex.start])]
        part = _read_annex(annex, lines, joiner, patterns, taken)
        regions.annexes.append(part)
        regions.drafts += part.outline.drafts
        covered = annex.stop
    regions.drafts += [Draft([line], "signature", role="end") for line in _text(lines[covered:])]


def _text(lines: Sequence[Line]) -> list[Line]:
    """The lines that hold text of the document: no furniture, no drawn rules."""
    return [line for line in lines if not line.furniture and not is_rule(line.text)]


def _note_drafts(notes: Sequence[Line], drafts: Sequence[Draft], marks: Sequence[int], locate: Locator) -> list[Draft]:
    """Footnotes as paragraphs of the sections that hold their marks."""
    zones: dict[int, str] = {}
    for number, mark in enumerate(marks):
        for draft in drafts:
            if any(start <= mark <= end for (start, end), _ in (locate(line.span) for line in draft.lines)):
                zones[number] = draft.zone
    return [Draft([line], zones.get(line.note or 0, "preamble"), role="note") for line in _text(notes)]


def _has_role(text: str, role: str, patterns: Patterns) -> bool:
    views = Views(text)
    return any(rule.get("role") == role and rule.search(views) for rule in patterns["layout"].rules)


def _narrowed(lines: Sequence[Line], spans: Sequence[NormSpan]) -> list[Line]:
    """The lines cut down to the spans that stand in them: what stands beside in another column is left out."""
    return [
        replace(line, start=start, end=end, text=line.text[start - line.start : end - line.start])
        for line in lines
        for start, end in spans
        if line.start <= start < end <= line.end
    ]


def _title_drafts(lines: Sequence[Line], head: Head) -> list[Draft]:
    """The name of the kind, then the subject as one paragraph; one paragraph where they share a line."""
    apart = 1 if head.subject_from != head.title_lines[0] else 0
    return [Draft(list(part), "header", role="title") for part in (lines[:apart], lines[apart:]) if part]


def _heads(outline: Outline, tail: int) -> bool:
    """Is the marked paragraph before the tail an article's that ends no sentence: a heading?"""
    lines = outline.drafts[tail - 1].lines if tail else []
    return bool(lines) and lines[0].text.lower().startswith("điều ") and lines[-1].text.rstrip()[-1:] not in ".;:,/"


# A heading above a section's own text is no longer.
_SHORT_HEADING = 80


def _heads_plainly(outline: Outline, tail: int) -> bool:
    """Is the marked paragraph before the tail a short one that ends nothing: a heading that waits for its text?"""
    draft = outline.drafts[tail - 1] if tail else None
    text = " ".join(line.text for line in draft.lines) if draft else ""
    numbered = draft is not None and draft.node is not None and draft.node.style not in ("dash", "plus", "bullet")
    return numbered and len(text) <= _SHORT_HEADING and text.rstrip()[-1:] not in ".;,/!" and ": " not in text


def _speaks_of_all(text: str, patterns: Patterns) -> bool:
    """Does the paragraph surely close the document ("Trên đây là …", "Trân trọng …", "Nghị quyết này …")?"""
    rules = (patterns["layout"].rule(name) for name in ("closing-above", "closing-thanks", "closing-self"))
    views = Views(text)
    return any(rule.search(views) for rule in rules)


def _set_closing(outline: Outline, patterns: Patterns) -> None:
    """Unmarked paragraphs at the very end that speak of the whole document leave the last section."""
    tail = len(outline.drafts)
    while tail and _unmarked(outline.drafts[tail - 1]):
        tail -= 1
    for index in range(tail, len(outline.drafts)):
        draft = outline.drafts[index]
        text = " ".join(line.text for line in draft.lines)
        own = patterns["layout"].rule("closing-self")
        if index == tail and _heads(outline, tail) and own.search(Views(text)):
            # "Điều 2. Hiệu lực thi hành" / "Nghị quyết này có hiệu lực …" is the article's own text.
            continue
        if index == tail and _heads_plainly(outline, tail) and not _speaks_of_all(text, patterns):
            # "2. Cấp cơ sở" / "Căn cứ kế hoạch này, các đơn vị …" is the section's own text.
            continue
        if (outline.roots or index) and _has_role(text, "closing", patterns):
            for later in outline.drafts[index:]:
                later.zone, later.node = "closing", None
            return


def _unmarked(draft: Draft) -> bool:
    return draft.content == 0


def _end_drafts(lines: Sequence[Line], end: End) -> list[Draft]:
    return [
        Draft([line], zone, role="end")
        for line, zone in zip(lines, end.zones, strict=True)
        if not line.furniture and not is_rule(line.text)
    ]


def _read_annex(
    annex: Annex, lines: Sequence[Line], joiner: Joiner, patterns: Patterns, taken: dict[str, int]
) -> AnnexPart:
    taken[annex.label] = taken.get(annex.label, 0) + 1
    label = annex.label if taken[annex.label] == 1 else f"{annex.label}~{taken[annex.label]}"
    own = lines[annex.start : annex.stop]
    heads = lines[annex.start : annex.body_start]
    body = lines[annex.body_start : annex.stop]
    end_start, _ = find_end(body, patterns)
    running, tables = take_tables(body[:end_start])
    outline = build_outline(running, joiner, patterns, prefix=label, before=label)
    _place_tables(tables, outline.drafts, label)
    above = [Draft([line], label, role="title") for line in heads if not line.furniture and not is_rule(line.text)]
    ending = [
        Draft([line], label, role="end") for line in body[end_start:] if not line.furniture and not is_rule(line.text)
    ]
    outline.drafts = [*above, *_merge(outline.drafts, tables), *ending]
    return AnnexPart(annex, label, own[0], outline, tables)


def _place_tables(tables: Sequence[TableDraft], drafts: Sequence[Draft], before: str) -> None:
    """A table belongs to the section whose paragraph stands before it."""
    for table in tables:
        zone, node = before, None
        for draft in drafts:
            if draft.lines[0].start > table.start:
                break
            zone, node = draft.zone, draft.node
        table.set_zone(zone, node)


def _merge(drafts: Sequence[Draft], tables: Sequence[TableDraft]) -> list[Draft]:
    """Running paragraphs and table cells in document order."""
    cells = [draft for table in tables for draft in table.drafts()]
    return sorted([*drafts, *cells], key=lambda draft: draft.lines[0].start)


def section_nodes(regions: Regions) -> list[Node]:
    """All root nodes, those of annexes after those of the document."""
    return [*regions.outline.roots, *(node for part in regions.annexes for node in part.outline.roots)]


def nodes_with_tables(regions: Regions) -> set[int]:
    """The identities of the nodes in which a table stands."""
    tables = [*regions.tables, *(table for part in regions.annexes for table in part.tables)]
    return {id(table.node) for table in tables if table.node is not None}


def table_views(regions: Regions, composition: Composition) -> list[TableView]:
    """All tables, in document order, as the task finder reads them."""
    tables = [*regions.tables, *(table for part in regions.annexes for table in part.tables)]
    return [TableView(table.section, table.lines(composition)) for table in tables]
