"""One page from picture to words: prepared, read by the engine, its words put back where they stand on the page."""

from __future__ import annotations

from PIL import Image

from plancli.readers.ocr.dashes import find_dashes
from plancli.readers.ocr.engine import Engine, run_engine
from plancli.readers.ocr.ink import to_grey
from plancli.readers.ocr.numerals import count_numerals
from plancli.readers.ocr.page import OcrWord
from plancli.readers.ocr.prepare import prepare
from plancli.readers.ocr.tsv import read_table


def recognise(image: Image.Image, engine: Engine, *, dpi: float, timeout: float) -> list[OcrWord]:
    """The words of a picture in the engine's order, in points from the picture's top left."""
    prepared = prepare(to_grey(image, dpi), dpi)
    words = read_table(run_engine(engine, prepared.image, dpi=dpi, timeout=timeout))
    words = count_numerals(find_dashes(words, prepared.image), prepared.image)
    return [_scaled(word, 72 / dpi) for word in words]


def _scaled(word: OcrWord, scale: float) -> OcrWord:
    return OcrWord(
        word.text,
        round(word.x0 * scale, 2),
        round(word.top * scale, 2),
        round(word.x1 * scale, 2),
        round(word.bottom * scale, 2),
        round(word.confidence, 1),
        word.block,
        word.line,
    )
