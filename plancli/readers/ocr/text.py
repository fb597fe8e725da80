"""A page's lines as text, with labels and boxes by offset."""

from __future__ import annotations

from msgspec import Struct

from plancli.readers.ocr.page import OcrPage
from plancli.text import Box, Label

DOUBTFUL = 60.0
"""Words below this confidence are labelled ``doubtful``."""


class PageText(Struct, frozen=True):
    """The text of a page, offsets from its begin: labels ``furniture`` and ``doubtful``, a box for each word.

    Boxes are in points from the top left of the page as it is shown.
    """

    text: str
    labels: tuple[Label, ...] = ()
    boxes: tuple[Box, ...] = ()

    def moved(self, offset: int) -> PageText:
        """The same with all offsets moved on by so many characters; ``text`` stays as it is."""
        return PageText(
            self.text,
            tuple(label._replace(start=label.start + offset, end=label.end + offset) for label in self.labels),
            tuple(box._replace(start=box.start + offset, end=box.end + offset) for box in self.boxes),
        )


def page_text(page: OcrPage, *, doubtful: float = DOUBTFUL) -> PageText:
    """The page as text: one line a line, ``""`` for a page without words."""
    parts: list[str] = []
    labels: list[Label] = []
    boxes: list[Box] = []
    length = 0
    for line in page.lines:
        parts.append("\n" * line.gap)
        length += line.gap
        begin = length + line.indent
        for count, word in zip((line.indent, *line.blanks), line.words, strict=True):
            parts.append(" " * count + word.text)
            start = length + count
            length = start + len(word.text)
            box = page.turn.back((word.x0, word.top, word.x1, word.bottom), page.width, page.height)
            x0, top, x1, bottom = (round(side, 2) for side in box)
            boxes.append(Box(start, length, page.page, x0, top, x1, bottom))
            if word.confidence < doubtful and not line.furniture:
                labels.append(Label(start, length, "doubtful"))
        if line.furniture:
            labels.append(Label(begin, length, "furniture"))
        parts.append("\n")
        length += 1
    return PageText("".join(parts), tuple(sorted(labels)), tuple(boxes))
