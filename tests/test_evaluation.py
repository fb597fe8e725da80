"""``plancli eval``: measures on made documents, baselines, bad gold."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec import to_builtins

import plancli
from plancli.evaluation import Report, alike, compare_runs, evaluate
from plancli.evaluation.gold import annotation_of

TEXT = """KẾ HOẠCH
Phòng cháy năm 2024

Thực hiện Kế hoạch số 12/KH-UBND ngày 05/01/2024 của Ủy ban nhân dân huyện.

I. MỤC TIÊU
1. Tuyên truyền.
II. TỔ CHỨC THỰC HIỆN
1. Công an xã
- Tuần tra xong trước ngày 30/4/2024.

Nơi nhận:
- UBND huyện;
- Lưu: VT.

CHỦ TỊCH

Nguyễn Văn An
"""


def output() -> dict[str, Any]:
    document: dict[str, Any] = to_builtins(plancli.parse_text(TEXT, with_text=True))
    return document


def faults(gold: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(o.measure, o.key, o.verdict) for o in evaluate("a", gold, output()) if o.verdict != "right"]


def test_an_output_agrees_with_itself() -> None:
    outcomes = evaluate("a", annotation_of(output()), output())
    assert {outcome.verdict for outcome in outcomes} == {"right"}
    measures = Report(outcomes).measures()
    assert set(measures) >= {"header", "outline", "headings", "references", "deadlines", "tasks", "spans"}
    assert all(figures.exact == figures.overlap == 1.0 for figures in measures.values())


@pytest.mark.parametrize(
    ("gold", "expected"),
    [
        ({"header": {"type": "QĐ"}}, [("header", "type", "missed")]),
        ({"header": {"number": None, "type": ["CT", "KH"]}}, []),
        ({"recipients": ["UBND huyện", "Sở Y tế"]}, [("recipients", "Sở Y tế", "missed")]),
        ({"recipients": []}, [("recipients", "UBND huyện", "spurious")]),
        (
            {"outline": [{"path": "I"}, {"path": "I/1"}, {"path": "II"}, {"path": "II/1"}]},
            [("outline", "II/1/-1", "spurious")],
        ),
        (
            {"references": [{"number": "12/KH-UBND", "date": "2024-01-06", "mentions": 2}]},
            [("reference details", "12/KH-UBND: date", "missed"), ("mentions", "12/KH-UBND #2", "missed")],
        ),
        ({"deadlines": [{"section": "II/1/-1", "kind": ["by", "before"], "due": "2024-04-30"}]}, []),
        (
            {"deadlines": [{"section": "I", "kind": "by", "due": "2024-04-30", "optional": True}]},
            [("deadlines", "II/1/-1 before ..2024-04-30", "spurious")],
        ),
        ({"tasks": [{"section": "II/1/-1", "lead": ["Công an huyện"]}]}, [("task agencies", "II/1/-1 lead", "missed")]),
    ],
)
def test_measures(gold: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert faults(gold) == expected


def test_a_slip_is_near() -> None:
    assert alike.near("Ủy ban nhân dân huyện", "Ủy ban nhân dan huyện")
    assert not alike.same("Ủy ban nhân dân huyện", "Ủy ban nhân dan huyện")
    assert alike.same("hòa - bình", "HOÀ–BÌNH")
    assert not alike.near("UBND", "HĐND")


def test_baseline_shows_gains_and_losses() -> None:
    old = Report(evaluate("a", {"header": {"type": "QĐ"}, "recipients": ["UBND huyện"]}, output()))
    new = Report(evaluate("a", {"header": {"type": "KH"}, "recipients": ["Sở Y tế"]}, output()))
    changes = {(change.gained, change.outcome.key) for change in compare_runs(old, new)}
    assert (True, "type") in changes
    assert (False, "Sở Y tế") in changes
    assert Report.from_json(old.to_json()).outcomes == old.outcomes


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "plancli", "eval", str(folder), *args]
    root = Path(plancli.__file__).parents[1]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)


def test_command(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    gold = {"file": "a.txt", "header": {"type": "KH"}, "recipients": ["UBND huyện", "Sở Y tế"]}
    (tmp_path / "a.gold.json").write_text(json.dumps(gold), encoding="utf-8")
    saved = run(tmp_path, "--format", "json")
    (tmp_path / "old.json").write_text(saved.stdout, encoding="utf-8")
    (tmp_path / "a.gold.json").write_text(json.dumps(gold | {"recipients": ["UBND huyện"]}), encoding="utf-8")
    shown = run(tmp_path, "--baseline", str(tmp_path / "old.json"), "--details", "--per-document")
    assert shown.returncode == 0
    assert "1 gained, 0 lost" in shown.stdout
    assert shown.stdout.splitlines()[0].split() == [
        "measure",
        "exact",
        "overlap",
        "support",
        "near",
        "missed",
        "spurious",
    ]


def test_command_says_what_is_wrong(tmp_path: Path) -> None:
    empty = run(tmp_path)
    assert (empty.returncode, empty.stdout) == (2, "")
    assert "no gold files" in empty.stderr
    (tmp_path / "a.gold.json").write_text("{", encoding="utf-8")
    assert run(tmp_path).returncode == 2
    (tmp_path / "a.gold.json").write_text('{"file": "none.txt", "header": {}}', encoding="utf-8")
    missing = run(tmp_path)
    assert missing.returncode == 3
    assert "none.txt" in missing.stderr
