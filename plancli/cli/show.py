"""``plancli text``, ``plancli outline`` and ``plancli show``: documents for the eye, or for checking spans."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from plancli.cli import streams
from plancli.cli.inputs import (
    DebugOption,
    EncodingOption,
    Failures,
    Inputs,
    NoCacheOption,
    OcrDpiOption,
    OcrMode,
    OcrOption,
    PatternsOption,
    StdinNameOption,
    load_patterns,
    read_options,
    spare_inputs,
    usage_error,
)
from plancli.cli.tables import (
    Asked,
    ColumnsOption,
    Documents,
    FilesArgument,
    Lang,
    LangOption,
    OutputOption,
    Reading,
    TableFormat,
    on_terminal,
    print_rich,
    print_table,
)
from plancli.errors import ReadError

if TYPE_CHECKING:
    from plancli.fixing import Change
    from plancli.patterns import Patterns
    from plancli.readers import ReadOptions

_GLANCE = 12


class OutlineFormat(StrEnum):
    """How the section tree is printed."""

    TREE = "tree"
    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    MD = "md"


FileArgument = Annotated[str, typer.Argument(metavar="FILE", help="The file to read; - is standard input.")]


def text(
    file: FileArgument,
    fix_text: Annotated[
        bool, typer.Option("--fix-text", help="Print a repaired text instead; what is changed is told on stderr.")
    ] = False,
    changes: Annotated[
        str | None,
        typer.Option("--changes", metavar="FILE", help="With --fix-text: write the changes there as JSON, tell none."),
    ] = None,
    patterns: PatternsOption = None,
    encoding: EncodingOption = None,
    ocr: OcrOption = OcrMode.AUTO,
    ocr_dpi: OcrDpiOption = 200,
    no_cache: NoCacheOption = False,
    stdin_name: StdinNameOption = None,
    debug: DebugOption = False,
) -> None:
    """Print the source text to which all spans refer, as UTF-8, byte for byte."""
    from plancli.readers import read

    if changes is not None and not fix_text:
        raise usage_error("--changes: there are none without --fix-text")
    inputs, failures = Inputs(stdin_name), Failures(debug)
    options = read_options(encoding, ocr, ocr_dpi, no_cache)
    if fix_text:
        loaded = load_patterns(patterns)
        spare_inputs(changes, [file])
        result = failures.attempt(file, lambda: _repaired(inputs, file, loaded, options))
        if not isinstance(result, ReadError):
            fixed, listing = result
            _tell(listing, changes)
            streams.write_stdout(fixed)
        raise typer.Exit(failures.exit_code)
    source = failures.attempt(file, lambda: read(inputs.load(file), options))
    if not isinstance(source, ReadError):
        streams.write_stdout(source.text)
    raise typer.Exit(failures.exit_code)


def _repaired(inputs: Inputs, file: str, patterns: Patterns, options: ReadOptions) -> tuple[str, list[Change]]:
    """The repaired text, and what was changed."""
    from plancli.fixing import changes, fixed
    from plancli.library import parse_raw

    document = parse_raw(inputs.load(file), patterns=patterns, with_text=True, options=options)
    source = document.text or ""
    listing = changes(document, source, patterns)
    return fixed(source, listing), listing


def _tell(listing: Sequence[Change], path: str | None) -> None:
    """The changes, one line each on stderr, or as JSON in a file."""
    if path is None:
        for change in listing:
            streams.say(f"{change.start}: “{change.old}” → “{change.new}” ({change.reason})")
        return
    import json

    with streams.Output(path) as out:
        rows = [{"span": [change.start, change.end], **change._asdict()} for change in listing]
        for row in rows:
            del row["start"], row["end"]
        out.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        out.commit()


def outline(
    files: FilesArgument,
    form: Annotated[
        OutlineFormat, typer.Option("--format", help="How to print it: a tree, or a table of sections.")
    ] = OutlineFormat.TREE,
    columns: ColumnsOption = None,
    lang: LangOption = Lang.VI,
    output: OutputOption = None,
    patterns: PatternsOption = None,
    encoding: EncodingOption = None,
    ocr: OcrOption = OcrMode.AUTO,
    ocr_dpi: OcrDpiOption = 200,
    no_cache: NoCacheOption = False,
    stdin_name: StdinNameOption = None,
    debug: DebugOption = False,
) -> None:
    """Print the section tree: drawn on a terminal, plain indented lines in a pipe; or a table of sections."""
    reading = Reading(patterns, encoding, ocr, ocr_dpi, no_cache, stdin_name, debug)
    if form is not OutlineFormat.TREE:
        print_table("outline", files, reading, Asked(TableFormat(form.value), columns, lang, output))
    if columns:
        raise usage_error("--columns: a tree has no columns; name a table with --format")
    from plancli.writers.outline import outline_text, outline_tree

    spare_inputs(output, files)
    documents = Documents(files, reading)
    with streams.Output(output) as out:
        for number, document in enumerate(documents):
            if output in (None, "-") and on_terminal():
                print_rich([outline_tree(document)])
            else:
                out.write(("\n" if number else "") + outline_text(document))
            if not document.sections and not document.appendices:
                streams.say(f"{document.source.path or 'standard input'}: no sections were found")
        if documents.read:
            out.commit()
    raise typer.Exit(documents.failures.exit_code)


def show(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The file to read, or JSON made by plancli; - is standard input.")
    ],
    lang: LangOption = Lang.VI,
    everything: Annotated[bool, typer.Option("--all", help="Cut no list short.")] = False,
    patterns: PatternsOption = None,
    encoding: EncodingOption = None,
    ocr: OcrOption = OcrMode.AUTO,
    ocr_dpi: OcrDpiOption = 200,
    no_cache: NoCacheOption = False,
    stdin_name: StdinNameOption = None,
    debug: DebugOption = False,
) -> None:
    """Print a document at a glance: its header, outline, tasks, deadlines, references, diagnostics."""
    from plancli.views.card import card_rich, card_text

    documents = Documents([file], Reading(patterns, encoding, ocr, ocr_dpi, no_cache, stdin_name, debug))
    limit = None if everything else _GLANCE
    for number, document in enumerate(documents):
        if on_terminal():
            print_rich(card_rich(document, lang.language, limit))
        else:
            streams.write_stdout(("\n" if number else "") + card_text(document, lang.language, limit))
    raise typer.Exit(documents.failures.exit_code)
