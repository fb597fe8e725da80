"""Tables in running text: taken out of the outline, kept whole for the output and for task tables.

A table of one column, or one whose cells each hold a paragraph or two of running text in a single row, is a
converter's box round text and no table.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from plancli.layout.compose import Composition
from plancli.layout.draft import Draft
from plancli.layout.lines import is_rule
from plancli.outline.tree import Node
from plancli.text import Line, NormSpan


class TableDraft(Struct):
    """A table's lines by row and column; ``section`` and the node that holds it are set when the outline is known."""

    rows: list[dict[int, list[Line]]] = field(default_factory=list)
    section: str = "preamble"
    node: Node | None = None
    _drafts: list[Draft] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where the table begins in the clean text."""
        return min(line.start for row in self.rows for cell in row.values() for line in cell)

    @property
    def columns(self) -> int:
        """The number of columns of the widest row."""
        return max(max(row) + 1 for row in self.rows)

    def set_zone(self, zone: str, node: Node | None) -> None:
        """Put the table into a section."""
        self.section, self.node = zone, node
        for draft in self.drafts():
            draft.zone = zone

    def drafts(self) -> list[Draft]:
        """One paragraph a cell; the same objects at each call."""
        if not self._drafts:
            self._drafts = [
                Draft(cell, self.section, role="cell") for row in self.rows for _, cell in sorted(row.items()) if cell
            ]
        return self._drafts

    def cells(self, composition: Composition) -> list[list[NormSpan | None]]:
        """The cells by row and column as spans of the flow, ``None`` for an empty cell."""
        by_cell = {id(draft.lines): composition.span(draft) for draft in self.drafts()}
        columns = range(self.columns)
        return [[by_cell.get(id(row.get(column))) for column in columns] for row in self.rows]

    def lines(self, composition: Composition) -> list[list[tuple[str, NormSpan]]]:
        """The cells by row and column, each with its span of the flow and its text, line ends as ``\\n``."""
        texts: dict[int, tuple[str, NormSpan]] = {}
        for draft in self.drafts():
            span = composition.span(draft)
            text = list(composition.flow.text[span.start : span.end])
            for offset in composition.breaks[id(draft)]:
                text[offset - span.start] = "\n"
            texts[id(draft.lines)] = "".join(text), span
        nothing = ("", NormSpan(0, 0))
        columns = range(self.columns)
        return [[texts.get(id(row.get(column)), nothing) for column in columns] for row in self.rows]


def take_tables(lines: Sequence[Line]) -> tuple[list[Line], list[TableDraft]]:
    """Divide a region's lines into running ones and real tables."""
    groups: dict[int, list[Line]] = {}
    for line in lines:
        if line.cell is not None:
            groups.setdefault(line.cell[0], []).append(line)
    real = {table for table, members in groups.items() if _is_table(members)}
    running = [line for line in lines if line.cell is None or line.cell[0] not in real]
    drafts = (_draft(groups[table]) for table in sorted(real))
    return running, [draft for draft in drafts if draft.rows]


def _is_table(lines: Sequence[Line]) -> bool:
    rows = {line.cell[1] for line in lines if line.cell}
    columns = {line.cell[2] for line in lines if line.cell}
    return len(columns) > 1 and len(rows) > 1


def _draft(lines: Sequence[Line]) -> TableDraft:
    table = TableDraft()
    rows: dict[int, dict[int, list[Line]]] = {}
    for line in lines:
        if line.furniture or is_rule(line.text) or line.cell is None:
            continue
        rows.setdefault(line.cell[1], {}).setdefault(line.cell[2], []).append(line)
    table.rows = [rows[row] for row in sorted(rows)]
    return table
