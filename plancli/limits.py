"""What is read at the most, and how long it may take: each a setting in the environment with a sane default.

``plancli doctor`` prints them. A value that is no positive whole number is passed over, and told there.
"""

from __future__ import annotations

import os
from typing import NamedTuple

MEGABYTE = 1024 * 1024


class Limit(NamedTuple):
    """A limit: the variable that sets it, what holds without it, and what it bounds."""

    variable: str
    default: int
    meaning: str


LIMITS = (
    Limit("PLANCLI_MAX_FILE_MB", 64, "the largest file, in MB"),
    Limit("PLANCLI_MAX_CHARACTERS", 20_000_000, "the longest text, in characters; each takes some 150 bytes of memory"),
    Limit("PLANCLI_MAX_UNPACKED_MB", 256, "the most XML that a Word file unpacks to, in MB"),
    Limit("PLANCLI_MAX_PAGES", 5000, "the most pages of a PDF"),
    Limit("PLANCLI_MAX_MEGAPIXELS", 80, "the largest picture, in millions of pixels"),
    Limit("PLANCLI_OCR_SECONDS", 120, "how long reading a page from its picture may take"),
    Limit("PLANCLI_OFFICE_SECONDS", 120, "how long LibreOffice may take for a document"),
    Limit("PLANCLI_OFFICE_MEMORY_MB", 4096, "the address space that LibreOffice may take, in MB"),
    Limit("PLANCLI_PATTERN_SECONDS", 10, "how long an expression of --patterns may search a text"),
)
_BY_VARIABLE = {limit.variable: limit for limit in LIMITS}


def limit(variable: str) -> int:
    """The limit that holds: the variable's value, or the default. ``KeyError`` for a variable that is none."""
    known = _BY_VARIABLE[variable]
    return _set(variable) or known.default


def passed_over() -> list[str]:
    """The variables that are set to what is no limit."""
    return [known.variable for known in LIMITS if os.environ.get(known.variable) and not _set(known.variable)]


def _set(variable: str) -> int | None:
    value = os.environ.get(variable, "").strip()
    # No more digits than the largest sensible value has.
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 12 and int(value) else None
