"""Checks of how the file was read: pages without a reading, and values that rest on words OCR was not sure of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from plancli.model import Diagnostic, Document, Found
from plancli.patterns import Patterns
from plancli.review.registry import diagnostic
from plancli.text import SourceSpan, SourceText, squeeze

# What a reader records of pages, and the diagnostic for it.
_PAGES = {
    "pages_without_text": "page-unread",
    "pages_damaged": "page-unread",
    "pages_ocr_failed": "page-unread",
    "pages_with_poor_text": "page-poor-text",
}


class _Value(NamedTuple):
    """A value that was read: what it is in Vietnamese, where it stands, whether only its figures and signs count."""

    kind: str
    item: Found
    section: str | None
    figures: bool = False


def check_reading(document: Document, source: SourceText, patterns: Patterns) -> Iterator[Diagnostic]:
    """``page-unread`` and ``page-poor-text``, then ``ocr-doubtful`` where a value rests on an unsure word."""
    for name, pages in source.options:
        if name in _PAGES:
            yield diagnostic(patterns, _PAGES[name], pages=pages.replace(",", ", "))
    doubtful = [SourceSpan(label.start, label.end) for label in source.labels if label.kind == "doubtful"]
    if not doubtful:
        return
    seen: set[SourceSpan] = set()
    for value in _values(document):
        words = [word for word in _touched(value.item.span, doubtful) if word not in seen]
        if value.figures:
            words = [word for word in words if _has_figures(source.text[word.start : word.end])]
        if not words:
            continue
        seen.update(words)
        # The words themselves, so that a value over several lines points at what is to be looked at.
        span = words[0].start, words[-1].end
        yield diagnostic(
            patterns,
            "ocr-doubtful",
            (span, source.page(span[0])),
            value.section,
            what=value.kind,
            words=squeeze(source.text[span[0] : span[1]]),
        )


def _values(document: Document) -> Iterator[_Value]:
    """What others will copy from the document; what is told first keeps the word."""
    header = document.header
    for kind, item in (
        ("Số, ký hiệu", header.number),
        ("Ngày ban hành", header.date),
        ("Cơ quan ban hành", header.issuer),
        ("Cơ quan chủ quản", header.parent),
        ("Địa danh", header.place),
        ("Tên loại", header.type),
        ("Trích yếu", header.subject),
    ):
        if item is not None:
            yield _Value(kind, item, "header")
    for reference in document.references:
        for mention in reference.mentions:
            yield _Value("Văn bản viện dẫn", mention, mention.section, reference.number is not None)
    for date in document.dates:
        yield _Value("Thời gian", date, date.section)
    for deadline in document.deadlines:
        yield _Value("Thời hạn", deadline, deadline.section)
    for signature in document.signatures:
        yield _Value("Chữ ký", signature, "signature")


def _touched(span: tuple[int, int] | None, words: Sequence[SourceSpan]) -> Iterator[SourceSpan]:
    """Those of the ordered, disjoint words that the span touches."""
    if span is None:
        return
    index = max(bisect_right(words, (span[0],)) - 1, 0)
    while index < len(words) and words[index].start < span[1]:
        if words[index].end > span[0]:
            yield words[index]
        index += 1


def _has_figures(word: str) -> bool:
    return "/" in word or any(char.isdigit() for char in word)
