"""Gold documents: hand-made annotations, or an expected output of plancli itself.

An annotation is a JSON object with the document's ``file`` and any of ``header``, ``signatures``, ``recipients``,
``filing``, ``outline``, ``references``, ``named_references``, ``abbreviations``, ``deadlines``, ``tasks``; a key that
is left out is not compared, a list stands for any of its entries, ``"optional": true`` for what counts neither way.
An expected output is a whole ``Document``; it is compared as an annotation made from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plancli.errors import ReadError

SUFFIXES = (".gold.json", ".expected.json")


@dataclass(frozen=True)
class GoldDocument:
    """A gold file: the document that it annotates, and what it says."""

    name: str
    path: Path
    annotation: dict[str, Any]


def load_gold(folder: Path) -> list[GoldDocument]:
    """All gold documents of a folder, by name. Raises ``ReadError`` for a folder without any, or a damaged file."""
    files = sorted(path for suffix in SUFFIXES for path in folder.glob(f"*{suffix}"))
    if not files:
        remedy = f"name a folder with {' or '.join(SUFFIXES)} files"
        raise ReadError("no-gold", f"there are no gold files in {folder}", remedy)
    return [_load(path) for path in files]


def _load(path: Path) -> GoldDocument:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, ValueError) as error:
        raise ReadError("gold-damaged", f"{path.name} is no JSON: {error}", "mend or remove the file") from error
    if not isinstance(raw, dict):
        raise ReadError("gold-damaged", f"{path.name} is no JSON object", "mend or remove the file")
    if "schema_version" in raw:
        name = Path(raw["source"]["path"] or "").name
        return GoldDocument(name, path.parent / name, annotation_of(raw))
    if not isinstance(raw.get("file"), str):
        raise ReadError("gold-damaged", f"{path.name} names no document", 'give it a "file"')
    return GoldDocument(raw["file"], path.parent / raw["file"], raw)


def annotation_of(document: dict[str, Any]) -> dict[str, Any]:
    """An expected output as an annotation."""
    header = document["header"]
    references = [item for item in document["references"] if not item["same_as_header"]]
    return {
        "header": header_values(header),
        "signatures": [
            {
                "name": item["name"],
                "position": item["position"],
                "authority": [authority["code"] for authority in item["authority"]],
            }
            for item in document["signatures"]
        ],
        "recipients": [item["name"] for item in document["recipients"]],
        "filing": (document["filing"] or {}).get("text"),
        "outline": [
            {"path": node["path"], "heading": node["heading"], "text": node["text"]} for node in all_nodes(document)
        ],
        "references": [
            {key: item[key] for key in ("number", "type", "date", "issuer")} | {"mentions": len(item["mentions"])}
            for item in references
            if item["number"]
        ],
        "named_references": [{"name": item["name"]} for item in references if not item["number"]],
        "abbreviations": [{"short": item["short"]} for item in document["abbreviations"]],
        "deadlines": [
            {key: item[key] for key in ("section", "kind", "start", "due")} for item in document["deadlines"]
        ],
        "tasks": [
            {"section": item["section"], "row": item["text"], "lead": item["lead"], "coordinate": item["coordinate"]}
            for item in document["tasks"]
        ],
    }


def header_values(header: dict[str, Any]) -> dict[str, Any]:
    """The header's values by field, ``None`` for what it lacks."""
    keys = {
        "type": "code",
        "number": "text",
        "issuer": "name",
        "parent": "name",
        "place": "text",
        "date": "value",
        "subject": "text",
    }
    return {field: (header.get(field) or {}).get(key) for field, key in keys.items()}


def all_nodes(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All sections, those of appendices after the document's own, in order."""
    roots = [*document["sections"], *(node for annex in document["appendices"] for node in annex["sections"])]
    while roots:
        node = roots.pop(0)
        yield node
        roots[:0] = node["children"]
