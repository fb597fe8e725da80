"""``plancli text`` and ``plancli outline``: one document for the eye, or for checking spans."""

from __future__ import annotations

import sys
from typing import Annotated

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
)
from plancli.errors import ReadError

FileArgument = Annotated[str, typer.Argument(metavar="FILE", help="The file to read; - is standard input.")]


def text(
    file: FileArgument,
    encoding: EncodingOption = None,
    ocr: OcrOption = OcrMode.AUTO,
    ocr_dpi: OcrDpiOption = 200,
    no_cache: NoCacheOption = False,
    stdin_name: StdinNameOption = None,
    debug: DebugOption = False,
) -> None:
    """Print the source text to which all spans refer, as UTF-8, byte for byte."""
    from plancli.readers import read

    inputs, failures = Inputs(stdin_name), Failures(debug)
    options = read_options(encoding, ocr, ocr_dpi, no_cache)
    source = failures.attempt(file, lambda: read(inputs.load(file), options))
    if not isinstance(source, ReadError):
        streams.write_stdout(source.text)
    raise typer.Exit(failures.exit_code)


def outline(
    file: FileArgument,
    patterns: PatternsOption = None,
    encoding: EncodingOption = None,
    ocr: OcrOption = OcrMode.AUTO,
    ocr_dpi: OcrDpiOption = 200,
    no_cache: NoCacheOption = False,
    stdin_name: StdinNameOption = None,
    debug: DebugOption = False,
) -> None:
    """Print the section tree: drawn on a terminal, plain indented lines in a pipe."""
    from plancli.library import parse_raw
    from plancli.writers.outline import outline_text, outline_tree

    inputs, failures = Inputs(stdin_name), Failures(debug)
    loaded = load_patterns(patterns)
    options = read_options(encoding, ocr, ocr_dpi, no_cache)
    document = failures.attempt(file, lambda: parse_raw(inputs.load(file), patterns=loaded, options=options))
    if not isinstance(document, ReadError):
        if sys.stdout is not None and sys.stdout.isatty():
            from rich.console import Console

            # The console itself honours NO_COLOR and TERM=dumb.
            Console(highlight=False).print(outline_tree(document))
        else:
            streams.write_stdout(outline_text(document))
        if not document.sections and not document.appendices:
            streams.say(f"{inputs.path(file) or 'standard input'}: no sections were found")
    raise typer.Exit(failures.exit_code)
