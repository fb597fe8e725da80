"""Recurrence rules (RFC 5545) for periodic duties, where the text is definite enough for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import regex

from plancli.expressions import compiled

_WEEKDAYS = {
    "hai": "MO",
    "2": "MO",
    "ba": "TU",
    "3": "TU",
    "tư": "WE",
    "4": "WE",
    "năm": "TH",
    "5": "TH",
    "sáu": "FR",
    "6": "FR",
    "bảy": "SA",
    "7": "SA",
    "nhật": "SU",
}
_WORDS = {"nửa": 0, "một": 1, "hai": 2, "ba": 3, "sáu": 6, "chín": 9}
# One frequency: "6 tháng", "hằng quý", "/năm", "quý"; a count before the unit, or none.
_FREQUENCY = compiled(
    r"(?:(?P<n>\d{1,2}|một|hai|ba|sáu|nửa)\s+)?(?P<u>năm|quý|tháng|tuần|ngày(?=\s*(?:$|[.;,)])))(?![\p{L}\d])",
    regex.VERSION1,
)
_TIMES = compiled(r"(?P<n>\d{1,2}|một|hai|ba)\s+(?:lần|kỳ|đợt|cuộc|buổi|phiên)(?!\p{L})")
_UNITS = {
    "ngày": ("DAILY", 1),
    "tuần": ("WEEKLY", 1),
    "tháng": ("MONTHLY", 1),
    "quý": ("MONTHLY", 3),
    "năm": ("YEARLY", 1),
}


def fill(template: str, values: Mapping[str, Sequence[str]]) -> str | None:
    """A rule's template with the numbers that its match caught.

    Several days of one month ("ngày 15 và 25 hằng tháng"), or one day of several months, make one RRULE;
    days and months that both differ have none, and give ``None``.
    """
    days = list(dict.fromkeys(str(int(day)) for day in values.get("d", ())))
    months = list(dict.fromkeys(str(int(month)) for month in values.get("m", ())))
    if len(days) > 1 and len(months) > 1:
        return None
    weekdays = [_WEEKDAYS[word.split()[-1]] for word in values.get("w", ())]
    return template.format(d=",".join(days), m=",".join(months), w=",".join(weekdays))


def frequency(text: str) -> str | None:
    """The RRULE of a wording (lower case) that names just one period: "định kỳ 6 tháng", "hằng quý".

    ``None`` when it names none, or several ("6 tháng, hằng năm"), or asks for several times in it ("02 lần/năm").
    """
    times = _TIMES.search(text)
    if times is not None and times.group("n").lstrip("0") not in ("1", "một"):
        return None
    found = set()
    for match in _FREQUENCY.finditer(text):
        count, unit = match.group("n"), match.group("u")
        number = 1 if count is None else _WORDS.get(count, int(count) if count.isdecimal() else 1)
        freq, step = _UNITS[unit]
        if number == 0:
            found.add(("MONTHLY", 6))
        elif freq == "MONTHLY" and number * step == 12:
            found.add(("YEARLY", 1))
        else:
            found.add((freq, number * step))
    if len(found) != 1:
        return None
    freq, interval = found.pop()
    return f"FREQ={freq}" if interval == 1 else f"FREQ={freq};INTERVAL={interval}"


def on_day(rule: str | None, day: str | None) -> str | None:
    """A yearly rule narrowed to the day that the same sentence names: "hằng năm … trước ngày 15/11"."""
    if rule != "FREQ=YEARLY" or day is None:
        return rule
    _, month, number = day.split("-")
    return f"{rule};BYMONTH={int(month)};BYMONTHDAY={int(number)}"
