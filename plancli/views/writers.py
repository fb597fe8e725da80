"""Tables as text: tab-separated lines, CSV, markdown, JSON, JSON Lines. Rows are written as they come."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from plancli.views.columns import Column, Row
from plancli.views.harmless import harmless, json_escaped, markdown_cell, no_formula
from plancli.views.labels import Language

Emit = Callable[[str], None]


class Write(Protocol):
    """Writes a table of rows as text."""

    def __call__(self, columns: Sequence[Column], rows: Iterable[Row], language: Language, emit: Emit) -> None:
        """Give the table piece by piece to ``emit``."""


def write_plain(columns: Sequence[Column], rows: Iterable[Row], language: Language, emit: Emit) -> None:
    """Tab-separated, one row a line under a line of headings: what a pipe gets, and ``cut`` and ``awk`` read."""
    emit("\t".join(column.heading(language) for column in columns) + "\n")
    for row in rows:
        emit("\t".join(harmless(column.words(row.get(column.name), language)) for column in columns) + "\n")


def write_csv(columns: Sequence[Column], rows: Iterable[Row], language: Language, emit: Emit) -> None:
    """CSV as Excel reads it: UTF-8 with its mark, CRLF, no cell that would be computed; dates in ISO 8601."""
    emit("\ufeff")
    emit(_csv_line([column.heading(language) for column in columns]))
    for row in rows:
        emit(_csv_line([_csv_cell(column, row, language) for column in columns]))


def _csv_cell(column: Column, row: Row, language: Language) -> str | int:
    cell = row.get(column.name)
    if isinstance(cell, int):
        return cell
    return no_formula(harmless(column.words(cell, language), lines=True))


def _csv_line(cells: Sequence[str | int]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def write_markdown(columns: Sequence[Column], rows: Iterable[Row], language: Language, emit: Emit) -> None:
    """A table in GitHub's markdown."""
    emit("| " + " | ".join(markdown_cell(column.heading(language)) for column in columns) + " |\n")
    emit("| " + " | ".join("---:" if column.kind == "int" else "---" for column in columns) + " |\n")
    for row in rows:
        cells = (markdown_cell(column.words(row.get(column.name), language)) for column in columns)
        emit("| " + " | ".join(cells) + " |\n")


def write_json(columns: Sequence[Column], rows: Iterable[Row], language: Language, emit: Emit) -> None:
    """An array of objects under the columns' English names, with values as the contract has them."""
    first = True
    for row in rows:
        emit("[\n" if first else ",\n")
        emit("  " + _object(columns, row))
        first = False
    emit("[]\n" if first else "\n]\n")


def write_jsonl(columns: Sequence[Column], rows: Iterable[Row], language: Language, emit: Emit) -> None:
    """One object a line, as ``write_json`` has them."""
    for row in rows:
        emit(_object(columns, row) + "\n")


def _object(columns: Sequence[Column], row: Row) -> str:
    return json_escaped(json.dumps({column.name: row.get(column.name) for column in columns}, ensure_ascii=False))


TEXT_FORMATS: dict[str, Write] = {
    "table": write_plain,
    "csv": write_csv,
    "md": write_markdown,
    "json": write_json,
    "jsonl": write_jsonl,
}
