"""A collection as a workbook: one sheet a table, heads frozen, filters, real dates; written row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from plancli.collect.rows import Row
from plancli.collect.tables import Column, Table
from plancli.collect.writers import Aside
from plancli.extras import require

MAX_ROWS = 1_048_576
MAX_CELL = 32_767
"""What Excel can hold: rows of a sheet with the head, characters of a cell."""

_CUT = " […]"
_WIDTHS = {"text": 18, "long": 60, "integer": 10, "date": 12, "boolean": 10}
_WIDER = {"document_id": 24, "path": 40, "sha256": 20, "issuer": 32, "parent": 32, "name": 36, "section": 16}


class ExcelWriter:
    """An .xlsx file. Text is written as text, whatever sign it begins with; too long a text is cut, and ends in […]."""

    def __init__(self, target: Path, tables: Sequence[Table], *, max_rows: int = MAX_ROWS) -> None:
        xlsxwriter = require("xlsxwriter", "excel")
        self._aside = Aside(target)
        self._max_rows = max_rows
        self._book = xlsxwriter.Workbook(
            str(self._aside.path),
            {
                "constant_memory": True,
                "strings_to_urls": False,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
            },
        )
        self._head = self._book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1})
        self._day = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self._sheets: dict[str, _Sheet] = {table.name: self._sheet(table, 1) for table in tables}

    def _sheet(self, table: Table, number: int) -> _Sheet:
        name = table.name if number == 1 else f"{table.name} {number}"
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 2 if table.name == "documents" else 1)
        for index, column in enumerate(table.columns):
            sheet.set_column(index, index, _WIDER.get(column.name, _WIDTHS[column.kind]))
            sheet.write_string(0, index, column.name, self._head)
        return _Sheet(sheet, number)

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """See ``Writer``."""
        for row in rows:
            sheet = self._sheets[table.name]
            if sheet.row >= self._max_rows:
                self._finish(table, sheet)
                sheet = self._sheets[table.name] = self._sheet(table, sheet.number + 1)
            for index, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                if value is not None:
                    self._cell(sheet, index, column, value)
            sheet.row += 1

    def _cell(self, sheet: _Sheet, index: int, column: Column, value: Any) -> None:
        if isinstance(value, bool):
            sheet.sheet.write_boolean(sheet.row, index, value)
        elif isinstance(value, int):
            sheet.sheet.write_number(sheet.row, index, value)
        elif isinstance(value, date) and value.year >= 1900:
            sheet.sheet.write_datetime(sheet.row, index, value, self._day)
        elif text := str(value):
            if len(text) > MAX_CELL:
                text = text[: MAX_CELL - len(_CUT)] + _CUT
            sheet.sheet.write_string(sheet.row, index, text)

    def _finish(self, table: Table, sheet: _Sheet) -> None:
        sheet.sheet.autofilter(0, 0, max(sheet.row - 1, 1), len(table.columns) - 1)

    def commit(self) -> None:
        """See ``Writer``."""
        from plancli.collect.tables import BY_NAME

        for name, sheet in self._sheets.items():
            self._finish(BY_NAME[name], sheet)
        self._book.close()
        self._aside.move()

    def discard(self) -> None:
        """See ``Writer``."""
        # Closing is the only way to have its temporary files removed.
        self._book.close()
        self._aside.remove()


class _Sheet:
    def __init__(self, sheet: Any, number: int) -> None:
        self.sheet = sheet
        self.number = number
        self.row = 1
