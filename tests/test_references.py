"""Citations: mentions, documents, dates and issuers, named documents, and what is none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import seconds

from plancli.extract.overlap import settle
from plancli.extract.references import References, find_references
from plancli.model import Number, Reference
from plancli.patterns import Patterns
from plancli.text import Flow, Locator, NormSpan, NormText, Paragraph, SourceText

PATTERNS = Patterns.builtin()


def flow_of(text: str, section: str = "I") -> tuple[Flow, Locator]:
    """A flow of the text's lines, all in one section."""
    norm = NormText.of(text)
    paragraphs, offset = [], 0
    for line in text.split("\n"):
        paragraphs.append(Paragraph(offset, offset + len(line), section))
        offset += len(line) + 1
    return Flow(norm, paragraphs), Locator(SourceText(text), norm)


def cite(text: str, own: str | None = None, section: str = "I") -> References:
    flow, locate = flow_of(text, section)
    return find_references(flow, locate, PATTERNS, Number(text=own) if own else None)


def numbers(text: str) -> list[str | None]:
    return [item.number for item in cite(text).items]


def one(text: str) -> Reference:
    (item,) = cite(text).items
    return item


def codes(found: References) -> list[str]:
    return [finding.code for finding in found.findings]


# --- numbers in running text -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thực hiện Nghị quyết số 18, 19-NQ/TW của Trung ương", ["18-NQ/TW", "19-NQ/TW"]),
        ("các Nghị quyết số 18-NQ/TW và 19-NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
        ("các Nghị quyết số 36-NQ, 37-NQ/TW", ["36-NQ/TW", "37-NQ/TW"]),
        ("VB 10697 & 11028/UBND-KGVX", ["10697/UBND-KGVX", "11028/UBND-KGVX"]),
        ("Kế hoạch số 154 & 201/KH-ĐHHV", ["154/KH-ĐHHV", "201/KH-ĐHHV"]),
        (
            "(Quy định số 08-QĐi/TW; Quy định số 101-QĐ/TW; Quy định số 07-QĐ/TU)",
            ["08-QĐi/TW", "101-QĐ/TW", "07-QĐ/TU"],
        ),
        ("Chương trình hành động số 35-CTr-TU", ["35-CTr/TU"]),
        ("NGHỊ QUYẾT SỐ 18-NQ/TW VÀ NGHỊ QUYẾT SỐ 19/NQ-TW NGÀY 25/10/2017", ["18-NQ/TW", "19-NQ/TW"]),
        ("Nghị quyết số 66.7/2025/NQ-CP; 66.17/2026/NQ-CP", ["66.7/2025/NQ-CP", "66.17/2026/NQ-CP"]),
        ("Số: 1961/QĐUBND; 61/2018/NĐCP; 30c/NQCP", ["1961/QĐ-UBND", "61/2018/NĐ-CP", "30c/NQ-CP"]),
        ("Nghị quyết số 4 7/2020/ND-CP", ["47/2020/NĐ-CP"]),
        ("NQ số 113-NQ/ĐU; QĐ 988/QĐ-CĐKT; NĐ 30/2020", ["113-NQ/ĐU", "988/QĐ-CĐKT", "30/2020/NĐ-CP"]),
        ("NQ18-NQ/TW; Nghị quyết số 19 NQ/TW", ["18-NQ/TW", "19-NQ/TW"]),
        ("Thông tư liên tịch số 02/2008/TTLT-BTP-TWHCCBVN", ["02/2008/TTLT-BTP-TWHCCBVN"]),
        ("QCVN 102:2016/BTTTT/SĐ1:2022; TCVN 6909:2001", ["QCVN 102:2016/BTTTT/SĐ1:2022", "TCVN 6909:2001"]),
        (
            "1752/SGTVT-QLVT PT&NL; 3339/SXD-QLN6; 342/KH-CAT-PV01; 15/KH-VKSKV7; 369/KH-THPTNSS",
            ["1752/SGTVT-QLVT PT&NL", "3339/SXD-QLN6", "342/KH-CAT-PV01", "15/KH-VKSKV7", "369/KH-THPTNSS"],
        ),
        ("Công văn số 34O-CV/ĐU; 858CV/ĐUK; 05-Ctr/ĐUK", ["340-CV/ĐU", "858-CV/ĐUK", "05-CTr/ĐUK"]),
        ("được sửa đổi, bổ sung bởi Quyết định số 23/2018/QĐ-TTg", ["23/2018/QĐ-TTg"]),
        ("(hợp nhất tại Văn bản hợp nhất số 03/VBHN-VPQH)", ["03/VBHN-VPQH"]),
        (
            "Luật X số 50/2014/QH13 đã được sửa đổi một số điều theo Luật số 03/2016/QH14, Luật số 35/2018/QH14",
            ["50/2014/QH13", "03/2016/QH14", "35/2018/QH14"],
        ),
        ("Kế hoạch số 12/KH-UBND - UBND xã chỉ đạo", ["12/KH-UBND"]),
        ("Công văn số 1234 ngày 5/6/2023 của Sở Y tế", ["1234"]),
        ("Quyết định số 2045/QĐ-BGDĐTngày 01/8/2024", ["2045/QĐ-BGDĐT"]),
    ],
)
def test_numbers_are_found(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch này; Nghị quyết này; Chương trình hành động này",
        "Chỉ thị của Ban Thường vụ Huyện ủy về công tác dân vận; Kế hoạch cấp trên",
        "các văn bản hướng dẫn; các quy định của pháp luật",
        "quy định tại Phụ lục đính kèm; Phụ lục I kèm theo Kế hoạch này",
        "Căn cứ …; Theo đề nghị của …; Xét Tờ trình số …",
        "ngày 01/8/2023, trực 24/7, tỷ lệ 3/4, đạt 2/3, giai đoạn 2021 - 2025, quý I/2024",
        "điện thoại: 0240.3859.123, Fax 0240/3859123, hotline 1900-1234",
        "tại km 12/KH, nhà số 45/2B-K3 đường Trần Phú, biển số 29A-123.45",
        "theo Mẫu số 02/TT-KH và Biểu số 01/BC-TH",
        "Kế hoạch 5 năm 2021-2025, Chương trình 30a, Đề án số 06",
        "điểm 5, khoản 1.3, Điều 5",
        "Thông báo tuyển 12 chỉ tiêu; Kế hoạch năm 2023 - UBND xã",
        "COVID-19, H5N1, 4.0, 3G/4G, PM2.5",
        "DungDQ\\KH14/ Q",
    ],
)
def test_look_alikes_are_none(text: str) -> None:
    assert numbers(text) == []


