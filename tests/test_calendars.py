"""Calendars: what of the deadlines stands in them, read back by the library's parser and expanded by another's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import recurring_ical_events  # type: ignore[import-untyped,unused-ignore]
from hypothesis import given
from hypothesis import strategies as st
from inside import runner
from msgspec.structs import replace

import plancli as library
from plancli.calendars.entries import Entry, Unplaced, calendar_entries, days
from plancli.calendars.ical import AlarmError, Component, alarm_time, calendar_file, require
from plancli.errors import MissingToolError
from plancli.model import Document

Cli = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def plancli(monkeypatch: pytest.MonkeyPatch, root: Path) -> Cli:
    """The commands inside this process: there are many, and a start each costs more than the work."""
    return runner(monkeypatch, root)


PLAN = """ỦY BAN NHÂN DÂN
XÃ ĐÔNG HẢI

Số: 12/KH-UBND

Đông Hải, ngày 05 tháng 3 năm 2024

KẾ HOẠCH
phòng, chống đuối nước năm 2024

I. NỘI DUNG
1. Công an xã cắm biển cảnh báo, xong trước ngày 15/5/2024.
2. Trường THCS Đông Hải dạy bơi cho học sinh, xong trong tháng 6/2024.
3. Trạm Y tế tập huấn sơ cứu trong quý III/2024.
4. Văn phòng UBND xã báo cáo trước ngày 25 hằng tháng.
5. Đoàn xã trực bãi tắm vào thứ Bảy hằng tuần.
6. Các thôn tuyên truyền (thực hiện thường xuyên).
7. Hội Nông dân rà soát ao hồ định kỳ hằng năm.
8. Công chức Tài chính cấp kinh phí (sau khi có hướng dẫn của tỉnh).
9. Hội Phụ nữ mở lớp học bơi từ ngày 01/7/2024.
II. TỔ CHỨC THỰC HIỆN
1. Giao Văn phòng UBND xã tổng hợp, báo cáo trước ngày 20/12 hằng năm.

