"""How labels are counted: Roman and Arabic numbers, the Vietnamese order of letters, ordinal words."""

from __future__ import annotations

from plancli.expressions import compiled

_ROMAN = compiled(r"(?=[IVXLC])L?X{0,4}(?:IX|IV|V?I{0,4})(?:)")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

# Nghị định 30/2020/NĐ-CP, Phụ lục I: điểm are lettered in the order of the Vietnamese alphabet; lists typed by habit
# run a b c d e f. A list keeps to one of the two.
VIETNAMESE = "abcdđeghiklmnopqrstuvxy"
LATIN = "abcdefghijklmnopqrstuvwxyz"

_WORDS = {
    "nhất": 1,
    "một": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}


def roman(label: str) -> int | None:
    """The value of a Roman number up to the nineties, ``None`` when it is none. ``IIII`` is let pass."""
    label = label.upper()
    if not label or _ROMAN.fullmatch(label) is None:
        return None
    total = 0
    for char, after in zip(label, [*label[1:], ""], strict=True):
        value = _ROMAN_VALUES[char]
        total += -value if after and _ROMAN_VALUES[after] > value else value
    return total


def to_roman(number: int) -> str:
    """The Roman number of 1 … 89."""
    out = ""
    for value, sign in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            out += sign
            number -= value
    return out


def ordinal_word(word: str) -> int | None:
    """The value of an ordinal word (``nhất`` → 1, ``mười hai`` → 12)."""
    parts = word.lower().split()
    if len(parts) == 2 and parts[0] == "mười" and parts[1] in _WORDS:
        return 10 + _WORDS[parts[1]]
    return _WORDS.get(parts[0]) if len(parts) == 1 else None


def letter_step(before: str, after: str) -> int | None:
    """How many places ``after`` stands behind ``before``: 1 is its successor in either alphabet.

    Zero or less for a repeat or a step back, ``None`` where a letter is in no alphabet.
    """
    steps = [
        alphabet.index(after) - alphabet.index(before)
        for alphabet in (VIETNAMESE, LATIN)
        if before in alphabet and after in alphabet
    ]
    if not steps:
        return None
    return 1 if 1 in steps else min(steps, key=abs)


def letter_place(label: str) -> int:
    """The letter's place, from 1, in the Vietnamese order (or the Latin one where it has none there)."""
    label = label.lower()
    return (VIETNAMESE.index(label) if label in VIETNAMESE else LATIN.index(label)) + 1


def numbers(label: str) -> tuple[int, ...]:
    """A decimal label's numbers: ``2.10`` → (2, 10)."""
    return tuple(int(part) for part in label.split("."))
