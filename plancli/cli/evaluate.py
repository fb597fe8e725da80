"""``plancli eval``: the output measured against gold documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from plancli.cli import streams
from plancli.cli.inputs import PatternsOption, load_patterns, usage_error

if TYPE_CHECKING:
    from plancli.evaluation import Outcome, Report
    from plancli.evaluation.gold import GoldDocument
    from plancli.evaluation.report import Figures
    from plancli.patterns import Patterns


_TEXTS = (".txt", ".md", ".markdown")


class EvalFormat(StrEnum):
    """How the figures are printed."""

    text = "text"
    json = "json"


def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="A folder of gold files beside their documents.")],
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="OLD.json", help="Print gains and losses since that run.")
    ] = None,
    form: Annotated[EvalFormat, typer.Option("--format", help="Print figures, or the run for a later --baseline.")] = (
        EvalFormat.text
    ),
    details: Annotated[bool, typer.Option("--details", help="Print every item that was not right.")] = False,
    per_document: Annotated[bool, typer.Option("--per-document", help="Print the figures of each document.")] = False,
    noise: Annotated[
        str | None,
        typer.Option("--noise", metavar="MODEL", help="Damage the texts first: a model of noise, or all of them."),
    ] = None,
    rates: Annotated[
        str, typer.Option("--rates", metavar="LIST", help="With --noise: damaged characters in per cent.")
    ] = "0,0.5,1,2,5,10",
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="With --noise: how often each text is damaged.")] = 5,
    patterns: PatternsOption = None,
) -> None:
    """Measure the output against gold documents: F1 by measure, exact and with slips allowed, with support."""
    from plancli.errors import ReadError
    from plancli.evaluation import Report
    from plancli.evaluation.gold import load_gold

    loaded = load_patterns(patterns)
    old = _baseline(baseline) if baseline else None
    try:
        golds = load_gold(folder)
    except ReadError as error:
        raise usage_error(str(error)) from error
    if noise is not None:
        _noisy(golds, noise, rates, seeds, loaded, form)
        return
    outcomes: list[Outcome] = []
    failed = False
    for gold in golds:
        try:
            outcomes += _measured(gold, loaded)
        except ReadError as error:
            streams.say(f"{gold.path}: {error}")
            failed = True
    report = Report(outcomes)
    if form is EvalFormat.json:
        streams.write_stdout(report.to_json())
    else:
        streams.write_stdout("\n".join(_lines(report, old, details, per_document)) + "\n")
    if failed:
        raise typer.Exit(streams.UNREADABLE)


def _noisy(
    golds: Sequence[GoldDocument], noise: str, rates: str, seeds: int, patterns: Patterns, form: EvalFormat
) -> None:
    """The measures against damage, a table a model."""
    import json

    from plancli.errors import ReadError
    from plancli.evaluation.noise import MODELS
    from plancli.evaluation.robustness import curve

    models = list(MODELS) if noise == "all" else [noise]
    if not set(models) <= set(MODELS):
        raise usage_error(f"--noise {noise}: no such model; name one of {', '.join(MODELS)}, or all")
    try:
        shares = [float(rate) / 100 for rate in rates.split(",")]
    except ValueError:
        raise usage_error(f"--rates {rates}: name numbers from 0 to 100, such as 0,1,5") from None
    if not all(0 <= share <= 1 for share in shares):
        raise usage_error(f"--rates {rates}: name numbers from 0 to 100, such as 0,1,5")
    texts = [gold for gold in golds if gold.path.suffix.lower() in _TEXTS]
    for gold in golds:
        if gold not in texts:
            streams.say(f"{gold.path}: left out, noise is put on plain text and markdown only")
    if not texts:
        raise usage_error("there is no gold of plain text or markdown to damage")
    measured: dict[str, dict[str, dict[str, float]]] = {}
    for model in models:
        try:
            points = list(curve(texts, model, shares, seeds, patterns))
        except ReadError as error:
            raise usage_error(str(error)) from error
        measured[model] = {
            f"{point.rate:.2%}": point.figures | {f"silent {kind}": share.rate for kind, share in point.silent.items()}
            for point in points
        }
        if form is EvalFormat.text:
            streams.write_stdout("\n".join(_curve_lines(model, measured[model])) + "\n\n")
    if form is EvalFormat.json:
        streams.write_stdout(json.dumps(measured, indent=1) + "\n")


def _curve_lines(model: str, figures: dict[str, dict[str, float]]) -> Iterator[str]:
    yield f"{model:20}" + "".join(f"{rate:>9}" for rate in figures)
    for measure in dict.fromkeys(name for point in figures.values() for name in point):
        cells = (point.get(measure) for point in figures.values())
        yield f"{measure:20}" + "".join(f"{'-' if cell is None else f'{cell:.3f}':>9}" for cell in cells)


def _measured(gold: GoldDocument, patterns: Patterns) -> list[Outcome]:
    from msgspec import to_builtins

    from plancli.evaluation import evaluate as compare
    from plancli.library import parse_file

    document = parse_file(gold.path, patterns=patterns, with_text=True)
    return compare(gold.name, gold.annotation, to_builtins(document))


def _baseline(path: Path) -> Report:
    from msgspec import DecodeError

    from plancli.evaluation import Report

    try:
        return Report.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, DecodeError) as error:
        raise usage_error(f"--baseline {path} cannot be read; write one with plancli eval … --format json") from error


def _lines(report: Report, old: Report | None, details: bool, per_document: bool) -> Iterator[str]:
    yield f"{'measure':20} {'exact':>6} {'overlap':>8} {'support':>8} {'near':>6} {'missed':>7} {'spurious':>9}"
    for measure, figures in report.measures().items():
        yield _row(measure, figures)
    if per_document:
        for name, measures in report.documents().items():
            yield f"\n{name}"
            yield from (_row(f"  {measure}", figures) for measure, figures in measures.items())
    if details:
        yield ""
        for outcome in report.faults():
            yield (
                f"{outcome.verdict:9} {outcome.document} {outcome.measure} {outcome.key}"
                f": want {outcome.want!r}, got {outcome.got!r}"
            )
    if old is not None:
        yield from _changes(report, old)


def _row(name: str, figures: Figures) -> str:
    exact, overlap = (f"{value:.3f}" if value is not None else "-" for value in (figures.exact, figures.overlap))
    counts = f"{figures.support:8} {figures.near:6} {figures.missed:7} {figures.spurious:9}"
    return f"{name:20} {exact:>6} {overlap:>8} {counts}"


def _changes(report: Report, old: Report) -> Iterator[str]:
    from plancli.evaluation import compare_runs

    changes = compare_runs(old, report)
    gains = sum(change.gained for change in changes)
    yield f"\n{gains} gained, {len(changes) - gains} lost"
    for change in changes:
        outcome = change.outcome
        sign = "+" if change.gained else "-"
        yield (
            f"{sign} {outcome.document} {outcome.measure} {outcome.key}: {change.before} → {change.after}"
            f" (want {outcome.want!r}, got {outcome.got!r})"
        )
