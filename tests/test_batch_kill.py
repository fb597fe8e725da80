"""Runs that are killed: whatever the moment, the next ones end with exactly the result of an undisturbed run."""

from __future__ import annotations

import os
import pickle
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from batch_runs import ROOT, TESTS, archive, batch, left_over, outputs, rows, settings, start, without_times

DOCUMENTS = 420


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("archive") / "source", DOCUMENTS)


def undisturbed(source: Path, folder: Path, form: str) -> tuple[dict[str, bytes], list[tuple[object, ...]]]:
    batch(source, folder, format=form, part_size=60)
    return outputs(folder), rows(folder)


def killed_at_random(folder: Path, source: Path, kills: int, form: str, seed: int) -> int:
    """Start the run and kill it, so often; then let it end. How often the kill came before the end."""
    moments = random.Random(seed)
    wanted = settings(source, folder / "target", "slow", format=form, part_size=60)
    log = folder / "log"
    hit = 0
    (folder / "temporary").mkdir()
    environment = {"BATCH_LOG": str(log), "TMPDIR": str(folder / "temporary")}
    for _ in range(kills):
        before = log.stat().st_size if log.exists() else 0
        run = start(folder, wanted, **environment)
        # From the moment at which it begins with documents, wherever in the work that is.
        if moments.random() < 0.8:
            while run.poll() is None and not (log.exists() and log.stat().st_size > before):
                time.sleep(0.002)
            time.sleep(moments.uniform(0.0, 0.12))
        else:
            time.sleep(moments.uniform(0.05, 0.4))
        hit += run.poll() is None
        run.kill()
        run.wait()
    last = start(folder, wanted, **environment)
    assert last.wait(120) == 3, last.stderr.read() if last.stderr else b""
    return hit


@pytest.mark.parametrize(("form", "kills", "seed"), [("json", 20, 1), ("jsonl", 6, 2), ("parquet", 2, 3)])
def test_a_run_that_is_killed_ends_like_one_that_is_not(
    source: Path, tmp_path: Path, form: str, kills: int, seed: int
) -> None:
    expected, states = undisturbed(source, tmp_path / "undisturbed", form)
    hit = killed_at_random(tmp_path, source, kills, form, seed)
    assert hit >= kills * 3 // 4
    target = tmp_path / "target"
    assert outputs(target) == expected
    assert rows(target) == states
    assert len(states) == DOCUMENTS
    assert left_over(target) == []
    # Done twice was only what was in work at a kill, or just done and not yet told.
    log = Counter((tmp_path / "log").read_text(encoding="utf-8").splitlines())
    assert sum(count - 1 for count in log.values()) <= hit * 6
    # Workers of killed runs do not live on.
    assert workers_of(tmp_path) == []
    assert list((tmp_path / "temporary").iterdir()) == []


def workers_of(folder: Path) -> list[str]:
    """Processes that know the folder's settings from their command line or environment."""
    time.sleep(0.3)
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            known = (process / "environ").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in known and f"BATCH_LOG={folder}".encode() in known:
            found.append(process.name)
    return found


def test_an_output_is_whole_or_not_there(source: Path, tmp_path: Path) -> None:
    expected, _ = undisturbed(source, tmp_path / "undisturbed", "json")
    wanted = settings(source, tmp_path / "target", "slow")
    run = start(tmp_path, wanted, BATCH_LOG=str(tmp_path / "log"))
    looked = 0
    while run.poll() is None and looked < 200:
        for name, data in outputs(tmp_path / "target").items() if (tmp_path / "target").exists() else ():
            looked += 1
            assert data == expected[name]
    run.kill()
    run.wait()
    assert looked
    for name, data in outputs(tmp_path / "target").items():
        assert data == expected[name]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_finishes_what_is_in_work(source: Path, tmp_path: Path, number: int) -> None:
    command = [sys.executable, "-m", "plancli", "batch", str(source), "--out", str(tmp_path / "target"), "-j", "2"]
    run = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    while not outputs(tmp_path / "target") if (tmp_path / "target").exists() else True:
        time.sleep(0.01)
        assert run.poll() is None
    run.send_signal(number)
    out, told = run.communicate(timeout=30)
    assert (run.returncode, out) == (130, b"")
    assert b"stopping" in told
    assert b"to do" in told.splitlines()[-2] or b"to do" in told
    states = Counter(state for _, state, _ in rows(tmp_path / "target"))
    assert states["done"] == len(outputs(tmp_path / "target"))
    assert states["pending"]
    assert left_over(tmp_path / "target") == []


