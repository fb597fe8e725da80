"""The schemes, built from ``patterns/encodings.toml``, and decoding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from plancli.encodings.capitals import capital_restorer
from plancli.encodings.codes import code_of, codes_of, forms_of
from plancli.encodings.viqr import viqr_decoder
from plancli.expressions import kept
from plancli.patterns import Patterns

Letters = dict[str, str]
"""Codes, one or two, → a letter, or a combining mark."""


class Scheme(Struct, frozen=True):
    """An old encoding.

    ``letters`` says what codes mean; ``decode`` makes Unicode of codes, or of the look-alikes of ``codes.forms_of``,
    and ``lone_marks`` are the codes that modify the vowel before them, with the combining marks they are.
    """

    name: str
    aliases: frozenset[str]
    letters: Letters
    decode: Callable[[str], str]
    lone_marks: Mapping[str, str]


def schemes(patterns: Patterns | None = None) -> dict[str, Scheme]:
    """The schemes by their names."""
    return (patterns or Patterns.builtin()).derive("encodings", _build)


def scheme_name(name: str, patterns: Patterns | None = None) -> str | None:
    """Our name of the scheme that is called so, in any case, with ``_`` or ``-``; ``None`` when there is none."""
    wanted = "-".join(name.lower().replace("_", " ").split())
    for scheme in schemes(patterns).values():
        if wanted == scheme.name or wanted in scheme.aliases:
            return scheme.name
    return None


def decode_legacy(text: str | bytes, scheme: str, patterns: Patterns | None = None) -> str:
    """The text in Unicode.

    ``text`` is bytes, or text in which the bytes became Western letters (``Uû ban nh©n d©n``). Characters that are no
    codes of the scheme stay as they are; line ends are kept. In windows-1258 tones stay characters of their own, as
    the code page has them. ``scheme`` is a name of ``scheme_name``; ``ValueError`` for another.
    """
    name = scheme_name(scheme, patterns)
    if name is None:
        raise ValueError(f"there is no encoding {scheme!r}; there are {', '.join(schemes(patterns))}")
    found = schemes(patterns)[name]
    return found.decode(codes_of(text) if isinstance(text, bytes) else text)


# Raise it when tables are made in another way: they are kept.
_FORM = 1

# --- building ----------------------------------------------------------------------------------------------


def _build(patterns: Patterns) -> dict[str, Scheme]:
    file = patterns["encodings"]
    common = frozenset(file.settings["common"].split())
    return {entry["scheme"]: _scheme(entry, common, file.digest) for entry in file.entries}


def _scheme(entry: dict[str, Any], common: frozenset[str], digest: str) -> Scheme:
    def forms(letters: Mapping[str, str]) -> dict[int, str]:
        return kept(f"encodings {_FORM} {entry['scheme']} {digest}", lambda: _forms(letters))

    marks: dict[str, str] = {}
    if "table" in entry:
        letters = _table(entry["table"])
        decode = _translator(forms(letters))
        if "names" in entry:
            decode = _then(decode, capital_restorer(entry["names"]))
    elif "marks" in entry:
        letters, marks = _pairs(entry["letters"], entry["marks"])
        decode = _pair_decoder(letters, marks, forms)
    else:
        letters = {}
        decode = viqr_decoder(entry["qualities"], entry["tones"], common)
    return Scheme(entry["scheme"], frozenset(entry["aliases"]), letters, decode, marks)


def _then(first: Callable[[str], str], second: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: second(first(text))


def _byte(code: str) -> int:
    return code.encode("cp1252")[0] if ord(code) > 0xFF else ord(code)


def _table(rows: Mapping[str, str]) -> Letters:
    return {
        code_of(int(row, 16) * 16 + column): letter
        for row, letters in rows.items()
        for column, letter in enumerate(letters)
        if letter != "_"
    }


def _forms(letters: Mapping[str, str]) -> dict[int, str]:
    """A table for ``str.translate`` that holds every form of each code; a form that is two codes' is the first's."""
    forms = {byte: code_of(byte) for byte in range(0x80, 0xA0)}
    by_byte = [(_byte(code), letter) for code, letter in letters.items()]
    for usual in (True, False):
        for byte, letter in by_byte:
            for place, form in enumerate(forms_of(byte)):
                if (place < 2) is usual and (usual or ord(form) not in forms):
                    forms[ord(form)] = letter
    return forms


def _translator(forms: dict[int, str]) -> Callable[[str], str]:
    return lambda text: text.translate(forms)


def _pairs(singles: Mapping[str, str], marks: Mapping[str, Mapping[str, str]]) -> tuple[Letters, dict[str, str]]:
    """Letters of one and two codes in both cases, and the combining marks that the second codes are by themselves."""
    letters = dict(singles)
    alone: dict[str, str] = {}
    for mark, vowels in marks.items():
        for vowel, letter in vowels.items():
            letters[vowel + mark] = letter
            letters[vowel + mark.upper()] = letter
        vowel, letter = next(iter(vowels.items()))
        alone[mark] = alone[mark.upper()] = unicodedata.normalize("NFD", letter)[1:]
    for sequence, letter in list(letters.items()):
        letters[sequence[0].upper() + sequence[1:]] = letter.upper()
    return letters, alone


def _pair_decoder(
    letters: Letters, marks: Mapping[str, str], forms_of_codes: Callable[[Mapping[str, str]], dict[int, str]]
) -> Callable[[str], str]:
    codes = {code: code for sequence in letters for code in sequence if not code.isascii()}
    forms = forms_of_codes(codes)
    vowels = "".join(sorted({sequence[0] for sequence in letters if len(sequence) == 2}))
    singles = "".join(sorted(sequence for sequence in letters if len(sequence) == 1))
    sequences = re.compile(f"[{vowels}][{''.join(sorted(marks))}]|[{singles}]")

    def letter(match: re.Match[str]) -> str:
        found = match.group()
        return letters.get(found) or letters.get(found[0], found[0]) + found[1:]

    return lambda text: sequences.sub(letter, text.translate(forms))
