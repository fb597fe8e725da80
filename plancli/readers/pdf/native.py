"""The file as PDFium opens it: errors in plain words, limits, one caller at a time, everything closed again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from plancli.errors import ReadError
from plancli.limits import limit
from plancli.readers.files import RawFile

MAX_PAGES = limit("PLANCLI_MAX_PAGES")
"""The most pages that are read. The longest plans with their annexes have some hundreds."""

MAX_CHARACTERS = 400_000
"""The most characters of one page. A full page of 6 point type has some 20,000."""

# PDFium's own numbers for why a document does not open, and for forms (fpdfview.h, fpdf_formfill.h).
_PASSWORD, _SECURITY = 4, 5
_XFA = 2
# PDFium keeps state without locks of its own: one document at a time in a process.
_LOCK = threading.RLock()

Native = Any
"""A handle of pypdfium2, which has no types of its own."""


@contextmanager
def opened(raw: RawFile) -> Iterator[Native]:
    """The document, closed at the end; ``ReadError``: encrypted, damaged, too-large."""
    pdfium = import_module("pypdfium2")
    with _LOCK:
        try:
            document = pdfium.PdfDocument(raw.data)
        except pdfium.PdfiumError as error:
            raise _refused(error, raw) from error
        try:
            count = len(document)
            if count < 1:
                raise damaged("it holds no pages")
            if count > MAX_PAGES:
                raise ReadError(
                    "too-large", f"the PDF has {count} pages, more than {MAX_PAGES}", "take the plan's own pages out"
                )
            yield document
        finally:
            document.close()


def _refused(error: Exception, raw: RawFile) -> ReadError:
    # PDFium may still name the error of the file before.
    code = getattr(error, "err_code", None) if b"/Encrypt" in raw.data else None
    if code == _PASSWORD:
        return ReadError(
            "encrypted", "the PDF is locked by a password", "open it, print it to a new PDF without one, and read that"
        )
    if code == _SECURITY:
        return ReadError(
            "encrypted", "the PDF is locked in a way that is not known", "print it to a new PDF, and read that"
        )
    return damaged("it cannot be opened")


def damaged(reason: str) -> ReadError:
    """The error for a file that is not whole."""
    return ReadError("damaged", f"the PDF is damaged: {reason}", "download it again, or print it to a new PDF")


def is_form_only(document: Native) -> bool:
    """Whether the pages are drawn from an XFA form by Adobe's programs alone, and hold but a note to that end."""
    raw = import_module("pypdfium2.raw")
    return bool(raw.FPDF_GetFormType(document) == _XFA)


@contextmanager
def opened_page(document: Native, number: int) -> Iterator[Native | None]:
    """Page ``number`` (from 1), closed at the end; ``None`` where it is damaged."""
    pdfium = import_module("pypdfium2")
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        yield None
        return
    try:
        yield page
    finally:
        page.close()
