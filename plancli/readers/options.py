"""What a caller may ask of the readers, as one plain value."""

from __future__ import annotations

from msgspec import Struct, field

from plancli.readers.ocr.options import OcrOptions


class ReadOptions(Struct, frozen=True):
    """How files are read; every reader takes what concerns it.

    ``encoding`` forces the encoding of plain text: one of ours (``tcvn3``, ``vni``, ``vps``, ``viscii``,
    ``windows-1258``, ``viqr``) or a name that Python knows; ``None``: told by the bytes. ``ocr`` is how scanned pages
    are read.
    """

    encoding: str | None = None
    ocr: OcrOptions = field(default_factory=OcrOptions)
