"""The sentence that holds a deadline, from the sections of the document that hold it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from plancli.expressions import compiled
from plancli.model import Appendix, Section, Table

if TYPE_CHECKING:
    from plancli.model import Document

_REACH = 2000
# A sentence ends at a stop before a capital; "TP. Vinh" and "1. Nội dung" are no ends.
_END = compiled(r"(?:(?<=\p{L}{3}[.;!?…])|(?<=[)”\"\d%][.;]))\s+(?=\p{Lu})|\n")


class Places:
    """The paragraphs of a document by the paths of their sections."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._sections: dict[str, Section] = {}
        self._appendices: dict[str, Appendix] = {part.label: part for part in document.appendices}
        stack = [*document.sections, *(section for part in document.appendices for section in part.sections)]
        while stack:
            section = stack.pop()
            self._sections.setdefault(section.path, section)
            stack.extend(section.children)
        self._tables: dict[str, list[Table]] = {}
        for table in (*document.tables, *(table for part in document.appendices for table in part.tables)):
            self._tables.setdefault(table.section, []).append(table)
        self._found: dict[tuple[str, str], list[str]] = {}
        # The third "quý II/2024" of a section is the third deadline of these words.
        counts: Counter[tuple[str, str]] = Counter()
        self._ordinals: list[int] = []
        for item in document.deadlines:
            self._ordinals.append(counts[item.section, item.text])
            counts[item.section, item.text] += 1

    def heading(self, path: str) -> str | None:
        """The heading of the section, or its nearest heading above."""
        while path:
            section = self._sections.get(path)
            if section is not None and section.heading:
                return section.heading
            path = path.rpartition("/")[0]
        return None

    def sentence(self, index: int) -> str | None:
        """The sentence, or row of a table, in which the deadline of that index stands; ``None`` where it is not found
        again."""
        deadline = self._document.deadlines[index]
        key = (deadline.section, deadline.text)
        if key not in self._found:
            self._found[key] = list(self._sentences(*key))
        found = self._found[key]
        return found[min(self._ordinals[index], len(found) - 1)] if found else None

    def _sentences(self, section: str, text: str) -> Iterator[str]:
        for paragraph in self._paragraphs(section):
            at = paragraph.find(text) if text else -1
            while at >= 0:
                yield _sentence(paragraph, at, at + len(text))
                at = paragraph.find(text, at + len(text))

    def _paragraphs(self, path: str) -> Iterator[str]:
        section = self._sections.get(path)
        if section is not None:
            yield from _own(section)
        zone = {"preamble": self._document.preamble, "closing": self._document.closing}.get(path)
        if zone is not None:
            yield zone.text
        if path == "header" and self._document.header.subject is not None:
            yield self._document.header.subject.text
        part = self._appendices.get(path.partition("/")[0])
        if part is not None:
            yield from (text for text in (part.title, part.text) if text)
        for table in self._tables.get(path, ()):
            yield from (" | ".join(filter(None, row)) for row in (table.header, *table.rows))


def _own(section: Section) -> Sequence[str]:
    """A heading leads its text where that alone would not say what is meant ("Thời gian: quý II/2024")."""
    return [text for text in (section.heading, *section.text.split("\n")) if text]


def _sentence(paragraph: str, start: int, end: int) -> str:
    left, right = max(start - _REACH, 0), min(end + _REACH, len(paragraph))
    # Sentences are looked for in the neighbourhood alone: a paragraph may be a book.
    cuts = [left, *(match.end() for match in _END.finditer(paragraph, left, right)), right]
    first = max(cut for cut in cuts if cut <= start)
    last = min(cut for cut in cuts if cut >= end)
    return paragraph[first:last].strip()
