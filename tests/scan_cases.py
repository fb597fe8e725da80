"""Plans typeset as pictures of pages, and what scanners, copiers and clerks do to them.

A ``Sheet`` lays words out as the rules of the form have it: letterhead in two columns, justified paragraphs with a
first-line indent, recipients beside the signature. ``worsen`` turns a clean page into a scan.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from one_plan import Sheet as Plan
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from plancli.model import Document, Section

_FONTS = {
    "tinos": ("croscore/Tinos-Regular.ttf", "croscore/Tinos-Bold.ttf", "croscore/Tinos-Italic.ttf"),
    "dejavu": ("dejavu/DejaVuSerif.ttf", "dejavu/DejaVuSerif-Bold.ttf", "dejavu/DejaVuSerif.ttf"),
}
_HOMES = (Path("/usr/share/fonts/truetype"), Path("/usr/local/share/fonts"), Path("/Library/Fonts"))
RED, BLUE, BLACK = (205, 32, 38), (40, 60, 150), (0, 0, 0)


@cache
def _font(family: str, dress: int, pixels: int) -> ImageFont.FreeTypeFont:
    for home in _HOMES:
        path = home / _FONTS[family][dress]
        if path.exists():
            return ImageFont.truetype(str(path), pixels)
    raise FileNotFoundError(f"font {_FONTS[family][dress]} (Debian: fonts-croscore, fonts-dejavu-core)")


def best_family() -> str:
    """Tinos, the metric twin of Times New Roman, where it is installed, else DejaVu Serif."""
    return "tinos" if any((home / _FONTS["tinos"][0]).exists() for home in _HOMES) else "dejavu"


@dataclass
class Sheet:
    """Pages being typeset, and ``lines``: what stands on them, line by line."""

    dpi: int = 200
    family: str = field(default_factory=best_family)
    size: float = 14
    numbered: bool = True
    pages: list[Image.Image] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    y: float = 0

    def __post_init__(self) -> None:
        self.new_page()

    # --- measures, in pixels ---

    def mm(self, length: float) -> float:
        """Millimetres."""
        return length * self.dpi / 25.4

    def font(self, size: float | None = None, dress: int = 0) -> ImageFont.FreeTypeFont:
        """A font of so many points: 0 upright, 1 bold, 2 italic."""
        points = (size or self.size) * (0.82 if self.family == "dejavu" else 1)
        return _font(self.family, dress, round(points * self.dpi / 72))

    @property
    def left(self) -> float:
        """The text's left edge."""
        return self.mm(30)

    @property
    def right(self) -> float:
        """The text's right edge."""
        return self.pages[-1].width - self.mm(18)

    @property
    def step(self) -> float:
        """From line to line."""
        return self.size * 1.28 * self.dpi / 72

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        """Where the current page is drawn."""
        return ImageDraw.Draw(self.pages[-1])

    # --- setting ---

    def new_page(self) -> None:
        """The next page, with its number from the second on."""
        self.pages.append(Image.new("RGB", (round(self.mm(210)), round(self.mm(297))), (255, 255, 255)))
        self.y = self.mm(20)
        if len(self.pages) > 1 and self.numbered:
            self._centred(str(len(self.pages)), self.pages[-1].width / 2, self.mm(11), self.font(13))

    def _centred(self, text: str, x: float, y: float, font: ImageFont.FreeTypeFont) -> None:
        self.draw.text((x - font.getlength(text) / 2, y), text, font=font, fill=BLACK)

    def columns(self, left: Sequence[tuple[str, int]], right: Sequence[tuple[str, int]], size: float = 13) -> None:
        """A letterhead: two columns of centred lines (text, dress), side by side."""
        width = self.right - self.left
        for row in range(max(len(left), len(right))):
            found = []
            for side, column in ((0.2, left), (0.74, right)):
                if row < len(column) and column[row][0]:
                    text, dress = column[row]
                    points = size
                    while self.font(points, dress).getlength(text) > width * (0.4 if side < 0.5 else 0.52):
                        points -= 0.5
                    font = self.font(points, dress)
                    self._centred(text, self.left + width * side, self.y, font)
                    found.append(text)
            if found:
                self.lines.append(" ".join(found))
            self.y += self.step

    def title(self, kind: str, subject: str) -> None:
        """The kind and the subject, centred, with a rule below."""
        self.y += self.step
        self._centre_lines([kind, *self._wrap(subject, self.font(dress=1), self.mm(125))])
        middle = (self.left + self.right) / 2
        self.draw.line([(middle - self.mm(25), self.y + 6), (middle + self.mm(25), self.y + 6)], fill=BLACK, width=2)
        self.y += self.step

    def _centre_lines(self, texts: Sequence[str]) -> None:
        for text in texts:
            self._centred(text, (self.left + self.right) / 2, self.y, self.font(dress=1))
            self.lines.append(text)
            self.y += self.step

    def _wrap(self, text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
        lines, line = [], ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and font.getlength(longer) > width:
                lines.append(line)
                longer = word
            line = longer
        return [*lines, line] if line else lines

    def paragraph(self, text: str, *, bold: bool = False, indent: float = 12.7) -> None:
        """A justified paragraph, set in by so many millimetres."""
        font = self.font(dress=1 if bold else 0)
        set_in, blank = self.mm(indent), font.getlength(" ")
        words = text.split()
        self.y += self.step * 0.3
        while words:
            width = self.right - self.left - set_in
            count, total = 0, 0.0
            while count < len(words):
                more = font.getlength(words[count]) + (blank if count else 0)
                if count and total + more > width:
                    break
                total += more
                count += 1
            if self.y + self.step > self.pages[-1].height - self.mm(20):
                self.new_page()
            spread = (width - total) / (count - 1) if count > 1 and count < len(words) else 0.0
            x = self.left + set_in
            for word in words[:count]:
                self.draw.text((x, self.y), word, font=font, fill=BLACK)
                x += font.getlength(word) + blank + spread
            self.lines.append(" ".join(words[:count]))
            words, set_in = words[count:], 0.0
            self.y += self.step

    def ending(self, recipients: Sequence[str], signing: Sequence[str], name: str, *, seal: bool, colour: bool) -> None:
        """Recipients at the left, the signature at the right, with its seal and its stroke of the pen."""
        height = max(len(recipients) * self.step * 0.85, (len(signing) + 6) * self.step)
        if self.y + height > self.pages[-1].height - self.mm(20):
            self.new_page()
        top = self.y = self.y + self.step * 0.6
        small = self.font(11)
        rows: list[tuple[float, int, str]] = []
        for number, text in enumerate(recipients):
            font = self.font(12, 2) if number == 0 else small
            self.draw.text((self.left, top + number * self.step * 0.82), text, font=font, fill=BLACK)
            rows.append((top + number * self.step * 0.82, 0, text))
        middle = self.left + (self.right - self.left) * 0.76
        for number, text in enumerate(signing):
            self._centred(text, middle, top + number * self.step, self.font(dress=1))
            rows.append((top + number * self.step, 1, text))
        below = top + (len(signing) + 4.2) * self.step
        self._centred(name, middle, below, self.font(dress=1))
        rows.append((below, 1, name))
        self.lines += [text for _, _, text in sorted(rows)]
        if seal:
            centre = (middle - self.mm(16), top + (len(signing) + 1.6) * self.step)
            stamp(self.pages[-1], centre, self.mm(17), RED if colour else BLACK)
            sign(self.pages[-1], (middle, centre[1]), self.mm(18), BLUE if colour else BLACK)
        self.y = max(top + height, below + self.step)


def stamp(page: Image.Image, centre: tuple[float, float], radius: float, ink: tuple[int, int, int]) -> None:
    """A round seal: two rings, a text in the middle, letters round it. Its ink lets through what is printed below."""
    sheet, page = page, Image.new(page.mode, page.size, (255, 255, 255))
    draw = ImageDraw.Draw(page)
    x, y = centre
    for ring, width in ((radius, 4), (radius * 0.93, 2), (radius * 0.62, 2)):
        draw.ellipse([x - ring, y - ring, x + ring, y + ring], outline=ink, width=width)
    text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM * "
    font = _font(best_family(), 1, max(round(radius / 5), 8))
    for number, letter in enumerate(text):
        angle = 2 * math.pi * number / len(text)
        spot = Image.new("L", (round(radius / 2), round(radius / 2)), 0)
        ImageDraw.Draw(spot).text((radius / 6, radius / 8), letter, font=font, fill=255)
        turned = spot.rotate(-math.degrees(angle) - 90, Image.Resampling.BICUBIC)
        place = (
            round(x + radius * 0.78 * math.cos(angle) - radius / 4),
            round(y + radius * 0.78 * math.sin(angle) - radius / 4),
        )
        page.paste(ink, place, turned)
    for row, word in enumerate(("ỦY BAN", "NHÂN DÂN")):
        draw.text((x - font.getlength(word) / 2, y + (row - 1) * radius / 4), word, font=font, fill=ink)
    sheet.paste(ImageChops.multiply(sheet, page))


def sign(page: Image.Image, start: tuple[float, float], size: float, ink: tuple[int, int, int]) -> None:
    """A stroke of the pen, over what is printed."""
    x, y = start
    points = [
        (x + size * (0.9 * t - 0.7 + 0.2 * math.sin(9 * t)), y + size * (0.35 * math.sin(7 * t) - 0.15 * t))
        for t in (step / 60 for step in range(100))
    ]
    stroke = Image.new(page.mode, page.size, (255, 255, 255))
    ImageDraw.Draw(stroke).line(points, fill=ink, width=3)
    page.paste(ImageChops.multiply(page, stroke))


# --- a plan on paper ----------------------------------------------------------------------------------------


def typeset(document: Document, *, dpi: int = 200, seal: bool = True, colour: bool = False) -> Sheet:
    """A parsed plan on pages; what its head lacks is made up."""
    sheet = Sheet(dpi=dpi)
    head = document.header
    party = bool(head.number and "/" not in head.number.text.split("-")[0])
    issuer = head.issuer.name if head.issuer else "Ủy ban nhân dân xã An Bình"
    parent = head.parent.name if head.parent else ("" if party else "Huyện An Lão")
    number = head.number.text if head.number else "27/KH-UBND"
    place = head.place.text if head.place else "An Bình"
    date = head.date.text if head.date else "ngày 15 tháng 5 năm 2023"
    if party:
        left = [(parent.upper(), 0), (issuer.upper(), 1), ("*", 0), (f"Số {number}", 0)]
        right = [("ĐẢNG CỘNG SẢN VIỆT NAM", 1), ("", 0), ("", 0), (f"{place}, {date}", 2)]
    else:
        left = [(parent.upper(), 0), (issuer.upper(), 1), (f"Số: {number}", 0)]
        right = [
            ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 1),
            ("Độc lập - Tự do - Hạnh phúc", 1),
            (f"{place}, {date}", 2),
        ]
    sheet.columns(left, right)
    sheet.title((head.type.name if head.type else "Kế hoạch").upper(), head.subject.text if head.subject else "")
    for text in (document.preamble.text if document.preamble else "").split("\n"):
        sheet.paragraph(text)
    for section in document.sections:
        _set(sheet, section)
    for text in (document.closing.text if document.closing else "").split("\n"):
        sheet.paragraph(text)
    signature = document.signatures[0]
    signing = [f"{authority.code}. {(authority.of or '').upper()}".strip() for authority in signature.authority]
    recipients = ["Nơi nhận:"]
    recipients += [f"- {item.name}{f' ({item.note})' if item.note else ''};" for item in document.recipients]
    if document.filing:
        recipients.append(f"- Lưu: {document.filing.text}.")
    signing.append((signature.position or "").upper())
    sheet.ending(recipients, signing, signature.name or "Nguyễn Văn An", seal=seal, colour=colour)
    return sheet


