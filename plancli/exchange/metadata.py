"""A document's metadata for the archive (Nghị định 30/2020/NĐ-CP, Phụ lục VI) and for exchange (edXML).

Which fields there are, how long they may be and what fills them stands in ``patterns/metadata_fields.toml``. What the
document does not say stays empty; what a field cannot hold is told, and kept whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from plancli.exchange.xml import etree, serialise, xml_text
from plancli.extract.numbers import parse_symbol
from plancli.model import Document
from plancli.patterns import Patterns
from plancli.text import lower_view, squeeze

Standard = Literal["nd30", "edxml"]
Value = str | int


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of a standard: its path in pieces (``[]`` behind a repeated one), and its limits."""

    path: Sequence[str]
    meaning: str
    type: str
    max_length: int | None
    required: bool
    value: str | None


class Problem(NamedTuple):
    """A field that the standard would not take as it is."""

    field: str
    message: str


@dataclass(frozen=True)
class Metadata:
    """The fields as a tree (empty ones ``None``), and what the standard would not take."""

    values: dict[str, Any]
    problems: Sequence[Problem]


def field_specs(standard: Standard, patterns: Patterns) -> list[FieldSpec]:
    """The fields of a standard, in its order."""
    return [
        FieldSpec(
            path=str(entry["field"]).split("."),
            meaning=entry["meaning"],
            type=entry["type"],
            max_length=entry.get("max_length"),
            required=entry.get("required", False),
            value=entry.get("value"),
        )
        for entry in patterns["metadata_fields"].entries
        if entry["standard"] == standard
    ]


def metadata(document: Document, standard: Standard, patterns: Patterns) -> Metadata:
    """The document's metadata by the standard."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for spec in field_specs(standard, patterns):
        found = _VALUES[spec.value](document, patterns) if spec.value else []
        name = ".".join(spec.path).replace("[]", "")
        for value in found:
            size = len(str(value))
            if spec.max_length and size > spec.max_length:
                problems.append(Problem(name, f"{size} characters, at most {spec.max_length} are allowed"))
        if spec.required and not found:
            problems.append(Problem(name, "it is required, and the document does not say it"))
        _put(values, spec.path, found)
    return Metadata(values, problems)


def metadata_json(found: Metadata) -> str:
    """The fields as one JSON object, indented, with a closing line end."""
    return json.dumps(found.values, ensure_ascii=False, indent=2) + "\n"


def edxml(found: Metadata, patterns: Patterns) -> str:
    """The header of an edXML message; empty fields are left out, but for those that are required."""
    library = etree()
    namespace = patterns["metadata_fields"].settings["namespace"]
    required = {".".join(spec.path).replace("[]", "") for spec in field_specs("edxml", patterns) if spec.required}
    root = library.Element(f"{{{namespace}}}edXML", nsmap={"edXML": namespace})
    parent = root
    for name in ("edXMLEnvelope", "edXMLHeader", "MessageHeader"):
        parent = library.SubElement(parent, f"{{{namespace}}}{name}")

    def write(above: Any, name: str, value: Any, path: str) -> None:
        if isinstance(value, list):
            for item in value:
                write(above, name, item, path)
        elif isinstance(value, dict):
            element = library.SubElement(above, f"{{{namespace}}}{name}")
            for key, inner in value.items():
                write(element, key, inner, f"{path}.{key}")
            if not len(element):
                above.remove(element)
        elif value is not None or path in required:
            element = library.SubElement(above, f"{{{namespace}}}{name}")
            element.text = xml_text(str(value)) if value is not None else None

    for key, value in found.values.items():
        write(parent, key, value, key)
    return serialise(root)


def _put(tree: dict[str, Any], path: Sequence[str], found: Sequence[Value]) -> None:
    """Set the field's value in the tree; a repeated piece makes a list, of objects where more pieces follow."""
    at = tree
    for index, piece in enumerate(path[:-1]):
        if piece.endswith("[]"):
            rows = at.setdefault(piece[:-2], [])
            last = path[index + 1]
            while len(rows) < max(len(found), 1):
                rows.append(dict.fromkeys(rows[0]) if rows else {})
            for place, row in enumerate(rows):
                row[last] = found[place] if place < len(found) else None
            return
        at = at.setdefault(piece, {})
    name = path[-1]
    if name.endswith("[]"):
        at[name[:-2]] = list(found)
    else:
        at[name] = found[0] if len(found) == 1 else "; ".join(map(str, found)) if found else None


