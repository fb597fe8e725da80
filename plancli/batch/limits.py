"""What the system is asked to forbid a worker, and to clear away behind it; left out where it is not known."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from plancli.batch.settings import Limits, in_megabytes

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def limit_process(memory: int, disk: int) -> None:
    """Bounds of address space and of the size of a file, in bytes; no core dumps.

    Only the soft bounds are set: programs that a reader starts (LibreOffice) set their own.
    """
    import resource

    for what, bound in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, disk), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(what)
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that forked it ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of what dead workers leave running, so that it can be found and ended."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def children() -> list[int]:
    """The processes whose parent is this one; empty where the system does not tell."""
    found = []
    with suppress(OSError, ValueError):
        for name in os.listdir("/proc"):  # noqa: PTH208
            if not name.isdigit():
                continue
            with suppress(OSError, ValueError, IndexError), open(f"/proc/{name}/stat", "rb") as stream:  # noqa: PTH123
                # The parent is the second field behind the name, which stands in brackets and may hold anything.
                if int(stream.read().rpartition(b")")[2].split()[1]) == os.getpid():
                    found.append(int(name))
    return found


def _prctl(option: int, value: int) -> None:
    if sys.platform != "linux":
        return
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def bytes_in(folder: Path) -> int:
    """What the files below a folder take on the disk."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(f"{parent}/{name}").st_blocks * 512
            except OSError:
                continue
    return total


def reason_of(killed: str | None, status: int, limits: Limits) -> tuple[str, str]:
    """Code and message for a document of which a worker died; ``killed``: the bound for which it was."""
    if killed == "timeout":
        return killed, f"it took more than {limits.timeout:g} seconds; raise --timeout"
    if killed == "disk-limit":
        bound = in_megabytes(limits.disk)
        return killed, f"reading it writes more than {bound} MB of temporary files; raise --max-disk"
    return "crashed", f"the process that read it died ({cause_of(status)}), each time"


def cause_of(status: int) -> str:
    """Of what a process died, by its status, for a person."""
    if status >= 0:
        return f"exit code {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"{name}, perhaps for want of memory" if -status == signal.SIGKILL else name
