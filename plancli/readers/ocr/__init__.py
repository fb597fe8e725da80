"""Scanned pages to text, through Tesseract.

For a reader whose pages are pictures, three calls do it::

    pages = ocr_pages(images, options)                # or ocr_page(image, page=3, options=options), one at a time
    piece = page_text(pages[0])                       # text, labels and boxes of one page, offsets from 0
    source_options += engine_options(options)         # (("ocr", "tesseract 5.3.0"), ("ocr-language", "vie"), …)

``ocr_page(image, *, page, options, dpi=None) -> OcrPage`` takes a Pillow image of any mode (colour is best: seals and
signatures are taken away by their colour) and gives words with boxes in points from the page's top left.
``dpi`` are the image's pixels per inch; without it the image was made with ``options.dpi``.
``ocr_pages(images, options, dpi=None)`` takes ``(page number, image)`` pairs, reads several at a time, gives the
``OcrPage`` objects in the same order, and pulls no more images than it works on.

``render_page(page, options) -> Image`` renders a pypdfium2 page as OCR wants it.

``page_text(page) -> PageText``: ``text`` ends in a line end (it is ``""`` for a page without words); ``labels`` are
``furniture`` (specks, seals, signatures) and ``doubtful`` (words of low confidence), ``boxes`` one for each word, with
the page's number. ``PageText.moved(offset)`` puts offsets in place when the page is not the first.

``require_engine(options)`` raises ``MissingToolError`` when Tesseract or its language data is not there;
``find_engine(options)`` gives ``None`` instead. ``ocr_page`` raises ``MissingToolError``, or ``ReadError`` with the code
``ocr-timeout`` or ``ocr-failed``. ``options.mode`` is the caller's to obey: these functions always read.
"""

from __future__ import annotations

from plancli.readers.ocr.options import OcrMode, OcrOptions
from plancli.readers.ocr.page import OcrLine, OcrPage, OcrWord

__all__ = ["OcrLine", "OcrMode", "OcrOptions", "OcrPage", "OcrWord"]
