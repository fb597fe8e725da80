"""Is a text layer what the page shows, or garbage: glyphs without Unicode, an OCR layer without Vietnamese marks?

A plan's Vietnamese has a mark on every third letter. A page of Latin words that has hardly any is English, or it is
Vietnamese that OCR for another language has read: then its words are syllables without their marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from plancli.normalise.syllables import tables
from plancli.patterns import Patterns
from plancli.readers.pdf.words import Layer, Word

_LETTERS = re.compile(r"[^\W\d_]+")
_CID = re.compile(r"\(cid:\d+\)")
# More than this share of the glyphs without Unicode, or as raw numbers, is no text.
_UNMAPPED = 0.03
# Fewer letters than this prove nothing.
_FEW = 60
_FEW_WORDS = 12
# Vietnamese has 25 to 35 marked letters in 100; below this share a page has lost its marks.
_MARKED = 0.06
# Of the words of unmarked Vietnamese, at least this share are syllables but for their marks; of English, under 0.35.
_SYLLABLES = 0.6
_FOREIGN = 0.35
# Letters of other alphabets, or of Latin without use in Vietnamese, within words: mojibake.
_STRANGE = 0.08


def poor_text(layer: Layer, patterns: Patterns) -> str | None:
    """Why the text layer cannot be taken for the page's text: ``unmapped``, ``marks-lost``, ``garbled``; ``None``
    where nothing speaks against it. Text in fonts of the old encodings is not judged: it is converted later."""
    glyphs = layer.glyphs + layer.unmapped
    if glyphs and layer.unmapped > _UNMAPPED * glyphs and layer.unmapped > 3:
        return "unmapped"
    words = [word for word in layer.words if not word.font.legacy]
    text = " ".join(word.text for word in words)
    if len(_CID.findall(text)) > max(3, _UNMAPPED * len(words)):
        return "unmapped"
    private = sum("\ue000" <= char <= "\uf8ff" for char in text)
    if private > max(8, 2 * _UNMAPPED * len(text)):
        return "unmapped"
    return _judge(words, patterns)


def _judge(words: Sequence[Word], patterns: Patterns) -> str | None:
    found = _LETTERS.findall(unicodedata.normalize("NFC", " ".join(word.text for word in words)))
    letters = sum(map(len, found))
    if letters < _FEW or len(found) < _FEW_WORDS:
        return None
    marked = strange = 0
    for word in found:
        if word.isascii():
            continue
        for char in word:
            kind = _kind(char)
            marked += kind == "marked"
            strange += kind == "strange"
    if strange > _STRANGE * letters and strange > marked / 3:
        return "garbled"
    if marked >= _MARKED * letters:
        return None
    plain = [word.lower() for word in found if len(word) > 1]
    known = tables(patterns).look_alikes
    share = sum(word in known for word in plain) / max(len(plain), 1)
    return "marks-lost" if share >= _SYLLABLES or (share >= _FOREIGN and marked) else None


@lru_cache(maxsize=2048)
def _kind(char: str) -> str:
    """``plain`` (a to z), ``marked`` (Vietnamese with a mark), or ``strange``."""
    if char.isascii():
        return "plain"
    if char in "đĐƣƢÐð":
        return "marked"
    parts = unicodedata.normalize("NFD", char)
    if not parts[0].isascii():
        return "strange"
    return "marked" if set(parts[1:]) <= _MARKS and parts[0].lower() in "aeiouy" else "strange"


_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b")
