"""What the commands over collections share: the names that they take, and the documents behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from plancli.cli import streams
from plancli.cli.inputs import Failures, Inputs, load_patterns, read_options
from plancli.cli.tables import Lang, Reading
from plancli.errors import ReadError

if TYPE_CHECKING:
    from plancli.model import Document
    from plancli.patterns import Patterns
    from plancli.readers import RawFile
    from plancli.views.labels import Language

CollectionArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE|DIR...",
        help="Documents, JSON or JSON Lines made by plancli, or folders of either (a batch target); "
        "- is standard input.",
    ),
]


class Collection:
    """The documents that the command line names, each once; says what could not be read and knows the exit code."""

    def __init__(self, names: Sequence[str], reading: Reading, *, with_text: bool = False) -> None:
        self._names = names
        self._inputs = Inputs(reading.stdin_name)
        self._options = read_options(reading.encoding, reading.ocr, reading.ocr_dpi, reading.no_cache)
        self._with_text = with_text
        self.failures = Failures(reading.debug)
        self.patterns: Patterns = load_patterns(reading.patterns)
        self.read = 0

    def __iter__(self) -> Iterator[tuple[str, Document]]:
        """The name under which each document is listed, and the document."""
        from plancli.gather import Gathering

        gathering = Gathering(self._names, self._inputs.load, self._parse, documents_first=self._with_text)
        for item in gathering:
            document = self.failures.attempt(item.name, item.load)
            if document is None or isinstance(document, ReadError):
                continue
            self.read += 1
            yield document.source.path or item.name, document
        if gathering.unread:
            streams.say(f"{gathering.unread} of the records are of files that could not be read")

    @property
    def exit_code(self) -> int:
        """As ``Failures`` has it."""
        return self.failures.exit_code

    def _parse(self, raw: RawFile) -> Document:
        from plancli.library import parse_raw

        return parse_raw(raw, patterns=self.patterns, with_text=self._with_text, options=self._options)


def language_of(lang: Lang) -> Language:
    """The language that the option names."""
    return "en" if lang is Lang.EN else "vi"
