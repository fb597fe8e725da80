"""Every form in which plans say when something is to be done, one case a form; the last group are forms that look like
one and are none. A case gives the words and each deadline in them: kind, start, due."""

from __future__ import annotations

import pytest

from plancli.extract.dates import find_dates
from plancli.extract.deadlines import find_deadlines
from plancli.model import Deadline
from plancli.patterns import Patterns
from plancli.text import Flow, Locator, NormText, Paragraph, SourceText

PATTERNS = Patterns.builtin()
Expected = list[tuple[str, str | None, str | None]]


def deadlines_of(text: str, issued: str = "2023-04-10", title: str = "") -> list[Deadline]:
    """The deadlines of lines that stand in one section, below a title."""
    whole = f"{title}\n{text}" if title else text
    paragraphs, offset = [], 0
    for index, line in enumerate(whole.split("\n")):
        section = "header" if title and not index else "I/1"
        paragraphs.append(Paragraph(offset, offset + len(line), section))
        offset += len(line) + 1
    flow = Flow(NormText.of(whole), paragraphs)
    locate = Locator(SourceText(whole), flow.norm)
    dates = find_dates(flow, locate, PATTERNS, issued)
    return [item for _, item in find_deadlines(flow, dates, locate, PATTERNS, issued, [])]


def readings(text: str, issued: str = "2023-04-10", title: str = "") -> Expected:
    return [(item.kind, item.start, item.due) for item in deadlines_of(text, issued, title)]


RECURS: Expected = [("recurring", None, None)]
WAITS: Expected = [("conditional", None, None)]
ONGOING: Expected = [("ongoing", None, None)]

