"""Which markers may a line begin with? Patterns propose; the decoder disposes."""

from __future__ import annotations

import regex
from msgspec import Struct
from msgspec.structs import replace

from plancli.expressions import compiled
from plancli.model import Style
from plancli.outline import ordinals
from plancli.patterns import Beginnings, CompiledRule, Patterns
from plancli.text import Views

Value = tuple[int | str, ...]


class Candidate(Struct, frozen=True):
    """A possible marker: ``value`` is what it counts to, ``length`` where the line's content begins.

    ``rank`` is its usual depth as a child, ``holds`` as a parent. ``printed`` is what stands where ``label`` was read,
    ``None`` where it is the same.
    """

    style: Style
    family: str
    ordinal: str
    rank: int
    label: str
    marker: str
    length: int
    value: Value
    cost: float = 0.0
    holds: int = 0
    printed: str | None = None


def candidates(text: str, patterns: Patterns, *, misread: bool = False) -> tuple[Candidate, ...]:
    """All readings of the line's head as a marker, none where it is known to be something else.

    ``misread``: also those readings (``misread = true``) that only a text that was read badly by OCR calls for.
    """
    if not (misread or _may_begin(text)):
        return ()
    views = Views(text)
    proposals, doubtful, vetoes = patterns.derive("markers", _compile)
    found = tuple(
        candidate
        for rule in ((*proposals.at(views), *doubtful.at(views)) if misread else proposals.at(views))
        if (match := rule.match(views)) and (candidate := _candidate(rule, match)) is not None
    )
    if not found or any(rule.match(views) for rule in vetoes.at(views)):
        return ()
    return found


# A heading without a marker: any list may stand below it. Its path segment is ``§`` with its ordinal.
UNMARKED = Candidate(
    style="none", family="none", ordinal="heading", rank=20, label="§", marker="", length=0, value=(), holds=0
)

# One that is a period ("Quý I", "Tháng 9/2025") heads even a list of bullets, which never begins anew.
PERIOD = replace(UNMARKED, cost=-1.5)


def is_first(candidate: Candidate) -> bool:
    """Does the marker begin a numbered list?"""
    return candidate.value in ((1,), ("a",))


_MIXED_HEAD = compiled(r"[^\d.]+")
_MARKS = frozenset(".,)/:-–—")
_KEYWORD_HEADS = ("ph", "ch", "mụ", "ti", "đi")


def _may_begin(text: str) -> bool:
    """A cheap test: letters begin a marker only when a mark follows soon, or when they may spell a keyword."""
    first = text[:1]
    if first.isalpha():
        return not _MARKS.isdisjoint(text[:8]) or text[:2].lower() in _KEYWORD_HEADS or text[:2] == "o "
    return not first.isspace()


def _compile(patterns: Patterns) -> tuple[Beginnings, Beginnings, Beginnings]:
    """The rules that propose, those that propose only in misread texts, and the vetoes."""
    rules = patterns["markers"].rules
    proposals = [rule for rule in rules if not rule.get("veto")]
    return (
        Beginnings([rule for rule in proposals if not rule.get("misread")]),
        Beginnings([rule for rule in proposals if rule.get("misread")]),
        Beginnings([rule for rule in rules if rule.get("veto")]),
    )


def _candidate(rule: CompiledRule, match: regex.Match[str]) -> Candidate | None:
    printed, kind = match.group("label"), rule.get("ordinal")
    label = printed.translate(str.maketrans(rule.get("reread"))) if rule.get("reread") else printed
    value = _value(kind, label, match)
    if value is None:
        return None
    return Candidate(
        style=rule.get("style"),
        family=rule.get("family") + (label if rule.get("by_sign") else ""),
        ordinal=kind,
        rank=rule.get("rank"),
        holds=rule.get("holds", rule.get("rank")),
        label=_label(kind, label),
        marker=match.group("marker").strip(),
        length=match.end(),
        value=value,
        cost=float(rule.get("cost", 0)),
        printed=printed if printed != label and _label(kind, printed) != label else None,
    )


def _value(kind: str, label: str, match: regex.Match[str]) -> Value | None:
    if kind == "bullet":
        return ()
    if kind == "arabic":
        return (int(label),)
    if kind == "letter":
        return (label.lower(),)
    if kind == "decimal":
        return ordinals.numbers(label)
    if kind == "mixed":
        head = _MIXED_HEAD.match(label)
        assert head is not None
        return (head.group(), *ordinals.numbers(label[head.end() :].lstrip(".")))
    if kind == "keyword":
        groups = match.groupdict()
        if groups.get("number"):
            return (int(groups["number"]),)
        if groups.get("roman"):
            number = ordinals.roman(groups["roman"])
        else:
            number = ordinals.ordinal_word(groups.get("word") or "")
        return None if number is None else (number,)
    number = ordinals.roman(label)
    return None if number is None else (number,)


def _label(kind: str, label: str) -> str:
    if kind == "bullet":
        return "-" if label in "-–—−‐‑" else label
    if kind == "keyword":
        return _keyword_label(label)
    return label


def _keyword_label(label: str) -> str:
    """``CHƯƠNG II`` → ``Chương II``; ``PHẦN THỨ NHẤT`` → ``Phần thứ nhất``."""
    words = label.split()
    if not words[0].isupper():
        return " ".join(words)
    last = words[-1] if ordinals.roman(words[-1]) or words[-1][0].isdigit() else words[-1].lower()
    return " ".join([words[0].capitalize(), *(word.lower() for word in words[1:-1]), last])


def stars_as_dashes(candidate: Candidate) -> Candidate:
    """The converter's ``*`` for the ``-`` of the original."""
    if candidate.family != "star":
        return candidate
    return replace(candidate, style="dash", family="dash", label="-")
