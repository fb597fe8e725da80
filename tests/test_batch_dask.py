"""The same work on a Dask cluster: the same result, also when a worker is killed in mid-run."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from batch_runs import (
    PLANTED,
    ROOT,
    TESTS,
    Ear,
    Vanishing,
    archive,
    batch,
    dask_workers,
    left_over,
    outputs,
    plant,
    rows,
    settings,
    start,
)

from plancli.batch.chunks import do_chunk
from plancli.batch.run import Engine, run
from plancli.batch.settings import BatchError
from plancli.extras import require

Cli = Callable[..., subprocess.CompletedProcess[bytes]]
DOCUMENTS = 240


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("archive") / "source", DOCUMENTS)


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    return dict(os.environ) | {"PYTHONPATH": f"{ROOT}{os.pathsep}{TESTS}"}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Iterator[tuple[str, list[int]]]:
    """A standing cluster of two workers: the scheduler's address, and the processes that watch over the workers."""
    folder = tmp_path_factory.mktemp("cluster")
    address = folder / "scheduler.json"
    python = [sys.executable, "-m"]
    common = ["--scheduler-file", str(address), "--no-dashboard"]
    scheduler = [*python, "distributed.cli.dask_scheduler", "--port", "0", "--host", "127.0.0.1", *common]
    worker = [*python, "distributed.cli.dask_worker", "--nthreads", "1", "--memory-limit", "0", *common]
    processes = [
        subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in (scheduler, worker, worker)
    ]
    try:
        while not address.exists():
            time.sleep(0.05)
        with require("distributed", "dask").Client(json.loads(address.read_text())["address"]) as client:
            client.wait_for_workers(2, timeout=60)
        yield json.loads(address.read_text())["address"], [process.pid for process in processes[1:]]
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            process.wait(20)


@pytest.fixture
def engine(cluster: tuple[str, list[int]]) -> Engine:
    from plancli.batch.dask_engine import dask_engine

    return dask_engine(cluster[0])


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_the_result_is_that_of_one_machine(source: Path, engine: Engine, tmp_path: Path, form: str) -> None:
    wanted = settings(source, tmp_path / "target", format=form, part_size=40)
    ear = Ear()
    summary = run(wanted, ear, engine=engine)
    batch(source, tmp_path / "local", format=form, part_size=40)
    assert outputs(tmp_path / "target") == outputs(tmp_path / "local")
    assert rows(tmp_path / "target") == rows(tmp_path / "local")
    assert len(ear.results) == DOCUMENTS == summary.done + summary.failed
    assert left_over(tmp_path / "target") == []
    ear = Ear()
    run(wanted, ear, engine=engine)
    assert (ear.todo, ear.results) == (0, [])
    # What one machine began, the cluster ends.
    batch(source, tmp_path / "mixed", format=form, part_size=40, limit=100)
    run(settings(source, tmp_path / "mixed", format=form, part_size=40), Ear(), engine=engine)
    assert outputs(tmp_path / "mixed") == outputs(tmp_path / "local")


def test_documents_that_do_harm_are_recorded(tmp_path: Path, engine: Engine) -> None:
    source = archive(tmp_path / "source", 30)
    ear = Vanishing(plant(source))
    limits = {"timeout": 6.0, "memory": 700 * 1024**2}
    wanted = settings(source, tmp_path / "target", "planted", limits=limits, selection={"follow_links": True})
    run(wanted, ear, engine=engine)
    fates = {name: code for name, _, code in rows(tmp_path / "target")}
    assert fates.pop("unreadable.txt") == "not-readable"
    expected = {None: 29, "damaged": 1, **PLANTED}
    assert Counter(fates.values()) == expected


def test_a_worker_that_is_killed_loses_and_doubles_nothing(source: Path, tmp_path: Path) -> None:
    """A cluster of its own, one of whose workers is killed in mid-run; its nanny starts another."""
    log = tmp_path / "log"
    wanted = settings(source, tmp_path / "target", "slow", format="jsonl", part_size=40)
    work = start(tmp_path, wanted, "dask", BATCH_LOG=str(log))
    while not (log.exists() and len(log.read_text().splitlines()) > 30):
        time.sleep(0.02)
        assert work.poll() is None
    victims = dask_workers(work.pid)
    assert len(victims) == 2
    os.kill(victims[0], signal.SIGKILL)
    assert work.wait(120) == 3, work.stderr.read() if work.stderr else b""
    batch(source, tmp_path / "local", format="jsonl", part_size=40)
    assert outputs(tmp_path / "target") == outputs(tmp_path / "local")
    assert rows(tmp_path / "target") == rows(tmp_path / "local")
    assert left_over(tmp_path / "target") == []


