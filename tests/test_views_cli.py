"""The tabular commands as processes, their outputs read by those for whom they are made."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl  # type: ignore[import-untyped,unused-ignore]
import pytest
from inside import runner

import plancli as library
from plancli.errors import MissingToolError
from plancli.views import excel
from plancli.views.columns import VIEWS, Cell
from plancli.views.rows import rows
from plancli.views.writers import TEXT_FORMATS
from plancli.writers.json import document_json

Cli = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def plancli(monkeypatch: pytest.MonkeyPatch, root: Path) -> Cli:
    """The commands inside this process: there are many, and a start each costs more than the work."""
    return runner(monkeypatch, root)


HOSTILE = """ỦY BAN NHÂN DÂN
XÃ ĐÔNG HẢI

Số: 12/KH-UBND

Đông Hải, ngày 05 tháng 3 năm 2024

KẾ HOẠCH
phòng, chống đuối nước

I. NỘI DUNG
1. =HYPERLINK("http://x.example","bấm") |đỏ|.
- Cơ quan chủ trì: Công an xã.
- Thời gian thực hiện: trước ngày 15/5/2024.
2. Dạy bơi, "an toàn"; <b>đậm</b>.
- Cơ quan chủ trì: Trường THCS Đông Hải.
- Thời gian thực hiện: Thường xuyên.

