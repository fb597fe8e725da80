"""The little of CSS that tells what text says: what is hidden, bold, in capitals, kept as typed, and list markers.

Selectors of one step (``p``, ``.note``, ``p.note``, ``#head``) count, and ``.list > li:before``, in which Google Docs
writes its list markers. Everything else is layout.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct, field

# Sheets of portals run to some 500 kB, nearly all of it layout.
_MAX_SHEET = 4 * 1024 * 1024
_WANTED = frozenset(
    (
        "display", "visibility", "font-weight", "font-family", "font", "text-transform", "white-space", "mso-hide",
        "list-style", "list-style-type", "content",
    )
)  # fmt: skip
_BOLD = frozenset(("bold", "bolder", "600", "700", "800", "900"))
_NOT_BOLD = frozenset(("normal", "lighter", "100", "200", "300", "400", "500"))
_LIST_TYPES = frozenset(
    (
        "decimal", "decimal-leading-zero", "lower-alpha", "upper-alpha", "lower-latin", "upper-latin", "lower-roman",
        "upper-roman", "disc", "circle", "square", "none",
    )
)  # fmt: skip

Properties = Mapping[str, str]


class Dress(NamedTuple):
    """What declarations say of an element; ``None`` where they are silent.

    ``block``: on lines of its own; ``keep``: blanks and line ends as typed; ``upper``: in capitals; ``list_type``: a
    CSS counter style.
    """

    hidden: bool | None = None
    block: bool | None = None
    bold: bool | None = None
    upper: bool | None = None
    keep: bool | None = None
    font: str | None = None
    list_type: str | None = None


SILENT = Dress()


def declarations(text: str) -> dict[str, str]:
    """``name: value; …`` as a mapping, lower case but for the value's own; only the properties that matter."""
    found: dict[str, str] = {}
    for part in _split(text, ";"):
        name, colon, value = part.partition(":")
        name = name.strip().lower()
        if colon and (name in _WANTED or name == "mso-list" or name == "mso-element"):
            value = value.strip()
            if value.lower().endswith("!important"):
                value = value[: -len("!important")].rstrip()
            found[name] = value
    return found


def dress_of(properties: Properties) -> Dress:
    """The declarations' meaning."""
    if not properties:
        return SILENT
    display = properties.get("display", "").lower()
    visibility = properties.get("visibility", "").lower()
    hidden = True if display == "none" or visibility in ("hidden", "collapse") else None
    if properties.get("mso-hide", "").lower() in ("all", "screen"):
        hidden = True
    block: bool | None = None
    if display in ("block", "flex", "grid", "list-item", "table", "flow-root"):
        block = True
    elif display in ("inline", "inline-block", "inline-flex", "contents"):
        block = False
    weight = properties.get("font-weight", "").lower()
    bold = True if weight in _BOLD else False if weight in _NOT_BOLD else None
    font = properties.get("font-family")
    short = properties.get("font", "")
    if short:
        words = short.lower().split()
        if bold is None and any(word in ("bold", "bolder") for word in words):
            bold = True
        if font is None and '"' in short:
            font = short[short.index('"') :]
    transform = properties.get("text-transform", "").lower()
    upper = True if transform == "uppercase" else False if transform == "none" else None
    space = properties.get("white-space", "").lower()
    keep = None if not space else space.startswith(("pre", "break-spaces"))
    return Dress(hidden, block, bold, upper, keep, _family(font) if font is not None else None, _list_type(properties))


def _family(value: str) -> str:
    return value.partition(",")[0].strip().strip("\"'").strip()


def _list_type(properties: Properties) -> str | None:
    value = properties.get("list-style-type") or properties.get("list-style")
    return next((word for word in value.lower().split() if word in _LIST_TYPES), None) if value else None


class Marker(NamedTuple):
    """A list marker of ``:before``: text before the counter, the counter's style (empty: none), text behind it."""

    before: str
    style: str
    behind: str


