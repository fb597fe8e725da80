"""The models of damage, and how the output bears them."""

from __future__ import annotations

import json
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancli.evaluation.gold import load_gold
from plancli.evaluation.noise import MODELS, confusions, damaged
from plancli.evaluation.robustness import curve

Cli = Callable[..., subprocess.CompletedProcess[bytes]]

SAMPLES = Path(__file__).parent.parent / "samples"
LINE = "I. MỤC ĐÍCH, YÊU CẦU - thực hiện Nghị quyết số 27-NQ/TW ngày 09/11/2022 của Đảng ủy xã"
TEXT = "\n".join(f"{number}. {LINE}" for number in range(1, 60))


@pytest.mark.parametrize("model", MODELS)
def test_without_damage_nothing_changes(model: str) -> None:
    assert list(damaged(TEXT, model, 0, 2)) == [TEXT, TEXT]


@pytest.mark.parametrize("model", MODELS)
def test_damage_is_seeded_and_grows(model: str) -> None:
    first, second = damaged(TEXT, model, 0.02, 2)
    assert first != TEXT
    assert first != second
    assert first == next(damaged(TEXT, model, 0.02, 1))
    assert _changed(first) < _changed(next(damaged(TEXT, model, 0.1, 1)))


def _changed(text: str) -> int:
    """How much of the text is not the same any more, roughly."""
    if len(text) == len(TEXT):
        return sum(char != other for char, other in zip(text, TEXT, strict=True))
    words = set(TEXT.split())
    moved = sum(line != other for line, other in zip(text.split("\n"), TEXT.split("\n"), strict=False))
    return abs(len(text.split()) - len(TEXT.split())) + sum(word not in words for word in text.split()) + moved


@pytest.mark.parametrize("model", ["tesseract", "tones", "lookalikes"])
def test_the_share_is_one_of_all_characters(model: str) -> None:
    lines = ["Tiến độ thực hiện: báo cáo lần 1, lần 11, lần 111 của Ủy ban."] * 200
    worse = next(damaged("\n".join(lines), model, 0.02, 1)).split("\n")
    lost = sum((Counter(line) - Counter(other)).total() for line, other in zip(lines, worse, strict=True))
    # A tone may change places within its line, so that not every damage is counted.
    assert 0.01 < lost / sum(map(len, lines)) < 0.03


def test_confusions_are_what_was_counted() -> None:
    table = confusions()
    assert all(0 < entry.rate <= 1 and len(entry.readings) == len(entry.weights) for entry in table.values())
    assert table["I"].readings[0] == "", "the I of a numeral is lost most often"
    assert "ề" in table["ễ"].readings
    assert all(char == unicodedata.normalize("NFC", char) for char in table)


@given(st.sampled_from(sorted(MODELS)), st.text(max_size=80), st.floats(0, 1), st.integers(0, 3))
def test_any_text_can_be_damaged(model: str, text: str, rate: float, seed: int) -> None:
    assert isinstance(MODELS[model](text, rate, seed), str)


def test_an_unknown_model() -> None:
    with pytest.raises(KeyError):
        next(damaged(TEXT, "rain", 0.1, 1))


# --- the output under damage ----------------------------------------------------------------------------------


# Model, share of damaged characters, and what each measure must keep (F1 over the samples, slips allowed).
BOUNDS = {
    ("tesseract", 0.01): {"header": 0.96, "outline": 0.97, "signatures": 0.95, "recipients": 0.93, "references": 0.95},
    ("tesseract", 0.05): {"header": 0.88, "outline": 0.88, "references": 0.88},
    ("strokes", 0.01): {"header": 0.97, "outline": 0.95, "references": 0.97, "deadlines": 0.9},
    ("tones", 0.01): {"header": 0.93, "outline": 0.95, "references": 0.95, "deadlines": 0.85},
    ("hyphens", 0.001): {"header": 0.9, "outline": 0.7, "references": 0.9},
    ("furniture", 0.01): {"header": 0.9, "outline": 0.8, "references": 0.95},
}


@pytest.mark.parametrize(("model", "rate"), BOUNDS)
def test_the_output_bears_damage(model: str, rate: float) -> None:
    (point,) = curve(load_gold(SAMPLES), model, [rate], seeds=2)
    assert {
        measure: round(point.figures[measure], 3)
        for measure, bound in BOUNDS[model, rate].items()
        if point.figures[measure] < bound
    } == {}


def test_what_is_wrong_is_told() -> None:
    """At 2 % fewer than one in a hundred printed values is wrong and carries no diagnostic."""
    (point,) = curve(load_gold(SAMPLES), "tesseract", [0.02], seeds=6)
    assert {kind: share for kind, share in point.silent.items() if share.rate >= 0.01} == {}
    assert sum(share.wrong for share in point.silent.values()) > 0


def test_without_damage_all_is_right() -> None:
    (point,) = curve(load_gold(SAMPLES), "tesseract", [0.0])
    assert set(point.figures.values()) == {1.0}


# --- on the command line --------------------------------------------------------------------------------------


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A folder with one sample and what is expected of it."""
    for name in ("xuan-luong-85-kh-du.txt", "xuan-luong-85-kh-du.expected.json"):
        shutil.copy(SAMPLES / name, tmp_path)
    return tmp_path


def test_the_table_of_a_model(plancli: Cli, gold: Path) -> None:
    run = plancli("eval", gold, "--noise", "strokes", "--rates", "0,2", "--seeds", "1")
    assert run.returncode == 0, run.stderr.decode()
    head, *rows = run.stdout.decode().splitlines()
    assert head.split() == ["strokes", "0.00%", "2.00%"]
    assert rows[0].split()[:2] == ["header", "1.000"]


def test_curves_as_json(plancli: Cli, gold: Path) -> None:
    run = plancli("eval", gold, "--noise", "tones", "--rates", "1", "--seeds", "1", "--format", "json")
    assert run.returncode == 0, run.stderr.decode()
    assert 0 < json.loads(run.stdout)["tones"]["1.00%"]["references"] <= 1


@pytest.mark.parametrize(
    "arguments", [("--noise", "rain"), ("--noise", "tones", "--rates", "x"), ("--noise", "all", "--rates", "101")]
)
def test_wrong_use(plancli: Cli, gold: Path, arguments: tuple[str, ...]) -> None:
    run = plancli("eval", gold, *arguments)
    assert run.returncode == 2
    assert run.stdout == b""
    assert run.stderr.count(b"\n") >= 1
