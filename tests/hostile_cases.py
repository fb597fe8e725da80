"""Files made to do harm, each with the answer that it must get and what it may cost."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

import docx_cases as word
from pdf_cases import Sheet, build
from PIL import Image

HEAD = "ĐẢNG ỦY XÃ AN HÒA\nSố 12-KH/ĐU\nKẾ HOẠCH\nchăm sóc cây xanh\n\n"


class Case(NamedTuple):
    """``code`` is that of the refusal, ``None`` where the file is read; processor time and memory are bounded."""

    name: str
    data: Callable[[], bytes]
    code: str | None = None
    seconds: float = 10.0
    megabytes: int = 500


def text(body: str) -> Callable[[], bytes]:
    return lambda: (HEAD + body).encode()


def docx(document: str | bytes, **members: str | bytes) -> bytes:
    return word.pack({**word.parts(word.p("Kế hoạch")), "word/document.xml": document, **members})


def entities(declaration: str, body: str = "&j;") -> str:
    return (
        f'<?xml version="1.0"?><!DOCTYPE x [{declaration}]><w:document xmlns:w="{word.MAIN}">'
        f"<w:body><w:p><w:r><w:t>{body}</w:t></w:r></w:p></w:body></w:document>"
    )


LAUGHS = '<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))


def nested_zip() -> bytes:
    """An archive in an archive in an archive, each of them mostly nothing."""
    data = bytes(1_000_000)
    for _ in range(5):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(8):
                archive.writestr(f"{number}.zip", data)
        data = inner.getvalue()
    return data


def lying_zip() -> bytes:
    """A member that unpacks to more than its entries say."""
    true = word.pack({"word/document.xml": word.xml("document", f"<w:body>{word.p('a' * 100_000)}</w:body>")})
    size = word.xml("document", f"<w:body>{word.p('a' * 100_000)}</w:body>").encode().__len__()
    return true.replace(struct.pack("<I", size), struct.pack("<I", 500))


def traversal() -> bytes:
    """Members whose names lead out of the archive; one is named by a relationship."""
    parts = word.parts(word.p("Kế hoạch"))
    parts["../../../../tmp/plancli-was-here"] = "x"
    parts["/tmp/plancli-was-here"] = "x"
    parts["word/_rels/document.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="x/styles" Target="../../../../etc/passwd"/>'
        '<Relationship Id="r2" Type="x/numbering" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    return word.pack(parts)


def png(width: int, height: int) -> bytes:
    """A picture that says it is of that size, and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def tiff_of_pages(pages: int) -> bytes:
    out = io.BytesIO()
    first = Image.new("1", (50, 50), 1)
    first.save(out, "TIFF", save_all=True, append_images=[first] * (pages - 1))
    return out.getvalue()


def pdf_of_pages(pages: int) -> bytes:
    """Page trees that name one page over and over."""
    data = build(Sheet())
    return data.replace(b"/Count 1", b"/Count %d" % pages)


