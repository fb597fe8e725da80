"""Paragraphs before they have a place in the flow: lines that belong together, and which node holds them."""

from __future__ import annotations

from msgspec import Struct

from plancli.outline.tree import Node
from plancli.text import Line


class Draft(Struct):
    """A paragraph as lines. ``content`` is where the text begins in the first line, behind the marker.

    ``zone`` is the section path or zone; ``node`` the tree node whose own paragraph this is.
    """

    lines: list[Line]
    zone: str
    node: Node | None = None
    content: int = 0
    role: str = "text"
