"""Styles: what a paragraph or run inherits (bold, capitals, hidden, font) and the numbering that a style brings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct, field

from plancli.readers.docx.names import PARAGRAPH_PROPERTIES, RUN_PROPERTIES, VAL, Element, W, is_on, number

_STYLE, _BASED_ON, _DEFAULTS = f"{W}style", f"{W}basedOn", f"{W}docDefaults"
_NUMBERING, _NUMBER, _LEVEL = f"{W}numPr", f"{W}numId", f"{W}ilvl"
_BOLD, _HIDDEN, _FONTS, _CHARACTER_STYLE = f"{W}b", f"{W}vanish", f"{W}rFonts", f"{W}rStyle"
_CAPITALS = (f"{W}caps", f"{W}smallCaps")
_ID, _TYPE, _IS_DEFAULT = f"{W}styleId", f"{W}type", f"{W}default"
_FONT_NAMES = ((f"{W}hAnsiTheme", f"{W}hAnsi"), (f"{W}asciiTheme", f"{W}ascii"))
# Deeper chains are damage or malice; Word itself stops much earlier.
_MAX_CHAIN = 64


class Dress(NamedTuple):
    """How text is set, as far as it tells what the text says."""

    bold: bool = False
    capitals: bool = False
    hidden: bool = False
    font: str = ""


class Partial(NamedTuple):
    """What one ``w:rPr`` says of a dress; ``None`` where it is silent. ``style`` is the character style."""

    bold: bool | None = None
    capitals: bool | None = None
    hidden: bool | None = None
    font: str | None = None
    style: str | None = None

    def under(self, nearer: Partial) -> Partial:
        """This one, with what a nearer one says instead."""
        return Partial(
            self.bold if nearer.bold is None else nearer.bold,
            self.capitals if nearer.capitals is None else nearer.capitals,
            self.hidden if nearer.hidden is None else nearer.hidden,
            self.font if nearer.font is None else nearer.font,
            self.style if nearer.style is None else nearer.style,
        )

    def over(self, dress: Dress) -> Dress:
        """The dress with what this one says instead."""
        return Dress(
            dress.bold if self.bold is None else self.bold,
            dress.capitals if self.capitals is None else self.capitals,
            dress.hidden if self.hidden is None else self.hidden,
            dress.font if self.font is None else self.font,
        )


_SILENT = Partial()
_UNDRESSED = Dress()


def read_dress(properties: Element | None) -> Partial:
    """What a ``w:rPr`` says."""
    if properties is None or not len(properties):
        return _SILENT
    bold = hidden = font = style = None
    capitals: bool | None = None
    for child in properties:
        tag = child.tag
        if tag == _FONTS:
            font = _font(child)
        elif tag == _BOLD:
            bold = is_on(child)
        elif tag in _CAPITALS:
            capitals = is_on(child) or bool(capitals)
        elif tag == _HIDDEN:
            hidden = is_on(child)
        elif tag == _CHARACTER_STYLE:
            style = child.get(VAL)
    return _partial(bold, capitals, hidden, font, style)


@lru_cache(maxsize=256)
def _partial(
    bold: bool | None, capitals: bool | None, hidden: bool | None, font: str | None, style: str | None
) -> Partial:
    """One of few: most runs of a document say one of the same things."""
    return Partial(bold, capitals, hidden, font, style)


def _font(fonts: Element) -> str | None:
    """The font of Vietnamese letters; a theme's font, which is never one of an old encoding, counts as no name."""
    for theme, name in _FONT_NAMES:
        if fonts.get(theme) is not None:
            return ""
        found = fonts.get(name)
        if found is not None:
            return found
    return None


class ListPlace(NamedTuple):
    """A place in a list: the numbering instance and the level, each ``None`` where it is not said."""

    number: int | None = None
    level: int | None = None


NO_PLACE = ListPlace()


def read_place(properties: Element | None) -> ListPlace:
    """What a ``w:pPr`` says of numbering."""
    found = properties.find(_NUMBERING) if properties is not None else None
    return place_of(found) if found is not None else NO_PLACE