def test_nested_citations_are_all_mentions() -> None:
    found = cite(
        "Thực hiện Kế hoạch số 154/KH-UBND ngày 09/8/2023 của UBND tỉnh về triển khai Nghị quyết số 77/NQ-CP ngày "
        "12/5/2023 của Chính phủ ban hành Chương trình hành động thực hiện Nghị quyết số 27-NQ/TW của Trung ương Đảng"
    )
    assert [(item.number, item.date, item.issuer) for item in found.items] == [
        ("154/KH-UBND", "2023-08-09", "UBND tỉnh"),
        ("77/NQ-CP", "2023-05-12", "Chính phủ"),
        ("27-NQ/TW", None, "Trung ương Đảng"),
    ]
    assert found.items[0].subject is not None
    assert found.items[0].subject.startswith("về triển khai Nghị quyết số 77/NQ-CP")


def test_mentions_and_alias_are_counted() -> None:
    item = one(
        "Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị (sau đây gọi tắt là Nghị quyết 57). "
        "Quán triệt Nghị quyết 57 và Nghị quyết số 57-NQ/TW"
    )
    assert [mention.text for mention in item.mentions] == [
        "Nghị quyết số 57-NQ/TW",
        "Nghị quyết 57",
        "Nghị quyết 57",
        "Nghị quyết số 57-NQ/TW",
    ]


def test_spans_are_evidence() -> None:
    text = "Thực hiện Nghị quyết số 27- NQ/TW, ngày 09/11/2022 của Bộ Chính trị về cải cách; Kế hoạch số 5-KH/TU"
    found = cite(text)
    for item in found.items:
        for mention in item.mentions:
            assert mention.span is not None
            assert " ".join(text[slice(*mention.span)].split()) == mention.text
    assert [text[slice(*span)] for span in found.spans] == [
        "Nghị quyết số 27- NQ/TW, ngày 09/11/2022 của Bộ Chính trị",
        "Kế hoạch số 5-KH/TU",
    ]


