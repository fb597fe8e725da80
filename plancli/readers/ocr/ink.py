"""Colour to grey, without the ink of seals and signatures."""

from __future__ import annotations

from PIL import Image


def to_grey(image: Image.Image) -> Image.Image:
    """The picture in grey."""
    return image.convert("L")
