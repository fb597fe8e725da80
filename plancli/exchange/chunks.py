"""A document in pieces for search and language models: each with its place in the document and what it holds.

A piece is as much of the outline as fits: a whole section, several short sisters, or the parts of a long one. What
belongs to one task is never divided; a task longer than the limit makes a piece of its own that says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from plancli.exchange.limits import DEFAULT_LIMIT
from plancli.exchange.pieces import split_text
from plancli.model import Appendix, Document, Section, Span, Table, Task


@dataclass
class _Part:
    """A stretch of output on its way to a piece. ``whole``: a complete section, which its sisters may join."""

    text: str
    paths: list[str]
    crumbs: tuple[str, ...]
    span: Span | None
    page: int | None
    whole: bool = True
    table: bool = False


@dataclass(frozen=True)
class Chunk:
    """A piece. ``sections`` are the paths of all sections (or zones) with text in it."""

    text: str
    sections: Sequence[str]
    breadcrumb: Sequence[str]
    span: Span | None
    page: int | None
    oversize: bool


def chunks(document: Document, limit: int = DEFAULT_LIMIT) -> Iterator[Chunk]:
    """The document's text in pieces of at most ``limit`` characters, in its own order, each character once."""
    cutter = _Cutter(document, limit)
    for part in cutter.parts():
        yield Chunk(part.text, part.paths, part.crumbs, part.span, part.page, len(part.text) > limit)


def chunk_records(document: Document, limit: int = DEFAULT_LIMIT) -> Iterator[dict[str, Any]]:
    """The pieces as JSON objects: text and place, the document's header, and what was found in each."""
    header = document.header
    about = {
        "path": document.source.path,
        "sha256": document.source.sha256,
        "number": header.number.text if header.number else None,
        "type": header.type.name if header.type else None,
        "date": header.date.value if header.date else None,
        "issuer": header.issuer.name if header.issuer else None,
        "subject": header.subject.text if header.subject else None,
    }
    for number, chunk in enumerate(chunks(document, limit)):
        inside = frozenset(chunk.sections)
        tasks = [
            {
                "index": index,
                "lead": task.lead,
                "coordinate": task.coordinate,
                "due": [document.deadlines[place].due for place in task.deadlines if place < len(document.deadlines)],
            }
            for index, task in enumerate(document.tasks)
            if task.section in inside and _holds(chunk, task.text)
        ]
        yield {
            "id": f"{document.source.sha256[:16]}-{number:04d}",
            "document": about,
            "section": chunk.sections[0] if chunk.sections else None,
            "sections": list(chunk.sections),
            "breadcrumb": list(chunk.breadcrumb),
            "text": chunk.text,
            "characters": len(chunk.text),
            "oversize": chunk.oversize,
            "span": chunk.span,
            "page": chunk.page,
            "references": [
                {"number": reference.number, "name": reference.name, "role": reference.role}
                for reference in document.references
                if any(mention.section in inside and mention.text in chunk.text for mention in reference.mentions)
            ],
            "tasks": tasks,
            "deadlines": [
                index
                for index, deadline in enumerate(document.deadlines)
                if deadline.section in inside and deadline.text in chunk.text
            ],
        }


def _holds(chunk: Chunk, text: str) -> bool:
    """Is the task's text in the piece? A row of a table is written with its cells apart."""
    return text in chunk.text or all(line in chunk.text for line in text.split("\n"))


