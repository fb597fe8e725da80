"""The small dialect in which the expressions of pattern files are written.

- ``{name}`` is a macro (from ``patterns/macros.toml`` or the file's own ``[macros]``), wrapped in a group;
- a blank stands for one or more blanks, ``~`` for none or more, never across a line end.
"""

from __future__ import annotations

from typing import Literal

from plancli.errors import PatternError
from plancli.expressions import compiled

View = Literal["text", "lower", "fold"]

_MACRO = compiled(r"\{([a-z][a-z0-9_]*)\}")
_BLANK = r"[^\S\n]"


def expand(source: str, macros: dict[str, str]) -> str:
    """Expand macros, then relax white space (see the module's text)."""
    for _ in range(12):
        expanded = _MACRO.sub(lambda match: f"(?:{_macro(macros, match.group(1))})", source)
        if expanded == source:
            return relax(expanded)
        source = expanded
    raise PatternError(f"macros nest too deep in {source[:80]!r}")


def _macro(macros: dict[str, str], name: str) -> str:
    if name not in macros:
        raise PatternError(f"there is no macro {name!r}")
    return macros[name]


def relax(source: str) -> str:
    """A blank to one or more blanks, ``~`` to none or more; character classes and escapes are left alone."""
    out: list[str] = []
    index, in_class = 0, False
    while index < len(source):
        char = source[index]
        if char == "\\":
            out.append(source[index : index + 2])
            index += 2
            continue
        if char == "[":
            in_class = True
        elif char == "]":
            in_class = False
        if in_class:
            out.append(char)
        elif char == " ":
            out.append(f"{_BLANK}+")
        elif char == "~":
            out.append(f"{_BLANK}*")
        else:
            out.append(char)
        index += 1
    return "".join(out)
