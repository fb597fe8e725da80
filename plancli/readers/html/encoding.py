"""The encoding of a web page: by its mark, by proof, by its words, by what the page says, else windows-1258.

What a page declares is often left over from another form of it (a portal that moved to UTF-8, a browser that saved
the page anew), so bytes that are provably UTF-8 are UTF-8 whatever they declare. WHATWG, "Encoding" and HTML 13.2.3.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import NamedTuple

from plancli.encodings.detect import detect_bytes
from plancli.encodings.schemes import decode_legacy
from plancli.readers.html.tree import parse

_HEAD = 4096
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FALLBACK = "windows-1258"
# By Python's own name of the codec. Names outside of this list (transfer encodings, ``utf-7``) are no page's encoding.
_SINGLE = frozenset(
    (*(f"cp{number}" for number in range(1250, 1259)), *(f"iso8859-{n}" for n in range(2, 17)), "koi8-r", "mac-roman")
)
_OTHERS = frozenset(("utf-8", "gb18030", "gbk", "gb2312", "big5", "shift_jis", "euc_jp", "euc_kr", "tis-620"))
# What says Latin-1 or ASCII is read as windows-1252, as browsers do.
_AS_1252 = frozenset(("iso8859-1", "ascii"))
# Encodings told by their words; what is typed in ASCII (VIQR) would be mistaken in markup.
_OLD = frozenset(("tcvn3", "vni", "vps", "viscii", "windows-1258"))
_OLD_FONTS = (b".vntime", b".vnarial", b".vnhelv", b".vncourier", b"vni-times", b"vni-helve", b"vni-aptima")
# A UTF-8 page may be cut off or patched; with more bad bytes than this it is another encoding.
_MAX_BAD = 0.01


class Decoded(NamedTuple):
    """The page's characters, the encoding, and how many characters could not be read (U+FFFD)."""

    text: str
    encoding: str
    replaced: int


def decode(data: bytes) -> Decoded:
    """The page as text; any bytes give one. Raises ``ReadError`` as ``parse``."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], name)
    for name in ("utf-16-le", "utf-16-be"):
        if _is_utf16(data, name):
            return _decoded(data, name)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError:
        pass
    declared = declared_encoding(data)
    if declared == "utf-8" and not _mostly_utf8(data):
        declared = None
    if declared in _OTHERS:
        return _decoded(data, declared)
    if _has_old_fonts(data):
        # The letters are told by the font of each stretch, over the bytes as windows-1252 has them.
        return _decoded(data, "windows-1252")
    # Told by the page's words alone: tags and addresses would speak against any Vietnamese encoding.
    found = detect_bytes(parse(data.decode("latin-1")).body.text().encode("latin-1", "replace"))
    if found is not None and found.scheme in _OLD:
        return Decoded(decode_legacy(data, found.scheme), found.scheme, 0)
    return _decoded(data, declared or _FALLBACK)


def _has_old_fonts(data: bytes) -> bool:
    folded = data.lower()
    return any(name in folded for name in _OLD_FONTS)


def declared_encoding(data: bytes) -> str | None:
    """The encoding that the XML declaration or a ``<meta>`` of the head names, where it is one of a page."""
    head = data[:_HEAD].decode("latin-1").lower()
    for label in _labels(head):
        try:
            name = codecs.lookup(label).name
        except (LookupError, ValueError):
            continue
        if name in _AS_1252:
            return "windows-1252"
        if name.startswith("utf-16"):
            # Its own declaration could not be read in UTF-16 this way.
            return "utf-8"
        if name in _SINGLE or name in _OTHERS:
            return name.replace("cp125", "windows-125")
    return None


def _labels(head: str) -> Iterator[str]:
    """What follows ``encoding=`` in an XML declaration and ``charset=`` in the tags of the head, in order."""
    for tag in head.split("<")[1:]:
        body = tag.partition(">")[0]
        if body.startswith("?xml"):
            key = "encoding"
        elif body.startswith("meta"):
            key = "charset"
        else:
            continue
        _, found, value = body.partition(key)
        value = value.lstrip()
        if found and value.startswith("="):
            value = value[1:].lstrip(" \t\r\n\"'")
            for end in " \t\r\n\"';/?":
                value = value.partition(end)[0]
            yield value


def _is_utf16(data: bytes, name: str) -> bool:
    """Whether a page without a mark is UTF-16: its tags are ASCII, so every other byte of its head is zero."""
    head = data[: _HEAD - _HEAD % 2]
    zeros = head[1::2] if name.endswith("le") else head[::2]
    letters = head[::2] if name.endswith("le") else head[1::2]
    return len(head) >= 4 and zeros.count(0) >= 0.7 * len(zeros) and letters.count(0) == 0


def _mostly_utf8(data: bytes) -> bool:
    bad = data.decode("utf-8", "replace").count("\ufffd") - data.count(b"\xef\xbf\xbd")
    outside = len(data) - len(data.translate(None, bytes(range(128, 256))))
    return bad <= max(_MAX_BAD * outside, 3)


def _decoded(data: bytes, name: str) -> Decoded:
    text = data.decode(name, "replace")
    return Decoded(text, name, text.count("\ufffd"))
