"""Glyphs of symbol fonts as Unicode: Symbol, Wingdings and the bullets that Word makes of them.

Symbol fonts put their glyphs at 0x20 to 0xFF; Word writes them there or at U+F020 to U+F0FF.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Adobe's Symbol encoding, from 0x20 on; a blank stands where there is no glyph or none that Unicode has.
_SYMBOL_LOW = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼ "
_SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭ "
_WINGDINGS = {
    0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x34: "⌛", 0x36: "⌛", 0x3F: "✎", 0x41: "✌", 0x43: "👍", 0x45: "☜", 0x46: "☞",
    0x47: "☝", 0x48: "☟", 0x4A: "☺", 0x4C: "☹", 0x51: "✈", 0x52: "☼", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□",
    0x70: "□", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "♦", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x78: "☒", 0x9E: "·",
    0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA2: "○", 0xA4: "◉", 0xA5: "◎", 0xA7: "▪", 0xA8: "□", 0xAA: "✦", 0xAB: "★",
    0xAC: "✶", 0xD8: "➢", 0xDB: "⬅", 0xDC: "➡", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE7: "⬅", 0xE8: "➔",
    0xE9: "⬆", 0xEA: "⬇", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x96: "•", 0x97: "●", 0x98: "●", 0xA3: "□", 0xA2: "▪"}
_WINGDINGS_3 = {0x7D: "▶", 0x7C: "◀", 0x84: "◂", 0x86: "►", 0xC6: "→"}
_DASHES = "-–—−‐‑"
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_FEW = 16


def _symbol() -> dict[int, str]:
    low = {0x20 + index: char for index, char in enumerate(_SYMBOL_LOW)}
    high = {0xA0 + index: char for index, char in enumerate(_SYMBOL_HIGH)}
    return {code: char for code, char in (low | high).items() if char != " " or code == 0x20}


_TABLES = {
    "symbol": _symbol(),
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
}
# A private character whose font is not known: the bullets that are met everywhere.
_ANYWHERE = _WINGDINGS | {0xB7: "•", 0x2D: "−"}


# Asked of every run; a document has a handful of fonts.
@lru_cache(maxsize=256)
def is_symbol_font(font: str) -> bool:
    """Whether the font's characters are pictures, not letters."""
    return font.lower() in _TABLES


def symbol(code: int, font: str) -> str:
    """The character for a glyph of ``w:sym``; where it has no table, the private character itself."""
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    table = _TABLES.get(font.lower(), _ANYWHERE if low != code else {})
    found = table.get(low)
    if found is not None:
        return found
    return chr(code) if 0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


def plain(text: str, font: str) -> str:
    """Text set in the font, with the glyphs of symbol fonts as characters; same length.

    Private characters are always glyphs. Others are when they stand alone or in a pair in a symbol font: of whole
    words so set it is more likely that the font is an oversight.
    """
    if font and len(text) <= _FEW and is_symbol_font(font) and len(text.strip()) <= 2:
        return "".join(symbol(ord(char), font) if ord(char) > 0x20 else char for char in text)
    # No private character is printable.
    if not text.isprintable() and _PRIVATE.search(text):
        return _PRIVATE.sub(lambda match: symbol(ord(match.group()), font), text)
    return text


def bullet(text: str, font: str) -> str:
    """The sign that a bullet of automatic numbering is: ``-``, ``+``, ``*`` or a Unicode bullet.

    Dashes of every length are ``-``; a glyph that no table knows is ``•``.
    """
    sign = plain(text, font).strip()
    if not sign:
        return "•" if text else ""
    if sign in _DASHES:
        return "-"
    if sign in ("∗", "﹡"):
        return "*"
    if sign == "o":
        # Courier New's letter o is Word's hollow bullet.
        return "○"
    if len(sign) == 1 and ("\ue000" <= sign <= "\uf8ff" or not sign.isprintable()):
        return "•"
    return sign