def lay_out(plan: Plan, *, dpi: int = 200, family: str | None = None, colour: bool = True) -> Sheet:
    """A plan that is laid out in words (``one_plan``), on pages, with a seal and a signature."""
    sheet = Sheet(dpi=dpi, family=family or best_family())
    left, right = plan.head
    if left or right:
        sheet.columns([(text, number == 1) for number, text in enumerate(left)], [(text, 0) for text in right])
    sheet.title(plan.title[0], " ".join(plan.title[1:]))
    for item in plan.body:
        sheet.paragraph(item.line, bold=item.bold)
    recipients, signing = plan.end
    sheet.ending(recipients, signing[:-1], signing[-1], seal=True, colour=colour)
    return sheet


def _set(sheet: Sheet, section: Section) -> None:
    marker = section.marker or ""
    if section.heading:
        sheet.paragraph(f"{marker} {section.heading}", bold=True)
    for number, text in enumerate(part for part in section.text.split("\n") if part):
        sheet.paragraph(text if section.heading or number else f"{marker} {text}")
    for child in section.children:
        _set(sheet, child)


# --- what happens to paper ----------------------------------------------------------------------------------


def worsen(
    page: Image.Image,
    *,
    skew: float = 0,
    shade: int = 0,
    blur: float = 0,
    noise: float = 0,
    contrast: float = 1,
    specks: int = 0,
    bilevel: bool = False,
    jpeg: int | None = None,
    seed: int = 7,
) -> Image.Image:
    """A page as a scanner gives it.

    ``skew`` in degrees; ``shade``: how much darker one corner is; ``noise``: the grain's standard deviation;
    ``specks``: how many dots of dirt; ``bilevel``: black and white; ``jpeg``: the quality of compression.
    """
    chance = random.Random(seed)
    if contrast != 1:
        page = page.point(lambda value: round(255 - (255 - value) * contrast))
    if skew:
        page = page.rotate(skew, Image.Resampling.BICUBIC, fillcolor=(255,) * len(page.getbands()))
    if specks:
        page = _speckled(page, specks, chance)
    if blur:
        page = page.filter(ImageFilter.GaussianBlur(blur))
    if shade:
        slope = Image.linear_gradient("L").rotate(35, expand=True).crop((90, 90, 260, 260)).resize(page.size)
        cover = slope.point(lambda value: round(value * shade / 255))
        page = ImageChops.subtract(page, Image.merge(page.mode, [cover] * len(page.getbands())))
    if noise:
        grain = Image.effect_noise(page.size, noise)
        page = ImageChops.add(page, Image.merge(page.mode, [grain] * len(page.getbands())), offset=-128)
    if bilevel:
        page = page.convert("L").point(lambda value: 255 if value > 150 else 0)
    if jpeg is not None:
        stream = io.BytesIO()
        page.save(stream, "JPEG", quality=jpeg)
        page = Image.open(io.BytesIO(stream.getvalue()))
    return page


