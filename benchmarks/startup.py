"""Start-up: whole processes, beside a bare Python and beside importing typer, pydantic and regex."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measures import in_turns, process_seconds, table
from benchmarks.texts import samples


def run(rounds: int) -> dict[str, Any]:
    """Processor time of each command, in milliseconds; the stores of compiled code are warm, as in any second run."""
    python = sys.executable
    plancli = (python, "-m", "plancli")
    files = samples()
    with tempfile.TemporaryDirectory() as folder:
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment |= {
            "PYTHONPYCACHEPREFIX": str(Path(folder) / "pyc"),
            "PLANCLI_CACHE_DIR": str(Path(folder) / "kept"),
        }
        first = process_seconds((*plancli, "parse", files[0]), environment)
        commands: dict[str, tuple[str | Path, ...]] = {
            "python -c pass": (python, "-c", "pass"),
            "import typer, pydantic, regex": (python, "-c", "import typer, pydantic, regex"),
            "… with BaseModel": (python, "-c", "import typer, regex; from pydantic import BaseModel"),
            "plancli --version": (*plancli, "--version"),
            "plancli --help": (*plancli, "--help"),
            "plancli parse, smallest sample": (*plancli, "parse", files[0]),
            "plancli parse, largest sample": (*plancli, "parse", files[-1]),
        }
        for command in commands.values():
            process_seconds(command, environment)
        times = in_turns(
            {name: lambda command=command: process_seconds(command, environment) for name, command in commands.items()},  # type: ignore[misc]
            rounds,
        )
    bare, imports = times["python -c pass"].median, times["import typer, pydantic, regex"].median
    rows: list[tuple[object, ...]] = [
        (
            name,
            taken.median * 1000,
            min(taken.seconds) * 1000,
            max(taken.seconds) * 1000,
            taken.median / bare,
            taken.median / imports,
        )
        for name, taken in times.items()
    ]
    rows.append(("plancli parse for the first time", first * 1000, None, None, first / bare, first / imports))
    table("Start-up, ms of processor time", ("", "median", "min", "max", "× pass", "× imports"), rows)
    return {name: taken.as_json() for name, taken in times.items()} | {"first": first}
