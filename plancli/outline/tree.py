"""The section tree as the extractors see it: nodes whose parts are spans of the flow text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from plancli.model import Style
from plancli.text import NormSpan


class Node(Struct):
    """A section: ``heading`` and ``texts`` are spans of the flow text, its marker left out of both.

    ``heading`` is without final punctuation. ``texts`` are the node's own paragraphs, one span a paragraph. ``printed``
    is what stands where ``label`` was read, ``None`` where it is the same.
    """

    path: str
    marker: str | None
    label: str | None
    style: Style
    span: NormSpan
    heading: NormSpan | None = None
    texts: Sequence[NormSpan] = ()
    children: list[Node] = field(default_factory=list)
    printed: str | None = None


def walk(nodes: Sequence[Node]) -> Iterator[Node]:
    """All nodes in document order."""
    for node in nodes:
        yield node
        yield from walk(node.children)
