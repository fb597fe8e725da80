"""The numbers and bullets that a browser prints before list items and that the page does not hold."""

from __future__ import annotations

from msgspec import Struct

from plancli.readers.docx.counting import format_number
from plancli.readers.docx.symbols import bullet
from plancli.readers.html.css import Sheet
from plancli.readers.html.tree import Node

# The attribute ``type`` of ``<ol>`` and ``<li>`` tells capitals apart.
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_BULLETS = frozenset(("disc", "circle", "square"))
# Discs in discs are what Vietnamese writes as dashes, then plus signs.
_SIGNS = ("-", "+", "•")
_TYPED = "-–—−+*•●○▪■□◦·➢✓❖"
_LIMIT = 10**9


class ListState(Struct):
    """A list being written: how it counts, its next number, how many bullet lists hold it and are it."""

    node: Node
    style: str | None
    count: int
    step: int
    depth: int


def open_list(node: Node, above: ListState | None) -> ListState:
    """The state at the begin of ``<ol>`` or ``<ul>``."""
    ordered = node.tag == "ol"
    depth = (above.depth if above is not None else 0) + (not ordered)
    style = node.style.list_type or _TYPES.get(node.get("type")) or ("decimal" if ordered else "disc")
    step = -1 if ordered and "reversed" in node.attributes else 1
    start = whole_number(node.get("start"))
    if start is None:
        start = sum(1 for child in node.elements if child.tag == "li") if step < 0 else 1
    return ListState(node, style, start, step, depth)


def next_marker(item: Node, state: ListState | None, sheet: Sheet, office: bool = False) -> str:
    """Count the item; its marker with a blank behind it, empty where none is printed.

    ``office``: LibreOffice writes each paragraph of a heading style as an item of a list, numbered or not.
    """
    if state is None:
        return "- "
    value = whole_number(item.get("value"))
    number = value if value is not None and state.node.tag == "ol" else state.count
    state.count = number + state.step
    special = sheet.marker(state.node.classes)
    if special is not None:
        if special.style:
            printed = f"{special.before}{counted(number, special.style)}{special.behind}".strip()
        else:
            printed = bullet(special.before.strip(), "")
        return f"{printed} " if printed else ""
    if office and not state.node.get("type") and state.node.tag == "ol" and _is_heading(item):
        return ""
    style = item.style.list_type or _TYPES.get(item.get("type")) or state.style
    if style in (None, "none"):
        return ""
    if style in _BULLETS:
        return _SIGNS[min(max(state.depth, 1), len(_SIGNS)) - 1] + " "
    return f"{counted(number, style or 'decimal')}. "


def _is_heading(item: Node) -> bool:
    first = next(item.elements, None)
    return first is not None and len(first.tag) == 2 and first.tag[0] == "h" and first.tag[1].isdigit()


def repeats(marker: str, text: str) -> bool:
    """Whether the item's text already begins with a marker: a typed sign in place of a bullet, or the same number."""
    text = text.lstrip(" \t\r\n\f\u00a0")
    if marker.strip() in _SIGNS:
        return text[:1] != "" and text[0] in _TYPED and not text[1:2].isalnum()
    label = marker.strip(" .)(")
    return bool(label) and text.startswith(label) and text[len(label) : len(label) + 1] in tuple(".)/-")


def counted(number: int, style: str) -> str:
    """The number in a CSS counter style."""
    kind = style.rpartition("-")[2]
    if kind in ("alpha", "latin"):
        letters = _letters(number)
        return letters.upper() if style.startswith("upper") else letters
    if kind == "roman" and 1 <= number < 4000:
        return format_number(number, "upperRoman" if style.startswith("upper") else "lowerRoman")
    return f"{number:02d}" if style == "decimal-leading-zero" else str(number)


def _letters(number: int) -> str:
    """``a`` to ``z``, then ``aa``, ``ab`` (CSS Counter Styles 3, alphabetic)."""
    if number < 1:
        return str(number)
    out = ""
    while number:
        number, letter = divmod(number - 1, 26)
        out = chr(97 + letter) + out
    return out


def whole_number(text: str) -> int | None:
    """The attribute's number, ``None`` where there is none or it is out of all bounds."""
    digits = text.strip().lstrip("+-")
    if not digits or not digits.isascii() or not digits.isdigit() or len(digits) > 10:
        return None
    found = int(text.strip())
    return found if abs(found) <= _LIMIT else None
