"""Which printed lines run on: a line that ended only because it was full goes on in the next.

Three things tell: how far the line reaches (would the next word have fitted?), how the next line is set in, and how
far below it stands. All of them are measured on the document itself; distances are points.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from msgspec import Struct, field

from plancli.readers.pdf.rows import Row

# In ems: how far two lines of a paragraph are apart at the most, and as a share of the usual distance; lines of one
# paragraph that stand farther apart than the usual by this much go on only in mid-sentence.
_ONE_PARAGRAPH, _SAME_PARAGRAPH = 2.6, 1.35
_APART_SHARE, _APART_POINTS = 0.1, 1.5
# In ems: a blank, by how much a full line may fall short of the edge, and what counts as one indent.
_BLANK, _RAGGED, _ALIKE = 0.25, 0.1, 0.4
_FLUSH = 0.8
# In ems: so far behind a marker's left edge stand the lines that hang from it; a marker is so many characters.
_HANGING, _MARKER = 6.0, 8
# In points: markers that stand nearer than this stand at one indent; so many of a kind are most of them.
_PLACE, _MOSTLY = 3.0, 0.9
# Type sizes that differ by more than this share are of two paragraphs.
_ONE_SIZE = 0.1
# An edge is where so many lines of all pages end, at the least, and this share of them (of one page: the larger),
# within so many points; a page whose lines are justified has its own, no narrower by more than this share of it.
_SHARED, _SHARE, _OWN, _SPREAD = 3, 0.02, 0.12, 3.0
_JUSTIFIED, _NARROWER = 0.3, 0.2
# Among so few lines, one less need share an edge.
_FEW_ROWS = 18
# A running line begins on this side of the page.
_HALF = 0.4
_ENDS = re.compile(r"[.;:!?…/](?:[”\"')\]]*)$")
_LIST_SIGN = re.compile(
    r"[-–—+*•▪◦o➢✓]|\(?(?:\d{1,3}|[A-Za-zĐđ]|[IVXivx]{1,5})(?:\.\d{1,3}){0,3}[.)/:]{0,2}|Điều|Chương|Mục|Phần"
)
# A marker whose tab has no width.
_GLUED = re.compile(r"(?:[IVX]{1,5}|\d{1,2})[.)/](?=[^\W\d_])")


class Starts(Struct):
    """Where lines with markers of one kind begin paragraphs: at which indents, and how many of them apart."""

    places: set[int] = field(default_factory=set)
    seen: int = 0
    apart: int = 0


class Setting(Struct):
    """How a page's paragraphs are set: the edges of its text, the usual distance of two lines, the indents (in whole
    points) at which lines go on. ``tells``: paragraphs are set in or set apart, so that their first lines show.
    ``starts``: where markers stand, by their kinds."""

    left: float
    right: float
    leading: float
    blocks: set[int] = field(default_factory=set)
    tells: bool = True
    starts: dict[str, Starts] = field(default_factory=dict)


def usual_leadings(pages: Sequence[tuple[Sequence[Row], float, float]]) -> list[float]:
    """The usual distance of two lines of a paragraph on each page; a page is its rows and the edges of its text.

    Measured from full lines to the ones below them. A page with few of them has the distance of all pages.
    """
    steps = [_steps(rows, left, right) for rows, left, right in pages]
    together = sorted(step for found in steps for step in found)
    return [
        median(found) if len(found) >= _SHARED else median(together) if together else _nearest(rows)
        for found, (rows, _, _) in zip(steps, pages, strict=True)
    ]


def _steps(rows: Sequence[Row], left: float, right: float) -> list[float]:
    """From lines that run over most of the width, those of letterheads left out, to the ones below."""
    return [
        below.base - above.base
        for above, below in pairwise(rows)
        if below.base - above.base <= _ONE_PARAGRAPH * below.size
        and above.x0 < left + _HALF * (right - left)
        and len(above.segments) < 3
        and not (len(above.segments) > 1 and not opens(above))
        and reaches(above, below, right)
    ]


def _nearest(rows: Sequence[Row]) -> float:
    """The distance of lines where none is full: those of a paragraph stand nearer than paragraphs do."""
    size = median(row.size for row in rows) if rows else 12.0
    near = sorted(
        step for above, below in pairwise(rows) if 0.9 * size <= (step := below.base - above.base) <= 2.2 * size
    )
    return near[len(near) // 3] if near else 1.2 * size


def text_edges(pages: Sequence[tuple[Sequence[Row], float]]) -> list[tuple[float, float]]:
    """Where the text of each page begins and ends; a page is its rows and its width.

    A page of a list, or of lines that are not justified, shows its edges badly; so those that many lines of all pages
    of one width share are taken. A page keeps its own right edge where its lines are justified at it.
    """
    by_width: dict[int, list[Row]] = {}
    for rows, width in pages:
        by_width.setdefault(round(width), []).extend(rows)
    common = {
        width: (-_outermost([-row.x0 for row in rows]), _outermost([row.x1 for row in rows]))
        for width, rows in by_width.items()
    }
    found = []
    for rows, width in pages:
        left, right = common[round(width)]
        if not rows:
            found.append((left, right))
            continue
        own = _outermost([row.x1 for row in rows], _OWN)
        near = sum(abs(row.x1 - own) <= _SPREAD / 2 for row in rows)
        justified = near >= max(_SHARED, _JUSTIFIED * len(rows)) and own > right - _NARROWER * width
        found.append((min(left, -_outermost([-row.x0 for row in rows], _OWN)), own if justified else max(right, own)))
    return found


def _outermost(ends: list[float], share: float = _SHARE) -> float:
    """The outermost end that enough of the lines share."""
    ordered = sorted(ends, reverse=True)
    least = _SHARED if len(ordered) >= _FEW_ROWS else _SHARED - 1
    needed = max(min(least, len(ordered)), round(share * len(ordered)))
    for first, last in zip(ordered, ordered[max(needed - 1, 0) :], strict=False):
        if first - last <= _SPREAD:
            return first
    return ordered[0] if ordered else 0.0


def hanging_indents(pages: Iterable[tuple[Sequence[Row], Setting]]) -> set[int]:
    """The indents, in whole points, at which lines go on: those of lines that hang from markers, and those at which
    full lines follow one another more often than lines that are set out again."""
    hung: Counter[int] = Counter()
    same: Counter[int] = Counter()
    out: Counter[int] = Counter()
    for rows, setting in pages:
        for above, below in pairwise(rows):
            step = below.base - above.base
            if step > _SAME_PARAGRAPH * setting.leading or not reaches(above, below, setting.right):
                continue
            move = (below.x0 - above.x0) / above.size
            if _hangs(above, below) and not opens(below):
                hung[round(below.x0)] += 1
            elif abs(move) <= _ALIKE and not opens(below):
                same[round(below.x0)] += 1
            elif move < -_ALIKE:
                out[round(above.x0)] += 1
    found = {x for x, count in hung.items() if count > 1}
    return found | {x for x, count in same.items() if count > max(1, out[x])}


def paragraphs_show(pages: Iterable[tuple[Sequence[Row], Setting]]) -> bool:
    """Do most paragraphs begin set in, or apart from the one before? Looked at below lines that are not full."""
    shown = seen = 0
    for rows, setting in pages:
        for above, below in pairwise(rows):
            step = below.base - above.base
            if reaches(above, below, setting.right) or step > _ONE_PARAGRAPH * setting.leading:
                continue
            seen += 1
            shown += _is_apart(above, below, setting) or not _is_flush(below, setting)
    return shown > 0.5 * seen


def marker_starts(pages: Iterable[tuple[Sequence[Row], Setting]]) -> dict[str, Starts]:
    """Where markers stand that surely are ones, by their kinds: below lines that are not full."""
    found: dict[str, Starts] = {}
    for rows, setting in pages:
        for above, below in pairwise(rows):
            if not opens(below) or reaches(above, below, setting.right):
                continue
            starts = found.setdefault(_kind(below), Starts())
            starts.places.add(round(below.x0 / _PLACE))
            starts.seen += 1
            starts.apart += _is_apart(above, below, setting)
    return found


def surely(above: Row, below: Row, setting: Setting) -> bool:
    """Does a line that runs on do so whatever the next begins with? What looks like a marker is none where the
    document's markers of the kind stand elsewhere."""
    if not setting.tells:
        return False
    if not opens(below):
        return True
    known = setting.starts.get(_kind(below))
    place = round(below.x0 / _PLACE)
    if known is not None and not known.places & {place - 1, place, place + 1}:
        return True
    alike = setting.starts.values() if known is None else [known]
    seen, apart = sum(starts.seen for starts in alike), sum(starts.apart for starts in alike)
    return seen > 1 and apart >= _MOSTLY * seen and not _is_apart(above, below, setting)


