"""Atoms of time expressions: what the rules of ``patterns/dates.toml`` propose, and which proposals stand."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from operator import attrgetter, itemgetter
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from plancli.extract import calendar
from plancli.extract.calendar import Bounds
from plancli.extract.stretches import StretchRule
from plancli.patterns import CompiledRule, PatternFile, Patterns
from plancli.text import Views

_BY_PLACE, _BY_START = itemgetter(0, 1, 2), attrgetter("start")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


class Point(Struct, frozen=True):
    """One end of an expression: the numbers that are printed, others ``None``."""

    unit: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    side: str | None = None
    count: int = 6

    @property
    def partial(self) -> bool:
        """A bare "ngày 26": no date before a neighbour gives the month."""
        return self.unit == "day" and self.month is None

    def bounds(self) -> Bounds | None:
        """The point's period; ``None`` while the year is unknown or when the calendar has no such thing."""
        if self.year is None:
            return None
        if self.unit == "day":
            return None if self.month is None or self.day is None else calendar.day(self.year, self.month, self.day)
        if self.unit == "month":
            return None if self.month is None else calendar.month(self.year, self.month)
        if self.unit == "quarter":
            return None if self.quarter is None else calendar.quarter(self.year, self.quarter)
        if self.unit == "half":
            count = calendar.leading_months if self.side == "đầu" else calendar.closing_months
            return count(self.year, self.count)
        return calendar.year(self.year)

    def possible(self) -> bool:
        """Whether the calendar can have it, whatever the year."""
        if self.year is not None:
            return self.bounds() is not None or self.partial
        if self.unit != "day" or self.month is None or self.day is None:
            return True
        return calendar.may_be_day(self.month, self.day)


class Atom(Struct, frozen=True):
    """A proposal that stands: its stretch, its ends (``first`` and ``last`` differ in a list), and its kind.

    ``weak`` ones (a bare 28/12) need support; ``edge`` leaves only that side bounded; ``decade`` is the third of
    a month (thượng, trung, hạ tuần); ``from_word`` tells that "từ" stands before; ``later`` counts the years after
    the document's own ("năm sau").
    """

    start: int
    end: int
    first: Point
    last: Point
    kind: str
    weak: bool = False
    edge: str | None = None
    decade: int | None = None
    inferred: bool = False
    from_word: bool = False
    later: int = 0


class Grammar(Struct, frozen=True):
    """The rules of ``dates.toml`` by their use, and its tables of number words."""

    atoms: Sequence[CompiledRule]
    vetoes: Sequence[StretchRule]
    prefixes: Sequence[StretchRule]
    suffixes: Sequence[CompiledRule]
    connectors: Sequence[CompiledRule]
    cues: Sequence[StretchRule]
    months: dict[str, int]
    numbers: dict[str, int]


def grammar_of(patterns: Patterns) -> Grammar:
    """The rules grouped by use; to be derived once."""
    file: PatternFile = patterns["dates"]

    def use(name: str) -> list[CompiledRule]:
        return [rule for rule in file.rules if rule.get("use") == name]

    return Grammar(
        atoms=use("atom"),
        vetoes=[StretchRule(rule) for rule in use("veto")],
        prefixes=[StretchRule(rule) for rule in use("prefix")],
        suffixes=use("suffix"),
        connectors=use("connector"),
        cues=[StretchRule(rule) for rule in use("cue")],
        months=file.settings["months"],
        numbers=file.settings["numbers"],
    )


def propose(views: Views, grammar: Grammar) -> list[Atom]:
    """The longest of overlapping atoms and vetoes, vetoes then left out, in text order."""
    proposals: list[tuple[int, int, int, CompiledRule, Any]] = []
    for order, rule in enumerate(grammar.atoms):
        for match in rule.finditer(views):
            start, end = match.span()
            proposals.append((start - end, order, start, rule, match))
    # What stands in the line of no atom vetoes none: rules end with their line.
    lines = lines_of(views.text, (proposal[2] for proposal in proposals))
    for order, veto in enumerate(grammar.vetoes, -len(grammar.vetoes)):
        for match in veto.finditer(views, lines):
            start, end = match.span()
            proposals.append((start - end, order, start, veto.rule, match))
    proposals.sort(key=_BY_PLACE)
    taken: list[tuple[int, int]] = []
    atoms = []
    for _, order, start, rule, match in proposals:
        end = match.end()
        index = bisect_right(taken, (start, end))
        if (index and taken[index - 1][1] > start) or (index < len(taken) and taken[index][0] < end):
            continue
        insort(taken, (start, end))
        if order >= 0:
            atom = _atom(rule, match, grammar)
            if atom is not None:
                atoms.append(atom)
    return sorted(atoms, key=_BY_START)


