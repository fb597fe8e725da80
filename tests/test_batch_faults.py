"""Documents that crash, hang, hoard and flood: each is recorded with its reason, and the run goes on."""

from __future__ import annotations

import os
import signal
import stat
import tempfile
import time
from pathlib import Path

import pytest
from batch_hooks import HARM
from batch_runs import Ear, archive, batch, left_over, outputs, rows, settings

from plancli.batch.run import run
from plancli.batch.settings import BatchError

LIMITS = {"timeout": 4.0, "memory": 700 * 1024**2, "disk": 40 * 1024**2}

FATES = {
    "segfault": ("crashed", "SIGSEGV"),
    "exit": ("crashed", "exit code 3"),
    "killed": ("crashed", "SIGKILL"),
    "recursion": ("crashed", "SIGSEGV"),
    "hang": ("timeout", "4 seconds"),
    "child": ("timeout", "4 seconds"),
    "hog": ("out-of-memory", "700 MB"),
    "flood": ("disk-limit", "40 MB"),
    "floods": ("disk-limit", "40 MB"),
    "fault": ("internal", "internal error (ZeroDivisionError at "),
}


@pytest.fixture(scope="module")
def harmed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[tuple[str, str, str | None]]]:
    """An archive with every kind of harm in it, and what a run makes of it."""
    folder = tmp_path_factory.mktemp("harm")
    source, target = folder / "source", folder / "target"
    archive(source, 40)
    for number, word in enumerate(HARM):
        (source / f"tập {number % 7}" / f"{word}.txt").write_text(f"{word} {number}", encoding="utf-8")
    (folder / "temporary").mkdir()
    tempfile.tempdir = str(folder / "temporary")
    os.environ["BATCH_CHILD"] = str(folder / "child")
    os.environ["BATCH_LOG"] = str(folder / "log")
    try:
        _, ear = batch(source, target, "planted", limits=LIMITS)
    finally:
        del os.environ["BATCH_CHILD"], os.environ["BATCH_LOG"]
        tempfile.tempdir = None
    return source, target, ear.results


def test_every_kind_of_harm_is_told_for_what_it_is(harmed: tuple[Path, Path, object]) -> None:
    _, target, _ = harmed
    found = {
        Path(name).stem: (code, message)
        for name, code, message in rows(target, "name, code, message")
        if Path(name).stem in HARM
    }
    assert set(found) == set(FATES) == set(HARM)
    for word, (code, part) in FATES.items():
        assert found[word][0] == code, (word, found[word])
        assert part in found[word][1], (word, found[word])


def test_all_others_are_done(harmed: tuple[Path, Path, object], tmp_path: Path) -> None:
    _, target, results = harmed
    batch(archive(tmp_path / "source", 40), tmp_path / "target")
    assert outputs(target) == outputs(tmp_path / "target")
    assert len(rows(target)) == 40 + len(HARM)
    assert isinstance(results, list)
    assert len(results) == 40 + len(HARM)


def test_a_document_is_tried_twice_at_most(harmed: tuple[Path, Path, object]) -> None:
    _, target, _ = harmed
    log = (target.parent / "log").read_text(encoding="utf-8").splitlines()
    for word, (code, _) in FATES.items():
        # The machine may kill a process for what another did; what takes too long takes too long again.
        tried = sum(Path(line).stem == word for line in log)
        assert tried == (2 if code == "crashed" else 1), word


def test_programs_that_a_killed_worker_had_started_are_ended(harmed: tuple[Path, Path, object]) -> None:
    child = int((harmed[1].parent / "child").read_text())
    for _ in range(50):
        if not Path(f"/proc/{child}").exists():
            break
        time.sleep(0.1)
    assert not Path(f"/proc/{child}").exists()


def test_nothing_is_left_behind(harmed: tuple[Path, Path, object]) -> None:
    assert left_over(harmed[1]) == []
    assert list((harmed[1].parent / "temporary").iterdir()) == []


def test_copies_of_a_deadly_document_are_not_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for number in range(6):
        (source / f"{number}.txt").write_text("hang")
    monkeypatch.setenv("BATCH_LOG", str(tmp_path / "log"))
    batch(source, tmp_path / "target", "planted", limits={"timeout": 1.0})
    assert {code for _, _, code in rows(tmp_path / "target")} == {"timeout"}
    assert len((tmp_path / "log").read_text().splitlines()) == 1
    messages = [message for (message,) in rows(tmp_path / "target", "message")]
    assert sum("has the same content" in message for message in messages) == 5


def test_the_process_that_forks_workers_may_die_too(tmp_path: Path) -> None:
    source = archive(tmp_path / "source", 150)
    killed: list[int] = []

    class Killer(Ear):
        def tick(self, running: list[tuple[str, float]]) -> None:
            """Kills it twice, when enough have been in work since for none to be in work at both."""
            super().tick(running)
            alive = children_of(os.getpid())
            if len(killed) < 2 and len(self.running) >= 12 and alive:
                self.running.clear()
                killed.append(alive[-1])
                os.kill(killed[-1], signal.SIGKILL)

    summary = run(settings(source, tmp_path / "target", "slow"), Killer())
    assert len(set(killed)) == 2
    assert summary.reasons == {"damaged": 3}
    batch(source, tmp_path / "undisturbed")
    assert outputs(tmp_path / "target") == outputs(tmp_path / "undisturbed")


def children_of(parent: int) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != b"Z":
            found.append(int(process.name))
    return found


def test_failed_ones_are_tried_again_only_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = archive(tmp_path / "source", 60), tmp_path / "target"
    first, _ = batch(source, target)
    assert (first.failed, first.reasons) == (2, {"damaged": 2})
    assert not first.all_done
    _, ear = batch(source, target)
    assert (ear.todo, ear.before) == (0, 60)
    _, ear = batch(source, target, retry_failed=True)
    assert ear.todo == 2
    assert {state for _, state, _ in ear.results} == {"failed"}


def test_a_parser_that_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    with pytest.raises(BatchError, match="nowhere"):
        batch(archive(tmp_path / "source", 3), tmp_path / "target", "quick:nowhere")


def test_outputs_are_readable_like_any_file(tmp_path: Path) -> None:
    umask = os.umask(0o022)
    try:
        batch(archive(tmp_path / "source", 2), tmp_path / "target")
    finally:
        os.umask(umask)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "target").rglob("*.json")}
    assert modes == {0o644}
