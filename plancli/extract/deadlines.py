"""Deadlines: when something is to be done.

Everything that may be a deadline is proposed first: each time expression that its surroundings bind (words directly
before it, a label, a bracket, a verb of happening in its clause), and the deadlines without a date (thường xuyên,
định kỳ, sau khi có …). Vetoes are proposals too. Then one policy decides: of overlapping proposals the longest
stands, and one place (a bracket, a label's value) gives what is definite in it, or one reading when nothing is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from plancli.extract import recurrence
from plancli.extract.calendar import earliest
from plancli.extract.deadlines_context import Context, Grammar, contexts, grammar
from plancli.extract.deadlines_dates import Binding, bind
from plancli.model import DateExpression, Deadline, DeadlineKind
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Flow, Locator, NormSpan

# How far a condition may run before it is cut.
_LONGEST_CONDITION = 160
# What a bracket may hold beside the time and still be evidence as a whole: "(Quý IV/2013 và thường xuyên)".
_BRACKET_MORE = 40
_STOPS = (".", ";", "\n")


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    kind: str
    due_from: str | None = None
    due: str | None = None
    recurrence: str | None = None
    condition: str | None = None
    inferred: bool = False
    definite: bool = False
    yearless: bool = False


def find_deadlines(
    flow: Flow,
    dates: Sequence[tuple[NormSpan, DateExpression]],
    locate: Locator,
    patterns: Patterns,
    issued: str | None,
    citations: Sequence[NormSpan],
) -> list[tuple[NormSpan, Deadline]]:
    """All deadlines in text order.

    ``dates`` are the expressions of ``find_dates``; ``citations`` the spans of citations with their date and issuer,
    in which nothing is a deadline; ``issued`` the document's own date, of any precision.
    """
    if not flow.text:
        return []
    rules = grammar(patterns)
    around = contexts(flow, rules)
    lookup = _Lookup(flow, around, dates, sorted(citations))
    today = earliest(issued) if issued else None
    candidates = [
        *_dated(flow, rules, lookup, today),
        *_undated(flow, rules, lookup),
        *_conditions(flow, rules, lookup),
    ]
    chosen = _settle(candidates)
    chosen = _one_a_place(flow, lookup, _with_day(flow, chosen))
    return [_deadline(flow, locate, lookup, candidate) for candidate in chosen]


class _Lookup:
    """Dates, contexts and citations by offset."""

    def __init__(
        self,
        flow: Flow,
        around: Sequence[Context | None],
        dates: Sequence[tuple[NormSpan, DateExpression]],
        citations: Sequence[NormSpan],
    ) -> None:
        self._starts = [paragraph.start for paragraph in flow.paragraphs]
        self._contexts = around
        self._citations = citations
        self.dates = dates
        self._date_starts = [span.start for span, _ in dates]

    def context(self, offset: int) -> Context | None:
        """The paragraph's context, ``None`` where nothing can be a deadline."""
        return self._contexts[max(bisect_right(self._starts, offset) - 1, 0)]

    def cited(self, start: int, end: int) -> bool:
        """Whether the stretch touches a citation; citations may nest, so a few before it are tried."""
        index = bisect_left(self._citations, end, key=lambda span: span.start)
        return any(span.end > start for span in self._citations[max(index - 8, 0) : index])

    def between(self, start: int, end: int) -> Sequence[tuple[NormSpan, DateExpression]]:
        """The dates that begin within the stretch."""
        return self.dates[bisect_left(self._date_starts, start) : bisect_left(self._date_starts, end)]


# --- proposals ------------------------------------------------------------------------------------------------


def _dated(flow: Flow, rules: Grammar, lookup: _Lookup, today: str | None) -> Iterator[_Candidate]:
    binder = Binding(flow, rules, [span.end for span, _ in lookup.dates], today)
    for span, date in lookup.dates:
        context = lookup.context(span.start)
        if context is None or lookup.cited(span.start, span.end) or context.quoted(span.start, span.end):
            continue
        bound = bind(binder, context, span, date)
        if bound is not None:
            yield _Candidate(
                start=bound.start,
                end=bound.end,
                kind=bound.kind,
                due_from=bound.first,
                due=bound.due,
                inferred=date.inferred,
                definite=True,
                yearless=date.inferred,
            )


