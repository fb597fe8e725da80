"""Every time expression of the running text, with its inclusive bounds.

Rules of ``patterns/dates.toml`` propose *atoms* (a day, a month, a quarter …), vetoes among them; the longest of
overlapping proposals stands. Prefixes and suffixes (clock, weekday, đầu, cuối, âm lịch) widen an atom, connectors
("đến", "-", "và") join neighbours, and what one member leaves out ("ngày 26, 27/12/2011") it takes from the next.
A year that the expression leaves out comes from the document's own date, else from its title, and the expression
is marked ``inferred``; the clock is never read.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plancli.extract import calendar
from plancli.extract.calendar import Bounds
from plancli.model import DateExpression
from plancli.patterns import CompiledRule, PatternFile, Patterns
from plancli.text import Flow, Locator, NormSpan, Views

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
# Kinds whose bounds a text does not fix to the day: terms begin at a congress, school years in late August.
_REDUCED = ("term", "school_year")
_LONGEST_GAP = 20


@dataclass(frozen=True, slots=True)
class _Point:
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


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    first: _Point
    last: _Point
    kind: str
    weak: bool = False
    edge: str | None = None
    decade: int | None = None
    inferred: bool = False
    from_word: bool = False


@dataclass(frozen=True)
class _Grammar:
    """The rules of ``dates.toml`` by their use, and its tables of number words."""

    atoms: Sequence[CompiledRule]
    prefixes: Sequence[CompiledRule]
    suffixes: Sequence[CompiledRule]
    connectors: Sequence[CompiledRule]
    cues: Sequence[CompiledRule]
    months: dict[str, int]
    numbers: dict[str, int]


def _grammar(patterns: Patterns) -> _Grammar:
    file: PatternFile = patterns["dates"]

    def use(*names: str) -> list[CompiledRule]:
        return [rule for rule in file.rules if rule.get("use") in names]

    return _Grammar(
        atoms=use("atom", "veto"),
        prefixes=use("prefix"),
        suffixes=use("suffix"),
        connectors=use("connector"),
        cues=use("cue"),
        months=file.settings["months"],
        numbers=file.settings["numbers"],
    )


def find_dates(
    flow: Flow, locate: Locator, patterns: Patterns, issued: str | None
) -> list[tuple[NormSpan, DateExpression]]:
    """All time expressions in text order, none overlapping another.

    ``issued`` is the document's own date, ISO 8601 of any precision, or ``None``.
    """
    if not flow.text:
        return []
    grammar = patterns.derive("dates.grammar", _grammar)
    views = flow.views
    atoms = _widen(views, grammar, _propose(views, grammar))
    cues = {match.end() for rule in grammar.cues for match in rule.finditer(views)}
    year = int(issued[:4]) if issued else _title_year(flow, atoms)
    found = []
    for chain in _chains(views, grammar, atoms):
        for atom in _resolve(chain, year):
            if atom.first.partial or atom.last.partial:
                continue
            if len(chain) == 1 and atom.weak and not _backed(flow, atom, cues):
                continue
            found.append(_expression(flow, locate, atom))
    return found


# --- proposals ------------------------------------------------------------------------------------------------


def _propose(views: Views, grammar: _Grammar) -> list[_Atom]:
    """The longest of overlapping atoms and vetoes, vetoes then left out, in text order."""
    proposals: list[tuple[int, int, int, CompiledRule, Any]] = []
    for order, rule in enumerate(grammar.atoms):
        for match in rule.finditer(views):
            tie = order - len(grammar.atoms) if rule.get("use") == "veto" else order
            proposals.append((match.start() - match.end(), tie, match.start(), rule, match))
    proposals.sort(key=lambda proposal: proposal[:3])
    taken: list[tuple[int, int]] = []
    atoms = []
    for _, _, start, rule, match in proposals:
        end = match.end()
        index = bisect_right(taken, (start, end))
        if (index and taken[index - 1][1] > start) or (index < len(taken) and taken[index][0] < end):
            continue
        insort(taken, (start, end))
        if rule.get("use") == "atom":
            atom = _atom(rule, match, grammar)
            if atom is not None:
                atoms.append(atom)
    return sorted(atoms, key=lambda atom: atom.start)


def _atom(rule: CompiledRule, match: Any, grammar: _Grammar) -> _Atom | None:
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

    def point(index: int) -> _Point:
        return _Point(
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
    return _Atom(match.start(), match.end(), first, last, kind, bool(rule.get("weak")), rule.get("edge"))


def _number(text: str, group: str, grammar: _Grammar) -> int:
    """The value of a number that a rule caught: digits, a Roman quarter (also as OCR has it) or a word."""
    text = text.lower()
    if text.isdecimal():
        return int(text)
    if group == "q":
        return _ROMAN[text.replace("l", "i").replace("1", "i")]
    return grammar.months[text] if group == "m" else grammar.numbers[text]


def _widen(views: Views, grammar: _Grammar, atoms: list[_Atom]) -> list[_Atom]:
    """Atoms with what stands directly before and behind them."""
    before: dict[int, tuple[int, CompiledRule]] = {}
    for rule in grammar.prefixes:
        for match in rule.finditer(views):
            old = before.get(match.end())
            if old is None or match.start() < old[0]:
                before[match.end()] = (match.start(), rule)
    widened: list[_Atom] = []
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


def _with(atom: _Atom, rule: CompiledRule, start: int, end: int) -> _Atom:
    return replace(
        atom,
        start=start,
        end=end,
        kind=rule.get("kind") or atom.kind,
        edge=rule.get("edge") or atom.edge,
        decade=rule.get("decade") or atom.decade,
    )


# --- chains ---------------------------------------------------------------------------------------------------


def _chains(views: Views, grammar: _Grammar, atoms: list[_Atom]) -> Iterator[list[tuple[_Atom, str]]]:
    """Runs of atoms that connectors join; each atom with its relation to the one before (``""`` for the first)."""
    chain: list[tuple[_Atom, str]] = []
    for atom in atoms:
        relation = _relation(views, grammar, chain[-1][0], atom) if chain else ""
        if chain and not relation:
            yield chain
            chain = []
        chain.append((_from_word(views, atom), relation))
    if chain:
        yield chain


def _relation(views: Views, grammar: _Grammar, left: _Atom, right: _Atom) -> str:
    if right.start - left.end > _LONGEST_GAP or right.kind in ("period", "term", "school_year"):
        return ""
    if left.kind in ("period", "term", "school_year"):
        return ""
    for rule in grammar.connectors:
        if right.start > left.end and rule.fullmatch(views, left.end, right.start):
            return str(rule.get("relation"))
    return ""


def _from_word(views: Views, atom: _Atom) -> _Atom:
    """Whether "từ" stands before: "từ A đến B" is one expression with the word."""
    lower = views.lower
    for word in ("kể từ ", "từ "):
        start = atom.start - len(word)
        if start >= 0 and lower.startswith(word, start) and not lower[max(start - 1, 0) : start].isalnum():
            return replace(atom, from_word=True)
    return replace(atom, from_word=lower.startswith("từ ", atom.start))


def _resolve(chain: list[tuple[_Atom, str]], year: int | None) -> Iterator[_Atom]:
    """The chain's expressions: members completed from their neighbours, then joined where they are one period."""
    atoms = [atom for atom, _ in chain]
    for index in range(len(atoms) - 2, -1, -1):
        atoms[index] = _complete(atoms[index], atoms[index + 1], back=True)
    for index in range(1, len(atoms)):
        atoms[index] = _complete(atoms[index], atoms[index - 1], back=False)
    if year is not None:
        atoms = [_with_year(atom, year) for atom in atoms]
    joined = atoms[0]
    for index in range(1, len(atoms)):
        atom, relation = atoms[index], chain[index][1]
        merged = _join(joined, atom, relation)
        if merged is None:
            yield joined
            joined = atom
        else:
            joined = merged
    yield joined


