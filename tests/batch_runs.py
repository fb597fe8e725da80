"""Runs of a batch for the tests: in this process, or in one of its own that can be killed."""

from __future__ import annotations

import json
import os
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from plancli.batch.messages import Job, Result
from plancli.batch.run import run
from plancli.batch.settings import BatchError, Limits, Parsing, Selection, Settings
from plancli.batch.summary import Summary

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent

DRIVER = """
import pickle, sys
sys.path[:0] = [{tests!r}, {root!r}]
from batch_runs import driven
if __name__ == "__main__":
    sys.exit(driven(sys.argv[1]))
"""


class Ear:
    """Hears what a run tells."""

    def __init__(self) -> None:
        self.todo = self.before = 0
        self.results: list[tuple[str, str, str | None]] = []
        self.running: set[str] = set()

    def finding(self, count: int) -> None:
        pass

    def started(self, todo: int, done: int, failed: int) -> None:
        self.todo, self.before = todo, done + failed

    def result(self, job: Job, result: Result) -> None:
        self.results.append((job.path, result.state, result.code))

    def tick(self, running: list[tuple[str, float]]) -> None:
        self.running |= {path for path, _ in running}


def settings(source: Path | str, target: Path | str, parser: str = "quick", **values: Any) -> Settings:
    """Settings with a parser of ``batch_hooks``; ``limits`` and ``selection`` are given as dictionaries."""
    limits = Limits(**values.pop("limits", {}))
    selection = Selection(**values.pop("selection", {}))
    parsing = Parsing(parser=f"batch_hooks:{parser}") if parser != "real" else Parsing()
    sources = values.pop("sources", (str(source),))
    return Settings(
        target=str(target), sources=sources, jobs=values.pop("jobs", 2), limits=limits, selection=selection,
        parsing=parsing, **values,
    )  # fmt: skip


def batch(source: Path | str, target: Path | str, parser: str = "quick", **values: Any) -> tuple[Summary, Ear]:
    """A run in this process."""
    ear = Ear()
    return run(settings(source, target, parser, **values), ear), ear


def start(folder: Path, wanted: Settings, engine: str = "local", **environment: str) -> subprocess.Popen[bytes]:
    """A run in a process of its own."""
    script, saved = folder / "driver.py", folder / "settings.pickle"
    script.write_text(DRIVER.format(tests=str(TESTS), root=str(ROOT)))
    saved.write_bytes(pickle.dumps((wanted, engine)))
    return subprocess.Popen(
        [sys.executable, str(script), str(saved)],
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{TESTS}"} | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def driven(saved: str) -> int:
    """What that process does."""
    wanted, engine = pickle.loads(Path(saved).read_bytes())
    chosen = None
    if engine != "local":
        from plancli.batch.dask_engine import dask_engine

        chosen = dask_engine(None if engine == "dask" else engine)
    try:
        summary = run(wanted, Ear(), engine=chosen)
    except BatchError as error:
        print(error, file=sys.stderr)
        return 2
    print(summary.troubles, file=sys.stderr)
    return 0 if summary.all_done else 3


def outputs(target: Path) -> dict[str, bytes]:
    """The outputs in a target, by their names; what is the run's own left out."""
    return {
        os.fsdecode(os.path.relpath(path, target)): path.read_bytes()
        for path in sorted(target.rglob("*"))
        if path.is_file() and ".plancli" not in path.relative_to(target).parts
    }


def left_over(target: Path) -> list[str]:
    """Files that a run has forgotten in its own folder."""
    own = target / ".plancli"
    kept = ("manifest", "run")
    return [str(path) for path in own.rglob("*") if path.is_file() and not path.name.startswith(kept)]


def rows(target: Path, columns: str = "name, state, code") -> list[tuple[Any, ...]]:
    """What the manifest says, in the order of paths."""
    database = sqlite3.connect(target / ".plancli" / "manifest.sqlite")
    try:
        return database.execute(f"SELECT {columns} FROM documents ORDER BY path").fetchall()
    finally:
        database.close()


def archive(folder: Path, count: int, folders: int = 7) -> Path:
    """So many small documents in a few folders; one in ten is a copy, one in fifty is bad."""
    for number in range(count):
        path = folder / f"tập {number % folders}" / f"{number:05}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = f"văn bản {number - number % 10 if number % 10 == 1 else number}" + " nội dung" * (number % 13)
        path.write_text(f"bad {text}" if number % 50 == 7 else text, encoding="utf-8")
    return folder


def dask_workers(parent: int) -> list[int]:
    """The worker processes of a cluster that a process has started: those that have a template below them."""
    children: dict[int, list[int]] = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(process.name))
    return [child for child in children.get(parent, []) if children.get(child)]


class Vanishing(Ear):
    """Takes a file away when all files are found."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def started(self, todo: int, done: int, failed: int) -> None:
        super().started(todo, done, failed)
        self._path.unlink()


def plant(source: Path) -> Path:
    """Put in documents that crash, hang and hoard, one that cannot be read, and one that is to vanish: its path."""
    for word in ("segfault", "hang", "hog"):
        (source / f"{word}.txt").write_text(word)
    # Whoever runs the tests, even with all rights: a read of this fails.
    (source / "unreadable.txt").symlink_to("/proc/self/mem")
    vanishing = source / "vanishing.txt"
    vanishing.write_text("soon gone")
    return vanishing


PLANTED: dict[str | None, int] = {"crashed": 1, "timeout": 1, "out-of-memory": 1, "not-found": 1}
"""What becomes of them, but for the one that cannot be read."""


def without_times(wanted: Settings, **values: Any) -> Settings:
    """The same settings but for some."""
    return replace(wanted, **values)


def lines_of(stderr: bytes) -> Iterator[dict[str, Any]]:
    """The events of ``--log-format json``."""
    for line in stderr.decode().splitlines():
        if line.startswith("{"):
            yield json.loads(line)
