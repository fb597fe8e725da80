"""Outputs that wait beside their target: brought to the disk together, taken up by the next run if one was killed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from batch_runs import archive, batch, left_over, outputs, rows

from plancli.batch import landing
from plancli.batch.landing import land
from plancli.batch.manifest import Manifest
from plancli.batch.messages import Job, Result
from plancli.batch.places import LocalPlace
from plancli.batch.settings import Limits, Parsing
from plancli.batch.supervisor import Pool
from plancli.batch.template import Setup


def test_what_a_killed_run_has_left_is_taken_up_whole_or_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = archive(tmp_path / "source", 30, folders=1), tmp_path / "target"
    batch(source, target)
    expected, states = outputs(target), rows(target)
    # As if the run had been killed when these were parsed; one is torn, one is in its place and not yet told.
    spool = target / ".plancli" / "spool"
    manifest = Manifest(target / ".plancli" / "manifest.sqlite")
    names = ["tập 0/00003.txt", "tập 0/00004.txt", "tập 0/00005.txt"]
    for name in names:
        (number,) = next(manifest.query("SELECT id FROM documents WHERE name = ?", (name,)))
        manifest.write("UPDATE documents SET state = 'parsed' WHERE id = ?", (number,))
        if name != names[2]:
            (target / f"{name}.json").rename(spool / f"{number}.json")
        if name == names[1]:
            os.truncate(spool / f"{number}.json", 100)
    (spool / "999.json").write_text("of no document")
    manifest.commit()
    manifest.close()
    monkeypatch.setenv("BATCH_LOG", str(tmp_path / "log"))
    batch(source, target)
    assert outputs(target) == expected
    assert rows(target) == states
    assert left_over(target) == []
    done = {Path(line).name for line in (tmp_path / "log").read_text().splitlines()}
    assert done == {"00004.txt", "00005.txt"}


def test_what_stands_in_the_way_of_one_output_fails_that_document(tmp_path: Path) -> None:
    source, target = archive(tmp_path / "source", 6, folders=1), tmp_path / "target"
    (target / "tập 0" / "00002.txt.json" / "x").mkdir(parents=True)
    summary, ear = batch(source, target)
    assert summary.reasons == {"output-failed": 1}
    assert ("tập 0/00002.txt", "failed", "output-failed") in ear.results
    assert len(ear.results) == 6
    assert len(outputs(target)) == 5
    assert left_over(target) == []


def test_where_a_file_system_cannot_be_synchronised_each_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing, "_syncfs", lambda: None)
    synchronised: list[int] = []
    monkeypatch.setattr(os, "fsync", synchronised.append)
    for name in ("1", "2"):
        (tmp_path / name).write_text(name)
    errors = land(LocalPlace(tmp_path / "target"), [(str(tmp_path / name), f"a/{name}") for name in ("1", "2")])
    assert errors == [None, None]
    assert len(synchronised) == 2
    assert outputs(tmp_path / "target") == {"a/1": b"1", "a/2": b"2"}


def test_a_file_whose_reading_hangs_harms_no_other(tmp_path: Path) -> None:
    """Small files are read ahead: the one that hangs is told from the one whose turn it was."""
    (tmp_path / "good.txt").write_text("good")
    os.mkfifo(tmp_path / "hangs.txt")
    (tmp_path / "target" / ".plancli").mkdir(parents=True)
    jobs = [
        Job(number, f"{number}.txt", str(tmp_path / name), size=4, ask=True, spool=f"{tmp_path}/{number}.json")
        for number, name in enumerate(["good.txt", "hangs.txt", "good.txt"])
    ]
    results: list[Result] = []
    setup = Setup(str(tmp_path / "target"), Parsing(parser="batch_hooks:quick"), Limits(timeout=1.0))
    with Pool(setup, 1) as pool:
        pool.run(iter(jobs), lambda _, result: results.append(result))
    assert sorted((result.id, result.state, result.code) for result in results) == [
        (0, "done", None),
        (1, "failed", "timeout"),
        (2, "done", None),
    ]
