"""What the engine read, kept for the next run: by the picture's own pixels, so that a stale answer cannot be given.

The words are kept as the engine gave them; lines are built from them anew. A folder that cannot be written, a file
that is damaged: all that only costs the time of reading the page again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import zlib
from bisect import bisect_right
from pathlib import Path

from PIL import Image

from plancli.folders import cache_folder, write_private
from plancli.readers.ocr.page import OcrWord, Turn
from plancli.readers.ocr.recognise import Reading

# Part of each key: raise it when the preparation of pictures or the form of the files changes.
_FORM = 17
# Of the 256 folders none holds more pages than this; then half of them go.
_MOST_PAGES = 128
_MOST_BYTES = 16 * 1024 * 1024


def key_of(image: Image.Image, *settings: object) -> str:
    """The key of a picture read with these settings."""
    digest = hashlib.sha256(repr((_FORM, image.mode, image.size, *settings)).encode())
    digest.update(image.tobytes())
    return digest.hexdigest()


def load(key: str) -> Reading | None:
    """What is kept under the key; ``None`` without it, and where it is damaged."""
    path = _path(key)
    if path is None:
        return None
    try:
        unpacked = zlib.decompressobj()
        kept = json.loads(unpacked.decompress(path.read_bytes(), _MOST_BYTES))
        degrees, skew = kept["turn"]
        if degrees not in (0, 90, 180, 270):
            return None
        return Reading(tuple(_word(row) for row in kept["words"]), Turn(degrees, _number(skew)))
    except (OSError, ValueError, TypeError, KeyError, RecursionError, zlib.error):
        return None


def _word(row: list[object]) -> OcrWord:
    text, x0, top, x1, bottom, confidence, block, line = row
    if not isinstance(text, str) or not text.strip() or not isinstance(block, int) or not isinstance(line, int):
        raise TypeError("not a word")
    return OcrWord(text, _number(x0), _number(top), _number(x1), _number(bottom), _number(confidence), block, line)


def _number(value: object) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError("not a number")
    return float(value)


def store(key: str, reading: Reading) -> None:
    """Keep the reading under the key; nothing happens where that cannot be done."""
    path = _path(key)
    if path is None:
        return
    rows = [
        (word.text, word.x0, word.top, word.x1, word.bottom, word.confidence, word.block, word.line)
        for word in reading.words
    ]
    kept = {"turn": (reading.turn.degrees, reading.turn.skew), "words": rows}
    data = zlib.compress(json.dumps(kept, ensure_ascii=False).encode(), 6)
    with contextlib.suppress(OSError):
        # What scans say is nobody else's business: each folder is made for its owner alone.
        ocr = path.parent.parent
        ocr.parent.parent.mkdir(parents=True, exist_ok=True)
        for folder in (ocr.parent, ocr, path.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        write_private(path, data)
        _prune(path)


def _prune(new: Path) -> None:
    """Where the folder is full, the half whose names follow the new one's goes; names are digests."""
    with os.scandir(new.parent) as entries:
        names = sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))
    if len(names) <= _MOST_PAGES:
        return
    after = bisect_right(names, new.name)
    for name in (names[after:] + names[:after])[: len(names) // 2]:
        if name != new.name:
            with contextlib.suppress(OSError):
                (new.parent / name).unlink()


def _path(key: str) -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / "ocr" / key[:2] / key[2:]
