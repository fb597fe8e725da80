"""A page's picture made ready for the engine: grey, upright, even and clean, and each only where it is needed.

On bad scans this decides more than any choice of engine; on clean ones it must change nothing. So each step first
measures whether the page has the fault that it mends. All of it is Pillow's own arithmetic on whole pictures.
"""

from __future__ import annotations

import math
from itertools import pairwise

from msgspec import Struct
from PIL import Image, ImageChops, ImageFilter

# Skew is looked for up to this many degrees, and mended from the second value on.
_MOST_SKEW = 7.0
_LEAST_SKEW = 0.8
_STRIPS = 48
# How much more uneven a level page is than it would be when turned.
_LEVEL = 1.5
# Levels of grey, of 255. Paper is uneven when it differs by so much from place to place, grey when it is darker than
# this, grainy when its quartiles differ by so much; ink is pale when it differs from paper by less than this.
_UNEVEN = 30
_GREY_PAPER = 215
_DARK_PAPER = 80
_GRAINY = 5
_PALE = 140
# How many quartile distances above its median the darkness of paper ends (two standard deviations).
_END_OF_PAPER = 3
# How much more uneven the sums of ink from left to right are on a page that lies on its side, and from which sum on (of
# 255) they count no more.
_ON_ITS_SIDE = 1.5
_LINE_OF_LETTERS = 110
# A dot of dirt: no more ink than so many black pixels, and nothing else within so many pixels, at 200 dpi.
_SPECK = 14
_REACH = 10
# A dirty page, by black pixels in such dots; the dots that then go from between the letters.
_DIRTY = 300
_MOTE = 7
_NEAR = 4


class Prepared(Struct, frozen=True):
    """A picture for the engine. ``skew``: by how many degrees it was turned anticlockwise about its middle."""

    image: Image.Image
    skew: float


def prepare(grey: Image.Image, dpi: float = 200) -> Prepared:
    """The grey picture made ready."""
    if _percentile(grey.reduce(8), 0.5) < _DARK_PAPER:
        # White letters on black: a negative, or a screen.
        grey = ImageChops.invert(grey)
    grey = clean_paper(grey)
    angle = find_skew(grey)
    if angle:
        grey = grey.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    return Prepared(despeckle(grey, dpi), angle)


# --- paper --------------------------------------------------------------------------------------------------


