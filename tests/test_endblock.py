"""The end of the main document: where it lies, in every layout, and what is no end."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from plancli import parse_text
from plancli.extract.endblock import End, find_end, read_end
from plancli.layout.lines import split_lines
from plancli.normalise import clean
from plancli.patterns import Patterns
from plancli.text import Line, Locator, SourceText

PATTERNS = Patterns.builtin()
SAMPLES = Path(__file__).parent.parent / "samples"
BODY = (
    "I. MỤC ĐÍCH, YÊU CẦU\n"
    "1. Ủy ban nhân dân tổ chức thực hiện nghiêm túc; báo cáo đúng hạn.\n"
    "II. TỔ CHỨC THỰC HIỆN\n"
    "Các đơn vị nghiêm túc thực hiện./.\n"
)
BODY_LINES = 4

STACKED = """Nơi nhận:
- Huyện ủy (b/c);
- Các thôn trong xã;
- Lưu: VT, TH.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Trần Văn Bình
"""
COLUMNS = """Nơi nhận:                                TM. ỦY BAN NHÂN DÂN
- Huyện ủy (b/c);                            KT. CHỦ TỊCH
- Các thôn trong xã;                        PHÓ CHỦ TỊCH
- Lưu: VT, TH.

                                            Trần Văn Bình