# --- what stands round a number ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Quy định số 101-QĐ/TW", "QĐi"),
        ("Quyết định số 101-QĐ/TW", "QĐ"),
        ("Luật Hộ tịch số 60/2014/QH13", "L"),
        ("Nghị quyết số 43/2022/QH15", "NQ"),
        ("Pháp lệnh Ưu đãi người có công với cách mạng số 02/2020/UBTVQH14", "PL"),
        ("Văn bản số 555/UBND-NC", "CV"),
        ("theo 4406/BNV-TCBC", "CV"),
        ("Chương trình công tác toàn khóa số 01-CTr/TU", "CTr"),
        ("Kế hoạch phối hợp số 41/KHPH-CAT-SGDĐT", "KH"),
        ("Kế hoạch số 5-KH/TU; 18-NQ/TW", "KH"),
        ("chỉ đạo tại văn bản số 1407/UBND-NNMT ngày 5/4/2026", "CV"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert cite(text).items[0].type == kind


def test_a_list_names_its_kind_once() -> None:
    items = cite("bởi các Luật số 43/2024/QH15, số 47/2024/QH15 ngày 29/6/2024 và số 58/2024/QH15").items
    assert [item.type for item in items] == ["L", "L", "L"]


def test_a_list_does_not_hand_its_kind_to_another_symbol() -> None:
    assert [item.type for item in cite("Kế hoạch số 5-KH/TU; 18-NQ/TW").items] == ["KH", "NQ"]


@pytest.mark.parametrize(
    ("tail", "date"),
    [
        (" ngày 09/11/2022", "2022-11-09"),
        (", ngày 17/11/2022", "2022-11-17"),
        (" ngày 27 tháng 7 năm 2013", "2013-07-27"),
        (" ngày 06.4.2016", "2016-04-06"),
        (" (ngày 12/5/2023)", "2023-05-12"),
        (" của Bộ Chính trị ngày 05/9/2024", "2024-09-05"),
        (" ngày /12/2025", "2025-12"),
        (" ngày … tháng 12 năm 2025", "2025-12"),
        (" đến ngày 12/5/2023", None),
        (" ngày 32/5/2023", None),
    ],
)
def test_dates(tail: str, date: str | None) -> None:
    assert one(f"Nghị quyết số 27-NQ/TW{tail}").date == date


@pytest.mark.parametrize(
    ("tail", "issuer"),
    [
        ("(khóa XX) của Đảng ủy", "Đảng ủy"),
        ("của Hội nghị lần thứ năm Ban Chấp hành Trung ương", "Hội nghị lần thứ năm Ban Chấp hành Trung ương"),
        ("Hội nghị lần thứ sáu Ban Chấp hành Trung ương", "Hội nghị lần thứ sáu Ban Chấp hành Trung ương"),
        ("của UBND xã năm 2023", "UBND xã"),
        ("của Ban Chấp hành Trung ương Đảng khóa XIII về cải cách", "Ban Chấp hành Trung ương Đảng khóa XIII"),
        (
            "của Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XIII về cải cách",
            "Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XIII",
        ),
        ("của Ban Thường vụ huyện ủy thực hiện chuyển đổi số", "Ban Thường vụ huyện ủy"),
        ("của Bộ trưởng Bộ Giáo dục và Đào tạo ban hành khung", "Bộ trưởng Bộ Giáo dục và Đào tạo"),
        ("của Bộ Văn hóa, Thể thao và Du lịch, các sở", "Bộ Văn hóa, Thể thao và Du lịch"),
        ("của Bộ Giao thông vận tải giao nhiệm vụ", "Bộ Giao thông vận tải"),
        ("của Bộ Lao động - Thương binh và Xã hội quy định", "Bộ Lao động - Thương binh và Xã hội"),
        ("của UBND TP. Hồ Chí Minh về triển khai", "UBND TP. Hồ Chí Minh"),
        ("của Thủ tướng Chính phủ phê duyệt Đề án", "Thủ tướng Chính phủ"),
        ("của Tỉnh ủy và Kế hoạch số 1-KH/HU", "Tỉnh ủy"),
        ("của Tỉnh ủy và hướng dẫn của cấp trên", "Tỉnh ủy"),
        ("của trường THCS Minh Khai về dạy học", "trường THCS Minh Khai"),
        ("do Bộ Y tế ban hành", "Bộ Y tế"),
        ("đã nêu", None),
    ],
)
def test_issuers(tail: str, issuer: str | None) -> None:
    assert cite(f"Văn bản số 27/BC-ABC ngày 1/2/2023 {tail}").items[0].issuer == issuer


def test_issuer_may_stand_before_the_citation() -> None:
    item = one("Theo đề nghị của Giám đốc Sở Giáo dục và Đào tạo tại Tờ trình số 107/TTr-SGDĐT ngày 09/8/2024")
    assert item.issuer == "Giám đốc Sở Giáo dục và Đào tạo"
    inner = one("Quyết định của Thủ tướng Chính phủ số 1719/QĐ-TTg ngày 14/10/2021")
    assert (inner.issuer, inner.date) == ("Thủ tướng Chính phủ", "2021-10-14")


def test_the_last_of_a_list_speaks_for_all() -> None:
    items = cite("Quyết định số 13/QĐ-TLĐ và Quyết định số 14/QĐ-TLĐ ngày 19/8/2011 của Tổng Liên đoàn").items
    assert [(item.date, item.issuer) for item in items] == [("2011-08-19", "Tổng Liên đoàn")] * 2


@pytest.mark.parametrize(
    ("text", "pinpoint"),
    [
        ("khoản 2 Điều 5 Nghị định số 30/2020/NĐ-CP", {"khoản": "2", "điều": "5"}),
        ("theo Điều 5, khoản 1 Nghị định số 30/2020/NĐ-CP", {"điều": "5", "khoản": "1"}),
        (
            "điểm a khoản 1 Điều 24 Tiểu mục 1 Mục 1 Chương III của Nghị quyết số 351/2017/UBTVQH14",
            {"điểm": "a", "khoản": "1", "điều": "24", "tiểu mục": "1", "mục": "1", "chương": "III"},
        ),
        ("khoản 2, 3 Điều 4 Thông tư số 22/2021/TT-BGDĐT", {"khoản": "2, 3", "điều": "4"}),
        ("Nghị định 123/2020/NĐ-CP (khoản 1, Điều 9)", {"khoản": "1", "điều": "9"}),
        ("điểm a khoản 2 Điều 103 Mục 5 Chương XII Phần I của Bộ luật Hình sự", {"điểm": "a", "khoản": "2"}),
        ("đủ điều kiện theo Nghị định số 30/2020/NĐ-CP", None),
    ],
)
def test_provisions(text: str, pinpoint: dict[str, str] | None) -> None:
    found = one(text).mentions[0].pinpoint
    if pinpoint is None:
        assert found is None
    else:
        assert found is not None
        assert pinpoint.items() <= found.items()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Kế hoạch số 1-KH/TU về phát triển du lịch, nhằm tạo việc làm", "về phát triển du lịch"),
        ("Kế hoạch số 1-KH/TU về giảm nghèo (viết tắt là Kế hoạch 1)", "về giảm nghèo"),
        ("Kế hoạch số 1-KH/TU về giảm nghèo; và nữa", "về giảm nghèo"),
        ("Kế hoạch số 1-KH/TU, Kế hoạch khác", None),
        ("Thông tư số 1/2020/TT-BNV ban hành Quy chế thi, đã được sửa đổi, bổ sung", "ban hành Quy chế thi"),
    ],
)
def test_subjects(text: str, subject: str | None) -> None:
    assert cite(text).items[0].subject == subject


