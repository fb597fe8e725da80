"""Pictures as files: every format, mode, orientation and resolution, and whatever is damaged."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from scan_cases import picture, tiff

from plancli.errors import ReadError
from plancli.readers import RawFile, images
from plancli.readers.ocr import Picture

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


@settings(max_examples=60, deadline=None)
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
