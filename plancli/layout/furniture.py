"""Page numbers and running heads among the lines of a text: labelled, never taken away.

Text that was printed or converted page by page carries them in the middle of its sentences. Page numbers count up;
running heads come back where a page turns. What comes back but once, or where nothing shows the turn of a page, is
furniture only where the sentence, or the list, plainly goes on behind it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median_low

from msgspec import Struct
from msgspec.structs import replace

from plancli.expressions import compiled
from plancli.layout.endings import Endings
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Line, Views

_DIGITS = compiled(r"\d+")
_LETTER = compiled(r"\p{Lu}\p{L}")
# No line that is a page's number is longer.
_NUMBER_LENGTH = 24
# Two numbers alone make no count where they may be years.
_YEARS = range(1900, 2100)
# A running head must come back on this many pages, and be no longer than a line.
_REPEATS = 3
_HEAD_LENGTH = 120
# … and on this share of the pages (even and odd pages may have heads of their own).
_SHARE = 0.4
# Running heads have so many lines at the most.
_HEAD_LINES = 3
# A line of running text that a page breaks off is no shorter.
_RUNNING = 40
# Of the places where a line comes back that no page number and no form feed shows to be the turn of a page, this share
# must stand within a sentence.
_SEAMS = 0.3


def mark_furniture(lines: Sequence[Line], patterns: Patterns) -> list[Line]:
    """The lines, those that are page numbers or running heads labelled."""
    rules = patterns.derive("layout.furniture", _Rules)
    numbers = set(_page_numbers(lines, rules))
    marked = set(numbers)
    turns = _Turns(lines, numbers)
    for _ in range(_HEAD_LINES):
        found = set(_running_heads(turns, marked, rules))
        if not found:
            break
        marked |= found
    marked |= set(_within_sentences(turns, marked, rules))
    if not marked:
        return list(lines)
    return [replace(line, furniture=True) if index in marked else line for index, line in enumerate(lines)]


class _Rules:
    """What is a page's number, what a running head never is, and where sentences end."""

    def __init__(self, patterns: Patterns) -> None:
        annexes = patterns["annexes"]
        self.number: CompiledRule = patterns["furniture"].rule("page-number")
        self.kept = [annexes.rule("motto"), annexes.rule("motto-second"), annexes.rule("annex-label")]
        self.endings = Endings(patterns)

    def may_head(self, line: Line) -> bool:
        """May the line be a running head at all?"""
        if line.furniture or line.cell is not None or len(line.text) > _HEAD_LENGTH:
            return False
        views = Views(line.text)
        return not any(rule.search(views) for rule in self.kept)


# --- page numbers ---------------------------------------------------------------------------------------------


def _page_numbers(lines: Sequence[Line], rules: _Rules) -> list[int]:
    """Lines that are only a number and count up by one through the document; two counts may run side by side."""
    found: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if line.cell is not None or line.furniture or not 0 < len(line.text) <= _NUMBER_LENGTH:
            continue
        if not any(map(str.isdigit, line.text)):
            continue
        match = rules.number.match(Views(line.text))
        if match:
            found.append((index, int(match.group("number"))))
    counts: list[list[tuple[int, int]]] = []
    # The counts by the numbers that they have come to.
    at: dict[int, list[list[tuple[int, int]]]] = {}
    for index, number in found:
        # One number may be lost.
        fitting = at.get(number - 1) or at.get(number - 2)
        if fitting:
            count = fitting.pop()
        else:
            counts.append(count := [])
        count.append((index, number))
        at.setdefault(number, []).append(count)
    return [index for count in counts for index, _ in count if _is_count(count, lines)]


def _is_count(count: Sequence[tuple[int, int]], lines: Sequence[Line]) -> bool:
    if len(count) == 1:
        index, number = count[0]
        return 1 <= number <= 2 or lines[index].page == number
    return len(count) > 2 or count[0][1] not in _YEARS


# --- running heads --------------------------------------------------------------------------------------------


class _Turns(Struct):
    """The lines, and which of them are page numbers."""

    lines: Sequence[Line]
    numbers: set[int]

    def edges(self, marked: set[int]) -> Iterator[tuple[int, int]]:
        """The lines, furniture left aside, that stand at the turn of a page, each with which turn that is."""
        turn = 0
        before: int | None = None
        crossed = True
        for index, line in enumerate(self.lines):
            if before is not None and line.page != self.lines[before].page:
                crossed = True
            if index in marked or line.furniture:
                crossed = crossed or index in self.numbers
                continue
            if crossed:
                if before is not None:
                    yield before, turn
                turn += 1
                yield index, turn
            before, crossed = index, False
        if before is not None and (crossed or self.lines[before].page is not None):
            yield before, turn


