"""Letterheads of badly read texts, and values that do not fit."""

from __future__ import annotations

import pytest

from plancli.library import parse_text
from plancli.model import Document

DIRT = "\nCác thôn tổ chứe trồng câyy, bâo vệ rùng, chăm sóe câv xanh quanh trưòngg học và trạm ỵtế.\n"
BODY = "I. NỘI DUNG\n1. Xã An Phú trồng cây ở thôn Một xã An Phú.\n2. Nhân dân xã An Phú bảo vệ rừng.\n"


def read(head: str, body: str = BODY, dirt: str = DIRT) -> Document:
    return parse_text(f"{head}\n\nKẾ HOẠCH\nTrồng cây\n\n{body}{dirt}")


HEAD = "ĐẢNG ỦY XÃ AN PHÚ\nSố 12-KH/ĐU\nAn Phú, ngày 3 tháng 5 năm 2024"


def test_a_head_as_it_should_be_has_no_repairs() -> None:
    header = read(HEAD).header
    assert not any(
        item.repaired for item in (header.issuer, header.number, header.date, header.type, header.place) if item
    )


@pytest.mark.parametrize(
    ("printed", "spoilt", "field", "value", "repaired"),
    [
        ("12-KH/ĐU", "l2-KH/ĐU", "number", "12-KH/ĐU", {"text": "l2-KH/ĐU"}),
        ("12-KH/ĐU", "B2-KH/ĐU", "number", "82-KH/ĐU", {"text": "B2-KH/ĐU"}),
        ("ngày 3", "ngày l3", "date", "2024-05-13", {"value": "ngày l3 tháng 5 năm 2024"}),
        ("An Phú,", "Ản Phú,", "place", "An Phú", {"text": "Ản Phú"}),
        ("XÃ AN PHÚ", "XÃ AN PHỦ", "issuer", "Đảng ủy xã An Phú", {"name": "ĐẢNG ỦY XÃ AN PHỦ"}),
    ],
)
def test_what_is_repaired_is_marked(
    printed: str, spoilt: str, field: str, value: str, repaired: dict[str, str]
) -> None:
    item = getattr(read(HEAD.replace(printed, spoilt)).header, field)
    assert value in (getattr(item, name, None) for name in ("text", "value", "name"))
    assert item.repaired == repaired


def test_a_text_that_reads_well_keeps_its_names() -> None:
    header = read(HEAD.replace("An Phú,", "Ản Phú,"), dirt="").header
    assert header.place is not None
    assert (header.place.text, bool(header.place.repaired)) == ("Ản Phú", False)


def test_a_blank_number_and_signs_are_no_repairs() -> None:
    number = read(HEAD.replace("12-KH/ĐU", "  12 – KH/ĐU")).header.number
    assert number is not None
    assert (number.text, bool(number.repaired)) == ("12-KH/ĐU", False)


def test_the_name_of_the_party_with_lost_letters_is_no_issuer() -> None:
    document = read(HEAD.replace("\nAn Phú", "\nĐĂNG CỘNG SĂN VỆT NAM\nAn Phú"))
    assert document.header.issuer is not None
    assert document.header.issuer.name == "Đảng ủy xã An Phú"


# --- what does not fit ----------------------------------------------------------------------------------------


def told(document: Document, code: str) -> list[str | None]:
    return [item.section for item in document.diagnostics if item.code == code]


def test_a_year_that_no_plan_reaches_is_told() -> None:
    assert told(read(HEAD, BODY + "3. Hoàn thành năm 2074.\n", ""), "date-suspect") == ["I/3"]
    assert told(read(HEAD, BODY + "3. Hoàn thành năm 2050.\n"), "date-suspect") == []
    undated = "ĐẢNG ỦY XÃ AN PHÚ\nSố 12-KH/ĐU"
    cited = BODY + "3. Theo Kế hoạch số 3-KH/HU ngày 02/4/2024, hoàn thành năm 2074.\n"
    assert told(read(undated, cited), "date-suspect") == ["I/3"]


def test_a_deadline_before_the_document_is_told_in_a_misread_text() -> None:
    late = BODY + "3. Rào cây. Thời gian thực hiện: Trong Quý I/2024.\n"
    assert told(read(HEAD, late), "date-suspect") == ["I/3"]
    assert told(read(HEAD, late, ""), "date-suspect") == []


def test_a_date_of_issue_before_the_documents_cited_is_told() -> None:
    cited = BODY + "3. Theo Kế hoạch số 3-KH/HU ngày 02/4/2024 và Nghị quyết số 7-NQ/HU ngày 05/2/2024.\n"
    early = HEAD.replace("2024", "2014")
    assert told(read(early, cited), "date-suspect") == ["header"]
    assert told(read(early, cited, ""), "date-suspect") == []
    assert told(read(HEAD, cited), "date-suspect") == []


def test_a_place_that_the_body_spells_otherwise_is_told() -> None:
    body = "I. NỘI DUNG\n1. Trồng cây.\n"
    assert told(read(HEAD.replace("An Phú,", "Ản Phú,"), body), "name-suspect") == ["header"]
    assert told(read(HEAD.replace("An Phú,", "Ản Phú,"), body, ""), "name-suspect") == []
    assert told(read(HEAD, body), "name-suspect") == []
