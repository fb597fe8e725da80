"""The README's commands and examples are run as they stand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def commands(readme: str) -> tuple[str, str]:
    """The two commands of the first screen: parse a sample, run the tests."""
    first, second = (block.strip() for block in blocks(readme, "sh")[:2])
    assert "\n" not in first + second
    return first, second


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """A copy of the checkout as a newcomer has it: no environment, no caches."""
    target = tmp_path / "plancli"
    unwanted = shutil.ignore_patterns(".git", ".venv*", "__pycache__", ".*_cache", ".hypothesis", "build", "dist")
    shutil.copytree(root, target, ignore=unwanted)
    return target


def newcomer() -> dict[str, str]:
    """The environment without this test run's own Python settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST", "VIRTUAL"))}
    # An environment that is active puts its own python3 first; a newcomer's is the one it was made from.
    inside = str(Path(sys.prefix) / "bin")
    kept["PATH"] = os.pathsep.join(part for part in kept["PATH"].split(os.pathsep) if part != inside)
    return kept


def test_both_commands_stand_on_the_first_screen(readme: str, commands: tuple[str, str]) -> None:
    screen = "\n".join(readme.splitlines()[:40])
    for command in commands:
        assert command in screen


def test_the_first_command_parses_a_sample(commands: tuple[str, str], checkout: Path) -> None:
    run = subprocess.run(["sh", "-c", commands[0]], cwd=checkout, env=newcomer(), capture_output=True)
    assert run.returncode == 0, run.stderr.decode()
    document = json.loads(run.stdout)
    expected = checkout / Path(document["source"]["path"]).with_suffix(".expected.json")
    assert document == json.loads(expected.read_text(encoding="utf-8"))


def test_the_second_command_runs_the_tests(commands: tuple[str, str], checkout: Path, root: Path) -> None:
    """Set-up and all; here only collected, since this is one of them. CI runs it in the same words."""
    assert commands[1] in (root / ".ci" / "run").read_text(encoding="utf-8")
    environment = newcomer() | {"PYTEST_ADDOPTS": "--collect-only -q"}
    run = subprocess.run(["sh", "-c", commands[1]], cwd=checkout, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"^\d+ tests collected", run.stdout, re.MULTILINE)


def test_the_library_examples_run(readme: str, root: Path) -> None:
    examples = blocks(readme, "python")
    assert examples
    for example in examples:
        run = subprocess.run(
            [sys.executable, "-c", example],
            cwd=root,
            env=os.environ | {"PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stderr
        expected = [line.partition("# → ")[2] for line in example.splitlines() if "# → " in line]
        assert run.stdout.splitlines() == expected


def test_the_shell_examples_run(readme: str, root: Path, tmp_path: Path) -> None:
    """The blocks marked ``console``: each line that begins with ``$`` ends well."""
    binaries = tmp_path / "bin"
    binaries.mkdir()
    script = binaries / "plancli"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m plancli "$@"\n')
    script.chmod(0o755)
    environment = os.environ | {"PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(root)}
    work = tmp_path / "work"
    shutil.copytree(root / "samples", work / "samples")
    lines = [line[2:] for block in blocks(readme, "console") for line in block.splitlines() if line.startswith("$ ")]
    assert len(lines) >= 5
    for line in lines:
        run = subprocess.run(["sh", "-c", line], cwd=work, env=environment, capture_output=True, text=True)
        assert (run.returncode, run.stderr) == (0, ""), line


def test_every_command_is_named(readme: str) -> None:
    for command in command_names():
        assert re.search(rf"plancli {command}\b", readme), command


def command_names() -> list[str]:
    """All commands, and those below ``graph`` and ``patterns`` that a newcomer needs."""
    from typer.main import get_command

    from plancli.cli.app import build

    commands = getattr(get_command(build(None)), "commands", {})
    assert len(commands) > 15
    return [*commands, "graph trace", "patterns check"]
