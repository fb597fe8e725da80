"""Noise that must change nothing, and noise whose damage must stay near."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec import to_builtins
from noise import HARMLESS, Noise, crlf, d_for_dd, drop_marker, i_for_l, ocr, rewrap, to_nfd, tone_swap
from test_outline_cases import nodes_of

from plancli import parse_text
from plancli.model import Document
from plancli.text import squeeze

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "samples").glob("*-kh*.[tm]*"))
PLACES = {"span", "page", "source", "diagnostics"}


@cache
def source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def plain(path: Path) -> Document:
    return parse_text(source(path), name=path.name)


def findings(value: Any) -> Any:
    """What was found: spans, pages and diagnostics left out, blanks and the placement of tones made one."""
    if isinstance(value, dict):
        return {key: findings(item) for key, item in value.items() if key not in PLACES}
    if isinstance(value, list):
        return [findings(item) for item in value]
    return tone_swap(squeeze(value)) if isinstance(value, str) else value


def dumped(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = findings(to_builtins(document))
    return found


def sample_id(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("part", [name for name in Document.__struct_fields__ if name not in {*PLACES, "text"}])
@pytest.mark.parametrize("noise", HARMLESS.values(), ids=HARMLESS)
@pytest.mark.parametrize("path", SAMPLES, ids=sample_id)
def test_harmless_noise_changes_nothing(path: Path, noise: Noise, part: str) -> None:
    assert noise(source(path)) != source(path), "the noise does something"
    assert _dumped(path, noise)[part] == _dumped(path, None)[part]


@cache
def _dumped(path: Path, noise: Noise | None) -> dict[str, Any]:
    return dumped(_noisy(path, noise) if noise else plain(path))


@cache
def _noisy(path: Path, noise: Noise) -> Document:
    return parse_text(noise(source(path)), name=path.name)


@pytest.mark.parametrize("noise", HARMLESS.values(), ids=HARMLESS)
@pytest.mark.parametrize("path", SAMPLES, ids=sample_id)
def test_spans_of_noisy_text_hold_its_evidence(path: Path, noise: Noise) -> None:
    """The source characters of a span, folded, hold the value's in order; page furniture may stand between."""
    text, document = noise(source(path)), _noisy(path, noise)
    number = document.header.number
    if number is not None and number.span is not None:
        assert _letters(number.text) == _letters(text[slice(*number.span)])
    for reference in document.references:
        for mention in reference.mentions:
            assert mention.span is not None
            assert _within(mention.text, text[slice(*mention.span)])
    for node in nodes_of(document):
        assert node.span is not None
        if node.heading:
            assert _within(node.heading, text[slice(*node.span)])


def _within(value: str, evidence: str) -> bool:
    rest = iter(_letters(evidence))
    return all(char in rest for char in _letters(value))


def _letters(text: str) -> str:
    """Letters and digits only, without tones and marks, look-alikes as one."""
    text = text.replace("Ð", "Đ").replace("Ƣ", "Ư").replace("ƣ", "ư").lower().replace("đ", "d")
    return "".join(char for char in unicodedata.normalize("NFD", text) if char.isalnum())


# --- damage ---------------------------------------------------------------------------------------------------


def kept(path: Path, text: str) -> float:
    """The share of the sample's section paths that a damaged text still gives."""
    before = [node.path for node in nodes_of(plain(path))]
    after = {node.path for node in nodes_of(parse_text(text, name=path.name))}
    return sum(item in after for item in before) / len(before)


def _words(document: Document) -> list[str]:
    """All words of the sections, sorted, punctuation left out."""
    parts = [part for node in nodes_of(document) for part in (node.heading, node.text) if part]
    return sorted(word.strip(".,;:") for part in parts for word in part.split())


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("path", SAMPLES, ids=sample_id)
def test_a_dropped_number_costs_its_node_only(path: Path, seed: int) -> None:
    text = drop_marker(source(path), seed)
    assert text != source(path)
    count = len(nodes_of(plain(path)))
    assert round(kept(path, text) * count) >= count - 1
    before, after = (_words(document) for document in (plain(path), parse_text(text, name=path.name)))
    assert after == before


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("path", SAMPLES, ids=sample_id)
def test_lost_strokes(path: Path, seed: int) -> None:
    assert kept(path, d_for_dd(source(path), 0.3, seed)) >= 0.95


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("path", SAMPLES, ids=sample_id)
def test_i_for_l(path: Path, seed: int) -> None:
    assert kept(path, i_for_l(source(path), 0.05, seed)) >= 0.85


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("rate", "share"), [(0.01, 0.9), (0.02, 0.8), (0.05, 0.6)])
@pytest.mark.parametrize("path", SAMPLES, ids=sample_id)
def test_misread_letters(path: Path, rate: float, share: float, seed: int) -> None:
    assert kept(path, ocr(source(path), rate, seed)) >= share


# --- the noises themselves ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SAMPLES, ids=sample_id)
@pytest.mark.parametrize("width", [60, 100])
def test_rewrap_keeps_every_letter(path: Path, width: int) -> None:
    text = rewrap(source(path), width)
    assert "".join(text.split()) == "".join(source(path).split())


def test_noise_is_what_it_says() -> None:
    assert tone_swap("hòa, Ủy ban, THỦY, quý, hoàn, toán, quỷ") == "hoà, Uỷ ban, THUỶ, quý, hoàn, toán, quỷ"
    assert crlf("a\nb\r\nc") == "a\r\nb\r\nc"
    assert len(to_nfd("ế")) == 3
    assert ocr("nội dung", 1, 0) == "uộl dnuq"
    assert ocr("nội dung", 0, 0) == "nội dung"
    assert drop_marker("1. một\n2. hai\n3. ba", 0) == "1. một\nhai\n3. ba"
    assert d_for_dd("đa Đi", 1, 0) == "da Di"
    assert i_for_l("II. l1", 1, 0) == "ll. Il"
