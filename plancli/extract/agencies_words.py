"""The nouns and verbs of agencies: what begins a name, and the tables for what goes on with it and what ends it.

What begins a name comes from the lexicon of bodies and from ``patterns/agencies.toml``; all else is data of the
latter file. Spans are half-open offsets of the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import regex
from msgspec import Struct

from plancli.alternation import alternation
from plancli.expressions import compiled, kept
from plancli.extract.bodies import BodyLexicon, lexicon
from plancli.extract.stretches import StretchRule
from plancli.patterns import PatternFile, Patterns
from plancli.text import Views, fold_view, lower_view

_END = r"(?![\p{L}\p{M}\d])"
_START = r"(?<![\p{L}\p{M}\d])"
_FIRST = compiled(r"[\p{L}\p{M}\d]+")
_JOINTS = compiled(r"[;,]\s*|\s(?:và|của|các|với|cho|đến|tại|ở)\s")
# An office with its holder: "Tổ trưởng: Nguyễn Thị Loan", "Hiệu trưởng (Bà Lê Thị An)".
_HOLDER = (
    r"[\p{L} ]{4,60}\s*[:(]\s*(?:(?:[Đđ]ồng chí|[Đđ]/c|[Ôô]ng|[Bb]à|[Tt]hầy|[Cc]ô)\s+)?"
    r"(?P<name>\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+){1,4})\)?"
)


class Item(Struct, frozen=True):
    """A noun that begins a name: its own start (quantifier left out), its end, and how it was recognised."""

    start: int
    end: int
    kind: str
    quantified: bool = False


# Raise it when the tables are made in another way: they are kept.
_FORM = 1
# The lists of phrases that stand for one kind of word together.
_TOGETHER = {"places": ("places", "hamlets"), "modifiers": ("modifiers", "places", "hamlets")}


def _phrases(phrases: Iterable[str]) -> str:
    """An alternation of phrases on the lower view, longest first, ending at a word's end; any blanks match."""
    return alternation(map(lower_view, phrases)) + _END


def _folded(phrases: Iterable[str], exact: Iterable[str]) -> str:
    """Phrases of two words and more without diacritics, for text that a scan has spoilt ("triên khai")."""
    kept = set(phrases) - set(exact)
    return _phrases(fold_view(phrase) for phrase in kept if " " in phrase)


def _first_words(phrases: Iterable[str]) -> list[str]:
    return sorted({first_word(lower_view(phrase), 0) for phrase in phrases})


class _Tables:
    """The lists of phrases of ``patterns/agencies.toml`` as expressions, their first words, and the lower forms."""

    def __init__(self, file: PatternFile) -> None:
        self._expressions, self._firsts, hamlets = kept(
            f"agency words {_FORM} {file.digest}", lambda: self._made(file.settings)
        )
        self.hamlets = frozenset(hamlets)

    @staticmethod
    def _made(settings: dict[str, Any]) -> tuple[dict[str, str], dict[str, list[str]], list[str]]:
        lists = {name: value for name, value in settings.items() if isinstance(value, list)}
        joined = {name: [phrase for part in parts for phrase in lists[part]] for name, parts in _TOGETHER.items()}
        expressions = {name: _phrases(phrases) for name, phrases in (lists | joined).items()}
        expressions["spoilt_stops"] = _folded(lists["stops"], lists["exact_stops"])
        firsts = {name: _first_words(phrases) for name, phrases in lists.items()}
        return expressions, firsts, [lower_view(name) for name in lists["hamlets"]]

    def expression(self, name: str, before: str = "", behind: str = "") -> regex.Pattern[str]:
        """Any phrase of the list, between two more expressions."""
        return compiled(before + self._expressions[name] + behind)

    def source(self, name: str) -> str:
        """The expression of the list as it is written."""
        return self._expressions[name]

    def firsts(self, name: str) -> frozenset[str]:
        """The first words of the list's phrases."""
        return frozenset(self._firsts[name])


def skip_blanks(text: str, offset: int) -> int:
    """The offset behind blanks."""
    while offset < len(text) and text[offset] in " \t":
        offset += 1
    return offset


def first_word(text: str, offset: int) -> str:
    """The letters and digits at the offset: a phrase that begins there begins with just them, for behind its first word
    stands a blank, a sign or its end."""
    found = _FIRST.match(text, offset)
    return found.group() if found else ""


