"""The benchmark of batches: its figures are all there, and the docs tell them as it writes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import batch_report


@pytest.fixture(scope="module")
def found() -> dict[str, object]:
    return batch_report.run(12, [4, 12], sample=6)


def test_every_measure_is_taken(found: dict[str, object]) -> None:
    runs = found["runs"]
    assert isinstance(runs, list)
    assert {(each["engine"], each["format"], each["jobs"]) for each in runs} == {
        (engine, form, jobs)
        for engine, form in (("local", "json"), ("local", "jsonl"), ("dask", "jsonl"))
        for jobs in (1, 2)
    }
    for each in runs:
        assert each["files"] == 12
        assert each["a_second"] > 0
        assert 0 < each["bare"] < each["cpu"]
        assert 0 < each["beside"] < 1
        assert each["again"] > 0
    memory = found["supervisor_mb"]
    assert isinstance(memory, dict)
    assert set(memory) == {"4", "12"}
    assert all(20 < most < 80 for most in memory.values())


def test_the_docs_tell_them(found: dict[str, object], root: Path, tmp_path: Path) -> None:
    text = (root / "docs" / "batch.md").read_text(encoding="utf-8")
    page = tmp_path / "batch.md"
    page.write_text(text, encoding="utf-8")
    batch_report.write(page, found)
    written = page.read_text(encoding="utf-8")
    assert batch_report.block(found) in written
    assert batch_report.reckoned(found) in written
    assert "core hours" in written
    # What the page tells already is of the same make.
    figures = re.compile(r"[\d.,]+")
    before, after = ([line for line in each.splitlines() if line.startswith("| local")] for each in (text, written))
    assert before
    assert [figures.sub("", line) for line in before] == [figures.sub("", line) for line in after]
    with pytest.raises(ValueError, match="marks"):
        batch_report.write(root / "LICENSE", found)
