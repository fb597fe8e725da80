"""Pictures of pages (PNG, JPEG, TIFF with many pages, BMP, GIF, WebP) to text, through OCR as scanned PDF pages are.

A picture is brought to the resolution of the options first, so that a page scanned at 600 dots per inch, a telefax and
a page from a PDF are read alike.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct, field

from plancli.errors import ReadError
from plancli.limits import limit
from plancli.readers.files import RawFile
from plancli.readers.ocr.options import OcrOptions
from plancli.text import Box, Label, SourceText

if TYPE_CHECKING:
    from PIL.Image import Image

    from plancli.readers.ocr.page import Picture

MAX_PIXELS = limit("PLANCLI_MAX_MEGAPIXELS") * 1_000_000
"""The largest picture that is read. A3 at 600 dots per inch has 70 million pixels."""
MAX_PAGES = 1000
"""The most pages of a TIFF that are read."""

_LEAST = 40
"""A picture that is narrower or lower than so many pixels holds no line of text."""
_FORMATS = {"png": "PNG", "jpeg": "JPEG", "tiff": "TIFF", "gif": "GIF", "bmp": "BMP", "webp": "WEBP"}
_RENAMED = {"bmp": "image/bmp", "tiff": "image/tiff"}

# Dots per inch that a file may state, and the longest side in inches of a page that agrees with them (A3 is 16.5):
# cameras and programs write 72 or 96 whatever the picture.
_LEAST_DPI, _MOST_DPI = 60.0, 2400.0
_LEAST_SIDE, _MOST_SIDE = 3.5, 17.5
_A4_LONG, _A4_SHORT = 11.69, 8.27
# Enlarged by more than this a picture becomes no easier to read.
_MOST_ENLARGED = 3.0
_SAME_SIZE = 0.02
# TIFF tag 254: a thumbnail (1) or a mask (4) of another page.
_SUBFILE = 254
_NO_PAGE = 1 | 4


def read_picture(raw: RawFile, form: str, options: OcrOptions) -> SourceText:
    """The text of a picture's pages; ``form`` is the name of its format in the registry.

    Of an animation the first picture is read. Raises ``MissingToolError`` without Tesseract, ``ReadError``: needs-ocr
    (``options.mode`` is ``never``), damaged, too-large, empty, and those of OCR.
    """
    if options.mode == "never":
        raise ReadError("needs-ocr", "the file is a picture, which only OCR can read", "let OCR read it: --ocr auto")
    from plancli.readers.ocr.engine import require_engine
    from plancli.readers.ocr.pages import ocr_pages, scan_options
    from plancli.readers.ocr.text import page_text

    engine = require_engine(options)
    frames = _Frames(raw, _FORMATS[form], options.dpi)
    read = {page.page: page for page in ocr_pages(frames.pictures(), options)}
    if not read:
        raise _damaged("none of its pages can be opened")
    text: list[str] = []
    length = 0
    starts: list[int] = []
    labels: list[Label] = []
    boxes: list[Box] = []
    for number in range(1, frames.count + 1):
        starts.append(length)
        if number in read:
            piece = page_text(read[number]).moved(length)
            text.append(piece.text)
            labels += piece.labels
            boxes += piece.boxes
            length += len(piece.text)
    if not length:
        raise ReadError(
            "empty", "OCR finds no text in the picture", "check that it shows a page, sharp and not too small"
        )
    pages = [read[number] for number in sorted(read)]
    return SourceText(
        text="".join(text),
        media_type=_RENAMED.get(form, f"image/{form}"),
        reader="picture",
        options=(*frames.record(), *scan_options(engine, pages, options)),
        page_starts=tuple(starts),
        labels=tuple(sorted(labels)),
        boxes=tuple(boxes),
    )


class _Frames(Struct):
    """The pages in a file, one by one; ``count`` of them have been seen, ``damaged`` are those that do not open."""

    raw: RawFile
    form: str
    dpi: int
    count: int = 0
    left_out: int = 0
    damaged: list[int] = field(default_factory=list)

    def pictures(self) -> Iterator[Picture]:
        """The pages that can be opened, upright, in the wanted resolution."""
        from PIL import Image

        try:
            with warnings.catch_warnings():
                # What Pillow warns of is refused below.
                warnings.simplefilter("ignore")
                image = Image.open(io.BytesIO(self.raw.data), formats=(self.form,))
        except Image.DecompressionBombError as error:
            raise _too_large() from error
        except Exception as error:
            # Pillow lets through whatever its decoders trip over: OSError, SyntaxError, ValueError, struct.error, …
            raise _damaged("it cannot be opened") from error
        with image:
            if self.form != "TIFF":
                self.left_out = _count(image) - 1
                self.count = 1
                yield self._page(image)
                return
            while self._seek(image, self.count + self.left_out):
                if self.count >= MAX_PAGES:
                    reason = f"the TIFF has more than {MAX_PAGES} pages"
                    raise ReadError("too-large", reason, "take the plan's own pages out")
                if self.count and _is_no_page(image):
                    self.left_out += 1
                    continue
                self.count += 1
                try:
                    picture = self._page(image)
                except ReadError as error:
                    if error.code == "too-large":
                        raise
                    self.damaged.append(self.count)
                    continue
                yield picture

    def _seek(self, image: Image, index: int) -> bool:
        """Go to a page of a TIFF; is it there?"""
        from PIL.Image import DecompressionBombError

        if index == 0:
            return True
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                image.seek(index)
        except EOFError:
            return False
        except DecompressionBombError as error:
            raise _too_large() from error
        except Exception:
            # The chain of pages is broken here: what follows cannot be found.
            self.count += 1
            self.damaged.append(self.count)
            return False
        return True

    def _page(self, image: Image) -> Picture:
        from PIL import ImageOps

        width, height = image.size
        if width * height > MAX_PIXELS:
            raise _too_large()
        stated = _stated(image)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                image.load()
                upright = ImageOps.exif_transpose(image)
        except Exception as error:
            raise _damaged("its pixels end too early, or are not what its head says") from error
        if min(upright.size) < _LEAST:
            raise ReadError(
                "empty",
                f"the picture is {upright.width} by {upright.height} pixels, too small to hold a text",
                "scan the page at 200 to 300 dots per inch",
            )
        if upright.size != (width, height) and upright.size == (height, width):
            stated = stated[::-1] if stated else None
        try:
            return _resized(upright, self.count, stated, self.dpi)
        except MemoryError as error:
            raise _too_large() from error
        except Exception as error:
            raise _damaged("its colours cannot be told") from error

    def record(self) -> tuple[tuple[str, str], ...]:
        """What was not read, for the record of the reader."""
        damaged = ",".join(map(str, self.damaged))
        return (
            *((("pages_damaged", damaged),) if damaged else ()),
            *((("pictures_left_out", str(self.left_out)),) if self.left_out else ()),
        )


def _count(image: Image) -> int:
    try:
        return int(getattr(image, "n_frames", 1))
    except Exception:
        return 1


def _is_no_page(image: Image) -> bool:
    tags = getattr(image, "tag_v2", None)
    kind = tags.get(_SUBFILE, 0) if tags is not None else 0
    return isinstance(kind, int) and bool(kind & _NO_PAGE)


def _stated(image: Image) -> tuple[float, float] | None:
    """The dots per inch that the file states, across and down, where a page can have them."""
    found = image.info.get("dpi") or ()
    try:
        across, down = (float(value) for value in found)
        sides = image.width / across, image.height / down
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    plausible = all(_LEAST_DPI <= value <= _MOST_DPI for value in (across, down))
    return (across, down) if plausible and _LEAST_SIDE <= max(sides) <= _MOST_SIDE else None


def guess_dpi(width: int, height: int) -> float:
    """The dots per inch of a picture that does not state them: it shows a page of A4, or a strip of its width."""
    shape = max(width, height) / min(width, height)
    guess = max(width, height) / _A4_LONG if 1.2 <= shape <= 1.7 else width / _A4_SHORT
    return min(max(guess, _LEAST_DPI), _MOST_DPI)


def _resized(image: Image, number: int, stated: tuple[float, float] | None, dpi: int) -> Picture:
    from PIL import Image as images

    from plancli.readers.ocr.ink import opaque
    from plancli.readers.ocr.page import Picture

    across, down = stated or (guess_dpi(*image.size),) * 2
    # Telefaxes have more dots across than down.
    wanted = min(float(dpi), _MOST_ENLARGED * min(across, down))
    size = round(image.width * wanted / across), round(image.height * wanted / down)
    size = max(size[0], _LEAST), max(size[1], _LEAST)
    image = opaque(image)
    if any(abs(new / old - 1) > _SAME_SIZE for new, old in zip(size, image.size, strict=True)):
        return Picture(number, image.resize(size, images.Resampling.BICUBIC, reducing_gap=3.0), wanted)
    return Picture(number, image.copy(), across)


def _damaged(reason: str) -> ReadError:
    return ReadError("damaged", f"the picture is damaged: {reason}", "save it anew, or scan the page again")


def _too_large() -> ReadError:
    return ReadError(
        "too-large",
        f"the picture has more than {MAX_PIXELS // 1_000_000} million pixels",
        "scan the page at 200 to 300 dots per inch",
    )
