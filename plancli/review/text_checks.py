"""Checks of the running text: words that cannot be Vietnamese, and words written twice.

Both point at the writer's or the scanner's slip and correct nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plancli.expressions import compiled
from plancli.model import Diagnostic
from plancli.normalise.syllables import suspects
from plancli.patterns import Patterns
from plancli.review.registry import diagnostic
from plancli.text import Flow, Locator, NormSpan, squeeze

_LINE = compiled(r"[^\n]*\n|[^\n]+")
_WORD = compiled(r"\p{L}+")
# The longest phrase that is looked for, in words.
_REACH = 8


def check_text(flow: Flow, locate: Locator, patterns: Patterns) -> list[Diagnostic]:
    """``ocr-suspect`` and ``word-doubled`` for the running text, in its order.

    The same form is reported once in a section.
    """
    found = [(span, "ocr-suspect", "word") for span in suspects(flow.text, patterns)]
    found += [(span, "word-doubled", "words") for span in _doubled(flow, patterns)]
    seen: set[tuple[str, str, str]] = set()
    diagnostics = []
    for span, code, value in sorted(found):
        section = flow.section_at(span.start)
        words = squeeze(flow.text[span.start : span.end])
        key = (code, section, words.lower())
        if key not in seen:
            seen.add(key)
            diagnostics.append(diagnostic(patterns, code, locate(span), section, **{value: words}))
    return diagnostics


def _repetitive(text: str) -> Iterator[tuple[int, int]]:
    """The lines in which, marks and case left aside, a word or phrase stands twice in a row."""
    start = 0
    for match in _LINE.finditer(text):
        line = match.group()
        words = _WORD.findall(line)
        if len(set(words)) < len(words) and _repeats(words):
            yield start, start + len(line)
        start += len(line)


def _repeats(words: Sequence[str]) -> bool:
    """Does a word follow itself, or do two to eight words stand twice in a row?"""
    places: dict[str, list[int]] = {}
    for index, word in enumerate(words):
        for place in reversed(places.get(word, ())):
            apart = index - place
            if apart > _REACH:
                break
            if apart == 1 or words[place - apart + 1 : place + 1] == words[place + 1 : index + 1]:
                return True
        places.setdefault(word, []).append(index)
    return False


def _doubled(flow: Flow, patterns: Patterns) -> Iterator[NormSpan]:
    """Where a word or phrase stands twice with nothing but blanks between; overlapping finds once."""
    rules = patterns["text_checks"].rules
    lines = list(_repetitive(flow.views.lower))
    spans = sorted(
        NormSpan(*match.span())
        for rule in rules
        for start, end in lines
        for match in rule.finditer(flow.views, start, end)
    )
    end = 0
    for span in spans:
        # Two signers of one position stand side by side.
        if span.start >= end and flow.section_at(span.start) != "signature":
            yield span
            end = span.end
