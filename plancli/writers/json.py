"""JSON and JSON Lines: the contract's fields in the contract's order, UTF-8 not escaped.

Only characters that act where they are shown are escaped (terminal controls, marks of direction): the same value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from plancli.views.harmless import json_escaped

if TYPE_CHECKING:
    from plancli.errors import ReadError
    from plancli.model import Document


def document_json(document: Document, *, indent: bool) -> str:
    """One document without a closing line end; ``text`` only where the document carries it."""
    fields: object = document
    if document.text is None:
        fields = {name: getattr(document, name) for name in document.__struct_fields__ if name != "text"}
    data = msgspec.json.encode(fields)
    return json_escaped((msgspec.json.format(data, indent=2) if indent else data).decode())


def failure_json(path: str | None, error: ReadError, *, indent: bool) -> str:
    """What stands in place of a document that could not be read."""
    import json

    failure = {"source": {"path": path}, "error": {"code": error.code, "message": str(error)}}
    return json_escaped(
        json.dumps(
            failure,
            ensure_ascii=False,
            indent=2 if indent else None,
            separators=None if indent else (",", ":"),
        )
    )


def schema_json() -> str:
    """The JSON Schema of the output, with a closing line end.

    All fields are always printed, so all are required but the document's ``text``, which is printed where it was asked
    for, and ``repaired``, which is printed where something was repaired.
    """
    import inspect
    import json

    from plancli.model import SCHEMA_VERSION, Document

    parts = msgspec.json.schema(Document)["$defs"]
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **parts.pop("Document"),
        "$defs": parts,
    }
    schema["properties"]["schema_version"]["const"] = SCHEMA_VERSION
    for part in (schema, *parts.values()):
        # From Python 3.13 on docstrings come without their indentation; so they do here everywhere.
        part["description"] = inspect.cleandoc(part["description"])
        optional = "text" if part is schema else "repaired"
        part["required"] = [name for name in part["properties"] if name != optional]
        for shape in part["properties"].values():
            # Versions of msgspec differ in where they put it.
            if "anyOf" in shape:
                shape["anyOf"].sort(key=lambda one: one.get("type") == "null")
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