FORMS: list[tuple[str, str, Expected]] = [
    # exact days
    ("before a day", "gửi báo cáo trước ngày 30/7/2023", [("before", None, "2023-07-30")]),
    ("at the latest", "xong chậm nhất vào ngày 30/4/2023", [("by", None, "2023-04-30")]),
    ("at the latest, long date", "chậm nhất vào ngày 30 tháng 9 năm 2025", [("by", None, "2025-09-30")]),
    ("done before", "hoàn thành trước ngày 30/6/2026", [("before", None, "2026-06-30")]),
    ("without the word ngày", "Trước 15/9/2026", [("before", None, "2026-09-15")]),
    ("without a year", "xong trước 31/12", [("before", None, "2023-12-31")]),
    ("a day in words", "họp vào ngày mùng 2 tháng 6 năm 2026", [("during", "2026-06-02", "2026-06-02")]),
    ("a clock time", "tổ chức lúc 17 giờ 00 ngày 15/5/2024", [("during", "2024-05-15", "2024-05-15")]),
    ("until a clock time", "Đến trước 16 giờ 00 ngày 12/11/2023, nộp hồ sơ", [("by", None, "2023-11-12")]),
    ("a report on a day to come", "gửi báo cáo tổng kết ngày 30/6/2023", [("during", "2023-06-30", "2023-06-30")]),
    ("a report of a day that was", "Theo báo cáo tổng kết ngày 30/3/2023 của Sở", []),
    # months, quarters, halves, years
    ("done in a month", "xong trong tháng 5/2023", [("by", "2023-05-01", "2023-05-31")]),
    ("a word lost", "thời gian xong chậm trong tháng 4/2023", [("by", "2023-04-01", "2023-04-30")]),
    ("a month in words", "tổ chức trong tháng Ba năm 2024", [("during", "2024-03-01", "2024-03-31")]),
    ("the meeting of a month", "tại kỳ sinh hoạt định kỳ tháng 6/2026", [("during", "2026-06-01", "2026-06-30")]),
    ("two months", "tập huấn trong tháng 8 và tháng 9", [("during", "2023-08-01", "2023-09-30")]),
    ("months as initials", "T3-T12/2024", [("during", "2024-03-01", "2024-12-31")]),
    ("a week of a month", "nộp vào tuần 2 tháng 5", [("during", "2023-05-01", "2023-05-31")]),
    ("a quarter", "Trong Quý II/2023, ban hành kế hoạch", [("during", "2023-04-01", "2023-06-30")]),
    ("done in a quarter", "hoàn thành trong Quý II/2026", [("by", "2026-04-01", "2026-06-30")]),
    ("quarters", "Quý I, II/2024", [("during", "2024-01-01", "2024-06-30")]),
    ("quarters from and to", "Quý III - IV/2024", [("during", "2024-07-01", "2024-12-31")]),
    ("quarters as initials", "Q1, Q3/2024", [("during", "2024-01-01", "2024-09-30")]),
    ("a quarter's end", "tổng kết vào cuối quý IV/2024", [("by", None, "2024-12-31")]),
    ("a quarter's beginning", "ban hành chậm nhất đầu quý II/2024", [("by", None, "2024-04-01")]),
    ("a half year", "Trong 6 tháng cuối năm 2023, kiểm tra", [("during", "2023-07-01", "2023-12-31")]),
    ("done in a year", "Rà soát quy chế (hoàn thành năm 2024).", [("by", "2024-01-01", "2024-12-31")]),
    ("by a year's end", "đến hết năm 2026", [("by", None, "2026-12-31")]),
    ("by a year", "Đến năm 2025, cơ bản hoàn thiện", [("by", None, "2025-12-31")]),
    ("by a bare year", "Đến 2030, tỷ lệ đạt 80%", [("by", None, "2030-12-31")]),
    (
        "year by year",
        "- Năm 2024: 04 xã; Năm 2025: các xã còn lại.",
        [("during", "2024-01-01", "2024-12-31"), ("during", "2025-01-01", "2025-12-31")],
    ),
    # open, ranges
    ("from a year", "thực hiện từ năm 2026", [("from", "2026-01-01", None)]),
    ("from and to years", "thực hiện từ năm 2024 - 2026", [("during", "2024-01-01", "2026-12-31")]),
    ("from and to days", "Từ ngày 15/4 đến ngày 15/5, các tổ kiểm tra", [("during", "2023-04-15", "2023-05-15")]),
    ("from and to behind a colon", "Tháng cao điểm: 01/6-30/6.", [("during", "2023-06-01", "2023-06-30")]),
    (
        "two days of a list",
        "Báo cáo 6 tháng, năm: trước ngày 10/6 và ngày 10/11",
        [("before", None, "2023-06-10"), ("before", None, "2023-11-10")],
    ),
    ("a second day that is another's", "ban hành trước ngày 10/6 và ngày 20/6 họp", [("before", None, "2023-06-10")]),
    ("from and to, before a verb", "từ 01/9 - 15/10 tổ chức hội thi", [("during", "2023-09-01", "2023-10-15")]),
    ("from and to, bare", "tổ chức từ 01/9 - 15/10", [("during", "2023-09-01", "2023-10-15")]),
    ("and the years after", "Thời gian: năm 2024 và các năm tiếp theo", [("from", "2024-01-01", None)]),
    (
        "rounds",
        "Khám sức khỏe: lần 1 tháng 10/2023, lần 2 tháng 4/2024.",
        [("during", "2023-10-01", "2023-10-31"), ("during", "2024-04-01", "2024-04-30")],
    ),
    # standing duties
    ("ongoing in brackets", "Tuyên truyền (thực hiện thường xuyên).", ONGOING),
    ("ongoing alone", "Thường xuyên", ONGOING),
    ("ongoing as a label's value", "Thời gian thực hiện: Thường xuyên.", ONGOING),
    ("ongoing for months", "(công việc thường xuyên kéo dài nhiều tháng)", ONGOING),
    # recurring
    ("every year", "Định kỳ hằng năm báo cáo", RECURS),
    ("every year or when asked", "Hằng năm hoặc đột xuất theo yêu cầu", RECURS),
    ("several periods", "định kỳ 6 tháng, hằng năm, đầu kỳ, giữa kỳ, cuối kỳ hoặc đột xuất khi cần thiết", RECURS),
    ("periodic, no period", "theo dõi thực hiện; định kỳ sơ kết, tổng kết", RECURS),
    ("periods divided by slashes", "Thời gian: quý/6 tháng/năm", RECURS),
    ("a meeting every quarter", "tổ chức sinh hoạt chuyên đề hằng quý", RECURS),
    ("times a school term", "cập nhật sổ điểm 2 lần/học kỳ", RECURS),
    ("times a period, and when needed", "kiểm sát nhà tạm giữ 01 lần/quý và đột xuất", RECURS),
    ("times a period at an hour", "phát chuyên mục 02 kỳ/tháng vào 19h45", RECURS),
    # conditional
    (
        "after a paper, in its year",
        "(sau khi có Quy định của Trung ương năm 2024)",
        [("conditional", "2024-01-01", "2024-12-31")],
    ),
    ("after a paper", "Kế hoạch (sau khi có quy định của Tỉnh)", WAITS),
    ("when told", "Báo cáo tổng kết (thực hiện khi có chỉ đạo của tỉnh).", WAITS),
    ("when guided", "đánh giá hệ thống khi có hướng dẫn của cấp trên.", WAITS),
    ("working days from an event", "trong vòng 05 ngày làm việc kể từ ngày nhận hồ sơ", WAITS),
    ("days from the signature", "sau 10 ngày kể từ ngày ký", WAITS),
    ("years from an event", "Lưu bài thi trong 01 năm kể từ ngày công bố kết quả", WAITS),
    ("days before an event", "Hồ sơ gửi về Ban Tổ chức trước đại hội 45 ngày;", WAITS),
    ("days before an action", "nạo vét kênh mương trước khi xuống giống 20 ngày.", WAITS),
    ("days after an event", "báo cáo kết quả sau giao quân 5 ngày.", WAITS),
    ("an event, then the days", "Sau khi hoàn thành, chậm nhất 03 ngày, Tổ công tác báo cáo", WAITS),
    ("hours written short", "báo cáo trong vòng 24h kể từ khi xảy ra sự cố", WAITS),
    ("hours from an incident", "báo cáo đột xuất khi có sự cố trong vòng 24 giờ", WAITS),
    ("by a schedule elsewhere", "Sắp xếp bộ máy (theo lộ trình).", WAITS),
    ("by stages, as a value", "Thời gian: theo từng giai đoạn", WAITS),
]  # fmt: skip

