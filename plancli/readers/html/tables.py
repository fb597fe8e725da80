"""Tables as grids: rows and columns with spans resolved, and what is no table but a page's scaffold."""

from __future__ import annotations

from msgspec import Struct, field

from plancli.readers.html.lists import whole_number
from plancli.readers.html.tree import Node

# Word's own limit of columns, and a guard against spans that cover more than there is.
_MAX_COLUMNS = 63
_MAX_COVERED = 100_000
_GROUPS = frozenset(("thead", "tbody", "tfoot", "form"))
_CELLS = frozenset(("td", "th"))
# A cell that holds more than this share of a document, and this many characters, is a page's column, no table's.
_SCAFFOLD_SHARE, _SCAFFOLD_LENGTH = 0.5, 1500


class Grid(Struct):
    """``rows`` of (column, cell), the cell ``None`` where a cell above covers the place; ``strays`` stand before."""

    rows: list[list[tuple[int, Node | None]]] = field(default_factory=list)
    strays: list[Node | str] = field(default_factory=list)


def is_layout(table: Node, total: int) -> bool:
    """Whether one cell of the table holds most of a document of ``total`` characters."""
    if total < _SCAFFOLD_LENGTH:
        return False
    rows, _ = _rows(table)
    return any(
        cell.size > max(_SCAFFOLD_SHARE * total, _SCAFFOLD_LENGTH)
        for row in rows
        for cell in row.children
        if isinstance(cell, Node)
    )


def read_grid(table: Node) -> Grid:
    """The table's cells by row and column."""
    rows, strays = _rows(table)
    grid = Grid(strays=strays)
    # By column: how many rows more a cell reaches down, and how many columns it takes.
    reach: dict[int, tuple[int, int]] = {}
    covered = 0
    for row in rows:
        cells = [cell for cell in row.elements if cell.tag in _CELLS]
        places: list[tuple[int, Node | None]] = []
        below = {column: (left - 1, width) for column, (left, width) in reach.items() if left > 1}
        column = 0
        for cell in [*cells, None]:
            while column in reach or (cell is None and any(at > column for at in reach)):
                if column in reach:
                    if covered < _MAX_COVERED:
                        places.append((column, None))
                        covered += 1
                    column += reach[column][1]
                else:
                    column = min(at for at in reach if at > column)
            if cell is None:
                break
            width = min(max(whole_number(cell.get("colspan")) or 1, 1), _MAX_COLUMNS)
            height = whole_number(cell.get("rowspan"))
            height = len(rows) if height == 0 else max(height or 1, 1)
            places.append((column, cell))
            if height > 1 and column < _MAX_COLUMNS:
                below[column] = (height - 1, width)
            column += width
        reach = below
        if cells or places:
            grid.rows.append(places)
    return grid


def _rows(table: Node) -> tuple[list[Node], list[Node | str]]:
    """The rows in order (loose cells make a row), and whatever else stands in the table."""
    rows: list[Node] = []
    strays: list[Node | str] = []
    stack: list[Node | str] = list(reversed(table.children))
    loose: Node | None = None
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if item.strip():
                strays.append(item)
            continue
        if item.tag in _CELLS:
            if loose is None:
                loose = Node("tr")
                rows.append(loose)
            loose.children.append(item)
            continue
        loose = None
        if item.tag == "tr":
            rows.append(item)
        elif item.tag in _GROUPS:
            stack.extend(reversed(item.children))
        elif item.tag not in ("colgroup", "col"):
            strays.append(item)
    return rows, strays
