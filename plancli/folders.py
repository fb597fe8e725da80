"""Where plancli keeps what only saves time: OCR results and compiled expressions."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path | None:
    """``PLANCLI_CACHE_DIR``, or ``plancli`` in the place where the platform keeps caches; ``None`` without a home."""
    own = os.environ.get("PLANCLI_CACHE_DIR")
    if own:
        return Path(own)
    try:
        if sys.platform == "win32":
            local = os.environ.get("LOCALAPPDATA")
            return (Path(local) if local else Path.home() / "AppData" / "Local") / "plancli" / "Cache"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "plancli"
        general = os.environ.get("XDG_CACHE_HOME", "")
        # The rule of XDG: a relative path is to be passed over.
        return (Path(general) if general.startswith("/") else Path.home() / ".cache") / "plancli"
    except RuntimeError:
        return None