def pdf_bomb() -> bytes:
    """A stream that unpacks to a thousand times its size, several times over."""
    packed = zlib.compress(b"0 0 m " * 10_000_000, 9)
    packed = zlib.compress(packed, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    out = b"%PDF-1.4\n"
    for number, body in enumerate(objects, 1):
        out += b"%d 0 obj%s endobj\n" % (number, body)
    return out + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"


def pdf_loop() -> bytes:
    """A page tree that holds itself."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>endobj\ntrailer<</Root 1 0 R/Size 3>>\n%%EOF"
    )


def html(body: str) -> Callable[[], bytes]:
    return lambda: f"<html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


def levels(count: int) -> str:
    """Items each of which is a level deeper than the last, by blanks and by number."""
    return "".join(" " * (level % 200) + ".".join(["1"] * (level % 60 + 1)) + ". Việc\n" for level in range(count))


CASES = (
    # Containers and XML
    Case("zip-bomb.docx", lambda: docx(word.xml("document", f"<w:body>{' ' * 40_000_000}</w:body>")), "too-large"),
    Case("zip-bomb-styles.docx", lambda: docx(word.xml("document", f"<w:body>{word.p('a')}</w:body>"),
         **{"word/styles.xml": word.xml("styles", " " * 300_000_000)}), "too-large", megabytes=1500),
    Case("zip-in-zip.docx", nested_zip, "unsupported"),
    Case("zip-that-lies.docx", lying_zip, "damaged"),
    Case("zip-with-paths.docx", traversal),
    Case("xml-bomb.docx", lambda: docx(entities(LAUGHS)), "damaged"),
    Case("xml-bomb-utf16.docx", lambda: docx(entities(LAUGHS).encode("utf-16")), "damaged"),
    Case("xml-external.docx", lambda: docx(entities('<!ENTITY j SYSTEM "file:///etc/passwd">')), "damaged"),
    Case("xml-external-dtd.docx", lambda: docx(
        f'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><w:document xmlns:w="{word.MAIN}"/>'), "damaged"),
    Case("xml-parameter.docx", lambda: docx(entities('<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;', "a")), "damaged"),
    Case("xml-deep.docx", lambda: docx(word.xml(
        "document", f"<w:body>{'<w:sdt><w:sdtContent>' * 10_000}{'</w:sdtContent></w:sdt>' * 10_000}</w:body>")),
        "damaged"),
    Case("tables-in-tables.docx", lambda: word.pack(word.parts(
        "<w:tbl><w:tr><w:tc>" * 60 + word.p("a") + "</w:tc></w:tr></w:tbl>" * 60))),
    # Web pages
    Case("deep-divisions.html", html("<div>" * 100_000 + "Kế hoạch"), "too-large"),
    Case("deep-lists.html", html("<ul><li>" * 10_000 + "Kế hoạch"), "too-large"),
    Case("entities.html", lambda: f"<!DOCTYPE html [{LAUGHS}]><html><body>&j; Kế hoạch</body></html>".encode()),
    Case("external.html", html(
        '<img src="http://127.0.0.1:9/x.png"><link rel=stylesheet href="file:///etc/passwd">'
        '<iframe src="file:///etc/passwd"></iframe><script src="//127.0.0.1:9/x.js"></script><p>Kế hoạch')),
    Case("spans.html", html(
        "<table><tr><td rowspan=65535 colspan=65535>Kế hoạch" + "<td rowspan=65535 colspan=1000>a" * 500 + "</table>")),
    Case("attributes.html", html("<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">Kế hoạch"), "too-large"),
    # PDF and pictures
    Case("vast-page.pdf", lambda: build(Sheet(width=1e9, height=1e9)), "needs-ocr|empty"),
    Case("pages-that-lie.pdf", lambda: pdf_of_pages(2_000_000_000), "too-large|damaged|needs-ocr|empty"),
    Case("page-tree-loop.pdf", pdf_loop, "damaged|needs-ocr|empty"),
    Case("stream-bomb.pdf", pdf_bomb, "too-large|needs-ocr|empty|damaged", seconds=20, megabytes=1500),
    Case("vast.png", lambda: png(2_000_000_000, 2_000_000_000), "too-large|damaged"),
    Case("vast-in-pixels.png", lambda: png(100_000, 100_000), "too-large"),
    Case("cut.png", lambda: png(3000, 3000), "damaged"),
    Case("pages.tif", lambda: tiff_of_pages(1200), "too-large"),
    # Texts
    Case("large.txt", lambda: b"a" * (100 * 1024 * 1024), "too-large"),
    Case("one-line.txt", text("a" * 2_000_000), megabytes=1000),
    Case("one-line-of-words.txt", text("việc cần làm " * 80_000), megabytes=1000),
    Case("one-line-of-citations.txt", text("Nghị quyết số 27-NQ/TW ngày 09/11/2022 " * 4000), seconds=20),
    Case("one-line-of-dates.txt", text("ngày 1/1/2023, " * 10_000), seconds=20),
    Case("markers.txt", text("".join(f"{n}. Việc\n" for n in range(1, 100_001))), seconds=40),
    Case("dashes.txt", text("I. A\n" + "- việc\n" * 100_000), seconds=60, megabytes=2000),
    Case("deep.txt", text(levels(10_000)), seconds=40, megabytes=800),
    Case("deep-number.txt", text(".".join(["1"] * 10_000) + ". Việc\n")),
    Case("brackets.txt", text("(" * 100_000 + ")" * 100_000)),
    Case("quotes.txt", text("“" * 100_000)),
    Case("bars.txt", text(("|" * 1000 + "\n") * 200)),
    Case("bar-line.txt", text("|" * 400_000)),
    Case("hashes.txt", text("#" * 200_000 + " a\n" + ">" * 100_000 + " b\n")),
    Case("blanks.txt", text(" " * 2_000_000 + "1. Việc" + "\n" * 1_000_000)),
    Case("accents.txt", text("a" + "\u0301" * 500_000)),
    Case("dots.txt", text("." * 500_000 + "\n" + "…" * 500_000)),
    Case("numerals.txt", text("I" * 200_000 + ". x\n" + "IVXLC" * 40_000)),
    Case("digits.txt", text("1" * 500_000 + "\n" + "1/" * 200_000)),
    Case("slashes.txt", text("/-" * 200_000)),
    Case("form-feeds.txt", text("\f" * 200_000)),
    Case("capitals.txt", text("ỦY BAN " * 50_000)),
    Case("signing.txt", text("TM. ỦY BAN\n" * 2000)),
    Case("recipients.txt", text("Nơi nhận:\n" * 20_000)),
    Case("annexes.txt", text("Phụ lục I\n" * 20_000)),
    Case("controls.txt", text("1. Việc \x1b[31mđỏ\x1b[0m \x1b]0;x\x07 \x9b31m\n2. Việc \u202e5202\u2066\u200f\n")),
    Case("nothing.txt", lambda: HEAD.encode() + b"\0" * 1000, "binary"),
    Case("surrogates.txt", lambda: b"\xff\xfe" + "Kế hoạch".encode("utf-16-le") + b"\x00\xd8" * 50),
)  # fmt: skip
