"""When bodies were there: codes that had ended when a document was issued, and the bounds of a body's name.

District bodies ended and provinces merged on 1 July 2025, ministries and the district police on 1 March 2025. A code
or a name that is out of date is worth a clerk's look, never an error: the same letters may be another body's, and a
document may speak of what has been. Sources: ``valid_from`` and ``valid_to`` in ``patterns/bodies.toml``,
``body_names.toml`` and ``places.toml``, ``ended`` in ``body_levels.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import regex

from plancli.expressions import compiled
from plancli.extract.bodies import Body, lexicon
from plancli.extract.numbers import Symbol
from plancli.patterns import Patterns
from plancli.text import Views, fold_view, lower_view

_GROUPS = compiled(r"[-/]")


def is_past(end: str | None, date: str | None) -> bool:
    """Whether ``date`` lies behind ``end``, both ISO 8601 of any precision.

    What is not certain is not past: an end in "2025" is past in 2026 only.
    """
    return end is not None and date is not None and date[: len(end)] > end


def expired(symbol: Symbol, date: str | None, patterns: Patterns) -> str | None:
    """The body's code in the symbol when no body of that code existed on ``date``, else ``None``.

    ``date`` is ISO 8601 with reduced precision; without it the symbol's own year serves.
    """
    date = date or symbol.year
    if date is None or symbol.body_code is None:
        return None
    code = _GROUPS.split(symbol.body_code)[0]
    bodies = patterns.derive("bodies.by_code", _by_code).get(code, ())
    return code if bodies and all(is_past(body.valid_to, date) for body in bodies) else None


def _by_code(patterns: Patterns) -> Mapping[str, Sequence[Body]]:
    table: dict[str, list[Body]] = {}
    for body in lexicon(patterns).bodies:
        if body.sector == "text" or body.level == "unit suffix":
            continue
        for code in body.codes:
            table.setdefault(code, []).append(body)
    return table


# --- names -------------------------------------------------------------------------------------------------


class Validity(NamedTuple):
    """Since when and until when such a body was there, ISO 8601 of any precision; ``None`` where nothing bounds it."""

    start: str | None = None
    end: str | None = None


class _Reforms(NamedTuple):
    """The reforms of the territory, compiled: provinces that ended, and what ended with its level or unit."""

    provinces: Mapping[str, str]
    province: regex.Pattern[str]
    ended: Sequence[tuple[Mapping[str, Any], regex.Pattern[str] | None]]


def validity(name: str, level: str | None, sector: str | None, patterns: Patterns) -> Validity:
    """The bounds of a body's name; ``level`` and ``sector`` as ``bodies.level_and_sector`` gives them.

    The earliest end counts: a Sở of a merged province ended with the province, if not before.
    """
    reforms = patterns.derive("validity.reforms", _reforms)
    head = lexicon(patterns).find_head(Views(name), 0)
    start = head.phrase.valid_from if head else None
    ends = [head.phrase.valid_to] if head else []
    lower = lower_view(name)
    for entry, units in reforms.ended:
        if sector in entry["sectors"] and (units.search(lower) if units else level == entry["level"]):
            ends.append(entry["valid_to"])
    if level == "province" and (found := reforms.province.search(fold_view(name))):
        ends.append(reforms.provinces[found.group("province")])
    return Validity(start, min((end for end in ends if end), default=None))


def _reforms(patterns: Patterns) -> _Reforms:
    provinces = {
        fold_view(name): str(entry["valid_to"])
        for entry in patterns["places"].entries
        if entry.get("valid_to")
        for name in (entry["name"], *entry.get("also", ()))
    }
    names = "|".join(regex.escape(name, special_only=True) for name in sorted(provinces, key=lambda n: (-len(n), n)))
    entries: Sequence[Mapping[str, Any]] = patterns["body_levels"].settings["ended"]
    return _Reforms(
        provinces,
        compiled(rf"(?<![\p{{L}}\d])(?P<province>{names})(?:\s*$|(?=\s*[,(]))"),
        [
            (entry, compiled(rf"(?<!\p{{L}})(?:{'|'.join(entry['units'])})(?!\p{{L}})") if "units" in entry else None)
            for entry in entries
        ],
    )