def lines_of(text: str, offsets: Iterable[int]) -> list[tuple[int, int]]:
    """The lines of a text that hold the offsets: rules that speak of what stands there are run on them alone."""
    lines: list[tuple[int, int]] = []
    end = 0
    for offset in sorted(offsets):
        if offset >= end:
            start = text.rfind("\n", 0, offset) + 1
            end = text.find("\n", offset) + 1 or len(text)
            lines.append((start, end))
    return lines


_QUARTERS = 4


def _atom(rule: CompiledRule, match: Any, grammar: Grammar) -> Atom | None:
    groups = rule.pattern.groupindex

    def numbers(group: str) -> list[int]:
        if group not in groups:
            return []
        return [_number(text, group, grammar) for text in match.captures(group)]

    years, months, days, quarters = (numbers(group) for group in "ymdq")
    if rule.get("century"):
        years = [2000 + value for value in years]
    side = match.group("side") if "side" in groups else None
    count = (numbers("n") or [6])[0]

    def point(index: int) -> Point:
        return Point(
            unit=rule.get("unit"),
            year=years[index] if years else None,
            month=months[index] if months else None,
            day=days[index] if days else None,
            quarter=quarters[index] if quarters else None,
            side=side,
            count=count,
        )

    first, last = point(0), point(-1)
    kind = rule.get("kind") or rule.get("unit")
    if rule.get("list"):
        if kind == "year" and last.year is not None and first.year is not None and last.year <= first.year:
            return None
        kind = "range" if kind in ("day", "month", "quarter", "year") else kind
    return Atom(match.start(), match.end(), first, last, kind, bool(rule.get("weak")), rule.get("edge"))


def _number(text: str, group: str, grammar: Grammar) -> int:
    """The value of a number that a rule caught: digits, a Roman quarter (also as OCR has it) or a word."""
    text = text.lower()
    # No year has eleven quarters.
    if text.isdecimal() and not (group == "q" and int(text) > _QUARTERS):
        return int(text)
    if group == "q":
        return _ROMAN[text.replace("l", "i").replace("1", "i")]
    return grammar.months[text] if group == "m" else grammar.numbers[text]


def widen(views: Views, grammar: Grammar, atoms: list[Atom]) -> list[Atom]:
    """Atoms with what stands directly before and behind them."""
    before: dict[int, tuple[int, CompiledRule]] = {}
    lines = lines_of(views.text, (atom.start for atom in atoms))
    for prefix in grammar.prefixes:
        for match in prefix.finditer(views, lines):
            old = before.get(match.end())
            if old is None or match.start() < old[0]:
                before[match.end()] = (match.start(), prefix.rule)
    widened: list[Atom] = []
    for atom in atoms:
        floor = widened[-1].end if widened else 0
        while atom.start in before and before[atom.start][0] >= floor:
            start, rule = before[atom.start]
            atom = _with(atom, rule, start, atom.end)
            if start == atom.start and before.get(start) == (start, rule):
                break
        for rule in grammar.suffixes:
            behind = rule.match(views, atom.end)
            if behind is not None and behind.end() > atom.end and atom.first.unit != "year":
                atom = _with(atom, rule, atom.start, behind.end())
        widened.append(atom)
    return widened


def _with(atom: Atom, rule: CompiledRule, start: int, end: int) -> Atom:
    return replace(
        atom,
        start=start,
        end=end,
        kind=rule.get("kind") or atom.kind,
        edge=rule.get("edge") or atom.edge,
        decade=rule.get("decade") or atom.decade,
        later=rule.get("later") or atom.later,
    )
