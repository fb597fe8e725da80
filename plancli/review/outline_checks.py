"""Diagnostics of the numbering: gaps, repeats, restarts, doubtful levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plancli.model import Diagnostic
from plancli.outline import ordinals
from plancli.outline.tree import Node, walk
from plancli.patterns import Patterns
from plancli.review.registry import diagnostic
from plancli.text import Locator

_SPELT = ("roman", "arabic", "decimal", "letter")
_COUNTED = ("roman", "arabic", "decimal", "letter", "chapter", "section", "part", "article")


def check_outline(
    roots: Sequence[Node], doubtful: Sequence[Node], locate: Locator, patterns: Patterns
) -> list[Diagnostic]:
    """Findings in document order of the nodes."""
    findings: dict[int, list[Diagnostic]] = {}
    for siblings in (roots, *(node.children for node in walk(roots))):
        for node, finding in _check_list(siblings, locate, patterns):
            findings.setdefault(id(node), []).append(finding)
    for node in walk(roots):
        if _is_reread(node):
            values = {"marker": node.marker or "", "label": node.label}
            finding = diagnostic(patterns, "outline-reread", locate(node.span), node.path, **values)
            findings.setdefault(id(node), []).append(finding)
    for node in doubtful:
        finding = diagnostic(patterns, "outline-ambiguous", locate(node.span), node.path, marker=node.marker)
        findings.setdefault(id(node), []).append(finding)
    return [finding for node in walk(roots) for finding in findings.get(id(node), [])]


def _is_reread(node: Node) -> bool:
    """Is the label another than the marker spells?"""
    if node.style not in _SPELT or not node.label:
        return False
    return _signs(node.marker or "") != _signs(node.label)


def _signs(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _check_list(siblings: Sequence[Node], locate: Locator, patterns: Patterns) -> Iterator[tuple[Node, Diagnostic]]:
    """Compare each numbered node with the one before it in its style."""
    last: dict[str, Node] = {}
    vietnamese = any(node.label == "đ" for node in siblings)
    for node in siblings:
        if node.style not in _COUNTED:
            continue
        before = last.get(node.style)
        last[node.style] = node
        code = _finding(before, node, vietnamese)
        if code is not None:
            values = {"marker": node.marker, "previous": before.marker if before else ""}
            yield node, diagnostic(patterns, code, locate(node.span), node.path, **values)


def _finding(before: Node | None, node: Node, vietnamese: bool) -> str | None:
    step = _step(before, node, vietnamese)
    if step is None or step == 1:
        return None
    if step > 1:
        return "outline-gap" if before is not None or node.style != "article" else None
    return "outline-duplicate" if step == 0 else "outline-restart"


def _step(before: Node | None, node: Node, vietnamese: bool) -> int | None:
    """How far the node's label is from the one before it (or from the beginning of a list)."""
    label = node.label or ""
    if node.style == "letter" and label.islower():
        if before is None:
            return ordinals.letter_place(label)
        previous_label = before.label or ""
        alphabet = ordinals.VIETNAMESE
        if vietnamese and label in alphabet and previous_label in alphabet:
            return alphabet.index(label) - alphabet.index(previous_label)
        return ordinals.letter_step(previous_label, label)
    value = _count(node)
    if value is None:
        return None
    previous = _count(before) if before is not None else None
    if before is not None and previous is None:
        return None
    return value - (previous or 0)


def _count(node: Node | None) -> int | None:
    if node is None:
        return None
    label = (node.label or "").split()[-1] if node.label else ""
    if node.style == "decimal":
        tail = label.split(".")[-1].lstrip("abcdefghijklmnopqrstuvwxyzđIVXABCDEGHĐ")
        return int(tail) if tail.isdigit() else None
    if label.isdigit():
        return int(label)
    if node.style == "letter":
        return ordinals.letter_place(label) if len(label) == 1 and label.lower() in ordinals.LATIN + "đ" else None
    return ordinals.roman(label) or ordinals.ordinal_word(label)
