"""Nothing leaves the machine, nothing is left behind, and no message says what a document says."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import docx_cases as word
import pytest
from conftest import CompletedCli

from plancli.cli.app import _COMMANDS

Run = Callable[..., CompletedCli]
SAMPLE = "xuan-luong-85-kh-du.txt"


@pytest.fixture
def offline(plancli: Run, root: Path, tmp_path: Path) -> Callable[..., CompletedCli]:
    """Runs plancli where every socket is an error that is written down."""
    log = tmp_path / "sockets.log"

    def run(*arguments: str | Path) -> CompletedCli:
        path = os.pathsep.join([str(root / "tests" / "offline"), str(root)])
        done = plancli(*arguments, cwd=tmp_path, PYTHONPATH=path, PLANCLI_TEST_SOCKETS=str(log))
        assert not log.exists(), (arguments, log.read_text())
        return done

    return run


def test_the_block_works(offline: Run, root: Path, tmp_path: Path) -> None:
    log = tmp_path / "sockets.log"
    environment = os.environ | {"PYTHONPATH": str(root / "tests" / "offline"), "PLANCLI_TEST_SOCKETS": str(log)}
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import socket; socket.socket()'])"
    subprocess.run([sys.executable, "-c", child], env=environment, check=True, capture_output=True)
    assert "socket.__new__" in log.read_text()


def test_no_command_opens_a_socket(offline: Run, root: Path, tmp_path: Path) -> None:
    shutil.copy(root / "samples" / SAMPLE, tmp_path)
    shutil.copy(root / "samples" / SAMPLE.replace(".txt", ".expected.json"), tmp_path)
    (tmp_path / "plan.docx").write_bytes(word.pack(word.parts(word.p("Kế hoạch"))))
    (tmp_path / "page.html").write_text(
        '<html><head><link rel=stylesheet href="http://127.0.0.1:9/a.css"></head>'
        '<body><img src="//127.0.0.1:9/x.png">Kế hoạch'
    )
    parsed = tmp_path / "parsed"
    runs: list[tuple[str | Path, ...]] = [
        ("parse", SAMPLE, "plan.docx", "page.html"),
        ("text", SAMPLE),
        ("show", SAMPLE),
        ("outline", SAMPLE),
        ("refs", SAMPLE),
        ("tasks", SAMPLE, "--format", "xlsx", "-o", "tasks.xlsx"),
        ("deadlines", SAMPLE, "--format", "ics", "-o", "deadlines.ics"),
        ("check", SAMPLE),
        ("batch", ".", "--include", "*.txt", "--out", parsed, "--quiet"),
        ("collect", parsed, "--out", "register.duckdb", "--quiet"),
        ("export", SAMPLE, "--format", "akn"),
        ("chunks", SAMPLE),
        ("report", SAMPLE, "-o", "page-of-plan.html"),
        ("graph", "web", SAMPLE),
        ("schema",),
        ("patterns", "list"),
        ("explain", "outline-gap"),
        ("eval", "."),
        ("doctor",),
    ]
    assert {run[0] for run in runs} == set(_COMMANDS)
    failed = {run[0]: done.stderr for run in runs if (done := offline(*run)).returncode not in (0, 1)}
    assert failed == {}


SECRET = "Nguyễn Bí Mật Tuyệt Đối"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("binary.txt", SECRET.encode() + b"\0" * 300),
        ("mixed.txt", SECRET.encode() * 3 + b"\xff\xfe\xfd\x81" * 30),
        ("damaged.docx", word.pack(word.parts(word.p(SECRET)))[:-40]),
        ("entity.docx", word.pack({"word/document.xml": f"<a>{SECRET}&nothing;</a>"})),
        ("deep.html", f"<html>{SECRET}{'<div>' * 5000}".encode()),
        ("plan.json", f'{{"schema_version": "1.0", "x": "{SECRET}"}}'.encode()),
    ],
)
@pytest.mark.parametrize("command", ["parse", "show", "tasks"])
def test_a_message_names_the_file_and_not_its_content(
    plancli: Run, tmp_path: Path, name: str, data: bytes, command: str
) -> None:
    (tmp_path / name).write_bytes(data)
    run = plancli(command, name, cwd=tmp_path)
    if run.returncode:
        assert name in run.stderr.decode()
    for word_ in SECRET.split()[1:]:
        assert word_ not in run.stderr.decode()


def test_an_internal_fault_tells_no_content(plancli: Run, root: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        f"import plancli.pipeline as p\ndef fail(*a): raise ValueError('bad: {SECRET}')\np.parse = fail\n"
        "import plancli.library as l\nl.parse = fail\n"
    )
    path = os.pathsep.join([str(tmp_path), str(root)])
    run = plancli("parse", root / "samples" / SAMPLE, PYTHONPATH=path)
    assert run.returncode == 3
    assert b"internal error (ValueError" in run.stderr
    assert SECRET not in run.stderr.decode()
    assert SECRET in plancli("parse", "--debug", root / "samples" / SAMPLE, PYTHONPATH=path).stderr.decode()


def test_caches_are_for_their_owner_alone(plancli: Run, root: Path, tmp_path: Path) -> None:
    cache = tmp_path / "home" / "cache"
    assert plancli("parse", root / "samples" / SAMPLE, PLANCLI_CACHE_DIR=str(cache)).returncode == 0
    found = list(cache.rglob("*"))
    assert found
    for path in [cache, *found]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_nothing_is_left_in_the_temporary_folder(plancli: Run, root: Path, tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "plan.docx").write_bytes(word.pack(word.parts(word.p("Kế hoạch"))))
    for name in (root / "samples" / SAMPLE, tmp_path / "plan.docx"):
        for command in ("parse", "show", "check"):
            assert plancli(command, name, TMPDIR=str(tmp_path / "t")).returncode in (0, 1)
    assert list((tmp_path / "t").iterdir()) == []
