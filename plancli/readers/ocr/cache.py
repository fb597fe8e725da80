"""What the engine read, kept for the next run: by the picture's own pixels, so that a stale answer cannot be given.

The words are kept as the engine gave them; lines are built from them anew. A folder that cannot be written, a file
that is damaged: all that only costs the time of reading the page again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from plancli.readers.ocr.page import OcrWord

# Part of each key: raise it when the preparation of pictures or the form of the files changes.
_FORM = 2
# Of the 256 folders none holds more pages than this; the oldest half goes.
_MOST_PAGES = 128


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


def key_of(image: Image.Image, *settings: object) -> str:
    """The key of a picture read with these settings."""
    digest = hashlib.sha256(repr((_FORM, image.mode, image.size, *settings)).encode())
    digest.update(image.tobytes())
    return digest.hexdigest()


def load(key: str) -> list[OcrWord] | None:
    """What is kept under the key."""
    path = _path(key)
    if path is None:
        return None
    try:
        rows = json.loads(zlib.decompress(path.read_bytes()))
        return [_word(row) for row in rows]
    except (OSError, ValueError, TypeError, zlib.error):
        return None


def _word(row: list[object]) -> OcrWord:
    text, x0, top, x1, bottom, confidence, block, line = row
    if not isinstance(text, str) or not isinstance(block, int) or not isinstance(line, int):
        raise TypeError("not a word")
    return OcrWord(text, _number(x0), _number(top), _number(x1), _number(bottom), _number(confidence), block, line)


def _number(value: object) -> float:
    if not isinstance(value, int | float):
        raise TypeError("not a number")
    return float(value)


def store(key: str, words: Sequence[OcrWord]) -> None:
    """Keep the words under the key; nothing happens where that cannot be done."""
    path = _path(key)
    if path is None:
        return
    rows = [
        (word.text, word.x0, word.top, word.x1, word.bottom, word.confidence, word.block, word.line) for word in words
    ]
    data = zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), 6)
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, data)
        _prune(path.parent)


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, for its owner alone."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _prune(folder: Path) -> None:
    with os.scandir(folder) as entries:
        files = [entry for entry in entries if entry.is_file(follow_symlinks=False)]
    if len(files) <= _MOST_PAGES:
        return
    files.sort(key=lambda entry: entry.stat(follow_symlinks=False).st_mtime)
    for entry in files[: len(files) // 2]:
        with contextlib.suppress(OSError):
            Path(entry.path).unlink()


def _path(key: str) -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / "ocr" / key[:2] / key[2:]
