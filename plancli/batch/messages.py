"""What supervisor and workers tell each other, and how it is put on a socket.

A message is a pickled value behind its length in four bytes. Both ends are processes of one run of one user. Jobs,
questions and answers come as lists, so that small documents share a message; results come one by one, so that it is
known what a worker died of.
"""

from __future__ import annotations

import pickle
import select
import socket
import struct
from typing import Any, Literal

from msgspec import Struct

_HEAD = struct.Struct(">I")
_CHUNK = 1 << 16


class Job(Struct, frozen=True):
    """One document to be done.

    ``path`` is relative to the root of its source and names the output; ``location`` is where it is read. ``known``
    is the digest with which its output was made by this version of plancli, if it was. With ``ask`` the worker
    asks, once it knows the digest, whether the same content was done before; ``ahead`` allows it to ask while others
    are before it. ``data`` is there where only the supervisor can read the source. ``spool`` is the local file that
    takes the output instead of the target.
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
    data: bytes | None = None
    ahead: bool = True


class Ahead(Struct, frozen=True):
    """A worker begins to read these documents, all at once, to ask about them; it may die of any."""

    ids: tuple[int, ...]


class Question(Struct, frozen=True):
    """A worker's question whether content of this digest was done; before the document it waits for the ``Answer``."""

    id: int
    digest: str


class Answer(Struct, frozen=True):
    """``go``: parse it; ``later``: leave it for now; ``copy``: the document ``path`` has the same content.

    ``output`` is then the local file with that document's output, if it waits for its part; else it lies in the target,
    in ``part`` if there are parts.
    """

    kind: Literal["go", "later", "copy"]
    path: str = ""
    output: str | None = None
    part: int | None = None
    id: int = 0


class Result(Struct, frozen=True):
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
    text: str | None = None


class Broken(Struct, frozen=True):
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
        self._part = memoryview(bytearray(_CHUNK))
        self._buffer = bytearray()
        self.closed = False

    def wait(self) -> list[Any]:
        """The next messages, waited for; raises ``EOFError`` where there will be none."""
        while not (found := self.messages()):
            if self.closed:
                raise EOFError
            poll = select.poll()
            poll.register(self.channel, select.POLLIN)
            poll.poll()
        return found

    def messages(self) -> list[Any]:
        """What has come whole; sets ``closed`` when the other end has gone."""
        while not self.closed:
            try:
                length = self.channel.recv_into(self._part, 0, socket.MSG_DONTWAIT)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                length = 0
            if not length:
                self.closed = True
            self._buffer += self._part[:length]
            if length < _CHUNK:
                # No more for now: what is left, if only the end, is told by the next look.
                break
        found = []
        while len(self._buffer) >= _HEAD.size:
            (length,) = _HEAD.unpack_from(self._buffer)
            end = _HEAD.size + length
            if len(self._buffer) < end:
                break
            found.append(pickle.loads(bytes(self._buffer[_HEAD.size : end])))
            del self._buffer[:end]
        return found
