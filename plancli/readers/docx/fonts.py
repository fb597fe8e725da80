"""Fonts whose letters are not Unicode: the old Vietnamese encodings."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

Decoder = Callable[[str, str], str]
"""Text and the name of the font in which it is set → the text in Unicode."""

_LEGACY = (
    ".vn",
    "vni-",
    "vni ",
    "vni_",
    "vnitimes",
    "vnihelve",
    "vniaptima",
    "vniuniver",
    "vps ",
    "vps-",
    "vps_",
    "vpstimes",
    "vpshelv",
    "vncourier",
    "vntime",
    "vnarial",
    "vnhelv",
    "vnavant",
    "vnbodoni",
    "vnclarendon",
    "vntifani",
    "vnaristote",
    "vnsouthern",
    "vnuniverse",
    "tcvn-",
    "tcvn_",
    "vi times",
    "vi arial",
    "vi courier",
    "vi helvetica",
    "vnu-",
)


# Asked of every run; a document has a handful of fonts.
@lru_cache(maxsize=256)
def is_legacy_font(name: str) -> bool:
    """Whether the font's name is that of a family in TCVN3 (``.VnTime``), VNI (``VNI-Times``), VPS, VISCII or the like.

    Which of them it is, where it is one that can be decoded, ``plancli.encodings.font_scheme`` says.
    """
    return name.lower().startswith(_LEGACY)