VETOES: list[tuple[str, str]] = [
    ("a horizon and a vision", "phát triển bền vững đến năm 2030, tầm nhìn đến năm 2045"),
    ("a programme's period", "Chương trình giai đoạn 2023 - 2028"),
    ("a term", "Nghị quyết Đại hội nhiệm kỳ 2026 - 2031"),
    ("a school year", "Ngay từ năm học 2026 - 2027, các trường tuyển sinh"),
    ("a campaign's length", "Hành động 100 ngày; Chiến dịch 90 ngày"),
    ("an anniversary", "02 năm thực hiện; sơ kết 05 năm"),
    ("a length alone", "giải quyết trong 30 ngày"),
    ("a lunar season", "trước Tết; tết Nguyên đán; năm Giáp Thìn"),
    ("manner", "kịp thời; đúng tiến độ; theo tiến độ; theo quy định; theo yêu cầu; theo kế hoạch"),
    ("at once", "ngay sau khi ban hành"),
    ("a law's effect", "Luật có hiệu lực thi hành từ 01/07/2023"),
    ("an act's effect", "có hiệu lực kể từ ngày ký"),
    ("an act's end", "hết hiệu lực kể từ ngày 01/7/2025; Hiệu lực đến 31/12/2025"),
    ("parts of a year, no year", "giữa năm; cuối năm; các năm tiếp theo"),
    ("the content of meetings", "nội dung sinh hoạt chi bộ hằng tháng"),
    ("the period that is inspected", "Thanh tra 05 đơn vị, thời kỳ thanh tra từ 01/01/2024 đến 31/12/2025"),
    ("an hour alone", "trước 16h00 tại hội trường"),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in FORMS], ids=[case[0] for case in FORMS])
def test_forms(text: str, expected: Expected) -> None:
    assert readings(text) == expected


