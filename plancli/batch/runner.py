"""The documents of a manifest, done by a pool: the same on one machine and inside a task of a cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from plancli.batch.landing import Landing
from plancli.batch.manifest import Manifest, kind_of
from plancli.batch.messages import Answer, Job, Result
from plancli.batch.parts import PartNames, path_of, read_part, write_part
from plancli.batch.places import LocalPlace, Place, RemotePlace, TargetError, is_url, output_name
from plancli.batch.settings import BatchError
from plancli.batch.supervisor import Pool
from plancli.names import printable_name

_SEALS_AT_ONCE = 4
# What a copy of the document would do to its worker as well.
_DEADLY = ("crashed", "timeout", "disk-limit", "out-of-memory")
_AS = "as "


class Reporter(Protocol):
    """Who is told how the run goes."""

    def result(self, job: Job, result: Result) -> None:
        """A document is done, unchanged or failed."""

    def tick(self, running: list[tuple[str, float]]) -> None:
        """A moment has passed; these documents are being worked on, for so many seconds."""


class Runner:
    """Does what is pending in a manifest.

    ``spool`` is the beginning of the path at which outputs wait, for their part or, in a folder of this machine, for
    being brought to the disk and to their places together.
    """

    def __init__(
        self,
        manifest: Manifest,
        pool: Pool,
        target: Place,
        reporter: Reporter,
        parts: PartNames | None = None,
        spool: str | None = None,
    ) -> None:
        self._manifest = manifest
        self._pool = pool
        self._target = target
        self._reporter = reporter
        self._parts = _Parts(manifest, target, parts, spool) if parts is not None and spool is not None else None
        self._landing = (
            Landing(manifest, target, spool, self._tell)
            if parts is None and spool is not None and isinstance(target, LocalPlace)
            else None
        )
        self._asked: dict[int, tuple[str, str]] = {}
        self._leaders: dict[tuple[str, str], Job] = {}
        self._waiting: dict[tuple[str, str], list[Job]] = {}
        self._fatal: str | None = None
        pool.question = self._question

    def run(
        self, jobs: Iterator[Job], *, stop: Callable[[], int] = lambda: 0, each_tick: Callable[[], None] = lambda: None
    ) -> None:
        """Do the jobs, and seal the parts that they belong to. Raises ``BatchError`` where the target fails."""

        def tick() -> None:
            # At once: what is lost with this process is only what it has not heard of.
            self._manifest.commit()
            if self._parts is not None:
                self._parts.settle(_SEALS_AT_ONCE)
            if self._landing is not None:
                self._landing.settle()
            self._reporter.tick(self._pool.running)
            each_tick()

        try:
            try:
                self._pool.run(
                    map(self._prepared, jobs), self._result, stop=lambda: 2 if self._fatal else stop(), tick=tick
                )
            finally:
                self._manifest.commit()
            if self._landing is not None:
                self._landing.rest()
                self._manifest.commit()
            if self._fatal:
                raise BatchError(self._fatal)
            if self._parts is not None:
                self._parts.seal_rest()
        except TargetError as error:
            raise BatchError(f"{self._target.url}: {error}; look at the target, then run again") from error
        finally:
            for waiting in (self._parts, self._landing):
                if waiting is not None:
                    waiting.close()

    def _prepared(self, job: Job) -> Job:
        """The job with what the worker cannot find out by itself."""
        waiting = self._parts or self._landing
        if waiting is not None:
            job = replace(job, spool=str(waiting.spooled(job.id)))
        if is_url(job.location) and job.location.startswith("memory://"):
            folder, _, name = job.location.rpartition("/")
            with suppress(OSError):
                job = replace(job, data=RemotePlace(folder).read(name))
        return job

    # --- copies --------------------------------------------------------------------------------------------

    def _question(self, job: Job, digest: str) -> Answer:
        """Whether content of that digest is done, in work, or new."""
        key = (digest, kind_of(job.path))
        leader = self._leaders.get(key)
        if leader is not None and leader.id != job.id:
            self._waiting.setdefault(key, []).append(job)
            return Answer("later")
        known = self._manifest.knows(digest)
        twin = self._manifest.twin(digest, job.path) if known else None
        if twin is not None:
            path, state, number, part = twin
            waiting = self._parts or self._landing
            output = str(waiting.spooled(number)) if waiting is not None and state == "parsed" else None
            return Answer("copy", path, output=output, part=part)
        deadly = self._manifest.failed_twin(digest, job.path, _DEADLY) if known else None
        if deadly is not None:
            path, code, message = deadly
            self._record(job, _as_twin(path, Result(job.id, "failed", digest, code=code, message=message)))
            return Answer("later")
        self._leaders[key] = job
        self._asked[job.id] = key
        return Answer("go")

    def _result(self, job: Job, result: Result) -> None:
        key = self._asked.pop(job.id, None)
        if key is not None:
            self._leaders.pop(key, None)
            waiting = self._waiting.pop(key, [])
            if result.digest is None:
                result = replace(result, digest=key[0])
            if result.code in _DEADLY:
                for other in waiting:
                    self._record(other, replace(_as_twin(job.path, result), id=other.id, seconds=0.0))
            else:
                for other in waiting:
                    self._pool.put_back(other)
        if result.state == "fatal":
            self._fatal = f"{self._target.url}: {result.message}, then run again"
            return
        self._record(job, result)

    def _record(self, job: Job, result: Result) -> None:
        if result.text is not None:
            self._target.write(output_name(job.path), f"{result.text}\n".encode())
            result = replace(result, text=None)
        self._manifest.finish(job, result, sealed=self._parts is None and self._landing is None)
        if self._landing is not None and result.state == "done":
            self._landing.add(job, result)
        else:
            self._tell(job, result)

    def _tell(self, job: Job, result: Result) -> None:
        """The manifest says what became of a document."""
        if self._parts is not None:
            self._parts.finished(job, result)
        elif result.state == "failed" and job.stale:
            # What is there is of an earlier state of the file.
            self._target.remove(output_name(job.path))
        self._reporter.result(job, result)


def _as_twin(path: str, result: Result) -> Result:
    """The same failure of another document with the same content."""
    said = result.message or ""
    reason = said if said.startswith(_AS) else f"{_AS}{printable_name(path)}, which has the same content: {said}"
    return replace(result, message=reason)


class _Parts:
    """The parts that outputs go to: sealed, in a thread beside the run, when no document of them is open."""

    def __init__(self, manifest: Manifest, target: Place, names: PartNames, spool: str) -> None:
        self._manifest = manifest
        self._target = target
        self._names = names
        self._spool = spool
        self._open: dict[int, int] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="plancli-seal")
        self._sealing: dict[int, tuple[Future[int], list[int]]] = {}
        Path(spool).parent.mkdir(parents=True, exist_ok=True)

    def spooled(self, number: int) -> Path:
        """Where the output of a document waits."""
        return Path(f"{self._spool}{number}.json")

    def finished(self, job: Job, result: Result) -> None:
        """A document of a part is done, in whatever way."""
        part = job.part
        if part is None:
            return
        if result.state != "unchanged" and (result.state == "done" or job.stale):
            self._manifest.soil(part)
        if part not in self._open:
            self._open[part] = self._manifest.open_in_part(part)
        else:
            self._open[part] -= 1
        if not self._open[part]:
            del self._open[part]
            self._begin(part)

    def settle(self, most: int) -> None:
        """Write down which parts are sealed, until at most so many are in work."""
        for part in list(self._sealing):
            future, numbers = self._sealing[part]
            if not future.done() and len(self._sealing) <= most:
                continue
            count = future.result()
            self._manifest.seal(part, self._names.name(part) if count else None, count)
            for number in numbers:
                self.spooled(number).unlink(missing_ok=True)
            del self._sealing[part]

    def seal_rest(self) -> None:
        """Seal what is not sealed, whole or not."""
        self.settle(0)
        for part in self._manifest.dirty_parts():
            self._begin(part)
            self.settle(_SEALS_AT_ONCE)
        self.settle(0)

    def close(self) -> None:
        """Wait for what is in work; it is written down by the next run."""
        self._thread.shutdown(wait=True)

    def _begin(self, part: int) -> None:
        if part in self._sealing:
            self.settle(0)
        self._manifest.commit()
        contents = self._manifest.contents(part)
        waiting = [number for number, _, state in contents if state == "parsed"]
        self._sealing[part] = (self._thread.submit(self._write, part, contents), waiting)

    def _write(self, part: int, contents: list[tuple[int, str, str]]) -> int:
        """In the thread: the outputs that wait, and those of the part as it was."""
        name = self._names.name(part)
        old: dict[str, str] = {}
        if any(state != "parsed" for _, _, state in contents):
            old = {path_of(text): text for text in read_part(self._target, name)}

        def texts() -> Iterator[str]:
            for number, path, state in contents:
                if state == "parsed":
                    yield self.spooled(number).read_text(encoding="utf-8").removesuffix("\n")
                else:
                    yield old[printable_name(path)]

        return write_part(self._target, name, texts())


def clear_spool(spool: Path, kept: set[int]) -> None:
    """Remove outputs that wait no more, and what a run that was killed had begun to write."""
    with suppress(OSError), os.scandir(spool) as entries:
        for entry in entries:
            number = entry.name.removesuffix(".json")
            if not number.isdigit() or int(number) not in kept:
                with suppress(OSError):
                    Path(entry.path).unlink()


def whole_size(spooled: Path) -> int | None:
    """The size of an output that waits for its part; ``None`` where a machine that went down left no whole one."""
    try:
        data = spooled.read_bytes()
    except OSError:
        return None
    return len(data) if data.startswith(b'{"schema_version"') and data.endswith(b"}\n") and b"\0" not in data else None
