"""Tasks told by labelled lines: "Cơ quan chủ trì: …", "b) Trách nhiệm thực hiện", "3. Thời gian thực hiện: …".

The task is the section that holds the labelled lines; the labels are data of ``patterns/tasks.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from plancli.expressions import compiled
from plancli.extract.agencies import AgencyGrammar, grammar
from plancli.extract.agencies_words import first_word
from plancli.extract.tasks_sentence import Draft, own_spans, words
from plancli.outline.tree import Node
from plancli.patterns import Beginnings, CompiledRule, Patterns
from plancli.text import NormSpan, Views

_COLON = compiled(r"\s*(?:\([^()\n]{0,60}\))?\s*:\s*")
_CLOSED = compiled(r"\s*(?:\([^()\n]{0,60}\))?\s*[.;,]?\s*$")
_NEXT_LABEL = compiled(r"(?<=[.;,)])\s*[-–(]?\s*(?=[\p{L}])|\s[-–]\s|\(")
_SUPPORT = compiled(
    r"[\s,;]*(?:chủ trì[\s,]*)?(?:và\s+)?phối hợp(?:\s+chặt chẽ)?(?:\s+cùng)?(?:\s+với|\s+cùng)?\s*:?\s+(?=\S)"
)
_SUPPORTS = compiled(r"[\s,]*phối hợp(?:\s+(?:thực hiện|tham mưu|triển khai|cùng thực hiện))*[\s.]*$")
_EMPTY = compiled(r"[\s.…_–-]*$")
_PIECE_END = compiled(r"[;\n]|(?<=[^\s.]{2})\.\s+(?=\p{Lu})")
_PAUSE = compiled(r"[,;]\s+|\svà\s+")
_LONGEST = 600
# Words of which it is kept which labels they begin.
_MOST_WORDS = 2_000
# How much of a paragraph a label may take.
_LABEL_REACH = 160
# A bracket behind a label with its signs, and the blanks and signs round it.
_BRACKET, _AROUND = 62, 8


class Label(NamedTuple):
    """A label at the head of a paragraph: its role, whether it is doubtful without a colon, and what follows it."""

    role: str
    doubtful: bool
    colon: bool
    value: NormSpan


class Fields(Struct):
    """What the labelled lines of one task say; spans are those of the lines. ``joining`` ones only help a leader."""

    lead: list[str] = field(default_factory=list)
    coordinate: list[str] = field(default_factory=list)
    joining: list[str] = field(default_factory=list)
    product: str | None = None
    spans: list[NormSpan] = field(default_factory=list)

    @property
    def assigned(self) -> bool:
        """Whether anybody is named."""
        return bool(self.lead or self.coordinate)


class FieldReader:
    """Finds the tasks of labelled lines in the section tree."""

    def __init__(self, patterns: Patterns) -> None:
        self._labels = Beginnings([rule for rule in patterns["tasks"].rules if rule.get("kind") == "label"])
        # The labels that begin with a word, filled as words are met.
        self._by_word: dict[tuple[str, tuple[CompiledRule, ...]], tuple[CompiledRule, ...]] = {}
        self._agencies: AgencyGrammar = grammar(patterns)

    # --- labels -----------------------------------------------------------------------------------------------

    def label(self, views: Views, span: NormSpan) -> Label | None:
        """The label at the head of a paragraph: followed by a colon, or alone."""
        if self._is_prose(views.text, span):
            return None
        best: Label | None = None
        reach = 0
        rules = self._rules_at(views, span.start)
        # The rules are written for a paragraph that begins here.
        head = views.lower[span.start : min(span.end, span.start + _LABEL_REACH)] if rules else ""
        for rule in rules:
            match = rule.pattern.match(head)
            if match is None or match.end() <= reach:
                continue
            after = span.start + match.end()
            colon = _COLON.match(views.lower, after, span.end)
            if colon is None and (rule.get("bare") is False or not _CLOSED.match(views.lower, after, span.end)):
                continue
            reach = match.end()
            value = NormSpan(colon.end() if colon else span.end, span.end)
            best = Label(rule.get("role"), bool(rule.get("doubtful")), colon is not None, value)
        return best

    def _rules_at(self, views: Views, start: int) -> tuple[CompiledRule, ...]:
        """The rules that may match what begins at ``start``: those that go on, or end, behind its first word."""
        rules = self._labels.at(views, start)
        word = first_word(views.lower, start) if rules else ""
        if not word:
            return rules
        found = self._by_word.get((word, rules))
        if found is None:
            if len(self._by_word) >= _MOST_WORDS:
                self._by_word.clear()
            found = tuple(rule for rule in rules if rule.pattern.match(word, partial=True))
            self._by_word[word, rules] = found
        return found

    @staticmethod
    def _is_prose(text: str, span: NormSpan) -> bool:
        """Whether the paragraph is too long to be all label and bracket, and has no colon where a label would end."""
        start, end = span
        if end - start <= _LABEL_REACH + _AROUND:
            return False
        near = start + _LABEL_REACH + _BRACKET + _AROUND
        if text.find(":", start, near) >= 0:
            return False
        return end > near or text.find("(", start, end) < 0

    def node_label(self, node: Node, views: Views) -> Label | None:
        """The label of a node: at the head of its heading or first paragraph."""
        first = next(iter(own_spans(node)), None)
        if first is None:
            return None
        found = self.label(views, first)
        if found is None:
            return None
        if found.doubtful and not self._holds_names(node, found, views):
            return None
        return found

    def _holds_names(self, node: Node, label: Label, views: Views) -> bool:
        """Whether what stands under a doubtful label are names, so that it is a field and no part of the plan."""
        if label.colon and label.value.start < label.value.end:
            return True
        texts = own_spans(node)[1:]
        if any(not self._agencies.names(words(views, text)) for text in texts):
            return False
        for child in node.children:
            spans = own_spans(child)
            if not spans or child.children:
                return self.node_label(child, views) is not None
            if self.label(views, spans[0]) is None and not (
                len(spans) == 1 and self._agencies.names(words(views, spans[0]))
            ):
                return False
        return bool(texts or node.children)

    # --- tasks ------------------------------------------------------------------------------------------------

    def read(self, node: Node, views: Views) -> list[tuple[Node, Fields, set[int]]]:
        """The tasks that the node's own lines and its labelled children tell.

        Each with the node that is the task, what the fields say, and the identities of the nodes used up as fields.
        """
        own = self._own(node, views)
        labelled = [(child, self.node_label(child, views)) for child in node.children]
        groups = list(_groups(labelled))
        assigned = [group for group in groups if any(label and _names_agencies(label.role) for _, label in group[1])]
        tasks: list[tuple[Node, Fields, set[int]]] = []
        if len(assigned) > 1 and all(group[0] is not None for group in assigned):
            for content, members in assigned:
                fields = self._gather(members, views)
                if content is not None and fields.assigned:
                    used = {id(child) for child, label in members if label}
                    tasks.append((content, fields, used))
            return tasks
        fields = own
        used = set()
        for child, label in labelled:
            if label is not None:
                self._add(fields, child, label, views)
                used.add(id(child))
        if fields.assigned:
            tasks.append((node, fields, used))
        return tasks

    def _own(self, node: Node, views: Views) -> Fields:
        """Labelled lines among the node's own paragraphs, and labels inside a paragraph behind its sentence."""
        fields = Fields()
        spans = own_spans(node)
        for index, span in enumerate(spans):
            for label, part in self._inside(views, span, head=index > 0):
                self._value(fields, label, part, views)
        return fields

    def _inside(self, views: Views, span: NormSpan, *, head: bool) -> Iterator[tuple[Label, NormSpan]]:
        """The labels with a colon inside a paragraph, each with its part: "… Chủ trì: X. Phối hợp: Y."."""
        if ":" not in views.text[span.start : span.end]:
            return
        starts = [span.start] if head else []
        starts += [match.end() for match in _NEXT_LABEL.finditer(views.text, span.start, span.end)]
        found: list[tuple[int, Label]] = []
        for start in starts:
            label = self.label(views, NormSpan(start, span.end))
            if label is not None and label.colon and (not found or start >= found[-1][1].value.start):
                found.append((start, label))
        if not any(_names_agencies(label.role) for _, label in found):
            return
        for index, (start, label) in enumerate(found):
            end = found[index + 1][0] if index + 1 < len(found) else span.end
            yield label._replace(value=NormSpan(label.value.start, max(end, label.value.start))), NormSpan(start, end)

    def _gather(self, members: Sequence[tuple[Node, Label | None]], views: Views) -> Fields:
        fields = Fields()
        for child, label in members:
            if label is not None:
                self._add(fields, child, label, views)
        return fields

    def _add(self, fields: Fields, node: Node, label: Label, views: Views) -> None:
        """What a labelled node says: behind its colon, in its further paragraphs, in its children."""
        fields.spans.append(node.span)
        first, *rest = own_spans(node)
        nested = list(self._inside(views, first, head=True))
        if len(nested) > 1:
            for inner, part in nested:
                self._value(fields, inner, part, views)
        else:
            self._value(fields, label, first, views)
        for span in rest:
            inner_label = self.label(views, span)
            if inner_label is not None and inner_label.colon:
                self._value(fields, inner_label, span, views)
            else:
                self._value(fields, label._replace(value=span), span, views)
        if label.role in ("content", "other", "time"):
            return
        for child in node.children:
            inner_label = self.node_label(child, views)
            if inner_label is not None:
                self._add(fields, child, inner_label, views)
            else:
                for span in own_spans(child):
                    self._value(fields, label._replace(value=span), span, views)

    def _value(self, fields: Fields, label: Label, line: NormSpan, views: Views) -> None:
        fields.spans.append(line)
        text = views.text[label.value.start : label.value.end].strip()
        if _EMPTY.match(text) or len(text) > _LONGEST or text.startswith("("):
            return
        if label.role == "product":
            product = text.rstrip(" .;,)")
            fields.product = f"{fields.product}; {product}" if fields.product else product
        elif label.role == "join":
            _extend(fields.joining, self._agencies.split(text))
        elif label.role == "coordinate":
            _extend(fields.coordinate, self._agencies.split(text))
        elif _names_agencies(label.role):
            lead, coordinate = self.roles(text)
            _extend(fields.lead, lead)
            _extend(fields.coordinate, coordinate)

    def roles(self, text: str) -> tuple[list[str], list[str]]:
        """Who leads and who works with them, in the value of a label or the cell of a table."""
        lead: list[str] = []
        coordinate: list[str] = []
        for piece in _PIECE_END.split(text):
            views = Views(piece.strip())
            if not views.text:
                continue
            ends = _SUPPORTS.search(views.lower)
            support = self._support(views)
            if support is not None:
                _extend(lead, self._agencies.split(views.text[: support[0]]))
                _extend(coordinate, self._agencies.split(views.text[support[1] :]))
            elif ends is not None:
                first, second = self._both(views, ends.start())
                _extend(lead, first)
                _extend(coordinate, second)
            else:
                _extend(lead, self._leading(views))
        return lead, coordinate

    def _support(self, views: Views) -> tuple[int, int] | None:
        for match in _SUPPORT.finditer(views.lower):
            if views.lower[: match.start()].rstrip().endswith("hội đồng"):
                continue
            if self._agencies.head_at(views, match.end()) is not None:
                return match.span()
        return None

    def _both(self, views: Views, end: int) -> tuple[list[str], list[str]]:
        """Leader and helpers before a closing "phối hợp": "Văn phòng tham mưu, các phòng phối hợp"."""
        extent = self._agencies.span(views, 0, end)
        if extent is not None and extent.stopped:
            pause = _PAUSE.search(views.lower, extent.end, end)
            if pause is not None and self._agencies.head_at(views, pause.end(), end) is not None:
                return self._agencies.split(views.text[: extent.end]), self._agencies.split(
                    views.text[pause.end() : end]
                )
        return [], self._agencies.split(views.text[:end])

    def _leading(self, views: Views) -> list[str]:
        """The leading agencies of a value; a sentence about an agency gives the agency."""
        extent = self._agencies.span(views, 0, len(views.text))
        if extent is not None and extent.stopped and len(views.text) - extent.end > 60:
            return self._agencies.split(views.text[: extent.end])
        if extent is None and (views.lower.startswith("theo ") or len(views.text) > 200):
            return []
        return self._agencies.split(views.text)


