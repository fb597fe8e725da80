"""What the lines below a document's title tell by their lengths and by the gaps between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

from plancli.extract.letterhead_pieces import Piece

# Longer lines than this are paragraphs, not wrapped lines.
WIDEST = 125


class Layout(Struct, frozen=True, dict=True):
    """What the lines below the title tell: the usual width of a full line, and the usual gap between lines."""

    pieces: Sequence[Piece]

    @cached_property
    def width(self) -> int:
        """The length that nine of ten lines do not pass (the longest of a few)."""
        lengths = sorted(len(piece.text) for piece in self.pieces[:60])
        return lengths[min(len(lengths) - 1, math.ceil(len(lengths) * 0.9))] if lengths else 80

    @cached_property
    def gap(self) -> int:
        """The gap between most lines: 1 where a reader puts a blank line behind each."""
        below = ((above, piece) for above, piece in pairwise(self.pieces[:40]) if piece.side == 0)
        gaps = sorted(piece.gap for above, piece in below if piece.line != above.line)
        if not gaps:
            return 0
        # Among paragraphs on one line each, blank lines between them tell nothing, but behind every line they do.
        return gaps[len(gaps) // 2] if self.width <= WIDEST else gaps[0]

    def is_full(self, piece: Piece) -> bool:
        """Is the line so long that the writer's margin broke it?"""
        return self.width <= WIDEST and len(piece.text) >= 0.7 * self.width
