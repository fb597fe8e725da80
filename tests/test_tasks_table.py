"""Tasks in tables: columns by their headings, merged cells, groups, lists of persons, sums of money."""

from __future__ import annotations

from collections.abc import Sequence

from plancli import parse_text
from plancli.extract.tasks import TableView, find_tasks
from plancli.model import Deadline, Task
from plancli.patterns import Patterns
from plancli.text import Flow, NormSpan, NormText, Paragraph, SourceSpan


def locate(span: NormSpan) -> tuple[SourceSpan, int | None]:
    return SourceSpan(*span), None


def table(*rows: Sequence[str]) -> TableView:
    start = 0
    out = []
    for row in rows:
        cells = []
        for text in row:
            cells.append((text, NormSpan(start, start + max(len(text), 1))))
            start += len(text) + 1
        out.append(cells)
    return TableView("Phụ lục", out)


def tasks(view: TableView, hits: Sequence[tuple[NormSpan, Deadline]] = ()) -> list[Task]:
    text = "x" * 2000
    flow = Flow(NormText.of(text), [Paragraph(0, len(text), "I")])
    return find_tasks([], flow, hits, [view], locate, Patterns.builtin(), None)


def told(*rows: Sequence[str]) -> list[tuple[str, list[str], list[str]]]:
    return [(task.text, task.lead, task.coordinate) for task in tasks(table(*rows))]


def deadline(text: str) -> Deadline:
    return Deadline(
        text=text, kind="during", start=None, due=None, recurrence=None, condition=None, section="I", span=(0, 1)
    )


def test_columns_in_any_order() -> None:
    view = table(
        ["Nội dung công việc", "STT", "Thời gian hoàn thành", "Cơ quan chủ trì", "Đơn vị phối hợp", "Sản phẩm"],
        ["", "I", "", "", "", ""],
        ["Tuyên truyền", "I", "", "", "", ""],
        ["Phát tờ rơi", "1", "Quý I", "Sở Y tế, Công an tỉnh", "Các sở, ban, ngành", "Tờ rơi"],
        ["Treo băng rôn", "2", "Quý II", "", "", ""],
    )
    hits = [(view.rows[3][2][1], deadline("Quý I")), (view.rows[4][2][1], deadline("Quý II"))]
    found = tasks(view, hits)
    assert [(task.text, task.lead, task.coordinate, task.product, task.deadlines) for task in found] == [
        ("Phát tờ rơi", ["Sở Y tế", "Công an tỉnh"], ["Các sở, ban, ngành"], "Tờ rơi", [0]),
        ("Treo băng rôn", ["Sở Y tế", "Công an tỉnh"], ["Các sở, ban, ngành"], None, [1]),
    ]
    assert {task.basis for task in found} == {"table"}


def test_without_an_agency_column_there_is_no_task() -> None:
    assert told(["TT", "Nội dung", "Số tiền"], ["1", "Mua sách vở", "500.000"]) == []


def test_a_row_with_its_own_leader_takes_no_partner_from_above() -> None:
    assert told(
        ["TT", "Nhiệm vụ", "Chủ trì", "Phối hợp"],
        ["1", "Tập huấn cán bộ", "Sở Nội vụ", "Các phòng"],
        ["2", "Mua sắm thiết bị", "Sở Tài chính", ""],
        ["3", "Khảo sát hài lòng", "Sở Nội vụ", "nt"],
    ) == [
        ("Tập huấn cán bộ", ["Sở Nội vụ"], ["Các phòng"]),
        ("Mua sắm thiết bị", ["Sở Tài chính"], []),
        ("Khảo sát hài lòng", ["Sở Nội vụ"], []),
    ]


def test_a_dash_says_that_nobody_helps_and_figures_tell_as_words_do() -> None:
    assert told(
        ["TT", "Nhiệm vụ", "Chủ trì", "Phối hợp"],
        ["1", "In tờ rơi", "Sở Nội vụ", "Các phòng"],
        ["2", "Trực 24/24", "nt", "-"],
        ["3", "Trực", "nt", "nt"],
    ) == [("In tờ rơi", ["Sở Nội vụ"], ["Các phòng"]), ("Trực 24/24", ["Sở Nội vụ"], [])]