def _speckled(page: Image.Image, count: int, chance: random.Random) -> Image.Image:
    page = page.copy()
    draw = ImageDraw.Draw(page)
    for _ in range(count):
        x, y, size = chance.uniform(0, page.width), chance.uniform(0, page.height), chance.choice((1, 2, 2, 3))
        draw.ellipse([x, y, x + size, y + size], fill=BLACK)
    return page


def picture(form: str, *pages: Image.Image, **options: object) -> bytes:
    """The first page as a file; ``options`` are those of its format."""
    stream = io.BytesIO()
    pages[0].save(stream, form, **options)
    return stream.getvalue()


def tiff(*pages: Image.Image, dpi: int = 200, **options: object) -> bytes:
    """The pages as one TIFF."""
    return picture("TIFF", *pages, save_all=True, append_images=pages[1:], dpi=(dpi, dpi), **options)


def error_rate(truth: Iterable[str], found: str) -> float:
    """The share of characters that differ, blanks and line breaks not counted as different from each other."""
    want, got = " ".join(" ".join(truth).split()), " ".join(found.split())
    return sum(cost for cost in _differences(want, got)) / max(len(want), 1)


def _differences(want: str, got: str) -> Iterator[int]:
    """The edit distance, piece by piece between words that both have."""
    import difflib

    left, right = want.split(), got.split()
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield _distance(" ".join(left[i1:i2]), " ".join(right[j1:j2]))


def _distance(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for number, char in enumerate(left, 1):
        before, row[0] = row[0], number
        for column, other in enumerate(right, 1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (char != other))
    return row[-1]