def _undated(flow: Flow, rules: Grammar, lookup: _Lookup) -> Iterator[_Candidate]:
    lower = flow.views.lower
    attributes = [match.start() for rule in rules.use("attribute") for match in rule.finditer(flow.views)]
    attributes.sort()
    for rule in rules.use("whole"):
        for match in rule.finditer(flow.views):
            start, end = match.span()
            context = lookup.context(start)
            if context is None or lookup.cited(start, end) or context.quoted(start, end):
                continue
            places = _places(flow, context, start, end)
            if not _allowed(rule, places):
                continue
            if rule.get("attributive") and not places & {"label", "bracket", "cell", "start"}:
                chunk = max(lower.rfind(sign, context.content, start) for sign in ",;.:(")
                first = bisect_left(attributes, max(chunk, context.content))
                if first < bisect_left(attributes, start):
                    continue
            kind = str(rule.get("kind"))
            rrule = None
            if kind == "recurring":
                template = rule.get("rrule")
                captured = match.capturesdict()
                rrule = recurrence.fill(template, captured) if template else recurrence.frequency(match.group())
            year = _year_of(lookup, flow) if kind == "during" else None
            if kind == "during" and year is None:
                kind = "ongoing"
            yield _Candidate(
                start=start,
                end=_trimmed(flow, start, end),
                kind=kind,
                due_from=f"{year}-01-01" if year else None,
                due=f"{year}-12-31" if year else None,
                recurrence=rrule,
                inferred=kind == "during",
                definite=kind == "during",
            )


def _year_of(lookup: _Lookup, flow: Flow) -> str | None:
    """The year that undated times take: the one year of the title, if it names just one."""
    years = {
        date.start[:4]
        for span, date in lookup.dates
        if date.kind == "year" and date.start and flow.section_at(span.start) == "header"
    }
    return years.pop() if len(years) == 1 else None


def _conditions(flow: Flow, rules: Grammar, lookup: _Lookup) -> Iterator[_Candidate]:
    for rule in rules.use("condition"):
        for match in rule.finditer(flow.views):
            start, begin = match.start(), match.start("condition")
            context = lookup.context(start)
            if context is None or lookup.cited(start, match.end()) or context.quoted(start, match.end()):
                continue
            places = _places(flow, context, start, match.end())
            if not _allowed(rule, places):
                continue
            yield _condition(flow, lookup, context, start, begin, match.end(), bool(rule.get("length")))


def _condition(
    flow: Flow, lookup: _Lookup, context: Context, start: int, begin: int, matched: int, length: bool
) -> _Candidate:
    """The condition up to its clause's end; a date in it bounds the deadline and is no part of the condition."""
    bracket = context.bracket(start, matched)
    end = context.clause(start, matched).end
    if bracket is not None:
        end = min(end, bracket.end - 1)
    else:
        opened = flow.text.find("(", matched, end)
        end = opened if opened > 0 else end
    comma = flow.text.find(",", matched, end)
    while comma > 0 and flow.views.lower.startswith((", của ", ", ủy ", ", ngành "), comma):
        comma = flow.text.find(",", comma + 1, end)
    end = min(comma if comma > 0 else end, begin + _LONGEST_CONDITION)
    first = due = None
    stop = end
    inferred = False
    inside = [item for item in lookup.between(begin, end) if not lookup.cited(*item[0])]
    if inside and not length:
        span, date = inside[-1]
        if date.kind not in ("period", "term", "school_year", "lunar", "recurring", "impossible"):
            first, due, inferred = date.start, date.end, date.inferred
            stop, end = span.start, span.end
    condition = flow.text[begin:stop].strip(" ,;.")
    for word in (" trong", " vào", " trước", " trong khoảng"):
        condition = condition.removesuffix(word)
    return _Candidate(
        start=start,
        end=_trimmed(flow, start, end),
        kind="conditional",
        due_from=first,
        due=due,
        condition=condition or None,
        inferred=inferred,
        definite=bool(first or due),
    )


def _allowed(rule: CompiledRule, places: set[str]) -> bool:
    if rule.get("begins") and not places & {"start", "value"}:
        return False
    return bool(places & set(rule.get("where", ())))


def _places(flow: Flow, context: Context, start: int, end: int) -> set[str]:
    """Where a stretch stands: see ``where`` in ``patterns/deadlines.toml``; ``value`` at a value's very start."""
    places = {"run"}
    text = flow.text
    clause = context.clause(start, end)
    if not text[clause.start : start].strip(' \t"“-–+*•'):
        places.add("start")
    if text[context.content : start].rstrip().endswith(","):
        places.add("comma")
    if not text[end : clause.end].strip(" \t)/"):
        places.add("end")
    label = context.label(start)
    if label is not None:
        places.add("label")
        if not text[label.value : start].strip():
            places.add("value")
    bracket = context.bracket(start, end)
    if bracket is not None and not text[bracket.start + 1 : start].strip(" -–:"):
        places |= {"bracket", "value"}
    whole = not any(char.isalnum() for char in text[context.content : start] + text[end : context.end])
    if (context.column or context.is_cell or whole) and not text[context.content : start].strip():
        places |= {"value", "cell"}
    return places


def _trimmed(flow: Flow, start: int, end: int) -> int:
    while end > start and flow.text[end - 1] in " ,;:.":
        end -= 1
    return end