class _Cutter:
    """Cuts one document."""

    def __init__(self, document: Document, limit: int) -> None:
        self._document, self._limit = document, limit
        self._tables: dict[str, list[Table]] = {}
        for table in (*document.tables, *(table for one in document.appendices for table in one.tables)):
            self._tables.setdefault(table.section, []).append(table)
        self._tasks: dict[str, list[Task]] = {}
        for task in document.tasks:
            self._tasks.setdefault(task.section, []).append(task)

    def parts(self) -> Iterator[_Part]:
        document = self._document
        if document.preamble is not None:
            yield from self._zone("preamble", document.preamble.text, document.preamble.span, document.preamble.page)
        yield from self._zone_tables("preamble")
        yield from self._packed(part for section in document.sections for part in self._section(section, ()))
        if document.closing is not None:
            yield from self._zone("closing", document.closing.text, document.closing.span, document.closing.page)
        for appendix in document.appendices:
            yield from self._appendix(appendix)
        for section in list(self._tables):
            yield from self._zone_tables(section)

    def _zone(self, name: str, text: str, span: Span | None, page: int | None) -> Iterator[_Part]:
        whole = _ranges(text, self._tasks.get(name, ()))
        for piece in split_text(text, self._limit, whole):
            yield _Part(piece, [name], (), span, page)

    def _zone_tables(self, name: str) -> Iterator[_Part]:
        for table in self._tables.pop(name, ()):
            yield from self._table(table, ())

    def _appendix(self, appendix: Appendix) -> Iterator[_Part]:
        crumbs = (" ".join(part for part in (appendix.label, appendix.title) if part),)
        text = "\n".join(part for part in (appendix.label, appendix.title, appendix.text) if part)
        whole = _ranges(text, self._tasks.get(appendix.label, ()))
        own = [
            _Part(piece, [appendix.label], crumbs, appendix.span, appendix.page)
            for piece in split_text(text, self._limit, whole)
        ]
        for table in self._tables.pop(appendix.label, ()):
            own.extend(self._table(table, crumbs))
        inner = (part for section in appendix.sections for part in self._section(section, crumbs))
        yield from self._packed([*own, *inner])

    def _section(self, section: Section, above: tuple[str, ...]) -> Iterator[_Part]:
        """The section as one part where it fits or must stay whole, else its own text and its children's parts."""
        paths = _paths(section)
        tables = any(path in self._tables for path in paths)
        text = section_text(section)
        if not tables and (len(text) <= self._limit or self._is_one_task(section)):
            yield _Part(text, paths, (*above, _title(section)), section.span, section.page)
            return
        crumbs = (*above, _title(section))
        inner = list(self._own(section, crumbs))
        for table in self._tables.pop(section.path, ()):
            inner.extend(self._table(table, crumbs))
        for child in section.children:
            inner.extend(self._section(child, crumbs))
        packed = list(self._packed(inner))
        for part in packed:
            part.whole = len(packed) == 1 and not part.table
            yield part

    def _own(self, section: Section, crumbs: tuple[str, ...]) -> Iterator[_Part]:
        """The section's own paragraphs: a heading alone goes before its first child."""
        text = _own_text(section)
        span = section.span
        if span is not None and section.children and section.children[0].span is not None:
            span = (span[0], max(section.children[0].span[0], span[0]))
        whole = _ranges(text, self._tasks.get(section.path, ()))
        for piece in split_text(text, self._limit, whole):
            yield _Part(piece, [section.path], crumbs, span, section.page)

    def _is_one_task(self, section: Section) -> bool:
        """Is the section with its children one task: its fields, or a task that runs over its children?"""
        first = next((child.span for child in section.children if child.span), None)
        for task in self._tasks.get(section.path, ()):
            if task.basis == "fields":
                return True
            if first is not None and task.span is not None and task.span[1] > first[0]:
                return True
        return False

    def _table(self, table: Table, crumbs: tuple[str, ...]) -> Iterator[_Part]:
        """The rows of a table, none divided, the heads of its columns before each part of it."""
        head = [_row(table.header)] if table.header else []
        lines: list[str] = []

        def part() -> _Part:
            text = "\n".join([*head, *lines])
            return _Part(text, [table.section], crumbs, table.span, table.page, whole=False, table=True)

        for row in map(_row, table.rows):
            if lines and sum(map(len, [*head, *lines, row])) + len(head) + len(lines) > self._limit:
                yield part()
                lines = []
            lines.append(row)
        if lines or head:
            yield part()

    def _packed(self, parts: Iterable[_Part]) -> Iterator[_Part]:
        """Neighbours joined while they fit; what they share of the way to them stays their breadcrumb."""
        last: _Part | None = None
        for part in parts:
            if last is not None and self._joins(last, part):
                last = _joined(last, part)
                continue
            if last is not None:
                yield last
            last = part
        if last is not None:
            yield last

    def _joins(self, last: _Part, part: _Part) -> bool:
        whole = last.whole and part.whole and not (last.table or part.table)
        return whole and len(last.text) + 1 + len(part.text) <= self._limit


def _joined(last: _Part, part: _Part) -> _Part:
    shared = []
    for left, right in zip(last.crumbs, part.crumbs, strict=False):
        if left != right:
            break
        shared.append(left)
    spans = [span for span in (last.span, part.span) if span is not None]
    return _Part(
        text=f"{last.text}\n{part.text}",
        paths=list(dict.fromkeys([*last.paths, *part.paths])),
        crumbs=tuple(shared),
        span=(min(span[0] for span in spans), max(span[1] for span in spans)) if spans else None,
        page=last.page,
    )


def _ranges(text: str, tasks: Iterable[Task]) -> list[tuple[int, int]]:
    """Where tasks stand in a text; one that is not found word for word keeps the whole text together."""
    found = []
    for task in tasks:
        at = text.find(task.text) if task.text else -1
        found.append((at, at + len(task.text)) if at >= 0 else (0, len(text)))
    return found


def _title(section: Section) -> str:
    """What the breadcrumb says of a section: its marker, and its heading where it has one."""
    return " ".join(part for part in (section.marker, section.heading) if part) or section.path


def _own_text(section: Section) -> str:
    head = " ".join(part for part in (section.marker, section.heading) if part)
    if section.heading is None:
        return f"{head} {section.text}".strip()
    return "\n".join(part for part in (head, section.text) if part)


def section_text(section: Section) -> str:
    """A section with all below it as plain lines."""
    lines, stack = [], [section]
    while stack:
        one = stack.pop()
        lines.append(_own_text(one))
        stack.extend(reversed(one.children))
    return "\n".join(line for line in lines if line)


def _paths(section: Section) -> list[str]:
    paths, stack = [], [section]
    while stack:
        one = stack.pop()
        paths.append(one.path)
        stack.extend(reversed(one.children))
    return paths


def _row(cells: Sequence[str]) -> str:
    return " | ".join(cell.replace("\n", " ") for cell in cells)
