"""Short forms that a text defines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancli.extract.abbreviations import find_abbreviations
from plancli.extract.references import find_references
from plancli.model import Abbreviation
from plancli.patterns import Patterns
from plancli.text import Flow, Locator, NormText, Paragraph, SourceText

PATTERNS = Patterns.builtin()


def define(text: str, section: str = "I") -> list[Abbreviation]:
    norm = NormText.of(text)
    flow = Flow(norm, [Paragraph(0, len(text), section)])
    locate = Locator(SourceText(text), norm)
    citations = find_references(flow, locate, PATTERNS, None).citations
    return [item for _, item in find_abbreviations(flow, locate, PATTERNS, citations)]


def pairs(text: str) -> list[tuple[str, str | None]]:
    return [(item.short, item.long) for item in define(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Thực hiện Nghị quyết số 27-NQ/TW của Trung ương về cải cách (viết tắt là Nghị quyết số 27- NQ/TW)",
            [("Nghị quyết số 27-NQ/TW", "Nghị quyết số 27-NQ/TW của Trung ương về cải cách")],
        ),
        (
            "theo Nghị quyết số 28-NQ/TW, ngày 17/11/2022 của Trung ương (sau đây gọi là Nghị quyết 28-NQ/TW)",
            [("Nghị quyết 28-NQ/TW", "Nghị quyết số 28-NQ/TW, ngày 17/11/2022 của Trung ương")],
        ),
        (
            "Thực hiện Nghị quyết số 27-NQ/TW của Trung ương, Kế hoạch số 11-KH/TW của Bộ Chính trị về thực hiện "
            "Nghị quyết số 27-NQ/TW và Chương trình hành động số 35-CTr/TU của Tỉnh ủy (sau đây gọi tắt là Nghị quyết "
            "số 27-NQ/TW, Kế hoạch số 11-KH/TW và Chương trình hành động số 35-CTr/TU)",
            [
                ("Nghị quyết số 27-NQ/TW", "Nghị quyết số 27-NQ/TW của Trung ương"),
                ("Kế hoạch số 11-KH/TW", "Kế hoạch số 11-KH/TW của Bộ Chính trị"),
                ("Chương trình hành động số 35-CTr/TU", "Chương trình hành động số 35-CTr/TU của Tỉnh ủy"),
            ],
        ),
        (
            "Các sở, ban, ngành, UBND các huyện, thành phố (sau đây gọi tắt là UBND cấp huyện).",
            [("UBND cấp huyện", "UBND các huyện, thành phố")],
        ),
        (
            "thành lập Ban Chỉ đạo quốc gia về chuyển đổi số (gọi tắt là “Ban Chỉ đạo”)",
            [("Ban Chỉ đạo", "Ban Chỉ đạo quốc gia về chuyển đổi số")],
        ),
        (
            "đẩy mạnh cải cách hành chính (sau đây viết tắt là CCHC); xây dựng",
            [("CCHC", "cải cách hành chính")],
        ),
        (
            "Phong trào thi đua “Dân vận khéo” năm 2026 (dưới đây gọi tắt là Phong trào thi đua) được phát động",
            [("Phong trào thi đua", "Phong trào thi đua “Dân vận khéo” năm 2026")],
        ),
        (
            "của Sở Văn hóa, Thể thao và Du lịch (sau đây gọi tắt là Sở Văn hóa, Thể thao)",
            [("Sở Văn hóa, Thể thao", "Sở Văn hóa, Thể thao và Du lịch")],
        ),
        (
            "Ban Chỉ đạo chuyển đổi số xã, sau đây gọi tắt là Ban Chỉ đạo, gồm",
            [("Ban Chỉ đạo", "Ban Chỉ đạo chuyển đổi số xã")],
        ),
        ("cải cách thủ tục hành chính (TTHC)", [("TTHC", "thủ tục hành chính")]),
        ("Ủy ban nhân dân (UBND) xã", [("UBND", "Ủy ban nhân dân")]),
        (
            "phòng, chống thiên tai và tìm kiếm cứu nạn (PCTT&TKCN)",
            [("PCTT&TKCN", "phòng, chống thiên tai và tìm kiếm cứu nạn")],
        ),
    ],
)
def test_definitions(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert pairs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Chỉ số hiệu quả quản trị (PAPI)",
        "thực hiện thường xuyên (sau khi có văn bản của cấp trên)",
        "tổ chức Hội nghị (gọi điện mời trước)",
        "cán bộ, đảng viên (b/c); Công an (VT)",
        "sau đây là nội dung cụ thể",
    ],
)
def test_no_definition(text: str) -> None:
    assert pairs(text) == []


def test_first_definition_counts_and_recipients_define_nothing() -> None:
    assert pairs("cải cách hành chính (CCHC); cải cách hành chính (CCHC)") == [("CCHC", "cải cách hành chính")]
    assert define("cải cách hành chính (CCHC)", section="recipients") == []


def test_span_is_evidence() -> None:
    text = "UBND các xã (sau đây gọi chung là UBND cấp xã)"
    (item,) = define(text)
    assert item.span is not None
    assert text[slice(*item.span)] == "(sau đây gọi chung là UBND cấp xã)"


@given(st.text(alphabet="()ABCĐ abcđ,.“”viết tắt là sau đây gọi\n", max_size=80))
def test_any_text_is_read_without_fail(text: str) -> None:
    define(text)
