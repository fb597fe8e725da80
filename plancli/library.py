"""plancli as a library: from a file or a text to a ``Document``."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec.structs import replace

from plancli.errors import ReadError
from plancli.model import Document
from plancli.patterns import Patterns
from plancli.pipeline import parse
from plancli.readers import RawFile, ReadOptions, load, read
from plancli.readers.text import source_of, without_surrogates


def parse_file(
    path: str | os.PathLike[str],
    *,
    patterns: Patterns | str | os.PathLike[str] | None = None,
    with_text: bool = False,
    options: ReadOptions | None = None,
) -> Document:
    """Read and parse one file.

    ``patterns`` is a directory that overlays the built-in patterns, or ``Patterns`` already loaded. With
    ``with_text`` the document carries its source text, into which all spans point; ``options`` say how it is read.
    Raises ``plancli.errors.ReadError`` where the file cannot be read.
    """
    try:
        return parse_raw(load(path), patterns=patterns, with_text=with_text, options=options)
    except ReadError as error:
        error.add_note(f"file: {os.fspath(path)!r}")
        raise


def parse_text(
    text: str,
    *,
    name: str | None = None,
    patterns: Patterns | str | os.PathLike[str] | None = None,
    with_text: bool = False,
) -> Document:
    """Parse a text. Any string gives a document; spans are offsets into the very string that was given.

    ``name`` is what ``source.path`` says; a name that ends in ``.md`` makes it markdown. Lone surrogates
    count as U+FFFD, since no encoding can write them.
    """
    clean = without_surrogates(text)
    raw = RawFile(name, clean.encode("utf-8"))
    document = parse(source_of(clean, name), raw, loaded(patterns))
    return replace(document, text=clean) if with_text else document


def parse_raw(
    raw: RawFile,
    *,
    patterns: Patterns | str | os.PathLike[str] | None = None,
    with_text: bool = False,
    options: ReadOptions | None = None,
) -> Document:
    """Parse bytes that are already there; raises ``ReadError`` where they cannot be read."""
    source = read(raw, options)
    document = parse(source, raw, loaded(patterns))
    return replace(document, text=source.text) if with_text else document


def loaded(patterns: Patterns | str | os.PathLike[str] | None) -> Patterns:
    """The patterns that an argument means: built-in ones, those overlaid by a directory, or as given."""
    if patterns is None:
        return Patterns.builtin()
    return patterns if isinstance(patterns, Patterns) else Patterns(Path(patterns))
