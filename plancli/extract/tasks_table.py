"""Tasks told by the rows of a table: who, what, by when, in columns recognised by their headings.

Headings come in any order and wording (``patterns/tasks.toml``, kind ``column``). An empty cell for agency or time
stands for the cell above it; a row with one filled cell is a title of a group and no task.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from plancli.extract.tasks_fields import FieldReader
from plancli.extract.tasks_sentence import Draft
from plancli.patterns import Patterns
from plancli.text import NormSpan, Views, squeeze

_NUMBER = regex.compile(r"\(?(?:\d+(?:\.\d+)*|[a-zđ]|[ivxlc]+)[.)]?")
_ROMAN = regex.compile(r"[ivxlc]+[.)]?")
_INHERITED = ("lead", "coordinate", "time")
_SAME = regex.compile(r"(?:nt|-nt-|như trên|\"|\"\"|”|-)")


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as the extractors see it: the path (or zone) that holds it, and rows of (text, span of the flow).

    The first row is the header where the table has one. An empty cell has the text ``""`` and any span.
    """

    section: str
    rows: list[list[tuple[str, NormSpan]]]


def table_drafts(table: TableView, fields: FieldReader, patterns: Patterns) -> list[Draft]:
    """The tasks of a task table, ``[]`` for any other table."""
    header = _header(table, patterns)
    if header is None:
        return []
    index, columns = header
    above: dict[str, tuple[str, NormSpan]] = {}
    drafts = []
    for row in table.rows[index + 1 :]:
        cells = {role: row[column] for role, column in columns.items() if column < len(row)}
        if _is_title(row, cells):
            above = {}
            continue
        for role in _INHERITED:
            text = cells.get(role, ("", NormSpan(0, 0)))[0].strip()
            if role in columns and (not text or _SAME.fullmatch(text)):
                if role in above:
                    cells[role] = above[role]
            elif role in cells:
                above[role] = cells[role]
        draft = _draft(table.section, cells, fields)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _header(table: TableView, patterns: Patterns) -> tuple[int, dict[str, int]] | None:
    """The header row (one of the first three) and the column of each role; agency and content must be there."""
    for index, row in enumerate(table.rows[:3]):
        columns = _columns([text for text, _ in row], patterns)
        if "lead" in columns and "content" in columns:
            return index, columns
    return None


def _columns(header: Sequence[str], patterns: Patterns) -> dict[str, int]:
    rules = [rule for rule in patterns["tasks"].rules if rule.get("kind") == "column"]
    columns: dict[str, int] = {}
    for column, text in enumerate(header):
        views = Views(squeeze(text))
        if len(views.text) > 80:
            continue
        for rule in rules:
            role = rule.get("role")
            if rule.search(views) is None:
                continue
            if role == "lead" and "phối hợp" in views.lower and "chủ trì" not in views.lower:
                continue
            columns.setdefault(role, column)
            break
    return columns


def _is_title(row: Sequence[tuple[str, NormSpan]], cells: dict[str, tuple[str, NormSpan]]) -> bool:
    """Whether the row is the title of a group: one text beside its number, or the same text in all cells."""
    filled = [squeeze(text).lower() for text, _ in row if text.strip()]
    if not filled:
        return True
    content = [text for text in filled if not _NUMBER.fullmatch(text)]
    if len(set(content)) <= 1:
        roman = _ROMAN.fullmatch(filled[0]) is not None
        return len(filled) == 1 or roman or len(set(filled)) == 1 or not _lone_task(cells, content)
    return False


def _lone_task(cells: dict[str, tuple[str, NormSpan]], content: Sequence[str]) -> bool:
    """Whether a row of number and content alone may be a task whose other cells are merged with those above."""
    text = cells.get("content", ("", NormSpan(0, 0)))[0].strip()
    return bool(content) and bool(text) and not text.isupper()


def _draft(section: str, cells: dict[str, tuple[str, NormSpan]], fields: FieldReader) -> Draft | None:
    text, evidence = cells.get("content", ("", NormSpan(0, 0)))
    if not text.strip():
        return None
    lead, support = fields.roles(cells["lead"][0]) if "lead" in cells else ([], [])
    if "coordinate" in cells:
        more, _ = fields.roles(cells["coordinate"][0])
        support += [name for name in more if name not in support]
    if not lead:
        return None
    product = squeeze(cells["product"][0]) if "product" in cells else ""
    return Draft(
        section=section,
        text=squeeze(text),
        evidence=evidence,
        lead=lead,
        coordinate=[name for name in support if name not in lead],
        product=product or None,
        basis="table",
        reach=tuple(span for value, span in cells.values() if value.strip()),
    )
