"""PDF files for tests, written by hand: text at given places in fonts that need no font file, rules, pictures.

Fonts are composite with two-byte codes that are UTF-16. Letters are half an em wide, capitals and wide ones three
quarters, blanks a quarter. Distances are points from the page's top left; text stands on the baseline ``top``.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from plancli.readers import RawFile
from plancli.readers.pdf import read_pdf
from plancli.text import SourceText

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT = 85.0, 539.0
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def _letter_width(char: str) -> int:
    """In thousandths of an em. The letters of the font that stands in for the missing one are no wider."""
    if char in " \u00a0":
        return 250
    return 800 if char.isupper() or char in "mwMW@%…" else 500


_WIDTHS = " ".join(f"{code}[{_letter_width(chr(code))}]" for code in range(0x2100) if _letter_width(chr(code)) != 500)


def width(text: str, size: float = 14.0) -> float:
    """How wide the text is."""
    return sum(map(_letter_width, text)) * size / 1000


@dataclass
class Sheet:
    """A page."""

    width: float = WIDTH
    height: float = HEIGHT
    rotate: int = 0
    crop: tuple[float, float, float, float] | None = None
    content: list[str] = field(default_factory=list)
    annotations: list[tuple[str, tuple[float, float, float, float], str]] = field(default_factory=list)

    def text(
        self,
        x: float,
        top: float,
        text: str,
        size: float = 14.0,
        *,
        font: str = "F",
        spacing: float = 0.0,
        matrix: tuple[int, int, int, int] = (1, 0, 0, 1),
        invisible: bool = False,
    ) -> float:
        """Put text; the x behind it. Fonts: F (roman), B (bold), L (.VnTime), W (Wingdings), N (no Unicode)."""
        a, b, c, d = matrix
        codes = text.encode("utf-16-be").hex()
        self.content.append(
            f"BT /{font} {size:g} Tf {spacing:g} Tc {3 if invisible else 0} Tr {a} {b} {c} {d} {x:g} "
            f"{self.height - top:g} Tm <{codes}> Tj ET"
        )
        return x + width(text, size)

    def centred(self, top: float, text: str, size: float = 14.0, middle: float = (LEFT + RIGHT) / 2) -> None:
        """Put text in the middle, in bold."""
        self.text(middle - width(text, size) / 2, top, text, size, font="B")

    def paragraph(
        self,
        top: float,
        text: str,
        *,
        indent: float = 36.0,
        left: float = LEFT,
        right: float = RIGHT,
        size: float = 14.0,
        font: str = "F",
    ) -> float:
        """Put text in lines of 1.2 ems; the baseline of the line below it."""
        x, line = left + indent, ""
        for word in text.split():
            longer = f"{line} {word}" if line else word
            if line and x + width(longer, size) > right:
                self.text(x, top, line, size, font=font)
                top += 1.2 * size
                x, longer = left, word
            line = longer
        self.text(x, top, line, size, font=font)
        return top + 1.2 * size

    def rule(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """A drawn rule: a thin area, filled."""
        self.content.append(f"{x0:g} {self.height - bottom:g} {x1 - x0:g} {bottom - top:g} re f")

    def shade(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """A white background."""
        self.content.append(f"q 1 g {x0:g} {self.height - bottom:g} {x1 - x0:g} {bottom - top:g} re f Q")

    def picture(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """A grey picture."""
        self.content.append(f"q {x1 - x0:g} 0 0 {bottom - top:g} {x0:g} {self.height - bottom:g} cm /I Do Q")

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """The rules of a table."""
        for x in xs:
            self.rule(x - 0.25, ys[0], x + 0.25, ys[-1])
        for y in ys:
            self.rule(xs[0], y - 0.25, xs[-1], y + 0.25)

    def table(self, xs: Sequence[float], top: float, rows: Sequence[Sequence[str]], size: float = 12.0) -> float:
        """A ruled table, a line break in a cell's text being one in the cell; the bottom of it."""
        ys = [top]
        for row in rows:
            lines = max(cell.count("\n") + 1 for cell in row)
            for x, cell in zip(xs, row, strict=False):
                for number, line in enumerate(cell.split("\n")):
                    if line:
                        self.text(x + 5, ys[-1] + (number + 1) * 1.2 * size, line, size)
            ys.append(ys[-1] + (lines + 0.5) * 1.2 * size)
        self.grid(xs, ys)
        return ys[-1]

    def field(self, x0: float, top: float, x1: float, bottom: float, *lines: str, size: float = 8.0) -> None:
        """A signature field that prints lines."""
        content = " ".join(
            f"BT /F {size:g} Tf 1 0 0 1 1 {bottom - top - (number + 1) * 1.2 * size:g} Tm "
            f"<{line.encode('utf-16-be').hex()}> Tj ET"
            for number, line in enumerate(lines)
        )
        self.annotations.append(("Sig", (x0, self.height - bottom, x1, self.height - top), content))


