"""Tasks told by the rows of a table: who, what, by when, in columns recognised by their headings.

Headings come in any order and wording (``patterns/tasks.toml``, kind ``column``). An empty cell for agency or time
stands for the cell above it; a row with one filled cell is a title of a group and no task. A list of persons is a
task table only where it tells each what to do.
"""

from __future__ import annotations

from collections.abc import Sequence

from plancli.expressions import compiled
from plancli.extract.agencies import grammar
from plancli.extract.tasks_fields import FieldReader
from plancli.extract.tasks_grid import TableView, agency_lines, heading, joined_tables, repeats, row_number
from plancli.extract.tasks_sentence import Draft
from plancli.patterns import Patterns
from plancli.text import NormSpan, squeeze

__all__ = ["TableView", "table_drafts", "tables_drafts"]

_STYLES = (
    ("roman", compiled(r"[IVXLC]+[.)]?")),
    ("capital", compiled(r"[A-ZĐ][.)]?")),
    ("letter", compiled(r"[a-zđ][.)]?")),
    ("number", compiled(r"\d+[.)]?")),
    ("decimal", compiled(r"\d+(?:\.\d+)+[.)]?")),
)
_WORD = compiled(r"\p{L}{2,}")
_WORDS_OR_FIGURES = compiled(r"\p{L}{2,}|\d+")
_SAME = compiled(r"(?:nt|-nt-|như trên|\"|\"\"|”|-)")
_NOTHING = ("", NormSpan(0, 0))
_Cells = dict[str, tuple[str, NormSpan]]


def tables_drafts(tables: Sequence[TableView], fields: FieldReader, patterns: Patterns) -> list[Draft]:
    """The tasks of all tables, those that go on over pages read as one."""
    return [draft for table in joined_tables(tables, patterns) for draft in table_drafts(table, fields, patterns)]


def table_drafts(table: TableView, fields: FieldReader, patterns: Patterns) -> list[Draft]:
    """The tasks of a task table, ``[]`` for any other table."""
    found = heading(table, patterns)
    if found is None:
        return []
    rows = [row for row in table.rows[found.stop :] if not repeats(row, table, found)]
    titles = _title_styles(rows)
    above: _Cells = {}
    drafts = []
    for row in rows:
        cells = {role: row[column] for role, column in found.columns.items() if column < len(row)}
        if _shares_content(row, cells, above, patterns):
            cells["content"] = above["content"]
        elif _is_title(row, cells, titles):
            above = {}
            continue
        above["content"] = cells.get("content", _NOTHING)
        _inherit(cells, above)
        if "person" in found.columns and not _tells(cells.get("content", _NOTHING)[0], patterns):
            continue
        draft = _draft(table.section, cells, fields, patterns)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _shares_content(row: Sequence[tuple[str, NormSpan]], cells: _Cells, above: _Cells, patterns: Patterns) -> bool:
    """Does the row name another agency for the task above, whose cell is merged over both?"""
    if cells.get("content", _NOTHING)[0].strip() or not above.get("content", _NOTHING)[0].strip():
        return False
    return not row_number(row)[0] and bool(grammar(patterns).names(squeeze(cells.get("lead", _NOTHING)[0])))


def _inherit(cells: _Cells, above: _Cells) -> None:
    """Empty cells take what stands above them; who works together only with the same leader."""
    taken = False
    heads = ("lead", "coordinate", "time")
    for role in [role for head in heads for role in cells if role.startswith(head)]:
        text = cells[role][0].strip()
        # A dash in the column of helpers says that nobody helps.
        same = bool(text) and _SAME.fullmatch(text.lower()) is not None and (role, text) != ("coordinate", "-")
        if text and not same:
            above[role] = cells[role]
        elif role in above and (role != "coordinate" or same or taken or "lead" not in cells):
            cells[role] = above[role]
            taken = taken or role == "lead"
        else:
            cells[role] = _NOTHING
            above.pop(role, None)


# --- rows ------------------------------------------------------------------------------------------------------


def _style(text: str) -> str | None:
    """The style of a row's number: ``decimal2`` is 1.1."""
    for name, expression in _STYLES:
        if expression.fullmatch(text):
            return f"{name}{text.count('.', 0, -1) + 1}" if name == "decimal" else name
    return None


def _title_styles(rows: Sequence[Sequence[tuple[str, NormSpan]]]) -> set[str | None]:
    """The styles of numbers that number groups: of rows with a number and one text only, before all others, or with
    a row "1.1" behind the row "1"; and that no full row has."""
    styles: set[str | None] = set()
    full: set[str | None] = set()
    parts = [row_number(row) for row in rows]
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
    number, texts = row_number(row)
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


def _draft(section: str, cells: _Cells, fields: FieldReader, patterns: Patterns) -> Draft | None:
    text, evidence = cells.get("content", _NOTHING)
    if len(_WORDS_OR_FIGURES.findall(text)) < 2 or not _WORD.search(text):
        return None
    lead, support = fields.roles(agency_lines(cells["lead"][0], patterns)) if "lead" in cells else ([], [])
    if "coordinate" in cells:
        more, _ = fields.roles(agency_lines(cells["coordinate"][0], patterns))
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
