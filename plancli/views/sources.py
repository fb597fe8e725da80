"""Where the documents of a view come from: files to parse, or JSON that ``parse`` and ``batch`` have made.

A folder is the target of a batch: all JSON, JSON Lines and Parquet in it, in the order of their names. One entry is one
document, loaded when it is asked for, so that a collection of any size is read in little memory.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from plancli.errors import ReadError
from plancli.names import printable_name

if TYPE_CHECKING:
    from plancli.model import Document
    from plancli.readers import RawFile

_SUFFIXES = (".json", ".jsonl", ".ndjson", ".parquet")
_PROBE = 4096
# The backslash of Windows, but not that by which a byte of a name is written that is no text.
_SEPARATOR = re.compile(r"/|\\(?!x[0-9a-f]{2}|u[0-9a-f]{4})")


@dataclass(frozen=True)
class Entry:
    """A document to be loaded. ``load`` gives ``None`` for the record of a file that a batch could not read, and
    raises ``ReadError``. ``many``: the entry may be one of several of its source."""

    name: str
    load: Callable[[], Document | None]
    many: bool = False


def entries(name: str, read: Callable[[str], RawFile], parse: Callable[[RawFile], Document]) -> Iterator[Entry]:
    """The documents of one name of the command line: a file, ``-``, JSON of documents, or a folder of such.

    ``read`` brings a file's bytes, ``parse`` makes a document of them. Raises ``ReadError`` where a folder holds no
    documents, or JSON cannot be opened.
    """
    if name != "-" and Path(name).is_dir():
        yield from _folder(Path(name))
    elif name != "-" and Path(name).suffix.lower() in _SUFFIXES:
        yield from _json_file(Path(name), demanded=True)
    else:
        yield from _read(name, read, parse)


def is_many(name: str) -> bool:
    """Whether a name of the command line may stand for several documents."""
    return name != "-" and (Path(name).is_dir() or Path(name).suffix.lower() in _SUFFIXES[1:])


def _read(name: str, read: Callable[[str], RawFile], parse: Callable[[RawFile], Document]) -> Iterator[Entry]:
    raw = read(name)
    if looks_like_json(raw.data[:_PROBE]):
        yield from _json(io.BytesIO(raw.data), name, demanded=True)
    else:
        yield Entry(name, lambda: parse(raw))


def looks_like_json(head: bytes) -> bool:
    """Whether these first bytes are those of JSON that plancli prints."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().removeprefix(b"[").lstrip()
    return text.startswith(b"{") and text[1:].lstrip().startswith((b'"schema_version"', b'"source"'))


def _folder(folder: Path) -> Iterator[Entry]:
    found = False
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            if path.suffix.lower() in _SUFFIXES and not name.startswith("."):
                for entry in _json_file(path, demanded=False):
                    found = True
                    yield entry
    if not found:
        raise ReadError(
            "no-documents",
            "this is a directory, and holds no documents that plancli knows by their names, nor what it made of such",
            "name another one, or the files themselves",
        )


def _json_file(path: Path, *, demanded: bool) -> Iterator[Entry]:
    if path.suffix.lower() == ".parquet":
        yield from _parquet(path, demanded=demanded)
        return
    try:
        stream = path.open("rb")
    except OSError as error:
        if not demanded:
            return
        code = "not-found" if isinstance(error, FileNotFoundError) else "not-readable"
        raise ReadError(code, f"it cannot be opened ({error.strerror})", "check the name") from error
    with stream:
        yield from _json(stream, str(path), demanded=demanded)


def _json(stream: IO[bytes], name: str, *, demanded: bool) -> Iterator[Entry]:
    """One document, an array of them, or one a line; ``demanded``: what is none of these is an error."""
    first = _first_line(stream)
    record = _loaded(first)
    if not isinstance(record, dict):
        yield from _whole(first + stream.read(), name, demanded)
        return
    number, line, known = 1, first, demanded
    while line:
        # Among documents a line that is none is damage; in a file without any it is none of our business.
        record = _loaded(line)
        known = known or _is_record(record)
        if line.strip() and known:
            yield Entry(f"{name}:{number}", partial(_document, record), many=True)
        number, line = number + 1, stream.readline()


def _parquet(path: Path, *, demanded: bool) -> Iterator[Entry]:
    """The documents of a part that ``batch --format parquet`` wrote: JSON in the column ``document``."""
    from plancli.extras import require

    parquet = require("pyarrow.parquet", "parquet")
    arrow = require("pyarrow", "parquet")
    number = 0
    try:
        with parquet.ParquetFile(path) as file:
            if "document" not in file.schema_arrow.names:
                if demanded:
                    raise _no_document("it is Parquet, but has no column of documents")
                return
            for batch in file.iter_batches(batch_size=64, columns=["document"]):
                for text in batch.column(0).to_pylist():
                    number += 1
                    yield Entry(f"{path}:{number}", partial(_document, _loaded(str(text).encode())), many=True)
    except (arrow.ArrowException, OSError) as error:
        raise ReadError("damaged", "it cannot be read as Parquet", "make it anew with plancli batch") from error


def _first_line(stream: IO[bytes]) -> bytes:
    line = stream.readline()
    while line and not line.strip(b"\xef\xbb\xbf \t\r\n"):
        line = stream.readline()
    return line.removeprefix(b"\xef\xbb\xbf")


def _whole(data: bytes, name: str, demanded: bool) -> Iterator[Entry]:
    found = _loaded(data)
    if isinstance(found, list):
        for number, record in enumerate(found, 1):
            yield Entry(f"{name}:{number}", partial(_document, record), many=True)
    elif demanded or _is_record(found):
        yield Entry(name, partial(_document, found))


def _loaded(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _is_record(record: Any) -> bool:
    return isinstance(record, dict) and ("schema_version" in record or _is_failure(record))


def _is_failure(record: dict[str, Any]) -> bool:
    return "error" in record and "source" in record and "schema_version" not in record


def _document(record: Any) -> Document | None:
    from msgspec import ValidationError, convert

    from plancli.model import SCHEMA_VERSION, Document

    if isinstance(record, dict) and _is_failure(record):
        return None
    if isinstance(record, dict) and record.get("schema_version", SCHEMA_VERSION) != SCHEMA_VERSION:
        version = str(record["schema_version"])[:20]
        raise _no_document(f"it is in version {version} of the output, not in {SCHEMA_VERSION}")
    try:
        return convert(record, Document)
    except ValidationError as error:
        # "Expected `str`, got `int` - at `$.header.place`"; without a place it is the whole.
        place = str(error).partition("`$.")[2].rstrip("`") or "the whole"
        raise _no_document(f"it is JSON, but no document of plancli ({place} does not fit)") from error


def _no_document(reason: str) -> ReadError:
    return ReadError("not-document", reason, "make it anew with plancli parse")


def source_name(document: Document) -> str:
    """The file name of the document, without its folders; its digest where it has none."""
    path = document.source.path
    return printable_name(_SEPARATOR.split(path)[-1]) if path else document.source.sha256[:12]
