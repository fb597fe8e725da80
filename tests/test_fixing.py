"""A repaired text apart from the source text."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancli.evaluation.noise import damaged
from plancli.fixing import Change, changes, fixed
from plancli.library import parse_text

Cli = Callable[..., subprocess.CompletedProcess[bytes]]

SAMPLES = Path(__file__).parent.parent / "samples"
SPOILT = """UBND XÃ AN PHÚ
Số: l5/KH-UBND
An Phú, ngày l3 tháng 5 năm 2O24

KÉ HOẠCH
Trồng cây xanh

Thực hiện Kế hoạch số 12/KH-UBND ngày 03/4/2024 của UBND huyện; xã chăm sóc câv xanh quanh trường.

I. MỤC ĐÍCH
1. Xã chăm sóc cây xanh quanh trường, bảo vệ ruừng.
2. Các thôn chăm sóc cây xanh quanh trạm y tế, tưói nước.
1I. NỘl DUNG
1. Trồng cây theo Kế hoạch số 12~KH/UBND.
ll1. TỔ CHỨC THỰC HỆN
1. Các thôn trồng cây, chăm sóc cây xanh quanh trường.
"""


def listed(text: str) -> list[tuple[str, str, str]]:
    return [(change.old, change.new, change.reason) for change in changes(parse_text(text), text)]


def test_what_is_decided_is_changed() -> None:
    assert listed(SPOILT) == [
        ("l5/KH-UBND", "15/KH-UBND", "number"),
        ("ngày l3 tháng 5 năm 2O24", "ngày 13 tháng 5 năm 2024", "date"),
        ("KÉ HOẠCH", "KẾ HOẠCH", "type"),
        ("câv", "cây", "word"),
        ("1I.", "II.", "label"),
        ("NỘl DUNG", "NỘI DUNG", "heading"),
        ("12~KH/UBND", "12/KH-UBND", "number"),
        ("ll1.", "III.", "label"),
        ("TỔ CHỨC THỰC HỆN", "TỔ CHỨC THỰC HIỆN", "heading"),
    ]


def test_the_text_itself_stays() -> None:
    document = parse_text(SPOILT, with_text=True)
    listing = changes(document, SPOILT)
    assert document.text == SPOILT
    assert all(SPOILT[change.start : change.end] == change.old for change in listing)
    repaired = fixed(SPOILT, listing)
    assert "III. TỔ CHỨC THỰC HIỆN\n" in repaired
    assert fixed(repaired, []) == repaired


def test_a_repaired_text_is_repaired_once() -> None:
    once = fixed(SPOILT, changes(parse_text(SPOILT), SPOILT))
    assert listed(once) == []


def test_a_lost_numeral_is_put_before_its_heading() -> None:
    text = SPOILT.replace("1I. NỘl DUNG\n1. Trồng", "NỘI DUNG\n1. Trồng")
    assert ("", "II. ", "label") in listed(text)
    assert "\nII. NỘI DUNG\n" in fixed(text, changes(parse_text(text), text))


def test_a_word_of_which_two_may_be_meant_stays() -> None:
    text = SPOILT.replace("chăm sóc cây xanh quanh trạm", "chăm sóc cải xanh quanh trạm")
    assert not any(old == "câv" for old, _, _ in listed(text))


@pytest.mark.parametrize("name", ["lam-dong-huyen-uy-kh.txt", "truong-quang-trong-kh.txt", "binh-dinh-80-kh-duk.md"])
def test_a_text_that_reads_well_stays(name: str) -> None:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    assert listed(text) == []


@pytest.mark.parametrize("seed", range(3))
def test_more_is_mended_than_spoilt(seed: int) -> None:
    text = (SAMPLES / "xuan-luong-85-kh-du.txt").read_text(encoding="utf-8")
    *_, worse = damaged(text, "tesseract", 0.02, seed + 1)
    listing = changes(parse_text(worse), worse)
    words = set(text.split())
    mended = [change for change in listing if change.reason == "word"]
    assert len(mended) >= 3
    assert all(change.new in text for change in mended)
    assert len(set(fixed(worse, listing).split()) - words) < len(set(worse.split()) - words)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    listing = changes(parse_text(text), text)
    assert all(text[change.start : change.end] == change.old for change in listing)


def test_changes_are_made_in_their_places() -> None:
    assert fixed("abcdef", [Change(0, 1, "a", "xy", "word"), Change(3, 3, "", "-", "label")]) == "xybc-def"


# --- on the command line --------------------------------------------------------------------------------------


def test_the_command_tells_its_changes(plancli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "spoilt.txt"
    path.write_text(SPOILT, encoding="utf-8")
    run = plancli("text", path, "--fix-text")
    assert run.returncode == 0
    assert "III. TỔ CHỨC THỰC HIỆN" in run.stdout.decode()
    assert "plancli: 19: “l5/KH-UBND” → “15/KH-UBND” (number)" in run.stderr.decode().splitlines()
    assert plancli("text", path).stdout.decode() == SPOILT == path.read_text(encoding="utf-8")


def test_changes_as_json(plancli: Cli, tmp_path: Path) -> None:
    path, listing = tmp_path / "spoilt.txt", tmp_path / "changes.json"
    path.write_text(SPOILT, encoding="utf-8")
    run = plancli("text", path, "--fix-text", "--changes", listing)
    assert (run.returncode, run.stderr) == (0, b"")
    first = json.loads(listing.read_text(encoding="utf-8"))[0]
    assert first == {"span": [19, 29], "old": "l5/KH-UBND", "new": "15/KH-UBND", "reason": "number"}


def test_changes_without_repair_are_wrong_use(plancli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("1. Xong", encoding="utf-8")
    assert plancli("text", path, "--changes", tmp_path / "c.json").returncode == 2
    assert not (tmp_path / "c.json").exists()
