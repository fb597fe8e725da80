"""A page's bytes as a small tree: elements that print something, with what their style says; scripts are gone.

The parser is libxml2's (through lxml), which mends broken markup. It is given no network and no entities of the
page's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from msgspec import Struct, field

from plancli.errors import ReadError
from plancli.readers.html.css import SILENT, Dress, Properties, Sheet, declarations, dress_of

MAX_ELEMENTS = 1_000_000
"""The most elements of a page. A dense page of Word's HTML has some 500 a printed page."""

MAX_ATTRIBUTES = 20_000
"""The most attributes of a tag: the parser compares each with all before it."""

_DROPPED = frozenset(
    (
        "script", "style", "noscript", "template", "head", "title", "meta", "link", "base", "iframe", "noframes", "xml",
        "svg", "canvas", "video", "audio", "map", "object", "embed", "applet", "select", "datalist", "textarea",
        "button", "input", "dialog", "menu", "nav", "rt", "rp", "del", "progress", "meter",
    )
)  # fmt: skip
"""Elements that print nothing of the document, with all that they hold; ``del`` is a tracked change, accepted."""

_DROPPED_ROLES = frozenset(("navigation", "search", "menu", "menubar", "toolbar", "tablist", "dialog", "alertdialog"))
_KEPT = ("id", "name", "href", "type", "start", "value", "reversed", "colspan", "rowspan", "class", "role")
# Code points of windows-1252 that careless pages write as character references.
_C1 = {code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}


class Node(Struct):
    """An element. ``style`` is what its own style says, ``mso`` Word's list and note properties.

    ``size`` counts the characters below it.
    """

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    style: Dress = SILENT
    mso: Mapping[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)
    size: int = 0

    def add(self, text: str) -> None:
        """Put characters behind the last child."""
        self.children.append(text)
        self.size += len(text)

    def get(self, name: str) -> str:
        """An attribute, empty where there is none."""
        return self.attributes.get(name, "")

    @property
    def classes(self) -> tuple[str, ...]:
        """The element's classes, in lower case."""
        return tuple(self.get("class").lower().split())

    @property
    def elements(self) -> Iterator[Node]:
        """The children that are elements."""
        return (child for child in self.children if isinstance(child, Node))

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(child for child in reversed(node.children) if isinstance(child, Node))

    def text(self) -> str:
        """All characters below the node."""
        found: list[str] = []
        stack: list[Node | str] = [self]
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                found.append(item)
            else:
                stack.extend(reversed(item.children))
        return "".join(found)


class Page(Struct):
    """A page's body and its style sheets; ``office`` where LibreOffice or OpenOffice wrote it."""

    body: Node
    sheet: Sheet
    office: bool = False


def parse(text: str) -> Page:
    """The page; raises ``ReadError``: too-large (more elements, or deeper ones, than are read), damaged."""
    if text.count("<") > 2 * MAX_ELEMENTS:
        raise _too_large(f"it holds more than {MAX_ELEMENTS // 1_000_000} million elements")
    if any(tag.count(" ", tag.find("<") + 1) > MAX_ATTRIBUTES for tag in text.split(">") if len(tag) > MAX_ATTRIBUTES):
        raise _too_large(f"one of its tags has more than {MAX_ATTRIBUTES} attributes")
    root = _root(text)
    sheet = Sheet()
    if root is None:
        return Page(Node("body"), sheet)
    for style in root.iter("style"):
        sheet.add(style.text or "")
    office = any(
        (meta.get("name") or "").lower() == "generator" and "office" in (meta.get("content") or "").lower()
        for meta in root.iter("meta")
    )
    return Page(_build(root, sheet, office), sheet, office)


def _root(text: str) -> Any:
    etree = import_module("lxml.etree")
    # Browsers drop NUL; lone surrogates cannot be encoded.
    data = text.replace("\0", "").encode("utf-8", "replace")
    parser = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        recover=True,
        huge_tree=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error):
            raise _too_large("its elements are nested too deep") from error
        if "empty" in str(error).lower() or "root" in str(error).lower():
            return None
        raise ReadError(
            "damaged", "the web page is damaged: its markup cannot be read", "open it in a browser and save it again"
        ) from error
    # The parser leaves out whatever lies deeper than it goes; a page in part would pass for the whole.
    if any("depth" in entry.message for entry in parser.error_log):
        raise _too_large("its elements are nested too deep")
    return root


def _too_large(reason: str) -> ReadError:
    return ReadError(
        "too-large", f"the web page is too large: {reason}", "save the document by itself, or copy its text to a file"
    )


def _build(root: Any, sheet: Sheet, office: bool) -> Node:
    """The tree below lxml's; without recursion, since pages nest as deep as they like."""
    top = Node("html")
    stack: list[tuple[Node, Iterator[Any], str | None]] = [(top, iter((root,)), None)]
    while stack:
        parent, rest, tail = stack[-1]
        element = next(rest, None)
        if element is None:
            stack.pop()
            if stack:
                stack[-1][0].size += parent.size
                if tail:
                    stack[-1][0].add(_characters(tail))
            continue
        node = _node(element, sheet)
        if node is not None:
            if element.text:
                node.add(_characters(element.text))
            parent.children.append(node)
            tail = element.tail
            if office and node.tag == "img" and tail and tail.startswith("\n"):
                # LibreOffice ends the line behind a drawing though it be anchored inside of a word.
                tail = tail[1:]
            stack.append((node, iter(element), tail))
        elif element.tail:
            parent.add(_characters(element.tail))
    return top


def _characters(text: str) -> str:
    return text.translate(_C1)


def _node(element: Any, sheet: Sheet) -> Node | None:
    """The element without its content, ``None`` where it prints nothing."""
    tag = element.tag
    if not isinstance(tag, str):
        return None
    tag = tag.lower()
    if tag in _DROPPED:
        return None
    if not len(element.attrib) and sheet.silent:
        return Node(tag)
    attributes = {name: element.get(name) or "" for name in _KEPT if element.get(name) is not None}
    if element.get("hidden") is not None or attributes.get("role", "").lower() in _DROPPED_ROLES:
        return None
    properties: Properties = {}
    if not sheet.silent:
        classes = tuple(attributes.get("class", "").lower().split())
        properties = sheet.properties(tag, classes, attributes.get("id", ""))
    own = declarations(element.get("style") or "")
    dress = dress_of({**properties, **own} if own else properties)
    if dress.hidden:
        return None
    mso = {name: value for name, value in own.items() if name in ("mso-list", "mso-element")}
    if tag == "font" and element.get("face"):
        dress = dress._replace(font=dress.font or element.get("face").partition(",")[0].strip().strip("\"'"))
    return Node(tag, attributes, dress, mso)
