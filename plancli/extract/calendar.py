"""Calendar arithmetic for Vietnamese time expressions: a named period to its inclusive ISO bounds.

Pure functions over numbers; nothing here reads the clock. A period that the (Gregorian) calendar does not
have gives ``None``.
"""

from __future__ import annotations

from calendar import monthrange
from typing import NamedTuple

MIN_YEAR, MAX_YEAR = 1800, 2200


class Bounds(NamedTuple):
    """First and last day, both inclusive, as ISO 8601 dates; ``None`` on a side that is open."""

    start: str | None
    end: str | None


def iso(year: int, month: int, day: int) -> str:
    """``YYYY-MM-DD``; the caller has checked that the day exists."""
    return f"{year:04d}-{month:02d}-{day:02d}"


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has that day: 31 April and 29 February 2023 are none."""
    return MIN_YEAR <= year <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def may_be_day(month: int, day: int) -> bool:
    """Whether some year has that day: 29 February may be, 30 February may not."""
    return is_day(2024, month, day)


def day(year: int, month: int, number: int) -> Bounds | None:
    """One day."""
    if not is_day(year, month, number):
        return None
    found = iso(year, month, number)
    return Bounds(found, found)


def months(year: int, first: int, last: int) -> Bounds | None:
    """From the first day of one month to the last day of another of the same year."""
    if not (MIN_YEAR <= year <= MAX_YEAR and 1 <= first <= last <= 12):
        return None
    return Bounds(iso(year, first, 1), iso(year, last, monthrange(year, last)[1]))


def month(year: int, number: int) -> Bounds | None:
    """A whole month."""
    return months(year, number, number)


def quarter(year: int, number: int) -> Bounds | None:
    """Quý I to IV, numbered 1 to 4."""
    return months(year, 3 * number - 2, 3 * number) if 1 <= number <= 4 else None


def half(year: int, number: int) -> Bounds | None:
    """6 tháng đầu năm (1) and 6 tháng cuối năm (2)."""
    return months(year, 6 * number - 5, 6 * number) if 1 <= number <= 2 else None


def leading_months(year: int, count: int) -> Bounds | None:
    """The first ``count`` months of a year: 9 tháng đầu năm."""
    return months(year, 1, count)


def closing_months(year: int, count: int) -> Bounds | None:
    """The last ``count`` months of a year: 3 tháng cuối năm."""
    return months(year, 13 - count, 12)


def year(number: int) -> Bounds | None:
    """A whole year."""
    return months(number, 1, 12)


def decade_of_month(year: int, number: int, which: int) -> Bounds | None:
    """Thượng, trung and hạ tuần (1, 2, 3): days 1 to 10, 11 to 20, and the rest of the month."""
    whole = month(year, number)
    if whole is None or not 1 <= which <= 3:
        return None
    first = iso(year, number, 10 * which - 9)
    return Bounds(first, whole.end if which == 3 else iso(year, number, 10 * which))


def join(first: Bounds, last: Bounds) -> Bounds | None:
    """From the start of one period to the end of another; ``None`` when that runs backwards."""
    if first.start is not None and last.end is not None and first.start > last.end:
        return None
    return Bounds(first.start, last.end)


def follows(first: Bounds, second: Bounds) -> bool:
    """Whether the second period begins on the day after the first ends: Quý IV/2013, Quý I/2014."""
    if first.end is None or second.start is None:
        return False
    y, m, d = (int(part) for part in first.end.split("-"))
    if is_day(y, m, d + 1):
        return second.start == iso(y, m, d + 1)
    return second.start == (iso(y, m + 1, 1) if m < 12 else iso(y + 1, 1, 1))


def earliest(reduced: str) -> str:
    """The first day that an ISO date of any precision may mean: ``2023-05`` → ``2023-05-01``."""
    return reduced + "-01" * (2 - reduced.count("-"))


def latest(reduced: str) -> str:
    """The last day that an ISO date of any precision may mean: ``2023-05`` → ``2023-05-31``."""
    parts = [int(part) for part in reduced.split("-")]
    if len(parts) == 3:
        return reduced
    bounds = month(parts[0], parts[1]) if len(parts) == 2 else year(parts[0])
    return reduced if bounds is None or bounds.end is None else bounds.end
