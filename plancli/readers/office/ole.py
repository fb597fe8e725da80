"""The directory of an OLE container (MS-CFB): what the file is, told by the names of its streams at the top.

Only the directory and the first sectors of a stream are read; damage gives what can be read, never an error.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_END = 0xFFFFFFFA
_ENTRY = 128
_MAX_ENTRIES = 20_000
_NONE = 0xFFFFFFFF
_TELLING = ("EncryptedPackage", "WordDocument", "Workbook", "PowerPoint Document")
# Works 4 and later, and Works' drawings: a text stream beside one that names the program.
_WORKS = ("matost", "mm")
# MS-DOC 2.5.1, FibBase: the bit that tells of a password.
_FIB_FLAGS, _FIB_ENCRYPTED = 10, 0x0100


def kind(data: bytes) -> str:
    """``doc``, ``xls``, ``ppt``, ``msg``, ``msi``, ``works``, ``locked`` (an encrypted new file) or ``other``."""
    names = top_streams(data)
    if not names:
        # A damaged container still holds its names somewhere.
        found = [one for one in _TELLING if one.encode("utf-16-le") in data] if data.startswith(MAGIC) else []
        names = {one.lower(): -1 for one in found[:1]}
    if "encryptedpackage" in names:
        return "locked"
    if "worddocument" in names:
        return "doc"
    if "workbook" in names or "book" in names:
        return "xls"
    if "powerpoint document" in names:
        return "ppt"
    if any(name in names for name in _WORKS) and "contents" in names:
        return "works"
    if any(name.startswith("__properties_version") for name in names):
        return "msg"
    # An installer writes its tables' names in code points of its own.
    if any(0x3800 <= ord(name[0]) <= 0x4840 for name in names if name):
        return "msi"
    return "other"


def is_password_locked(data: bytes) -> bool:
    """Whether a Word document of the old kind is locked by a password."""
    place = top_streams(data).get("worddocument")
    if place is None or place < 0:
        return False
    flags = data[place + _FIB_FLAGS : place + _FIB_FLAGS + 2]
    if data[place : place + 2] != b"\xec\xa5" or len(flags) < 2:
        return False
    return bool(int.from_bytes(flags, "little") & _FIB_ENCRYPTED)


def top_streams(data: bytes) -> Mapping[str, int]:
    """The streams and storages at the top by name (lower case), each with the offset of its first byte.

    The offset is -1 for what lies in the container's store of small streams.
    """
    if not data.startswith(MAGIC) or len(data) < 512:
        return {}
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        return {}
    size = 1 << shift
    directory, cutoff = struct.unpack_from("<I", data, 48)[0], struct.unpack_from("<I", data, 56)[0]
    table = _Table(data, size)
    entries: list[bytes] = []
    seen: set[int] = set()
    sector = directory
    while sector < _END and sector not in seen and len(entries) < _MAX_ENTRIES:
        seen.add(sector)
        start = (sector + 1) * size
        block = data[start : start + size]
        if len(block) < _ENTRY:
            break
        entries.extend(block[at : at + _ENTRY] for at in range(0, len(block) - _ENTRY + 1, _ENTRY))
        sector = table.next(sector)
    found: dict[str, int] = {}
    for index in _children(entries):
        entry = entries[index]
        length = min(max(struct.unpack_from("<H", entry, 64)[0] - 2, 0), 62)
        name = entry[:length].decode("utf-16-le", "replace").lower()
        first, amount = struct.unpack_from("<I", entry, 116)[0], struct.unpack_from("<I", entry, 120)[0]
        found.setdefault(name, (first + 1) * size if amount >= cutoff and first < _END else -1)
    return found


def _children(entries: list[bytes]) -> list[int]:
    """The entries right below the root: a binary tree of siblings."""
    if not entries:
        return []
    found: list[int] = []
    seen: set[int] = set()
    stack = [struct.unpack_from("<I", entries[0], 76)[0]]
    while stack:
        index = stack.pop()
        if index == _NONE or index >= len(entries) or index in seen:
            continue
        seen.add(index)
        found.append(index)
        left, right = struct.unpack_from("<II", entries[index], 68)
        stack += [right, left]
    return found


class _Table:
    """The file allocation table, looked up sector by sector."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size
        self._sectors = [number for number in struct.unpack_from("<109I", data, 76) if number < _END]
        more = struct.unpack_from("<I", data, 68)[0]
        seen: set[int] = set()
        while more < _END and more not in seen:
            seen.add(more)
            block = data[(more + 1) * size : (more + 2) * size]
            if len(block) < size:
                break
            numbers = struct.unpack(f"<{size // 4}I", block)
            self._sectors += [number for number in numbers[:-1] if number < _END]
            more = numbers[-1]

    def next(self, sector: int) -> int:
        """The sector that follows, or a number that says there is none."""
        which, at = divmod(sector, self._size // 4)
        if which >= len(self._sectors):
            return _NONE
        place = (self._sectors[which] + 1) * self._size + 4 * at
        piece = self._data[place : place + 4]
        return int(struct.unpack("<I", piece)[0]) if len(piece) == 4 else _NONE
