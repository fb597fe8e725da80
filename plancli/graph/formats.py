"""The web of citations as JSON, GraphML, DOT and Mermaid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from plancli.exchange.xml import etree, serialise, xml_text
from plancli.graph.model import Edge, Graph, Node
from plancli.graph.texts import day
from plancli.views.labels import Language, value_word

_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_NODE_KEYS: dict[str, Callable[[Node], Any]] = {
    "label": lambda node: node.label,
    "number": lambda node: node.number,
    "type": lambda node: node.type,
    "name": lambda node: node.name,
    "date": lambda node: node.date,
    "issuer": lambda node: node.issuer,
    "level": lambda node: node.level,
    "sector": lambda node: node.sector,
    "place": lambda node: node.place,
    "subject": lambda node: node.subject,
    "identity": lambda node: node.identity,
    "files": lambda node: "\n".join(node.files),
    "held": lambda node: bool(node.files),
    "notes": lambda node: " ".join(note.code for note in node.notes),
}
_EDGE_KEYS: dict[str, Callable[[Edge], Any]] = {
    "role": lambda edge: edge.role,
    "via": lambda edge: edge.via,
    "title": lambda edge: edge.title,
    "mentions": lambda edge: edge.mentions,
    "files": lambda edge: "\n".join(edge.files),
}
_LEVEL_COLOURS = {
    "central": "#c0392b", "province": "#d68910", "district": "#1e8449", "commune": "#2471a3", "grassroots": "#7d3c98",
}  # fmt: skip
_DOT_STYLES = {"implements": "bold", "amends": "dashed", "replaces": "dashed", "basis": "solid", "cites": "dotted"}


def graph_json(graph: Graph) -> str:
    """The graph as one object, indented, with a closing line end."""
    return msgspec.json.format(msgspec.json.encode(graph), indent=2).decode() + "\n"


def graph_ml(graph: Graph) -> str:
    """GraphML: typed attributes, directed edges; what is not known is left out."""
    library = etree()
    root = library.Element(f"{{{_GRAPHML}}}graphml", nsmap={None: _GRAPHML})
    for kind, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        for name in keys:
            types = {"held": "boolean", "title": "boolean", "mentions": "int"}
            library.SubElement(
                root, f"{{{_GRAPHML}}}key",
                {"id": f"{kind}-{name}", "for": kind, "attr.name": name, "attr.type": types.get(name, "string")},
            )  # fmt: skip
    body = library.SubElement(root, f"{{{_GRAPHML}}}graph", {"id": "citations", "edgedefault": "directed"})

    def data(parent: Any, kind: str, values: dict[str, Any]) -> None:
        for name, value in values.items():
            if value is None or value == "":
                continue
            text = str(value).lower() if isinstance(value, bool) else xml_text(str(value))
            library.SubElement(parent, f"{{{_GRAPHML}}}data", {"key": f"{kind}-{name}"}).text = text

    for node in graph.nodes:
        element = library.SubElement(body, f"{{{_GRAPHML}}}node", {"id": xml_text(node.id)})
        data(element, "node", {name: value(node) for name, value in _NODE_KEYS.items()})
    for number, edge in enumerate(graph.edges):
        ends = {"id": f"e{number}", "source": xml_text(edge.source), "target": xml_text(edge.target)}
        element = library.SubElement(body, f"{{{_GRAPHML}}}edge", ends)
        data(element, "edge", {name: value(edge) for name, value in _EDGE_KEYS.items()})
    return serialise(root)


def graph_dot(graph: Graph, lang: Language = "vi") -> str:
    """DOT for graphviz: upper documents above, boxes filled where they are in the collection."""
    lines = [
        "digraph citations {",
        '  rankdir="BT";',
        '  node [shape="box", style="rounded", fontname="sans-serif", fontsize="10"];',
        '  edge [fontname="sans-serif", fontsize="8"];',
    ]
    for node in graph.nodes:
        style = "rounded,filled" if node.files else "rounded"
        colour = _LEVEL_COLOURS.get(node.level or "", "#566573")
        fill = ', fillcolor="#fdf2d0"' if node.files else ""
        label = "\\n".join(_quoted(part) for part in _label_lines(node))
        lines.append(f'  "{_quoted(node.id)}" [label="{label}", style="{style}", color="{colour}"{fill}];')
    for edge in graph.edges:
        style, role = _DOT_STYLES[edge.role], value_word("role", edge.role, lang)
        lines.append(f'  "{_quoted(edge.source)}" -> "{_quoted(edge.target)}" [label="{role}", style="{style}"];')
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    """Inside a quoted DOT string; a backslash would begin an escape of graphviz."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return printable.replace("\\", "\\\\").replace('"', '\\"')


def _label_lines(node: Node) -> list[str]:
    lines = [node.label if len(node.label) <= 40 else node.label[:39] + "…"]
    if node.issuer:
        lines.append(node.issuer if len(node.issuer) <= 40 else node.issuer[:39] + "…")
    if node.date:
        lines.append(day(node.date))
    return lines


def graph_mermaid(graph: Graph, lang: Language = "vi") -> str:
    """A Mermaid flowchart, which code hosts and wikis draw."""
    names = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    lines = ["flowchart BT"]
    for node in graph.nodes:
        label = "<br/>".join(_mermaid(part) for part in _label_lines(node))
        lines.append(f'  {names[node.id]}["{label}"]{":::held" if node.files else ""}')
    for edge in graph.edges:
        arrow = "==>" if edge.role == "implements" else "-.->" if edge.role == "cites" else "-->"
        lines.append(f"  {names[edge.source]} {arrow}|{value_word('role', edge.role, lang)}| {names[edge.target]}")
    lines.append("  classDef held fill:#fdf2d0,stroke:#b9770e")
    return "\n".join(lines) + "\n"


def _mermaid(text: str) -> str:
    """Mermaid reads entities by number, without the ampersand: ``#34;``."""
    return "".join(char if char.isalnum() or char in " .,/-@…–" else f"#{ord(char)};" for char in text)
