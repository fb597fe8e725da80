"""Sources and targets in stores: an S3 server on this machine, and the memory of this process."""

from __future__ import annotations

import json
import os
import random
import signal
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from batch_runs import PLANTED, Vanishing, archive, batch, dask_workers, outputs, plant, rows, settings, start
from batch_store import s3_server

from plancli.batch.lock import STALE, Lock
from plancli.batch.places import RemotePlace, place
from plancli.batch.run import run
from plancli.batch.settings import BatchError
from plancli.batch.workspace import manifests
from plancli.extras import require

DOCUMENTS, BAD = 100, 2


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment with which an S3 server on this machine is found."""
    with s3_server(tmp_path_factory.mktemp("cache"), "archive") as environment:
        yield environment


@pytest.fixture
def bucket(store: dict[str, str]) -> str:
    """A new folder of the store."""
    return f"s3://archive/{uuid.uuid4().hex}"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("archive") / "source", DOCUMENTS)


def stored(url: str) -> dict[str, bytes]:
    """The outputs in a store, by their names."""
    files = require("fsspec", "remote").filesystem(url.partition("://")[0], skip_instance_cache=True)
    root = files._strip_protocol(url)
    found = {name[len(root) + 1 :]: files.cat_file(name) for name in files.find(root)}
    return {name: data for name, data in found.items() if not name.startswith(".plancli/")}


def put(folder: Path, url: str) -> None:
    files = require("fsspec", "remote").filesystem(url.partition("://")[0])
    for path in folder.rglob("*.txt"):
        files.pipe_file(f"{files._strip_protocol(url)}/{path.relative_to(folder)}", path.read_bytes())


def states(url: str) -> list[tuple[Any, ...]]:
    with manifests(place(url)) as opened:
        return [
            row
            for manifest in opened
            for row in manifest.query("SELECT name, state, code FROM documents ORDER BY path")
        ]


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_from_store_to_store(source: Path, bucket: str, tmp_path: Path, form: str) -> None:
    put(source, f"{bucket}/in")
    summary, _ = batch(f"{bucket}/in", f"{bucket}/out", format=form, part_size=50)
    assert (summary.done, summary.failed) == (DOCUMENTS - BAD, BAD)
    batch(source, tmp_path / "local", format=form, part_size=50)
    assert stored(f"{bucket}/out") == outputs(tmp_path / "local")
    _, ear = batch(f"{bucket}/in", f"{bucket}/out", format=form, part_size=50)
    assert (ear.todo, ear.before) == (0, DOCUMENTS)


def test_globs_and_several_sources_in_a_store(source: Path, bucket: str, tmp_path: Path) -> None:
    put(source, f"{bucket}/in")
    _, ear = batch(f"{bucket}/in/*/0000*.txt", tmp_path / "1")
    assert sorted(path for path, _, _ in ear.results)[0] == "tập 0/00000.txt"
    assert len(ear.results) == 10
    sources = (f"{bucket}/in/tập 3", str(source / "tập 3"))
    _, ear = batch("", tmp_path / "2", sources=sources, selection={"include": ("*3.txt",)})
    under = bucket.removeprefix("s3://")
    assert sum(path.startswith(f"{under}/in/tập 3/") for path, _, _ in ear.results) == len(ear.results) // 2 > 0
    summary, _ = batch(f"{bucket}/nowhere", tmp_path / "3")
    assert [code for _, code, _ in summary.troubles] == ["not-found"]


def test_a_run_into_a_store_that_is_killed_ends_like_one_that_is_not(
    store: dict[str, str], bucket: str, tmp_path: Path
) -> None:
    source = archive(tmp_path / "source", 500)
    expected = outputs_of_undisturbed(source, tmp_path)
    moments, log, hit = random.Random(5), tmp_path / "log", 0
    wanted = settings(source, bucket, "slow")
    environment = store | {"BATCH_LOG": str(log)}
    for _ in range(20):
        before = log.stat().st_size if log.exists() else 0
        work = start(tmp_path, wanted, **environment)
        while work.poll() is None and not (log.exists() and log.stat().st_size > before):
            time.sleep(0.005)
        time.sleep(moments.uniform(0.0, 0.12))
        hit += work.poll() is None
        work.kill()
        work.wait()
    assert hit >= 15
    assert start(tmp_path, wanted, **environment).wait(120) == 3
    assert stored(bucket) == expected
    assert [state for _, state, _ in states(bucket)].count("done") == 490


def test_a_cluster_that_writes_into_a_store_and_loses_a_worker(
    store: dict[str, str], bucket: str, tmp_path: Path
) -> None:
    source = archive(tmp_path / "source", 240)
    log = tmp_path / "log"
    wanted = settings(source, bucket, "slow", format="jsonl", part_size=40)
    work = start(tmp_path, wanted, "dask", **store, BATCH_LOG=str(log))
    while not (log.exists() and len(log.read_text().splitlines()) > 30):
        time.sleep(0.02)
        assert work.poll() is None
    os.kill(dask_workers(work.pid)[0], signal.SIGKILL)
    assert work.wait(120) == 3, work.stderr.read() if work.stderr else b""
    batch(source, tmp_path / "local", format="jsonl", part_size=40)
    assert stored(bucket) == outputs(tmp_path / "local")
    assert states(bucket) == rows(tmp_path / "local")


def test_documents_that_do_harm_are_recorded_in_a_store(bucket: str, tmp_path: Path) -> None:
    source = archive(tmp_path / "source", 20)
    ear = Vanishing(plant(source))
    limits = {"timeout": 6.0, "memory": 700 * 1024**2}
    run(settings(source, bucket, "planted", limits=limits, selection={"follow_links": True}), ear)
    fates = {name: code for name, _, code in states(bucket)}
    assert fates.pop("unreadable.txt") == "not-readable"
    expected = {None: 19, "damaged": 1, **PLANTED}
    assert Counter(fates.values()) == expected
    assert len(stored(bucket)) == 19


def outputs_of_undisturbed(source: Path, folder: Path) -> dict[str, bytes]:
    batch(source, folder / "undisturbed")
    return outputs(folder / "undisturbed")


def test_another_machine_goes_on_where_the_first_was_lost(
    source: Path, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch(source, bucket, limit=50)
    monkeypatch.setenv("PLANCLI_CACHE_DIR", str(tmp_path / "another cache"))
    _, ear = batch(source, bucket, limit=20)
    assert ear.before == 50
    # The first has an older manifest now, and takes the one of the store.
    monkeypatch.undo()
    _, ear = batch(source, bucket)
    assert (ear.before, ear.todo) == (70, DOCUMENTS - 70)
    assert stored(bucket) == outputs_of_undisturbed(source, tmp_path)
    # A target that was cleared is a new one.
    require("fsspec", "remote").filesystem("s3").rm(bucket, recursive=True)
    _, ear = batch(source, bucket)
    assert (ear.before, ear.todo) == (0, DOCUMENTS)


def test_a_second_run_into_a_store_is_refused(bucket: str, source: Path) -> None:
    held = Lock(RemotePlace(bucket), "run")
    with held, pytest.raises(BatchError, match="another run works on this target"):
        batch(source, bucket)
    batch(source, bucket)


def test_a_lock_without_a_sign_of_life_is_taken_over(bucket: str) -> None:
    where = RemotePlace(bucket)
    for holder in (
        {"host": "elsewhere", "pid": 1, "token": "x", "beat": time.time() - STALE - 1},
        {"host": os.uname().nodename, "pid": 2**22 + 1, "token": "x", "beat": time.time()},
    ):
        where.write(".plancli/run.lock", json.dumps(holder).encode())
        with Lock(where, "run"):
            assert json.loads(where.read(".plancli/run.lock"))["pid"] == os.getpid()
        assert where.size(".plancli/run.lock") is None
    where.write(
        ".plancli/run.lock", json.dumps({"host": "elsewhere", "pid": 1, "token": "x", "beat": time.time()}).encode()
    )
    with pytest.raises(BatchError, match="process 1 on elsewhere"), Lock(where, "run"):
        pass


def test_memory_as_source_and_target(source: Path, tmp_path: Path) -> None:
    root = f"memory://{uuid.uuid4().hex}"
    put(source, f"{root}/in")
    summary, _ = batch(f"{root}/in", f"{root}/out")
    assert (summary.done, summary.failed) == (DOCUMENTS - BAD, BAD)
    assert stored(f"{root}/out") == outputs_of_undisturbed(source, tmp_path)
    _, ear = batch(f"{root}/in", f"{root}/out")
    assert ear.todo == 0


def test_file_urls_are_folders_of_this_machine(source: Path, tmp_path: Path) -> None:
    batch(f"file://{source}", f"file://{tmp_path}/target")
    assert outputs(tmp_path / "target") == outputs_of_undisturbed(source, tmp_path)
