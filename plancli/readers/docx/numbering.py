"""Automatic numbering, computed: the labels that Word prints before paragraphs and that the file does not hold.

A paragraph names an instance (``w:num``) and a level; the instance refers to an abstract list (``w:abstractNum``) and
may override its levels. All instances of one abstract list count on together; an override of the start
(``startOverride``) begins anew where its instance is met first. ECMA-376 part 1, 17.9.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from msgspec import Struct, field

from plancli.readers.docx.counting import format_number
from plancli.readers.docx.names import (
    ALTERNATE,
    CHOICE,
    RUN_PROPERTIES,
    VAL,
    Element,
    W,
    is_on,
    number,
)
from plancli.readers.docx.styles import ListPlace, Styles, read_dress
from plancli.readers.docx.symbols import bullet, is_symbol_font

_ABSTRACT, _INSTANCE, _LEVEL = f"{W}abstractNum", f"{W}num", f"{W}lvl"
_LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")
# Word cuts the text of a level much shorter.
_MAX_TEXT = 255
_MAX_LINKS = 16


class Level(NamedTuple):
    """One level of a list. ``restart`` is the count of levels above that restart it, ``None`` for all, 0 for none."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    gap: str = " "
    restart: int | None = None
    legal: bool = False
    hidden: bool = False
    capitals: bool = False
    font: str = ""
    style: str | None = None


class _Abstract(Struct):
    levels: dict[int, Level] = field(default_factory=dict)
    style_link: str | None = None
    number_style: str | None = None
    single: bool = False


