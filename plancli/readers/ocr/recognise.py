"""One page from picture to words: prepared, read by the engine, its words put back where they stand on the page."""

from __future__ import annotations

import math

from PIL import Image

from plancli.readers.ocr.engine import Engine, find_turn, run_engine
from plancli.readers.ocr.ink import to_grey
from plancli.readers.ocr.lines import lines_of
from plancli.readers.ocr.options import OcrOptions
from plancli.readers.ocr.page import OcrPage, OcrWord
from plancli.readers.ocr.prepare import prepare
from plancli.readers.ocr.tsv import Found, read_table


def recognise(image: Image.Image, *, page: int, options: OcrOptions, engine: Engine, dpi: float) -> OcrPage:
    """Read the page; without cache."""
    grey = to_grey(image)
    prepared = prepare(grey, dpi)
    found = read_table(run_engine(engine, prepared.image, dpi=dpi, timeout=options.timeout))
    scale = 72 / dpi
    width, height = image.width * scale, image.height * scale
    words = [(_word(item, scale), item.line) for item in found]
    return OcrPage(page, width, height, tuple(lines_of(words, page, width, height)))


def _word(item: Found, scale: float) -> OcrWord:
    return OcrWord(
        item.text,
        item.x0 * scale,
        item.top * scale,
        item.x1 * scale,
        item.bottom * scale,
        item.confidence,
        item.block,
    )
