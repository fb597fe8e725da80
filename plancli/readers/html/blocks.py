"""Which elements stand on lines of their own, and how each is dressed by itself."""

from __future__ import annotations

from plancli.readers.html.tree import Node

_BLOCKS = frozenset(
    (
        "html", "body", "address", "article", "aside", "blockquote", "center", "dd", "details", "dir", "div", "dl",
        "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hgroup", "hr", "legend", "li", "listing", "main", "ol", "p", "plaintext", "pre", "search", "section",
        "summary", "table", "caption", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp",
    )
)  # fmt: skip
_BOLD = frozenset(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th", "summary", "legend"))
_KEEP = frozenset(("pre", "listing", "xmp", "plaintext"))


def is_block(node: Node) -> bool:
    """Whether a line ends before and behind the element."""
    return node.style.block if node.style.block is not None and node.tag != "br" else node.tag in _BLOCKS


def is_bold(node: Node, inherited: bool) -> bool:
    """Whether text directly in the element is bold."""
    if node.style.bold is not None:
        return node.style.bold
    return inherited or node.tag in _BOLD


def keeps_blanks(node: Node, inherited: bool) -> bool:
    """Whether blanks and line ends in the element are printed as typed."""
    if node.style.keep is not None:
        return node.style.keep
    return inherited or node.tag in _KEEP
