"""Where in its paragraph a time stands: in a label's value, in a bracket, at a clause's start or end."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, cached_property

import regex
from msgspec import Struct

from plancli.expressions import compiled
from plancli.extract.stretches import StretchRule
from plancli.model import DateExpression
from plancli.patterns import CompiledRule, PatternFile, Patterns
from plancli.text import Flow, NormSpan, Paragraph, Views

# Zones that speak of the document itself, and roles that are no running text.
_SILENT_ZONES = frozenset({"header", "preamble", "recipients", "signature"})
# Zones that are no sections: a document without any, a letter say, tells its deadlines in its opening paragraphs.
_ZONES = _SILENT_ZONES | {"closing"}
_SILENT_ROLES = frozenset({"title", "end"})
_STOP = compiled(r"[.;:!?…](?=[\s\"”)]|$)|\./\.|\n", regex.VERSION1)
_SENTENCE = compiled(r"[.;!?](?=[\s\"”]|$)|\./\.", regex.VERSION1)
_BRACKET = re.compile(r"[()]")
_QUOTE = re.compile(r'[“«”»"]')
# Uses of rules that are run on stretches of the text, rather than at one place.
_RUN = frozenset({"label", "lead", "whole", "condition", "event", "past", "completion", "strive", "name"})
_SET_APART = frozenset({"label", "column", "bracket", "cell"})
# No time is longer that is all of its paragraph.
_LONGEST_WHOLE = 160
_TRAIL = " \t.,;:…/"
# A section, and the table's column for a cell.
_Column = tuple[str, tuple[int, int] | None]
_ANY_CELL = (-1, -1)
# How many brackets to the left may be tried: brackets nest two or three deep.
_NEAREST_BRACKETS = 8


class Grammar(Struct, frozen=True):
    """The rules of ``deadlines.toml`` by their use."""

    by_use: dict[str, Sequence[CompiledRule]]
    # Rules that speak of labels' values, cells and brackets alone.
    set_apart: frozenset[str]
    # Those that are run on stretches of the text.
    runs: dict[str, Sequence[StretchRule]]

    def use(self, name: str) -> Sequence[CompiledRule]:
        """The rules of that use, in file order."""
        return self.by_use.get(name, ())

    def run(self, name: str) -> Sequence[StretchRule]:
        """The same, to be run on stretches of the text."""
        return self.runs.get(name, ())

    def matches(
        self, name: str, flow: Flow, lookup: Lookup | None = None
    ) -> Iterator[tuple[CompiledRule, regex.Match[str]]]:
        """All matches of the rules of that use, paragraph by paragraph: a rule is tried only in the paragraphs that
        hold one of its guards, and with ``lookup`` only where something can be a deadline."""
        views = flow.views
        for run in self.run(name):
            rule = run.rule
            stretches = _guarded(rule, flow, lookup)
            if lookup is not None and rule.name in self.set_apart:
                stretches = [stretch for stretch in stretches if lookup.sets_apart(stretch[0])]
            for match in run.finditer(views, stretches):
                yield rule, match


def _guarded(rule: CompiledRule, flow: Flow, lookup: Lookup | None) -> Sequence[tuple[int, int]]:
    """The paragraphs that hold a guard of the rule, in order; the whole text for a rule without guards."""
    if not rule.guard:
        return ((0, len(flow.text)),)
    if len(rule.guard) == 1:
        return _holding(rule.guard[0], flow, lookup)
    return sorted({stretch for literal in rule.guard for stretch in _holding(literal, flow, lookup)})


def _holding(literal: str, flow: Flow, lookup: Lookup | None) -> Sequence[tuple[int, int]]:
    """The paragraphs that hold the literal without diacritics, with ``lookup`` those in which something can be a
    deadline; asked once for each literal."""

    def find() -> Sequence[tuple[int, int]]:
        stretches = flow.views.memo(("deadlines", lookup is None), lambda: _paragraphs(flow, lookup))
        lines = _lines_with(literal, flow.views)
        return [stretch for line, _ in lines if (stretch := stretches.get(line)) is not None]

    return flow.views.memo(("deadlines", literal, lookup is None), find)


def _paragraphs(flow: Flow, lookup: Lookup | None) -> dict[int, tuple[int, int]]:
    """The paragraphs in which something can be a deadline, all without ``lookup``, by their starts: each is a line."""
    return {
        paragraph.start: (paragraph.start, paragraph.end)
        for paragraph in flow.paragraphs
        if lookup is None or lookup.context(paragraph.start) is not None
    }


@cache
def _longest(literal: str) -> str:
    """The longest word of a guard; what is kept has its bound in the patterns."""
    return max(literal.split(), key=len, default=literal)


def _lines_with(literal: str, views: Views) -> Sequence[tuple[int, int]]:
    """The lines that hold the literal; of several words first those that hold the longest, which others share."""
    longest = _longest(literal)
    lines = views.lines_with("fold", longest)
    if longest == literal:
        return lines
    fold = views.fold
    return [line for line in lines if fold.find(literal, *line) >= 0]


def grammar(patterns: Patterns) -> Grammar:
    """The rules grouped; derived once."""

    def build(source: Patterns) -> Grammar:
        file: PatternFile = source["deadlines"]
        groups: dict[str, list[CompiledRule]] = {}
        for rule in file.rules:
            groups.setdefault(str(rule.get("use")), []).append(rule)
        placed = [rule for rule in file.rules if rule.get("where")]
        return Grammar(
            dict(groups),
            frozenset(rule.name for rule in placed if _SET_APART.issuperset(rule.get("where"))),
            {name: [StretchRule(rule) for rule in rules] for name, rules in groups.items() if name in _RUN},
        )

    return patterns.derive("deadlines.grammar", build)


class Label(Struct, frozen=True):
    """A label and the stretch of its value; ``reading`` is how a bare date in it binds."""

    start: int
    value: int
    end: int
    reading: str


class Context(Struct, frozen=True, dict=True):
    """One paragraph, cut up: into what is asked for, since times stand in few paragraphs."""

    whole: _Whole
    paragraph: Paragraph
    content: int
    column: str | None

    @property
    def end(self) -> int:
        """The paragraph's end."""
        return self.paragraph.end

    @cached_property
    def sets_apart(self) -> bool:
        """Whether a label, a column, a cell or a bracket may hold a time here, or the paragraph may be one."""
        text, start, end = self.whole.text, self.content, self.end
        if end - start <= _LONGEST_WHOLE or self.is_cell or self.column is not None:
            return True
        return bool(self.labels) or text.find("(", start, end) >= 0

    @cached_property
    def labels(self) -> Sequence[Label]:
        """Its labels with their values."""
        return self.whole.labels_in(self.paragraph, self.content)

    @cached_property
    def brackets(self) -> Sequence[NormSpan]:
        """Its brackets, signs included."""
        return _brackets(self.whole.text, self.paragraph)

    @cached_property
    def quotes(self) -> Sequence[NormSpan]:
        """What stands in quotation marks."""
        return _quotes(self.whole.text, self.paragraph)

    @cached_property
    def stops(self) -> Sequence[int]:
        """Where its clauses end."""
        return [match.start() for match in _STOP.finditer(self.whole.text, self.content, self.paragraph.end)]

    @property
    def is_cell(self) -> bool:
        """A table's cell, or a paragraph under a heading or column that is no more than a label."""
        return self.paragraph.role == "cell"

    def clause(self, start: int, end: int) -> NormSpan:
        """The clause around a stretch: between the nearest stops (``.`` ``;`` ``:``)."""
        left = bisect_right(self.stops, start - 1)
        right = bisect_left(self.stops, end)
        first = self.stops[left - 1] + 1 if left else self.content
        return NormSpan(max(first, self.content), self.stops[right] if right < len(self.stops) else self.end)

    def label(self, offset: int) -> Label | None:
        """The label whose value holds the offset."""
        index = bisect_right(self.labels, offset, key=lambda label: label.value) - 1
        return self.labels[index] if index >= 0 and offset < self.labels[index].end else None

    def bracket(self, start: int, end: int) -> NormSpan | None:
        """The innermost bracket around the stretch, signs included."""
        index = bisect_left(self.brackets, start, key=lambda bracket: bracket.start)
        nearest = self.brackets[max(index - _NEAREST_BRACKETS, 0) : index]
        return next((bracket for bracket in reversed(nearest) if end < bracket.end), None)

    def quoted(self, start: int, end: int) -> bool:
        """Whether the stretch stands within quotation marks: a title, a name."""
        index = bisect_left(self.quotes, start, key=lambda quote: quote.start) - 1
        return index >= 0 and end <= self.quotes[index].end


