"""What tests share: the checkout, the samples, the command line as a process, and the guarded update flag."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

CompletedCli = subprocess.CompletedProcess[bytes]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the expected files anew (golden JSON, schema, diagnostics page); refused where CI is set",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--update-golden") and os.environ.get("CI"):
        raise pytest.UsageError("--update-golden is refused where CI is set: expected files are reviewed by a person")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Results of OCR are kept below the tests' own folder, never in the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANCLI_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def cli_environment() -> dict[str, str]:
    """The environment for plancli as a process: this checkout, no colours, no width of the terminal."""
    dropped = ("COLUMNS", "FORCE_COLOR", "PYTHONIOENCODING", "PYTHONUTF8")
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "random"}


@pytest.fixture(scope="session")
def plancli(cli_environment: dict[str, str]) -> Callable[..., CompletedCli]:
    """Run ``plancli ARGUMENTS`` in a process of its own and wait for it."""

    def run(
        *arguments: str | bytes | Path,
        data: bytes = b"",
        cwd: Path = ROOT,
        timeout: float = 120,
        **environment: str,
    ) -> CompletedCli:
        return subprocess.run(
            [sys.executable, "-m", "plancli", *arguments],
            input=data,
            capture_output=True,
            cwd=cwd,
            env=cli_environment | environment,
            timeout=timeout,
            check=False,
        )

    return run


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be written anew."""
    return bool(request.config.getoption("--update-golden"))
