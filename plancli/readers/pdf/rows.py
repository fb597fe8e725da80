"""Words to printed rows: what stands on one baseline, from left to right, and where wide gaps divide it.

Words come in the page's own order, in which a line's words follow one another; so runs are made first, and only the
runs (a hundred a page) are sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, Generic, TypeVar, overload

from msgspec import Struct

from plancli.readers.pdf.frame import Area
from plancli.readers.pdf.words import Word

# In ems: how far a run's next word may stand above or below (marks above the line), and how far rows may waver.
_RUN_DRIFT = 0.5
_ROW_DRIFT = 0.35
# In ems: words of one row that stand nearer than this are one word.
_NO_BLANK = 0.08
# A gap divides a row when it is this wide in ems and this much wider than the row's blanks are.
_WIDE = 1.2
_WIDER = 2.2
# Words that are drawn twice stand this near to one another, in ems.
_TWICE = 0.2


_T = TypeVar("_T")


class kept(Generic[_T]):
    """A property that is worked out once. That of ``functools`` takes a lock each time, which rows by the hundred feel;
    here one thread at a time holds a document."""

    def __init__(self, work: Callable[[Any], _T]) -> None:
        self._work = work
        self._name = work.__name__
        self.__doc__ = work.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> kept[_T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> _T: ...
    def __get__(self, instance: object | None, owner: type) -> kept[_T] | _T:
        if instance is None:
            return self
        value = self._work(instance)
        instance.__dict__[self._name] = value
        return value


class Segment(Struct, eq=False, dict=True):
    """Words of a row without a wide gap between them. ``size`` is that of most of its characters."""

    words: list[Word]

    @kept
    def x0(self) -> float:
        """The left edge."""
        return self.words[0].x0

    @kept
    def x1(self) -> float:
        """The right edge."""
        return max(word.x1 for word in self.words)

    @kept
    def centre(self) -> float:
        """The middle of the left and right edges."""
        return (self.x0 + self.x1) / 2

    @kept
    def text(self) -> str:
        """The words with single blanks."""
        return "".join(blank + word.text for blank, word in zip(_blanks(self.words), self.words, strict=True))

    @kept
    def area(self) -> Area:
        """The rectangle round the words."""
        return around(self.words)

    @kept
    def size(self) -> float:
        """The size of the largest share of the characters."""
        return main_size(self.words)

    @kept
    def base(self) -> float:
        """The baseline of most of its words."""
        return main_base(self.words)


class Row(Struct, eq=False, dict=True):
    """What stands on one line of the page: its segments from left to right."""

    segments: list[Segment]

    @kept
    def words(self) -> list[Word]:
        """All words."""
        return [word for segment in self.segments for word in segment.words]

    @kept
    def x0(self) -> float:
        """The left edge."""
        return self.segments[0].x0

    @kept
    def x1(self) -> float:
        """The right edge."""
        return max(segment.x1 for segment in self.segments)

    @kept
    def text(self) -> str:
        """The segments' texts, three blanks between them."""
        return "   ".join(segment.text for segment in self.segments)

    @kept
    def base(self) -> float:
        """The baseline."""
        return main_base(self.words)

    @kept
    def size(self) -> float:
        """The size of most characters."""
        return main_size(self.words)

    @kept
    def bold(self) -> bool:
        """Are all words in bold? Marks by themselves do not count."""
        worded = [word.font.bold for word in self.words if any(map(str.isalnum, word.text))]
        return bool(worded) and all(worded)

    @kept
    def area(self) -> Area:
        """The rectangle round the words."""
        return around(self.words)


def around(words: Sequence[Word]) -> Area:
    """The rectangle round the words."""
    return Area(
        min(word.x0 for word in words),
        min(word.top for word in words),
        max(word.x1 for word in words),
        max(word.bottom for word in words),
    )


def main_size(words: Sequence[Word]) -> float:
    """The size in which most characters are set, the larger of two that are as frequent."""
    if len({word.size for word in words}) == 1:
        return words[0].size
    weights: dict[float, int] = {}
    for word in words:
        weights[word.size] = weights.get(word.size, 0) + len(word.text)
    return max(weights.items(), key=lambda item: (item[1], item[0]))[0]