class _Whole:
    """What is found in one pass over the whole text."""

    def __init__(self, flow: Flow, rules: Grammar) -> None:
        self.text = flow.text
        self._labels = sorted(
            (
                Label(match.start(), match.end(), match.end(), str(rule.get("reading")))
                for rule, match in rules.matches("label", flow)
            ),
            key=lambda label: (label.start, -label.end),
        )
        self._starts = [label.start for label in self._labels]

    def labels_in(self, paragraph: Paragraph, content: int) -> Sequence[Label]:
        """The labels of a paragraph with their values."""
        own = self._labels[bisect_left(self._starts, paragraph.start) : bisect_left(self._starts, paragraph.end)]
        return _values(self.text, own, content, paragraph.end)


def contexts(flow: Flow, rules: Grammar) -> list[Context | None]:
    """The context of each paragraph; ``None`` for those in which nothing can be a deadline."""
    whole = _Whole(flow, rules)
    columns: dict[_Column, str] = {}
    found: list[Context | None] = []
    silent = _SILENT_ZONES if any(p.section not in _ZONES for p in flow.paragraphs) else _SILENT_ZONES - {"preamble"}
    for paragraph in flow.paragraphs:
        # A table above the first section is the document's own text.
        shown = paragraph.section == "preamble" and paragraph.role == "cell"
        quiet = paragraph.section in silent and not shown
        if quiet or paragraph.role in _SILENT_ROLES or paragraph.start >= paragraph.end:
            found.append(None)
            continue
        content = _content(flow, rules, paragraph)
        reading = _column(flow, rules, content, paragraph.end)
        if reading:
            columns[_column_of(paragraph)] = reading
        column = _open(columns, paragraph) if columns and not reading else None
        found.append(Context(whole, paragraph, content, column))
    return found


