"""The engine's process, the cache, options, and words that the engine was not sure of."""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import CompletedCli
from PIL import Image, ImageDraw
from scan_cases import picture, tiff

from plancli.errors import MissingToolError, ReadError
from plancli.library import parse_raw
from plancli.readers import RawFile, ReadOptions, read
from plancli.readers.ocr import OcrOptions, Picture, cache
from plancli.readers.ocr.engine import find_engine, require_engine
from plancli.readers.ocr.pages import ocr_page

Cli = Callable[..., CompletedCli]


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
