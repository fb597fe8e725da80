"""The tables of a collection: their columns, and what is in a row.

``document_id`` is the same in all tables and in every collection of the same archive: it is made of the path.
``ordinal`` counts from 1 inside a document, in the order of its output. ``start`` and ``end`` are the span in the
source text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "long", "integer", "date", "boolean"]
"""What a column holds; ``long`` is text that may be of many lines."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``about`` is one line for the documentation."""

    name: str
    kind: Kind
    about: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, and its columns in order."""

    name: str
    about: str
    columns: tuple[Column, ...]


def _columns(*specs: str) -> tuple[Column, ...]:
    """Columns from ``name`` (text), ``name:kind`` and what stands behind a blank about them."""
    columns = []
    for spec in specs:
        head, _, about = spec.partition(" ")
        name, _, kind = head.partition(":")
        kinds: dict[str, Kind] = {
            "": "text", "text": "text", "long": "long", "integer": "integer", "date": "date", "boolean": "boolean",
        }  # fmt: skip
        columns.append(Column(name, kinds[kind], about))
    return tuple(columns)


_KEY = ("document_id the document", "ordinal:integer the row's number in its document")
_PLACE = (
    "section path or zone of the section that holds it", "page:integer", "start:integer span in the source text",
    "end:integer",
)  # fmt: skip

TABLES: tuple[Table, ...] = (
    Table(
        "documents",
        "one row a document: the register (sổ văn bản)",
        _columns(
            "document_id",
            "path from the root of the source",
            "state done or failed",
            "duplicate_of document_id of the first document with the same content",
            "sha256",
            "bytes:integer",
            "media_type",
            "reader",
            "pages:integer",
            "number số, ký hiệu",
            "serial",
            "year",
            "type_code",
            "type_name",
            "issuer cơ quan ban hành",
            "issuer_level",
            "issuer_sector",
            "parent cơ quan chủ quản",
            "place địa danh",
            "date:date ngày ban hành, where the whole day is known",
            "date_text the same as precise as the document",
            "subject:long trích yếu",
            "secrecy",
            "urgency",
            "circulation",
            "draft",
            "signer",
            "position",
            "sections:integer how many",
            "references:integer",
            "deadlines:integer",
            "tasks:integer",
            "diagnostics:integer those of severity warning or error",
            "error_code why it failed",
            "error_message:long",
        ),
    ),
    Table(
        "sections",
        "one row a node of the section tree, appendices included",
        _columns(
            *_KEY,
            "parent:integer ordinal of the node above",
            "depth:integer from 1",
            "section its path",
            "appendix label",
            "marker",
            "label",
            "style",
            "heading:long",
            "text:long",
            "page:integer",
            "start:integer",
            "end:integer",
        ),
    ),
    Table(
        "references",
        "one row a cited document",
        _columns(
            *_KEY,
            "number",
            "type",
            "name:long",
            "date:date",
            "date_text",
            "issuer",
            "subject:long",
            "role",
            "same_as_header:boolean",
            "mentions:integer how many",
            "section that of the first mention",
            "page:integer",
            "start:integer",
            "end:integer",
        ),
    ),
    Table(
        "mentions",
        "one row a place that cites",
        _columns(
            "document_id",
            "reference:integer ordinal of the reference",
            "ordinal:integer in the reference",
            "text:long",
            "pinpoint as JSON",
            *_PLACE,
        ),
    ),
    Table(
        "deadlines",
        "one row a deadline",
        _columns(
            *_KEY,
            "kind",
            "text:long",
            "from_date:date",
            "due_date:date",
            "recurrence",
            "condition:long",
            "inferred:boolean",
            *_PLACE,
        ),
    ),
    Table(
        "tasks",
        "one row a task",
        _columns(
            *_KEY,
            "text:long",
            "lead:long agencies, joined by semicolons",
            "coordinate:long",
            "product:long",
            "basis",
            "due_date:date the first of its deadlines",
            *_PLACE,
        ),
    ),
    Table(
        "task_agencies",
        "one row an agency of a task",
        _columns("document_id", "task:integer ordinal of the task", "role lead or coordinate", "name"),
    ),
    Table(
        "task_deadlines",
        "which deadlines a task has",
        _columns("document_id", "task:integer ordinal of the task", "deadline:integer ordinal of the deadline"),
    ),
    Table(
        "recipients",
        "one row a line of Nơi nhận",
        _columns(*_KEY, "name", "note", "page:integer", "start:integer", "end:integer"),
    ),
    Table("agencies", "one row an agency that a document names", _columns(*_KEY, "name", "level", "sector", "roles")),
    Table(
        "diagnostics",
        "one row a finding",
        _columns(*_KEY, "code", "severity", "message:long", *_PLACE),
    ),
)

BY_NAME = {table.name: table for table in TABLES}
