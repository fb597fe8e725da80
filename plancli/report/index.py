"""The page over a collection: the register, the tasks by month, the agencies, what is cited most, the web.

Documents come one by one; what is kept of each is a line of the register and its dated tasks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from plancli.graph.build import GraphBuilder
from plancli.graph.layout import lay_out
from plancli.graph.model import Graph, Node
from plancli.graph.reading import read_document
from plancli.model import Document
from plancli.patterns import Patterns
from plancli.report.page import labels, render
from plancli.report.web import picture_values
from plancli.text import fold_view
from plancli.views.labels import Language

# A page with more than this is too heavy to look at; the tables of a collection hold all.
MOST_DOCUMENTS, MOST_TASKS, MOST_AGENCIES, MOST_CITED = 5000, 3000, 500, 60


@dataclass(frozen=True, slots=True)
class Line:
    """A document in the register; ``link`` is the page that shows it, where there is one."""

    file: str
    link: str | None
    number: str | None
    type: str | None
    date: str | None
    issuer: str | None
    level: str | None
    subject: str | None
    tasks: int
    deadlines: int
    references: int
    diagnostics: int


@dataclass(frozen=True, slots=True)
class DatedTask:
    """A task with a day on which it is due."""

    due: str
    text: str
    lead: tuple[str, ...]
    product: str | None
    line: Line


@dataclass
class AgencyCount:
    """An agency: in how many documents it is named, by its part in them."""

    name: str
    level: str | None
    roles: Counter[str] = field(default_factory=Counter)


class Index:
    """Gathers what the page shows."""

    def __init__(self, patterns: Patterns) -> None:
        self._patterns = patterns
        self._builder = GraphBuilder()
        self.lines: list[Line] = []
        self.tasks: list[DatedTask] = []
        self.agencies: dict[str, AgencyCount] = {}

    def add(self, document: Document, file: str, link: str | None = None) -> None:
        """Take a document in; ``link`` leads from the index to its page."""
        header = document.header
        line = Line(
            file=file,
            link=link,
            number=header.number.text if header.number else None,
            type=header.type.name if header.type else None,
            date=header.date.value if header.date else None,
            issuer=header.issuer.name if header.issuer else None,
            level=header.issuer.level if header.issuer else None,
            subject=header.subject.text if header.subject else None,
            tasks=len(document.tasks),
            deadlines=len(document.deadlines),
            references=len(document.references),
            diagnostics=len(document.diagnostics),
        )
        self.lines.append(line)
        for task in document.tasks:
            days = [document.deadlines[index].due for index in task.deadlines if index < len(document.deadlines)]
            due = min((day for day in days if day), default=None)
            if due:
                self.tasks.append(DatedTask(due, task.text, tuple(task.lead), task.product, line))
        for agency in document.agencies:
            count = self.agencies.setdefault(fold_view(agency.name), AgencyCount(agency.name, agency.level))
            count.roles.update(agency.roles)
        self._builder.add(read_document(document, file, self._patterns))

    def page(self, language: Language, title: str) -> str:
        """The page; ``title`` names the collection."""
        graph = self._builder.build()
        words = labels(language)
        lines = sorted(self.lines, key=lambda line: (line.date or "9999", line.number or "", line.file))
        tasks = sorted(self.tasks, key=lambda task: (task.due, task.line.file))
        agencies = sorted(self.agencies.values(), key=lambda one: (-one.roles.total(), one.name))
        return render(
            "index.html.j2",
            language,
            ("base.css", "graph.css", "index.css"),
            ("base.js", "graph.js", "index.js"),
            title=f"{words['index']}: {title}",
            lines=lines[:MOST_DOCUMENTS],
            months=_months(tasks[:MOST_TASKS]),
            agencies=agencies[:MOST_AGENCIES],
            cited_most=_cited_most(graph),
            cut={
                "register": (MOST_DOCUMENTS, len(lines)),
                "tasks": (MOST_TASKS, len(tasks)),
                "agencies": (MOST_AGENCIES, len(agencies)),
            },
            graph=graph,
            **picture_values(graph, lay_out(graph, 120)),
        )


def _months(tasks: Sequence[DatedTask]) -> Mapping[str, Sequence[DatedTask]]:
    """The tasks by the month in which they are due, in order."""
    months: dict[str, list[DatedTask]] = {}
    for task in tasks:
        months.setdefault(task.due[:7], []).append(task)
    return months


def _cited_most(graph: Graph) -> list[tuple[Node, int]]:
    """The documents that most others name, straight."""
    counts = Counter(edge.target for edge in graph.edges if edge.via == "text")
    nodes = {node.id: node for node in graph.nodes}
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(nodes[name], count) for name, count in ranked[:MOST_CITED]]
