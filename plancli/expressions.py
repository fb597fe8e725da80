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
import hashlib
import marshal
import os
import stat
import struct
import sys
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import regex

from plancli.folders import cache_folder, write_private

_FORM = b"plancli expressions 3\n"
# Behind the form's name: the length of the index and its checksum, then the index, then the values it points at.
_HEAD = struct.Struct(">II")
_KEY_BYTES = 16
# What is no longer asked for stays in the store when patterns change; one that has grown beyond this begins anew.
_MOST_BYTES = 6 * 1024 * 1024

T = TypeVar("T")
# By the digest of its key: where a value begins among the values, how long it is, its checksum.
_Index = dict[bytes, tuple[int, int, int]]


class _Store:
    """Compiled code by expression, tables by name; each value stays packed until it is asked for.

    ``made`` counts what had to be compiled since the process began.
    """

    def __init__(self) -> None:
        self.made = 0
        self._index: _Index | None = None
        self._values = memoryview(b"")
        self._new: dict[bytes, bytes | memoryview] = {}
        reduce = copyreg.dispatch_table.get(regex.Pattern)
        self._reduce: Any = reduce
        self._restore: Any = reduce(regex.compile(""))[0] if reduce else None

    def _get(self, key: bytes) -> Any:
        if self._index is None:
            self._index, self._values = _load()
        found = self._index.get(key)
        if found is None:
            return None
        start, length, checksum = found
        packed = self._values[start : start + length]
        return marshal.loads(packed) if zlib.crc32(packed) == checksum else None

    def _put(self, key: bytes, value: Any) -> None:
        # A value that cannot be packed (a date in a table) is made anew each time.
        with contextlib.suppress(ValueError):
            self._new[key] = marshal.dumps(value)

    def compiled(self, expression: str, flags: int) -> regex.Pattern[str]:
        key = _key(f"{flags} {expression}")
        code = self._get(key) if self._restore else None
        if code is not None:
            pattern: regex.Pattern[str] = self._restore(expression, *code)
            return pattern
        self.made += 1
        pattern = regex.compile(expression, flags)
        if self._reduce is not None:
            again, *code = self._reduce(pattern)[1]
            if again == expression:
                self._put(key, tuple(code))
        return pattern

    def table(self, name: str, build: Callable[[], T]) -> T:
        key = _key(name)
        found: T | None = self._get(key)
        if found is None:
            found = build()
            self._put(key, found)
        return found

    def keep(self) -> None:
        """Write the store where something new was made; nothing happens where it cannot be written."""
        path = _path()
        if not self._new or path is None:
            return
        with contextlib.suppress(OSError, ValueError):
            index, values = _load()
            kept: dict[bytes, bytes | memoryview] = {
                key: values[start : start + length] for key, (start, length, _) in index.items()
            }
            if sum(map(len, kept.values())) + sum(map(len, self._new.values())) > _MOST_BYTES:
                kept = {}
            path.parent.parent.parent.mkdir(parents=True, exist_ok=True)
            for folder in (path.parent.parent, path.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            if _is_own(path.parent):
                write_private(path, _packed(kept | self._new))
        self._new = {}


def _key(name: str) -> bytes:
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest()


def _packed(values: Mapping[bytes, bytes | memoryview]) -> bytes:
    """The store's file with these values."""
    index: _Index = {}
    start = 0
    for key, value in values.items():
        index[key] = start, len(value), zlib.crc32(value)
        start += len(value)
    packed = marshal.dumps(index)
    return b"".join((_FORM, _HEAD.pack(len(packed), zlib.crc32(packed)), packed, *values.values()))


def _load() -> tuple[_Index, memoryview]:
    """What the store's file holds; nothing where there is none that can be trusted.

    Each value has a checksum of its own, so that only those which are asked for are gone through.
    """
    nothing: tuple[_Index, memoryview] = {}, memoryview(b"")
    path = _path()
    if path is None:
        return nothing
    try:
        if not (_is_own(path.parent) and _is_own(path)):
            return nothing
        raw = memoryview(path.read_bytes())
        start = len(_FORM) + _HEAD.size
        if len(raw) < start or raw[: len(_FORM)] != _FORM:
            return nothing
        length, checksum = _HEAD.unpack_from(raw, len(_FORM))
        packed = raw[start : start + length]
        if len(packed) != length or zlib.crc32(packed) != checksum:
            return nothing
        return marshal.loads(packed), raw[start + length :]
    except OSError:
        return nothing


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
