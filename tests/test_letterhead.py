"""The head of a document: letterhead, title, subject, addressees; and the issuer worked out from the text."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plancli import parse_text
from plancli.extract.issuer import infer_issuer
from plancli.extract.letterhead import Head, read_head
from plancli.layout.lines import split_lines
from plancli.model import Authority, Header, IssueDate, Name, Signature, TextItem
from plancli.normalise import clean
from plancli.patterns import Patterns
from plancli.text import Flow, Locator, NormText, Paragraph, SourceText

PATTERNS = Patterns.builtin()
SAMPLES = Path(__file__).parent.parent / "samples"


def head(text: str, media_type: str = "text/plain") -> Head:
    source = SourceText(text, media_type=media_type)
    cleaned = clean(source)
    return read_head(split_lines(source, cleaned), Locator(source, cleaned.norm), PATTERNS)


def values(found: Head) -> dict[str, str | None]:
    header = found.header
    return {
        "issuer": header.issuer.name if header.issuer else None,
        "parent": header.parent.name if header.parent else None,
        "number": header.number.text if header.number else None,
        "place": header.place.text if header.place else None,
        "date": header.date.value if header.date else None,
        "type": header.type.code if header.type else None,
        "subject": header.subject.text if header.subject else None,
    }


# One letterhead in the shapes that readers and writers give it.
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
FREEDOM = "Độc lập - Tự do - Hạnh phúc"
BODY = """
KẾ HOẠCH
Trồng cây ven đường liên thôn năm 2024
-------

Thực hiện Kế hoạch số 9/KH-UBND ngày 02/01/2024 của UBND huyện Lâm Hà về trồng cây, phòng
xây dựng kế hoạch như sau:
I. MỤC ĐÍCH
"""
SHAPES = {
    "side by side": f"""
   UBND HUYỆN LÂM HÀ              {MOTTO}
     PHÒNG KINH TẾ                       {FREEDOM}
        -------                          ---------------
   Số: 15/KH-PKT                  Lâm Hà, ngày 05 tháng 02 năm 2024
{BODY}""",
    "one blank": f"""UBND HUYỆN LÂM HÀ {MOTTO}
PHÒNG KINH TẾ {FREEDOM}
Số: 15/KH-PKT Lâm Hà, ngày 05 tháng 02 năm 2024
{BODY}""",
    "in sequence": f"""UBND HUYỆN LÂM HÀ
PHÒNG KINH TẾ
-------
{MOTTO}
{FREEDOM}
---------------
Số: 15/KH-PKT
Lâm Hà, ngày 05 tháng 02 năm 2024
{BODY}""",
    "interleaved": f"""UBND HUYỆN LÂM HÀ
{MOTTO}
PHÒNG KINH TẾ
{FREEDOM}
Số: 15/KH-PKT
Lâm Hà, ngày 05 tháng 02 năm 2024
{BODY}""",
    "motto first": f"""{MOTTO}
{FREEDOM}
Lâm Hà, ngày 05 tháng 02 năm 2024

UBND HUYỆN LÂM HÀ
PHÒNG KINH TẾ
Số: 15/KH-PKT
{BODY}""",
    "pipe table": f"""| **UBND HUYỆN LÂM HÀ**<br>**PHÒNG KINH TẾ**<br>------- | **{MOTTO}**<br>**{FREEDOM}** |
| --- | --- |
| Số: 15/KH-PKT | *Lâm Hà, ngày 05 tháng 02 năm 2024* |
{BODY}""",
    "flat cells": f"""| UBND HUYỆN LÂM HÀ PHÒNG KINH TẾ ------- | {MOTTO} {FREEDOM} ------- |
|---|---|
| Số: 15/KH-PKT | Lâm Hà, ngày 05 tháng 02 năm 2024 |
{BODY}""",
    "bars": f"""UBND HUYỆN LÂM HÀ