Nơi nhận:
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn Bình
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(HOSTILE, encoding="utf-8")
    return path


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A document whose JSON somebody has tampered with: escapes and controls of direction in its values."""
    text = document_json(library.parse_text(HOSTILE), indent=False)
    assert "Công an xã" in text
    path = tmp_path / "hostile.json"
    path.write_text(text.replace("Công an xã", "Công\\u001b[31m an xã \\u202eabc"), encoding="utf-8")
    return path


def on_terminal(environment: dict[str, str], *arguments: str, columns: int = 240) -> str:
    """What a command prints on a terminal of so many columns."""
    import pty

    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "plancli", *arguments],
        stdout=child,
        stderr=subprocess.DEVNULL,
        env=environment | {"COLUMNS": str(columns)},
    )
    os.close(child)
    seen = b""
    while True:
        try:
            part = os.read(parent, 4096)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.close(parent)
    assert process.wait(60) == 0
    return seen.decode()


# --- text formats --------------------------------------------------------------------------------------------------


def test_a_pipe_gets_lines_with_tabs(plancli: Cli, plan: Path) -> None:
    run = plancli("tasks", plan, "--columns", "section,lead,due,kind")
    assert (run.returncode, run.stderr) == (0, b"")
    assert run.stdout.decode().splitlines() == [
        "Mục\tChủ trì\tĐến ngày\tLoại thời hạn",
        "I/1\tCông an xã\t2024-05-15\ttrước",
        "I/2\tTrường THCS Đông Hải\t\tthường xuyên",
    ]
    english = plancli("tasks", plan, "--columns", "lead,kind", "--lang", "en").stdout.decode().splitlines()
    assert english[:2] == ["Lead\tKind", "Công an xã\tbefore"]


def test_json_has_values_as_the_contract_has_them(plancli: Cli, plan: Path) -> None:
    found: list[dict[str, Any]] = json.loads(plancli("tasks", plan, "--format", "json").stdout)
    assert found[0]["lead"] == ["Công an xã"]
    assert found[0]["kind"] == ["before"]
    assert (found[0]["no"], found[0]["due"], found[1]["due"]) == (1, "2024-05-15", None)
    assert list(found[0]) == [column.name for column in VIEWS["tasks"].columns if column.name != "late"]
    lines = plancli("tasks", plan, "--format", "jsonl").stdout.decode().splitlines()
    assert [json.loads(line) for line in lines] == found


def test_csv_in_duckdb(plancli: Cli, plan: Path, tmp_path: Path) -> None:
    target = tmp_path / "tasks.csv"
    run = plancli("tasks", plan, "--format", "csv", "--lang", "en", "--columns", "all", "-o", target)
    assert run.returncode == 0
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    found = (
        duckdb.connect()
        .execute(f'select "No.", "Lead", "Due", "Task" from read_csv(\'{target}\', header = true)')
        .fetchall()
    )
    assert [row[1] for row in found] == ["Công an xã", "Trường THCS Đông Hải"]
    assert found[0][0] == 1
    assert str(found[0][2]) == "2024-05-15"
    assert found[1][2] is None
    task = found[0][3]
    assert task.startswith("'=HYPERLINK")


def test_no_format_lets_escapes_through(plancli: Cli, hostile: Path) -> None:
    for command in ("tasks", "outline", "deadlines"):
        for form in ("table", "csv", "md", "json", "jsonl"):
            shown = plancli(command, hostile, "--format", form).stdout.decode()
            assert "[31m" in shown.replace("\\", ""), (command, form)
            assert "\x1b" not in shown, (command, form)
            assert "\u202e" not in shown, (command, form)
    for command in ("show", "outline"):
        shown = plancli(command, hostile).stdout.decode()
        assert "[31m" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown


def test_markdown_is_one_table(plancli: Cli, plan: Path) -> None:
    from markdown_it import MarkdownIt

    text = plancli("tasks", plan, "--format", "md", "--columns", "no,text,lead").stdout.decode()
    html = MarkdownIt("commonmark").enable("table").render(text)
    assert html.count("<tr>") == 3
    assert html.count("<td") == 6
    assert "<b>" not in html
    assert "|đỏ|" in html


def test_every_text_format_writes_every_table() -> None:
    document = library.parse_text(HOSTILE)
    for view in VIEWS.values():
        for form, write in TEXT_FORMATS.items():
            pieces: list[str] = []
            write(view.columns, rows(view.name, document), "vi", pieces.append)
            text = "".join(pieces)
            count = len(list(rows(view.name, document)))
            if form == "csv":
                read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
                assert len(read) == count + 1
                assert {len(row) for row in read} == {len(view.columns)}
            elif form == "table":
                assert {line.count("\t") for line in text.splitlines()} == {len(view.columns) - 1}
            elif form == "json":
                assert len(json.loads(text)) == count


# --- workbooks -----------------------------------------------------------------------------------------------------


def test_a_workbook_read_back(plancli: Cli, plan: Path, tmp_path: Path) -> None:
    target = tmp_path / "tasks.xlsx"
    assert plancli("tasks", plan, "--format", "xlsx", "-o", target).returncode == 0
    book = openpyxl.load_workbook(target)
    sheet = book["Nhiệm vụ"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    assert list(heads)[:4] == ["STT", "Mục", "Nội dung nhiệm vụ", "Chủ trì"]
    due = sheet.cell(2, heads["Đến ngày"])
    assert due.value == datetime(2024, 5, 15)
    assert due.number_format == "dd/mm/yyyy"
    assert sheet.cell(2, 1).value == 1
    task = sheet.cell(2, heads["Nội dung nhiệm vụ"])
    assert task.data_type == "s"
    assert str(task.value).startswith("=HYPERLINK")
    assert task.hyperlink is None
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(heads)).column_letter}3"


def test_a_workbook_is_the_same_every_time(tmp_path: Path) -> None:
    document = library.parse_text(HOSTILE)
    view = VIEWS["tasks"]
    first, second = (excel.workbook(view, view.columns, rows("tasks", document), "vi") for _ in range(2))
    assert first == second


def test_a_full_sheet_goes_on_in_the_next() -> None:
    view = VIEWS["tasks"]
    many: list[dict[str, Cell]] = [{"no": number, "text": "x" * 40_000} for number in range(1, 6)]
    data = excel.workbook(view, view.columns[:8], many, "en", max_rows=3)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Tasks", "Tasks (2)", "Tasks (3)"]
    assert [sheet.max_row for sheet in book] == [3, 3, 2]
    empty = openpyxl.load_workbook(io.BytesIO(excel.workbook(view, view.columns, [], "en")))
    assert empty["Tasks"].max_row == 1


def test_without_xlsxwriter_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingToolError, match=r"plancli\[excel\]"):
        excel.require()


def test_a_workbook_is_not_for_a_terminal(cli_environment: dict[str, str], plan: Path) -> None:
    with pytest.raises(AssertionError):
        on_terminal(cli_environment, "tasks", str(plan), "--format", "xlsx")


# --- many documents, wrong use -------------------------------------------------------------------------------------


def test_several_files_one_of_them_missing(plancli: Cli, plan: Path, tmp_path: Path) -> None:
    run = plancli("deadlines", plan, tmp_path / "none.txt", plan, "--columns", "document,due")
    assert run.returncode == 3
    assert run.stdout.decode().splitlines()[1:] == ["12/KH-UBND\t2024-05-15", "12/KH-UBND\t"] * 2
    assert "none.txt" in run.stderr.decode()


def test_a_folder_of_documents_and_what_was_made_of_them(plancli: Cli, plan: Path, tmp_path: Path) -> None:
    """A folder of documents, the target of a batch over it, and both in one: the same tasks, copies once."""
    for name in ("in/a.txt", "in/sub/copy of a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(plan.read_bytes())
    plan.unlink()
    arguments = ("--columns", "section,lead")
    alone = plancli("tasks", tmp_path / "in" / "a.txt", *arguments).stdout
    assert len(alone.splitlines()) == 3
    assert plancli("tasks", tmp_path / "in", *arguments).stdout == alone
    for form in ("json", "jsonl"):
        assert plancli("batch", tmp_path / "in", "--out", tmp_path / form, "--format", form, "-q").returncode == 0
        assert plancli("tasks", tmp_path / form, *arguments).stdout == alone
    assert plancli("tasks", tmp_path, *arguments).stdout == alone
    assert plancli("show", tmp_path / "in").stdout.count("Số, ký hiệu".encode()) == 1
    (tmp_path / "nothing").mkdir()
    run = plancli("tasks", tmp_path / "nothing")
    assert run.returncode == 3
    assert b"holds no documents" in run.stderr


def test_what_parse_printed_is_a_source(plancli: Cli, plan: Path, tmp_path: Path) -> None:
    parsed = plancli("parse", plan, plan).stdout
    (tmp_path / "all.jsonl").write_bytes(parsed)
    direct = plancli("tasks", plan, "--format", "json").stdout
    assert plancli("tasks", "-", "--format", "json", data=plancli("parse", plan).stdout).stdout == direct
    assert len(json.loads(plancli("tasks", tmp_path / "all.jsonl", "--format", "json").stdout)) == 4
    # In a folder copies come once.
    assert len(json.loads(plancli("tasks", tmp_path, "--format", "json").stdout)) == 2
    run = plancli("tasks", tmp_path / "all.jsonl")
    assert run.stdout.decode().startswith("Văn bản\tCơ quan ban hành\tSTT\t")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["tasks", "{plan}", "--columns", "leed"], "did you mean lead"),
        (["tasks", "{plan}", "--kind", "never"], "there are: by, before"),
        (["deadlines", "{plan}", "--kind", "none"], "there are: by, before"),
        (["tasks", "{plan}", "--due-before", "15/5/2024"], "write it as 2023-04-30"),
        (["tasks", "{plan}", "--output", "{plan}"], "one of the files to read"),
        (["outline", "{plan}", "--columns", "text"], "a tree has no columns"),
        (["deadlines", "{plan}", "--format", "ics", "--alarm", "soon"], "7d, 2w or 12h"),
    ],
)
def test_wrong_use_is_told(arguments: list[str], word: str, plancli: Cli, plan: Path) -> None:
    run = plancli(*(part.format(plan=plan) for part in arguments))
    assert (run.returncode, run.stdout) == (2, b"")
    assert word in run.stderr.decode()
    assert plan.read_text(encoding="utf-8") == HOSTILE


def test_nothing_found_is_said_and_is_no_failure(plancli: Cli, plan: Path) -> None:
    run = plancli("tasks", plan, "--agency", "Bộ Quốc phòng", "--format", "json")
    assert (run.returncode, json.loads(run.stdout)) == (0, [])
    assert "none" in run.stderr.decode()


# --- on a terminal -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["tasks", "show", "outline"])
def test_a_terminal_gets_colours_and_no_color_takes_them(
    command: str, cli_environment: dict[str, str], hostile: Path
) -> None:
    environment = cli_environment | {"TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    drawn = on_terminal(environment, command, str(hostile))
    assert "\x1b[36m" in drawn
    # The document's own escape is shown, not done.
    assert "\\x1b[31m" in drawn
    assert "\x1b[31m" not in drawn
    plain = on_terminal(environment | {"NO_COLOR": "1"}, command, str(hostile))
    assert "\x1b[3" not in plain


def test_a_table_leaves_out_columns_without_anything_in_them(cli_environment: dict[str, str], plan: Path) -> None:
    environment = cli_environment | {"NO_COLOR": "1"}
    drawn = on_terminal(environment, "tasks", str(plan))
    assert "Chủ trì" in drawn
    assert "Phối hợp" not in drawn
    # Unless it was asked for.
    assert "Phối hợp" in on_terminal(environment, "tasks", str(plan), "--columns", "section,coordinate")


def test_on_a_narrow_terminal_nothing_is_cut_off(cli_environment: dict[str, str], plan: Path) -> None:
    environment = cli_environment | {"NO_COLOR": "1"}
    drawn = on_terminal(environment, "tasks", str(plan), columns=120)
    assert "Mục: " not in drawn
    assert "15/5/2024" in drawn
    for columns in (60, 40):
        drawn = on_terminal(environment, "tasks", str(plan), columns=columns)
        lines = [re.sub(r"\x1b\[\d*m", "", line) for line in drawn.splitlines()]
        assert {"Mục: I/1", "Chủ trì: Công an xã", "Đến ngày: 2024-05-15", "Chủ trì: Trường THCS Đông Hải"} <= set(
            lines
        )
        assert max(map(len, lines)) <= columns
        assert lines.count("") == 1


def test_what_is_dated_comes_first_at_a_glance(plancli: Cli) -> None:
    """Of sixteen deadlines the one with a day is the fourteenth; a glance that cuts it off is none."""
    cut = plancli("show", "samples/truong-quang-trong-kh.txt").stdout.decode()
    lines = cut.splitlines()
    assert "trước ngày 15/9/2023" in lines[lines.index("Thời hạn (16)") + 1]


def test_show_in_a_pipe(plancli: Cli, plan: Path) -> None:
    lines = plancli("show", plan).stdout.decode().splitlines()
    assert "Số, ký hiệu: 12/KH-UBND" in lines
    assert "Nhiệm vụ (2)" in lines
    assert any(line.startswith("  I/1 | ") and line.endswith(" | Công an xã | trước ngày 15/5/2024") for line in lines)
    english = plancli("show", plan, "--lang", "en").stdout.decode()
    assert "Number: 12/KH-UBND" in english
    assert "Tasks (2)" in english


def test_show_cuts_lists_short_unless_asked(plancli: Cli) -> None:
    sample = "samples/truong-quang-trong-kh.txt"
    cut = plancli("show", sample).stdout.decode()
    whole = plancli("show", sample, "--all").stdout.decode()
    assert "mục nữa" in cut
    assert "mục nữa" not in whole
    assert "III/6/-1" in whole
    assert "III/6/-1" not in cut
