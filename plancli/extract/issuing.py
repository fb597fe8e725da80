"""The body whose document a cited one is: from the words, else from the symbol where its code is one body's alone.

Three bodies share the Party's code TW (Hướng dẫn 36-HD/VPTW): which of them issued is told by the words, or by the
kind of a plenum's resolution, which is the Ban Chấp hành Trung ương's (Điều lệ Đảng, Điều 16); else it stays open.
Names and shortenings: ``patterns/agency_forms.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import regex

from plancli.expressions import compiled
from plancli.extract.bodies import Body, level_and_sector, lexicon
from plancli.extract.directory import long_name, plain_name
from plancli.extract.names import proper_case
from plancli.extract.numbers import Symbol
from plancli.model import IssuingBody
from plancli.patterns import Patterns
from plancli.text import lower_view

# Issuers of which it is kept who they are.
_MOST_NAMES = 5_000
_GROUP = compiled(r"[-/]")
# Rows of the table of codes that name more than one body.
_SEVERAL = compiled(r"[;→/]")
# How the keys of plenum resolutions begin (``named``); their fourth part is a local committee's name.
_PLENUM = "plenum|"


def issuing_body(issuer: str | None, symbol: Symbol | None, key: str, patterns: Patterns) -> IssuingBody | None:
    """``issuer`` as the words have it, ``symbol`` the number, ``key`` the entry's key (``resolve``)."""
    if issuer is not None:
        names = patterns.derive("issuing.names", _no_names)
        if issuer not in names:
            if len(names) >= _MOST_NAMES:
                names.clear()
            names[issuer] = _name_of(issuer, patterns)
        name = names[issuer]
        return _body(name, patterns, inferred=False) if name else None
    if key.startswith(_PLENUM):
        local = key.split("|")[3]
        return None if local else _body("Ban Chấp hành Trung ương", patterns, inferred=True)
    if symbol is None or symbol.body_code is None:
        return None
    known = _name_of_code(_GROUP.split(symbol.body_code)[0], patterns)
    return _body(known, patterns, inferred=True) if known else None


def _name_of(issuer: str, patterns: Patterns) -> str:
    """The name of the body that the words name."""
    natural = proper_case(issuer, patterns) if issuer.isupper() else issuer
    name = long_name(plain_name(natural, patterns), patterns)
    printed = (lower_view(long_name(natural, patterns)), lower_view(name))
    for form, body in patterns.derive("issuing.shared", _shared):
        if any(map(form.fullmatch, printed)):
            return body
    return name


def _no_names(_: Patterns) -> dict[str, str]:
    """The bodies that issuers were found to be, filled as issuers are met."""
    return {}


def _name_of_code(code: str, patterns: Patterns) -> str | None:
    """The name of the body whose code it is, where no other body has that code."""
    rows = patterns.derive("issuing.by_code", _by_code).get(code, ())
    body = rows[0] if len(rows) == 1 else None
    if not rows and (found := lexicon(patterns).code(code)) is not None and found.level == "central":
        body = found if found.code_regex else None
    name = body.name.partition("(")[0].strip() if body else ""
    return name if name and not _SEVERAL.search(name) else None


def _shared(patterns: Patterns) -> Sequence[tuple[regex.Pattern[str], str]]:
    """Expressions on the lower view for the bodies that share a code, each with the body's name."""
    return [(compiled(form), body) for form, body in patterns["agency_forms"].settings["shared"]]


def _by_code(patterns: Patterns) -> Mapping[str, Sequence[Body]]:
    table: dict[str, list[Body]] = {}
    for body in lexicon(patterns).bodies:
        if body.sector != "text" and body.level != "unit suffix":
            for code in body.codes:
                table.setdefault(code, []).append(body)
    return table


def _body(name: str, patterns: Patterns, inferred: bool) -> IssuingBody:
    level, sector = level_and_sector(name, patterns)
    return IssuingBody(name=name, level=level, sector=sector, inferred=inferred)
