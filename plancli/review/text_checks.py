"""Checks of the running text: words that cannot be Vietnamese, and words written twice.

Both point at the writer's or the scanner's slip and correct nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from plancli.model import Diagnostic
from plancli.normalise.syllables import suspects
from plancli.patterns import Patterns
from plancli.review.registry import diagnostic
from plancli.text import Flow, Locator, NormSpan, squeeze


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


def _doubled(flow: Flow, patterns: Patterns) -> Iterator[NormSpan]:
    """Where a word or phrase stands twice with nothing but blanks between; overlapping finds once."""
    rules = patterns["text_checks"].rules
    spans = sorted(NormSpan(*match.span()) for rule in rules for match in rule.finditer(flow.views))
    end = 0
    for span in spans:
        if span.start >= end:
            yield span
            end = span.end
