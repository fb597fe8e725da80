"""Work is counted, not timed: what is imported, compiled and called, and how it grows with the text.

The figures and how they are measured: docs/performance.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import texts
from plancli.expressions import compilations
from plancli.library import parse_text

# What nobody needs who asks for a version, for help or for a completion …
HEAVY = {
    "lxml", "multiprocessing", "numpy", "PIL", "pdfplumber", "plancli.extract", "plancli.library", "plancli.model",
    "plancli.patterns", "plancli.pipeline", "plancli.readers", "pydantic_core", "pypdfium2", "regex", "rich", "tomllib",
}  # fmt: skip
# … and what nobody needs who parses a text.
OTHER_READERS = {"docx", "lxml", "numpy", "PIL", "pdfplumber", "pypdfium2", "rich", "tomllib", "xlsxwriter"}


_RUN = """
import json, sys
sys.argv = ["plancli", *json.loads(sys.argv[1])]
from plancli.cli.main import run
try:
    run()
except SystemExit:
    pass
finally:
    expressions = sys.modules.get("plancli.expressions")
    made = expressions.compilations() if expressions else 0
    open({answer!r}, "w").write(json.dumps([sorted(sys.modules), made]))
"""


@pytest.fixture
def process(tmp_path: Path, cli_environment: dict[str, str]) -> Callable[..., tuple[set[str], int]]:
    """Run plancli in a process: the modules that it has loaded, and how many expressions it has compiled."""

    def run(*arguments: str, **environment: str) -> tuple[set[str], int]:
        answer = tmp_path / "answer.json"
        code = _RUN.format(answer=str(answer))
        subprocess.run(
            [sys.executable, "-c", code, json.dumps(arguments)],
            env=cli_environment | {"PLANCLI_CACHE_DIR": str(tmp_path / "cache")} | environment,
            check=True,
            capture_output=True,
        )
        modules, made = json.loads(answer.read_text())
        return set(modules), made

    return run


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["parse", "--help"], []])
def test_nothing_heavy_is_loaded_to_say_how_plancli_is_used(
    process: Callable[..., tuple[set[str], int]], arguments: list[str]
) -> None:
    modules, _ = process(*arguments)
    assert "plancli.cli.main" in modules
    assert modules & HEAVY == set()


def test_the_version_needs_no_typer(process: Callable[..., tuple[set[str], int]]) -> None:
    modules, _ = process("--version")
    assert not {"typer", "click", "pydantic"} & modules


def test_a_completion_loads_nothing_heavy(process: Callable[..., tuple[set[str], int]]) -> None:
    modules, _ = process(_PLANCLI_COMPLETE="complete_bash", COMP_WORDS="plancli pa", COMP_CWORD="1")
    assert modules & HEAVY == set()


def test_a_text_is_parsed_without_the_other_readers_and_the_second_time_without_compiling(
    process: Callable[..., tuple[set[str], int]],
) -> None:
    smallest = str(texts.samples()[0])
    _, first = process("parse", smallest)
    assert 100 < first < 700
    modules, second = process("parse", smallest)
    assert second == 0
    assert modules & OTHER_READERS == set()
    assert not {name for name in modules if name.startswith("plancli.cli.")} & {
        "plancli.cli.batch",
        "plancli.cli.doctor",
    }


def calls(work: Callable[[], object]) -> int:
    """How often functions are called, those of C included."""
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_a_document_costs_no_more_calls_than_it_did() -> None:
    # Calls a kB of the samples; raise it only with a reason, lower it when a change has saved some.
    most = 6_200
    plans = [path.read_text(encoding="utf-8") for path in texts.samples()]
    for plan in plans:
        parse_text(plan)
    made = compilations()
    spent = calls(lambda: [parse_text(plan) for plan in plans])
    assert compilations() == made, "an expression is compiled again for each document"
    assert spent / (sum(len(plan.encode()) for plan in plans) / 1000) < most


@pytest.mark.parametrize(
    ("shape", "small", "factor"),
    [
        ("plan", 40_000, 4),
        ("headings", 150, 4),
        ("references", 100, 4),
        ("references in a sentence", 100, 4),
        ("one line", 20_000, 4),
    ],
)
def test_work_grows_no_faster_than_the_text(shape: str, small: int, factor: int) -> None:
    one, many = texts.SHAPES[shape](small), texts.SHAPES[shape](small * factor)
    parse_text(one)
    assert calls(lambda: parse_text(many)) <= calls(lambda: parse_text(one)) * (len(many) / len(one)) * 1.3