PHÒNG KINH
TẾ
-------
|
CỘNG
HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
{FREEDOM}
|
Số:
15/KH-
PKT
|
Lâm
Hà, ngày 05 tháng 02
năm 2024
|
{BODY}""",
    "blank lines": "\n\n".join(
        [
            "UBND HUYÊN LÂM HÀ",
            "PHÒNG KINH TẾ",
            MOTTO,
            FREEDOM,
            "Số: 15 /KH-PKT",
            "Lâm Hà, ngày 05 tháng 02 năm 2024",
            *BODY.strip().splitlines(),
        ]
    ),
    "spaced letters": f"""U B N D  H U Y Ệ N  L Â M  H À
P H Ò N G  K I N H  T Ế
{MOTTO}
{FREEDOM}
Số: 15/KH-PKT
Lâm Hà, ngày 05 tháng 02 năm 2024
{BODY.replace("KẾ HOẠCH", "K Ế  H O Ạ C H")}""",
    "misread": f"""UBND HUYỆN LÂM HÀ {MOTTO.replace("Ộ", "Ọ")}
PHÒNG KINH TẾ Độc lập ~ Tư do - Hạnh phúc
Só: 15/KH-PKT Lâm Hà, ngay 05 thảng 02 năm 2O24
{BODY.replace("KẾ HOẠCH", "KÉ HOẠCH")}""",
    "web page": f"""# Kế hoạch 15/KH-PKT năm 2024 về trồng cây

Số hiệu: 15/KH-PKT    Ngày ban hành: 09/02/2024
Người ký: Lê Văn Ba    Tình trạng: Còn hiệu lực

UBND HUYỆN LÂM HÀ
PHÒNG KINH TẾ
-------
{MOTTO}
{FREEDOM}

Số: 15/KH-PKT

Lâm Hà, ngày 05 tháng 02 năm 2024
{BODY}""",
    "stamped": f"""SAO Y; Phòng Kinh tế; 11/02/2024 09:10:00