# --- documents ---------------------------------------------------------------------------------------------


def test_spellings_are_one_document_and_the_odd_ones_a_finding() -> None:
    found = cite(
        "Nghị quyết số 27-NQ/TW; Nghị quyết số 27-NQ/TW; số 27- NQ/TW; 27-NQ/TƯ; Chương trình số 35-CTr/TU; 35-CTr-TU"
    )
    assert [(item.number, len(item.mentions)) for item in found.items] == [("27-NQ/TW", 4), ("35-CTr/TU", 2)]
    assert codes(found) == ["reference-variant"] * 3


def test_another_body_is_another_document_and_suspect() -> None:
    found = cite("Nghị quyết số 27-NQ/TW ngày 09/11/2022; Nghị quyết số 27-NQ/TW; Nghị quyết số 27-NQ/TU")
    assert [item.number for item in found.items] == ["27-NQ/TW", "27-NQ/TU"]
    assert codes(found) == ["reference-suspect"]


def test_numbering_starts_anew() -> None:
    text = "Kế hoạch số 12/KH-UBND ngày 1/2/2022; Kế hoạch số 12/KH-UBND ngày 3/4/2023; theo Kế hoạch số 12/KH-UBND"
    assert [(item.date, len(item.mentions)) for item in cite(text).items] == [("2022-02-01", 1), ("2023-04-03", 2)]
    same = "Kế hoạch số 12/KH-UBND ngày 1/2/2022; Kế hoạch số 12/KH-UBND ngày 1/3/2022"
    assert len(cite(same).items) == 1


def test_own_number() -> None:
    found = cite("Kế hoạch số 85-KH/ĐU và Kế hoạch số 86-KH/ĐU", own="85-KH/ĐU")
    assert [item.same_as_header for item in found.items] == [True, False]


