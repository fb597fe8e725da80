"""Pages that are pictures, rendered and read by OCR."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from plancli.readers.ocr.options import OcrOptions
from plancli.readers.pdf.native import Native
from plancli.readers.pdf.pages import PageSource, drawn_page, needs_ocr

if TYPE_CHECKING:
    from plancli.readers.ocr.page import Picture
    from plancli.readers.ocr.text import PageText

_POINTS = 72
MAX_PIXELS = 40_000_000
"""The largest picture that is rendered. A4 at 600 dots per inch has 35 million pixels."""


class Scans(Struct, frozen=True):
    """Text by page number, offsets from each page's begin, and the record of how it was read."""

    pages: dict[int, PageText] = field(default_factory=dict)
    options: tuple[tuple[str, str], ...] = ()


def wanted(sources: Sequence[PageSource], options: OcrOptions) -> list[PageSource]:
    """The pages that OCR shall read."""
    if options.mode == "never":
        return []
    if options.mode == "always":
        return [source for source in sources if source.state not in ("blank", "damaged")]
    return [source for source in sources if needs_ocr(source)]


def read_scans(document: Native, sources: Sequence[PageSource], options: OcrOptions) -> Scans:
    """The pages read by OCR. Raises ``MissingToolError`` without Tesseract, ``ReadError`` where OCR read no page."""
    from plancli.readers.ocr.engine import require_engine
    from plancli.readers.ocr.pages import ocr_pages, scan_options
    from plancli.readers.ocr.text import page_text

    engine = require_engine(options)
    pages = list(ocr_pages(_pictures(document, sources, options), options))
    pieces = {page.page: page_text(page) for page in pages if page.failure is None}
    return Scans(pieces, scan_options(engine, pages, options))


def _pictures(document: Native, sources: Sequence[PageSource], options: OcrOptions) -> Iterator[Picture]:
    """The pages as pictures, one after the other as they are asked for."""
    from plancli.readers.ocr.page import Picture

    for source in sources:
        area = max(source.width * source.height, 1.0)
        scale = min(options.dpi / _POINTS, math.sqrt(MAX_PIXELS / area))
        with drawn_page(document, source.number) as (page, _):
            if page is not None:
                bitmap = page.render(scale=scale, may_draw_forms=False)
                try:
                    yield Picture(source.number, bitmap.to_pil().copy(), scale * _POINTS)
                finally:
                    bitmap.close()
