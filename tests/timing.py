"""Processor time of a piece of work, as tests of growth measure it."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def seconds(work: Callable[[], object], rounds: int = 2) -> float:
    """The least processor time of the rounds, without collections of garbage: these look through all that the test
    process has kept, whatever the work."""
    gc.collect()
    gc.disable()
    try:
        return min(_once(work) for _ in range(rounds))
    finally:
        gc.enable()


def _once(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
