"""plancli reads Vietnamese administrative and Party documents into structured, traceable JSON.

    >>> import plancli
    >>> document = plancli.parse_file("plan.txt")
    >>> document.header.number.text
    '85-KH/ĐU'

Importing the package loads nothing heavy; models and patterns are loaded at first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plancli.library import parse_file, parse_text
    from plancli.model import Document
    from plancli.readers.options import ReadOptions

__version__ = "0.1.0"
__all__ = ["Document", "ReadOptions", "__version__", "parse_file", "parse_text"]

_HOMES = {
    "Document": "plancli.model",
    "ReadOptions": "plancli.readers.options",
    "parse_file": "plancli.library",
    "parse_text": "plancli.library",
}


def __getattr__(name: str) -> Any:
    """Load a public name at its first use (PEP 562)."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
