"""Optional packages, each behind an extra of plancli; imported when something needs them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from plancli.errors import MissingToolError


def require(module: str, extra: str) -> Any:
    """The module; ``MissingToolError`` (missing-tool) that names the extra where it is not installed."""
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingToolError(
            "missing-tool",
            f"the Python package {module.partition('.')[0]} is needed for this, and is not there ({error})",
            f"install it: pip install 'plancli[{extra}]'",
        ) from error
