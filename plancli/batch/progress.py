"""How a run tells what it does, on stderr: drawn on a terminal, plain lines elsewhere, JSON for machines."""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from plancli.batch.messages import Job, Result
from plancli.batch.summary import Summary
from plancli.names import printable_name

if TYPE_CHECKING:
    from rich.table import Table

_PLAIN_EVERY = 10.0
_DRAW_EVERY = 0.25
_WINDOW = 60.0
_SHOWN = 6

Say = Callable[[str], None]


class Counts:
    """What was done since the beginning, and how fast in the last minute."""

    def __init__(self) -> None:
        self.total = self.done = self.failed = self.before = 0
        self._marks: deque[tuple[float, int]] = deque([(time.monotonic(), 0)])

    def add(self, result: Result) -> None:
        """One more document."""
        if result.state == "failed":
            self.failed += 1
        else:
            self.done += 1

    @property
    def rate(self) -> float:
        """Documents a second."""
        now, count = time.monotonic(), self.done + self.failed
        if now - self._marks[-1][0] >= 1.0:
            self._marks.append((now, count))
        while len(self._marks) > 2 and now - self._marks[0][0] > _WINDOW:
            self._marks.popleft()
        start, first = self._marks[0]
        return (count - first) / (now - start) if now > start else 0.0

    @property
    def left(self) -> float | None:
        """Seconds to the end, at this rate."""
        rate = self.rate
        return (self.total - self.done - self.failed) / rate if rate else None

    def line(self) -> str:
        """For a person."""
        left = self.left
        rest = f", {duration(left)} left" if left is not None else ""
        return f"{self.done + self.failed} of {self.total}, {self.failed} failed, {self.rate:.1f} a second{rest}"


class Silent:
    """Tells nothing but, at the end, nothing either."""

    def __init__(self) -> None:
        self.counts = Counts()

    def finding(self, count: int) -> None:
        """See ``RunReporter``."""

    def started(self, todo: int, done: int, failed: int) -> None:
        """See ``RunReporter``."""
        self.counts.total, self.counts.before = todo, done + failed

    def result(self, job: Job, result: Result) -> None:
        """See ``Reporter``."""
        self.counts.add(result)

    def tick(self, running: list[tuple[str, float]]) -> None:
        """See ``Reporter``."""

    def finished(self, summary: Summary) -> None:
        """The run has ended so."""

    def close(self) -> None:
        """Leave the terminal as it was."""


class Plain(Silent):
    """A line a failure, a line of progress now and then, the summary."""

    def __init__(self, say: Say) -> None:
        super().__init__()
        self._say = say
        self._told = time.monotonic()

    def started(self, todo: int, done: int, failed: int) -> None:
        """See ``RunReporter``."""
        super().started(todo, done, failed)
        self._say(f"{todo} to do, {done} done before, {failed} failed before")

    def result(self, job: Job, result: Result) -> None:
        """See ``Reporter``."""
        super().result(job, result)
        if result.state == "failed":
            self._say(f"{printable_name(job.path)}: {result.code}: {result.message}")

    def tick(self, running: list[tuple[str, float]]) -> None:
        """See ``Reporter``."""
        now = time.monotonic()
        if now - self._told >= _PLAIN_EVERY:
            self._told = now
            self._say(self.counts.line())

    def finished(self, summary: Summary) -> None:
        """See ``Silent``."""
        for line in summary.lines():
            self._say(line)


