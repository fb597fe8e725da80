"""The supervisor: workers that are given documents, watched, killed when they take too long, and replaced.

One thread, which sleeps most of the time: the processors are for the workers. A worker has some documents in hand, for
a fraction of a second, so that it never waits for the next; only the first of them can be what it died of, unless it
was reading ahead. Of a worker that died the others are put back untouched; the first is tried once more, in a new
worker, since the machine may have killed it for another's greed, and then given up.
"""

from __future__ import annotations

import dataclasses
import os
import selectors
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from plancli.batch.forking import start_template
from plancli.batch.limits import bytes_in, reason_of
from plancli.batch.messages import Ahead, Answer, Broken, Inbox, Job, Question, Result, send
from plancli.batch.settings import BatchError
from plancli.batch.template import ENDED, REQUEST, Setup
from plancli.batch.worker import BROKEN, SPENT

_TICK = 0.25
# Messages are heard together: seconds between two looks at least.
_NAP = 0.02
# Documents in a worker's hand: for so many seconds, as fast as they were lately, and within these bounds.
_HAND, _FEWEST, _MOST = 0.15, 3, 32
_TRIES = 2
_GRACE = 10.0
_DISK_CHECK = 1.0


@dataclass
class _Worker:
    number: int
    channel: socket.socket
    inbox: Inbox
    jobs: deque[Job] = field(default_factory=deque)
    began: float = 0.0
    """When it began with the first of its jobs."""
    killed: str | None = None
    """Why the supervisor killed it: ``timeout``, ``disk-limit`` or ``stop``."""
    told: str = ""
    ahead: frozenset[int] = frozenset()
    """What it is just reading, all at once."""


