"""Bare months and quarters under the heading of a table's column."""

from __future__ import annotations

import pytest

from plancli import parse_text

HEAD = "TRƯỜNG MẦM NON HOA MAI\nSố: 2/KH-MNHM\nTân Hà, ngày {date}\nKẾ HOẠCH\n{subject}\nII. LỊCH CÔNG TÁC\n\n"


def bounds(
    heads: str, *rows: str, subject: str = "Công tác năm 2024", date: str = "10 tháng 12 năm 2023"
) -> list[tuple[str, str | None, str | None, bool]]:
    """The deadlines of a table whose rows are given as cells between strokes."""
    width = heads.count("|") + 1
    table = "\n".join([f"| {heads} |", "|" + "---|" * width, *(f"| {row} |" for row in rows)])
    text = HEAD.format(subject=subject, date=date) + table + "\n"
    document = parse_text(text)
    for item in document.deadlines:
        assert item.span is not None
        assert text[slice(*item.span)] == item.text
    return [(item.text, item.start, item.due, item.inferred) for item in document.deadlines]


def test_months_are_those_of_the_titles_year() -> None:
    assert bounds("Tháng | Nội dung công việc | Người phụ trách", "1 | Họp phụ huynh | Ban Giám hiệu") == [
        ("1", "2024-01-01", "2024-01-31", True)
    ]


def test_months_of_a_school_year() -> None:
    found = bounds(
        "Tháng | Nội dung", "9 | Khai giảng năm học", "5 | Tổng kết năm học", "12-1 | Sơ kết học kỳ",
        subject="Công tác năm học 2023 - 2024",
    )  # fmt: skip
    assert found == [
        ("9", "2023-09-01", "2023-09-30", True),
        ("5", "2024-05-01", "2024-05-31", True),
        ("12-1", "2023-12-01", "2024-01-31", True),
    ]


def test_without_a_title_year_the_date_tells() -> None:
    found = bounds("Nội dung | Tháng", "Họp phụ huynh | 11", subject="Nuôi dưỡng trẻ")
    assert found == [("11", "2023-11-01", "2023-11-30", True)]


def test_quarters() -> None:
    found = bounds("Công việc | Quý", "Kiểm kê tài sản | II", "Tổng kết năm | III, IV")
    assert found == [("II", "2024-04-01", "2024-06-30", True), ("III, IV", "2024-07-01", "2024-12-31", True)]


def test_a_task_has_the_month_of_its_row_and_of_the_merged_cell_above() -> None:
    table = (
        "| Tháng | Nội dung | Phụ trách |\n|---|---|---|\n| 3 | Họp phụ huynh | Tổ Lá |\n| | Kiểm kê đồ | Tổ Mầm |\n"
    )
    document = parse_text(HEAD.format(subject="Công tác năm 2024", date="1 tháng 1 năm 2024") + table)
    assert [(task.lead, task.deadlines) for task in document.tasks] == [(["Tổ Lá"], [0]), (["Tổ Mầm"], [0])]


@pytest.mark.parametrize(
    ("heads", "row"),
    [
        ("Tháng | Số ca mắc | Tử vong", "1 | 12 | 0"),
        ("Tháng | Nội dung", "13 | Họp phụ huynh"),
        ("Tháng | Nội dung", "0 | Họp phụ huynh"),
        ("Tháng | Nội dung", "12-3 | Họp phụ huynh"),
        ("Số tháng | Nội dung", "3 | Họp phụ huynh"),
        ("Quý | Nội dung", "V | Họp phụ huynh"),
    ],
)
def test_what_is_no_month_of_a_plan(heads: str, row: str) -> None:
    assert bounds(heads, row) == []
