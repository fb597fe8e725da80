"""The nouns and verbs of agencies: what begins a name, and the tables for what goes on with it and what ends it.

What begins a name comes from the lexicon of bodies and from ``patterns/agencies.toml``; all else is data of the
latter file. Spans are half-open offsets of the text.
"""

from __future__ import annotations

from collections.abc import Iterable

import regex
from msgspec import Struct

from plancli.alternation import alternation
from plancli.expressions import compiled
from plancli.extract.bodies import BodyLexicon, lexicon
from plancli.extract.stretches import StretchRule
from plancli.patterns import Patterns
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


def _phrases(phrases: Iterable[str]) -> regex.Pattern[str]:
    """An alternation of phrases on the lower view, longest first, ending at a word's end; any blanks match."""
    return compiled(alternation(map(lower_view, phrases)) + _END)


def _folded(phrases: Iterable[str], exact: Iterable[str]) -> regex.Pattern[str]:
    """Phrases of two words and more without diacritics, for text that a scan has spoilt ("triên khai")."""
    kept = set(phrases) - set(exact)
    return _phrases(fold_view(phrase) for phrase in kept if " " in phrase)


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


def _first_words(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(first_word(lower_view(phrase), 0) for phrase in phrases)


class AgencyWords:
    """The words of agencies, compiled from the patterns of one ``Patterns``."""

    def __init__(self, patterns: Patterns) -> None:
        file = patterns["agencies"]
        settings = file.settings
        self._lexicon: BodyLexicon = lexicon(patterns)
        self._quantifier = _phrases(settings["quantifiers"])
        self._group = _phrases(settings["groups"])
        self._place = _phrases([*settings["places"], *settings["hamlets"]])
        self._hamlets = {lower_view(name) for name in settings["hamlets"]}
        self._last_place = compiled(f"{_START}{self._place.pattern}$")
        quantified = f"{_START}{self._quantifier.pattern}[^\\S\\n]+{self._group.pattern}$"
        self._bare_end = compiled(quantified)
        self._post = _phrases(settings["posts"])
        self._modifier = _phrases([*settings["modifiers"], *settings["places"], *settings["hamlets"]])
        self._person = _phrases(settings["persons"])
        self._sector = _phrases(settings["sectors"])
        self._owner = _phrases(settings["sector_owners"])
        self._acronym = _phrases(settings["acronyms"])
        self._extra = _phrases(settings["heads"])
        self._verbal = _phrases(settings["verbal_heads"])
        self._led = _phrases(settings["led"])
        self._crowd = _phrases(settings["crowds"])
        self._quantified_only = _phrases(settings["quantified_only"])
        self._veto = _phrases(settings["not_heads"])
        self._partner = _phrases(settings["partners"])
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
            for first in _first_words(settings[name]):
                self._nouns.setdefault(first, []).append((expression, kind))
        leaders = patterns["body_names"].settings.get("leaders", ())
        self._heads = _first_words((*(head.name for head in self._lexicon.heads), *leaders))
        self._quantifiers = _first_words(settings["quantifiers"])
        self._holder = compiled(_HOLDER)
        self._stop = compiled(f"{_START}{_phrases(settings['stops']).pattern}")
        self._spoilt_stop = compiled(_START + _folded(settings["stops"], settings["exact_stops"]).pattern)
        self._capital_stop = _phrases(settings["capital_stops"])
        self._weak = compiled(f"{_START}{_phrases(settings['weak']).pattern}")
        self._trailer = compiled(f"{_START}{_phrases(settings['trailers']).pattern}")
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
