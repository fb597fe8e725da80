"""Footnotes: a link and its target that link to each other, as Word, LibreOffice and Google Docs write them."""

from __future__ import annotations

from itertools import islice

from msgspec import Struct

from plancli.readers.html.blocks import is_block
from plancli.readers.html.tree import Node

# What a note's mark says: "1", "[1]", "(1)", "*", "i".
_MARK_LENGTH = 6
# Among how many of a note's first elements its own mark stands.
_BEGIN = 40


class Notes(Struct, frozen=True):
    """``blocks``: for the ``id`` of a mark, the element that holds its note; ``backs``: the notes' own marks."""

    blocks: dict[int, Node]
    backs: frozenset[int]

    @property
    def apart(self) -> frozenset[int]:
        """The elements of all notes."""
        return frozenset(id(block) for block in self.blocks.values())


def find_notes(body: Node) -> Notes:
    """The footnotes of a page; a page without any costs one walk."""
    order: dict[int, int] = {}
    parents: dict[int, Node] = {}
    anchors: list[Node] = []
    targets: dict[str, Node] = {}
    for index, node in enumerate(body.walk()):
        order[id(node)] = index
        for child in node.elements:
            parents[id(child)] = node
        for name in (node.get("id"), node.get("name")):
            if name:
                targets.setdefault(name, node)
        if node.tag == "a" and "#" in node.get("href"):
            anchors.append(node)
    blocks: dict[int, Node] = {}
    backs: set[int] = set()
    # The links at the begin of each block; many marks may name one.
    begins: dict[int, list[Node]] = {}
    taken: set[int] = set()
    for mark in anchors:
        text = mark.text().strip()
        if not text or len(text) > _MARK_LENGTH:
            continue
        target = targets.get(_fragment(mark))
        if target is None or order[id(target)] <= order[id(mark)]:
            continue
        block = _block(target, parents)
        if block is None or id(block) in taken:
            continue
        if id(block) not in begins:
            first = islice(block.walk(), _BEGIN)
            begins[id(block)] = [node for node in first if node.tag == "a" and "#" in node.get("href")]
        back = next((node for node in begins[id(block)] if _leads_to(node, mark, targets, order)), None)
        if back is not None:
            blocks[id(mark)] = block
            backs.add(id(back))
            taken.add(id(block))
    return Notes(blocks, frozenset(backs))


def _fragment(link: Node) -> str:
    return link.get("href").rpartition("#")[2]


def _leads_to(link: Node, mark: Node, targets: dict[str, Node], order: dict[int, int]) -> bool:
    """Whether the link leads back to the mark, or to the element right before or around it."""
    target = targets.get(_fragment(link))
    return target is not None and abs(order[id(target)] - order[id(mark)]) <= 2


def _block(target: Node, parents: dict[int, Node]) -> Node | None:
    """The note's element: the nearest block round its anchor, with a division made for the note alone."""
    node: Node | None = target
    while node is not None and not is_block(node):
        node = parents.get(id(node))
    if node is None or node.tag in ("body", "html", "td"):
        return None
    above = parents.get(id(node))
    if node.tag == "p" and above is not None and above.tag == "div":
        own = above.get("id") or above.mso.get("mso-element") == "footnote"
        if own and next(above.elements, None) is node and "list" not in above.mso.get("mso-element", ""):
            return above
    return node