Ký bởi: Phòng Kinh tế
Ngày ký: 10-02-2024 08:00:00 +07:00
UBND HUYỆN LÂM HÀ
PHÒNG KINH TẾ
{MOTTO}
{FREEDOM}
Số: 15/KH-PKT
Lâm Hà, ngày 05 tháng 02 năm 2024
VĂN PHÒNG UBND TỈNH
CÔNG VĂN ĐẾN
Số: 1203
Ngày: 12/02/2024
{BODY}""",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_one_letterhead_in_all_shapes(shape: str) -> None:
    found = head(SHAPES[shape], "text/markdown" if shape in ("pipe table", "flat cells") else "text/plain")
    assert values(found) == {
        "issuer": "Phòng Kinh tế",
        "parent": "UBND huyện Lâm Hà",
        "number": "15/KH-PKT",
        "place": "Lâm Hà",
        "date": "2024-02-05",
        "type": "KH",
        "subject": "Trồng cây ven đường liên thôn năm 2024",
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_the_preamble_begins_where_the_head_ends(shape: str) -> None:
    source = SourceText(SHAPES[shape], media_type="text/markdown")
    cleaned = clean(source)
    lines = split_lines(source, cleaned)
    found = read_head(lines, Locator(source, cleaned.norm), PATTERNS)
    assert lines[found.end].text.startswith("Thực hiện Kế hoạch số 9")
    start, stop = found.title_lines
    assert start < stop <= found.end
    assert "Trồng cây" in lines[found.subject_from or 0].text


@pytest.mark.parametrize("shape", SHAPES)
def test_spans_are_evidence(shape: str) -> None:
    text = SHAPES[shape]
    header = head(text, "text/markdown").header
    assert header.number is not None
    assert header.number.span is not None
    assert header.date is not None
    assert header.date.span is not None
    start, end = header.number.span
    assert "".join(text[start:end].split()) == "15/KH-PKT"
    start, end = header.date.span
    assert "ng" in text[start:end]
    assert "02" in text[start:end]


PARTY = """ĐẢNG BỘ HUYỆN LÂM HÀ              ĐẢNG CỘNG SẢN VIỆT NAM
  ĐẢNG ỦY XÃ TÂN HÀ
         *                         Tân Hà, ngày 3 tháng 4 năm 2023
    Số 12-KH/ĐU
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            PARTY + "\nKẾ HOẠCH\nthực hiện Nghị quyết số 5-NQ/TU ngày 1/2/2023 của Ban Chấp hành\n"
            "Đảng bộ tỉnh về chuyển đổi số\n-----\n",
            {
                "issuer": "Đảng ủy xã Tân Hà",
                "parent": "Đảng bộ huyện Lâm Hà",
                "number": "12-KH/ĐU",
                "date": "2023-04-03",
                "subject": "thực hiện Nghị quyết số 5-NQ/TU ngày 1/2/2023 của Ban Chấp hành Đảng bộ tỉnh về "
                "chuyển đổi số",
            },
        ),
        (
            PARTY.replace("12-KH/ĐU", "12-CV/ĐU")
            + "  về việc sinh hoạt hè\n\nKính gửi: Các chi bộ.\n\nMời các đồng chí.",
            {"type": "CV", "number": "12-CV/ĐU", "subject": "về việc sinh hoạt hè"},
        ),
        (
            f"UBND TỈNH HÀ NAM\nSỞ Y TẾ\nSố:      /SYT-NVY\nV/v phòng bệnh\nmùa hè\n\n{MOTTO}\n{FREEDOM}\n\n"
            "Hà Nam, ngày     tháng 5 năm 2023\n\nKính gửi: Các bệnh viện.\n",
            {"type": "CV", "number": "/SYT-NVY", "date": "2023-05", "subject": "phòng bệnh mùa hè"},
        ),
        (
            f"DỰ THẢO\nUBND TỈNH HÀ NAM\n{MOTTO}\n{FREEDOM}\nSố: ......./KH-UBND\nHà Nam, ngày ... tháng ... năm 2023\n"
            "KẾ HOẠCH\nChống hạn\n",
            {"number": "/KH-UBND", "date": "2023", "subject": "Chống hạn", "issuer": "UBND tỉnh Hà Nam"},
        ),
        (
            f"CÔNG AN TỈNH HÀ NAM -\nSỞ Y TẾ\nSố: 3/KHPH-CAT-SYT\n{MOTTO}\n{FREEDOM}\nHà Nam, ngày 5/6/2023\n"
            "KẾ HOẠCH PHỐI HỢP\nTrực đêm hội\n",
            {
                "issuer": "Công an tỉnh Hà Nam - Sở Y tế",
                "parent": None,
                "date": "2023-06-05",
                "type": "KH",
                "subject": "Trực đêm hội",
            },
        ),
        (
            f"BỘ TÀI CHÍNH - BỘ Y TẾ\nSố: 3/2013/TTLT-BTC-BYT\n{MOTTO}\n{FREEDOM}\nHà Nội, ngày 5 tháng 6 năm 2013\n"
            "THÔNG TƯ LIÊN TỊCH\nQuy định mức chi\n",
            {"issuer": "Bộ Tài chính - Bộ Y tế", "parent": None, "type": "TTLT"},
        ),
        (
            f"UBND HUYỆN LÂM HÀ\nPHÒNG VĂN HÓA - XÃ HỘI\nSố: 3/BC-VHXH\n{MOTTO}\n{FREEDOM}\n"
            "Lâm Hà, ngày 5 tháng 6 năm 2025\nKẾ HOẠCH\nThi hát\n",
            {"issuer": "Phòng Văn hóa - Xã hội", "type": "KH", "number": "3/BC-VHXH"},
        ),
        (
            f"TRƯỜNG THCS TÂN HÀ\nSố: 3/KH-THCS\n{MOTTO}\n{FREEDOM}\nTân Hà, ngày 5 tháng 6 năm 2025\n"
            "KẾ HOẠCH TỔ CHỨC HỘI THI KỂ CHUYỆN NĂM HỌC 2024 - 2025\nCăn cứ Công văn số 3/PGDĐT;\n",
            {"subject": "Tổ chức hội thi kể chuyện năm học 2024 - 2025", "issuer": "Trường THCS Tân Hà"},
        ),
        (
            f"ỦY BAN NHÂN DÂN\nTỈNH HÀ NAM\nSố: 3/QĐ-UBND\n{MOTTO}\n{FREEDOM}\nHà Nam, ngày 5 tháng 6 năm 2020\n"
            "QUYẾT ĐỊNH\nVề việc thưởng tết\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HÀ NAM\nCăn cứ Luật Thi đua;\n",
            {"subject": "Về việc thưởng tết", "issuer": "Ủy ban nhân dân tỉnh Hà Nam"},
        ),
        (
            f"ỦY BAN NHÂN DÂN\nTỈNH HÀ NAM\nSố: 3/QĐ-UBND\n{MOTTO}\n{FREEDOM}\nHà Nam, ngày 5 tháng 6 năm 2020\n"
            "QUYẾT ĐỊNH\nSỬA ĐỔI QUYẾT ĐỊNH SỐ 7/2019/QĐ-UBND NGÀY 30\nTHÁNG 9 NĂM 2019 CỦA ỦY BAN NHÂN DÂN TỈNH\n"
            "ỦY BAN NHÂN DÂN TỈNH HÀ NAM\nCăn cứ Luật Thi đua;\n",
            {
                "number": "3/QĐ-UBND",
                "date": "2020-06-05",
                "subject": "Sửa đổi Quyết định số 7/2019/QĐ-UBND ngày 30 tháng 9 năm 2019 của Ủy ban nhân dân tỉnh",
            },
        ),
        (
            f"UBND TỈNH HÀ NAM\nSỞ Y TẾ\n{MOTTO}\n{FREEDOM}\nHà Nam, ngày 5 tháng 6 năm 2020\nKẾ HOẠCH\n\n"
            "Căn cứ Kế hoạch số 88/KH-UBND ngày 1/1/2020;\n",
            {"number": None, "subject": None},
        ),
        (
            "UBND TỈNH HÀ NAM\nSố: 3/KH-UBND\nHà Nam, ngày 5 tháng 6 năm 2020\nKẾ HOẠCH\n\n"
            "Mùa mưa đã đến sớm hơn mọi năm. Ủy ban nhân dân tỉnh giao các sở\nchuẩn bị như sau:\n",
            {"subject": None, "type": "KH"},
        ),
        (
            "BAN CHẤP HÀNH ĐOÀN TỈNH\n***\nSố: 26-CTr/TĐTN\n\nLạng Sơn, ngày 9 tháng 5 năm 2021\n\nCHƯƠNG TRÌNH\n\n"
            "CỦA ĐOÀN THANH NIÊN CỘNG SẢN HỒ CHÍ MINH TỈNH\n\nthực hiện Nghị quyết số 5-NQ/TU về công tác thiếu nhi\n\n"
            "-----\n\nBan Chấp hành Đoàn tỉnh ban hành Chương trình như sau:\n",
            {
                "subject": "của Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh thực hiện Nghị quyết số 5-NQ/TU "
                "về công tác thiếu nhi"
            },
        ),
        (
            "Trang này kể chuyện làng tôi. Ngày xưa làng có kế hoạch đắp đê, ai cũng tham gia.\n"
            "KẾ HOẠCH\nChuyện thứ hai\n",
            {"type": None, "subject": None, "number": None},
        ),
    ],
)
def test_heads(text: str, expected: dict[str, str | None]) -> None:
    found = values(head(text))
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Kính gửi:\n- Sở Y tế;\n- Các huyện ủy,\n  thành ủy;\n- Báo Hà Nam.\n\nMùa mưa đã đến.",
            ["Sở Y tế", "Các huyện ủy, thành ủy", "Báo Hà Nam"],
        ),
        ("Kính gửi: Sở Y tế; Sở Tài chính.\n\nMùa mưa đã đến.", ["Sở Y tế", "Sở Tài chính"]),
        ("Kính trình: Ban Thường vụ Huyện ủy\n\nMùa mưa đã đến.", ["Ban Thường vụ Huyện ủy"]),
        ("Kính gửi: ……………………\n\nMùa mưa đã đến.", []),
        (
            "GIÁM ĐỐC SỞ Y TẾ điện:\n- Bệnh viện huyện;\n- Trạm y tế.\n\nMùa mưa đã đến.",
            ["Bệnh viện huyện", "Trạm y tế"],
        ),
    ],
)
def test_addressees(text: str, expected: list[str]) -> None:
    start = f"SỞ Y TẾ\nSố: 3/BC-SYT\n{MOTTO}\n{FREEDOM}\nHà Nam, ngày 5 tháng 6 năm 2020\nBÁO CÁO\nChống dịch\n\n"
    source = SourceText(start + text)
    cleaned = clean(source)
    lines = split_lines(source, cleaned)
    found = read_head(lines, Locator(source, cleaned.norm), PATTERNS)
    assert [item.name for item in found.addressees] == expected
    assert lines[found.end].text == "Mùa mưa đã đến."
    assert found.header.subject is not None
    assert found.header.subject.text == "Chống dịch"


