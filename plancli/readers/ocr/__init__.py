"""Scanned pages to text, through Tesseract.

For a reader whose pages are pictures, three calls do it::

    pages = ocr_pages(pictures, options)              # or ocr_page(picture, options), one at a time
    piece = page_text(pages[0])                       # text, labels and boxes of one page, offsets from 0
    source_options += scan_options(pages, options)    # (("ocr", "tesseract 5.3.0"), ("ocr_language", "vie"), …)

A ``Picture`` is a page's number, a Pillow image of any mode (colour is best: seals and signatures are taken away by
their colour) and its pixels per inch. ``ocr_pages`` takes them one by one, reads several at a time, gives the
``OcrPage`` objects in the same order, and pulls no more pictures than it works on.

``page_text(page) -> PageText``: ``text`` ends in a line end (it is ``""`` for a page without words); ``labels`` are
``furniture`` (specks, seals, signatures) and ``doubtful`` (words of low confidence), ``boxes`` one for each word, with
the page's number. ``PageText.moved(offset)`` puts offsets in place when the page is not the first.

``require_engine(options)`` raises ``MissingToolError`` when Tesseract or its language data is not there;
``find_engine(options)`` gives ``None`` instead. A page on which the engine fails has its ``failure``, a ``ReadError``
with the code ``ocr-timeout`` or ``ocr-failed``, which is raised when no page could be read. ``options.mode`` is the
caller's to obey: these functions always read.
"""

from __future__ import annotations

from plancli.readers.ocr.options import OcrMode, OcrOptions
from plancli.readers.ocr.page import OcrLine, OcrPage, OcrWord, Picture, Turn

__all__ = ["OcrLine", "OcrMode", "OcrOptions", "OcrPage", "OcrWord", "Picture", "Turn"]
