"""Tasks told by the rows of a table: who, what, by when, in columns recognised by their headings.

Headings come in any order and wording (``patterns/tasks.toml``, kind ``column``). An empty cell for agency or time
stands for the cell above it; a row with one filled cell is a title of a group and no task. A list of persons is a
task table only where it tells each what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from plancli.extract.agencies import grammar
from plancli.extract.tasks_fields import FieldReader
from plancli.extract.tasks_sentence import Draft
from plancli.patterns import Patterns
from plancli.text import NormSpan, Views, squeeze

_NUMBER = regex.compile(r"\(?(?:\d+(?:\.\d+)*|[a-zđ]|[ivxlc]+)[.)]?", regex.IGNORECASE)
_STYLES = (
    ("roman", regex.compile(r"[IVXLC]+[.)]?")),
    ("capital", regex.compile(r"[A-ZĐ][.)]?")),
    ("letter", regex.compile(r"[a-zđ][.)]?")),
    ("number", regex.compile(r"\d+[.)]?")),
    ("decimal", regex.compile(r"\d+(?:\.\d+)+[.)]?")),
)
_WORD = regex.compile(r"\p{L}{2,}")
_SAME = regex.compile(r"(?:nt|-nt-|như trên|\"|\"\"|”|-)")
_NOTHING = ("", NormSpan(0, 0))
_Cells = dict[str, tuple[str, NormSpan]]


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
    rows = table.rows[index + 1 :]
    titles = _title_styles(rows)
    above: _Cells = {}
    drafts = []
    for row in rows:
        cells = {role: row[column] for role, column in columns.items() if column < len(row)}
        if _is_title(row, cells, titles):
            above = {}
            continue
        _inherit(cells, above)
        if "person" in columns and not _tells(cells.get("content", _NOTHING)[0], patterns):
            continue
        draft = _draft(table.section, cells, fields)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _inherit(cells: _Cells, above: _Cells) -> None:
    """Empty cells take what stands above them; who works together only with the same leader."""
    taken = False
    for role in ("lead", "coordinate", "time"):
        text = cells.get(role, _NOTHING)[0].strip()
        if role not in cells:
            continue
        same = bool(text) and _SAME.fullmatch(text.lower()) is not None
        if text and not same:
            above[role] = cells[role]
        elif role in above and (role != "coordinate" or same or taken or "lead" not in cells):
            cells[role] = above[role]
            taken = taken or role == "lead"
        else:
            cells[role] = _NOTHING
            above.pop(role, None)


# --- the header ------------------------------------------------------------------------------------------------


def _header(table: TableView, patterns: Patterns) -> tuple[int, dict[str, int]] | None:
    """The header row (one of the first three) and the column of each role; agency and content must be there."""
    for index, row in enumerate(table.rows[:3]):
        columns = _columns([text for text, _ in row], patterns)
        if "lead" in columns and "content" in columns:
            return index, columns
    return None


def _columns(header: Sequence[str], patterns: Patterns) -> dict[str, int]:
    """The column of each role; of several the first, but a sure heading goes before a doubtful one.

    In a list of persons the person leads, and the column that says what for is the content; beside amounts of money
    or goods a bare "Đơn vị" is a unit and no agency.
    """
    rules = [rule for rule in patterns["tasks"].rules if rule.get("kind") == "column"]
    sure: dict[str, int] = {}
    doubtful: dict[str, int] = {}
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
            (doubtful if rule.get("doubtful") else sure).setdefault(role, column)
            break
    if "amount" in sure:
        doubtful.pop("lead", None)
    columns = doubtful | sure
    if "person" in columns:
        assigned = columns.pop("lead", None)
        if "content" not in columns and assigned is not None:
            columns["content"] = assigned
        columns["lead"] = columns["person"]
    return columns


# --- rows ------------------------------------------------------------------------------------------------------


def _style(text: str) -> str | None:
    """The style of a row's number: ``decimal2`` is 1.1."""
    for name, expression in _STYLES:
        if expression.fullmatch(text):
            return f"{name}{text.count('.', 0, -1) + 1}" if name == "decimal" else name
    return None


def _split(row: Sequence[tuple[str, NormSpan]]) -> tuple[str, list[str]]:
    """A row's number, ``""`` when it has none, and its other filled cells."""
    filled = [squeeze(text) for text, _ in row if text.strip()]
    number = filled[0] if filled and _NUMBER.fullmatch(filled[0]) else ""
    return number, [text for text in filled if not _NUMBER.fullmatch(text)]


def _title_styles(rows: Sequence[Sequence[tuple[str, NormSpan]]]) -> set[str | None]:
    """The styles of numbers that number groups: of rows with a number and one text only, before all others, or with
    a row "1.1" behind the row "1"; and that no full row has."""
    styles: set[str | None] = set()
    full: set[str | None] = set()
    parts = [_split(row) for row in rows]
    for index, (number, texts) in enumerate(parts):
        style = _style(number)
        if len(set(texts)) > 1:
            full.add(style)
            continue
        following = parts[index + 1][0] if index + 1 < len(parts) else ""
        if number and texts and (not full or following.startswith(number.rstrip(".)") + ".")):
            styles.add(style)
    return styles - full


def _is_title(row: Sequence[tuple[str, NormSpan]], cells: _Cells, styles: set[str | None]) -> bool:
    """Whether the row is the title of a group: one text beside its number, or the same text in all cells."""
    number, texts = _split(row)
    if not number and not texts:
        return True
    if len({text.lower() for text in texts}) > 1:
        return False
    if not number or not texts or len(texts) > 1:
        return True
    style = _style(number)
    return style in styles or style in ("roman", "capital") or not _lone_task(cells)


def _lone_task(cells: _Cells) -> bool:
    """Whether a row of number and content alone may be a task whose other cells are merged with those above."""
    text = cells.get("content", _NOTHING)[0].strip()
    return bool(text) and not text.isupper()


def _tells(text: str, patterns: Patterns) -> bool:
    """Whether a person's cell says what to do: more than an office ("Tổ trưởng", "Thành viên")."""
    return len(_WORD.findall(text)) > 2 and not grammar(patterns).names(squeeze(text))


def _draft(section: str, cells: _Cells, fields: FieldReader) -> Draft | None:
    text, evidence = cells.get("content", _NOTHING)
    if len(_WORD.findall(text)) < 2:
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
        reach=tuple(dict.fromkeys(span for value, span in cells.values() if value.strip())),
    )
