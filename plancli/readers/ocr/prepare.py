"""A page's picture made ready for the engine: grey, upright, even and clean, and each only where it is needed.

On bad scans this decides more than any choice of engine; on clean ones it must change nothing. So each step first
measures whether the page has the fault that it mends. All of it is Pillow's own arithmetic on whole pictures.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter

# Skew is looked for up to this many degrees, and mended from the second value on.
_MOST_SKEW = 7.0
_LEAST_SKEW = 0.25
_STRIPS = 48
# A page is uneven when its paper differs by this much from place to place, or is this far from white.
_UNEVEN = 24
_GREY_PAPER = 228
# Grain: the mean difference of paper from its own median.
_GRAIN = 2.5


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture for the engine. ``skew``: by how many degrees it was turned anticlockwise."""

    image: Image.Image
    skew: float


def prepare(image: Image.Image) -> Prepared:
    """The grey picture made ready."""
    grey = flatten(image)
    grey = denoise(grey)
    angle = find_skew(grey)
    if angle:
        grey = grey.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    return Prepared(despeckle(grey), angle)


# --- skew ---------------------------------------------------------------------------------------------------


def find_skew(grey: Image.Image) -> float:
    """By how many degrees the page must be turned anticlockwise for its lines to run level; 0 when they do.

    The page is cut into upright strips, each strip's ink summed row by row; the strips are shifted as an angle would
    shift them, and the angle is right where their sum is most uneven: lines and the white between them stand apart.
    """
    width, height = grey.size
    inside = grey.crop((width // 20, height // 20, width - width // 20, height - height // 20))
    ink = ImageChops.invert(inside).resize((_STRIPS, inside.height), Image.Resampling.BOX)
    step = inside.width / _STRIPS

    def uneven(degrees: float) -> float:
        slope = math.tan(math.radians(degrees)) * step
        shifted = ink.transform(
            ink.size, Image.Transform.AFFINE, (1, 0, 0, slope, 1, -slope * _STRIPS / 2), Image.Resampling.BILINEAR
        )
        rows = shifted.resize((1, ink.height), Image.Resampling.BOX)
        change = ImageChops.difference(rows, ImageChops.offset(rows, 0, 2)).histogram()
        return float(sum(value * value * count for value, count in enumerate(change)))

    coarse = 0.5
    count = round(_MOST_SKEW / coarse)
    best = max((step_ * coarse for step_ in range(-count, count + 1)), key=uneven)
    for fine in (0.25, 0.1, 0.05):
        best = max((best + offset * fine for offset in (-2, -1, 0, 1, 2)), key=uneven)
    if abs(best) < _LEAST_SKEW or abs(best) > _MOST_SKEW or uneven(best) < 1.1 * uneven(0):
        return 0.0
    return round(best, 3)


# --- paper --------------------------------------------------------------------------------------------------


def flatten(grey: Image.Image) -> Image.Image:
    """The paper made white everywhere and the ink black, where shades or a pale print need it."""
    small = grey.reduce(8)
    paper = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(6))
    low, high = _percentile(paper, 0.02), _percentile(paper, 0.98)
    darkness = ImageChops.subtract(paper.resize(grey.size, Image.Resampling.BILINEAR), grey)
    ink = _ink(darkness)
    if high - low <= _UNEVEN and low >= _GREY_PAPER and ink >= 150:
        return grey
    gain = 255 / max(ink, 40)
    return darkness.point([255 - min(255, round(max(value - 6, 0) * gain)) for value in range(256)])


def _ink(darkness: Image.Image) -> int:
    """How dark the ink is against the paper: what the darkest hundredth of the page exceeds."""
    return _percentile(darkness, 0.99)


def _percentile(grey: Image.Image, share: float) -> int:
    histogram = grey.histogram()
    wanted = share * sum(histogram)
    total = 0
    for value, count in enumerate(histogram):
        total += count
        if total >= wanted:
            return value
    return 255


# --- grain and specks ---------------------------------------------------------------------------------------


def denoise(grey: Image.Image) -> Image.Image:
    """Grain smoothed by a median, where there is grain."""
    return grey.filter(ImageFilter.MedianFilter(3)) if grain(grey) >= _GRAIN else grey


def grain(grey: Image.Image) -> float:
    """The mean difference of the picture from its own median, on three patches, the calmest of them."""
    width, height = grey.size
    found = []
    for x, y in ((0.15, 0.1), (0.6, 0.5), (0.3, 0.85)):
        left, top = round(width * x), round(height * y)
        patch = grey.crop((left, top, left + width // 5, top + height // 12))
        change = ImageChops.difference(patch, patch.filter(ImageFilter.MedianFilter(3))).histogram()
        found.append(sum(value * count for value, count in enumerate(change)) / max(sum(change), 1))
    return min(found)


def despeckle(grey: Image.Image, *, reach: int = 10, ink: int = 14) -> Image.Image:
    """Dots of dirt that stand alone made white: where a window round a pixel holds next to no ink.

    ``reach`` is half the window's side in pixels of a page at 200 dpi, ``ink`` how many black pixels a dot may have.
    Dots of letters, points and dashes have letters within reach.
    """
    black = ImageChops.invert(grey)
    around = black.filter(ImageFilter.BoxBlur(reach))
    window = (2 * reach + 1) ** 2
    limit = round(255 * ink / window)
    lonely = around.point([255 if value <= limit else 0 for value in range(256)])
    return ImageChops.lighter(grey, lonely)
