"""Which part of a page is the document: the element that holds its marks, without menus and lists of links.

A page is written down once as folded lines, and each element knows its stretch of them; marks (the national emblem's
words, "Nơi nhận", "Điều 1" …) and text outside of links are then counted for any element at once.
"""

from __future__ import annotations

from bisect import bisect_left

from msgspec import Struct, field

from plancli.readers.html.blocks import is_block
from plancli.readers.html.tree import Node
from plancli.text import fold_view, squeeze

# Whole lines, folded (Nghị định 30/2020/NĐ-CP, Phụ lục I; Hướng dẫn 36-HD/VPTW).
_HEAD_LINES = frozenset(("cong hoa xa hoi chu nghia viet nam", "dang cong san viet nam"))
_HEAD_BEGINS = ("doc lap - tu do - hanh phuc", "doc lap- tu do- hanh phuc", "doc lap-tu do-hanh phuc")
_END_BEGINS = ("noi nhan:", "noi nhan :", "tm.", "t/m", "kt.", "k/t", "tl.", "tuq.")
_KIND_LINES = frozenset(
    (
        "ke hoach", "quyet dinh", "nghi quyet", "thong bao", "chi thi", "huong dan", "bao cao", "to trinh", "nghi dinh",
        "chuong trinh", "thong tu", "de an", "quy che", "quy dinh", "ket luan", "cong dien", "phuong an", "giay moi",
    )
)  # fmt: skip
_BODY_BEGINS = ("can cu ", "thuc hien ")
_ROMAN = frozenset("ivxlc")
_LONG_MARK = 120

# Words of class names and ids by which pages call what stands around their content.
_CHROME = frozenset(
    (
        "menu", "nav", "navbar", "navigation", "breadcrumb", "breadcrumbs", "sidebar", "footer", "social", "sharing",
        "share", "comment", "comments", "related", "advert", "ads", "pagination", "pager", "toolbar", "copyright",
        "login", "search", "cookie", "popup", "modal", "tabs", "rating", "tags", "skip",
    )
)  # fmt: skip
_CHROME_TAGS = frozenset(("aside", "header", "footer"))
_CHROME_ROLES = frozenset(("banner", "contentinfo", "complementary"))
# A part that holds more of the page's own text than this is no menu, whatever its name.
_CHROME_SHARE = 0.4
_LINKS = 4
# Of the page's text outside of links, what a part must hold to be taken for the content; where it holds a
# document's head and end, what stands beside it may be as much again.
_SHARE, _WHOLE_SHARE = 0.85, 0.4
_MARKS, _MARKS_SHARE = 3, 0.9
_TABLE = ("table", "tbody", "thead", "tfoot", "tr", "td", "th")


class _Extent(Struct):
    start: int = 0
    end: int = 0
    links: int = 0


class _Outline(Struct):
    """The page's lines, and each element's stretch of them."""

    text: str = ""
    extents: dict[int, _Extent] = field(default_factory=dict)
    # Offsets at which runs of text begin, and how many characters outside of links stand before each.
    run_starts: list[int] = field(default_factory=list)
    plain_before: list[int] = field(default_factory=list)
    plain_letters: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)

    def count(self, places: list[int], node: Node) -> int:
        extent = self.extents[id(node)]
        return bisect_left(places, extent.end) - bisect_left(places, extent.start)

    def strong(self, node: Node) -> int:
        """Marks that only a document's head and end have."""
        return self.count(self.heads, node) + self.count(self.ends, node)

    def plain(self, node: Node) -> int:
        """Characters outside of links."""
        return self._between(self.plain_before, node)

    def own(self, node: Node) -> int:
        """Characters outside of links that stand in no child."""
        return self.plain(node) - sum(map(self.plain, node.elements))

    def letters(self, node: Node) -> int:
        """Letters and digits outside of links."""
        return self._between(self.plain_letters, node)

    def _between(self, before: list[int], node: Node) -> int:
        extent = self.extents[id(node)]
        last, first = bisect_left(self.run_starts, extent.end), bisect_left(self.run_starts, extent.start)
        return before[last] - before[first]


class Content(Struct, frozen=True):
    """The element that is the document, and the elements in it (by ``id``) that are not of it."""

    node: Node
    left_out: frozenset[int]
    chosen: bool


def find_content(body: Node, apart: frozenset[int] = frozenset()) -> Content:
    """The document's part of a page; the whole body where nothing marks one. ``apart``: elements read elsewhere."""
    outline = _read(body, apart)
    left_out = {id(node) for node in body.walk() if id(node) in outline.extents and _is_chrome(node, body, outline)}
    node = _descend(body, outline, left_out | apart)
    return Content(node, frozenset(left_out), chosen=node is not body)


