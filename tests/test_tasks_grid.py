"""Task tables as grids: headings of two rows, tables over pages, cells of several lines."""

from __future__ import annotations

import pytest
from test_tasks_table import table, tasks, told

from plancli import parse_text
from plancli.extract.tasks_grid import agency_lines, heading
from plancli.patterns import Patterns

PATTERNS = Patterns.builtin()

ROW = ["1", "Trồng rừng mới", "Sở Nông nghiệp", "Sở Tài chính", "Quý II"]
TASK = [("Trồng rừng mới", ["Sở Nông nghiệp"], ["Sở Tài chính"])]


@pytest.mark.parametrize(
    "rows",
    [
        [["TT", "Nội dung", "Đơn vị thực hiện", "", "Thời gian"], ["", "", "Chủ trì", "Phối hợp", ""]],
        [["TT", "Nội dung", "Phân công", "Phân công", "Thời gian"], ["TT", "Nội dung", "Chủ trì", "Phối hợp", ""]],
        [["BẢNG PHÂN CÔNG", "", "", "", ""], ["TT", "Nội dung", "Chủ trì", "Phối hợp", "Thời gian"]],
        [["TT", "Nội dung", "Chủ trì", "Phối hợp", "Thời gian"], ["(1)", "(2)", "(3)", "(4)", "(5)"]],
        [["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Tiến độ"]],
    ],
)
def test_headings_of_one_row_and_of_two(rows: list[list[str]]) -> None:
    assert told(*rows, ROW) == TASK


def test_a_row_of_tasks_is_no_second_heading() -> None:
    assert told(
        ["Nhiệm vụ", "Đơn vị thực hiện", "Thời gian"],
        ["Xây dựng nội dung tập huấn", "Phòng Nội vụ", "Tháng 4"],
    ) == [("Xây dựng nội dung tập huấn", ["Phòng Nội vụ"], [])]


def test_bounds_of_time_in_two_columns() -> None:
    view = table(
        ["TT", "Công việc", "Chủ trì", "Thời gian", "Thời gian"],
        ["TT", "Công việc", "Chủ trì", "Bắt đầu", "Kết thúc"],
        ["1", "Trồng rừng mới", "Sở Nông nghiệp", "01/3/2024", "30/6/2024"],
    )
    found = heading(view, PATTERNS)
    assert found is not None
    assert (found.first, found.stop) == (0, 2)
    assert sorted(column for role, column in found.columns.items() if role.startswith("time")) == [3, 4]


def test_groups_of_tasks_give_way_to_the_tasks() -> None:
    assert told(
        ["TT", "Nhóm nhiệm vụ", "Nhiệm vụ cụ thể", "Chủ trì"],
        ["1", "Tuyên truyền", "Viết mười tin bài", "Phòng Văn hóa"],
        ["", "", "Treo băng rôn ở xã", "UBND các xã"],
    ) == [("Viết mười tin bài", ["Phòng Văn hóa"], []), ("Treo băng rôn ở xã", ["UBND các xã"], [])]


def test_one_task_of_two_agencies_in_rows_of_their_own() -> None:
    assert told(
        ["TT", "Nội dung", "Chủ trì", "Thời gian"],
        ["1", "Trồng rừng mới", "Phòng Kinh tế", "Quý II"],
        ["", "", "UBND các xã", "Quý III"],
        ["2", "Chăm sóc rừng", "Hạt Kiểm lâm", "Quý IV"],
    ) == [
        ("Trồng rừng mới", ["Phòng Kinh tế"], []),
        ("Trồng rừng mới", ["UBND các xã"], []),
        ("Chăm sóc rừng", ["Hạt Kiểm lâm"], []),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Phòng Kinh\ntế", "Phòng Kinh tế"),
        ("Phòng Kinh tế\nHạt Kiểm lâm", "Phòng Kinh tế\nHạt Kiểm lâm"),
        ("- Phòng Kinh tế\n- UBND\ncác xã", "Phòng Kinh tế\nUBND các xã"),
        ("Văn phòng\nĐảng ủy", "Văn phòng Đảng ủy"),
        ("Sở Y tế,\nSở Nội vụ", "Sở Y tế, Sở Nội vụ"),
        ("", ""),
    ],
)
def test_lines_of_a_cell_of_agencies(cell: str, expected: str) -> None:
    assert agency_lines(cell, PATTERNS) == expected


PLAN = """KẾ HOẠCH
Trồng rừng năm 2024

I. MỤC ĐÍCH
Giữ rừng đầu nguồn.
II. PHÂN CÔNG NHIỆM VỤ

{}
"""
HEADER = "| TT | Nội dung | Chủ trì | Thời gian |\n|---|---|---|---|\n"
PAGES = {
    "headed again": f"{HEADER}| 1 | Trồng rừng mới | Sở Y tế | Quý II/2024 |\n\n{HEADER}"
    "| 2 | Chăm sóc rừng | | Quý III/2024 |\n",
    "headed inside": f"{HEADER}| 1 | Trồng rừng mới | Sở Y tế | Quý II/2024 |\n"
    "| TT | Nội dung | Chủ trì | Thời gian |\n| 2 | Chăm sóc rừng | | Quý III/2024 |\n",
    "open": "TT | Nội dung | Chủ trì | Thời gian\n1 | Trồng rừng mới | Sở Y tế | Quý II/2024\n"
    "2 | Chăm sóc rừng | | Quý III/2024\n",
}


@pytest.mark.parametrize("form", PAGES)
def test_a_table_over_pages(form: str) -> None:
    document = parse_text(PLAN.format(PAGES[form]), name="plan.md")
    assert [(task.text, task.lead, len(task.deadlines)) for task in document.tasks] == [
        ("Trồng rừng mới", ["Sở Y tế"], 1),
        ("Chăm sóc rừng", ["Sở Y tế"], 1),
    ]


def test_a_table_without_a_heading_goes_on_where_its_numbers_do() -> None:
    more = "\n\n| 2 | Chăm sóc rừng | Sở Y tế | Quý III/2024 |\n| 3 | Bảo vệ rừng | Công an | Quý IV/2024 |\n"
    first = f"{HEADER}| 1 | Trồng rừng mới | Sở Y tế | Quý II/2024 |"
    found = parse_text(PLAN.format(first + more)).tasks
    assert [task.text for task in found] == ["Trồng rừng mới", "Chăm sóc rừng", "Bảo vệ rừng"]
    other = parse_text(PLAN.format(first + more.replace("| 2 |", "| 7 |").replace("| 3 |", "| 8 |"))).tasks
    assert [task.text for task in other] == ["Trồng rừng mới"]


def test_a_product_stays_with_its_row() -> None:
    view = table(
        ["TT", "Kết quả, sản phẩm", "Nội dung", "Chủ trì"],
        ["1", "Báo cáo", "Trồng rừng mới", "Sở Y tế"],
        ["2", "", "Chăm sóc rừng", "Sở Y tế"],
    )
    assert [task.product for task in tasks(view)] == ["Báo cáo", None]
