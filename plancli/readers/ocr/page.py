"""What OCR found on a page: words with their boxes and confidences, in lines."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

if TYPE_CHECKING:
    from PIL.Image import Image

    from plancli.errors import ReadError

Rectangle = tuple[float, float, float, float]


class Picture(NamedTuple):
    """A page's picture: its number (from 1), its pixels, and how many of them make an inch."""

    page: int
    image: Image
    dpi: float


class Turn(Struct, frozen=True):
    """How a picture was turned to be read: by ``degrees`` clockwise (0, 90, 180, 270), then by ``skew`` degrees
    anticlockwise about its middle."""

    degrees: int = 0
    skew: float = 0.0

    def back(self, box: Rectangle, width: float, height: float) -> Rectangle:
        """The box ``(x0, top, x1, bottom)`` on the picture as it was; ``width`` and ``height`` are those of the
        picture as it was read. A skewed box stays level: its middle is moved."""
        x0, top, x1, bottom = box
        if self.skew:
            angle = math.radians(self.skew)
            x, y = (x0 + x1 - width) / 2, (top + bottom - height) / 2
            right = x * math.cos(angle) - y * math.sin(angle) - x
            down = x * math.sin(angle) + y * math.cos(angle) - y
            x0, top, x1, bottom = x0 + right, top + down, x1 + right, bottom + down
        match self.degrees:
            case 90:
                return top, width - x1, bottom, width - x0
            case 180:
                return width - x1, height - bottom, width - x0, height - top
            case 270:
                return height - bottom, x0, height - top, x1
            case _:
                return x0, top, x1, bottom


class OcrWord(Struct, frozen=True):
    """A word. The box is in points from the top left of the page as it was read, the confidence 0 to 100.

    ``block`` and ``line`` number the blocks of text (two columns are two) and the lines that the engine saw.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float
    block: int = 0
    line: int = 0

    @property
    def is_mark(self) -> bool:
        """Are there no letters and no figures in it? A letter that only modifies others (``ˆ``) is none."""
        return not any(char.isalnum() and unicodedata.category(char) != "Lm" for char in self.text)

    @property
    def height(self) -> float:
        """The box's height."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The box's middle from top to bottom."""
        return (self.top + self.bottom) / 2


class OcrLine(Struct, frozen=True):
    """A line across the page, words from left to right; columns that stand side by side share it.

    ``indent`` and ``blanks`` (one for each word but the first) are blanks in proportion to the space on the page: one
    between words, three and more between columns. ``gap`` is how many blank lines stand above. ``furniture``: page
    number, specks, rules, pieces of a seal or a signature that the engine took for letters.
    """

    words: tuple[OcrWord, ...]
    indent: int = 0
    blanks: tuple[int, ...] = ()
    gap: int = 0
    furniture: bool = False

    @property
    def text(self) -> str:
        """The words with the blanks before them."""
        before = (self.indent, *self.blanks)
        return "".join(" " * count + word.text for count, word in zip(before, self.words, strict=True))


class OcrPage(Struct, frozen=True):
    """A page: its number (from 1), its size in points and its lines from top to bottom, all as it was read.

    ``turn`` leads back to the page as it is shown. ``failure``: why the engine gave nothing.
    """

    page: int
    width: float
    height: float
    lines: tuple[OcrLine, ...]
    turn: Turn = field(default_factory=Turn)
    failure: ReadError | None = None

    @property
    def confidence(self) -> float:
        """The mean confidence over the characters, furniture left aside; 0 for a page without text."""
        words = [word for line in self.lines if not line.furniture for word in line.words]
        total = sum(len(word.text) for word in words)
        return sum(word.confidence * len(word.text) for word in words) / total if total else 0.0
