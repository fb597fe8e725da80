"""The section tree as a person reads it: plain indented lines, or a drawn tree for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from plancli.views.harmless import harmless

if TYPE_CHECKING:
    from rich.tree import Tree

    from plancli.model import Document, Section

_WIDTH = 100


def title_line(document: Document) -> str:
    """Kind, number, issuer and date of the document in one line."""
    header = document.header
    kind = header.type.name if header.type else "(không rõ tên loại)"
    number = f"số {header.number.text}" if header.number else ""
    issuer = header.issuer.name if header.issuer else ""
    date = header.date.value or "" if header.date else ""
    return ", ".join(part for part in (f"{kind} {number}".strip(), issuer, date) if part)


def outline_text(document: Document) -> str:
    """The tree as plain lines, two blanks of indent a level."""
    lines = [title_line(document)]
    if document.header.subject:
        lines.append(_short(document.header.subject.text))
    lines.extend(f"{'  ' * depth}{label}" for depth, label in outline_rows(document))
    return "\n".join(lines) + "\n"


def outline_tree(document: Document) -> Tree:
    """The tree for a terminal; numbered markers stand out."""
    from rich.text import Text
    from rich.tree import Tree

    head = Text(title_line(document), style="bold")
    if document.header.subject:
        head.append(f"\n{document.header.subject.text}", style="not bold")
    tree = Tree(head, guide_style="dim")
    branches = [tree]
    for depth, label in outline_rows(document):
        del branches[depth:]
        marker, blank, rest = label.partition(" ")
        text = Text.assemble((marker, "cyan"), blank, (rest, "bold" if rest.isupper() else ""))
        branches.append(branches[depth - 1].add(text))
    return tree


def outline_rows(document: Document) -> Iterator[tuple[int, str]]:
    """Depth (from 1) and label of every section, the appendices' behind the body's."""
    yield from _section_rows(document.sections, 1)
    for appendix in document.appendices:
        yield 1, f"{appendix.label} {_short(appendix.title or appendix.text)}".rstrip()
        yield from _section_rows(appendix.sections, 2)


def _section_rows(sections: Sequence[Section], depth: int) -> Iterator[tuple[int, str]]:
    stack = [(depth, section) for section in reversed(sections)]
    while stack:
        level, section = stack.pop()
        yield level, f"{section.marker or '·'} {_short(section.heading or section.text)}".rstrip()
        stack.extend((level + 1, child) for child in reversed(section.children))


def _short(text: str) -> str:
    """The beginning of a paragraph, cut at a word."""
    line = harmless(" ".join(text.split()))
    if len(line) <= _WIDTH:
        return line
    cut = line.rfind(" ", 0, _WIDTH)
    return line[: cut if cut > 0 else _WIDTH].rstrip(" ,;:.") + "…"
