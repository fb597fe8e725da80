"""A document as markdown and as plain normalised text, in its own order and with its own markers.

Both are made from what was found, not from the source: lines are whole, page furniture is gone, names and numbers are
as normalised. Nothing of the document's text is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from plancli.model import Appendix, Document, Section, Table

Kind = Literal["title", "heading", "item", "text", "right", "table"]
# What markdown would read as its own at the beginning of a line, or within one.
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_LIST_LIKE = re.compile(r"^(\s*)([-+]|\d{1,9}[.)])(?=\s|$)")
_BULLETS = ("dash", "plus", "bullet")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the output: what it is, how deep it stands, its marker and text; or a table."""

    kind: Kind
    text: str = ""
    depth: int = 0
    marker: str = ""
    style: str = ""
    table: Table | None = None


def blocks(document: Document) -> Iterator[Block]:
    """The whole document as blocks, in the order in which such a document is written."""
    header = document.header
    for name in (header.parent, header.issuer):
        if name is not None and not name.inferred:
            yield Block("right", name.name)
    if header.number is not None:
        yield Block("right", f"Số: {header.number.text}")
    place = ", ".join(part.text for part in (header.place, header.date) if part is not None)
    if place:
        yield Block("right", place)
    for mark in (header.secrecy, header.urgency, header.circulation, header.draft):
        if mark is not None:
            yield Block("right", mark.text)
    if header.type is not None and header.type.code != "CV":
        yield Block("title", header.type.name.upper())
    if header.subject is not None:
        yield Block("title", header.subject.text)
    for addressee in document.addressees:
        yield Block("text", f"Kính gửi: {addressee.name}")
    tables: dict[str, list[Table]] = {}
    for table in document.tables:
        tables.setdefault(table.section, []).append(table)
    if document.preamble is not None:
        yield from (Block("text", line) for line in document.preamble.text.split("\n"))
    yield from (Block("table", table=table) for table in tables.pop("preamble", ()))
    yield from _sections(document.sections, 0, tables)
    # Tables of zones that are no sections.
    yield from (Block("table", table=table) for rest in list(tables.values()) for table in rest)
    if document.closing is not None:
        yield from (Block("text", line) for line in document.closing.text.split("\n"))
    yield from _end(document)
    for appendix in document.appendices:
        yield from _appendix(appendix)


def _sections(sections: Sequence[Section], depth: int, tables: dict[str, list[Table]]) -> Iterator[Block]:
    stack = [(depth, section) for section in reversed(sections)]
    while stack:
        level, section = stack.pop()
        lines = section.text.split("\n") if section.text else []
        marker = section.marker or ""
        if section.heading is not None:
            yield Block("heading", section.heading, level, marker, section.style)
        elif lines or marker:
            yield Block("item", lines.pop(0) if lines else "", level, marker, section.style)
        yield from (Block("text", line, level + 1) for line in lines)
        yield from (Block("table", depth=level + 1, table=table) for table in tables.pop(section.path, ()))
        stack.extend((level + 1, child) for child in reversed(section.children))


def _end(document: Document) -> Iterator[Block]:
    for signature in document.signatures:
        for one in signature.authority:
            yield Block("right", f"{one.code}. {(one.of or '').upper()}".strip())
        for line in (signature.position.upper() if signature.position else None, signature.name):
            if line:
                yield Block("right", line)
    if document.recipients or document.filing:
        yield Block("text", "Nơi nhận:")
        for recipient in document.recipients:
            note = f" ({recipient.note})" if recipient.note else ""
            yield Block("item", f"{recipient.name}{note};", 0, "-", "dash")
        if document.filing is not None:
            parts = [document.filing.text, document.filing.drafter, document.filing.copies]
            yield Block("item", f"Lưu: {', '.join(part for part in parts if part)}.", 0, "-", "dash")


def _appendix(appendix: Appendix) -> Iterator[Block]:
    yield Block("title", appendix.label.upper())
    if appendix.title:
        yield Block("title", appendix.title)
    if appendix.text:
        yield from (Block("text", line) for line in appendix.text.split("\n"))
    tables: dict[str, list[Table]] = {}
    for table in appendix.tables:
        tables.setdefault(table.section, []).append(table)
    yield from (Block("table", table=table) for table in tables.pop(appendix.label, ()))
    yield from _sections(appendix.sections, 0, tables)
    yield from (Block("table", table=table) for rest in list(tables.values()) for table in rest)


def plain_text(document: Document) -> str:
    """One paragraph a line, a blank line before each title and heading."""
    out: list[str] = []
    for block in blocks(document):
        if block.table is not None:
            rows = [block.table.header, *block.table.rows] if block.table.header else block.table.rows
            out.extend("\t".join(cell.replace("\n", " ") for cell in row) for row in rows)
            continue
        if out and block.kind in ("title", "heading"):
            out.append("")
        out.append(f"{block.marker} {block.text}".strip())
    return "\n".join(out) + "\n"


def markdown(document: Document) -> str:
    """Headings by depth, bullets as lists, tables as pipes; what markdown would take for its own is escaped."""
    out: list[str] = []
    for block in blocks(document):
        if block.table is not None:
            out.append(_pipes(block.table))
            continue
        text = _escaped(block.text)
        line = f"{_escaped(block.marker)} {text}".strip()
        if block.kind == "title":
            out.append(f"# {line}")
        elif block.kind == "heading" and block.style not in _BULLETS:
            out.append(f"{'#' * min(block.depth + 2, 6)} {line}")
        elif block.style in _BULLETS:
            # A real list item: nested by blanks would make code of it where its parents are no list.
            out.append(f"{'*' if block.style == 'bullet' else block.marker} {text}".rstrip())
        else:
            out.append(_LIST_LIKE.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", line))
    return "\n\n".join(out) + "\n"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _pipes(table: Table) -> str:
    width = max((len(row) for row in [table.header, *table.rows]), default=0)
    head = table.header or [""] * width

    def line(row: Sequence[str]) -> str:
        cells = [_escaped(cell).replace("\n", " ") for cell in row]
        return f"| {' | '.join([*cells, *[''] * (width - len(cells))])} |"

    return "\n".join([line(head), f"|{' --- |' * width}", *map(line, table.rows)])
