"""How Vietnamese a text reads: the evidence for and against an encoding."""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct, field

from plancli.normalise.syllables import is_possible
from plancli.patterns import Patterns
from plancli.text import lower_view

# What windows-1252 has in place of letters of an old encoding; quotes, dashes and dots are left out, since texts in
# old encodings use them as such.
_SIGNS = "\xa1-\xbf\xd7\xf7ˆ˜†‡‰‹›€™\u0300-\u0323"
_WORD = re.compile(f"[^\\W\\d_](?:[^\\W\\d_]|[{_SIGNS}])*")
# A capital inside of a word in small letters: the wrong encoding, or none.
_SMALL = re.compile("[a-z]")
_CAPITAL = re.compile("[A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ]")


class Tally(Struct):
    """What the words of a text say.

    ``common``, ``possible`` and ``wrong`` count the words with letters outside of ASCII: frequent Vietnamese
    syllables, other possible ones, and those that are none. ``plain`` and ``plain_possible`` count the words of small
    ASCII letters.
    """

    common: int = 0
    possible: int = 0
    wrong: int = 0
    plain: int = 0
    plain_possible: int = 0
    distinct: set[str] = field(default_factory=set)

    @property
    def marked(self) -> int:
        """The words with letters outside of ASCII."""
        return self.common + self.possible + self.wrong

    @property
    def score(self) -> float:
        """From -1 (none of the marked words is Vietnamese) to 1 (all are frequent Vietnamese words)."""
        return (self.common + 0.6 * self.possible - self.wrong) / self.marked if self.marked else 0.0

    @property
    def reads_well(self) -> bool:
        """Whether the words without marks are as in Vietnamese, where next to all are syllables."""
        return self.plain < 4 or self.plain_possible >= 0.6 * self.plain


class Judge:
    """Counts words; each is judged once."""

    def __init__(self, patterns: Patterns) -> None:
        self._patterns = patterns
        self._common: frozenset[str] = patterns.derive("encodings.common", _common)
        self._known: dict[str, int] = {}

    def tally(self, text: str) -> Tally:
        """The words of the text."""
        tally = Tally()
        known = self._known
        for word in _WORD.findall(unicodedata.normalize("NFC", text)):
            kind = known.get(word)
            if kind is None:
                kind = known[word] = self._kind(word)
            if kind == 0:
                tally.plain += 1
            elif kind == 1:
                tally.plain += 1
                tally.plain_possible += 1
            elif kind == 2:
                tally.wrong += 1
            elif kind == 3:
                tally.possible += 1
                tally.distinct.add(word)
            elif kind == 4:
                tally.common += 1
                tally.distinct.add(word)
        return tally

    def _kind(self, word: str) -> int:
        """0, 1: plain, plain and possible; 2, 3, 4: wrong, possible, common; 5: says nothing."""
        if word.isascii():
            if len(word) < 2 or not (word.isalpha() and word.islower()):
                return 5
            return 1 if is_possible(word, self._patterns) else 0
        if _SMALL.search(word) and _CAPITAL.search(word, 1):
            return 2
        if lower_view(word) in self._common:
            return 4
        return 3 if is_possible(word, self._patterns) else 2


def _common(patterns: Patterns) -> frozenset[str]:
    text: str = patterns["encodings"].settings["common"]
    return frozenset(lower_view(word) for word in text.split() if not word.isascii())
