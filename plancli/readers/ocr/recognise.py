"""One page from picture to words: turned upright, prepared, read by the engine."""

from __future__ import annotations

from msgspec import Struct, field
from PIL import Image

from plancli.patterns import Patterns
from plancli.readers.ocr.dashes import find_dashes
from plancli.readers.ocr.engine import Engine, find_turn, run_engine
from plancli.readers.ocr.glued import mend_words, part_words
from plancli.readers.ocr.ink import to_grey
from plancli.readers.ocr.numerals import count_numerals
from plancli.readers.ocr.page import OcrWord, Turn
from plancli.readers.ocr.prepare import lies_on_its_side, prepare
from plancli.readers.ocr.second import look_again
from plancli.readers.ocr.tsv import read_table

# Below this mean confidence a page is read again if it turns out to stand on its head.
_POOR = 55.0
# On a page without a pixel as dark as this nothing is printed: the back of a sheet.
_NO_INK = 170
# The engine's mode in which it looks for text anywhere.
_ANYWHERE = 11
_QUARTERS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


class Reading(Struct, frozen=True):
    """The words of a picture in the engine's order, in points from the top left of the picture once turned."""

    words: tuple[OcrWord, ...]
    turn: Turn = field(default_factory=Turn)

    @property
    def confidence(self) -> float:
        """The mean confidence over the characters; 0 without any."""
        total = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / total if total else 0.0


def recognise(image: Image.Image, engine: Engine, *, dpi: float, timeout: float) -> Reading:
    """Read a picture; ``timeout`` are the seconds that each run of the engine may take."""
    grey = to_grey(image, dpi)
    degrees = 0
    if lies_on_its_side(grey):
        degrees = find_turn(engine, grey, dpi=dpi, timeout=timeout)
    first = _read(grey, degrees, engine, dpi=dpi, timeout=timeout)
    if first.confidence >= _POOR or not first.words:
        return first
    # The engine's own finder of orientation is asked only here: it takes a good part of the time of a page.
    other = degrees or find_turn(engine, grey, dpi=dpi, timeout=timeout)
    if other == degrees:
        return first
    second = _read(grey, other, engine, dpi=dpi, timeout=timeout)
    return second if second.confidence > first.confidence else first


def _read(grey: Image.Image, degrees: int, engine: Engine, *, dpi: float, timeout: float) -> Reading:
    upright = grey.transpose(_QUARTERS[degrees]) if degrees in _QUARTERS else grey
    prepared = prepare(upright, dpi)
    if not sum(prepared.image.histogram()[:_NO_INK]):
        return Reading((), Turn(degrees, prepared.skew))
    words = read_table(run_engine(engine, prepared.image, dpi=dpi, timeout=timeout))

    def look(part: Image.Image) -> list[OcrWord]:
        return read_table(run_engine(engine, part, dpi=dpi, timeout=timeout, mode=_ANYWHERE))

    words = look_again(words, prepared.image, dpi, look)
    words = count_numerals(find_dashes(words, prepared.image), prepared.image)
    words = mend_words(part_words(words, prepared.image, Patterns.builtin()), Patterns.builtin())
    return Reading(tuple(_scaled(word, 72 / dpi) for word in words), Turn(degrees, prepared.skew))


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
