"""Cutting a text to a size without cutting what must stay whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_SENTENCE_END = re.compile(r"(?<=[.;!?…])\s+(?=\S)")
_BLANK = re.compile(r"\s+")


def split_text(text: str, limit: int, whole: Sequence[tuple[int, int]] = ()) -> Iterator[str]:
    """Pieces of at most ``limit`` characters, cut at the end of a paragraph, else of a sentence, else of a word.

    No cut lies within a range of ``whole``, so a piece with such a range may be longer. What is cut away between
    pieces is white space alone; a word longer than the limit is cut where it must be.
    """
    start = 0
    while len(text) - start > limit:
        cut = _cut(text, start, limit, whole)
        if cut is None:
            break
        piece, start = text[start:cut].strip(), cut
        if piece:
            yield piece
    rest = text[start:].strip()
    if rest:
        yield rest


def _cut(text: str, start: int, limit: int, whole: Sequence[tuple[int, int]]) -> int | None:
    """The best place for the next cut; ``None`` where all that is left must stay whole."""
    end = start + limit

    def allowed(offset: int) -> bool:
        return start < offset and not any(low < offset < high for low, high in whole)

    ends = [match.start() for match in re.finditer(r"\n", text[start : end + 1])]
    for offset in reversed(ends):
        if allowed(start + offset):
            return start + offset
    for pattern in (_SENTENCE_END, _BLANK):
        found = [start + match.start() for match in pattern.finditer(text[start : end + 1])]
        for offset in reversed(found):
            if allowed(offset):
                return offset
    if allowed(end):
        return end
    # Within what must stay whole: behind it, at the first place that may be cut.
    behind = min((high for low, high in whole if low < end < high), default=len(text))
    for match in _BLANK.finditer(text, behind):
        if allowed(match.start()):
            return match.start()
    return behind if behind < len(text) and allowed(behind) else None