class AgencyWords:
    """The words of agencies, compiled from the patterns of one ``Patterns``."""

    def __init__(self, patterns: Patterns) -> None:
        file = patterns["agencies"]
        tables = _Tables(file)
        self._lexicon: BodyLexicon = lexicon(patterns)
        self._quantifier = tables.expression("quantifiers")
        self._group = tables.expression("groups")
        self._place = tables.expression("places")
        self._hamlets = tables.hamlets
        self._last_place = tables.expression("places", _START, "$")
        self._bare_end = tables.expression("quantifiers", _START, f"[^\\S\\n]+{tables.source('groups')}$")
        self._post = tables.expression("posts")
        self._modifier = tables.expression("modifiers")
        self._person = tables.expression("persons")
        self._sector = tables.expression("sectors")
        self._owner = tables.expression("sector_owners")
        self._acronym = tables.expression("acronyms")
        self._extra = tables.expression("heads")
        self._verbal = tables.expression("verbal_heads")
        self._led = tables.expression("led")
        self._crowd = tables.expression("crowds")
        self._quantified_only = tables.expression("quantified_only")
        self._veto = tables.expression("not_heads")
        self._partner = tables.expression("partners")
        # The expressions of nouns by the first words of their phrases: most words begin none.
        self._nouns: dict[str, list[tuple[regex.Pattern[str], str]]] = {}
        for expression, kind, name in (
            (self._extra, "body", "heads"),
            (self._post, "person", "posts"),
            (self._person, "person", "persons"),
            (self._crowd, "person", "crowds"),
            (self._group, "group", "groups"),
            (self._acronym, "body", "acronyms"),
        ):
            for first in tables.firsts(name):
                self._nouns.setdefault(first, []).append((expression, kind))
        names = patterns["body_names"]
        heads = self._lexicon.heads
        self._heads: frozenset[str] = kept(
            f"first words of bodies {_FORM} {names.digest}",
            lambda: frozenset(_first_words((*(head.name for head in heads), *names.settings.get("leaders", ())))),
        )
        self._quantifiers = tables.firsts("quantifiers")
        self._holder = compiled(_HOLDER)
        self._stop = tables.expression("stops", _START)
        self._spoilt_stop = tables.expression("spoilt_stops", _START)
        self._capital_stop = tables.expression("capital_stops")
        self._weak = tables.expression("weak", _START)
        self._trailer = tables.expression("trailers", _START)
        self._names = [StretchRule(rule) for rule in file.rules if rule.get("kind") in ("name", "whole")]
        self._notes = [rule for rule in file.rules if rule.get("kind") == "note"]

    # --- what begins a name ---------------------------------------------------------------------------------

    def item_at(self, views: Views, offset: int, limit: int | None = None) -> Item | None:
        """The noun that begins a name at ``offset``, quantifiers allowed before it."""
        text = views.lower
        limit = len(text) if limit is None else limit
        if offset >= limit or (offset and text[offset - 1].isalnum()):
            return None
        quantified = False
        start = offset
        first = first_word(text, offset)
        leading = self._quantifier.match(text, offset, limit) if first in self._quantifiers else None
        if leading is not None:
            start = skip_blanks(text, leading.end())
            quantified = True
        found = self._noun(views, start, limit)
        place = self._place.match(text, start, limit) if found is None and quantified else None
        if place is not None:
            found = place.end(), "unit"
        if found is None and quantified:
            found = self._noun(views, offset, limit)
            start = offset
        if found is None:
            return None
        end, kind = found
        if not quantified and (bare := self._quantified_only.match(text, start, limit)) and bare.end() >= end:
            return None
        if (verbal := self._verbal.match(text, start, limit)) and verbal.end() >= end:
            following = skip_blanks(text, end)
            leading = self._quantifier.match(text, following, limit)
            following = skip_blanks(text, leading.end()) if leading else following
            if following < limit and not quantified and not self._led.match(text, following, limit):
                return None
        return Item(start, end, kind, quantified)

    def _noun(self, views: Views, start: int, limit: int) -> tuple[int, str] | None:
        text = views.lower
        first = first_word(text, start)
        best: tuple[int, str] | None = None
        head = self._lexicon.find_head(views, start) if first in self._heads else None
        if head is not None and head.end <= limit:
            best = (head.end, head.phrase.kind)
        for expression, kind in self._nouns.get(first, ()):
            match = expression.match(text, start, limit)
            if match and (best is None or match.end() > best[0]):
                best = (match.end(), kind)
        if best is None:
            return None
        veto = self._veto.match(text, start, limit)
        return None if veto and veto.end() >= best[0] else best

    def partner_at(self, views: Views, offset: int, limit: int) -> Item | None:
        """A noun that names an agency only where it says whom to work with ("phối hợp với gia đình")."""
        match = self._partner.match(views.lower, offset, limit)
        return Item(offset, match.end(), "partner") if match else None

    def head_at(self, views: Views, offset: int, limit: int | None = None) -> int | None:
        """The end of the phrase with which an agency's name begins at ``offset``, or ``None``."""
        item = self.item_at(views, offset, limit)
        return item.end if item else None

    def is_post(self, views: Views, item: Item) -> bool:
        """Whether the noun is an office that one person holds ("Giám đốc")."""
        return item.kind == "person" and self._post.match(views.lower, item.start) is not None

    def stop_at(self, views: Views, offset: int) -> int | None:
        """The end of the verb or cue that begins at ``offset``, or ``None``."""
        match = self._stop.match(views.lower, offset)
        return match.end() if match else None

    def ends_in_group(self, text: str) -> bool:
        """Whether lower-case text ends in a noun that is no agency of its own ("của cơ quan")."""
        last = _JOINTS.split(text)[-1].strip()
        return self._group.fullmatch(last) is not None
