"""VIQR (RFC 1456): Vietnamese in ASCII, ``Vie^.t Nam``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Mapping

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
_LETTERS_AT_END = re.compile("[A-Za-z]+\\Z")
_MARKER = re.compile(r"(?:\A|\n)[ \t]*\Z")


def viqr_decoder(
    qualities: Mapping[str, Mapping[str, str]], tones: Mapping[str, str], common: Container[str]
) -> Callable[[str], str]:
    """The decoder for these marks; ``common`` holds frequent syllables, composed, in small letters.

    A syllable has one tone: a second tone sign in it is punctuation. Where a text never writes ``\\.`` its author
    did not escape full stops: of two dots the first is a tone; one behind a vowel at a sentence's end is a tone only
    where that makes a frequent syllable (``nhie^.m vu.``), and never in a paragraph's marker (``a.``).
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
        # Where in ``out`` the syllable begins.
        begin = 0
        for match in _UNIT.finditer(text):
            start, end = match.span()
            between = text[done:start]
            out.append(between)
            done = end
            if between and not between.isalpha():
                head = _LETTERS_AT_END.search(between)
                out[-1:] = [between[: head.start()], head.group()] if head else [between, ""]
                toned, begin = False, len(out) - 1
            vowel = match["vowel"]
            if vowel is None:
                out.append(match["literal"] or ("đ" if match["stroke"] == "d" else "Đ"))
                if match["literal"]:
                    toned, begin = False, len(out)
                continue
            quality, tone = match["quality"], match["tone"]
            letter = table.get((vowel, quality), vowel)
            if quality and letter == vowel:
                # The sign is no mark of this vowel, and what stands behind it none either.
                out.append(text[start:end])
                toned, begin = False, len(out)
                continue
            made = unicodedata.normalize("NFC", letter + tones[tone]) if tone else letter
            if tone and not toned and tone == "." and not escapes and _may_be_stop(text, match):
                toned = "".join([*out[begin:], made]).lower() not in common
            elif tone and not toned and tone == "." and text[end : end + 2] == ".." and text[end + 2 : end + 3] != ".":
                toned = True
            if tone and toned:
                out.append(letter + tone)
                toned, begin = False, len(out)
            else:
                out.append(made)
                toned = toned or bool(tone)
        out.append(text[done:])
        return "".join(out)

    return decode


def _upper(vowel: str, letter: str) -> tuple[str, str]:
    return vowel.upper(), letter.upper()


def _may_be_stop(text: str, match: re.Match[str]) -> bool:
    """Whether the dot behind the vowel stands where full stops do."""
    end = match.end()
    if text[end : end + 1] == ".":
        return False
    begins = match.start() == 0 or text[match.start() - 1].isspace()
    if begins and _MARKER.search(text, max(0, match.start() - 40), match.start()):
        return True
    return _SENTENCE_END.match(text, end) is not None