# --- decisions ------------------------------------------------------------------------------------------------


def _settle(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The longest of overlapping candidates, dated ones first among equals; vetoes win their place and vanish."""
    order = sorted(candidates, key=lambda c: (c.start - c.end, not c.definite, c.start))
    taken: list[tuple[int, int]] = []
    chosen = []
    for candidate in order:
        start, end = candidate.start, candidate.end
        index = bisect_right(taken, (start, end))
        if (index and taken[index - 1][1] > start) or (index < len(taken) and taken[index][0] < end):
            continue
        insort(taken, (start, end))
        if candidate.kind != "veto":
            chosen.append(candidate)
    return sorted(chosen, key=lambda c: c.start)


def _with_day(flow: Flow, chosen: Sequence[_Candidate]) -> list[_Candidate]:
    """A periodic duty and the day that the same sentence names are one: "hằng năm … trước ngày 15/11"."""
    kept: list[_Candidate] = []
    for candidate in chosen:
        last = kept[-1] if kept else None
        one = _as_one(flow, last, candidate) if last is not None and last.kind == "recurring" else None
        if one is None:
            kept.append(candidate)
        else:
            kept[-1] = one
    return kept


def _as_one(flow: Flow, last: _Candidate, candidate: _Candidate) -> _Candidate | None:
    """A recurring candidate and the next one as one, ``None`` where they are two."""
    between = flow.text[last.end : candidate.start]
    if any(stop in between for stop in _STOPS) or candidate.kind == "conditional":
        return None
    joint = between.strip()
    closing = joint == "(" and flow.text[candidate.end : candidate.end + 1] == ")"
    if candidate.kind == "recurring":
        vague = flow.text[last.start : last.end].lower() == "định kỳ" and "," not in between
        return candidate if vague and candidate.recurrence else None
    if candidate.yearless:
        refined = recurrence.on_day(last.recurrence, candidate.due)
        return replace(last, end=candidate.end + 1 if closing else last.end, recurrence=refined)
    if candidate.definite and joint in ("", "("):
        return replace(candidate, start=last.start, end=candidate.end + closing)
    return None


def _one_a_place(flow: Flow, lookup: _Lookup, chosen: Sequence[_Candidate]) -> list[_Candidate]:
    """In one bracket or one label's value: what is definite, else the first reading."""
    places: dict[tuple[int, int], list[_Candidate]] = {}
    loose: list[_Candidate] = []
    for candidate in chosen:
        context = lookup.context(candidate.start)
        label = context.label(candidate.start) if context else None
        bracket = context.bracket(candidate.start, candidate.end - 1) if context else None
        if label is not None:
            places.setdefault((label.value, label.end), []).append(candidate)
        elif bracket is not None:
            places.setdefault((bracket.start, bracket.end), []).append(candidate)
        elif context is not None and context.is_cell:
            places.setdefault((context.content, context.end), []).append(candidate)
        else:
            loose.append(candidate)
    kept = list(loose)
    for members in places.values():
        definite = [member for member in members if member.definite]
        kept.extend(definite or _first_of(flow, members))
    return sorted(kept, key=lambda c: c.start)


def _first_of(flow: Flow, members: Sequence[_Candidate]) -> list[_Candidate]:
    """The first; and after it those that carry a day of their own: "6 tháng (trước 15/6), năm (trước 15/12)"."""
    return [m for i, m in enumerate(members) if i == 0 or flow.text[m.end - 1 : m.end] == ")"]


def _evidence(flow: Flow, lookup: _Lookup, candidate: _Candidate) -> tuple[int, int]:
    """The candidate's stretch, or the whole bracket where that says no more than the time."""
    start, end = candidate.start, candidate.end
    context = lookup.context(start)
    bracket = context.bracket(start, end) if context else None
    if bracket is not None:
        before = flow.text[bracket.start + 1 : start].strip()
        behind = flow.text[end : bracket.end - 1].strip(" .;")
        if len(before) + len(behind) <= _BRACKET_MORE and (not before or not behind):
            return bracket.start, bracket.end
    return start, end


def _deadline(flow: Flow, locate: Locator, lookup: _Lookup, candidate: _Candidate) -> tuple[NormSpan, Deadline]:
    start, end = _evidence(flow, lookup, candidate)
    span = NormSpan(start, end)
    source, page = locate(span)
    kind: DeadlineKind = candidate.kind  # type: ignore[assignment]
    return span, Deadline(
        text=flow.text[start:end],
        kind=kind,
        start=candidate.due_from,
        due=candidate.due,
        recurrence=candidate.recurrence,
        condition=candidate.condition,
        inferred=candidate.inferred,
        span=(source.start, source.end),
        page=page,
        section=flow.section_at(start),
    )
