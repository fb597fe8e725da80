"""Some hundred documents handed to a machine of a cluster, with a manifest of their own that comes back.

The manifest of a chunk is written into the target when its documents are done, and merged into that of the run. A chunk
whose machine was lost is done again; one that was done twice has the same outcome twice.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from plancli.batch.manifest import Manifest
from plancli.batch.messages import Job, Result
from plancli.batch.parts import PartNames
from plancli.batch.places import OWN, LocalPlace, Place, place
from plancli.batch.runner import Runner
from plancli.batch.settings import BatchError, Limits, Parsing, version_of
from plancli.batch.supervisor import Pool

_INPUT = "id, path, name, location, kind, size, mtime, state, digest, version, attempts, output_size, part"
_OUTCOME = (
    "state, digest, version, reader, code, message, attempts, seconds, finished, output_size, same_as, size, mtime"
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Documents to be done together: rows of the manifest, as they were when it was made."""

    name: str
    folder: str
    target: str
    parsing: Parsing
    limits: Limits
    version: str
    rows: tuple[tuple[Any, ...], ...]
    parts: PartNames | None = None
    part: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document: for telling, not for the manifest."""

    path: str
    state: str
    code: str | None
    message: str | None


def folder_of(label: str) -> str:
    """Where the manifests of a shard's chunks lie in the target."""
    return f"{OWN}/chunks{label}"


class _Untold:
    def result(self, job: Job, result: Result) -> None:
        """See ``Reporter``."""

    def tick(self, running: list[tuple[str, float]]) -> None:
        """See ``Reporter``."""


def do_chunk(chunk: Chunk, pool: Pool) -> str:
    """Do what is pending in a chunk, and leave its manifest in the target; the manifest's name.

    Raises ``BatchError`` where this machine has another plancli, or the target fails.
    """
    if version_of(chunk.parsing) != chunk.version:
        raise BatchError("the machines of the cluster have another plancli or other patterns; install the same on all")
    target = place(chunk.target)
    with tempfile.TemporaryDirectory(prefix="chunk-", dir=pool.temp) as name:
        folder = Path(name)
        manifest = Manifest(folder / "chunk.sqlite")
        try:
            manifest.begin(chunk.version, "{}", "")
            marks = ", ".join("?" * (_INPUT.count(",") + 2))
            statement = f"INSERT INTO documents ({_INPUT}, seen) VALUES ({marks})"
            manifest.write_many(statement, [(*row, manifest.run) for row in chunk.rows])
            if chunk.part is not None:
                manifest.write("INSERT INTO parts (part, dirty, name, documents) VALUES (?, ?, ?, ?)", chunk.part)
            manifest.commit()
            spool = f"{folder}/spool/"
            if chunk.parts is None and isinstance(target, LocalPlace):
                # Renaming does not lead from one file system to another.
                spool = target.aside(chunk.name)
            runner = Runner(manifest, pool, target, _Untold(), chunk.parts, spool)
            runner.run(manifest.pending())
            manifest.end("finished")
            manifest.snapshot(folder / "sent.sqlite")
        finally:
            manifest.close()
            if isinstance(target, LocalPlace):
                target.clear_aside(chunk.name)
        written = f"{chunk.folder}/{chunk.name}.sqlite"
        target.write(written, (folder / "sent.sqlite").read_bytes())
    return written


def chunks(
    manifest: Manifest,
    target: str,
    parsing: Parsing,
    limits: Limits,
    parts: PartNames | None,
    *,
    label: str,
    size: int,
    limit: int | None,
) -> Iterator[Chunk]:
    """What a run has to do, ``size`` documents at a time; where there are parts, a part at a time."""
    jobs = islice(manifest.pending(), limit)
    count = 0
    common = (folder_of(label), target, parsing, limits, manifest.version)
    if parts is None:
        while page := [job.id for job in islice(jobs, size)]:
            name = f"{manifest.run}-{count:08}"
            yield Chunk(name, *common, _rows(manifest, page))
            count += 1
        return
    seen = -1
    for job in jobs:
        # Parts are numbered in the order of paths; only what was added later comes between.
        if job.part is None or job.part == seen:
            continue
        seen = job.part
        state = next(manifest.query("SELECT part, dirty, name, documents FROM parts WHERE part = ?", (seen,)))
        rows = tuple(manifest.query(f"SELECT {_INPUT} FROM documents WHERE part = ? ORDER BY path", (seen,)))
        yield Chunk(f"{manifest.run}-part-{seen:06}", *common, rows, parts, state)


def _rows(manifest: Manifest, ids: list[int]) -> tuple[tuple[Any, ...], ...]:
    marks = ", ".join("?" * len(ids))
    return tuple(manifest.query(f"SELECT {_INPUT} FROM documents WHERE id IN ({marks}) ORDER BY path", ids))


def merge(manifest: Manifest, target: Place, name: str) -> list[Outcome]:
    """Take over what the manifest of a chunk says, and remove it. What is known more lately is kept."""
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="plancli-batch-") as folder:
        path = Path(folder) / "chunk.sqlite"
        path.write_bytes(target.read(name))
        try:
            part = Manifest(path, readonly=True)
        except BatchError:
            # Not a manifest: half of one cannot be, since it is written whole. It says nothing.
            target.remove(name)
            return []
        try:
            rows = list(part.query(f"SELECT {_OUTCOME}, path FROM documents WHERE state != 'pending' AND finished > 0"))
            sets = ", ".join(f"{column} = ?" for column in _OUTCOME.split(", "))
            finished = _OUTCOME.split(", ").index("finished")
            statement = f"UPDATE documents SET {sets} WHERE path = ? AND coalesce(finished, 0) < ?"
            manifest.write_many(statement, [(*row, row[finished]) for row in rows])
            unchanged = list(
                part.query("SELECT size, mtime, path FROM documents WHERE state = 'done' AND finished IS NULL")
            )
            statement = "UPDATE documents SET state = 'done', size = ?, mtime = ? WHERE path = ? AND state = 'pending'"
            manifest.write_many(statement, unchanged)
            for row in part.query("SELECT dirty, name, documents, part FROM parts"):
                manifest.write("UPDATE parts SET dirty = ?, name = ?, documents = ? WHERE part = ?", row)
            outcomes = [Outcome(os.fsdecode(row[-1]), row[0], row[4], row[5]) for row in rows]
            outcomes += [Outcome(os.fsdecode(row[-1]), "unchanged", None, None) for row in unchanged]
        except sqlite3.Error as error:
            raise BatchError(f"{name}: the manifest of a chunk cannot be read ({error}); remove it") from error
        finally:
            part.close()
    manifest.commit()
    target.remove(name)
    return outcomes


def merge_left(manifest: Manifest, target: Place, label: str) -> None:
    """Merge what tasks have left that ended after their run."""
    folder = folder_of(label)
    for name in sorted(target.names(folder)):
        if name.endswith(".sqlite"):
            merge(manifest, target, f"{folder}/{name}")
