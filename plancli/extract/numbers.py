"""Document numbers (số, ký hiệu): one generic pattern, and tables that tell kinds and bodies.

State symbols read ``serial[/year]/TYPE-BODY`` (Nghị định 30/2020/NĐ-CP, Phụ lục I), Party symbols
``serial-TYPE/BODY`` (Hướng dẫn 36-HD/VPTW, 05-HD/VPTW), a công văn ``serial/BODY-UNIT``, acts of the National
Assembly ``serial/year/QH15``. Whatever is printed parses; tables only say how well it is known.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

import regex
from msgspec import Struct

from plancli.expressions import compiled
from plancli.extract.bodies import lexicon
from plancli.extract.doctypes import DocKind, DocTypes, doc_types
from plancli.patterns import Patterns

# Spellings of codes of which it is kept what they say.
_MOST_CODES = 5_000
_SPLIT = compiled(r"([^\S\n]*[-–/_~][^\S\n]*)")
_GROUP_END = compiled(r"[-/.]")
_DOT = compiled(r"(?<=\p{Lu}\p{L}{1,9})\.(?=\p{Lu}{2})")
_OCR_DIGITS = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1"})
_TWICE = compiled(r"(\p{L})\1")
_NO_FIGURE = compiled(r"\D")
_SERIAL = compiled(r"0*(\d[\d.]*)([a-zđ]?)")


class Symbol(Struct, frozen=True, dict=True):
    """A document's number, read.

    ``text`` is canonical: no blanks, lost hyphens put back, separators of the kind that is printed. ``regular`` has
    the separators that the rules give to the body's own kind (``19/NQ-TW`` → ``19-NQ/TW``). ``key`` is the same for
    all spellings of one number. ``known`` says that both codes are in the tables.
    """

    text: str
    serial: str | None
    year: str | None
    type_code: str | None
    body_code: str | None
    known: bool
    regular: str
    kind: str | None
    unknown: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        """Equal for two spellings of one number: zeros before the serial, case and separators do not count."""
        serial = _SERIAL.fullmatch(self.serial or "")
        number = serial.group(1) + serial.group(2) if serial else (self.serial or "")
        if self.type_code is None and self.body_code is None:
            return "|".join([number, self.year or "", self.kind or ""])
        codes = [self.type_code or "", *(self.body_code or "").replace("/", "-").split("-")]
        return "|".join([number, self.year or "", *(code.upper() for code in codes)])


class _Codes(NamedTuple):
    """What the codes of a number say; ``separators`` is ``None`` where there are no codes."""

    type_code: str | None
    body: str | None
    separators: list[str] | None
    kind: str | None
    unknown: tuple[str, ...]


class Grammar(Struct, frozen=True, dict=True):
    """What the tables say of codes; built once from the patterns."""

    patterns: Patterns
    settings: dict[str, Any]
    types: DocTypes

    @cached_property
    def codes(self) -> dict[str, _Codes]:
        """The codes that were read before, by what is printed."""
        return {}

    @cached_property
    def party(self) -> regex.Pattern[str]:
        """Bodies of the Party."""
        return compiled(self.settings["party"])

    @cached_property
    def state(self) -> regex.Pattern[str]:
        """Bodies of the state."""
        return compiled(self.settings["state"])

    @cached_property
    def numbered(self) -> regex.Pattern[str]:
        """Bodies that carry their term: QH15, UBTVQH14."""
        return compiled(self.settings["numbered"])

    @cached_property
    def prefixed(self) -> regex.Pattern[str]:
        """Bodies that go on with a name of their own: THPTNSS, VKSKV7."""
        return compiled(self.settings["prefixed"])

    @cached_property
    def slips(self) -> list[set[str]]:
        """Pairs of figures that OCR takes for one another."""
        return [set(pair) for pair in self.settings["misread_figures"]]

    @cached_property
    def respell_type(self) -> dict[str, str]:
        """Type codes as they are miswritten."""
        return dict(self.settings["respell_type"])

    @cached_property
    def respell_body(self) -> dict[str, str]:
        """Body codes as they are miswritten."""
        return dict(self.settings["respell_body"])

    def kind(self, code: str, party: bool = False) -> DocKind | None:
        """The kind of a type code, miswritten ones too."""
        return self.types.by_symbol(self.respell_type.get(code, code), party)

    def body(self, group: str) -> str:
        """A group of the body's part as the tables write it."""
        group = self.respell_body.get(group, group)
        group = self._with_figures(group)
        # What begins like an office or a school is no proof: TTPC for ITPC.
        return group if self.has_body(group) else self._read_again(group, lexicon(self.patterns).has_code)

    def type(self, group: str) -> str:
        """A type code as the tables write it."""

        def known(code: str) -> bool:
            return self.kind(code) is not None or self.has_body(code)

        def is_kind(code: str) -> bool:
            return self.kind(code) is not None

        group = self.respell_type.get(group, group)
        # A letter read twice (QĐĐ). Bodies are left alone: HĐĐ is the council of the Young Pioneers.
        single = _TWICE.sub(r"\1", group)
        if known(group):
            return group
        return single if is_kind(single) else self._read_again(group, is_kind)

    def _read_again(self, code: str, known: Callable[[str], bool]) -> str:
        """An unknown code as the one known code that OCR makes it of by one slip; else the code itself."""
        misread: dict[str, list[str]] = self.settings["misread"]
        readings = set()
        for at, char in enumerate(code):
            readings |= {code[:at] + other + code[at + 1 :] for other in misread.get(char, ())}
        found = {reading for reading in readings if known(reading)}
        return found.pop() if len(found) == 1 else code

    def _with_figures(self, group: str) -> str:
        """A body whose term has strokes among its figures: ``QHI3`` is QH13, and so is ``QHI13``."""
        found = self.numbered.fullmatch(group)
        term = group[len(group.rstrip("IVXL0123456789")) :] if found else ""
        if term.isdigit() or not any(char.isdigit() for char in term):
            return group
        figures = term.translate(_OCR_DIGITS)
        if not figures.isdigit() or int(figures) > self.settings["last_term"]:
            figures = _NO_FIGURE.sub("", term)
        return group[: -len(term)] + figures

    def has_body(self, code: str) -> bool:
        """Is the code, or its first group, a body's?"""
        if code not in self._bodies:
            self._bodies[code] = self._has_body(code)
        return self._bodies[code]

    @cached_property
    def _bodies(self) -> dict[str, bool]:
        return {}

    def _has_body(self, code: str) -> bool:
        known = lexicon(self.patterns)
        first = _GROUP_END.split(code)[0]
        if self.numbered.fullmatch(first) or self.prefixed.fullmatch(first):
            return True
        if known.has_code(code) or known.has_code(first):
            return True
        return any(first.startswith(office) and known.has_code(first[len(office) :]) for office in self.offices)

    @cached_property
    def offices(self) -> tuple[str, ...]:
        """Codes of offices that run together with their body's."""
        return tuple(self.settings["offices"])

    def undot(self, rest: str) -> str:
        """Codes with dots between them as the rules have it (``/QĐ.UBND`` → ``/QĐ-UBND``)."""
        return _DOT.sub("-", rest)

    def unglue(self, group: str) -> tuple[str, str] | None:
        """Type and body that ran together (``QĐUBND``, ``NĐCP``); ``None`` when the group is a code of its own."""
        if self.kind(group) or lexicon(self.patterns).has_code(group):
            return None
        for code in self.settings["strong"]:
            rest = group[len(code) :]
            if not group.startswith(code):
                continue
            if rest in self.settings["glued"]:
                return code, rest
            if rest[:1] in self.settings["slash_letters"] and rest[1:] in self.settings["glued"]:
                return code, rest[1:]
        return None


