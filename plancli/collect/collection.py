"""A collection from beginning to end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from plancli.batch.places import place
from plancli.batch.settings import BatchError
from plancli.batch.workspace import manifests
from plancli.collect.outputs import Documents
from plancli.collect.rows import Row, failed_row, rows_of
from plancli.collect.tables import BY_NAME, Table
from plancli.collect.writers import CsvWriter, ParquetWriter, Writer

CollectionFormat = Literal["csv", "xlsx", "parquet", "sqlite", "duckdb"]

ENDINGS: dict[str, CollectionFormat] = {
    ".xlsx": "xlsx", ".sqlite": "sqlite", ".sqlite3": "sqlite", ".db": "sqlite", ".duckdb": "duckdb",
}  # fmt: skip
"""What a name's ending says of the format."""

_BATCH = 2000


def collect(
    source: str,
    out: Path,
    form: CollectionFormat,
    *,
    tables: Sequence[str] = (),
    duplicates: bool = False,
    bom: bool = False,
    guard: bool = True,
    lost: Callable[[str], None] = lambda path: None,
) -> dict[str, int]:
    """Write the tables of a batch's target; the number of rows in each.

    ``tables`` are those that are wanted, all if none is named. Without ``duplicates`` a document whose content was met
    before stands in the register alone. ``lost`` is told of outputs that are not there. Raises ``BatchError``,
    ``MissingToolError`` and ``OSError``.
    """
    unknown = [name for name in tables if name not in BY_NAME]
    if unknown:
        raise BatchError(f"there is no table {unknown[0]}; there are: {', '.join(BY_NAME)}")
    wanted = [table for table in BY_NAME.values() if not tables or table.name in tables]
    target = place(source)
    with manifests(target) as opened:
        documents = Documents(target, opened, lost)
        writer = _writer(out, form, wanted, bom, guard)
        try:
            counts = _fill(writer, documents, wanted, duplicates)
        except BaseException:
            writer.discard()
            raise
        writer.commit()
    return counts


def _fill(writer: Writer, documents: Documents, wanted: Sequence[Table], duplicates: bool) -> dict[str, int]:
    held: dict[str, list[Row]] = {table.name: [] for table in wanted}
    counts = dict.fromkeys(held, 0)

    def put(name: str, row: Row) -> None:
        rows = held.get(name)
        if rows is None:
            return
        rows.append(row)
        counts[name] += 1
        if len(rows) >= _BATCH:
            writer.write(BY_NAME[name], rows)
            rows.clear()

    for found in documents:
        if found.output is None:
            put("documents", failed_row(found.key, found.path, found.digest, found.size, found.code, found.message))
            continue
        for name, row in rows_of(found.output, found.key, found.duplicate_of):
            if name != "documents" and found.duplicate_of is not None and not duplicates:
                break
            put(name, row)
    for name, rows in held.items():
        if rows:
            writer.write(BY_NAME[name], rows)
    return counts


def _writer(out: Path, form: CollectionFormat, tables: Sequence[Table], bom: bool, guard: bool) -> Writer:
    if form == "csv":
        return CsvWriter(out, tables, bom=bom, guard=guard)
    if form == "parquet":
        return ParquetWriter(out, tables)
    if form == "xlsx":
        from plancli.collect.excel import ExcelWriter

        return ExcelWriter(out, tables)
    from plancli.collect.databases import DuckdbWriter, SqliteWriter

    return SqliteWriter(out, tables) if form == "sqlite" else DuckdbWriter(out, tables)
