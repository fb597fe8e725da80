"""All documents of a target, one after the other: what the manifests know, and the output where there is one."""

from __future__ import annotations

import heapq
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from plancli.batch.manifest import Manifest
from plancli.batch.parts import path_of, read_part
from plancli.batch.places import Place, output_name
from plancli.collect.rows import id_of
from plancli.names import printable_name

_ROW = "SELECT path, state, digest, size, code, message, part, name FROM documents"


class Collected(NamedTuple):
    """A document of the collection; ``output`` is ``None`` where it has failed."""

    key: str
    path: str
    digest: str | None
    size: int | None
    code: str | None
    message: str | None
    duplicate_of: str | None
    output: dict[str, Any] | None


def _among(texts: dict[str, str], path: str) -> str:
    return texts[printable_name(path)]


class Documents:
    """The documents that are done or have failed, in an order that is always the same.

    ``lost`` is told of each whose output is not there any more. Which documents are copies is kept in a file on the
    disk, so that memory does not grow with the archive.
    """

    def __init__(self, target: Place, manifests: Sequence[Manifest], lost: Callable[[str], None]) -> None:
        self._target = target
        self._manifests = manifests
        self._lost = lost
        # An empty name is a file of SQLite's own, which is gone when it is closed.
        self._first = sqlite3.connect("")
        self._first.execute("CREATE TABLE first (digest TEXT PRIMARY KEY, path BLOB, count INTEGER) WITHOUT ROWID")
        statement = (
            "INSERT INTO first VALUES (?, ?, 1) ON CONFLICT (digest) DO UPDATE SET path = min(path, excluded.path),"
            " count = count + 1"
        )
        for manifest in manifests:
            rows = manifest.query("SELECT digest, path FROM documents WHERE state = 'done' AND digest IS NOT NULL")
            self._first.executemany(statement, rows)

    def __iter__(self) -> Iterator[Collected]:
        form = self._manifests[0].get("format") or "json"
        if form == "json":
            where = "WHERE state IN ('done', 'failed') ORDER BY path"
            for row in heapq.merge(*(manifest.query(f"{_ROW} {where}") for manifest in self._manifests)):
                yield from self._document(row, self._alone)
            return
        for manifest in self._manifests:
            yield from self._parts(manifest)

    def _parts(self, manifest: Manifest) -> Iterator[Collected]:
        for part, name in manifest.query("SELECT part, name FROM parts ORDER BY part"):
            texts: dict[str, str] = {}
            if name is not None:
                try:
                    texts = {path_of(text): text for text in read_part(self._target, name)}
                except OSError:
                    self._lost(name)
            where = "WHERE part = ? AND state IN ('done', 'failed') ORDER BY path"
            for row in manifest.query(f"{_ROW} {where}", (part,)):
                yield from self._document(row, partial(_among, texts))

    def _document(self, row: tuple[Any, ...], text_of: Callable[[str], str]) -> Iterator[Collected]:
        path, state, digest, size, code, message, _, name = row
        output = None
        if state == "done":
            try:
                output = json.loads(text_of(os.fsdecode(path)))
            except (OSError, KeyError, ValueError):
                self._lost(name)
                return
        first = self._first.execute("SELECT path FROM first WHERE digest = ?", (digest,)).fetchone()
        duplicate_of = id_of(first[0]) if state == "done" and first is not None and first[0] != path else None
        yield Collected(id_of(path), name, digest, size, code, message, duplicate_of, output)

    def _alone(self, path: str) -> str:
        return self._target.read(output_name(path)).decode("utf-8")