# --- what of a document fills a field ----------------------------------------------------------------------

Getter = Callable[[Document, Patterns], Sequence[Value]]


def _one(value: Value | None) -> list[Value]:
    return [] if value is None or value == "" else [value]


def _names(items: Iterable[Any]) -> list[Value]:
    return [item.name for item in items if item.name]


def _notation(document: Document, _: Patterns) -> list[Value]:
    """The number without its serial: ``85-KH/ĐU`` → ``KH/ĐU``, ``30/2020/NĐ-CP`` → ``NĐ-CP``."""
    number = document.header.number
    if number is None:
        return []
    rest = number.text.removeprefix(number.serial or "")
    rest = rest.removeprefix(f"/{number.year}") if number.year else rest
    return _one(rest.lstrip("/-"))


def _class(document: Document, patterns: Patterns) -> list[Value]:
    """Legal or administrative, by the year in the number."""
    number = document.header.number
    symbol = parse_symbol(number.text, patterns) if number else None
    if symbol is None:
        return []
    return [patterns["metadata_fields"].settings["legal" if symbol.year else "administrative"]]


def _urgency(document: Document, patterns: Patterns) -> list[Value]:
    mark = document.header.urgency
    table = patterns["metadata_fields"].settings["urgency"]
    return _one(table.get(squeeze(lower_view(mark.text)))) if mark else []


def _competence(document: Document, _: Patterns) -> list[Value]:
    if not document.signatures:
        return []
    return _one("; ".join(f"{one.code}. {one.of or ''}".strip() for one in document.signatures[0].authority))


def _date(document: Document, _: Patterns) -> list[Value]:
    """Only a whole date: the fields hold no other."""
    value = document.header.date.value if document.header.date else None
    return _one(value if value and len(value) == len("2000-01-01") else None)


def _appendices(document: Document, _: Patterns) -> list[Value]:
    return [squeeze(f"{one.label} {one.title or ''}") for one in document.appendices]


def _number_in(text: str | None) -> list[Value]:
    """A count such as "45" in "45b"; nothing where there is none."""
    digits = "".join(char for char in text or "" if char.isdigit() and char.isascii())
    return [int(digits)] if digits else []


_VALUES: dict[str, Getter] = {
    "type": lambda document, _: _one(document.header.type.name if document.header.type else None),
    "class": _class,
    "serial": lambda document, _: _one(document.header.number.serial if document.header.number else None),
    "notation": _notation,
    "date": _date,
    "place": lambda document, _: _one(document.header.place.text if document.header.place else None),
    "issuer": lambda document, _: _one(document.header.issuer.name if document.header.issuer else None),
    "parent": lambda document, _: _one(document.header.parent.name if document.header.parent else None),
    "subject": lambda document, _: _one(document.header.subject.text if document.header.subject else None),
    "language": lambda document, _: ["Tiếng Việt"],
    "pages": lambda document, _: _one(document.source.pages),
    "signer-position": lambda document, _: _one(document.signatures[0].position if document.signatures else None),
    "signer-name": lambda document, _: _one(document.signatures[0].name if document.signatures else None),
    "signer-competence": _competence,
    "recipients": lambda document, _: _names(document.recipients),
    "addressees": lambda document, _: _names(document.addressees),
    "urgency": _urgency,
    "circulation": lambda document, _: _one(document.header.circulation.text if document.header.circulation else None),
    "drafter": lambda document, _: _one(document.filing.drafter if document.filing else None),
    "copies": lambda document, _: _number_in(document.filing.copies if document.filing else None),
    "appendices": _appendices,
}
