"""Lexicons of the end block: positions (chức vụ) and personal names, from ``patterns/signing.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from msgspec import Struct

from plancli.alphabet import count_letters
from plancli.expressions import compiled, kept
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Views, fold_view, lower_view

_WORD = compiled(r"\S+")
_EDGES = compiled(r"^[^\p{L}]+|[^\p{L}'’]+$")
_JOINTS = compiled(r"(?<=['’\-])")
_NAME_WORD = compiled(r"\p{L}[\p{L}\p{M}]*(?:['’\-]\p{L}[\p{L}\p{M}]*)*['’]?")
# A word of a title read by OCR may differ in one letter; a whole title in one letter of seven.
_LETTERS_A_SLIP = 7
_SHORTEST_SLIPPED = 3
# No name has more words.
LONGEST_NAME = 6
# First words for which the titles that they may begin are kept.
_MOST_WORDS = 5_000
# Ranks, degrees and forms of address before a name are no longer than this.
_LONGEST_TITLES = 240
# H'Yim Niê, K'Brêu: names of the Central Highlands, with the prefix of women and men.
_PREFIXES = ("h'", "k'", "y'")


class Word(NamedTuple):
    """A word of a line: its letters without outer punctuation, folded too, and its offsets in the line."""

    text: str
    fold: str
    start: int
    end: int

    @property
    def caps(self) -> bool:
        """Printed in capitals; one small letter in four may be OCR's."""
        counts = count_letters(self.text)
        if counts is not None:
            return sum(counts) > 0 and counts[1] * 4 <= sum(counts)
        letters = [char for char in self.text if char.isalpha()]
        small = sum(char.islower() for char in letters)
        return bool(letters) and small * 4 <= len(letters)


class Title(NamedTuple):
    """A position found in words: its name, the index after its last word, the letters by which it differs."""

    name: str
    stop: int
    cost: int
    whole: bool


class _Entry(Struct, frozen=True):
    words: tuple[str, ...]
    printed: tuple[str, ...]
    name: str
    whole: bool


def words_of(text: str, start: int = 0, end: int | None = None, most: int | None = None) -> list[Word]:
    """The words in ``[start, end)``, the first ``most`` of them; tokens without a letter are left out."""
    found: list[Word] = []
    # One view for all words; it changes character by character.
    folded = fold_view(text)
    for match in _WORD.finditer(text, start, len(text) if end is None else min(end, len(text))):
        if len(found) == most:
            break
        letters = match.group()
        first, last = match.span()
        if letters.isalpha():
            found.append(Word(letters, folded[first:last], first, last))
            continue
        bare = _EDGES.sub("", letters)
        if bare:
            at = first + letters.index(bare)
            found.append(Word(bare, folded[at : at + len(bare)], first, last))
    return found


# Raise it when positions are read in another way: they are kept.
_FORM = 1


def _positions(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], str, bool]]:
    """The fields of an ``_Entry`` for each position, and for its deputies."""
    for row in rows:
        for position in row["positions"]:
            for name in [position, f"Phó {position}"] if row.get("deputy") else [position]:
                printed = tuple(lower_view(word.text) for word in words_of(name))
                yield tuple(fold_view(word) for word in printed), printed, name, bool(row.get("whole"))