class Pool:
    """Workers for one setup. ``question`` answers a worker that asks whether content was done before."""

    def __init__(self, setup: Setup, size: int) -> None:
        if not hasattr(os, "fork"):
            raise BatchError("plancli batch needs a system that can fork processes, such as Linux or macOS (or WSL)")
        # Made, and removed, by the process from which workers are forked: it outlives this one.
        temp = Path(tempfile.gettempdir()) / f"plancli-batch-{os.urandom(8).hex()}"
        self._setup = dataclasses.replace(setup, temp=str(temp))
        self._size = size
        self._workers: dict[int, _Worker] = {}
        # Each worker's place; the next worker in it has another number.
        self._slots: list[_Worker | None] = [None] * size
        self._count = 0
        self._back: deque[Job] = deque()
        self._selector = selectors.DefaultSelector()
        self._template: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._ended = b""
        self._failures = 0
        self._disk_checked = 0.0
        self._in_hand = _FEWEST
        self._pace = _HAND / _FEWEST
        self._woke = 0.0
        self._stopping = False
        self.question: Callable[[Job, str], Answer] = lambda _job, _digest: Answer("go")

    # --- for the run ---------------------------------------------------------------------------------------

    @property
    def running(self) -> list[tuple[str, float]]:
        """The documents that workers are at, and for how many seconds."""
        now = time.monotonic()
        return [(worker.jobs[0].path, now - worker.began) for worker in self._workers.values() if worker.jobs]

    @property
    def temp(self) -> Path:
        """The folder of temporary files, which is gone when this process ends, however it does."""
        self._start()
        return Path(self._setup.temp)

    def put_back(self, job: Job) -> None:
        """Do a document (again) before those that come next."""
        self._back.append(job)

    def run(
        self,
        jobs: Iterator[Job],
        result: Callable[[Job, Result], None],
        *,
        stop: Callable[[], int] = lambda: 0,
        tick: Callable[[], None] = lambda: None,
    ) -> None:
        """Do all jobs and tell each one's result.

        ``stop`` gives 0 to go on, 1 to end when the documents in work are done (in some seconds at most), 2 to end at
        once; what was not done is told nobody. ``tick`` is called a few times a second. Raises ``BatchError`` where
        workers cannot be had.
        """
        exhausted = False
        stopped: float | None = None
        self._stopping = False
        try:
            while True:
                level = stop()
                if level:
                    stopped = stopped or time.monotonic()
                    self._stopping = True
                    if level > 1 or time.monotonic() - stopped > _GRACE:
                        self._kill_busy()
                else:
                    exhausted = self._feed(jobs, exhausted)
                busy = any(worker.jobs for worker in self._workers.values())
                if not busy and (level or (exhausted and not self._back)):
                    return
                self._wait(result)
                self._check_limits()
                tick()
        finally:
            self._back.clear()
            self._kill_busy()

    def close(self) -> None:
        """End all workers, and clear away what they left."""
        for worker in self._workers.values():
            worker.channel.close()
        self._workers.clear()
        self._slots = [None] * self._size
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._template is not None:
            try:
                self._template.wait(10)
            except subprocess.TimeoutExpired:
                self._template.kill()
                self._template.wait()
            self._template = None
        # Where that process was killed itself.
        shutil.rmtree(self._setup.temp, ignore_errors=True)
        self._selector.close()
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- giving --------------------------------------------------------------------------------------------

    def _feed(self, jobs: Iterator[Job], exhausted: bool) -> bool:
        """Fill the hands of all workers, evenly; whether there is nothing more to give."""
        shares: list[list[Job]] = [[] for _ in range(self._size)]
        held = [_MOST if each and each.killed else len(each.jobs) if each else 0 for each in self._slots]
        for share in range(min(held) + 1, _MOST + 1):
            for slot, given in enumerate(shares):
                if share > self._in_hand or held[slot] >= share:
                    continue
                job = self._back.popleft() if self._back else None
                if job is None and not exhausted:
                    job = next(jobs, None)
                    exhausted = job is None
                if job is None:
                    break
                if job.data is not None:
                    # Large: only to a worker that stands ready to take it.
                    self._in_hand = 1
                given.append(job)
                held[slot] += 1
            if share >= self._in_hand:
                break
        for slot, given in enumerate(shares):
            if given:
                self._give(self._slots[slot] or self._hire(slot), given)
        return exhausted

    def _give(self, worker: _Worker, jobs: list[Job]) -> None:
        if not worker.jobs:
            worker.began = time.monotonic()
        worker.jobs.extend(jobs)
        try:
            send(worker.channel, jobs)
        except BlockingIOError:
            self._kill(worker, "timeout")
        except OSError:
            # It has died; what it had in hand is put back when its end is told.
            return

    def _hire(self, slot: int) -> _Worker:
        control = self._start()
        ours, theirs = socket.socketpair()
        number = self._count * self._size + slot
        self._count += 1
        try:
            socket.send_fds(control, [REQUEST.pack(b"f", number)], [theirs.fileno()])
        except OSError as error:
            raise BatchError(f"workers cannot be started ({error}); run again") from error
        finally:
            theirs.close()
        # A worker that does not read must not stop everything.
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", 30, 0))
        worker = _Worker(number, ours, Inbox(ours))
        self._workers[number] = self._slots[slot] = worker
        self._selector.register(ours, selectors.EVENT_READ, worker)
        return worker

    def _start(self) -> socket.socket:
        """The socket to the template, which is started where it does not run."""
        if self._control is not None:
            return self._control
        self._template, ours = start_template(self._setup)
        self._control = ours
        self._ended = b""
        self._selector.register(ours, selectors.EVENT_READ, None)
        return ours

    # --- hearing -------------------------------------------------------------------------------------------

    def _wait(self, result: Callable[[Job, Result], None]) -> None:
        nap = self._woke + _NAP - time.monotonic()
        if nap > 0:
            time.sleep(nap)
        found = self._selector.select(self._pause())
        self._woke = time.monotonic()
        for key, _ in found:
            worker = key.data
            if worker is None:
                self._hear_template(result)
            elif worker.number in self._workers:
                self._hear(worker, result)
                if worker.inbox.closed:
                    # Its end will be told by the template, which knows of what it died.
                    self._forget(worker)

    def _forget(self, worker: _Worker) -> None:
        with suppress(KeyError):
            self._selector.unregister(worker.channel)

    def _pause(self) -> float:
        now = time.monotonic()
        ends = [worker.began + self._setup.limits.timeout - now for worker in self._workers.values() if worker.jobs]
        return max(0.0, min([_TICK, *ends]))

    def _hear(self, worker: _Worker, result: Callable[[Job, Result], None]) -> None:
        for message in worker.inbox.messages():
            if isinstance(message, Broken):
                worker.told = message.reason
                continue
            if worker.killed == "stop":
                continue
            if isinstance(message, Ahead):
                worker.ahead = frozenset(message.ids)
            elif isinstance(message, list):
                self._answer(worker, message)
            elif not worker.jobs or message.id != worker.jobs[0].id:
                raise BatchError("a worker answers what it was not asked; please report it")
            else:
                self._failures = 0
                self._hasten(message.seconds)
                job = worker.jobs.popleft()
                worker.began = time.monotonic()
                result(job, message)
                if self._stopping:
                    self._kill(worker, "stop")

    def _answer(self, worker: _Worker, questions: list[Question]) -> None:
        """Answer what a worker has asked about documents in its hand."""
        worker.ahead = frozenset()
        worker.began = time.monotonic()
        known = {job.id: job for job in worker.jobs}
        answers = []
        for question in questions:
            job = known[question.id]
            answer = replace(self.question(job, question.digest), id=job.id)
            answers.append(answer)
            if answer.kind == "later":
                worker.jobs.remove(job)
        with suppress(OSError):
            send(worker.channel, answers)

    def _hasten(self, seconds: float) -> None:
        """Have as many documents in hand as fit, by how long the last ones took."""
        self._pace += (seconds - self._pace) / 8
        if self._in_hand > 1:
            self._in_hand = max(_FEWEST, min(_MOST, int(_HAND / max(self._pace, 1e-6))))

    def _hear_template(self, result: Callable[[Job, Result], None]) -> None:
        assert self._control is not None
        try:
            data = self._control.recv(ENDED.size * 64, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._lost_template(result)
            return
        self._ended += data
        while len(self._ended) >= ENDED.size:
            number, status = ENDED.unpack_from(self._ended)
            self._ended = self._ended[ENDED.size :]
            worker = self._workers.get(number)
            if worker is not None:
                self._bury(worker, status, result)

    def _lost_template(self, result: Callable[[Job, Result], None]) -> None:
        """The template was killed, and with it all workers; the next document starts another."""
        assert self._control is not None
        self._selector.unregister(self._control)
        self._control.close()
        self._control = None
        if self._template is not None:
            self._template.kill()
            self._template.wait()
        for worker in list(self._workers.values()):
            self._bury(worker, -signal.SIGKILL, result)

    def _bury(self, worker: _Worker, status: int, result: Callable[[Job, Result], None]) -> None:
        """A worker has ended: tell of what, and put back what it had not begun."""
        self._hear(worker, result)
        self._forget(worker)
        worker.channel.close()
        del self._workers[worker.number]
        self._slots[worker.number % self._size] = None
        if status == BROKEN:
            self._failures += 1
            if self._failures >= 3:
                raise BatchError(f"workers cannot begin ({worker.told or 'no reason given'}); raise --max-memory")
        elif worker.ahead:
            # It is not known of which it died: each is to be read by itself, in its turn.
            worker.jobs = deque(replace(job, ahead=job.ahead and job.id not in worker.ahead) for job in worker.jobs)
        elif worker.jobs and status != SPENT and worker.killed != "stop":
            job = worker.jobs.popleft()
            again = self._verdict(worker, job, status, result)
            if again is not None:
                worker.jobs.appendleft(again)
        self._back.extendleft(reversed(worker.jobs))

    def _verdict(self, worker: _Worker, job: Job, status: int, result: Callable[[Job, Result], None]) -> Job | None:
        """Tell the result of the document of which a worker died; the job where it is to be tried again."""
        if worker.killed not in ("timeout", "disk-limit") and job.attempts + 1 < _TRIES:
            return replace(job, attempts=job.attempts + 1)
        code, message = reason_of(worker.killed, status, self._setup.limits)
        seconds = time.monotonic() - worker.began
        result(job, Result(job.id, "failed", code=code, message=message, seconds=seconds))
        return None

    # --- killing -------------------------------------------------------------------------------------------

    def _check_limits(self) -> None:
        now = time.monotonic()
        limits = self._setup.limits
        look = now - self._disk_checked >= _DISK_CHECK
        if look:
            self._disk_checked = now
        for worker in self._workers.values():
            if not worker.jobs or worker.killed:
                continue
            if now - worker.began > limits.timeout:
                self._kill(worker, "timeout")
            elif look and bytes_in(Path(self._setup.temp) / str(worker.number)) > limits.disk:
                self._kill(worker, "disk-limit")

    def _kill(self, worker: _Worker, why: str) -> None:
        if worker.killed or self._control is None:
            return
        worker.killed = why
        if why == "stop":
            # What it had in hand is told nobody: it stays to be done.
            worker.jobs.clear()
        try:
            self._control.sendall(REQUEST.pack(b"k", worker.number))
        except OSError:
            return

    def _kill_busy(self) -> None:
        for worker in self._workers.values():
            if worker.jobs:
                self._kill(worker, "stop")
