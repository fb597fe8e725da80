"""``plancli doctor``: which formats can be read here, and what would make the others work."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import typer

from plancli.cli import streams
from plancli.cli.inputs import usage_error
from plancli.names import printable_name


class ReportFormat(StrEnum):
    """How the report is printed."""

    TABLE = "table"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class _Need:
    """A program, package or data that a reader needs: what was found of it, and how it is installed."""

    name: str
    kind: str
    version: str | None
    works: bool
    install: str


@dataclass(frozen=True, slots=True)
class _Reader:
    """A reader. ``formats`` are rows of the registry, ``names`` other words by which it may be asked for."""

    name: str
    description: str
    formats: tuple[str, ...]
    needs: tuple[str, ...] = ()
    mandatory: bool = True
    names: tuple[str, ...] = ()


_READERS = (
    _Reader("text", "plain text and markdown (.txt, .md)", ("text",), names=("txt", "md", "markdown")),
    _Reader("docx", "Word (.docx, .docm)", ("docx",), ("lxml",), names=("docm", "word")),
    _Reader("html", "web pages (.html, .htm, .mht)", ("html", "mhtml"), ("lxml",), names=("htm", "mhtml", "mht")),
    _Reader("pdf", "PDF with a text layer (.pdf)", ("pdf",), ("pypdfium2",)),
    _Reader("doc", "Word of the old kind (.doc, .wps)", ("doc",), ("libreoffice",), mandatory=False, names=("wps",)),
    _Reader("rtf", "rich text (.rtf)", ("rtf",), ("libreoffice",), mandatory=False),
    _Reader("odt", "OpenDocument text (.odt, .fodt)", ("odt",), ("libreoffice",), mandatory=False, names=("fodt",)),
    _Reader(
        "ocr",
        "scans: PDF without text, pictures (.png, .jpg, .tif)",
        ("png", "jpeg", "tiff"),
        ("pypdfium2", "pillow", "tesseract", "tesseract-vie"),
        mandatory=False,
        names=("scan", "png", "jpeg", "jpg", "tiff", "tif"),
    ),
)
_PACKAGES = ("lxml", "pypdfium2", "pillow")
_SYNONYMS = {"soffice": "libreoffice", "vie": "tesseract-vie", "pil": "pillow"}


@dataclass(frozen=True, slots=True)
class _State:
    """A reader's state here; ``lacks`` names what it needs and is not there."""

    reader: _Reader
    works: bool
    lacks: tuple[str, ...]
    limits: dict[str, int | float]


def doctor(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Formats, programs or packages to look at: docx, ocr, libreoffice."),
    ] = None,
    report: Annotated[ReportFormat, typer.Option("--format", help="How to print the report.")] = ReportFormat.TABLE,
    clear_cache: Annotated[
        bool, typer.Option("--clear-cache", help="Remove what plancli keeps between runs (OCR, expressions), and end.")
    ] = False,
) -> None:
    """Say which formats can be read here, what is missing, how to install it, and which limits hold.

    Exits with 4 when a format that plancli always reads does not work, or anything that is named.
    """
    if clear_cache:
        _clear_cache()
        return
    asked = [_known(name) for name in names or ()]
    wanted = [reader for reader in _READERS if not asked or _is_asked(reader, asked)]
    needs = {need.name: need for need in _find_needs({name for reader in wanted for name in reader.needs} | set(asked))}
    states = [_state(reader, needs) for reader in wanted]
    if report is ReportFormat.JSON:
        import json

        streams.write_stdout(json.dumps(_as_json(states, needs), ensure_ascii=False, indent=2) + "\n")
    else:
        _print(states, needs)
    if asked:
        fine = all(state.works for state in states) and all(needs[name].works for name in asked if name in needs)
    else:
        fine = all(state.works for state in states if state.reader.mandatory)
    raise typer.Exit(streams.DONE if fine else streams.MISSING)


def _clear_cache() -> None:
    from plancli.folders import clear_cache

    folder, removed, bytes_freed = clear_cache()
    if folder is None:
        streams.write_stdout("there is no home, and so no cache\n")
    else:
        where = printable_name(folder)
        streams.write_stdout(f"{where}: {removed} files removed, {bytes_freed // 1024} kB\n")


