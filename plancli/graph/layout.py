"""Where the documents of a web stand in its picture: upper levels above, neighbours near each other.

Levels are rows, and what carries out another document of its level stands in a row below that. Within a row the order
comes from the neighbours' places (barycentres), a fixed number of sweeps, so that one graph always gives one picture. A
long row is broken into several.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plancli.graph.localities import LEVELS
from plancli.graph.model import Edge, Graph, Node

WIDTH, HEIGHT, GAP, ROW_GAP, MARGIN = 176, 52, 22, 74, 24
_SWEEPS = 6
_PER_ROW = 9
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Box:
    """A node's place: the upper left corner, in pixels."""

    node: Node
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Arc:
    """An edge as a curve: SVG path data."""

    edge: Edge
    path: str


@dataclass(frozen=True)
class Picture:
    """A laid out web. ``hidden`` nodes were left out because the picture would be too large."""

    width: float
    height: float
    boxes: Sequence[Box]
    arcs: Sequence[Arc]
    hidden: int


def lay_out(graph: Graph, limit: int = 200) -> Picture:
    """The picture of the ``limit`` most linked documents, those of the collection first."""
    kept = _most_linked(graph, limit)
    nodes = [node for node in graph.nodes if node.id in kept]
    edges = [edge for edge in graph.edges if edge.source in kept and edge.target in kept]
    rows = _rows(nodes, edges)
    width = max((len(row) for row in rows), default=1) * (WIDTH + GAP) - GAP + 2 * MARGIN
    boxes = []
    for number, row in enumerate(rows):
        left = (width - (len(row) * (WIDTH + GAP) - GAP)) / 2
        for place, node in enumerate(row):
            boxes.append(Box(node, left + place * (WIDTH + GAP), MARGIN + number * (HEIGHT + ROW_GAP)))
    at = {box.node.id: box for box in boxes}
    arcs = [Arc(edge, _curve(at[edge.source], at[edge.target])) for edge in edges]
    height = max(len(rows), 1) * (HEIGHT + ROW_GAP) - ROW_GAP + 2 * MARGIN
    return Picture(width, height, boxes, arcs, len(graph.nodes) - len(nodes))


def _most_linked(graph: Graph, limit: int) -> set[str]:
    degree = dict.fromkeys((node.id for node in graph.nodes), 0)
    for edge in graph.edges:
        weight = 3 if edge.role != "cites" else 1
        degree[edge.source] += weight
        degree[edge.target] += weight
    ranked = sorted(graph.nodes, key=lambda node: (not node.files, -degree[node.id], node.id))
    return {node.id for node in ranked[:limit]}


def _rows(nodes: Sequence[Node], edges: Sequence[Edge]) -> list[list[Node]]:
    by_level: dict[tuple[int, int], list[Node]] = {}
    depths = _depths(nodes, edges)
    for node in nodes:
        by_level.setdefault((_level(node), depths[node.id]), []).append(node)
    levels = [by_level[level] for level in sorted(by_level)]
    near: dict[str, list[str]] = {node.id: [] for node in nodes}
    for edge in edges:
        near[edge.source].append(edge.target)
        near[edge.target].append(edge.source)
    place = {node.id: (index + 1) / (len(row) + 1) for row in levels for index, node in enumerate(row)}
    for _ in range(_SWEEPS):
        for row in levels:
            centre = {
                node.id: sum(place[other] for other in near[node.id]) / len(near[node.id]) if near[node.id] else 1.0
                for node in row
            }
            row.sort(key=lambda node: (centre[node.id], node.id))
            place.update({node.id: (index + 1) / (len(row) + 1) for index, node in enumerate(row)})
    return [piece for row in levels for piece in _broken(row)]


def _level(node: Node) -> int:
    return LEVELS.index(node.level) if node.level in LEVELS else len(LEVELS)


def _depths(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, int]:
    """How many documents of its own level each stands below; a ring ends at the deepest row."""
    levels = {node.id: _level(node) for node in nodes}
    depth = dict.fromkeys(levels, 0)
    inside = [edge for edge in edges if edge.role == "implements" and levels[edge.source] == levels[edge.target]]
    for _ in range(_DEEPEST):
        for edge in inside:
            depth[edge.source] = max(depth[edge.source], min(depth[edge.target] + 1, _DEEPEST))
    return depth


def _broken(row: list[Node]) -> list[list[Node]]:
    """A long row as several; neighbours stay in one column."""
    count = -(-len(row) // _PER_ROW)
    return [row[index::count] for index in range(count)]


def _curve(source: Box, target: Box) -> str:
    x0, x1 = source.x + WIDTH / 2, target.x + WIDTH / 2
    if source.y > target.y:
        y0, y1 = source.y, target.y + HEIGHT
    elif source.y < target.y:
        y0, y1 = source.y + HEIGHT, target.y
    else:
        top = source.y - ROW_GAP * 0.6
        return f"M{x0:.1f},{source.y:.1f} C{x0:.1f},{top:.1f} {x1:.1f},{top:.1f} {x1:.1f},{target.y:.1f}"
    middle = (y0 + y1) / 2
    return f"M{x0:.1f},{y0:.1f} C{x0:.1f},{middle:.1f} {x1:.1f},{middle:.1f} {x1:.1f},{y1:.1f}"
