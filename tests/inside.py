"""The command line run inside the test's own process: the same as a process of its own, without its start."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from plancli.cli.app import app

Inside = Callable[..., subprocess.CompletedProcess[bytes]]


def runner(monkeypatch: pytest.MonkeyPatch, root: Path) -> Inside:
    """Runs ``plancli ARGUMENTS`` in the checkout, or in ``cwd``, with ``data`` as standard input."""

    def run(*arguments: str | Path, data: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
        monkeypatch.chdir(cwd or root)
        result = CliRunner().invoke(app, [str(part) for part in arguments], input=data)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout_bytes, result.stderr_bytes)

    return run
