"""The examples on the pages that no other test runs: archives, collections, evaluation, the output."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from batch_store import s3_server

from plancli.extras import require

PARTS = "2"
"""Of shards, where the page has 64."""


def blocks(root: Path, page: str, language: str) -> list[str]:
    text = (root / "docs" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


class Shell:
    """A folder with archives in it, and plancli by its name."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder = folder / "work"
        binaries = folder / "bin"
        binaries.mkdir()
        # SQLite's own shell need not be there; what it would say, Python's library says.
        ask = "import sqlite3, sys; [print(*row, sep='|') for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2])]"
        for name, command in (("plancli", "-m plancli"), ("sqlite3", f'-c "{ask}"')):
            script = binaries / name
            script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {command} "$@"\n')
            script.chmod(0o755)
        self.environment = os.environ | {
            "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(root),
            "SLURM_ARRAY_TASK_ID": "1",
            "JOB_COMPLETION_INDEX": "1",
        }
        (self.folder / "archive" / "2023" / "quý 2").mkdir(parents=True)
        (self.folder / "more").mkdir()
        shutil.copytree(root / "samples", self.folder / "samples")
        (self.folder / "mark").touch()
        os.utime(self.folder / "mark", (1, 1))
        word = docx.Document()
        for line in ("KẾ HOẠCH", "trồng cây", "1. Trồng cây trước ngày 15/5/2023."):
            word.add_paragraph(line)
        word.save(str(self.folder / "archive" / "2023" / "quý 2" / "a.docx"))
        sample = (root / "samples" / "binh-dinh-80-kh-duk.md").read_text(encoding="utf-8")
        (self.folder / "archive" / "2023" / "b.md").write_text(sample, encoding="utf-8")
        (self.folder / "more" / "c.md").write_text(sample.replace("2023", "2024"), encoding="utf-8")

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        run = subprocess.run(
            ["sh", "-c", line], cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert run.returncode == 0, (line, run.stderr)
        return run


@pytest.fixture
def shell(tmp_path: Path, root: Path) -> Shell:
    return Shell(tmp_path, root)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with s3_server(tmp_path_factory.mktemp("cache"), "archive", "results") as environment:
        files = require("fsspec", "remote").filesystem("s3", skip_instance_cache=True)
        for name in ("2023/a.txt", "2023/b.txt", "2024/c.txt"):
            files.pipe_file(f"archive/{name}", f"KẾ HOẠCH\nsố {name}\n\n1. Trồng cây\n".encode())
        yield environment


def test_the_page_on_archives(root: Path, shell: Shell, store: dict[str, str]) -> None:
    shell.environment |= store
    told: dict[str, str] = {}
    for block in blocks(root, "batch.md", "sh"):
        for line in block.splitlines():
            if line.startswith(("#", "pip ")):
                continue
            # What the page has at the root of the machine is in the folder here.
            here = re.sub(r"(?<= )/(archive|results)\b", rf"{shell.folder}/\1", line).replace("64", PARTS)
            told[line] = shell.run(here).stdout
            if "/results" in line and "xargs" not in line:
                shutil.rmtree(shell.folder / "results", ignore_errors=True)
    assert len(told) >= 10
    status = next(text for line, text in told.items() if "--status" in line)
    assert "done" in status.splitlines()[0]
    last = json.loads(next(text for line, text in told.items() if line.endswith("| tail -1")))
    assert last["event"] == "finished"
    assert last["seconds"] > 0
    assert last["done"] == 2
    # All shards are there, and with them all documents.
    names = {path.name for path in (shell.folder / "results" / ".plancli").glob("manifest-*-of-2.sqlite")}
    assert names == {"manifest-1-of-2.sqlite", "manifest-2-of-2.sqlite"}
    assert len(list((shell.folder / "results").rglob("*.json"))) == 2
    files = require("fsspec", "remote").filesystem("s3", skip_instance_cache=True)
    assert [name for name in files.find("results/2023") if name.endswith(".jsonl")]


def test_the_page_on_collections(root: Path, shell: Shell) -> None:
    shell.run("plancli batch samples --include '*.txt' --include '*.md' --out parsed --quiet")
    (commands,) = blocks(root, "collections.md", "sh")
    for line in commands.splitlines():
        shell.run(line)
    written = {path.name for path in shell.folder.iterdir()}
    assert {"register.xlsx", "plans.duckdb", "plans.sqlite", "tables"} <= written
    (question,) = blocks(root, "collections.md", "sql")
    with require("duckdb", "duckdb").connect(str(shell.folder / "plans.duckdb"), read_only=True) as database:
        answers = database.execute(question).fetchall()
    assert ("85-KH/ĐU", "Đảng ủy xã Xuân Lương") in {(number, issuer) for number, _, issuer in answers}


def test_the_page_on_evaluation(root: Path, shell: Shell) -> None:
    lines = [line[2:] for block in blocks(root, "evaluation.md", "console") for line in block.splitlines()]
    assert len(lines) >= 4
    for line in lines:
        shell.run(line)


def test_the_page_on_the_output(root: Path, shell: Shell) -> None:
    (example,) = blocks(root, "output.md", "python")
    (shell.folder / "example.py").write_text(example, encoding="utf-8")
    printed = shell.run(f'"{sys.executable}" example.py').stdout.splitlines()
    assert printed == [line.partition("# → ")[2] for line in example.splitlines() if "# → " in line] != []
    (object_,) = blocks(root, "output.md", "json")
    assert set(json.loads(object_)) == {"source", "error"}


def test_every_page_with_examples_has_a_test(root: Path) -> None:
    """Pages with commands or programs on them, and the tests that run these."""
    run = "".join(path.read_text(encoding="utf-8") for path in (root / "tests").glob("test_*.py"))
    for path in [root / "README.md", *(root / "docs").glob("*.md")]:
        languages = set(re.findall(r"^```(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
        if languages & {"console", "sh", "python", "sql", "jq"}:
            assert path.name in run, path.name