def _running_heads(turns: _Turns, marked: set[int], rules: _Rules) -> Iterator[int]:
    """Lines at the turns of pages that come back, but for their digits, at several of them."""
    groups: dict[str, dict[int, int]] = {}
    last = 0
    for index, turn in turns.edges(marked):
        last = turn
        line = turns.lines[index]
        if len(line.text) <= _HEAD_LENGTH and line.cell is None:
            groups.setdefault(_DIGITS.sub("0", line.text), {})[index] = turn
    for found in groups.values():
        seen = len(set(found.values()))
        # Two pages are few, so that there both must bear it, and its like stand nowhere else.
        enough = seen >= max(_REPEATS, last * _SHARE) or (seen == 2 and last <= 3 and _is_alone(found, turns))
        if enough and all(rules.may_head(turns.lines[index]) for index in found):
            yield from found


def _is_alone(found: dict[int, int], turns: _Turns) -> bool:
    """Are two lines that are alike each behind, or before, a page number, and no end of a sentence?"""
    texts = {turns.lines[index].text for index in found}
    beside = all(not turns.numbers.isdisjoint((index - 1, index + 1)) for index in found)
    return beside and len(found) == 2 and len(texts) == 1 and texts.pop()[-1:].isalnum()


def _within_sentences(turns: _Turns, marked: set[int], rules: _Rules) -> Iterator[int]:
    """Lines that stand within a sentence, or a list, that goes on behind them."""
    lines = [(index, line) for index, line in enumerate(turns.lines) if not line.furniture and index not in marked]
    if len(lines) < 3:
        return
    usual = median_low(line.gap for _, line in lines)
    texts = Counter(line.text for _, line in lines)
    seams: dict[str, list[int]] = {}
    for place in range(1, len(lines) - 1):
        (_, before), (index, line), (_, after) = lines[place - 1 : place + 2]
        if line.gap <= usual or after.gap <= usual or before.cell is not None or after.cell is not None:
            continue
        head, foot = (_turned(turns, marked, index, step) for step in (-1, 1))
        repeated = texts[line.text] >= _REPEATS
        if not (head or foot or repeated) or not _is_foreign(before, line, after, rules, strict=not (head or repeated)):
            continue
        if head or foot:
            yield index
        else:
            seams.setdefault(line.text, []).append(index)
    common = {text for text, found in seams.items() if len(found) >= max(2, _SEAMS * texts[text])}
    for index, line in lines:
        if line.text in common and rules.may_head(line):
            yield index


def _turned(turns: _Turns, marked: set[int], index: int, step: int) -> bool:
    """Does a page turn right before (``step`` -1) or behind (1) the line?"""
    lines = turns.lines
    other = index + step
    while 0 <= other < len(lines) and (other in marked or lines[other].furniture):
        if other in turns.numbers:
            return True
        other += step
    return 0 <= other < len(lines) and lines[other].page != lines[index].page


def _is_foreign(before: Line, line: Line, after: Line, rules: _Rules, *, strict: bool) -> bool:
    """Does the text go on behind the line as if it were not there?

    ``strict``: only the line before tells that, since the line itself may go on behind the turn of a page.
    """
    if _LETTER.match(line.text) is None or not rules.may_head(line) or rules.endings.finished(line.text):
        return False
    endings = rules.endings
    if endings.unfinished(line.text) or endings.finished(before.text):
        # A list goes on behind its semicolon.
        ended = endings.unfinished(line.text) or _may_begin(after.text) or after.text[:1].islower()
        return before.text.endswith(";") and not strict and not ended
    if endings.unfinished(before.text):
        return True
    running = len(before.text) >= _RUNNING and after.text[:1].islower() and "://" not in after.text[:8]
    return not strict and running


_BEGINS = compiled(r"(?:[1aAI]|I\.1|1\.1)[.)/-]")


def _may_begin(text: str) -> bool:
    """May a list begin here, so that what stands above may be its heading?"""
    return _BEGINS.match(text) is not None
