"""Names in the case in which Vietnamese writes them.

Letterheads print the names of bodies, and titles print subjects, in capitals; the output gives them as running text
writes them (Nghị định 30/2020/NĐ-CP, Phụ lục II: viết hoa). Names of bodies come from the lexicon of bodies, places
from ``patterns/places.toml``; what neither knows is cased by its position.
"""

from __future__ import annotations

from typing import Literal

from plancli.capitals import is_capitals
from plancli.expressions import compiled
from plancli.extract.bodies import HeadMatch
from plancli.extract.names_tables import Casing, casing
from plancli.normalise.syllables import is_possible
from plancli.patterns import Patterns
from plancli.text import Views, fold_view, lower_view

Mode = Literal["field", "name", "place", "lower"]

_TOKEN = compiled(r"[\p{L}\p{M}\d]+(?:['’&][\p{L}\p{M}\d&]+)*|[^\p{L}\p{M}\d]+")
_SYMBOL = compiled(r"\d*[\p{Lu}\d.]*(?:/\d{4})?[/-]\p{Lu}[\p{L}\d&.]*(?:[/-][\p{Lu}\d][\p{L}\d&.]*)*")
_ROMAN = compiled(r"[IVXL]+")
_SURE_ROMAN = compiled(r"II+|IV|VII+|IX|XI[IVX]+|XIV|XVI*|XX+[IVX]*")
_LETTERS = compiled(r"\p{L}+")
_WORD = compiled(r"[\p{L}\d]+")
_SEPARATOR = compiled(r"([/-])")
_NEXT_WORD = compiled(r"[^\S\n]*([\p{L}\d]+)")
_VOWEL = compiled(r"[aeiouy]")
# Communes' names have at most four syllables, by far the most have two.
_LONGEST_PLACE = 4


def proper_case(name: str, patterns: Patterns) -> str:
    """A body's name in capitals as running text writes it; a name that has small letters stays.

    ``ỦY BAN NHÂN DÂN TỈNH BẮC NINH`` → ``Ủy ban nhân dân tỉnh Bắc Ninh``.
    """
    name = " ".join(name.split())
    if not is_capitals(name):
        return name
    return _Caser(name, casing(patterns), sentence=False).run()


def sentence_case(text: str, patterns: Patterns) -> str:
    """A subject in capitals as a sentence: names of bodies and places cased, symbols put right.

    A text that is not in capitals stays.
    """
    text = " ".join(text.split())
    if not is_capitals(text):
        return text
    return _Caser(text, casing(patterns), sentence=True).run()


