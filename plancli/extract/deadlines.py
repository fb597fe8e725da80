"""Deadlines: when something is to be done.

Everything that may be a deadline is proposed first: each time expression that its surroundings bind (words directly
before it, a label, a bracket, a verb of happening in its clause), and the deadlines without a date (thường xuyên,
định kỳ, sau khi có …). Vetoes are proposals too. Then one policy decides: of overlapping proposals the longest
stands, and one place (a bracket, a label's value) gives what is definite in it, or one reading when nothing is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plancli.extract import recurrence
from plancli.extract.calendar import earliest
from plancli.extract.deadlines_context import Context, Grammar, Lookup, contexts, grammar
from plancli.extract.deadlines_dates import Binding, Bound, bind, listed
from plancli.extract.deadlines_policy import Candidate, one_a_place, settle, with_day
from plancli.model import DateExpression, Deadline, DeadlineKind
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Flow, Locator, NormSpan

# How far a condition may run before it is cut.
_LONGEST_CONDITION = 160
# How far before a bare "hằng năm" the noun that it describes is looked for.
_CHUNK = 300
# What a bracket may hold beside the time and still be evidence as a whole: "(Quý IV/2013 và thường xuyên)".
_BRACKET_MORE = 40


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
    lookup = Lookup(flow, around, dates, sorted(citations))
    today = earliest(issued) if issued else lookup.last_cited()
    candidates = [
        *_dated(flow, rules, lookup, today),
        *_undated(flow, rules, lookup),
        *_conditions(flow, rules, lookup),
    ]
    chosen = settle(candidates)
    chosen = one_a_place(flow, lookup, with_day(flow, chosen))
    return [_deadline(flow, locate, lookup, candidate) for candidate in chosen]


class _Heads:
    """Months or quarters side by side in the cells of one row head a chart's columns: they are no deadlines."""

    def __init__(self, flow: Flow, lookup: Lookup) -> None:
        self._flow = flow
        self._whole = {
            paragraph.start
            for span, date in lookup.dates
            if date.kind in ("month", "quarter", "year") and (paragraph := flow.paragraph_at(span.start)).role == "cell"
            if len(flow.text[paragraph.start : paragraph.end].strip(" .:")) == span.end - span.start
        }

    def in_row(self, span: NormSpan) -> bool:
        """Whether the cell before or the cell behind is such a period too."""
        paragraph = self._flow.paragraph_at(span.start)
        before = self._flow.paragraph_at(max(paragraph.start - 1, 0))
        return paragraph.end + 1 in self._whole or (before.start != paragraph.start and before.start in self._whole)


# --- proposals ------------------------------------------------------------------------------------------------


def _dated(flow: Flow, rules: Grammar, lookup: Lookup, today: str | None) -> Iterator[Candidate]:
    asked: list[tuple[Context, NormSpan, DateExpression]] = []
    for span, date in lookup.dates:
        context = lookup.context(span.start)
        if context is None or lookup.cited(span.start, span.end) or context.quoted(span.start, span.end):
            continue
        asked.append((context, span, date))
    paragraphs = {context.paragraph.start for context, _, _ in asked}
    near = [span for span, _ in lookup.dates if flow.paragraph_at(span.start).start in paragraphs]
    binder = Binding(flow, rules, near, today)
    heads = _Heads(flow, lookup)
    last: NormSpan | None = None
    before: Bound | None = None
    for context, span, date in asked:
        bound = bind(binder, context, span, date)
        if bound is None and before is not None and last is not None:
            bound = listed(flow, last, before, span, date, context)
        last, before = span, bound
        if bound is not None and not (bound.period and heads.in_row(span)):
            yield Candidate(
                start=bound.start,
                end=bound.end,
                kind=bound.kind,
                due_from=bound.first,
                due=bound.due,
                inferred=date.inferred,
                definite=True,
                yearless=date.inferred,
            )


def _undated(flow: Flow, rules: Grammar, lookup: Lookup) -> Iterator[Candidate]:
    lower = flow.views.lower
    attributes = rules.use("attribute")
    title_year = _year_of(lookup, flow)
    for rule, match in rules.matches("whole", flow, lookup):
        start, end = match.span()
        context = lookup.context(start)
        if context is None or lookup.cited(start, end) or context.quoted(start, end):
            continue
        places = _places(flow, context, start, end)
        if not _allowed(rule, places):
            continue
        if rule.get("attributive") and not places & {"label", "bracket", "cell", "start"}:
            floor = max(context.content, start - _CHUNK)
            chunk = max(lower.rfind(sign, floor, start) for sign in ",;.:(")
            if any(noun.search(flow.views, max(chunk, floor), start) for noun in attributes):
                continue
        kind = str(rule.get("kind"))
        rrule = None
        if kind == "recurring":
            template = rule.get("rrule")
            captured = match.capturesdict()
            rrule = recurrence.fill(template, captured) if template else recurrence.frequency(match.group())
        year = title_year if kind == "during" else None
        if kind == "during" and year is None:
            kind = "ongoing"
        yield Candidate(
            start=start,
            end=_trimmed(flow, start, end),
            kind=kind,
            due_from=f"{year}-01-01" if year else None,
            due=f"{year}-12-31" if year else None,
            recurrence=rrule,
            inferred=kind == "during",
            definite=kind == "during",
        )


def _year_of(lookup: Lookup, flow: Flow) -> str | None:
    """The year that undated times take: the one year of the title, if it names just one."""
    years = {
        date.start[:4]
        for span, date in lookup.dates
        if date.kind == "year" and date.start and flow.section_at(span.start) == "header"
    }
    return years.pop() if len(years) == 1 else None


def _conditions(flow: Flow, rules: Grammar, lookup: Lookup) -> Iterator[Candidate]:
    for rule, match in rules.matches("condition", flow, lookup):
        start, begin = match.start(), match.start("condition")
        context = lookup.context(start)
        if context is None or lookup.cited(start, match.end()) or context.quoted(start, match.end()):
            continue
        if not _allowed(rule, _places(flow, context, start, match.end())):
            continue
        if rule.get("closed"):
            condition = flow.text[begin : match.end("condition")].strip(" ,")
            yield Candidate(start, match.end(), kind="conditional", condition=condition)
        else:
            yield _condition(flow, lookup, context, start, begin, match.end(), bool(rule.get("length")))


def _condition(
    flow: Flow, lookup: Lookup, context: Context, start: int, begin: int, matched: int, length: bool
) -> Candidate:
    """The condition up to its clause's end; a date in it bounds the deadline and is no part of the condition."""
    bracket = context.bracket(start, matched)
    end = max(matched, min(context.clause(start, matched).end, begin + _LONGEST_CONDITION))
    if bracket is not None:
        end = min(end, bracket.end - 1)
    else:
        opened = flow.text.find("(", matched, end)
        end = opened if opened > 0 else end
    comma = flow.text.find(",", matched, end)
    while comma > 0 and flow.views.lower.startswith((", của ", ", ủy ", ", ngành "), comma):
        comma = flow.text.find(",", comma + 1, end)
    end = comma if comma > 0 else end
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
    return Candidate(
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
        if context.column:
            places.add("column")
    return places


def _trimmed(flow: Flow, start: int, end: int) -> int:
    while end > start and flow.text[end - 1] in " ,;:.":
        end -= 1
    return end


def _evidence(flow: Flow, lookup: Lookup, candidate: Candidate) -> tuple[int, int]:
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


def _deadline(flow: Flow, locate: Locator, lookup: Lookup, candidate: Candidate) -> tuple[NormSpan, Deadline]:
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