def _kind(row: Row) -> str:
    first = row.words[0].text.lstrip("(")[:1]
    return "number" if first.isdigit() else "letter" if first.isalpha() else first


def _is_apart(above: Row, below: Row, setting: Setting) -> bool:
    return below.base - above.base - setting.leading > max(_APART_SHARE * setting.leading, _APART_POINTS)


def runs_on(above: Row, below: Row, setting: Setting, *, turned: bool = False) -> bool:
    """Does the line go on in the one below? ``turned``: that one is the first of the next page."""
    size = max(above.size, below.size)
    if abs(above.size - below.size) > _ONE_SIZE * size or (len(below.segments) > 1 and not opens(below)):
        return False
    text, after = above.text, below.text
    finished = _ENDS.search(text) is not None
    # In mid-sentence, so whatever else differs; so is what has no letters ("./.").
    midst = not finished and (after[:1].islower() or text.endswith(",") or not any(map(str.isalnum, after)))
    if not turned:
        step, leading = below.base - above.base, setting.leading
        if step > _SAME_PARAGRAPH * leading or (not midst and _is_apart(above, below, setting)):
            return False
    if not midst and (above.bold != below.bold or (_is_capitals(text) and not _is_capitals(after))):
        return False
    certain = setting.tells or text.endswith(".") or after[:1].islower()
    if finished and (opens(below) or not certain):
        return False
    moved = abs(below.x0 - above.x0) > _ALIKE * size
    if moved and _is_centred(below, setting) and _is_even(above, setting):
        width = above.x1 - above.x0 + _BLANK * size + below.words[0].x1 - below.words[0].x0
        return not finished and width > setting.right - setting.left - _RAGGED * size
    if not reaches(above, below, setting.right):
        return False
    return _is_flush(below, setting) or _goes_on_set_in(above, below, setting, finished)


