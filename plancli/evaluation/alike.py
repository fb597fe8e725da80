"""When are two readings the same? Exactly (folded), or nearly (the same words but for a slip)."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable
from typing import Any

from plancli.expressions import compiled
from plancli.text import fold_view, lower_view

_BLANK_ROUND_SIGN = compiled(r"\s*([-/.,;:()])\s*")
_AGENCY_BREAK = compiled(r"[;,]|(?<!\p{L})và(?!\p{L})")
_LOOKALIKES = str.maketrans("Ƣƣ", "Ưư")
_EDGE = " .,;:-/\"'"
# Texts shorter than this must agree exactly; longer ones may differ by a slip.
_LONG = 12
_NEAR = 0.9


def fold(value: Any) -> str:
    """Case, tone placement, quotes, dashes and blanks folded; outer punctuation dropped."""
    text = " ".join(lower_view(str(value or "")).split())
    return _BLANK_ROUND_SIGN.sub(r"\1", text).strip(_EDGE)


def readings(value: Any) -> list[Any]:
    """The fair readings of a gold value: a list stands for any of its entries."""
    return value if isinstance(value, list) else [value]


def same(gold: Any, found: Any) -> bool:
    """Is ``found`` one of the fair readings, folded? ``None`` agrees with nothing found."""
    return any(not found if want is None else fold(want) == fold(found) for want in readings(gold))


def near(gold: Any, found: Any) -> bool:
    """Like ``same``, but long texts may differ by a slip."""
    return same(gold, found) or any(_ratio(fold(want), fold(found)) >= _NEAR for want in readings(gold) if want)


def _ratio(left: str, right: str) -> float:
    if min(len(left), len(right)) < _LONG:
        return 1.0 if left == right else 0.0
    return difflib.SequenceMatcher(None, left, right, autojunk=False).ratio()


def opens(gold: str, found: str) -> bool:
    """Does ``found`` begin with the words of ``gold``, give or take a slip?"""
    want, got = fold(gold), fold(found)
    got = got[: len(want)]
    return want == got or _ratio(want, got) >= _NEAR


def agencies(names: Iterable[Any]) -> frozenset[str]:
    """A list of agencies however it was divided."""
    parts = (fold(part) for name in names for part in _AGENCY_BREAK.split(str(name)))
    return frozenset(part for part in parts if part)


def number(value: Any) -> str:
    """A document's number without blanks and case."""
    return "".join(fold(value).split())


def letters(text: str) -> str:
    """Only the letters and digits, without case, diacritics and look-alikes."""
    return "".join(char for char in fold_view(text.translate(_LOOKALIKES)) if char.isalnum())


def share(left: str, right: str) -> float:
    """How much of the two is the same letters, whatever their order: 0 to 1."""
    common = sum((Counter(left) & Counter(right)).values())
    return 2 * common / (len(left) + len(right)) if left or right else 1.0
