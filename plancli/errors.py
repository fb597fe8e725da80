"""What can go wrong, each with a code for machines and a remedy for people."""

from __future__ import annotations


class PlancliError(Exception):
    """The base of all errors that plancli raises on purpose."""


class PatternError(PlancliError):
    """A pattern file is missing or not well formed."""


class ReadError(PlancliError):
    """A file's bytes cannot be turned into text.

    ``code`` is stable and machine-readable, ``reason`` and ``remedy`` are one line each for a person.
    """

    def __init__(self, code: str, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.code = code
        self.reason = reason
        self.remedy = remedy


class MissingToolError(ReadError):
    """A program or an optional package is needed and not there."""


class SlowPatternError(ReadError):
    """An expression of somebody's own takes too long on this text."""

    def __init__(self, rule: str, seconds: int) -> None:
        super().__init__(
            "pattern-slow",
            f"the rule {rule!r} of the given patterns searched the text for more than {seconds} s",
            "take repetitions within repetitions out of its expression, or raise PLANCLI_PATTERN_SECONDS",
        )


def fault(error: BaseException) -> str:
    """What failed and where in the program, without the error's own words: these may quote the document."""
    trace, where = error.__traceback__, ""
    while trace is not None:
        path = trace.tb_frame.f_code.co_filename.replace("\\", "/")
        if "/plancli/" in path:
            where = f" at {path.rpartition('/plancli/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__}{where}"
