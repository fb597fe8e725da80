"""The cascade: from a document down through the plans that carry it out, each under its right upper document.

A plan that names the resolution of the centre and the plan of its own superior carries out the superior's. So of all
that it carries out, what another of them carries out already is left to that one; of what remains the upper document
is that of the nearest level, then the one in the title, then the latest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from msgspec.structs import replace

from plancli.graph.build import earlier
from plancli.graph.localities import LEVELS
from plancli.graph.model import Edge, Graph, Node
from plancli.text import fold_view, squeeze

_DASHES = re.compile(r"\s*[-–—/]\s*")


@dataclass
class Step:
    """A document in the cascade.

    ``also`` are the other documents of the cascade that it carries out; ``edge`` tells how the upper document is
    known (``None`` at the top). ``days`` have passed since the top document, ``days_after`` since the upper one;
    ``None`` where a date is lacking.
    """

    node: Node
    edge: Edge | None = None
    also: list[Node] = field(default_factory=list)
    days: int | None = None
    days_after: int | None = None
    children: list[Step] = field(default_factory=list)


@dataclass
class Cascade:
    """The top document with all below it, and the documents that name only its number, which may be another's."""

    top: Step
    unsure: list[Node] = field(default_factory=list)

    def steps(self) -> Iterable[tuple[int, Step]]:
        """Depth and step, each upper document before those below it."""
        stack = [(0, self.top)]
        while stack:
            depth, step = stack.pop()
            yield depth, step
            stack.extend((depth + 1, child) for child in reversed(step.children))


def find_nodes(graph: Graph, number: str) -> list[Node]:
    """The documents of that number, or name, however it is typed; an id names one alone."""
    exact = [node for node in graph.nodes if node.id == number and node.identity != "number"]
    if exact:
        return exact
    wanted = _plain(number)
    by_number = [node for node in graph.nodes if node.number and _plain(node.number) == wanted]
    if by_number:
        # A bare number beside a document of that number is told with it, as unsure.
        return [node for node in by_number if node.identity != "number"] or by_number
    return [node for node in graph.nodes if node.name and wanted in _plain(node.name)]


def _plain(text: str) -> str:
    return _DASHES.sub("-", squeeze(fold_view(text)))


def cascade(graph: Graph, top: Node) -> Cascade:
    """All documents that carry out ``top``, straight or through others, as a tree."""
    nodes = {node.id: node for node in graph.nodes}
    upper: dict[str, list[Edge]] = {}
    lower: dict[str, list[str]] = {}
    for edge in graph.edges:
        # A document that is older than what it is said to carry out does not: a wrong date, or another document.
        if edge.role == "implements" and not earlier(nodes[edge.source].date, nodes[edge.target].date):
            upper.setdefault(edge.source, []).append(edge)
            lower.setdefault(edge.target, []).append(edge.source)
    inside = _below(top.id, lower)
    steps: dict[str, Step] = {top.id: Step(top)}
    for name in sorted(inside, key=lambda name: (nodes[name].date or "9999", name)):
        candidates = [edge for edge in upper[name] if edge.target in inside or edge.target == top.id]
        chosen = _upper(candidates, nodes, upper)
        also = [nodes[edge.target] for edge in candidates if edge is not chosen]
        steps[name] = Step(nodes[name], chosen, also)
    _hang(steps, top)
    bare = [node for node in graph.nodes if node.identity == "number" and node.number == top.number]
    unsure = [
        nodes[edge.source] for node in bare if node.id != top.id for edge in graph.edges
        if edge.target == node.id and edge.source not in steps
    ]  # fmt: skip
    return Cascade(steps[top.id], list({node.id: node for node in unsure}.values()))


def _below(top: str, lower: dict[str, list[str]]) -> set[str]:
    seen, stack = set[str](), [top]
    while stack:
        for name in lower.get(stack.pop(), ()):
            if name not in seen and name != top:
                seen.add(name)
                stack.append(name)
    return seen


def _upper(candidates: Sequence[Edge], nodes: dict[str, Node], upper: dict[str, list[Edge]]) -> Edge:
    """The edge to the right upper document."""
    targets = {edge.target for edge in candidates}
    covered = {name for name in targets for other in targets if other != name and _reaches(other, name, upper)}
    # All are covered only where they carry out one another; then none is.
    direct = [edge for edge in candidates if edge.target not in covered] or list(candidates)

    def nearness(edge: Edge) -> tuple[int, bool, str, str]:
        target = nodes[edge.target]
        return _rank(target), edge.title, target.date or "", edge.target

    return max(direct, key=nearness)


def _rank(node: Node) -> int:
    return LEVELS.index(node.level) if node.level in LEVELS else -1


def _reaches(start: str, goal: str, upper: dict[str, list[Edge]]) -> bool:
    seen, stack = {start}, [start]
    while stack:
        for edge in upper.get(stack.pop(), ()):
            if edge.target == goal:
                return True
            if edge.target not in seen:
                seen.add(edge.target)
                stack.append(edge.target)
    return False


def _hang(steps: dict[str, Step], top: Node) -> None:
    """Children under their upper documents; what hangs in a ring of its own hangs under the top."""
    rooted = {top.id}
    for name, step in steps.items():
        step.days = _days(top, step.node)
        way: dict[str, None] = {}
        at = name
        while at not in rooted and at not in way:
            way[at] = None
            above = steps[at].edge
            assert above is not None
            at = above.target
        if at not in rooted:
            # A ring is opened where it was entered.
            steps[at].edge = _led_to(steps[at].edge, top)
        rooted.update(way)
    for step in steps.values():
        if step.edge is not None:
            parent = steps[step.edge.target]
            parent.children.append(step)
            step.days_after = _days(parent.node, step.node)


def _led_to(edge: Edge | None, top: Node) -> Edge | None:
    """The edge led to the top document."""
    return replace(edge, target=top.id) if edge is not None else None


def _days(start: Node, end: Node) -> int | None:
    try:
        return (date.fromisoformat(end.date or "") - date.fromisoformat(start.date or "")).days
    except ValueError:
        return None
