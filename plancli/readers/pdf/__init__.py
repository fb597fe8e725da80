"""PDF with a text layer: the text as it is printed, with pages, columns, tables, boxes, furniture and footnotes.

One printed line is one line; indents and wide gaps are blanks in proportion. The two columns of a letterhead and of an
end block are cells, as are those of ruled tables; tables go on across pages. Labels: ``furniture``, ``bold``,
``footnote`` and ``footnote-mark``, ``full`` (a line that ended only because it was full), ``font:NAME`` (letters that
were decoded from an old encoding). ``boxes`` has one box a line.

``page_sources(raw)`` gives the pages one by one, ``needs_ocr(page)`` says which of them must be read from their
picture.
"""

from __future__ import annotations

from plancli.errors import ReadError
from plancli.patterns import Patterns
from plancli.readers.files import RawFile
from plancli.readers.ocr.options import OcrOptions
from plancli.readers.pdf.layout import lay_out
from plancli.readers.pdf.native import Native, is_form_only, opened
from plancli.readers.pdf.pages import PageSource, needs_ocr, page_sources, read_pages
from plancli.readers.pdf.scans import Scans, read_scans, wanted
from plancli.readers.pdf.writing import Writer
from plancli.text import SourceText

__all__ = ["MEDIA_TYPE", "PageSource", "needs_ocr", "page_sources", "read_pdf"]

MEDIA_TYPE = "application/pdf"


def read_pdf(raw: RawFile, ocr: OcrOptions | None = None) -> SourceText:
    """The text of a PDF; pages that are pictures, or whose text layer is garbage, are read by OCR where it is there.

    Without it, and with ``ocr.mode`` ``never``, such pages are named in the options: ``pages_without_text``,
    ``pages_with_poor_text``. Raises ``ReadError``: encrypted, damaged, too-large, form-only, empty, needs-ocr (no page
    has a text), and those of OCR.
    """
    patterns = Patterns.builtin()
    options = ocr if ocr is not None else OcrOptions()
    with opened(raw) as document:
        if is_form_only(document):
            raise _form_only()
        sources = read_pages(raw, document, patterns)
        found = _read_scans(document, sources, options)
    scans = found.pages
    texts = [source for source in sources if source.state in ("text", "poor") and source.number not in scans]
    layouts = {layout.source.number: layout for layout in lay_out(texts, patterns)}
    encodings = ", ".join(sorted({name for source in texts for name in source.encodings}))
    writer = Writer()
    for source in sources:
        if source.number in layouts:
            writer.page(layouts[source.number])
        else:
            writer.piece(scans.get(source.number))
    if not writer.text.strip():
        raise _without_text(sources, options, bool(scans))
    return SourceText(
        text=writer.text,
        media_type=MEDIA_TYPE,
        reader="pdf",
        options=(
            *_options([source for source in sources if source.number not in scans]),
            *((("font-encodings", encodings),) if encodings else ()),
            *found.options,
        ),
        page_starts=tuple(writer.page_starts),
        cells=tuple(sorted(writer.cells)),
        labels=tuple(sorted(writer.labels)),
        boxes=tuple(writer.boxes),
    )


def _read_scans(document: Native, sources: list[PageSource], options: OcrOptions) -> Scans:
    """The pages that OCR reads; nothing where it is not wanted, or not there."""
    pages = wanted(sources, options)
    if not pages:
        return Scans()
    from plancli.readers.ocr.engine import find_engine

    # Asked for in so many words, a missing engine is an error; else only where nothing can be read without.
    readable = any(source.state in ("text", "poor") for source in sources)
    if options.mode == "auto" and readable and find_engine(options) is None:
        return Scans()
    return read_scans(document, pages, options)


def _options(sources: list[PageSource]) -> tuple[tuple[str, str], ...]:
    named = (
        ("pages_without_text", "picture"),
        ("pages_with_poor_text", "poor"),
        ("pages_damaged", "damaged"),
    )
    found = ((name, ",".join(str(s.number) for s in sources if s.state == state)) for name, state in named)
    return tuple((name, pages) for name, pages in found if pages)


def _form_only() -> ReadError:
    return ReadError(
        "form-only",
        "the PDF is a form that only Adobe's programs can draw (XFA)",
        "open it in Acrobat Reader and print it to a new PDF",
    )


def _without_text(sources: list[PageSource], options: OcrOptions, scanned: bool) -> ReadError:
    if any(needs_ocr(source) for source in sources) and not scanned:
        return ReadError(
            "needs-ocr", "the PDF is a scan: its pages are pictures without text", "let OCR read it: --ocr auto"
        )
    if all(source.state == "damaged" for source in sources):
        return ReadError(
            "damaged",
            "the PDF is damaged: none of its pages can be opened",
            "download it again, or print it to a new PDF",
        )
    return ReadError("empty", "the PDF holds no text", "check that it was saved, printed or scanned whole")
