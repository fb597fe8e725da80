"""One plan in many forms: the samples rendered as text, markdown, Word, HTML, PDF and scans.

A rendering lays out the paragraphs of the sample itself, so what is parsed from it must be what is parsed from the
sample, provenance aside.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from itertools import zip_longest
from pathlib import Path

import docx_cases as word
import pytest
from msgspec import to_builtins

from plancli.library import parse_file
from plancli.model import Document, Section

PROGRAMS = {
    "soffice": "libreoffice-writer-nogui",
    "tesseract": "tesseract-ocr tesseract-ocr-vie",
    "chromium": "chromium",
    "dot": "graphviz",
    "jq": "jq",
}
SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def need_program(name: str) -> str:
    """The program's path; without it the test is skipped, or fails where the programs are required."""
    found = shutil.which(name)
    if found is None:
        reason = f"{name} is not there: apt-get install {PROGRAMS[name]}"
        if os.environ.get("PLANCLI_REQUIRE_TOOLS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def convert(data: bytes, suffix: str, form: str, folder: Path) -> bytes:
    """The document in another form, made by LibreOffice."""
    return convert_all({"plan": data}, suffix, form, folder)["plan"]


def convert_all(documents: Mapping[str, bytes], suffix: str, form: str, folder: Path) -> dict[str, bytes]:
    """The documents by name in another form, made by one run of LibreOffice."""
    sources = [folder / f"{name}{suffix}" for name in documents]
    for source, data in zip(sources, documents.values(), strict=True):
        source.write_bytes(data)
    subprocess.run(
        [
            need_program("soffice"), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", form, "--outdir", str(folder / form), *map(str, sources),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return {name: (folder / form / f"{name}.{form}").read_bytes() for name in documents}


# --- the plan as laid out ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """A paragraph: its marker as printed (empty: none), its text, how deep it stands, whether it is set bold."""

    marker: str
    text: str
    depth: int = 0
    bold: bool = False
    label: str = ""
    style: str = ""

    @property
    def line(self) -> str:
        return f"{self.marker} {self.text}".strip()


@dataclass(frozen=True)
class Sheet:
    """What is printed: the letterhead's columns, the title's lines, the body, the end block's columns."""

    head: tuple[tuple[str, ...], tuple[str, ...]]
    title: tuple[str, ...]
    body: tuple[Item, ...]
    end: tuple[tuple[str, ...], tuple[str, ...]]


@cache
def sample(name: str) -> Document:
    """What is parsed from the sample itself."""
    return parse_file(SAMPLES / name)


@cache
def sheet(name: str) -> Sheet:
    """The sample laid out anew."""
    document = sample(name)
    header = document.header
    left = [found.name.upper() for found in (header.parent, header.issuer) if found and not found.inferred]
    left += [f"Số: {header.number.text}"] if header.number else []
    right = []
    if left and header.issuer:
        party = header.issuer.sector == "party"
        right += ["ĐẢNG CỘNG SẢN VIỆT NAM"] if party else [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
        ]  # fmt: skip
    right += [f"{header.place.text}, {header.date.text}"] if header.place and header.date else []
    assert header.type is not None
    assert header.subject is not None
    body = [Item("", text) for text in (document.preamble.text.split("\n") if document.preamble else [])]
    body += [item for section in document.sections for item in _items(section, 0)]
    body += [Item("", text) for text in (document.closing.text.split("\n") if document.closing else [])]
    recipients = ["Nơi nhận:"]
    recipients += [f"- {one.name}{f' ({one.note})' if one.note else ''}," for one in document.recipients]
    recipients += [f"- Lưu: {document.filing.text}."] if document.filing else []
    signature = []
    for signed in document.signatures:
        signature += [f"{one.code}. {(one.of or '').upper()}" for one in signed.authority]
        signature += [(signed.position or "").upper(), signed.name or ""]
    title = (header.type.name.upper(), header.subject.text)
    return Sheet((tuple(left), tuple(right)), title, tuple(body), (tuple(recipients), tuple(signature)))


def excerpt(plan: Sheet, characters: int) -> Sheet:
    """The plan with its body cut behind so many characters."""
    total, count = 0, 0
    while count < len(plan.body) and total < characters:
        total += len(plan.body[count].text)
        count += 1
    return replace(plan, body=plan.body[:count])


def _items(section: Section, depth: int) -> Iterator[Item]:
    paragraphs = section.text.split("\n") if section.text else []
    first = section.heading if section.heading is not None else paragraphs.pop(0)
    bold = section.heading is not None
    yield Item(section.marker or "", first, depth, bold, section.label or "", section.style or "")
    yield from (Item("", text, depth) for text in paragraphs)
    for child in section.children:
        yield from _items(child, depth + 1)


# --- renderings --------------------------------------------------------------------------------------------


def as_text(plan: Sheet) -> str:
    """Columns side by side, a paragraph a line."""
    lines = [*_columns(plan.head), "", *plan.title, "", *(item.line for item in plan.body), "", *_columns(plan.end)]
    return "\n".join(lines) + "\n"


def _columns(columns: tuple[Sequence[str], Sequence[str]], width: int = 48) -> list[str]:
    return [f"{left:<{width}}{right}".rstrip() for left, right in zip_longest(*columns, fillvalue="")]


def as_markdown(plan: Sheet) -> str:
    """As converters write it: tables for columns, bold headings, a blank line behind each paragraph."""

    def table(columns: tuple[Sequence[str], Sequence[str]]) -> list[str]:
        rows = [f"| {left} | {right} |" for left, right in zip_longest(*columns, fillvalue="")]
        return ["\n".join([*rows[:1], "|---|---|", *rows[1:]])]

    body = [f"**{item.line}**" if item.bold else item.line for item in plan.body]
    title = [f"# **{plan.title[0]}**", *(f"**{line}**" for line in plan.title[1:])]
    return "\n\n".join([*table(plan.head), *title, *body, *table(plan.end)]) + "\n"


def as_html(plan: Sheet) -> str:
    """A page as a portal keeps it."""

    def table(columns: tuple[Sequence[str], Sequence[str]]) -> str:
        cells = "".join(f"<td>{'<br>'.join(map(escape, column))}</td>" for column in columns)
        return f"<table width='100%'><tr>{cells}</tr></table>" if any(columns) else ""

    body = "".join(f"<p>{f'<b>{escape(i.line)}</b>' if i.bold else escape(i.line)}</p>\n" for i in plan.body)
    title = "".join(f"<p align='center'><b>{escape(line)}</b></p>" for line in plan.title)
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Văn bản</title></head><body><div class="content">'
        f"{table(plan.head)}{title}{body}{table(plan.end)}</div></body></html>"
    )


def as_docx(plan: Sheet, *, numbered: bool = False) -> bytes:
    """A Word file; ``numbered``: markers are automatic numbering wherever Word can count so."""
    lists: list[str] = []

    def paragraph(text: str, *, bold: bool = False, centred: bool = False, number: int | None = None) -> str:
        # Paragraphs are justified, a little apart, and set in at their first line.
        body = '<w:spacing w:before="120"/><w:ind w:firstLine="567"/><w:jc w:val="both"/>'
        properties = '<w:jc w:val="center"/>' if centred else body
        return word.p(
            word.r(text, "<w:b/>" if bold else ""), num=(number, 0) if number else None, properties=properties
        )

    def table(columns: tuple[Sequence[str], Sequence[str]]) -> list[str]:
        if not any(columns):
            return []
        widths = (f'<w:tcW w:w="{width}" w:type="dxa"/>' for width in (4000, 5640))
        cells = (
            word.tc(*(paragraph(line, centred=True) for line in column), properties=width)
            for column, width in zip(columns, widths, strict=True)
        )
        return [word.tbl(word.tr(*cells))]

    counting: dict[int, tuple[str, int, int]] = {}
    body = []
    for item in plan.body:
        counted = _counted(item) if numbered else None
        if counted is None:
            if item.marker:
                counting.pop(item.depth, None)
            body.append(paragraph(item.line, bold=item.bold))
            continue
        form, pattern, value = counted
        key, last, instance = counting.get(item.depth, ("", 0, 0))
        if key != form + pattern or (form != "bullet" and value != last + 1):
            instance = len(lists) // 2 + 1
            lists += [word.abstract(instance, word.lvl(0, form, pattern, start=value)), word.num(instance, instance)]
        counting = {depth: state for depth, state in counting.items() if depth < item.depth}
        counting[item.depth] = (form + pattern, value, instance)
        body.append(paragraph(item.text, bold=item.bold, number=instance))
    title = [paragraph(line, bold=True, centred=True) for line in plan.title]
    # A4, margins of 20, 20, 30 and 15 mm (Nghị định 30/2020/NĐ-CP, Phụ lục I).
    paper = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1416"/></w:sectPr>'
    )
    blocks = [*table(plan.head), *title, *body, *table(plan.end), word.p(), paper]
    # Word wants all abstract lists before their instances.
    numbering = [*lists[::2], *lists[1::2]]
    fonts = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="26"/>'
    return word.pack(word.parts(blocks, numbering=numbering, styles=[word.style("Normal", run=fonts)]))


_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def _counted(item: Item) -> tuple[str, str, int] | None:
    """The marker as a Word list has it: number format, level text and value; ``None`` where Word counts otherwise."""
    if item.style in ("dash", "plus") and item.marker in ("-", "+"):
        return "bullet", item.marker, 1
    head, dot, last = item.label.rpartition(".")
    pattern = item.marker.replace(item.label, f"{head}{dot}%1", 1)
    if last.isdigit():
        return "decimal", pattern, int(last)
    if item.style == "roman" and last in _ROMANS:
        return "upperRoman", pattern, _ROMANS.index(last) + 1
    if item.style == "letter" and len(last) == 1 and "a" <= last <= "z":
        return "lowerLetter", pattern, ord(last) - 96
    return None


# --- what must be the same ---------------------------------------------------------------------------------

# What a sheet is made of is mended already ("HUYÊN" for "HUYỆN").
_PROVENANCE = {"span", "page", "bbox", "repaired"}


def findings(document: Document) -> dict[str, object]:
    """Header, tree, references, deadlines and tasks, without the places where they were found."""
    return {
        "header": _without_places(to_builtins(document.header)),
        "tree": headings(document),
        "references": _without_places([to_builtins(item) for item in document.references]),
        "deadlines": _without_places([to_builtins(item) for item in document.deadlines]),
        "tasks": _without_places([to_builtins(item) for item in document.tasks]),
    }


def headings(document: Document) -> list[tuple[str, str | None]]:
    """Path and heading of each section."""
    return [(path, heading) for section in document.sections for path, heading in _tree(section)]


def _without_places(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_places(inner) for key, inner in value.items() if key not in _PROVENANCE}
    return [_without_places(inner) for inner in value] if isinstance(value, list) else value


def _tree(section: Section) -> Iterator[tuple[str, str | None]]:
    yield section.path, section.heading
    for child in section.children:
        yield from _tree(child)
