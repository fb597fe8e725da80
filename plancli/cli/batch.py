"""``plancli batch``: whole folders to JSON, by several processes, to be interrupted and resumed at will."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from plancli.cli import streams
from plancli.cli.inputs import (
    EncodingOption,
    NoCacheOption,
    OcrDpiOption,
    OcrMode,
    OcrOption,
    PatternsOption,
    load_patterns,
    read_options,
    usage_error,
)
from plancli.errors import MissingToolError, PatternError

if TYPE_CHECKING:
    from plancli.batch.run import Engine
    from plancli.batch.settings import Settings
    from plancli.readers import ReadOptions


_LEAST_MEMORY = 256 * 1024**2


class BatchFormat(StrEnum):
    """What is written."""

    JSON = "json"
    JSONL = "jsonl"
    PARQUET = "parquet"


class EngineName(StrEnum):
    """Who does the work."""

    LOCAL = "local"
    DASK = "dask"


class LogFormat(StrEnum):
    """What is told on stderr."""

    TEXT = "text"
    JSON = "json"


def batch(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SRC]...", help="Folders, files, globs, or URLs such as s3://bucket/folder."),
    ] = None,
    out: Annotated[
        str | None, typer.Option("--out", "-o", metavar="DIR", help="The folder or URL that takes the output.")
    ] = None,
    status: Annotated[
        str | None, typer.Option("--status", metavar="DIR", help="Only report what there is in that target.")
    ] = None,
    files_from: Annotated[
        list[str] | None,
        typer.Option("--files-from", metavar="FILE", help="Read names of files from a file, one a line; - is stdin."),
    ] = None,
    null: Annotated[bool, typer.Option("--null", "-0", help="Names in --files-from end in null bytes.")] = False,
    include: Annotated[
        list[str] | None, typer.Option("--include", metavar="GLOB", help="Take only files of these names.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", metavar="GLOB", help="Pass over files and folders of these names.")
    ] = None,
    hidden: Annotated[bool, typer.Option("--hidden", help="Take files whose names begin with a dot, too.")] = False,
    follow_links: Annotated[bool, typer.Option("--follow-links", help="Go through symbolic links.")] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="How many processes read. [default: one a processor]")
    ] = None,
    output_format: Annotated[
        BatchFormat, typer.Option("--format", help="One JSON a document, or parts of JSON Lines or Parquet.")
    ] = BatchFormat.JSON,
    part_size: Annotated[
        int, typer.Option("--part-size", min=1, help="Documents in a part of JSON Lines or Parquet.")
    ] = (500),
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds that a document may take.")] = 300.0,
    max_size: Annotated[str, typer.Option("--max-size", metavar="SIZE", help="The largest file that is read.")] = "64M",
    max_memory: Annotated[
        str, typer.Option("--max-memory", metavar="SIZE", help="The memory that a process may take.")
    ] = "2G",
    max_disk: Annotated[
        str, typer.Option("--max-disk", metavar="SIZE", help="The temporary files that a document may need.")
    ] = "1G",
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Do so many documents at most, then end.")] = None,
    shard: Annotated[
        str | None, typer.Option("--shard", metavar="I/N", help="Do the I-th of N parts of the files, I from 1.")
    ] = None,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Try again what failed before.")] = False,
    checksum: Annotated[
        bool, typer.Option("--checksum", help="Tell changed files by their content, not by size and time.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print which documents would be done.")] = False,
    engine: Annotated[EngineName, typer.Option("--engine", help="This machine, or a Dask cluster.")] = EngineName.LOCAL,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="ADDRESS", help="The scheduler of a Dask cluster. [default: one is started]"
        ),
    ] = None,
    patterns: PatternsOption = None,
    encoding: EncodingOption = None,
    ocr: OcrOption = OcrMode.AUTO,
    ocr_dpi: OcrDpiOption = 200,
    no_cache: NoCacheOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Tell nothing but errors.")] = False,
    log_format: Annotated[LogFormat, typer.Option("--log-format", help="Tell on stderr in text or JSON Lines.")] = (
        LogFormat.TEXT
    ),
) -> None:
    """Parse whole folders into a target that can be interrupted, resumed and collected.

    Run the same command again to go on: what is done stays done.
    """
    from plancli.batch.settings import Limits, Parsing, Selection, Settings

    if log_format is LogFormat.JSON:
        from plancli.batch.progress import log

        # Whoever reads JSON Lines is to find nothing else.
        streams.say_by(lambda message: log("message", message=message))
    if status is not None:
        with _told():
            _status(status, log_format is LogFormat.JSON)
        return
    if out is None:
        raise usage_error("--out is missing: name the folder or URL that takes the output")
    if not sources and not files_from:
        raise usage_error("there is nothing to read: name folders, files, globs or URLs, or use --files-from")
    if sources and "-" in sources:
        raise usage_error("-: a list of files is read from standard input by --files-from -")
    if scheduler is not None and engine is not EngineName.DASK:
        raise usage_error("--scheduler goes with --engine dask")
    memory = _size("--max-memory", max_memory)
    if memory < _LEAST_MEMORY:
        raise usage_error(f"--max-memory {max_memory}: a process needs 256M to begin with")
    load_patterns(patterns)
    options = read_options(encoding, ocr, ocr_dpi, no_cache)
    settings = Settings(
        target=out,
        sources=tuple(sources or ()),
        lists=tuple(files_from or ()),
        null_lists=null,
        format=output_format.value,
        part_size=part_size,
        jobs=jobs or _processors(),
        limit=limit,
        retry_failed=retry_failed,
        checksum=checksum,
        selection=Selection(
            tuple(include or ()), tuple(exclude or ()), follow_links, hidden, _shard(shard) if shard else None
        ),
        limits=Limits(timeout, _size("--max-size", max_size), memory, _size("--max-disk", max_disk)),
        parsing=Parsing(_one_page_at_a_time(options), os.path.abspath(patterns) if patterns else None),  # noqa: PTH100
    )
    with _told():
        if dry_run:
            raise typer.Exit(_dry_run(settings, quiet))
        code = _run(settings, _engine(engine, scheduler), quiet, log_format is LogFormat.JSON)
    raise typer.Exit(code)


def _run(settings: Settings, engine: Engine | None, quiet: bool, machine: bool) -> int:
    """The run; its exit code."""
    from plancli.batch.progress import reporter
    from plancli.batch.run import run

    told = reporter(streams.say, quiet=quiet, machine=machine, draw=True)
    try:
        with _interruptible() as stop:
            summary = run(settings, told, stop, engine)
            told.finished(summary)
            if stop():
                return streams.INTERRUPTED
    finally:
        told.close()
    return streams.DONE if summary.all_done else streams.UNREADABLE


@contextmanager
def _interruptible() -> Iterator[Callable[[], int]]:
    """How often the run was asked to stop: Ctrl-C, or the signal by which schedulers end what they started."""
    asked = 0

    def ask(number: int, _: object) -> None:
        nonlocal asked
        asked += 1
        if asked == 1:
            streams.say("stopping: what is in work is finished first; once more stops at once")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _told() -> Iterator[None]:
    """Errors of a run as a line and an exit code."""
    from plancli.batch.settings import BatchError

    try:
        yield
    except MissingToolError as error:
        streams.say(str(error))
        raise typer.Exit(streams.MISSING) from error
    except PatternError as error:
        raise usage_error(f"--patterns: {error}") from error
    except BatchError as error:
        raise usage_error(str(error)) from error


def _status(target: str, machine: bool) -> None:
    """Print what there is in a target, over all its shards."""
    import json

    from plancli.batch.places import place
    from plancli.batch.summary import summarise
    from plancli.batch.workspace import manifests

    where = place(target)
    with manifests(where) as opened:
        summary = summarise(where.url, opened)
    if machine:
        failures = [{"path": path, "code": code, "message": message} for path, code, message in summary.failures]
        streams.write_stdout(json.dumps(summary.as_json() | {"failures": failures}, ensure_ascii=False) + "\n")
        return
    lines = summary.lines() + summary.failure_lines()
    streams.write_stdout("".join(f"{line}\n" for line in lines))


def _dry_run(settings: Settings, quiet: bool) -> int:
    """Print what would be done; the exit code."""
    from plancli.batch.run import dry_run
    from plancli.batch.summary import place_lines
    from plancli.names import printable_name

    summary = dry_run(settings, lambda path: streams.write_stdout(f"{printable_name(path)}\n"))
    if not quiet:
        streams.say(f"{summary.pending} to do, {summary.done} done before, {summary.failed} failed before")
        for line in place_lines(summary.troubles, summary.trouble_count):
            streams.say(line)
    return streams.UNREADABLE if summary.trouble_count else streams.DONE


def _engine(name: EngineName, scheduler: str | None) -> Engine | None:
    if name is EngineName.LOCAL:
        return None
    from plancli.batch.dask_engine import dask_engine

    return dask_engine(scheduler)


def _one_page_at_a_time(options: ReadOptions) -> ReadOptions:
    """OCR with one process a worker: there are as many workers as processors already."""
    from msgspec.structs import replace

    return replace(options, ocr=replace(options.ocr, jobs=1))


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _size(option: str, text: str) -> int:
    """Bytes: a number, or one with K, M or G behind it."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMG]?)(?:i?B)?", text.strip(), re.IGNORECASE)
    factor = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}
    size = int(float(match[1]) * factor[match[2].upper()]) if match else 0
    if not size:
        raise usage_error(f"{option} {text}: name a size, such as 500K, 64M or 2G")
    return size


def _shard(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d+)/(\d+)", text.strip())
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise usage_error(f"--shard {text}: name a part and the number of parts, from 1/4 to 4/4")
    return int(match[1]), int(match[2])
