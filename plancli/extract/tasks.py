"""Who does what by when: the tasks of a document, in its order.

Four ways of telling a task (the contract's ``basis``): labelled lines, a heading that names an agency, a sentence
that assigns, a row of a task table. What a part of the plan is, and which words assign, is in ``patterns/tasks.toml``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from plancli.extract.names import proper_case
from plancli.extract.tasks_fields import FieldReader, field_draft
from plancli.extract.tasks_heading import HeadingReader
from plancli.extract.tasks_sentence import Draft, SentenceReader, Told, own_spans, part_views, words
from plancli.extract.tasks_table import TableView, tables_drafts
from plancli.model import Deadline, Task
from plancli.outline.tree import Node
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Flow, NormSpan, SourceSpan, Views

__all__ = ["TableView", "find_tasks"]

Locate = Callable[[NormSpan], tuple[SourceSpan, int | None]]


class _Scope(Struct, frozen=True):
    """What holds for a node by what stands above it."""

    part: bool = False
    aside: bool = False
    lead: tuple[str, ...] = ()


def _parts_and_asides(patterns: Patterns) -> tuple[Sequence[CompiledRule], Sequence[CompiledRule]]:
    """The rules for headings of the part on carrying out the plan, and of lists of names."""
    rules = patterns["tasks"].rules
    return [r for r in rules if r.get("kind") == "part"], [r for r in rules if r.get("kind") == "aside"]


class _Walk:
    """One pass over the section tree, gathering drafts."""

    def __init__(self, views: Views, patterns: Patterns) -> None:
        self._views = views
        self._parts, self._asides = patterns.derive("tasks.parts", _parts_and_asides)
        self._sentences = patterns.derive("tasks.sentences", SentenceReader)
        self._fields = patterns.derive("tasks.fields", FieldReader)
        self._order = patterns["tasks"].rule("order")
        self._headings = HeadingReader(self._sentences)
        self.drafts: list[Draft] = []

    def ordered(self, preamble: Sequence[NormSpan]) -> _Scope:
        """What holds for the items that the preamble's last words order: "… yêu cầu:", "… đề nghị các xã:"."""
        found = self._order.search(self._views, *preamble[-1]) if preamble else None
        if found is None:
            return _Scope()
        told = self._sentences.opening(self._views, NormSpan(found.start(), preamble[-1].end))
        bodies = told is not None and told.form == "assign" and self._sentences.names_bodies(told.lead[0])
        return _Scope(part=True, lead=tuple(told.lead) if told is not None and bodies else ())

    def visit(self, nodes: Sequence[Node], scope: _Scope) -> None:
        """Read sibling nodes and all below them."""
        for node in nodes:
            self._node(node, scope)

    def _node(self, node: Node, scope: _Scope) -> None:
        views = self._views
        here = self._scope(node, scope)
        used: set[int] = set()
        owners: set[int] = set()
        for owner, fields, spent in self._fields.read(node, views):
            self.drafts.append(field_draft(owner, fields, views))
            used |= spent
            owners.add(id(owner))
        rest = [child for child in node.children if id(child) not in used and id(child) not in owners]
        if owners:
            self.visit(rest, _Scope(aside=here.aside or (id(node) in owners and not here.part), part=here.part))
            return
        leaders = [] if here.aside else self._headings.leaders(node, views, here.part)
        if leaders:
            if node.children:
                self.visit(rest, _Scope(here.part, False, tuple(leaders)))
            else:
                self.drafts.extend(self._headings.drafts(node, leaders, views))
            return
        if scope.lead and not here.aside:
            draft = self._headings.item(node, list(scope.lead), views)
            if draft is not None:
                self.drafts.append(draft)
            return
        if not here.aside:
            led = self._headings.lead_in(node, views) if here.part else []
            if led:
                self.visit(rest, _Scope(here.part, False, tuple(led)))
                return
            self._sentence(node, here.part)
        self.visit(rest, _Scope(here.part, here.aside))

    def _scope(self, node: Node, above: _Scope) -> _Scope:
        """The scope of a node: a heading opens the part on carrying out the plan, or sets a list of names aside."""
        if node.heading is None:
            return above
        views = part_views(self._views, node.heading)
        if any(rule.search(views) for rule in self._parts):
            return _Scope(part=True, lead=above.lead)
        if not above.part and any(rule.search(views) for rule in self._asides):
            return _Scope(part=False, aside=True)
        return above

    def _told_past(self, told: Told) -> bool:
        """ "Các xã đã chủ động ứng phó" tells what was done."""
        behind = self._views.lower[told.span.end : told.span.end + 8].lstrip(" ,")
        return told.form == "subject" and behind.startswith(("đã ", "đang ", "chưa "))

    def _sentence(self, node: Node, in_part: bool) -> None:
        """The tasks that the node's own sentences tell: one for each paragraph that tells somebody to act.

        A paragraph that tells nobody goes on with the one before it.
        """
        views = self._views
        spans = own_spans(node)
        told: list[tuple[Told, list[NormSpan]]] = []
        for span in spans[1:] if node.heading is not None else spans:
            found = self._sentences.told(views, span)
            if found is None or not ((in_part and not self._told_past(found)) or self._sentences.sure(views, found)):
                found = self._sentences.in_bracket(views, span)
            if found is not None:
                told.append((found, [span]))
            elif told:
                told[-1][1].append(span)
        for found, paragraphs in told:
            reach = (*spans[:1], *paragraphs) if len(told) == 1 else tuple(paragraphs)
            self.drafts.append(
                Draft(
                    section=node.path,
                    text="\n".join(words(views, span) for span in paragraphs),
                    evidence=NormSpan(paragraphs[0].start, paragraphs[-1].end),
                    lead=found.lead,
                    coordinate=self._sentences.all_coordinates(views, paragraphs, found.lead),
                    basis="sentence",
                    reach=reach,
                )
            )