def grammar(patterns: Patterns) -> Grammar:
    """The grammar of symbols, built once."""
    return patterns.derive("number_grammar", _grammar)


def _grammar(patterns: Patterns) -> Grammar:
    return Grammar(patterns, patterns["numbers"].settings, doc_types(patterns))


# "1987/QĐ-TTg1": the mark of a footnote, set high in print, has run into the code; these codes have no figures.
_NOTE_MARK = compiled(r"(?<=^(?:TTg|CP|TW|UBND|HĐND|TU|BTC|BGDĐT|BYT|BNV))[1-9]$")


def parse_symbol(text: str, patterns: Patterns) -> Symbol | None:
    """Read a text that is nothing but a number, ``Số:`` before it or not; ``None`` when it is none.

    A number left blank has no serial: ``Số:      /KH-UBND`` → ``/KH-UBND``, ``-NQ/CB`` likewise.
    """
    found = patterns["numbers"].rule("whole").pattern.fullmatch(text.replace("Ð", "Đ").strip())
    if found is None:
        return None
    return build(found.group("serial"), found.group("year"), found.group("rest"), patterns)


def build(serial: str | None, year: str | None, rest: str, patterns: Patterns) -> Symbol | None:
    """The symbol of a matched number: serial (``None`` where blank), year, and the codes with their separators."""
    tables = grammar(patterns)
    serial = "".join(serial.split()).translate(_OCR_DIGITS) if serial else None
    codes = tables.codes.get(rest)
    if codes is None:
        if len(tables.codes) >= _MOST_CODES:
            tables.codes.clear()
        codes = tables.codes[rest] = _codes(rest, tables)
    if codes.separators is None:
        return None
    text, regular = _spell(tables, serial, year, codes.type_code, codes.body, codes.separators)
    return Symbol(
        text=text,
        serial=serial,
        year=year,
        type_code=codes.type_code,
        body_code=codes.body,
        known=not codes.unknown,
        regular=regular,
        kind=codes.kind,
        unknown=codes.unknown,
    )


