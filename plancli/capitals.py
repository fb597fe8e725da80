"""Whether a text is written in capitals."""

from __future__ import annotations

from plancli.alphabet import count_letters
from plancli.expressions import compiled

_LETTERS = compiled(r"\p{L}+")
_LOWERCASE = compiled(r"\p{Ll}+")
# Of the letters of a text in capitals so many are capital.
CAPITALS_SHARE = 0.75


def is_capitals(text: str, share: float = CAPITALS_SHARE) -> bool:
    """Is the text written in capitals, but for codes like TTg and a few slips?"""
    counts = count_letters(text)
    if counts is not None:
        capitals, few = counts
        return capitals + few > 0 and few <= (1 - share) * (capitals + few)
    letters = sum(map(len, _LETTERS.findall(text)))
    small, most = 0, (1 - share) * letters
    for lowercase in _LOWERCASE.finditer(text):
        small += lowercase.end() - lowercase.start()
        if small > most:
            return False
    return letters > 0