def main_base(words: Sequence[Word]) -> float:
    """The baseline of most characters."""
    if len({word.base for word in words}) == 1:
        return words[0].base
    weights: dict[float, int] = {}
    for word in words:
        weights[word.base] = weights.get(word.base, 0) + len(word.text)
    return max(weights.items(), key=lambda item: item[1])[0]


def segments_of(words: Iterable[Word]) -> list[Segment]:
    """The words as segments, in no order between rows: runs that follow one another, divided at wide gaps."""
    runs: list[list[Word]] = []
    for word in words:
        if runs and _follows(runs[-1][-1], word):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [segment for run in runs for segment in divide(run)]


def _follows(before: Word, word: Word) -> bool:
    size = max(before.size, word.size)
    return abs(word.base - before.base) <= _RUN_DRIFT * size and word.x0 >= before.x1 - 0.5 * size


def divide(words: list[Word]) -> list[Segment]:
    """One row's words as segments: wide gaps divide, unless all gaps of the row are as wide (justified lines)."""
    if len(words) < 2:
        return [Segment(words)] if words else []
    gaps = [right.x0 - left.x1 for left, right in pairwise(words)]
    size = main_size(words)
    if max(gaps) < _WIDE * size:
        return [Segment(words)]
    narrow = [gap for gap in gaps if gap < _WIDE * size]
    usual = median(narrow) if narrow else 0.25 * size
    if not narrow and len(gaps) > 2 and max(gaps) < 1.5 * min(gaps):
        return [Segment(words)]
    limit = max(_WIDE * size, _WIDER * usual)
    segments = [[words[0]]]
    for gap, word in zip(gaps, words[1:], strict=True):
        if gap >= limit:
            segments.append([word])
        else:
            segments[-1].append(word)
    return [Segment(part) for part in segments]


def rows_of(segments: Iterable[Segment]) -> list[Row]:
    """The rows of the page from top to bottom."""
    measured = sorted(((segment.base, segment.x0, segment.size, segment) for segment in segments), key=lambda m: m[:2])
    groups: list[list[Segment]] = []
    last_base = last_size = 0.0
    for base, _, size, segment in measured:
        if groups and base - last_base <= _ROW_DRIFT * min(size, last_size):
            groups[-1].append(segment)
        else:
            groups.append([segment])
            last_base, last_size = base, size
        last_size = max(last_size, size)
    return [_row(group) for group in _with_marks(groups)]


def _with_marks(groups: list[list[Segment]]) -> list[list[Segment]]:
    """Raised marks that stand in a group of their own put to the line below them."""
    out: list[list[Segment]] = []
    carried: list[Segment] = []
    for number, group in enumerate(groups):
        below = groups[number + 1] if number + 1 < len(groups) else None
        if below is not None and all(_is_mark(segment, below) for segment in group):
            carried += group
            continue
        out.append([*carried, *group])
        carried = []
    return out


def _is_mark(segment: Segment, below: Sequence[Segment]) -> bool:
    text = segment.text
    return (
        len(text) <= 3
        and text.isdigit()
        and any(
            segment.size <= 0.8 * other.size and other.base - segment.base <= 0.6 * other.size
            and other.x0 - other.size <= segment.x0 <= other.x1 + other.size
            for other in below
        )
    )  # fmt: skip


def _row(group: Sequence[Segment]) -> Row:
    if len(group) == 1:
        return Row(list(group))
    words = sorted((word for segment in group for word in segment.words), key=lambda word: word.x0)
    return Row(divide(_once(words)))


def _once(words: Sequence[Word]) -> list[Word]:
    """The words without those that are drawn a second time over themselves (shadows, fake bold)."""
    out: list[Word] = []
    for word in words:
        near = out[-2:]
        if any(old.text == word.text and abs(old.x0 - word.x0) <= _TWICE * word.size for old in near):
            continue
        out.append(word)
    return out


def _blanks(words: Sequence[Word]) -> list[str]:
    """What stands before each word."""
    out = [""]
    for left, right in pairwise(words):
        gap = right.x0 - left.x1
        if right.order == left.order + 1:
            out.append("" if right.glued else " ")
        else:
            out.append("" if gap < _NO_BLANK * max(left.size, right.size) else " ")
    return out


def joined(words: Sequence[Word]) -> list[tuple[str, Word]]:
    """The words of a segment, each with the blank before it."""
    return list(zip(_blanks(words), words, strict=True))
