"""Markers in a text that OCR has read badly: further readings of them, each with a cost.

Where words that are no syllables abound, strokes and stops of markers are lost as well: ``III.`` reads ``II.`` or
``1I.``, a dash ``~``, a stop is gone. A reading is a proposal; the numbering around decides (the decoder). A text that
reads well keeps its markers as they are printed.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from plancli.layout.joining import shouts
from plancli.normalise.damage import LEAST, ONE_IN
from plancli.normalise.syllables import suspects
from plancli.outline import ordinals
from plancli.outline.markers import Candidate, Value
from plancli.patterns import Patterns
from plancli.text import Line

# Costs are those of a page that was
# read fairly, with one suspect word in so many; where more are suspect, more strokes are lost, and each costs less.
_FAIR = 80
_EASIEST = 0.35
# Strokes of I that may be lost, and what each costs; a numeral over a heading that is not in capitals is rarer.
_STROKES = 2
_STROKE = 0.7
_ONES_FOR_I = 1.0
_SMALL = 0.8
# A numeral of which nothing is left over a heading in capitals; a dash before one, where headings bear numerals.
_NOTHING_LEFT = 1.3
_DASHED_CAPITALS = 1.2
# Letters and figures that are read as others; a figure that numbers an item is often the writer's own slip.
_OTHER_LETTER = 0.7
_OTHER_FIGURE = 2.0


class Damage(Struct, frozen=True):
    """How badly a text was read: ``ease`` is what a lost stroke costs, 1 in a text that was read fairly."""

    ease: float = 1.0


def damage(lines: Iterable[Line], patterns: Patterns) -> Damage | None:
    """How badly OCR, or a machine like it, has read the text; ``None`` for a text that reads well."""
    words = 0
    own: list[str] = []
    scanned = False
    for line in lines:
        scanned = scanned or line.scanned
        if not line.furniture:
            words += line.text.count(" ") + 1
            own.append(line.text)
    # A line end parts words as a blank does: all lines at once say the same as each for itself.
    found = len(suspects("\n".join(own), patterns))
    if not scanned and (found < LEAST or found * ONE_IN < words):
        return None
    return Damage(min(1.0, max(_EASIEST, words / (_FAIR * max(found, 1)))))


def rereadings(text: str, found: Iterable[Candidate], harm: Damage, patterns: Patterns) -> tuple[Candidate, ...]:
    """The candidates, and what they may have been before strokes of I were lost or signs read as others."""
    out: dict[tuple[str, str], Candidate] = {}
    for candidate in found:
        for reading in (
            _dashed(text, candidate),
            *_with_strokes(text, candidate, harm),
            *_ones_as_roman(text, candidate, harm),
            *_as_others(candidate, harm, patterns),
        ):
            key = (reading.family, reading.label)
            if key not in out or reading.cost < out[key].cost:
                out[key] = reading
    return tuple(out.values())


def lost_numerals(harm: Damage) -> tuple[Candidate, ...]:
    """What may have stood before a heading in capitals that bears no marker: numerals of nothing but strokes."""
    bare = Candidate("roman", "roman", "roman", 5, "", "", 0, (1,), _NOTHING_LEFT * harm.ease, 5, "")
    return tuple(
        _as_roman(bare, "I" * strokes, (strokes - 1) * _STROKE * harm.ease) for strokes in range(1, _STROKES + 2)
    )


def _dashed(text: str, candidate: Candidate) -> Candidate:
    if candidate.family == "dash" and shouts(text[candidate.length :]):
        return replace(candidate, cost=candidate.cost + _DASHED_CAPITALS)
    return candidate


def _with_strokes(text: str, candidate: Candidate, harm: Damage) -> list[Candidate]:
    if candidate.family != "roman" or not ordinals.roman(candidate.label):
        return []
    readings = []
    labels = {candidate.label}
    stroke = _STROKE * harm.ease
    for lost in range(1, _STROKES + 1):
        longer = {label[:at] + "I" + label[at:] for label in labels for at in range(len(label) + 1)}
        labels = {label for label in longer if ordinals.roman(label) and "IIII" not in label}
        readings += [_as_roman(candidate, label, lost * stroke + _dressing(text, candidate)) for label in labels]
    return sorted(readings, key=lambda reading: reading.label)


def _ones_as_roman(text: str, candidate: Candidate, harm: Damage) -> list[Candidate]:
    if not candidate.family.startswith("arabic") or set(candidate.label) != {"1"} or len(candidate.label) > 3:
        return []
    strokes = len(candidate.label)
    base, stroke = _ONES_FOR_I * harm.ease + _dressing(text, candidate), _STROKE * harm.ease
    numeral = replace(candidate, style="roman", family="roman", ordinal="roman", rank=5, holds=5)
    return [
        _as_roman(numeral, "I" * (strokes + lost), base + lost * stroke) for lost in range(3) if strokes + lost <= 3
    ]


def _as_others(candidate: Candidate, harm: Damage, patterns: Patterns) -> list[Candidate]:
    """Letters and figures as those that OCR reads in their place (``đ`` for ``d``)."""
    if candidate.family == "lower":
        cost = candidate.cost + _OTHER_LETTER * harm.ease
        others = patterns["markers"].settings["letters"].get(candidate.label, ())
        return [_reread(candidate, other, (other,), cost) for other in others]
    if candidate.family.startswith("arabic"):
        figures = patterns["markers"].settings["figures"].get(candidate.label[-1:], ())
        labels = [candidate.label[:-1] + other for other in figures]
        cost = candidate.cost + _OTHER_FIGURE
        return [_reread(candidate, label, (int(label),), cost) for label in labels]
    return []


def _dressing(text: str, candidate: Candidate) -> float:
    return 0.0 if shouts(text[candidate.length :]) else _SMALL


def _as_roman(candidate: Candidate, label: str, cost: float) -> Candidate:
    number = ordinals.roman(label)
    assert number is not None
    return _reread(candidate, label, (number,), candidate.cost + cost)


def _reread(candidate: Candidate, label: str, value: Value, cost: float) -> Candidate:
    printed = candidate.printed or candidate.label
    return replace(candidate, label=label, value=value, cost=cost, printed=printed if printed != label else None)
