"""Words that are set in fonts of the old encodings, turned into Unicode; the fonts' names say which encoding it is.

The horned u of TCVN3 has the code of a soft hyphen, of which writers of PDF files make a hyphen: ``tr-íc`` for
``tr\u00adíc``. Where the letters before it are no syllable but make one with it, it is that letter.
"""

from __future__ import annotations

import re

from plancli.encodings.fonts import FontDecoder, font_scheme
from plancli.normalise.syllables import is_possible
from plancli.patterns import Patterns
from plancli.readers.pdf.words import Layer

_HYPHENED = re.compile(r"([^\W\d_]*)-([^\W\d_]*)")


def decode_fonts(layer: Layer, patterns: Patterns) -> tuple[str, ...]:
    """Decode the words of the layer in place; the names of the encodings that were met."""
    decoder = FontDecoder(patterns)
    for words in (layer.words, layer.turned):
        for index, word in enumerate(words):
            if word.font.legacy:
                words[index] = word._replace(text=_decoded(word.text, word.font.name, decoder, patterns))
    return tuple(sorted(decoder.used))


def _decoded(text: str, font: str, decoder: FontDecoder, patterns: Patterns) -> str:
    found = decoder(text, font)
    scheme = font_scheme(font, patterns)
    if "-" not in found or scheme is None or scheme[0] != "tcvn3":
        return found
    return _HYPHENED.sub(lambda match: _horned(match, patterns), found)


def _horned(match: re.Match[str], patterns: Patterns) -> str:
    before, behind = match.groups()
    letter = "Ư" if before.isupper() or (not before and behind.isupper()) else "ư"
    whole = f"{before}{letter}{behind}"
    # A hyphen between two syllables, or codes of a number (27-NQ), is one.
    alone = bool(before) and is_possible(before, patterns)
    codes = before.isupper() and behind.isupper() and not is_possible(whole, patterns)
    if alone or codes or not (before or behind) or not is_possible(whole, patterns):
        return match.group()
    return whole
