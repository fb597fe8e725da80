"""Formats of exchange: each is read by what reads such files, and says what the document says."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import to_builtins
from msgspec.structs import replace

import plancli as library
from plancli.exchange.akn import NAMESPACE, UNKNOWN_DATE, akoma_ntoso, work_uri
from plancli.exchange.metadata import edxml, field_specs, metadata, metadata_json
from plancli.exchange.plain import markdown, plain_text
from plancli.model import Document, Section
from plancli.patterns import Patterns

Cli = Callable[..., subprocess.CompletedProcess[bytes]]
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.suffix in (".txt", ".md"))
PATTERNS = Patterns.builtin()
AKN = {"a": NAMESPACE}

DECISION = """ỦY BAN NHÂN DÂN
XÃ ĐÔNG HẢI

Số: 12/QĐ-UBND

Đông Hải, ngày 05 tháng 3 năm 2024

QUYẾT ĐỊNH
Ban hành Quy chế tiếp công dân

Căn cứ Luật Tiếp công dân ngày 25/11/2013;

Chương I
QUY ĐỊNH CHUNG

Điều 1. Phạm vi
1. Quy chế này quy định việc tiếp công dân.
a) Tại trụ sở;
b) Tại thôn.
2. Thời gian: thứ Năm hằng tuần.

Điều 2. Hiệu lực
Quyết định này có hiệu lực từ ngày ký.

Nơi nhận:
- UBND huyện (b/c);
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn Bình

PHỤ LỤC I
DANH MỤC THÔN

