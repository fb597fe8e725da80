"""The documents of a collection: files to parse, JSON or JSON Lines that plancli printed, and folders of either.

In a folder JSON comes before the documents (it is cheaper), and a document whose digest was met already is passed
over: a folder with documents and what was made of them is read once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from plancli.errors import ReadError
from plancli.views.sources import entries

if TYPE_CHECKING:
    from plancli.model import Document
    from plancli.readers import RawFile

# The names under which the formats that plancli reads are kept; in a folder other files are none of our business.
DOCUMENT_SUFFIXES = (
    ".txt", ".md", ".markdown", ".docx", ".docm", ".doc", ".rtf", ".odt", ".fodt", ".pdf", ".html", ".htm", ".xhtml",
    ".mht", ".mhtml", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A document to be loaded. ``load`` gives ``None`` for one that was there already, and for the record of a file
    that could not be read; it raises ``ReadError``."""

    name: str
    load: Callable[[], Document | None]


class Gathering:
    """The documents that names stand for, each once and one at a time.

    ``read`` brings a file's bytes, ``parse`` makes a document of them; with ``documents_first`` a document goes before
    the JSON that was made of it, which may lack its text; without ``distinct`` copies come as often as they are there.
    After the walk ``repeated`` and ``unread`` tell
    how many were there already, and how many records were of files that could not be read.
    """

    def __init__(
        self,
        names: Sequence[str],
        read: Callable[[str], RawFile],
        parse: Callable[[RawFile], Document],
        *,
        documents_first: bool = False,
        distinct: bool = True,
    ) -> None:
        self._names = names
        self._distinct = distinct
        self._documents_first = documents_first
        self._read, self._parse = read, parse
        self._seen: set[bytes] = set()
        self.repeated = self.unread = 0

    def __iter__(self) -> Iterator[Item]:
        for name in self._names:
            parts = [self._recorded(name), self._printed(name)]
            for part in reversed(parts) if self._documents_first else parts:
                yield from part

    def _recorded(self, name: str) -> Iterator[Item]:
        """What plancli made of documents; or the document itself that is named."""
        try:
            for entry in entries(name, self._read, self._parse):
                yield Item(entry.name, partial(self._known, entry.load))
        except ReadError as error:
            if error.code != "no-documents" or not has_documents(name):
                yield Item(name, partial(_fail, error))

    def _printed(self, name: str) -> Iterator[Item]:
        """The documents in a folder."""
        if name != "-" and Path(name).is_dir():
            for path in document_files(name):
                yield Item(path, partial(self._file, path))

    def _known(self, load: Callable[[], Document | None]) -> Document | None:
        document = load()
        if document is None:
            self.unread += 1
            return None
        return document if self._is_new(document.source.sha256) else None

    def _file(self, path: str) -> Document | None:
        raw = self._read(path)
        return self._parse(raw) if self._is_new(raw.sha256) else None

    def _is_new(self, sha256: str) -> bool:
        if not self._distinct:
            return True
        digest = bytes.fromhex(sha256)
        if digest in self._seen:
            self.repeated += 1
            return False
        self._seen.add(digest)
        return True


def _fail(error: ReadError) -> Document | None:
    raise error


def document_files(folder: str) -> Iterator[str]:
    """The documents below a folder by name; hidden files and folders, and links to folders, are left out."""
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and name.lower().endswith(DOCUMENT_SUFFIXES):
                yield str(Path(base) / name)


def has_documents(folder: str) -> bool:
    """Whether a name is that of a folder with documents in it."""
    return next(document_files(folder), None) is not None
