"""Footnotes in plain text and markdown: lines at the foot of a page or of the document that a mark in the text calls.

A line is a note only where its mark stands glued to a word before it. ``[1]``, ``[^1]:`` and raised figures say enough
by themselves; ``(1)`` may number a list, so that a drawn rule must stand above.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from plancli.expressions import compiled
from plancli.text import Label

_LINK = r"(?:\(\#[^)\s]{0,80}\))?"
_NOTE = compiled(
    r"^[ \t>]*(?:\[\^(?P<md>\d{1,3})\]:"
    rf"|\[?\\?\[(?P<square>\d{{1,3}})\\?\]\]?{_LINK}"
    r"|\((?P<round>\d{1,2})\)"
    r"|(?P<raised>[⁰¹²³⁴-⁹]{1,2}))[ \t]*(?=[^\s\[(])",
    regex.MULTILINE,
)
_MARK = compiled(
    r"(?<=\S)\[\^(?P<md>\d{1,3})\](?!:)"
    rf"|(?<=[\p{{L}}\d”\"’).,;:])\[?\\?\[(?P<square>\d{{1,3}})\\?\]\]?{_LINK}"
    r"|(?<=[\p{L}”\"])\((?P<round>\d{1,2})\)"
    r"|(?<=[\p{L}\d”\"’).,;:])(?P<raised>[⁰¹²³⁴-⁹]{1,2})"
)
_RULE = compiled(r"[ \t]*\\?(?:[-_—–─*][ \t\\]*){5,}")
_SECTION = compiled(r"[ \t#*>]*(?:[IVX]{1,5}|[A-Z]|\d{1,2}(?:\.\d{1,2})*)\\?[.)/]\s|[ \t#*>]*\f")
# What a note begins with.
_HEADS = ("[", "\\", *(f"({figure}" for figure in range(10)), "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹")
# No note of a plan runs over more lines.
_MOST_LINES = 12


class _Called(NamedTuple):
    """A kind of mark and its number as printed."""

    kind: str
    number: str


def note_labels(text: str) -> tuple[Label, ...]:
    """Labels ``footnote`` and ``footnote-mark``, by place; the n-th mark calls the n-th note."""
    if not any(line.lstrip(" \t>").startswith(_HEADS) for line in text.split("\n")):
        return ()
    heads = [(match.start(), _called(match)) for match in _NOTE.finditer(text)]
    if not heads:
        return ()
    marks: dict[_Called, list[int]] = {}
    for match in _MARK.finditer(text):
        marks.setdefault(_called(match), []).append(match.start())
    labels: list[Label] = []
    last = -1
    for start, stop, called in _notes(text, heads):
        places = marks.get(called, [])
        index = bisect_left(places, start) - 1
        if index < 0 or places[index] <= last:
            continue
        last = places[index]
        labels += [Label(last, last, "footnote-mark"), Label(start, stop, "footnote")]
    return tuple(sorted(labels))


def _called(match: regex.Match[str]) -> _Called:
    kind = match.lastgroup or ""
    return _Called(kind, match.group(kind))


def _notes(text: str, heads: Sequence[tuple[int, _Called]]) -> Iterator[tuple[int, int, _Called]]:
    """The stretches of text that may be notes: each from its number on, up to the next one or to where it ends."""
    before = -1
    for index, (start, called) in enumerate(heads):
        following = heads[index + 1][0] if index + 1 < len(heads) else len(text)
        stop = _stop(text, start, following)
        follows = before >= 0 and not text[before:start].strip()
        if called.kind != "round" or follows or _ruled(text, start):
            yield start, stop, called
            before = stop


def _stop(text: str, start: int, limit: int) -> int:
    """Where a note ends: before a blank line, a section or a page."""
    end = _line_end(text, start)
    for _ in range(_MOST_LINES):
        after = end + 1
        if after >= limit or not text[after : _line_end(text, after)].strip() or _SECTION.match(text, after):
            break
        if _RULE.match(text, after):
            break
        end = _line_end(text, after)
    return min(end, limit)


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def _ruled(text: str, start: int) -> bool:
    """Does a drawn rule stand on the last line with anything on it above ``start``?"""
    above = text[max(0, start - 200) : start].rstrip()
    line = above[above.rfind("\n") + 1 :]
    return _RULE.fullmatch(line) is not None
