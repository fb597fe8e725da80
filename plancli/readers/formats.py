"""The registry of formats: how each is recognised, and who reads it.

Order decides: the first format that recognises the bytes takes the file, text comes last. A new reader is a
new row here (or an existing row that gets its ``read``), in a module of its own,
with its library imported inside the function.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import PurePath

from msgspec import Struct
from msgspec.structs import replace

from plancli.readers import text
from plancli.readers.files import RawFile
from plancli.readers.options import ReadOptions
from plancli.text import SourceText

_OFFICE = 'convert it to text first: soffice --headless --convert-to "txt:Text (encoded):UTF8" FILE'
_CONVERT = "save it as JPEG or PNG, and read that"
_UNPACK = "unpack it and name the files in it"
_HEAD = 4096

Reading = Callable[[RawFile, ReadOptions], SourceText]


class Format(Struct, frozen=True):
    """A format of file. ``read`` is ``None`` while plancli knows the format but cannot read it."""

    name: str
    description: str
    recognises: Callable[[RawFile], bool]
    read: Reading | None = None
    remedy: str = ""


def recognise(raw: RawFile, *, as_text: bool = False) -> Format:
    """The format of the file; ``ReadError`` (binary, encoding-unknown) when it is none that is known.

    With ``as_text`` what is no other format is text, since its encoding is known.
    """
    for form in FORMATS:
        if form.recognises(raw):
            return form
    if as_text:
        return TEXT
    raise text.undecodable(raw.data)


def _starts(*magics: bytes) -> Callable[[RawFile], bool]:
    return lambda raw: raw.data.startswith(magics)


def _suffix(raw: RawFile) -> str:
    return PurePath(raw.path).suffix.lower() if raw.path else ""


def _zip_holds(*needles: bytes) -> Callable[[RawFile], bool]:
    """A ZIP container with one of these members (or an ODF ``mimetype`` member of that content)."""

    def recognises(raw: RawFile) -> bool:
        if not raw.data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return False
        if any(needle in raw.data[:256] for needle in needles):
            return True
        import zipfile

        try:
            with zipfile.ZipFile(BytesIO(raw.data)) as archive:
                members = {name.encode("utf-8", "replace") for name in archive.namelist()}
        except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeError):
            # A damaged container still names its members in their local heads.
            return any(needle in raw.data for needle in needles)
        return any(needle in members for needle in needles)

    return recognises


def _is_pdf(raw: RawFile) -> bool:
    # Junk may stand before the head, up to 1024 bytes; a text that only speaks of it has no end mark.
    return raw.data.startswith(b"%PDF-") or (b"%PDF-" in raw.data[:1024] and b"%%EOF" in raw.data)


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _ole_is(*kinds: str) -> Callable[[RawFile], bool]:
    """An OLE container that holds one of these kinds of document."""

    def recognises(raw: RawFile) -> bool:
        if not raw.data.startswith(_OLE):
            return False
        from plancli.readers.office import ole

        return ole.kind(raw.data) in kinds

    return recognises


def _is_doc(raw: RawFile) -> bool:
    return _ole_is("doc", "works")(raw) or (_is_xml(raw) and b'progid="Word.Document"' in raw.data[:_HEAD])


def _is_odt(raw: RawFile) -> bool:
    needle = b"application/vnd.oasis.opendocument.text"
    return _zip_holds(needle)(raw) or (_is_xml(raw) and needle in raw.data[:_HEAD])


def _is_xml(raw: RawFile) -> bool:
    return raw.data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml")


def _read_office(form: str) -> Reading:
    def read(raw: RawFile, _: ReadOptions) -> SourceText:
        from plancli.encodings.fonts import FontDecoder
        from plancli.readers.office import read_office

        return read_office(raw, form, FontDecoder())

    return read


# Word online names its main part differently.
_WORD = (b"word/document.xml", b"word/document2.xml")


def _read_docx(raw: RawFile, _: ReadOptions) -> SourceText:
    from plancli.encodings.fonts import FontDecoder
    from plancli.readers.docx import read_docx

    decoder = FontDecoder()
    source = read_docx(raw, decoder)
    if not decoder.used:
        return source
    return replace(source, options=(*source.options, ("font-encodings", ", ".join(sorted(decoder.used)))))


def _read_pdf(raw: RawFile, options: ReadOptions) -> SourceText:
    from plancli.readers.pdf import read_pdf

    return read_pdf(raw, options.ocr)


def _refuse_locked(raw: RawFile, _: ReadOptions) -> SourceText:
    from plancli.readers.docx import read_encrypted

    return read_encrypted(raw)


def _is_html(raw: RawFile) -> bool:
    head = raw.data[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith(b"<?xml"):
        head = head.partition(b">")[2].lstrip()
    while head.startswith(b"<!--"):
        head = head.partition(b"-->")[2].lstrip()
    if head.startswith((b"<!doctype html", b"<html", b"<head>", b"<body", b"<meta ", b"<title>")):
        return True
    return _suffix(raw) in (".html", ".htm", ".xhtml") and head.startswith(b"<")


def _read_html(raw: RawFile, _: ReadOptions) -> SourceText:
    from plancli.encodings.fonts import FontDecoder
    from plancli.readers.html import read_html

    return read_html(raw, FontDecoder())


def _read_mhtml(raw: RawFile, _: ReadOptions) -> SourceText:
    from plancli.encodings.fonts import FontDecoder
    from plancli.readers.html import read_mhtml

    return read_mhtml(raw, FontDecoder())


def _is_mhtml(raw: RawFile) -> bool:
    head = raw.data[:_HEAD].lower()
    return b"mime-version:" in head and b"multipart/related" in head


def _is_bmp(raw: RawFile) -> bool:
    return raw.data.startswith(b"BM") and raw.data[6:10] == bytes(4) and len(raw.data) > 26


def _is_heif(raw: RawFile) -> bool:
    return raw.data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")


def _is_webp(raw: RawFile) -> bool:
    return raw.data.startswith(b"RIFF") and raw.data[8:12] == b"WEBP"


def _read_picture(form: str) -> Reading:
    def read(raw: RawFile, options: ReadOptions) -> SourceText:
        from plancli.readers.images import read_picture

        return read_picture(raw, form, options.ocr)

    return read


def _read_text(raw: RawFile, options: ReadOptions) -> SourceText:
    return text.read_text(raw, options.encoding)


TEXT = Format("text", "a plain text or markdown file", text.is_text, _read_text)

FORMATS: tuple[Format, ...] = (
    Format("pdf", "a PDF", _is_pdf, _read_pdf),
    Format("docx", "a Word document (.docx)", _zip_holds(*_WORD), _read_docx),
    Format("docx-locked", "an Office document locked by a password", _ole_is("locked"), _refuse_locked),
    Format("odt", "an OpenDocument text (.odt)", _is_odt, _read_office("odt")),
    Format("xlsx", "a spreadsheet (.xlsx)", _zip_holds(b"xl/workbook.xml"), remedy=_OFFICE),
    Format("pptx", "a presentation (.pptx)", _zip_holds(b"ppt/presentation.xml"), remedy=_OFFICE),
    Format("zip", "a ZIP archive", _starts(b"PK\x03\x04", b"PK\x05\x06"), remedy=_UNPACK),
    Format("doc", "a Word document of the old kind (.doc)", _is_doc, _read_office("doc")),
    Format("ole", "an Office file of the old kind", _starts(_OLE), remedy=_OFFICE),
    Format("rtf", "a rich text file (.rtf)", _starts(b"{\\rtf"), _read_office("rtf")),
    Format("html", "a web page (HTML)", _is_html, _read_html),
    Format("mhtml", "a saved web page (MHTML)", _is_mhtml, _read_mhtml),
    Format("png", "a PNG picture", _starts(b"\x89PNG\r\n\x1a\n"), _read_picture("png")),
    Format("jpeg", "a JPEG picture", _starts(b"\xff\xd8\xff"), _read_picture("jpeg")),
    Format("tiff", "a TIFF picture", _starts(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), _read_picture("tiff")),
    Format("gif", "a GIF picture", _starts(b"GIF87a", b"GIF89a"), _read_picture("gif")),
    Format("bmp", "a BMP picture", _is_bmp, _read_picture("bmp")),
    Format("webp", "a WebP picture", _is_webp, _read_picture("webp")),
    Format("heif", "a HEIF picture", _is_heif, remedy=_CONVERT),
    Format("gzip", "a gzip archive", _starts(b"\x1f\x8b"), remedy=_UNPACK),
    Format("7z", "a 7-Zip archive", _starts(b"7z\xbc\xaf\x27\x1c"), remedy=_UNPACK),
    Format("rar", "a RAR archive", _starts(b"Rar!\x1a\x07"), remedy=_UNPACK),
    TEXT,
)
