"""Is a text layer what the page shows, or garbage: glyphs without Unicode, an OCR layer without Vietnamese marks?

A plan's Vietnamese has a mark on every third letter. A page of Latin words that has hardly any is English, or it is
Vietnamese that OCR for another language has read: then its words are syllables without their marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from plancli.normalise.syllables import tables
from plancli.patterns import Patterns
from plancli.readers.pdf.words import Layer

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
    where nothing speaks against it. Text in fonts of the old encodings is not judged: they are decoded by these."""
    glyphs = layer.glyphs + layer.unmapped
    if glyphs and layer.unmapped > _UNMAPPED * glyphs and layer.unmapped > 3:
        return "unmapped"
    words = [word.text for word in layer.words if not word.font.legacy]
    text = " ".join(words)
    if "(cid:" in text and len(_CID.findall(text)) > max(3, _UNMAPPED * len(words)):
        return "unmapped"
    counted = Counter(text)
    if sum(count for char, count in counted.items() if "\ue000" <= char <= "\uf8ff") > max(
        8, 2 * _UNMAPPED * len(text)
    ):
        return "unmapped"
    return _judge(text, counted, patterns)


def _judge(text: str, counted: Counter[str], patterns: Patterns) -> str | None:
    letters = marked = strange = 0
    for char, count in counted.items():
        kind = _kind(char)
        letters += count if kind is not None else 0
        marked += count if kind == "marked" else 0
        strange += count if kind == "strange" else 0
    if letters < _FEW:
        return None
    if strange > _STRANGE * letters and strange > marked / 3:
        return "garbled"
    if marked >= _MARKED * letters:
        return None
    plain = [word.lower() for word in _LETTERS.findall(text) if len(word) > 1]
    if len(plain) < _FEW_WORDS:
        return None
    known = tables(patterns).look_alikes
    share = sum(word in known for word in plain) / len(plain)
    return "marks-lost" if share >= _SYLLABLES or (share >= _FOREIGN and marked) else None


@lru_cache(maxsize=4096)
def _kind(char: str) -> str | None:
    """``plain`` (a to z), ``marked`` (a Vietnamese letter with a mark, or a mark), ``strange``; ``None``: no letter."""
    if char in _MARKS or char in "đĐƣƢÐð":
        return "marked"
    if not char.isalpha():
        # In mojibake of the old encodings these stand for letters.
        return "strange" if char in "©®ª¬­«»¸¹µ¶¨¦¤§·×÷" else None
    if char.isascii():
        return "plain"
    parts = unicodedata.normalize("NFD", char)
    vowel = parts[0].lower() in tuple("aeiouy") and set(parts[1:]) <= _MARKS
    return "marked" if vowel and len(parts) > 1 else "strange"


_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b")
