"""Diagnostics: every code is registered in ``patterns/diagnostics.toml`` and made here and nowhere else."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from plancli.errors import PatternError
from plancli.model import Diagnostic, Severity
from plancli.patterns import Patterns


class Registered(Struct, frozen=True, forbid_unknown_fields=True):
    """One registered diagnostic: ``message`` is a template in Vietnamese, filled with the finding's values.

    ``only``: no diagnostic of ``parse``, but one that ``plancli check`` alone gives.
    """

    code: str
    severity: Severity
    message: str
    meaning: str
    meaning_vi: str
    example: str
    source: str | None = None
    only: Literal["check"] | None = None


def registered(patterns: Patterns) -> dict[str, Registered]:
    """All registered diagnostics by their codes."""
    return patterns.derive("diagnostics", _load)


def _load(patterns: Patterns) -> dict[str, Registered]:
    return {item.code: item for item in patterns["diagnostics"].rows(Registered)}


def diagnostic(
    patterns: Patterns,
    code: str,
    place: tuple[tuple[int, int], int | None] | None = None,
    section: str | None = None,
    **values: Any,
) -> Diagnostic:
    """A diagnostic of a registered code; ``place`` is what a ``Locator`` gives, ``values`` fill the message."""
    item = registered(patterns).get(code)
    if item is None:
        raise PatternError(f"diagnostic {code!r} is not registered in patterns/diagnostics.toml")
    span, page = place if place else (None, None)
    return Diagnostic(
        code=code,
        severity=item.severity,
        message=item.message.format_map(values),
        span=span,
        page=page,
        section=section,
    )
