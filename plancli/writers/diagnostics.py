"""The registered diagnostics for people: one explained, or the whole list as markdown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plancli.review.registry import Registered


def explanation(item: Registered) -> str:
    """What ``plancli explain CODE`` prints."""
    lines = [
        f"{item.code} ({item.severity})",
        f"  {item.meaning}",
        f"  {item.meaning_vi}",
        f"  Message: {item.message}",
        f"  Example: {item.example}",
    ]
    if item.source:
        lines.append(f"  Source:  {item.source}")
    if item.only:
        lines.append(f"  Only:    plancli {item.only}")
    return "\n".join(lines) + "\n"


def reference(items: Iterable[Registered]) -> str:
    """All diagnostics as a markdown page, which is ``docs/diagnostics.md``."""
    parts = [
        "# Diagnostics\n",
        "What a careful clerk would pencil in the margin: every code that can stand in `diagnostics`, and those\n"
        "that only `plancli check` gives, as registered in `patterns/diagnostics.toml`. With `--strict`, findings\n"
        "of severity `warning` or `error` make `plancli parse` and `plancli check` exit with 1.\n\n"
        "This page is what `plancli explain` prints; `plancli explain CODE` prints one entry.\n",
    ]
    for item in items:
        rows = [
            f"## {item.code}\n",
            f"{item.meaning}",
            f"{item.meaning_vi}\n",
            f"- severity: `{item.severity}`",
            f"- message: {item.message}",
            f"- example: {item.example}",
        ]
        if item.source:
            rows.append(f"- source: {item.source}")
        if item.only:
            rows.append(f"- only: `plancli {item.only}`")
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)
