"""What a run is asked to do, as plain values that can be sent to another process."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from plancli.readers.files import MAX_BYTES
from plancli.readers.options import ReadOptions

TargetFormat = Literal["json", "jsonl", "parquet"]

MEGABYTE = 1024 * 1024


def in_megabytes(size: int) -> str:
    """A number of bytes in megabytes, as people write it."""
    return f"{size / MEGABYTE:.3g}"


class BatchError(Exception):
    """The run cannot begin or go on: a message of one line, with its remedy."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take before it is given up.

    ``timeout`` in seconds of wall time; ``max_size`` of the file, ``memory`` of address space of the process that
    reads it, ``disk`` of what it writes to its temporary folder, all in bytes. ``recycle`` is after how many documents
    a worker is replaced, so that what C libraries leak stays bounded.
    """

    timeout: float = 300.0
    max_size: int = MAX_BYTES
    memory: int = 2048 * MEGABYTE
    disk: int = 1024 * MEGABYTE
    recycle: int = 1000


@dataclass(frozen=True, slots=True)
class Parsing:
    """All that the output depends on besides the file's bytes and name.

    ``parser`` names the function that makes the text of the output, as ``module:function``; it takes a ``RawFile`` and
    this very value, and gives ``Parsed``. Another one may be named by those who call plancli as a library.
    """

    options: ReadOptions = field(default_factory=ReadOptions)
    patterns: str | None = None
    parser: str = "plancli.batch.parser:parse"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which files are taken.

    ``include`` and ``exclude`` are globs: without a slash they mean the name, with one the path from the source's
    root; letters large or small and composed or not are alike. ``hidden``: also names that begin with ``.`` or ``~$``,
    and what file managers leave behind. ``shard`` is ``(i, n)`` with i from 1: the i-th of n parts by the hash
    of the path.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    follow_links: bool = False
    hidden: bool = False
    shard: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole run. ``sources`` and ``lists`` are paths or URLs; ``-`` among the lists is standard input."""

    target: str
    sources: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    null_lists: bool = False
    format: TargetFormat = "json"
    part_size: int = 500
    jobs: int = 1
    limit: int | None = None
    retry_failed: bool = False
    checksum: bool = False
    selection: Selection = field(default_factory=Selection)
    limits: Limits = field(default_factory=Limits)
    parsing: Parsing = field(default_factory=Parsing)


def version_of(parsing: Parsing) -> str:
    """What tells outputs of the same bytes apart: plancli, its patterns, the options, as one short digest."""
    from plancli import __version__
    from plancli.library import loaded
    from plancli.model import SCHEMA_VERSION

    options = parsing.options
    # How many pages are read at a time, and from which cache, does not change what is read.
    ocr = (options.ocr.mode, options.ocr.dpi, options.ocr.language, options.ocr.timeout)
    said = repr((__version__, SCHEMA_VERSION, parsing.parser, options.encoding, ocr))
    return hashlib.sha256(f"{said} {loaded(parsing.patterns).digest}".encode()).hexdigest()[:32]
