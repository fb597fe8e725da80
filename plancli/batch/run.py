"""A run from beginning to end: lock, find, do, report."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

import msgspec

from plancli.batch.chunks import merge_left
from plancli.batch.landing import land_left
from plancli.batch.lock import Lock
from plancli.batch.manifest import Manifest
from plancli.batch.messages import Job
from plancli.batch.parts import PartNames
from plancli.batch.places import OWN, LocalPlace, Place, TargetError, is_url, output_name, place
from plancli.batch.runner import Reporter, Runner, clear_spool, whole_size
from plancli.batch.settings import BatchError, Settings, version_of
from plancli.batch.sources import Finder
from plancli.batch.summary import Summary, summarise
from plancli.batch.supervisor import Pool
from plancli.batch.template import Setup
from plancli.batch.workspace import Workspace, check_shards, label_of
from plancli.names import printable_name


class RunReporter(Reporter, Protocol):
    """Who is told how a whole run goes."""

    def finding(self, count: int) -> None:
        """So many files were found until now."""

    def started(self, todo: int, done: int, failed: int) -> None:
        """All files are found: so many are to be done, and so many were done, or had failed, before."""


@dataclass
class Context:
    """What a run works with, for whoever does the documents (an engine)."""

    settings: Settings
    target: Place
    workspace: Workspace
    manifest: Manifest
    reporter: RunReporter
    stop: Callable[[], int]
    setup: Setup
    parts: PartNames | None

    def jobs(self) -> Iterator[Job]:
        """What is to be done, within the run's limit."""
        return islice(self.manifest.pending(), self.settings.limit)


Engine = Callable[[Context], None]


def run(
    settings: Settings,
    reporter: RunReporter,
    stop: Callable[[], int] = lambda: 0,
    engine: Engine | None = None,
) -> Summary:
    """Do what is to be done, and say what there is then.

    ``stop`` is asked many times a second: 1 ends the run when the documents in work are done, 2 at once. Raises
    ``BatchError`` where the run cannot begin or go on, ``PatternError`` and ``MissingToolError``.
    """
    target = place(settings.target)
    _check_apart(settings)
    _check_folder(target)
    shard = settings.selection.shard
    check_shards(target, shard, settings.format)
    with Lock(target, f"run{label_of(shard)}"):
        workspace = Workspace(target, shard)
        try:
            context = _context(settings, target, workspace, reporter, stop)
            _clear(target)
            outcome = "stopped"
            try:
                _prepare(context)
                if not stop():
                    (engine or local_engine)(context)
                outcome = "interrupted" if stop() else "finished"
            finally:
                _clear(target)
                clear_spool(workspace.spool, {number for number, _, _ in context.manifest.parsed()})
                context.manifest.end(outcome)
                workspace.push(0)
            return summarise(target.url, [context.manifest], run=context.manifest.run)
        finally:
            workspace.close()


def _clear(target: Place) -> None:
    if isinstance(target, LocalPlace):
        target.clear_aside()


def _context(
    settings: Settings, target: Place, workspace: Workspace, reporter: RunReporter, stop: Callable[[], int]
) -> Context:
    manifest = workspace.manifest
    form = manifest.get("format")
    if form is not None and form != settings.format:
        raise BatchError(f"{target.url}: the target was made with --format {form}; go on so, or name another target")
    manifest.put("format", settings.format)
    if settings.format != "json" and target.in_process:
        raise BatchError(f"{target.url}: only --format json can be written there; name a folder or a store")
    parts = None if settings.format == "json" else PartNames(settings.format, label_of(settings.selection.shard))
    if settings.format == "parquet":
        from plancli.extras import require

        require("pyarrow", "parquet")
    setup = Setup(settings.target, settings.parsing, settings.limits, parts)
    manifest.begin(
        version_of(settings.parsing), msgspec.json.encode(settings, enc_hook=str).decode(), socket.gethostname()
    )
    return Context(settings, target, workspace, manifest, reporter, stop, setup, parts)


