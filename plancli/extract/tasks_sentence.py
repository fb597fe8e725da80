"""Tasks told by a sentence: who is told to act, and whom to work with.

Works on spans of the running text; the words that assign are in ``patterns/tasks.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from plancli.expressions import compiled
from plancli.extract.agencies import AgencyGrammar, grammar
from plancli.model import TaskBasis
from plancli.outline.tree import Node
from plancli.patterns import CompiledRule, Patterns
from plancli.text import NormSpan, Views, squeeze

_SENTENCE_END = compiled(r"[.!?…](?<=[^\s.]{2}[.!?…])(?P<gap>\s+)(?=\p{Lu})|(?P<gap>\n)")
_ABBREVIATION = compiled(r"(?:^|[\s(])(?:tp|tx|tt|ths|ts|đ/c|gs|pgs|ub|v\.v)\.$")
_PAUSE = compiled(r"[,;]\s+")
_CONNECTED = compiled(r"(?:(?:đồng thời|ngoài ra|bên cạnh đó|trước mắt|riêng|do đó|vì vậy)[,:]?\s+)")
_LABEL = compiled(r"[^:;.()\n]{3,60}:\s+(?=\S)")
_COLON = compiled(r"\s*:(?=\s|$)")
_BRACKETED = compiled(r"\([^()\n]*\)")
_LAST_BRACKET = compiled(r"\((?P<inside>[^()\n]{6,400})\)[\s.;]*$")


class Draft(Struct, frozen=True):
    """A task before its evidence is located: ``evidence`` and ``reach`` are spans of the flow.

    Deadlines that stand in one of the spans of ``reach`` belong to the task.
    """

    section: str
    text: str
    evidence: NormSpan
    lead: list[str]
    basis: TaskBasis
    coordinate: list[str] = field(default_factory=list)
    product: str | None = None
    reach: tuple[NormSpan, ...] = ()


class Told(NamedTuple):
    """Who is told to act, and how.

    ``form``: ``assign`` (Giao X …), ``subject`` (X verb …), ``colon`` (X: …), ``clause`` (X behind a circumstance),
    ``bracket`` (… (X chủ trì)).
    ``charged``: in so many words (chủ trì, có trách nhiệm …, giao).
    """

    lead: list[str]
    form: str
    charged: bool
    span: NormSpan


class SentenceReader:
    """Reads who is told to act out of paragraphs of the running text."""

    def __init__(self, patterns: Patterns) -> None:
        rules = patterns["tasks"]
        self.agencies: AgencyGrammar = grammar(patterns)
        self._assign: CompiledRule = rules.rule("assign")
        self._opener = rules.rule("opener")
        self._passes_on = rules.rule("passes-on")
        self._charge = rules.rule("charge")
        self._acts = rules.rule("acts")
        self._with = rules.rule("with")
        self._helpers = rules.rule("helpers")
        self._about = rules.rule("about")

    # --- who leads ------------------------------------------------------------------------------------------

    def told(self, views: Views, span: NormSpan) -> Told | None:
        """Who is told to act in the paragraph: by the first sentence that tells anybody, and by further words that
        assign ("…; giao Phòng Kinh tế …")."""
        for sentence in sentences(views, span):
            found = self._told(views, sentence)
            if found is not None and found.lead:
                more = self._further(views, found.span.end, span.end)
                return found._replace(lead=found.lead + [name for name in more if name not in found.lead])
        return None

    def in_bracket(self, views: Views, span: NormSpan) -> Told | None:
        """Who is told to act by the bracket that ends the paragraph: "… (Sở Y tế chủ trì, phối hợp Sở Tài chính)."."""
        bracket = _LAST_BRACKET.search(views.text, span.start, span.end)
        if bracket is None:
            return None
        start, end = bracket.span("inside")
        start += 3 if views.lower.startswith("do ", start) else 0
        found = self._begins(views, start, end, colon=False)
        if found is None or not found.lead or not self.names_bodies(found.lead[0]):
            return None
        acts = self._acts.match(views, found.span.end, end) is not None
        assigned = found.form == "assign" and self.sure(views, found)
        return found._replace(form="bracket", charged=True) if acts or assigned else None

    def _further(self, views: Views, start: int, end: int) -> list[str]:
        """The bodies that later words of the paragraph assign something to."""
        names: list[str] = []
        for match in self._assign.finditer(views, start, end):
            if not views.lower[start : match.start()].rstrip().endswith((".", ";")):
                continue
            extent = self.agencies.span(views, match.end(), end)
            if extent is not None and extent.stopped:
                found = self._names(views, NormSpan(match.end(), extent.end))
                names += [name for name in found if self.names_bodies(name)]
        return names

    def opening(self, views: Views, span: NormSpan) -> Told | None:
        """Like ``told``, but for the very beginning of the paragraph only: what an item itself names."""
        first = next(sentences(views, span), None)
        return self._begins(views, first.start, first.end) if first is not None else None

    def _told(self, views: Views, sentence: NormSpan) -> Told | None:
        start, end = sentence
        found = self._begins(views, start, end)
        if found is not None:
            return found
        label = _LABEL.match(views.lower, start, end)
        if label is not None:
            start = label.end()
            if views.lower.startswith("do ", start):
                start += 3
            found = self._begins(views, start, end)
            if found is not None:
                return found
        if self._opener.match(views, start, end) is None:
            return None
        depth_spans = [match.span() for match in _BRACKETED.finditer(views.text, start, end)]
        for pause in _PAUSE.finditer(views.lower, start, end):
            if any(left <= pause.start() < right for left, right in depth_spans):
                continue
            if self._goes_on(views, start, pause.start(), pause.end()):
                continue
            found = self._begins(views, pause.end(), end, colon=False)
            if found is not None:
                return found._replace(form="clause" if found.form == "subject" else found.form)
        return None

    def _goes_on(self, views: Views, start: int, comma: int, after: int) -> bool:
        """Whether the noun behind the comma goes on with a list in the clause: "của cơ quan, đơn vị"."""
        item = self.agencies.item_at(views, after)
        if item is None or item.quantified or item.kind != "group":
            return False
        return self.agencies.ends_in_group(views.lower[max(start, comma - 40) : comma])

    def _begins(self, views: Views, start: int, end: int, *, colon: bool = True) -> Told | None:
        """Who is told to act by what begins at ``start``: an assigning word or an agency with a verb."""
        connected = _CONNECTED.match(views.lower, start, end)
        if connected is not None:
            start = connected.end()
        assign = self._assign.match(views, start, end)
        if assign is not None:
            extent = self.agencies.span(views, assign.end(), end)
            if extent is None:
                return None
            named = self._before_colon(views, assign.end(), end) if colon else None
            if named is not None:
                return named._replace(form="assign", charged=True)
            span = NormSpan(assign.end(), extent.end)
            return Told(self._names(views, span), "assign", True, span)
        named = self._before_colon(views, start, end) if colon else None
        if named is not None:
            return named
        extent = self.agencies.span(views, start, end)
        if extent is None or not extent.stopped:
            return None
        span = NormSpan(start, extent.end)
        passed = self._passed_on(views, extent.end, end)
        if passed is not None:
            return passed
        charged = self._charge.match(views, extent.end, end) is not None
        return Told(self._names(views, span), "subject", charged, span)

    def _passed_on(self, views: Views, offset: int, end: int) -> Told | None:
        """Whom an agency in its turn tells to act: "Giám đốc yêu cầu các khoa, phòng …"."""
        match = self._passes_on.match(views, offset, end)
        extent = self.agencies.span(views, match.end(), end) if match else None
        if match is None or extent is None or not extent.stopped:
            return None
        span = NormSpan(match.end(), extent.end)
        names = self._names(views, span)
        return Told(names, "assign", True, span) if names and self.names_bodies(names[0]) else None

    def _before_colon(self, views: Views, start: int, end: int) -> Told | None:
        """The agencies that stand before a colon behind which the task is told: "Sở Tư pháp: Lồng ghép …"."""
        for match in _COLON.finditer(views.lower, start, min(end, start + 300)):
            if match.end() >= end:
                return None
            names = self.about(views.text[start : match.start()])
            if names and not self.agencies.lists_fields(views, match.start()):
                return Told(names, "colon", False, NormSpan(start, match.start()))
            if not names:
                return None
        return None

    def _names(self, views: Views, span: NormSpan) -> list[str]:
        return self.agencies.split(views.text[span.start : span.end])

    def about(self, text: str) -> list[str]:
        """The agencies that a heading names as its matter ("Đối với UBND huyện", "3. Ban Tổ chức"), or ``[]``."""
        views = Views(text)
        led = self._about.match(views)
        return self.agencies.names(text[led.end() :] if led else text)

    def is_about(self, text: str) -> bool:
        """Whether the heading says by its first words that it assigns ("Đối với", "Trách nhiệm của")."""
        return self._about.match(Views(text)) is not None

    def sure(self, views: Views, told: Told) -> bool:
        """Whether the words assign wherever they stand: giao or phân công before the agency, or a charge behind it."""
        if told.form == "assign":
            before = views.lower[max(0, told.span.start - 24) : told.span.start]
            return "giao" in before or "phân công" in before
        return told.charged

    def names_bodies(self, name: str) -> bool:
        """Whether a name begins with a body, an office or a group of bodies, not with persons at large or a level."""
        views = Views(name)
        item = self.agencies.item_at(views, 0)
        if item is None:
            return False
        return item.kind == "body" or (item.kind == "group" and item.quantified) or self.agencies.is_post(views, item)

    # --- whom to work with ------------------------------------------------------------------------------------

    def coordinates(self, views: Views, span: NormSpan, lead: list[str]) -> list[str]:
        """The agencies that the text says to work with, those that lead left out."""
        found: list[str] = []
        for match in self._with.finditer(views, span.start, span.end):
            if match.end() >= span.end:
                continue
            extent = self.agencies.span(views, match.end(), span.end, partner=True)
            if extent is None or not self._is_partner(views, match.end(), match.group("with") is not None):
                continue
            found.extend(self.agencies.split(views.text[match.end() : extent.end]))
        found.extend(self._behind_leader(views, span))
        seen = {squeeze(name).casefold() for name in lead}
        out: list[str] = []
        for name in found:
            if squeeze(name).casefold() not in seen:
                seen.add(squeeze(name).casefold())
                out.append(name)
        return out

    def all_coordinates(self, views: Views, spans: Sequence[NormSpan], lead: list[str]) -> list[str]:
        """Like ``coordinates``, for several paragraphs."""
        found = [name for span in spans for name in self.coordinates(views, span, lead)]
        return list(dict.fromkeys(found))

    def _is_partner(self, views: Views, offset: int, with_word: bool) -> bool:
        """Whether a noun behind "phối hợp" is a body to work with, not what is to be done."""
        return with_word or self.agencies.stop_at(views, offset) is None

    def _behind_leader(self, views: Views, span: NormSpan) -> Iterator[str]:
        """ "Sở Y tế chủ trì; các sở, ngành phối hợp thực hiện": the bodies before the second verb."""
        for match in self._helpers.finditer(views, span.start, span.end):
            pauses = list(_PAUSE.finditer(views.lower, max(span.start, match.start() - 300), match.start()))
            for pause in pauses:
                if self._goes_on(views, span.start, pause.start(), pause.end()):
                    continue
                extent = self.agencies.span(views, pause.end(), match.start())
                if extent is not None and not views.lower[extent.end : match.start()].strip(" ,"):
                    yield from self.agencies.split(views.text[pause.end() : extent.end])
                    break


def sentences(views: Views, span: NormSpan) -> Iterator[NormSpan]:
    """The sentences of a stretch of the running text."""
    start = span.start
    for match in _SENTENCE_END.finditer(views.text, span.start, span.end):
        end, behind = match.span("gap")
        if match.group("gap") != "\n" and _ABBREVIATION.search(views.lower[max(start, end - 6) : end]):
            continue
        if end > start:
            yield NormSpan(start, end)
        start = behind
    if start < span.end:
        yield NormSpan(start, span.end)


def own_spans(node: Node) -> tuple[NormSpan, ...]:
    """A node's heading and own paragraphs, in order."""
    return (*([node.heading] if node.heading else []), *node.texts)


def part_views(views: Views, span: NormSpan) -> Views:
    """The views of the span's text with single blanks; of clean text those of the whole, cut out."""
    start, end = span
    printed = views.text[start:end]
    part = Views(squeeze(printed))
    if part.text == printed:
        part.lower, part.fold = views.lower[start:end], views.fold[start:end]
    return part


def words(views: Views, span: NormSpan) -> str:
    """The span's text with single blanks."""
    return squeeze(views.text[span.start : span.end])