@pytest.mark.parametrize("own", [None, "/KH-UBND", "45/KH-UBND"])
def test_the_bracket_of_an_annex_is_no_reference(own: str | None) -> None:
    assert cite("(Kèm theo Kế hoạch số     /KH-UBND ngày   /5/2024 của UBND xã)", own=own).items == ()
    settled = cite("(Kèm theo Kế hoạch số 45/KH-UBND ngày 02/5/2024 của UBND xã)", own=own).items
    assert (len(settled) == 0) is (own is not None)


def test_number_line_that_ran_into_the_title_is_no_citation() -> None:
    assert cite("ĐẢNG ỦY XÃ * Số 17-BC/ĐU BÁO CÁO kết quả", own="17-BC/ĐU", section="header").items == ()


def test_blank_number() -> None:
    found = cite("Thực hiện Chỉ thị số   -CT/ĐU ngày   /12/2025 của Ban Thường vụ Đảng ủy xã An Bình về việc tết")
    (item,) = found.items
    assert (item.number, item.type, item.date) == ("CT/ĐU", "CT", "2025-12")
    assert item.issuer == "Ban Thường vụ Đảng ủy xã An Bình"
    assert codes(found) == ["reference-blank"]


def test_unknown_code() -> None:
    assert codes(cite("Kế hoạch số 12/KH-ZZQ")) == ["code-unknown"]


def test_recipients_cite_nothing() -> None:
    assert cite("- Như Kế hoạch số 12/KH-UBND", section="recipients").items == ()


