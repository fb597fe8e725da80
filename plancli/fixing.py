"""A repaired text, apart from the source text, which stays as it was read.

Only what is decided is changed: the values that a document marks ``repaired``, and words that are no syllables where
the text itself has the word that was meant, in the same company, more than once and no other. Everything else, however
odd, is left to the reader.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from plancli.expressions import compiled
from plancli.model import Document, Section
from plancli.normalise.syllables import suspects
from plancli.outline.usual_headings import one_off
from plancli.patterns import Patterns
from plancli.text import fold_view, lower_view

Reason = Literal["label", "heading", "number", "date", "type", "name", "word"]

_WORD = compiled(r"[\p{L}\p{M}]+")
_DATE_IN_WORDS = compiled(r"(?i)ng[aàáạảã]y\b.*\bn[aăâ]m\b")
# So often a word must stand in the same company to be the one that was meant.
_OFTEN = 2


class Change(NamedTuple):
    """One change: ``old`` stands at ``[start, end)`` of the source text and becomes ``new``."""

    start: int
    end: int
    old: str
    new: str
    reason: Reason


def fixed(text: str, changes: Iterable[Change]) -> str:
    """The text with the changes, which stand in its order and do not overlap."""
    parts, at = [], 0
    for change in changes:
        parts += [text[at : change.start], change.new]
        at = change.end
    return "".join([*parts, text[at:]])


def changes(document: Document, text: str, patterns: Patterns | None = None) -> list[Change]:
    """What ``fixed`` makes of the document's source text, in its order; of changes that overlap the first one."""
    patterns = patterns or Patterns.builtin()
    found = [
        *_header(document, text),
        *_labels([*document.sections, *(node for part in document.appendices for node in part.sections)], text),
        *_numbers(document, text),
        *_words(text, patterns),
    ]
    kept: list[Change] = []
    order: dict[Reason, int] = {"word": 1}
    for change in sorted(found, key=lambda item: (order.get(item.reason, 0), item.start, item.end)):
        overlaps = any(change.start < other.end and other.start < max(change.end, change.start + 1) for other in kept)
        if change.old != change.new and not overlaps:
            kept.append(change)
    return sorted(kept)


def _header(document: Document, text: str) -> Iterator[Change]:
    header = document.header
    number, date, kind = header.number, header.date, header.type
    if number is not None and number.repaired and number.span:
        yield Change(*number.span, text[slice(*number.span)], number.text, "number")
    if date is not None and date.repaired and date.span and len(date.value or "") == len("2023-04-27"):
        printed = text[slice(*date.span)]
        year, month, day = (date.value or "").split("-")
        if _DATE_IN_WORDS.match(printed):
            # Days below 10 have a nought before them, and the months 1 and 2 (Nghị định 30/2020/NĐ-CP, Phụ lục I).
            shown = month if month in ("01", "02") else month.lstrip("0")
            yield Change(*date.span, printed, f"ngày {day} tháng {shown} năm {year}", "date")
    if kind is not None and kind.repaired and kind.span:
        printed = text[slice(*kind.span)]
        yield Change(*kind.span, printed, kind.name.upper() if printed.isupper() else kind.name, "type")
    for item, value in (
        (header.issuer, header.issuer.name if header.issuer else ""),
        (header.parent, header.parent.name if header.parent else ""),
        (header.place, header.place.text if header.place else ""),
    ):
        if item is not None and item.repaired and item.span:
            yield from _name(item.span, value, text)


def _name(span: tuple[int, int], value: str, text: str) -> Iterator[Change]:
    """The words of a name that differ from those of its value in marks alone."""
    meant = {fold_view(word): word for word in _WORD.findall(lower_view(value))}
    for match in _WORD.finditer(text, *span):
        word = match.group()
        new = meant.get(fold_view(word))
        if new is not None and new != lower_view(word):
            yield Change(*match.span(), word, _cased(new, word), "name")


def _cased(new: str, old: str) -> str:
    if old.isupper():
        return new.upper()
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


def _labels(nodes: Sequence[Section], text: str) -> Iterator[Change]:
    """Markers whose label was read by its place, and usual headings; a lost marker is put before its heading."""
    for node in nodes:
        if node.repaired and "label" in node.repaired and node.span and node.label:
            yield from _label(node, node.repaired["label"], node.label, text)
        printed = node.repaired.get("heading") if node.repaired else None
        if printed and node.span and node.heading:
            at = text.find(printed, *node.span)
            if at >= 0:
                yield Change(at, at + len(printed), printed, node.heading, "heading")
        yield from _labels(node.children, text)


def _label(node: Section, printed: str, label: str, text: str) -> Iterator[Change]:
    start = node.span[0] if node.span else 0
    marker = node.marker or ""
    if not marker:
        yield Change(start, start, "", f"{label}. ", "label")
    elif text.startswith(marker, start) and printed in marker:
        new = marker.replace(printed, label, 1)
        stop = "." if new == label and node.style in ("roman", "arabic") else ""
        yield Change(start, start + len(marker), marker, new + stop, "label")


def _numbers(document: Document, text: str) -> Iterator[Change]:
    """Mentions that print a number otherwise."""
    for reference in document.references:
        for mention in reference.mentions:
            printed = mention.repaired.get("number") if mention.repaired else None
            if printed and mention.span and reference.number:
                at = text.find(printed, *mention.span)
                if at >= 0:
                    yield Change(at, at + len(printed), printed, reference.number, "number")


# --- words -----------------------------------------------------------------------------------------------------


def _words(text: str, patterns: Patterns) -> Iterator[Change]:
    """Words that are no syllables, as the text has them elsewhere in the same company."""
    odd = {(span.start, span.end) for span in suspects(text, patterns)}
    if not odd:
        return
    words = list(_WORD.finditer(text))
    lowered = ["", *(lower_view(match.group()) for match in words), ""]
    keys = ["", *(fold_view(match.group()) for match in words), ""]
    company: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for index, match in enumerate(words, 1):
        if match.span() not in odd:
            for place in _places(keys, index):
                company[place][lowered[index]] += 1
    for index, match in enumerate(words, 1):
        if match.span() in odd:
            behind, before, between = (company.get(place, Counter[str]()) for place in _places(keys, index))
            alike = Counter(
                {word: count for word, count in (behind + before).items() if fold_view(word) == keys[index]}
            )
            near = Counter({word: count for word, count in between.items() if one_off(fold_view(word), keys[index])})
            new = _meant(alike) or _meant(near)
            if new is not None:
                yield Change(*match.span(), match.group(), _cased(new, match.group()), "word")


def _places(keys: Sequence[str], index: int) -> tuple[tuple[str, str, str], ...]:
    """What a word stands behind, what before, and between what."""
    last, after = keys[index - 1], keys[index + 1]
    return (last, "", ""), ("", after, ""), (last, after, "between")


def _meant(found: Counter[str]) -> str | None:
    """The one word that was found often enough."""
    (best, count), *others = found.most_common(2) or [("", 0)]
    return best if count >= _OFTEN and not others else None