def clean_paper(grey: Image.Image) -> Image.Image:
    """Grain smoothed; the paper made white everywhere and the ink black where shades or a pale print ask for it."""
    # The lightest of each neighbourhood is paper: letters are smaller than it.
    paper = grey.reduce(8).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(6))
    # Measured on every fourth pixel of every fourth row.
    sample = grey.resize((-(-grey.width // 4), -(-grey.height // 4)), Image.Resampling.NEAREST)
    darkness = ImageChops.subtract(paper.resize(sample.size, Image.Resampling.BILINEAR), sample)
    middle, quartile, ink = (_percentile(darkness, share) for share in (0.5, 0.75, 0.985))
    grain = quartile - middle
    low, high = _percentile(paper, 0.02), _percentile(paper, 0.98)
    # A page with next to no ink has no quartile of paper alone to fear, and no ink to measure.
    pale = grain < ink - middle < _PALE and ink - middle > 4 * max(grain, 3)
    if high - low > _UNEVEN or high < _GREY_PAPER or pale:
        end = middle + _END_OF_PAPER * grain
        gain = 255 / max(ink - end, 40)
        darkness = ImageChops.subtract(paper.resize(grey.size, Image.Resampling.BILINEAR), grey)
        grey = darkness.point([255 - min(255, max(0, round((value - end) * gain))) for value in range(256)])
    return grey.filter(ImageFilter.GaussianBlur(0.8)) if grain >= _GRAINY else grey


def _percentile(grey: Image.Image, share: float) -> int:
    histogram = grey.histogram()
    wanted = share * sum(histogram)
    total = 0
    for value, count in enumerate(histogram):
        total += count
        if total >= wanted:
            return value
    return 255


# --- skew ---------------------------------------------------------------------------------------------------


def find_skew(grey: Image.Image) -> float:
    """By how many degrees the page must be turned anticlockwise for its lines to run level; 0 when they do.

    The page is cut into upright strips, each strip's ink summed row by row; the strips are shifted as an angle would
    shift them, and the angle is right where their sum is most uneven: lines and the white between them stand apart.
    """
    width, height = grey.size
    inside = grey.crop((width // 20, height // 20, width - width // 20, height - height // 20))
    # Half the height is fine enough for a twentieth of a degree.
    ink = ImageChops.invert(
        inside.resize((_STRIPS, max(inside.height // 2, 1)), Image.Resampling.BOX, reducing_gap=1.0)
    )
    step = inside.width / _STRIPS / 2

    def uneven(degrees: float) -> float:
        slope = math.tan(math.radians(degrees)) * step
        shifted = ink.transform(
            ink.size, Image.Transform.AFFINE, (1, 0, 0, slope, 1, -slope * _STRIPS / 2), Image.Resampling.BILINEAR
        )
        rows = shifted.resize((1, ink.height), Image.Resampling.BOX)
        change = ImageChops.difference(rows, ImageChops.offset(rows, 0, 1)).histogram()
        return float(sum(value * value * count for value, count in enumerate(change)))

    # Most pages are level, and clearly so.
    if uneven(0) > _LEVEL * max(uneven(2 * _LEAST_SKEW), uneven(-2 * _LEAST_SKEW)):
        return 0.0
    count = round(2 * _MOST_SKEW)
    best = max((half / 2 for half in range(-count, count + 1)), key=uneven)
    for fine in (0.25, 0.1, 0.05):
        best = max((best + offset * fine for offset in (-2, -1, 0, 1, 2)), key=uneven)
    if not _LEAST_SKEW <= abs(best) <= _MOST_SKEW or uneven(best) < 1.1 * uneven(0):
        return 0.0
    return round(best, 3)


def lies_on_its_side(grey: Image.Image) -> bool:
    """Do the page's lines run from top to bottom, so that it must be turned by a quarter?

    Lines of text make the sums of ink across them uneven, line by line, and those along them smooth.
    """
    small = ImageChops.invert(grey).reduce(4)
    width, height = small.size
    if width < 16 or height < 16:
        return False
    # Ruled lines count for little: a sum is cut off where no line of letters reaches.
    across, along = (_unevenness(small.resize(size, Image.Resampling.BOX)) for size in ((1, height), (width, 1)))
    return along > _ON_ITS_SIDE * across


def _unevenness(sums: Image.Image) -> float:
    values = [min(value, _LINE_OF_LETTERS) for value in sums.tobytes()]
    steps = [(right - left) ** 2 for left, right in pairwise(values)]
    return sum(steps) / len(steps)


# --- specks -------------------------------------------------------------------------------------------------


def despeckle(grey: Image.Image, dpi: float = 200) -> Image.Image:
    """Dots of dirt that stand alone made white: where a window round a pixel holds next to no ink.

    The dots of letters, full stops and dashes have letters within reach, or more ink. On a page with many such dots the
    smaller ones among the letters go too: those that are less than the dot of an i.
    """
    clean, dirt = _without_dots(grey, _REACH, _SPECK, dpi)
    return _without_dots(clean, _NEAR, _MOTE, dpi)[0] if dirt > _DIRTY else clean


def _without_dots(grey: Image.Image, reach: int, most: float, dpi: float) -> tuple[Image.Image, float]:
    """Without dots of at most so many black pixels that have nothing else within reach; how many pixels that were."""
    scale = dpi / 200
    reach = max(round(reach * scale), 3)
    around = ImageChops.invert(grey).filter(ImageFilter.BoxBlur(reach))
    limit = round(255 * most * scale * scale / (2 * reach + 1) ** 2)
    lonely = around.point([255 if value <= limit else 0 for value in range(256)])
    clean = ImageChops.lighter(grey, lonely)
    gone = ImageChops.difference(clean, grey).histogram()
    return clean, sum(gone[128:]) / scale / scale
