"""Where a run keeps what is its own: beside the outputs, or, for a target in a store, in this machine's cache.

A manifest in a store is a copy, sent from time to time. Whichever of the two is later counts: on the machine that was
interrupted its own, on another one the copy; what was done since is then done again, with the same outcome.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from plancli.batch.manifest import Manifest
from plancli.batch.places import OWN, Place
from plancli.batch.settings import BatchError

_PUSH_EVERY = 60.0
_NAME = re.compile(r"manifest(?:-(\d+)-of-(\d+))?\.sqlite")


def label_of(shard: tuple[int, int] | None) -> str:
    """What tells a shard's files from those of others: ``-3-of-16``, or nothing."""
    return "" if shard is None else f"-{shard[0]}-of-{shard[1]}"


class Workspace:
    """The manifest and the working folders of one shard of a target. To be used by whoever holds the lock."""

    def __init__(self, target: Place, shard: tuple[int, int] | None) -> None:
        self._target = target
        self._shard = shard
        self._label = label_of(shard)
        self._pushed = 0.0
        self._name = f"{OWN}/manifest{self._label}.sqlite"
        self._own: tempfile.TemporaryDirectory[str] | None = None
        if target.local is not None:
            self.folder = target.local / OWN
        elif target.in_process:
            self._own = tempfile.TemporaryDirectory(prefix="plancli-batch-")
            self.folder = Path(self._own.name)
        else:
            self.folder = _cache() / "batch" / hashlib.sha256(target.url.encode()).hexdigest()[:24]
        self.spool = self.folder / f"spool{self._label}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.manifest = self._open()

    def _open(self) -> Manifest:
        path = self.folder / f"manifest{self._label}.sqlite"
        if self._target.local is None:
            self._fetch(path)
        manifest = Manifest(path)
        if manifest.get("id") is None:
            manifest.put("id", uuid.uuid4().hex)
            manifest.commit()
        return manifest

    def _fetch(self, path: Path) -> None:
        """Take the copy in the store where it is later than what is here, or here is that of another target."""
        stored = self.folder / f"stored{self._label}.sqlite"
        try:
            stored.write_bytes(self._target.read(self._name))
        except FileNotFoundError:
            # Never sent, or the target was cleared: either way nothing is there.
            _remove(path)
            shutil.rmtree(self.spool, ignore_errors=True)
            return
        except OSError as error:
            raise BatchError(f"{self._target.url}: the manifest cannot be read ({error}); look at the store") from error
        theirs, ours = _stand(stored), _stand(path) if path.exists() else None
        if ours is None or theirs[0] != ours[0] or theirs[1] > ours[1]:
            _remove(path)
            shutil.rmtree(self.spool, ignore_errors=True)
            stored.replace(path)
        else:
            stored.unlink()

    def push(self, every: float = _PUSH_EVERY) -> None:
        """Send the manifest to the store, unless that was done in the last ``every`` seconds."""
        now = time.monotonic()
        if self._target.local is not None or (self._pushed and now - self._pushed < every):
            return
        copy = self.folder / f"sent{self._label}.sqlite"
        self.manifest.snapshot(copy)
        self._target.write(self._name, copy.read_bytes())
        copy.unlink()
        self._pushed = time.monotonic()

    def close(self) -> None:
        """Close the manifest."""
        self.manifest.close()
        if self._own is not None:
            self._own.cleanup()


def check_shards(target: Place, shard: tuple[int, int] | None, form: str) -> None:
    """Refuse a target with manifests of another division into shards, or of another format; leaves nothing in it."""
    count = 1 if shard is None else shard[1]
    for name in target.names(OWN):
        match = _NAME.fullmatch(name)
        if match and int(match[2] or 1) != count:
            made = f"in {match[2]} shards" if match[2] else "without shards"
            raise BatchError(f"{target.url}: the target was made {made}; go on so, or name another target")
        other = _form(target.local / OWN / name) if match and target.local is not None else None
        if other not in (None, form):
            made = f"with --format {other}"
            raise BatchError(f"{target.url}: the target was made {made}; go on so, or name another target")


def _form(path: Path) -> str | None:
    """The format that a manifest names; ``None`` where it was only just begun."""
    with suppress(BatchError, sqlite3.Error):
        manifest = Manifest(path, readonly=True)
        try:
            return manifest.get("format")
        finally:
            manifest.close()
    return None


@contextmanager
def manifests(target: Place) -> Iterator[list[Manifest]]:
    """All manifests of a target, for reading; raises ``BatchError`` where there is none."""
    with tempfile.TemporaryDirectory(prefix="plancli-batch-") as folder:
        opened: list[Manifest] = []
        try:
            for name in sorted(filter(_NAME.fullmatch, target.names(OWN))):
                if target.local is not None:
                    path = target.local / OWN / name
                else:
                    path = Path(folder) / name
                    path.write_bytes(target.read(f"{OWN}/{name}"))
                opened.append(Manifest(path, readonly=True))
            if not opened:
                raise BatchError(f"{target.url}: there is no manifest; name a folder that plancli batch has written")
            yield opened
        finally:
            for manifest in opened:
                manifest.close()


def _stand(path: Path) -> tuple[str | None, int]:
    manifest = Manifest(path, readonly=True)
    try:
        return manifest.get("id"), int(manifest.get("generation") or 0)
    finally:
        manifest.close()


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _cache() -> Path:
    from plancli.folders import cache_folder

    return cache_folder() or Path(tempfile.gettempdir()) / "plancli"
