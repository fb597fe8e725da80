"""PDF files: turned pages, what each page is, poor text layers, errors, every file, a whole plan."""

from __future__ import annotations

import threading
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_cases import (
    LEFT,
    SENTENCE,
    Sheet,
    Typist,
    build,
    end_block,
    filled,
    labelled,
    letterhead,
    noted,
    printed,
    raw,
    read,
    scanned,
)
from timing import seconds

from plancli.errors import ReadError
from plancli.patterns import Patterns
from plancli.pipeline import parse
from plancli.readers import RawFile
from plancli.readers.ocr.options import OcrOptions
from plancli.readers.pdf import native, needs_ocr, page_sources, read_pdf
from plancli.readers.pdf.frame import Frame

NO_OCR = OcrOptions(mode="never")


# --- pages that lie on their side -------------------------------------------------------------------------------


def test_a_page_that_is_turned_reads_as_it_is_shown() -> None:
    sheet = Sheet(rotate=90)
    for number in range(3):
        sheet.text(200 + 17 * number, 700, f"Các cơ quan báo cáo lần {number}", matrix=(0, 1, -1, 0))
    source = read(sheet)
    assert printed(source) == [f"Các cơ quan báo cáo lần {number}" for number in range(3)]
    first = source.boxes[0]
    assert first.x0 == pytest.approx(842 - 700, abs=2)
    assert first.top < 200 < first.bottom


def test_text_that_lies_on_its_side_is_read_along_its_lines() -> None:
    sheet = Sheet()
    for number in range(3):
        sheet.text(200 + 17 * number, 700, f"Các cơ quan báo cáo lần {number}", matrix=(0, 1, -1, 0))
    source = read(sheet)
    assert printed(source) == [f"Các cơ quan báo cáo lần {number}" for number in range(3)]
    # The box is that of the page as it is shown, where the line stands upright.
    first = source.boxes[0]
    assert first.x1 - first.x0 < 20 < first.bottom - first.top
    assert labelled(source, "furniture") == []


def test_boxes_count_from_the_corner_of_what_is_shown() -> None:
    sheet = Sheet(crop=(20, 10, 500, 800))
    sheet.text(100, 200, "Kế hoạch")
    (box,) = read(sheet).boxes
    assert box.x0 == pytest.approx(80, abs=1)
    assert box.top < 200 - 42 < box.bottom


@given(
    st.integers(0, 3),
    st.tuples(*[st.floats(0, 500, width=32) for _ in range(2)]),
    st.tuples(*[st.floats(1, 300, width=32) for _ in range(2)]),
)
def test_frames_go_there_and_back(turns: int, corner: tuple[float, float], size: tuple[float, float]) -> None:
    frame = Frame(20, 10, 620, 810, turns)
    x0, y0 = corner
    rectangle = (x0, y0, x0 + size[0], y0 + size[1])
    area = frame.area(*rectangle)
    assert area.x1 - area.x0 == pytest.approx(size[turns % 2], abs=1e-3)
    assert frame.back(area) == pytest.approx(rectangle, abs=1e-3)


# --- what a page is ---------------------------------------------------------------------------------------------


def test_every_page_says_what_it_is() -> None:
    stamped = scanned()
    stamped.text(380, 20, "Ký bởi: Văn phòng", 7)
    pages = page_sources(raw(filled()[0], scanned(), Sheet(), stamped))
    assert [page.state for page in pages] == ["text", "picture", "blank", "picture"]
    assert [needs_ocr(page) for page in pages] == [False, True, False, True]
    assert [page.number for page in pages] == [1, 2, 3, 4]


def test_without_ocr_the_other_pages_are_read_and_the_scans_named() -> None:
    source = read_pdf(raw(scanned(), filled()[0], scanned()), NO_OCR)
    assert dict(source.options) == {"pages_without_text": "1,3"}
    assert source.page_starts == (0, 0, len(source.text))
    assert source.page(0) == 2


POOR = [
    ("unmapped", ["không \ufffd\ufffd\ufffd\ufffd\ufffd\ufffd rõ"]),
    ("unmapped", ["(cid:12)(cid:44)(cid:3)(cid:88)"] * 3),
    ("marks-lost", ["CONG HOA XA HOI CHU NGHIA VIET NAM ke hoach thuc hien nghi quyet cua tinh"] * 3),
    ("garbled", ["Uû ban nh©n d©n tØnh ban hµnh kÕ ho¹ch thùc hiÖn nhiÖm vô ®îc giao n¨m"] * 3),
]