"""
OCR_COLUMNS = """Noi nhận: TM. ỦY BAN NHÂN DÂN
- Huyện ủy (b/c); KT. CHỦ TỊCH
- Các thôn trong xã; PHO CHỦ TỊCH
- Lưu: VT, TH.
Trần Văn Bình ..
"""
SIGNED_FIRST = """TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
(Đã ký)
Trần Văn Bình
Nơi nhận:
- Huyện ủy (b/c);
- Các thôn trong xã;
- Lưu: VT, TH.
"""
FLAT = (
    "Nơi nhận: - Huyện ủy; (b/c) - Các thôn trong xã; - Lưu: VT, TH.\n"
    "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Trần Văn Bình\n"
)
ONE_CELL = (
    "Nơi nhận: - Huyện ủy (b/c); - Các thôn trong xã; - Lưu: VT, TH. "
    "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Trần Văn Bình\n"
)
TORN = """Nơi nhận:
TM. ỦY BAN NHÂN DÂN
- Huyện ủy (b/c);
KT. CHỦ TỊCH
- Các thôn trong xã;
PHÓ CHỦ TỊCH
- Lưu: VT, TH.
Trần Văn Bình
"""
HEAD_LOST = """- Huyện ủy (b/c);
- Các thôn trong xã;
- Lưu: VT, TH.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Trần Văn Bình
"""


def lines_of(text: str) -> tuple[list[Line], Locator]:
    source = SourceText(text)
    cleaned = clean(source)
    return split_lines(source, cleaned), Locator(source, cleaned.norm)


def end_of(text: str) -> tuple[int, int, End]:
    lines, locate = lines_of(text)
    start, stop = find_end(lines, PATTERNS)
    return start, stop, read_end(lines[start:stop], locate, PATTERNS)


@pytest.mark.parametrize(
    "block",
    [STACKED, COLUMNS, OCR_COLUMNS, SIGNED_FIRST, FLAT, ONE_CELL, TORN, HEAD_LOST],
    ids=["stacked", "columns", "ocr-columns", "signed-first", "flat", "one-cell", "torn", "head-lost"],
)
def test_one_block_in_every_layout(block: str) -> None:
    start, stop, end = end_of(BODY + block)
    assert (start, stop) == (BODY_LINES, len(lines_of(BODY + block)[0]))
    assert [(item.name, item.note) for item in end.recipients] == [("Huyện ủy", "b/c"), ("Các thôn trong xã", None)]
    assert end.filing is not None
    assert end.filing.text == "VT, TH"
    (signature,) = end.signatures
    assert [(item.code, item.of) for item in signature.authority] == [("TM", "Ủy ban nhân dân"), ("KT", "Chủ tịch")]
    assert (signature.position, signature.name) == ("Phó Chủ tịch", "Trần Văn Bình")


def test_cells_of_a_table_are_read_by_column() -> None:
    text = BODY + "Nơi nhận:\n- Sở Tư pháp;\n- Các tổ\ntrong phường;\n- Lưu: VT.\nGIÁM ĐỐC\nSỞ Y TẾ\nVõ Thị Sáu\n"
    lines, locate = lines_of(text)
    places = [(0, 0, 0)] * 5 + [(0, 0, 1)] * 2 + [(0, 2, 1)]
    celled = [*lines[:BODY_LINES]]
    celled += [replace(line, cell=cell) for line, cell in zip(lines[BODY_LINES:], places, strict=True)]
    start, stop = find_end(celled, PATTERNS)
    end = read_end(celled[start:stop], locate, PATTERNS)
    assert (start, stop) == (BODY_LINES, len(celled))
    assert [item.name for item in end.recipients] == ["Sở Tư pháp", "Các tổ trong phường"]
    assert [(item.position, item.name) for item in end.signatures] == [("Giám đốc Sở Y tế", "Võ Thị Sáu")]
    assert end.zones == ("recipients",) * 5 + ("signature",) * 3


@pytest.mark.parametrize(
    ("text", "start", "stop"),
    [
        ("", 0, 0),
        (BODY, 4, 4),
        (BODY + "Nơi nhận:\n", 4, 5),
        (BODY + "HIỆU TRƯỞNG\n(Ký tên, đóng dấu)\nNguyễn Thị Nhung\n", 4, 7),
        (BODY + "An Bình, ngày 05 tháng 9 năm 2023\nHIỆU TRƯỞNG\nNguyễn Thị Nhung\n", 4, 7),
        (BODY + "TM. CHI BỘ\nBÍ THƯ\n", 4, 6),
        (BODY + "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n- HoaNT\\KH2\nCHỦ TỊCH\nLê Văn An\n3\n", 4, 11),
    ],
    ids=["empty", "no-end", "head-alone", "no-list", "date-above", "no-name", "drafter-and-page-number"],
)
def test_bounds(text: str, start: int, stop: int) -> None:
    assert find_end(lines_of(text)[0], PATTERNS) == (start, stop)


ANNEXED = """Nơi nhận:
- Như Điều 2;
- Lưu: VT.
CHỦ TỊCH
NGUYỄN VĂN AN
"""


@pytest.mark.parametrize(
    "follows",
    [
        "ỦY BAN NHÂN DÂN\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nQUY CHẾ\nLàm việc\nĐiều 1. Phạm vi\n" + STACKED,
        "PHỤ LỤC\nPhân công nhiệm vụ\n1. Văn phòng\n",
        "KẾ HOẠCH\nKiểm tra năm 2024\n(Ban hành kèm theo Quyết định số 5/QĐ-UBND)\nI. MỤC ĐÍCH\n",
        "DANH SÁCH THÀNH VIÊN\n1. Nguyễn Văn An\n2. Trần Thị Bé\n",
        "BẢNG PHÂN CÔNG\n(Kèm theo Kế hoạch số 9/KH-UBND)\n1. Việc\n",
    ],
    ids=["letterhead", "label", "kind", "bare-title", "bracket"],
)
def test_annexes_are_not_taken_in(follows: str) -> None:
    start, stop, end = end_of(BODY + ANNEXED + follows)
    assert (start, stop) == (BODY_LINES, BODY_LINES + 5)
    assert [item.name for item in end.signatures] == ["Nguyễn Văn An"]


@pytest.mark.parametrize(
    "text",
    [
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH\nCăn cứ Luật Tổ chức chính quyền địa phương;\nQUYẾT ĐỊNH:\nĐiều 1. Nội dung.\n",
        "1. Thủ tục\n- Nơi nhận hồ sơ: Bộ phận Một cửa.\nNơi nhận kết quả: trụ sở ủy ban.\n2. Thời hạn\n",
        "ỦY BAN NHÂN DÂN\nTỈNH AN BÌNH\nKẾ HOẠCH\nTổ chức kỳ thi\n",
        "TỔ TRƯỞNG\nNguyễn Văn An làm tổ trưởng từ ngày ký.\n1. Việc thứ nhất\n",
        "Lưu ý: các đơn vị gửi báo cáo đúng hạn;\n- Lưu hành nội bộ.\n",
    ],
    ids=["preamble", "procedure", "letterhead", "sentence", "lưu-ý"],
)
def test_what_is_no_end(text: str) -> None:
    lines = lines_of(text)[0]
    assert find_end(lines, PATTERNS) == (len(lines), len(lines))


def test_a_heading_at_the_foot_of_a_page_signs_nothing() -> None:
    """Its words come near a position's (đội trưởng), and behind it a page begins."""
    text = f"I. MỤC TIÊU\nNội dung.\nII. PHẠM VI, ĐỐI TƯỢNG VÀ NỘI DUNG THI ĐUA\n\n\f2\n\n1. Phạm vi\n{ANNEXED}"
    document = parse_text(text)
    assert [section.path for section in document.sections] == ["I", "II"]
    assert [item.name for item in document.signatures] == ["Nguyễn Văn An"]


