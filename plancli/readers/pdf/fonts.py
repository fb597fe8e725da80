"""What a PDF's fonts tell: their names, weight, and whether their letters are Unicode or pictures."""

from __future__ import annotations

import ctypes
import re
from importlib import import_module
from typing import NamedTuple

from plancli.readers.docx.fonts import is_legacy_font
from plancli.readers.pdf.native import Native

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_SYMBOLS = {"symbol": "symbol", "wingdings2": "wingdings 2", "wingdings3": "wingdings 3", "wingdings": "wingdings"}
_BOLD_WEIGHT = 600


class Font(NamedTuple):
    """A font: its name without a subset's prefix, whether its letters are of an old encoding (``legacy``), and
    which table of symbols it is set in, if any."""

    name: str = ""
    bold: bool = False
    legacy: bool = False
    symbol: str = ""


class Fonts:
    """The fonts of a page, each looked at once."""

    def __init__(self) -> None:
        self._raw = import_module("pypdfium2.raw")
        self._known: dict[int, Font] = {}

    def of(self, item: Native) -> Font:
        """The font of a text object."""
        font = self._raw.FPDFTextObj_GetFont(item)
        if not font:
            return Font()
        key = ctypes.addressof(font.contents)
        if key not in self._known:
            self._known[key] = self._read(font)
        return self._known[key]

    def _read(self, font: Native) -> Font:
        length = self._raw.FPDFFont_GetBaseFontName(font, None, 0)
        buffer = ctypes.create_string_buffer(max(length, 1))
        self._raw.FPDFFont_GetBaseFontName(font, buffer, length)
        name = _SUBSET.sub("", buffer.value.decode("utf-8", "replace"))
        flat = re.sub(r"[^a-z0-9]", "", name.lower())
        return Font(
            name,
            _BOLD.search(name) is not None or self._raw.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT,
            is_legacy_font(name),
            next((known for start, known in _SYMBOLS.items() if flat.startswith(start)), ""),
        )
