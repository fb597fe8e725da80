"""What plancli is made of: few dependencies, their lowest versions, licences, a bill of materials, equal builds."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

# Licences under which a package may be used with one under Apache-2.0, as packages name them.
COMPATIBLE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python|Unlicense|CNRI|HPND|MIT-CMU|MPL|Mozilla|Zlib|0BSD|Dual License", re.IGNORECASE
)


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return dict(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"])


@pytest.fixture(scope="module")
def tool(root: Path) -> dict[str, Any]:
    """The maker of bills of materials, as a module."""
    return runpy.run_path(str(root / ".ci" / "sbom.py"))


def test_dependencies_are_few_and_have_lower_bounds(project: dict[str, Any]) -> None:
    assert len(project["dependencies"]) <= 9
    for extra in ("calendar", "dask", "duckdb", "excel", "parquet", "remote", "report"):
        assert all(">=" in line for line in project["optional-dependencies"][extra])
    assert all(">=" in line for line in project["dependencies"])


def test_the_lowest_versions_are_those_of_the_project(project: dict[str, Any], root: Path) -> None:
    lines = (root / ".ci" / "lowest.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    bounds = {
        match[1]: match[2] for line in project["dependencies"] if (match := re.fullmatch(r"([\w-]+)>=([\d.]+).*", line))
    }
    assert pinned.keys() == bounds.keys()
    for name, version in bounds.items():
        assert pinned[name] == version or pinned[name] == f"{version}.0"


def test_the_bill_names_all_that_runs(tool: dict[str, Any], project: dict[str, Any], root: Path) -> None:
    made = [
        subprocess.run([sys.executable, ".ci/sbom.py"], cwd=root, capture_output=True, check=True) for _ in range(2)
    ]
    assert made[0].stdout == made[1].stdout
    bill = json.loads(made[0].stdout)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    names = {item["name"] for item in bill["components"]}
    assert {tool["normal"](re.split("[<>=]", line)[0]) for line in project["dependencies"]} <= names
    refs = {item["bom-ref"] for item in bill["components"]} | {bill["metadata"]["component"]["bom-ref"]}
    assert {item["ref"] for item in bill["dependencies"]} == refs
    assert all(below in refs for item in bill["dependencies"] for below in item["dependsOn"])
    for item in bill["components"]:
        assert item["version"] == metadata.version(item["name"])
        assert item["purl"] == f"pkg:pypi/{item['name']}@{item['version']}"


def test_licences_are_compatible_and_listed(tool: dict[str, Any], root: Path) -> None:
    page = (root / "docs" / "reliability.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+?) \|$", page.partition("## Licences")[2], re.MULTILINE))
    for name in tool["closure"]("plancli"):
        licence = tool["licence"](name)
        assert COMPATIBLE.search(licence), (name, licence)
        assert name in listed, f"docs/reliability.md lists no {name}: {licence}"
        words = {word.lower() for word in re.findall(r"[A-Za-z]{3,}", licence)} - {"license", "licenses"}
        assert words & {word.lower() for word in re.findall(r"[A-Za-z]{3,}", listed[name])}, (name, licence)


def test_two_builds_are_equal(root: Path, tmp_path: Path) -> None:
    made = []
    for turn in ("one", "two"):
        tree = tmp_path / turn / "plancli"
        leave = shutil.ignore_patterns(".git", ".venv*", "__pycache__", ".*_cache", ".hypothesis", "dist", "*.egg-info")
        shutil.copytree(root, tree, ignore=leave)
        if turn == "two":
            for path in tree.rglob("*"):
                if path.is_file():
                    path.touch()
        target = tmp_path / turn / "dist"
        command = [sys.executable, "-m", "build", "--outdir", str(target), str(tree)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=tmp_path)
        made.append({path.name: path.read_bytes() for path in target.iterdir()})
    assert sorted(made[0]) == sorted(made[1])
    assert len(made[0]) == 2
    for name, data in made[0].items():
        assert data == made[1][name], name