# --- documents cited by name -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hiến pháp năm 2013, các luật", [("Hiến pháp năm 2013", "HP", "2013")]),
        (
            "Luật Thực hiện dân chủ ở cơ sở ngày 10/11/2022, Luật Tiếp cận thông tin ngày 06/4/2016 và văn bản",
            [("Luật Thực hiện dân chủ ở cơ sở", "L", "2022-11-10"), ("Luật Tiếp cận thông tin", "L", "2016-04-06")],
        ),
        ("Luật Thực hiện dân chủ ở cơ sở 2022 (có hiệu lực)", [("Luật Thực hiện dân chủ ở cơ sở", "L", "2022")]),
        ("theo Luật Ngân sách nhà nước và phân cấp", [("Luật Ngân sách nhà nước", "L", None)]),
        ("Luật Thi đua, khen thưởng", [("Luật Thi đua, khen thưởng", "L", None)]),
        (
            "Luật Hôn nhân và gia đình, Luật Cán bộ, công chức và Luật Viên chức",
            [
                ("Luật Hôn nhân và gia đình", "L", None),
                ("Luật Cán bộ, công chức", "L", None),
                ("Luật Viên chức", "L", None),
            ],
        ),
        ("theo quy định của Bộ Luật Lao động", [("Bộ luật Lao động", "BL", None)]),
        ("luật an toàn vệ sinh lao động", [("Luật an toàn vệ sinh lao động", "L", None)]),
        ("LUẬT ĐẤT ĐAI NĂM 2024", [("Luật Đất đai", "L", "2024")]),
        ("Luật Hỗ trợ sinh viên vùng cao có hiệu lực", [("Luật Hỗ trợ sinh viên vùng cao", "L", None)]),
        ("Luật Sử dụng nước sạch và nước tưới tiêu.", [("Luật Sử dụng nước sạch và nước tưới tiêu", "L", None)]),
        (
            "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương "
            "ngày 22/11/2019",
            [
                (
                    "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa "
                    "phương",
                    "L",
                    "2019-11-22",
                )
            ],
        ),
        (
            "Nghị quyết Trung ương 4 (khóa XII, XIII)",
            [
                ("Nghị quyết Trung ương 4 khóa XII", "NQ", None),
                ("Nghị quyết Trung ương 4 khóa XIII", "NQ", None),
            ],
        ),
        (
            "Nghị quyết Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khoá XIII về",
            [("Nghị quyết Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XIII", "NQ", None)],
        ),
        (
            "Nghị quyết Đại hội XI Công đoàn tỉnh và Nghị quyết Đại hội các cấp",
            [("Nghị quyết Đại hội XI Công đoàn tỉnh", "NQ", None)],
        ),
        (
            "Đề án “Truyền thông quyền con người” giai đoạn 2023 - 2028 trên địa bàn",
            [("Đề án “Truyền thông quyền con người” giai đoạn 2023 - 2028", "ĐA", None)],
        ),
    ],
)
def test_named(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert [(item.name, item.type, item.date) for item in cite(text).items] == expected
    assert all(item.number is None for item in cite(text).items)


@pytest.mark.parametrize(
    "text",
    [
        "đội ngũ Luật sư, Hội Luật gia, Đoàn Luật sư tỉnh, Trường Đại học Luật Hà Nội",
        "Hiến pháp và pháp luật; quy định của Hiến pháp về quyền con người",
        "các luật có liên quan; pháp luật đất đai; kỷ luật lao động; luật pháp; Luật này",
        "tổ chức Chương trình “Đêm hội trăng rằm” và phong trào “Dân vận khéo”",
        "dự thảo Luật Đất đai (sửa đổi)",
        "Nghị quyết Đại hội Đảng bộ các cấp; Nghị quyết của Trung ương; Đại hội XIII của Đảng",
        "Quy chế dân chủ ở cơ sở; Đề án đào tạo cán bộ",
    ],
)
def test_not_named(text: str) -> None:
    assert [item.name for item in cite(text).items] == []


@pytest.mark.parametrize(
    "forms",
    [
        (
            "Nghị quyết Đại hội XIII của Đảng",
            "Nghị quyết Đại hội lần thứ XIII của Đảng",
            "Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII",
            "Nghị quyết Đại hội Đảng toàn quốc lần thứ XIII",
        ),
        (
            "Nghị quyết Đại hội Đảng bộ xã lần thứ XXIII, nhiệm kỳ 2020- 2025",
            "Nghị quyết Đại hội Đảng bộ xã khóa XXIII",
        ),
        (
            "Nghị quyết Đại hội Đảng bộ xã lần thứ XX, nhiệm kỳ 2020-2025",
            "Nghị quyết Đại hội Đảng bộ xã nhiệm kỳ 2020 - 2025",
        ),
        ("Nghị quyết Đại hội Đảng bộ tỉnh lần thứ mười chín", "Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XIX"),
        (
            "Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XIX",
            "Nghị quyết Đại hội đại biểu Đảng bộ tỉnh Bắc Giang lần thứ XIX, nhiệm kỳ 2020 - 2025",
        ),
        ("Nghị quyết Hội nghị Trung ương 6 khóa XIII", "Nghị quyết Trung ương 6 (khoá XIII)"),
        ("Luật Ngân sách nhà nước năm 2015", "Luật Ngân sách"),
        ("Luật Khám bệnh, chữa bệnh", "Luật khám chữa bệnh"),
        ("Luật Dược số 105/2016/QH13", "Luật Dược"),
        ("Luật Phòng, chống ma túy", "Luật phòng chống ma tuý"),
    ],
)
def test_forms_of_one_name(forms: tuple[str, ...]) -> None:
    (item,) = cite("; ".join(forms)).items
    assert len(item.mentions) == len(forms)


def test_two_laws_of_one_name_are_told_apart_by_their_years() -> None:
    items = cite("Luật Đất đai năm 2013; Luật Đất đai năm 2024").items
    assert [item.name for item in items] == ["Luật Đất đai năm 2013", "Luật Đất đai năm 2024"]


def test_the_documents_own_event_is_no_reference() -> None:
    text = "TỔ CHỨC Chương trình “Xuân yêu thương” năm 2026\nthực hiện Chương trình “Xuân yêu thương” năm 2026"
    norm = NormText.of(text)
    first = text.index("\n")
    flow = Flow(norm, [Paragraph(0, first, "header"), Paragraph(first + 1, len(text), "I")])
    assert find_references(flow, Locator(SourceText(text), norm), PATTERNS, None).items == ()


# --- properties --------------------------------------------------------------------------------------------

pieces = st.sampled_from(
    [
        "Nghị quyết số ",
        "27-NQ/TW",
        ", ",
        "18",
        " và ",
        " ngày ",
        "09/11/2022",
        " của Bộ Chính trị",
        "Luật ",
        "Đất đai",
        " (khóa XII, XIII)",
        "Nghị quyết Trung ương 4",
        " Điều 5 ",
        "số ",
        "/KH-UBND",
        "“",
        "”",
        "Đề án ",
        "\n",
        "-",
        " ",
    ]
)


@given(st.lists(st.one_of(pieces, st.text(max_size=4)), max_size=30))
def test_any_text_is_read_without_fail(parts: list[Any]) -> None:
    text = "".join(parts)
    found = cite(text)
    for item in found.items:
        assert item.number or item.name
        assert item.mentions
    for span in found.spans:
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize("text", ["12/QĐ-UBND, ", "luật ", "nghị quyết đại hội ", "Đề án “", "số ......", "1/2-3 "])
def test_time_grows_with_the_text(text: str) -> None:
    def taken(count: int) -> float:
        flow, locate = flow_of(text * count)
        return seconds(lambda: find_references(flow, locate, PATTERNS, None))

    taken(100)
    small, large = taken(500), taken(2000)
    assert large < 8 * max(small, 0.01)


def test_a_long_name_before_a_number_takes_no_time() -> None:
    name = "phòng, chống nhiễm vi rút gây ra hội chứng suy giảm miễn dịch mắc phải ở người"
    text = f"Luật {name} (HIV/AIDS) số 64/2006/QH11, Luật về {name * 3} [1] số 7/2006/QH11"
    assert numbers(text)[-1] == "7/2006/QH11"
    assert seconds(lambda: numbers(text)) < 2


def test_settle_prefers_rank_then_length_then_place() -> None:
    spans = [NormSpan(0, 5), NormSpan(3, 9), NormSpan(9, 12), NormSpan(4, 4)]
    assert settle(spans, lambda span: span) == [NormSpan(3, 9), NormSpan(9, 12)]
    ranked = settle(spans, lambda span: span, lambda span: 0 if span.start == 0 else 1)
    assert ranked == [NormSpan(0, 5), NormSpan(9, 12)]


# --- classes of forms met in offices -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quyết định số 20/2006/QĐ.UBND; Kế hoạch 15/KH.UBND", ["20/2006/QĐ-UBND", "15/KH-UBND"]),
        ("Hướng dẫn số 15/HD-MTTW-BTT", ["15/HD-MTTW-BTT"]),
        ("Nghi quyêt số 12-NQ/ĐU; Công văn sổ l23/UBND-NC", ["12-NQ/ĐU", "123/UBND-NC"]),
        ("các Nghị quyết số 70, 71, 72-NQ/TW", ["70-NQ/TW", "71-NQ/TW", "72-NQ/TW"]),
        ("Luật Lưu trữ (Luật số 33/2024/QH15)", ["33/2024/QH15"]),
    ],
)
def test_more_forms_of_numbers(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


def test_a_law_with_its_number_in_brackets_is_one() -> None:
    found = one("theo Luật Lưu trữ (Luật số 33/2024/QH15) và Luật Lưu trữ")
    assert (found.name, len(found.mentions)) == ("Luật Lưu trữ", 2)


@pytest.mark.parametrize(
    "text",
    [
        "Luật sửa đổi, bổ sung một số điều của 7 luật về tài chính, ngân sách",
        "Luật sửa đổi, bổ sung các luật liên quan đến quy hoạch",
    ],
)
def test_a_law_that_amends_many(text: str) -> None:
    assert one(f"Căn cứ {text} ngày 25/6/2025;").name == text


@pytest.mark.parametrize(
    ("text", "date", "issuer"),
    [
        ("Ngày 02/3/2024, Thành ủy đã ban hành Kế hoạch số 7-KH/TU", "2024-03-02", "Thành ủy"),
        ("Hội đồng nhân dân xã thông qua Nghị quyết số 4/NQ-HĐND", None, "Hội đồng nhân dân xã"),
        ("KẾ HOẠCH SỐ 7-KH/ĐU NGÀY 02/3/2024 CỦA ĐẢNG ỦY PHƯỜNG", "2024-03-02", "Đảng ủy phường"),
        ("Nghị quyết số 7-NQ/TW của Ban Bí thư[2], hội nghị", None, "Ban Bí thư"),
        ("đề nghị các đơn vị báo cáo theo Công văn số 7/STC-NS", None, None),
        ("thực hiện ý kiến chỉ đạo của Sở Y tế tại Công văn số 7/SYT-KH", None, "Sở Y tế"),
        ("Quyết định số 7/QĐ-BTC của Bộ Tài chính hết hiệu lực kể từ tháng sau", None, "Bộ Tài chính"),
    ],
)
def test_who_acted_and_when(text: str, date: str | None, issuer: str | None) -> None:
    found = one(text)
    assert (found.date, found.issuer) == (date, issuer)


def test_in_capitals_the_issuer_ends_before_the_next_document() -> None:
    found = cite("NGHỊ QUYẾT SỐ 5-NQ/TW CỦA BỘ CHÍNH TRỊ VÀ KẾ HOẠCH SỐ 6-KH/TU CỦA TỈNH ỦY").items
    assert [item.issuer for item in found] == ["Bộ Chính trị", "Tỉnh ủy"]


def test_an_issuer_behind_a_list_speaks_for_all_and_a_date_not_across_a_semicolon() -> None:
    found = cite("Kết luận số 5-KL/TW ngày 01/02/2024 và Kết luận số 6-KL/TW ngày 03/02/2024 của Ban Bí thư").items
    assert [item.issuer for item in found] == ["Ban Bí thư", "Ban Bí thư"]
    found = cite("Kết luận số 5-KL/TW; Kết luận số 6-KL/TW ngày 03/02/2024").items
    assert [item.date for item in found] == [None, "2024-02-03"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("khoản 2 Điều 5 và điểm b khoản 1 Điều 7 Nghị định số 9/2024/NĐ-CP", {"khoản": "2", "điều": "5"}),
        ("Điều 5, Điều 8 Nghị định số 9/2024/NĐ-CP", {"điều": "5, 8"}),
        ("Điều 5, khoản 3 Nghị định số 9/2024/NĐ-CP", {"điều": "5", "khoản": "3"}),
    ],
)
def test_provisions_of_one_place(text: str, expected: dict[str, str]) -> None:
    assert one(text).mentions[0].pinpoint == expected


