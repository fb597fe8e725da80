"""Finding the files: folders, globs, lists and URLs, one file after the other, never all in memory.

The order is that of the file systems; the manifest sorts. What stands in the way is a ``Trouble``, which the run
reports, and goes on.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from plancli.batch.globs import Globs, fixed_part, fold, is_glob, translate
from plancli.batch.places import Entry, RemotePlace, entry_of, local_path
from plancli.batch.settings import BatchError, Selection, Settings
from plancli.names import printable_name

_LITTER = frozenset(("thumbs.db", "desktop.ini"))
# As many links as Linux follows in one path.
_MAX_LINKS = 40


class Found(NamedTuple):
    """A file to be read: ``path`` relative to the root of the source, ``location`` where it is."""

    path: str
    location: str
    size: int | None
    mtime: int | None


class Trouble(NamedTuple):
    """What could not be looked into: ``folder-unreadable``, ``symlink-loop``, ``not-found``, ``not-a-file`` …"""

    path: str
    code: str
    message: str


class Finder:
    """All files of a run's sources. ``passed`` counts, by reason, what was seen and not taken."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._choice: Selection = settings.selection
        self._include = Globs(self._choice.include)
        self._exclude = Globs(self._choice.exclude)
        self.passed: dict[str, int] = {}
        target = local_path(settings.target)
        self._target = _identity(target) if target is not None else None
        self._alone = len(settings.sources) == 1 and not settings.lists

    @property
    def may_clash(self) -> bool:
        """Whether two files may come under one path: only where several sources are named."""
        return not self._alone

    def find(self) -> Iterator[Found | Trouble]:
        """The files and the troubles, in no order; a file that is named twice comes twice."""
        for source in self._settings.sources:
            yield from self._source(source)
        for listing in self._settings.lists:
            for name in _listed(listing, self._settings.null_lists):
                yield from self._named(name)

    # --- sources -------------------------------------------------------------------------------------------

    def _source(self, name: str) -> Iterator[Found | Trouble]:
        path = local_path(name)
        if path is None:
            yield from self._remote(name)
        elif is_glob(path) and not os.path.lexists(path):
            root, pattern = fixed_part(path)
            root = root or ("/" if path.startswith("/") else ".")
            wanted = re.compile(f"{translate(fold(pattern))}(?:/.*)?", re.DOTALL)
            base = "" if self._alone else _base_of(root)
            taken = 0
            for item in self._folder(root, base):
                if isinstance(item, Trouble) or wanted.fullmatch(fold(item.path[len(base) :])):
                    taken += 1
                    yield item
            if not taken:
                yield Trouble(path, "not-found", "no file has a name of that kind")
        elif Path(path).is_dir():
            yield from self._folder(path, "" if self._alone else _base_of(path))
        else:
            yield from self._named(name)

    def _named(self, name: str) -> Iterator[Found | Trouble]:
        """A file, or a folder, that is named itself: it is taken even if it is hidden."""
        path = local_path(name)
        if path is None:
            yield from self._remote(name)
            return
        try:
            status = os.stat(path)  # noqa: PTH116
        except (OSError, ValueError) as error:
            yield Trouble(path, "not-found", _reason(error))
            return
        if stat.S_ISDIR(status.st_mode):
            yield from self._folder(path, _base_of(path))
        elif not stat.S_ISREG(status.st_mode):
            yield Trouble(path, "not-a-file", "it is a pipe, a socket or a device")
        else:
            key = os.path.basename(path) if self._alone else _key_of(path)  # noqa: PTH119
            if self._mine(key):
                yield Found(key, os.path.abspath(path), status.st_size, status.st_mtime_ns)  # noqa: PTH100

    def _remote(self, url: str) -> Iterator[Found | Trouble]:
        scheme = url.partition("://")[0]
        root, pattern = fixed_part(url) if is_glob(url) else (url, "")
        wanted = re.compile(f"{translate(fold(pattern))}(?:/.*)?", re.DOTALL) if pattern else None
        place = RemotePlace(root)
        base = "" if self._alone else f"{place.root.lstrip('/')}/"
        taken = 0
        for entry in _walk_remote(place.fs, place.root, place.url):
            if isinstance(entry, Trouble):
                yield entry
                continue
            taken += 1
            inner = entry.name[len(place.root) :].lstrip("/") or entry.name.rpartition("/")[2]
            if wanted is not None and not wanted.fullmatch(fold(inner)):
                continue
            if self._passed_over(inner) or not self._wanted(inner) or not self._mine(base + inner):
                continue
            yield Found(base + inner, f"{scheme}://{entry.name.lstrip('/')}", entry.size, entry.mtime)
        if not taken:
            yield Trouble(url, "not-found", "there is no file")

    # --- folders -------------------------------------------------------------------------------------------

    def _folder(self, root: str, base: str) -> Iterator[Found | Trouble]:
        """A folder and all below it. Only the folders on the way down are open, and remembered."""
        levels: list[_Level] = []
        try:
            yield from self._enter(levels, root, base, "", 0)
            while levels:
                level = levels[-1]
                try:
                    entry = next(level.entries, None)
                except OSError as error:
                    entry = None
                    yield Trouble(base + level.inner.rstrip("/"), "folder-unreadable", _reason(error))
                if entry is None:
                    levels.pop().entries.close()
                else:
                    yield from self._entry(levels, entry, base)
        finally:
            for level in levels:
                level.entries.close()

    def _entry(self, levels: list[_Level], entry: os.DirEntry[str], base: str) -> Iterator[Found | Trouble]:
        inner = levels[-1].inner + entry.name
        if self._passed_over(inner):
            return
        try:
            link = entry.is_symlink()
            if link and not self._choice.follow_links:
                self._pass("link")
                return
            if entry.is_dir():
                yield from self._enter(levels, entry.path, base, f"{inner}/", levels[-1].links + link)
                return
            status = entry.stat()
        except (OSError, ValueError) as error:
            loop = isinstance(error, OSError) and error.errno == errno.ELOOP
            yield Trouble(base + inner, "symlink-loop" if loop else "not-found", _reason(error))
            return
        if not stat.S_ISREG(status.st_mode):
            self._pass("not a file")
        elif self._wanted(inner) and self._mine(base + inner):
            location = os.path.abspath(entry.path)  # noqa: PTH100
            yield Found(base + inner, location, status.st_size, status.st_mtime_ns)

    def _enter(self, levels: list[_Level], path: str, base: str, inner: str, links: int) -> Iterator[Trouble]:
        where = (base + inner).rstrip("/") or path
        try:
            identity = _identity(path)
            if identity is not None and identity == self._target:
                return
            if links and (links > _MAX_LINKS or any(level.identity == identity for level in levels)):
                yield Trouble(where, "symlink-loop", "the link leads back to a folder that holds it")
                return
            entries = os.scandir(path)
        except OSError as error:
            yield Trouble(where, "folder-unreadable", _reason(error))
            return
        levels.append(_Level(entries, inner, identity, links))

    # --- choice --------------------------------------------------------------------------------------------

    def _passed_over(self, inner: str) -> bool:
        """Whether a file or folder is left out for its name; counts it."""
        name = inner.rpartition("/")[2]
        if not self._choice.hidden and (name.startswith((".", "~$")) or name.lower() in _LITTER):
            self._pass("hidden")
            return True
        if self._exclude and self._exclude.match(inner):
            self._pass("excluded")
            return True
        return False

    def _wanted(self, inner: str) -> bool:
        if self._include and not self._include.match(inner):
            self._pass("not included")
            return False
        return True

    def _pass(self, reason: str) -> None:
        self.passed[reason] = self.passed.get(reason, 0) + 1

    def _mine(self, key: str) -> bool:
        """Whether the path is of this run's shard."""
        if self._choice.shard is None:
            return True
        index, count = self._choice.shard
        return shard_of(key, count) == index


