"""Python's collector of garbage, which looks through all that is kept again and again while much is being made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Made and not yet gone: so many objects call for a collection, where Python would have one at every 700.
_MOST_NEW = 50_000


def seldom() -> None:
    """Fewer collections, for a process that loads much and makes little garbage that refers to itself."""
    gc.set_threshold(_MOST_NEW, 20, 20)


def done() -> None:
    """The process ends: what is there need not be gone through once more, for its memory goes with the process.

    Python collects at its end whatever refers to itself; with all libraries loaded that takes longer than reading a
    plan.
    """
    gc.freeze()


@contextmanager
def left_alone() -> Iterator[None]:
    """Without collections of garbage: a document's parts go when the last reference to them does.

    Where threads parse at the same time, the one that found the collector at work sets it to work again.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
