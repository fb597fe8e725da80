"""Pages made ready for OCR, words put in their lines, and real scans read by Tesseract."""

from __future__ import annotations

import io

import one_plan
import pytest
from one_plan import need_program
from PIL import Image, ImageDraw
from scan_cases import BLACK, RED, Sheet, error_rate, lay_out, picture, stamp, tiff, worsen

from plancli.library import parse_raw
from plancli.readers import RawFile, read
from plancli.readers.ocr.ink import opaque, to_grey
from plancli.readers.ocr.prepare import clean_paper, despeckle, find_skew, lies_on_its_side, prepare


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    """A plan of two pages."""
    name = "xuan-luong-85-kh-du.txt"
    return lay_out(one_plan.excerpt(one_plan.sheet(name), 1800))


# --- a picture made ready ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("angle", [-5.0, -2.3, 1.0, 3.0, 6.2])
def test_skew_is_found(sheet: Sheet, angle: float) -> None:
    page = worsen(sheet.pages[0], skew=angle, noise=10).convert("L")
    assert find_skew(page) == pytest.approx(-angle, abs=0.15)


def test_a_level_page_is_left_as_it_is(sheet: Sheet) -> None:
    page = sheet.pages[1].convert("L")
    assert find_skew(page) == 0
    assert clean_paper(page).tobytes() == page.tobytes()


def test_paper_becomes_white_and_ink_black(sheet: Sheet) -> None:
    page = worsen(sheet.pages[0], shade=90, contrast=0.6, noise=8).convert("L")
    prepared = prepare(page).image
    histogram = prepared.histogram()
    assert sum(histogram[230:]) > 0.85 * sum(histogram)
    assert sum(histogram[:100]) > 0.01 * sum(histogram)


def test_a_negative_is_turned_round(sheet: Sheet) -> None:
    page = sheet.pages[0].convert("L")
    negative = page.point([255 - value for value in range(256)])
    assert prepare(negative).image.histogram() == prepare(page).image.histogram()


def test_specks_go_and_the_dots_of_letters_stay() -> None:
    page = Sheet()
    page.paragraph("i. ị; những việc: 1.2.3 …")
    clean = page.pages[0].convert("L")
    dirty = clean.copy()
    for x, y in ((300, 1200), (1500, 800), (90, 2000)):
        ImageDraw.Draw(dirty).ellipse([x, y, x + 3, y + 3], fill=0)
    assert despeckle(dirty).tobytes() == despeckle(clean).tobytes() == clean.tobytes()


def test_pages_on_their_side_are_told(sheet: Sheet) -> None:
    for page in sheet.pages:
        grey = page.convert("L")
        assert not lies_on_its_side(grey)
        assert lies_on_its_side(grey.transpose(Image.Transpose.ROTATE_90))
    assert not lies_on_its_side(Image.new("L", (10, 10), 255))


def test_a_seal_goes_and_the_print_below_it_stays() -> None:
    page = Sheet()
    page.paragraph("Ủy ban nhân dân xã triển khai kế hoạch này đến các thôn và báo cáo kết quả trước ngày 15")
    clean = page.pages[0].convert("L")
    sealed = page.pages[0].copy()
    stamp(sealed, (900, 210), 140, RED)
    without = to_grey(sealed, 200)
    assert sum(without.histogram()[:150]) == pytest.approx(sum(clean.histogram()[:150]), rel=0.06)


def test_coloured_print_stays() -> None:
    page = Image.new("RGB", (1600, 800), (255, 255, 255))
    ImageDraw.Draw(page).rectangle([100, 100, 900, 112], fill=RED)
    ImageDraw.Draw(page).rectangle([100, 300, 1500, 600], fill=BLACK)
    assert to_grey(page, 200).getpixel((500, 106)) == page.convert("L").getpixel((500, 106))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "I", "F", "I;16"])
