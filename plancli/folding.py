"""Views of a text: rewritten character by character, so that an offset in a view is an offset in the text.

``lower`` folds case, dashes, quotes, blanks and the placement of tone marks; ``fold`` drops diacritics too.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, TypeVar, overload

from plancli.alphabet import respelt, spelling
from plancli.expressions import compiled

T = TypeVar("T")

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"
_QUOTES = {"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "ʼ": "'"}


class _FoldTable(dict[int, str]):
    """Folds one character to one character, computed at first sight."""

    def __init__(self, keep_marks: bool) -> None:
        super().__init__()
        self._keep_marks = keep_marks

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _DASHES:
            folded = "-"
        elif char in _QUOTES:
            folded = _QUOTES[char]
        elif char != "\n" and char.isspace():
            folded = " " if char != "\f" else char
        else:
            folded = char.lower()
            if not self._keep_marks:
                folded = unicodedata.normalize("NFD", folded)[:1].replace("đ", "d").replace("ð", "d")
            if len(folded) != 1:
                folded = char
        self[code] = folded
        return folded


_LOWER = _FoldTable(keep_marks=True)
_FOLD = _FoldTable(keep_marks=False)
# The same for texts in the usual characters.
_USUAL_LOWER = spelling(lambda char: _LOWER[ord(char)])
_USUAL_FOLD = spelling(lambda char: _FOLD[ord(char)])


def _tone_pairs() -> dict[str, str]:
    """Old tone placement to new for the open rimes oa, oe, uy: ``hòa`` and ``hoà`` are one word."""
    pairs = {}
    for first, second in ("oa", "oe", "uy"):
        for tone in _TONES:
            old = unicodedata.normalize("NFC", first + tone) + second
            new = first + unicodedata.normalize("NFC", second + tone)
            pairs[new] = old
    return pairs


_TONE_PAIRS = _tone_pairs()
# Only at the syllable's end: ``hoạch`` and ``quý`` have but one spelling. The letters named here are those that
# mostly follow; any other is told by ``_old_placement``.
_NEW_PLACEMENT = re.compile(r"(?:o[àáãảạèéẽẻẹ]|u[ỳýỹỷỵ])(?![a-zđ])")
_LETTER = compiled(r"\p{L}")
# What the lower view changes beside case: dashes, quotes and blanks.
_BLANKS = "\t\x0b\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SIGN = re.compile(f"[{_DASHES}{''.join(_QUOTES)}{_BLANKS}]")
# Letters whose small form depends on what follows, or is of another length.
_UNLIKE = re.compile("[\u03a3\u0130]")


def _old_placement(match: re.Match[str]) -> str:
    text, (start, end) = match.string, match.span()
    if text[start - 1 : start] == "q" or _LETTER.match(text, end):
        return match.group()
    return _TONE_PAIRS[match.group()]


def _plain_sign(match: re.Match[str]) -> str:
    return _LOWER[ord(match.group())]


def lower_view(text: str) -> str:
    """Lower case, one dash, one quote, one blank, tone marks placed as in ``hòa``; same length."""
    lower = respelt(text, _USUAL_LOWER)
    if lower is None:
        lower = text.translate(_LOWER) if _UNLIKE.search(text) else _SIGN.sub(_plain_sign, text.lower())
    return lower if lower.isascii() else _NEW_PLACEMENT.sub(_old_placement, lower)


def fold_view(text: str) -> str:
    """Like ``lower_view`` but without diacritics: ``Đảng ủy`` → ``dang uy``; same length."""
    folded = respelt(text, _USUAL_FOLD)
    return text.translate(_FOLD) if folded is None else folded


_DIGIT = re.compile(r"\d")


def _line_starts(text: str) -> list[int]:
    """Where each line begins, and last where the text ends."""
    starts = [0, *accumulate([len(line) + 1 for line in text.split("\n")])]
    starts[-1] = len(text)
    return starts


def _lines_with(text: str, word: str, starts: Sequence[int]) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    at = text.find(word)
    while at >= 0:
        behind = bisect_right(starts, at)
        end = starts[behind]
        lines.append((starts[behind - 1], end))
        at = text.find(word, end)
    return lines


def _lines_with_digits(text: str, starts: Sequence[int]) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    found = _DIGIT.search(text)
    while found is not None:
        behind = bisect_right(starts, found.start())
        end = starts[behind]
        lines.append((starts[behind - 1], end))
        found = _DIGIT.search(text, end)
    return lines


class _View:
    """A view that is made when it is first asked for; from then on it is an attribute like any other."""

    def __init__(self, make: Callable[[str], str]) -> None:
        self._make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, views: None, owner: type[Views]) -> _View: ...
    @overload
    def __get__(self, views: Views, owner: type[Views]) -> str: ...
    def __get__(self, views: Views | None, owner: type[Views]) -> str | _View:
        if views is None:
            return self
        made = self._make(views.text)
        setattr(views, self._name, made)
        return made


class Views:
    """The three views on which patterns match, each made when it is first asked for; offsets are shared by all."""

    _lines: dict[tuple[str, str], list[tuple[int, int]]] | None = None
    # All views have their line ends at the same places.
    _starts: Sequence[int] = ()
    _memo: dict[object, Any] | None = None
    _held: dict[str, bool] | None = None
    lower = _View(lower_view)
    fold = _View(fold_view)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Views) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Views({self.text!r})"

    def memo(self, key: object, build: Callable[[], T]) -> T:
        """What is worked out from this text, kept under a key as long as the text is."""
        if self._memo is None:
            self._memo = {}
        if key not in self._memo:
            self._memo[key] = build()
        value: T = self._memo[key]
        return value

    def holds(self, literal: str) -> bool:
        """Is the literal anywhere in the ``fold`` view? Kept: it is asked again for each stretch of a long text."""
        if self._held is None:
            self._held = {}
        held = self._held.get(literal)
        if held is None:
            held = self._held[literal] = literal in self.fold
        return held

    def lines_with(self, view: str, word: str) -> Sequence[tuple[int, int]]:
        """The lines of a view that hold the word (``\\d``: a digit), line ends included; kept once they are found."""
        if self._lines is None:
            self._lines = {}
            self._starts = _line_starts(self.text)
        lines = self._lines.get((view, word))
        if lines is None:
            if word == "\\d":
                # Figures are the same in all views.
                lines = self._lines.get(("text", word)) or _lines_with_digits(self.text, self._starts)
                self._lines["text", word] = lines
            else:
                lines = _lines_with(getattr(self, view), word, self._starts)
            self._lines[view, word] = lines
        return lines

    def get(self, view: str) -> str:
        """The view by its name: ``text``, ``lower`` or ``fold``."""
        value: str = getattr(self, view)
        return value