Nơi nhận:
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn Bình
"""


def of(text: str = PLAN, name: str = "plan.txt") -> Document:
    return library.parse_text(text, name=name)


def placed(document: Document) -> list[Entry]:
    return [item for item in calendar_entries(document, "vi") if isinstance(item, Entry)]


def read_back(document: Document, component: Component, *alarms: str) -> dict[str, Any]:
    """The components by a word of their summaries."""
    data = calendar_file(placed(document), component, [alarm_time(text) for text in alarms])
    calendar: Any = icalendar.Calendar.from_ical(data)
    return {str(part["SUMMARY"]): part for part in calendar.walk(component.upper())}


def one(parts: dict[str, Any], word: str) -> Any:
    (found,) = [part for summary, part in parts.items() if word in summary]
    return found


# --- to-dos ------------------------------------------------------------------------------------------------------


def test_a_day_a_month_and_a_quarter() -> None:
    todos = read_back(of(), "vtodo")
    day = one(todos, "cắm biển")
    assert day["DUE"].dt == date(2024, 5, 15)
    assert "DTSTART" not in day
    month = one(todos, "dạy bơi")
    assert (month["DTSTART"].dt, month["DUE"].dt) == (date(2024, 6, 1), date(2024, 6, 30))
    quarter = one(todos, "sơ cứu")
    assert (quarter["DTSTART"].dt, quarter["DUE"].dt) == (date(2024, 7, 1), date(2024, 9, 30))
    begins = one(todos, "lớp học bơi")
    assert begins["DTSTART"].dt == date(2024, 7, 1)
    assert "DUE" not in begins


def test_what_has_no_day_is_left_out_and_told() -> None:
    left = [item for item in calendar_entries(of(), "vi") if isinstance(item, Unplaced)]
    assert [(item.section, item.reason) for item in left] == [
        ("I/6", "ongoing"),
        ("I/7", "recurring, without a day"),
        ("I/8", "conditional"),
    ]


def test_the_sentence_and_its_source_are_in_the_description() -> None:
    text = str(one(read_back(of(), "vtodo"), "cắm biển")["DESCRIPTION"])
    assert text.splitlines()[0] == "Công an xã cắm biển cảnh báo, xong trước ngày 15/5/2024."
    assert "Thời hạn: xong trước ngày 15/5/2024 (trước)" in text
    assert "Nguồn: Kế hoạch số 12/KH-UBND, 2024-03-05, Ủy ban nhân dân xã Đông Hải, mục I/1, plan.txt, ký tự" in text


# --- recurrences -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("component", ["vtodo", "vevent"])
@pytest.mark.parametrize(
    ("word", "after", "before", "days_found"),
    [
        ("báo cáo trước ngày 25", (2024, 3, 1), (2024, 6, 1), ["2024-03-25", "2024-04-25", "2024-05-25"]),
        ("bãi tắm", (2024, 3, 1), (2024, 3, 24), ["2024-03-09", "2024-03-16", "2024-03-23"]),
        ("tổng hợp", (2024, 1, 1), (2027, 1, 1), ["2024-12-20", "2025-12-20", "2026-12-20"]),
    ],
)
def test_recurrences_expand_to_the_days_meant(
    component: Component, word: str, after: tuple[int, int, int], before: tuple[int, int, int], days_found: list[str]
) -> None:
    calendar: Any = icalendar.Calendar.from_ical(calendar_file(placed(of()), component))
    found = recurring_ical_events.of(calendar, components=[component.upper()]).between(after, before)
    starts = sorted(str(part["DTSTART"].dt) for part in found if word in str(part["SUMMARY"]))
    assert starts == days_found


def test_a_recurrence_without_a_date_to_count_from_is_left_out() -> None:
    undated = of("KẾ HOẠCH\nlàm sạch\n\n1. Công an xã báo cáo trước ngày 25 hằng tháng.\n")
    (item,) = calendar_entries(undated, "vi")
    assert isinstance(item, Unplaced)
    assert item.reason == "recurring, in a document without a date"


def test_a_month_that_comes_every_year_is_a_span() -> None:
    document = of()
    index = next(i for i, item in enumerate(document.deadlines) if item.recurrence == "FREQ=YEARLY")
    yearly = replace(document.deadlines[index], recurrence="FREQ=YEARLY;BYMONTH=2")
    changed = replace(document, deadlines=[yearly], tasks=[])
    (entry,) = placed(changed)
    assert (entry.first, entry.last, days(entry)) == (date(2025, 2, 1), date(2025, 2, 28), 28)


@pytest.mark.parametrize(
    "rule", ["FREQ=MONTHLY;BYMONTHDAY=x", "BYDAY=MO", "FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2;COUNT=0"]
)
def test_a_rule_that_cannot_be_read_is_left_out(rule: str) -> None:
    document = of()
    bad = replace(document.deadlines[0], kind="recurring", recurrence=rule)
    (item,) = calendar_entries(replace(document, deadlines=[bad], tasks=[]), "vi")
    assert isinstance(item, Unplaced)


# --- events ------------------------------------------------------------------------------------------------------


def test_events_last_all_day_to_the_last_day() -> None:
    events = read_back(of(), "vevent")
    day = one(events, "cắm biển")
    assert (day["DTSTART"].dt, day["DTEND"].dt) == (date(2024, 5, 15), date(2024, 5, 16))
    quarter = one(events, "sơ cứu")
    assert (quarter["DTSTART"].dt, quarter["DTEND"].dt) == (date(2024, 7, 1), date(2024, 10, 1))
    assert str(day["TRANSP"]) == "TRANSPARENT"


def test_alarms_are_there_when_asked_for() -> None:
    assert not any(part.subcomponents for part in read_back(of(), "vtodo").values())
    todo = one(read_back(of(), "vtodo", "7d", "12h"), "cắm biển")
    alarms = todo.walk("VALARM")
    assert [alarm["TRIGGER"].dt for alarm in alarms] == [timedelta(days=-7), timedelta(hours=-12)]
    assert {alarm["TRIGGER"].params.get("RELATED") for alarm in alarms} == {"END"}
    event = one(read_back(of(), "vevent", "2w"), "cắm biển").walk("VALARM")[0]
    assert event["TRIGGER"].dt == timedelta(days=-14)
    assert "RELATED" not in event["TRIGGER"].params


@pytest.mark.parametrize("text", ["", "7", "d", "7x", "-1d", "1000d", "1.5h"])
def test_what_is_no_time_of_an_alarm(text: str) -> None:
    with pytest.raises(AlarmError):
        alarm_time(text)


# --- the file ----------------------------------------------------------------------------------------------------


def test_importing_twice_makes_no_doubles() -> None:
    once = {str(part["UID"]) for part in read_back(of(), "vtodo").values()}
    again = {str(part["UID"]) for part in read_back(of(PLAN.replace("\n\n", "\n\n\n"), "plan.docx"), "vtodo").values()}
    assert once == again
    assert len(once) == len(placed(of()))
    other = {str(part["UID"]) for part in read_back(of(PLAN.replace("12/KH", "13/KH")), "vtodo").values()}
    assert not once & other
    assert not once & {str(part["UID"]) for part in read_back(of(), "vevent").values()}


def test_the_same_words_twice_are_two_entries() -> None:
    twice = of(
        PLAN.replace("dạy bơi cho học sinh, xong trong", "dạy bơi xong trong tháng 6/2024, dạy sơ cứu xong trong")
    )
    keys = [entry.key for entry in placed(twice)]
    assert len(keys) == len(set(keys)) == len(placed(of())) + 1


def test_the_clock_is_not_in_it() -> None:
    assert calendar_file(placed(of()), "vtodo") == calendar_file(placed(of()), "vtodo")
    assert one(read_back(of(), "vtodo"), "cắm biển")["DTSTAMP"].dt == datetime(2024, 3, 5, tzinfo=UTC)


def test_lines_are_folded_and_required_properties_there() -> None:
    data = calendar_file(placed(of()), "vtodo", [timedelta(days=1)], "Kế hoạch, 2024; \x1b[31mx")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    calendar: Any = icalendar.Calendar.from_ical(data)
    assert str(calendar["VERSION"]) == "2.0"
    assert str(calendar["X-WR-CALNAME"]) == "Kế hoạch, 2024; \\x1b[31mx"
    for part in calendar.walk("VTODO"):
        assert {"UID", "DTSTAMP", "SUMMARY"} <= set(part)


@given(st.text(max_size=60))
def test_any_words_come_back(text: str) -> None:
    made = datetime(2024, 1, 1, tzinfo=UTC)
    entry = Entry("k", "by", text, f"{text}\n{text}", None, date(2024, 5, 1), None, made)
    calendar: Any = icalendar.Calendar.from_ical(calendar_file([entry], "vtodo"))
    (todo,) = calendar.walk("VTODO")
    assert todo["DUE"].dt == date(2024, 5, 1)
    assert "\x1b" not in str(todo["SUMMARY"])


def test_without_icalendar_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(MissingToolError, match=r"plancli\[calendar\]"):
        require()


# --- the command -------------------------------------------------------------------------------------------------


def test_the_command(plancli: Cli, tmp_path: Path) -> None:
    plan, target = tmp_path / "plan.txt", tmp_path / "plan.ics"
    plan.write_text(PLAN, encoding="utf-8")
    run = plancli("deadlines", plan, plan, "--format", "ics", "--as", "vevent", "--alarm", "1d", "-o", target)
    assert (run.returncode, run.stdout) == (0, b"")
    calendar: Any = icalendar.Calendar.from_ical(target.read_bytes())
    events = calendar.walk("VEVENT")
    assert len(events) == len(placed(of()))
    assert all(len(event.walk("VALARM")) == 1 for event in events)
    told = run.stderr.decode().splitlines()
    assert "plancli: not in the calendar (ongoing): 12/KH-UBND, I/6: (thực hiện thường xuyên)" in told


def test_filters_choose_what_is_in_the_calendar(plancli: Cli, tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(PLAN, encoding="utf-8")
    run = plancli("deadlines", plan, "--format", "ics", "--kind", "before")
    calendar: Any = icalendar.Calendar.from_ical(run.stdout)
    assert [str(part["CATEGORIES"].to_ical().decode()) for part in calendar.walk("VTODO")] == ["before"]
    assert run.stderr == b""
