"""Word documents (.docx, .docm): the text as Word prints it, automatic numbering included.

One paragraph a line, tables cell by cell, each cell's paragraphs as lines. Behind the body stand the footnotes and
endnotes in the order of their marks, and last the headers and footers. Labels say what is what: ``synthetic``
(numbers and bullets that the file does not hold), ``bold``, ``textbox``, ``footnote``, ``furniture``, ``font:NAME``
(letters of an old encoding). The n-th ``footnote-mark``, an empty label, is where the n-th ``footnote`` belongs.
"""

from __future__ import annotations

from plancli.collector import left_alone
from plancli.errors import ReadError
from plancli.readers.docx.body import Context, Story
from plancli.readers.docx.fonts import Decoder
from plancli.readers.docx.furniture import ends_page, find_running, sections, write_furniture
from plancli.readers.docx.names import Element, W
from plancli.readers.docx.numbering import Numbering
from plancli.readers.docx.package import Package, damaged, is_encrypted, refuse_encrypted
from plancli.readers.docx.sink import Sink
from plancli.readers.docx.styles import Styles
from plancli.readers.files import RawFile
from plancli.text import SourceText

__all__ = ["MEDIA_TYPE", "Decoder", "is_encrypted", "read_docx", "read_encrypted"]

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@left_alone()
def read_docx(raw: RawFile, decode: Decoder | None = None) -> SourceText:
    """The text of a Word document.

    ``decode`` turns text set in a font of an old encoding (``.VnTime``, ``VNI-Times`` …) into Unicode; without it
    such text is kept as it stands and labelled ``font:NAME``. Raises ``ReadError``: damaged, encrypted, too-large,
    empty, unsupported (the text is embedded in another format).
    """
    package = Package(raw)
    body = _body(package.document())
    styles = Styles.read(package.part("styles"))
    found = sections(body)
    running = find_running(package, found)
    sink = Sink()
    context = Context(
        styles=styles,
        numbering=Numbering(lambda: package.part("numbering"), styles),
        sink=sink,
        decode=decode,
        page_after=[ends_page(section) for section in found[1:]],
    )
    if running.head is not None:
        Story(context).read(running.head)
    Story(context).read(body)
    pages = sink.page_starts()
    sink.paged = False
    _write_notes(package, context)
    write_furniture(context, running)
    text = sink.text
    if not text.strip():
        raise _no_text(context)
    return SourceText(
        text=text,
        media_type=MEDIA_TYPE,
        reader="docx",
        options=_options(context),
        page_starts=pages,
        cells=tuple(sorted(sink.cells)),
        labels=tuple(sorted(sink.labels)),
    )


def read_encrypted(raw: RawFile) -> SourceText:
    """Refuse a document that is locked by a password."""
    raise refuse_encrypted(raw)


def _body(root: Element) -> Element:
    # By name: other elements may stand before it (``w:background``).
    body = root.find(f"{W}body")
    if body is None:
        raise damaged("its main part has no body")
    return body


def _write_notes(package: Package, context: Context) -> None:
    parts: dict[str, dict[str, Element]] = {}
    sink = context.sink
    # Notes hold no marks of notes; whatever a damaged one adds is not followed.
    for note in list(context.notes):
        if note.part not in parts:
            root = package.part(note.part)
            parts[note.part] = {item.get(f"{W}id", "") or "": item for item in root} if root is not None else {}
        start = sink.length
        found = parts[note.part].get(note.name)
        if found is not None:
            Story(context).read(found)
        if sink.length == start:
            sink.end_line()
        sink.label(start, "footnote", max(sink.length - 1, start + 1))


def _options(context: Context) -> tuple[tuple[str, str], ...]:
    options = []
    if context.numbered:
        options.append(("numbering", "computed"))
    if context.changed:
        options.append(("changes", "accepted"))
    return tuple(options)


def _no_text(context: Context) -> ReadError:
    if context.foreign:
        return ReadError(
            "unsupported",
            "the Word document only embeds a text of another format",
            "open it in Word and save it again as .docx",
        )
    return ReadError(
        "empty",
        "the Word document holds no text",
        "if its pages are pictures, save it as PDF and run OCR on that",
    )
