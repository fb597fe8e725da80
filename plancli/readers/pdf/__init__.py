"""PDF with a text layer: the text as it is printed, with pages, columns, tables, boxes, furniture and footnotes.

One printed line is one line; indents and wide gaps are blanks in proportion. The two columns of a letterhead and of an
end block are cells, as are those of ruled tables; tables go on across pages. Labels: ``furniture``, ``bold``,
``footnote`` and ``footnote-mark``, ``font:NAME`` (letters of an old encoding). ``boxes`` has one box a line.

``page_sources(raw)`` gives the pages one by one, ``needs_ocr(page)`` says which of them must be read from their
picture.
"""

from __future__ import annotations

from plancli.errors import ReadError
from plancli.patterns import Patterns
from plancli.readers.files import RawFile
from plancli.readers.pdf.layout import lay_out
from plancli.readers.pdf.native import is_form_only, opened
from plancli.readers.pdf.pages import PageSource, needs_ocr, page_sources, read_pages
from plancli.readers.pdf.writing import Writer
from plancli.text import SourceText

__all__ = ["MEDIA_TYPE", "PageSource", "needs_ocr", "page_sources", "read_pdf"]

MEDIA_TYPE = "application/pdf"


def read_pdf(raw: RawFile) -> SourceText:
    """The text of a PDF.

    Raises ``ReadError``: encrypted, damaged, too-large, form-only, empty, needs-ocr.
    """
    patterns = Patterns.builtin()
    with opened(raw) as document:
        form_only = is_form_only(document)
        sources = read_pages(raw, document, patterns)
    if form_only:
        raise _form_only()
    texts = [source for source in sources if source.state in ("text", "poor")]
    if not any(source.layer.words or source.layer.turned for source in texts):
        raise _without_text(sources)
    layouts = {layout.source.number: layout for layout in lay_out(texts, patterns)}
    writer = Writer()
    for source in sources:
        if source.number in layouts:
            writer.page(layouts[source.number])
        else:
            writer.begin_page()
    return SourceText(
        text=writer.text,
        media_type=MEDIA_TYPE,
        reader="pdf",
        options=_options(sources),
        page_starts=tuple(writer.page_starts),
        cells=tuple(sorted(writer.cells)),
        labels=tuple(sorted(writer.labels)),
        boxes=tuple(writer.boxes),
    )


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


def _without_text(sources: list[PageSource]) -> ReadError:
    if any(needs_ocr(source) for source in sources):
        return ReadError(
            "needs-ocr",
            "the PDF is a scan: its pages are pictures without text",
            "install Tesseract with Vietnamese: apt install tesseract-ocr tesseract-ocr-vie",
        )
    if all(source.state == "damaged" for source in sources):
        return ReadError(
            "damaged", "the PDF is damaged: none of its pages can be opened", "download it again, or print it to a new PDF"
        )
    return ReadError("empty", "the PDF holds no text and no pictures", "check that it was saved or printed whole")
