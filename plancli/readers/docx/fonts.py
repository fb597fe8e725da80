"""Fonts whose letters are not Unicode: the old Vietnamese encodings."""

from __future__ import annotations

from collections.abc import Callable

Decoder = Callable[[str, str], str]
"""Text and the name of the font in which it is set → the text in Unicode."""

_LEGACY = (
    ".vn",
    "vni-",
    "vni ",
    "vni_",
    "vps ",
    "vps-",
    "vncourier",
    "vntime",
    "vnarial",
    "vnhelv",
    "vi times",
    "vnu-",
)


def is_legacy_font(name: str) -> bool:
    """Whether the font's name is that of a family in TCVN3 (``.VnTime``), VNI (``VNI-Times``), VPS or VISCII."""
    return name.lower().startswith(_LEGACY)
