"""The store of compiled expressions: used when it is ours and whole, left alone otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import regex

from plancli import expressions

Ask = Callable[..., str]

# What the process says: how often it had to compile, and what it found.
_CODE = """
import sys
from plancli.expressions import compilations, compiled, keep_compiled, kept
made = []
pattern = compiled(r"(?P<day>\\d+)/(?:một|hai)", 256)
table = kept("numbers 1", lambda: made.append(1) or {"một": [1, None], "hai": (2.5, frozenset("ab"))})
match = pattern.fullmatch("12/hai")
keep_compiled()
print(compilations(), len(made), match["day"], pattern.pattern, table["hai"][0], flush=True)
"""
FIRST, AGAIN = "1 1 12 (?P<day>\\d+)/(?:một|hai) 2.5", "0 0 12 (?P<day>\\d+)/(?:một|hai) 2.5"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def ask(cache: Path, cli_environment: dict[str, str]) -> Ask:
    def run(**more: str) -> str:
        environment = cli_environment | {"PLANCLI_CACHE_DIR": str(cache), "PYTHONIOENCODING": "utf-8"} | more
        command = [sys.executable, "-c", _CODE]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()

    return run


def store(cache: Path) -> Path:
    [path] = (cache / "expressions").iterdir()
    return path


def test_the_next_process_compiles_nothing(ask: Ask, cache: Path) -> None:
    assert ask() == FIRST
    assert regex.__version__ in store(cache).name
    assert ask() == AGAIN


def test_it_can_be_switched_off(ask: Ask, cache: Path) -> None:
    assert ask(PLANCLI_NO_STORE="1") == FIRST
    assert not cache.exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:40] + bytes([raw[40] ^ 1]) + raw[41:],
        lambda raw: b"something else" + raw,
        lambda raw: b"",
    ],
)
def test_a_damaged_store_is_written_anew(ask: Ask, cache: Path, damage: Callable[[bytes], bytes]) -> None:
    ask()
    path = store(cache)
    path.write_bytes(damage(path.read_bytes()))
    assert ask() == FIRST
    assert ask() == AGAIN


def test_of_a_store_with_one_damaged_value_the_others_are_used(ask: Ask, cache: Path) -> None:
    ask()
    path = store(cache)
    raw = path.read_bytes()
    path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    assert ask() == FIRST.replace("1 1", "0 1")
    assert ask() == AGAIN


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights are told by owners and modes")
@pytest.mark.parametrize("mode", [0o722, 0o770])
def test_what_others_may_write_is_not_trusted(ask: Ask, cache: Path, mode: int) -> None:
    ask()
    store(cache).chmod(mode)
    assert ask() == FIRST
    (cache / "expressions").chmod(mode)
    assert ask() == FIRST


def test_a_place_that_cannot_be_written_costs_only_time(ask: Ask, cache: Path) -> None:
    cache.write_text("a file in the way")
    assert ask() == FIRST
    assert cache.read_text() == "a file in the way"


def test_a_store_that_has_grown_too_big_begins_anew(ask: Ask, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANCLI_CACHE_DIR", str(cache))
    monkeypatch.setattr(expressions, "_MOST_BYTES", 500)
    own = expressions._Store()
    own.table("old", lambda: "x" * 600)
    own.keep()
    own.table("new", lambda: "y")
    own.keep()
    other = expressions._Store()
    assert other.table("new", lambda: "lost") == "y"
    assert other.table("old", lambda: "lost") == "lost"


def test_an_expression_that_is_none_is_told(ask: Ask) -> None:
    with pytest.raises(regex.error):
        expressions.compiled("(")
