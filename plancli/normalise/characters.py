"""Characters as Vietnamese means them: composed, one kind of blank, one kind of line end, no look-alikes.

Each repair is certain: it never depends on the words around. Doubtful ones (OCR confusions) are not made here but
offered by the matchers that can judge them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from plancli.alphabet import CHARACTERS, is_usual
from plancli.expressions import compiled
from plancli.text import Edit, NormText

# U+01A2/U+01A3 come from fonts whose ToUnicode table is wrong for Ư/ư; U+00D0/U+00F0 (Eth) look like Đ/đ.
_LOOKALIKES = {"\u01a2": "Ư", "\u01a3": "ư", "\u00d0": "Đ", "\u00f0": "đ"}
_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_LINE_ENDS = "\r\n|[\r\x0b\x0c\x85\u2028\u2029]"
_ODD = compiled(f"{_LINE_ENDS}|[{''.join(_LOOKALIKES)}{_BLANKS}{_INVISIBLE}{_CONTROLS}]")
# Those of them that stand among the usual characters, where no other is odd and all are composed.
_USUAL_ODD = "".join(char for char in CHARACTERS if _ODD.match(char))
_CLUSTER = compiled(r"\P{M}\p{M}+")


def _odd_edits(text: str) -> Iterator[Edit]:
    for match in _ODD.finditer(text):
        found = match.group()
        if found in _LOOKALIKES:
            replacement = _LOOKALIKES[found]
        elif found in "\r\n\r\x0b\x0c\x85\u2028\u2029":
            replacement = "\n"
        elif found.isspace():
            replacement = " "
        else:
            replacement = ""
        yield Edit(match.start(), match.end(), replacement)


def _composing_edits(text: str) -> Iterator[Edit]:
    for match in _CLUSTER.finditer(text):
        composed = unicodedata.normalize("NFC", match.group())
        if composed != match.group():
            yield Edit(match.start(), match.end(), composed)


def clean_characters(text: NormText) -> NormText:
    """Line ends to LF, blanks to one kind, invisible characters dropped, look-alikes mapped, NFC."""
    if is_usual(text.text, but=_USUAL_ODD):
        return text
    text = text.edit(_odd_edits(text.text))
    if not unicodedata.is_normalized("NFC", text.text):
        text = text.edit(_composing_edits(text.text))
    return text
