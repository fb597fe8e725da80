"""Tables and cards on a terminal, through rich; the text of documents is never taken for markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from plancli.views.columns import Column, Row
from plancli.views.harmless import harmless
from plancli.views.labels import Language

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

_KEPT_WHOLE = 24
_LONGEST_WORD = 18
# What a column of running text needs to be read, and what stands between two columns.
_READABLE, _BETWEEN = 24, 3


def fitting(
    columns: Sequence[Column], rows: Iterable[Row], language: Language, width: int, *, without_empty: bool
) -> Iterator[RenderableType]:
    """The table, or, where so many columns cannot stand side by side in ``width``, a block of lines for each row.

    ``without_empty``: columns in which nothing stands leave their place to the others.
    """
    rows = list(rows)
    if without_empty and rows:
        columns = [column for column in columns if any(_words(column, row, language) for row in rows)]
    needed = sum(max(_least(column, rows, language), _READABLE if column.long else 0) + _BETWEEN for column in columns)
    if needed > width:
        yield from _blocks(columns, rows, language)
    else:
        yield rich_table(columns, rows, language)


def rich_table(columns: Sequence[Column], rows: Iterable[Row], language: Language) -> Table:
    """The table as rich draws it; short columns keep their words whole, long ones share what is left."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    rows = list(rows)
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, expand=any(each.long for each in columns))
    for column in columns:
        table.add_column(
            Text(column.heading(language)),
            min_width=_least(column, rows, language),
            justify="right" if column.kind == "int" else "left",
            no_wrap=column.kind in ("date", "int") or column.name == "section",
            overflow="fold",
            ratio=column.width if column.width >= _KEPT_WHOLE else None,
        )
    for row in rows:
        table.add_row(*(_shown(column, row, language) for column in columns))
    return table


def _blocks(columns: Sequence[Column], rows: Sequence[Row], language: Language) -> Iterator[Text]:
    from rich.text import Text

    for number, row in enumerate(rows):
        if number:
            yield Text("")
        for column in columns:
            if _words(column, row, language):
                yield Text.assemble((f"{column.heading(language)}: ", "dim"), _shown(column, row, language))


def _least(column: Column, rows: Sequence[Row], language: Language) -> int:
    """The longest word in the column, within reason: no day and no number is broken."""
    words = [word for row in rows for word in _words(column, row, language).split()]
    words += column.heading(language).split()
    return min(max(map(len, words), default=1), _LONGEST_WORD)


def _words(column: Column, row: Row, language: Language) -> str:
    return harmless(column.words(row.get(column.name), language), lines=True)


def _shown(column: Column, row: Row, language: Language) -> Text:
    from rich.text import Text

    styles = {"section": "cyan", "due": "bold", "late": "bold red", "number": "cyan"}
    return Text(_words(column, row, language), style=styles.get(column.name, ""))