def build(*sheets: Sheet, password: str | None = None, xfa: bool = False, catalog: str = "") -> bytes:
    """The file. With a password it is locked by RC4 of 40 bits, the oldest way."""
    bodies: list[bytes] = []

    def add(body: str | bytes, stream: bytes | None = None) -> int:
        data = body.encode("latin-1") if isinstance(body, str) else body
        if stream is not None:
            head = data[:-2] + f"/Length {len(stream)}>>".encode()
            data = head + b"\nstream\n" + stream + b"\nendstream"
        bodies.append(data)
        return len(bodies)

    fonts = " ".join(
        f"/{key} {_font(add, name, mapped)} 0 R"
        for key, name, mapped in (
            ("F", "TimesNewRomanPSMT", True),
            ("B", "TimesNewRomanPS-BoldMT", True),
            ("L", "ABCDEF+.VnTime", True),
            ("W", "Wingdings-Regular", True),
            ("N", "ABCDEF+Nameless", False),
        )
    )
    picture = add("<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8>>", b"\x80")
    resources = f"<</Font<<{fonts}>>/XObject<</I {picture} 0 R>>>>"
    tree = len(bodies) + 1 + sum(2 + 2 * len(sheet.annotations) for sheet in sheets)
    kids = []
    for sheet in sheets:
        content = add("<</Filter/FlateDecode>>", zlib.compress("\n".join(sheet.content).encode("latin-1")))
        marks = []
        for kind, box, drawn in sheet.annotations:
            rectangle = " ".join(f"{value:g}" for value in box)
            size = f"0 0 {box[2] - box[0]:g} {box[3] - box[1]:g}"
            form = add(
                f"<</Type/XObject/Subtype/Form/BBox[{size}]/Resources<</Font<<{fonts}>>>>>>", drawn.encode("latin-1")
            )
            marks.append(
                add(f"<</Type/Annot/Subtype/Widget/FT/{kind}/F 4/T(s)/Rect[{rectangle}]/AP<</N {form} 0 R>>>>")
            )
        crop = f"/CropBox[{' '.join(f'{value:g}' for value in sheet.crop)}]" if sheet.crop else ""
        kids.append(
            add(
                f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {sheet.width:g} {sheet.height:g}]{crop}"
                f"/Rotate {sheet.rotate}/Resources {resources}/Contents {content} 0 R"
                f"/Annots[{' '.join(f'{mark} 0 R' for mark in marks)}]>>"
            )
        )
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    assert add(f"<</Type/Pages/Kids[{listed}]/Count {len(kids)}>>") == tree
    acroform = ""
    if xfa:
        template = add("<<>>", b"<template/>")
        acroform = f"/AcroForm<</Fields[]/XFA[(template) {template} 0 R]>>"
    root = add(f"<</Type/Catalog/Pages {tree} 0 R{acroform}{catalog}>>")
    trailer = f"/Root {root} 0 R/ID[<{'00' * 16}><{'00' * 16}>]"
    if password is not None:
        key, entry = _lock(password)
        bodies = [_encrypted(body, number, key) for number, body in enumerate(bodies, 1)]
        trailer += f"/Encrypt {add(entry)} 0 R"
    return _file(bodies, trailer)


def _font(add: Callable[..., int], name: str, mapped: bool) -> int:
    described = add(
        f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[-100 -250 1000 950]/Ascent 900/Descent -220"
        f"/ItalicAngle 0/CapHeight 700/StemV {120 if 'Bold' in name else 80}>>"
    )
    inner = add(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        f"/Supplement 0>>/FontDescriptor {described} 0 R/DW 500/W[{_WIDTHS}]/CIDToGIDMap/Identity>>"
    )
    unicode = ""
    if mapped:
        ranges = [f"<{high:02X}00><{high:02X}FF><{high:02X}00>" for high in range(256)]
        blocks = "\n".join(
            f"{len(part)} beginbfrange\n" + "\n".join(part) + "\nendbfrange"
            for part in (ranges[at : at + 100] for at in range(0, 256, 100))
        )
        table = add(
            "<<>>",
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
            b"1 begincodespacerange <0000><FFFF> endcodespacerange\n" + blocks.encode() + b"\nendcmap end end",
        )
        unicode = f"/ToUnicode {table} 0 R"
    return add(
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{inner} 0 R]{unicode}>>"
    )


def _file(bodies: Sequence[bytes], trailer: str) -> bytes:
    out = b"%PDF-1.6\n"
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return out + f"trailer<</Size {len(bodies) + 1}{trailer}>>\nstartxref\n{table}\n%%EOF\n".encode()


# --- the oldest lock (ISO 32000-1, 7.6.3, revision 2) ---------------------------------------------------------


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _lock(password: str) -> tuple[bytes, str]:
    padded = (password.encode() + _PADDING)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + (-4 & 0xFFFFFFFF).to_bytes(4, "little") + bytes(16)).digest()[:5]
    user = _rc4(key, _PADDING)
    return key, f"<</Filter/Standard/V 1/R 2/O<{owner.hex()}>/U<{user.hex()}>/P -4>>"


def _encrypted(body: bytes, number: int, key: bytes) -> bytes:
    head, found, rest = body.partition(b"\nstream\n")
    if not found:
        return body
    own = hashlib.md5(key + number.to_bytes(3, "little") + bytes(2)).digest()[:10]
    data, _, _ = rest.rpartition(b"\nendstream")
    return head + b"\nstream\n" + _rc4(own, data) + b"\nendstream"