class _Caser:
    """One walk over a text in capitals."""

    def __init__(self, text: str, tables: Casing, *, sentence: bool) -> None:
        self.text = text
        self.tables = tables
        self.sentence = sentence
        self.views = Views(text)
        self.out: list[str] = []
        self.mode: Mode = "lower" if sentence else "field"
        self.field_words = 0
        self.previous = ""
        self.behind_head: HeadMatch | None = None

    def run(self) -> str:
        offset = 0
        while offset < len(self.text):
            offset = self._step(offset)
        cased = "".join(self.out)
        first = _LETTERS.search(cased)
        if first is None:
            return cased
        return cased[: first.start()] + cased[first.start()].upper() + cased[first.start() + 1 :]

    def _step(self, offset: int) -> int:
        token = _TOKEN.match(self.text, offset)
        if token is None:  # pragma: no cover - the two alternatives cover every character
            self.out.append(self.text[offset])
            return offset + 1
        word = token.group()
        if not _LETTERS.match(word) and not word[0].isdigit():
            return self._separator(word, token.end())
        for attempt in (self._symbol, self._head, self._short_unit, self._proper, self._unit):
            end = attempt(offset)
            if end is not None:
                if attempt != self._head:
                    self.behind_head = None
                self.previous = lower_view(self.text[offset:end].split()[-1])
                return end
        self.out.append(self._word(word, token.end()))
        self.behind_head = None
        self.previous = lower_view(word)
        return token.end()

    def _separator(self, mark: str, end: int) -> int:
        self.out.append(mark)
        if mark.strip() in ("-", "–") and not self.sentence and self.mode == "lower":
            area = _NUMBERED_AREA.search("".join(self.out[-4:])) is not None
            self.mode, self.field_words = "name" if area else "field", 0
        elif self.mode == "place" and mark.strip():
            self.mode = "lower"
        if self.sentence and (mark.strip()[:1] in (".", "?", "!") and mark.endswith(" ")):
            self.out.append("")
        return end

    def _symbol(self, offset: int) -> int | None:
        found = _SYMBOL.match(self.text, offset)
        if found is None or "/" not in found.group():
            return None
        pieces = _SEPARATOR.split(found.group())
        self.out.append("".join(self.tables.mixed_codes.get(piece, piece) for piece in pieces))
        return found.end()

    def _head(self, offset: int) -> int | None:
        found = self.tables.bodies.find_head(self.views, offset, folded=not self.sentence)
        if self.sentence:
            kind = self.tables.types.match(self.views, offset)
            if kind is not None and (found is None or kind[0] >= found.end):
                return self._kind(offset, kind[0], kind[1].name)
        if found is None or (self.mode == "name" and found.phrase.bare):
            return None
        if found.start > offset or self._is_other_word(found):
            return None
        if self.sentence and not self._is_named(found):
            return None
        phrase = found.phrase.name
        self.out.append(phrase)
        self.field_words = 0
        if self.sentence:
            self.mode = "lower"
        elif found.phrase.named:
            self.mode = "name"
        elif len(phrase.split()) > 2 and lower_view(phrase.split()[0]) in self.tables.small_after:
            self.mode = "lower"
        else:
            self.mode = "field" if found.phrase.open or found.phrase.kind == "body" else "lower"
        self.behind_head = found
        if self.tables.before_places.search(lower_view(phrase)) and "cấp " not in lower_view(phrase):
            return self._names(found.end, self.tables.unit_at_end(phrase))
        if self.sentence and found.phrase.named:
            return self._names(found.end)
        return found.end

    def _is_other_word(self, found: HeadMatch) -> bool:
        """No head: "hội" in "lễ hội"; a place's own words behind a state body ("UBND XÃ ĐOÀN ĐÀO")."""
        if found.phrase.bare:
            return self.previous in self.tables.not_before_bare
        before = self.behind_head.phrase if self.behind_head else None
        return (
            before is not None
            and before.sector in ("state", "police", "military")
            and lower_view(found.phrase.name) in self.tables.unit_unions
        )

    def _names(self, offset: int, unit: str = "") -> int:
        """Write the place's name behind a head that ends with a unit's word ("Đoàn xã")."""
        at = offset
        words = self._place_words(offset, unit)
        known = self.tables.proper.get(" ".join(self.views.lower[start:stop] for start, stop in words))
        if known is not None:
            self.out.append(self.text[at : words[0][0]] + known)
            self.mode = "lower"
            return words[-1][1]
        for start, stop in words:
            self.out.append(self.text[at:start])
            self.out.append(self._capitalised(self.text[start:stop]))
            at, self.mode = stop, "lower"
        return at

    def _is_named(self, found: HeadMatch) -> bool:
        """In a sentence generic words ("trung tâm", "phòng", "cán bộ") stay small."""
        phrase = found.phrase
        if phrase.bare or phrase.kind in ("group", "unit") or lower_view(phrase.name) in self.tables.common:
            return False
        if phrase.open:
            return phrase.sector == "party" or phrase.named
        return phrase.name[0].isupper()

    def _kind(self, offset: int, end: int, name: str) -> int | None:
        """The name of a kind before a number, an issuer or a title."""
        behind = self.views.lower[end : end + 5].strip()
        if not behind.startswith(("số", "của")) or self.previous in self.tables.before_common:
            return None
        printed = lower_view(self.text[offset:end])
        self.out.append(printed[0].upper() + self.text[offset + 1 : end].lower() if name else printed)
        return end

    def _short_unit(self, offset: int) -> int | None:
        found = self.tables.short_units.match(self.text, offset)
        if found is None or (offset and self.text[offset - 1].isalnum()):
            return None
        self.out.append(found.group())
        self.mode = "place"
        return found.end()

    def _proper(self, offset: int) -> int | None:
        found = self.tables.proper_names.match(self.views.lower, offset)
        if found is None:
            return None
        key = " ".join(found.group().split())
        if self.sentence and key == "đảng" and self.previous in ("tổ", "chức", "cấp", "chi"):
            return None
        if key not in self.tables.proper:
            return None
        self.out.append(self.tables.proper[key])
        if self.mode == "place":
            self.mode = "lower"
        elif self.mode == "field":
            self.field_words += 1
        return found.end()

    def _unit(self, offset: int) -> int | None:
        """A unit's kind and its name; in a sentence the name ends at a word that no name holds."""
        found = self.tables.units.match(self.views.lower, offset)
        end = found.end() if found else self._misread_unit(offset)
        if end is None or (found is None and self.sentence):
            return None
        if found is None and (self.mode == "place" or self.previous in self.tables.unit_words):
            return None
        kind = found.group() if found else self.tables.unit_folds[self.views.fold[offset:end]]
        rank = self.previous == "cấp"
        words = [] if rank else self._place_words(end, kind)
        if not words and not self.sentence and self._next_word(end) in self.tables.not_first_in_names:
            return None
        if self.mode == "name" and not words and end < len(self.text):
            return None
        if not words and self.sentence and self._next_word(end) in ("hội", "ủy", "đoàn", "uỷ"):
            return None
        kind = " ".join(self.text[offset:end].lower().split()) if found else kind
        capital = bool(words) and self.text[words[0][0]].isdigit() and kind in ("quận", "phường")
        self.out.append(kind[0].upper() + kind[1:] if capital else kind)
        self.mode = "lower"
        return end if rank else self._names(end, kind)

    def _misread_unit(self, offset: int) -> int | None:
        """A unit's word whose marks OCR spoilt (HUYÊN), where a name follows."""
        token = _TOKEN.match(self.text, offset)
        if (
            token is None
            or self.tables.unit_folds.get(self.views.fold[offset : token.end()]) not in self.tables.misread
        ):
            return None
        if self.tables.not_misread.match(self.views.lower, offset):
            return None
        head = self.behind_head.phrase if self.behind_head else None
        settled = head is not None and not head.named and (not head.open or head.sector == "party")
        if is_possible(token.group(), self.tables.patterns) and not settled:
            return None
        return token.end() if self._place_words(token.end()) else None

    def _next_word(self, offset: int) -> str:
        found = _NEXT_WORD.match(self.views.lower, offset)
        return found.group(1) if found else ""

    def _stops(self, words: list[tuple[int, int]], unit: str) -> frozenset[str]:
        """The words that no place's name begins with or, where ``words`` are read, goes on with."""
        if words:
            return self.tables.ends
        if self.sentence or unit not in self.tables.governed:
            return self.tables.not_first
        head = self.behind_head
        directly = head is not None and (head.phrase.kind == "body" and not head.phrase.bare)
        return frozenset() if directly else self.tables.not_first_in_names

    def _number_follows(self, offset: int) -> bool:
        word = self._next_word(offset)
        return bool(word) and (
            word[0].isdigit() or _ROMAN.fullmatch(word.upper()) is not None or word in ("học", "thứ")
        )

    def _place_words(self, offset: int, unit: str = "") -> list[tuple[int, int]]:
        """The words of the place's name that begins behind a unit's word."""
        start = offset
        while start < len(self.text) and self.text[start] == " ":
            start += 1
        known = self.tables.proper_names.match(self.views.lower, start)
        # A district may be named like a province and go on ("huyện Điện Biên Đông"); in a sentence it rarely does.
        if known and (self.sentence or "-" in known.group()) and " ".join(known.group().split()) in self.tables.proper:
            return [match.span() for match in _WORD.finditer(self.text, start, known.end())]
        words: list[tuple[int, int]] = []
        at = offset
        while True:
            token = _TOKEN.match(self.text, at)
            if token is None:
                break
            word = token.group()
            if not word.strip():
                at = token.end()
                continue
            lowered = self.views.lower[token.start() : token.end()]
            if not (_LETTERS.match(word) or word[0].isdigit()):
                break
            if lowered in self._stops(words, unit) and not (
                lowered in self.tables.ends_before_numbers and not self._number_follows(token.end())
            ):
                break
            if self.tables.units.match(self.views.lower, token.start()) and words:
                break
            if words and self._begins_body(token.start()):
                break
            if word[0].isdigit() and words and not self.text[words[0][0]].isdigit():
                words.append(token.span())
                break
            words.append(token.span())
            at = token.end()
            if word[0].isdigit():
                break
        if self.sentence and len(words) > _LONGEST_PLACE:
            return words[:2]
        return words

    def _begins_body(self, offset: int) -> bool:
        found = self.tables.bodies.find_head(self.views, offset)
        return found is not None and not found.phrase.bare and found.start == offset

    # --- single words ---

    def _word(self, word: str, end: int) -> str:
        if word[0].isdigit():
            return word
        lowered = lower_view(word)
        if self._is_acronym(word) and not self._is_syllable(word, end):
            return word
        if self.mode in ("name", "place"):
            small = lowered == "và" or (lowered == "số" and self._next_word(end)[:1].isdigit())
            return lowered if small and not self.sentence else self._capitalised(word)
        if lowered in self.tables.running or (lowered == "số" and self._next_word(end)[:1].isdigit()):
            self.mode = "lower"
            return word.lower()
        if not self.sentence and lowered == "và":
            # "Giáo dục và Đào tạo", but "quản lý giao thông và vận tải".
            if 0 < self.field_words <= 2:
                self.mode, self.field_words = "field", 0
            return "và"
        if self.mode == "field":
            self.mode, self.field_words = "lower", 1
            return self._capitalised(word)
        self.field_words += 1
        return word.lower()

    def _is_syllable(self, word: str, end: int) -> bool:
        """Does the next word make a usual word of what is an acronym elsewhere: "TƯ VẤN", but "BAN TUYÊN GIÁO TƯ"?"""
        behind = self.tables.syllables_with.get(lower_view(word))
        return behind is not None and lower_view(self._next_word(end)) in behind

    def _is_acronym(self, word: str) -> bool:
        if word != word.upper():
            return True
        if _ROMAN.fullmatch(word) and (_SURE_ROMAN.fullmatch(word) or self.previous in self.tables.before_roman):
            return True
        if len(word) == 1:
            return False
        if word in self.tables.acronyms:
            # Real syllables among them ("an", "tư") are acronyms only next to other acronyms.
            return not is_possible(word.lower(), self.tables.patterns) or (self.mode == "field" and len(word) == 2)
        if is_possible(word.lower(), self.tables.patterns):
            return False
        folded = fold_view(word)
        if self.mode == "place" or (self.mode == "name" and len(_VOWEL.findall(folded)) > 0 and len(word) > 4):
            return False
        return not _VOWEL.search(folded) or not _sounds(folded)

    @staticmethod
    def _capitalised(word: str) -> str:
        if _ROMAN.fullmatch(word) and _SURE_ROMAN.fullmatch(word):
            return word
        lowered = word.lower()
        quote = max(lowered.find("'"), lowered.find("’"))
        if 0 <= quote <= 1 and len(lowered) > quote + 2:
            # M'gar, R'lấp, but H'Leo as printed in capitals cannot be told apart: the first letter only.
            return lowered[0].upper() + lowered[1:]
        return lowered[0].upper() + lowered[1:]


# "Tòa án nhân dân khu vực 3 - Sơn Hà": what follows the number is the area's name.
_NUMBERED_AREA = compiled(r"khu vực \d+ [-–] $")
_CLUSTER = compiled(r"[bcdfghjklmnpqrstvwxz]{4,}|^[bcdfghjklmnpqrstvwxz]{3,}(?<!ngh)|[bcdfghjklmnpqrstvwxz]{3,}$")


def _sounds(folded: str) -> bool:
    """Can the letters be read aloud as a foreign name or a spoilt syllable (LĂK, KRÔNG, QUYÊT)?"""
    return len(folded) > 3 and not _CLUSTER.search(folded) and len(_VOWEL.findall(folded)) * 4 >= len(folded)
