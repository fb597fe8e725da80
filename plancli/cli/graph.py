"""``plancli graph``: the web of citations of a collection; ``plancli graph trace``: who carries out a document."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from plancli.cli import streams
from plancli.cli.gathering import Collection, CollectionArgument, language_of
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
from plancli.cli.tables import Lang, LangOption, OutputOption, Reading, check_tool

if TYPE_CHECKING:
    from plancli.graph.model import Graph


class _WebByDefault(TyperGroup):
    """``plancli graph DIR`` is ``plancli graph web DIR``; a folder called "trace" is named ``./trace``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args.insert(0, "web")
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed


graph_app = typer.Typer(
    cls=_WebByDefault,
    no_args_is_help=True,
    help="The web of citations of a collection (web, which may be left out), and the cascade below a document (trace).",
)


class GraphFormat(StrEnum):
    """How the web is printed."""

    JSON = "json"
    GRAPHML = "graphml"
    DOT = "dot"
    MERMAID = "mermaid"
    HTML = "html"


class TraceFormat(StrEnum):
    """How a cascade is printed."""

    TEXT = "text"
    JSON = "json"


@graph_app.command("web")
def graph(
    files: CollectionArgument,
    output_format: Annotated[GraphFormat, typer.Option("--format", help="How to print the web.")] = GraphFormat.JSON,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
    patterns: PatternsOption = None,
    encoding: EncodingOption = None,
    ocr: OcrOption = OcrMode.AUTO,
    ocr_dpi: OcrDpiOption = 200,
    no_cache: NoCacheOption = False,
    stdin_name: StdinNameOption = None,
    debug: DebugOption = False,
) -> None:
    """Print which document cites which, in which role, over a collection: JSON, GraphML, DOT, Mermaid or a page.

    plancli graph trace NUMBER DIR... prints the cascade of plans below a document.
    """
    from plancli.graph import formats

    if output_format is GraphFormat.HTML:
        from plancli.report.page import require

        check_tool(require)
    reading = Reading(patterns, encoding, ocr, ocr_dpi, no_cache, stdin_name, debug)
    spare_inputs(output, files)
    collection = Collection(files, reading)
    web = _web(collection)
    language = language_of(lang)
    if output_format is GraphFormat.HTML:
        from plancli.report.web import graph_page

        text = graph_page(web, language)
    elif output_format is GraphFormat.JSON:
        text = formats.graph_json(web)
    elif output_format is GraphFormat.GRAPHML:
        text = formats.graph_ml(web)
    elif output_format is GraphFormat.DOT:
        text = formats.graph_dot(web, language)
    else:
        text = formats.graph_mermaid(web, language)
    _emit(text, output)
    raise typer.Exit(collection.exit_code)


@graph_app.command("trace")
def trace(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help='The document above: "27-NQ/TW", or an id.')],
    files: CollectionArgument,
    output_format: Annotated[
        TraceFormat, typer.Option("--format", help="How to print the cascade.")
    ] = TraceFormat.TEXT,
    output: OutputOption = None,
    lang: LangOption = Lang.VI,
    patterns: PatternsOption = None,
    encoding: EncodingOption = None,
    ocr: OcrOption = OcrMode.AUTO,
    ocr_dpi: OcrDpiOption = 200,
    no_cache: NoCacheOption = False,
    stdin_name: StdinNameOption = None,
    debug: DebugOption = False,
) -> None:
    """Print the cascade from a document down through the plans that carry it out, with issuers, levels and dates."""
    import json

    from plancli.graph.cascade import cascade, find_nodes
    from plancli.graph.tracing import trace_json, trace_text

    reading = Reading(patterns, encoding, ocr, ocr_dpi, no_cache, stdin_name, debug)
    spare_inputs(output, files)
    collection = Collection(files, reading)
    web = _web(collection)
    found = [cascade(web, node) for node in find_nodes(web, number)]
    if not found:
        streams.say(f"{number}: no document of the collection has or names this number")
        raise typer.Exit(collection.exit_code or streams.FINDINGS)
    if len(found) > 1:
        streams.say(f"{number}: this may be {len(found)} documents; each has its cascade")
    if output_format is TraceFormat.JSON:
        text = json.dumps([trace_json(one) for one in found], ensure_ascii=False, indent=2) + "\n"
    else:
        text = "\n".join(trace_text(one, language_of(lang)) for one in found)
    _emit(text, output)
    raise typer.Exit(collection.exit_code)


def _web(collection: Collection) -> Graph:
    from plancli.graph.build import GraphBuilder
    from plancli.graph.reading import read_document

    builder = GraphBuilder()
    for name, document in collection:
        builder.add(read_document(document, name, collection.patterns))
    if not collection.read and not collection.exit_code:
        raise usage_error("no documents were found; name documents, or the target of a batch")
    return builder.build()


def _emit(text: str, output: str | None) -> None:
    with streams.Output(output) as out:
        out.write(text)
        out.commit()