def test_marks() -> None:
    text = "MẬT\nHỎA TỐC\nLƯU HÀNH NỘI BỘ\nDỰ THẢO LẦN 2\nSỞ Y TẾ\nSố: 3/BC-SYT\nBÁO CÁO\nChống dịch\n"
    header = head(text).header
    found = [header.secrecy, header.urgency, header.circulation, header.draft]
    assert [item.text if item else None for item in found] == ["MẬT", "HỎA TỐC", "LƯU HÀNH NỘI BỘ", "DỰ THẢO LẦN 2"]


def test_lost_kind_is_inferred_from_the_symbol() -> None:
    text = (
        f"SỞ Y TẾ\nSố: 3/KH-SYT\n{MOTTO}\n{FREEDOM}\nHà Nam, ngày 5 tháng 6 năm 2020\n"
        "PHUN THUỐC DIỆT MUỖI NĂM 2020\nMuỗi đang sinh sôi ở nhiều nơi trong tỉnh. Sở giao việc."
    )
    found = head(text)
    assert found.header.type is not None
    assert found.header.type.code == "KH"
    assert found.header.type.inferred
    assert found.header.subject is not None
    assert found.header.subject.text == "Phun thuốc diệt muỗi năm 2020"


@pytest.mark.parametrize(
    ("sample", "number", "subject"),
    [
        ("xuan-luong-85-kh-du.txt", "85-KH/ĐU", "trong giai đoạn mới"),
        ("binh-dinh-80-kh-duk.md", "80-KH/ĐUK", "trong giai đoạn mới"),
        ("truong-quang-trong-kh.txt", None, "trên địa bàn phường Trương Quang Trọng"),
        ("lam-dong-huyen-uy-kh.txt", None, "trong giai đoạn mới"),
        ("thai-nguyen-ubnd-kh.md", None, "trong giai đoạn mới"),
    ],
)
def test_samples(sample: str, number: str | None, subject: str) -> None:
    found = head(
        (SAMPLES / sample).read_text(encoding="utf-8"), "text/markdown" if sample.endswith("md") else "text/plain"
    )
    assert values(found)["number"] == number
    assert (values(found)["subject"] or "").endswith(subject)
    assert values(found)["type"] == "KH"


