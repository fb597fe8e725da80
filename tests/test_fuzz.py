"""The quick part of the fuzzer, what it once found, and what holds for any text."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import fuzz
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import convert, to_builtins

from plancli.library import parse_text
from plancli.model import Document

KEPT = sorted(path for path in fuzz.CORPUS.iterdir() if path.name != "README.md")
SEEDS = (0, 1)


@pytest.mark.parametrize("reader", [*fuzz.READERS, "grammar"])
@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_files_are_read_or_refused(reader: str, seed: int) -> None:
    for name, data in islice(fuzz.cases(reader, seed), 40):
        assert fuzz.problem(data, name) is None, (name, data[:200])


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_what_was_found_once_stays_mended(path: Path) -> None:
    assert fuzz.problem(path.read_bytes(), path.name) is None


def test_a_find_would_be_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told: list[str] = []

    def broken(*_: object, **__: object) -> Document:
        raise ZeroDivisionError("here")

    monkeypatch.setattr(fuzz, "parse_raw", broken)
    assert fuzz._fuzz("grammar", 0, 0.05, tmp_path, told.append) == 1
    assert told[0].startswith("grammar: ZeroDivisionError: here")
    assert len(list(tmp_path.iterdir())) == 1
    monkeypatch.undo()
    monkeypatch.setattr(fuzz, "MOST_SECONDS", -1.0)
    assert "it took" in str(fuzz.problem(b"a", "a.txt"))


def test_cases_are_the_same_for_the_same_seed() -> None:
    for reader in fuzz.READERS:
        first, again = (list(islice(fuzz.cases(reader, 3), 5)) for _ in range(2))
        assert first == again
        assert first != list(islice(fuzz.cases(reader, 4), 5))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_unicode_is_a_document(text: str) -> None:
    found = parse_text(text, with_text=True)
    assert list(fuzz.broken_rules(found, found.text or "")) == []


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_any_document_of_the_grammar_keeps_the_rules(seed: int) -> None:
    found = parse_text(fuzz.grammar_text(seed), with_text=True)
    assert list(fuzz.broken_rules(found, found.text or "")) == []
    again = to_builtins(found)
    assert to_builtins(convert(again, Document)) == again
