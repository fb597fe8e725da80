"""The page of a web of citations: a picture that answers, and a list of its documents."""

from __future__ import annotations

from plancli.graph.layout import HEIGHT, WIDTH, Picture, lay_out
from plancli.graph.model import Graph
from plancli.report.page import labels, render
from plancli.views.labels import Language

_LABEL = 22


def graph_page(graph: Graph, language: Language) -> str:
    """The web as one page."""
    picture = lay_out(graph)
    return render(
        "graph.html.j2",
        language,
        ("base.css", "graph.css"),
        ("base.js", "graph.js"),
        title=f"{labels(language)['web']}: {graph.documents} {labels(language)['documents']}",
        graph=graph,
        **picture_values(graph, picture),
    )


def picture_values(graph: Graph, picture: Picture) -> dict[str, object]:
    """What the template of the picture needs."""
    cited: dict[str, int] = {}
    for edge in graph.edges:
        cited[edge.target] = cited.get(edge.target, 0) + 1
    numbers = {box.node.id: number for number, box in enumerate(picture.boxes)}
    return {
        "picture": picture,
        "numbers": numbers,
        "cited": cited,
        "box_width": WIDTH,
        "box_height": HEIGHT,
        "short": short,
    }


def short(text: str | None, length: int = _LABEL) -> str:
    """The beginning of a text that fits into a box."""
    text = text or ""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
