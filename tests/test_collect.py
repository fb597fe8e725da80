"""``plancli collect``: the tables of a batch, joined by their keys, in every format the same."""

from __future__ import annotations

import csv
import datetime
import json
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from batch_runs import ROOT, batch, outputs

from plancli.collect.collection import CollectionFormat, collect
from plancli.collect.excel import MAX_CELL, ExcelWriter
from plancli.collect.rows import day, id_of
from plancli.collect.tables import BY_NAME, TABLES, Column, Table
from plancli.collect.writers import CsvWriter, guarded
from plancli.extras import require

Cli = Callable[..., subprocess.CompletedProcess[bytes]]

NOTICE = """ĐẢNG BỘ XÃ HÒA SƠN
CHI BỘ THÔN BẾN

Số 07-TB/CB

Hòa Sơn, ngày 31 tháng 5 năm 2024

THÔNG BÁO
=HYPERLINK("http://example.org") và lịch họp

1. Thời gian: ngày 05/6/2024
-2 bàn, -3 ghế
"""


@pytest.fixture(scope="module")
def target(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, one of them twice, a notice that would be a formula, and a file that fails."""
    folder = tmp_path_factory.mktemp("collect")
    source = folder / "source"
    for sample in sorted((root / "samples").glob("*.[mt][dx]*")):
        (source / sample.suffix[1:]).mkdir(parents=True, exist_ok=True)
        (source / sample.suffix[1:] / sample.name).write_bytes(sample.read_bytes())
    (source / "z copy.txt").write_bytes((root / "samples" / "xuan-luong-85-kh-du.txt").read_bytes())
    (source / "notice.txt").write_text(NOTICE, encoding="utf-8")
    (source / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    batch(source, folder / "target", "real")
    batch(source, folder / "jsonl", "real", format="jsonl", part_size=3)
    return folder / "target"


def from_sqlite(path: Path) -> dict[str, list[dict[str, Any]]]:
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    try:
        return {
            table.name: [dict(row) for row in database.execute(f'SELECT * FROM "{table.name}"')] for table in TABLES
        }
    finally:
        database.close()


@pytest.fixture(scope="module")
def tables(target: Path) -> dict[str, list[dict[str, Any]]]:
    collect(str(target), target.parent / "all.sqlite", "sqlite")
    return from_sqlite(target.parent / "all.sqlite")


def as_text(table: Table, rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Rows with values as SQLite has them, in an order that is that of no format."""

    def value(column: Column, cell: Any) -> Any:
        if cell is None or cell == "":
            return None
        if isinstance(cell, datetime.datetime | datetime.date):
            return cell.isoformat()[:10]
        if column.kind == "integer":
            return int(cell)
        if column.kind == "boolean":
            return int(cell in (True, 1, "true", "True", "1"))
        return cell

    return sorted((tuple(value(column, row[column.name]) for column in table.columns) for row in rows), key=repr)


def test_the_register(tables: dict[str, list[dict[str, Any]]]) -> None:
    register = {row["path"]: row for row in tables["documents"]}
    assert len(register) == 8
    plan = register["txt/xuan-luong-85-kh-du.txt"]
    assert plan["document_id"] == id_of(b"txt/xuan-luong-85-kh-du.txt")
    assert (plan["number"], plan["issuer"], plan["date"]) == ("85-KH/ĐU", "Đảng ủy xã Xuân Lương", "2023-04-27")
    assert (plan["state"], plan["type_code"], plan["reader"]) == ("done", "KH", "text")
    assert register["z copy.txt"]["duplicate_of"] == plan["document_id"]
    assert register["z copy.txt"]["number"] == "85-KH/ĐU"
    broken = register["broken.pdf"]
    assert (broken["state"], broken["error_code"], broken["number"]) == ("failed", "damaged", None)
    assert broken["error_message"]


def test_every_finding_is_a_row(target: Path, tables: dict[str, list[dict[str, Any]]]) -> None:
    documents = {name: json.loads(data) for name, data in outputs(target).items() if name != "z copy.txt.json"}
    for name in ("references", "deadlines", "tasks", "recipients", "agencies", "diagnostics"):
        assert len(tables[name]) == sum(len(document[name]) for document in documents.values()), name
        assert tables[name], name

    def count(nodes: list[dict[str, Any]]) -> int:
        return sum(1 + count(node["children"]) for node in nodes)

    sections = sum(
        count(document["sections"]) + sum(count(part["sections"]) for part in document["appendices"])
        for document in documents.values()
    )
    assert len(tables["sections"]) == sections
    mentions = sum(len(item["mentions"]) for document in documents.values() for item in document["references"])
    assert len(tables["mentions"]) == mentions == sum(row["mentions"] for row in tables["references"])
    agencies = sum(
        len(task["lead"] + task["coordinate"]) for document in documents.values() for task in document["tasks"]
    )
    assert len(tables["task_agencies"]) == agencies


def test_keys_join(tables: dict[str, list[dict[str, Any]]]) -> None:
    known = {row["document_id"] for row in tables["documents"]}
    for name, rows in tables.items():
        assert {row["document_id"] for row in rows} <= known, name
    tasks = {(row["document_id"], row["ordinal"]) for row in tables["tasks"]}
    deadlines = {(row["document_id"], row["ordinal"]): row for row in tables["deadlines"]}
    assert len(tasks) == len(tables["tasks"])
    for row in tables["task_deadlines"]:
        assert (row["document_id"], row["task"]) in tasks
        assert (row["document_id"], row["deadline"]) in deadlines
    assert {(row["document_id"], row["task"]) for row in tables["task_agencies"]} <= tasks
    sections = {(row["document_id"], row["ordinal"]): row for row in tables["sections"]}
    for row in tables["sections"]:
        above = sections.get((row["document_id"], row["parent"]))
        assert (above is None) == (row["depth"] == 1)
        if above is not None:
            assert row["section"].startswith(f"{above['section']}/")
            assert above["start"] <= row["start"] <= row["end"] <= above["end"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "duckdb"])