def test_groups_numbered_above_their_rows_are_no_tasks() -> None:
    assert told(
        ["STT", "Nhiệm vụ", "Chủ trì"],
        ["1", "Công tác tuyên truyền", ""],
        ["1.1", "Mở chuyên mục", "Đài Truyền thanh"],
        ["2", "Tiếp công dân", ""],
        ["2.1", "Lập sổ theo dõi", "Thanh tra huyện"],
    ) == [("Mở chuyên mục", ["Đài Truyền thanh"], []), ("Lập sổ theo dõi", ["Thanh tra huyện"], [])]


def test_whoever_takes_part_helps() -> None:
    assert told(
        ["Mốc thời gian", "Công việc", "Cơ quan chịu trách nhiệm", "Cơ quan tham gia"],
        ["Tháng 5", "Lập danh sách cử tri", "UBND xã", "Công an xã"],
    ) == [("Lập danh sách cử tri", ["UBND xã"], ["Công an xã"])]


def test_a_numbered_row_with_merged_cells_is_a_task() -> None:
    assert told(
        ["STT", "Nhiệm vụ", "Chủ trì"],
        ["1", "Mở chuyên mục", "Đài Truyền thanh"],
        ["2", "Phát bản tin", ""],
    ) == [("Mở chuyên mục", ["Đài Truyền thanh"], []), ("Phát bản tin", ["Đài Truyền thanh"], [])]


def test_content_goes_before_theme() -> None:
    assert told(
        ["Tháng", "Chủ điểm", "Nội dung", "Người phụ trách"],
        ["9", "Truyền thống", "Tìm hiểu lịch sử trường", "Tổng phụ trách Đội"],
    ) == [("Tìm hiểu lịch sử trường", ["Tổng phụ trách Đội"], [])]


def test_a_list_of_persons_with_their_offices_is_no_task_table() -> None:
    header = ["STT", "Họ và tên", "Đơn vị", "Nhiệm vụ"]
    assert told(header, ["1", "Lê An", "Phòng Nội vụ", "Tổ trưởng"], ["2", "Đỗ Bình", "Văn phòng", "Thành viên"]) == []


def test_persons_told_what_to_do_lead() -> None:
    assert told(
        ["TT", "Họ tên", "Chức vụ", "Nhiệm vụ được phân công"],
        ["1", "Lê An", "Hiệu trưởng", "Chỉ đạo chung, duyệt kinh phí"],
        ["2", "Đỗ Bình", "Phó Hiệu trưởng", "Trưởng ban"],
    ) == [("Chỉ đạo chung, duyệt kinh phí", ["Lê An"], [])]


def test_a_unit_of_measure_is_no_agency() -> None:
    assert (
        told(["Nội dung", "Đơn vị", "Số lượng", "Thành tiền"], ["Thuê hội trường lớn", "Ngày", "2", "5.000.000"]) == []
    )
    assert told(["Nội dung công việc", "Đơn vị"], ["Thuê hội trường lớn", "Văn phòng"]) == [
        ("Thuê hội trường lớn", ["Văn phòng"], [])
    ]


PLAN = """ỦY BAN NHÂN DÂN
XÃ AN BÌNH
Số: 12/KH-UBND
An Bình, ngày 10 tháng 02 năm 2026

KẾ HOẠCH
Cải cách hành chính năm 2026

I. MỤC TIÊU
Nâng cao chất lượng phục vụ.
II. NHIỆM VỤ

| TT | Nhiệm vụ | Hạn hoàn thành | Chủ trì | Lần kiểm tra trước |
|---|---|---|---|---|
| 1 | Rà soát thủ tục | Quý II | Văn phòng | Quý I |

III. TỔ CHỨC THỰC HIỆN
1. Giao Văn phòng theo dõi, đôn đốc.
"""


def test_a_column_speaks_for_its_own_cells() -> None:
    document = parse_text(PLAN)
    assert [(d.section, d.text, d.kind, d.due) for d in document.deadlines] == [
        ("II", "Quý II", "by", "2026-06-30"),
        ("II", "Quý I", "during", "2026-03-31"),
    ]
    assert [(task.section, task.basis, task.lead, task.deadlines) for task in document.tasks] == [
        ("II", "table", ["Văn phòng"], [0]),
        ("III/1", "sentence", ["Văn phòng"], []),
    ]