# --- what is asked for -------------------------------------------------------------------------------------


def _known(name: str) -> str:
    folded = name.lower().lstrip(".")
    folded = _SYNONYMS.get(folded, folded)
    words = {word: reader.name for reader in _READERS for word in (reader.name, *reader.names)}
    needs = {need for reader in _READERS for need in reader.needs}
    if folded in needs:
        return folded
    if folded in words:
        return words[folded]
    near = difflib.get_close_matches(folded, [*words, *needs], n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(sorted({*words.values(), *needs}))}"
    raise usage_error(f"there is no format or program {name}; {hint}")


def _is_asked(reader: _Reader, asked: Sequence[str]) -> bool:
    return reader.name in asked


# --- what is there -----------------------------------------------------------------------------------------


def _find_needs(names: set[str]) -> Iterator[_Need]:
    for package in _PACKAGES:
        if package in names:
            yield _package(package)
    if "libreoffice" in names:
        yield _libreoffice()
    if not names.isdisjoint(("tesseract", "tesseract-vie")):
        yield from _tesseract()


def _package(name: str) -> _Need:
    from importlib import import_module, metadata

    module = {"pillow": "PIL.Image", "lxml": "lxml.etree"}.get(name, name)
    try:
        import_module(module)
        version = metadata.version(name)
    except (ImportError, OSError, metadata.PackageNotFoundError):
        return _Need(name, "package", None, False, _pip(name))
    return _Need(name, "package", version, True, _pip(name))


def _pip(name: str) -> str:
    """How pip installs the package: with plancli, or with the extra to which it belongs."""
    from importlib import metadata

    try:
        required = metadata.requires("plancli") or []
    except metadata.PackageNotFoundError:
        return f"pip install {name}"
    for line in required:
        requirement, _, marker = line.partition(";")
        if not requirement.lower().startswith(name) or requirement[len(name) : len(name) + 1].isalnum():
            continue
        extra = marker.replace("'", '"').partition('extra == "')[2].partition('"')[0]
        if extra and extra != "dev":
            return f"pip install 'plancli[{extra}]'"
    return f"pip install {name}"


def _libreoffice() -> _Need:
    from plancli.readers.office.program import INSTALL, program_version

    version = program_version()
    return _Need("libreoffice", "program", version, version is not None, INSTALL)


def _tesseract() -> Iterator[_Need]:
    """The program, and its language data for Vietnamese."""
    import shutil

    from plancli.errors import MissingToolError

    install = "apt-get install tesseract-ocr"
    version, language = None, False
    try:
        from plancli.readers.ocr.engine import require_engine
        from plancli.readers.ocr.options import OcrOptions

        version, language = require_engine(OcrOptions()).version, True
    except MissingToolError as error:
        version = "" if error.code == "ocr-language" else None
    except ImportError:
        # Without Pillow its own check cannot run.
        version = "" if shutil.which("tesseract") else None
    yield _Need("tesseract", "program", version or None, version is not None, install)
    yield _Need("tesseract-vie", "data", None, language, f"{install}-vie")


def _state(reader: _Reader, needs: dict[str, _Need]) -> _State:
    from plancli.readers.formats import FORMATS

    readable = {form.name for form in FORMATS if form.read is not None}
    lacks = tuple(name for name in reader.needs if not needs[name].works)
    works = not lacks and all(form in readable for form in reader.formats)
    return _State(reader, works, lacks, _limits(reader.name))


def _limits(name: str) -> dict[str, int | float]:
    """What is read at the most: bytes, elements, seconds."""
    from plancli.readers.files import MAX_BYTES

    more: dict[str, Callable[[], dict[str, int | float]]] = {
        "docx": _docx_limits,
        "html": _html_limits,
        "ocr": _ocr_limits,
        **dict.fromkeys(("doc", "rtf", "odt"), _office_limits),
    }
    return {"file_bytes": MAX_BYTES, **(more[name]() if name in more else {})}


def _docx_limits() -> dict[str, int | float]:
    from plancli.readers.docx.package import MAX_ELEMENTS, MAX_XML_BYTES

    return {"unpacked_bytes": MAX_XML_BYTES, "elements": MAX_ELEMENTS}


