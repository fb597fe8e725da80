"""The samples' JSON, compared whole with what is committed beside them.

``pytest --update-golden`` writes it anew; the difference is then for a person to read. CI refuses the flag.
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import plancli
from plancli.writers.json import document_json

SAMPLES = (
    "binh-dinh-80-kh-duk.md",
    "lam-dong-huyen-uy-kh.txt",
    "thai-nguyen-ubnd-kh.md",
    "truong-quang-trong-kh.txt",
    "xuan-luong-85-kh-du.txt",
)


def expected_path(sample: Path) -> Path:
    return sample.with_suffix(".expected.json")


def test_every_sample_is_here(root: Path) -> None:
    found = {path.name for path in (root / "samples").iterdir() if not path.name.endswith(".expected.json")}
    assert found == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_gives_the_json_that_is_committed(
    name: str, root: Path, monkeypatch: pytest.MonkeyPatch, update_golden: bool
) -> None:
    monkeypatch.chdir(root)
    sample = Path("samples") / name
    found = document_json(plancli.parse_file(sample), indent=True) + "\n"
    path = expected_path(sample)
    if update_golden:
        path.write_text(found, encoding="utf-8")
    assert path.is_file(), f"{path} is missing; write it with: pytest --update-golden"
    expected = path.read_text(encoding="utf-8")
    changes = difflib.unified_diff(expected.splitlines(), found.splitlines(), "expected", "found", lineterm="", n=2)
    assert found == expected, "\n".join(list(changes)[:80])


def test_ci_refuses_to_update(root: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--update-golden", "--collect-only", "-q"]
    run = subprocess.run(
        [*command, "tests/test_golden.py"], capture_output=True, cwd=root, env=os.environ | {"CI": "true"}, text=True
    )
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "refused where CI is set" in run.stderr + run.stdout