@pytest.mark.parametrize("text", [case[1] for case in VETOES], ids=[case[0] for case in VETOES])
def test_vetoes(text: str) -> None:
    assert readings(text) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("hằng năm báo cáo kết quả", "FREQ=YEARLY"),
        ("trước ngày 20 của tháng cuối quý", "FREQ=MONTHLY;INTERVAL=3;BYMONTH=3,6,9,12;BYMONTHDAY=20"),
        ("ngày 05 của tháng đầu quý sau", "FREQ=MONTHLY;INTERVAL=3;BYMONTH=1,4,7,10;BYMONTHDAY=5"),
        ("trước ngày 15/11 hằng năm", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=15"),
        ("Trước ngày 15 tháng 12 hằng năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15"),
        ("Trước ngày 15 tháng 7 và 15 tháng 01 hằng năm", "FREQ=YEARLY;BYMONTH=7,1;BYMONTHDAY=15"),
        ("ngày 31/12 hàng năm", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31"),
        ("Định kỳ hằng tháng, hạn trước ngày 20", "FREQ=MONTHLY;BYMONTHDAY=20"),
        ("ngày 25 hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=25"),
        ("Trước 16 giờ 00 ngày 25 hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=25"),
        ("muộn nhất ngày 05 hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("trước ngày 10 của tháng sau", "FREQ=MONTHLY;BYMONTHDAY=10"),
        ("ngày làm việc cuối cùng của tháng", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        ("ngày làm việc đầu tiên của tháng mới", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1"),
        ("thứ Sáu hằng tuần", "FREQ=WEEKLY;BYDAY=FR"),
        ("báo cáo tuần trước 14h00 thứ Năm", "FREQ=WEEKLY;BYDAY=TH"),
        ("ít nhất 01 ngày/tháng", "FREQ=MONTHLY"),
        ("sinh hoạt chuyên đề hằng quý", "FREQ=MONTHLY;INTERVAL=3"),
        ("định kỳ 6 tháng báo cáo", "FREQ=MONTHLY;INTERVAL=6"),
        ("ít nhất 02 lần/năm", None),
        ("2 lần/năm (tháng 6, tháng 11)", "FREQ=YEARLY;BYMONTH=6,11"),
        ("định kỳ 6 tháng, hằng năm", None),
    ],
)
def test_recurrence(text: str, rule: str | None) -> None:
    (item,) = deadlines_of(text)
    assert (item.kind, item.recurrence) == ("recurring", rule)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("nộp hồ sơ trước đại hội 45 ngày.", "trước đại hội"),
        ("Sau khi hoàn thành, chậm nhất 03 ngày, báo cáo", "Sau khi hoàn thành"),
        ("báo cáo khi có sự cố trong vòng 24 giờ", "khi có sự cố"),
        ("trong vòng 05 ngày làm việc kể từ ngày nhận hồ sơ", "kể từ ngày nhận hồ sơ"),
    ],
)
def test_conditions(text: str, condition: str) -> None:
    assert [item.condition for item in deadlines_of(text)] == [condition]


def test_a_series_of_reports_recurs_across_its_signs() -> None:
    found = deadlines_of("Hằng tháng, trước ngày 25, báo cáo; 6 tháng trước 15/6; năm trước 15/12.", "2023-08-01")
    assert [item.recurrence for item in found] == [
        "FREQ=MONTHLY;BYMONTHDAY=25",
        "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15",
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15",
    ]


def test_times_of_a_year_each_with_its_day() -> None:
    found = deadlines_of("Lập danh sách 2 kỳ/năm: kỳ 1 gửi trước 31/3, kỳ 2 gửi trước 30/9 hằng năm", "2023-02-20")
    assert [item.recurrence for item in found] == [
        None,
        "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31",
        "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=30",
    ]


@pytest.mark.parametrize(
    ("issued", "title", "due"),
    [
        ("2023-12-15", "Công tác thanh tra năm 2024", "2024-03-15"),
        ("2023-09-05", "Nhiệm vụ năm học 2023 - 2024", "2024-03-15"),
        ("2023-12-15", "Công tác thanh tra", None),
        ("2023-03-20", "Nhiệm vụ năm học 2022 - 2023", None),
        ("2024-01-05", "Công tác thanh tra năm 2024", "2024-03-15"),
    ],
)
def test_a_plan_for_the_next_year(issued: str, title: str, due: str | None) -> None:
    """A day without a year that would lie before the document's date is the next year's, if the title names that."""
    assert readings("Gửi báo cáo trước ngày 15/3", issued, title) == ([("before", None, due)] if due else [])


def test_august_is_the_school_years_first_month() -> None:
    assert readings("Gửi trước ngày 15/8", "2023-08-25", "Nhiệm vụ năm học 2023 - 2024") == []


def test_reports_of_periods_have_the_days_of_their_brackets() -> None:
    text = "Báo cáo: quý I (trước 15/3), 6 tháng (trước 15/6)"
    assert [due for _, _, due in readings(text, "2023-12-15", "Công tác năm 2024")] == ["2024-03-15", "2024-06-15"]
