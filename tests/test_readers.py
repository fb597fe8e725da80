"""Readers: encodings proved, formats told by content, pages, and a clear word for everything else."""

from __future__ import annotations

import codecs
import io
import os
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plancli.errors import ReadError
from plancli.readers import RawFile, load, load_stream, read
from plancli.readers.formats import FORMATS, recognise
from plancli.readers.text import is_markdown, page_starts, source_of, without_surrogates

PLAN = "ỦY BAN NHÂN DÂN XÃ ĐÔNG HẢI\r\nSố: 12/KH-UBND\r\n\r\nKẾ HOẠCH\r\nphòng, chống đuối nước năm 2024\r\n"


def code_of(raw: RawFile) -> str:
    with pytest.raises(ReadError) as caught:
        read(raw)
    assert caught.value.reason
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    return caught.value.code


# --- encodings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("encoding", "bom", "named"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", codecs.BOM_UTF8, "utf-8"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16-le"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-32-le", codecs.BOM_UTF32_LE, "utf-32-le"),
        ("utf-32-be", codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_text_comes_out_as_it_was_typed(encoding: str, bom: bytes, named: str, form: str) -> None:
    text = unicodedata.normalize(form, PLAN)  # type: ignore[arg-type]
    source = read(RawFile("plan.txt", bom + text.encode(encoding)))
    assert source.text == text
    assert source.encoding == named
    assert dict(source.options) == ({"bom": "yes"} if bom else {})
    assert source.media_type == "text/plain"
    assert source.reader == "text"


def test_only_the_first_byte_order_mark_is_dropped() -> None:
    assert read(RawFile(None, codecs.BOM_UTF8 * 2 + b"abc")).text == "\ufeffabc"


def test_utf16_cut_off_in_mid_character_is_read_and_says_so() -> None:
    source = read(RawFile(None, codecs.BOM_UTF16_LE + PLAN.encode("utf-16-le") + b"\x61"))
    assert source.text == PLAN + "\ufffd"
    assert dict(source.options)["replaced"] == "1"


def test_half_a_surrogate_pair_in_utf16_is_replaced() -> None:
    source = read(RawFile(None, codecs.BOM_UTF16_LE + "kế".encode("utf-16-le") + b"\x00\xd8" + b"a\x00"))
    assert source.text.startswith("kế\ufffd")
    source.text.encode("utf-8")


def test_a_stray_nul_is_text_and_stays() -> None:
    text = "Kế hoạch\0 " * 3 + "một hai ba " * 50
    assert read(RawFile(None, text.encode())).text == text


@pytest.mark.parametrize(
    "data",
    [
        "Uỷ ban nhân dân tỉnh, kế hoạch".encode("cp1258", "replace").replace(b"?", b"\xe3"),
        b"U\xfb x\xb7",
        b"\xd1\xd2\xd3 k\xd5 ho\xa1ch",
        "Kế hoạch".encode()[:-2] + b"\xe1",
        codecs.BOM_UTF8 + b"k\xea ho\xb9ch",
    ],
)
def test_text_that_no_encoding_clearly_fits_is_refused(data: bytes) -> None:
    assert code_of(RawFile("plan.txt", data)) == "encoding-unknown"


def test_the_refusal_names_the_byte() -> None:
    with pytest.raises(ReadError, match=r"byte 4 \(0xE3\)"):
        read(RawFile(None, b"abc\xe3def"))


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 4, b"\0" * 100, b"\x7fELF\x02\x01\x01" + bytes(60), b"abc\0\0\0\0\0\0\0def"]
)
def test_binary(data: bytes) -> None:
    assert code_of(RawFile("plan.txt", data)) == "binary"


