"""Where sources and outputs lie: a folder on this machine, or a folder of any file system that fsspec knows.

Names inside a place are relative, with ``/``; bytes of a local name that are not UTF-8 are lone surrogates, as
``os.fsdecode`` gives them. Outputs appear whole or not at all: a local one is written aside, brought to the disk and
renamed; a remote one is one request, which stores do whole.
"""

from __future__ import annotations

import errno
import hashlib
import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from plancli.batch.settings import BatchError
from plancli.extras import require
from plancli.names import printable_name

OWN = ".plancli"
"""The folder in a target that holds what is no output: manifests, locks, what is being written."""

_ASIDE = f"{OWN}/aside"
_MAX_NAME = 255
# Names this machine in names of files.
_HOST = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:12]
# Seconds after which a file that another machine began to write is given up.
_ABANDONED = 3600.0
# A target that fails so fails for every document.
_FATAL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


class TargetError(Exception):
    """An output cannot be written. ``fatal``: no other one could be either."""

    def __init__(self, reason: str, *, fatal: bool) -> None:
        super().__init__(reason)
        self.fatal = fatal


class Entry(NamedTuple):
    """A file in a place: its name, bytes, and time of change in nanoseconds where that is known."""

    name: str
    size: int | None
    mtime: int | None


class Place(Protocol):
    """A folder of some file system."""

    url: str
    local: Path | None
    in_process: bool
    """Whether only this very process can see it (``memory://``)."""

    def read(self, name: str) -> bytes:
        """The file's bytes; raises ``OSError``."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Write a file, whole or not at all; raises ``TargetError``."""
        ...

    def create(self, name: str, data: bytes) -> bool:
        """Write a file where there is none; whether it was written."""
        ...

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        ...

    def size(self, name: str) -> int | None:
        """The file's bytes in number, ``None`` where there is no such file."""
        ...

    def names(self, folder: str) -> Iterator[str]:
        """The names of the files in a folder, not below it; in no order."""
        ...


def is_url(name: str) -> bool:
    """Whether a name is a URL: a scheme of letters, ``://``, and more."""
    scheme, mark, rest = name.partition("://")
    return bool(mark and rest) and scheme.replace("+", "").replace("-", "").isalnum()


def local_path(name: str) -> str | None:
    """The path on this machine that the name or ``file://`` URL means, ``None`` for other URLs."""
    if not is_url(name):
        return name
    scheme, _, rest = name.partition("://")
    return rest if scheme in ("file", "local") else None


def place(name: str) -> Place:
    """The place of that name; raises ``MissingToolError`` where its URL needs a package that is not there."""
    path = local_path(name)
    return LocalPlace(Path(path)) if path is not None else RemotePlace(name)


