"""The commands, gathered. Each module holds one family and imports what is heavy inside its functions."""

from __future__ import annotations

from typing import Annotated

import typer

from plancli import __version__
from plancli.cli import (
    batch,
    check,
    collect,
    deadlines,
    doctor,
    evaluate,
    export,
    graph,
    knowledge,
    parse,
    refs,
    report,
    show,
    streams,
    tasks,
)

app = typer.Typer(
    name="plancli",
    help="Reads Vietnamese administrative and Party documents into structured, traceable JSON.",
    epilog="Exit codes: 0 done, 1 findings (--strict, patterns check), 2 wrong use, "
    "3 some input could not be read, 4 a program or extra is missing, 130 interrupted.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        streams.write_stdout(f"plancli {__version__}\n")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Reads Vietnamese administrative and Party documents into structured, traceable JSON."""


app.command("parse")(parse.parse)
app.command("text")(show.text)
app.command("show")(show.show)
app.command("outline")(show.outline)
app.command("refs")(refs.refs)
app.command("tasks")(tasks.tasks)
app.command("deadlines")(deadlines.deadlines)
app.command("check")(check.check)
app.command("batch")(batch.batch)
app.command("collect")(collect.collect)
app.command("export")(export.export)
app.command("chunks")(export.chunks)
app.command("report")(report.report)
app.add_typer(graph.graph_app, name="graph")
app.command("schema")(knowledge.schema)
app.add_typer(knowledge.patterns_app, name="patterns")
app.command("explain")(knowledge.explain)
app.command("eval")(evaluate.evaluate)
app.command("doctor")(doctor.doctor)
