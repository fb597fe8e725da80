"""Regular expressions, compiled once, and kept compiled for the next process.

Compiling all expressions takes about ten times as long as reading a small plan; bringing them back in compiled form
takes next to nothing. ``compiled`` therefore looks first into the *store*: a file in the user's cache folder that maps
an expression and its flags to what the ``regex`` package itself gives for pickling, which is its compiled code.

- **Never stale**: the key is the expression itself; the file's name holds the versions of ``regex`` and Python and the
  machine, so that another version begins a store of its own.
- **Never foreign**: like a ``.pyc`` file the store holds code, so a file or folder that belongs to somebody else, or
  that others may write, is left alone. A damaged file fails its checksum and is left alone too.
- **Never needed**: without a home, with a read-only one, or with ``PLANCLI_NO_STORE`` set, expressions are compiled.

The library only reads the store; the command line writes it at its end, whole or not at all.
"""

from __future__ import annotations

import contextlib
import copyreg
import marshal
import os
import stat
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import regex

from plancli.folders import cache_folder

_FORM = b"plancli expressions 2\n"
_SUM_BYTES = 4
# What is no longer asked for stays in the store when patterns change; one that has grown beyond this begins anew.
_MOST_BYTES = 6 * 1024 * 1024

T = TypeVar("T")
# An expression with its flags, or the name of a table.
_Key = tuple[str, int] | str


class _Store:
    """Compiled code by expression, tables by name; each value packed until it is asked for.

    ``made`` counts what had to be compiled since the process began.
    """

    def __init__(self) -> None:
        self.made = 0
        self._packed: dict[_Key, bytes] | None = None
        self._new: dict[_Key, bytes] = {}
        reduce = copyreg.dispatch_table.get(regex.Pattern)
        self._reduce: Any = reduce
        self._restore: Any = reduce(regex.compile(""))[0] if reduce else None

    def _get(self, key: _Key) -> Any:
        if self._packed is None:
            self._packed = self._load()
        packed = self._packed.get(key)
        return None if packed is None else marshal.loads(packed)

    def _put(self, key: _Key, value: Any) -> None:
        # A value that cannot be packed (a date in a table) is made anew each time.
        with contextlib.suppress(ValueError):
            self._new[key] = marshal.dumps(value)

    def compiled(self, expression: str, flags: int) -> regex.Pattern[str]:
        code = self._get((expression, flags)) if self._restore else None
        if code is not None:
            pattern: regex.Pattern[str] = self._restore(expression, *code)
            return pattern
        self.made += 1
        pattern = regex.compile(expression, flags)
        if self._reduce is not None:
            again, *code = self._reduce(pattern)[1]
            if again == expression:
                self._put((expression, flags), tuple(code))
        return pattern

    def table(self, name: str, build: Callable[[], T]) -> T:
        found: T | None = self._get(name)
        if found is None:
            found = build()
            self._put(name, found)
        return found

    def keep(self) -> None:
        """Write the store where something new was made; nothing happens where it cannot be written."""
        path = _path()
        if not self._new or path is None:
            return
        with contextlib.suppress(OSError, ValueError):
            data = marshal.dumps(self._load() | self._new)
            if len(data) > _MOST_BYTES:
                data = marshal.dumps(self._new)
            path.parent.parent.parent.mkdir(parents=True, exist_ok=True)
            for folder in (path.parent.parent, path.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            if _is_own(path.parent):
                _write(path, _FORM + zlib.crc32(data).to_bytes(_SUM_BYTES, "big") + data)
        self._new = {}

    def _load(self) -> dict[_Key, bytes]:
        path = _path()
        if path is None:
            return {}
        try:
            if not (_is_own(path.parent) and _is_own(path)):
                return {}
            raw = path.read_bytes()
            head = len(_FORM) + _SUM_BYTES
            if (
                not raw.startswith(_FORM)
                or zlib.crc32(raw[head:]).to_bytes(_SUM_BYTES, "big") != raw[len(_FORM) : head]
            ):
                return {}
            found = marshal.loads(raw[head:])
        except (OSError, ValueError, EOFError, TypeError):
            return {}
        return found if isinstance(found, dict) else {}


def _path() -> Path | None:
    folder = cache_folder()
    if folder is None or os.environ.get("PLANCLI_NO_STORE"):
        return None
    machine = os.uname().machine if hasattr(os, "uname") else os.environ.get("PROCESSOR_ARCHITECTURE", "")
    cache_tag = sys.implementation.cache_tag or sys.implementation.name
    return folder / "expressions" / f"{cache_tag}-{machine}-{sys.platform}-regex-{regex.__version__}"


def _is_own(path: Path) -> bool:
    """Is it ours alone to write? Where the platform knows no owners, its own rules for the user's folder hold."""
    if not hasattr(os, "geteuid"):
        return True
    status = path.stat()
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _write(path: Path, data: bytes) -> None:
    import tempfile

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


_STORE = _Store()


def compiled(expression: str, flags: int = 0) -> regex.Pattern[str]:
    """The expression, from the store or compiled now; raises ``regex.error`` where it is none."""
    return _STORE.compiled(expression, int(flags))


def kept(name: str, build: Callable[[], T]) -> T:
    """The table of that name from the store, or built now; its name says all that it depends on.

    A table is made of plain values: tuples, lists, dictionaries, strings, numbers, ``None``.
    """
    return _STORE.table(name, build)


def compilations() -> int:
    """How many expressions have been compiled, rather than taken from the store, since the process began."""
    return _STORE.made


def keep_compiled() -> None:
    """Keep what was compiled and built for the next process."""
    _STORE.keep()
