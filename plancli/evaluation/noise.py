"""Seeded models of what damages texts, each by a share of the characters: scanners, OCR, converters, typists.

A model is a pure function ``(text, rate, seed) -> text`` with ``rate`` from 0 to 1: of so many characters one is
damaged. Models of whole lines damage so many lines that their share is ``rate`` times the length of a line, at most
all. Nothing here is used in parsing; ``plancli eval --noise`` measures with it.
"""

from __future__ import annotations

import random
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

Noise = Callable[[str, float, int], str]

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LOOKALIKES = {"I": "l1", "l": "I1", "1": "lI", "O": "0", "0": "O"}
# Lines are damaged as wholes; of so many characters is the usual line.
_LINE = 60


class Confusions(NamedTuple):
    """How often a character is misread (0 to 1), and as what, with the cumulated counts."""

    rate: float
    readings: tuple[str, ...]
    weights: tuple[int, ...]


@cache
def confusions() -> Mapping[str, Confusions]:
    """What Tesseract makes of each character: counted on rendered pages (``benchmarks/confusions.py``)."""
    raw = tomllib.loads(files("plancli.evaluation").joinpath("confusions.toml").read_text(encoding="utf-8"))
    return {
        char: Confusions(sum(row["read"].values()) / row["seen"], tuple(row["read"]), tuple(row["read"].values()))
        for char, row in raw.items()
    }


def tesseract(text: str, rate: float, seed: int) -> str:
    """Letters misread as Tesseract misreads them, those most that it misreads most; ``rate`` on the average."""
    chance, table = random.Random(seed), confusions()
    text = unicodedata.normalize("NFC", text)
    usual = sum(table[char].rate for char in text if char in table) / max(len(text), 1)
    if not usual:
        return text
    scale = rate / usual
    return "".join(
        chance.choices(entry.readings, entry.weights)[0]
        if (entry := table.get(char)) is not None and chance.random() < entry.rate * scale
        else char
        for char in text
    )


def _letterwise(change: Callable[[str, random.Random], str | None]) -> Noise:
    """A model that damages characters one by one; ``change`` gives ``None`` for those it cannot damage.

    The share is one of all characters: where few can be damaged, more of them are.
    """

    def noise(text: str, rate: float, seed: int) -> str:
        chance = random.Random(seed)
        text = unicodedata.normalize("NFC", text)
        places = [index for index, char in enumerate(text) if change(char, chance) is not None]
        wanted = min(round(rate * len(text)), len(places))
        chosen = set(chance.sample(places, wanted))
        return "".join((change(char, chance) or "") if index in chosen else char for index, char in enumerate(text))

    return noise


def _lost_tone(char: str, chance: random.Random) -> str | None:
    parts = unicodedata.normalize("NFD", char)
    if not any(mark in parts for mark in _TONES):
        return None
    other = chance.choice(["", *_TONES])
    changed = "".join(other if part in _TONES else part for part in parts)
    return unicodedata.normalize("NFC", changed)


def _lost_stroke(char: str, _: random.Random) -> str | None:
    return {"đ": "d", "Đ": "D"}.get(char)


def _lookalike(char: str, chance: random.Random) -> str | None:
    found = _LOOKALIKES.get(char)
    return chance.choice(found) if found else None


def _blank(char: str, chance: random.Random) -> str | None:
    if char == " ":
        return ""
    return char + " " if char.isalpha() else None


def _hyphen(char: str, _: random.Random) -> str | None:
    return "" if char in "-–" else None


def _line_end(char: str, _: random.Random) -> str | None:
    return {"\n": " ", " ": "\n"}.get(char)


def lines_lost(text: str, rate: float, seed: int) -> str:
    """Lines dropped, and lines changed with the next one, half and half."""
    chance = random.Random(seed)
    lines = text.split("\n")
    full = [index for index, line in enumerate(lines) if line.strip()]
    for index in chance.sample(full, min(round(rate * len(text) / _LINE), len(full))):
        if chance.random() < 0.5 or index + 1 >= len(lines):
            lines[index] = ""
        else:
            lines[index], lines[index + 1] = lines[index + 1], lines[index]
    return "\n".join(lines)


def page_furniture(text: str, rate: float, seed: int) -> str:
    """Page numbers, running heads and dirt put between the lines."""
    chance = random.Random(seed)
    lines = text.split("\n")
    for number in range(min(round(rate * len(text) / _LINE), len(lines))):
        dirt = chance.choice([f"{'':38}{number + 2}", f"Trang {number + 2}", f"- {number + 2} -", "~ . '", "|"])
        lines.insert(chance.randrange(len(lines) + 1), dirt)
    return "\n".join(lines)


def letter_spacing(text: str, rate: float, seed: int) -> str:
    """Words in capitals set apart, letter by letter."""
    chance = random.Random(seed)
    words = text.split(" ")
    capitals = [index for index, word in enumerate(words) if len(word) > 1 and word.isalpha() and word.isupper()]
    budget = rate * len(text)
    chance.shuffle(capitals)
    for index in capitals:
        budget -= len(words[index])
        if budget < 0:
            break
        words[index] = " ".join(words[index])
    return " ".join(words)


def columns(text: str, rate: float, seed: int) -> str:
    """Neighbouring lines read across, as two columns are: their halves interleaved."""
    chance = random.Random(seed)
    lines = text.split("\n")
    full = [index for index in range(len(lines) - 1) if lines[index].strip() and lines[index + 1].strip()]
    for index in chance.sample(full, min(round(rate * len(text) / (2 * _LINE)), len(full))):
        left, right = lines[index].split(" "), lines[index + 1].split(" ")
        half, other = len(left) // 2, len(right) // 2
        lines[index] = " ".join(left[:half] + right[:other])
        lines[index + 1] = " ".join(left[half:] + right[other:])
    return "\n".join(lines)


MODELS: dict[str, Noise] = {
    "tesseract": tesseract,
    "tones": _letterwise(_lost_tone),
    "strokes": _letterwise(_lost_stroke),
    "lookalikes": _letterwise(_lookalike),
    "blanks": _letterwise(_blank),
    "hyphens": _letterwise(_hyphen),
    "line-ends": _letterwise(_line_end),
    "lines": lines_lost,
    "furniture": page_furniture,
    "columns": columns,
    "letter-spacing": letter_spacing,
}


def damaged(text: str, model: str, rate: float, seeds: int) -> Iterator[str]:
    """The text damaged by the model, once for each seed. ``KeyError`` for a model that is not in ``MODELS``."""
    noise = MODELS[model]
    for seed in range(seeds):
        yield noise(text, rate, seed)