def test_a_second_interrupt_stops_at_once(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.txt").write_text("hang")
    run = start(tmp_path, settings(source, tmp_path / "target", "planted"), BATCH_LOG=str(tmp_path / "log"))
    while not (tmp_path / "log").exists():
        time.sleep(0.01)
        assert run.poll() is None
    run.send_signal(signal.SIGTERM)
    run.wait(10)
    # The driver takes no signals, as the command line does: it dies, and all its workers with it.
    assert workers_of(tmp_path) == []


COMMAND = """
import pickle, sys
sys.path[:0] = [{tests!r}, {root!r}]
from pathlib import Path
from plancli.cli.batch import _run
if __name__ == "__main__":
    wanted, _ = pickle.loads(Path(sys.argv[1]).read_bytes())
    sys.exit(_run(wanted, None, quiet=False, machine=False))
"""


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_on_the_command_line_with_a_document_that_does_not_end(tmp_path: Path, times: int) -> None:
    """Once: what does not end in ten seconds is put back. Twice: at once. Either way another run can go on."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.txt").write_text("hang")
    (source / "b.txt").write_text("văn bản")
    wanted, log = settings(source, tmp_path / "target", "planted", jobs=1), tmp_path / "log"
    (tmp_path / "command.py").write_text(COMMAND.format(tests=str(TESTS), root=str(ROOT)))
    (tmp_path / "settings.pickle").write_bytes(pickle.dumps((wanted, "local")))
    run = subprocess.Popen(
        [sys.executable, str(tmp_path / "command.py"), str(tmp_path / "settings.pickle")],
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{TESTS}", "BATCH_LOG": str(log)},
        stderr=subprocess.PIPE,
    )
    while not log.exists():
        time.sleep(0.01)
        assert run.poll() is None
    began = time.monotonic()
    for _ in range(times):
        run.send_signal(signal.SIGINT)
        time.sleep(0.3)
    _, told = run.communicate(timeout=30)
    took = time.monotonic() - began
    assert run.returncode == 130
    assert b"stopping" in told
    assert took < 5 if times == 2 else 5 < took < 20
    assert {state for _, state, _ in rows(tmp_path / "target")} == {"pending"}
    assert workers_of(tmp_path) == []
    (source / "a.txt").write_text("kế hoạch")
    batch(source, tmp_path / "target", "planted")
    assert {state for _, state, _ in rows(tmp_path / "target")} == {"done"}


def test_two_runs_at_once_the_second_is_refused(source: Path, tmp_path: Path) -> None:
    wanted = settings(source, tmp_path / "target", "slow")
    log = tmp_path / "log"
    first = start(tmp_path, wanted, BATCH_LOG=str(log))
    while not log.exists():
        time.sleep(0.01)
        assert first.poll() is None
    (tmp_path / "second").mkdir()
    second = start(tmp_path / "second", without_times(wanted, jobs=1))
    _, told = second.communicate(timeout=30)
    assert second.returncode == 2
    assert b"another run works on this target" in told
    assert str(first.pid).encode() in told
    assert first.poll() is None
    assert first.wait(60) == 3
    assert outputs(tmp_path / "target") == undisturbed(source, tmp_path / "undisturbed", "json")[0]
