"""Letter-spaced words made whole: ``K Ế  H O Ạ C H`` and words that PDFium divides where letters stand apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import sub

from plancli.readers.pdf.characters import Characters

Span = tuple[int, int]

# In ems: letters stand apart from here on; a blank is wider than the gaps of letters by this much.
_SPACED = 0.04
_LEAST = 0.3  # points
_BLANK = 0.11
# So many single letters at the least, no farther apart than this many ems; blanks between them are wider than the
# smallest gap by this share.
_LETTERS = 4
_FAR = 2.0
_WIDER = 1.35
_LONE_LETTERS = re.compile(r"(?<!\S)[^\W\d_]\s+[^\W\d_]\s+[^\W\d_]\s+[^\W\d_](?!\S)")


def glued_words(characters: Characters, words: Sequence[Span]) -> set[int]:
    """The indexes of the words (as spans of characters) that follow the one before without a blank."""
    return _divided(characters, words) | _single_letters(characters, words)


def _gap(characters: Characters, before: Span, word: Span) -> float:
    return characters.left[word[0]] - characters.right[before[1] - 1]


def _letter_gap(characters: Characters, word: Span) -> float:
    """The usual gap between the letters of a word."""
    start, stop = word
    gaps = sorted(map(sub, characters.left[start + 1 : stop], characters.right[start : stop - 1]))
    return gaps[len(gaps) // 2] if gaps else 0.0


def _divided(characters: Characters, words: Sequence[Span]) -> set[int]:
    """Words behind a blank that the file does not hold, no farther off than the letters of the word before are."""
    text, left, right = characters.text, characters.left, characters.right
    put = {at for at, char in enumerate(text) if char == " " and right[at] <= left[at]}
    found: set[int] = set()
    for index in range(1, len(words)) if put else ():
        before, word = words[index - 1], words[index]
        if before[1] not in put or word[0] != before[1] + 1:
            continue
        if before[1] - before[0] > 1 and left[before[0] + 1] - right[before[0]] < _LEAST:
            continue
        usual = max(_letter_gap(characters, before), _letter_gap(characters, word))
        size = characters.style(word[0]).size
        if usual > _SPACED * size and 0 <= _gap(characters, before, word) <= usual + _BLANK * size:
            found.add(index)
    return found


def _single_letters(characters: Characters, words: Sequence[Span]) -> set[int]:
    found: set[int] = set()
    if not _LONE_LETTERS.search(characters.text):
        return found
    index = 0
    while index < len(words):
        stop = index
        while stop < len(words) and _is_letter(characters, words, stop, index):
            stop += 1
        if stop - index >= _LETTERS:
            gaps = [_gap(characters, words[at - 1], words[at]) for at in range(index + 1, stop)]
            size = characters.style(words[index][0]).size
            limit = max(min(gaps), 0.0) * _WIDER + _SPACED * size
            found.update(index + 1 + at for at, gap in enumerate(gaps) if gap <= limit)
        index = max(stop, index + 1)
    return found


def _is_letter(characters: Characters, words: Sequence[Span], index: int, first: int) -> bool:
    """Is the word one letter, on one line with the letter before it and not far from it?"""
    start, stop = words[index]
    if stop - start != 1 or not characters.text[start].isalpha():
        return False
    if index == first:
        return True
    here, before = characters.style(start), characters.style(words[index - 1][0])
    gap = _gap(characters, words[index - 1], words[index])
    return here.turns == 0 and abs(here.base[1] - before.base[1]) < 0.1 * here.size and 0 <= gap <= _FAR * here.size