@pytest.mark.parametrize(("reason", "texts"), POOR)
def test_a_text_layer_that_is_garbage_is_found_out(reason: str, texts: list[str]) -> None:
    sheet = Sheet()
    for number, text in enumerate(texts):
        sheet.paragraph(90 + 50 * number, text)
    (page,) = page_sources(raw(sheet))
    assert (page.state, page.reason) == ("poor", reason)
    assert dict(read_pdf(raw(sheet), NO_OCR).options) == {"pages_with_poor_text": "1"}


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        unicodedata.normalize("NFD", SENTENCE),
        "The Department of Home Affairs shall report to the people on this work plan before the end of June",
        "Le ministère de l'Intérieur présentera un rapport détaillé à l'Assemblée générale avant la fin",
        "12.500 34.600 78,9 45/QĐ 12 14 15 16 17 18 19 20",
    ],
)
def test_other_text_layers_are_taken_as_they_are(text: str) -> None:
    sheet = Sheet()
    for number in range(3):
        sheet.paragraph(90 + 50 * number, text)
    assert [page.state for page in page_sources(raw(sheet))] == ["text"]


def test_an_invisible_text_layer_under_a_scan_is_text() -> None:
    sheet = scanned()
    for number in range(4):
        sheet.text(LEFT, 90 + 20 * number, "Các cơ quan, đơn vị tổ chức thực hiện", invisible=True)
    (page,) = page_sources(raw(sheet))
    assert page.state == "text"
    assert page.layer.hidden == page.layer.glyphs > 0


# --- errors -----------------------------------------------------------------------------------------------------


def refused(data: bytes, ocr: OcrOptions = NO_OCR) -> ReadError:
    with pytest.raises(ReadError) as error:
        read_pdf(RawFile("plan.pdf", data), ocr)
    assert error.value.reason
    assert error.value.remedy
    return error.value


