"""The page of one document: its text on one side with every value marked, what was found on the other."""

from __future__ import annotations

from collections import Counter
from typing import Any

from plancli.model import Document
from plancli.report.findings import KINDS, Findings, findings
from plancli.report.highlight import pieces
from plancli.report.page import labels, render
from plancli.report.timeline import timeline
from plancli.views.labels import Language
from plancli.views.rows import rows
from plancli.writers.outline import title_line

PANELS = ("header", "outline", "tasks", "deadlines", "references", "diagnostics", "others")


def document_page(document: Document, language: Language, name: str | None = None) -> str:
    """The page; ``name`` is the file's name where the document has none. The document must carry its text."""
    found = findings(document)
    issued = document.header.date.value if document.header.date else None
    return render(
        "document.html.j2",
        language,
        ("base.css", "document.css"),
        ("base.js", "document.js"),
        document=document,
        title=title_line(document),
        file=name or document.source.path or "",
        found=found,
        pieces=list(pieces(document.text or "", found.places(), found.anchors)),
        panels=PANELS,
        zones=_zones(labels(language)),
        counts=_counts(document, found),
        kinds=[kind for kind in KINDS if any(place.kind == kind for place in found.places())],
        line=timeline(found.deadlines, issued),
        dues=list(rows("deadlines", document)),
        leads=[name for name, _ in Counter(name for task in document.tasks for name in task.lead).most_common()],
    )


def _zones(words: dict[str, str]) -> dict[str, str]:
    """What the places outside of the outline are called."""
    return {
        "header": words["header"],
        "preamble": words["zone-preamble"],
        "closing": words["zone-closing"],
        "signature": words["signatures"],
        "recipients": words["recipients"],
    }


def _counts(document: Document, found: Findings) -> dict[str, Any]:
    return {
        "outline": len(found.outline),
        "tasks": len(document.tasks),
        "deadlines": len(document.deadlines),
        "references": len(document.references),
        "diagnostics": len(document.diagnostics),
    }
