"""Where items stand on the page: the boxes of the lines that their spans cover."""

from __future__ import annotations

from bisect import bisect_right
from typing import TypeVar

from msgspec.structs import replace

from plancli import model
from plancli.model import Deadline, Document, Mention, Section, Task
from plancli.text import Box, SourceText

T = TypeVar("T", Section, Mention, Deadline, Task)


class _Boxes:
    """Boxes by source offset."""

    def __init__(self, boxes: tuple[Box, ...]) -> None:
        self._boxes = boxes
        self._starts = [box.start for box in boxes]

    def around(self, start: int, end: int) -> model.Box | None:
        """The rectangle round ``[start, end)`` on the first page that it touches."""
        index = max(bisect_right(self._starts, start) - 1, 0)
        found: list[Box] = []
        while index < len(self._boxes) and self._boxes[index].start < end:
            box = self._boxes[index]
            if box.end > start and (not found or box.page == found[0].page):
                found.append(box)
            index += 1
        if not found:
            return None
        return (
            round(min(box.x0 for box in found), 2),
            round(min(box.top for box in found), 2),
            round(max(box.x1 for box in found), 2),
            round(max(box.bottom for box in found), 2),
        )


def add_boxes(document: Document, source: SourceText) -> Document:
    """Sections, mentions, deadlines and tasks with their ``bbox``, where the source has a layout."""
    if not source.boxes:
        return document
    boxes = _Boxes(source.boxes)

    def boxed(item: T) -> T:
        box = boxes.around(*item.span) if item.span else None
        if isinstance(item, Section):
            return replace(item, bbox=box, children=[boxed(child) for child in item.children])
        return replace(item, bbox=box)

    return replace(
        document,
        sections=[boxed(section) for section in document.sections],
        appendices=[
            replace(appendix, sections=[boxed(section) for section in appendix.sections])
            for appendix in document.appendices
        ],
        references=[
            replace(reference, mentions=[boxed(mention) for mention in reference.mentions])
            for reference in document.references
        ],
        deadlines=[boxed(deadline) for deadline in document.deadlines],
        tasks=[boxed(task) for task in document.tasks],
    )
