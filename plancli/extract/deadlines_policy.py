"""The policy that decides between proposed deadlines: overlaps, periodic duties with their day, one a place."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from plancli.expressions import compiled
from plancli.extract import recurrence
from plancli.extract.deadlines_context import Lookup
from plancli.text import Flow

_STOPS = (".", ";", "\n")
# Several times in a period ("2 kỳ/năm"): each has a day of its own.
_COUNTED = compiled(r"\d+\s+(?:lần|kỳ|đợt)")


class Candidate(Struct, frozen=True):
    """A proposed deadline; ``definite`` when a date bounds it, ``yearless`` when that date leaves out its year."""

    start: int
    end: int
    kind: str
    due_from: str | None = None
    due: str | None = None
    recurrence: str | None = None
    condition: str | None = None
    inferred: bool = False
    definite: bool = False
    yearless: bool = False


def settle(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The longest of overlapping candidates, dated ones first among equals; vetoes win their place and vanish."""
    order = sorted(candidates, key=lambda c: (c.start - c.end, not c.definite, c.start))
    taken: list[tuple[int, int]] = []
    chosen = []
    for candidate in order:
        start, end = candidate.start, candidate.end
        index = bisect_right(taken, (start, end))
        if (index and taken[index - 1][1] > start) or (index < len(taken) and taken[index][0] < end):
            continue
        insort(taken, (start, end))
        if candidate.kind != "veto":
            chosen.append(candidate)
    return sorted(chosen, key=lambda c: c.start)


def with_day(flow: Flow, chosen: Sequence[Candidate]) -> list[Candidate]:
    """A periodic duty and the day that the same sentence names are one: "hằng năm … trước ngày 15/11"."""
    kept: list[Candidate] = []
    for candidate in chosen:
        last = kept[-1] if kept else None
        if last is None or last.kind != "recurring":
            kept.append(candidate)
            continue
        one = _as_one(flow, last, candidate)
        if one is not None:
            kept[-1] = one
        else:
            kept.append(_in_series(flow, last, candidate))
    return kept


def _as_one(flow: Flow, last: Candidate, candidate: Candidate) -> Candidate | None:
    """A recurring candidate and the next one as one, ``None`` where they are two."""
    between = flow.text[last.end : candidate.start]
    if any(stop in between for stop in _STOPS) or candidate.kind == "conditional":
        return None
    joint = between.strip()
    closing = joint == "(" and flow.text[candidate.end : candidate.end + 1] == ")"
    if candidate.kind == "recurring":
        if joint in ("(", ",", "") and _names_the_day(last.recurrence, candidate.recurrence):
            return replace(candidate, start=last.start, end=candidate.end + closing)
        vague = flow.text[last.start : last.end].lower() == "định kỳ" and "," not in between
        return candidate if vague and candidate.recurrence else None
    if candidate.yearless and last.recurrence is None and _COUNTED.search(flow.text, last.start, last.end):
        return None
    if candidate.yearless and not (last.recurrence and "BYMONTHDAY" in last.recurrence):
        refined = recurrence.on_day(last.recurrence, candidate.due)
        return replace(last, end=candidate.end + 1 if closing else last.end, recurrence=refined)
    if candidate.definite and joint in ("", "("):
        return replace(candidate, start=last.start, end=candidate.end + closing)
    return None


def _names_the_day(rule: str | None, other: str | None) -> bool:
    """Whether the other rule is the same period with its day: "định kỳ hằng quý (trước ngày 20 tháng cuối quý)"."""
    return rule is not None and other is not None and other.startswith(rule + ";BY")


def _in_series(flow: Flow, last: Candidate, candidate: Candidate) -> Candidate:
    """In a series of reports a day without a year recurs: "hằng tháng trước ngày 20, năm trước ngày 15/12"."""
    between = flow.text[last.end : candidate.start]
    if not candidate.yearless or candidate.due is None or any(stop in between for stop in _STOPS):
        return candidate
    if candidate.kind not in ("by", "before", "during") or candidate.due_from not in (None, candidate.due):
        return candidate
    rule = recurrence.on_day("FREQ=YEARLY", candidate.due)
    return replace(
        candidate, kind="recurring", due_from=None, due=None, recurrence=rule, inferred=False, yearless=False
    )


def one_a_place(flow: Flow, lookup: Lookup, chosen: Sequence[Candidate]) -> list[Candidate]:
    """In one bracket or one label's value: what is definite, else the first reading."""
    places: dict[tuple[int, int], list[Candidate]] = {}
    loose: list[Candidate] = []
    for candidate in chosen:
        context = lookup.context(candidate.start)
        label = context.label(candidate.start) if context else None
        bracket = context.bracket(candidate.start, candidate.end - 1) if context else None
        if label is not None:
            places.setdefault((label.value, label.end), []).append(candidate)
        elif bracket is not None:
            places.setdefault((bracket.start, bracket.end), []).append(candidate)
        elif context is not None and context.is_cell:
            places.setdefault((context.content, context.end), []).append(candidate)
        else:
            loose.append(candidate)
    kept = list(loose)
    for members in places.values():
        definite = [member for member in members if member.definite]
        kept.extend(definite or _first_of(flow, members))
    return sorted(kept, key=lambda c: c.start)


def _first_of(flow: Flow, members: Sequence[Candidate]) -> list[Candidate]:
    """The first; and after it those that carry a day of their own: "6 tháng (trước 15/6), năm (trước 15/12)"."""
    return [m for i, m in enumerate(members) if i == 0 or flow.text[m.end - 1 : m.end] == ")"]