class LocalPlace:
    """A folder on this machine."""

    in_process = False

    def __init__(self, root: Path) -> None:
        self.local: Path | None = root
        self.root = root
        self.url = str(root)
        self._made = ""
        self._count = 0

    def read(self, name: str) -> bytes:
        """See ``Place``."""
        return (self.root / name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        """See ``Place``."""
        target = f"{self.root}/{name}"
        aside = self._aside()
        try:
            try:
                _write(aside, data, durable=True)
            except FileNotFoundError:
                # The folder was there when this process began, and was removed since.
                Path(aside).parent.mkdir(parents=True, exist_ok=True)
                _write(aside, data, durable=True)
            try:
                os.rename(aside, target)  # noqa: PTH104 - a thousandth of the time of Path
            except (FileNotFoundError, NotADirectoryError):
                Path(target).parent.mkdir(parents=True, exist_ok=True)
                os.rename(aside, target)  # noqa: PTH104
        except OSError as error:
            with suppress(OSError):
                os.unlink(aside)  # noqa: PTH108
            raise target_error(error) from error

    def create(self, name: str, data: bytes) -> bool:
        """See ``Place``."""
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            with target.open("xb") as stream:
                stream.write(data)
        except FileExistsError:
            return False
        return True

    def remove(self, name: str) -> None:
        """See ``Place``."""
        with suppress(OSError):
            (self.root / name).unlink()

    def size(self, name: str) -> int | None:
        """See ``Place``."""
        try:
            return os.stat(f"{self.root}/{name}").st_size  # noqa: PTH116
        except (OSError, ValueError):
            return None

    def names(self, folder: str) -> Iterator[str]:
        """See ``Place``."""
        try:
            with os.scandir(self.root / folder) as entries:
                yield from (entry.name for entry in entries if entry.is_file())
        except OSError:
            return

    def aside(self, name: str) -> str:
        """With what the paths of files begin that this process writes aside under a name."""
        return f"{self.root}/{_ASIDE}/{_HOST}-{os.getpid()}-{name}-"

    def clear_aside(self, name: str | None = None) -> None:
        """Remove what this process has written aside under a name.

        Without one, what processes that were killed had begun to write: of this machine those that are no more.
        """
        mine = None if name is None else os.path.basename(self.aside(name))  # noqa: PTH119
        with suppress(OSError), os.scandir(self.root / _ASIDE) as entries:
            for entry in entries:
                with suppress(OSError, ValueError):
                    if _abandoned(entry) if mine is None else entry.name.startswith(mine):
                        Path(entry.path).unlink()

    def _aside(self) -> str:
        folder = f"{self.root}/{_ASIDE}"
        if self._made != folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self._made = folder
        self._count += 1
        return self.aside(f"{id(self):x}-{self._count}").removesuffix("-")


def _abandoned(entry: os.DirEntry[str]) -> bool:
    """Whether the process that began to write this file is no more."""
    host, _, process = entry.name.partition("-")
    if host == _HOST:
        return not _lives(int(process.partition("-")[0]))
    return time.time() - entry.stat().st_mtime > _ABANDONED


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def write_waiting(path: str, data: bytes) -> None:
    """Write a local file that waits for its place: neither whole nor on the disk before this returns, or after.

    Whoever takes it up when this process and its run are gone must look at it. Raises ``TargetError``.
    """
    try:
        try:
            _write(path, data, durable=False)
        except FileNotFoundError:
            # The folder was there when the run began, and was removed since.
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            _write(path, data, durable=False)
    except OSError as error:
        with suppress(OSError):
            os.unlink(path)  # noqa: PTH108
        raise target_error(error) from error


def target_error(error: OSError) -> TargetError:
    """The same for whoever reports it."""
    reason = os.strerror(error.errno) if error.errno else str(error)
    return TargetError(reason, fatal=error.errno in _FATAL)


def _write(path: str, data: bytes, *, durable: bool) -> None:
    """A new file, its bytes on the disk when this returns if they are to be."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        if durable:
            os.fsync(handle)
    finally:
        os.close(handle)


class RemotePlace:
    """A folder of a file system of fsspec."""

    local: Path | None = None

    def __init__(self, url: str) -> None:
        fsspec = require("fsspec", "remote")
        self.url = url
        try:
            # Kept listings would hide what other processes write, and fill the memory.
            self.fs, root = fsspec.core.url_to_fs(url, use_listings_cache=False)
        except ImportError as error:
            raise _missing(url, error) from error
        except ValueError as error:
            raise BatchError(f"{url}: {error}; name a path, or a URL such as s3://bucket/folder") from error
        self.root = root.rstrip("/")
        self.in_process = url.startswith("memory://")

    def read(self, name: str) -> bytes:
        """See ``Place``."""
        data: bytes = self.fs.cat_file(self._full(name))
        return data

    def write(self, name: str, data: bytes) -> None:
        """See ``Place``."""
        full = self._full(name)
        try:
            if self.in_process:
                self.fs.makedirs(full.rpartition("/")[0], exist_ok=True)
            self.fs.pipe_file(full, data)
        except OSError as error:
            raise TargetError(_one_line(error), fatal=isinstance(error, PermissionError)) from error

    def create(self, name: str, data: bytes) -> bool:
        """See ``Place``. Where the store knows no exclusive writing, a look before must do."""
        full = self._full(name)
        if self.fs.exists(full):
            return False
        try:
            self.fs.pipe_file(full, data, mode="create")
        except FileExistsError:
            return False
        except (TypeError, NotImplementedError):
            self.write(name, data)
        return True

    def remove(self, name: str) -> None:
        """See ``Place``."""
        with suppress(OSError):
            self.fs.rm_file(self._full(name))

    def size(self, name: str) -> int | None:
        """See ``Place``."""
        try:
            size = self.fs.info(self._full(name))["size"]
        except (OSError, KeyError):
            return None
        return int(size)

    def names(self, folder: str) -> Iterator[str]:
        """See ``Place``."""
        try:
            entries = self.fs.ls(self._full(folder), detail=True)
        except OSError:
            return
        for entry in entries:
            if entry["type"] == "file":
                yield entry["name"].rpartition("/")[2]

    def _full(self, name: str) -> str:
        return f"{self.root}/{printable_name(name)}" if name else self.root


def _missing(url: str, error: ImportError) -> Exception:
    from plancli.errors import MissingToolError

    return MissingToolError(
        "missing-tool",
        f"{url.partition('://')[0]}:// needs a Python package that is not there ({error})",
        "install it: pip install 'plancli[remote]', or what fsspec names for other schemes",
    )


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__


def entry_of(info: dict[str, Any]) -> Entry:
    """What fsspec says of a file, as an entry under its full name."""
    size = info.get("size")
    changed = next((info[key] for key in ("LastModified", "mtime", "last_modified", "created") if info.get(key)), None)
    if isinstance(changed, datetime):
        changed = changed.timestamp()
    mtime = int(changed * 1e9) if isinstance(changed, int | float) else None
    return Entry(info["name"], None if size is None else int(size), mtime)


def output_name(path: str) -> str:
    """The name of a document's output: ``a/b.docx`` gives ``a/b.docx.json``.

    A name that would be too long for a file system is cut, and told from others by a part of its digest.
    """
    folder, slash, name = path.rpartition("/")
    data = os.fsencode(name)
    if len(data) + len(".json") > _MAX_NAME:
        mark = hashlib.sha256(data).hexdigest()[:16]
        # A character that is cut in two is left out whole.
        name = os.fsdecode(data[:200].decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape"))
        name = f"{name.rstrip(''.join(map(chr, range(0xDC80, 0xDD00))))}~{mark}"
    return f"{folder}{slash}{name}.json"
