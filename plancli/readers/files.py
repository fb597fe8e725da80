"""Fetching the bytes of a file or a stream, with a clear word for each way in which that fails."""

from __future__ import annotations

import difflib
import errno
import hashlib
import os
import unicodedata
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from plancli.errors import ReadError
from plancli.limits import MEGABYTE, limit
from plancli.names import printable_name

MAX_BYTES = limit("PLANCLI_MAX_FILE_MB") * MEGABYTE
"""The largest file that is read. A plan is some ten kilobytes of text; the limit keeps memory bounded."""

_NEIGHBOURS = 2000


class RawFile(Struct, frozen=True, dict=True):
    """A file's bytes and its printable name; ``path`` is ``None`` for a text without a name."""

    path: str | None
    data: bytes

    def __repr__(self) -> str:
        return f"RawFile({self.path!r})"

    @cached_property
    def sha256(self) -> str:
        """The digest of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def load(path: str | os.PathLike[str], *, limit: int = MAX_BYTES) -> RawFile:
    """The bytes of the file, or a ``ReadError``: not-found, is-directory, not-readable, too-large."""
    try:
        with Path(path).open("rb") as stream:
            return load_stream(stream, printable_name(path), limit=limit)
    except ReadError:
        raise
    except (OSError, ValueError) as error:
        raise _failure(Path(path), error) from error


def load_stream(stream: BinaryIO, name: str | None = None, *, limit: int = MAX_BYTES) -> RawFile:
    """The bytes of an open stream under the given name; too-large beyond ``limit`` bytes."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise ReadError(
            "too-large",
            f"the file is larger than {limit // (1024 * 1024)} MB",
            "split it, or take the document out of it",
        )
    return RawFile(name, data)


def _failure(path: Path, error: OSError | ValueError) -> ReadError:
    number = error.errno if isinstance(error, OSError) else errno.EINVAL
    if isinstance(error, IsADirectoryError):
        remedy = f"name the files in it, such as {printable_name(path / '*.txt')}"
        return ReadError("is-directory", "this is a directory", remedy)
    if isinstance(error, PermissionError):
        return ReadError("not-readable", "permission to read the file is denied", "ask for it, or chmod +r the file")
    if number in (errno.ENOENT, errno.ENOTDIR, errno.EINVAL, errno.ENAMETOOLONG):
        near = _nearest(path)
        remedy = f"did you mean {near}?" if near else "check the name and the directory"
        return ReadError("not-found", "there is no such file", remedy)
    reason = os.strerror(number) if number else str(error)
    return ReadError("not-readable", f"the file cannot be read ({reason})", "check the disk or the connection")


def _nearest(path: Path) -> str | None:
    """The file in the same directory whose name is most like the one that is not there."""
    try:
        names = sorted(entry.name for entry in islice(os.scandir(path.parent), _NEIGHBOURS))
    except (OSError, ValueError):
        return None
    # Alike to the eye: composed or decomposed, large or small letters.
    alike = {_look(name): name for name in names}
    found = difflib.get_close_matches(_look(path.name), alike, n=1, cutoff=0.75)
    return printable_name(path.parent / alike[found[0]]) if found else None


def _look(name: str) -> str:
    return unicodedata.normalize("NFC", name).lower()
