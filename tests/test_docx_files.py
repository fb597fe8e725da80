"""Word files as containers: damage, locks, bombs, limits and speed."""

from __future__ import annotations

import io
import struct
import zipfile

import docx_cases as word
import pytest
from docx_cases import abstract, lvl, num, p, r, style, tbl, tc, tr
from hypothesis import given
from hypothesis import strategies as st
from timing import seconds

from plancli.errors import ReadError
from plancli.readers import RawFile, read
from plancli.readers.docx import package, read_docx

PLAN = abstract(
    1, lvl(0, "upperRoman", "%1."), lvl(1, "decimal", "%2."), lvl(2, "lowerLetter", "%3)"), lvl(3, "bullet", "-")
)


# --- files that cannot be read -----------------------------------------------------------------------------


def code_of(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read_docx(RawFile("plan.docx", data))
    assert caught.value.reason
    assert caught.value.remedy
    return caught.value.code


def test_media_type_reader_and_registry() -> None:
    found = read(RawFile(None, word.pack(word.parts(p("Kế hoạch")))))
    assert (found.text, found.reader) == ("Kế hoạch\n", "docx")
    assert found.media_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def test_other_names_of_the_main_part() -> None:
    members = word.parts(p("a"))
    members["word\\Document2.xml"] = members.pop("word/document.xml")
    members["_rels/.rels"] = members["_rels/.rels"].replace("document.xml", "document2.xml")
    assert read_docx(RawFile(None, word.pack(members))).text == "a\n"


@pytest.mark.parametrize("cut", [10, 400, -30])
def test_a_file_that_is_cut_off_is_damaged(cut: int) -> None:
    assert code_of(word.pack(word.parts(p("Kế hoạch")))[:cut]) == "damaged"


def test_a_flipped_byte_is_damage() -> None:
    data = bytearray(word.pack({"word/document.xml": word.parts(p("Kế hoạch " * 500))["word/document.xml"]}))
    data[200] ^= 0xFF
    assert code_of(bytes(data)) == "damaged"


@pytest.mark.parametrize(
    "document",
    ["", "<w:document", "<a/>", word.xml("document", ""), word.xml("document", p("&nothing;"))],
)
def test_parts_that_are_no_document_are_damage(document: str) -> None:
    assert code_of(word.pack({"word/document.xml": document})) == "damaged"


def test_without_a_main_part_it_is_damaged() -> None:
    assert code_of(word.pack({"word/styles.xml": word.xml("styles", "")})) == "damaged"


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + f']><w:document xmlns:w="{word.MAIN}"><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str) -> None:
    document = BOMB.replace('"1.0"', f'"1.0" encoding="{encoding}"')
    assert code_of(word.pack({"word/document.xml": document.encode(encoding)})) == "damaged"


def test_external_entities_are_refused() -> None:
    document = BOMB.partition("<!ENTITY")[0] + f'<!ENTITY j SYSTEM "file:///etc/hostname">]{BOMB.partition("]")[2]}'
    assert "SYSTEM" in document
    assert code_of(word.pack({"word/document.xml": document})) == "damaged"


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    document = word.xml("document", f"<w:body>{p('a')}{' ' * 40_000_000}</w:body>")
    data = word.pack({"word/document.xml": document})
    assert len(data) < 100_000
    assert code_of(data) == "too-large"


def test_the_limit_counts_all_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    data = word.pack(word.parts(p("a" * 4000), styles=[style("Normal")]))
    monkeypatch.setattr(package, "MAX_XML_BYTES", 6000)
    assert code_of(data) == "too-large"


def test_a_million_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_ELEMENTS", 1000)
    assert code_of(word.pack(word.parts(tbl(*[tr("a")] * 1000)))) == "too-large"


def test_depth_is_bounded() -> None:
    deep = "<w:smartTag>" * 4000 + r("a") + "</w:smartTag>" * 4000
    assert code_of(word.pack(word.parts(p(deep)))) == "damaged"


def test_nested_as_deep_as_xml_allows_is_read() -> None:
    body = p("a")
    for _ in range(40):
        body = tbl(tr(tc(body, p())))
    assert read_docx(RawFile(None, word.pack(word.parts(body)))).text.startswith("a\n")


def test_a_locked_document_says_so() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert code_of(ole) == "encrypted"
    with pytest.raises(ReadError) as caught:
        read(RawFile("plan.docx", ole))
    assert caught.value.code == "encrypted"


def test_a_locked_container_says_so() -> None:
    data = bytearray(word.pack(word.parts(p("a"))))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(magic)
        while at >= 0:
            struct.pack_into("<H", data, at + offset, 1)
            at = data.find(magic, at + 1)
    assert code_of(bytes(data)) == "encrypted"


def test_documents_without_text_of_their_own() -> None:
    assert code_of(word.pack(word.parts(p()))) == "empty"
    assert code_of(word.pack(word.parts('<w:altChunk r:id="x"/>' + p()))) == "unsupported"


@given(st.binary(max_size=300), st.integers(0, 4000))
def test_any_bytes_are_read_or_refused(noise: bytes, at: int) -> None:
    data = bytearray(GOOD)
    data[at % len(data) : at % len(data) + len(noise)] = noise
    try:
        found = read_docx(RawFile(None, bytes(data))).text
    except ReadError as error:
        found = error.code
    assert found in ("damaged", "encrypted", "too-large", "empty") or found.endswith("\n")


GOOD = word.pack(
    word.parts(p("Kế hoạch", num=(1, 0)), numbering=[PLAN, num(1, 1)], styles=[style("Normal")], footnotes={1: p("x")})
)


@given(st.data())
def test_any_tree_of_elements_is_read(data: st.DataObject) -> None:
    blocks = ["p", "tbl", "tr", "tc", "sdt", "sdtContent", "ins", "del", "txbxContent", "drawing", "ruby"]
    names = [*blocks, "r", "t", "pPr", "rPr", "fldChar", "br", "sectPr", "numPr", "numId", "ilvl", "tcPr", "vMerge"]

    def tree(depth: int) -> str:
        name = data.draw(st.sampled_from(names))
        value = data.draw(st.sampled_from(["", ' w:val="1"', ' w:val="x"', ' w:fldCharType="end"', ' w:char="F0"']))
        inner = "".join(tree(depth - 1) for _ in range(data.draw(st.integers(0, 3)))) if depth else "chữ"
        return f"<w:{name}{value}>{inner}</w:{name}>"

    found = word.word([p("đầu"), *(tree(4) for _ in range(2))], numbering=[PLAN, num(1, 1)])
    assert found.text.startswith("đầu\n")


# --- speed -------------------------------------------------------------------------------------------------


def test_time_grows_with_the_text() -> None:
    def taken(times: int) -> float:
        body = [p(r("Sở Y tế ", "<w:b/>") + r("chủ trì"), num=(1, level)) for level in (0, 1, 2, 3)]
        table = tbl(*[tr("1", "Sở Y tế")] * 4)
        data = word.pack(word.parts([*body, table] * times, numbering=[PLAN, num(1, 1)]))
        return seconds(lambda: read_docx(RawFile(None, data)), 3)

    assert taken(400) < 8 * taken(100)


def test_pictures_are_not_unpacked() -> None:
    buffer = io.BytesIO(word.pack(word.parts(p("a"))))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.png", bytes(20_000_000))
    assert read_docx(RawFile(None, buffer.getvalue())).text == "a\n"