# --- reading --------------------------------------------------------------------------------------------------


def raw(*sheets: Sheet) -> RawFile:
    """The pages as a file."""
    return RawFile("plan.pdf", build(*sheets))


def read(*sheets: Sheet) -> SourceText:
    """What the reader makes of the pages."""
    return read_pdf(raw(*sheets))


def labelled(source: SourceText, kind: str) -> list[str]:
    """The stretches of text with a label."""
    return [source.text[label.start : label.end] for label in source.labels if label.kind == kind]


def cells(source: SourceText) -> dict[tuple[int, int, int], str]:
    """The cells' texts by (table, row, column)."""
    return {cell.place: source.text[cell.start : cell.end] for cell in source.cells}


# --- pages ----------------------------------------------------------------------------------------------------

SENTENCE = "Các cơ quan, đơn vị tổ chức triển khai thực hiện nghiêm túc các nhiệm vụ được giao trong Kế hoạch này."


def filled(paragraphs: int = 3, top: float = 90.0) -> tuple[Sheet, float]:
    """A page with paragraphs, and the baseline below them."""
    sheet = Sheet()
    for _ in range(paragraphs):
        top = sheet.paragraph(top, SENTENCE) + 6
    return sheet, top


def printed(source: SourceText) -> list[str]:
    """The lines that are not empty, without their indents."""
    return [line.strip() for line in source.text.split("\n") if line.strip()]


def noted(number: str = "1") -> Sheet:
    """A page with a mark in the text and a note at its foot."""
    sheet, top = filled(4)
    x = sheet.text(LEFT, top, "theo Nghị quyết số 27-NQ/TW")
    x = sheet.text(x, top - 5, number, 8)
    sheet.text(x, top, ", các cơ quan báo cáo.")
    sheet.text(LEFT, 760, number, 6)
    sheet.text(LEFT + 6, 764, "Ban hành ngày 09/11/2022 của Ban Chấp hành", 10)
    sheet.text(LEFT, 776, "Trung ương Đảng khóa XIII.", 10)
    return sheet


def letterhead(sheet: Sheet) -> float:
    """A letterhead and a title; the baseline below them."""
    for number, (left, right) in enumerate(
        (
            ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            ("TỈNH AN BÌNH", "Độc lập - Tự do - Hạnh phúc"),
            ("Số: 12/KH-UBND", "An Bình, ngày 5 tháng 3 năm 2024"),
        )
    ):
        sheet.centred(70 + 16 * number, left, 11, 150)
        sheet.centred(70 + 16 * number, right, 11, 400)
    sheet.centred(118, "V/v triển khai cải cách", 10, 150)
    sheet.centred(150, "KẾ HOẠCH")
    sheet.centred(168, "Cải cách hành chính năm 2024")
    return 200.0


def end_block(sheet: Sheet, top: float) -> None:
    """A list of recipients beside a signature that begins a line higher."""
    sheet.centred(top - 8, "TM. ỦY BAN NHÂN DÂN", 12, 430)
    sheet.text(LEFT, top, "Nơi nhận:", 11, font="B")
    sheet.centred(top + 8, "CHỦ TỊCH", 12, 430)
    for number, line in enumerate(("- Như trên;", "- Các sở, ban, ngành tỉnh (để t/h);", "- Lưu: VT, NC.")):
        sheet.text(LEFT, top + 13 * (number + 1), line, 10)
    sheet.centred(top + 90, "Trần Văn An", 12, 430)


def scanned() -> Sheet:
    sheet = Sheet()
    sheet.picture(0, 0, 595, 842)
    return sheet


# --- a whole plan ---------------------------------------------------------------------------------------------

_BOTTOM = 775.0


class Typist:
    """Types paragraphs on one page after the other, with page numbers from the second page on."""

    def __init__(self) -> None:
        self.sheets = [Sheet()]
        self.top = 70.0

    @property
    def sheet(self) -> Sheet:
        """The page being typed."""
        return self.sheets[-1]

    def paragraph(self, text: str, *, indent: float = 36.0) -> None:
        """A paragraph; one that the page cannot hold goes on on the next."""
        x, line = LEFT + indent, ""
        for word in text.split():
            longer = f"{line} {word}" if line else word
            if line and x + width(longer) > RIGHT:
                self._line(x, line)
                x, longer = LEFT, word
            line = longer
        self._line(x, line)
        self.top += 6.0

    def _line(self, x: float, line: str) -> None:
        if self.top > _BOTTOM:
            self.sheets.append(Sheet())
            self.top = 70.0
            self.sheet.centred(40.0, str(len(self.sheets)), 12.0)
        self.sheet.text(x, self.top, line)
        self.top += 16.8

    def columns(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Two columns side by side, each centred on its own middle."""
        for number in range(max(len(left), len(right))):
            for lines, middle in ((left, 170.0), (right, 410.0)):
                if number < len(lines) and lines[number]:
                    self.sheet.centred(self.top, lines[number], 12.0, middle)
            self.top += 15.6
        self.top += 12.0