# --- the issuer worked out ---


def flow(*paragraphs: tuple[str, str]) -> Flow:
    text, spans = "", []
    for zone, paragraph in paragraphs:
        spans.append(Paragraph(len(text), len(text) + len(paragraph), zone))
        text += paragraph + "\n"
    return Flow(NormText.of(text), spans)


def issuer(header: Header, running: Flow, signatures: tuple[Signature, ...] = ()) -> Name | None:
    preamble = "\n".join(running.text[p.start : p.end] for p in running.paragraphs if p.section == "preamble")
    return infer_issuer(header, signatures, (), preamble, running, PATTERNS).issuer


SIGNED = (Signature(authority=[Authority(code="TM", of="Ủy ban nhân dân")], position="Chủ tịch", name="Lê Văn Ba"),)


@pytest.mark.parametrize(
    ("header", "preamble", "signatures", "expected"),
    [
        (
            Header(subject=TextItem(text="Trồng cây trên địa bàn xã Tân Hà")),
            "Thực hiện Kế hoạch số 1/KH-UBND của UBND huyện Lâm Hà, UBND xã ban hành Kế hoạch như sau:",
            (),
            "Ủy ban nhân dân xã Tân Hà",
        ),
        (
            Header(place=TextItem(text="Hà Nam"), date=IssueDate(text="", value="2020-01-01")),
            "Thực hiện Nghị quyết của Chính phủ; UBND tỉnh ban hành Kế hoạch như sau:",
            (),
            "Ủy ban nhân dân tỉnh Hà Nam",
        ),
        (
            Header(),
            "Thực hiện Chương trình của Tỉnh ủy. Ban Thường vụ Huyện ủy ban hành Kế hoạch như sau:",
            (),
            "Ban Thường vụ Huyện ủy",
        ),
        (Header(), "Trường THCS Tân Hà xây dựng kế hoạch như sau:", (), "Trường THCS Tân Hà"),
        (
            Header(subject=TextItem(text="Trồng cây trên địa bàn xã Tân Hà")),
            "Trời đã mưa.",
            SIGNED,
            "Ủy ban nhân dân xã Tân Hà",
        ),
        (Header(), "Trời đã mưa ở huyện Lâm Hà.", SIGNED, None),
        (Header(), "Căn cứ Kế hoạch của UBND tỉnh về trồng cây.", (), None),
        (
            Header(issuer=Name(name="Ủy ban nhân dân"), place=TextItem(text="Hà Nam")),
            "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HÀ NAM điện:",
            (),
            "Ủy ban nhân dân tỉnh Hà Nam",
        ),
        (Header(issuer=Name(name="Sở Y tế")), "UBND tỉnh ban hành Kế hoạch như sau:", (), "Sở Y tế"),
    ],
)
def test_inferred_issuer(
    header: Header, preamble: str, signatures: tuple[Signature, ...], expected: str | None
) -> None:
    found = issuer(header, flow(("preamble", preamble)), signatures)
    assert (found.name if found else None) == expected
    if found is not None and found.name != "Sở Y tế":
        assert found.inferred