def _goes_on_set_in(above: Row, below: Row, setting: Setting, finished: bool) -> bool:
    """Is a line that is set in no paragraph's first?"""
    if _hangs(above, below):
        return True
    move = (below.x0 - above.x0) / above.size
    if move > _ALIKE:
        return False
    if move >= -_ALIKE:
        return round(below.x0) in setting.blocks or not finished
    # Set out again, but not to the edge: a first line that was set in within a list.
    return not finished or round(below.x0) in setting.blocks or not opens(below)


def reaches(above: Row, below: Row, right: float) -> bool:
    """Would the next line's first word not have fitted on the line above?"""
    first = below.words[0]
    return above.x1 + _BLANK * above.size + first.x1 - first.x0 > right - _RAGGED * above.size


def _is_capitals(text: str) -> bool:
    """Are there capitals, and no small letters but for the odd one?"""
    small = sum(map(str.islower, text))
    return small <= 0.15 * sum(map(str.isalpha, text))


def _is_flush(row: Row, setting: Setting) -> bool:
    return row.x0 <= setting.left + _FLUSH * row.size


def _hangs(above: Row, below: Row) -> bool:
    """Does the line above begin with a marker, and this one stand a little to the right of it?"""
    return _ALIKE < (below.x0 - above.x0) / above.size <= _HANGING and opens(above)


def opens(row: Row) -> bool:
    """Does the line begin with a marker?"""
    first = row.words[0].text
    return (len(first) <= _MARKER and _LIST_SIGN.fullmatch(first) is not None) or _GLUED.match(first) is not None


def _is_even(row: Row, setting: Setting) -> bool:
    """Is as much white on the left as on the right?"""
    return abs(row.x0 - setting.left - setting.right + row.x1) <= row.size


def _is_centred(row: Row, setting: Setting) -> bool:
    inside = row.x0 > setting.left + _FLUSH * row.size and row.x1 < setting.right - _FLUSH * row.size
    return inside and _is_even(row, setting) and round(row.x0) not in setting.blocks


# --- lines in cells and columns ---------------------------------------------------------------------------------


def cell_runs(rows: Sequence[Row], width: float | None) -> list[bool]:
    """Which lines of a cell go on in the next. ``width``: what its lines may take; ``None`` where no rule shows it,
    then only a list that is flush is judged, by its widest line."""
    if width is None:
        left = min((row.x0 for row in rows), default=0.0)
        flush = sum(row.x0 - left <= _ALIKE * row.size for row in rows)
        if flush < max(3, 0.7 * len(rows)):
            return [False] * len(rows)
        width = max(row.x1 for row in rows) - left
    found = []
    for above, below in pairwise(rows):
        first = below.words[0]
        reach = above.x1 - above.x0 + _BLANK * above.size + first.x1 - first.x0
        near = below.base - above.base <= 1.8 * max(above.size, below.size)
        one = abs(above.size - below.size) <= _ONE_SIZE * above.size and (
            above.bold == below.bold or below.text[:1].islower()
        )
        found.append(near and one and not opens(below) and reach > width - _RAGGED * above.size)
    return [*found, False]
