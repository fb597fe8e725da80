"""A collection as one file of SQLite or DuckDB."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, TextIO

from plancli.collect.rows import Row
from plancli.collect.tables import Table
from plancli.collect.writers import Aside, keys_of, quoted, storable
from plancli.extras import require


class SqliteWriter:
    """Tables with keys, and an index on the document. Dates are text in ISO 8601, as SQLite's functions take them."""

    _KINDS: ClassVar[dict[str, str]] = {
        "text": "TEXT",
        "long": "TEXT",
        "integer": "INTEGER",
        "date": "TEXT",
        "boolean": "INTEGER",
    }

    def __init__(self, target: Path, tables: Sequence[Table]) -> None:
        self._aside = Aside(target)
        self._db = sqlite3.connect(self._aside.path)
        # Nobody needs what a broken run has written, so nothing is kept for one.
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._tables = tables
        for table in tables:
            columns = [f"{quoted(column.name)} {self._KINDS[column.kind]}" for column in table.columns]
            keys = ", ".join(quoted(column.name) for column in keys_of(table))
            if keys:
                columns.append(f"PRIMARY KEY ({keys})")
            self._db.execute(f"CREATE TABLE {quoted(table.name)} ({', '.join(columns)})")

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """See ``Writer``."""
        marks = ", ".join("?" * len(table.columns))
        values = ([storable(value) for value in row] for row in rows)
        self._db.executemany(f"INSERT INTO {quoted(table.name)} VALUES ({marks})", values)

    def commit(self) -> None:
        """See ``Writer``."""
        for table in self._tables:
            if not keys_of(table):
                name = quoted(f"{table.name}_document")
                self._db.execute(f"CREATE INDEX {name} ON {quoted(table.name)} (document_id)")
        self._db.commit()
        self._db.close()
        self._aside.move()

    def discard(self) -> None:
        """See ``Writer``."""
        self._db.close()
        self._aside.remove()


class DuckdbWriter:
    """A DuckDB file. Rows go through text files, which DuckDB reads many times as fast as it takes single rows."""

    _KINDS: ClassVar[dict[str, str]] = {
        "text": "VARCHAR",
        "long": "VARCHAR",
        "integer": "BIGINT",
        "date": "DATE",
        "boolean": "BOOLEAN",
    }

    def __init__(self, target: Path, tables: Sequence[Table]) -> None:
        self._duckdb = require("duckdb", "duckdb")
        self._aside = Aside(target)
        self._tables = tables
        self._folder = tempfile.TemporaryDirectory(prefix="plancli-collect-")
        self._streams: dict[str, TextIO] = {}
        for table in tables:
            path = Path(self._folder.name) / f"{table.name}.csv"
            self._streams[table.name] = path.open("w", encoding="utf-8", newline="")

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """See ``Writer``."""
        self._streams[table.name].writelines(",".join(map(_cell, row)) + "\n" for row in rows)

    def commit(self) -> None:
        """See ``Writer``."""
        database = self._duckdb.connect(str(self._aside.path))
        for table in self._tables:
            self._streams[table.name].close()
            columns = {column.name: self._KINDS[column.kind] for column in table.columns}
            path = Path(self._folder.name) / f"{table.name}.csv"
            specs = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
            database.execute(f"CREATE TABLE {quoted(table.name)} ({specs})")
            if path.stat().st_size:
                # All is said, so that nothing is guessed; a text in quotes is never null.
                reading = (
                    f"columns = {columns!r}, header = false, delim = ',', quote = '\"', escape = '\"',"
                    " nullstr = 'NULL', allow_quoted_nulls = false, auto_detect = false, parallel = false,"
                    " max_line_size = 67108864"
                )
                database.execute(f"INSERT INTO {quoted(table.name)} SELECT * FROM read_csv(?, {reading})", [str(path)])
        database.close()
        self._folder.cleanup()
        self._aside.move()

    def discard(self) -> None:
        """See ``Writer``."""
        for stream in self._streams.values():
            stream.close()
        self._folder.cleanup()
        self._aside.remove()


def _cell(value: Any) -> str:
    """A value as the text files between have it: texts in quotes, nothing as NULL."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
