"""Every time expression of the running text, with its inclusive bounds.

Rules of ``patterns/dates.toml`` propose *atoms* (a day, a month, a quarter …), vetoes among them; the longest of
overlapping proposals stands. Prefixes and suffixes (clock, weekday, đầu, cuối, âm lịch) widen an atom, connectors
("đến", "-", "và") join neighbours, and what one member leaves out ("ngày 26, 27/12/2011") it takes from the next.
A year that the expression leaves out comes from the document's own date, else from its title, and the expression
is marked ``inferred``; the clock is never read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from plancli.extract import calendar
from plancli.extract.calendar import Bounds
from plancli.extract.dates_atoms import Atom, Grammar, Point, grammar_of, lines_of, propose, widen
from plancli.model import DateExpression
from plancli.patterns import Patterns
from plancli.text import Flow, Locator, NormSpan, Views

# Kinds whose bounds a text does not fix to the day: terms begin at a congress, school years in late August.
_REDUCED = ("term", "school_year")
_LONGEST_GAP = 20
# Zones that speak of what has been.
_ZONES_OF_THE_PAST = ("header", "preamble")


def find_dates(
    flow: Flow, locate: Locator, patterns: Patterns, issued: str | None
) -> list[tuple[NormSpan, DateExpression]]:
    """All time expressions in text order, none overlapping another.

    ``issued`` is the document's own date, ISO 8601 of any precision, or ``None``.
    """
    if not flow.text:
        return []
    grammar = patterns.derive("dates.grammar", grammar_of)
    views = flow.views
    atoms = widen(views, grammar, propose(views, grammar))
    weak = lines_of(views.text, (atom.start for atom in atoms if atom.weak))
    cues = {match.end() for rule in grammar.cues for match in rule.finditer(views, weak)}
    year = int(issued[:4]) if issued else _title_year(flow, atoms)
    turn = _turn(flow, atoms, issued) if issued else None
    found: list[tuple[NormSpan, DateExpression]] = []
    for chain in _chains(views, grammar, atoms):
        if not any(_backed(flow, atom, cues) for atom, _ in chain):
            continue
        late = turn is not None and flow.section_at(chain[0][0].start) not in _ZONES_OF_THE_PAST
        resolved = _resolve(chain, year, turn if late else None)
        whole = [atom for atom in resolved if not (atom.first.partial or atom.last.partial)]
        found.extend(_expression(flow, locate, atom) for atom in whole)
    return found


# --- chains ---------------------------------------------------------------------------------------------------


def _chains(views: Views, grammar: Grammar, atoms: list[Atom]) -> Iterator[list[tuple[Atom, str]]]:
    """Runs of atoms that connectors join; each atom with its relation to the one before (``""`` for the first)."""
    chain: list[tuple[Atom, str]] = []
    for atom in atoms:
        relation = _relation(views, grammar, chain[-1][0], atom) if chain else ""
        if chain and not relation:
            yield chain
            chain = []
        chain.append((_from_word(views, atom), relation))
    if chain:
        yield chain


def _relation(views: Views, grammar: Grammar, left: Atom, right: Atom) -> str:
    if right.start - left.end > _LONGEST_GAP or right.kind in ("period", "term", "school_year"):
        return ""
    if left.kind in ("period", "term", "school_year"):
        return ""
    for rule in grammar.connectors:
        if right.start > left.end and rule.fullmatch(views, left.end, right.start):
            return str(rule.get("relation"))
    return ""


def _from_word(views: Views, atom: Atom) -> Atom:
    """Whether "từ" stands before: "từ A đến B" is one expression with the word."""
    lower = views.lower
    for word in ("kể từ ", "từ "):
        start = atom.start - len(word)
        if start >= 0 and lower.startswith(word, start) and not lower[max(start - 1, 0) : start].isalnum():
            return replace(atom, from_word=True)
    return replace(atom, from_word=lower.startswith("từ ", atom.start))


def _resolve(chain: list[tuple[Atom, str]], year: int | None, turn: str | None = None) -> Iterator[Atom]:
    """The chain's expressions: members completed from their neighbours, then joined where they are one period.

    A member without a year that would not lie behind the day ``turn`` is the next year's.
    """
    atoms = [atom for atom, _ in chain]
    for index in range(len(atoms) - 2, -1, -1):
        atoms[index] = _complete(atoms[index], atoms[index + 1], back=True)
    for index in range(1, len(atoms)):
        atoms[index] = _complete(atoms[index], atoms[index - 1], back=False)
    if year is not None:
        atoms = [_with_year(atom, year, turn) for atom in atoms]
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


def _complete(atom: Atom, other: Atom, back: bool) -> Atom:
    """Fill what the atom leaves out from its neighbour: the month of a bare day, the year."""
    source = other.first if back else other.last
    if back and other.kind == "recurring" and atom.last.year is None:
        return replace(atom, kind="recurring")
    if "recurring" in (atom.kind, other.kind):
        return atom
    first, last = atom.first, atom.last
    if first.partial and back and source.unit == "day" and source.month is not None:
        first = last = replace(first, month=source.month, year=source.year)
    elif last.year is None and source.year is not None and not last.partial and not atom.later:
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


def _shift(point: Point, neighbour: Point, step: int) -> int:
    """-1 or 1 where a borrowed year would make a range run backwards: 15/12 đến 15/01/2026."""
    mine, other = point.bounds(), neighbour.bounds()
    if mine is None or other is None or mine.start is None or other.start is None:
        return 0
    backwards = mine.start > (other.end or "") if step < 0 else (mine.end or "") < other.start
    return step if backwards else 0


def _with_year(atom: Atom, year: int, turn: str | None) -> Atom:
    if atom.kind in ("recurring", "lunar") or atom.first.partial:
        return atom
    if atom.first.year is not None and atom.last.year is not None:
        return atom
    year += atom.later
    bounds = replace(atom.last, year=year).bounds() if turn is not None and not atom.later else None
    if turn is not None and bounds is not None and bounds.end is not None and bounds.end <= turn:
        year += 1
    first, last = replace(atom.first, year=year), replace(atom.last, year=year)
    return replace(atom, first=first, last=last, inferred=True)


def _join(left: Atom, right: Atom, relation: str) -> Atom | None:
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


def _backed(flow: Flow, atom: Atom, cues: set[int]) -> bool:
    """A weak atom counts behind a cue, with a clock or weekday, or as a whole paragraph."""
    if not atom.weak or atom.kind not in (atom.first.unit, "range"):
        return True
    if any(at in cues for at in range(atom.start, min(atom.end, atom.start + _LONGEST_GAP))):
        return True
    paragraph = flow.paragraph_at(atom.start)
    rest = flow.text[paragraph.start : atom.start] + flow.text[atom.end : paragraph.end]
    return not any(char.isalnum() for char in rest)


def _title_year(flow: Flow, atoms: Sequence[Atom]) -> int | None:
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


def _turn(flow: Flow, atoms: Sequence[Atom], issued: str) -> str | None:
    """The last day that, without a year, is the next year's; ``None`` when all days are the document's own year's.

    A plan issued in December 2023 whose title names 2024 means March 2024 by "trước ngày 15/3". Of a school year
    January to July are the next year's.
    """
    following = int(issued[:4]) + 1
    kinds = {atom.kind for atom in atoms if atom.last.year == following and flow.section_at(atom.start) == "header"}
    if "year" in kinds:
        return calendar.earliest(issued)
    if "school_year" in kinds:
        return min(calendar.earliest(issued), f"{issued[:4]}-07-31")
    return None


def _bounds(atom: Atom) -> Bounds:
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


def _expression(flow: Flow, locate: Locator, atom: Atom) -> tuple[NormSpan, DateExpression]:
    kind = atom.kind if atom.first.possible() and atom.last.possible() else "impossible"
    start = atom.start
    if kind in ("range", "lunar") and atom.from_word and not flow.views.lower.startswith("từ ", start):
        start -= len("kể từ ") if flow.views.lower.endswith("kể từ ", 0, start) else len("từ ")
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
