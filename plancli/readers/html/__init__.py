"""Web pages (.html, .htm, .mht): saved pages of legal portals, and what Word, LibreOffice and Google Docs export.

One block a line, tables cell by cell, as the Word reader has it. Scripts, menus and hidden parts are left out; where a
page holds a document among other things, that part is read. Labels: ``synthetic`` (numbers of lists, which the page
does not hold), ``bold``, ``footnote`` and ``footnote-mark``, ``font:NAME`` (letters of an old encoding).
"""

from __future__ import annotations

from plancli.errors import ReadError
from plancli.readers.docx.fonts import Decoder
from plancli.readers.files import RawFile
from plancli.readers.html.content import find_content
from plancli.readers.html.encoding import decode as decode_page
from plancli.readers.html.mhtml import page_of
from plancli.readers.html.notes import find_notes
from plancli.readers.html.tree import parse
from plancli.readers.html.writer import Writer
from plancli.text import SourceText

__all__ = ["MEDIA_TYPE", "read_html", "read_mhtml"]

MEDIA_TYPE = "text/html"


def read_html(raw: RawFile, decode: Decoder | None = None) -> SourceText:
    """The text of a web page.

    ``decode`` turns text set in a font of an old encoding into Unicode; without it such text is kept as it stands and
    labelled ``font:NAME``. Raises ``ReadError``: empty, damaged, too-large.
    """
    decoded = decode_page(raw.data)
    page = parse(decoded.text)
    notes = find_notes(page.body)
    content = find_content(page.body, notes.apart)
    writer = Writer(page, notes, content.left_out, decode)
    writer.write(content.node)
    sink = writer.sink
    text = sink.text
    if not text.strip():
        raise ReadError(
            "empty",
            "the web page holds no text",
            "if a program in the page brings the text, open it in a browser and save or print it from there",
        )
    options = [("content", "part" if content.chosen else "whole")]
    if writer.numbered:
        options.append(("numbering", "computed"))
    if decoded.replaced:
        options.append(("replaced", str(decoded.replaced)))
    return SourceText(
        text=text,
        media_type=MEDIA_TYPE,
        reader="html",
        encoding=decoded.encoding,
        options=tuple(options),
        cells=tuple(sorted(sink.cells)),
        labels=tuple(sorted(sink.labels)),
    )


def read_mhtml(raw: RawFile, decode: Decoder | None = None) -> SourceText:
    """The text of a page saved in one file (MHTML, RFC 2557). Raises ``ReadError`` as ``read_html``, and damaged."""
    return read_html(RawFile(raw.path, page_of(raw.data)), decode)