def test_table_of_persons_in_the_body_is_no_end() -> None:
    table = ["CHỨC VỤ", "HỌ TÊN", "CHỦ TỊCH", "Nguyễn Văn Tư", "PHÓ CHỦ TỊCH", "Trần Thị Năm"]
    text = "I. BAN TỔ CHỨC\n" + "\n".join(table) + "\nII. THỰC HIỆN\n1. Các đơn vị thực hiện.\n" + STACKED
    lines = [
        replace(line, cell=(0, (index - 1) // 2, (index - 1) % 2)) if 1 <= index <= 6 else line
        for index, line in enumerate(lines_of(text)[0])
    ]
    assert find_end(lines, PATTERNS) == (9, len(lines))


@pytest.mark.parametrize(
    ("name", "recipients", "filing", "position", "signer"),
    [
        ("xuan-luong-85-kh-du.txt", 6, "VP ĐU", "Bí thư", "Phùng Thị Ngọc"),
        ("binh-dinh-80-kh-duk.md", 5, "VP, BTGĐUK", "Phó Bí thư", "Nguyễn Hữu Lộc"),
        ("truong-quang-trong-kh.txt", 9, "VT, TP", "Chủ tịch", "Trương Thanh Thảo"),
        ("lam-dong-huyen-uy-kh.txt", 6, "Văn phòng huyện ủy", "Phó Bí thư", "Lê Hồng Khánh"),
        ("thai-nguyen-ubnd-kh.md", 10, "VT, NC", "Phó Chủ tịch Thường trực", "Đặng Xuân Trường"),
    ],
)
def test_samples(name: str, recipients: int, filing: str, position: str, signer: str) -> None:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    lines, locate = lines_of(text)
    start, stop = find_end(lines, PATTERNS)
    end = read_end(lines[start:stop], locate, PATTERNS)
    assert stop == len(lines)
    assert len(end.recipients) == recipients
    assert end.filing is not None
    assert end.filing.text == filing
    assert [(item.position, item.name) for item in end.signatures] == [(position, signer)]


def test_spans_are_the_evidence() -> None:
    text = BODY + STACKED
    end = end_of(text)[2]
    spans = [item.span for item in end.recipients]
    assert [text[span[0] : span[1]] for span in spans if span] == ["Huyện ủy (b/c);", "Các thôn trong xã;"]
    assert end.signatures[0].span
    first, last = end.signatures[0].span
    assert text[first:last] == "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nTrần Văn Bình"
    assert end.filing
    assert end.filing.span
    assert text[end.filing.span[0] : end.filing.span[1]] == "Lưu: VT, TH."


_WORDS = st.sampled_from(
    ["Nơi nhận:", "- Lưu: VT.", "- Như trên;", "TM. ỦY BAN", "KT. CHỦ TỊCH", "Lê Văn An", "PHỤ LỤC", "Q.", "(",
     ")", "Lưu", "   ", "\n", "GIÁM ĐỐC", "TL. A", "1.", "-", "Phó", "(b/c)", "NGƯỜI LẬP", "\t", "x"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=30).map(" ".join)))
def test_any_text_is_read(text: str) -> None:
    lines, locate = lines_of(text)
    start, stop = find_end(lines, PATTERNS)
    assert 0 <= start <= stop <= len(lines)
    end = read_end(lines[start:stop], locate, PATTERNS)
    assert len(end.zones) == stop - start
    for item in (*end.recipients, *end.signatures):
        assert item.span
        assert 0 <= item.span[0] < item.span[1] <= len(text)
    whole = read_end(lines, locate, PATTERNS)
    assert len(whole.zones) == len(lines)


def test_pattern_files_prove_themselves() -> None:
    files = {"endblock", "signing", "annexes"}
    assert [problem for problem in PATTERNS.check() if problem.file in files] == []