def place_of(numbering: Element) -> ListPlace:
    """What a ``w:numPr`` says."""
    instance: Element | None = None
    level: Element | None = None
    for child in numbering:
        tag = child.tag
        if tag == _NUMBER and instance is None:
            instance = child
        elif tag == _LEVEL and level is None:
            level = child
    return ListPlace(number(instance), number(level))


class _Style(Struct, frozen=True):
    base: str | None
    dress: Partial
    place: ListPlace


class Styles(Struct):
    """The styles of a document by id. A document uses few of those that it has: each is read when it is asked for."""

    _elements: dict[str, Element] = field(default_factory=dict)
    _styles: dict[str, _Style] = field(default_factory=dict)
    _default: str | None = None
    _defaults: Dress = _UNDRESSED
    _dresses: dict[tuple[str | None, str | None], Dress] = field(default_factory=dict)
    _worn: dict[tuple[str | None, Partial], Dress] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Element | None) -> Styles:
        """From the root of ``styles.xml``, or none."""
        styles = cls()
        for child in root if root is not None else ():
            if child.tag == _DEFAULTS:
                for properties in child.iter(RUN_PROPERTIES):
                    styles._defaults = read_dress(properties).over(_UNDRESSED)
            elif child.tag == _STYLE:
                styles._add(child)
        return styles

    def _add(self, style: Element) -> None:
        name = style.get(_ID)
        if name is None:
            return
        self._elements[name] = style
        if style.get(_IS_DEFAULT) in ("1", "true", "on") and (style.get(_TYPE) or "paragraph") == "paragraph":
            self._default = name

    def _style(self, name: str) -> _Style:
        found = self._styles.get(name)
        if found is None:
            element = self._elements[name]
            base = element.find(_BASED_ON)
            found = self._styles[name] = _Style(
                base=base.get(VAL) if base is not None else None,
                dress=read_dress(element.find(RUN_PROPERTIES)),
                place=read_place(element.find(PARAGRAPH_PROPERTIES)),
            )
        return found

    def chain(self, name: str | None) -> Iterator[str]:
        """The style and those it is based on, nearest first; the default paragraph style for ``None``."""
        name = self._default if name is None or name not in self._elements else name
        for _ in range(_MAX_CHAIN):
            if name is None or name not in self._elements:
                return
            yield name
            name = self._style(name).base

    def place(self, name: str | None) -> tuple[ListPlace, tuple[str, ...]]:
        """The numbering that a paragraph style brings, and the styles up to the one that names the list."""
        number: int | None = None
        level: int | None = None
        passed: list[str] = []
        for style in self.chain(name):
            place = self._style(style).place
            level = place.level if level is None else level
            passed.append(style)
            if place.number is not None:
                number = place.number
                break
        return (ListPlace(number, level), tuple(passed)) if number is not None else (NO_PLACE, ())

    def dress(self, paragraph: str | None, character: str | None = None) -> Dress:
        """The dress of text in a paragraph style and a character style.

        Bold, capitals and hidden are toggles: set in both kinds of style they cancel out (ECMA-376 part 1, 17.7.3).
        """
        key = (paragraph, character)
        found = self._dresses.get(key)
        if found is None:
            above = self._rolled(paragraph).over(self._defaults)
            found = above
            if character is not None and character in self._elements:
                own = self._rolled(character)
                found = Dress(
                    above.bold ^ bool(own.bold),
                    above.capitals ^ bool(own.capitals),
                    above.hidden ^ bool(own.hidden),
                    above.font if own.font is None else own.font,
                )
            self._dresses[key] = found
        return found

    def worn(self, paragraph: str | None, own: Partial) -> Dress:
        """The dress of text in a paragraph style that says ``own`` of itself."""
        key = (paragraph, own)
        found = self._worn.get(key)
        if found is None:
            found = self._worn[key] = own.over(self.dress(paragraph, own.style))
        return found

    def _rolled(self, name: str | None) -> Partial:
        rolled = _SILENT
        for style in self.chain(name):
            rolled = self._style(style).dress.under(rolled)
        return rolled
