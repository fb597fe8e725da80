"""Parsers for the tests of batches: quick ones, and ones that do to their process what bad documents do.

They are named to the batch as ``batch_hooks:NAME``, the way any other parser is.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from plancli.batch.parser import Parsed
from plancli.batch.settings import Parsing
from plancli.errors import ReadError
from plancli.model import Document, Header, Reader, Source
from plancli.readers import RawFile
from plancli.writers.json import document_json


def quick(raw: RawFile, parsing: Parsing) -> Parsed:
    """A document that holds nothing but where it came from; each call is told in the file ``BATCH_LOG``."""
    _log(raw)
    if raw.data.startswith(b"bad"):
        raise ReadError("damaged", "the file is not whole", "get another")
    source = Source(
        path=raw.path,
        media_type="text/plain",
        sha256=raw.sha256,
        bytes=len(raw.data),
        pages=None,
        reader=Reader(name="quick"),
    )
    lists: dict[str, Any] = {name: [] for name, kind in Document.__annotations__.items() if kind.startswith("list[")}
    document = Document(source=source, header=Header(), preamble=None, closing=None, filing=None, **lists)
    return Parsed(document_json(document, indent=False), "quick")


def slow(raw: RawFile, parsing: Parsing) -> Parsed:
    """As ``quick``, after ten milliseconds."""
    time.sleep(0.01)
    return quick(raw, parsing)


def planted(raw: RawFile, parsing: Parsing) -> Parsed:
    """As ``quick``, but a document that says so harms its process."""
    word = raw.data.split()[0].decode("ascii", "replace") if raw.data.split() else ""
    if word in HARM:
        _log(raw)
        HARM[word]()
    return quick(raw, parsing)


def _log(raw: RawFile) -> None:
    name = os.environ.get("BATCH_LOG")
    if name:
        with Path(name).open("a", encoding="utf-8") as stream:
            stream.write(f"{raw.path}\n")


def _segfault() -> None:
    ctypes.string_at(8)


def _exit() -> None:
    os._exit(3)


def _hang() -> None:
    while True:
        pass


def _hang_with_child() -> None:
    """A program that a reader starts, in a session of its own, as LibreOffice is."""
    code = "import time; time.sleep(1000)"
    child = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    Path(os.environ["BATCH_CHILD"]).write_text(str(child.pid))
    while True:
        time.sleep(1)


def _hog() -> None:
    hoard = []
    while True:
        hoard.append(bytes(10_000_000))


def _flood_one() -> None:
    with tempfile.TemporaryFile() as stream:
        while True:
            stream.write(bytes(1_000_000))


def _flood_many() -> None:
    for number in range(1_000_000):
        (Path(tempfile.gettempdir()) / str(number)).write_bytes(bytes(1_000_000))
        time.sleep(0.002)


def _fault() -> None:
    raise ZeroDivisionError("by nought")


def _recursion() -> None:
    sys.setrecursionlimit(1 << 30)
    # The bound is off and the stack is small: the process dies of it.
    _deeper(0)


def _deeper(depth: int) -> int:
    return sorted([depth], key=_deeper)[0] + 1


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


HARM = {
    "segfault": _segfault,
    "exit": _exit,
    "hang": _hang,
    "child": _hang_with_child,
    "hog": _hog,
    "flood": _flood_one,
    "floods": _flood_many,
    "fault": _fault,
    "recursion": _recursion,
    "killed": _killed,
}
