"""The start of the process from which workers are forked (see ``plancli.batch.template``)."""

from __future__ import annotations

import pickle
import socket
import subprocess
import sys
import tempfile

from plancli.batch.messages import receive
from plancli.batch.settings import BatchError
from plancli.batch.template import BOOT, Ready, Setup


def start_template(setup: Setup) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """The process, ready to fork, and the socket to it; raises ``BatchError`` with what it said otherwise."""
    ours, theirs = socket.socketpair()
    log = tempfile.TemporaryFile()  # noqa: SIM115 - handed to the process
    with log, theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", BOOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=log,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        assert process.stdin is not None
        try:
            with process.stdin as stream:
                pickle.dump([str(path) for path in sys.path], stream)
                pickle.dump((theirs.fileno(), setup), stream)
            theirs.close()
            ready = receive(ours)
            reason = ready.error if isinstance(ready, Ready) else None
        except (OSError, EOFError):
            process.wait()
            log.seek(0)
            reason = (log.read().decode("utf-8", "replace").strip().splitlines() or ["it ended at once"])[-1]
    if reason is not None:
        ours.close()
        raise BatchError(f"workers cannot be started ({' '.join(reason.split())}); see what it says")
    return process, ours