def test_files_that_cannot_be_read_say_why() -> None:
    sheet = filled()[0]
    whole = build(sheet)
    assert refused(build(sheet, password="mật khẩu")).code == "encrypted"
    assert refused(whole[: len(whole) // 3]).code == "damaged"
    assert refused(b"%PDF-1.7\nkhong co gi\n%%EOF").code == "damaged"
    assert refused(build()).code == "damaged"
    assert refused(build(Sheet())).code == "empty"
    assert refused(build(scanned())).code == "needs-ocr"
    assert refused(build(sheet, xfa=True, catalog="/NeedsRendering true")).code == "form-only"


def test_a_lock_without_a_password_is_none() -> None:
    assert "Kế hoạch này" in read_pdf(RawFile(None, build(filled()[0], password=""))).text


def test_a_form_that_holds_its_pages_is_read() -> None:
    assert "Kế hoạch này" in read_pdf(RawFile(None, build(filled()[0], xfa=True))).text


def test_a_cross_reference_table_that_is_lost_is_mended() -> None:
    whole = build(filled()[0])
    assert "Kế hoạch này" in read_pdf(RawFile(None, whole.replace(b"startxref", b"startxxxx"))).text


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "MAX_PAGES", 2)
    assert refused(build(Sheet(), Sheet(), Sheet())).code == "too-large"


def test_a_page_of_too_many_characters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plancli.readers.pdf.characters.MAX_CHARACTERS", 50)
    assert refused(build(filled()[0])).code == "too-large"


def test_absurd_pages_do_no_harm() -> None:
    vast, tiny = Sheet(width=14400, height=14400), Sheet(width=1, height=1)
    vast.text(100, 200, "Kế hoạch lớn")
    tiny.text(0, 0.5, "Kế hoạch nhỏ", 0.1)
    assert "Kế hoạch lớn" in read(vast, tiny).text


# --- every file -------------------------------------------------------------------------------------------------

words = st.text(st.characters(codec="utf-16", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=12)
placed = st.tuples(st.floats(-50, 650), st.floats(-50, 900), words, st.floats(0.1, 60), st.sampled_from("FBLWN"))


@settings(max_examples=60, deadline=None)
@given(st.lists(placed, max_size=12), st.lists(st.tuples(*[st.floats(0, 600)] * 4), max_size=8))
def test_whatever_stands_on_a_page_is_read_or_refused(
    texts: list[tuple[float, float, str, float, str]], rules: list[tuple[float, float, float, float]]
) -> None:
    sheet = Sheet()
    for x, top, text, size, font in texts:
        sheet.text(x, top, text, size, font=font)
    for x0, top, x1, bottom in rules:
        sheet.rule(min(x0, x1), min(top, bottom), max(x0, x1), max(top, bottom))
    if not any(page.segments or page.layer.turned for page in page_sources(raw(sheet))):
        assert refused(build(sheet)).code in ("empty", "needs-ocr")
        return
    source = read_pdf(raw(sheet), NO_OCR)
    size = len(source.text)
    assert list(source.labels) == sorted(source.labels)
    assert list(source.cells) == sorted(source.cells)
    for items in (source.labels, source.cells, source.boxes):
        assert all(0 <= item.start <= item.end <= size for item in items)
    assert all(source.text[box.start : box.end].strip() for box in source.boxes)


def test_the_same_file_gives_the_same_text() -> None:
    data = build(noted(), filled()[0])
    assert read_pdf(RawFile("a", data)) == read_pdf(RawFile("b", data))


def test_threads_take_turns() -> None:
    data = build(filled()[0], filled()[0])
    expected = read_pdf(RawFile("a", data)).text
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(read_pdf(RawFile("a", data)).text)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_time_grows_with_the_pages() -> None:
    def taken(count: int) -> float:
        file = raw(*(filled(9)[0] for _ in range(count)))
        return seconds(lambda: read_pdf(file), 3)

    taken(2)
    assert taken(48) < 3.2 * taken(24) + 0.05


# --- a whole plan -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plan() -> bytes:
    typist = Typist()
    typist.top = letterhead(typist.sheet)
    typist.paragraph(
        "Thực hiện Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ, Ủy ban nhân dân tỉnh ban hành Kế hoạch."
    )
    for roman in ("I. MỤC ĐÍCH, YÊU CẦU", "II. NHIỆM VỤ", "III. TỔ CHỨC THỰC HIỆN"):
        typist.paragraph(roman)
        for number in (1, 2, 3):
            typist.paragraph(
                f"{number}. Sở Nội vụ chủ trì, phối hợp với các cơ quan, đơn vị hoàn thành trước ngày {number}/9/2024."
            )
            typist.paragraph("a) " + SENTENCE)
            typist.paragraph("b) " + SENTENCE)
    end_block(typist.sheet, typist.top + 20)
    return build(*typist.sheets)


def test_a_plan_comes_out_whole(plan: bytes) -> None:
    file = RawFile("plan.pdf", plan)
    document = parse(read_pdf(file), file, Patterns.builtin())
    assert document.source.pages == 2
    header = document.header
    assert header.number is not None
    assert header.issuer is not None
    assert header.date is not None
    found = (header.number.text, header.issuer.name, header.date.value)
    assert found == ("12/KH-UBND", "Ủy ban nhân dân tỉnh An Bình", "2024-03-05")
    assert [section.path for section in document.sections] == ["I", "II", "III"]
    assert [[child.label for child in section.children] for section in document.sections] == [["1", "2", "3"]] * 3
    assert document.signatures[0].name == "Trần Văn An"
    assert [item.name for item in document.recipients] == ["Như trên", "Các sở, ban, ngành tỉnh"]
    assert {item.due for item in document.deadlines} == {"2024-09-01", "2024-09-02", "2024-09-03"}
    assert all(item.bbox and item.page for item in document.deadlines)
    assert all(section.bbox for section in document.sections)
    assert document.references[0].mentions[0].bbox is not None


def test_spans_are_evidence_with_their_pages(plan: bytes) -> None:
    file = RawFile("plan.pdf", plan)
    source = read_pdf(file)
    document = parse(source, file, Patterns.builtin())
    for item in document.deadlines:
        assert item.span is not None
        evidence = source.text[item.span[0] : item.span[1]].split()
        # Where the evidence runs on to the next page, that page's number stands in it.
        assert [word for word in evidence if word != "2"] == item.text.split()
        assert item.page == source.page(item.span[0])
    assert {item.page for item in document.deadlines} == {1, 2}


def test_the_command_line_reads_it(plan: bytes, tmp_path: Path, plancli: object) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(plan)
    assert callable(plancli)
    done = plancli("text", path)
    assert done.returncode == 0
    assert "Nơi nhận:\n- Như trên;" in done.stdout.decode()
