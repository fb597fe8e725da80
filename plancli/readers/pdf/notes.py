"""Footnotes at the foot of a page: small print whose first row begins with the number of a mark in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from plancli.readers.pdf.rows import Row

# Small print: this share of the usual size at the most.
_SMALL = 0.9
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DIGITS = str.maketrans(_RAISED, "0123456789")
_NUMBER = re.compile(rf"[{_RAISED}]{{1,3}}")
_MARK = re.compile(r"\d{1,3}|\(\d{1,3}\)|\[\d{1,3}\]")


class Note(NamedTuple):
    """A footnote: its number and its rows ``[start, stop)``."""

    number: str
    start: int
    stop: int


def find_notes(rows: Sequence[Row], usual: float) -> list[Note]:
    """The footnotes among a page's rows: what stands in small print at its foot, where the text has the marks."""
    start = len(rows)
    while start > 0 and rows[start - 1].size <= _SMALL * usual:
        start -= 1
    marks = {number for row in rows[:start] for number in marks_in(row)}
    opens = [(index, number) for index in range(start, len(rows)) if (number := _number(rows[index])) in marks]
    if not opens:
        return []
    stops = [index for index, _ in opens[1:]] + [len(rows)]
    return [Note(number or "", index, stop) for (index, number), stop in zip(opens, stops, strict=True)]


def marks_in(row: Row) -> list[str]:
    """The numbers of the marks in a row of text."""
    return [word.text.translate(_DIGITS) for word in row.words if word.raised]


def _number(row: Row) -> str | None:
    """The number with which a row in small print begins."""
    first = row.words[0]
    raised = _NUMBER.match(first.text)
    if raised:
        return raised.group().translate(_DIGITS)
    return first.text.strip("()[]") if _MARK.fullmatch(first.text) else None
