"""``plancli parse``: documents to JSON."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from plancli.cli import streams
from plancli.cli.inputs import (
    DebugOption,
    Failures,
    Inputs,
    PatternsOption,
    StdinNameOption,
    load_patterns,
    usage_error,
)
from plancli.errors import PatternError, ReadError


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
    with_text: Annotated[
        bool, typer.Option("--with-text", help="Add the source text, as field text.")
    ] = False,
    patterns: PatternsOption = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Exit with 1 when there is a diagnostic of severity warning or error."),
    ] = False,
    stdin_name: StdinNameOption = None,
    debug: DebugOption = False,
) -> None:
    """Print documents as JSON: one file indented, several as JSON Lines in the order given."""
    if output not in (None, "-"):
        _spare_inputs(str(output), files)
    lines = (
        output_format or (OutputFormat.JSONL if len(files) > 1 else OutputFormat.JSON)
    ) is OutputFormat.JSONL
    try:
        with streams.Output(output) as out:
            code = _parse_all(
                files,
                out,
                lines=lines,
                indent=not (lines or compact),
                with_text=with_text,
                patterns=patterns,
                strict=strict,
                stdin_name=stdin_name,
                debug=debug,
            )
    except PatternError as error:
        raise usage_error(str(error)) from error
    raise typer.Exit(code)


def _parse_all(
    files: list[str],
    out: streams.Output,
    *,
    lines: bool,
    indent: bool,
    with_text: bool,
    patterns: str | None,
    strict: bool,
    stdin_name: str | None,
    debug: bool,
) -> int:
    from plancli.library import parse_raw
    from plancli.writers.json import document_json, failure_json

    loaded = load_patterns(patterns)
    inputs, failures = Inputs(stdin_name), Failures(debug)
    array = not lines and len(files) > 1
    findings = False
    wrote = False
    for index, name in enumerate(files):

        def work(name: str = name) -> tuple[str, bool]:
            document = parse_raw(inputs.load(name), patterns=loaded, with_text=with_text)
            found = any(item.severity != "info" for item in document.diagnostics)
            return document_json(document, indent=indent), found

        result = failures.attempt(name, work)
        if not isinstance(result, ReadError):
            text, found = result
            findings |= found
        elif lines or array:
            text = failure_json(inputs.path(name), result, indent=indent)
        else:
            continue
        out.write(f"{_opening(array, index)}{text}{_closing(array, index, len(files))}\n")
        wrote = True
    if wrote:
        out.commit()
    return failures.exit_code or (streams.FINDINGS if strict and findings else streams.DONE)


def _opening(array: bool, index: int) -> str:
    return "[\n" if array and index == 0 else ""


def _closing(array: bool, index: int, count: int) -> str:
    if not array:
        return ""
    return "\n]" if index == count - 1 else ","


def _spare_inputs(output: str, files: list[str]) -> None:
    """Refuse to write over a file that is to be read."""
    for name in files:
        try:
            same = name != "-" and Path(output).samefile(name)
        except (OSError, ValueError):
            continue
        if same:
            raise usage_error(f"--output {output}: this is one of the files to read; name another file")
