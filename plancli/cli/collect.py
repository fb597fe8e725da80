"""``plancli collect``: the outputs of a batch as tables."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from plancli.cli import streams
from plancli.cli.inputs import usage_error
from plancli.errors import MissingToolError
from plancli.names import printable_name


class CollectFormat(StrEnum):
    """What is written."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    SQLITE = "sqlite"
    DUCKDB = "duckdb"


def collect(
    source: Annotated[str, typer.Argument(metavar="DIR", help="A folder or URL that plancli batch has written.")],
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", metavar="PATH", help="A file (.xlsx, .sqlite, .duckdb), or a folder for CSV, Parquet."
        ),
    ],
    form: Annotated[
        CollectFormat | None,
        typer.Option("--format", help="What is written. [default: by the ending of --out, or csv]"),
    ] = None,
    tables: Annotated[
        str | None, typer.Option("--tables", metavar="LIST", help="Only these tables, such as documents,tasks.")
    ] = None,
    duplicates: Annotated[
        bool, typer.Option("--duplicates", help="Fill all tables for copies, too, and not the register alone.")
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin CSV files with the mark by which Excel knows UTF-8.")
    ] = False,
    guard: Annotated[
        bool, typer.Option("--guard/--no-guard", help="CSV: an apostrophe before what a spreadsheet would compute.")
    ] = True,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Do not tell how many rows there are.")] = False,
) -> None:
    """Write what a batch has found as tables: register, sections, references, deadlines, tasks and more."""
    from plancli.batch.settings import BatchError
    from plancli.collect.collection import ENDINGS, CollectionFormat
    from plancli.collect.collection import collect as write

    chosen: CollectionFormat = form.value if form else ENDINGS.get(out.suffix.lower(), "csv")
    if chosen in ("csv", "parquet") and out.exists() and not out.is_dir():
        raise usage_error(f"--out {printable_name(out)}: this is a file; {chosen} needs a folder")
    if chosen not in ("csv", "parquet") and out.is_dir():
        raise usage_error(f"--out {printable_name(out)}: this is a folder; {chosen} needs a file")
    names = [name.strip() for name in tables.split(",") if name.strip()] if tables else []
    lost: list[str] = []

    def tell(path: str) -> None:
        lost.append(path)
        streams.say(f"{path}: its output is not there; run plancli batch again")

    try:
        counts = write(source, out, chosen, tables=names, duplicates=duplicates, bom=bom, guard=guard, lost=tell)
    except MissingToolError as error:
        streams.say(str(error))
        raise typer.Exit(streams.MISSING) from error
    except BatchError as error:
        raise usage_error(str(error)) from error
    except OSError as error:
        raise usage_error(f"--out {printable_name(out)}: cannot be written ({error.strerror or error})") from error
    if not quiet:
        streams.say(f"{printable_name(out)}: {', '.join(f'{count} {name}' for name, count in counts.items())}")
    raise typer.Exit(streams.UNREADABLE if lost else streams.DONE)