def _prepare(context: Context) -> None:
    """Find the files, and what is to be done about them."""
    settings, manifest = context.settings, context.manifest
    context.workspace.push(0)
    merge_left(manifest, context.target, label_of(settings.selection.shard))
    finder = Finder(settings)
    noted = manifest.note(
        finder.find(), retry=settings.retry_failed, checksum=settings.checksum, clashes=finder.may_clash
    )
    for count in noted:
        context.reporter.finding(count)
        if context.stop():
            manifest.commit()
            return
    manifest.passed(finder.passed)
    _recheck(context)
    if context.parts is not None:
        manifest.assign_parts(settings.part_size)
    counts = dict(
        manifest.query("SELECT state, count(*) FROM documents WHERE seen = ? GROUP BY state", (manifest.run,))
    )
    todo = min(counts.get("pending", 0), settings.limit if settings.limit is not None else 1 << 62)
    context.reporter.started(todo, counts.get("done", 0) + counts.get("parsed", 0), counts.get("failed", 0))


def _recheck(context: Context) -> None:
    """What was done must still be there; outputs that wait for a part must be whole."""
    manifest, spool = context.manifest, context.workspace.spool
    if context.parts is None:
        if isinstance(context.target, LocalPlace):
            try:
                land_left(manifest, context.target, f"{spool}/", whole_size)
            except TargetError as error:
                raise BatchError(f"{context.target.url}: {error}; look at the target, then run again") from error
            clear_spool(spool, set())
        # In a store a look at each output would cost as much as writing it.
        if context.target.local is not None or context.settings.checksum:
            _forget(context)
    else:
        lost = [number for number, _, size in manifest.parsed() if whole_size(spool / f"{number}.json") != size]
        manifest.reset_missing_outputs(lost)
        clear_spool(spool, {number for number, _, _ in manifest.parsed()})
        for part, name in list(manifest.query("SELECT part, name FROM parts WHERE name IS NOT NULL")):
            if context.target.size(name) is None:
                manifest.write(
                    "UPDATE documents SET state = 'pending', version = NULL WHERE part = ? AND state = 'done'", (part,)
                )
                manifest.write("UPDATE parts SET dirty = 1, name = NULL WHERE part = ?", (part,))
    manifest.commit()


def _forget(context: Context) -> None:
    manifest, lost = context.manifest, []
    for number, path, size in manifest.finished():
        if context.target.size(output_name(path)) != size:
            lost.append(number)
        if len(lost) >= 1000:
            manifest.reset_missing_outputs(lost)
            lost.clear()
    manifest.reset_missing_outputs(lost)


def local_engine(context: Context) -> None:
    """All documents on this machine, by as many workers as there are jobs."""
    with Pool(context.setup, context.settings.jobs) as pool:
        runner = Runner(
            context.manifest, pool, context.target, context.reporter, context.parts, f"{context.workspace.spool}/"
        )
        runner.run(context.jobs(), stop=context.stop, each_tick=context.workspace.push)


def dry_run(settings: Settings, each: Callable[[str], None]) -> Summary:
    """Tell the path of each document that a run would do; what there is then. Changes nothing."""
    target = place(settings.target)
    with tempfile.TemporaryDirectory(prefix="plancli-batch-") as folder:
        copy = Path(folder) / "manifest.sqlite"
        name = f".plancli/manifest{label_of(settings.selection.shard)}.sqlite"
        if target.local is not None and (target.local / name).exists():
            existing = Manifest(target.local / name, readonly=True)
            existing.snapshot(copy)
            existing.close()
        elif target.local is None and target.size(name) is not None:
            copy.write_bytes(target.read(name))
        manifest = Manifest(copy)
        manifest.begin(version_of(settings.parsing), "{}", "")
        finder = Finder(settings)
        for _ in manifest.note(finder.find(), retry=settings.retry_failed, checksum=settings.checksum):
            pass
        manifest.passed(finder.passed)
        for job in islice(manifest.pending(), settings.limit):
            each(job.path)
        summary = summarise(target.url, [manifest], run=manifest.run)
        manifest.close()
    return summary


def _check_folder(target: Place) -> None:
    """Make the folder of a target on this machine; refuse where there can be none."""
    if target.local is None:
        return
    try:
        (target.local / OWN).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = "this is a file" if target.local.is_file() else error.strerror or str(error)
        raise BatchError(f"--out {printable_name(target.url)}: {reason}; name a folder that can be written") from error


def _check_apart(settings: Settings) -> None:
    """Refuse to write where the sources are read."""
    for source in settings.sources:
        if not is_url(source) and not is_url(settings.target):
            path, out = Path(source), Path(settings.target)
            if path.is_dir() and out.exists() and path.samefile(out):
                raise BatchError(f"--out {settings.target}: this is a folder to be read; name another one")
