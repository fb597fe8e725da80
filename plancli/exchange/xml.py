"""Writing XML: the library, text without the characters that XML forbids, and one way to print a tree."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

# XML 1.0, production 2 (Char).
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def etree() -> Any:
    """lxml's module, loaded at first use."""
    return import_module("lxml.etree")


def xml_text(text: str) -> str:
    """The text with U+FFFD for what XML cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def serialise(root: Any) -> str:
    """The tree with its declaration and a closing line end, indented where no text stands between elements."""
    _indent(root)
    data: bytes = etree().tostring(root, encoding="UTF-8", xml_declaration=True)
    return data.decode("utf-8").rstrip("\n") + "\n"


def _indent(root: Any) -> None:
    """Blanks only where there is no text: inside a paragraph they would become part of it."""
    stack = [(root, 0)]
    while stack:
        element, depth = stack.pop()
        children = list(element)
        if not children or element.text or any(child.tail for child in children):
            continue
        element.text = "\n" + "  " * (depth + 1)
        for child in children:
            child.tail = element.text
        children[-1].tail = "\n" + "  " * depth
        stack.extend((child, depth + 1) for child in children)