def test_every_format_holds_the_same(
    form: CollectionFormat, target: Path, tables: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    out = tmp_path / {"csv": "tables", "parquet": "tables", "xlsx": "a.xlsx", "duckdb": "a.duckdb"}[form]
    counts = collect(str(target), out, form, guard=False)
    found: dict[str, list[dict[str, Any]]] = {}
    for table in TABLES:
        names = [column.name for column in table.columns]
        if form == "csv":
            with (out / f"{table.name}.csv").open(encoding="utf-8", newline="") as stream:
                found[table.name] = list(csv.DictReader(stream))
        elif form == "parquet":
            read = require("pyarrow.parquet", "parquet").read_table(out / f"{table.name}.parquet")
            assert read.column_names == names
            found[table.name] = read.to_pylist()
        elif form == "duckdb":
            with require("duckdb", "duckdb").connect(str(out), read_only=True) as database:
                rows = database.execute(f'SELECT * FROM "{table.name}"').fetchall()
            found[table.name] = [dict(zip(names, row, strict=True)) for row in rows]
        else:
            head, *rest = require("openpyxl", "dev").load_workbook(out)[table.name].iter_rows(values_only=True)
            assert list(head) == names
            found[table.name] = [dict(zip(names, row, strict=True)) for row in rest]
        assert as_text(table, found[table.name]) == as_text(table, tables[table.name]), table.name
        assert counts[table.name] == len(tables[table.name])


def test_parts_give_the_same_tables(target: Path, tables: dict[str, list[dict[str, Any]]], tmp_path: Path) -> None:
    collect(str(target.parent / "jsonl"), tmp_path / "a.sqlite", "sqlite")
    assert from_sqlite(tmp_path / "a.sqlite") == tables


def test_copies_are_counted_once_unless_wanted(target: Path, tables: dict[str, Any], tmp_path: Path) -> None:
    collect(str(target), tmp_path / "a.sqlite", "sqlite", duplicates=True)
    found = from_sqlite(tmp_path / "a.sqlite")
    assert found["documents"] == tables["documents"]
    copy, original = id_of(b"z copy.txt"), id_of(b"txt/xuan-luong-85-kh-du.txt")
    tasks = [row["text"] for row in found["tasks"] if row["document_id"] == copy]
    assert tasks == [row["text"] for row in tables["tasks"] if row["document_id"] == original]
    assert tasks


def test_csv_for_excel(target: Path, tmp_path: Path) -> None:
    collect(str(target), tmp_path / "tables", "csv", bom=True)
    data = (tmp_path / "tables" / "documents.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfdocument_id,")
    assert '"\'=HYPERLINK(""http://example.org"")' in data.decode("utf-8-sig")
    assert "Đảng ủy xã Xuân Lương" in data.decode("utf-8-sig")
    with (tmp_path / "tables" / "sections.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            assert not any(value[:1] in "=+-@" and len(value) > 1 for value in row.values() if value)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"), ("+84", "'+84"), ("-2 bàn", "'-2 bàn"), ("@x", "'@x"), ("\t=1", "'\t=1"), ("-", "-"),
        ("+", "+"), ("", ""), ("Đ=1", "Đ=1"), ("'=1", "'=1"),
    ],
)  # fmt: skip
def test_cells_that_are_formulas_are_guarded(text: str, safe: str) -> None:
    assert guarded(text) == safe


