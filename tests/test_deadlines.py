"""Deadlines: what binds a time expression, what forbids it, and deadlines without a date."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import seconds

from plancli.extract import recurrence
from plancli.extract.dates import find_dates
from plancli.extract.deadlines import find_deadlines
from plancli.model import Deadline
from plancli.patterns import Patterns
from plancli.text import Flow, Locator, NormSpan, NormText, Paragraph, SourceText

PATTERNS = Patterns.builtin()
Expected = list[tuple[str, str | None, str | None]]


def deadlines_of(
    text: str,
    issued: str | None = "2023-04-10",
    section: str = "I/1",
    role: str = "text",
    sections: list[str] | None = None,
    cited: str | None = None,
) -> list[tuple[NormSpan, Deadline]]:
    """One paragraph a line, all of one section or each of its own; ``cited`` is a citation's text."""
    paragraphs, offset = [], 0
    for index, line in enumerate(text.split("\n")):
        where = sections[index] if sections else section
        paragraphs.append(Paragraph(offset, offset + len(line), where, role))
        offset += len(line) + 1
    flow = Flow(NormText.of(text), paragraphs)
    locate = Locator(SourceText(text), flow.norm)
    dates = find_dates(flow, locate, PATTERNS, issued)
    citations = [NormSpan(text.index(cited), text.index(cited) + len(cited))] if cited else []
    return find_deadlines(flow, dates, locate, PATTERNS, issued, citations)


def readings(found: list[tuple[NormSpan, Deadline]]) -> Expected:
    return [(deadline.kind, deadline.start, deadline.due) for _, deadline in found]


ONGOING: Expected = [("ongoing", None, None)]
RECURRING: Expected = [("recurring", None, None)]
CONDITIONAL: Expected = [("conditional", None, None)]