def test_laws_listed_behind_one_word() -> None:
    text = (
        "Căn cứ các Luật: Ngân sách nhà nước ngày 25/6/2015; Đầu tư công ngày 29/11/2024 và Đấu thầu số 22/2023/QH15;"
    )
    found = cite(text).items
    assert [(item.name, item.date, item.number) for item in found] == [
        ("Luật Ngân sách nhà nước", "2015-06-25", None),
        ("Luật Đầu tư công", "2024-11-29", None),
        ("Luật Đấu thầu", None, "22/2023/QH15"),
    ]
    assert not cite("Tuyên truyền các luật: mỗi tháng một lần").items


def test_a_subject_is_no_other_document() -> None:
    found = cite(
        "Chỉ thị số 5-CT/TW của Ban Bí thư, Quy định số 6-QĐ/TW về đảng viên (nay là Quy định số 7-QĐ/TW)"
    ).items
    assert [item.subject for item in found] == [None, "về đảng viên", None]


def test_congresses_under_short_names_of_their_bodies() -> None:
    found = cite(
        "Nghị quyết Đại hội XIV Công đoàn Giáo dục Việt Nam; Nghị quyết Đại hội CĐGD Việt Nam lần thứ XIV"
    ).items
    assert [len(item.mentions) for item in found] == [2]


