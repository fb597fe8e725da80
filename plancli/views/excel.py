"""A table as an Excel workbook: real dates and numbers, a frozen heading with filters, text that wraps, no formulas."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from plancli.errors import MissingToolError
from plancli.views.columns import Column, Row, View
from plancli.views.filters import day_of
from plancli.views.harmless import harmless
from plancli.views.labels import Language

if TYPE_CHECKING:
    from types import ModuleType

_MAX_CELL = 32_767
_MAX_ROWS = 1_048_576
# Whatever the day: the same table gives the same bytes.
_MADE = datetime.datetime(2000, 1, 1)


def require() -> ModuleType:
    """The package that writes workbooks; raises ``MissingToolError``."""
    try:
        import xlsxwriter  # type: ignore[import-untyped,unused-ignore]
    except ImportError as error:
        raise MissingToolError(
            "missing-tool", "Excel workbooks need the package xlsxwriter", "pip install 'plancli[excel]'"
        ) from error
    module: ModuleType = xlsxwriter
    return module


def workbook(
    view: View, columns: Sequence[Column], rows: Iterable[Row], language: Language, *, max_rows: int = _MAX_ROWS
) -> bytes:
    """The workbook; rows that one sheet cannot hold (``max_rows`` with the heading) go on in the next.

    Raises ``MissingToolError`` where xlsxwriter is not installed.
    """
    package = require()
    stream = io.BytesIO()
    # Rows leave memory as soon as the next one begins.
    book = package.Workbook(
        stream,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "dd/mm/yyyy",
        },
    )
    book.set_properties({"title": view.title(language), "comments": "plancli", "created": _MADE})
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E7E6E6", "border": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "date": book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"}),
        "int": book.add_format({"valign": "top"}),
    }
    sheet, filled, sheets = None, 0, 0
    for row in rows:
        if sheet is None or filled + 1 >= max_rows:
            _close(sheet, columns, filled)
            sheets += 1
            sheet, filled = _sheet(book, view, columns, language, formats, sheets), 0
        filled += 1
        for at, column in enumerate(columns):
            _cell(sheet, filled, at, column, row, language, formats)
    _close(sheet if sheet is not None else _sheet(book, view, columns, language, formats, 1), columns, filled)
    book.close()
    return stream.getvalue()


def _sheet(
    book: Any, view: View, columns: Sequence[Column], language: Language, formats: dict[str, Any], number: int
) -> Any:
    title = view.title(language)[:25]
    sheet = book.add_worksheet(title if number == 1 else f"{title} ({number})")
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.heading(language), formats["head"])
    return sheet


def _close(sheet: Any, columns: Sequence[Column], filled: int) -> None:
    if sheet is not None and columns:
        sheet.autofilter(0, 0, filled, len(columns) - 1)


def _cell(
    sheet: Any, line: int, at: int, column: Column, row: Row, language: Language, formats: dict[str, Any]
) -> None:
    value = row.get(column.name)
    if value is None:
        sheet.write_blank(line, at, None, formats["text"])
    elif isinstance(value, int):
        sheet.write_number(line, at, value, formats["int"])
    else:
        day = day_of(value) if column.kind == "date" and isinstance(value, str) and len(value) == 10 else None
        # Excel counts days from 1900.
        if day is not None and day.year >= 1900:
            sheet.write_datetime(line, at, day, formats["date"])
        else:
            text = harmless(column.words(value, language), lines=True)
            sheet.write_string(
                line, at, text if len(text) <= _MAX_CELL else text[: _MAX_CELL - 1] + "…", formats["text"]
            )
