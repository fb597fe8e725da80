"""Globs over paths with ``/``: ``*`` and ``?`` stay within a name, ``**`` goes over folders, ``[…]`` is a class."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_MAGIC = re.compile(r"[*?[]")


def is_glob(text: str) -> bool:
    """Whether there is a sign of a glob in the text."""
    return bool(_MAGIC.search(text))


def fixed_part(pattern: str) -> tuple[str, str]:
    """The folder before the first part with a sign, and the rest: ``/a/b*/c`` gives ``/a`` and ``b*/c``."""
    parts = pattern.split("/")
    first = next((index for index, part in enumerate(parts) if is_glob(part)), len(parts) - 1)
    return "/".join(parts[:first]), "/".join(parts[first:])


def translate(pattern: str) -> str:
    """The regular expression of a glob, without anchors."""
    out = []
    index = 0
    while index < len(pattern):
        if pattern.startswith("**/", index):
            out.append("(?:[^/]+/)*")
            index += 3
        elif pattern.startswith("**", index):
            out.append(".*")
            index += 2
        elif pattern[index] == "*":
            out.append("[^/]*")
            index += 1
        elif pattern[index] == "?":
            out.append("[^/]")
            index += 1
        elif pattern[index] == "[" and (end := _class_end(pattern, index)) > 0:
            inner = pattern[index + 1 : end].replace("\\", "\\\\")
            out.append(f"[^{inner[1:]}]" if inner.startswith("!") else f"[{inner}]")
            index = end + 1
        else:
            out.append(re.escape(pattern[index]))
            index += 1
    return "".join(out)


def _class_end(pattern: str, start: int) -> int:
    """Where the class that begins at ``start`` is closed, -1 where it is not; ``[]a]`` holds a bracket."""
    first = start + 2 if pattern[start + 1 : start + 2] == "!" else start + 1
    return pattern.find("]", first + 1)


class Globs:
    """Several globs as one test; names and patterns are folded, so that ``*.docx`` takes ``KẾ.DOCX``."""

    def __init__(self, patterns: Iterable[str]) -> None:
        names: list[str] = []
        paths: list[str] = []
        for pattern in patterns:
            bare = fold(pattern.strip("/"))
            (paths if "/" in pattern.rstrip("/") else names).append(translate(bare))
        self._names = re.compile("|".join(names), re.DOTALL) if names else None
        self._paths = re.compile("|".join(paths), re.DOTALL) if paths else None

    def __bool__(self) -> bool:
        return self._names is not None or self._paths is not None

    def match(self, path: str) -> bool:
        """Whether the path, or its last name, is one that a glob means."""
        path = fold(path)
        if self._names is not None and self._names.fullmatch(path.rpartition("/")[2]):
            return True
        return self._paths is not None and self._paths.fullmatch(path) is not None


def fold(path: str) -> str:
    """Composed and in small letters: as people, and most file systems, compare names."""
    return unicodedata.normalize("NFC", path).lower()
