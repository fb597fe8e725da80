"""What the tabular commands share: their options, the documents they read, and how a table leaves.

A name on the command line is a file that plancli reads, JSON or JSON Lines that it made, or a folder of either.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plancli.cli import streams
from plancli.cli.inputs import Failures, Inputs, OcrMode, load_patterns, read_options, spare_inputs, usage_error
from plancli.errors import ReadError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from plancli.model import Document
    from plancli.patterns import Patterns
    from plancli.readers import RawFile
    from plancli.views.columns import Column, Name, Row
    from plancli.views.filters import Filter
    from plancli.views.labels import Language


class TableFormat(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    MD = "md"


class Lang(StrEnum):
    """The language of headings."""

    VI = "vi"
    EN = "en"

    @property
    def language(self) -> Language:
        """The same for the views."""
        return "en" if self is Lang.EN else "vi"


FilesArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE|DIR...",
        help="Files to read, JSON or JSON Lines made by plancli, or folders of either (a batch target); "
        "- is standard input.",
    ),
]
TableFormatOption = Annotated[TableFormat, typer.Option("--format", help="How to print the table.")]
ColumnsOption = Annotated[
    str | None,
    typer.Option("--columns", metavar="NAMES", help="Columns to print, with commas between; all of them: all."),
]
LangOption = Annotated[Lang, typer.Option("--lang", help="The language of headings.")]
OutputOption = Annotated[
    str | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file, whole or not at all.")
]
AgencyOption = Annotated[
    list[str] | None,
    typer.Option("--agency", metavar="NAME", help="Only what this agency leads or takes part in; may be repeated."),
]
DueBeforeOption = Annotated[
    str | None, typer.Option("--due-before", metavar="DATE", help="Only what is due before that day (YYYY-MM-DD).")
]
OverdueOnOption = Annotated[
    str | None, typer.Option("--overdue-on", metavar="DATE", help="Only what is overdue on that day (YYYY-MM-DD).")
]
KindOption = Annotated[
    list[str] | None,
    typer.Option("--kind", metavar="KIND", help="Only deadlines of this kind: by, before, during, …; may be repeated."),
]


@dataclass(frozen=True)
class Reading:
    """How the documents are read: the common options of reading, as the command line gives them."""

    patterns: str | None = None
    encoding: str | None = None
    ocr: OcrMode = OcrMode.AUTO
    ocr_dpi: int = 200
    no_cache: bool = False
    stdin_name: str | None = None
    debug: bool = False


@dataclass(frozen=True)
class Asked:
    """What is to be printed, and where to."""

    form: TableFormat
    columns: str | None
    language: Lang
    output: str | None


def is_folder(name: str) -> bool:
    """Whether a name of the command line is that of a folder."""
    return name != "-" and Path(name).is_dir()


class Documents:
    """The documents that the command line names, one after the other; knows what could not be read."""

    def __init__(self, names: Sequence[str], reading: Reading) -> None:
        self._names = names
        self._inputs = Inputs(reading.stdin_name)
        self._options = read_options(reading.encoding, reading.ocr, reading.ocr_dpi, reading.no_cache)
        self.failures = Failures(reading.debug)
        self.patterns: Patterns = load_patterns(reading.patterns)
        self.read = 0

    @property
    def many(self) -> bool:
        """Whether they are, or may be, several."""
        from plancli.views.sources import is_many

        return len(self._names) > 1 or any(map(is_many, self._names))

    def __iter__(self) -> Iterator[Document]:
        from plancli.gather import Gathering

        unread = 0
        for name in self._names:
            # What is named twice comes twice; in a folder a document and its copies come once.
            folder = Gathering([name], self._inputs.load, self._parse, distinct=is_folder(name))
            for item in folder:
                document = self.failures.attempt(item.name, item.load)
                if document is None or isinstance(document, ReadError):
                    continue
                self.read += 1
                yield document
            unread += folder.unread
        if unread:
            streams.say(f"{unread} of the records are of files that could not be read when they were parsed")

    def _parse(self, raw: RawFile) -> Document:
        from plancli.library import parse_raw

        return parse_raw(raw, patterns=self.patterns, options=self._options)


Rows = Callable[["Document"], "Iterator[Row]"]


def print_table(
    name: Name, files: Sequence[str], reading: Reading, asked: Asked, rows: Rows | None = None, *, late: bool = False
) -> None:
    """Print one table of all documents and leave with the exit code; ``rows`` where not all rows are wanted."""
    from plancli.views.columns import VIEWS, UnknownColumnError, chosen
    from plancli.views.rows import rows as all_rows

    view = VIEWS[name]
    documents = Documents(files, reading)
    everything = asked.form in (TableFormat.JSON, TableFormat.JSONL)
    try:
        columns = chosen(view, asked.columns, many=documents.many, everything=everything, late=late)
    except UnknownColumnError as error:
        raise usage_error(f"--columns: {error}") from error
    maker = rows or partial(all_rows, name)
    counted = _Counted(row for document in documents for row in maker(document))
    spare_inputs(asked.output, files)
    _emit(name, columns, counted, asked)
    if documents.read and not counted.count:
        streams.say(f"{view.en.lower()}: none was found" + (" that is asked for" if rows else ""))
    raise typer.Exit(documents.failures.exit_code)


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


def _emit(name: Name, columns: Sequence[Column], rows: _Counted, asked: Asked) -> None:
    from plancli.views.columns import VIEWS
    from plancli.views.writers import TEXT_FORMATS

    language = asked.language.language
    to_stdout = asked.output in (None, "-")
    if asked.form is TableFormat.XLSX:
        from plancli.views.excel import require, workbook

        if to_stdout and on_terminal():
            raise usage_error("a workbook is no text for a terminal; name a file with --output")
        check_tool(require)
        with streams.Output(asked.output) as out:
            out.write(workbook(VIEWS[name], columns, rows, language))
            out.commit()
    elif asked.form is TableFormat.TABLE and to_stdout and on_terminal():
        from rich.console import Console

        from plancli.views.terminal import fitting

        width = Console(highlight=False).width
        print_rich(fitting(columns, rows, language, width, without_empty=not asked.columns))
    else:
        with streams.Output(asked.output) as out:
            TEXT_FORMATS[asked.form.value](columns, rows, language, out.write)
            out.commit()


def print_rich(items: Iterable[RenderableType]) -> None:
    """Print on the terminal. The console itself honours NO_COLOR and TERM=dumb."""
    from rich.console import Console

    console = Console(highlight=False)
    for item in items:
        console.print(item)


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def check_tool(require: Callable[[], object]) -> None:
    """Say that an optional package is missing, and leave with 4, before anything is read or written."""
    try:
        require()
    except ReadError as error:
        streams.say(str(error))
        raise typer.Exit(streams.MISSING) from error


def day_option(name: str, value: str | None) -> date | None:
    """The day that an option names; wrong use where it is none."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise usage_error(f"{name} {value}: this is no day; write it as 2023-04-30") from error


def asked_filter(
    patterns: Patterns,
    agencies: Sequence[str] | None,
    due_before: str | None,
    overdue_on: str | None,
    kinds: Sequence[str] | None,
    *,
    none_too: bool,
) -> Filter:
    """The filter that the options describe; wrong use where a kind or a day is none."""
    from typing import get_args

    from plancli.model import DeadlineKind
    from plancli.views.filters import NO_DEADLINE, Filter, short_forms

    known = [*get_args(DeadlineKind), *((NO_DEADLINE,) if none_too else ())]
    wanted = [kind.strip() for each in kinds or () for kind in each.split(",")]
    for kind in wanted:
        if kind not in known:
            raise usage_error(f"--kind {kind}: there are: {', '.join(known)}")
    return Filter(
        agencies=tuple(agencies or ()),
        due_before=day_option("--due-before", due_before),
        overdue_on=day_option("--overdue-on", overdue_on),
        kinds=tuple(wanted),
        forms=short_forms(patterns),
    )