def test_inferred_issuer_shows_its_evidence() -> None:
    running = flow(("preamble", "Thực hiện Nghị quyết; UBND xã ban hành Kế hoạch như sau:"))
    found = issuer(Header(place=TextItem(text="Tân Hà")), running)
    assert found is not None
    assert found.span is not None
    assert running.text[found.span[0] : found.span[1]] == "UBND xã"


# --- robustness ---

WORDS = st.sampled_from(
    [
        "KẾ HOẠCH",
        "Số:",
        "15/KH-UBND",
        "ngày 5 tháng 6 năm 2020",
        "Hà Nội,",
        MOTTO,
        FREEDOM,
        "UBND TỈNH",
        "-----",
        "*",
        "|",
        "Kính gửi:",
        "- ",
        "V/v",
        "ĐẾN",
        "MẬT",
        "I. ",
        "Căn cứ",
        "   ",
        "\n",
        "\n\n",
        "Sở Y tế",
        "A B C D E",
        ";",
        ".",
        "“",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(WORDS, st.text(max_size=12)), max_size=30))
def test_any_text_has_a_head(words: list[str]) -> None:
    text = " ".join(words)
    source = SourceText(text)
    cleaned = clean(source)
    lines = split_lines(source, cleaned)
    found = read_head(lines, Locator(source, cleaned.norm), PATTERNS)
    assert 0 <= found.end <= len(lines)
    assert 0 <= found.title_lines[0] <= found.title_lines[1] <= len(lines)
    for item in (found.header.number, found.header.date, found.header.place, found.header.subject, found.header.issuer):
        if item is not None:
            assert item.span is not None
            assert 0 <= item.span[0] < item.span[1] <= len(text)


@pytest.mark.parametrize(
    "line", ["ngày 5 tháng 6 năm 2020 ", "UBND XÃ TÂN HÀ ", "KẾ HOẠCH ", "A B C ", "- ", "xã hội "]
)
def test_long_lines_take_linear_time(line: str) -> None:
    head(line)
    start = time.process_time()
    head(f"KẾ HOẠCH\n{line * 4000}")
    assert time.process_time() - start < 4


