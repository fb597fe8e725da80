"""The cascade for people (lines of a drawn tree) and for programs (JSON)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import to_builtins

from plancli.graph.cascade import Cascade, Step
from plancli.graph.model import Node
from plancli.graph.texts import LEVELS, WORDS, day
from plancli.views.harmless import harmless
from plancli.views.labels import Language


def trace_text(found: Cascade, lang: Language = "vi") -> str:
    """The cascade as a tree of lines; ``●`` is in the collection, ``○`` only cited."""
    lines = [*_lines(found.top, "", "", None, lang)]
    words = WORDS[lang]
    if not found.top.children:
        lines.append(f"  ({words['none_below']})")
    if found.unsure:
        lines += ["", f"{words['unsure']}:"]
        lines += [f"  ? {_headline(node, lang)}" for node in found.unsure]
    lines += ["", f"● {words['held']}  ○ {words['cited']}"]
    return "\n".join(map(harmless, lines)) + "\n"


def _lines(step: Step, first: str, rest: str, upper: Node | None, lang: Language) -> Iterator[str]:
    # Each entry: the lines before it are drawn by the caller's prefixes.
    stack = [(step, first, rest, upper)]
    while stack:
        here, head, below, above = stack.pop()
        yield f"{head}{'●' if here.node.files else '○'} {_headline(here.node, lang)}{_elapsed(here, above, lang)}"
        inner = below + ("│    " if here.children else "     ")
        yield from (f"{inner}{line}" for line in _details(here, lang))
        last = len(here.children) - 1
        for index in range(last, -1, -1):
            ends = index == last
            stack.append(
                (
                    here.children[index],
                    below + ("└─ " if ends else "├─ "),
                    below + ("   " if ends else "│  "),
                    here.node,
                )
            )


def _headline(node: Node, lang: Language) -> str:
    label = node.number or (node.name if node.identity == "name" else None)
    title = label or f"{node.name or node.type or '?'} ({WORDS[lang]['no_number']})"
    issuer = node.issuer or ""
    if node.place and issuer and node.place not in issuer and node.level != "central":
        issuer += f" ({node.place})"
    parts = [title, issuer, LEVELS[lang][node.level], day(node.date) or WORDS[lang]["no_date"]]
    return " · ".join(part for part in parts if part)


def _elapsed(step: Step, upper: Node | None, lang: Language) -> str:
    if step.days is None or upper is None:
        return ""
    words = WORDS[lang]
    text = f"+{words['days'].format(step.days)}"
    if step.days_after is not None and step.days_after != step.days:
        text += f"; +{words['days_after'].format(step.days_after, upper.label)}"
    return f" [{text}]"


def _details(step: Step, lang: Language) -> Iterator[str]:
    words = WORDS[lang]
    if step.also:
        yield f"{words['also']}: {', '.join(node.label for node in step.also)}"
    yield from step.node.files
    for note in step.node.notes:
        yield f"! {note.message}{': ' + ', '.join(note.nodes) if note.nodes else ''}"


def trace_json(found: Cascade) -> dict[str, Any]:
    """The cascade as nested objects: the node's fields, ``via``, ``days``, ``days_after``, ``also``, ``children``."""
    out: dict[str, Any] = {}
    stack: list[tuple[Step, dict[str, Any]]] = [(found.top, out)]
    while stack:
        step, target = stack.pop()
        target.update(to_builtins(step.node))
        target["via"] = step.edge.via if step.edge else None
        target["days"], target["days_after"] = step.days, step.days_after
        target["also"] = [node.id for node in step.also]
        target["children"] = [{} for _ in step.children]
        stack.extend(zip(step.children, target["children"], strict=True))
    return {"top": out, "unsure": [to_builtins(node) for node in found.unsure]}
