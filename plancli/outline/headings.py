"""Which opening paragraphs are headings; nodes get their spans in the flow (the contract's rule for ``sections``)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from plancli.layout.compose import Composition
from plancli.layout.draft import Draft
from plancli.layout.joining import shouts
from plancli.outline.tree import Node, walk
from plancli.patterns import Patterns
from plancli.text import NormSpan, Views

_FINAL = ".;:,…–- "
# Behind a bullet an agency's name is an entry of a list, behind a number the heading of what follows.
_BULLETED = ("dash", "plus", "bullet")
_ENDS_TEXT = (".", ";", ",", "…")


def place_nodes(
    roots: Sequence[Node],
    drafts: Sequence[Draft],
    composition: Composition,
    patterns: Patterns,
    is_agency: Callable[[str], bool],
    with_table: Collection[int] = (),
) -> None:
    """Give each node its span, heading and own texts, from where its paragraphs stand in the flow.

    ``with_table`` holds the identities of nodes in which a table stands: content too, unless the paragraph leads it in.
    """
    own: dict[int, list[NormSpan]] = {}
    starts: dict[int, int] = {}
    flow = composition.flow
    for draft in drafts:
        if draft.node is None:
            continue
        key = id(draft.node)
        starts.setdefault(key, composition.span(draft).start)
        own.setdefault(key, []).append(composition.content(draft))
    for node in walk(roots):
        spans = own[id(node)]
        node.span = NormSpan(starts[id(node)], spans[-1].end)
        text = flow.text[spans[0].start : spans[0].end]
        more = len(spans) > 1 or bool(node.children)
        more = more or (id(node) in with_table and not text.endswith(":"))
        named = is_agency if node.style not in _BULLETED else _never
        if text and _is_heading(text, more, patterns, named):
            node.heading = NormSpan(spans[0].start, spans[0].start + len(text.rstrip(_FINAL)) or spans[0].end)
            spans = spans[1:]
        node.texts = tuple(span for span in spans if span.start < span.end)
    for node in roots:
        _stretch(node)


def _stretch(node: Node) -> int:
    """A node's span covers its children."""
    end = max([node.span.end, *(_stretch(child) for child in node.children)])
    node.span = NormSpan(node.span.start, end)
    return end


def _never(_: str) -> bool:
    return False


def _is_heading(text: str, more: bool, patterns: Patterns, is_agency: Callable[[str], bool]) -> bool:
    if shouts(text):
        return True
    if not more:
        return False
    if text.rstrip().endswith(_ENDS_TEXT):
        return is_agency(text.rstrip(_FINAL))
    return patterns["layout"].rule("leads-list").search(Views(text[-60:])) is None
