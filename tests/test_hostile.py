"""Files made to do harm: each gets a clear answer, within its time and memory, and does nothing else."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import CompletedCli
from hostile_cases import CASES, HEAD, Case

from plancli.extras import require

Run = Callable[..., CompletedCli]


class Answer(NamedTuple):
    """What a process printed, and what it took."""

    status: int
    out: bytes
    err: bytes
    seconds: float
    megabytes: float


def bounded(arguments: list[str], folder: Path, environment: dict[str, str], case: Case) -> Answer:
    """Run plancli; it is killed far beyond its processor time."""
    out, err = folder / "out", folder / "err"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "plancli", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            env=environment,
            cwd=folder,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (int(case.seconds * 3), int(case.seconds * 3))),
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Answer(
        process.returncode, out.read_bytes(), err.read_bytes(), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_hostile_file_has_its_answer(case: Case, tmp_path: Path, cli_environment: dict[str, str]) -> None:
    path = tmp_path / case.name
    path.write_bytes(case.data())
    before = sorted(tmp_path.rglob("*"))
    answer = bounded(["parse", "--format", "jsonl", "--ocr", ocr(case), str(path)], tmp_path, cli_environment, case)
    assert answer.seconds < case.seconds
    assert answer.megabytes < case.megabytes
    assert b"Traceback" not in answer.err
    if case.code is None:
        assert (answer.status, answer.err) == (0, b"")
        assert json.loads(answer.out)["schema_version"] == "1.0"
    else:
        assert answer.status in (3, 4), answer.err
        assert answer.err.count(b"\n") == 1
        assert answer.err.startswith(b"plancli: " + os.fsencode(path) + b": ")
        assert error_code(path, cli_environment, ocr(case)) in case.code.split("|"), answer.err
    assert [found for found in sorted(tmp_path.rglob("*")) if found.name not in ("out", "err")] == before
    assert not Path("/tmp/plancli-was-here").exists()


def ocr(case: Case) -> str:
    """Pictures are read from their pixels or not at all."""
    return "auto" if case.name.endswith((".png", ".tif")) else "never"


def error_code(path: Path, environment: dict[str, str], way: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "plancli", "parse", "--format", "jsonl", "--ocr", way, path, path.parent],
        env=environment,
        capture_output=True,
        check=False,
        timeout=120,
    )
    return str(json.loads(run.stdout.splitlines()[0])["error"]["code"])


def test_passwords_of_this_machine_are_never_in_an_answer(plancli: Run, tmp_path: Path) -> None:
    secret = Path("/etc/passwd").read_text().splitlines()[0].encode()
    for case in CASES:
        if "external" in case.name or "parameter" in case.name or "paths" in case.name:
            (tmp_path / case.name).write_bytes(case.data())
    run = plancli("parse", "--with-text", *sorted(tmp_path.iterdir()))
    assert run.stdout.count(b"\n") == 5
    assert secret not in run.stdout + run.stderr


# --- what a document says, where it is shown ------------------------------------------------------------------------

FORMULAS = ("=1+1", "+1", "-1+2", "@SUM(A1)", '=HYPERLINK("http://a")', "\t=1", "＝1")
HOSTILE = (
    HEAD
    + "II. TỔ CHỨC THỰC HIỆN\n1. Văn phòng Đảng ủy\n"
    + "".join(
        f"- {formula} theo Kế hoạch số {number}-KH/ĐU trước ngày 0{number}/5/2023\n"
        for number, formula in enumerate(FORMULAS, 1)
    )
)


@pytest.fixture
def formulas(tmp_path: Path) -> Path:
    """A name and a text full of formulas."""
    path = tmp_path / "=cmd|' !A0.txt"
    path.write_text(HOSTILE, encoding="utf-8")
    return path


@pytest.mark.parametrize("command", ["tasks", "deadlines", "refs"])
def test_no_cell_of_a_table_is_a_formula(plancli: Run, formulas: Path, command: str) -> None:
    run = plancli(command, formulas.name, "--format", "csv", cwd=formulas.parent)
    assert run.returncode == 0, run.stderr
    rows = list(csv.reader(io.StringIO(run.stdout.decode("utf-8-sig"))))
    assert len(rows) >= len(FORMULAS)
    assert [cell for row in rows for cell in row if cell[:1] in "=+-@\t＝" and len(cell) > 1] == []
    target = formulas.parent / "table.xlsx"
    run = plancli(command, formulas.name, "--format", "xlsx", "-o", target, cwd=formulas.parent)
    assert run.returncode == 0, run.stderr
    cells = [cell for row in require("openpyxl", "dev").load_workbook(target).active.iter_rows() for cell in row]
    assert len(cells) > len(FORMULAS)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_of_a_collection_is_a_formula(plancli: Run, formulas: Path, tmp_path: Path, form: str) -> None:
    assert plancli("batch", formulas, "--out", tmp_path / "parsed", "--quiet").returncode == 0
    target = tmp_path / ("tables" if form == "csv" else "register.xlsx")
    run = plancli(
        "collect", tmp_path / "parsed", "--out", target, "--quiet", *(["--format", "csv"] if form == "csv" else [])
    )
    assert run.returncode == 0, run.stderr
    if form == "csv":
        texts = [path.read_text(encoding="utf-8-sig") for path in target.glob("*.csv")]
        assert texts
        cells = [cell for text in texts for row in csv.reader(io.StringIO(text)) for cell in row]
        assert [cell for cell in cells if cell[:1] in "=+@\t＝" and len(cell) > 1] == []
    else:
        book = require("openpyxl", "dev").load_workbook(target)
        kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds


MARKUP = (
    '<script>alert(1)</script><img src=x onerror=alert(1)>" onmouseover="alert(1) javascript:alert(1) {{7*7}} </title>'
)


def test_no_markup_of_a_document_is_markup_of_its_report(plancli: Run, tmp_path: Path) -> None:
    path = tmp_path / "<b onclick=x>.txt"
    path.write_text(HEAD + f"1. {MARKUP}\nCăn cứ Kế hoạch số 1-KH/ĐU {MARKUP}\n", encoding="utf-8")
    run = plancli("report", path, "-o", tmp_path / "page.html")
    assert run.returncode == 0, run.stderr
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b onclick" not in page
    assert "{{7*7}}" in page.replace("&#123;", "{").replace("&#125;", "}")


ESCAPES = "\x1b[31mđỏ\x1b]0;tiêu đề\x07\x9b2J\u202egọp\u2066 \x00\x7f"


@pytest.mark.parametrize("command", ["show", "outline", "tasks", "deadlines", "refs", "check"])
def test_no_escape_sequence_reaches_the_terminal(plancli: Run, tmp_path: Path, command: str) -> None:
    path = tmp_path / "tên\x1b[31m\u202e.txt"
    body = (
        f"I. Việc {ESCAPES}\n1. Giao Văn phòng {ESCAPES} thực hiện Kế hoạch số 1-KH/ĐU {ESCAPES} trước ngày 01/5/2023\n"
    )
    path.write_text(HEAD + body.replace("\x00", ""), encoding="utf-8")
    run = plancli(command, path)
    assert run.returncode in (0, 1), run.stderr
    acting = [char for char in (run.stdout + run.stderr).decode() if char in "\x1b\x07\x9b\x7f\u202e\u2066"]
    assert acting == []


def test_no_escape_sequence_of_a_name_reaches_the_terminal(plancli: Run, tmp_path: Path) -> None:
    run = plancli("parse", tmp_path / "không có\x1b[31m\x9b\u202e\n.txt")
    assert run.returncode == 3
    assert run.stderr.count(b"\n") == 1
    assert not set(run.stderr.decode()) & set("\x1b\x9b\u202e")


def test_json_keeps_the_value_and_shows_no_escape(plancli: Run) -> None:
    run = plancli("parse", "-", "--with-text", data=(HEAD + "1. Việc \x1b[31m \x9b \u202e\n").encode())
    assert run.returncode == 0
    assert not set(run.stdout.decode()) & set("\x1b\x9b\u202e")
    assert json.loads(run.stdout)["text"].endswith("1. Việc \x1b[31m \x9b \u202e\n")


# --- names and links -------------------------------------------------------------------------------------------------

NAMES = (
    "-rf.txt", "--output.txt", " đầu và cuối .txt", "a\nb.txt", "a\tb.txt", "'\"`$(reboot)`.txt", "%s%n{0}{{x}}.txt",
    "CON.txt", "..txt", "…/".replace("/", "") + ".txt", "*?[a].txt", "a" * 240 + ".txt", "kế hoạch".upper() + ".TXT",
    "file:x.txt", "http:__x.txt", "\u202egnp.txt", ";rm -rf .txt", "\\\\server\\x.txt", "ke\u0302\u0301.txt",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_a_name(plancli: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(HEAD, encoding="utf-8")
    run = plancli("parse", "--", name, cwd=tmp_path)
    assert (run.returncode, run.stderr) == (0, b"")
    assert json.loads(run.stdout)["source"]["path"] == name
    assert list(tmp_path.iterdir()) == [path]


def test_links_out_of_a_tree_are_not_followed(plancli: Run, tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "secret"
    inside.mkdir()
    outside.mkdir()
    (inside / "plan.txt").write_text(HEAD, encoding="utf-8")
    (outside / "secret.txt").write_text(HEAD + "1. Bí mật\n", encoding="utf-8")
    (inside / "folder").symlink_to(outside)
    (inside / "file.txt").symlink_to(outside / "secret.txt")
    (inside / "up").symlink_to("..")
    run = plancli("batch", inside, "--out", tmp_path / "parsed", "--quiet")
    assert run.returncode == 0, run.stderr
    found: list[Any] = [json.loads(path.read_text()) for path in (tmp_path / "parsed").rglob("*.json")]
    assert [item["source"]["path"] for item in found if "source" in item] == ["plan.txt"]


@pytest.mark.parametrize("depth", [1000, 100_000])
def test_json_that_is_nested_too_deep_is_refused(plancli: Run, tmp_path: Path, depth: int) -> None:
    path = tmp_path / "plan.json"
    path.write_text("[" * depth + "]" * depth)
    for command in ("show", "tasks", "report"):
        run = plancli(command, path, *(["-o", tmp_path / "page.html"] if command == "report" else []))
        assert run.returncode in (2, 3), (command, run.stdout[:200])
        assert run.stderr.count(b"\n") == 1, run.stderr[:300]
        assert b"internal" not in run.stderr