def find_tasks(
    roots: Sequence[Node],
    flow: Flow,
    deadlines: Sequence[tuple[NormSpan, Deadline]],
    tables: Sequence[TableView],
    locate: Locate,
    patterns: Patterns,
    issuer: str | None = None,
) -> list[Task]:
    """All tasks in document order; ``Task.deadlines`` are indexes of the deadlines inside the task's own lines.

    ``roots`` are the sections of the body and of the appendices, ``tables`` the document's tables. ``issuer`` is the
    body that issues the document; a task that only it could do is not made up for it.
    """
    walk = _Walk(flow.views, patterns)
    ordered = walk.ordered([NormSpan(part.start, part.end) for part in flow.paragraphs if part.section == "preamble"])
    for root in roots:
        walk.visit([root], ordered if root.heading is None and "/" not in root.path else _Scope())
    fields = patterns.derive("tasks.fields", FieldReader)
    drafts = walk.drafts + tables_drafts(tables, fields, patterns)
    # An item that is nothing but blanks and signs says nothing that could be done.
    drafts = [draft for draft in drafts if draft.evidence.start < draft.evidence.end]
    drafts.sort(key=lambda draft: draft.evidence)
    order = sorted((span.start, span.end, index) for index, (span, _) in enumerate(deadlines))
    starts = [start for start, _, _ in order]
    return [_task(_printed(draft, patterns), order, starts, locate) for draft in drafts]


def _printed(draft: Draft, patterns: Patterns) -> Draft:
    """Names in capitals in the case in which running text writes them."""

    def cased(names: Sequence[str]) -> list[str]:
        return [proper_case(name, patterns) if " " in name and name.isupper() else name for name in names]

    return replace(draft, lead=cased(draft.lead), coordinate=cased(draft.coordinate))


def _task(draft: Draft, order: Sequence[tuple[int, int, int]], starts: Sequence[int], locate: Locate) -> Task:
    inside = set()
    for span in draft.reach:
        position = bisect_left(starts, span.start)
        while position < len(order) and order[position][0] < span.end:
            inside.add(order[position][2])
            position += 1
    source, page = locate(draft.evidence)
    return Task(
        section=draft.section,
        text=draft.text,
        lead=draft.lead,
        coordinate=draft.coordinate,
        deadlines=sorted(inside),
        product=draft.product,
        basis=draft.basis,
        span=(source.start, source.end),
        page=page,
    )
