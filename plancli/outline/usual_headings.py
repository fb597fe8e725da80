"""Headings that plans have in common, and which of them a badly read heading is."""

from __future__ import annotations

from plancli.layout.joining import shouts
from plancli.patterns import Patterns
from plancli.text import lower_view, squeeze

# So many letters for each that may be misread, lost or added; a short heading may have one such letter.
_FOR_ONE = 8
_SHORTEST = 6


def usual_heading(heading: str, patterns: Patterns) -> str | None:
    """The usual heading of which this one is a misreading, in its case; ``None`` where it is none or reads well."""
    printed = squeeze(lower_view(heading))
    if not _SHORTEST <= len(printed) <= _longest(patterns):
        return None
    usual = patterns["markers"].settings["headings"]
    if printed in usual:
        return None
    most = max(1, len(printed) // _FOR_ONE)
    near = sorted((far, phrase) for phrase in usual if (far := _distance(printed, phrase, most)) <= most)
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    phrase: str = near[0][1]
    return phrase.upper() if shouts(heading) else phrase[:1].upper() + phrase[1:]


def one_off(left: str, right: str) -> bool:
    """Do two words differ in one letter at the most?"""
    return _distance(left, right, 1) <= 1


def _longest(patterns: Patterns) -> int:
    return patterns.derive("longest usual heading", lambda found: max(map(len, found["markers"].settings["headings"])))


def _distance(left: str, right: str, most: int) -> int:
    """Letters changed, lost and added; more than ``most`` counts as one more."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    row = list(range(len(right) + 1))
    for at, char in enumerate(left, 1):
        last, row = row, [at]
        for index, other in enumerate(right):
            row.append(min(last[index] + (char != other), last[index + 1] + 1, row[index] + 1))
        if min(row) > most:
            return most + 1
    return row[-1]
