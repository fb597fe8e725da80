"""The kinds of files that a collection is written as. Each appears whole, or not at all."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TextIO

from plancli.collect.rows import Row
from plancli.collect.tables import Column, Table
from plancli.extras import require

_DANGEROUS = tuple("=+-@\t\r＝＋－＠")


class Writer(Protocol):
    """Takes rows of several tables."""

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Some more rows of a table."""

    def commit(self) -> None:
        """Let what was written appear under its name."""

    def discard(self) -> None:
        """Leave nothing behind."""


class Aside:
    """A file or folder written beside its place and moved there when it is whole."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(f".{target.name}.{os.getpid()}.part")
        target.parent.mkdir(parents=True, exist_ok=True)
        self.remove()

    def move(self) -> None:
        """To its place; in a folder that is there already only the files of the same names are replaced."""
        if self.path.is_dir():
            self.target.mkdir(exist_ok=True)
            for file in sorted(self.path.iterdir()):
                file.replace(self.target / file.name)
            self.path.rmdir()
        else:
            self.path.replace(self.target)

    def remove(self) -> None:
        """Remove it, whatever it is."""
        if self.path.is_dir():
            shutil.rmtree(self.path, ignore_errors=True)
        self.path.unlink(missing_ok=True)


class CsvWriter:
    """A folder with a file a table: UTF-8, quoted where needed.

    With ``bom`` Excel takes the files for what they are. With ``guard`` a cell that a spreadsheet would take for a
    formula gets an apostrophe before it.
    """

    def __init__(self, target: Path, tables: Sequence[Table], *, bom: bool, guard: bool) -> None:
        self._aside = Aside(target)
        self._aside.path.mkdir()
        self._guard = guard
        self._streams: list[TextIO] = []
        self._writers: dict[str, Any] = {}
        for table in tables:
            stream = (self._aside.path / f"{table.name}.csv").open(
                "w", encoding="utf-8-sig" if bom else "utf-8", newline=""
            )
            self._streams.append(stream)
            self._writers[table.name] = csv.writer(stream)
            self._writers[table.name].writerow([column.name for column in table.columns])

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """See ``Writer``."""
        self._writers[table.name].writerows([[self._cell(value) for value in row] for row in rows])

    def _cell(self, value: Any) -> Any:
        if isinstance(value, bool):
            return "true" if value else "false"
        if self._guard and isinstance(value, str):
            return guarded(value)
        return value

    def commit(self) -> None:
        """See ``Writer``."""
        for stream in self._streams:
            stream.close()
        self._aside.move()

    def discard(self) -> None:
        """See ``Writer``."""
        for stream in self._streams:
            stream.close()
        self._aside.remove()


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula.

    A sign alone is no formula: ``-``, the marker of most lists, stays as it is.
    """
    return f"'{text}" if len(text) > 1 and text.startswith(_DANGEROUS) else text


class ParquetWriter:
    """A folder with a file a table; packed with zstd."""

    def __init__(self, target: Path, tables: Sequence[Table]) -> None:
        self._arrow = require("pyarrow", "parquet")
        parquet = require("pyarrow.parquet", "parquet")
        kinds = {
            "text": self._arrow.string(),
            "long": self._arrow.string(),
            "integer": self._arrow.int64(),
            "date": self._arrow.date32(),
            "boolean": self._arrow.bool_(),
        }
        self._aside = Aside(target)
        self._aside.path.mkdir()
        self._writers = {}
        for table in tables:
            schema = self._arrow.schema([(column.name, kinds[column.kind]) for column in table.columns])
            path = self._aside.path / f"{table.name}.parquet"
            self._writers[table.name] = (parquet.ParquetWriter(path, schema, compression="zstd"), schema)

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """See ``Writer``."""
        writer, schema = self._writers[table.name]
        columns = zip(*rows, strict=True) if rows else [()] * len(schema)
        arrays = [self._arrow.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)]
        writer.write_table(self._arrow.Table.from_arrays(arrays, schema=schema))

    def commit(self) -> None:
        """See ``Writer``."""
        for writer, _ in self._writers.values():
            writer.close()
        self._aside.move()

    def discard(self) -> None:
        """See ``Writer``."""
        for writer, _ in self._writers.values():
            writer.close()
        self._aside.remove()


def storable(value: Any) -> Any:
    """A value as databases without types of their own for it take it."""
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def quoted(name: str) -> str:
    """A name in SQL, whatever word of the language it is (``references`` is one)."""
    return '"' + name.replace('"', '""') + '"'


def keys_of(table: Table) -> list[Column]:
    """The columns that tell the rows of a table apart; empty where all columns do."""
    names = [column.name for column in table.columns]
    if table.name == "documents":
        return [table.columns[0]]
    count = names.index("ordinal") + 1 if "ordinal" in names else 0
    return list(table.columns[:count])