def _complete(atom: _Atom, other: _Atom, back: bool) -> _Atom:
    """Fill what the atom leaves out from its neighbour: the month of a bare day, the year."""
    source = other.first if back else other.last
    if back and other.kind == "recurring" and atom.last.year is None:
        return replace(atom, kind="recurring")
    if "recurring" in (atom.kind, other.kind):
        return atom
    first, last = atom.first, atom.last
    if first.partial and back and source.unit == "day" and source.month is not None:
        first = last = replace(first, month=source.month, year=source.year)
    elif last.year is None and source.year is not None and not last.partial:
        first, last = replace(first, year=source.year), replace(last, year=source.year)
    else:
        return atom
    shifted = _shift(last, source, -1) if back else _shift(first, source, 1)
    if shifted:
        first, last = (
            replace(first, year=(first.year or 0) + shifted),
            replace(last, year=(last.year or 0) + shifted),
        )
    return replace(atom, first=first, last=last, inferred=atom.inferred or bool(shifted))


def _shift(point: _Point, neighbour: _Point, step: int) -> int:
    """-1 or 1 where a borrowed year would make a range run backwards: 15/12 đến 15/01/2026."""
    mine, other = point.bounds(), neighbour.bounds()
    if mine is None or other is None or mine.start is None or other.start is None:
        return 0
    backwards = mine.start > (other.end or "") if step < 0 else (mine.end or "") < other.start
    return step if backwards else 0


