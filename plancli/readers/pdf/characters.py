"""The characters of a page in bulk: code points, boxes and text objects as flat sequences.

A page has some thousand characters, and a call into PDFium is dear next to what it does; so each function is called
once a character, by its address, and writes into one array.
"""

from __future__ import annotations

import ctypes
import math
from collections import deque
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import NamedTuple

from plancli.errors import ReadError
from plancli.readers.pdf.fonts import Font, Fonts
from plancli.readers.pdf.native import MAX_CHARACTERS, Native

_INVISIBLE = 3
_BOX = 16  # bytes of an FS_RECTF: left, top, right, bottom as 32 bit floats

# Sizes of type in points, beyond which nobody writes.
_LEAST_SIZE, _MOST_SIZE = 0.1, 2000.0


class Style(NamedTuple):
    """What the characters of one text object share.

    ``size``: of the font as drawn, in points and tenths; ``turns``: the direction of writing in quarters against the
    clock, ``None`` for a slant; ``base``: a point on the baseline, in user space; ``hidden``: drawn invisibly.
    """

    font: Font
    size: float
    turns: int | None
    base: tuple[float, float]
    hidden: bool


class Characters:
    """All characters of a text page; ``text`` has one code point a character. Boxes are in user space."""

    def __init__(self, textpage: Native) -> None:
        self._raw = raw = import_module("pypdfium2.raw")
        self._page = textpage
        count = max(raw.FPDFText_CountChars(textpage), 0)
        if count > MAX_CHARACTERS:
            raise ReadError("too-large", f"a page of the PDF has {count} characters", "take the plan's own pages out")
        self.text = self._read_text(count)
        self.left, self.top, self.right, self.bottom = self._read_boxes(count)
        self._objects = self._by_address(raw.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_int)
        self._fonts = Fonts()
        self._styles: dict[int, Style] = {}

    def _read_text(self, count: int) -> str:
        raw = self._raw
        if not count:
            return ""
        units = (ctypes.c_ushort * (count + 1))()
        if raw.FPDFText_GetText(self._page, 0, count, units) == count + 1:
            text = bytes(units)[: 2 * count].decode("utf-16-le", "replace")
            if len(text) == count:
                return text
        # Characters without Unicode are left out of the text, and those beyond U+FFFF take two units.
        get = raw.FPDFText_GetUnicode
        return "".join(chr(min(get(self._page, index), 0x10FFFF)) for index in range(count))

    def _read_boxes(self, count: int) -> tuple[Sequence[float], ...]:
        boxes = ctypes.create_string_buffer(max(count, 1) * _BOX)
        call = self._by_address(self._raw.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_int, ctypes.c_void_p)
        first = ctypes.addressof(boxes)
        # No loop in Python: this is done for each character of the file.
        deque(map(call, range(count), range(first, first + count * _BOX, _BOX)), maxlen=0)
        values = memoryview(boxes).cast("B").cast("f").tolist()
        return values[0::4], values[1::4], values[2::4], values[3::4]

    def _by_address(self, function: Native, result: Native, *arguments: Native) -> Native:
        """The function bound to this page, taking plain integers for pointers."""
        address = ctypes.cast(function, ctypes.c_void_p).value or 0
        plain = ctypes.CFUNCTYPE(result, ctypes.c_void_p, *arguments)(address)
        page = ctypes.cast(self._page.raw, ctypes.c_void_p).value
        return partial(plain, page)

    def item(self, index: int) -> int:
        """Which text object draws the character; 0 for a blank that PDFium put."""
        return self._objects(index) or 0

    def style(self, index: int) -> Style:
        """The style of a character."""
        key = self.item(index)
        found = self._styles.get(key)
        if found is None:
            found = self._read_style(index)
            if key:
                self._styles[key] = found
        return found

    def _read_style(self, index: int) -> Style:
        raw, page = self._raw, self._page
        item = raw.FPDFText_GetTextObject(page, index)
        size = abs(raw.FPDFText_GetFontSize(page, index))
        matrix = raw.FS_MATRIX()
        turns: int | None = 0
        if raw.FPDFText_GetMatrix(page, index, ctypes.byref(matrix)):
            size *= math.hypot(matrix.c, matrix.d)
            turns = _quarter(matrix.a, matrix.b)
        height = self.top[index] - self.bottom[index]
        if turns in (1, 3):
            height = self.right[index] - self.left[index]
        if not size or (height > 0 and not 0.1 < height / size < 2.5):
            size = height if height > 0 else 1.0
        # Of what a damaged file says something that can be divided by.
        size = min(max(_LEAST_SIZE, round(size, 1)), _MOST_SIZE)
        hidden = bool(item) and raw.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE
        return Style(self._fonts.of(item) if item else Font(), size, turns, self.origin(index), hidden)

    def origin(self, index: int) -> tuple[float, float]:
        """Where the character stands on its baseline."""
        x, y = ctypes.c_double(), ctypes.c_double()
        self._raw.FPDFText_GetCharOrigin(self._page, index, ctypes.byref(x), ctypes.byref(y))
        return x.value, y.value


def _quarter(a: float, b: float) -> int | None:
    """The direction of writing in quarters against the clock; ``None`` for a slant."""
    length = math.hypot(a, b)
    if abs(b) <= 0.2 * length:
        return 0 if a >= 0 else 2
    if abs(a) <= 0.2 * length:
        return 1 if b > 0 else 3
    return None
