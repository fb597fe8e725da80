"""``plancli deadlines``: when something is to be done, as a table or a calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from plancli.cli import streams
from plancli.cli.inputs import (
    DebugOption,
    EncodingOption,
    NoCacheOption,
    OcrDpiOption,
    OcrMode,
    OcrOption,
    PatternsOption,
    StdinNameOption,
    load_patterns,
    spare_inputs,
    usage_error,
)
from plancli.cli.tables import (
    AgencyOption,
    Asked,
    ColumnsOption,
    Documents,
    DueBeforeOption,
    FilesArgument,
    KindOption,
    Lang,
    LangOption,
    OutputOption,
    OverdueOnOption,
    Reading,
    TableFormat,
    asked_filter,
    check_tool,
    print_table,
)

if TYPE_CHECKING:
    from plancli.calendars.entries import Entry, Unplaced
    from plancli.model import Document
    from plancli.views.columns import Row
    from plancli.views.filters import Filter

_TOLD = 20


class DeadlineFormat(StrEnum):
    """How deadlines are printed: as a table, or as an iCalendar file."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"
    MD = "md"
    ICS = "ics"


class Component(StrEnum):
    """What a deadline is in a calendar."""

    VTODO = "vtodo"
    VEVENT = "vevent"


def deadlines(
    files: FilesArgument,
    form: Annotated[
        DeadlineFormat, typer.Option("--format", help="How to print them: a table, or ics, a calendar.")
    ] = DeadlineFormat.TABLE,
    columns: ColumnsOption = None,
    agency: AgencyOption = None,
    due_before: DueBeforeOption = None,
    overdue_on: OverdueOnOption = None,
    kind: KindOption = None,
    lang: LangOption = Lang.VI,
    component: Annotated[
        Component, typer.Option("--as", help="In a calendar: to-dos, or events that last all day.")
    ] = Component.VTODO,
    alarm: Annotated[
        list[str] | None,
        typer.Option("--alarm", metavar="TIME", help="In a calendar: an alarm so long before, as 7d, 2w or 12h."),
    ] = None,
    output: OutputOption = None,
    patterns: PatternsOption = None,
    encoding: EncodingOption = None,
    ocr: OcrOption = OcrMode.AUTO,
    ocr_dpi: OcrDpiOption = 200,
    no_cache: NoCacheOption = False,
    stdin_name: StdinNameOption = None,
    debug: DebugOption = False,
) -> None:
    """Print deadlines: as written, from when to when, who is to keep them, the sentence they stand in.

    A calendar holds what is dated; what is not is named on standard error.
    """
    reading = Reading(patterns, encoding, ocr, ocr_dpi, no_cache, stdin_name, debug)
    wanted = asked_filter(load_patterns(patterns), agency, due_before, overdue_on, kind, none_too=False)
    filtered = bool(agency or due_before or overdue_on or kind)
    if form is DeadlineFormat.ICS:
        _print_calendar(files, reading, wanted, lang, component, alarm or (), output)

    def rows(document: Document) -> Iterator[Row]:
        from plancli.views.rows import rows as all_rows

        return wanted.deadline_rows(document, all_rows("deadlines", document))

    asked = Asked(TableFormat(form.value), columns, lang, output)
    print_table("deadlines", files, reading, asked, rows if filtered else None, late=overdue_on is not None)


def _print_calendar(
    files: Sequence[str],
    reading: Reading,
    wanted: Filter,
    lang: Lang,
    component: Component,
    alarms: Sequence[str],
    output: str | None,
) -> None:
    from plancli.calendars.entries import Entry, calendar_entries
    from plancli.calendars.ical import AlarmError, alarm_time, calendar_file, require
    from plancli.views.rows import rows
    from plancli.writers.outline import title_line

    try:
        before = [alarm_time(text) for text in alarms]
    except AlarmError as error:
        raise usage_error(f"--alarm {error}") from error
    spare_inputs(output, files)
    check_tool(require)
    documents = Documents(files, reading)
    placed: list[Entry] = []
    left: list[Unplaced] = []
    titles: list[str] = []
    for document in documents:
        kept = {row["no"] for row in wanted.deadline_rows(document, rows("deadlines", document))}
        indexes = {index for index in range(len(document.deadlines)) if index + 1 in kept}
        for item in calendar_entries(document, lang.language, indexes):
            if isinstance(item, Entry):
                placed.append(item)
            else:
                left.append(item)
        titles = [*titles[:1], title_line(document)]
    if documents.read:
        title = titles[0] if documents.read == 1 else "plancli"
        with streams.Output(output) as out:
            # One document in two renderings has its deadlines once.
            unique = {entry.key: entry for entry in placed}
            out.write(calendar_file(unique.values(), component.value, before, title))
            out.commit()
    _tell(left)
    raise typer.Exit(documents.failures.exit_code)


def _tell(left: Sequence[Unplaced]) -> None:
    """Name what is not in the calendar, at length where it is little."""
    if not left:
        return
    for item in left[:_TOLD]:
        streams.say(f"not in the calendar ({item.reason}): {item.document}, {item.section}: {item.text}")
    if len(left) > _TOLD:
        streams.say(f"not in the calendar: {len(left)} deadlines in all")