def _with_year(atom: _Atom, year: int) -> _Atom:
    if atom.kind in ("recurring", "lunar") or atom.first.partial:
        return atom
    if atom.first.year is not None and atom.last.year is not None:
        return atom
    first, last = replace(atom.first, year=year), replace(atom.last, year=year)
    return replace(atom, first=first, last=last, inferred=True)


def _join(left: _Atom, right: _Atom, relation: str) -> _Atom | None:
    """One expression of two where they are a range, or a list without a hole: Quý IV/2013, Quý I/2014."""
    if left.kind in ("recurring", "lunar") or right.kind == "recurring" or left.first.partial or right.first.partial:
        return None
    mine, other = left.last.bounds(), right.first.bounds()
    if mine is not None and other is not None:
        backwards = (mine.start or "") > (other.end or "")
        if backwards or (relation == "list" and not calendar.follows(mine, other)):
            return None
    elif relation == "list":
        return None
    kind = "lunar" if right.kind == "lunar" else "range"
    return replace(
        left,
        end=right.end,
        last=right.last,
        kind=kind,
        edge=None,
        decade=None,
        weak=False,
        inferred=left.inferred or right.inferred,
    )


# --- expressions ----------------------------------------------------------------------------------------------


def _backed(flow: Flow, atom: _Atom, cues: set[int]) -> bool:
    """A weak atom counts behind a cue, with a clock or weekday, or as a whole paragraph."""
    if atom.start in cues or atom.kind not in (atom.first.unit, "range"):
        return True
    paragraph = flow.paragraph_at(atom.start)
    rest = flow.text[paragraph.start : atom.start] + flow.text[atom.end : paragraph.end]
    return not any(char.isalnum() for char in rest)


def _title_year(flow: Flow, atoms: Sequence[_Atom]) -> int | None:
    """The one year that the document's title names, for documents whose date is lost."""
    spans = [(p.start, p.end) for p in flow.paragraphs if p.section == "header"]
    starts = [atom.start for atom in atoms]
    years = {
        atom.last.year
        for start, end in spans
        for atom in atoms[bisect_left(starts, start) : bisect_left(starts, end)]
        if atom.kind == "year" and atom.last.year is not None
    }
    return years.pop() if len(years) == 1 else None


def _bounds(atom: _Atom) -> Bounds:
    if atom.kind in ("lunar", "recurring"):
        return Bounds(None, None)
    if atom.kind in _REDUCED:
        return Bounds(_text(atom.first.year), _text(atom.last.year))
    if atom.decade and atom.first.year is not None and atom.first.month is not None:
        return calendar.decade_of_month(atom.first.year, atom.first.month, atom.decade) or Bounds(None, None)
    first, last = atom.first.bounds(), atom.last.bounds()
    if first is None or last is None:
        return Bounds(None, None)
    start = None if atom.edge == "end" else first.start
    end = None if atom.edge == "start" else last.end
    return Bounds(start, end)


def _text(year: int | None) -> str | None:
    return None if year is None else f"{year:04d}"


def _expression(flow: Flow, locate: Locator, atom: _Atom) -> tuple[NormSpan, DateExpression]:
    kind = atom.kind if atom.first.possible() and atom.last.possible() else "impossible"
    start = atom.start
    if kind in ("range", "lunar") and atom.from_word and not flow.views.lower.startswith("từ ", start):
        start -= len("kể từ ") if flow.views.lower[:start].endswith("kể từ ") else len("từ ")
    bounds = Bounds(None, None) if kind == "impossible" else _bounds(atom)
    span = NormSpan(start, atom.end)
    source, page = locate(span)
    expression = DateExpression(
        text=flow.text[start : atom.end],
        kind=kind,
        start=bounds.start,
        end=bounds.end,
        inferred=atom.inferred and kind not in ("impossible", "lunar", "recurring"),
        span=(source.start, source.end),
        page=page,
        section=flow.section_at(start),
    )
    return span, expression