# --- lines that say more than they seem ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Long Hưng", "Long Hưng"),
        ("Long Hưng,", "Long Hưng"),
        ("TP. Vinh,", "TP. Vinh"),
        ("Quận 7,", "Quận 7"),
        ("Long  Hưng,", "Long Hưng"),
        ("tại hội trường xã", None),
    ],
)
def test_the_place_may_stand_above_its_date(line: str, place: str | None) -> None:
    text = f"TRƯỜNG MẦM NON HOA MAI\nSố: 2/KH-MNHM\n{MOTTO}\n{line}\nngày 1 tháng 9 năm 2023\nKẾ HOẠCH\nNuôi dưỡng"
    found = head(text).header
    assert found.date is not None
    assert found.date.value == "2023-09-01"
    assert (found.place and " ".join(found.place.text.split())) == place


BOTH_MOTTOES = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"


@pytest.mark.parametrize(("emblem", "sector"), [("ĐOÀN TNCS HỒ CHÍ MINH", "mass"), ("ĐẢNG CỘNG SẢN VIỆT NAM", "party")])
@pytest.mark.parametrize(
    "layout",
    [
        "BAN CHẤP HÀNH TRUNG ƯƠNG          {}\nSố: 4-KH/TW          Hà Nội, ngày 1 tháng 9 năm 2023",
        "| BAN CHẤP HÀNH TRUNG ƯƠNG | {} |\n|---|---|\n| Số: 4-KH/TW | Hà Nội, ngày 1 tháng 9 năm 2023 |\n",
        "| BAN CHẤP HÀNH TRUNG ƯƠNG\n*** | {} |\nSố: 4-KH/TW | Hà Nội, ngày 1 tháng 9 năm 2023\n",
        "BAN CHẤP HÀNH TRUNG ƯƠNG | {}\n*** |\nSố: 4-KH/TW | Hà Nội, ngày 1 tháng 9 năm 2023\n",
        "BAN CHẤP HÀNH TRUNG ƯƠNG\nSố: 4-KH/TW\n{}\nHà Nội, ngày 1 tháng 9 năm 2023",
    ],
)
def test_the_emblem_tells_whose_committee_issues(layout: str, emblem: str, sector: str) -> None:
    found = parse_text(f"{layout.format(emblem)}\nKẾ HOẠCH\nTrồng cây\nI. MỤC ĐÍCH\nTrồng rừng.\n").header
    assert found.issuer is not None
    assert (found.issuer.name, found.issuer.level, found.issuer.sector) == (
        "Ban Chấp hành Trung ương",
        "central",
        sector,
    )
    assert found.parent is None


def test_joint_resolutions_have_their_number_behind_their_kind() -> None:
    text = f"CHÍNH PHỦ\n{BOTH_MOTTOES}\nNghị quyết liên tịch số: 7/2022/NQLT-CP-ĐCTUBTWMTTQVN\n"
    found = parse_text(f"{text}Hà Nội, ngày 2 tháng 3 năm 2022\nNGHỊ QUYẾT LIÊN TỊCH\nVề giám sát\n")
    assert found.header.number is not None
    assert found.header.number.text == "7/2022/NQLT-CP-ĐCTUBTWMTTQVN"
    assert "type-mismatch" not in {item.code for item in found.diagnostics}


def test_a_law_without_a_date_line_has_the_day_of_its_adoption() -> None:
    text = f"QUỐC HỘI\n{BOTH_MOTTOES}\nLuật số: 9/2030/QH16\nLUẬT\nKHUYẾN ĐỌC\nĐiều 1. Phạm vi\nVề đọc sách.\n"
    last = "Luật này được Quốc hội khóa XVI, kỳ họp thứ 2 thông qua ngày 20 tháng 11 năm 2030.\n"
    date = parse_text(text + last).header.date
    assert date is not None
    assert (date.value, date.inferred) == ("2030-11-20", True)
    assert parse_text(text + last.replace("20 tháng 11", "31 tháng 11")).header.date is None
    assert parse_text(text).header.date is None
