"""The lexicon of bodies: codes in symbols, and the phrases with which names of bodies begin.

Codes come from ``patterns/bodies.toml``, head phrases from ``patterns/body_names.toml``; built once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Literal

import regex
from msgspec import Meta, Struct

from plancli.alternation import alternation
from plancli.expressions import compiled, kept
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Views, fold_view, lower_view

HeadKind = Literal["body", "group", "person", "unit"]

_WORD = compiled(r"[\p{L}\p{M}\d]+")
_BOUNDARY = r"(?![\p{L}\p{M}\d])"
_BLANKS = r"[^\S\n]+"


class Body(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row of the table of codes."""

    codes: list[str]
    code_regex: str | None = None
    name: str
    level: str
    sector: str
    attested: Literal["seed", "stored", "knowledge"]
    note: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None


class _Heads(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One entry of the head phrases: names that share their properties."""

    kind: HeadKind
    level: str | None = None
    sector: str | None = None
    open: bool = False
    named: bool = False
    valid_from: str | None = None
    valid_to: str | None = None
    names: Annotated[list[str], Meta(min_length=1)]


class HeadPhrase(Struct, frozen=True):
    """A phrase with which the name of a body, group or person begins, in its own case.

    ``open``: the name needs a host or field behind it. ``bare``: a generic word alone ("Sở", "Phòng").
    ``named``: a name of its own follows ("Trường THCS …"). ``valid_from``, ``valid_to``: ISO 8601, shortened to what
    is sure.
    """

    name: str
    kind: HeadKind
    level: str | None = None
    sector: str | None = None
    open: bool = False
    bare: bool = False
    named: bool = False
    valid_from: str | None = None
    valid_to: str | None = None


class HeadMatch(Struct, frozen=True):
    """A head phrase found in a text: where it begins (leading "các" left out) and ends, and which it is."""

    start: int
    end: int
    phrase: HeadPhrase


class _Index:
    """Phrases by their first word; each first word has one compiled alternation, longest first."""

    def __init__(self, keys: Mapping[str, HeadPhrase], by_first: Mapping[str, Sequence[str]]) -> None:
        self._keys = keys
        self._by_first = by_first
        self._compiled: dict[str, regex.Pattern[str]] = {}

    def match(self, text: str, offset: int) -> tuple[int, HeadPhrase] | None:
        """The longest phrase that begins at ``offset`` of the view, with its end."""
        word = _WORD.match(text, offset)
        if word is None or word.group() not in self._by_first:
            return None
        first = word.group()
        if first not in self._compiled:
            self._compiled[first] = compiled(f"(?:{_alternation(self._by_first[first])}){_BOUNDARY}")
        found = self._compiled[first].match(text, offset)
        if found is None:
            return None
        return found.end(), self._keys[_normal_key(found.group())]


def _alternation(keys: Collection[str]) -> str:
    """The phrases as one expression, longest first; any blanks between words, and blanks round hyphens."""
    plain = [key for key in keys if "-" not in key]
    hyphened = [_relaxed(key) for key in sorted(keys, key=lambda key: (-len(key), key)) if "-" in key]
    return "|".join([*hyphened, alternation(plain)] if plain else hyphened)


def _relaxed(key: str) -> str:
    """A phrase as an expression that allows any blanks, and blanks round hyphens."""
    around = r"[^\S\n]*-[^\S\n]*"
    pieces = _normal_key(key).split("-")
    return around.join(
        _BLANKS.join(regex.escape(word, special_only=True) for word in piece.split(" ")) for piece in pieces
    )


_HYPHEN = compiled(r"\s*-\s*")


def _normal_key(text: str) -> str:
    """One key for all spacings of a phrase."""
    key: str = _HYPHEN.sub("-", " ".join(text.split()))
    return key


class BodyLexicon:
    """Look-ups by code and by the head phrases of names."""

    def __init__(
        self,
        bodies: Sequence[Body],
        heads: Iterable[HeadPhrase],
        leaders: Iterable[str],
        not_heads: Iterable[str],
        digest: str,
    ) -> None:
        self.bodies = tuple(bodies)
        self.heads = tuple(heads)
        self._digest = digest
        self._leaders = _expression(leaders)
        self._not_heads = _expression(not_heads)

    # --- codes ---

    @cached_property
    def _exact(self) -> dict[str, Body]:
        table: dict[str, Body] = {}
        for body in self.bodies:
            if body.sector == "text":
                continue
            for code in body.codes:
                table.setdefault(code, body)
        return table

    @cached_property
    def _loose(self) -> dict[str, Body]:
        table: dict[str, Body] = {}
        for code, body in self._exact.items():
            table.setdefault(_loose_code(code), body)
        return table

    @cached_property
    def _expressions(self) -> list[tuple[regex.Pattern[str], Body]]:
        return [(compiled(body.code_regex), body) for body in self.bodies if body.code_regex]

    def code(self, code: str) -> Body | None:
        """The body of a code; case and ``&`` are forgiven, a unit suffix is left out."""
        for candidate in (code, code.split("-")[0]):
            found = self._exact.get(candidate) or self._loose.get(_loose_code(candidate))
            if found is not None:
                return found
            for expression, body in self._expressions:
                if expression.fullmatch(candidate):
                    return body
        return None

    def has_code(self, code: str) -> bool:
        """Whether the code (or its part before a unit suffix) is in the table."""
        return self.code(code) is not None

    # --- names ---

    @cached_property
    def _lower_index(self) -> _Index:
        return _index(self.heads, "lower", lower_view, self._digest)

    @cached_property
    def _fold_index(self) -> _Index:
        return _index([head for head in self.heads if " " in head.name], "fold", fold_view, self._digest)

    def find_head(self, views: Views, offset: int, *, folded: bool = False) -> HeadMatch | None:
        """The longest head phrase that begins at ``offset``, leading words ("các", "toàn thể") allowed.

        ``folded`` compares phrases of two words and more without diacritics, for text that OCR has spoilt.
        """
        text = views.lower
        if offset and (text[offset - 1].isalnum()):
            return None
        found = self._head(views, offset, folded)
        led = self._leaders.match(text, offset)
        if led is not None:
            behind = self._head(views, led.end(), folded)
            if behind is not None and (found is None or behind.end > found.end):
                return behind
        return found

    def _head(self, views: Views, offset: int, folded: bool) -> HeadMatch | None:
        found = self._lower_index.match(views.lower, offset)
        if folded and (found is None or found[1].bare):
            spoilt = self._fold_index.match(views.fold, offset)
            if spoilt is not None and _is_spoilt(views.lower[offset : spoilt[0]], spoilt[1].name):
                found = spoilt
        if found is None:
            return None
        end, phrase = found
        veto = self._not_heads.match(views.lower, offset)
        if veto is not None and veto.end() >= end:
            return None
        if phrase.bare and views.text[offset].islower():
            return None
        return HeadMatch(offset, end, phrase)

    def head_at(self, views: Views, offset: int) -> int | None:
        """The end of the longest head phrase that begins at ``offset`` on a word boundary, or ``None``."""
        found = self.find_head(views, offset)
        return found.end if found else None


# Longer phrases are no other words by chance.
_BY_CHANCE = 3


def _is_spoilt(printed: str, name: str) -> bool:
    """May OCR have made the printed words of the name? Two of two or three words are never both spoilt, unless the
    text has lost all its marks ("VÂN PHONG" is no "Văn phòng").
    """
    words, known = _WORD.findall(printed), _WORD.findall(lower_view(name))
    differing = sum(word != other for word, other in zip(words, known, strict=False))
    return len(known) > _BY_CHANCE or differing <= 1 or printed.isascii()


def _expression(phrases: Iterable[str]) -> regex.Pattern[str]:
    """The longest of the phrases, with the blanks behind it."""
    keys = {_normal_key(lower_view(phrase)) for phrase in phrases}
    return compiled(f"(?:{_alternation(keys)}){_BOUNDARY}[^\\S\\n]*") if keys else compiled(r"(?!)")


# Raise it when keys are made in another way: they are kept.
_FORM = 1


def _index(heads: Sequence[HeadPhrase], name: str, view: Callable[[str], str], digest: str) -> _Index:
    """The index of the phrases in that view; where two have one key, the first counts."""
    keys, by_first = kept(
        f"body heads {_FORM} {name} {digest}", lambda: _keys([_normal_key(view(head.name)) for head in heads])
    )
    # Later ones are put first, so that the first one stays.
    return _Index(dict(zip(reversed(keys), reversed(heads), strict=True)), by_first)


def _keys(keys: list[str]) -> tuple[list[str], dict[str, list[str]]]:
    """The keys, and the different ones by their first words."""
    by_first: defaultdict[str, list[str]] = defaultdict(list)
    for key in dict.fromkeys(keys):
        first = _WORD.match(key)
        if first:
            by_first[first.group()].append(key)
    return keys, dict(by_first)


def _loose_code(code: str) -> str:
    return code.upper().replace("&", "").replace("-", "").replace(".", "").replace("Ð", "Đ")


def lexicon(patterns: Patterns) -> BodyLexicon:
    """The lexicon of bodies, built once for these patterns."""
    return patterns.derive("bodies.lexicon", _build)


def _build(patterns: Patterns) -> BodyLexicon:
    bodies = patterns["bodies"].rows(Body)
    file = patterns["body_names"]
    heads: list[HeadPhrase] = []
    for group in file.rows(_Heads):
        heads.extend(
            HeadPhrase(
                name,
                group.kind,
                group.level,
                group.sector,
                group.open,
                named=group.named,
                valid_from=group.valid_from,
                valid_to=group.valid_to,
            )
            for name in group.names
        )
    heads.extend(HeadPhrase(name, "body", open=True, bare=True) for name in file.settings.get("bare", []))
    return BodyLexicon(bodies, heads, file.settings.get("leaders", []), file.settings.get("not_heads", []), file.digest)


# --- level and sector --------------------------------------------------------------------------------------


def level_and_sector(name: str, patterns: Patterns) -> tuple[str | None, str | None]:
    """What a body's name says of its level and its sector; ``None`` for what it does not settle.

    Levels: ``central province district commune grassroots``; sectors: ``party state mass judiciary military police
    school health enterprise``. The rules stand in ``patterns/body_levels.toml``; a name that is only a code
    ("BTNMT") is looked up in the table of codes.
    """
    known = patterns.derive("bodies.levels", _no_levels)
    if name not in known:
        if len(known) > _MOST_NAMES:
            known.clear()
        known[name] = _level_and_sector(name, patterns)
    return known[name]


# Names whose level and sector are kept.
_MOST_NAMES = 5_000


def _no_levels(_: Patterns) -> dict[str, tuple[str | None, str | None]]:
    """Level and sector by name, filled as names are met."""
    return {}


def _level_and_sector(name: str, patterns: Patterns) -> tuple[str | None, str | None]:
    views = Views(" ".join(name.split()))
    rules = patterns["body_levels"].rules
    sector = next((str(rule.get("sector")) for rule in rules if rule.get("sector") and rule.search(views)), None)
    level = _level(views, rules, patterns) or _level_by_head(views, patterns)
    if sector is None and " " not in views.text:
        body = lexicon(patterns).code(views.text)
        if body is not None:
            named = level_and_sector(body.name, patterns) if body.name != views.text else (None, None)
            return level or _LEVELS.get(body.level, named[0]), named[1]
    return level, sector


_LEVELS: dict[str, str | None] = {
    "central": "central",
    "provincial": "province",
    "district": "district",
    "commune": "commune",
    "grassroots": "grassroots",
}


def _level_by_head(views: Views, patterns: Patterns) -> str | None:
    """The level of a name whose head stands for one alone ("Phòng Nội vụ", "Thanh tra tỉnh")."""
    head = lexicon(patterns).find_head(views, 0)
    if head is None or head.start or head.phrase.open or head.phrase.level not in ("provincial", "district"):
        return None
    return _LEVELS[head.phrase.level]


def _level(views: Views, rules: Sequence[CompiledRule], patterns: Patterns) -> str | None:
    """The level of a name: a strong rule's, else that of the unit named first."""
    nearest: tuple[int, str] | None = None
    for rule in rules:
        level = rule.get("level")
        found = rule.search(views) if level else None
        if found is None:
            continue
        if level == "city":
            level = _city_level(found.group("city"), patterns)
        elif not rule.get("nearest"):
            return nearest[1] if nearest else (None if level == "none" else str(level))
        if level and (nearest is None or found.start() < nearest[0]):
            nearest = (found.start(), str(level))
    return nearest[1] if nearest else None


def _city_level(city: str, patterns: Patterns) -> str:
    """Cities under the centre rank with provinces, others ranked with districts (until 30 June 2025)."""
    folded = fold_view(city)
    for name in patterns.derive("bodies.cities", _cities):
        if folded.startswith(name) and not folded[len(name) : len(name) + 1].isalpha():
            return "province"
    return "district"


def _cities(patterns: Patterns) -> frozenset[str]:
    entries = [entry for entry in patterns["places"].entries if entry["kind"] == "thành phố"]
    return frozenset(fold_view(name) for entry in entries for name in (entry["name"], *entry.get("also", ())))