class Signing:
    """The signing lexicon, built once from the patterns."""

    def __init__(self, patterns: Patterns) -> None:
        file = patterns["signing"]
        settings = file.settings
        self.surnames = {lower_view(name) for name in settings["surnames"]}
        folded = {fold_view(name) for name in settings["surnames"] if len(name) >= _SHORTEST_SLIPPED}
        self.folded_surnames = folded - {fold_view(word) for word in settings["not_name"]}
        self.ambiguous = {fold_view(name) for name in settings["ambiguous"]}
        self.not_name = {lower_view(word) for word in settings["not_name"]}
        self.not_in_name = {lower_view(word) for word in settings["not_in_name"]}
        self.not_in_capitals = {lower_view(text) for text in settings["not_in_capitals"]}
        self.places = {lower_view(word) for word in settings["places"]}
        self.body_heads = {fold_view(word) for word in settings["body_heads"]}
        self.qualifiers = [(tuple(fold_view(text).split()), text) for text in settings["qualifiers"]]
        self.qualifiers.sort(key=lambda item: -len(item[0]))
        self.prefixes = {fold_view(text): text for text in settings["prefixes"]}
        self.authorities = [rule for rule in file.rules if rule.get("code")]
        self.approval = file.rule("approval")
        self.notes = [rule for rule in file.rules if rule.get("role") == "note"]
        self.stamp = file.rule("digital-signature")
        self.date = file.rule("date-line")
        self.person_title: CompiledRule = file.rule("person-title")
        self._by_first: dict[str, list[_Entry]] = {}
        self._by_letter: dict[str, list[_Entry]] = {}
        # Titles of several words by their first word without its first letter, which a seal's frame may spoil.
        self._by_tail: dict[str, list[_Entry]] = {}
        self._near: dict[str, list[_Entry]] = {}
        for fields in kept(f"positions {_FORM} {file.digest}", lambda: list(_positions(file.entries))):
            entry = _Entry(*fields)
            self._by_letter.setdefault(entry.words[0][:1], []).append(entry)
            self._by_first.setdefault(entry.words[0], []).append(entry)
            if len(entry.words) > 1 and len(entry.words[0]) >= _SHORTEST_SLIPPED:
                self._by_tail.setdefault(entry.words[0][1:], []).append(entry)
        for group in self._by_first.values():
            group.sort(key=lambda entry: -len(entry.words))

    # --- positions -----------------------------------------------------------------------------------------

    def title_at(self, words: Sequence[Word], index: int, slips: bool = True) -> Title | None:
        """The longest position that begins at a word, its qualifier included; OCR slips only in capitals."""
        prefix = self.prefixes.get(words[index].fold) if index + 1 < len(words) else None
        if prefix:
            found = self._plain_title(words, index + 1, slips)
            if found:
                return found._replace(name=f"{prefix} {found.name}")
        return self._plain_title(words, index, slips)

    def may_sign(self, text: str) -> bool:
        """May a line hold an authority code, an approval or a position? Where words run into signs it always may."""
        words = words_of(text)
        if not all(word.text.isalpha() for word in words):
            return True
        views = Views(text)
        if any(rule.search(views) for rule in self.authorities) or not self.approval.is_absent(views):
            return True
        for index in range(len(words)):  # noqa: SIM110 - asked of most lines in capitals
            if self.title_at(words, index) is not None:
                return True
        return False

    def _plain_title(self, words: Sequence[Word], index: int, slips: bool) -> Title | None:
        first = words[index].fold
        alike: Sequence[_Entry] = self._by_first.get(first, ())
        folds = _folds(words, index) if alike else ()
        same = [entry for entry in alike if folds[: len(entry.words)] == entry.words]
        if same:
            # "Thứ trưởng" and "Thủ trưởng" differ in their marks alone: what is printed decides.
            longest = [entry for entry in same if len(entry.words) == len(same[0].words)]
            printed = tuple(lower_view(word.text) for word in words[index : index + len(same[0].words)])
            entry = next((entry for entry in longest if entry.printed == printed), longest[0])
            return self._qualified(words, Title(entry.name, index + len(entry.words), 0, entry.whole))
        # Most words are no title's, and are known for it.
        if not slips or self._near.get(first) == [] or not words[index].caps:
            return None
        spoilt = self._spoilt(first)
        if not spoilt:
            return None
        best: tuple[int, int, _Entry] | None = None
        folds = folds or _folds(words, index)
        for entry in spoilt:
            cost = _slips(entry.words, folds)
            if cost is not None and (best is None or (-len(entry.words), cost) < best[:2]):
                best = (-len(entry.words), cost, entry)
        if best is None:
            return None
        entry = best[2]
        return self._qualified(words, Title(entry.name, index + len(entry.words), best[1], entry.whole))

    def _spoilt(self, first: str) -> list[_Entry]:
        """The titles whose first word the folded word may be, one letter spoilt."""
        found = self._near.get(first)
        if found is None:
            if len(self._near) > _MOST_WORDS:
                self._near.clear()
            alike = self._by_letter.get(first[:1], ())
            found = [entry for entry in alike if _slips(entry.words[:1], (first,)) is not None]
            for tail in (first, first[1:]):
                found += [entry for entry in self._by_tail.get(tail, ()) if entry.words[0][0] != first[0]]
            self._near[first] = found
        return found

    def _qualified(self, words: Sequence[Word], title: Title) -> Title:
        for folds, text in self.qualifiers:
            stop = title.stop + len(folds)
            if tuple(word.fold for word in words[title.stop : stop]) == folds:
                return title._replace(name=f"{title.name} {text}", stop=stop, whole=False)
        return title

    def qualifier(self, words: Sequence[Word]) -> str | None:
        """The qualifier that the words are as a whole ("THƯỜNG TRỰC" on a line of its own)."""
        folds = tuple(word.fold for word in words)
        return next((text for known, text in self.qualifiers if known == folds), None)

    # --- persons -------------------------------------------------------------------------------------------

    def known_surname(self, word: Word) -> bool:
        """Does the word begin personal names? OCR may have spoilt a mark ("Nguyên", "Trân")."""
        lowered = lower_view(word.text)
        return lowered in self.surnames or word.fold in self.folded_surnames or lowered[:2] in _PREFIXES

    def person(self, words: Sequence[Word], strict: bool = True) -> bool:
        """Are the words just one personal name? ``strict``: its surname must be a known one."""
        if not 2 <= len(words) <= LONGEST_NAME:
            return False
        if not all(_NAME_WORD.fullmatch(word.text) and word.text[0].isupper() for word in words):
            return False
        first = words[0]
        known = self.known_surname(first)
        if first.fold in self.ambiguous and len(words) < 3:
            known = False
        lowered = [lower_view(word.text) for word in words]
        if any(word in self.not_in_name for word in lowered[1:]):
            return False
        if lowered[0] in self.not_name and not (known and len(words) >= 3):
            return False
        caps = [word.text.isupper() for word in words if len(word.text) > 1]
        if all(caps):
            pairs = (f"{left} {right}" for left, right in pairwise(lowered))
            return known and not any(pair in self.not_in_capitals for pair in pairs)
        if any(caps):
            return False
        return known or not strict

    def written(self, words: Sequence[Word]) -> str:
        """The name in the case in which Vietnamese writes names."""
        return " ".join(_capital(word.text) if word.text.isupper() else word.text for word in words)

    def without_title(self, views: Views, start: int, end: int) -> int:
        """Where the name begins behind ranks, degrees and forms of address at ``start``."""
        text = views.text
        # At a word's begin the view of the whole text tells the first letter as well as that of the rest alone.
        alone = not start or text[start - 1].isspace()
        if alone and not self.person_title.may_begin(views.get(self.person_title.view)[start : start + 1]):
            return start
        match = self.person_title.match(Views(text[start : min(end, start + _LONGEST_TITLES)]))
        return start + match.end() if match else start