# The forms of Vietnamese plans, each with what it means; an empty list is a veto.
FORMS: list[tuple[str, Expected]] = [
    # exact days
    ("gửi về Văn phòng trước ngày 30/7/2023.", [("before", None, "2023-07-30")]),
    ("xây dựng kế hoạch, thời gian hoàn thành trước ngày 15/9/2023.", [("before", None, "2023-09-15")]),
    ("Trước 15/9/2026", [("before", None, "2026-09-15")]),
    ("gửi báo cáo trước 15/9/2026 để tổng hợp", [("before", None, "2026-09-15")]),
    ("xong trước 31/12", [("before", None, "2023-12-31")]),
    ("nộp trước 17 giờ ngày 31 tháng 5 năm 2026", [("before", None, "2026-05-31")]),
    ("kết thúc trước ngày 18/01/2025", [("before", None, "2025-01-18")]),
    ("chậm nhất trước ngày 15/9/2023", [("before", None, "2023-09-15")]),
    ("các chi bộ học tập xong chậm nhất vào ngày 30/4/2023.", [("by", None, "2023-04-30")]),
    ("chậm nhất vào ngày 30 tháng 9 năm 2025", [("by", None, "2025-09-30")]),
    ("muộn nhất ngày 05/6/2023", [("by", None, "2023-06-05")]),
    ("không quá ngày 30/6/2023", [("by", None, "2023-06-30")]),
    ("không muộn hơn ngày 30/6/2023", [("by", None, "2023-06-30")]),
    ("nộp sản phẩm, hạn chót 13/10/2023", [("by", None, "2023-10-13")]),
    ("đến hết ngày 31/12/2026", [("by", None, "2026-12-31")]),
    ("Nộp hồ sơ đề nghị công nhận trước ngày 15/6/2023.", [("before", None, "2023-06-15")]),
    ("Các xã góp ý bằng văn bản trước ngày 15/6/2023.", [("before", None, "2023-06-15")]),
    ("Rà soát đối tượng trước ngày 15/6/2023.", [("before", None, "2023-06-15")]),
    ("Tổ chức thi cho học sinh ngày 15/6/2023.", [("during", "2023-06-15", "2023-06-15")]),
    ("Trẻ sinh trước ngày 15/6/2023 được tiêm chủng.", []),
    # months, quarters, halves
    ("Đầu quý III/2023 tổ chức kiểm tra.", [("during", "2023-07-01", None)]),
    ("Tuần đầu tháng 9/2023 tổ chức khai giảng.", [("during", "2023-09-01", "2023-09-30")]),
    ("Cuối tháng 2/2023 còn 12 hộ nghèo.", []),
    ("Tổ chức khám sức khỏe cho học sinh trong tháng 6/2023.", [("during", "2023-06-01", "2023-06-30")]),
    ("Cấp phát sách cho sinh viên trong quý II/2023.", [("during", "2023-04-01", "2023-06-30")]),
    ("triển khai Kế hoạch xong trong tháng 5/2023.", [("by", "2023-05-01", "2023-05-31")]),
    ("tổ chức thực hiện, thời gian xong chậm trong tháng 4/2023.", [("by", "2023-04-01", "2023-04-30")]),
    ("hoàn thành trong tháng 6/2026", [("by", "2026-06-01", "2026-06-30")]),
    ("Hoàn thành việc rà soát, sắp xếp trong quý II năm 2023.", [("by", "2023-04-01", "2023-06-30")]),
    ("hoàn thành trong Quý II/2026", [("by", "2026-04-01", "2026-06-30")]),
    ("Trong tháng 5, hoàn thành việc bàn giao", [("by", "2023-05-01", "2023-05-31")]),
    ("ban hành kế hoạch trong Quý II/2023 để thực hiện", [("during", "2023-04-01", "2023-06-30")]),
    ("tập huấn trong tháng 8 và tháng 9", [("during", "2023-08-01", "2023-09-30")]),
    ("Trong 6 tháng cuối năm 2023, tổ chức hội thi", [("during", "2023-07-01", "2023-12-31")]),
    ("Tuần 2 tháng 5", [("during", "2023-05-01", "2023-05-31")]),
    ("Quý III/2023, các cơ quan đánh giá kết quả", [("during", "2023-07-01", "2023-09-30")]),
    ("Quý I, II/2024", [("during", "2024-01-01", "2024-06-30")]),
    ("Quý III - IV/2024", [("during", "2024-07-01", "2024-12-31")]),
    ("tổng kết vào cuối quý IV/2024", [("by", None, "2024-12-31")]),
    ("phấn đấu đến cuối năm 2025 xóa hết nhà tạm", [("by", None, "2025-12-31")]),
    # years
    ("Rà soát chức năng (hoàn thành trong năm 2024).", [("by", "2024-01-01", "2024-12-31")]),
    ("Rà soát chức năng (hoàn thành năm 2024).", [("by", "2024-01-01", "2024-12-31")]),
    ("cơ bản hoàn thành trong năm 2025", [("by", "2025-01-01", "2025-12-31")]),
    ("Sơ kết việc thực hiện (trong năm 2024).", [("during", "2024-01-01", "2024-12-31")]),
    ("Phấn đấu đến hết năm 2026, mức độ hài lòng đạt 90%", [("by", None, "2026-12-31")]),
    ("Đến năm 2025, cơ bản hoàn thiện vị trí việc làm", [("by", None, "2025-12-31")]),
    ("Mục tiêu 1: Từ nay đến năm 2025 tất cả các xã có đường", [("by", None, "2025-12-31")]),
    ("Số hóa hồ sơ (thực hiện từ năm 2024).", [("from", "2024-01-01", None)]),
    ("Số hóa hồ sơ (thực hiện từ năm 2024 - 2026).", [("during", "2024-01-01", "2026-12-31")]),
    ("năm 2024 và các năm tiếp theo", [("from", "2024-01-01", None)]),
    ("Từ tháng 11/2023 trở đi", [("from", "2023-11-01", None)]),
    ("Bắt đầu từ ngày 06/9/2024", [("from", "2024-09-06", None)]),
    ("Phấn đấu năm 2024 đạt 95% gia đình văn hóa", [("by", "2024-01-01", "2024-12-31")]),
    ("Phấn đấu đạt 90% hộ gia đình văn hóa đến năm 2025.", [("by", None, "2025-12-31")]),
    ("Tỷ lệ hồ sơ trực tuyến đến năm 2025 đạt 80%", [("by", None, "2025-12-31")]),
    ("- Năm 2024: hoàn thành 50% kế hoạch", [("by", "2024-01-01", "2024-12-31")]),
    ("- Năm 2024, mở 02 lớp", [("during", "2024-01-01", "2024-12-31")]),
    ("Giai đoạn 2 (Quý III/2023): triển khai", [("during", "2023-07-01", "2023-09-30")]),
    # ranges and moments
    ("Từ ngày 15/4 đến ngày 15/5, các tổ tự kiểm tra", [("during", "2023-04-15", "2023-05-15")]),
    ("tổ chức từ 01/9 - 15/10", [("during", "2023-09-01", "2023-10-15")]),
    ("cao điểm từ ngày 02/02/2026 – 15/02/2026", [("during", "2026-02-02", "2026-02-15")]),
    ("2. Thời gian: 14 giờ 00 phút, ngày 16/11/2023", [("during", "2023-11-16", "2023-11-16")]),
    ("Khai mạc vào lúc 19h30 ngày 24/01/2026", [("during", "2026-01-24", "2026-01-24")]),
    ("Tựu trường các cấp học: Ngày 26/8/2023 (thứ Bảy).", [("during", "2023-08-26", "2023-08-26")]),
    ("Riêng lớp 1 tựu trường ngày 19/8/2023.", [("during", "2023-08-19", "2023-08-19")]),
    # ongoing
    ("xử lý cán bộ có sai phạm(thực hiện thường xuyên). Chú trọng đổi mới.", ONGOING),
    ("Tuyên truyền về Đảng (nhiệm vụ thường xuyên).", ONGOING),
    ("- Thời gian thực hiện: Thường xuyên.", ONGOING),
    ("c) Thời gian thực hiện: Thực hiện thường xuyên.", ONGOING),
    ("Thời gian: Thường xuyên, liên tục", ONGOING),
    ("Thường xuyên", ONGOING),
    ("Thời gian: Liên tục", ONGOING),
    ("(công việc thường xuyên kéo dài nhiều tháng)", ONGOING),
    # recurring
    ("- Định kỳ hằng năm báo cáo kết quả", RECURRING),
    ("- Hằng năm hoặc đột xuất theo yêu cầu, báo cáo kết quả", RECURRING),
    ("định kỳ 6 tháng, hằng năm, đầu kỳ, cuối kỳ hoặc đột xuất khi cần thiết", RECURRING),
    ("theo dõi việc thực hiện; định kỳ báo cáo Ủy ban", RECURRING),
    ("gửi báo cáo trước ngày 20 của tháng cuối quý", RECURRING),
    ("trước ngày 15/11 hằng năm", RECURRING),
    ("Trước ngày 15 tháng 12 hằng năm", RECURRING),
    ("Trước ngày 15 tháng 7 và 15 tháng 01 hằng năm", RECURRING),
    ("Định kỳ hằng tháng, hạn trước ngày 20", RECURRING),
    ("Định kỳ 6 tháng, hạn ngày 15 tháng 6", RECURRING),
    ("họp vào ngày 15 hằng tháng", RECURRING),
    ("trước ngày 10 của tháng sau", RECURRING),
    ("báo cáo ngày 05 của tháng đầu quý sau", RECURRING),
    ("Báo cáo tháng gửi trước ngày 15 của tháng", RECURRING),
    ("gửi trước ngày 05 tháng cuối cùng của mỗi quý", RECURRING),
    ("tổng kết vào tháng 12 hằng năm", RECURRING),
    ("Thời gian: Quý II và Quý IV hằng năm", RECURRING),
    ("sinh hoạt tối thiểu 01 ngày/tháng", RECURRING),
    ("giao ban thứ Sáu hằng tuần", RECURRING),
    ("ngày 31/12 hàng năm", RECURRING),
    ("Thời gian: quý/6 tháng/năm", RECURRING),
    ("Trước 16 giờ 00 ngày 25 hàng tháng", RECURRING),
    ("chốt số liệu vào ngày làm việc cuối cùng của tháng", RECURRING),
    ("muộn nhất ngày 05 hàng tháng", RECURRING),
    ("3. Thời gian thực hiện: 6 tháng, hằng năm và định kỳ.", RECURRING),
    ("- Hằng quý tổ chức giao ban", RECURRING),
    ("- Tuyên truyền phòng, chống đuối nước hằng năm.", RECURRING),
    # conditional
    (
        "Thi hành (thực hiện sau khi có văn bản của Trung ương trong năm 2024).",
        [("conditional", "2024-01-01", "2024-12-31")],
    ),
    ("Kế hoạch (sau khi có Quy định của Trung ương năm 2024)", [("conditional", "2024-01-01", "2024-12-31")]),
    ("Kế hoạch (sau khi có quy định của Tỉnh)", CONDITIONAL),
    ("Báo cáo tổng kết (thực hiện khi có chỉ đạo của tỉnh).", CONDITIONAL),
    ("đánh giá hệ thống thông tin khi có hướng dẫn của cấp trên.", CONDITIONAL),
    ("trong vòng 05 ngày làm việc kể từ ngày nhận được hồ sơ", CONDITIONAL),
    ("gửi biên bản 07 ngày làm việc sau khi công bố kết quả", CONDITIONAL),
    ("sau 10 ngày kể từ ngày ký", CONDITIONAL),
    ("Sau 25 ngày kết thúc năm", CONDITIONAL),
    ("Học kỳ II: Bắt đầu ngay sau khi kết thúc học kỳ I", CONDITIONAL),
    ("- Thời gian: Khi có yêu cầu.", CONDITIONAL),
    ("Sắp xếp bộ máy (theo lộ trình).", CONDITIONAL),
    # vetoes: manner
    ("thường xuyên kiểm tra, đôn đốc; phối hợp thường xuyên, chặt chẽ", []),
    ("Thường xuyên theo dõi diễn biến của thời tiết", []),
    ("chi thường xuyên của đơn vị (chi thường xuyên)", []),
    ("kịp thời, đúng tiến độ, theo quy định, ngay sau khi ban hành", []),
    # vetoes: attributes
    ("đưa vào chương trình, kế hoạch công tác hằng năm của cơ quan", []),
    ("đánh giá, xếp loại chất lượng hằng năm đối với tập thể", []),
    ("thẩm định dự toán của các đơn vị lập hằng năm, tham mưu bố trí kinh phí", []),
    ("thu hoạch đạt năng suất bình quân hằng năm.", []),
    # vetoes: terms, programmes, horizons, names
    ("giai đoạn 2023 - 2028; nhiệm kỳ 2026 - 2031; năm học 2023 - 2024", []),
    ("tổng kết giai đoạn 2021-2025", []),
    ("thực hiện Chiến lược phát triển thanh niên đến năm 2030", []),
    ("triển khai Đề án “Chuyển đổi số đến hết năm 2025”", []),
    ("đến năm 2030, tầm nhìn đến năm 2045", []),
    ("Hành động 100 ngày; sơ kết 05 năm thực hiện", []),
    ("Kế hoạch công tác năm 2023", []),
    ("Xã Tân Lập (sau khi sáp nhập); (theo Kế hoạch số 12-KH/TU)", []),
    # vetoes: effect, signing, laws, the past
    ("Luật Dân chủ cơ sở (có hiệu lực thi hành từ 01/07/2023)", []),
    ("Quyết định này có hiệu lực thi hành kể từ ngày ký.", []),
    ("Hiệu lực đến 31/12/2025; hết hiệu lực kể từ ngày 01/7/2025", []),
    ("Luật Tiếp cận thông tin ngày 06/4/2016; Hiến pháp năm 2013", []),
    ("Ngày 02/4/2023, chi bộ họp thống nhất nội dung", []),
    ("Trong năm 2022, toàn xã đã vận động được 20 triệu đồng", []),
    ("Tính đến ngày 31/12/2022, có 20 đảng viên", []),
    ("tuổi đời tính đến tháng 6/2024; chốt số liệu đến hết ngày 14/11/2023", []),
    ("III. CHỈ TIÊU PHẤN ĐẤU NĂM 2024", []),
    ("kỷ niệm Ngày thành lập Đoàn (26/3/1931 - 26/3/2024)", []),
    ("nhân dịp lễ 30/4, chào mừng ngày 20/11", []),
    ("số liệu tính từ ngày 15/12/2022 đến ngày 14/6/2023", []),
    ("giải quyết trong 30 ngày; trước Tết Nguyên đán", []),
]


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_forms(text: str, expected: Expected) -> None:
    assert readings(deadlines_of(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thời gian hoàn thành: Quý II/2024.", ("by", "2024-04-01", "2024-06-30")),
        ("- Thời hạn hoàn thành: Trước ngày 30/6/2024.", ("before", None, "2024-06-30")),
        ("Hạn hoàn thành: 30/6/2024", ("by", None, "2024-06-30")),
        ("Hạn nhận bài: đến hết ngày 30/9/2024.", ("by", None, "2024-09-30")),
        ("Tiến độ: Tháng 5 - 7/2024", ("during", "2024-05-01", "2024-07-31")),
        ("Lộ trình thực hiện: 2024-2025.", ("during", "2024-01-01", "2025-12-31")),
        ("Thời gian thực hiện: Giai đoạn 2024 - 2025.", ("during", "2024-01-01", "2025-12-31")),
        ("Thời gian (dự kiến): tháng 5/2024", ("during", "2024-05-01", "2024-05-31")),
        ("Thời gian bắt đầu: tháng 9/2024", ("from", "2024-09-01", None)),
        ("Thời gian thực hiện: Từ năm 2023 đến năm 2030 và tiếp theo.", ("during", "2023-01-01", "2030-12-31")),
        ("Thời gian: Tháng 12/2023 và thường xuyên.", ("during", "2023-12-01", "2023-12-31")),
        ("Thời gian: Tháng 11, 12/2023 và bổ sung hàng năm.", ("during", "2023-11-01", "2023-12-31")),
        ("Thời gian: Trong năm 2024 và các năm tiếp theo.", ("from", "2024-01-01", None)),
        ("Thời gian: từ 07h30, ngày 15/5/2024 (thứ Tư).", ("during", "2024-05-15", "2024-05-15")),
        ("Địa điểm, thời gian: Hội trường, 14h00 ngày 20/4/2024.", ("during", "2024-04-20", "2024-04-20")),
        ("- Thời gian dự kiến: Chiều 28/12 và cả ngày 29/12/2023", ("during", "2023-12-28", "2023-12-29")),
    ],
)
def test_labelled_lines(text: str, expected: tuple[str, str | None, str | None]) -> None:
    assert readings(deadlines_of(text)) == [expected]


