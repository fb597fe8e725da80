"""The names of WordprocessingML that the reader speaks of, and the little of lxml's element that it uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"

STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": MAIN.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": RELATIONS.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/math": MATH.encode(),
}
"""The namespaces of the strict variant (ISO/IEC 29500) and those of the transitional one that Word writes."""

W = f"{{{MAIN}}}"
M = f"{{{MATH}}}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"

VAL = f"{W}val"
RELATION_ID = f"{{{RELATIONS}}}id"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"

ALTERNATE, CHOICE, FALLBACK = f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback"
BOX, WORDART = f"{W}txbxContent", f"{_V}textpath"
PARAGRAPH, TABLE, ROW, CELL, RUN, TEXT = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}r", f"{W}t"
CONTROL, CONTROL_CONTENT = f"{W}sdt", f"{W}sdtContent"
PARAGRAPH_PROPERTIES, RUN_PROPERTIES, SECTION = f"{W}pPr", f"{W}rPr", f"{W}sectPr"

WRAPPERS = frozenset(
    W + name
    for name in ("ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo", "sdtContent")
)
"""Elements that only surround text; what tracked changes put in is among them, what they took out is not."""


UNREAD = tuple(
    W + name
    for name in (
        *("sz", "szCs", "color", "lang", "bCs", "i", "iCs", "rtl", "vertAlign", "noProof", "kern", "shd"),
        *("jc", "spacing", "ind", "tabs", "keepNext", "widowControl", "tcW", "vAlign", "tcBorders"),
    )
)
"""Properties of runs, paragraphs and cells that are about looks alone; none of them ever holds text."""


class Element(Protocol):
    """An XML element, as lxml has it; comments and processing instructions are not in the tree."""

    @property
    def tag(self) -> str:
        """The name with its namespace, ``{namespace}name``."""

    @property
    def text(self) -> str | None:
        """The characters before the first child."""

    def get(self, key: str, default: str | None = None) -> str | None:
        """An attribute's value."""

    def find(self, path: str) -> Element | None:
        """The first child of that name."""

    def iter(self, *tags: str) -> Iterator[Element]:
        """The element itself and all below it that have one of the names, in document order."""

    def __iter__(self) -> Iterator[Element]: ...

    def __len__(self) -> int: ...

    def __getitem__(self, index: int) -> Element: ...


def is_on(element: Element) -> bool:
    """The value of an on/off property: on unless it says otherwise."""
    return element.get(VAL, "1") not in ("0", "false", "off")


def number(element: Element | None, default: int | None = None) -> int | None:
    """The whole number in ``w:val``, ``default`` where there is none; numbers out of all bounds count as none."""
    value = element.get(VAL) if element is not None else None
    if value is None:
        return default
    try:
        found = int(value)
    except ValueError:
        return default
    return found if abs(found) <= 2**31 else default


def branch(alternate: Element) -> Element | None:
    """The one branch of ``mc:AlternateContent`` to read: a choice, or the fallback where only that holds text."""
    found: Element | None = None
    for child in alternate:
        if child.tag not in (CHOICE, FALLBACK):
            continue
        if next(child.iter(TEXT, BOX, WORDART), None) is not None:
            return child
        found = found if found is not None else child
    return found


def content(control: Element) -> Element | None:
    """What a content control (``w:sdt``) holds."""
    return control.find(CONTROL_CONTENT)