def test_a_law_does_not_cite_itself() -> None:
    text = "LUẬT\nTIẾP CÔNG DÂN\nQuốc hội ban hành Luật Tiếp công dân."
    flow, locate = flow_of(text)
    paragraphs = [Paragraph(p.start, p.end, "preamble" if p.start > 10 else "header") for p in flow.paragraphs]
    assert find_references(Flow(flow.norm, paragraphs), locate, PATTERNS, None).items == ()


# --- codes out of date -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Công văn số 5/BTNMT-ĐĐ ngày 01/4/2025", ["code-expired"]),
        ("Công văn số 5/BTNMT-ĐĐ ngày 01/4/2023", []),
        ("Công văn số 5/BTNMT-ĐĐ", []),
        ("Kế hoạch số 5-KH/HU ngày 02/7/2025", ["code-expired"]),
        ("Thông tư số 5/2026/TT-BGTVT", ["code-expired"]),
        ("Công văn số 5/SGTVT-KT ngày 01/8/2025", ["code-expired"]),
        ("Công văn số 5/SGTVT-KT ngày 15/3/2025", []),
        ("Kế hoạch số 5-KH/ĐUK ngày 15/5/2025", ["code-expired"]),
        ("Kế hoạch số 5-KH/ĐUK ngày 15/3/2025", []),
        ("Kế hoạch số 5/KH-PKT ngày 01/8/2025", []),
    ],
)
def test_codes_of_bodies_that_had_ended(text: str, expected: list[str]) -> None:
    assert codes(cite(text)) == expected


def test_the_documents_own_code_out_of_date() -> None:
    flow, locate = flow_of("Nội dung")
    own = Number(text="5/KH-BTTTT", span=(0, 3))
    late = find_references(flow, locate, PATTERNS, own, "2025-06-01")
    early = find_references(flow, locate, PATTERNS, own, "2024-06-01")
    assert (codes(late), codes(early)) == (["code-expired"], [])


def test_many_documents_take_linear_time() -> None:
    def taken(count: int) -> float:
        text = "\n".join(
            f"Nghị quyết số {n}-NQ/TU, Nghị quyết {n} và Quyết định số {n}/QĐ-UBND" for n in range(1, count)
        )
        return seconds(lambda: cite(text))

    taken(50)
    small, large = taken(500), taken(2000)
    assert large < 4 * small * 2.5 + 0.1
