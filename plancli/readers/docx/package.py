"""The container: members by relationship, XML parsed within limits, a clear word for what is damaged or locked."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from importlib import import_module
from io import BytesIO
from typing import cast

from plancli.errors import ReadError
from plancli.limits import MEGABYTE, limit
from plancli.readers.docx.names import STRICT, UNREAD, Element
from plancli.readers.files import RawFile

MAX_XML_BYTES = limit("PLANCLI_MAX_UNPACKED_MB") * MEGABYTE
"""The most XML, unpacked, that is read of one document; pictures are never unpacked."""

MAX_RATIO = 200
"""Unpacked to packed size of a member. Word's XML packs ten to thirty times; only bombs go far beyond."""

MAX_ELEMENTS = 2_000_000
"""The most XML elements in one member. A dense page has about 1500; the tree takes some 300 bytes for each."""

# A member's own header: its mark, and behind 22 bytes the lengths of name and extra field.
_HEADER = struct.Struct("<4s22xHH")
# How well it is packed, sizes behind the data, a name in UTF-8.
_PLAIN_FLAGS = 0x2 | 0x4 | 0x8 | 0x800
_RATIO_MATTERS = 8 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def is_encrypted(raw: RawFile) -> bool:
    """Whether this is an Office document of the new kind, locked by a password (ECMA-376 in an OLE container)."""
    return raw.data.startswith(_OLE) and _ENCRYPTED in raw.data


def refuse_encrypted(raw: RawFile) -> ReadError:
    """The error for a locked file."""
    return ReadError(
        "encrypted",
        "the document is locked by a password",
        "open it in Word, take the password off (File, Info, Protect Document) and save it",
    )


def damaged(reason: str) -> ReadError:
    """The error for a container that is not whole."""
    return ReadError(
        "damaged", f"the Word document is damaged: {reason}", "download it again, or let Word repair it and save it"
    )


def _too_large(reason: str) -> ReadError:
    return ReadError("too-large", f"the Word document is too large: {reason}", "split it, or save the plan by itself")


class Package:
    """The members of a Word file, parsed on demand."""

    def __init__(self, raw: RawFile) -> None:
        if is_encrypted(raw):
            raise refuse_encrypted(raw)
        self._data = raw.data
        try:
            self._archive = zipfile.ZipFile(BytesIO(raw.data))
            members = self._archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeError, EOFError) as error:
            raise damaged("its ZIP container cannot be opened") from error
        # Names differ in case, and in old tools' separators, from what the relationships say.
        self._members = {_key(member.filename): member for member in members}
        self._unpacked = 0
        self.main = self._main_name()
        self._relations = self._relations_of(self.main)

    def document(self) -> Element:
        """The root of the main part."""
        root = self._xml(self.main)
        if root is None:
            raise damaged("it holds no text part")
        # They are half of all elements, and each that is looked at becomes a Python object.
        import_module("lxml.etree").strip_elements(root, *UNREAD)
        return root

    def part(self, kind: str) -> Element | None:
        """The root of the part that the document relates to as ``numbering``, ``styles``, ``footnotes`` …"""
        for found, target in self._relations.values():
            if found == kind:
                return self._xml(target)
        # Careless writers leave the relationship out.
        return self._xml(posixpath.join(posixpath.dirname(self.main), f"{kind}.xml"))

    def related(self, relation: str) -> Element | None:
        """The root of the part with that relationship id (headers and footers)."""
        found = self._relations.get(relation)
        return self._xml(found[1]) if found else None

    def mentions(self, kind: str, needle: bytes) -> bool:
        """Whether the bytes of the related part hold the needle; the part is not parsed."""
        return any(
            found == kind and needle in (self._bytes(target) or b"") for found, target in self._relations.values()
        )

    def _main_name(self) -> str:
        for kind, target in self._relations_of("").values():
            if kind == "officeDocument" and _key(target) in self._members:
                return target
        return "word/document.xml"

    def _relations_of(self, part: str) -> dict[str, tuple[str, str]]:
        """By id: the kind (the last step of its address) and the target's name in the container."""
        folder, name = posixpath.split(part)
        root = self._xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for relation in root.iter(f"{_PACKAGE}Relationship") if root is not None else ():
            kind, target = relation.get("Type", "") or "", relation.get("Target", "") or ""
            if relation.get("TargetMode") != "External" and target:
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[relation.get("Id", "") or ""] = (kind.rpartition("/")[2], path)
        return found

    def _bytes(self, name: str) -> bytes | None:
        member = self._members.get(_key(name))
        if member is None:
            return None
        size = member.file_size
        if size > _RATIO_MATTERS and size > MAX_RATIO * max(member.compress_size, 1):
            raise _too_large(f"{name} would unpack to {size // max(member.compress_size, 1)} times its size")
        self._unpacked += size
        if self._unpacked > MAX_XML_BYTES:
            raise _too_large(f"its text would unpack to more than {MAX_XML_BYTES // (1024 * 1024)} MB")
        if member.flag_bits & 1:
            raise refuse_encrypted(RawFile(None, b""))
        plain = _inflated(self._data, member)
        if plain is not None:
            return plain
        try:
            # Never more than the size that the container names: zipfile stops there.
            return self._archive.read(member)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise damaged(f"{name} cannot be unpacked") from error

    def _xml(self, name: str) -> Element | None:
        data = self._bytes(name)
        return parse_xml(data, name) if data is not None else None


def _inflated(data: bytes, member: zipfile.ZipInfo) -> bytes | None:
    """The bytes of a member that is stored as nearly all are and whole; ``None`` for all others.

    Members are many and small, and ``zipfile`` makes a file of each. What is odd about one is for it to say.
    """
    at = member.header_offset
    header = data[at : at + _HEADER.size]
    if member.compress_type != zipfile.ZIP_DEFLATED or member.flag_bits & ~_PLAIN_FLAGS or len(header) < _HEADER.size:
        return None
    mark, length, extra = _HEADER.unpack(header)
    start = at + _HEADER.size + length
    if mark != b"PK\3\4" or data[start - length : start] != member.orig_filename.encode():
        return None
    decoder = zlib.decompressobj(-zlib.MAX_WBITS)
    start += extra
    try:
        found = decoder.decompress(data[start : start + member.compress_size], member.file_size + 1)
    except zlib.error:
        return None
    whole = decoder.eof and len(found) == member.file_size and zlib.crc32(found) == member.CRC
    return found if whole else None


def parse_xml(data: bytes, name: str) -> Element:
    """The root of a part; no entities, no network, no more elements than ``MAX_ELEMENTS``."""
    # Each element has one or two tags; text holds no bare "<".
    if data.count(b"<") > 2 * MAX_ELEMENTS:
        raise _too_large(f"{name} holds more than {MAX_ELEMENTS // 1_000_000} million elements")
    head = data[:65536]
    if b"<!" in head and (b"<!DOCTYPE" in head or b"<!ENTITY" in head):
        raise damaged(f"{name} declares a document type, which no Word file may")
    if b"http://purl.oclc.org/ooxml" in data:
        for strict, transitional in STRICT.items():
            data = data.replace(strict, transitional)
    etree = import_module("lxml.etree")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(f"{name} is not well-formed XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise damaged(f"{name} declares a document type, which no Word file may")
    return cast("Element", root)


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()
