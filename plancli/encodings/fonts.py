"""Fonts of the old encodings: text set in them is no Unicode, and the font's name says what it is."""

from __future__ import annotations

import re

from plancli.encodings.codes import from_private
from plancli.encodings.evidence import Judge
from plancli.encodings.schemes import schemes
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Views

# PDF files name a font that they hold in part "ABCDEF+Name".
_SUBSET = re.compile(r"^[A-Z]{6}\+")
# Letters that fonts of old encodings have not: the text was typed in Unicode, whatever its font is called.
_UNICODE = re.compile("[\u1ea0-\u1ef9\u0128\u0129\u0168\u0169\u0302\u0306\u031b]")


def font_scheme(name: str, patterns: Patterns | None = None) -> tuple[str, bool] | None:
    """The encoding of the font, and whether it shows small letters as capitals (``.VnTimeH``); else ``None``.

    ``name`` is as Word or PDF files give it: with a subset's prefix, a style behind it (``.VnTime,Bold``).
    """
    rule = _font_rule(name, patterns or Patterns.builtin())
    return (rule.get("scheme"), rule.get("capitals", False)) if rule else None


def _font_rule(name: str, patterns: Patterns) -> CompiledRule | None:
    views = Views(_SUBSET.sub("", name.strip()))
    return next((rule for rule in patterns["encoding_fonts"].rules if rule.match(views)), None)


class FontDecoder:
    """Decodes text by the font in which it is set; ``used`` collects the encodings that were met."""

    def __init__(self, patterns: Patterns | None = None) -> None:
        self._patterns = patterns or Patterns.builtin()
        self._judge = Judge(self._patterns)
        self._fonts: dict[str, tuple[str, bool] | None] = {}
        self.used: list[str] = []

    def __call__(self, text: str, font: str) -> str:
        """The text in Unicode; as it stands where the font is of no encoding that is known.

        A stretch of text may be part of a word: a VNI mark at its begin, whose vowel stands before, becomes a
        combining mark. Text that is Unicode already, though its font is an old one, stays.
        """
        if font not in self._fonts:
            self._fonts[font] = font_scheme(font, self._patterns)
        known = self._fonts[font]
        if known is None or not text:
            return text
        name, capitals = known
        codes = from_private(text)
        if not codes.isascii() and not _UNICODE.search(codes):
            codes = self._decode(codes, name)
        return codes.upper() if capitals else codes

    def _decode(self, codes: str, name: str) -> str:
        scheme = schemes(self._patterns)[name]
        head = scheme.lone_marks.get(codes[0], "")
        decoded = head + scheme.decode(codes[1:] if head else codes)
        before, after = self._judge.tally(codes), self._judge.tally(decoded)
        if before.marked and not before.wrong and after.wrong:
            return codes
        if name not in self.used:
            self.used.append(name)
        return decoded
