"""Scans and pictures: preparation of pages, the engine's process, the cache, lines of words, and whole plans."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import one_plan
import pytest
from conftest import CompletedCli
from hypothesis import given, settings
from hypothesis import strategies as st
from one_plan import need_program
from PIL import Image, ImageDraw
from scan_cases import BLACK, RED, Sheet, error_rate, lay_out, stamp, worsen

from plancli.errors import MissingToolError, ReadError
from plancli.library import parse_raw
from plancli.patterns import Patterns
from plancli.readers import RawFile, ReadOptions, images, read
from plancli.readers.ocr import OcrOptions, OcrPage, OcrWord, Picture, Turn, cache
from plancli.readers.ocr.dashes import find_dashes
from plancli.readers.ocr.engine import find_engine, require_engine
from plancli.readers.ocr.glued import part_words
from plancli.readers.ocr.ink import opaque, to_grey
from plancli.readers.ocr.lines import lines_of
from plancli.readers.ocr.numerals import count_numerals
from plancli.readers.ocr.pages import ocr_page
from plancli.readers.ocr.prepare import clean_paper, despeckle, find_skew, lies_on_its_side, prepare
from plancli.readers.ocr.second import look_again
from plancli.readers.ocr.text import page_text
from plancli.readers.ocr.tsv import read_table

Cli = Callable[..., CompletedCli]


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    """A plan of two pages."""
    name = "xuan-luong-85-kh-du.txt"
    return lay_out(one_plan.excerpt(one_plan.sheet(name), 1800))


def picture(form: str, *pages: Image.Image, **options: object) -> bytes:
    stream = io.BytesIO()
    pages[0].save(stream, form, **options)
    return stream.getvalue()


def tiff(*pages: Image.Image, dpi: int = 200) -> bytes:
    return picture("TIFF", *pages, save_all=True, append_images=pages[1:], dpi=(dpi, dpi))


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


# --- where words stand ------------------------------------------------------------------------------------------


@given(
    st.sampled_from([0, 90, 180, 270]),
    st.tuples(st.floats(0, 500), st.floats(0, 700), st.floats(1, 90), st.floats(1, 90)),
)
def test_boxes_go_back_to_the_page_as_it_is_shown(degrees: int, place: tuple[float, float, float, float]) -> None:
    width, height = 595.0, 842.0
    x0, top = place[:2]
    x1, bottom = x0 + place[2], top + place[3]
    # Turned clockwise, as the picture is before it is read.
    turned = {
        0: (x0, top, x1, bottom),
        90: (height - bottom, x0, height - top, x1),
        180: (width - x1, height - bottom, width - x0, height - top),
        270: (top, width - x1, bottom, width - x0),
    }[degrees]
    size = (width, height) if degrees in (0, 180) else (height, width)
    assert Turn(degrees).back(turned, *size) == pytest.approx((x0, top, x1, bottom), abs=1e-6)


@pytest.mark.parametrize("skew", [-4.0, 3.0])
def test_boxes_of_a_skewed_page(skew: float) -> None:
    page = Image.new("L", (600, 800), 255)
    ImageDraw.Draw(page).rectangle([80, 120, 89, 129], fill=0)
    left, top, right, bottom = page.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255).point(
        lambda value: 255 - value
    ).getbbox() or (0, 0, 0, 0)
    back = Turn(0, skew).back((left, top, right, bottom), 600, 800)
    assert (back[0] + back[2]) / 2 == pytest.approx(85, abs=1)
    assert (back[1] + back[3]) / 2 == pytest.approx(125, abs=1)


def words(*rows: tuple[float, list[tuple[float, str]]], confidence: float = 95.0) -> list[OcrWord]:
    """Words of one height from rows of (top, [(left, words)]); each stretch is a block of its own."""
    found = []
    for top, stretches in rows:
        for number, (left, text) in enumerate(stretches):
            for word in text.split():
                right = left + 6 * len(word)
                found.append(OcrWord(word, left, top, right, top + 12, confidence, number, round(top) * 10 + number))
                left = right + 4
    return found


def test_the_columns_of_a_letterhead_stand_apart() -> None:
    rows = [
        (40.0, [(90.0, "UBND XÃ"), (300.0, "CỘNG HÒA")]),
        (60.0, [(90.0, "Số: 2/KH"), (330.0, "Độc lập")]),
    ]
    lines = [line.text for line in lines_of(words(*rows), 1, 595, 842)]
    assert [line.split("   ")[0].strip() for line in lines] == ["UBND XÃ", "Số: 2/KH"]
    assert [line.rsplit("   ")[-1].strip() for line in lines] == ["CỘNG HÒA", "Độc lập"]


SENTENCE = "Các thôn báo cáo kết quả thực hiện kế hoạch này"


def test_scraps_and_page_numbers_are_furniture() -> None:
    text = [(90.0, SENTENCE)]
    found = words((20.0, [(300.0, "3")]), (200.0, text), (220.0, text), (240.0, text))
    found += words((400.0, [(20.0, "~ |«")]), confidence=20)
    lines = lines_of(found, 3, 595, 842)
    assert [line.text for line in lines if not line.furniture] == [SENTENCE] * 3
    assert {line.text for line in lines if line.furniture} >= {"3"}


def test_every_word_has_its_box_and_the_unsure_are_labelled() -> None:
    found = words((100.0, [(90.0, "Số 12")]))
    found += words((120.0, [(90.0, "nhè")]), confidence=31)
    page = OcrPage(4, 595, 842, tuple(lines_of(found, 4, 595, 842)))
    piece = page_text(page).moved(10)
    texts = [piece.text[box.start - 10 : box.end - 10] for box in piece.boxes]
    assert texts == ["Số", "12", "nhè"]
    assert [(box.page, box.x0, box.top) for box in piece.boxes] == [(4, 90, 100), (4, 106, 100), (4, 90, 120)]
    assert [piece.text[label.start - 10 : label.end - 10] for label in piece.labels] == ["nhè"]


def drawn(*words: tuple[str, str], dress: int = 0) -> tuple[list[OcrWord], Image.Image]:
    """Words in a line as (drawn, read), and the picture of them."""
    page = Sheet()
    font = page.font(dress=dress)
    x, found = 300.0, []
    for text, read_as in words:
        page.draw.text((x, 300), text, font=font, fill=BLACK)
        left, top, right, bottom = font.getbbox(text)
        found.append(OcrWord(read_as, x + left, 300 + top, x + right, 300 + bottom, 80))
        x += font.getlength(f"{text} ")
    return found, page.pages[0].convert("L")


HEADS = [
    ("III.", "II."),
    ("III.", "IH."),
    ("II.", "H."),
    ("VIII.", "VII."),
    ("II.", "II."),
    ("IV.", "IV."),
    ("1.", "1."),
]
INSIDE = [
    ("XIII", "XII"),
    ("XIII", "XIH"),
    ("XIII", "XI"),
    ("XIII,", "XIHI,"),
    ("XII", "XI"),
    ("XI", "XII"),
    ("XXIII;", "XXII;"),
    ("XVIII", "XVII"),
    ("VIII.", "VII."),
    ("XH", "XH"),
    ("XIV", "XIV"),
]


@pytest.mark.parametrize(("text", "read_as"), HEADS)
def test_numerals_at_the_head_of_lines_are_counted(text: str, read_as: str) -> None:
    words, grey = drawn((text, read_as), ("NỘI", "NỘI"), dress=1)
    assert count_numerals(words, grey)[0].text == text


@pytest.mark.parametrize("dress", [0, 1])
@pytest.mark.parametrize(("text", "read_as"), INSIDE)
def test_numerals_within_lines_are_counted(text: str, read_as: str, dress: int) -> None:
    words, grey = drawn(("khóa", "khóa"), (text, read_as), ("của", "của"), dress=dress)
    assert count_numerals(words, grey)[1].text == text


@pytest.mark.parametrize(
    ("marks", "expected"),
    [([("-", "~")], "-"), ([("-", "ˆ")], "-"), ([("–", "_")], "-"), ([("-", "-")], "-"), ([("+", "+")], "+")],
)
def test_dashes_before_items_are_seen(marks: list[tuple[str, str]], expected: str) -> None:
    words, grey = drawn(*marks, ("Trồng", "Trồng"), ("cây", "cây"))
    assert [word.text for word in find_dashes(words, grey)] == [expected, "Trồng", "cây"]
    # What the engine did not see at all is seen as well.
    if expected == "-":
        assert [word.text for word in find_dashes(words[1:], grey)] == [expected, "Trồng", "cây"]


def test_no_dash_is_seen_where_none_is() -> None:
    words, grey = drawn(("i.", "."), ("Trồng", "Trồng"), ("cây", "cây"))
    assert [word.text for word in find_dashes(words[1:], grey)] == ["Trồng", "cây"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("XUÂN LƯƠNG", ["XUÂN", "LƯƠNG"]),
        ("HUYỆN ỦY", ["HUYỆN", "ỦY"]),
        ("cơ quan;", ["cơ", "quan;"]),
        ("nghiêng", ["nghiêng"]),
        ("BTVHU", ["BTVHU"]),
    ],
)
def test_glued_words_are_parted(text: str, expected: list[str]) -> None:
    words, grey = drawn((text, text.replace(" ", "")), dress=1)
    parts = part_words(words, grey, Patterns.builtin())
    assert [word.text for word in parts] == expected
    assert all(left.x1 < right.x0 for left, right in pairwise(parts))


def test_a_word_without_a_gap_is_not_parted() -> None:
    words, grey = drawn(("XUÂNLƯƠNG", "XUÂNLƯƠNG"))
    assert part_words(words, grey, Patterns.builtin()) == words


def test_the_foot_is_looked_at_again_where_ink_is_left() -> None:
    grey = Image.new("L", (1654, 2339), 255)
    full = OcrWord("đầy", 240, 160, 1500, 200, 95, 1, 1)
    below = OcrWord("Người", 1000, 700, 1100, 730, 95, 2, 2)
    calls: list[tuple[int, int]] = []

    def look(foot: Image.Image) -> list[OcrWord]:
        calls.append(foot.size)
        return [OcrWord("TM.", 900, 100, 960, 130, 92, 1, 1), OcrWord("ĐẢNG", 970, 100, 1060, 130, 92, 1, 1)]

    # A page that is explained costs no second run.
    assert look_again([full, below], grey, 200, look) == [full, below]
    assert calls == []
    ImageDraw.Draw(grey).ellipse([800, 400, 1080, 680], outline=0, width=6)
    found = look_again([full, below], grey, 200, look)
    assert [word.text for word in found] == ["đầy", "Người", "TM.", "ĐẢNG"]
    assert found[2].top == 302
    assert len(calls) == 1


@given(st.text(max_size=300))
def test_any_table_is_words_or_nothing(text: str) -> None:
    for word in read_table(f"head\n{text}\n5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t96.5\tKế"):
        assert word.text.strip()
        assert 0 <= word.confidence <= 100


def test_the_engines_table() -> None:
    table = (
        "level\tpage_num\t…\n1\t1\t0\t0\t0\t0\t0\t0\t800\t900\t-1\t\n"
        "5\t1\t2\t1\t3\t1\t10\t20\t30\t12\t96.5\tKế\n5\t1\t2\t1\t3\t2\t45\t20\t30\t12\tnan\tx\n"
        "5\t1\t2\t1\t4\t1\t10\t40\t30\t12\t-1\thoạch\n5\t1\t2\t1\t4\t2\t10\t40\t30\t12\t50\t \n5\tbroken\n"
    )
    assert read_table(table) == [OcrWord("Kế", 10, 20, 40, 32, 96.5, 2, 0), OcrWord("hoạch", 10, 40, 40, 52, 0, 2, 1)]


# --- pictures as files ------------------------------------------------------------------------------------------


def frames(data: bytes, form: str, dpi: int = 200) -> list[Picture]:
    return list(images._Frames(RawFile("x", data), form, dpi).pictures())


@pytest.mark.parametrize(
    ("size", "stated", "scale"),
    [
        ((1654, 2339), (200, 200), 1.0),
        ((1654, 2339), None, 1.0),
        ((3307, 4677), (400, 400), 0.5),
        ((827, 1169), None, 2.0),
        # What a camera states says nothing of the page.
        ((1654, 2339), (72, 72), 1.0),
        ((2481, 3508), (96, 96), 2 / 3),
        # A strip of a page, and the page of a telefax.
        ((1654, 500), None, 1.0),
        ((1654, 1170), (200, 100), 1.0),
    ],
)
def test_pictures_are_brought_to_the_wanted_resolution(
    size: tuple[int, int], stated: tuple[int, int] | None, scale: float
) -> None:
    options = {"dpi": stated} if stated else {}
    (page,) = frames(picture("TIFF", Image.new("L", size, 255), **options), "TIFF")
    assert page.dpi == pytest.approx(200, rel=0.01)
    assert page.image.width == pytest.approx(size[0] * scale, rel=0.01)


def test_a_small_picture_is_enlarged_no_more_than_helps() -> None:
    (page,) = frames(picture("PNG", Image.new("L", (496, 701), 255)), "PNG")
    assert page.image.size == (1488, 2103)
    assert page.dpi == pytest.approx(180, rel=0.01)


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("PNG", {}), ("BMP", {}), ("GIF", {}), ("TIFF", {"compression": "tiff_lzw"}), ("WEBP", {"lossless": True}),
        ("JPEG", {"quality": 95}),
    ],
)  # fmt: skip
def test_every_format_shows_the_same_page(form: str, options: dict[str, object]) -> None:
    page = Image.new("L", (1654, 2339), 255)
    ImageDraw.Draw(page).rectangle([300, 200, 900, 260], fill=0)
    (found,) = frames(picture(form, page, **options), form)
    assert found.page == 1
    assert found.image.convert("L").getpixel((600, 230)) == pytest.approx(0, abs=6)
    assert found.image.size == page.size


@pytest.mark.parametrize("form", ["JPEG", "TIFF", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "stored"),
    [(3, Image.Transpose.ROTATE_180), (6, Image.Transpose.ROTATE_90), (8, Image.Transpose.ROTATE_270)],
)
def test_the_camera_says_which_way_is_up(form: str, orientation: int, stored: Image.Transpose) -> None:
    page = Image.new("L", (1654, 2339), 255)
    ImageDraw.Draw(page).rectangle([0, 0, 300, 300], fill=0)
    exif = Image.Exif()
    exif[0x0112] = orientation
    (found,) = frames(picture(form, page.transpose(stored), exif=exif), form)
    assert found.image.size == page.size
    assert found.image.convert("L").getpixel((50, 50)) == pytest.approx(0, abs=6)


def test_a_tiff_has_pages_and_its_thumbnails_are_none() -> None:
    pages = [Image.new("L", (1654, 2339), shade) for shade in (255, 200, 150)]
    pages[1].encoderinfo = {"tiffinfo": {254: 1}}
    found = frames(tiff(*pages), "TIFF")
    assert [(page.page, page.image.getpixel((5, 5))) for page in found] == [(1, 255), (2, 150)]


def test_of_an_animation_the_first_picture_is_read() -> None:
    first, second = Image.new("L", (800, 1100), 255), Image.new("L", (800, 1100), 0)
    data = picture("GIF", first, save_all=True, append_images=[second])
    source = images._Frames(RawFile("x", data), "GIF", 200)
    assert len(list(source.pictures())) == 1
    assert source.record() == (("pictures_left_out", "1"),)


def code_of(data: bytes, options: OcrOptions | None = None) -> str:
    with pytest.raises(ReadError) as caught:
        read(RawFile("x", data), ReadOptions(ocr=options or OcrOptions()))
    assert caught.value.reason
    assert caught.value.remedy
    return caught.value.code


# --- the engine's process ---------------------------------------------------------------------------------------

TABLE = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    "5\t1\t1\t1\t1\t1\t200\t300\t90\t30\t96\tKế\n5\t1\t1\t1\t1\t2\t310\t300\t90\t30\t41\thoạch\n"
)
ANSWER = f"print({TABLE!r}, end='')"


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Make a program called tesseract that reads one page by ``body``; gives the file in which it notes its runs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    notes = tmp_path / "runs"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PLANCLI_CACHE_DIR", str(tmp_path / "cache"))

    def make(body: str = ANSWER, version: str = "5.9.1", languages: str = "eng\nvie") -> Path:
        program = folder / "tesseract"
        program.write_text(
            f"#!{sys.executable}\nimport os, sys, time\n"
            f"if '--version' in sys.argv: print('tesseract {version}'); sys.exit()\n"
            f"if '--list-langs' in sys.argv: print('List of available languages in \"/nowhere/\" (2):\\n'"
            f" + {languages!r}); sys.exit()\n"
            "size = len(sys.stdin.buffer.read())\n"
            f"print(os.getpid(), os.environ['OMP_THREAD_LIMIT'], file=open({str(notes)!r}, 'a'))\n"
            f"{body}\n",
            encoding="utf-8",
        )
        program.chmod(0o700)
        probe_again()
        return notes

    yield make
    probe_again()


def probe_again() -> None:
    from plancli.readers.ocr import engine

    engine._probe.cache_clear()


def runs(notes: Path) -> int:
    return len(notes.read_text().splitlines()) if notes.exists() else 0


PAGE = Image.new("L", (800, 1100), 255)
ImageDraw.Draw(PAGE).rectangle([200, 300, 225, 308], fill=0)
PNG = picture("PNG", PAGE)


def test_one_thread_a_process_and_what_was_done_is_recorded(fake: Callable[..., Path]) -> None:
    notes = fake()
    source = read(RawFile("plan.png", PNG))
    assert source.text.split() == ["Kế", "hoạch"]
    assert (source.media_type, source.reader) == ("image/png", "picture")
    assert dict(source.options) == {
        "ocr": "tesseract 5.9.1", "ocr_language": "vie", "ocr_dpi": "200", "ocr_pages": "1"
    }  # fmt: skip
    assert notes.read_text().split()[1] == "1"
    assert source.page(source.text.index("hoạch")) == 1
    assert [source.text[label.start : label.end] for label in source.labels if label.kind == "doubtful"] == ["hoạch"]


def test_a_second_run_starts_no_engine(fake: Callable[..., Path], tmp_path: Path) -> None:
    notes = fake()
    first = read(RawFile("a.png", PNG))
    assert read(RawFile("b.png", picture("PNG", PAGE, compress_level=1))).text == first.text
    assert runs(notes) == 1
    assert read(RawFile("a.png", PNG), ReadOptions(ocr=OcrOptions(cache=False))).text == first.text
    assert runs(notes) == 2
    # Another resolution, another page, another version of the engine: each is read.
    read(RawFile("a.png", PNG), ReadOptions(ocr=OcrOptions(dpi=150)))
    other = PAGE.copy()
    other.putpixel((0, 0), 0)
    read(RawFile("a.png", picture("PNG", other)))
    fake(version="5.9.2")
    read(RawFile("a.png", PNG))
    assert runs(notes) == 5


def test_no_cache_is_written_where_none_is_wanted(fake: Callable[..., Path], tmp_path: Path) -> None:
    fake()
    read(RawFile("a.png", PNG), ReadOptions(ocr=OcrOptions(cache=False)))
    assert entries(tmp_path) == []


def entries(tmp_path: Path) -> list[Path]:
    return sorted(path for path in (tmp_path / "cache" / "ocr").rglob("*") if path.is_file())


def test_the_cache_is_its_owners_alone(fake: Callable[..., Path], tmp_path: Path) -> None:
    fake()
    read(RawFile("a.png", PNG))
    (entry,) = entries(tmp_path)
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600
    for folder in (entry.parent, entry.parent.parent, tmp_path / "cache"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", [b"", b"x", b"\x78\x9c\x03\x00\x00\x00\x00\x01", "words", "turn", "cut"])
def test_damaged_entries_are_read_anew(fake: Callable[..., Path], tmp_path: Path, damage: bytes | str) -> None:
    import zlib

    notes = fake()
    text = read(RawFile("a.png", PNG)).text
    (entry,) = entries(tmp_path)
    kept = json.loads(zlib.decompress(entry.read_bytes()))
    wrong = {
        "words": {"turn": [0, 0], "words": [["Kế", 1, 2, float("nan"), 4, 5, 6, 7]]},
        "turn": {**kept, "turn": [45, 0]},
        "cut": {"turn": [0, 0]},
    }
    entry.write_bytes(damage if isinstance(damage, bytes) else zlib.compress(json.dumps(wrong[damage]).encode()))
    assert read(RawFile("a.png", PNG)).text == text
    assert runs(notes) == 2
    assert read(RawFile("a.png", PNG)).text == text
    assert runs(notes) == 2


def test_a_cache_that_cannot_be_written_does_no_harm(fake: Callable[..., Path], tmp_path: Path) -> None:
    notes = fake()
    (tmp_path / "cache").write_text("a file, not a folder")
    assert read(RawFile("a.png", PNG)).text == read(RawFile("a.png", PNG)).text
    assert runs(notes) == 2


def test_the_cache_stays_small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from plancli.readers.ocr.recognise import Reading

    monkeypatch.setenv("PLANCLI_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "_MOST_PAGES", 8)
    for number in range(40):
        cache.store(f"ab{number * 7919 % 1000:03}", Reading(()))
        assert cache.load(f"ab{number * 7919 % 1000:03}") == Reading(())
    assert 4 <= len(entries(tmp_path)) <= 8


def test_a_page_that_takes_too_long_is_ended(fake: Callable[..., Path]) -> None:
    notes = fake("time.sleep(60)")
    start = time.perf_counter()
    assert code_of(PNG, OcrOptions(timeout=1.0)) == "ocr-timeout"
    assert time.perf_counter() - start < 20
    process = int(notes.read_text().split()[0])
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_an_engine_that_fails_says_why(fake: Callable[..., Path]) -> None:
    fake("print('Image too large', file=sys.stderr); sys.exit(1)")
    with pytest.raises(ReadError, match="Image too large") as caught:
        read(RawFile("x.png", PNG))
    assert caught.value.code == "ocr-failed"
    fake("print('no table')")
    assert code_of(PNG) == "empty"


def test_one_page_that_fails_does_not_take_the_others_with_it(fake: Callable[..., Path]) -> None:
    fake(f"if size < 600_000: sys.exit(1)\n{ANSWER}")
    small = PAGE.crop((0, 0, 800, 600))
    document = parse_raw(
        RawFile("x.tif", tiff(PAGE, small, PAGE, dpi=100)), options=ReadOptions(ocr=OcrOptions(dpi=100))
    )
    assert document.source.pages == 3
    assert document.source.reader.options["ocr_pages"] == "1,3"
    assert document.source.reader.options["pages_ocr_failed"] == "2"
    (found,) = [item for item in document.diagnostics if item.code == "page-unread"]
    assert found.message == "Không đọc được trang 2"


@pytest.mark.parametrize(
    "data",
    [
        picture("TIFF", PAGE)[:3000],
        PNG[:400],
        picture("JPEG", PAGE)[:2000],
        b"\x89PNG\r\n\x1a\n" + bytes(50),
        b"II*\0\x08\0\0\0",
        b"BM" + bytes(60),
    ],
)
def test_damaged_pictures_are_refused(fake: Callable[..., Path], data: bytes) -> None:
    notes = fake()
    assert code_of(data) == "damaged"
    assert runs(notes) == 0


def test_a_page_of_a_tiff_that_is_damaged_is_named(fake: Callable[..., Path]) -> None:
    fake()
    source = read(RawFile("x.tif", tiff(PAGE, PAGE)[: 800 * 1100 + 5000]))
    assert dict(source.options)["pages_damaged"] == "2"
    assert source.page_starts == (0, len(source.text))


def test_absurd_sizes_are_refused(fake: Callable[..., Path]) -> None:
    notes = fake()
    assert code_of(picture("PNG", Image.new("1", (20000, 20000)))) == "too-large"
    assert code_of(picture("PNG", Image.new("1", (9000, 9000)))) == "too-large"
    assert code_of(picture("TIFF", Image.new("1", (9000, 9000)), compression="group4")) == "too-large"
    assert code_of(picture("PNG", Image.new("L", (30, 900)))) == "empty"
    assert runs(notes) == 0


def test_an_empty_page_costs_no_engine(fake: Callable[..., Path]) -> None:
    notes = fake()
    assert code_of(picture("PNG", Image.new("L", (800, 1100), 250))) == "empty"
    assert runs(notes) == 0


@settings(max_examples=60)
@given(st.data())
def test_flipped_bytes_give_pages_or_a_read_error(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(["PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP"]))
    whole = bytearray(picture(form, Image.new("L", (64, 64), 200)))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    code, modes = None, set()
    try:
        modes = {page.image.mode for page in frames(bytes(whole), form)}
    except ReadError as error:
        code = error.code
    assert code in {None, "damaged", "too-large", "empty"}
    assert modes <= {"L", "RGB"}


def test_without_the_engine_the_error_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, plancli: Cli
) -> None:
    (tmp_path / "scan.png").write_bytes(PNG)
    (tmp_path / "plan.txt").write_text("KẾ HOẠCH\nvề việc thử\n\n1. Một việc.\n", encoding="utf-8")
    result = plancli("parse", tmp_path / "scan.png", PATH="/nowhere")
    assert result.returncode == 4
    assert "apt-get install tesseract-ocr tesseract-ocr-vie" in result.stderr.decode()
    assert plancli("parse", tmp_path / "plan.txt", PATH="/nowhere").returncode == 0
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(MissingToolError):
        ocr_page(Picture(1, PAGE, 100), OcrOptions())
    assert find_engine(OcrOptions()) is None


def test_without_the_language_the_error_says_how_to_install_it(fake: Callable[..., Path]) -> None:
    fake(languages="eng\nosd")
    with pytest.raises(MissingToolError, match="apt-get install tesseract-ocr-vie") as caught:
        read(RawFile("x.png", PNG))
    assert caught.value.code == "ocr-language"
    with pytest.raises(MissingToolError):
        require_engine(OcrOptions(language="vie; rm"))


def test_ocr_never(fake: Callable[..., Path], tmp_path: Path, plancli: Cli) -> None:
    notes = fake()
    assert code_of(PNG, OcrOptions(mode="never")) == "needs-ocr"
    (tmp_path / "scan.png").write_bytes(PNG)
    here = {name: os.environ[name] for name in ("PATH", "PLANCLI_CACHE_DIR")}
    assert plancli("parse", "--ocr", "never", tmp_path / "scan.png", **here).returncode == 3
    assert runs(notes) == 0
    result = plancli("parse", "--ocr-dpi", "150", "--no-cache", tmp_path / "scan.png", **here)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["source"]["reader"]["options"]["ocr_dpi"] == "150"
    assert runs(notes) == 1
    assert entries(tmp_path) == []


def test_ocr_always_reads_pages_that_have_a_text(fake: Callable[..., Path]) -> None:
    from pdf_cases import Sheet as PdfSheet
    from pdf_cases import build

    notes = fake()
    sheet = PdfSheet()
    sheet.paragraph(100, "Ủy ban nhân dân xã triển khai kế hoạch này đến các thôn trong toàn xã.")
    raw = RawFile("x.pdf", build(sheet))
    assert "triển khai" in read(raw).text
    assert runs(notes) == 0
    assert read(raw, ReadOptions(ocr=OcrOptions(mode="always"))).text.split() == ["Kế", "hoạch"]
    assert runs(notes) > 0


@pytest.mark.parametrize("wrong", [{"dpi": 30}, {"dpi": 900}, {"timeout": 0}, {"jobs": 0}, {"mode": "often"}])
def test_options_are_checked(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        OcrOptions(**wrong)  # type: ignore[arg-type]


# --- words that the engine was not sure of ----------------------------------------------------------------------


def table(*lines: list[tuple[str, float]]) -> str:
    rows = []
    for number, line in enumerate(lines):
        left = 200
        for place, (text, confidence) in enumerate(line):
            width = 16 * len(text)
            box = f"{left}\t{200 + 60 * number}\t{width}\t30"
            rows.append(f"5\t1\t1\t1\t{number}\t{place}\t{box}\t{confidence}\t{text}")
            left += width + 14
    return "\n".join(["head", *rows])


def test_values_that_rest_on_unsure_words_are_named(fake: Callable[..., Path]) -> None:
    def sure(text: str) -> list[tuple[str, float]]:
        return [(word, 95.0) for word in text.split()]

    lines = [
        sure("UBND XÃ AN BÌNH"),
        [("Số:", 95.0), ("2/KH-UBND", 30.0)],
        sure("An Bình, ngày 15 tháng 5 năm 2023"),
        sure("KẾ HOẠCH"),
        sure("Thực hiện công tác dân vận"),
        [*sure("Căn cứ Nghị quyết số"), ("I5/NQ-CP", 20.0), *sure("ngày 02/3/2023 của Chính"), ("phú;", 35.0)],
        [*sure("1. Các thôn báo cáo trước ngày"), ("I9/6/2023.", 44.0)],
    ]
    fake(f"print({table(*lines)!r})")
    document = parse_raw(RawFile("x.png", PNG))
    found = [(item.message, item.section, item.page) for item in document.diagnostics if item.code == "ocr-doubtful"]
    told = {message.rpartition("“")[2].rstrip("”"): (section, page) for message, section, page in found}
    assert told["I5/NQ-CP"] == ("preamble", 1)
    assert ("header", 1) in told.values()
    # A doubtful word of the running text is not reported, nor is one of a citation that bears no figures.
    assert not any("phú" in words for words in told)
    for item in document.diagnostics:
        if item.code == "ocr-doubtful":
            assert item.span is not None
            assert item.severity == "warning"


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
