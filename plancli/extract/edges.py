"""What stands next to a place in a long text, without a copy of all that lies before or behind it."""

from __future__ import annotations

import re

_NOT_BLANK = re.compile(r"\S")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def char_before(text: str, start: int, end: int, passed: str = "") -> str:
    """The last character of ``[start, end)`` that is neither blank nor one of ``passed``; ``""`` without one."""
    while end > start and ((char := text[end - 1]).isspace() or char in passed):
        end -= 1
    return text[end - 1] if end > start else ""


def char_behind(text: str, start: int, end: int) -> str:
    """The first character of ``[start, end)`` that is not blank; ``""`` without one."""
    found = _NOT_BLANK.search(text, start, end)
    return found.group() if found else ""


def has_word(text: str, start: int, end: int) -> bool:
    """Does a letter or digit stand in ``[start, end)``?"""
    return _LETTER_OR_DIGIT.search(text, start, end) is not None
