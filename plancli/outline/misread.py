"""Markers in a text that OCR has read badly: further readings of them, each with a cost.

Where words that are no syllables abound, strokes and stops of markers are lost as well: ``III.`` reads ``II.`` or
``1I.``, a dash ``~``, a stop is gone. A reading is a proposal; the numbering around decides (the decoder). A text that
reads well keeps its markers as they are printed.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from plancli.layout.joining import shouts
from plancli.normalise.syllables import suspects
from plancli.outline import ordinals
from plancli.outline.markers import Candidate
from plancli.patterns import Patterns
from plancli.text import Line

# Misread are texts with at least so many suspect words, and one in so many words.
_LEAST = 3
_ONE_IN = 600
# Strokes of I that may be lost, and what each costs; a numeral over a heading that is not in capitals is rarer.
_STROKES = 2
_STROKE = 0.7
_ONES_FOR_I = 1.0
_SMALL = 0.8


def is_misread(lines: Iterable[Line], patterns: Patterns) -> bool:
    """Is the text OCR's, or does it look as if a machine had read it badly?"""
    words = 0
    own: list[str] = []
    for line in lines:
        if line.scanned:
            return True
        if not line.furniture:
            words += line.text.count(" ") + 1
            own.append(line.text)
    # A line end parts words as a blank does: all lines at once say the same as each for itself.
    found = len(suspects("\n".join(own), patterns))
    return found >= _LEAST and found * _ONE_IN >= words


def rereadings(text: str, found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The candidates, and what they may have been before strokes of I were lost or read as 1."""
    out: dict[tuple[str, str], Candidate] = {}
    for candidate in found:
        for reading in (candidate, *_with_strokes(text, candidate), *_ones_as_roman(text, candidate)):
            key = (reading.family, reading.label)
            if key not in out or reading.cost < out[key].cost:
                out[key] = reading
    return tuple(out.values())


def _with_strokes(text: str, candidate: Candidate) -> list[Candidate]:
    if candidate.family != "roman" or not ordinals.roman(candidate.label):
        return []
    readings = []
    labels = {candidate.label}
    for lost in range(1, _STROKES + 1):
        longer = {label[:at] + "I" + label[at:] for label in labels for at in range(len(label) + 1)}
        labels = {label for label in longer if ordinals.roman(label) and "IIII" not in label}
        readings += [_as_roman(candidate, label, lost * _STROKE + _dressing(text, candidate)) for label in labels]
    return sorted(readings, key=lambda reading: reading.label)


def _ones_as_roman(text: str, candidate: Candidate) -> list[Candidate]:
    if not candidate.family.startswith("arabic") or set(candidate.label) != {"1"} or len(candidate.label) > 3:
        return []
    strokes = len(candidate.label)
    base = _ONES_FOR_I + _dressing(text, candidate)
    numeral = replace(candidate, style="roman", family="roman", ordinal="roman", rank=5, holds=5)
    return [
        _as_roman(numeral, "I" * (strokes + lost), base + lost * _STROKE) for lost in range(3) if strokes + lost <= 3
    ]


def _dressing(text: str, candidate: Candidate) -> float:
    return 0.0 if shouts(text[candidate.length :]) else _SMALL


def _as_roman(candidate: Candidate, label: str, cost: float) -> Candidate:
    number = ordinals.roman(label)
    assert number is not None
    return replace(candidate, label=label, value=(number,), cost=candidate.cost + cost)
