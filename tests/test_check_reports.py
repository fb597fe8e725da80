"""How findings are shown: lines and columns, the list, JSON, SARIF, annotations; and the command."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped,unused-ignore]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inside import runner
from sarif_pydantic import Sarif  # type: ignore[import-untyped,unused-ignore]

from plancli.check.positions import Lines, characters
from plancli.check.reports import Report, Unread, report_github, report_rich, report_text, reports_json, reports_sarif
from plancli.model import Diagnostic
from plancli.patterns import Patterns
from plancli.review.registry import registered

Cli = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def plancli(monkeypatch: pytest.MonkeyPatch, root: Path) -> Cli:
    """The commands inside this process: there are many, and a start each costs more than the work."""
    return runner(monkeypatch, root)


TEXT = "Dòng một.\nHai có chữ sai ở đây,\nvà ba.\n"
FAULTY = """KẾ HOẠCH
trồng cây

I. NỘI DUNG
1. Dọn vườn vườn trường, xong trước ngày 31/6/2024.
3. Tưới cây của của trường.
"""

# What SARIF 2.1.0 demands of the parts that are written here (sections 3.13 to 3.30 of the standard).
SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "message": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "run": {
            "type": "object",
            "required": ["tool"],
            "properties": {
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "tool": {
                    "type": "object",
                    "required": ["driver"],
                    "properties": {
                        "driver": {
                            "type": "object",
                            "required": ["name"],
                            "properties": {
                                "rules": {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/rule"}}
                            },
                        }
                    },
                },
                "invocations": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["executionSuccessful"],
                        "properties": {
                            "toolExecutionNotifications": {
                                "type": "array",
                                "items": {
                                    "type": "object",
                                    "required": ["message"],
                                    "properties": {
                                        "level": {"$ref": "#/$defs/level"},
                                        "message": {"$ref": "#/$defs/message"},
                                        "locations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
                                    },
                                },
                            }
                        },
                    },
                },
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
            },
        },
        "rule": {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "string"},
                "shortDescription": {"$ref": "#/$defs/message"},
                "fullDescription": {"$ref": "#/$defs/message"},
                "help": {"$ref": "#/$defs/message"},
                "defaultConfiguration": {"type": "object", "properties": {"level": {"$ref": "#/$defs/level"}}},
            },
        },
        "result": {
            "type": "object",
            "required": ["message"],
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": -1},
                "level": {"$ref": "#/$defs/level"},
                "message": {"$ref": "#/$defs/message"},
                "locations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
                "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
                "properties": {"type": "object"},
            },
        },
        "location": {
            "type": "object",
            "properties": {
                "physicalLocation": {
                    "type": "object",
                    "required": ["artifactLocation"],
                    "properties": {
                        "artifactLocation": {
                            "type": "object",
                            "properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9\-._~%!$&'()*+,;=:@/]+$"}},
                        },
                        "region": {
                            "type": "object",
                            "properties": {
                                **{
                                    name: {"type": "integer", "minimum": 1}
                                    for name in ("startLine", "startColumn", "endLine", "endColumn")
                                },
                                "charOffset": {"type": "integer", "minimum": 0},
                                "charLength": {"type": "integer", "minimum": 0},
                                "snippet": {"$ref": "#/$defs/message"},
                            },
                        },
                    },
                }
            },
        },
    },
}


def finding(span: tuple[int, int] | None, message: str = "chữ sai", code: str = "ocr-suspect") -> Diagnostic:
    return Diagnostic(code=code, severity="warning", message=message, span=span, section="I")


def place(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


# --- positions -----------------------------------------------------------------------------------------------------


def test_lines_and_columns_count_from_one() -> None:
    lines = Lines(TEXT)
    assert lines.place((0, 4)) == (1, 1, 1, 5)
    assert lines.place(place("chữ sai")) == (2, 8, 2, 15)
    assert lines.place(place("đây,\nvà")) == (2, 18, 3, 3)
    assert lines.place((len(TEXT) - 1, len(TEXT))) == (3, 7, 3, 8)


def test_the_snippet_underlines_the_words() -> None:
    snippet = Lines(TEXT).snippet(place("chữ sai"))
    assert snippet.text[snippet.start : snippet.start + snippet.length] == "chữ sai"
    over = Lines(TEXT).snippet(place("đây,\nvà"))
    assert over.text[over.start : over.start + over.length] == "đây,"


def test_a_long_line_is_cut_round_the_words() -> None:
    text = "trước " * 200 + "LỖI" + " sau" * 200
    start = text.index("LỖI")
    snippet = Lines(text).snippet((start, start + 3))
    assert len(snippet.text) <= 110
    assert snippet.text.startswith("…")
    assert snippet.text.endswith("…")
    assert snippet.text[snippet.start : snippet.start + snippet.length] == "LỖI"


def test_columns_on_screen_are_those_of_composed_letters() -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", "Nghị quyết sai")
    start = text.index("sai")
    snippet = Lines(text).snippet((start, start + 3))
    assert (snippet.start, snippet.length) == (11, 3)
    assert snippet.text[slice(*characters(snippet))] == "sai"


@given(st.text(max_size=300), st.data())
def test_any_span_has_a_place_and_a_snippet(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    lines = Lines(text)
    found = lines.place((start, end))
    assert (found.line, found.column) == (text[:start].count("\n") + 1, start - (text[:start].rfind("\n") + 1) + 1)
    snippet = lines.snippet((start, end))
    assert "\n" not in snippet.text
    assert snippet.start >= 0


# --- reports -------------------------------------------------------------------------------------------------------


def test_the_list() -> None:
    report = Report("kế hoạch.txt", TEXT, [finding(None), finding(place("chữ sai"))])
    assert report_text(report, "vi").splitlines() == [
        "kế hoạch.txt: cảnh báo: chữ sai [ocr-suspect]",
        "kế hoạch.txt:2:8: cảnh báo: chữ sai [ocr-suspect]",
        "    Hai có chữ sai ở đây,",
        "           ^^^^^^^",
    ]
    assert "kế hoạch.txt: warning: chữ sai" in report_text(report, "en")


def test_the_list_on_a_terminal_underlines() -> None:
    report = Report("a.txt", TEXT, [finding(place("chữ sai"))])
    first, second = report_rich(report, "vi")
    assert "2:8" in first.plain
    (mark,) = [span for span in second.spans if "underline" in str(span.style)]
    assert second.plain[mark.start : mark.end] == "chữ sai"


def test_what_acts_in_a_text_is_shown() -> None:
    text = "a \x1b[31mb\u202e c"
    report = Report("x\x1b.txt", text, [finding((2, 8), "\x1b[2J")])
    for shown in (
        report_text(report, "vi"),
        "".join(line.plain for line in report_rich(report, "vi")),
        report_github(report),
        reports_json([report]),
        reports_sarif([report], [], registered(Patterns.builtin())),
    ):
        assert "\x1b" not in shown
        assert "\u202e" not in shown


def test_json_has_places_and_words() -> None:
    found = json.loads(reports_json([Report("a.txt", TEXT, [finding(place("chữ sai")), finding(None)])]))
    assert found[0]["words"] == "chữ sai"
    assert [found[0][name] for name in ("line", "column", "end_line", "end_column")] == [2, 8, 2, 15]
    assert (found[1]["line"], found[1]["words"], found[1]["path"]) == (None, None, "a.txt")


def test_annotations_are_escaped() -> None:
    report = Report("thư mục/a,b:c.txt", TEXT, [finding(place("đây,\nvà"), "50% sai,\nhai: dòng")])
    assert report_github(report) == (
        "::warning file=thư mục/a%2Cb%3Ac.txt,title=ocr-suspect,line=2,endLine=3::50%25 sai,%0Ahai: dòng\n"
    )


def test_sarif_is_as_the_standard_has_it() -> None:
    reports = [
        Report("thư mục/kế hoạch.txt", TEXT, [finding(place("chữ sai")), finding(None, code="no-outline")]),
        Report(None, "", []),
    ]
    log = json.loads(reports_sarif(reports, [Unread("x y.pdf", "damaged")], registered(Patterns.builtin())))
    jsonschema.validate(log, SARIF, format_checker=jsonschema.FormatChecker())
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == ["ocr-suspect", "no-outline"]
    assert [result["ruleId"] for result in run["results"]] == ["ocr-suspect", "no-outline"]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endColumn"]) == (2, 8, 15)
    assert TEXT[region["charOffset"] :][: region["charLength"]] == "chữ sai"
    assert not run["invocations"][0]["executionSuccessful"]
    read = Sarif.model_validate(log)
    assert read.runs[0].results is not None
    assert len(read.runs[0].results) == 2


# --- the command ---------------------------------------------------------------------------------------------------


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "vườn.txt"
    path.write_text(FAULTY, encoding="utf-8")
    return path


def test_the_command_lists_what_it_finds(plancli: Cli, faulty: Path) -> None:
    run = plancli("check", "vườn.txt", cwd=faulty.parent)
    lines = run.stdout.decode().splitlines()
    assert run.returncode == 0
    at = lines.index("vườn.txt:6:1: cảnh báo: Số thứ tự nhảy cóc: sau “1.” là “3.” [outline-gap]")
    assert lines[at + 1 : at + 3] == ["    3. Tưới cây của của trường.", "    ^^"]
    assert run.stderr.decode().endswith("in 1 file\n")


def test_strict_exits_with_one_for_what_is_selected(plancli: Cli, faulty: Path) -> None:
    assert plancli("check", faulty, "--strict").returncode == 1
    assert plancli("check", faulty, "--strict", "--select", "word-doubled").returncode == 0
    run = plancli("check", faulty, "--strict", "--ignore", "header-lost,number-*,date-*", "--ignore", "outline-gap")
    assert run.returncode == 0
    assert "word-doubled" in run.stdout.decode()


def test_formats_of_the_command(plancli: Cli, faulty: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.sarif"
    run = plancli("check", faulty, tmp_path / "none.txt", "--format", "sarif", "-o", target)
    assert run.returncode == 3
    log = json.loads(target.read_text(encoding="utf-8"))
    jsonschema.validate(log, SARIF)
    assert len(log["runs"][0]["invocations"][0]["toolExecutionNotifications"]) == 1
    found = json.loads(plancli("check", faulty, "--format", "json", "--select", "outline-gap").stdout)
    assert [(item["code"], item["words"]) for item in found] == [("outline-gap", "3.")]
    piped = plancli("check", "-", "--format", "github", "--stdin-name", "a.txt", data=FAULTY.encode())
    assert piped.stdout.decode().startswith("::warning file=a.txt,title=")


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_code_is_wrong_use(option: str, plancli: Cli, faulty: Path) -> None:
    run = plancli("check", faulty, option, "outline-gab")
    assert (run.returncode, run.stdout) == (2, b"")
    assert "did you mean outline-gap?" in run.stderr.decode()


def test_a_folder_is_the_documents_in_it(plancli: Cli, faulty: Path, tmp_path: Path) -> None:
    (tmp_path / "plans" / "2024").mkdir(parents=True)
    for name in ("b.txt", "2024/a.txt", "picture.svg", ".hidden.txt"):
        (tmp_path / "plans" / name).write_bytes(faulty.read_bytes())
    run = plancli("check", tmp_path / "plans", "--format", "json", "--select", "word-doubled")
    paths = [item["path"] for item in json.loads(run.stdout)]
    assert list(dict.fromkeys(paths)) == [str(tmp_path / "plans" / name) for name in ("b.txt", "2024/a.txt")]
    run = plancli("check", tmp_path / "plans")
    assert b"warnings" in run.stderr
    assert b"in 2 files" in run.stderr


def test_json_is_no_document_to_check(plancli: Cli, faulty: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(plancli("parse", faulty).stdout)
    run = plancli("check", tmp_path / "plan.json")
    assert (run.returncode, run.stdout) == (3, b"")
    assert b"check the document itself" in run.stderr


def test_explain_knows_the_codes_of_the_checks(plancli: Cli) -> None:
    shown = plancli("explain", "form-authority-order").stdout.decode()
    assert "Source:  Nghị định 30/2020/NĐ-CP" in shown
    assert "Only:    plancli check" in shown