class Sheet(Struct):
    """The rules of a page's ``<style>`` elements, by selector."""

    _rules: dict[str, dict[str, str]] = field(default_factory=dict)
    _markers: dict[str, Marker] = field(default_factory=dict)

    def add(self, text: str) -> None:
        """Take in a style element's text."""
        text = _without_comments(text[:_MAX_SHEET])
        for selectors, body in _blocks(text):
            if "{" in body:
                continue
            properties = declarations(body)
            if not properties:
                continue
            for selector in selectors.split(","):
                self._rule(selector.strip().lower(), properties)

    def _rule(self, selector: str, properties: dict[str, str]) -> None:
        for suffix in ("li:before", "li::before"):
            if selector.endswith(suffix):
                owner = selector[: -len(suffix)].rstrip("> ")
                if owner.startswith(".") and " " not in owner and "content" in properties:
                    self._markers[owner] = _marker(properties["content"])
                return
        if selector and not any(char in selector for char in " >+~:[*@"):
            self._rules.setdefault(selector, {}).update(properties)

    @property
    def silent(self) -> bool:
        """Whether no rule can say anything of any element."""
        return not self._rules

    def properties(self, tag: str, classes: tuple[str, ...], name: str) -> dict[str, str]:
        """What the rules say of an element; nearer selectors win (tag, class, tag and class, id)."""
        keys = [tag, *(f".{one}" for one in classes), *(f"{tag}.{one}" for one in classes)]
        if name:
            keys.append(f"#{name.lower()}")
        found: dict[str, str] = {}
        for key in keys:
            rule = self._rules.get(key)
            if rule:
                found.update(rule)
        return found

    def marker(self, classes: tuple[str, ...]) -> Marker | None:
        """The marker that ``:before`` gives the items of a list of these classes."""
        return next((self._markers[f".{one}"] for one in classes if f".{one}" in self._markers), None)


def _without_comments(text: str) -> str:
    # Word wraps whole sheets in HTML's comment signs.
    pieces = text.replace("<!--", " ").replace("-->", " ").split("/*")
    return pieces[0] + "".join(piece.partition("*/")[2] for piece in pieces[1:])


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """The rules as selector and body; those inside of ``@media`` count where they hold for a screen."""
    outer: list[bool] = []
    head, start = "", 0
    for index, char in _braces(text):
        if char == "{":
            above = text[start:index].rpartition(";")[2].strip().lower()
            if head:
                outer.append(_on_screen(head))
            head = above or "?"
        elif head:
            if all(outer) and not head.startswith("@"):
                yield head, text[start:index]
            head = ""
        elif outer:
            outer.pop()
        start = index + 1


def _braces(text: str) -> Iterator[tuple[int, str]]:
    index = -1
    while True:
        opening, closing = text.find("{", index + 1), text.find("}", index + 1)
        if opening < 0 and closing < 0:
            return
        index = min(opening, closing) if min(opening, closing) >= 0 else max(opening, closing)
        yield index, text[index]


def _on_screen(head: str) -> bool:
    """Whether the rules inside of this one hold: ``@media`` for a screen of any width, ``@supports``, ``@layer``."""
    return not head.startswith("@media") or "print" not in head


def _marker(content: str) -> Marker:
    """``"" counter(name, lower-latin) ") "`` in its parts."""
    before, style, behind = "", "", ""
    rest = content
    while rest:
        rest = rest.lstrip()
        if rest[:1] in ("'", '"'):
            text, _, rest = rest[1:].partition(rest[0])
            before, behind = (before, behind + text) if style else (before + text, behind)
        elif rest.lower().startswith(("counter(", "counters(")):
            inner, _, rest = rest.partition("(")[2].partition(")")
            style = inner.rpartition(",")[2].strip().lower() if "," in inner else "decimal"
        else:
            rest = rest.partition(" ")[2]
    return Marker(before, style, behind)


def _split(text: str, sign: str) -> Iterator[str]:
    """The parts between signs that stand outside of quotes."""
    if '"' not in text and "'" not in text:
        yield from text.split(sign)
        return
    start, quote = 0, ""
    for index, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == sign:
            yield text[start:index]
            start = index + 1
    yield text[start:]
