"""How its surroundings bind a time expression: by, before, from, during, or not at all."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from plancli.expressions import compiled
from plancli.extract.deadlines_context import Context, Grammar
from plancli.extract.edges import char_before, char_behind, has_word
from plancli.model import DateExpression
from plancli.patterns import CompiledRule
from plancli.text import Flow, NormSpan

_START = itemgetter(0)
# Kinds that are no deadline unless a label says so, and those that never are.
_PROGRAMME = frozenset({"period", "term", "school_year"})
_UNBOUND = frozenset({"lunar", "recurring"})
_MOMENT = frozenset({"day", "time", "impossible"})
# A verb of happening reaches this far to its day, in characters.
_REACH = 90
# How long a lead may be, and how far beyond the date's start it looks.
_LEAD = 160
_AHEAD = 40
# Bullets and quotes that may stand before a clause.
_MARKS = '"“-–+*•'
# "sáng 04/9 tổng vệ sinh": a part of a day at a clause's start is when something happens.
_DAY_PARTS = ("sáng", "chiều", "tối", "trưa", "đêm", "buổi")
# "Tuần đầu tháng 9/2025 tổ chức khai giảng": so is a part of a month or quarter at the paragraph's start.
_PERIOD_PARTS = (
    "tuần ",
    "đầu tháng",
    "đầu quý",
    "giữa tháng",
    "giữa quý",
    "cuối tháng",
    "cuối quý",
    "nửa ",
    "trung tuần",
)
# A span of years that is an anniversary's, not a task's: (19/5/1890 - 19/5/2025).
_ANNIVERSARY = 15


class Bound(Struct, frozen=True):
    """A deadline made of a time expression; ``start`` and ``end`` are offsets of its evidence.

    ``period`` tells of a month or quarter that is all of its cell: in a row of such cells it heads a column.
    """

    start: int
    end: int
    kind: str
    first: str | None
    due: str | None
    period: bool = False


class Binding:
    """The words around the dates ``spans`` and those that share a paragraph with them; each looked for once."""

    def __init__(self, flow: Flow, rules: Grammar, spans: Sequence[NormSpan], today: str | None) -> None:
        self.flow = flow
        self._ends = [span.end for span in spans]
        self.rules = rules
        self.today = today
        self._leads: dict[int, tuple[int, CompiledRule]] = {}
        before = _stretches(flow, spans, _LEAD, _AHEAD)
        for run in rules.run("lead"):
            for match in run.finditer(flow.views, before):
                old = self._leads.get(match.end())
                if old is None or match.start() < old[0]:
                    self._leads[match.end()] = (match.start(), run.rule)
        self._around = _stretches(flow, spans, None, 0)
        self._words: dict[tuple[str, int], list[int]] = {}
        self._tails: dict[tuple[str, ...], list[CompiledRule]] = {}

    def lead(self, offset: int, floor: int) -> tuple[int, CompiledRule] | None:
        """The longest lead that ends at the offset (blanks and an opening bracket's sign left out)."""
        found = self._leads.get(offset)
        return found if found is not None and found[0] >= floor else None

    def nearest(self, name: str, start: int, end: int) -> int:
        """Where the last word of that use begins within the stretch; -1 if there is none."""
        words = self._words_before(name, start)
        index = bisect_left(words, end) - 1
        return words[index] if index >= 0 and words[index] >= start else -1

    def _words_before(self, name: str, offset: int) -> list[int]:
        """Where words of that use begin before the dates of the offset's paragraph."""
        place = bisect_right(self._around, offset, key=_START) - 1
        words = self._words.get((name, place))
        if words is None:
            views, around = self.flow.views, self._around[max(place, 0) : place + 1]
            found = [match.start() for rule in self.rules.run(name) for match in rule.finditer(views, around)]
            words = self._words[name, place] = sorted(found)
        return words

    def after_date(self, offset: int, floor: int) -> int:
        """Where the time expression before the offset ends, or the floor where there is none behind it."""
        index = bisect_right(self._ends, offset) - 1
        return max(floor, self._ends[index]) if index >= 0 else floor

    def tail(self, offset: int, end: int, *readings: str) -> tuple[str, int] | None:
        """What stands directly behind: its reading and where it ends."""
        rules = self._tails.get(readings)
        if rules is None:
            rules = self._tails[readings] = [r for r in self.rules.use("tail") if r.get("reading") in readings]
        for rule in rules:
            match = rule.match(self.flow.views, offset, end)
            if match is not None:
                return str(rule.get("reading")), match.end()
        return None

    def past(self, date: DateExpression) -> bool:
        """Whether the whole of it lies before the document's own date; a period may end on that day."""
        end = date.end or date.start
        if self.today is None or end is None:
            return False
        return end < self.today or (end == self.today and bool(date.start) and date.start != end)

    def future(self, date: DateExpression) -> bool:
        """Whether it begins after the document's own date."""
        return self.today is not None and date.start is not None and date.start > self.today


def _stretches(flow: Flow, spans: Sequence[NormSpan], back: int | None, ahead: int) -> list[tuple[int, int]]:
    """The stretches before the dates within their paragraphs, ``back`` characters long (``None``: from the
    paragraph's start) and ``ahead`` beyond the date's start; stretches that touch are one."""
    found: list[tuple[int, int]] = []
    for span in spans:
        paragraph = flow.paragraph_at(span.start)
        start = paragraph.start if back is None else max(paragraph.start, span.start - back)
        end = min(paragraph.end, span.start + ahead)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def bind(binding: Binding, context: Context, span: NormSpan, date: DateExpression) -> Bound | None:
    """The deadline that a time expression is where it stands, ``None`` when it is none."""
    if date.kind in _UNBOUND or _anniversary(date):
        return None
    label = context.label(span.start)
    if (label is not None and label.reading == "veto") or binding.tail(span.end, context.end, "veto"):
        return None
    lead = binding.lead(span.start, label.value if label else context.content)
    place = _Place(binding, context, span)
    if lead is not None:
        start, rule = lead
        if rule.get("reading") == "paper" and date.kind in _MOMENT and binding.future(date):
            reading = place.default(date)
            return _bound(binding, place, date, span.start, reading) if reading else None
        reading = _reading(binding, place, date, start, str(rule.get("reading")), bool(rule.get("strong")))
        return _bound(binding, place, date, start, reading) if reading else None
    reading = place.default(date)
    bound = _bound(binding, place, date, span.start, reading) if reading else None
    if bound is not None and context.is_cell and place.whole and date.kind in ("month", "quarter", "year"):
        return replace(bound, period=True)
    return bound


_LISTED = compiled(r"(?:,|[^\S\n]*(?:và|hoặc|&))[^\S\n]*(?:trước )?(?:ngày )?")


def listed(
    flow: Flow, before: NormSpan, bound: Bound, span: NormSpan, date: DateExpression, context: Context
) -> Bound | None:
    """The second day of a list that ends its clause binds as the first one does: "trước ngày 10/6 và ngày 10/11"."""
    if bound.kind not in ("before", "by") or date.kind not in _MOMENT or bound.end != before.end:
        return None
    if not _LISTED.fullmatch(flow.text, before.end, span.start):
        return None
    if char_behind(flow.text, span.end, context.end).isalnum():
        return None
    return Bound(span.start, span.end, bound.kind, None, date.end)


class _Place:
    """Where a date stands, and what a bare date means there."""

    def __init__(self, binding: Binding, context: Context, span: NormSpan) -> None:
        self.binding = binding
        self.context = context
        self.span = span
        self.text = binding.flow.text
        self.label = context.label(span.start)
        self.bracket = context.bracket(span.start, span.end)
        self.clause = context.clause(span.start, span.end)

    @property
    def set_apart(self) -> bool:
        """In a label's value, or under a label heading or column: a time by its place."""
        return self.label is not None or self.context.column is not None

    @property
    def opens_bracket(self) -> bool:
        """Directly behind an opening bracket that ends its sentence or item."""
        if self.bracket is None or char_behind(self.text, self.bracket.start + 1, self.span.start):
            return False
        return not char_behind(self.text, self.bracket.end, self.context.end).isalnum()

    @property
    def starts(self) -> bool:
        """At the start of the paragraph."""
        return not char_before(self.text, self.context.content, self.span.start, _MARKS)

    @property
    def whole(self) -> bool:
        """Nothing else in the paragraph."""
        opened = self.binding.tail(self.span.end, self.context.end, "open")
        end = opened[1] if opened else self.span.end
        before = has_word(self.text, self.context.content, self.span.start)
        return not before and not has_word(self.text, end, self.context.end)

    def starts_clause(self, offset: int) -> bool:
        """Whether a clause, bracket or label's value begins at the offset."""
        before = char_before(self.text, self.context.content, offset, _MARKS)
        return before in ".;:(!?" or (self.label is not None and offset <= self.label.value + 1)

    def after_comma(self, offset: int) -> bool:
        """Whether the offset follows a comma."""
        return char_before(self.text, self.context.content, offset) == ","

    def completed(self, start: int) -> bool:
        """Whether "hoàn thành", "xong" stand in the clause between the last date and this one, or directly behind."""
        floor = self.binding.after_date(start, self.clause.start)
        if self.binding.nearest("completion", floor, start) >= 0:
            return True
        return self.binding.tail(self.span.end, self.context.end, "within") is not None

    def default(self, date: DateExpression) -> str | None:
        """How a date without a lead binds here."""
        programme, year = date.kind in _PROGRAMME, date.kind == "year"
        if self.label is not None:
            before = self.text[self.label.value : self.span.start].rstrip(" \t-–(")
            opening = not before or (year and before[-1] in ",;")
            return self.label.reading if opening or not (programme or year) else None
        if programme:
            return self.context.column if self.whole and self.context.column else None
        if self.whole:
            if self.context.column:
                return self.context.column
            if self.binding.tail(self.span.end, self.context.end, "open"):
                return "from"
            return None if year or (self.context.is_cell and date.kind == "range" and _years_only(date)) else "during"
        if self.binding.past(date):
            return None
        if self.opens_bracket:
            return None if date.kind in _MOMENT and self._remembers() else "during"
        behind = char_behind(self.text, self.span.end, self.context.end)
        if self.starts and behind in (",", ":", ";", "-", "–", "."):
            return "within" if self.completed(self.span.start) else "during"
        if self.starts and behind.islower() and date.text.lower().startswith(_PERIOD_PARTS):
            return "during"
        if self.starts_clause(self.span.start) and date.kind == "year" and behind == ":":
            return "during"
        if self.starts_clause(self.span.start) and date.kind not in ("year", "half") and not _years_only(date):
            before = char_before(self.text, self.context.content, self.span.start)
            if before in (":", ";") or behind in (",", ":") or date.text.lower().startswith(_DAY_PARTS):
                return "during"
        if date.kind == "range" and date.text.lower().startswith(("từ ", "kể từ ")):
            return "during"
        if date.kind in ("day", "time", "range") and not _years_only(date):
            return self._happens(date)
        return None

    def _remembers(self) -> bool:
        return self.binding.nearest("past", self.clause.start, self.span.start) >= 0

    def _happens(self, date: DateExpression) -> str | None:
        """A bare day is when something happens if a verb of happening is nearer than a word that dates a paper."""
        floor = max(self.clause.start, self.span.start - _REACH)
        event = self.binding.nearest("event", floor, self.span.start)
        past = self.binding.nearest("past", floor, self.span.start)
        if self.context.column is not None and past < 0:
            return self.context.column
        if date.kind == "time" and past < 0:
            return "during"
        return "during" if event > past else None


def _reading(
    binding: Binding, place: _Place, date: DateExpression, start: int, reading: str, strong: bool
) -> str | None:
    """What a lead's reading comes to here; ``None`` when it does not hold."""
    if reading in ("veto", "paper") or (reading == "noun" and not place.set_apart):
        return None
    reading = "during" if reading == "noun" else reading
    if date.kind in _PROGRAMME:
        return reading if place.set_apart or (reading in ("during", "within") and place.starts_clause(start)) else None
    past = binding.past(date) and not place.set_apart and not (place.bracket and place.starts_clause(start))
    if past:
        return None
    if reading == "aim":
        return "within" if place.starts_clause(start) else None
    if reading == "goal":
        return _goal(binding, place, date, start)
    if reading == "from" and not strong and not place.set_apart and not _counts_from(binding, place, start):
        return None
    if reading == "during" and place.completed(start):
        return "within"
    if reading == "during" and place.label is not None and place.label.reading == "within":
        return "within"
    return reading


def _counts_from(binding: Binding, place: _Place, start: int) -> bool:
    """A bare "từ ngày …" counts at the start of a clause or bracket, or after a verb of happening."""
    if place.starts_clause(start) or binding.tail(place.span.end, place.context.end, "open"):
        return True
    floor = max(place.clause.start, start - _REACH)
    return binding.nearest("event", floor, start) > binding.nearest("past", floor, start)


def _goal(binding: Binding, place: _Place, date: DateExpression, start: int) -> str | None:
    """ "Đến năm 2025" is a deadline where it says by when something is to be reached, not in a name."""
    behind = place.span.end
    if binding.tail(behind, place.context.end, "horizon", "open"):
        return None
    on = binding.flow.views.lower.startswith("vào", start)
    if on:
        return "within" if date.kind == "year" else "during"
    if place.set_apart and place.label is not None:
        return "by"
    if place.starts_clause(start):
        return "by"
    if place.after_comma(start) and binding.tail(behind, place.context.end, "goal"):
        return "by"
    if binding.tail(behind, place.context.end, "reach"):
        return "by"
    aim = binding.nearest("strive", place.clause.start, start)
    ends = not binding.flow.text[behind : place.clause.end].strip(" )")
    return "by" if ends and aim > binding.nearest("name", place.clause.start, start) else None


def _bound(binding: Binding, place: _Place, date: DateExpression, start: int, reading: str) -> Bound:
    """The evidence and bounds under a reading."""
    end = place.span.end
    first, due = date.start, date.end
    if date.kind in ("term", "school_year"):
        first = due = None
    opened = binding.tail(end, place.context.end, "open")
    if opened:
        end = opened[1]
    kind = {"within": "by"}.get(reading, reading)
    single = date.kind not in ("range", "period")
    if opened and single and kind in ("during", "from"):
        return Bound(start, end, "from", first, None)
    if kind == "from":
        kind = "during" if not single or date.kind == "time" else "from"
    if kind == "during" and first is None and due is not None:
        kind = "by"
    if kind == "by" and (reading == "by" or date.kind in _MOMENT):
        first = None
    if kind in ("by", "before") and due is None and date.kind == "part":
        first, due = None, date.start
    if kind == "before":
        first, due = None, due if date.kind in _MOMENT or first is None else first
    if kind == "from":
        due = None
    return Bound(start, end, kind, first, due)


def _years_only(date: DateExpression) -> bool:
    return bool(date.start and date.end and date.start.endswith("-01-01") and date.end.endswith("-12-31"))


def _anniversary(date: DateExpression) -> bool:
    """From a founding day to the same day many years after."""
    if date.kind != "range" or not date.start or not date.end or date.start[5:] != date.end[5:]:
        return False
    return int(date.end[:4]) - int(date.start[:4]) >= _ANNIVERSARY