@pytest.mark.parametrize("data", [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_empty(data: bytes) -> None:
    assert code_of(RawFile("plan.txt", data)) == "empty"


@pytest.mark.parametrize("text", [" ", "\n\n", "\f", "a"])
def test_blank_is_not_empty(text: str) -> None:
    assert read(RawFile(None, text.encode())).text == text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_utf8_comes_back(text: str) -> None:
    text = text.lstrip("\ufeff")
    raw = RawFile(None, text.encode())
    if text and recognise(raw).name == "text":
        assert read(raw).text == text


# They start LibreOffice or Tesseract, too slow to be run on hundreds of examples.
NEED_PROGRAMS = {"doc", "odt", "rtf", "png", "jpeg", "tiff", "gif", "bmp", "webp"}


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_a_read_error(data: bytes) -> None:
    code = None
    raw = RawFile("x", data)
    try:
        assume(recognise(raw).name not in NEED_PROGRAMS)
        read(raw).text.encode("utf-8")
    except ReadError as error:
        code = error.code
    assert code in {None, "empty", "binary", "damaged", "encoding-unknown", "unsupported"}


# --- markdown ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("một dòng", "plan.md", True),
        ("một dòng", "PLAN.MARKDOWN", True),
        ("một dòng", "plan.txt", False),
        ("một dòng", None, False),
        ("# KẾ HOẠCH\n\n## I. MỤC ĐÍCH\n\n### 1. Mục tiêu\n", None, True),
        ("**UBND TỈNH**\n\n**Số: 1/KH-UBND**\n\n**KẾ HOẠCH**\n", "plan.txt", True),
        ("| a | b |\n| --- | --- |\n| **1** | **2** |\n", None, True),
        ("*****\nĐẢNG BỘ TỈNH\n***\n-----\n_____\n", None, False),
        ("Mục #1 và #2, #3\n- một\n- hai\n+ ba\n* bốn\n", None, False),
        ("2 ** 3, 4 ** 5, 6 ** 7\n", None, False),
        ("| UBND TỈNH | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\n", None, False),
    ],
)
def test_markdown_by_name_or_by_several_signs(text: str, name: str | None, expected: bool) -> None:
    assert is_markdown(text, name) is expected
    source = source_of(text, name)
    assert (source.media_type, source.reader) == (("text/markdown", "markdown") if expected else ("text/plain", "text"))


def test_markdown_text_is_left_alone(root: Path) -> None:
    path = root / "samples" / "binh-dinh-80-kh-duk.md"
    assert read(load(path)).text.encode() == path.read_bytes()


# --- pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("không có trang", ()),
        ("một\fhai", (0, 4)),
        ("một\f", (0,)),
        ("một\f \n\n", (0,)),
        ("một\f\n\fba", (0, 4, 6)),
        ("\f", (0,)),
        ("\fhai", (0, 1)),
    ],
)
def test_form_feeds_are_pages(text: str, starts: tuple[int, ...]) -> None:
    assert page_starts(text) == starts


def test_pages_are_known_to_offsets() -> None:
    source = read(RawFile(None, "một\fhai\fba\f".encode()))
    assert [source.page(offset) for offset in (0, 3, 4, 8, 11)] == [1, 1, 2, 3, 3]


def test_surrogates_are_replaced_in_place() -> None:
    assert without_surrogates("a\ud800b\udfffc") == "a\ufffdb\ufffdc"


# --- formats told by their content -------------------------------------------------------------------------


def archive(*members: str, content: bytes = b"x") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for member in members:
            package.writestr(member, content)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BY_CONTENT = {
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "docx": archive("[Content_Types].xml", "word/document.xml"),
    "xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "pptx": archive("ppt/presentation.xml"),
    "odt": archive("mimetype", "content.xml", content=b"application/vnd.oasis.opendocument.text"),
    "zip": archive("a.txt"),
    "doc": OLE + "WordDocument".encode("utf-16-le"),
    "docx-locked": OLE + "EncryptedPackage".encode("utf-16-le"),
    "ole": OLE,
    "rtf": b"{\\rtf1\\ansi k\\'ea}",
    "html": b"\xef\xbb\xbf\n<!DOCTYPE html>\n<html><body>x</body></html>",
    "mhtml": b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n",
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "tiff": b"II*\0\x08\0\0\0",
    "gif": b"GIF89a\x01\0\x01\0",
    "bmp": b"BM\x46\0\0\0\0\0\0\0" + bytes(30),
    "webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    "heif": b"\0\0\0\x18ftypheic\0\0\0\0",
    "gzip": b"\x1f\x8b\x08\0",
    "7z": b"7z\xbc\xaf\x27\x1c\0\x04",
    "rar": b"Rar!\x1a\x07\x01\0",
}


