"""What OCR found on a page: words with their boxes and confidences, in lines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word. The box is in points from the page's top left, the confidence 0 to 100.

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
    def height(self) -> float:
        """The box's height."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The box's middle from top to bottom."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class OcrLine:
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


@dataclass(frozen=True, slots=True)
class OcrPage:
    """A page: its number (from 1), its size in points and its lines from top to bottom."""

    page: int
    width: float
    height: float
    lines: tuple[OcrLine, ...]

    @property
    def confidence(self) -> float:
        """The mean confidence over the characters, furniture left aside; 0 for a page without text."""
        words = [word for line in self.lines if not line.furniture for word in line.words]
        total = sum(len(word.text) for word in words)
        return sum(word.confidence * len(word.text) for word in words) / total if total else 0.0
