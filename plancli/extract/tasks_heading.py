"""Tasks told by a heading that names an agency: each item below is its task, or the heading's own text is.

An item that itself names the agency to act is that agency's.
"""

from __future__ import annotations

from plancli.extract.tasks_sentence import Draft, SentenceReader, own_spans, words
from plancli.outline.tree import Node
from plancli.text import NormSpan, Views

_LEADS_IN = (":", "có trách nhiệm", "có nhiệm vụ")  # How a sentence ends whose matter is the items below.


class HeadingReader:
    """Finds agencies in headings and the tasks below them."""

    def __init__(self, sentences: SentenceReader) -> None:
        self._sentences = sentences

    def leaders(self, node: Node, views: Views, in_part: bool) -> list[str]:
        """The agencies that the node's heading names, ``[]`` when it names none.

        Outside the part on carrying out the plan a heading counts only when it names a body or a group of bodies:
        "Đối với giáo viên" in a list of requirements assigns nothing.
        """
        spans = own_spans(node)
        if not spans or not (node.children or len(spans) > 1):
            return []
        text = views.text[spans[0].start : spans[0].end]
        if node.heading is None and not self._leads_in(text, node):
            return []
        found = self._sentences.about(text)
        if found and not in_part and not self._sentences.names_bodies(found[0]):
            return []
        return found

    def lead_in(self, node: Node, views: Views) -> list[str]:
        """The agencies of a sentence that leads in the items below: "Sở Y tế có trách nhiệm:"."""
        if not node.children:
            return []
        for span in own_spans(node):
            text = views.text[span.start : span.end + 1].rstrip()
            if not text.endswith(_LEADS_IN):
                continue
            told = self._sentences.told(views, span)
            return told.lead if told is not None and told.form != "colon" else []
        return []

    @staticmethod
    def _leads_in(text: str, node: Node) -> bool:
        stripped = text.rstrip()
        return bool(node.children) and (stripped.endswith(":") or (len(stripped) < 120 and not stripped.endswith(".")))

    def drafts(self, node: Node, lead: list[str], views: Views) -> list[Draft]:
        """The task of a node without items: its own paragraphs below the heading."""
        spans = own_spans(node)[1:] if node.heading is not None or len(own_spans(node)) > 1 else own_spans(node)
        return [self._draft(node, lead, spans, own_spans(node), views)] if spans else []

    def item(self, node: Node, lead: list[str], views: Views) -> Draft | None:
        """The task that an item below an agency's heading is; the item's own agency comes first."""
        spans = own_spans(node)
        if not spans or self._names_person(views, spans[0]):
            return None
        told = self._sentences.opening(views, spans[0])
        if told is not None and told.form == "assign" and not self._sentences.names_bodies(told.lead[0]):
            told = None  # "Phân công cán bộ phụ trách" is for the agency of the heading to do.
        if told is not None and told.lead and told.lead[0][:1].isdigit():
            told = None  # "100% đoàn viên đăng ký" is an aim of the agency of the heading.
        own = told.lead if told is not None else []
        return self._draft(node, own or lead, spans, (node.span,), views)

    def _draft(
        self,
        node: Node,
        lead: list[str],
        spans: tuple[NormSpan, ...],
        reach: tuple[NormSpan, ...],
        views: Views,
    ) -> Draft:
        return Draft(
            section=node.path,
            text="\n".join(words(views, span) for span in spans),
            evidence=NormSpan(spans[0].start, spans[-1].end),
            lead=list(lead),
            coordinate=self._sentences.all_coordinates(views, spans, lead),
            basis="heading",
            reach=reach,
        )

    @staticmethod
    def _names_person(views: Views, span: NormSpan) -> bool:
        """Whether the item is a line of a list of persons ("Ông: …", "Bà Nguyễn …"), which tells nothing to do."""
        text = views.lower[span.start : span.end]
        return text.startswith(("ông:", "bà:", "ông ", "bà ", "ông/bà")) and len(text.split()) < 16
