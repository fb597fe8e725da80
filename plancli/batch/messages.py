"""What supervisor and workers tell each other, and how it is put on a socket.

A message is a pickled value behind its length in four bytes. Both ends are processes of one run of one user.
"""

from __future__ import annotations

import pickle
import socket
import struct
from dataclasses import dataclass, field
from typing import Any, Literal

_HEAD = struct.Struct(">I")
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Job:
    """One document to be done.

    ``path`` is relative to the root of its source and names the output; ``location`` is where it is read. ``known``
    is the digest with which its output was made by this version of plancli, if it was. With ``ask`` the worker
    asks, once it knows the digest, whether the same content was done before. ``data`` is there where only the
    supervisor can read the source. ``spool`` is the local file that takes the output instead of the target.
    """

    id: int
    path: str
    location: str
    size: int | None = None
    known: str | None = None
    ask: bool = False
    attempts: int = 0
    part: int | None = None
    spool: str | None = None
    stale: bool = False
    data: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A worker's question whether content of this digest was done; it waits for an ``Answer``."""

    id: int
    digest: str


@dataclass(frozen=True, slots=True)
class Answer:
    """``go``: parse it; ``later``: leave it for now; ``copy``: the document ``path`` has the same content.

    ``output`` is then the local file with that document's output, if it waits for its part; else it lies in the target,
    in ``part`` if there are parts.
    """

    kind: Literal["go", "later", "copy"]
    path: str = ""
    output: str | None = None
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a document. ``size`` and ``mtime`` (nanoseconds) are those of the bytes that were read.

    ``fatal``: the target cannot be written at all; the document is to be done again. ``text`` is there where only
    the supervisor can write the target.
    """

    id: int
    state: Literal["done", "failed", "unchanged", "fatal"]
    digest: str | None = None
    size: int | None = None
    mtime: int | None = None
    reader: str | None = None
    code: str | None = None
    message: str | None = None
    seconds: float = 0.0
    output_size: int | None = None
    same_as: str | None = None
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Broken:
    """A worker could not begin, for that reason."""

    reason: str


def send(channel: socket.socket, value: Any) -> None:
    """Send a message, waiting where the other end is slow; raises ``OSError`` where it has gone."""
    data = pickle.dumps(value, protocol=5)
    channel.sendall(_HEAD.pack(len(data)) + data)


def receive(channel: socket.socket) -> Any:
    """The next message, waited for; raises ``EOFError`` where the other end has gone."""
    (length,) = _HEAD.unpack(_exactly(channel, _HEAD.size))
    return pickle.loads(_exactly(channel, length))


def _exactly(channel: socket.socket, length: int) -> bytes:
    parts = []
    while length:
        part = channel.recv(min(length, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


class Inbox:
    """Messages from a socket that is read without waiting: half a message is kept until the rest has come."""

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel
        self._buffer = bytearray()
        self.closed = False

    def messages(self) -> list[Any]:
        """What has come whole; sets ``closed`` when the other end has gone."""
        while not self.closed:
            try:
                part = self.channel.recv(_CHUNK, socket.MSG_DONTWAIT)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                part = b""
            if not part:
                self.closed = True
            self._buffer += part
        found = []
        while len(self._buffer) >= _HEAD.size:
            (length,) = _HEAD.unpack_from(self._buffer)
            end = _HEAD.size + length
            if len(self._buffer) < end:
                break
            found.append(pickle.loads(bytes(self._buffer[_HEAD.size : end])))
            del self._buffer[:end]
        return found
