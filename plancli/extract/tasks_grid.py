"""Task tables as grids: which rows are headings, what each column holds, where a table goes on over a page.

A heading may take two rows ("Đơn vị thực hiện" over "Chủ trì" and "Phối hợp"), and come again on each page; a page
may also begin with no heading at all, the numbers of the rows going on.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import regex
from msgspec import Struct

from plancli.expressions import compiled
from plancli.extract.agencies import grammar
from plancli.extract.bodies import lexicon
from plancli.patterns import Patterns
from plancli.text import NormSpan, Views, lower_view, squeeze

Row = Sequence[tuple[str, NormSpan]]

# A heading is no longer, and one of a second row is shorter; more than this many rows have none below each other.
_LONGEST = 80
_LONGEST_SECOND = 40
_HEADING_ROWS = 3
# The number that goes on over a page stands among so many rows above it.
_LAST_ROWS = 40
_NUMBER = compiled(r"\(?(?:\d+(?:\.\d+)*|[a-zđ]|[ivxlc]+)[.)]?", regex.IGNORECASE)
_FIGURES = compiled(r"\d+(?:\.\d+)*")
_ITEM_SIGN = compiled(r"[-–+•*]\s*(?=\p{L})")


class TableView(Struct, frozen=True):
    """A table as the extractors see it: the path (or zone) that holds it, and rows of (text, span of the flow).

    The first row is the header where the table has one. An empty cell has the text ``""`` and any span; ``\\n`` in a
    cell is where a line of the source ends.
    """

    section: str
    rows: Sequence[Row]


class Heading(NamedTuple):
    """The heading of a task table: its rows ``[first, stop)``, and the column of each role."""

    first: int
    stop: int
    columns: dict[str, int]


def is_number(text: str) -> bool:
    """Is the cell a row's number: ``1``, ``1.1``, ``a)``, ``II``, ``(1)``?"""
    return _NUMBER.fullmatch(text) is not None


def row_number(row: Row) -> tuple[str, list[str]]:
    """A row's number, ``""`` when it has none, and its other filled cells."""
    filled = [squeeze(text) for text, _ in row if text.strip()]
    number = filled[0] if filled and is_number(filled[0]) else ""
    return number, [text for text in filled if not is_number(text)]


def _texts(row: Row) -> list[str]:
    return [lower_view(squeeze(text)) for text, _ in row]


# --- headings --------------------------------------------------------------------------------------------------


def heading(table: TableView, patterns: Patterns, needed: Sequence[str] = ("lead", "content")) -> Heading | None:
    """The heading among the first rows; the columns ``needed``, for agency and content, must be there."""
    for first in range(min(_HEADING_ROWS, len(table.rows))):
        names = [squeeze(text) for text, _ in table.rows[first]]
        if not any(_roles(name, patterns) for name in names):
            continue
        stop = first + 1
        while stop < min(first + _HEADING_ROWS, len(table.rows)) and _goes_on(names, table.rows[stop], patterns):
            names = _joined(names, [squeeze(text) for text, _ in table.rows[stop]], patterns)
            stop += 1
        columns = _columns(names, patterns)
        if all(role in columns for role in needed):
            return Heading(first, stop, columns)
    return None


def repeats(row: Row, table: TableView, found: Heading) -> bool:
    """Is the row one of the heading's own, printed again at the top of a page?"""
    texts = _texts(row)
    return any(texts == _texts(other) for other in table.rows[found.first : found.stop])


def _goes_on(names: Sequence[str], row: Row, patterns: Patterns) -> bool:
    """Is the row a second one of headings: each cell empty, as above, a heading, or one below a merged cell?"""
    texts = [squeeze(text) for text, _ in row]
    new = 0
    for column, text in enumerate(texts):
        above = names[column] if column < len(names) else ""
        if not text or lower_view(text) == lower_view(above):
            continue
        merged = not above or above in [*names[:column], *names[column + 1 :]] or "" in names[column + 1 : column + 2]
        known = bool(_roles(text, patterns))
        if len(text) > _LONGEST_SECOND or any(char.isdigit() for char in text) or not (known or merged):
            return False
        new += known or merged
    return new > 0 and any(_roles(text, patterns) for text in texts)


def _joined(upper: Sequence[str], lower: Sequence[str], patterns: Patterns) -> list[str]:
    """The headings of two rows as one: the lower one where it says enough, else both."""
    names = []
    above = ""
    for column in range(max(len(upper), len(lower))):
        own = upper[column] if column < len(upper) else ""
        below = lower[column] if column < len(lower) else ""
        above = own or (above if below else "")
        if not below or below == own:
            names.append(own)
        else:
            names.append(below if _roles(below, patterns) else f"{above} {below}".strip())
    return names


