"""Drafted paragraphs to the flow text: one paragraph a line, white space single, broken words made whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from plancli.expressions import compiled
from plancli.layout.draft import Draft
from plancli.layout.joining import Joiner
from plancli.text import Edit, Flow, Line, NormSpan, NormText, Paragraph

_RUN = compiled(r"[^\S\n]{2,}|\t")


def _may_hold_runs(text: str) -> bool:
    """Two blanks, or one of another kind, none of which is printable: only then is the text worth a search."""
    return "  " in text or not text.isprintable()


class Composition(Struct, frozen=True):
    """The flow, and where each draft stands in it: as a whole, from its content (behind the marker) on, line by line.

    ``breaks`` are the blanks that stand for the line ends within a draft.
    """

    flow: Flow
    spans: dict[int, NormSpan]
    contents: dict[int, int]
    breaks: dict[int, list[int]]

    def span(self, draft: Draft) -> NormSpan:
        """The draft's paragraph in the flow."""
        return self.spans[id(draft)]

    def content(self, draft: Draft) -> NormSpan:
        """The draft's paragraph without its marker."""
        return NormSpan(self.contents[id(draft)], self.spans[id(draft)].end)


def compose(clean: NormText, drafts: Sequence[Draft], joiner: Joiner) -> Composition:
    """Write the drafts (in document order) as the flow text."""
    edits: list[Edit] = []
    paragraphs: list[Paragraph] = []
    contents: list[int] = []
    breaks: dict[int, list[int]] = {}
    ends: list[int]
    done = length = 0

    def put(line: Line, glue: str) -> None:
        nonlocal done, length
        edits.append(Edit(done, line.start, glue))
        length += len(glue)
        length += len(line.text)
        if _may_hold_runs(line.text):
            for run in _RUN.finditer(line.text):
                edits.append(Edit(line.start + run.start(), line.start + run.end(), " "))
                length -= run.end() - run.start() - 1
        done = line.end

    for draft in drafts:
        first = draft.lines[0]
        start = length + (1 if paragraphs else 0)
        put(first, "\n" if paragraphs else "")
        breaks[id(draft)] = ends = []
        for line, following in pairwise(draft.lines):
            glued = joiner.glued(line, following)
            if not glued:
                ends.append(length)
            put(following, "" if glued else " ")
        cell = first.cell if draft.role == "cell" else None
        paragraphs.append(Paragraph(start, length, draft.zone, draft.role, cell))
        marker = first.text[: draft.content]
        content = start + len(_RUN.sub(" ", marker) if _may_hold_runs(marker) else marker)
        contents.append(min(content, length))
    if done < len(clean.text):
        edits.append(Edit(done, len(clean.text), ""))
    norm = clean.edit(edits)
    spans, starts = {}, {}
    for draft, paragraph, content in zip(drafts, paragraphs, contents, strict=True):
        text = norm.text[content : paragraph.end]
        spans[id(draft)] = NormSpan(paragraph.start, paragraph.end)
        starts[id(draft)] = content + len(text) - len(text.lstrip())
    return Composition(Flow(norm, paragraphs), spans, starts, breaks)
