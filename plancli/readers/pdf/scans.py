"""Pages that are pictures, rendered and read by OCR."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from plancli.readers.ocr.options import OcrOptions
from plancli.readers.pdf.native import Native
from plancli.readers.pdf.pages import PageSource, drawn_page, needs_ocr

if TYPE_CHECKING:
    from PIL.Image import Image

    from plancli.readers.ocr.engine import Engine
    from plancli.readers.ocr.text import PageText

_POINTS = 72
MAX_PIXELS = 40_000_000
"""The largest picture that is rendered. A4 at 600 dots per inch has 35 million pixels."""


def wanted(sources: Sequence[PageSource], options: OcrOptions) -> list[PageSource]:
    """The pages that OCR shall read."""
    if options.mode == "never":
        return []
    if options.mode == "always":
        return [source for source in sources if source.state not in ("blank", "damaged")]
    return [source for source in sources if needs_ocr(source)]


def read_scans(document: Native, sources: Sequence[PageSource], options: OcrOptions) -> dict[int, PageText]:
    """The text of the pages by their numbers, offsets from each page's begin.

    Raises ``MissingToolError`` without Tesseract, ``ReadError`` ocr-timeout or ocr-failed.
    """
    from plancli.readers.ocr.pages import ocr_pages
    from plancli.readers.ocr.text import page_text

    by_number = {source.number: source for source in sources}
    read = {}
    for page in ocr_pages(_pictures(document, sources, options), options):
        source, piece = by_number[page.page], page_text(page)
        # A page that was rendered smaller.
        scale = source.width / page.width if page.width else 1.0
        if abs(scale - 1) > 0.01:
            boxes = (
                box._replace(x0=box.x0 * scale, top=box.top * scale, x1=box.x1 * scale, bottom=box.bottom * scale)
                for box in piece.boxes
            )
            piece = type(piece)(piece.text, piece.labels, tuple(boxes))
        read[page.page] = piece
    return read


def _pictures(document: Native, sources: Sequence[PageSource], options: OcrOptions) -> Iterator[tuple[int, Image]]:
    """The pages as pictures, one after the other as they are asked for."""
    for source in sources:
        area = max(source.width * source.height, 1.0)
        scale = min(options.dpi / _POINTS, math.sqrt(MAX_PIXELS / area))
        with drawn_page(document, source.number) as (page, _):
            if page is not None:
                bitmap = page.render(scale=scale, may_draw_forms=False)
                try:
                    yield source.number, bitmap.to_pil().copy()
                finally:
                    bitmap.close()


def scan_options(engine: Engine, pages: Sequence[int], options: OcrOptions) -> tuple[tuple[str, str], ...]:
    """What was done, for the record of the reader."""
    return (
        ("ocr", f"tesseract {engine.version}"),
        ("ocr_language", engine.language),
        ("ocr_dpi", str(options.dpi)),
        ("ocr_pages", ",".join(map(str, pages))),
    )