class Machine(Silent):
    """JSON Lines: ``started``, ``failed``, ``progress`` and ``finished``, each with its time.

    What else is to be said is a ``message`` (see ``plancli.cli.batch``).
    """

    def __init__(self, quiet: bool) -> None:
        super().__init__()
        self._quiet = quiet
        self._told = time.monotonic()

    def started(self, todo: int, done: int, failed: int) -> None:
        """See ``RunReporter``."""
        super().started(todo, done, failed)
        self._log("started", todo=todo, done_before=done, failed_before=failed)

    def result(self, job: Job, result: Result) -> None:
        """See ``Reporter``."""
        super().result(job, result)
        if result.state == "failed":
            self._log("failed", path=printable_name(job.path), code=result.code, message=result.message)

    def tick(self, running: list[tuple[str, float]]) -> None:
        """See ``Reporter``."""
        now = time.monotonic()
        if now - self._told >= _PLAIN_EVERY:
            self._told = now
            counts = self.counts
            left = counts.left
            self._log(
                "progress", total=counts.total, done=counts.done, failed=counts.failed, rate=round(counts.rate, 2),
                seconds_left=None if left is None else round(left),
                running=[printable_name(path) for path, _ in running],
            )  # fmt: skip

    def finished(self, summary: Summary) -> None:
        """See ``Silent``."""
        self._log("finished", **summary.as_json())

    def _log(self, event: str, **values: Any) -> None:
        if not self._quiet or event == "finished":
            log(event, **values)


class Drawn(Plain):
    """A bar, the counts, and the documents now in work, on a terminal; failures pass above."""

    def __init__(self, say: Say) -> None:
        from rich.console import Console
        from rich.live import Live

        super().__init__(say)
        self._console = Console(stderr=True, highlight=False)
        self._live = Live(console=self._console, auto_refresh=False, transient=True)
        self._live.start()
        self._say = self._print

    def _print(self, line: str) -> None:
        from rich.text import Text

        self._console.print(Text(f"plancli: {line}"), soft_wrap=True)

    def finding(self, count: int) -> None:
        """See ``RunReporter``."""
        self._draw(f"{count} files found", [])

    def tick(self, running: list[tuple[str, float]]) -> None:
        """See ``Reporter``."""
        if time.monotonic() - self._told >= _DRAW_EVERY:
            self._draw(self.counts.line(), running)

    def finished(self, summary: Summary) -> None:
        """See ``Silent``."""
        self.close()
        super().finished(summary)

    def close(self) -> None:
        """See ``Silent``."""
        self._live.stop()

    def _draw(self, line: str, running: list[tuple[str, float]]) -> None:
        self._told = time.monotonic()
        self._live.update(self.drawing(line, running), refresh=True)

    def drawing(self, line: str, running: list[tuple[str, float]]) -> Table:
        """What stands on the terminal: the bar, the counts, the documents in work, those first that take longest."""
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        counts = self.counts
        bar = ProgressBar(total=max(counts.total, 1), completed=counts.done + counts.failed, width=60)
        longest = sorted(running, key=lambda item: -item[1])[:_SHOWN]
        # A bar alone ends no line.
        grid = Table.grid()
        grid.add_row(bar)
        grid.add_row(Text(line))
        for path, seconds in longest:
            told = f"  {seconds:4.0f} s  {printable_name(path)}"
            grid.add_row(Text(told, overflow="ellipsis", no_wrap=True, style="dim"))
        return grid


def reporter(say: Say, *, quiet: bool, machine: bool, draw: bool) -> Silent:
    """The one that fits."""
    if machine:
        return Machine(quiet)
    if quiet:
        return Silent()
    return Drawn(say) if draw and sys.stderr is not None and sys.stderr.isatty() else Plain(say)


def log(event: str, **values: Any) -> None:
    """A line of JSON on stderr, with its time."""
    stamp = datetime.now(UTC).isoformat(timespec="milliseconds")
    write_line(json.dumps({"time": stamp, "event": event, **values}, ensure_ascii=False))


def write_line(line: str) -> None:
    """A line on stderr; silent where it is closed."""
    try:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        return


def duration(seconds: float) -> str:
    """A length of time, in its two largest units."""
    whole = round(seconds)
    for unit, size, smaller, below in (("d", 86400, "h", 3600), ("h", 3600, "min", 60), ("min", 60, "s", 1)):
        if whole >= size:
            return f"{whole // size} {unit} {whole % size // below} {smaller}"
    return f"{whole} s"
