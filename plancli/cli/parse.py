"""``plancli parse``: documents to JSON."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
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
    spare_inputs,
)
from plancli.errors import ReadError


class OutputFormat(StrEnum):
    """How documents are printed."""

    JSON = "json"
    JSONL = "jsonl"


def parse(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Files to read; - is standard input.")],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file, whole or not at all."),
    ] = None,
    output_format: Annotated[
        OutputFormat | None,
        typer.Option(
            "--format",
            help="json: one object, or an array for several files; jsonl: one object a line. "
            "[default: json for one file, jsonl for several]",
        ),
    ] = None,
    compact: Annotated[bool, typer.Option("--compact", help="JSON without line breaks.")] = False,
    with_text: Annotated[bool, typer.Option("--with-text", help="Add the source text, as field text.")] = False,
    patterns: PatternsOption = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Exit with 1 when there is a diagnostic of severity warning or error."),
    ] = False,
    encoding: EncodingOption = None,
    ocr: OcrOption = OcrMode.AUTO,
    ocr_dpi: OcrDpiOption = 200,
    no_cache: NoCacheOption = False,
    stdin_name: StdinNameOption = None,
    debug: DebugOption = False,
) -> None:
    """Print documents as JSON: one file indented, several as JSON Lines in the order given."""
    from plancli.library import parse_raw
    from plancli.writers.json import document_json, failure_json

    layout = _Layout.of(output_format, len(files), compact)
    loaded = load_patterns(patterns)
    options = read_options(encoding, ocr, ocr_dpi, no_cache)
    inputs, failures = Inputs(stdin_name), Failures(debug)
    findings = 0

    def work(name: str) -> tuple[str, bool]:
        document = parse_raw(inputs.load(name), patterns=loaded, with_text=with_text, options=options)
        doubtful = any(item.severity != "info" for item in document.diagnostics)
        return document_json(document, indent=layout.indent), doubtful

    spare_inputs(output, files)
    with streams.Output(output) as out:
        wrote = False
        for index, name in enumerate(files):
            result = failures.attempt(name, partial(work, name))
            if not isinstance(result, ReadError):
                text, doubtful = result
                findings += doubtful
            elif layout.shows_failures:
                text = failure_json(inputs.path(name), result, indent=layout.indent)
            else:
                continue
            out.write(layout.frame(text, first=index == 0, last=index == len(files) - 1))
            wrote = True
        if wrote:
            out.commit()
    raise typer.Exit(failures.exit_code or (streams.FINDINGS if strict and findings else streams.DONE))


@dataclass(frozen=True)
class _Layout:
    """How several objects stand in one output: alone, one a line, or in an array."""

    indent: bool
    array: bool
    lines: bool

    @classmethod
    def of(cls, chosen: OutputFormat | None, count: int, compact: bool) -> _Layout:
        lines = (chosen or (OutputFormat.JSONL if count > 1 else OutputFormat.JSON)) is OutputFormat.JSONL
        return cls(indent=not (lines or compact), array=not lines and count > 1, lines=lines)

    @property
    def shows_failures(self) -> bool:
        """A single object is a document or nothing; among others an error stands in the document's place."""
        return self.lines or self.array

    def frame(self, text: str, *, first: bool, last: bool) -> str:
        """An object with what stands round it."""
        if not self.array:
            return f"{text}\n"
        opening = "[\n" if first else ""
        return f"{opening}{text}\n]\n" if last else f"{opening}{text},\n"
