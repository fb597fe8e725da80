"""Text written in the old encodings, by tables that are the inverse of those that read it."""

from __future__ import annotations

import unicodedata

from plancli.encodings.codes import bytes_of
from plancli.encodings.schemes import schemes

LOWER = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
LETTERS = LOWER + LOWER.upper()
MARKED = "".join(char for char in LETTERS if not char.isascii())
SINGLE_BYTE = ("tcvn3", "viscii", "vps", "windows-1258", "vni")
SCHEMES = (*SINGLE_BYTE, "viqr")

_QUALITY = {"\u0302": "^", "\u0306": "(", "\u031b": "+"}
_TONE = {"\u0300": "`", "\u0301": "'", "\u0303": "~", "\u0309": "?", "\u0323": "."}
_PLAIN: dict[str, str | int | None] = {
    "–": "-",
    "—": "-",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "…": "...",
    "\u00a0": " ",
    "•": "-",
    "Ð": "Đ",
    "✓": "-",
}
_PLAIN |= {"Ƣ": "Ư", "ƣ": "ư"}


def writable(text: str) -> str:
    """The text, composed, with what no old encoding can write as typists of their day wrote it."""
    return unicodedata.normalize("NFC", text).translate(str.maketrans(_PLAIN))


def encode(text: str, scheme: str) -> bytes:
    """The text's bytes; small letters for capitals that TCVN3 has not; ``KeyError`` for what no code stands for."""
    text = writable(text)
    if scheme == "viqr":
        return "".join(map(_viqr, text)).encode("ascii")
    table = {}
    for code, letter in schemes()[scheme].letters.items():
        # VNI has each letter twice, with a small and with a capital mark; the mark's case is the vowel's.
        if len(code) == 1 or code[1].isupper() == code[0].isupper():
            table[letter] = bytes_of(code)
    out: list[bytes | None] = []
    for char in text:
        pieces = [char]
        if scheme == "tcvn3" and char not in table and not char.isascii():
            pieces = [char.lower()]
        elif scheme == "windows-1258" and char not in table:
            base = unicodedata.normalize("NFD", char)
            tone = next((mark for mark in base if mark in _TONE), "")
            pieces = [unicodedata.normalize("NFC", base.replace(tone, "")), *tone] if tone else [char]
        for piece in pieces:
            out.append(piece.encode("ascii") if piece.isascii() else table[piece])
    return b"".join(piece for piece in out if piece is not None)


def misread(text: str, scheme: str, page: str = "cp1252") -> str:
    """The text in the encoding, read as Unicode by way of a code page; bytes that it has not, as Latin-1 has them."""
    data = encode(text, scheme)
    return "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in data)


def _viqr(char: str) -> str:
    if char in "đĐ":
        return "dd" if char == "đ" else "DD"
    marks = unicodedata.normalize("NFD", char)
    if len(marks) > 1:
        signs = sorted((_QUALITY.get(mark, "") for mark in marks[1:]), reverse=True)
        return marks[0] + "".join(signs) + "".join(_TONE.get(mark, "") for mark in marks[1:])
    return "\\" + char if char in "`'?~.^(+*\\" else char