def test_the_workbook_is_ready_for_use(target: Path, tmp_path: Path) -> None:
    collect(str(target), tmp_path / "a.xlsx", "xlsx")
    book = require("openpyxl", "dev").load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == [table.name for table in TABLES]
    for table in TABLES:
        sheet = book[table.name]
        assert sheet.freeze_panes in ("B2", "C2")
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.auto_filter.ref.endswith(str(max(sheet.max_row, 2)))
        widths = [sheet.column_dimensions[letter].width for letter in ("A", "B")]
        assert all(width >= 10 for width in widths)
    register = book["documents"]
    head = [cell.value for cell in register[1]]
    days = [row[head.index("date")] for row in register.iter_rows(min_row=2)]
    dated = [cell for cell in days if cell.value is not None]
    assert dated
    assert all(isinstance(cell.value, datetime.datetime) and cell.number_format == "dd/mm/yyyy" for cell in dated)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_a_sheet_that_is_full_goes_on_in_another(tmp_path: Path) -> None:
    table = Table("tasks", "", (Column("document_id", "text"), Column("text", "long")))
    writer = ExcelWriter(tmp_path / "a.xlsx", [table], max_rows=3)
    writer.write(table, [(str(number), "x" * (MAX_CELL + number)) for number in range(5)])
    writer.commit()
    book = require("openpyxl", "dev").load_workbook(tmp_path / "a.xlsx")
    assert [(sheet.title, sheet.max_row) for sheet in book] == [("tasks", 3), ("tasks 2", 3), ("tasks 3", 2)]
    texts = [row[1] for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [len(text) for text in texts] == [MAX_CELL] * 5
    assert [text.endswith(" […]") for text in texts] == [False, True, True, True, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-04-27", datetime.date(2023, 4, 27)), ("2023-04", None), ("2023", None), (None, None),
        ("2023-02-30", None),
    ],
)  # fmt: skip
def test_only_whole_days_are_dates(text: str | None, expected: datetime.date | None) -> None:
    assert day(text) == expected


def test_a_broken_collection_leaves_nothing_and_spares_what_was_there(tmp_path: Path, target: Path) -> None:
    out = tmp_path / "tables"
    collect(str(target), out, "csv", tables=["tasks"])
    before = (out / "tasks.csv").read_bytes()
    writer = CsvWriter(out, [BY_NAME["tasks"]], bom=False, guard=True)
    writer.write(BY_NAME["tasks"], [("half",)])
    writer.discard()
    assert (out / "tasks.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["tables"]


# --- the command line --------------------------------------------------------------------------------------


def test_the_ending_says_what_is_written(plancli: Cli, target: Path, tmp_path: Path) -> None:
    run = plancli("collect", target, "-o", tmp_path / "a.sqlite")
    assert (run.returncode, run.stdout) == (0, b"")
    assert b"8 documents" in run.stderr
    assert (tmp_path / "a.sqlite").read_bytes().startswith(b"SQLite format 3")
    run = plancli("collect", target, "-o", tmp_path / "tables", "--tables", "documents,tasks", "-q")
    assert (run.returncode, run.stderr) == (0, b"")
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == ["documents.csv", "tasks.csv"]


def test_outputs_that_are_gone_are_told(plancli: Cli, target: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(target, tmp_path / "target")
    (tmp_path / "target" / "notice.txt.json").unlink()
    run = plancli("collect", tmp_path / "target", "-o", tmp_path / "a.sqlite")
    assert run.returncode == 3
    assert b"notice.txt: its output is not there" in run.stderr
    assert len(from_sqlite(tmp_path / "a.sqlite")["documents"]) == 7


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["{folder}", "-o", "{folder}/x"], "there is no manifest"),
        (["{target}", "-o", "{folder}/x", "--tables", "nothing"], "there is no table nothing"),
        (["{target}", "-o", "{target}", "--format", "xlsx"], "this is a folder"),
        (["{target}", "-o", "{target}/notice.txt.json", "--format", "csv"], "this is a file"),
        (["{target}", "-o", "/proc/x/y"], "cannot be written"),
    ],
)
def test_wrong_use_is_one_line(plancli: Cli, target: Path, tmp_path: Path, arguments: list[str], told: str) -> None:
    run = plancli("collect", *[part.format(folder=tmp_path, target=target) for part in arguments])
    assert (run.returncode, run.stdout) == (2, b"")
    assert run.stderr.count(b"\n") == 1
    assert told in run.stderr.decode()


def test_the_page_names_every_table_and_column() -> None:
    page = (ROOT / "docs" / "collections.md").read_text(encoding="utf-8")
    for table in TABLES:
        assert f"`{table.name}`" in page
        for column in table.columns:
            assert f"`{column.name}`" in page, column.name
