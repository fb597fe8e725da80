"""A worker: reads, parses and writes one document after the other, and tells the supervisor.

It may die at any of them. Whatever goes wrong without killing it is a ``Result`` with a code.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections import deque
from collections.abc import Callable
from importlib import import_module
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from plancli.batch.messages import Ahead, Answer, Broken, Inbox, Job, Question, Result, send
from plancli.batch.parser import with_path
from plancli.batch.places import Place, RemotePlace, TargetError, local_path, output_name, place, write_waiting
from plancli.batch.settings import in_megabytes
from plancli.errors import ReadError, fault
from plancli.names import printable_name
from plancli.readers.files import RawFile, load_stream

if TYPE_CHECKING:
    from plancli.batch.template import Setup

SPENT, BROKEN = 0, 70
"""The exit codes of a worker that ended by itself, between two documents, and of one that could not begin."""

_TRIES = 3
# Bytes of a document that may be read before its turn, and of all that are held so.
_AHEAD, _HELD = 1 << 20, 1 << 21


class _ChangingError(Exception):
    """A file is written to while it is read."""


class _Read(Struct, frozen=True):
    """The bytes of a document, their number, and the time of change that goes with them."""

    raw: RawFile
    size: int
    mtime: int | None


def work(channel: socket.socket, setup: Setup) -> int:
    """Do jobs from the channel until it is closed or the worker is spent; the exit code."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        worker = _Worker(channel, setup)
    except Exception as error:
        send(channel, Broken(f"{type(error).__name__}: {error}"))
        return BROKEN
    for _ in range(setup.limits.recycle):
        try:
            if not worker.do(worker.next_job()):
                return SPENT
        except (EOFError, OSError):
            # The supervisor is gone.
            return SPENT
    return SPENT


