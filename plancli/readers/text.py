"""Plain text and markdown: the encoding told by byte order mark, by proof, or by clear statistics.

The text is what the file says, NFC or NFD, line ends and all; only the byte order mark is dropped. A form
feed ends a page. Unicode proves itself. The old Vietnamese encodings (TCVN3, VNI, VPS, VISCII, windows-1258, VIQR)
do not: they are told by how the text reads (``plancli.encodings``), and the decision is told in the options;
where none is clearly right the file is refused.
"""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from plancli.errors import ReadError
from plancli.readers.files import RawFile
from plancli.readers.notes import note_labels
from plancli.text import SourceText

if TYPE_CHECKING:
    from plancli.encodings.detect import Detected

_SAMPLE = 256 * 1024
_BOMS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BOM_MARKS = tuple(bom for bom, _ in _BOMS)
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\v\x1a\x1b") + b"\x7f"
_MAX_CONTROLS = 0.02
# Control characters that no text has; VISCII and VPS have capitals in place of others, which are rare.
_MAX_STRANGE = 0.2
_LEGACY = "name its encoding with --encoding (tcvn3, vni, vps, viscii, windows-1258 …), or convert it to UTF-8"
_SURROGATES = re.compile("[\ud800-\udfff]")


class _Decoded(NamedTuple):
    text: str
    encoding: str
    bom: bool = False
    replaced: int = 0
    found: tuple[tuple[str, str], ...] = ()


def is_text(raw: RawFile) -> bool:
    """Whether the bytes are provably Unicode text, or may be text in an old encoding."""
    return _encoding(raw.data) is not None or _may_be_legacy(raw.data)


def read_text(raw: RawFile, encoding: str | None = None) -> SourceText:
    """The text of a file that ``is_text``.

    ``encoding`` forces one: a name of ``plancli.encodings`` or of Python's codecs. Text in Unicode that was made of
    TCVN3 or its like by reading it in the wrong encoding is made right; the options say so: ``detected`` is how well
    the text reads (1: nothing but frequent words), ``margin`` by how much better than in any other encoding,
    ``stored`` the Unicode encoding that holds the wrong letters, ``legacy`` and ``legacy-lines`` the old encoding of a
    part of the text. Raises ``ReadError``: empty, binary, encoding-unknown, encoding-name.
    """
    decoded = _made_right(_decode(raw.data)) if encoding is None else _decode_as(raw.data, encoding)
    if not decoded.text:
        raise ReadError("empty", "the file is empty", "check that it was saved or downloaded whole")
    options = (("bom", "yes"),) if decoded.bom else ()
    if decoded.replaced:
        options = (*options, ("replaced", str(decoded.replaced)))
    return source_of(decoded.text, raw.path, encoding=decoded.encoding, options=(*options, *decoded.found))


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
        labels=note_labels(text),
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
    if not ("#" in text or "**" in text or "```" in text or "~~~" in text or ("---" in text and "|" in text)):
        return False
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
        return _decode_legacy(data)
    encoding, bom = found
    body = data[len(bom) :]
    try:
        return _Decoded(body.decode(encoding), encoding, bool(bom), 0)
    except UnicodeDecodeError:
        # Only behind a byte order mark of UTF-16 or UTF-32: half a pair, or a file that is cut off.
        text = body.decode(encoding, "replace")
        return _Decoded(text, encoding, bool(bom), text.count("\ufffd"))


def _decode_legacy(data: bytes) -> _Decoded:
    """Bytes that are no Unicode: in an old encoding, where one is clearly it."""
    if _may_be_legacy(data):
        # The patterns and their library are not needed for Unicode.
        from plancli.encodings.detect import detect_bytes

        found = detect_bytes(data)
        if found is not None:
            return _Decoded(found.text, found.scheme, found=_evidence(found))
    raise undecodable(data)


def _made_right(decoded: _Decoded) -> _Decoded:
    """Unicode that holds the letters of an old encoding read as a Western one, in whole or in part."""
    from plancli.encodings.detect import detect_text

    found = detect_text(decoded.text)
    if found is None:
        return decoded
    options = _evidence(found)
    if found.lines is None:
        if found.scheme != "viqr":
            options = (("stored", decoded.encoding), *options)
        return decoded._replace(text=found.text, encoding=found.scheme, found=options)
    return decoded._replace(
        text=found.text, found=(("legacy", found.scheme), ("legacy-lines", str(found.lines)), *options)
    )


def _evidence(found: Detected) -> tuple[tuple[str, str], ...]:
    return (("detected", f"{found.score:.2f}"), ("margin", f"{found.margin:.2f}"))


def _decode_as(data: bytes, name: str) -> _Decoded:
    """The bytes in the encoding that the user names; Unicode bytes may hold an old encoding's letters."""
    from plancli.encodings.schemes import decode_legacy, scheme_name

    scheme = scheme_name(name)
    if scheme is None:
        return _decode_by(data, name)
    unicode = _encoding(data)
    if unicode is None:
        return _Decoded(decode_legacy(data, scheme), scheme, found=(("forced", "yes"),))
    encoding, bom = unicode
    text = decode_legacy(data[len(bom) :].decode(encoding, "replace"), scheme)
    stored = () if data.isascii() else (("stored", encoding),)
    return _Decoded(text, scheme, bool(bom), found=(*stored, ("forced", "yes")))


def _decode_by(data: bytes, name: str) -> _Decoded:
    """The bytes in one of Python's encodings; ``ReadError`` (encoding-name) where there is none for text."""
    try:
        codec = codecs.lookup(name).name
        if codec == "utf-8-sig":
            codec = "utf-8"
        bom = next((mark for mark, encoding in _BOMS if data.startswith(mark) and encoding == codec), b"")
        text = data[len(bom) :].decode(codec, "replace")
    except (LookupError, ValueError) as error:
        known = "tcvn3, vni, vps, viscii, windows-1258, viqr, utf-8, windows-1252 …"
        raise ReadError("encoding-name", f"no encoding of text is named {name[:40]!r}", f"name one: {known}") from error
    return _Decoded(without_surrogates(text), codec, bool(bom), text.count("\ufffd"), (("forced", "yes"),))


def _may_be_legacy(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    return b"\0" not in sample and _control_share(sample) <= _MAX_STRANGE and not data.startswith(_BOM_MARKS)


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
