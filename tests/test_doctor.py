"""``plancli doctor``: what works here, what is missing, how to install it, and the exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from conftest import CompletedCli
from one_plan import need_program

from plancli.cli import doctor
from plancli.readers.formats import FORMATS

Run = Callable[..., CompletedCli]


def report(result: CompletedCli) -> dict[str, Any]:
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_every_reader_of_the_registry_is_listed() -> None:
    listed = {form for reader in doctor._READERS for form in reader.formats}
    readable = {form.name for form in FORMATS if form.read is not None} - {"docx-locked"}
    pictures = {"gif", "bmp", "webp", "heif"}
    assert readable - pictures <= listed
    assert listed <= {form.name for form in FORMATS}


def test_the_report_as_json(plancli: Run) -> None:
    result = plancli("doctor", "--format", "json")
    assert result.returncode == 0, result.stderr
    found = report(result)
    readers = {item["name"]: item for item in found["readers"]}
    assert set(readers) == {"text", "docx", "html", "pdf", "doc", "rtf", "odt", "ocr"}
    assert all(readers[name]["works"] and readers[name]["mandatory"] for name in ("text", "docx", "html", "pdf"))
    assert all(item["limits"]["file_bytes"] > 0 for item in readers.values())
    needs = {item["name"]: item for item in found["needs"]}
    assert needs["lxml"]["version"]
    assert all(item["install"] for item in needs.values())
    assert {name for item in readers.values() for name in item["needs"]} == set(needs)
    assert found["plancli"]
    assert found["python"]


def test_the_report_for_people(plancli: Run) -> None:
    result = plancli("doctor")
    assert result.returncode == 0, result.stderr
    rows = [line.split("\t") for line in result.stdout.decode().splitlines() if "\t" in line]
    assert [row[0] for row in rows] == ["text", "docx", "html", "pdf", "doc", "rtf", "odt", "ocr"]
    assert all(len(row) == 5 for row in rows)
    assert rows[0][1] == "works"


def test_only_what_is_asked_for(plancli: Run) -> None:
    found = report(plancli("doctor", "docx", ".HTM", "--format", "json"))
    assert [item["name"] for item in found["readers"]] == ["docx", "html"]
    assert [item["name"] for item in found["needs"]] == ["lxml"]


def test_programs_that_are_missing(plancli: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    nothing = {"PATH": str(tmp_path / "empty")}
    result = plancli("doctor", **nothing)
    assert result.returncode == 0
    text = result.stdout.decode()
    assert "libreoffice is missing: apt-get install libreoffice" in text
    assert "tesseract-vie is missing: apt-get install tesseract-ocr-vie" in text
    for name in ("doc", "ocr", "tesseract", "vie", "soffice"):
        assert plancli("doctor", name, **nothing).returncode == 4
    found = report(plancli("doctor", "rtf", "--format", "json", **nothing))
    assert found["readers"][0]["missing"] == ["libreoffice"]
    assert found["readers"][0]["works"] is False


def test_programs_that_are_there(plancli: Run) -> None:
    need_program("soffice")
    need_program("tesseract")
    result = plancli("doctor", "doc", "libreoffice", "tesseract", "--format", "json")
    assert result.returncode == 0, result.stderr
    needs = {item["name"]: item for item in report(result)["needs"]}
    assert all(item["works"] for item in needs.values())
    assert needs["libreoffice"]["version"]
    assert needs["tesseract"]["version"]


def test_an_unknown_name_is_wrong_use(plancli: Run) -> None:
    result = plancli("doctor", "docs")
    assert result.returncode == 2
    assert b"did you mean doc" in result.stderr
    assert plancli("doctor", "qqqqqq").returncode == 2


def test_a_package_that_is_missing_fails_what_needs_it(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(typer.Exit) as caught:
        doctor.doctor(["pdf"])
    assert caught.value.exit_code == 4
    assert b"pypdfium2 is missing: pip install" in capfdbinary.readouterr().out


def test_importing_the_command_loads_no_reader() -> None:
    code = (
        "import sys, plancli.cli.doctor;"
        "heavy = {'lxml', 'pypdfium2', 'PIL', 'plancli.readers.formats', 'plancli.readers.office.program'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)
