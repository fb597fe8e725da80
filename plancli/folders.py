"""Where plancli keeps what only saves time: OCR results and compiled expressions."""

from __future__ import annotations

import contextlib
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


def write_private(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, for its owner alone; raises ``OSError`` where that cannot be done."""
    import tempfile

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


# What plancli makes in its cache folder; nothing else in it is touched.
_OWN = ("ocr", "expressions")


def clear_cache() -> tuple[Path | None, int, int]:
    """Remove what plancli keeps there: the folder, how many files went, and their bytes. Links are not followed."""
    folder = cache_folder()
    removed = freed = 0
    for name in _OWN if folder is not None else ():
        top = folder / name if folder is not None else Path()
        if top.is_symlink():
            continue
        for place, folders, files in os.walk(top, topdown=False):
            for file in files:
                path = Path(place, file)
                with contextlib.suppress(OSError):
                    size = path.lstat().st_size
                    path.unlink()
                    removed, freed = removed + 1, freed + size
            for child in folders:
                with contextlib.suppress(OSError):
                    Path(place, child).rmdir()
        with contextlib.suppress(OSError):
            top.rmdir()
    return folder, removed, freed
