"""Outputs on this machine on their way to their places: written aside by workers, synchronised together, renamed.

To have each of them brought to the disk by itself would take longer than to parse a short document. In the manifest a
document whose output waits is ``parsed``. A run that is killed leaves them to the next one, which looks at them first.
"""

from __future__ import annotations

import ctypes
import functools
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from plancli.batch.manifest import Manifest
from plancli.batch.messages import Job, Result
from plancli.batch.places import OWN, LocalPlace, TargetError, output_name, target_error

# Seconds between two landings: short for a quick disk, so that what is done is seen; long for one that is busy.
_SOONEST, _LATEST, _REST = 0.1, 2.0, 20
_MOST = 2000

Errors = list[TargetError | None]


class Landing:
    """The outputs that wait. ``landed`` is told of each document when its output is in its place, or cannot be."""

    def __init__(
        self, manifest: Manifest, target: LocalPlace, prefix: str, landed: Callable[[Job, Result], None]
    ) -> None:
        """``prefix``: the path, on the file system of the target, with which the names of waiting outputs begin."""
        self._manifest = manifest
        self._target = target
        self._prefix = prefix
        self._landed = landed
        self._waiting: list[tuple[Job, Result]] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="plancli-land")
        self._flight: tuple[Future[Errors], list[tuple[Job, Result]], float] | None = None
        self._next = 0.0
        os.makedirs(os.path.dirname(prefix), exist_ok=True)  # noqa: PTH103, PTH120

    def spooled(self, number: int) -> str:
        """Where the output of a document waits."""
        return f"{self._prefix}{number}.json"

    def add(self, job: Job, result: Result) -> None:
        """The output of a document waits, and the manifest says so."""
        self._waiting.append((job, result))

    def settle(self) -> None:
        """Write down what has landed, and begin with what waits when it is time; raises ``TargetError``."""
        if self._flight is not None and (self._flight[0].done() or len(self._waiting) > _MOST):
            self._end(self._flight)
        if self._flight is None and self._waiting and time.monotonic() >= self._next:
            self._begin()

    def rest(self) -> None:
        """Have all land, and wait for it."""
        while self._flight is not None or self._waiting:
            if self._flight is not None:
                self._end(self._flight)
            elif self._waiting:
                self._begin()

    def close(self) -> None:
        """Wait for what is in work; it is written down by the next run."""
        self._thread.shutdown(wait=True)

    def _begin(self) -> None:
        moved = [(self.spooled(job.id), output_name(job.path)) for job, _ in self._waiting]
        self._flight = (self._thread.submit(land, self._target, moved), self._waiting, time.monotonic())
        self._waiting = []

    def _end(self, flight: tuple[Future[Errors], list[tuple[Job, Result]], float]) -> None:
        future, pairs, began = flight
        self._flight = None
        errors = future.result()
        now = time.monotonic()
        self._next = now + min(max(_SOONEST, (now - began) * _REST), _LATEST)
        self._manifest.landed([job.id for (job, _), error in zip(pairs, errors, strict=True) if error is None])
        for (job, result), error in zip(pairs, errors, strict=True):
            if error is None:
                self._landed(job, result)
                continue
            failed = _unwritten(result, error)
            self._manifest.finish(job, failed, sealed=True)
            self._landed(job, failed)


def _unwritten(result: Result, error: TargetError) -> Result:
    """The document was parsed, and its output cannot be written."""
    return Result(
        result.id, "failed", result.digest, result.size, result.mtime,
        code="output-failed", message=f"the output cannot be written ({error}); look at the target",
        seconds=result.seconds,
    )  # fmt: skip


def land(target: LocalPlace, moved: Sequence[tuple[str, str]]) -> Errors:
    """Bring files to the disk, then to their places in the target; what stood in the way of each.

    Raises ``TargetError`` where nothing can be written any more.
    """
    errors: Errors = []
    try:
        _sync(f"{target.root}/{OWN}", [path for path, _ in moved])
    except OSError as error:
        raise target_error(error) from error
    for path, name in moved:
        place = f"{target.root}/{name}"
        try:
            try:
                os.rename(path, place)  # noqa: PTH104 - a thousandth of the time of Path
            except (FileNotFoundError, NotADirectoryError):
                Path(place).parent.mkdir(parents=True, exist_ok=True)
                os.rename(path, place)  # noqa: PTH104
            errors.append(None)
        except OSError as error:
            told = target_error(error)
            if told.fatal:
                raise told from error
            Path(path).unlink(missing_ok=True)
            errors.append(told)
    return errors


def land_left(manifest: Manifest, target: LocalPlace, prefix: str, size_of: Callable[[Path], int | None]) -> None:
    """Have land what a run has left that was killed; what is not whole is to be done again."""
    left = manifest.parsed()
    whole = [(number, path) for number, path, size in left if size_of(Path(f"{prefix}{number}.json")) == size]
    errors = land(target, [(f"{prefix}{number}.json", output_name(path)) for number, path in whole]) if whole else []
    landed = {number for (number, _), error in zip(whole, errors, strict=True) if error is None}
    manifest.landed(list(landed))
    manifest.reset_missing_outputs([number for number, _, _ in left if number not in landed])


def _sync(folder: str, paths: Sequence[str]) -> None:
    """Have the bytes of these files on the disk, which lie on the file system of the folder."""
    whole = _syncfs()
    if whole is None:
        for path in paths:
            _with(path, os.fsync)
    else:
        _with(folder, whole)


def _with(path: str, do: Callable[[int], None]) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        do(handle)
    finally:
        os.close(handle)


@functools.cache
def _syncfs() -> Callable[[int], None] | None:
    """Bring all of a file system to the disk, where the system can: one request for any number of files."""
    try:
        call = ctypes.CDLL(None, use_errno=True).syncfs
    except (OSError, AttributeError, TypeError):
        return None

    def syncfs(handle: int) -> None:
        if call(handle):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))

    return syncfs