def shard_of(key: str, count: int) -> int:
    """Which of ``count`` shards, from 1, a path belongs to: the same on every machine."""
    digest = hashlib.sha256(os.fsencode(key)).digest()
    return int.from_bytes(digest[:8], "big") % count + 1


class _Level(NamedTuple):
    entries: Any
    inner: str
    identity: tuple[int, int] | None
    links: int


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _key_of(path: str) -> str:
    """The path of a file that is named itself: from the working folder if it lies below it, else from the root."""
    full = os.path.abspath(path)  # noqa: PTH100
    here = os.path.abspath(".").rstrip("/") + "/"  # noqa: PTH100
    return "" if full == here.rstrip("/") else full.removeprefix(here).strip("/")


def _base_of(folder: str) -> str:
    """What stands before the paths of the files in a folder that is one of several sources."""
    key = _key_of(folder)
    return f"{key}/" if key else ""


def _reason(error: OSError | ValueError) -> str:
    number = error.errno if isinstance(error, OSError) else None
    return os.strerror(number) if number else str(error)


def _walk_remote(fs: Any, root: str, url: str) -> Iterator[Entry | Trouble]:
    """All files below the root, or the one that it is; one folder's listing in memory at a time."""
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            infos = fs.ls(folder, detail=True)
        except FileNotFoundError:
            continue
        except OSError as error:
            yield Trouble(url, "folder-unreadable", " ".join(str(error).split())[:200])
            continue
        for info in infos:
            if info["type"] == "directory":
                if info["name"].rstrip("/") != folder.rstrip("/"):
                    waiting.append(info["name"])
            elif not info["name"].endswith("/"):
                yield entry_of(info)


# --- lists -------------------------------------------------------------------------------------------------


def _listed(listing: str, null: bool) -> Iterator[str]:
    """The names in a list, one a line, or ended by null bytes; empty lines are passed over."""
    if listing == "-":
        if sys.stdin is None:
            raise BatchError("--files-from -: standard input is closed; pipe a list in")
        yield from _lines(sys.stdin.buffer, null)
        return
    try:
        with Path(listing).open("rb") as stream:
            yield from _lines(stream, null)
    except OSError as error:
        raise BatchError(f"--files-from {printable_name(listing)}: {error.strerror}; name a file, or -") from error


def _lines(stream: BinaryIO, null: bool) -> Iterator[str]:
    if not null:
        for line in stream:
            name = line.rstrip(b"\r\n")
            if name:
                yield os.fsdecode(name)
        return
    rest = b""
    while part := stream.read(1 << 16):
        *whole, rest = (rest + part).split(b"\0")
        yield from (os.fsdecode(name) for name in whole if name)
    if rest:
        yield os.fsdecode(rest)
