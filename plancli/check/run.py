"""All findings of one document, those of ``parse`` and those of the checks, in the order of the text."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from plancli.check.context import Context
from plancli.check.form_body import check_body
from plancli.check.form_end import check_end
from plancli.check.form_head import check_head
from plancli.check.sense import check_sense
from plancli.check.spelling import check_spelling
from plancli.model import Diagnostic, Document
from plancli.patterns import Patterns
from plancli.review.registry import registered


class UnknownCodeError(ValueError):
    """A code, or a pattern of codes, that names no registered diagnostic."""


def find_all(document: Document, text: str, patterns: Patterns, page_starts: tuple[int, ...] = ()) -> list[Diagnostic]:
    """The document's findings; ``text`` is its source text, ``page_starts`` the first offset of each page.

    What has no place comes first, then in the order of the text.
    """
    context = Context(document, text, patterns, page_starts)
    found = [_at_marker(item, context) for item in document.diagnostics]
    for check in (check_head, check_body, check_end, check_sense, check_spelling):
        found.extend(check(context))
    return sorted(found, key=lambda item: item.span or (-1, -1))


def _at_marker(item: Diagnostic, context: Context) -> Diagnostic:
    """What is said of a section's number points at the number, not at the whole section."""
    if item.span is None or not item.code.startswith("outline-"):
        return item
    marker = context.markers.get(item.span)
    start, end = item.span
    if not marker or not context.text.startswith(marker, start):
        end = min(start + len(context.text[start:end].split(maxsplit=1)[0]), end)
        return replace(item, span=(start, end))
    return replace(item, span=(start, start + len(marker)))


def selected(codes: Iterable[str], select: Sequence[str], ignore: Sequence[str], patterns: Patterns) -> set[str]:
    """The codes that are wanted: those that ``select`` names (all without it), without those of ``ignore``.

    Both may hold patterns such as ``form-*``. Raises ``UnknownCodeError`` for what matches no registered code.
    """
    known = registered(patterns)
    for pattern in (*select, *ignore):
        if not fnmatch.filter(known, pattern):
            raise UnknownCodeError(pattern)

    def named(code: str, names: Sequence[str]) -> bool:
        return any(fnmatch.fnmatchcase(code, pattern) for pattern in names)

    return {code for code in codes if (not select or named(code, select)) and not named(code, ignore)}
