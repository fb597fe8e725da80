"""The collector of garbage rests while a document is parsed, and only then."""

from __future__ import annotations

import gc

import pytest

from plancli.collector import left_alone
from plancli.library import parse_text
from plancli.normalise import Clean, clean
from plancli.text import SourceText


def test_it_rests_and_works_again(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def noted(source: SourceText) -> Clean:
        seen.append(gc.isenabled())
        return clean(source)

    monkeypatch.setattr("plancli.pipeline.clean", noted)
    parse_text("KẾ HOẠCH\nTrồng cây\nI. NỘI DUNG\nTrồng cây.")
    assert seen == [False]
    assert gc.isenabled()


def test_it_works_again_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), left_alone():
        _ = 1 // 0
    assert gc.isenabled()


def test_who_has_stopped_it_finds_it_stopped() -> None:
    gc.disable()
    try:
        with left_alone():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
