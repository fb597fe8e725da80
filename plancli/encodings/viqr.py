"""VIQR (RFC 1456): Vietnamese in ASCII, ``Vie^.t Nam``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

_UNIT = re.compile(
    r"""
      \\(?P<literal>[`'?~.^(+*Dd\\])                                     # a sign that is no mark
    | (?P<stroke>[Dd])[Dd]
    | (?P<vowel>[AEIOUYaeiouy])(?P<quality>[\^(+*]?)(?P<tone>[`'?~.]?)
    """,
    re.VERBOSE,
)
# A full stop, not the dot below: what follows begins a sentence, or nothing follows.
_SENTENCE_END = re.compile(r"[\"')\]]*(?:[ \t]*(?:\r|\n|\Z)|[ \t]+[A-Z0-9\-+(])")
_MARKER = re.compile(r"(?:\A|\n)[ \t]*\Z")


def viqr_decoder(qualities: Mapping[str, Mapping[str, str]], tones: Mapping[str, str]) -> Callable[[str], str]:
    """The decoder for these marks.

    A syllable has one tone: a second tone sign in it is punctuation. Where a text never writes ``\\.`` its author
    did not escape full stops, and one behind a vowel at a sentence's end is taken for what it looks like; so is the
    one in a paragraph's marker (``a.``).
    """
    table = {
        (vowel, quality): letter
        for quality, letters in qualities.items()
        for vowel, letter in (pair for small, made in letters.items() for pair in ((small, made), _upper(small, made)))
    }

    def decode(text: str) -> str:
        escapes = "\\." in text
        out: list[str] = []
        done, toned = 0, False
        for match in _UNIT.finditer(text):
            start, end = match.span()
            between = text[done:start]
            out.append(between)
            done = end
            if between and not between.isalpha():
                toned = False
            vowel = match["vowel"]
            if vowel is None:
                out.append(match["literal"] or ("đ" if match["stroke"] == "d" else "Đ"))
                toned = toned and not match["literal"]
                continue
            quality, tone = match["quality"], match["tone"]
            letter = table.get((vowel, quality))
            if letter is None:
                letter = vowel
                if quality:
                    # The sign is no mark of this vowel, and what stands behind it none either.
                    out.append(text[start:end])
                    toned = False
                    continue
            if tone and (toned or _is_stop(text, match, escapes)):
                out.append(letter + tone)
                toned = False
            elif tone:
                out.append(unicodedata.normalize("NFC", letter + tones[tone]))
                toned = True
            else:
                out.append(letter)
        out.append(text[done:])
        return "".join(out)

    return decode


def _upper(vowel: str, letter: str) -> tuple[str, str]:
    return vowel.upper(), letter.upper()


def _is_stop(text: str, match: re.Match[str], escapes: bool) -> bool:
    """Whether the tone sign behind the vowel is a full stop."""
    if match["tone"] != ".":
        return False
    end = match.end()
    if text[end : end + 1] == ".":
        return True
    if escapes:
        return False
    begins = match.start() == 0 or text[match.start() - 1].isspace()
    if begins and _MARKER.search(text, max(0, match.start() - 40), match.start()):
        return True
    return _SENTENCE_END.match(text, end) is not None