def _content(flow: Flow, rules: Grammar, paragraph: Paragraph) -> int:
    for rule in rules.use("marker"):
        match = rule.match(flow.views, paragraph.start, paragraph.end)
        if match is not None:
            return match.end()
    return paragraph.start


def _column(flow: Flow, rules: Grammar, start: int, end: int) -> str | None:
    while end > start and flow.text[end - 1] in _TRAIL:
        end -= 1
    for rule in rules.use("column"):
        if rule.fullmatch(flow.views, start, end):
            return str(rule.get("reading"))
    return None


def _column_of(paragraph: Paragraph) -> _Column:
    """What a label alone in its paragraph speaks for: its section, or the cells below it."""
    if paragraph.role != "cell":
        return paragraph.section, None
    return paragraph.section, (paragraph.cell[0], paragraph.cell[2]) if paragraph.cell else _ANY_CELL


def _open(columns: dict[_Column, str], paragraph: Paragraph) -> str | None:
    """The reading that a label heading opened for its section, or a column's head for the cells below it."""
    if paragraph.role == "cell":
        return columns.get(_column_of(paragraph))
    section = paragraph.section
    while section:
        if (section, None) in columns:
            return columns[section, None]
        section = section.rpartition("/")[0]
    return None


def _values(text: str, labels: Sequence[Label], content: int, end: int) -> list[Label]:
    """Labels at a clause's start, each with its value: up to the sentence's end, or the next label."""
    if not labels:
        return []
    found: list[Label] = []
    sentences = [match.start() for match in _SENTENCE.finditer(text, labels[0].start, end)]
    for label in labels:
        before = text[content : label.start].rstrip(' \t"“(-–+*•')
        if before and before[-1] not in ".;:,!?)":
            continue
        if found and label.start < found[-1].value:
            continue
        index = bisect_left(sentences, label.value)
        stop = sentences[index] if index < len(sentences) else end
        found.append(Label(label.start, label.value, stop, label.reading))
    return found


def _brackets(text: str, paragraph: Paragraph) -> list[NormSpan]:
    opened: list[int] = []
    found = []
    for match in _BRACKET.finditer(text, paragraph.start, paragraph.end):
        if match.group() == "(":
            opened.append(match.start())
        elif opened:
            found.append(NormSpan(opened.pop(), match.end()))
    return sorted(found)


def _quotes(text: str, paragraph: Paragraph) -> list[NormSpan]:
    found = []
    opened: int | None = None
    for match in _QUOTE.finditer(text, paragraph.start, paragraph.end):
        char, index = match.group(), match.start()
        if char in "“«" or (char == '"' and opened is None):
            opened = index
        elif char in '”»"' and opened is not None:
            found.append(NormSpan(opened, index + 1))
            opened = None
    return found


class Lookup:
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

    def sets_apart(self, offset: int) -> bool:
        """Whether a time may stand there set apart from the sentence."""
        context = self.context(offset)
        return context is not None and context.sets_apart

    def cited(self, start: int, end: int) -> bool:
        """Whether the stretch touches a citation; citations may nest, so a few before it are tried."""
        index = bisect_left(self._citations, end, key=lambda span: span.start)
        return any(span.end > start for span in self._citations[max(index - 8, 0) : index])

    def last_cited(self) -> str | None:
        """The latest day on which a cited paper was signed: a document whose own date is lost is not older."""
        days = [d.start for span, d in self.dates if d.kind == "day" and d.start and self.cited(*span)]
        return max(days, default=None)

    def between(self, start: int, end: int) -> Sequence[tuple[NormSpan, DateExpression]]:
        """The dates that begin within the stretch."""
        return self.dates[bisect_left(self._date_starts, start) : bisect_left(self._date_starts, end)]
