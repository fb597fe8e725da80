"""``plancli patterns``, ``plancli explain``, ``plancli schema``: what plancli knows and promises."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import Annotated

import typer

from plancli.cli import streams
from plancli.cli.inputs import PatternsOption, load_patterns, usage_error

patterns_app = typer.Typer(
    help="The patterns: what there is, and the proof that they hold.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def schema() -> None:
    """Print the JSON Schema of the output."""
    from plancli.writers.json import schema_json

    streams.write_stdout(schema_json())


def explain(
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="The code of a diagnostic.")] = None,
    patterns: PatternsOption = None,
) -> None:
    """Print what a diagnostic means; without a code all of them, as a markdown page."""
    from plancli.review.registry import registered
    from plancli.writers.diagnostics import explanation, reference

    known = registered(load_patterns(patterns))
    if code is None:
        streams.write_stdout(reference(known.values()))
        return
    if code not in known:
        raise _unknown("diagnostic", code, list(known))
    streams.write_stdout(explanation(known[code]))


@patterns_app.command()
def check(patterns: PatternsOption = None) -> None:
    """Prove every pattern by its examples and counter-examples; exit with 1 where one fails."""
    loaded = load_patterns(patterns)
    problems = loaded.check()
    for problem in problems:
        where = f"{problem.file}.toml" + (f": {problem.rule}" if problem.rule else "")
        streams.write_stdout(f"{where}: {' '.join(problem.message.split())}\n")
    if problems:
        streams.say(f"{len(problems)} patterns do not hold" if len(problems) > 1 else "a pattern does not hold")
        raise typer.Exit(streams.FINDINGS)
    files = [loaded[name] for name in loaded.names()]
    rules = sum(len(file.rules) for file in files)
    streams.write_stdout(f"{len(files)} files, {rules} rules: all examples hold\n")


@patterns_app.command("list")
def list_files(patterns: PatternsOption = None) -> None:
    """List the pattern files: name, number of rules and entries, title."""
    loaded = load_patterns(patterns)
    rows = [
        (name, str(len(loaded[name].rules)), str(len(loaded[name].entries)), loaded[name].title)
        for name in loaded.names()
    ]
    if sys.stdout is not None and sys.stdout.isatty():
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table("name", "rules", "entries", "title", box=None, header_style="bold", pad_edge=False)
        for row in rows:
            table.add_row(*map(Text, row))
        Console(highlight=False).print(table)
        return
    streams.write_stdout("".join("\t".join(row) + "\n" for row in rows))


@patterns_app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of a pattern file, as listed.")],
    patterns: PatternsOption = None,
) -> None:
    """Print a pattern file as it stands, and what overlays it."""
    from plancli.patterns import builtin_directory

    directories = [builtin_directory(), *([Path(patterns)] if patterns else [])]
    load_patterns(patterns)
    found = [path for directory in directories for path in directory.glob("*.toml") if path.stem == name]
    if not found:
        names = {path.stem for directory in directories for path in directory.glob("*.toml")}
        raise _unknown("pattern file", name, sorted(names))
    for path in found:
        streams.write_stdout(path.read_bytes())


def _unknown(what: str, name: str, known: list[str]) -> typer.Exit:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known)}"
    return usage_error(f"there is no {what} {name}; {hint}")