class _Worker:
    def __init__(self, channel: socket.socket, setup: Setup) -> None:
        self._channel = channel
        self._setup = setup
        self._target: Place = place(setup.target)
        self._stores: dict[str, Any] = {}
        self._inbox = Inbox(channel)
        self._waiting: deque[Job] = deque()
        # What was read before its turn, and what was said of it; together they come and go.
        self._held: dict[int, _Read] = {}
        self._held_bytes = 0
        self._answers: dict[int, Answer] = {}
        module, _, name = setup.parsing.parser.partition(":")
        self._parse: Callable[..., Any] = getattr(import_module(module), name)

    def next_job(self) -> Job:
        """The next job, waited for; raises ``EOFError`` where there will be none."""
        self._hear(self._inbox.messages())
        while not self._waiting:
            self._hear(self._inbox.wait())
        return self._waiting.popleft()

    def _hear(self, messages: list[list[Any]]) -> None:
        """Keep what the supervisor says, and ask about what came."""
        fresh = False
        for item in (item for message in messages for item in message):
            if isinstance(item, Answer):
                self._take(item)
            else:
                fresh = True
                self._waiting.append(item)
        if fresh:
            self._ask_ahead()

    def _take(self, answer: Answer) -> None:
        if answer.kind == "later" and any(job.id == answer.id for job in self._waiting):
            # It is in this hand no longer; when it comes again it is asked about again.
            self._waiting = deque(job for job in self._waiting if job.id != answer.id)
            self._held.pop(answer.id, None)
        else:
            self._answers[answer.id] = answer

    def _ask_ahead(self) -> None:
        """Read what is small and ask about all of it at once, so that the answer is there when its turn comes."""
        self._held_bytes = sum(read.size for read in self._held.values())
        jobs = list(takewhile(self._fits, filter(self._is_new, self._waiting)))
        if not jobs:
            return
        send(self._channel, Ahead(tuple(job.id for job in jobs)))
        questions = []
        for job in jobs:
            # What cannot be read now is told when its turn comes.
            with contextlib.suppress(Exception):
                read = self._held[job.id] = self._read(job)
                questions.append(Question(job.id, read.raw.sha256))
        send(self._channel, questions)

    def _is_new(self, job: Job) -> bool:
        small = job.data is None and job.size is not None and job.size <= _AHEAD
        return small and job.ask and job.ahead and job.id not in self._held

    def _fits(self, job: Job) -> bool:
        self._held_bytes += job.size or 0
        return self._held_bytes <= _HELD

    def _answer(self, job: Job, digest: str, asked: bool) -> Answer:
        """What the supervisor says of content of that digest."""
        if not asked:
            send(self._channel, [Question(job.id, digest)])
        while job.id not in self._answers:
            self._hear(self._inbox.wait())
        return self._answers.pop(job.id)

    def do(self, job: Job) -> bool:
        """Do one job and tell what became of it; whether the worker can go on."""
        start = time.perf_counter()
        healthy = True
        try:
            result = self._result(job)
        except MemoryError:
            # What is left of the memory may be too little, or in pieces.
            healthy = False
            bound = in_megabytes(self._setup.limits.memory)
            result = _failure(job, "out-of-memory", f"it needs more than {bound} MB of memory; raise --max-memory")
        except EOFError:
            raise
        except Exception as error:
            result = _failure(job, "internal", f"internal error ({fault(error)}); please report it")
        if result is not None:
            seconds = time.perf_counter() - start
            send(self._channel, replace(result, seconds=seconds))
        return healthy

    def _result(self, job: Job) -> Result | None:
        read = self._held.pop(job.id, None)
        asked = read is not None
        try:
            read = read or self._read(job)
        except _ChangingError:
            return _failure(job, "changed", "the file changes while it is read; run again when it is at rest")
        except ReadError as error:
            return _failure(job, error.code, str(error))
        raw, size, mtime = read.raw, read.size, read.mtime
        if raw.sha256 == job.known:
            return Result(job.id, "unchanged", raw.sha256, size, mtime)
        text, reader, twin = None, None, None
        if job.ask:
            answer = self._answer(job, raw.sha256, asked)
            if answer.kind == "later":
                return None
            if answer.kind == "copy":
                text = self._copy(answer, raw)
                twin = answer.path if text is not None else None
        if text is None:
            try:
                text, reader = self._parse(raw, self._setup.parsing)
            except ReadError as error:
                return Result(
                    job.id, "failed", raw.sha256, size, mtime, code=error.code, message=" ".join(str(error).split())
                )
            except OSError as error:
                return self._no_room(job, raw.sha256, size, mtime, error)
        encoded = text.encode("utf-8") + b"\n"
        try:
            self._write(job, encoded)
        except TargetError as error:
            state: Literal["fatal", "failed"] = "fatal" if error.fatal else "failed"
            return Result(
                job.id, state, raw.sha256, size, mtime, code="output-failed",
                message=f"the output cannot be written ({error}); look at the target",
            )  # fmt: skip
        return Result(
            job.id, "done", raw.sha256, size, mtime, reader, output_size=len(encoded),
            same_as=None if twin is None else printable_name(twin),
            text=text if self._target.in_process and job.spool is None else None,
        )  # fmt: skip

    def _no_room(self, job: Job, digest: str, size: int, mtime: int | None, error: OSError) -> Result:
        """A reader's own temporary files met the bound, or the end, of the disk."""
        import errno

        full = error.errno in (errno.EFBIG, errno.ENOSPC, errno.EDQUOT)
        code = "disk-limit" if full else "internal"
        bound = in_megabytes(self._setup.limits.disk)
        message = (
            f"reading it writes more than {bound} MB of temporary files; raise --max-disk"
            if full
            else f"internal error ({error}); please report it"
        )
        return Result(job.id, "failed", digest, size, mtime, code=code, message=message)

    # --- reading and writing -------------------------------------------------------------------------------

    def _read(self, job: Job) -> _Read:
        """The document's bytes; raises ``ReadError``."""
        data, size, mtime = self._bytes(job)
        return _Read(RawFile(printable_name(job.path), data), size, mtime)

    def _bytes(self, job: Job) -> tuple[bytes, int, int | None]:
        limit = self._setup.limits.max_size
        if job.data is not None:
            return job.data, len(job.data), None
        path = local_path(job.location)
        try:
            if path is not None:
                return _read_at_rest(path, limit)
            if job.size is not None and job.size > limit:
                raise _too_large(limit)
            folder, _, name = job.location.rpartition("/")
            data = self._store(folder).read(name)
        except FileNotFoundError as error:
            raise ReadError("not-found", "the file is not there any more", "run again when it is back") from error
        except PermissionError as error:
            reason = "permission to read the file is denied"
            raise ReadError("not-readable", reason, "ask for it, or chmod +r the file") from error
        except (OSError, ValueError) as error:
            reason = " ".join(str(getattr(error, "strerror", None) or error).split())[:300]
            raise ReadError("not-readable", f"the file cannot be read ({reason})", "check the connection") from error
        if len(data) > limit:
            raise _too_large(limit)
        return data, len(data), None

    def _store(self, folder: str) -> Place:
        scheme = folder.partition("://")[0]
        known = self._stores.get(scheme)
        if known is None:
            known = self._stores[scheme] = RemotePlace(folder)
        known.root = known.fs._strip_protocol(folder)
        found: Place = known
        return found

    def _write(self, job: Job, data: bytes) -> None:
        if job.spool is not None:
            write_waiting(job.spool, data)
        elif not self._target.in_process:
            self._target.write(output_name(job.path), data)

    def _copy(self, answer: Answer, raw: RawFile) -> str | None:
        """The output of the same content under another path; ``None`` where it cannot be had."""
        from plancli.batch.parts import text_in_part

        old, new = printable_name(answer.path), raw.path or ""
        if answer.output is not None:
            # It may have gone into its part in this very moment.
            with contextlib.suppress(OSError, ValueError):
                return with_path(Path(answer.output).read_text(encoding="utf-8").removesuffix("\n"), old, new)
        with contextlib.suppress(OSError, ValueError):
            if self._setup.parts is None:
                text: str | None = self._target.read(output_name(answer.path)).decode("utf-8")
            else:
                text = text_in_part(self._target, self._setup.parts.name(answer.part or 0), old)
            return None if text is None else with_path(text.removesuffix("\n"), old, new)
        return None


def _read_at_rest(path: str, limit: int) -> tuple[bytes, int, int]:
    """A local file's bytes, read while nobody wrote to it."""
    for _ in range(_TRIES):
        with open(path, "rb") as stream:  # noqa: PTH123 - Path.open costs more than the reading
            before = os.fstat(stream.fileno())
            if before.st_size > limit:
                raise _too_large(limit)
            data = load_stream(stream, limit=limit).data
            after = os.fstat(stream.fileno())
        if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(data) == after.st_size:
            return data, len(data), after.st_mtime_ns
        time.sleep(0.05)
    raise _ChangingError


def _too_large(limit: int) -> ReadError:
    return ReadError("too-large", f"the file is larger than {in_megabytes(limit)} MB", "raise --max-size, or split it")


def _failure(job: Job, code: str, message: str) -> Result:
    return Result(job.id, "failed", code=code, message=" ".join(message.split())[:500])
