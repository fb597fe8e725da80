"""The wheel, built from the source archive and run in a clean environment away from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The source archive and the wheel that was built from it."""
    target = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(target), str(root)],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=target,
    )
    (archive,) = target.glob("*.tar.gz")
    (wheel,) = target.glob("*.whl")
    return archive, wheel


def test_the_archives_hold_what_they_should(built: tuple[Path, Path], root: Path) -> None:
    archive, wheel = built
    with tarfile.open(archive) as tar:
        sources = {name.partition("/")[2] for name in tar.getnames()}
    for name in (".ci/run", "README.md", "LICENSE", "CHANGELOG.md", "docs/output.md", "tests/test_wheel.py"):
        assert name in sources
    with zipfile.ZipFile(wheel) as package:
        names = set(package.namelist())
        metadata = next(package.read(name) for name in names if name.endswith("/METADATA")).decode()
    patterns = {path.name for path in (root / "patterns").glob("*.toml")}
    assert {name for name in names if name.startswith("plancli/_patterns/")} == {
        f"plancli/_patterns/{name}" for name in patterns
    }
    modules = {path.relative_to(root).as_posix() for path in (root / "plancli").rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == modules
    assert "plancli/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests", "samples")) for name in names)
    assert "License-Expression: Apache-2.0" in metadata
    assert "Requires-Python: >=3.11" in metadata


def test_the_wheel_works_in_a_clean_environment(built: tuple[Path, Path], root: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}

    def run(*command: str | Path) -> bytes:
        return subprocess.run(
            [str(scripts / command[0]), *map(str, command[1:])],
            check=True,
            stdout=subprocess.PIPE,
            cwd=tmp_path,
            env=environment,
        ).stdout

    run("python", "-m", "pip", "install", "--quiet", built[1])
    sample = root / "samples" / "xuan-luong-85-kh-du.txt"
    found = json.loads(run("plancli", "parse", sample))
    expected = json.loads(sample.with_suffix(".expected.json").read_text(encoding="utf-8"))
    assert found["source"].pop("path") == str(sample)
    assert expected["source"].pop("path")
    assert found == expected
    assert run("plancli", "text", sample) == sample.read_bytes()
    assert run("plancli", "patterns", "check").endswith(b"all examples hold\n")
    assert run("plancli", "--version") == run("python", "-m", "plancli", "--version")
    where = run("python", "-c", "import plancli; print(plancli.__file__)").decode()
    assert where.startswith(str(home))