def test_every_format_of_the_registry_has_a_case() -> None:
    assert {form.name for form in FORMATS} - {"text"} == set(BY_CONTENT)
    assert len({form.name for form in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("name", BY_CONTENT)
def test_known_formats_are_told_by_content_not_by_name(name: str) -> None:
    assert recognise(RawFile("plan.txt", BY_CONTENT[name])).name == name


@pytest.mark.parametrize("name", [form.name for form in FORMATS if form.read is None])
def test_formats_without_a_reader_are_named_with_a_remedy(name: str) -> None:
    raw = RawFile("plan.txt", BY_CONTENT[name])
    assert code_of(raw) == "unsupported"
    with pytest.raises(ReadError, match=r"cannot be read yet; \S"):
        read(raw)


def test_a_damaged_word_file_is_still_called_one() -> None:
    whole = BY_CONTENT["docx"]
    assert recognise(RawFile(None, whole[: len(whole) // 2])).name == "docx"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plan.pdf", "Kế hoạch"),
        ("plan.docx", "Kế hoạch"),
        ("note.txt", "Tệp bắt đầu bằng %PDF-1.4 là PDF"),
        ("note.txt", "BM01: biểu mẫu kèm theo kế hoạch số 12"),
        ("note.md", "<table><tr><td>UBND XÃ</td></tr></table>\n\nKẾ HOẠCH"),
        ("note.txt", "Thẻ <html> mở đầu một trang"),
        ("note.txt", "GIF và PNG là dạng ảnh"),
    ],
)
def test_text_is_text_whatever_its_name(name: str, text: str) -> None:
    assert read(RawFile(name, text.encode())).text == text


def test_html_in_utf16_is_recognised() -> None:
    data = codecs.BOM_UTF16_LE + "<html><body>x</body></html>".encode("utf-16-le")
    assert recognise(RawFile(None, data)).name == "html"


# --- files -------------------------------------------------------------------------------------------------


def load_code(path: Path | str) -> str:
    with pytest.raises(ReadError) as caught:
        load(path)
    return caught.value.code


def test_load_gives_bytes_name_and_digest(tmp_path: Path) -> None:
    path = tmp_path / "kế hoạch.txt"
    path.write_bytes(b"abc")
    raw = load(path)
    assert (raw.path, raw.data) == (str(path), b"abc")
    assert raw.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_missing_file_and_the_name_that_was_meant(tmp_path: Path) -> None:
    (tmp_path / "ke-hoach-12.txt").write_text("x")
    assert load_code(tmp_path / "another.txt") == "not-found"
    with pytest.raises(ReadError, match=r"did you mean .*ke-hoach-12\.txt"):
        load(tmp_path / "ke-hoach-21.txt")


def test_the_other_unicode_form_of_a_name_is_offered(tmp_path: Path) -> None:
    (tmp_path / unicodedata.normalize("NFD", "kế hoạch số một.txt")).write_text("x")
    with pytest.raises(ReadError, match="did you mean"):
        load(tmp_path / "kế hoạch số một.txt")


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "missing/a.txt", "file.txt/a.txt"])
def test_impossible_names_are_not_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("x")
    assert load_code(tmp_path / name) == "not-found"


def test_directory(tmp_path: Path) -> None:
    assert load_code(tmp_path) == "is-directory"


def test_symlink_loop(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert load_code(tmp_path / "a") == "not-readable"


def test_no_permission(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert load_code(tmp_path / "a.txt") == "not-readable"


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 11)
    assert load(path, limit=11).data == b"x" * 11
    with pytest.raises(ReadError) as caught:
        load(path, limit=10)
    assert caught.value.code == "too-large"


def test_an_endless_stream_is_not_read_to_its_end() -> None:
    with Path("/dev/zero").open("rb") as stream, pytest.raises(ReadError, match="larger than"):
        load_stream(stream, limit=1000)


def test_names_that_are_not_utf8_are_made_printable(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/b\xe3n.txt"
    Path(os.fsdecode(path)).write_text("x")
    raw = load(os.fsdecode(path))
    assert raw.path == f"{tmp_path}/b\\xe3n.txt"


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, plancli;"
        "heavy = {'pydantic', 'regex', 'rich', 'typer', 'plancli.model', 'plancli.pipeline'};"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules);"
        "assert {'parse_file', 'parse_text', 'Document'} <= set(dir(plancli));"
        "assert not hasattr(plancli, 'nothing')"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)