def _codes(rest: str, tables: Grammar) -> _Codes:
    """The codes with their separators, read: the same in thousands of numbers."""
    rest = rest.strip()
    if rest[:1].isalpha():
        rest = f"-{rest}"
    parts = _SPLIT.split(tables.undot(rest))
    separators = ["/" if "/" in part else "-" for part in parts[1::2]]
    groups = [group.strip() for group in parts[2::2]]
    if not groups:
        return _Codes(None, None, None, None, ())
    glued = tables.unglue(groups[0])
    if glued:
        groups[:1] = glued
        separators[1:1] = ["-" if separators[0] == "/" else "/"]
    groups[0] = tables.type(groups[0]) if len(groups) > 1 else groups[0]
    party = len(groups) > 1 and bool(tables.party.fullmatch(tables.body(groups[1])))
    # Acts named by the body alone (15/2023/QH15) and công văn (4406/BNV-TCBC) have no type code. An unknown code
    # in the place of a Party type (12-XYZ/ABC) still is one.
    kind = None if tables.numbered.fullmatch(groups[0]) else tables.kind(groups[0], party)
    typed = kind is not None or (len(groups) > 1 and separators[0] == "-" and separators[1] == "/")
    if typed:
        type_code: str | None = groups[0]
        bodies, between = groups[1:], separators[2:]
    else:
        type_code, bodies, between = None, groups, separators[1:]
    if typed and bodies:
        bodies[-1] = _NOTE_MARK.sub("", bodies[-1])
    bodies = [tables.body(body) for body in bodies]
    body = "".join(a + b for a, b in zip(bodies, [*between, ""], strict=False)) if bodies else None
    unknown = []
    if type_code and kind is None:
        unknown.append(type_code)
    if body and not tables.has_body(body):
        unknown.append(body)
    code = kind.code if kind else _kind_without_code(tables, type_code, bodies)
    return _Codes(type_code, body, separators, code, tuple(unknown))


def _kind_without_code(tables: Grammar, type_code: str | None, bodies: list[str]) -> str | None:
    """A number without a type code is a công văn's, unless it is an act of the National Assembly or bare."""
    if type_code or not bodies or tables.numbered.fullmatch(bodies[0]):
        return None
    return "CV" if len(bodies) > 1 else None


def _spell(
    tables: Grammar,
    serial: str | None,
    year: str | None,
    type_code: str | None,
    body: str | None,
    separators: list[str],
) -> tuple[str, str]:
    """The canonical text, and the text by the rules of the body's own kind."""
    number = serial or ""
    if year:
        number += f"/{year}"
    first = separators[0]
    if type_code is None:
        text = f"{number}{first}{body}" if serial is None else f"{number}/{body}"
        return text, text
    if body is None:
        text = f"{number}{first}{type_code}"
        return text, text
    head = body.replace("/", "-").split("-")[0]
    by_party = f"{number}-{type_code}/{body}"
    by_state = f"{number}/{type_code}-{body}"
    is_party = bool(tables.party.fullmatch(head)) and not year
    is_state = bool(tables.state.fullmatch(head)) or bool(year)
    second = separators[1]
    # Both separators alike (35-CTr-TU, 11/CT/TW) are a slip: the body tells which kind was meant.
    party_form = first == "-" if first != second else is_party
    printed = by_party if party_form else by_state
    return printed, by_party if is_party else by_state if is_state else printed


def is_slip(mine: str, theirs: str, figures: list[set[str]]) -> bool:
    """Does one figure of ``theirs`` read otherwise make ``mine``, or one that was lost?"""
    if len(mine) + 1 == len(theirs):
        return any(theirs[:at] + theirs[at + 1 :] == mine for at in range(len(theirs)))
    differing = [{left, right} for left, right in zip(mine, theirs, strict=False) if left != right]
    return len(mine) == len(theirs) and len(differing) == 1 and differing[0] in figures
