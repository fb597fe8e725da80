"""File names as people and JSON can bear them."""

from __future__ import annotations

import os


def printable_name(path: str | os.PathLike[str]) -> str:
    """A file name as valid Unicode: bytes that are not UTF-8 are written ``\\xNN``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
