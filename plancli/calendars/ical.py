"""Calendar entries as an iCalendar file, through the package icalendar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from plancli.calendars.entries import Entry, days
from plancli.errors import MissingToolError
from plancli.views.harmless import harmless

if TYPE_CHECKING:
    from types import ModuleType

Component = Literal["vtodo", "vevent"]


class AlarmError(ValueError):
    """An alarm's time is not of the form ``7d``, ``2w`` or ``12h``."""


def require() -> ModuleType:
    """The package that writes calendars; raises ``MissingToolError``."""
    try:
        import dateutil.rrule  # noqa: F401  (comes with icalendar, and finds first occurrences)
        import icalendar
    except ImportError as error:
        raise MissingToolError(
            "missing-tool", "calendars need the package icalendar", "pip install 'plancli[calendar]'"
        ) from error
    module: ModuleType = icalendar
    return module


def alarm_time(text: str) -> timedelta:
    """How long before: ``7d``, ``2w``, ``12h``. Raises ``AlarmError``."""
    match = re.fullmatch(r"(\d{1,3})([wdh])", text.strip().lower())
    if match is None:
        raise AlarmError(f"{text}: write how long before as 7d, 2w or 12h")
    unit = {"w": "weeks", "d": "days", "h": "hours"}[match[2]]
    return timedelta(**{unit: int(match[1])})


def calendar_file(
    entries: Iterable[Entry], component: Component, alarms: Sequence[timedelta] = (), title: str | None = None
) -> bytes:
    """The calendar as bytes, the same for the same entries. Raises ``MissingToolError``.

    A day named with "trước" is the day it is due on; the text says that it is to be done before.
    """
    from plancli import __version__

    package: Any = require()
    calendar = package.Calendar()
    calendar.add("prodid", f"-//plancli//plancli {__version__}//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if title:
        calendar.add("x-wr-calname", harmless(title))
    for entry in entries:
        calendar.add_component(_component(package, entry, component, alarms))
    data: bytes = calendar.to_ical()
    return data


def _component(package: Any, entry: Entry, component: Component, alarms: Sequence[timedelta]) -> Any:
    made = package.Todo() if component == "vtodo" else package.Event()
    made.add("uid", f"{entry.key[:32]}-{component}@plancli")
    made.add("dtstamp", entry.made)
    made.add("summary", harmless(entry.summary))
    made.add("description", harmless(entry.description, lines=True))
    made.add("categories", [entry.kind])
    (_add_todo_time if component == "vtodo" else _add_event_time)(made, entry)
    if entry.rule:
        made.add("rrule", package.vRecur.from_ical(entry.rule))
    # Of a span its end is what matters; a day, or a beginning without an end, has only its start.
    from_end = "DUE" in made or (days(entry) > 1 and not entry.rule)
    for before in alarms:
        alarm = package.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", harmless(entry.summary))
        alarm.add("trigger", -before, parameters={"RELATED": "END"} if from_end else {})
        made.add_component(alarm)
    return made


def _add_todo_time(todo: Any, entry: Entry) -> None:
    """Due on its last day. A rule repeats from a start, so that a repeated to-do has a start and a length."""
    if entry.rule:
        todo.add("dtstart", entry.first)
        todo.add("duration", timedelta(days=days(entry)))
        return
    # A start must be earlier than the day it is due (RFC 5545, 3.8.2.3).
    if entry.first is not None and (entry.last is None or entry.first < entry.last):
        todo.add("dtstart", entry.first)
    if entry.last is not None:
        todo.add("due", entry.last)
    todo.add("status", "NEEDS-ACTION")


def _add_event_time(event: Any, entry: Entry) -> None:
    """All day, from the first day to the last; the end of an event is the day after it (RFC 5545, 3.6.1)."""
    first = entry.first or entry.last
    if first is None:
        return
    event.add("dtstart", first)
    event.add("dtend", first + timedelta(days=days(entry)))
    # Nobody is busy because of a deadline.
    event.add("transp", "TRANSPARENT")
