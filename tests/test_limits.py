"""Limits as settings, expressions of somebody else's under a time limit, and the cache that can be cleared."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import regex
from conftest import CompletedCli

from plancli.errors import SlowPatternError
from plancli.limits import LIMITS, limit, passed_over
from plancli.timed import TimedPattern

Run = Callable[..., CompletedCli]
SLOW = """
title = "t"
source = "s"
[[rule]]
name = "slow"
use = "atom"
unit = "day"
regex = '(?P<d>(?:x|xx)+[yw])'
examples = ["xxy"]
counter_examples = ["z"]
"""


def test_a_limit_is_the_variables_value_or_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limit("PLANCLI_MAX_PAGES") == 5000
    monkeypatch.setenv("PLANCLI_MAX_PAGES", " 12 ")
    assert limit("PLANCLI_MAX_PAGES") == 12
    assert passed_over() == []


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "１２", "9" * 40])
def test_what_is_no_limit_is_passed_over_and_told(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PLANCLI_MAX_PAGES", value)
    assert limit("PLANCLI_MAX_PAGES") == 5000
    assert passed_over() == ["PLANCLI_MAX_PAGES"]


def test_an_unknown_limit_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        limit("PLANCLI_MAX_WISHES")


def test_doctor_prints_every_limit(plancli: Run) -> None:
    shown = plancli("doctor", "text", PLANCLI_MAX_FILE_MB="7").stdout.decode()
    for known in LIMITS:
        assert f"  {known.variable}=" in shown
    assert "PLANCLI_MAX_FILE_MB=7 " in shown
    found = json.loads(plancli("doctor", "text", "--format", "json").stdout)
    assert {item["variable"]: item["value"] for item in found["limits"]}["PLANCLI_MAX_FILE_MB"] == 64


@pytest.mark.parametrize(
    ("variable", "data", "told"),
    [
        ("PLANCLI_MAX_FILE_MB", b"a" * 1024 * 1024 + b"b", b"the file is larger than 1 MB"),
        ("PLANCLI_MAX_CHARACTERS", "Kế hoạch".encode(), b"the text has 8 characters, more than 1"),
    ],
)
def test_limits_hold_as_they_are_set(plancli: Run, variable: str, data: bytes, told: bytes) -> None:
    run = plancli("parse", "-", data=data, **{variable: "1"})
    assert (run.returncode, run.stdout) == (3, b"")
    assert told in run.stderr
    assert run.stderr.count(b"\n") == 1


# --- expressions of somebody else's -------------------------------------------------------------------------------


def test_a_search_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANCLI_PATTERN_SECONDS", "1")
    pattern = TimedPattern(regex.compile("(?:x|xx)+[yw]"), "mine")
    assert pattern.search("xxxy") is not None
    assert pattern.match("xxxy", 1).span() == (1, 4)  # type: ignore[union-attr]
    assert pattern.fullmatch("xxxyz") is None
    assert [found.group() for found in pattern.finditer("xxy xxxy")] == ["xxy", "xxxy"]
    assert pattern.groupindex == {}
    text = "x" * 100 + "zy"
    for search in (pattern.search, pattern.match, pattern.fullmatch, pattern.finditer):
        with pytest.raises(SlowPatternError, match="the rule 'mine' of the given patterns"):
            search(text)


def test_a_slow_expression_costs_its_file_one_line(plancli: Run, tmp_path: Path) -> None:
    (tmp_path / "dates.toml").write_text(SLOW, encoding="utf-8")
    bad, good = tmp_path / "bad.txt", tmp_path / "good.txt"
    bad.write_text("KẾ HOẠCH\n\n1. " + "x" * 100 + "zy\n", encoding="utf-8")
    good.write_text("KẾ HOẠCH\n\n1. Việc\n", encoding="utf-8")
    run = plancli("parse", "--patterns", tmp_path, bad, good, PLANCLI_PATTERN_SECONDS="1")
    assert run.returncode == 3
    lines = run.stdout.decode().splitlines()
    assert [json.loads(line).get("error", {}).get("code") for line in lines] == ["pattern-slow", None]
    assert run.stderr.decode().count("\n") == 1
    assert "the rule 'slow'" in run.stderr.decode()


# --- the cache ----------------------------------------------------------------------------------------------------


def test_the_cache_is_its_owners_alone_and_can_be_cleared(plancli: Run, tmp_path: Path, root: Path) -> None:
    cache = tmp_path / "cache"
    here = {"PLANCLI_CACHE_DIR": str(cache)}
    assert plancli("parse", root / "samples" / "xuan-luong-85-kh-du.txt", **here).returncode == 0
    kept = list((cache / "expressions").iterdir())
    assert kept
    assert stat.S_IMODE((cache / "expressions").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    stranger = cache / "mine.txt"
    stranger.write_text("not plancli's")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "spared").write_text("x")
    (cache / "expressions" / "link").symlink_to(outside)
    run = plancli("doctor", "--clear-cache", **here)
    assert (run.returncode, run.stderr) == (0, b"")
    assert b"1 files removed" in run.stdout or b"2 files removed" in run.stdout
    assert stranger.exists()
    assert (outside / "spared").exists()
    assert not any(path.is_file() for path in cache.rglob("*") if path != stranger)


def test_a_cache_that_is_not_there_is_cleared_too(plancli: Run, tmp_path: Path) -> None:
    run = plancli("doctor", "--clear-cache", PLANCLI_CACHE_DIR=str(tmp_path / "none"))
    assert (run.returncode, run.stderr) == (0, b"")
    assert b" 0 files removed" in run.stdout
