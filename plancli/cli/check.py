"""``plancli check``: what a proof-reader finds, with line, column and the words underlined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import partial
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
from plancli.cli.tables import Lang, LangOption, OutputOption, on_terminal, print_rich
from plancli.errors import ReadError

if TYPE_CHECKING:
    from plancli.check.reports import Report, Unread
    from plancli.patterns import Patterns
    from plancli.readers import ReadOptions


class CheckFormat(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


_CodeOption = list[str] | None


def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE|DIR...", help="Files to check, or folders of such; - is standard input."),
    ],
    form: Annotated[
        CheckFormat,
        typer.Option("--format", help="text: a list; json; sarif: SARIF 2.1.0; github: annotations of a workflow."),
    ] = CheckFormat.TEXT,
    select: Annotated[
        _CodeOption, typer.Option("--select", metavar="CODE", help="Only these codes; form-* for all of form.")
    ] = None,
    ignore: Annotated[_CodeOption, typer.Option("--ignore", metavar="CODE", help="All but these codes.")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 when there is a finding of severity warning or error.")
    ] = False,
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
    """Check form, sense and spelling: what a careful clerk would pencil in the margin, with line and column.

    plancli explain CODE says what a code means. Lines are those of the text that plancli text prints.
    """
    from plancli.check.run import UnknownCodeError, selected
    from plancli.review.registry import registered

    loaded = load_patterns(patterns)
    chosen, left_out = _codes(select), _codes(ignore)
    try:
        wanted = selected(registered(loaded), chosen, left_out, loaded)
    except UnknownCodeError as error:
        raise _unknown(str(error), list(registered(loaded))) from error
    spare_inputs(output, files)
    inputs, failures = Inputs(stdin_name), Failures(debug)
    options = read_options(encoding, ocr, ocr_dpi, no_cache)

    def reports() -> Iterator[Report | Unread]:
        from plancli.check.reports import Unread

        for name in _files(files):
            found = failures.attempt(name, partial(_report, inputs, name, loaded, options, wanted))
            yield Unread(inputs.path(name), str(found)) if isinstance(found, ReadError) else found

    counts = _print(reports(), form, lang, output, loaded)
    _sum_up(counts, form)
    doubtful = counts["warning"] + counts["error"]
    raise typer.Exit(failures.exit_code or (streams.FINDINGS if strict and doubtful else streams.DONE))


def _files(names: Sequence[str]) -> Iterator[str]:
    """The names, and for a folder the documents in it."""
    from plancli.gather import document_files, has_documents

    for name in names:
        if name != "-" and has_documents(name):
            yield from document_files(name)
        else:
            yield name


def _report(inputs: Inputs, name: str, patterns: Patterns, options: ReadOptions, wanted: set[str]) -> Report:
    """Read, parse and check one file."""
    from plancli.check.reports import Report
    from plancli.check.run import find_all
    from plancli.pipeline import parse
    from plancli.readers import read
    from plancli.views.sources import looks_like_json

    raw = inputs.load(name)
    if looks_like_json(raw.data[:4096]):
        raise ReadError("unsupported", "this is JSON that plancli made of a document", "check the document itself")
    source = read(raw, options)
    document = parse(source, raw, patterns)
    found = find_all(document, source.text, patterns, tuple(source.page_starts))
    return Report(raw.path, source.text, [item for item in found if item.code in wanted])


def _print(
    reports: Iterator[Report | Unread], form: CheckFormat, lang: Lang, output: str | None, patterns: Patterns
) -> dict[str, int]:
    """Print as they come what can be; the number of findings by severity, and of files."""
    from plancli.check.reports import (
        Unread,
        report_github,
        report_rich,
        report_text,
        reports_json,
        reports_sarif,
    )
    from plancli.review.registry import registered

    counts = {"error": 0, "warning": 0, "info": 0, "files": 0}
    kept: list[Report] = []
    unread: list[Unread] = []
    with streams.Output(output) as out:
        for report in reports:
            if isinstance(report, Unread):
                unread.append(report)
                continue
            counts["files"] += 1
            for item in report.findings:
                counts[item.severity] += 1
            if form is CheckFormat.TEXT and output in (None, "-") and on_terminal():
                print_rich(report_rich(report, lang.language))
            elif form is CheckFormat.TEXT:
                out.write(report_text(report, lang.language))
            elif form is CheckFormat.GITHUB:
                out.write(report_github(report))
            else:
                kept.append(report)
        if form is CheckFormat.JSON:
            out.write(reports_json(kept))
        elif form is CheckFormat.SARIF:
            out.write(reports_sarif(kept, unread, registered(patterns)))
        if counts["files"] or form is CheckFormat.SARIF:
            out.commit()
    return counts


def _sum_up(counts: dict[str, int], form: CheckFormat) -> None:
    """What people want to know at the end; programs count for themselves."""
    if form is not CheckFormat.TEXT or not counts["files"]:
        return
    found = [
        f"{counts[name]} {name}" + ("s" if counts[name] > 1 and name != "info" else "")
        for name in ("error", "warning", "info")
        if counts[name]
    ]
    files = f"{counts['files']} file" + ("s" if counts["files"] > 1 else "")
    streams.say(f"{', '.join(found) or 'nothing was found'} in {files}")


def _codes(named: Sequence[str] | None) -> list[str]:
    return [code.strip() for each in named or () for code in each.split(",") if code.strip()]


def _unknown(code: str, known: list[str]) -> typer.Exit:
    import difflib

    near = difflib.get_close_matches(code, known, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}?" if near else "plancli explain lists them"
    return usage_error(f"there is no diagnostic {code}; {hint}")
