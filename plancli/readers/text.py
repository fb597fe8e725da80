"""Plain text and markdown: the encoding told by byte order mark or by proof, never by guess.

The text is what the file says, NFC or NFD, line ends and all; only the byte order mark is dropped. A form
feed ends a page. Single-byte encodings (windows-1258, TCVN3, VNI …) cannot be proved from the bytes: such
files are refused.
"""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath
from typing import NamedTuple

from plancli.errors import ReadError
from plancli.readers.files import RawFile
from plancli.text import SourceText

_SAMPLE = 256 * 1024
_BOMS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\v\x1a\x1b") + b"\x7f"
_MAX_CONTROLS = 0.02
_LEGACY = "convert it to UTF-8 first: iconv -f CP1258 -t UTF-8, or UniKey's toolkit for TCVN3 and VNI fonts"
_SURROGATES = re.compile("[\ud800-\udfff]")


class _Decoded(NamedTuple):
    text: str
    encoding: str
    bom: bool
    replaced: int


def is_text(raw: RawFile) -> bool:
    """Whether the bytes are provably Unicode text."""
    return _encoding(raw.data) is not None


def read_text(raw: RawFile) -> SourceText:
    """The text of a file that ``is_text``."""
    decoded = _decode(raw.data)
    if not decoded.text:
        raise ReadError("empty", "the file is empty", "check that it was saved or downloaded whole")
    options = (("bom", "yes"),) if decoded.bom else ()
    if decoded.replaced:
        options = (*options, ("replaced", str(decoded.replaced)))
    return source_of(decoded.text, raw.path, encoding=decoded.encoding, options=options)


def source_of(
    text: str,
    name: str | None = None,
    *,
    encoding: str | None = None,
    options: tuple[tuple[str, str], ...] = (),
) -> SourceText:
    """A text as a source: its media type by name or content, its pages by form feeds."""
    markdown = is_markdown(text, name)
    return SourceText(
        text=text,
        media_type="text/markdown" if markdown else "text/plain",
        reader="markdown" if markdown else "text",
        encoding=encoding,
        options=options,
        page_starts=page_starts(text),
    )


def without_surrogates(text: str) -> str:
    """The text with lone surrogates, which no encoding can write, as U+FFFD; same length."""
    return _SURROGATES.sub("\ufffd", text)


def page_starts(text: str) -> tuple[int, ...]:
    """Each page's first offset: a form feed ends a page, a blank rest after the last one is none."""
    if "\f" not in text:
        return ()
    starts = [0, *(match.end() for match in re.finditer("\f", text))]
    if len(starts) > 1 and not text[starts[-1] :].strip():
        starts.pop()
    return tuple(starts)


# --- markdown ----------------------------------------------------------------------------------------------

_MARKDOWN_NAMES = frozenset((".md", ".markdown", ".mdown", ".mkd"))
_MARKDOWN_SIGNS = re.compile(
    r"""
      ^[ ]{0,3}\#{1,6}[ ]+\S                       # a heading
    | \*\*(?=[^\s*])[^*\n]{1,300}\*\*              # bold
    | ^[ ]{0,3}\|?[ ]*:?-{3,}:?[ ]*\|[-|: \t]*$    # the row under a pipe table's head
    | ^[ ]{0,3}(?:```|~~~)                         # a code fence
    """,
    re.MULTILINE | re.VERBOSE,
)
_MARKDOWN_ENOUGH = 3


def is_markdown(text: str, name: str | None = None) -> bool:
    """Markdown by its name, or by several marks that nobody types into plain text."""
    if name and PurePath(name).suffix.lower() in _MARKDOWN_NAMES:
        return True
    found = _MARKDOWN_SIGNS.finditer(text, 0, _SAMPLE)
    return sum(1 for _ in zip(found, range(_MARKDOWN_ENOUGH), strict=False)) >= _MARKDOWN_ENOUGH


# --- encodings ---------------------------------------------------------------------------------------------


def undecodable(data: bytes) -> ReadError:
    """Why the bytes are not text: binary, or text in an encoding that cannot be told."""
    sample = data[:_SAMPLE]
    if b"\0" in sample or _control_share(sample) > _MAX_CONTROLS:
        return ReadError("binary", "the file holds binary data, not text", "check that it is the right file")
    try:
        data.decode("utf-8")
        where = "the file"
    except UnicodeDecodeError as error:
        where = f"byte {error.start + 1} (0x{data[error.start]:02X})"
    return ReadError("encoding-unknown", f"the text is in no known encoding: {where} is not valid UTF-8", _LEGACY)


def _decode(data: bytes) -> _Decoded:
    found = _encoding(data)
    if found is None:
        raise undecodable(data)
    encoding, bom = found
    body = data[len(bom) :]
    try:
        return _Decoded(body.decode(encoding), encoding, bool(bom), 0)
    except UnicodeDecodeError:
        # Only behind a byte order mark of UTF-16 or UTF-32: half a pair, or a file that is cut off.
        text = body.decode(encoding, "replace")
        return _Decoded(text, encoding, bool(bom), text.count("\ufffd"))


def _encoding(data: bytes) -> tuple[str, bytes] | None:
    """The encoding and the byte order mark, or ``None`` where the bytes prove none."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return (encoding, bom) if encoding != "utf-8" or _is_utf8(data) else None
    sample = data[:_SAMPLE]
    if b"\0" in sample:
        for encoding in ("utf-16-le", "utf-16-be"):
            if _is_utf16(data, encoding):
                return encoding, b""
    if _is_utf8(data) and _control_share(sample) <= _MAX_CONTROLS:
        return "utf-8", b""
    return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_utf16(data: bytes, encoding: str) -> bool:
    """Whether the bytes, without a mark, are UTF-16 of a text in Latin letters."""
    if len(data) % 2:
        return False
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    text = text[:_SAMPLE]
    return sum(map(_is_latin, text)) >= 0.95 * len(text)


def _is_latin(char: str) -> bool:
    code = ord(char)
    return (
        0x20 <= code < 0x7F
        or char in "\t\n\r\f"
        or 0xA0 <= code < 0x250
        or 0x300 <= code < 0x370
        or 0x1E00 <= code < 0x1F00
        or 0x2010 <= code < 0x2070
    )


def _control_share(data: bytes) -> float:
    """The share of control characters that no text editor writes."""
    return 1 - len(data.translate(None, _CONTROLS)) / len(data) if data else 0.0
