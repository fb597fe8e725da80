"""The entry point: answers what needs no libraries at once, and lets no traceback out."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import NoReturn

from plancli import __version__, collector
from plancli.cli import streams
from plancli.names import printable_name


def run() -> NoReturn:
    """Run the command line and leave the process with its exit code."""
    collector.seldom()
    status = _status()
    collector.done()
    sys.exit(status)


def _status() -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Whatever the locale says, our text is UTF-8.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = _command()
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        status = streams.INTERRUPTED
    except (streams.ClosedPipeError, BrokenPipeError):
        streams.drop_stdout()
        return streams.DONE
    except streams.OutputError as error:
        streams.say(str(error))
        streams.drop_stdout()
        return streams.USAGE
    except OSError as error:
        if isinstance(error.filename, str):
            streams.say(f"{printable_name(error.filename)}: {error.strerror}")
            return streams.UNREADABLE
        # What typer itself prints: help.
        streams.say(f"standard output cannot be written ({error.strerror or error}); see where it leads")
        streams.drop_stdout()
        return streams.USAGE
    except ModuleNotFoundError as error:
        streams.say(f"the Python package {error.name} is missing; install plancli anew with pip")
        return streams.MISSING
    except Exception as error:
        # A fault of ours outside of any file: still one line, unless the whole story is asked for.
        if "--debug" in sys.argv:
            raise
        streams.say(f"internal error ({type(error).__name__}: {error}); please report it")
        return streams.UNREADABLE
    if status == streams.INTERRUPTED:
        with contextlib.suppress(KeyboardInterrupt):
            streams.say("interrupted")
        streams.drop_stdout()
    return status


def _command() -> int:
    """The command's exit code."""
    if sys.argv[1:] == ["--version"]:
        # Asked at every start of a script: answered before typer brings in its libraries.
        streams.write_stdout(f"plancli {__version__}\n")
        return streams.DONE
    from plancli.cli.app import build

    try:
        build(sys.argv[1] if len(sys.argv) > 1 else None)(prog_name="plancli")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else streams.DONE
    finally:
        if "plancli.expressions" in sys.modules:
            sys.modules["plancli.expressions"].keep_compiled()
    return streams.DONE
