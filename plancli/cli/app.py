"""The commands, gathered. Each module holds one family and imports what is heavy inside its functions.

Only the family that is asked for is loaded: ``build("parse")`` makes the app that ``plancli parse …`` needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer

from plancli import __version__
from plancli.cli import streams

# Each command with its module and what it is there, in the order of the help; a Typer app is a group of commands.
_COMMANDS = {
    "parse": ("parse", "parse"),
    "text": ("show", "text"),
    "show": ("show", "show"),
    "outline": ("show", "outline"),
    "refs": ("refs", "refs"),
    "tasks": ("tasks", "tasks"),
    "deadlines": ("deadlines", "deadlines"),
    "check": ("check", "check"),
    "batch": ("batch", "batch"),
    "collect": ("collect", "collect"),
    "export": ("export", "export"),
    "chunks": ("export", "chunks"),
    "report": ("report", "report"),
    "graph": ("graph", "graph_app"),
    "schema": ("knowledge", "schema"),
    "patterns": ("knowledge", "patterns_app"),
    "explain": ("knowledge", "explain"),
    "eval": ("evaluate", "evaluate"),
    "doctor": ("doctor", "doctor"),
}


def build(only: str | None = None) -> typer.Typer:
    """The app with all commands, or, where ``only`` is the name of one, with that one."""
    gathered = typer.Typer(
        name="plancli",
        help="Reads Vietnamese administrative and Party documents into structured, traceable JSON.",
        epilog="Exit codes: 0 done, 1 findings (--strict, patterns check), 2 wrong use, "
        "3 some input could not be read, 4 a program or extra is missing, 130 interrupted.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    gathered.callback()(main)
    for name in [only] if only in _COMMANDS else _COMMANDS:
        module, attribute = _COMMANDS[name]
        command = getattr(import_module(f"plancli.cli.{module}"), attribute)
        if isinstance(command, typer.Typer):
            gathered.add_typer(command, name=name)
        else:
            gathered.command(name)(command)
    return gathered


def _version(asked: bool) -> None:
    if asked:
        streams.write_stdout(f"plancli {__version__}\n")
        raise typer.Exit


def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Reads Vietnamese administrative and Party documents into structured, traceable JSON."""


def __getattr__(name: str) -> Any:
    """``app``: all commands, gathered when they are asked for (PEP 562)."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()["app"] = build()
    return globals()["app"]
