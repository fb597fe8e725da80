"""Annexes: labels, titles, brackets, documents issued with a decision."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plancli.extract.annexes import names_self, split_annexes
from plancli.layout.lines import split_lines
from plancli.normalise import clean
from plancli.patterns import Patterns
from plancli.text import SourceText

PATTERNS = Patterns.builtin()

Row = tuple[str, str | None, str, str | None]


def rows(text: str) -> list[Row]:
    """Label, title, first line of the body, bracket."""
    source = SourceText(text)
    cleaned = clean(source)
    lines = split_lines(source, cleaned)
    found = split_annexes(lines, PATTERNS)
    return [
        (
            annex.label,
            annex.title,
            lines[annex.body_start].text if annex.body_start < annex.stop else "",
            cleaned.norm.text[annex.bracket.start : annex.bracket.end] if annex.bracket else None,
        )
        for annex in found
    ]


BRACKET = "(Kèm theo Kế hoạch số    /KH-UBND ngày   tháng   năm 2024 của Ủy ban nhân dân xã)"


@pytest.mark.parametrize(
    ("head", "label", "title"),
    [
        ("PHỤ LỤC", "Phụ lục", None),
        ("Phụ lục I\nDANH MỤC VIỆC", "Phụ lục I", "DANH MỤC VIỆC"),
        ("PHỤ LỤC II\nDANH MỤC VIỆC\nNĂM 2024", "Phụ lục II", "DANH MỤC VIỆC NĂM 2024"),
        ("PHỤ LỤC SỐ 01\nPhân công nhiệm vụ", "Phụ lục số 01", "Phân công nhiệm vụ"),
        ("Phụ lục 1a: Kinh phí", "Phụ lục 1a", "Kinh phí"),
        ("PHỤ LỤC 2 - TIẾN ĐỘ", "Phụ lục 2", "TIẾN ĐỘ"),
        ("PHỤ LỤC DANH SÁCH TỔ", "Phụ lục", "DANH SÁCH TỔ"),
        (f"PHỤ LỤC\n{BRACKET}\nBẢNG KÊ", "Phụ lục", "BẢNG KÊ"),
        (f"PHỤ LỤC\nBảng kê các việc\n{BRACKET}", "Phụ lục", "Bảng kê các việc"),
        (f"PHỤ LỤC BẢNG KÊ {BRACKET}", "Phụ lục", "BẢNG KÊ"),
        (f"Mẫu số 01\n{BRACKET}", "Mẫu số 01", None),
        (
            f"QUY CHẾ\nTổ chức và hoạt động\ncủa Ban Chỉ đạo\n{BRACKET}",
            "Quy chế",
            "Tổ chức và hoạt động của Ban Chỉ đạo",
        ),
        (f"DANH SÁCH HỌC SINH\n{BRACKET}", "Danh sách", "DANH SÁCH HỌC SINH"),
        ("LỊCH TRỰC TUẦN MỘT", "Lịch", "LỊCH TRỰC TUẦN MỘT"),
        ("-----\nPHỤ LỤC\n*****\nBẢNG KÊ", "Phụ lục", "BẢNG KÊ"),
    ],
)
def test_heads(head: str, label: str, title: str | None) -> None:
    bracket = BRACKET if BRACKET in head else None
    assert rows(f"{head}\n1. Việc thứ nhất của cả xã.\n2. Việc thứ hai.\n") == [
        (label, title, "1. Việc thứ nhất của cả xã.", bracket)
    ]


def test_several_annexes() -> None:
    text = (
        f"PHỤ LỤC I\nVIỆC\n{BRACKET}\n1. Như Phụ lục II\nPhụ lục II: Tiền\n1. Tiền xã cấp\nPhụ lục này có hiệu lực.\n"
    )
    assert [(label, title) for label, title, _, _ in rows(text)] == [("Phụ lục I", "VIỆC"), ("Phụ lục II", "Tiền")]


def test_letterhead_of_an_annexed_document_is_skipped() -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nXÃ AN BÌNH\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 12/KH-UBND\nAn Bình, ngày 3 tháng 5 năm 2024\nKẾ HOẠCH\nTổ chức ngày hội\nI. MỤC ĐÍCH\nVui chơi.\n"
        "BAN TỔ CHỨC\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "CHƯƠNG TRÌNH\nNgày hội\n1. Khai mạc\n"
    )
    assert rows(text) == [
        ("Kế hoạch", "Tổ chức ngày hội", "I. MỤC ĐÍCH", None),
        ("Chương trình", "Ngày hội", "1. Khai mạc", None),
    ]
    source = SourceText(text)
    found = split_annexes(split_lines(source, clean(source)), PATTERNS)
    assert [(annex.start, annex.stop) for annex in found] == [(0, 10), (10, 16)]


def test_form_with_its_own_letterhead_is_one_annex() -> None:
    motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    text = f"Mẫu số 02\n{motto}\nBÁO CÁO\nKết quả\n{BRACKET}\n1. Số liệu\n"
    assert rows(text) == [("Mẫu số 02", "BÁO CÁO Kết quả", "1. Số liệu", BRACKET)]


def test_bracket_over_two_lines() -> None:
    bracket = "(Ban hành kèm theo Quyết định số 5/QĐ-UBND\nngày 3/5/2024 của Ủy ban nhân dân xã)"
    assert rows(f"PHỤ LỤC\nVIỆC\n{bracket}\n1. Một\n") == [("Phụ lục", "VIỆC", "1. Một", bracket)]


@pytest.mark.parametrize("text", ["", "✓\n3\n", "Trang 2/2\n", "Sao y\n"])
def test_remains_are_no_annex(text: str) -> None:
    assert rows(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BRACKET, True),
        ("(Ban hành kèm theo Quyết định số 12/QĐ-UBND)", True),
        ("Kèm theo Công văn số 3/SYT-NV", True),
        ("(theo dõi, tổng hợp)", False),
        ("Thực hiện Kế hoạch số 3/KH-UBND", False),
    ],
)
def test_names_self(text: str, expected: bool) -> None:
    assert names_self(text, PATTERNS) is expected


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "PHỤ LỤC",
                "KẾ HOẠCH",
                BRACKET,
                "1. Việc",
                "Mẫu số 1",
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
                "xã",
                "(Kèm theo Kế hoạch",
            ]
        ),
        max_size=12,
    ).map("\n".join)
)
def test_annexes_lie_in_order(text: str) -> None:
    source = SourceText(text)
    lines = split_lines(source, clean(source))
    found = split_annexes(lines, PATTERNS)
    last = 0
    for annex in found:
        assert last <= annex.start < annex.stop <= len(lines)
        assert annex.start <= annex.body_start <= annex.stop
        last = annex.stop
