"""What OCR found on a page: words with their boxes and confidences, in lines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word. The box is in points from the page's top left, the confidence 0 to 100.

    ``noise``: specks, rules, pieces of a seal or a signature that the engine took for letters.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float
    noise: bool = False


@dataclass(frozen=True, slots=True)
class OcrLine:
    """A line across the page, words from left to right; two columns that stand side by side share their lines."""

    words: tuple[OcrWord, ...]
    gap: int = 0


@dataclass(frozen=True, slots=True)
class OcrPage:
    """A page: its number (from 1), its size in points and its lines from top to bottom."""

    page: int
    width: float
    height: float
    lines: tuple[OcrLine, ...]

    @property
    def confidence(self) -> float:
        """The mean confidence of the words' characters, noise left aside; 0 for a page without text."""
        words = [word for line in self.lines for word in line.words if not word.noise]
        total = sum(len(word.text) for word in words)
        return sum(word.confidence * len(word.text) for word in words) / total if total else 0.0
