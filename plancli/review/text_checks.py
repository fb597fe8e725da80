"""Checks of the running text: words that cannot be Vietnamese, and words written twice.

Both point at the writer's or the scanner's slip and correct nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import regex

from plancli.expressions import compiled
from plancli.model import Diagnostic
from plancli.normalise.damage import suspect_words
from plancli.patterns import CompiledRule, Patterns
from plancli.review.registry import diagnostic
from plancli.text import Flow, Locator, NormSpan, squeeze

_WORD = compiled(r"\p{L}+")
# The longest phrase that is looked for, in words.
_REACH = 8
# How far from the first word a word counts that was not met before.
_FAR = _REACH + 1


def check_text(flow: Flow, locate: Locator, patterns: Patterns) -> list[Diagnostic]:
    """``ocr-suspect`` and ``word-doubled`` for the running text, in its order.

    The same form is reported once in a section.
    """
    found = [(span, "ocr-suspect", "word") for span in suspect_words(flow.views, patterns)]
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
    """Where, marks and case left aside, words begin that stand twice in a row; each with its line's end."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if end > start and _repeats(_WORD.findall(text, start, end)):
            yield from ((place, end) for place in _begins(text, list(_WORD.finditer(text, start, end))))
        start = end + 1


def _begins(text: str, found: Sequence[regex.Match[str]]) -> list[int]:
    """Where words begin that stand twice, nothing but blanks between any two of them."""
    words = [match.group() for match in found]
    # How many words before this one are apart from the next by blanks alone, up to this one.
    joined = [0]
    for left, right in pairwise(found):
        joined.append(joined[-1] + 1 if text[left.end() : right.start()].isspace() else 0)
    places: dict[str, list[int]] = {}
    begins: set[int] = set()
    for index, word in enumerate(words):
        before = places.setdefault(word, [])
        for place in reversed(before):
            length = index - place
            if length > _REACH:
                break
            if joined[min(index + length, len(words)) - 1] >= 2 * length - 1 and (
                words[place:index] == words[index : index + length]
            ):
                begins.add(found[place].start())
        before.append(index)
    return sorted(begins)


def _repeats(words: Sequence[str]) -> bool:
    """Does a word follow itself, or do two to eight words stand twice in a row?"""
    last: dict[str, int] = {}
    near = False
    for index, word in enumerate(words):
        apart = index - last.get(word, -_FAR)
        last[word] = index
        if apart > _REACH:
            near = False
        elif apart == 1 or (near and _is_repeat(words, index)):
            return True
        else:
            # Of a phrase that comes back each word does, so that the last of its words is never the first of them.
            near = True
    return False


def _is_repeat(words: Sequence[str], last: int) -> bool:
    """Do two to eight words that end at ``last`` stand before themselves?"""
    end = last + 1
    return any(
        words[last] == words[last - apart] and words[end - 2 * apart : end - apart] == words[end - apart : end]
        for apart in range(2, min(_REACH, end // 2) + 1)
    )


def _doubled(flow: Flow, patterns: Patterns) -> Iterator[NormSpan]:
    """Where a word or phrase stands twice with nothing but blanks between; overlapping finds once."""
    places = list(_repetitive(flow.views.lower))
    spans = [span for rule in patterns["text_checks"].rules for span in _apart(_tried(rule, flow, places))]
    # Two signers of one position stand side by side.
    yield from (span for span in _apart(sorted(spans)) if flow.section_at(span.start) != "signature")


def _tried(rule: CompiledRule, flow: Flow, places: Sequence[tuple[int, int]]) -> Iterator[NormSpan]:
    """The rule's matches at the places."""
    for place, end in places:
        match = rule.match(flow.views, place, end)
        if match is not None:
            yield NormSpan(*match.span())


def _apart(spans: Iterable[NormSpan]) -> Iterator[NormSpan]:
    """Of ordered spans those that overlap none before them."""
    end = 0
    for span in spans:
        if span.start >= end:
            yield span
            end = span.end
