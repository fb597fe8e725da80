"""The characters that nearly all texts are made of, each as one byte: what is asked of every character is a table.

Vietnamese letters, ASCII and the usual signs are fewer than 256, so that a text in them becomes bytes in one pass of
C, and one more pass gives another spelling of it (``respelt``), its *shape* (``shape``: of each character only what
kind it is) or counts. A text with any other character gives ``None``; who asks then goes the longer way.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Callable

_SIGNS = "\u2010\u2011\u2012\u2013\u2014\u2212“”‘’«»…•\xa0°§ð"


def _characters() -> str:
    """All of them; the first must be NUL for the fast kind of encoding table."""
    letters = [
        unicodedata.normalize("NFC", vowel + tone)
        for vowel in "aăâeêioôơuưy"
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    ]
    letters.append("đ")
    known = dict.fromkeys(["\0", *map(chr, range(32, 127)), *"\t\n\f\r", *_SIGNS])
    known |= dict.fromkeys([*letters, *map(str.upper, letters)])
    return "".join(known)


CHARACTERS = _characters()
# The rest of the table: private characters, which are signs and stay as they are.
_FILL = "".join(map(chr, range(0xE000, 0xE000 + 256 - len(CHARACTERS))))
_CODES = codecs.charmap_build(CHARACTERS + _FILL)


def coded(text: str) -> bytes | None:
    """The text with each character as its byte; ``None`` when it holds another character."""
    try:
        codes = codecs.charmap_encode(text, "strict", _CODES)[0]
    except UnicodeEncodeError:
        return None
    return codes


def is_usual(text: str, but: str = "") -> bool:
    """Is the text made of the usual characters alone, without those of ``but``?"""
    return coded(text) is not None and not any(char in text for char in but)


def spelling(respell: Callable[[str], str]) -> str:
    """A table for ``respelt`` that writes each character as the function does."""
    return "".join(map(respell, CHARACTERS)) + _FILL


def respelt(text: str, table: str) -> str | None:
    """The text with each character written as the table says; ``None`` when it holds another character."""
    try:
        codes = codecs.charmap_encode(text, "strict", _CODES)[0]
    except UnicodeEncodeError:
        return None
    return codecs.charmap_decode(codes, "strict", table)[0]


# --- shapes ---

CAPITAL, SMALL, DIGIT, BLANK, LINE_END, SIGN = b"Aa1 \n."


def _kind(character: str) -> int:
    category = unicodedata.category(character)
    if character in "\n\f\r":
        return LINE_END
    if category == "Lu":
        return CAPITAL
    if category == "Ll":
        return SMALL
    if category == "Nd":
        return DIGIT
    return BLANK if character.isspace() else SIGN


_SHAPES = bytes(map(_kind, CHARACTERS)) + bytes([SIGN]) * len(_FILL)
_CAPITALS = bytes(code for code in range(256) if _SHAPES[code] == CAPITAL)
_SMALLS = bytes(code for code in range(256) if _SHAPES[code] == SMALL)


def shape(text: str) -> bytes | None:
    """Of each character its kind, as ``A a 1 . \\n`` and a blank; ``None`` when the text holds another character."""
    codes = coded(text)
    return None if codes is None else codes.translate(_SHAPES)


def count_letters(text: str) -> tuple[int, int] | None:
    """How many capital letters and how many small ones; ``None`` when the text holds another character."""
    try:
        codes = codecs.charmap_encode(text, "strict", _CODES)[0]
    except UnicodeEncodeError:
        return None
    others = len(codes.translate(None, _SMALLS))
    return others - len(codes.translate(None, _CAPITALS + _SMALLS)), len(codes) - others
