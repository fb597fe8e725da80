"""The questions that the README asks with jq and DuckDB are asked, of the samples, as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from one_plan import need_program

from plancli.extras import require

Cli = Callable[..., subprocess.CompletedProcess[bytes]]


def blocks(root: Path, language: str) -> list[str]:
    text = (root / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(root: Path, plancli: Cli, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the README's commands have been run."""
    folder = tmp_path_factory.mktemp("readme")
    for arguments in (
        ["batch", root / "samples", "--include", "*.txt", "--include", "*.md", "--out", "parsed", "--quiet"],
        ["collect", "parsed", "--out", "plans.duckdb", "--quiet"],
    ):
        run = plancli(*arguments, cwd=folder)
        assert (run.returncode, run.stderr) == (0, b"")
    return folder


def test_jq_answers(root: Path, folder: Path) -> None:
    need_program("jq")
    (block,) = blocks(root, "jq")
    answers = []
    for line in block.splitlines():
        run = subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, text=True, env=dict(os.environ))
        assert (run.returncode, run.stderr) == (0, ""), line
        answers.append(run.stdout.splitlines())
    plans, deadlines, tasks = answers
    assert "xuan-luong-85-kh-du.txt" in plans
    assert len(plans) < 5
    assert deadlines[0].startswith("2023-")
    assert max(line[:10] for line in deadlines) <= "2023-06-30"
    assert tasks


def test_duckdb_answers(root: Path, folder: Path) -> None:
    (block,) = blocks(root, "sql")
    with require("duckdb", "duckdb").connect(str(folder / "plans.duckdb"), read_only=True) as database:
        answers = [database.execute(statement).fetchall() for statement in block.split(";") if statement.strip()]
    register, cited, agencies, due = answers
    assert register[0][:2] == ("85-KH/ĐU", "Đảng ủy xã Xuân Lương")
    assert len(register) == 5
    assert cited[0][:2] == ("27-NQ/TW", 4)
    assert agencies[0][1] >= agencies[-1][1] > 0
    assert [str(row[1]) for row in due] == sorted(str(row[1]) for row in due)
    assert any(row[3] for row in due)
