"""Roman numerals at the head of lines, and behind an X or V anywhere, counted on the picture.

In bold type the serifs of neighbouring I touch, and the engine's model of the language sees one letter too few
(``III.`` → ``II.``) or another one (``IH.``, ``H.``, ``IL``). The picture settles it: an I is one upright stroke.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image

from plancli.expressions import compiled
from plancli.readers.ocr.page import OcrWord

# A first word that can be a numeral in which I is counted, with what stands behind it.
_NUMERAL = compiled(r"(?P<head>X{0,3}V?)(?P<count>[IHLlÌÍỈĨỊÏ|!1]{1,4})(?P<tail>[.,:;)/\-–—]*)(?P<rest>\p{Lu}\p{L}*|)")
_TALL = 12
# Shares of the letters' height: where strokes are looked for, between the serifs and clear of a crossbar.
_TOP, _UPPER, _MIDDLE, _LOWER, _FOOT = (0.0, 0.2), (0.24, 0.4), (0.42, 0.6), (0.64, 0.8), (0.86, 1.0)
# How far an X or V reaches to the right at least, in heights.
_HEAD = 1.0
_BLACK = 128
# A numeral within a line: of a congress, a term, a century.
_INSIDE = compiled(r"(?:X{1,3}V?|V)[IH]{1,4}[.,;:)]*")


class _Letters(Struct, frozen=True):
    """Runs of ink from left to right, in each band of the letters' height."""

    top: list[tuple[int, int]]
    upper: list[tuple[int, int]]
    middle: list[tuple[int, int]]
    lower: list[tuple[int, int]]
    foot: list[tuple[int, int]]
    height: int


def count_numerals(words: Sequence[OcrWord], grey: Image.Image) -> list[OcrWord]:
    """The words with the numerals put right; boxes are in the picture's pixels."""
    out = list(words)
    index = 0
    for _, group in groupby(words, key=lambda word: word.line):
        size = len(list(group))
        first = index
        # Dirt may stand before the numeral.
        if size > 1 and words[first].is_mark:
            first += 1
        after = words[first + 1] if first + 1 < index + size else None
        out[first] = _counted(words[first], after, grey)
        for place in range(first + 1, index + size):
            if _INSIDE.fullmatch(words[place].text):
                after = words[place + 1] if place + 1 < index + size else None
                out[place] = _counted(words[place], after, grey)
        index += size
    return out


def _counted(word: OcrWord, after: OcrWord | None, grey: Image.Image) -> OcrWord:
    match = _NUMERAL.fullmatch(word.text)
    if match is None:
        return word
    head, count, tail, rest = match.group("head", "count", "tail", "rest")
    if not tail and (rest or not (count[-1] in "Ll" or len(count) > 1 or head)):
        return word
    # A word glued to the numeral is left out of the picture: its marks would make the letters seem taller.
    share = 1.0 if not rest else min(1.3 * (1 - len(rest) / len(word.text)), 1.0)
    letters = _letters(replace(word, x1=word.x0 + share * (word.x1 - word.x0)), after, grey)
    if letters is None:
        return word
    strokes = _strokes(letters, len(head), glued=bool(rest))
    if strokes is None:
        return word
    number, dotted, upright_one = strokes
    if not set(count) & set("IHLÌÍỈĨỊÏ"):
        # Digits and small letters: a single one may be an I, several are left alone.
        if len(count) > 1 or number > 1 or upright_one is not False:
            return word
    elif number == 1 and upright_one and not head and tail:
        return replace(word, text=f"1{tail}{rest}")
    if not tail:
        if count[-1] in "Ll" and not dotted:
            return word
        tail = "." if count[-1] in "Ll" else ""
    return replace(word, text=f"{head}{'I' * number}{tail}{rest}")