def test_twenty_kills_at_random(source: Path, cluster: tuple[str, list[int]], tmp_path: Path) -> None:
    """Workers of a standing cluster, and runs that use it: whatever is killed when, the end is the same."""
    address, watchers = cluster
    batch(source, tmp_path / "local")
    moments, kills, number = random.Random(7), 0, 0
    while kills < 20:
        number += 1
        target = tmp_path / f"target {number}"
        wanted = settings(source, target, "slow")
        work = start(tmp_path, wanted, address)
        for _ in range(5):
            while work.poll() is None and not (target.exists() and outputs(target)):
                time.sleep(0.01)
            time.sleep(moments.uniform(0.0, 0.4))
            if work.poll() is not None:
                break
            workers = [worker for watcher in watchers for worker in dask_workers(watcher)]
            if workers and moments.random() < 0.7:
                with suppress(ProcessLookupError):
                    os.kill(moments.choice(workers), signal.SIGKILL)
            else:
                work.kill()
                work.wait()
                work = start(tmp_path, wanted, address)
            kills += 1
        _, told = work.communicate(timeout=120)
        if work.returncode != 3 or told != b"[]\n":
            # A chunk whose workers were lost too often is told, and is the next run's.
            assert b"worker-lost" in told, told
            assert start(tmp_path, wanted, address).wait(120) == 3
        assert outputs(target) == outputs(tmp_path / "local")
        assert rows(target) == rows(tmp_path / "local")


def test_the_run_itself_can_be_killed(source: Path, cluster: tuple[str, list[int]], tmp_path: Path) -> None:
    wanted = settings(source, tmp_path / "target", "slow")
    for moment in (0.1, 0.6):
        work = start(tmp_path, wanted, cluster[0])
        while not outputs(tmp_path / "target") if (tmp_path / "target").exists() else True:
            time.sleep(0.02)
            assert work.poll() is None
        time.sleep(moment)
        work.kill()
        work.wait()
    work = start(tmp_path, wanted, cluster[0])
    _, told = work.communicate(timeout=120)
    assert (work.returncode, told) == (3, b"[]\n")
    batch(source, tmp_path / "local")
    assert outputs(tmp_path / "target") == outputs(tmp_path / "local")
    assert rows(tmp_path / "target") == rows(tmp_path / "local")


def test_two_runs_share_a_cluster(source: Path, cluster: tuple[str, list[int]], tmp_path: Path) -> None:
    batch(source, tmp_path / "local")
    runs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        runs.append(start(tmp_path / name, settings(source, tmp_path / name / "target", "slow"), cluster[0]))
    for name, work in zip(("one", "two"), runs, strict=True):
        _, told = work.communicate(timeout=120)
        assert (work.returncode, told) == (3, b"[]\n")
        assert outputs(tmp_path / name / "target") == outputs(tmp_path / "local")


def test_the_command_line(plancli: Cli, cluster: tuple[str, list[int]], tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    for number in range(3):
        (tmp_path / "source" / f"{number}.txt").write_text(f"KẾ HOẠCH\nsố {number}\n\n1. Trồng cây\n", encoding="utf-8")
    run = plancli("batch", tmp_path / "source", "-o", tmp_path / "1", "--engine", "dask", "--scheduler", cluster[0])
    assert run.returncode == 0, run.stderr
    assert b"3 documents done, 0 failed" in run.stderr
    plancli("batch", tmp_path / "source", "-o", tmp_path / "2")
    assert outputs(tmp_path / "1") == outputs(tmp_path / "2")


def test_a_cluster_with_another_plancli_is_refused(source: Path, tmp_path: Path) -> None:
    from plancli.batch.chunks import Chunk
    from plancli.batch.settings import Limits, Parsing
    from plancli.batch.supervisor import Pool
    from plancli.batch.template import Setup

    parsing = Parsing(parser="batch_hooks:quick")
    chunk = Chunk("1-0", ".plancli/chunks", str(tmp_path / "target"), parsing, Limits(), "another version", ())
    pool = Pool(Setup(str(tmp_path / "target"), parsing, Limits()), 1)
    with pytest.raises(BatchError, match="another plancli"):
        do_chunk(chunk, pool)


def test_a_scheduler_that_is_not_there_is_told(plancli: Cli, tmp_path: Path) -> None:
    run = plancli(
        "batch", "samples", "-o", tmp_path / "target", "--engine", "dask", "--scheduler", "nonsense://127.0.0.1:1"
    )
    assert run.returncode == 2
    assert b"cannot be reached" in run.stderr