def _names_agencies(role: str) -> bool:
    return role in ("lead", "both", "coordinate")


def _extend(names: list[str], more: Sequence[str]) -> None:
    names.extend(name for name in more if name not in names)


def _groups(
    labelled: Sequence[tuple[Node, Label | None]],
) -> Iterator[tuple[Node | None, list[tuple[Node, Label | None]]]]:
    """Siblings as runs: a content node and the labelled nodes behind it."""
    content: Node | None = None
    members: list[tuple[Node, Label | None]] = []
    for child, label in labelled:
        if label is None or label.role == "content":
            if members:
                yield content, members
                members = []
            content = child
            if label is not None:
                members.append((child, label))
        else:
            members.append((child, label))
    if members:
        yield content, members


def field_draft(node: Node, fields: Fields, views: Views) -> Draft:
    """The task that a node with labelled lines is."""
    spans = own_spans(node)
    evidence = spans[0] if spans else node.span
    text = words(views, evidence)
    if not spans or not text:
        for child in node.children:
            inner = own_spans(child)
            if inner:
                evidence, text = inner[0], words(views, inner[0])
                break
    return Draft(
        section=node.path,
        text=text,
        evidence=evidence,
        lead=fields.lead,
        coordinate=[name for name in dict.fromkeys(fields.coordinate + fields.joining) if name not in fields.lead],
        product=fields.product,
        basis="fields",
        reach=(*spans, *fields.spans),
    )