class _Instance(Struct):
    abstract: int
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document. Their part is read when the first paragraph is met that may be in one."""

    def __init__(self, part: Callable[[], Element | None], styles: Styles) -> None:
        self._part: Callable[[], Element | None] | None = part
        self._styles = styles
        # A document uses few of the lists that it has: each is read when it is asked for.
        self._elements: dict[int, Element] = {}
        self._abstracts: dict[int, _Abstract] = {}
        self._by_style_link: dict[str, int] | None = None
        self._instances: dict[int, _Instance] = {}
        self._levels: dict[tuple[int, int], Level | None] = {}
        self._places: dict[tuple[str | None, ListPlace], ListPlace | None] = {}

    def _load(self) -> None:
        if self._part is None:
            return
        root, self._part = self._part(), None
        for child in root if root is not None else ():
            tag = child.tag
            if tag == _ABSTRACT:
                name = _identity(child, "abstractNumId")
                if name is not None:
                    self._elements[name] = child
            elif tag == _INSTANCE:
                self._add_instance(child)

    def place(self, style: str | None, own: ListPlace) -> tuple[int, int] | None:
        """The instance and level of a paragraph of that style that says ``own`` of itself; ``None`` for no list."""
        key = (style, own)
        if key not in self._places:
            self._places[key] = self._resolve(style, own)
        found = self._places[key]
        return (found.number or 0, found.level or 0) if found is not None else None

    def _resolve(self, style: str | None, own: ListPlace) -> ListPlace | None:
        level = own.level
        instance = own.number
        if instance is None:
            inherited, passed = self._styles.place(style)
            instance = inherited.number
            # Instance 0 is the word for "no list".
            if not instance:
                return None
            self._load()
            if level is None and instance in self._instances:
                # A style's level is the one that names the style; what the style itself says comes second.
                linked = self._linked_level(self._instances[instance], passed)
                level = linked if linked is not None else inherited.level
        if not instance:
            return None
        self._load()
        if instance not in self._instances:
            return None
        if self._abstract(instance).single:
            level = 0
        return ListPlace(instance, min(max(level or 0, 0), _LEVELS - 1))

    def _linked_level(self, instance: _Instance, styles: tuple[str, ...]) -> int | None:
        levels = self._source(instance.abstract).levels | instance.levels
        by_style = {level.style: index for index, level in levels.items() if level.style}
        return next((by_style[style] for style in styles if style in by_style), None)

    def level(self, instance: int, index: int) -> Level | None:
        """The level as the instance has it; ``None`` where nothing defines it."""
        key = (instance, index)
        if key not in self._levels:
            found = self._instances[instance]
            level = found.levels.get(index) or self._source(found.abstract).levels.get(index)
            if level is not None and index in found.starts:
                level = level._replace(start=found.starts[index])
            self._levels[key] = level
        return self._levels[key]

    def list_of(self, instance: int) -> int:
        """The abstract list that counts for the instance."""
        return self._instances[instance].abstract

    def starts_anew(self, instance: int, index: int) -> bool:
        """Whether the instance overrides the start of the level."""
        return index in self._instances[instance].starts

    def _abstract(self, instance: int) -> _Abstract:
        return self._source(self._instances[instance].abstract)

    def _source(self, abstract: int) -> _Abstract:
        """The abstract list that holds the levels: a list may only point to a numbering style, which has them."""
        found = self._read(abstract)
        for _ in range(_MAX_LINKS):
            if found.number_style is None or found.levels:
                break
            place, _passed = self._styles.place(found.number_style)
            target = self._linked_lists().get(found.number_style)
            if target is None and place.number in self._instances:
                target = self._instances[place.number].abstract
            if target is None:
                break
            found = self._read(target)
        return found

    def _linked_lists(self) -> dict[str, int]:
        """The abstract lists that numbering styles have, by the style."""
        if self._by_style_link is None:
            links = ((self._read(number).style_link, number) for number in self._elements)
            self._by_style_link = {link: number for link, number in links if link}
        return self._by_style_link

    def _read(self, number: int) -> _Abstract:
        """The abstract list of that number; an empty one where there is none."""
        found = self._abstracts.get(number)
        if found is None:
            element = self._elements.get(number)
            found = self._abstracts[number] = _read_abstract(element) if element is not None else _Abstract()
        return found

    def _add_instance(self, element: Element) -> None:
        name, abstract = _identity(element, "numId"), number(element.find(f"{W}abstractNumId"))
        # Instance 0 is the word for "no list".
        if not name or abstract is None:
            return
        instance = _Instance(abstract)
        for child in element:
            index = _identity(child, "ilvl") if child.tag == f"{W}lvlOverride" else None
            if index is None:
                continue
            for part in child:
                if part.tag == f"{W}startOverride":
                    instance.starts[index] = number(part, 1) or 0
                elif part.tag == _LEVEL:
                    instance.levels[index] = _read_level(part)
        self._instances[name] = instance


def _identity(element: Element, attribute: str) -> int | None:
    value = element.get(f"{W}{attribute}", "") or ""
    return int(value) if value.lstrip("-").isascii() and value.lstrip("-").isdigit() and len(value) < 12 else None


def _read_abstract(element: Element) -> _Abstract:
    abstract = _Abstract()
    for child in element:
        tag = child.tag
        if tag == _LEVEL:
            abstract.levels[_identity(child, "ilvl") or 0] = _read_level(child)
        elif tag == f"{W}styleLink":
            abstract.style_link = child.get(VAL)
        elif tag == f"{W}numStyleLink":
            abstract.number_style = child.get(VAL)
        elif tag == f"{W}multiLevelType":
            abstract.single = child.get(VAL) == "singleLevel"
    return abstract


def _read_level(element: Element) -> Level:
    parts = {child.tag: child for child in element}
    dress = read_dress(parts.get(RUN_PROPERTIES))
    suffix = parts.get(f"{W}suff")
    text = parts.get(f"{W}lvlText")
    style = parts.get(f"{W}pStyle")
    legal = parts.get(f"{W}isLgl")
    return Level(
        start=number(parts.get(f"{W}start"), 0) or 0,
        form="bullet" if f"{W}lvlPicBulletId" in parts else _read_form(parts),
        text=(text.get(VAL, "") or "")[:_MAX_TEXT] if text is not None else "",
        gap="" if suffix is not None and suffix.get(VAL) == "nothing" else " ",
        restart=number(parts.get(f"{W}lvlRestart")),
        legal=legal is not None and is_on(legal),
        hidden=bool(dress.hidden),
        capitals=bool(dress.capitals),
        font=dress.font or "",
        style=style.get(VAL) if style is not None else None,
    )


def _read_form(parts: Mapping[str, Element]) -> str:
    """``w:numFmt``; a custom format stands in a choice, with a plain one as fallback."""
    form = parts.get(f"{W}numFmt")
    if form is None and ALTERNATE in parts:
        choice = parts[ALTERNATE].find(CHOICE)
        form = choice.find(f"{W}numFmt") if choice is not None else None
    if form is None:
        return "decimal"
    value = form.get(VAL, "decimal") or "decimal"
    if value == "custom":
        first = re.match(r"0+\d", form.get(f"{W}format", "") or "")
        return first.group() if first else "decimal"
    return value


class Printed(NamedTuple):
    """A label as printed, the gap behind it, and the font that the list gives it (empty: the paragraph's)."""

    text: str
    gap: str
    font: str


class Counters(Struct):
    """The state of all lists along one story (the body, a footnote, a header)."""

    numbering: Numbering
    _counts: dict[int, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[int, int]] = field(default_factory=set)

    def label(self, style: str | None, own: ListPlace) -> Printed | None:
        """Count the paragraph of that style that says ``own`` of itself; its label, ``None`` where it prints none."""
        place = self.numbering.place(style, own)
        if place is None:
            return None
        instance, index = place
        level = self.numbering.level(instance, index)
        if level is None:
            return None
        counts = self._counts.setdefault(self.numbering.list_of(instance), [None] * _LEVELS)
        self._advance(counts, instance, index, level)
        if level.hidden:
            return None
        if level.form == "bullet":
            text, font = bullet(level.text, level.font), ""
        else:
            text, font = self._text(counts, instance, index, level).strip(), level.font
            text = text.upper() if level.capitals else text
        return Printed(text, level.gap, font) if text else None

    def _advance(self, counts: list[int | None], instance: int, index: int, level: Level) -> None:
        current = counts[index]
        if self.numbering.starts_anew(instance, index) and (instance, index) not in self._begun:
            self._begun.add((instance, index))
            current = None
        counts[index] = level.start if current is None else current + 1
        for above in range(index):
            if counts[above] is None:
                # A level that was passed over counts as begun: its next paragraph is the second.
                counts[above] = self._start(instance, above)
        for below in range(index + 1, _LEVELS):
            if counts[below] is not None:
                restart = self._restart(instance, below)
                if restart is None or index < restart:
                    counts[below] = None

    def _start(self, instance: int, index: int) -> int:
        level = self.numbering.level(instance, index)
        return level.start if level is not None else 1

    def _restart(self, instance: int, index: int) -> int | None:
        level = self.numbering.level(instance, index)
        return level.restart if level is not None else None

    def _text(self, counts: list[int | None], instance: int, index: int, level: Level) -> str:
        def put(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            named = self.numbering.level(instance, at) if at != index else level
            count = counts[at]
            if named is None or count is None or at > index:
                return ""
            form = named.form
            if level.legal and form not in ("decimal", "decimalZero", "none"):
                form = "decimal"
            return "" if form == "bullet" else format_number(count, form)

        text = _PLACEHOLDER.sub(put, level.text)
        return bullet(text, level.font) if is_symbol_font(level.font) and len(text.strip()) == 1 else text
