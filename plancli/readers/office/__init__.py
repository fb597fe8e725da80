"""Word's old files (.doc, .rtf, Word 2003's XML), OpenDocument (.odt, .ott, .fodt) and Works (.wps).

LibreOffice makes a .docx of them, which the Word reader reads: so the text, numbering included, is what that reader
gives. Every call has a folder and a profile of its own, which are gone when it returns.
"""

from __future__ import annotations

import zipfile
from io import BytesIO

from msgspec.structs import replace

from plancli.errors import ReadError
from plancli.readers.docx import read_docx
from plancli.readers.docx.fonts import Decoder
from plancli.readers.files import RawFile
from plancli.readers.office import ole
from plancli.readers.office.program import TIMEOUT, convert_to_docx, find_program, program_version, require_program
from plancli.text import SourceText

__all__ = ["MEDIA_TYPES", "find_program", "program_version", "read_office", "require_program"]

MEDIA_TYPES = {
    "doc": "application/msword",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
    "works": "application/vnd.ms-works",
}
"""By the name of the form."""

_APPLICATION = (b"<Application>", b"</Application>")


def read_office(raw: RawFile, form: str, decode: Decoder | None = None, *, timeout: float = TIMEOUT) -> SourceText:
    """The text of a document of one of the ``MEDIA_TYPES``' forms.

    ``timeout`` is in seconds. Raises ``MissingToolError`` without LibreOffice, and ``ReadError``: encrypted,
    convert-timeout, convert-failed, and what ``read_docx`` raises (empty, too-large).
    """
    if _is_locked(raw, form):
        raise ReadError(
            "encrypted",
            "the document is locked by a password",
            "open it in Word or LibreOffice, take the password off and save it",
        )
    if form == "doc" and ole.kind(raw.data) == "works":
        form = "works"
    converted = convert_to_docx(raw.data, _suffix(raw, form), timeout)
    source = read_docx(RawFile(raw.path, converted), decode)
    options = (("program", _program(converted)), *source.options)
    return replace(source, media_type=MEDIA_TYPES[form], reader="office", options=options)


def _suffix(raw: RawFile, form: str) -> str:
    """The ending by which LibreOffice finds its filter; content that is XML wants another one."""
    if form == "works":
        return ".wps"
    if raw.data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:2] == b"<?":
        return ".fodt" if form == "odt" else ".xml"
    return f".{form}"


def _is_locked(raw: RawFile, form: str) -> bool:
    if form == "doc":
        return ole.is_password_locked(raw.data)
    if form != "odt" or not raw.data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(raw.data)) as archive:
            member = archive.getinfo("META-INF/manifest.xml")
            if member.file_size > 4 * 1024 * 1024:
                return False
            return b"encryption-data" in archive.read(member)
    except Exception:
        # Whatever is wrong with the container, the conversion says it.
        return False


def _program(docx: bytes) -> str:
    """The program and version that wrote a .docx, from its properties: ``LibreOffice 7.4.7.2``."""
    try:
        with zipfile.ZipFile(BytesIO(docx)) as archive:
            properties = archive.read("docProps/app.xml")[:65536]
    except (KeyError, OSError, zipfile.BadZipFile):
        return "LibreOffice"
    _, _, rest = properties.partition(_APPLICATION[0])
    name = rest.partition(_APPLICATION[1])[0].partition(b"$")[0].decode("utf-8", "replace")
    return name.replace("/", " ").strip() or "LibreOffice"
