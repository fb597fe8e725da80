"""Time expressions of the running text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import seconds

from plancli.extract.dates import find_dates
from plancli.model import DateExpression
from plancli.patterns import Patterns
from plancli.text import Flow, Locator, NormSpan, NormText, Paragraph, SourceText

PATTERNS = Patterns.builtin()


def flow_of(text: str, *sections: str) -> Flow:
    """One paragraph a line; the sections in order, the last one for the rest."""
    paragraphs, offset = [], 0
    for index, line in enumerate(text.split("\n")):
        section = sections[min(index, len(sections) - 1)] if sections else "I/1"
        paragraphs.append(Paragraph(offset, offset + len(line), section))
        offset += len(line) + 1
    return Flow(NormText.of(text), paragraphs)


def dates_of(text: str, issued: str | None = "2024-03-10", *sections: str) -> list[tuple[NormSpan, DateExpression]]:
    flow = flow_of(text, *sections)
    return find_dates(flow, Locator(SourceText(text), flow.norm), PATTERNS, issued)


FULL = [
    ("ngày 09/11/2022", "day", "2022-11-09", "2022-11-09"),
    ("ngày 27 tháng 4  năm 2023", "day", "2023-04-27", "2023-04-27"),
    ("30/4/2023", "day", "2023-04-30", "2023-04-30"),
    ("30-4-2023", "day", "2023-04-30", "2023-04-30"),
    ("30.4.2023", "day", "2023-04-30", "2023-04-30"),
    ("ngày 15 / 9 / 2023", "day", "2023-09-15", "2023-09-15"),
    ("ngày 30/4/23", "day", "2023-04-30", "2023-04-30"),
    ("ngày 05/9 năm 2025", "day", "2025-09-05", "2025-09-05"),
    ("mùng 2 tháng 6 năm 2026", "day", "2026-06-02", "2026-06-02"),
    ("ngày 3 tháng tư năm 2018", "day", "2018-04-03", "2018-04-03"),
    ("tháng 5/2023", "month", "2023-05-01", "2023-05-31"),
    ("tháng 4 năm 2023", "month", "2023-04-01", "2023-04-30"),
    ("T5/2024", "month", "2024-05-01", "2024-05-31"),
    ("tháng bốn năm 2018", "month", "2018-04-01", "2018-04-30"),
    ("Quý II/2023", "quarter", "2023-04-01", "2023-06-30"),
    ("quý II năm 2023", "quarter", "2023-04-01", "2023-06-30"),
    ("Q2/2023", "quarter", "2023-04-01", "2023-06-30"),
    ("QII/2023", "quarter", "2023-04-01", "2023-06-30"),
    ("Quý lV/2024", "quarter", "2024-10-01", "2024-12-31"),
    ("Quý 11/2023", "quarter", "2023-04-01", "2023-06-30"),
    ("Quý I, II/2024", "range", "2024-01-01", "2024-06-30"),
    ("Quý III - IV/2024", "range", "2024-07-01", "2024-12-31"),
    ("Quý IV/2013, Quý I/2014", "range", "2013-10-01", "2014-03-31"),
    ("Quý I, quý II, quý III/2024", "range", "2024-01-01", "2024-09-30"),
    ("năm 2025", "year", "2025-01-01", "2025-12-31"),
    ("năm 2023 - 2025", "range", "2023-01-01", "2025-12-31"),
    ("các năm 2023, 2024 và 2025", "range", "2023-01-01", "2025-12-31"),
    ("2021-2025", "range", "2021-01-01", "2025-12-31"),
    ("giai đoạn 2023 - 2028", "period", "2023-01-01", "2028-12-31"),
    ("giai đoạn từ năm 2021 đến năm 2025", "period", "2021-01-01", "2025-12-31"),
    ("giai đoạn đến năm 2020", "period", None, "2020-12-31"),
    ("5 năm 2021 - 2025", "period", "2021-01-01", "2025-12-31"),
    ("nhiệm kỳ 2020-2025", "term", "2020", "2025"),
    ("năm học 2024-2025", "school_year", "2024", "2025"),
    ("6 tháng đầu năm 2024", "half", "2024-01-01", "2024-06-30"),
    ("06 tháng cuối năm 2024", "half", "2024-07-01", "2024-12-31"),
    ("9 tháng đầu năm 2024", "half", "2024-01-01", "2024-09-30"),
    ("từ ngày 15/01 - 24/01/2026", "range", "2026-01-15", "2026-01-24"),
    ("từ ngày 02/02/2026 – 15/02/2026", "range", "2026-02-02", "2026-02-15"),
    ("từ ngày 26 đến 28/12/2011", "range", "2011-12-26", "2011-12-28"),
    ("từ tháng 9/2024 đến hết ngày 31/5/2025", "range", "2024-09-01", "2025-05-31"),
    ("từ ngày 15/4/2024 đến hết quý II/2024", "range", "2024-04-15", "2024-06-30"),
    ("từ năm 2023 đến 2025", "range", "2023-01-01", "2025-12-31"),
    ("Kể từ ngày 28/8/2017 đến 30/11/2017", "range", "2017-08-28", "2017-11-30"),
    ("Ngày 26, 27/12/2011", "range", "2011-12-26", "2011-12-27"),
    ("Tháng 11, 12/2013", "range", "2013-11-01", "2013-12-31"),
    ("Chiều ngày 28/12 và cả ngày 29/12/2011", "range", "2011-12-28", "2011-12-29"),
    ("19h30 ngày 24 tháng 01 năm 2026 (thứ 7)", "time", "2026-01-24", "2026-01-24"),
    ("14 giờ 00 phút, ngày 16/11/2020", "time", "2020-11-16", "2020-11-16"),
    ("8h00-10h00 ngày 28/12/2011", "time", "2011-12-28", "2011-12-28"),
    ("lúc 07 giờ 30 phút, thứ Sáu, ngày 5/9/2025", "time", "2025-09-05", "2025-09-05"),
    ("ngày 24/01/2026, lúc 19h30", "time", "2026-01-24", "2026-01-24"),
    ("đầu năm 2025", "part", "2025-01-01", None),
    ("tháng 3 ÷ 5/2024", "range", "2024-03-01", "2024-05-31"),
    ("thứ Hai ngày 20/11/2023", "day", "2023-11-20", "2023-11-20"),
    ("hai ngày 20/11/2023", "day", "2023-11-20", "2023-11-20"),
    ("giữa năm 2025", "part", "2025-01-01", "2025-12-31"),
    ("cuối quý IV/2024", "part", None, "2024-12-31"),
    ("thượng tuần tháng 5/2024", "part", "2024-05-01", "2024-05-10"),
    ("tuần 2 tháng 5/2024", "part", "2024-05-01", "2024-05-31"),
    ("ngày 31/4/2023", "impossible", None, None),
    ("ngày 31/4", "impossible", None, None),
    ("ngày 10/3 âm lịch", "lunar", None, None),
    ("ngày 15/11 hằng năm", "recurring", None, None),
]


@pytest.mark.parametrize(("text", "kind", "start", "end"), FULL)
def test_expressions_with_all_that_they_need(text: str, kind: str, start: str | None, end: str | None) -> None:
    ((span, date),) = dates_of(text)
    assert (date.text, date.kind, date.start, date.end) == (text, kind, start, end)
    assert (span.start, span.end) == date.span == (0, len(text))
    assert not date.inferred


INFERRED = [
    ("từ ngày 15/4 đến ngày 15/5", "2023-04-15", "2023-05-15"),
    ("ngày 15 tháng 7", "2023-07-15", "2023-07-15"),
    ("Tháng 6", "2023-06-01", "2023-06-30"),
    ("tháng Ba", "2023-03-01", "2023-03-31"),
    ("Quý IV", "2023-10-01", "2023-12-31"),
    ("6 tháng đầu năm", "2023-01-01", "2023-06-30"),
    ("tháng 3 và tháng 4", "2023-03-01", "2023-04-30"),
    ("ngày 10/02 năm sau", "2024-02-10", "2024-02-10"),
]


@pytest.mark.parametrize(("text", "start", "end"), INFERRED)
@pytest.mark.parametrize("issued", ["2023-05-15", "2023-05", "2023"])
def test_the_documents_year_is_taken(text: str, start: str, end: str, issued: str) -> None:
    ((_, date),) = dates_of(text, issued)
    assert (date.start, date.end, date.inferred) == (start, end, True)


def test_without_any_year_the_bounds_stay_open() -> None:
    ((_, date),) = dates_of("trước ngày 15/9", None)
    assert (date.kind, date.start, date.end, date.inferred) == ("day", None, None, False)


def test_the_titles_year_serves_when_the_date_is_lost() -> None:
    found = dates_of("Kế hoạch công tác năm 2026\nxong trước ngày 15/9", None, "header", "I")
    assert [(d.start, d.inferred) for _, d in found] == [("2026-01-01", False), ("2026-09-15", True)]


def test_two_years_in_the_title_settle_nothing() -> None:
    found = dates_of("Tổng kết năm 2025, nhiệm vụ năm 2026\nxong trước ngày 15/9", None, "header", "I")
    assert found[-1][1].start is None


def test_a_range_over_new_year() -> None:
    ((_, date),) = dates_of("từ ngày 15/12 đến ngày 15/01/2026")
    assert (date.start, date.end) == ("2025-12-15", "2026-01-15")
    ((_, date),) = dates_of("từ ngày 15/12/2025 đến 15/01")
    assert (date.start, date.end, date.inferred) == ("2025-12-15", "2026-01-15", True)


def test_separate_days_stay_separate() -> None:
    found = dates_of("ngày 15/6 và ngày 15/12/2024")
    assert [date.start for _, date in found] == ["2024-06-15", "2024-12-15"]


def test_a_lunar_gloss_is_its_own_expression() -> None:
    found = dates_of("từ ngày 02/02/2026 – 15/02/2026 (từ ngày 15 – 28 tháng 12 Âm lịch)")
    assert [(d.kind, d.start) for _, d in found] == [("range", "2026-02-02"), ("lunar", None)]


def test_horizons_are_years() -> None:
    found = dates_of("đến năm 2030, tầm nhìn đến năm 2045")
    assert [(d.text, d.end) for _, d in found] == [("năm 2030", "2030-12-31"), ("năm 2045", "2045-12-31")]


NONE = [
    "Nghị quyết số 27-NQ/TW, Nghị định 30/2020/NĐ-CP",
    "Nghị quyết 12/2021/NQ-HĐND, Luật số 15/2023/QH15",
    "theo khoản 30.4 của Điều 12",
    "01/8 hộ, trong 7/9 xã",
    "Điện thoại: 0912.345.678, số máy lẻ 12-5",
    "trực 24/24 giờ, 24/7",
    "Mẫu số 01/2024, tỷ lệ 3/4",
    "6 tháng 01 lần, mỗi tháng 2 buổi, hai tháng ba ngày",
    "hoàn thành 15/20 tiêu chí",
    "đạt các mức 3/5, 4/6 và 5/7",
    "Thời gian: 1/2 ngày",
    "năm học mới, lần thứ sáu, quý cơ quan",
]


@pytest.mark.parametrize("text", NONE)
def test_numbers_that_are_no_dates(text: str) -> None:
    assert [date.text for _, date in dates_of(text)] == []


def test_weak_numbers_need_a_cue() -> None:
    assert [d.text for _, d in dates_of("xong trước 31/12; đạt 3/5")] == ["31/12"]
    assert [d.text for _, d in dates_of("01/2026")] == ["01/2026"]


def test_sections_and_pages() -> None:
    text = "Mục\fngày 5/6/2024"
    flow = Flow(NormText.of(text), [Paragraph(0, len(text), "II/1/-2")])
    ((_, date),) = find_dates(flow, Locator(SourceText(text, page_starts=(0, 4)), flow.norm), PATTERNS, None)
    assert (date.section, date.page) == ("II/1/-2", 2)


PIECES = [
    *("ngày ", "tháng ", "năm ", "quý ", "từ ", "đến ", "hết ", "giai đoạn ", "nhiệm kỳ ", "hằng năm", "cuối "),
    *("15", "31", "4", "2023", "2024", "II", "IV", "/", "-", ", ", " và ", ".", ":", " ", "\n", "(", ")", "h30 "),
    *("âm lịch", "thứ 7", "tuần ", "6 tháng đầu năm", "trước ", "khóa "),
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from([None, "2023", "2023-05-15"]))
@settings(max_examples=300, deadline=None)
def test_any_mixture_gives_ordered_disjoint_evidence(text: str, issued: str | None) -> None:
    found = dates_of(text, issued)
    done = 0
    for span, date in found:
        assert done <= span.start < span.end
        assert date.text == text[span.start : span.end]
        assert "\n" not in date.text
        assert date.start is None or date.end is None or date.start <= date.end
        done = span.end


@given(st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text: str) -> None:
    dates_of(text, None)


def test_time_grows_linearly() -> None:
    def taken(count: int) -> float:
        text = "Gửi trước ngày 15/9/2023, từ ngày 1 đến ngày 5/6/2024; Quý I, II/2024 và năm 2023 - 2025. " * count
        return seconds(lambda: dates_of(text))

    taken(10)
    small, large = taken(200), taken(800)
    assert large < 10 * max(small, 0.01)