def _strokes(letters: _Letters, head: int, *, glued: bool) -> tuple[int, bool, bool | None] | None:
    """How many upright strokes there are, behind the ``head`` letters V and X.

    With them come whether a point stands low behind them, and whether a single stroke is a figure one: its top goes to
    the left alone (``None``: cannot be told). ``None`` where the strokes are not those of a numeral.
    """
    height = letters.height
    foot = [run for run in letters.foot if not any(_meet(run, other) for other in letters.upper)]
    points = [run for run in foot if run[1] - run[0] <= 0.3 * height]
    upper = letters.upper
    if glued:
        if not points:
            return None
        upper = [run for run in upper if run[1] <= points[0][0]]
    reach = max(height * 0.09, 1.5)
    # What stands further left are the strokes of an X or V.
    edge = _HEAD * head * height
    behind = [run for run in upper if _centre(run) > edge]
    upright = [run for run in behind if any(abs(_centre(run) - _centre(low)) <= reach for low in letters.lower)]
    if not upright or upright != behind or len(upright) == len(upper) * bool(head) or len(upright) > 4 - bool(head):
        return None
    widths = [right - left for left, right in upright]
    if max(widths) > 2.2 * min(widths) or max(widths) > 0.35 * height:
        return None
    # A crossbar joins two strokes to an H, which no numeral has.
    for left, right in letters.middle:
        if sum(left <= _centre(run) < right for run in upright) > 1:
            return None
    last = upright[-1]
    dotted = any(run[0] > last[1] for run in points)
    return len(upright), dotted, _is_one(last, letters) if len(upright) == 1 else None


def _is_one(stroke: tuple[int, int], letters: _Letters) -> bool | None:
    """Does the stroke's top reach to the left alone? That of an I reaches to both sides or to none."""
    left = max((stroke[0] - run[0] for run in letters.top if _meet(run, stroke)), default=0)
    right = max((run[1] - stroke[1] for run in letters.top if _meet(run, stroke)), default=0)
    least = 0.07 * letters.height
    if left >= least and right >= least:
        return False
    return True if left >= least and right < 0.6 * least else None


def _meet(run: tuple[int, int], other: tuple[int, int]) -> bool:
    return run[0] < other[1] and other[0] < run[1]


def _centre(run: tuple[int, int]) -> float:
    return (run[0] + run[1]) / 2


def _letters(word: OcrWord, after: OcrWord | None, grey: Image.Image) -> _Letters | None:
    right = min(word.x1 + 4, after.x0 - 1 if after is not None and after.x0 > word.x0 + 4 else word.x1 + 4)
    box = (max(round(word.x0) - 3, 0), max(round(word.top) - 1, 0), round(right), round(word.bottom) + 1)
    if box[2] - box[0] < 3 or box[3] - box[1] < _TALL:
        return None
    black = grey.crop(box).point([255 if value < _BLACK else 0 for value in range(256)])
    bounds = black.getbbox()
    if bounds is None or bounds[3] - bounds[1] < _TALL:
        return None
    # A comma behind reaches below the line: the letters alone, which reach to the top, give the height.
    upper = black.crop((0, bounds[1], black.width, bounds[1] + (bounds[3] - bounds[1]) // 5)).getbbox()
    tall = black.crop((0, 0, upper[2], black.height)).getbbox() if upper else None
    if upper is None or tall is None or tall[3] - tall[1] < _TALL:
        return None
    black = black.crop((bounds[0], tall[1], bounds[2], tall[3]))
    letters = upper[2] - bounds[0]
    height = black.height

    def runs(band: tuple[float, float], share: float) -> list[tuple[int, int]]:
        top, bottom = round(band[0] * height), max(round(band[1] * height), round(band[0] * height) + 1)
        columns = black.crop((0, top, black.width, bottom)).resize((black.width, 1), Image.Resampling.BOX).tobytes()
        found: list[tuple[int, int]] = []
        for x, value in enumerate(columns):
            if value >= 255 * share:
                if found and found[-1][1] == x:
                    found[-1] = (found[-1][0], x + 1)
                else:
                    found.append((x, x + 1))
        return found

    def strokes(band: tuple[float, float], share: float) -> list[tuple[int, int]]:
        # The upper point of a colon stands behind the letters.
        return [run for run in runs(band, share) if run[0] < letters]

    return _Letters(
        strokes(_TOP, 0.2),
        strokes(_UPPER, 0.5),
        strokes(_MIDDLE, 0.2),
        strokes(_LOWER, 0.5),
        runs(_FOOT, 0.3),
        height,
    )