def signing(patterns: Patterns) -> Signing:
    """The signing lexicon of these patterns."""
    return patterns.derive("endblock.signing", Signing)


def _folds(words: Sequence[Word], index: int) -> tuple[str, ...]:
    return tuple([word.fold for word in words[index : index + 8]])


def _capital(word: str) -> str:
    parts = _JOINTS.split(word)
    return "".join(part[:1].upper() + part[1:].lower() for part in parts)


def _slips(known: tuple[str, ...], folds: tuple[str, ...]) -> int | None:
    """By how many letters the words differ from a known title; ``None`` when by too many."""
    if len(folds) < len(known):
        return None
    cost = 0
    for left, right in zip(known, folds, strict=False):
        if left == right:
            continue
        if left[0] != right[0] and (
            cost or folds[: len(known)][1:] != known[1:] or len("".join(known)) < _LETTERS_A_SLIP
        ):
            # The first letter of all is spoilt where nothing else is.
            return None
        if len(left) < _SHORTEST_SLIPPED or not _one_apart(left, right):
            return None
        cost += 1
        if cost > 1 and cost > sum(map(len, known)) // _LETTERS_A_SLIP:
            return None
    return cost


def _one_apart(left: str, right: str) -> bool:
    """Do two words differ by one letter put in, left out or changed?"""
    if abs(len(left) - len(right)) > 1:
        return False
    if len(left) > len(right):
        left, right = right, left
    index = 0
    while index < len(left) and left[index] == right[index]:
        index += 1
    if len(left) == len(right):
        return left[index + 1 :] == right[index + 1 :]
    return left[index:] == right[index + 1 :]
