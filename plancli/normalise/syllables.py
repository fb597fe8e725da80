"""Which words can be Vietnamese syllables, and which words of a text look Vietnamese and cannot be.

The rules are those of the orthography: an onset, a rime, one tone; ``k``, ``gh`` and ``ngh`` before e ê i y,
``c``, ``g`` and ``ng`` before the rest; a rime closed by p, t, c or ch takes sắc or nặng. There is no list of
words, so a slip that makes another real syllable (``phô biến``) is not seen. Tables and exceptions are data:
``patterns/syllables.toml``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

import regex
from msgspec import Struct

from plancli.expressions import compiled, kept
from plancli.patterns import PatternFile, Patterns
from plancli.text import NormSpan

_TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng"}
_QUALITY = "ăâêôơư"
_VOWELS = "aăâeêioôơuưy"
_LETTERS = frozenset("abcdđeghiklmnopqrstuvxy" + _QUALITY)
_FRONT = tuple("eêiy")
_STOPS = ("p", "t", "c", "ch")

# A run of letters that touches no digit, apostrophe, at-sign, backslash or underscore, nor another run across
# a hyphen or full stop.
_WORD = compiled(
    r"(?<![\p{L}\p{M}\d'’@_\\]|[\p{L}\d][-.])[\p{L}\p{M}]++(?!['’]?\d|['’@_\\]|-[\p{L}\d]|\.[\p{L}\d])",
    regex.VERSION1,
)
# A stretch of the text at a time, up to a token's end.
_CHUNK = compiled(r"(?s:.{1,4000})\S*+")
# So many tokens of a stretch are looked for one by one.
_FEW = 8
# Words whose answer is kept.
_MOST_KNOWN = 50_000
_JOINED = compiled(r"(\p{Lu}?\p{Ll}++)(\p{Lu}\p{Ll}++)", regex.VERSION1)


class Syllables:
    """The tables, each brought from the store when it is first asked for: most texts need one of them."""

    def __init__(self, file: PatternFile) -> None:
        self._file = file

    @cached_property
    def spellings(self) -> frozenset[str]:
        """All spellings without tone."""
        return self._table("spellings", lambda: self._sets[0])

    @cached_property
    def name_spellings(self) -> frozenset[str]:
        """Those of the minorities' names that are no others."""
        return self._table("names", lambda: self._sets[1])

    @cached_property
    def look_alikes(self) -> frozenset[str]:
        """All spellings without any mark."""
        return self._table("look-alikes", lambda: self._sets[2])

    @cached_property
    def excepted(self) -> frozenset[str]:
        """The words excepted."""
        return frozenset(word for entry in self._file.entries for word in entry["words"])

    def _table(self, name: str, build: Callable[[], frozenset[str]]) -> frozenset[str]:
        return kept(f"syllables {name} {_FORM} {self._file.digest}", build)

    @cached_property
    def _sets(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        return _sets(self._file)


class _Toned(Struct, frozen=True):
    """A word without its tone: the spelling, the tone's name (``None``: level), the index of its letter."""

    spelling: str
    tone: str | None
    at: int


def tables(patterns: Patterns) -> Syllables:
    """The syllable tables of ``patterns/syllables.toml``."""
    return patterns.derive("syllables", lambda patterns: Syllables(patterns["syllables"]))


# Raise it when the tables below are built in another way: they are kept.
_FORM = 2


def _sets(file: PatternFile) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    onsets, rimes, names = (file.settings[key] for key in ("onsets", "rimes", "names"))
    front = [rime for rime in [*rimes["all"], *rimes["inner"]] if rime.startswith(_FRONT)]
    back = [rime for rime in rimes["all"] if not rime.startswith(_FRONT)]
    spellings = {*rimes["all"], *rimes["initial"]}
    spellings |= _joined(onsets["any"], [*front, *back])
    spellings |= _joined(onsets["front"], front)
    spellings |= _joined(onsets["back"], back)
    spellings |= _joined(["qu"], rimes["qu"]) | _joined(["gi"], rimes["gi"])
    heads = ["", "gi", "qu", *(onset for kind in onsets.values() for onset in kind), *names["onsets"]]
    vowels = [*rimes["all"], *rimes["inner"], *names["rimes"]]
    foreign = _joined(names["onsets"], vowels) | _joined(heads, names["rimes"])
    foreign |= _joined(heads, _joined(names["vowels"], names["codas"]))
    look_alikes = frozenset(_ascii(spelling) for spelling in spellings)
    return frozenset(spellings), frozenset(foreign - spellings), look_alikes


def _joined(heads: Iterable[str], tails: Iterable[str]) -> set[str]:
    tails = list(tails)
    return {head + tail for head in heads for tail in tails}


def is_possible(word: str, patterns: Patterns | None = None) -> bool:
    """Whether the word can be one Vietnamese syllable; case and the form of Unicode do not matter.

    The tone stands on the vowel with a quality mark where there is one (``quyết``); else on any vowel, since
    both ``hòa`` and ``hoà`` are in use and typists put it elsewhere (``hòan``).
    """
    toned = _toned(word)
    return toned is not None and _is_syllable(toned, tables(patterns or Patterns.builtin()))


def suspects(text: str, patterns: Patterns | None = None) -> list[NormSpan]:
    """The words of NFC text that carry a Vietnamese letter and are neither possible syllables nor excepted.

    Left alone are acronyms, symbols and codes, short forms without a vowel, names from the minorities' and
    foreign languages, loanwords, and whatever touches a digit, an apostrophe or (letter to letter) a hyphen.
    Two syllables joined at a capital (``trưởngBộ``) are suspect.
    """
    patterns = patterns or Patterns.builtin()
    sound = patterns.derive("sound tokens", _no_tokens)
    if len(sound) > _MOST_KNOWN:
        sound.clear()
    found: list[NormSpan] = []
    for chunk in _CHUNK.finditer(text):
        strange = set(chunk.group().split()) - sound
        if strange:
            # What is a word is told by the characters that touch it, so that each token answers for itself.
            unsound = {token for token in strange if _suspects(token, patterns)}
            sound |= strange - unsound
            if len(unsound) > _FEW:
                found += _suspects(text, patterns, *chunk.span())
            elif unsound:
                for start, end in sorted(span for token in unsound for span in _places(text, token, *chunk.span())):
                    found += _suspects(text, patterns, start, end)
    return found


def _places(text: str, token: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the token stands between blanks."""
    at = text.find(token, start, end)
    while at >= 0:
        stop = at + len(token)
        if (at == start or text[at - 1].isspace()) and (stop == end or text[stop].isspace()):
            yield at, stop
        at = text.find(token, stop, end)


def _no_tokens(_: Patterns) -> set[str]:
    """The tokens between blanks in which nothing is suspect, filled as they are met."""
    return set()


def _suspects(text: str, patterns: Patterns, start: int = 0, end: int | None = None) -> list[NormSpan]:
    syllables = tables(patterns)
    known = patterns.derive("suspect words", _no_words)
    if len(known) > _MOST_KNOWN:
        known.clear()
    found = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        word = match.group()
        if len(word) == 1 or word.isascii():
            continue
        if word not in known:
            known[word] = _is_suspect(word, syllables)
        if known[word]:
            found.append(NormSpan(*match.span()))
    return found


def _no_words(_: Patterns) -> dict[str, bool]:
    """Of each word whether it is suspect, filled as words are met."""
    return {}


def _is_suspect(word: str, syllables: Syllables) -> bool:
    lowered = word.lower()
    if lowered in syllables.excepted:
        return False
    if not (word.islower() or word.isupper() or word.istitle()):
        return _is_joined(word, syllables)
    toned = _toned(lowered)
    if toned is None:
        # Two tones among Vietnamese letters: words run together, or a misread letter. Else a foreign word.
        return word.islower() and _is_vietnamese(lowered)
    if not any(char in _VOWELS for char in toned.spelling) or _is_syllable(toned, syllables):
        return False
    if word.isupper() and toned.tone is None:
        # An acronym, but for a syllable that lacks its tone (QUYÊT); Đ alone is an initial (ĐUP).
        return _lacks_tone(toned, syllables) and any(char in _QUALITY for char in toned.spelling)
    if not word.islower() and _is_name(toned, syllables):
        return False
    return not _is_loanword(lowered, syllables)


def _toned(word: str) -> _Toned | None:
    """The word taken apart; ``None`` when it holds two tones or a letter that Vietnamese does not use."""
    letters: list[str] = []
    tone, at = None, -1
    for char in unicodedata.normalize("NFC", word).lower():
        marks = unicodedata.normalize("NFD", char)
        base = "".join(mark for mark in marks if mark not in _TONES)
        if len(base) < len(marks):
            if tone is not None:
                return None
            tone, at = next(_TONES[mark] for mark in marks if mark in _TONES), len(letters)
        letters.append(unicodedata.normalize("NFC", base))
    spelling = "".join(letters)
    if len(spelling) != len(letters) or not all(char in _LETTERS or char in "fjwz" for char in spelling):
        return None
    return _Toned(spelling, tone, at)


def _is_vietnamese(lowered: str) -> bool:
    """Whether all letters are Vietnamese ones, tones left aside."""
    bases = unicodedata.normalize("NFD", lowered)
    stripped = unicodedata.normalize("NFC", "".join(char for char in bases if char not in _TONES))
    return all(char in _LETTERS for char in stripped)


def _is_syllable(toned: _Toned, syllables: Syllables) -> bool:
    if toned.spelling not in syllables.spellings or not _tone_in_place(toned):
        return False
    return not _lacks_tone(toned, syllables)


def _lacks_tone(toned: _Toned, syllables: Syllables) -> bool:
    """A syllable closed by a stop without sắc or nặng."""
    closed = toned.spelling in syllables.spellings and toned.spelling.endswith(_STOPS)
    return closed and toned.tone not in ("sắc", "nặng")


def _tone_in_place(toned: _Toned) -> bool:
    if toned.tone is None:
        return True
    marked = [index for index, char in enumerate(toned.spelling) if char in _QUALITY]
    return toned.at == marked[-1] if marked else toned.spelling[toned.at] in _VOWELS


def _is_name(toned: _Toned, syllables: Syllables) -> bool:
    """A name of a minority's language, or a foreign one, no syllable even without its marks (``José``)."""
    if toned.spelling in syllables.name_spellings:
        return not toned.spelling.endswith(_STOPS) or toned.tone in ("sắc", "nặng")
    return _is_western(toned) and _ascii(toned.spelling) not in syllables.look_alikes


def _is_western(toned: _Toned) -> bool:
    """Whether the marks are such as Western languages use too."""
    marks = {char for char in toned.spelling if char in _QUALITY or char == "đ"}
    return marks <= set("âêôă") and toned.tone in (None, "sắc", "huyền", "ngã")


def _ascii(spelling: str) -> str:
    return "".join(unicodedata.normalize("NFD", char)[0] for char in spelling).replace("đ", "d")


def _is_joined(word: str, syllables: Syllables) -> bool:
    """Two syllables without the blank between them, the second with a capital."""
    match = _JOINED.fullmatch(word)
    if match is None:
        return False
    halves = [_toned(half) for half in match.groups()]
    return all(half is not None and _is_syllable(half, syllables) for half in halves)


def _is_loanword(lowered: str, syllables: Syllables) -> bool:
    """Whether the word falls into two or more syllables as loanwords have them (``xêri``, ``bêtông``).

    They bear no tone but a sắc before a stop, and each syllable but the first begins with a consonant. A
    syllable without any mark may end in a stop without tone (``ôxit``).
    """
    reachable = {0: 0}
    for end in range(1, len(lowered) + 1):
        for start in range(max(0, end - 6), end):
            if start not in reachable or (start and _ascii(lowered[start]) in _VOWELS):
                continue
            if _is_loan_syllable(lowered[start:end], syllables):
                reachable[end] = reachable[start] + 1
                break
    return reachable.get(len(lowered), 0) > 1


def _is_loan_syllable(piece: str, syllables: Syllables) -> bool:
    toned = _toned(piece)
    if toned is None or toned.spelling not in syllables.spellings or not _tone_in_place(toned):
        return False
    if toned.tone is None:
        return not toned.spelling.endswith(_STOPS) or piece.isascii()
    return toned.tone == "sắc" and toned.spelling.endswith(_STOPS)
