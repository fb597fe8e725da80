"""``plancli tasks``: who does what by when, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

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
)
from plancli.cli.tables import (
    AgencyOption,
    Asked,
    ColumnsOption,
    DueBeforeOption,
    FilesArgument,
    KindOption,
    Lang,
    LangOption,
    OutputOption,
    OverdueOnOption,
    Reading,
    TableFormat,
    TableFormatOption,
    asked_filter,
    print_table,
)

if TYPE_CHECKING:
    from plancli.model import Document
    from plancli.views.columns import Row


def tasks(
    files: FilesArgument,
    form: TableFormatOption = TableFormat.TABLE,
    columns: ColumnsOption = None,
    agency: AgencyOption = None,
    due_before: DueBeforeOption = None,
    overdue_on: OverdueOnOption = None,
    kind: KindOption = None,
    lang: LangOption = Lang.VI,
    output: OutputOption = None,
    patterns: PatternsOption = None,
    encoding: EncodingOption = None,
    ocr: OcrOption = OcrMode.AUTO,
    ocr_dpi: OcrDpiOption = 200,
    no_cache: NoCacheOption = False,
    stdin_name: StdinNameOption = None,
    debug: DebugOption = False,
) -> None:
    """Print tasks: what is to be done, who leads, who takes part, by when, with which result.

    The kind none stands for tasks without a deadline.
    """
    reading = Reading(patterns, encoding, ocr, ocr_dpi, no_cache, stdin_name, debug)
    wanted = asked_filter(load_patterns(patterns), agency, due_before, overdue_on, kind, none_too=True)

    def rows(document: Document) -> Iterator[Row]:
        from plancli.views.rows import rows as all_rows

        return wanted.task_rows(document, all_rows("tasks", document))

    late = overdue_on is not None
    filtered = bool(agency or due_before or late or kind)
    print_table("tasks", files, reading, Asked(form, columns, lang, output), rows if filtered else None, late=late)
