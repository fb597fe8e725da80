"""``plancli report``: a document, or a whole collection, as pages for a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
from plancli.cli.tables import Lang, LangOption, Reading, check_tool
from plancli.names import printable_name

if TYPE_CHECKING:
    from plancli.model import Document
    from plancli.views.labels import Language

_PAGES = (".html", ".htm")


def report(
    files: CollectionArgument,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE|DIR",
            help="Where the page goes; a folder gets the index and a page for each document. "
            "[default: standard output]",
        ),
    ] = None,
    lang: LangOption = Lang.VI,
    patterns: PatternsOption = None,
    encoding: EncodingOption = None,
    ocr: OcrOption = OcrMode.AUTO,
    ocr_dpi: OcrDpiOption = 200,
    no_cache: NoCacheOption = False,
    stdin_name: StdinNameOption = None,
    debug: DebugOption = False,
) -> None:
    """Make one page of a document, with every value marked in its text, or an index over a collection.

    One document gives its page; several, or a folder, give an index: register, tasks by month, agencies, web of
    citations. The page is one file and fetches nothing.
    """
    from plancli.report.page import require

    check_tool(require)
    reading = Reading(patterns, encoding, ocr, ocr_dpi, no_cache, stdin_name, debug)
    spare_inputs(output, files)
    one = len(files) == 1 and (files[0] == "-" or not Path(files[0]).is_dir())
    folder = None if one or output in (None, "-") or str(output).lower().endswith(_PAGES) else Path(str(output))
    collection = Collection(files, reading, with_text=one or folder is not None)
    language = language_of(lang)
    raise typer.Exit(_one(collection, language, output) if one else _many(collection, language, output, folder, files))


def _one(collection: Collection, language: Language, output: str | None) -> int:
    """The page of one document; an index where the one file holds several."""
    documents = iter(collection)
    first = next(documents, None)
    if first is None:
        return collection.exit_code
    second = next(documents, None)
    if second is not None:
        raise usage_error("this file holds several documents; for an index name the folder that it lies in")
    from plancli.report.document import document_page

    name, document = first
    if document.text is None:
        raise usage_error(
            f"{printable_name(name)}: this JSON holds no text; make it with plancli parse --with-text, or name the "
            "document itself"
        )
    with streams.Output(output) as out:
        out.write(document_page(document, language, name))
        out.commit()
    return collection.exit_code


def _many(collection: Collection, language: Language, output: str | None, folder: Path | None, files: list[str]) -> int:
    """The index, and where it goes into a folder a page for each document beside it."""
    from plancli.report.index import Index

    index = Index(collection.patterns)
    taken: set[str] = set()
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise usage_error(f"{printable_name(folder)}: this is no folder ({error.strerror})") from error
    for name, document in collection:
        link = _page(folder, name, document, language, taken) if folder and document.text is not None else None
        index.add(document, name, link)
    if not collection.read:
        if collection.exit_code:
            return collection.exit_code
        raise usage_error("no documents were found; name documents, or the target of a batch")
    title = ", ".join(printable_name(name) for name in files[:3]) + (", …" if len(files) > 3 else "")
    with streams.Output(str(folder / "index.html") if folder else output) as out:
        out.write(index.page(language, title))
        out.commit()
    return collection.exit_code


def _page(folder: Path, name: str, document: Document, language: Language, taken: set[str]) -> str:
    """The document's page in the folder; its name, told apart by the digest where two documents have one name."""
    import re

    from plancli.report.document import document_page

    stem = re.sub(r"[^\w.-]+", "-", Path(name).stem)[:80].strip("-.") or "document"
    file = f"{stem}.html"
    if file.casefold() in taken or file.casefold() == "index.html":
        file = f"{stem}-{document.source.sha256[:12]}.html"
    taken.add(file.casefold())
    with streams.Output(str(folder / file)) as out:
        out.write(document_page(document, language, name))
        out.commit()
    return file
