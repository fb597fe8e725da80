"""Capitals that TCVN3 cannot write.

The encoding has no capitals with a tone: they are small letters that a font of capitals shows. Text typed in capitals
in an ordinary font, or that has lost its font, reads ``CộNG HòA`` when decoded. Where the letters that have case say
that a word is in capitals, the others follow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_WORD = re.compile(r"[^\W\d_]+")
_PLAIN_CAPITAL = re.compile("[A-ZĂÂÊÔƠƯĐ]")
# What looks like a syllable; acronyms mostly do not, and are in capitals whatever stands beside them.
_SYLLABLE = re.compile(
    r"[^\W_aeiouyăâêôơư]{0,3}[aeiouyăâêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]{1,3}[bcdfghklmnpqrstvx]{0,2}",
    re.IGNORECASE,
)
# A letter that TCVN3 has no capital of, where a sentence begins: behind a full stop or a marker. A line that begins
# behind another end may go on with its sentence.
_BEGINNING = (
    r"(?:(?<=[.!?][ \t])|(?<=[.!?;:]\n)|(?<=[.!?;:]\n\n)|(?<=[.!?;:][ ]\n)|(?<=[.!?;:][ ]\n\n)"
    r"|(?<=[\n \t][-+*–•][ \t])|(?<=[\dIVXa-zđ][.)][ \t]))"
    r"[àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ](?=[\w ])"
)
_JOINTS = re.compile(r"[ \t\u00a0]*[,;]?[ \t\u00a0]*|[ \t\u00a0]*[-–][ \t\u00a0]*")


def capital_restorer(names: Sequence[str]) -> Callable[[str], str]:
    """What gives a text its capitals back: ``CộNG HòA Xã HộI`` → ``CỘNG HÒA XÃ HỘI``; same length.

    A word of at least two capitals and no small letter but such as have no capital is in capitals. One with a single
    capital (``Xã``) is when both neighbours are, or the only one on its line. Such a letter becomes a capital where a
    sentence begins, and as the first of ``names``.
    """
    first = "|".join(f"{re.escape(name[0])}(?={re.escape(name[1:])}\\b)" for name in names)
    beginnings = re.compile(rf"{_BEGINNING}|\b(?:{first})")

    def restore(text: str) -> str:
        if text.isascii():
            return text
        lines = "\n".join(map(_restore_line, text.split("\n")))
        return beginnings.sub(lambda match: match.group().upper(), lines)

    return restore


def _restore_line(line: str) -> str:
    if line.isascii():
        return line
    words = list(_WORD.finditer(line))
    capital = [_is_capital(match.group()) for match in words]
    out: list[str] = []
    done = 0
    for index, match in enumerate(words):
        word = match.group()
        if word.isupper() or (word.islower() and word.isascii()):
            continue
        raised = capital[index]
        if raised is None:
            raised = _by_neighbours(line, words, capital, index)
            # What is settled settles the next word.
            capital[index] = raised or None
        if raised:
            out += line[done : match.start()], word.upper()
            done = match.end()
    out.append(line[done:])
    return "".join(out)


def _is_capital(word: str) -> bool | None:
    """Whether the word is in capitals; ``None`` where its own letters do not tell."""
    small = sum(char.islower() for char in word)
    if any(char.islower() and (char.isascii() or char in "ăâêôơưđ") for char in word):
        return False
    capitals = len(_PLAIN_CAPITAL.findall(word))
    if capitals >= 2:
        return True if _SYLLABLE.fullmatch(word) or small else None
    return None


def _by_neighbours(line: str, words: list[re.Match[str]], capital: list[bool | None], index: int) -> bool:
    near: list[bool | None] = []
    if index and _JOINTS.fullmatch(line, words[index - 1].end(), words[index].start()):
        near.append(capital[index - 1])
    if index + 1 < len(words) and _JOINTS.fullmatch(line, words[index].end(), words[index + 1].start()):
        ahead = index + 1
        # Words that do not tell either are looked past, a few.
        while capital[ahead] is None and ahead + 1 < len(words) and ahead < index + 4:
            if not _JOINTS.fullmatch(line, words[ahead].end(), words[ahead + 1].start()):
                break
            ahead += 1
        near.append(capital[ahead])
    return bool(near) and all(found is True for found in near)
