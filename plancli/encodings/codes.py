"""Codes of one byte, and the characters as which text shows them when it was read in the wrong encoding.

A text in an old encoding reaches us as bytes, or as Unicode in which each byte has become the character that some
Western code page has in its place: ``héi`` in TCVN3 is read as ``héi`` by windows-1252, ``§¶ng`` is ``Đảng``. The one
form is brought to the other here: a *code* is the windows-1252 character of its byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

# The Greek letter that stands for the micro sign after compatibility normalisation, and in some fonts of PDF files.
_LOOKALIKES = {0xB5: "\u03bc"}


@cache
def code_of(byte: int) -> str:
    """The windows-1252 character of the byte; the control character of Latin-1 where there is none."""
    return bytes([byte]).decode("cp1252", "ignore") or chr(byte)


def forms_of(byte: int) -> Iterator[str]:
    """All characters as which the byte is met, the usual one first.

    windows-1252, Latin-1, and windows-1258, as which Vietnamese Windows reads it.
    """
    yield code_of(byte)
    if byte >= 0x80:
        yield chr(byte)
    if byte in _LOOKALIKES:
        yield _LOOKALIKES[byte]
    if byte >= 0x80:
        yield from bytes([byte]).decode("cp1258", "ignore")


@cache
def _to_codes() -> dict[int, str]:
    return {byte: code_of(byte) for byte in range(0x80, 0xA0)}


@cache
def _to_bytes() -> dict[str, int]:
    return {chr(byte): byte for byte in range(256)} | {code_of(byte): byte for byte in range(0x80, 0xA0)}


def codes_of(data: bytes) -> str:
    """The bytes as codes, one character a byte."""
    return data.decode("latin-1").translate(_to_codes())


def bytes_of(text: str) -> bytes | None:
    """The bytes that windows-1252 read as the text, ``None`` where a character is none of its."""
    try:
        return bytes(map(_to_bytes().__getitem__, text))
    except KeyError:
        return None


@cache
def _from_private() -> dict[int, str]:
    return {0xF000 + byte: code_of(byte) for byte in range(0x20, 0x100)}


def from_private(text: str) -> str:
    """The text with the characters as which Word keeps text in symbol fonts (U+F020 to U+F0FF) as codes."""
    return text.translate(_from_private())
