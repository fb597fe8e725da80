"""The process from which workers are forked: it has loaded everything once, reads no document, and has one thread.

It does what the supervisor says over a socket: fork a worker, kill a worker. It tells when one has ended, and ends and
clears away what the worker left: programs that it started, its temporary folder. When the supervisor is gone, however
that came, it kills all workers and ends.
"""

from __future__ import annotations

import gc
import os
import pickle
import select
import shutil
import signal
import socket
import struct
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from plancli.batch import limits
from plancli.batch.messages import send
from plancli.batch.parts import PartNames
from plancli.batch.places import local_path
from plancli.batch.settings import Limits, Parsing
from plancli.extras import require


@dataclass(frozen=True, slots=True)
class Setup:
    """What workers need to know. ``target`` is the place of outputs, ``temp`` the folder for their temporary files."""

    target: str
    parsing: Parsing
    limits: Limits
    parts: PartNames | None = None
    temp: str = ""


REQUEST = struct.Struct(">ci")
"""From the supervisor: ``f``, fork the worker of that number (its socket comes along), or ``k``, kill it."""

ENDED = struct.Struct(">ii")
"""To the supervisor: that worker has ended, with a status as ``os.waitstatus_to_exitcode`` gives it."""

BOOT = "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); import plancli.batch.template as t; t.boot()"
"""What Python runs: the path of modules, then the arguments of ``main``, come over standard input."""


@dataclass(frozen=True, slots=True)
class Ready:
    """To the supervisor: everything is loaded. ``error`` says why not."""

    error: str | None = None


def boot() -> None:
    """Begin, as ``BOOT`` has it."""
    main(*pickle.load(sys.stdin.buffer))


def main(handle: int, setup: Setup) -> None:
    """Serve the supervisor at the other end of the socket ``handle`` until it is gone."""
    control = socket.socket(fileno=handle)
    limits.adopt_orphans()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Interrupting is for the supervisor, which says what becomes of the workers.
        signal.signal(number, signal.SIG_IGN)
    Path(setup.temp).mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        _load(setup)
    except Exception as error:
        send(control, Ready(f"{type(error).__name__}: {error}"))
        Path(setup.temp).rmdir()
        return
    # What is there now never becomes garbage; left alone, its pages stay shared with the workers.
    gc.collect()
    gc.freeze()
    try:
        send(control, Ready())
        _Template(control, setup).serve()
    finally:
        shutil.rmtree(setup.temp, ignore_errors=True)


def _load(setup: Setup) -> None:
    """All that workers share."""
    module = import_module(setup.parsing.parser.partition(":")[0])
    warm = getattr(module, "warm", None)
    if warm is not None:
        warm(setup.parsing)
    if local_path(setup.target) is None:
        # Its package takes a second to load; its threads begin with the first file, in each worker by itself.
        require("fsspec", "remote").get_filesystem_class(setup.target.partition("://")[0])
    import plancli.batch.worker
    import plancli.readers.docx
    import plancli.readers.html
    import plancli.readers.text  # noqa: F401


class _Template:
    def __init__(self, control: socket.socket, setup: Setup) -> None:
        self._control = control
        self._setup = setup
        self._workers: dict[int, int] = {}  # process id → worker's number
        self._wake, waker = os.pipe()
        for end in (self._wake, waker):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)

    def serve(self) -> None:
        try:
            while True:
                ready, _, _ = select.select([self._control.fileno(), self._wake], [], [])
                if self._wake in ready:
                    with suppress(BlockingIOError):
                        os.read(self._wake, 4096)
                    self._reap()
                if self._control.fileno() in ready and not self._obey():
                    return
        except OSError:
            return
        finally:
            for process in self._workers:
                _kill(process)
            self._sweep(set())
            # Waited for, so that what they took is counted with this process.
            with suppress(ChildProcessError):
                for process in self._workers:
                    os.waitpid(process, 0)

    def _obey(self) -> bool:
        """Do what one request says; whether the supervisor is still there."""
        data, handles, _, _ = socket.recv_fds(self._control, REQUEST.size, 1)
        if len(data) < REQUEST.size:
            return False
        what, number = REQUEST.unpack(data)
        if what == b"f":
            self._fork(number, handles[0])
            os.close(handles[0])
        else:
            for process, worker in self._workers.items():
                if worker == number:
                    _kill(process)
        return True

    def _fork(self, worker: int, handle: int) -> None:
        process = os.fork()
        if process:
            self._workers[process] = worker
            return
        status = 70
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            limits.die_with_parent()
            os.setpgid(0, 0)
            self._control.close()
            folder = _temp_folder(self._setup, worker)
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.tempdir = str(folder)
            os.environ["TMPDIR"] = str(folder)
            limits.limit_process(self._setup.limits.memory, self._setup.limits.disk)
            from plancli.batch.worker import work

            status = work(socket.socket(fileno=os.dup(handle)), self._setup)
        finally:
            # Without what the interpreter does at its end: that is the template's, not this copy's.
            os._exit(status)

    def _reap(self) -> None:
        while True:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not process:
                return
            worker = self._workers.pop(process, None)
            if worker is None:
                continue
            self._sweep(set(self._workers))
            shutil.rmtree(_temp_folder(self._setup, worker), ignore_errors=True)
            self._control.sendall(ENDED.pack(worker, os.waitstatus_to_exitcode(status)))

    def _sweep(self, spared: set[int]) -> None:
        """End what dead workers left running; it has become a child of this process."""
        for process in limits.children():
            if process not in spared:
                with suppress(OSError):
                    os.kill(process, signal.SIGKILL)


def _kill(process: int) -> None:
    for end in (os.killpg, os.kill):
        with suppress(OSError):
            end(process, signal.SIGKILL)


def _temp_folder(setup: Setup, worker: int) -> Path:
    return Path(setup.temp) / str(worker)
