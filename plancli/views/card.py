"""One document at a glance: its header as a card, its outline, tasks, deadlines, references and diagnostics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from plancli.views.columns import DEADLINES, REFS, TASKS, Column, Row, View
from plancli.views.harmless import harmless
from plancli.views.labels import Language, value_word, word
from plancli.views.rows import rows
from plancli.writers.outline import outline_rows

if TYPE_CHECKING:
    from rich.console import RenderableType

    from plancli.model import Diagnostic, Document, Signature, TextItem

_GLANCE = {
    "tasks": (TASKS, ("section", "text", "lead", "deadline")),
    "deadlines": (DEADLINES, ("section", "deadline", "kind", "start", "due", "lead")),
    "refs": (REFS, ("number", "name", "date", "cited_issuer", "role", "mentions")),
}
_CUT = 160


class Part(NamedTuple):
    """A part of the glance under its title: lines, or a table; ``more`` items were left out."""

    title: str
    lines: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Row]
    more: int


def header_lines(document: Document, language: Language) -> list[tuple[str, str]]:
    """The card: names of fields with their values, those that the document does not state left out."""
    header = document.header
    inferred = f" ({word('inferred', language)})"
    found: list[tuple[str, str | None]] = [
        ("file", document.source.path),
        ("parent", header.parent.name if header.parent else None),
        ("issuer", header.issuer.name + (inferred if header.issuer.inferred else "") if header.issuer else None),
        ("number", header.number.text if header.number else None),
        ("place-date", ", ".join(part.text for part in (header.place, header.date) if part) or None),
        ("type", f"{header.type.name} ({header.type.code})" if header.type else None),
        ("subject", header.subject.text if header.subject else None),
        ("marks", ", ".join(mark.text for mark in _marks(document)) or None),
        ("addressees", "; ".join(item.name for item in document.addressees) or None),
        ("signature", "; ".join(map(_signature, document.signatures)) or None),
        ("recipients", "; ".join(item.name for item in document.recipients) or None),
    ]
    return [(word(key, language), harmless(value)) for key, value in found if value]


def parts(document: Document, language: Language, limit: int | None) -> Iterator[Part]:
    """The parts below the card, each cut to ``limit`` items (``None``: all)."""
    lines = [f"{'  ' * (depth - 1)}{harmless(label)}" for depth, label in outline_rows(document)]
    yield Part(word("outline", language), lines[:limit], (), (), _left(len(lines), limit))
    for key, (view, names) in _GLANCE.items():
        yield _table(key, view, names, document, language, limit)
    notes = [_note(item, language) for item in document.diagnostics]
    yield Part(word("diagnostics", language), notes[:limit], (), (), _left(len(notes), limit))


def card_text(document: Document, language: Language, limit: int | None) -> str:
    """The glance as plain text for a pipe."""
    lines = [f"{name}: {value}" for name, value in header_lines(document, language)]
    for part in parts(document, language, limit):
        lines += ["", _title(part)]
        lines += [f"  {line}" for line in part.lines]
        for row in part.rows:
            cells = (harmless(column.words(row.get(column.name), language)) for column in part.columns)
            lines.append("  " + " | ".join(cell for cell in cells if cell))
        if part.more:
            lines.append(f"  … {word('and-more', language, count=part.more)}")
        elif not part.lines and not part.rows:
            lines.append(f"  {word('none', language)}")
    return "\n".join(lines) + "\n"


def card_rich(document: Document, language: Language, limit: int | None) -> Iterator[RenderableType]:
    """The glance for a terminal."""
    from rich import box
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    from plancli.views.terminal import rich_table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in header_lines(document, language):
        grid.add_row(Text(name), Text(value))
    yield Panel(grid, box=box.ROUNDED, border_style="cyan")
    for part in parts(document, language, limit):
        yield Text(f"\n{_title(part)}", style="bold")
        if part.rows:
            yield rich_table(part.columns, part.rows, language)
        for line in part.lines:
            yield Text(f"  {line}")
        if part.more:
            yield Text(f"  … {word('and-more', language, count=part.more)}", style="dim")
        elif not part.lines and not part.rows:
            yield Text(f"  {word('none', language)}", style="dim")


def _table(
    key: str, view: View, names: Sequence[str], document: Document, language: Language, limit: int | None
) -> Part:
    known = {column.name: column for column in view.columns}
    found = list(rows(view.name, document))
    if key == "deadlines" and limit is not None:
        # Of many that are "thường xuyên" the few with a day are what one looks for.
        found.sort(key=lambda row: not (row["due"] or row["start"]))
    shown = [{**row, **_cut(row)} for row in found[:limit]]
    return Part(word(key, language), (), [known[name] for name in names], shown, _left(len(found), limit))


def _cut(row: Row) -> dict[str, str]:
    text = row.get("text")
    return {"text": text[:_CUT].rsplit(" ", 1)[0] + "…"} if isinstance(text, str) and len(text) > _CUT else {}


def _title(part: Part) -> str:
    return f"{part.title} ({len(part.lines) + len(part.rows) + part.more})"


def _left(count: int, limit: int | None) -> int:
    return max(count - limit, 0) if limit is not None else 0


def _marks(document: Document) -> Iterator[TextItem]:
    header = document.header
    yield from (mark for mark in (header.secrecy, header.urgency, header.circulation, header.draft) if mark)


def _signature(item: Signature) -> str:
    authority = " ".join(f"{part.code}. {part.of or ''}".strip() for part in item.authority)
    return ", ".join(part for part in (authority, item.position, item.name) if part)


def _note(item: Diagnostic, language: Language) -> str:
    where = ", ".join(
        part
        for part in (
            f"{word('section', language)} {item.section}" if item.section else "",
            f"{word('page', language)} {item.page}" if item.page else "",
        )
        if part
    )
    return harmless(f"{value_word('severity', item.severity, language)}: {item.message} [{item.code}] {where}".rstrip())
