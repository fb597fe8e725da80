"""Python's collector of garbage, which looks through all that is kept again and again while much is being made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