def _descend(body: Node, outline: _Outline, left_out: set[int]) -> Node:
    """Go down as long as one child holds all that marks the document, and nearly all text."""
    node = found = body
    if not outline.strong(body) and len(outline.marks) < _MARKS:
        return body
    while True:
        inside = [child for child in node.elements if id(child) not in left_out]
        child = max(inside, key=outline.plain, default=None)
        if child is None or not is_block(child):
            return found
        whole = bool(outline.count(outline.heads, child) and outline.count(outline.ends, child))
        if child.tag in ("p", "ol", "ul", *_TABLE) and len(inside) > 1 and not whole:
            return found
        if outline.strong(child) < outline.strong(node):
            return found
        if outline.count(outline.marks, child) < _MARKS_SHARE * outline.count(outline.marks, node):
            return found
        plain = sum(map(outline.plain, inside)) + outline.own(node)
        if outline.plain(child) < (_WHOLE_SHARE if whole else _SHARE) * plain:
            return found
        node = child
        # A row is nothing without its table.
        found = node if node.tag not in _TABLE[1:5] else found


# --- what stands around ------------------------------------------------------------------------------------


def _is_chrome(node: Node, body: Node, outline: _Outline) -> bool:
    if node.tag in ("html", "body", "main", "article", "td", "tr", "tbody", "table", "p", "li", "span", "a"):
        return _is_link_list(node, outline) if node.tag == "table" else False
    named = (
        node.tag in _CHROME_TAGS
        or node.get("role").lower() in _CHROME_ROLES
        or not _CHROME.isdisjoint(_words(node.get("class")) + _words(node.get("id")))
    )
    if not named:
        return _is_link_list(node, outline)
    if outline.strong(node) or outline.count(outline.marks, node) > 1:
        return False
    return outline.plain(node) <= _CHROME_SHARE * outline.plain(body)


def _is_link_list(node: Node, outline: _Outline) -> bool:
    """A block all of whose words are links, several of them."""
    extent = outline.extents[id(node)]
    if node.tag not in ("ul", "ol", "dl", "div", "table", "section") or extent.links < _LINKS:
        return False
    return not outline.letters(node) and not outline.strong(node) and not outline.count(outline.marks, node)


def _words(names: str) -> list[str]:
    """``main-menu navTop`` → main, menu, nav, top."""
    found, word = [], ""
    for char in names:
        if not char.isalpha() or (char.isupper() and word and not word[-1].isupper()):
            found.append(word.lower())
            word = ""
        if char.isalpha():
            word += char
    return [*found, word.lower()]


# --- lines and marks ---------------------------------------------------------------------------------------


def _read(body: Node, apart: frozenset[int]) -> _Outline:
    outline = _Outline()
    parts: list[str] = []
    length = plain = letters = links = open_links = 0
    stack: list[Node | str | tuple[Node, int]] = [body]

    def put(text: str, counted: bool) -> None:
        nonlocal length, plain, letters
        outline.run_starts.append(length)
        outline.plain_before.append(plain)
        outline.plain_letters.append(letters)
        parts.append(text)
        length += len(text)
        if counted:
            plain += len(squeeze(text))
            letters += sum(map(str.isalnum, text))

    while stack:
        item = stack.pop()
        if isinstance(item, str):
            put(fold_view(item.replace("\n", " ")), not open_links)
        elif isinstance(item, Node):
            extent = outline.extents[id(item)] = _Extent(length, length, links)
            if item.tag == "br" or is_block(item):
                put("\n", False)
            is_link = int(item.tag == "a" and bool(item.get("href")))
            open_links += is_link
            links += is_link
            stack.append((item, is_link))
            if id(item) not in apart:
                stack.extend(reversed(item.children))
            extent.start = length
        else:
            node, is_link = item
            open_links -= is_link
            extent = outline.extents[id(node)]
            extent.end, extent.links = length, links - extent.links
            if is_block(node):
                put("\n", False)
    put("", False)
    outline.text = "".join(parts)
    _find_marks(outline)
    return outline


def _find_marks(outline: _Outline) -> None:
    offset = 0
    for raw in outline.text.split("\n"):
        line = squeeze(raw)
        place = offset + len(raw) - len(raw.lstrip())
        offset += len(raw) + 1
        if not line:
            continue
        if _is_head(line):
            outline.heads.append(place)
        elif (line.startswith(_END_BEGINS) and len(line) <= _LONG_MARK) or _is_annex(line):
            outline.ends.append(place)
        elif line in _KIND_LINES or line.startswith(_BODY_BEGINS) or _is_numbered(line):
            outline.marks.append(place)


def _is_head(line: str) -> bool:
    if line in _HEAD_LINES or (line.startswith(_HEAD_BEGINS) and len(line) <= 60):
        return True
    return line.startswith(("so:", "so :")) and "/" in line and "-" in line and len(line) <= 60


def _is_annex(line: str) -> bool:
    return line.startswith("phu luc") and len(line) <= 20


def _is_numbered(line: str) -> bool:
    first, _, rest = line.partition(" ")
    if first == "dieu":
        return rest[:1].isdigit()
    marker = first.rstrip("./-:")
    return bool(rest) and marker != first and set(marker) <= _ROMAN and bool(marker)
