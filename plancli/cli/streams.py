"""Where the command line writes: data to stdout or a file, all else to stderr, one line a message."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from plancli.names import printable_name

DONE, FINDINGS, USAGE, UNREADABLE, MISSING, INTERRUPTED = 0, 1, 2, 3, 4, 130
"""Exit codes: done, findings, wrong use, unreadable input, a program or extra missing, Ctrl-C."""

_CHUNK = 1 << 20


class ClosedPipeError(Exception):
    """Whoever read our output has gone; not an ``OSError``, so that nobody takes it for a fault."""


class OutputError(Exception):
    """The output cannot be written: a message of one line."""


_teller: Callable[[str], None] | None = None


def say_by(teller: Callable[[str], None] | None) -> None:
    """From now on messages go there; ``None``: to stderr as text again."""
    global _teller
    _teller = teller


def say(message: str) -> None:
    """One line on stderr, whatever the message holds; silent where stderr is closed."""
    if _teller is not None:
        _teller(message)
        return
    line = "".join(char if char.isprintable() else _escape(char) for char in message)
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"plancli: {line}\n")
        sys.stderr.flush()


def _escape(char: str) -> str:
    return " " if char == "\n" else char.encode("unicode_escape").decode("ascii")


@contextlib.contextmanager
def _pipe() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise ClosedPipeError from None
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        raise OutputError(f"standard output cannot be written ({reason}); see where it leads") from error


def write_stdout(data: str | bytes) -> None:
    """Data to stdout as UTF-8 bytes, flushed; raises ``ClosedPipeError`` or ``OutputError``."""
    with _pipe():
        if sys.stdout is None:
            raise ValueError("it is closed")
        _write(sys.stdout.buffer, data.encode("utf-8") if isinstance(data, str) else data)
        sys.stdout.buffer.flush()


def _write(stream: BinaryIO, data: bytes) -> None:
    view = memoryview(data)
    for start in range(0, len(view), _CHUNK):
        stream.write(view[start : start + _CHUNK])


def drop_stdout() -> None:
    """Lead what is still buffered for stdout nowhere, so that the interpreter ends without a complaint."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


class Output:
    """Standard output, or a file that appears whole or not at all.

    The file is written under another name in the same directory and renamed at ``commit``; without ``commit``
    nothing is left and what was there before stays. What is no regular file (a pipe, ``/dev/null``) is
    written straight away.
    """

    def __init__(self, path: str | None) -> None:
        self._target: Path | None = None
        self._aside: Path | None = None
        self._stream: BinaryIO | None = None
        if path is None or path == "-":
            return
        target = Path(path)
        with _named(target):
            if target.exists() and not target.is_file():
                self._target, self._stream = target, target.open("wb")
                return
            # Through a link to what it points to: the link itself stays.
            self._target = target.resolve()
            self._aside = self._target.with_name(f".{self._target.name[:100]}.{os.getpid()}.part")
            self._stream = self._aside.open("xb")

    def write(self, data: str | bytes) -> None:
        """Data, text in UTF-8, flushed when it goes to stdout."""
        if self._stream is None or self._target is None:
            write_stdout(data)
            return
        with _named(self._target):
            _write(self._stream, data.encode("utf-8") if isinstance(data, str) else data)

    def commit(self) -> None:
        """Let the file appear under its name."""
        if self._stream is None or self._target is None:
            return
        with _named(self._target):
            self._stream.close()
            if self._aside is not None:
                if self._target.exists():
                    self._aside.chmod(self._target.stat().st_mode & 0o7777)
                self._aside.replace(self._target)
                self._aside = None

    def __enter__(self) -> Output:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None:
            with contextlib.suppress(OSError):
                self._stream.close()
        if self._aside is not None:
            self._aside.unlink(missing_ok=True)


@contextlib.contextmanager
def _named(target: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise ClosedPipeError from None
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise OutputError(
            f"{printable_name(target)}: cannot be written ({reason}); name another file with --output"
        ) from error