def test_pictures_of_every_mode(mode: str) -> None:
    grey = Image.new("L", (60, 60), 255)
    ImageDraw.Draw(grey).rectangle([20, 20, 40, 40], fill=0)
    if mode in ("I", "F", "I;16"):
        wide = grey.convert("I").point(lambda value: value * 257)
        image = wide.convert("F") if mode == "F" else wide.convert(mode) if mode == "I;16" else wide
    elif mode == "LAB":
        image = Image.merge("LAB", [grey, Image.new("L", grey.size, 128), Image.new("L", grey.size, 128)])
    else:
        image = grey.convert("RGB").convert(mode)
    flat = opaque(image).convert("L")
    assert flat.getpixel((30, 30)) == pytest.approx(0, abs=3)
    assert flat.getpixel((5, 5)) == pytest.approx(255, abs=3)


def test_what_is_transparent_is_paper() -> None:
    image = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    assert opaque(image).getpixel((5, 5)) == (255, 255, 255)


# --- real scans, read by Tesseract ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scanned(sheet: Sheet) -> list[Image.Image]:
    """The plan as a scanner gives it: grainy, shaded, dirty, skewed."""
    damage = [{"skew": 1.6, "specks": 60}, {"skew": -2.2, "specks": 60}, {}]
    return [
        worsen(page, noise=12, shade=70, jpeg=70, seed=number, **wrong)  # type: ignore[arg-type]
        for number, (page, wrong) in enumerate(zip(sheet.pages, damage, strict=False))
    ]


def test_a_scan_of_many_pages(sheet: Sheet, scanned: list[Image.Image]) -> None:
    need_program("tesseract")
    raw = RawFile("plan.tif", tiff(*scanned))
    source = read(raw)
    furniture = [(label.start, label.end) for label in source.labels if label.kind == "furniture"]
    kept = "".join(
        char for at, char in enumerate(source.text) if not any(start <= at < end for start, end in furniture)
    )
    assert error_rate(sheet.lines, kept) < 0.04
    assert len(source.page_starts) == len(scanned)
    document = parse_raw(raw)
    assert document.source.pages == len(scanned)
    assert document.sections[0].page == 1
    assert document.signatures[0].page == len(scanned)
    assert all(section.bbox is not None for section in document.sections)
    assert document.header.number is not None
    assert document.header.number.text == "85-KH/ĐU"
    assert document.header.date is not None
    assert document.header.date.value == "2023-04-27"


@pytest.mark.parametrize("degrees", [90, 180])
def test_a_page_that_lies_on_its_side_or_stands_on_its_head(scanned: list[Image.Image], degrees: int) -> None:
    need_program("tesseract")
    upright = read(RawFile("x.png", picture("PNG", scanned[0])))
    turned = scanned[0].rotate(degrees, expand=True)
    source = read(RawFile("x.png", picture("PNG", turned)))
    assert error_rate(upright.text.split(), source.text) < 0.03
    want = next(box for box in upright.boxes if upright.text[box.start : box.end] == "HOẠCH")
    found = next(box for box in source.boxes if source.text[box.start : box.end] == "HOẠCH")
    width, height = scanned[0].width * 72 / 200, scanned[0].height * 72 / 200
    expected = {
        90: (want.top, width - want.x1, want.bottom, width - want.x0),
        180: (width - want.x1, height - want.bottom, width - want.x0, height - want.top),
    }[degrees]
    assert (found.x0, found.top, found.x1, found.bottom) == pytest.approx(expected, abs=3)


def test_a_pdf_with_scanned_pages_and_others(scanned: list[Image.Image]) -> None:
    need_program("tesseract")
    from importlib import import_module

    from pdf_cases import Sheet as PdfSheet
    from pdf_cases import build

    text = PdfSheet()
    text.paragraph(100, "Ủy ban nhân dân xã triển khai kế hoạch này đến các thôn trong toàn xã.")
    pypdfium2 = import_module("pypdfium2")
    with pypdfium2.PdfDocument.new() as both:
        for data in (picture("PDF", scanned[0], resolution=200), build(text)):
            with pypdfium2.PdfDocument(data) as one:
                both.import_pages(one)
        stream = io.BytesIO()
        both.save(stream)
    source = read(RawFile("x.pdf", stream.getvalue()))
    assert dict(source.options)["ocr_pages"] == "1"
    assert "HOẠCH" in source.text[: source.page_starts[1]]
    assert source.text[source.page_starts[1] :].split()[:2] == ["Ủy", "ban"]