def test_two_places_are_two_deadlines() -> None:
    found = deadlines_of(
        "Quy chế (sau khi có Quy định của Trung ương năm 2023); Kế hoạch (sau khi có quy định của Tỉnh)."
    )
    assert [d.condition for _, d in found] == ["sau khi có Quy định của Trung ương", "sau khi có quy định của Tỉnh"]
    found = deadlines_of("- Đợt 1: Bắt đầu từ ngày 06/9/2024; kết thúc trước ngày 18/01/2025.")
    assert readings(found) == [("from", "2024-09-06", None), ("before", None, "2025-01-18")]


def test_one_place_is_one_deadline() -> None:
    assert readings(deadlines_of("Quán triệt (Quý IV/2023, Quý I/2024 và thường xuyên).")) == [
        ("during", "2023-10-01", "2024-03-31")
    ]
    assert readings(deadlines_of("Thời gian: Thường xuyên, hằng năm")) == ONGOING


def test_evidence_is_the_bracket_where_it_is_the_whole() -> None:
    text = "Số hóa hồ sơ (thực hiện từ năm 2024 - 2026)."
    ((span, deadline),) = deadlines_of(text)
    assert deadline.text == text[span.start : span.end] == "(thực hiện từ năm 2024 - 2026)"


RRULES = [
    ("Định kỳ hằng năm báo cáo", "FREQ=YEARLY"),
    ("định kỳ 6 tháng báo cáo kết quả", "FREQ=MONTHLY;INTERVAL=6"),
    ("Hằng quý, tổ chức giao ban", "FREQ=MONTHLY;INTERVAL=3"),
    ("trước ngày 15 hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=15"),
    ("trước ngày 15/11 hằng năm", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=15"),
    ("Trước ngày 15 tháng 7 và 15 tháng 01 hằng năm", "FREQ=YEARLY;BYMONTH=7,1;BYMONTHDAY=15"),
    ("ngày 10 tháng 7 và 15 tháng 01 hằng năm", None),
    ("trước ngày 20 của tháng cuối quý", "FREQ=MONTHLY;INTERVAL=3;BYMONTH=3,6,9,12;BYMONTHDAY=20"),
    ("ngày 05 của tháng đầu quý sau", "FREQ=MONTHLY;INTERVAL=3;BYMONTH=1,4,7,10;BYMONTHDAY=5"),
    ("chiều thứ Sáu hằng tuần", "FREQ=WEEKLY;BYDAY=FR"),
    ("ngày làm việc đầu tiên của tháng", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1"),
    ("Hằng năm, trước ngày 15/11, các đơn vị báo cáo", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=15"),
    ("Định kỳ hằng năm báo cáo về Sở trước ngày 15/11 để tổng hợp", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=15"),
    ("Thời gian: 6 tháng, hằng năm", None),
    ("định kỳ sơ kết, tổng kết", None),
    ("Kiểm tra các cơ sở định kỳ 02 tuần/lần.", "FREQ=WEEKLY;INTERVAL=2"),
    ("báo cáo hằng ngày trước 16 giờ 30.", "FREQ=DAILY"),
    ("gửi tin bài hằng tuần vào chiều thứ Năm.", "FREQ=WEEKLY;BYDAY=TH"),
    ("Tổng hợp, báo cáo Ban Giám đốc hằng tháng.", "FREQ=MONTHLY"),
]


@pytest.mark.parametrize(("text", "rule"), RRULES)
def test_recurrence_rules(text: str, rule: str | None) -> None:
    ((_, deadline),) = deadlines_of(text)
    assert (deadline.kind, deadline.start, deadline.due, deadline.recurrence) == ("recurring", None, None, rule)


@pytest.mark.parametrize("year", ["hằng năm", "năm"])
def test_each_report_has_its_day(year: str) -> None:
    found = deadlines_of(f"Định kỳ 6 tháng (trước ngày 15/6), {year} (trước ngày 15/12) báo cáo kết quả")
    assert [(d.text, d.kind) for _, d in found] == [
        ("Định kỳ 6 tháng (trước ngày 15/6)", "recurring"),
        (f"{year} (trước ngày 15/12)", "recurring"),
    ]


def test_a_period_with_its_day_in_brackets_is_one_duty() -> None:
    ((_, found),) = deadlines_of("Định kỳ hằng quý (trước ngày 20 tháng cuối quý) báo cáo kết quả")
    assert (found.text, found.recurrence) == (
        "Định kỳ hằng quý (trước ngày 20 tháng cuối quý)",
        "FREQ=MONTHLY;INTERVAL=3;BYMONTH=3,6,9,12;BYMONTHDAY=20",
    )


def test_a_series_of_reports_recurs() -> None:
    found = deadlines_of(
        "Báo cáo: Hằng tháng trước ngày 20, hằng quý trước ngày 20 tháng cuối quý, năm trước ngày 15/12."
    )
    assert [(d.kind, d.recurrence) for _, d in found] == [
        ("recurring", "FREQ=MONTHLY;BYMONTHDAY=20"),
        ("recurring", "FREQ=MONTHLY;INTERVAL=3;BYMONTH=3,6,9,12;BYMONTHDAY=20"),
        ("recurring", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15"),
    ]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("(thực hiện sau khi có văn bản của Trung ương trong năm 2024)", "sau khi có văn bản của Trung ương"),
        ("hồ sơ gửi 07 ngày làm việc sau khi công bố kết quả.", "sau khi công bố kết quả"),
        ("trong vòng 05 ngày làm việc kể từ ngày nhận được hồ sơ, các đơn vị trả lời", "kể từ ngày nhận được hồ sơ"),
        ("chậm nhất 03 ngày trước ngày họp", "trước ngày họp"),
        ("10 ngày kể từ ngày ký", "kể từ ngày ký"),
    ],
)
def test_conditions(text: str, condition: str) -> None:
    ((_, deadline),) = deadlines_of(text)
    assert (deadline.kind, deadline.condition) == ("conditional", condition)


def test_dates_of_citations_are_none() -> None:
    text = "Thực hiện Kế hoạch số 12-KH/TU, ngày 15/6/2023 trước ngày 30/6/2023"
    found = deadlines_of(text, cited="Kế hoạch số 12-KH/TU, ngày 15/6/2023")
    assert readings(found) == [("before", None, "2023-06-30")]


def test_the_preamble_is_silent_unless_it_is_all_there_is() -> None:
    text = "Đề nghị báo cáo trước ngày 30/6/2023\nNội dung"
    assert deadlines_of(text, sections=["preamble", "I"]) == []
    letter = deadlines_of(text, sections=["preamble", "preamble"])
    assert [(d.section, d.due) for _, d in letter] == [("preamble", "2023-06-30")]


@pytest.mark.parametrize("zone", ["header", "recipients", "signature"])
def test_zones_without_deadlines(zone: str) -> None:
    assert deadlines_of("báo cáo trước ngày 30/6/2023 (thực hiện thường xuyên)", section=zone) == []


@pytest.mark.parametrize("section", ["closing", "IV/1", "Phụ lục I/2"])
def test_zones_with_deadlines(section: str) -> None:
    ((_, deadline),) = deadlines_of("báo cáo trước ngày 30/6/2023", section=section)
    assert deadline.section == section


def test_the_documents_year_is_inferred() -> None:
    ((_, deadline),) = deadlines_of("báo cáo trước ngày 30/6", issued="2023-04")
    assert (deadline.due, deadline.inferred) == ("2023-06-30", True)


def test_an_impossible_day_is_kept_without_bounds() -> None:
    ((_, deadline),) = deadlines_of("gửi về trước ngày 31/4/2024")
    assert (deadline.kind, deadline.due) == ("before", None)


def test_a_heading_that_is_a_label_opens_its_section() -> None:
    text = "1. Thời gian\nLúc 14 giờ 00 phút, ngày 28 tháng 4 năm 2023.\n2. Nội dung\nÔn thi năm 2023"
    found = deadlines_of(text, sections=["III/1", "III/1", "III/2", "III/2"])
    assert [(d.section, d.kind, d.due) for _, d in found] == [("III/1", "during", "2023-04-28")]


def test_a_column_of_times() -> None:
    text = "Nội dung\nThời gian hoàn thành\nRà soát\nQuý II/2023\nSố hóa\nNăm 2024"
    found = deadlines_of(text, role="cell")
    assert readings(found) == [("by", "2023-04-01", "2023-06-30"), ("by", "2024-01-01", "2024-12-31")]


def test_years_that_head_columns_are_none() -> None:
    assert deadlines_of("Chỉ tiêu\nNăm 2023\nNăm 2024\n2024-2025", role="cell") == []


def test_months_side_by_side_head_a_chart() -> None:
    assert deadlines_of("Nội dung\nTháng 1\nTháng 2\nTháng 3\nRà soát", role="cell") == []
    found = deadlines_of("Tháng 9/2023\nKhai giảng\nTháng 10/2023\nHội giảng", role="cell")
    assert [d.start for _, d in found] == ["2023-09-01", "2023-10-01"]


def test_a_lost_date_is_not_older_than_what_is_cited() -> None:
    text = "Căn cứ Công văn số 5-CV/HU ngày 10/5/2023\nTrong năm 2022 tổ chức hội thi; xong trước ngày 30/6/2023"
    found = deadlines_of(text, None, sections=["preamble", "I"], cited="Công văn số 5-CV/HU ngày 10/5/2023")
    assert readings(found) == [("before", None, "2023-06-30")]


def test_the_whole_year_of_the_title() -> None:
    text = "Kế hoạch tuyên truyền năm 2024\nThời gian thực hiện: Cả năm."
    found = deadlines_of(text, None, sections=["header", "II/1"])
    assert [(d.kind, d.start, d.due, d.inferred) for _, d in found] == [("during", "2024-01-01", "2024-12-31", True)]
    assert readings(deadlines_of("Thời gian thực hiện: Cả năm.")) == ONGOING


def test_the_whole_year_behind_a_colon() -> None:
    text = "Kế hoạch tuyên truyền năm 2024\nTuyên truyền trên loa: cả năm.\nTiến độ: cả năm\nTrong năm, các đơn vị họp"
    found = deadlines_of(text, None, sections=["header", "II/1", "II/2", "II/3"])
    assert [(d.section, d.due) for _, d in found] == [("II/1", "2024-12-31"), ("II/2", "2024-12-31")]


@pytest.mark.parametrize(
    "text",
    [
        "Mốc thời gian kiểm tra: từ 01/01/2024 đến 31/12/2024",
        "Thời kỳ thanh tra: năm 2023, 2024",
        "Xem xét sổ sách từ ngày 01/6/2023 đến thời điểm kiểm tra",
        "Số liệu báo cáo hằng tháng, chế độ báo cáo hằng quý.",
    ],
)
def test_what_is_looked_into_is_no_deadline(text: str) -> None:
    assert deadlines_of(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4- Đến năm 2025, phấn đấu có 50 sản phẩm", [("by", None, "2025-12-31")]),
        ("Ngày hội đọc sách (21/4/2026).", [("during", "2026-04-21", "2026-04-21")]),
        ("Kiểm tra các thôn: tháng 9, 10 năm 2024.", [("during", "2024-09-01", "2024-10-31")]),
        ("Sơ kết: Quý II - Quý III.", [("during", "2023-04-01", "2023-09-30")]),
        ("Phổ biến kế hoạch; sáng 04/9 tổng vệ sinh lớp học.", [("during", "2023-09-04", "2023-09-04")]),
        (
            "Phát động từ ngày 02/5 đến ngày 05/5/2023; tháng 8/2023 trồng dặm.",
            [
                ("during", "2023-05-02", "2023-05-05"),
                ("during", "2023-08-01", "2023-08-31"),
            ],
        ),
        ("Thời gian: 03 ngày, từ ngày 05/8 đến 07/8/2023", [("during", "2023-08-05", "2023-08-07")]),
        ("Từ ngày 11/4/2022 đến ngày 10/4/2023, toàn huyện tiếp nhận 900 hồ sơ.", []),
        ("Nộp báo cáo cả năm trước ngày 10/02 năm sau.", [("before", None, "2024-02-10")]),
    ],
)
def test_forms_at_a_clauses_start(text: str, expected: Expected) -> None:
    assert readings(deadlines_of(text)) == expected


def test_recurrence_helpers() -> None:
    assert recurrence.frequency("mỗi năm") == "FREQ=YEARLY"
    assert recurrence.frequency("12 tháng") == "FREQ=YEARLY"
    assert recurrence.frequency("nửa năm") == "FREQ=MONTHLY;INTERVAL=6"
    assert recurrence.frequency("hai năm một lần") == "FREQ=YEARLY;INTERVAL=2"
    assert recurrence.frequency("định kỳ") is None
    assert recurrence.on_day("FREQ=MONTHLY", "2023-06-15") == "FREQ=MONTHLY"
    assert recurrence.on_day("FREQ=YEARLY", None) == "FREQ=YEARLY"
    assert recurrence.fill("FREQ=MONTHLY;BYMONTHDAY={d}", {"d": ["05", "20"]}) == "FREQ=MONTHLY;BYMONTHDAY=5,20"


PIECES = [
    *("Thời gian thực hiện: ", "(", ")", "thường xuyên", "định kỳ ", "hằng năm", "hoàn thành ", "trước ", "đến "),
    *("trong ", "từ ", "sau khi có văn bản của tỉnh", "ngày 15/6", "/2023", "quý II/2024", "năm 2025", "31/4"),
    *(", ", ". ", "; ", ": ", "\n", "“", "”", "tháng 5", " và thường xuyên", "10 ngày kể từ ngày ký", "- "),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.sampled_from([None, "2023", "2023-05-15"]))
@settings(max_examples=300, deadline=None)
def test_any_mixture_gives_ordered_evidence(text: str, issued: str | None) -> None:
    done = 0
    for span, deadline in deadlines_of(text, issued):
        assert done <= span.start < span.end
        assert deadline.text == text[span.start : span.end]
        assert "\n" not in deadline.text
        assert deadline.kind != "before" or deadline.start is None
        assert deadline.kind != "from" or deadline.due is None
        assert (deadline.recurrence is None) or deadline.kind == "recurring"
        done = span.end


@given(st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text: str) -> None:
    deadlines_of(text, None)


def test_time_grows_linearly() -> None:
    def taken(count: int) -> float:
        text = (
            "Thời gian: trước ngày 15/9/2023 (thực hiện thường xuyên), sau khi có văn bản của tỉnh; hằng năm, " * count
        )
        return seconds(lambda: deadlines_of(text))

    taken(10)
    small, large = taken(100), taken(400)
    assert large < 10 * max(small, 0.01)