1. Thôn Đông
2. Thôn Tây
"""


@cache
def sample(name: str) -> Document:
    return library.parse_file(SAMPLES / name)


@cache
def decision() -> Document:
    return library.parse_text(DECISION)


def etree() -> Any:
    return import_module("lxml.etree")


@pytest.fixture(scope="module")
def schema() -> Any:
    """The OASIS schema of Akoma Ntoso 3.0, as published."""
    folder = Path(__file__).resolve().parent / "schemas"
    return etree().XMLSchema(etree().parse(str(folder / "akomantoso30.xsd")))


def sections_of(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from sections_of(section.children)


# --- Akoma Ntoso -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_akoma_ntoso_is_valid_and_holds_the_document(name: str, schema: Any) -> None:
    document = sample(name)
    tree = etree().fromstring(akoma_ntoso(document).encode())
    schema.assertValid(tree)
    sections = list(sections_of(document.sections))
    elements = tree.xpath("//a:mainBody//*[@class and starts-with(@eId, 'sec__')]", namespaces=AKN)
    assert [element.get("class") for element in elements] == [section.style for section in sections]
    for element, section in zip(elements, sections, strict=True):
        num = element.find("a:num", AKN)
        assert (num.text if num is not None else None) == section.marker
        heading = element.find("a:heading", AKN)
        assert ("".join(heading.itertext()) if heading is not None else None) == section.heading
        paragraphs = element.findall("a:content/a:p", AKN) + element.findall("a:intro/a:p", AKN)
        assert "\n".join("".join(p.itertext()) for p in paragraphs) == section.text
    mentions = [mention for reference in document.references for mention in reference.mentions]
    refs = tree.findall(".//a:ref", AKN)
    assert sorted("".join(ref.itertext()) for ref in refs) == sorted(mention.text for mention in mentions)
    active = {one.get("href") for one in tree.findall(".//a:activeRef", AKN)}
    assert {ref.get("href") for ref in refs} <= active


def test_akoma_ntoso_metadata(schema: Any) -> None:
    tree = etree().fromstring(akoma_ntoso(sample("xuan-luong-85-kh-du.txt")).encode())

    def value(path: str, attribute: str = "value") -> str:
        return str(tree.find(f".//a:FRBRWork/a:{path}", AKN).get(attribute))

    assert value("FRBRuri") == "/akn/vn/doc/kh/2023-04-27/85-kh-du"
    assert value("FRBRdate", "date") == "2023-04-27"
    assert (value("FRBRnumber"), value("FRBRsubtype"), value("FRBRcountry")) == ("85-KH/ĐU", "KH", "vn")
    issuer = tree.find(".//a:TLCOrganization[@eId='issuer']", AKN)
    assert issuer.get("showAs") == "Đảng ủy xã Xuân Lương"
    assert tree.find(".//a:docNumber", AKN).text == "85-KH/ĐU"
    assert tree.find(".//a:docDate", AKN).get("date") == "2023-04-27"


def test_a_date_that_is_not_known_says_so(schema: Any) -> None:
    tree = etree().fromstring(akoma_ntoso(library.parse_text("KẾ HOẠCH\ntrồng cây\n\n1. Trồng\n")).encode())
    schema.assertValid(tree)
    date = tree.find(".//a:FRBRWork/a:FRBRdate", AKN)
    assert (date.get("date"), date.get("name")) == (UNKNOWN_DATE, "unknown")
    month = library.parse_text(DECISION.replace("ngày 05 tháng", "ngày    tháng"))
    assert month.header.date is not None
    assert month.header.date.value == "2024-03"
    tree = etree().fromstring(akoma_ntoso(month).encode())
    schema.assertValid(tree)
    date = tree.find(".//a:FRBRExpression/a:FRBRdate", AKN)
    assert (date.get("date"), date.get("name")) == ("2024-03-01", "month")


def test_chapters_articles_and_appendices(schema: Any) -> None:
    tree = etree().fromstring(akoma_ntoso(decision()).encode())
    schema.assertValid(tree)
    articles = tree.findall("a:doc/a:mainBody/a:chapter/a:article", AKN)
    assert [article.find("a:num", AKN).text for article in articles] == ["Điều 1.", "Điều 2."]
    assert len(articles[0].findall("a:level", AKN)) == 2
    attachment = tree.find("a:doc/a:attachments/a:attachment/a:doc", AKN)
    assert attachment.find(".//a:docTitle", AKN).text == "DANH MỤC THÔN"
    assert len(attachment.findall("a:mainBody/a:level", AKN)) == 2
    law = tree.find(".//a:preamble//a:ref", AKN)
    assert law.text == "Luật Tiếp công dân ngày 25/11/2013"
    assert law.get("href") == "/akn/vn/doc/l/2013-11-25/luat-tiep-cong-dan"


def test_tables_are_tables(schema: Any) -> None:
    table = "| TT | Việc | Ai |\n| --- | --- | --- |\n| 1 | Rà soát | Công an xã |\n"
    document = library.parse_text(f"# KẾ HOẠCH\n\nkiểm tra\n\n## I. VIỆC\n\n{table}", name="plan.md")
    tree = etree().fromstring(akoma_ntoso(document).encode())
    schema.assertValid(tree)
    rows = tree.findall(".//a:table/a:tr", AKN)
    assert [[cell.findtext("a:p", namespaces=AKN) for cell in row] for row in rows] == [
        ["TT", "Việc", "Ai"],
        ["1", "Rà soát", "Công an xã"],
    ]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_document_is_valid(schema: Any, text: str) -> None:
    hostile = DECISION.replace("Trần Văn Bình", f"Trần {text} Bình").replace("Thôn Đông", f"<b>&{text}")
    for one in (text, hostile):
        schema.assertValid(etree().fromstring(akoma_ntoso(library.parse_text(one)).encode()))


@pytest.mark.parametrize(
    ("parts", "uri"),
    [
        (("NQ", "2022-11-09", "27-NQ/TW"), "/akn/vn/doc/nq/2022-11-09/27-nq-tw"),
        (("L", None, None, "Luật Đất đai"), "/akn/vn/doc/l/nd/luat-dat-dai"),
        ((None, None, None), "/akn/vn/doc/doc/nd/nn"),
    ],
)
def test_addresses(parts: tuple[str | None, ...], uri: str) -> None:
    assert work_uri(*parts) == uri


# --- metadata ----------------------------------------------------------------------------------------------


def test_the_archive_fields() -> None:
    found = metadata(sample("xuan-luong-85-kh-du.txt"), "nd30", PATTERNS)
    assert found.problems == []
    values = json.loads(metadata_json(found))
    assert (values["CodeNumber"], values["CodeNotation"], values["IssuedDate"]) == ("85", "KH/ĐU", "2023-04-27")
    assert (values["TypeName"], values["OrganName"]) == ("Kế hoạch", "Đảng ủy xã Xuân Lương")
    assert values["SignerInfo"] == {"Position": "Bí thư", "FullName": "Phùng Thị Ngọc"}
    assert values["To"][0] == {"OrganId": None, "OrganName": "Ban Tổ chức Huyện ủy"}
    assert values["FileCode"] == {"OrganId": None, "FileCatalog": None, "FileNotation": None}
    assert values["PageAmount"] is None


def test_the_edxml_header() -> None:
    found = metadata(decision(), "edxml", PATTERNS)
    assert [problem.field for problem in found.problems] == ["From.OrganId", "To.OrganId"]
    tree = etree().fromstring(edxml(found, PATTERNS).encode())
    namespace = tree.tag[1:].partition("}")[0]
    assert namespace == "http://www.mic.gov.vn/TBT/QCVN_102_2016"

    def text(path: str) -> str:
        steps = "/".join(f"{{{namespace}}}{step}" for step in path.split("/"))
        head = f"{{{namespace}}}edXMLEnvelope/{{{namespace}}}edXMLHeader/{{{namespace}}}MessageHeader"
        return str(tree.findtext(f"{head}/{steps}"))

    assert (text("Code/CodeNumber"), text("Code/CodeNotation")) == ("12", "QĐ-UBND")
    assert text("PromulgationInfo/PromulgationDate") == "2024-03-05"
    assert text("DocumentType/Type") == "2"
    assert text("SignerInfo/Competence") == "TM. Ủy ban nhân dân"
    assert text("ToPlaces/Place") == "UBND huyện"
    assert text("OtherInfo/Appendixes/Appendix") == "Phụ lục I DANH MỤC THÔN"
    assert text("From/OrganId") == ""
    assert tree.find(f".//{{{namespace}}}OrganAdd") is None


def test_a_number_with_its_year() -> None:
    document = library.parse_text(DECISION.replace("Số: 12/QĐ-UBND", "Số: 12/2024/QĐ-UBND"))
    values = metadata(document, "edxml", PATTERNS).values
    assert values["Code"] == {"CodeNumber": "12", "CodeNotation": "QĐ-UBND"}
    assert values["DocumentType"]["Type"] == 1


def test_what_a_field_cannot_hold_is_told_and_kept() -> None:
    long = DECISION.replace("Ban hành Quy chế tiếp công dân", "Ban hành Quy chế " + "tiếp công dân " * 50)
    found = metadata(library.parse_text(long), "nd30", PATTERNS)
    (problem,) = found.problems
    assert problem.field == "Subject"
    assert problem.message.endswith("at most 500 are allowed")
    assert len(found.values["Subject"]) > 500


def test_the_fields_are_well_formed() -> None:
    for standard in ("nd30", "edxml"):
        specs = field_specs(standard, PATTERNS)
        paths = [".".join(spec.path) for spec in specs]
        assert len(paths) == len(set(paths)) > 15
        assert {spec.type for spec in specs} <= {"String", "Number", "Int", "UShort", "Date"}


# --- text and markdown -------------------------------------------------------------------------------------


def facts(document: Document) -> dict[str, Any]:
    """All that must be found again; spans and inferred marks apart."""
    plain = {
        name: value
        for name, value in to_builtins(document).items()
        if name not in {"source", "diagnostics", "text", "agencies"}
    }

    def without(value: Any) -> Any:
        if isinstance(value, dict):
            dropped = ("span", "page", "bbox", "inferred")
            return {key: without(item) for key, item in value.items() if key not in dropped}
        return [without(item) for item in value] if isinstance(value, list) else value

    found: dict[str, Any] = without(plain)
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("write", "suffix"), [(markdown, "md"), (plain_text, "txt")])
def test_what_is_written_reads_back_the_same(name: str, write: Callable[[Document], str], suffix: str) -> None:
    document = sample(name)
    again = library.parse_text(write(document), name=f"plan.{suffix}")
    mine, theirs = facts(document), facts(again)
    for key in ("sections", "preamble", "closing", "references", "deadlines", "tasks", "recipients", "signatures"):
        assert theirs[key] == mine[key], key
    assert (theirs["header"]["number"], theirs["header"]["date"]) == (mine["header"]["number"], mine["header"]["date"])
    assert theirs["header"]["subject"] == mine["header"]["subject"]


ODD = "Việc *gấp* và <b>đậm</b> | [xem](http://x) `mã` #1\n- không phải gạch\n3. không phải số\n    không phải mã"


def test_markdown_escapes_what_it_would_read() -> None:
    document = library.parse_text("KẾ HOẠCH\ntrồng cây\n\n1. Việc\n2. Tiếp\n")
    odd = replace(document.sections[0], heading=None, text=ODD)
    written = markdown(replace(document, sections=[odd, document.sections[1]]))
    assert r"\*gấp\* và \<b\>đậm\</b\> \| \[xem\](http://x) \`mã\` \#1" in written
    tokens = import_module("markdown_it").MarkdownIt("commonmark").parse(written)
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert kinds == {"text"}
    assert not any(token.type.startswith(("html", "code", "fence", "bullet", "ordered")) for token in tokens)


def test_appendices_and_tables_are_written() -> None:
    for write in (markdown, plain_text):
        text = write(decision())
        assert text.index("Trần Văn Bình") < text.index("PHỤ LỤC I") < text.index("Thôn Tây")
    table = "# KẾ HOẠCH\n\nx y\n\n## I. VIỆC\n\n| TT | Việc |\n| --- | --- |\n| 1 | Rà soát |\n"
    document = library.parse_text(table, name="p.md")
    assert "| TT | Việc |\n| --- | --- |\n| 1 | Rà soát |" in markdown(document)
    assert "TT\tViệc\n1\tRà soát" in plain_text(document)


# --- the command line --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "begins", "complaints"),
    [
        ("akn", "<?xml version='1.0' encoding='UTF-8'?>\n<akomaNtoso ", 0),
        ("edxml", "<?xml version='1.0' encoding='UTF-8'?>\n<edXML:edXML ", 2),
        ("nd30", '{\n  "FileCode": {', 0),
        ("md", "Đảng bộ huyện Yên Thế\n\n", 0),
        ("txt", "Đảng bộ huyện Yên Thế\nĐảng ủy xã Xuân Lương\nSố: 85-KH/ĐU\n", 0),
    ],
)
def test_export(plancli: Cli, form: str, begins: str, complaints: int) -> None:
    run = plancli("export", "samples/xuan-luong-85-kh-du.txt", "--format", form)
    assert run.returncode == 0
    assert run.stdout.decode().startswith(begins)
    assert run.stderr.count(b"\n") == complaints


def test_export_of_recorded_json(plancli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(plancli("parse", "samples/binh-dinh-80-kh-duk.md").stdout)
    run = plancli("export", path, "--format", "txt", "-o", tmp_path / "plan.txt")
    assert (run.returncode, run.stdout, run.stderr) == (0, b"", b"")
    assert (tmp_path / "plan.txt").read_text(encoding="utf-8") == plain_text(sample("binh-dinh-80-kh-duk.md"))


def test_export_of_what_is_not_there(plancli: Cli, tmp_path: Path) -> None:
    run = plancli("export", tmp_path / "none.txt", "--format", "akn", "-o", tmp_path / "none.xml")
    assert (run.returncode, run.stdout) == (3, b"")
    assert not (tmp_path / "none.xml").exists()
