"""Colour to grey, without the ink of seals and signatures.

A seal is red, a signature blue; what is printed below them is black, and comes to light when their ink is taken away.
Coloured print is kept: only blots as large as a seal or a signature go, not lines of text.
"""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageChops, ImageFilter

# Levels of 255: ink is coloured when its channels differ by more than this.
_COLOURED = 48
# A page of which so much of the ink is coloured is a coloured print, or a photograph in coloured light.
_MOSTLY = 0.6
# In millimetres: a cell of the map of coloured ink, and how large a blot is that is no line of text.
_CELL = 1.0
_BLOT = 9.0
# Of a cell's area, the share of coloured ink from which on it counts.
_SHARE = 0.03
_DARK = 200
# In pixels: the width of the square within which ink that fades is cleared with it.
_FADES = 5


def to_grey(image: Image.Image, dpi: float) -> Image.Image:
    """The picture in grey; transparent places count as paper."""
    image = opaque(image)
    if image.mode == "L":
        return image
    # A seal is seen at a quarter of the size; most pages have none.
    if not _mean(_coloured(*_channels(image.reduce(4)), least=_COLOURED // 2)):
        return image.convert("L")
    lightest, darkest = _channels(image)
    grey, coloured = image.convert("L"), _coloured(lightest, darkest)
    if _mean(coloured) > _MOSTLY * max(_mean(grey.point([255 if value < _DARK else 0 for value in range(256)])), 1e-6):
        return grey
    mask = _blots(coloured, dpi)
    if mask is None:
        return grey
    # Under red and blue ink paper is light in one channel at least, and black print dark in all of them.
    bare = lightest.point([min(255, round(value * 1.7)) for value in range(256)])
    # Where their ink fades into paper it has too little colour to be told by it, and would stay as a row of dots.
    coloured = coloured.filter(ImageFilter.MaxFilter(_FADES))
    # No lighter than the paper round about: a white ring on grey paper would be seen as one.
    paper = lightest.reduce(8).filter(ImageFilter.MaxFilter(5)).resize(image.size, Image.Resampling.BILINEAR)
    bare = ImageChops.darker(bare, paper)
    return Image.composite(bare, grey, ImageChops.darker(coloured, mask))


def _channels(image: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Of each pixel the lightest and the darkest channel."""
    red, green, blue = image.split()
    lightest = ImageChops.lighter(red, ImageChops.lighter(green, blue))
    return lightest, ImageChops.darker(red, ImageChops.darker(green, blue))


def _coloured(lightest: Image.Image, darkest: Image.Image, least: int = _COLOURED) -> Image.Image:
    """White where the ink is coloured."""
    return ImageChops.subtract(lightest, darkest).point([255 if value > least else 0 for value in range(256)])


def opaque(image: Image.Image) -> Image.Image:
    """The picture in ``L`` or ``RGB``, laid on white paper."""
    if image.mode in ("L", "RGB"):
        return image
    if image.mode in ("1", "F") or image.mode.startswith("I"):
        return _stretched(image)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        full = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", full.size, (255, 255, 255, 255)), full).convert("RGB")
    if image.mode == "LAB":
        # Lightness alone: colours would need a profile.
        return image.getchannel(0)
    return image.convert("RGB")


def _stretched(image: Image.Image) -> Image.Image:
    if image.mode == "1":
        return image.convert("L")
    # Sixteen bits a pixel: the range that is in use becomes the range of eight.
    wide = image.convert("F")
    low, high = wide.getextrema()
    if not isinstance(low, float) or not isinstance(high, float) or high <= low:
        return wide.convert("L")
    scale = 255 / (65535 if high > 255 else 255)
    return wide.point(lambda value: value * scale + 0).convert("L")


def _mean(mask: Image.Image) -> float:
    histogram = mask.histogram()
    return histogram[255] / max(sum(histogram), 1)


def _blots(coloured: Image.Image, dpi: float) -> Image.Image | None:
    """White where coloured ink belongs to a blot; ``None`` without any."""
    cell = max(round(_CELL * dpi / 25.4), 1)
    small = coloured.reduce(cell)
    marked = {
        (index % small.width, index // small.width)
        for index, value in enumerate(small.tobytes())
        if value > 255 * _SHARE
    }
    mask = Image.new("L", small.size, 0)
    found = False
    for left, top, right, bottom in _areas(marked):
        if min(right - left, bottom - top) * cell * 25.4 / dpi >= _BLOT:
            mask.paste(255, (max(left - 1, 0), max(top - 1, 0), right + 1, bottom + 1))
            found = True
    return mask.resize(coloured.size, Image.Resampling.NEAREST) if found else None


def _areas(cells: set[tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """The rectangles round the groups of touching cells."""
    cells = set(cells)
    while cells:
        todo = [cells.pop()]
        group = []
        while todo:
            x, y = todo.pop()
            group.append((x, y))
            for near in ((x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
                if near in cells:
                    cells.remove(near)
                    todo.append(near)
        xs, ys = [x for x, _ in group], [y for _, y in group]
        yield min(xs), min(ys), max(xs) + 1, max(ys) + 1
