"""``plancli refs``: the documents that documents cite, as a table."""

from __future__ import annotations

from plancli.cli.inputs import (
    DebugOption,
    EncodingOption,
    NoCacheOption,
    OcrDpiOption,
    OcrMode,
    OcrOption,
    PatternsOption,
    StdinNameOption,
)
from plancli.cli.tables import (
    Asked,
    ColumnsOption,
    FilesArgument,
    Lang,
    LangOption,
    OutputOption,
    Reading,
    TableFormat,
    TableFormatOption,
    print_table,
)


def refs(
    files: FilesArgument,
    form: TableFormatOption = TableFormat.TABLE,
    columns: ColumnsOption = None,
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
    """Print cited documents: number, kind, date, issuer, what they are to the document, where they are named."""
    reading = Reading(patterns, encoding, ocr, ocr_dpi, no_cache, stdin_name, debug)
    print_table("refs", files, reading, Asked(form, columns, lang, output))
