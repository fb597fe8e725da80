"""Codes of bodies that had ended when a document was issued (``valid_to`` in ``patterns/bodies.toml``).

District bodies ended and provinces merged on 1 July 2025, ministries on 1 March 2025; a document dated later whose
symbol still has the old code is worth a clerk's look, never an error: the same letters may be another body's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import regex

from plancli.extract.bodies import Body, lexicon
from plancli.extract.numbers import Symbol
from plancli.patterns import Patterns

_GROUPS = regex.compile(r"[-/]")


def expired(symbol: Symbol, date: str | None, patterns: Patterns) -> str | None:
    """The body's code in the symbol when no body of that code existed on ``date``, else ``None``.

    ``date`` is ISO 8601 with reduced precision; without it the symbol's own year serves. What is not certain is not
    reported: an end in "2025" is past in 2026 only.
    """
    date = date or symbol.year
    if date is None or symbol.body_code is None:
        return None
    code = _GROUPS.split(symbol.body_code)[0]
    bodies = patterns.derive("bodies.by_code", _by_code).get(code, ())
    ends = [body.valid_to for body in bodies]
    return code if bodies and all(end is not None and date[: len(end)] > end for end in ends) else None


def _by_code(patterns: Patterns) -> Mapping[str, Sequence[Body]]:
    table: dict[str, list[Body]] = {}
    for body in lexicon(patterns).bodies:
        if body.sector == "text" or body.level == "unit suffix":
            continue
        for code in body.codes:
            table.setdefault(code, []).append(body)
    return table