def _roles(text: str, patterns: Patterns) -> list[tuple[str, bool]]:
    """What a column of that heading holds, each with whether that is doubtful; ``[]`` for no heading of the kind."""
    views = Views(text)
    if not text or len(text) > _LONGEST:
        return []
    found = []
    for rule in patterns["tasks"].rules:
        if rule.get("kind") != "column" or rule.search(views) is None:
            continue
        role = rule.get("role")
        if role == "lead" and "phối hợp" in views.lower and "chủ trì" not in views.lower:
            continue
        found.append((role, bool(rule.get("doubtful"))))
    return found


def _columns(names: Sequence[str], patterns: Patterns) -> dict[str, int]:
    """The column of each role; of several the first, but a sure heading goes before a doubtful one.

    In a list of persons the person leads, and the column that says what for is the content; beside amounts of money
    or goods a bare "Đơn vị" is a unit and no agency.
    """
    sure: dict[str, int] = {}
    doubtful: dict[str, int] = {}
    for column, text in enumerate(names):
        for role, is_doubtful in _roles(text, patterns)[:1]:
            table = doubtful if is_doubtful else sure
            # "Bắt đầu" and "Kết thúc": each tells of the time.
            key = f"{role}{column}" if role == "time" and role in table else role
            table.setdefault(key, column)
    if "amount" in sure:
        doubtful.pop("lead", None)
    columns = doubtful | sure
    if "person" in columns:
        assigned = columns.pop("lead", None)
        if "content" not in columns and assigned is not None:
            columns["content"] = assigned
        columns["lead"] = columns["person"]
    return columns


# --- tables that go on -----------------------------------------------------------------------------------------


def joined_tables(tables: Sequence[TableView], patterns: Patterns) -> list[TableView]:
    """The tables, each with the parts of it that stand on later pages."""
    out: list[TableView] = []
    for table in tables:
        last = out[-1] if out else None
        if last is not None and _continues(last, table, patterns):
            out[-1] = TableView(last.section, [*last.rows, *table.rows])
        else:
            out.append(table)
    return out


def _continues(before: TableView, table: TableView, patterns: Patterns) -> bool:
    """Does a table go on with the one before: as wide, headed alike or not at all, its numbers following?"""
    if not before.rows or not table.rows or before.section != table.section:
        return False
    if len(before.rows[-1]) != len(table.rows[0]):
        return False
    found = heading(before, patterns)
    if found is None:
        return False
    own = heading(table, patterns)
    if own is not None and not repeats(table.rows[own.first], before, found):
        return False
    rows = table.rows[own.stop :] if own else table.rows
    numbers = [row_number(row)[0] for row in before.rows[found.stop :][-_LAST_ROWS:]]
    first = next((number for number in (row_number(row)[0] for row in rows[:3]) if number), "")
    return any(_follows(number, first) for number in numbers if number)


def _follows(number: str, after: str) -> bool:
    """Is the second number the next of its kind behind the first, or the first of the list below it?"""
    left, right = number.strip("().").split("."), after.strip("().").split(".")
    if not (_FIGURES.fullmatch(".".join(left)) and _FIGURES.fullmatch(".".join(right))):
        return False
    if len(left) == len(right):
        return left[:-1] == right[:-1] and int(right[-1]) == int(left[-1]) + 1
    return right == [*left, "1"]


# --- cells of several lines ------------------------------------------------------------------------------------


def agency_lines(text: str, patterns: Patterns) -> str:
    """A cell of agencies with a line end left only where the next line begins another: behind a sign, or a whole name.

    ``Phòng Nội / vụ`` is one, ``Phòng Nội vụ / Sở Y tế`` are two, ``Văn phòng / Đảng ủy`` is one.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not lines:
        return ""
    signs = sum(_ITEM_SIGN.match(line) is not None for line in lines)
    out = [_unsigned(lines[0])]
    for _, line in pairwise(lines):
        if signs > 1 and _ITEM_SIGN.match(line):
            out.append(_unsigned(line))
        elif signs < 2 and _whole(out[-1], patterns) and _begins(line, patterns):
            out.append(line)
        else:
            out[-1] = f"{out[-1]} {line}"
    return "\n".join(out)


def _unsigned(line: str) -> str:
    return _ITEM_SIGN.sub("", line, count=1) if _ITEM_SIGN.match(line) else line


def _whole(text: str, patterns: Patterns) -> bool:
    """Is the text agencies to its end, none of which needs a host?"""
    if not text[-1:].isalnum() or not grammar(patterns).names(text):
        return False
    found = lexicon(patterns).find_head(Views(text), 0)
    return found is None or found.end < len(text) or not found.phrase.open


def _begins(line: str, patterns: Patterns) -> bool:
    """Does the line begin with an agency's name, and hold nothing else?"""
    return line[:1].isupper() and bool(grammar(patterns).names(line))
