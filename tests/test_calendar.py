"""Periods to inclusive ISO bounds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancli.extract import calendar
from plancli.extract.calendar import Bounds


def test_periods() -> None:
    assert calendar.day(2024, 2, 29) == Bounds("2024-02-29", "2024-02-29")
    assert calendar.day(2023, 2, 29) is None
    assert calendar.month(2023, 4) == Bounds("2023-04-01", "2023-04-30")
    assert calendar.month(2023, 13) is None
    assert calendar.quarter(2023, 2) == Bounds("2023-04-01", "2023-06-30")
    assert calendar.quarter(2023, 5) is None
    assert calendar.half(2024, 2) == Bounds("2024-07-01", "2024-12-31")
    assert calendar.half(2024, 3) is None
    assert calendar.leading_months(2024, 9) == Bounds("2024-01-01", "2024-09-30")
    assert calendar.closing_months(2024, 3) == Bounds("2024-10-01", "2024-12-31")
    assert calendar.year(2025) == Bounds("2025-01-01", "2025-12-31")
    assert calendar.year(99) is None


@pytest.mark.parametrize(
    ("which", "start", "end"),
    [(1, "2024-02-01", "2024-02-10"), (2, "2024-02-11", "2024-02-20"), (3, "2024-02-21", "2024-02-29")],
)
def test_thirds_of_a_month(which: int, start: str, end: str) -> None:
    assert calendar.decade_of_month(2024, 2, which) == Bounds(start, end)


def test_thirds_of_no_month() -> None:
    assert calendar.decade_of_month(2024, 13, 1) is None
    assert calendar.decade_of_month(2024, 1, 4) is None


def test_days_of_some_year() -> None:
    assert calendar.may_be_day(2, 29)
    assert not calendar.may_be_day(2, 30)
    assert not calendar.may_be_day(4, 31)


def test_join_runs_forward_only() -> None:
    first, last = Bounds("2023-01-01", "2023-03-31"), Bounds("2024-01-01", "2024-12-31")
    assert calendar.join(first, last) == Bounds("2023-01-01", "2024-12-31")
    assert calendar.join(last, first) is None


def test_reduced_precision() -> None:
    assert calendar.earliest("2023") == "2023-01-01"
    assert calendar.earliest("2023-05") == "2023-05-01"
    assert calendar.earliest("2023-05-15") == "2023-05-15"
    assert calendar.latest("2023") == "2023-12-31"
    assert calendar.latest("2023-02") == "2023-02-28"
    assert calendar.latest("2023-05-15") == "2023-05-15"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 30)))
def test_the_next_day_follows(today: date) -> None:
    tomorrow = today + timedelta(days=1)
    mine = calendar.day(today.year, today.month, today.day)
    other = calendar.day(tomorrow.year, tomorrow.month, tomorrow.day)
    assert mine is not None
    assert other is not None
    assert calendar.follows(mine, other)
    assert not calendar.follows(other, mine)
    assert not calendar.follows(mine, mine)


@given(st.integers(1900, 2100), st.integers(0, 14), st.integers(0, 33))
def test_days_agree_with_datetime(year: int, month: int, day: int) -> None:
    try:
        expected = date(year, month, day).isoformat()
    except ValueError:
        assert calendar.day(year, month, day) is None
    else:
        assert calendar.day(year, month, day) == Bounds(expected, expected)


def test_open_sides_do_not_follow() -> None:
    assert not calendar.follows(Bounds("2023-01-01", None), Bounds("2023-02-01", None))
    assert not calendar.follows(Bounds(None, "2023-01-31"), Bounds(None, "2023-02-28"))
