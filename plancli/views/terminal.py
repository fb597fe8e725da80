"""Tables and cards on a terminal, through rich; the text of documents is never taken for markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from plancli.views.columns import Column, Row
from plancli.views.harmless import harmless
from plancli.views.labels import Language

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

_KEPT_WHOLE = 24


def rich_table(columns: Sequence[Column], rows: Iterable[Row], language: Language) -> Table:
    """The table as rich draws it; short columns keep their words whole, long ones share what is left."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, expand=any(each.long for each in columns))
    for column in columns:
        table.add_column(
            Text(column.heading(language)),
            justify="right" if column.kind == "int" else "left",
            no_wrap=column.kind in ("date", "int") or column.name == "section",
            overflow="fold",
            ratio=column.width if column.width >= _KEPT_WHOLE else None,
        )
    for row in rows:
        table.add_row(*(_shown(column, row, language) for column in columns))
    return table


def _shown(column: Column, row: Row, language: Language) -> Text:
    from rich.text import Text

    styles = {"section": "cyan", "due": "bold", "late": "bold red", "number": "cyan"}
    text = harmless(column.words(row.get(column.name), language), lines=True)
    return Text(text, style=styles.get(column.name, ""))
