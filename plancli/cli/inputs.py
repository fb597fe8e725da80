"""What the commands share: their common options, the inputs they name, and how an input fails."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from plancli.cli import streams
from plancli.errors import MissingToolError, PatternError, ReadError, fault
from plancli.names import printable_name

if TYPE_CHECKING:
    from plancli.patterns import Patterns
    from plancli.readers import RawFile, ReadOptions

T = TypeVar("T")

PatternsOption = Annotated[
    str | None,
    typer.Option("--patterns", metavar="DIR", help="A directory of pattern files that overlay the built-in ones."),
]
StdinNameOption = Annotated[
    str | None,
    typer.Option("--stdin-name", metavar="NAME", help="The file name of what comes from standard input (-)."),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="The encoding of plain text: tcvn3, vni, viscii, … [default: told by the bytes]",
    ),
]


class OcrMode(StrEnum):
    """When pages are read from their pictures."""

    AUTO = "auto"
    NEVER = "never"
    ALWAYS = "always"


OcrOption = Annotated[
    OcrMode, typer.Option("--ocr", help="Read pages from their pictures: where needed, never, always.")
]
OcrDpiOption = Annotated[
    int, typer.Option("--ocr-dpi", min=72, max=600, help="The resolution in which PDF pages are drawn for OCR.")
]
NoCacheOption = Annotated[bool, typer.Option("--no-cache", help="Keep no results of OCR, and use none.")]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show the traceback of an internal error.")]


class Inputs:
    """The files that the command line names; ``-`` is standard input, read once."""

    def __init__(self, stdin_name: str | None) -> None:
        self._stdin_name = printable_name(stdin_name) if stdin_name else None
        self._stdin: RawFile | None = None

    def path(self, name: str) -> str | None:
        """What ``source.path`` says of the input."""
        return self._stdin_name if name == "-" else printable_name(name)

    def load(self, name: str) -> RawFile:
        """The input's bytes; raises ``ReadError``."""
        from plancli.readers import load, load_stream

        if name != "-":
            return load(name)
        if self._stdin is None:
            if sys.stdin is None:
                raise ReadError("not-readable", "standard input is closed", "name a file, or pipe one in")
            try:
                self._stdin = load_stream(sys.stdin.buffer, self._stdin_name)
            except OSError as error:
                raise ReadError("not-readable", f"it cannot be read ({error.strerror})", "name a file") from error
        return self._stdin


class Failures:
    """What could not be read: says it, one line each, and knows the exit code."""

    def __init__(self, debug: bool) -> None:
        self._debug = debug
        self._codes: set[int] = set()

    def attempt(self, name: str, work: Callable[[], T]) -> T | ReadError:
        """The work's result, or the error that was reported."""
        try:
            return work()
        except ReadError as error:
            failure = error
        except Exception as error:
            if self._debug:
                import traceback

                traceback.print_exc()
            what = fault(error)
            remedy = "please report it" if self._debug else "please report it, with what --debug shows"
            failure = ReadError("internal", f"internal error ({what})", remedy)
        self._codes.add(streams.MISSING if isinstance(failure, MissingToolError) else streams.UNREADABLE)
        streams.say(f"{'standard input' if name == '-' else printable_name(name)}: {failure}")
        return failure

    @property
    def exit_code(self) -> int:
        """0 without failures, 4 where all that is missing is a program or extra, else 3."""
        if not self._codes:
            return streams.DONE
        return streams.MISSING if self._codes == {streams.MISSING} else streams.UNREADABLE


def read_options(encoding: str | None, ocr: OcrMode, dpi: int, no_cache: bool) -> ReadOptions:
    """How the files are to be read, from the command line's options."""
    from plancli.readers import ReadOptions
    from plancli.readers.ocr.options import OcrOptions

    return ReadOptions(encoding=encoding, ocr=OcrOptions(mode=ocr.value, dpi=dpi, cache=not no_cache))


def load_patterns(directory: str | None) -> Patterns:
    """The built-in patterns, overlaid where a directory is given.

    An overlay is loaded and compiled whole, so that a fault in it is told at once, and is wrong use.
    """
    from plancli.patterns import Patterns, builtin_directory
    from plancli.review.registry import registered

    if directory is None:
        return Patterns.builtin()
    overlay = Path(directory)
    if not overlay.is_dir():
        raise usage_error(f"--patterns {printable_name(directory)}: there is no such directory")
    known = {path.stem for path in builtin_directory().glob("*.toml")}
    mine = sorted(path.stem for path in overlay.glob("*.toml"))
    if not mine:
        streams.say(f"--patterns {printable_name(directory)}: there are no pattern files (*.toml) in it")
    for name in mine:
        if name not in known:
            streams.say(f"--patterns {printable_name(directory)}: {name}.toml overlays no built-in file")
    patterns = Patterns(overlay)
    try:
        for name in patterns.names():
            for rule in patterns[name].rules:
                _ = rule.pattern
        registered(patterns)
    except (PatternError, ValueError) as error:
        raise usage_error(f"--patterns {printable_name(directory)}: {error}") from error
    return patterns


def usage_error(message: str) -> typer.Exit:
    """Says what is wrong with the use; to be raised."""
    streams.say(" ".join(message.split()))
    return typer.Exit(streams.USAGE)


def spare_inputs(output: str | None, files: Sequence[str]) -> None:
    """Refuse to write over a file that is to be read."""
    if output in (None, "-"):
        return
    for name in files:
        try:
            same = name != "-" and Path(str(output)).samefile(name)
        except (OSError, ValueError):
            continue
        if same:
            raise usage_error(
                f"--output {printable_name(str(output))}: this is one of the files to read; name another file"
            )
