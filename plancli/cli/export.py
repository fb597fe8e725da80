"""``plancli export``: a document in the formats of exchange; ``plancli chunks``: in pieces for search and models."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from plancli.cli import streams
from plancli.cli.gathering import Collection, CollectionArgument
from plancli.cli.inputs import (
    DebugOption,
    EncodingOption,
    NoCacheOption,
    OcrDpiOption,
    OcrMode,
    OcrOption,
    PatternsOption,
    StdinNameOption,
    spare_inputs,
    usage_error,
)
from plancli.cli.tables import OutputOption, Reading
from plancli.exchange.limits import DEFAULT_LIMIT, LEAST_LIMIT

if TYPE_CHECKING:
    from plancli.exchange.metadata import Metadata
    from plancli.model import Document


class ExportFormat(StrEnum):
    """The formats of exchange."""

    AKN = "akn"
    EDXML = "edxml"
    ND30 = "nd30"
    MD = "md"
    TXT = "txt"


def export(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="A document, or JSON of one made by plancli; - is standard input."),
    ],
    output_format: Annotated[
        ExportFormat,
        typer.Option(
            "--format",
            help="akn: Akoma Ntoso 3.0; edxml: the header of an edXML message; nd30: the fields of Nghị định 30, "
            "Phụ lục VI, as JSON; md: markdown; txt: plain text, normalised.",
        ),
    ],
    output: OutputOption = None,
    patterns: PatternsOption = None,
    encoding: EncodingOption = None,
    ocr: OcrOption = OcrMode.AUTO,
    ocr_dpi: OcrDpiOption = 200,
    no_cache: NoCacheOption = False,
    stdin_name: StdinNameOption = None,
    debug: DebugOption = False,
) -> None:
    """Print a document in a format that other systems read."""
    reading = Reading(patterns, encoding, ocr, ocr_dpi, no_cache, stdin_name, debug)
    spare_inputs(output, [file])
    collection = Collection([file], reading)
    documents = [document for _, document in collection]
    if len(documents) > 1:
        raise usage_error(f"{file}: these are several documents; name one")
    if documents:
        with streams.Output(output) as out:
            out.write(_exported(documents[0], output_format, collection))
            out.commit()
    raise typer.Exit(collection.exit_code)


def _exported(document: Document, form: ExportFormat, collection: Collection) -> str:
    if form is ExportFormat.AKN:
        from plancli.exchange.akn import akoma_ntoso

        return akoma_ntoso(document)
    if form is ExportFormat.MD:
        from plancli.exchange.plain import markdown

        return markdown(document)
    if form is ExportFormat.TXT:
        from plancli.exchange.plain import plain_text

        return plain_text(document)
    from plancli.exchange.metadata import edxml, metadata, metadata_json

    found: Metadata = metadata(document, "nd30" if form is ExportFormat.ND30 else "edxml", collection.patterns)
    for problem in found.problems:
        streams.say(f"{problem.field}: {problem.message}")
    return metadata_json(found) if form is ExportFormat.ND30 else edxml(found, collection.patterns)


def chunks(
    files: CollectionArgument,
    max_chars: Annotated[
        int,
        typer.Option(
            "--max-chars", min=LEAST_LIMIT, help="The size of a piece in characters; a task is never divided."
        ),
    ] = DEFAULT_LIMIT,
    output: OutputOption = None,
    patterns: PatternsOption = None,
    encoding: EncodingOption = None,
    ocr: OcrOption = OcrMode.AUTO,
    ocr_dpi: OcrDpiOption = 200,
    no_cache: NoCacheOption = False,
    stdin_name: StdinNameOption = None,
    debug: DebugOption = False,
) -> None:
    """Print documents in pieces as JSON Lines: text, breadcrumb, header, references, tasks and deadlines of each."""
    from plancli.exchange.chunks import chunk_records

    reading = Reading(patterns, encoding, ocr, ocr_dpi, no_cache, stdin_name, debug)
    spare_inputs(output, files)
    collection = Collection(files, reading)
    with streams.Output(output) as out:
        for _, document in collection:
            for record in chunk_records(document, max_chars):
                out.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
        if collection.read:
            out.commit()
    raise typer.Exit(collection.exit_code)