def _html_limits() -> dict[str, int | float]:
    from plancli.readers.html.tree import MAX_ELEMENTS

    return {"elements": MAX_ELEMENTS}


def _office_limits() -> dict[str, int | float]:
    from plancli.readers.office.program import MAX_MEMORY, TIMEOUT

    return {"seconds": TIMEOUT, "memory_bytes": MAX_MEMORY}


def _ocr_limits() -> dict[str, int | float]:
    from plancli.readers.ocr.options import OcrOptions

    return {"seconds_a_page": OcrOptions().timeout}


# --- the report --------------------------------------------------------------------------------------------


def _as_json(states: Sequence[_State], needs: dict[str, _Need]) -> dict[str, Any]:
    import platform

    from plancli import __version__
    from plancli.folders import cache_folder
    from plancli.limits import LIMITS, limit

    folder = cache_folder()
    return {
        "plancli": __version__,
        "python": platform.python_version(),
        "readers": [
            {
                "name": state.reader.name,
                "description": state.reader.description,
                "formats": list(state.reader.formats),
                "works": state.works,
                "mandatory": state.reader.mandatory,
                "needs": list(state.reader.needs),
                "missing": list(state.lacks),
                "limits": state.limits,
            }
            for state in states
        ],
        "needs": [
            {
                "name": need.name,
                "kind": need.kind,
                "works": need.works,
                "version": need.version,
                "install": need.install,
            }
            for need in needs.values()
        ],
        "limits": [
            {
                "variable": known.variable,
                "value": limit(known.variable),
                "default": known.default,
                "what": known.meaning,
            }
            for known in LIMITS
        ],
        "cache": None if folder is None else printable_name(folder),
    }


def _print(states: Sequence[_State], needs: dict[str, _Need]) -> None:
    rows = [
        (state.reader.name, _verdict(state), state.reader.description, _with(state, needs), _limit_words(state.limits))
        for state in states
    ]
    asked_apart = [need for need in needs.values() if not any(need.name in state.reader.needs for state in states)]
    rows += [
        (need.name, "works" if need.works else "missing", f"a {need.kind}", need.version or "", "")
        for need in asked_apart
    ]
    if sys.stdout is not None and sys.stdout.isatty():
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table("format", "here", "what", "with", "limits", box=None, header_style="bold", pad_edge=False)
        for row in rows:
            table.add_row(*map(Text, row))
        Console(highlight=False).print(table)
    else:
        streams.write_stdout("".join("\t".join(row) + "\n" for row in rows))
    for need in needs.values():
        if not need.works:
            streams.write_stdout(f"{need.name} is missing: {need.install}\n")
    _print_limits()


def _print_limits() -> None:
    from plancli.folders import cache_folder
    from plancli.limits import LIMITS, limit, passed_over

    streams.write_stdout("limits, set in the environment:\n")
    for known in LIMITS:
        streams.write_stdout(f"  {known.variable}={limit(known.variable)}  {known.meaning}\n")
    for variable in passed_over():
        streams.write_stdout(f"  {variable} is set to what is no positive whole number, and is passed over\n")
    folder = cache_folder()
    if folder is not None:
        streams.write_stdout(f"cache: {printable_name(folder)} (plancli doctor --clear-cache empties it)\n")


def _verdict(state: _State) -> str:
    if state.works:
        return "works"
    return "missing" if state.lacks else "not in this version"


def _with(state: _State, needs: dict[str, _Need]) -> str:
    """``lxml 6.1.3, tesseract 5.3.0``; what is missing has ``no`` before it."""
    found = (needs[name] for name in state.reader.needs)
    return ", ".join(f"{need.name} {need.version or ''}".strip() if need.works else f"no {need.name}" for need in found)


def _limit_words(limits: dict[str, int | float]) -> str:
    words = []
    for name, value in limits.items():
        if name.endswith("_bytes"):
            words.append(f"{name.removesuffix('_bytes')} {int(value) // (1024 * 1024)} MB")
        elif name.startswith("seconds"):
            words.append(f"{value:g} s{name.removeprefix('seconds').replace('_', ' ')}")
        else:
            words.append(f"{value:g} {name}" if value < 10_000 else f"{int(value):,} {name}".replace(",", " "))
    return ", ".join(words)
