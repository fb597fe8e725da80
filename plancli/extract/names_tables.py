"""Tables for capitals: places, acronyms, proper names, codes with small letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import regex
from msgspec import Struct

from plancli.alternation import alternation
from plancli.expressions import compiled
from plancli.extract.bodies import BodyLexicon, lexicon
from plancli.extract.doctypes import DocTypes, doc_types
from plancli.patterns import Patterns
from plancli.text import fold_view, lower_view


class Place(Struct, frozen=True):
    """A province or city under the centre."""

    kind: str
    name: str
    merged_into: str | None = None
    valid_to: str | None = None
    also: tuple[str, ...] = ()


class Casing(Struct, frozen=True, dict=True):
    """What the tables say about capitals; built once from the patterns."""

    patterns: Patterns
    bodies: BodyLexicon
    types: DocTypes
    places: tuple[Place, ...]

    @cached_property
    def units(self) -> regex.Pattern[str]:
        """Kinds of units, in the lower view."""
        words = sorted(self.patterns["places"].settings["units"], key=len, reverse=True)
        return _phrases(words)

    @cached_property
    def unit_folds(self) -> dict[str, str]:
        """Kinds of units by their folded spelling."""
        return {fold_view(word): word for word in self.patterns["places"].settings["units"]}

    @cached_property
    def unit_words(self) -> frozenset[str]:
        """Kinds of units."""
        return frozenset(self.unit_folds.values())

    @cached_property
    def short_units(self) -> regex.Pattern[str]:
        """Short forms of kinds of units with their stop, in the text as printed."""
        return compiled(r"(?:TP|TX|TT|Tp|Tx|Tt)(?:\.[^\S\n]*|[^\S\n]+)(?=\p{Lu})")

    @cached_property
    def not_first(self) -> frozenset[str]:
        """Words with which no place's name begins behind a unit's word."""
        return self.ends | frozenset(map(lower_view, self.patterns["places"].settings["not_first"]))

    @cached_property
    def ends(self) -> frozenset[str]:
        """Words that end a place's name."""
        return frozenset(map(lower_view, self.patterns["places"].settings["ends"]))

    @cached_property
    def not_first_in_names(self) -> frozenset[str]:
        """Words with which no place's name begins in a body's name, behind a unit that has a people's committee."""
        return frozenset(map(lower_view, self.patterns["places"].settings["not_first_in_names"]))

    @cached_property
    def governed(self) -> frozenset[str]:
        """Kinds of units that have a people's committee."""
        return frozenset(map(lower_view, self.patterns["places"].settings["governed"]))

    @cached_property
    def unit_unions(self) -> frozenset[str]:
        """The Youth Union's heads that are a unit's word with "đoàn"."""
        return frozenset(f"{unit} đoàn" for unit in self.governed)

    def unit_at_end(self, phrase: str) -> str:
        """The kind of unit with a people's committee with which a head ends ("Công an xã", "Huyện ủy"), or ``""``."""
        words = lower_view(phrase).split()
        if words[-1] in ("ủy", "đoàn"):
            words.pop()
        ends = (" ".join(words[-2:]), words[-1]) if words else ()
        return next((end for end in ends if end in self.governed), "")

    @cached_property
    def misread(self) -> frozenset[str]:
        """Kinds of units that OCR may have spoilt."""
        return frozenset(self.patterns["places"].settings["misread"])

    @cached_property
    def not_misread(self) -> regex.Pattern[str]:
        """Words that look like a spoilt kind of unit, in the lower view."""
        return _phrases(sorted(self.patterns["places"].settings["not_misread"], key=len, reverse=True))

    @cached_property
    def ends_before_numbers(self) -> frozenset[str]:
        """Words that end a place's name only before a number."""
        return frozenset(map(lower_view, self.patterns["places"].settings["ends_before_numbers"]))

    @cached_property
    def not_before_bare(self) -> frozenset[str]:
        """Words that make another word of a bare head behind them ("lễ hội")."""
        return frozenset(map(lower_view, self.patterns["body_names"].settings["not_before_bare"]))

    @cached_property
    def common(self) -> frozenset[str]:
        """Heads that are common nouns in a sentence."""
        return frozenset(map(lower_view, self.patterns["body_names"].settings["common"]))

    @cached_property
    def before_common(self) -> frozenset[str]:
        """Words behind which the name of a kind is a common noun ("ý kiến kết luận của …")."""
        return frozenset(map(lower_view, self.patterns["body_names"].settings["before_common"]))

    @cached_property
    def before_places(self) -> regex.Pattern[str]:
        """Ends of heads that a place's name follows: units, and bodies named by their unit (huyện ủy, tỉnh đoàn)."""
        units = "|".join(
            map(regex.escape, sorted(map(lower_view, self.unit_words), key=lambda unit: (-len(unit), unit)))
        )
        return compiled(rf"(?<![\p{{L}}])(?:{units}|(?:tỉnh|thành|huyện|quận|thị) (?:ủy|đoàn))$")

    @cached_property
    def proper(self) -> dict[str, str]:
        """Proper names by their lower view: provinces, laws, and words that keep their capital."""
        table: dict[str, str] = {}
        for place in self.places:
            for name in (place.name, *place.also):
                table.setdefault(lower_view(name), name)
        for word in self.patterns["body_names"].settings["proper"]:
            table.setdefault(lower_view(word), word)
        kinds = {"L": "Luật", "BL": "Bộ luật", "PL": "Pháp lệnh"}
        for entry in self.patterns["laws"].entries:
            for name in entry.get("names", ()):
                table.setdefault(lower_view(f"{kinds[entry['kind']]} {name}"), f"{kinds[entry['kind']]} {name}")
        return table

    @cached_property
    def proper_names(self) -> regex.Pattern[str]:
        """The proper names, longest first."""
        return _phrases(sorted(self.proper, key=len, reverse=True))

    @cached_property
    def provinces(self) -> dict[str, Place]:
        """Provinces by the folded names."""
        return {fold_view(name): place for place in self.places for name in (place.name, *place.also)}

    @cached_property
    def syllables_with(self) -> Mapping[str, frozenset[str]]:
        """Acronyms that are a syllable before certain words, each with those words, on the lower view."""
        table = self.patterns["body_names"].settings["syllables_with"]
        return {lower_view(word): frozenset(map(lower_view, others)) for word, others in table.items()}

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """Acronyms that could be read as syllables."""
        return frozenset(self.patterns["body_names"].settings["acronyms"])

    @cached_property
    def running(self) -> frozenset[str]:
        """Words that end the capitalised stretch of a name."""
        return frozenset(map(lower_view, self.patterns["body_names"].settings["running"]))

    @cached_property
    def small_after(self) -> frozenset[str]:
        """First words of heads whose field is written small."""
        return frozenset(self.patterns["body_names"].settings["small_after"])

    @cached_property
    def before_roman(self) -> frozenset[str]:
        """Words that Roman numbers follow."""
        return frozenset(map(lower_view, self.patterns["body_names"].settings["before_roman"]))

    @cached_property
    def mixed_codes(self) -> dict[str, str]:
        """Codes with small letters by their capitals: TTG → TTg, CTR → CTr."""
        codes = {code for kind in self.types.kinds for code in (kind.code, *kind.symbols)}
        codes |= {code for body in self.bodies.bodies if body.sector != "text" for code in body.codes}
        plain = {code for code in codes if code == code.upper()} - {"TTG", "CTR", "TTR"}
        mixed = sorted((code for code in codes if code != code.upper() and code.isalnum()), reverse=True)
        return {code.upper(): code for code in mixed if code.upper() not in plain and code != "Ttg"}


def casing(patterns: Patterns) -> Casing:
    """The tables for capitals, built once."""
    return patterns.derive("casing", _build)


def _build(patterns: Patterns) -> Casing:
    places = tuple(
        Place(
            entry["kind"], entry["name"], entry.get("merged_into"), entry.get("valid_to"), tuple(entry.get("also", ()))
        )
        for entry in patterns["places"].entries
    )
    return Casing(patterns, lexicon(patterns), doc_types(patterns), places)


def _phrases(words: Sequence[str]) -> regex.Pattern[str]:
    return compiled(rf"{alternation(map(lower_view, words))}(?![\p{{L}}\p{{M}}\d])")
