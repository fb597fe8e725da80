"""Signatures: authority codes, positions, names."""

from __future__ import annotations

import pytest

from plancli.extract.endblock_pieces import cut
from plancli.extract.endblock_streams import divide
from plancli.extract.signatures import read_signatures
from plancli.layout.lines import split_lines
from plancli.model import Signature
from plancli.normalise import clean
from plancli.patterns import Patterns
from plancli.text import Locator, SourceText

PATTERNS = Patterns.builtin()

Row = tuple[list[tuple[str, str | None]], str | None, str | None]


def signatures(text: str) -> list[Signature]:
    source = SourceText(text)
    cleaned = clean(source)
    signed = divide(cut(split_lines(source, cleaned), PATTERNS))[1]
    return read_signatures(signed, Locator(source, cleaned.norm), PATTERNS)


def rows(text: str) -> list[Row]:
    return [
        ([(item.code, item.of) for item in found.authority], found.position, found.name) for found in signatures(text)
    ]


@pytest.mark.parametrize(
    ("text", "authority", "position", "name"),
    [
        ("CHỦ TỊCH\nLê Văn An", [], "Chủ tịch", "Lê Văn An"),
        ("T/M BAN THƯỜNG VỤ\nPHÓ Bí THƯ\nLê Văn An", [("TM", "Ban Thường vụ")], "Phó Bí thư", "Lê Văn An"),
        ("T/M. ĐẢNG ỦY\nBÍ THƯ\nLê Văn An", [("TM", "Đảng ủy")], "Bí thư", "Lê Văn An"),
        ("TM BAN CHẤP HÀNH\nBÍ THƯ\nLê Văn An", [("TM", "Ban Chấp hành")], "Bí thư", "Lê Văn An"),
        ("K/T TRƯỞNG BAN\nPHÓ TRƯỞNG BAN\nLê Văn An", [("KT", "Trưởng Ban")], "Phó Trưởng Ban", "Lê Văn An"),
        ("KT.GIÁM ĐÓC\nPHO GIÁAM ĐỌC\nLê Văn An", [("KT", "Giám đốc")], "Phó Giám đốc", "Lê Văn An"),
        ("£HÁNH VĂN PHÒNG\nLê Văn An", [], "Chánh Văn phòng", "Lê Văn An"),
        ("TM. ĐẢNG ỦY\nGHỦ TỊCH\nLê Văn An", [("TM", "Đảng ủy")], "Chủ tịch", "Lê Văn An"),
        ("KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\nLê Văn An", [("KT", "Bộ trưởng")], "Thứ trưởng", "Lê Văn An"),
        (
            "KT. BỘ TRƯỞNG, CHỦ NHIỆM\nPHÓ CHỦ NHIỆM\nLê Văn An",
            [("KT", "Bộ trưởng, Chủ nhiệm")],
            "Phó Chủ nhiệm",
            "Lê Văn An",
        ),
        (
            "TL. CHỦ TỊCH\nKT. CHÁNH VĂN PHÒNG\nPHÓ CHÁNH VĂN PHÒNG\nLê Văn An",
            [("TL", "Chủ tịch"), ("KT", "Chánh Văn phòng")],
            "Phó Chánh Văn phòng",
            "Lê Văn An",
        ),
        (
            "TUQ. CHỦ TỊCH\nGIÁM ĐỐC SỞ NỘI VỤ\nLê Văn An",
            [("TUQ", "Chủ tịch")],
            "Giám đốc Sở Nội vụ",
            "Lê Văn An",
        ),
        ("T/UQ GIÁM ĐỐC\nTRƯỞNG PHÒNG\nLê Văn An", [("TUQ", "Giám đốc")], "Trưởng phòng", "Lê Văn An"),
        ("Q. GIÁM ĐỐC\nLê Văn An", [("Q", "Giám đốc")], "Giám đốc", "Lê Văn An"),
        (
            "TM. ỦY BAN NHÂN DÂN\nTỈNH HÀ GIANG\nCHỦ TỊCH\nLê Văn An",
            [("TM", "Ủy ban nhân dân tỉnh Hà Giang")],
            "Chủ tịch",
            "Lê Văn An",
        ),
        ("GIÁM ĐỐC\nSỞ Y TẾ\nLê Văn An", [], "Giám đốc Sở Y tế", "Lê Văn An"),
        ("TM. BAN GIÁM ĐỐC GIÁM ĐỐC Lê Văn An", [("TM", "Ban Giám đốc")], "Giám đốc", "Lê Văn An"),
        ("TM. CHÍNH PHỦ THỦ TƯỚNG Lê Văn An", [("TM", "Chính phủ")], "Thủ tướng", "Lê Văn An"),
        ("PHÓ CHỦ TỊCH\nTHƯỜNG TRỰC\nLê Văn An", [], "Phó Chủ tịch Thường trực", "Lê Văn An"),
        ("BÍ THƯ KIÊM\nTRƯỞNG THÔN\nLê Văn An", [], "Bí thư kiêm Trưởng thôn", "Lê Văn An"),
        ("TRƯỞNG BAN PHÓ THỦ TƯỚNG Lê Văn An", [], "Trưởng Ban, Phó Thủ tướng", "Lê Văn An"),
        (
            "KT. TRƯỞNG CÔNG AN HUYỆN\nPHÓ TRƯỞNG CÔNG AN HUYỆN\nLê Văn An",
            [("KT", "Trưởng Công an huyện")],
            "Phó Trưởng Công an huyện",
            "Lê Văn An",
        ),
        ("Người lập kế hoạch\nLê Văn An", [], "Người lập kế hoạch", "Lê Văn An"),
        ("PHÊ DUYỆT GIÁM ĐỐC SỞ Y TẾ\nLê Văn An", [], "Giám đốc Sở Y tế", "Lê Văn An"),
        ("TM. CHI BỘ\nBÍ THƯ\n(Ký, ghi rõ họ tên)", [("TM", "Chi bộ")], "Bí thư", None),
    ],
)
def test_authority_and_position(
    text: str, authority: list[tuple[str, str | None]], position: str | None, name: str | None
) -> None:
    assert rows(text) == [(authority, position, name)]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("NGUYỄN THỊ MINH KHAI", "Nguyễn Thị Minh Khai"),
        ("Đại tá Võ Đình Dũng", "Võ Đình Dũng"),
        ("ThS. Bùi Thị Xuân", "Bùi Thị Xuân"),
        ("PGS.TS. Lê Quý Đôn", "Lê Quý Đôn"),
        ("BSCKII. Phạm Ngọc Thạch", "Phạm Ngọc Thạch"),
        ("Luật sư Phan Anh", "Phan Anh"),
        ("(Đã ký)\nTạ Quang Bửu", "Tạ Quang Bửu"),
        ("Tạ Quang Bửu\n(đã ký)", "Tạ Quang Bửu"),
        ("Ký bởi: Ủy ban nhân dân xã\nNgày ký: 05/01/2024 16:02:11\nGiàng A Páo", "Giàng A Páo"),
        ("1Hồ Xuân Hương ..", "Hồ Xuân Hương"),
        ("H'Yim Kđoh", "H'Yim Kđoh"),
        ("Y Thanh Hà Niê Kđăm", "Y Thanh Hà Niê Kđăm"),
        ("Tou Prong Tơ Lô", "Tou Prong Tơ Lô"),
        ("✓\n29/04/2026\nLưu Hữu Phước", "Lưu Hữu Phước"),
    ],
)
def test_names(printed: str, name: str) -> None:
    assert rows(f"HIỆU TRƯỞNG\n{printed}") == [([], "Hiệu trưởng", name)]


def test_signers_side_by_side() -> None:
    text = (
        "      GIÁM ĐỐC                              GIÁM ĐỐC\n"
        "     SỞ NỘI VỤ                             SỞ TÀI CHÍNH\n"
        "     (đã ký)                                (đã ký)\n"
        "   Phạm Văn Cường                         Võ Đình Dũng\n"
    )
    assert rows(text) == [
        ([], "Giám đốc Sở Nội vụ", "Phạm Văn Cường"),
        ([], "Giám đốc Sở Tài chính", "Võ Đình Dũng"),
    ]


def test_approver_and_maker() -> None:
    text = (
        "DUYỆT CỦA BGH                       NGƯỜI LẬP KẾ HOẠCH\n"
        "HIỆU TRƯỞNG\n"
        "Trần Văn An                         Lê Thị Bích\n"
    )
    assert rows(text) == [([], "Hiệu trưởng", "Trần Văn An"), ([], "Người lập kế hoạch", "Lê Thị Bích")]


def test_one_after_the_other() -> None:
    text = "TRƯỞNG PHÒNG\nLê Thị Hoa\nPHÊ DUYỆT\nGIÁM ĐỐC\nTrần Văn Nam\n"
    assert rows(text) == [([], "Trưởng phòng", "Lê Thị Hoa"), ([], "Giám đốc", "Trần Văn Nam")]


@pytest.mark.parametrize(
    "text",
    ["Ủy ban nhân dân", "(Đã ký)", "Signature Not Verified", "29/04/2026", "Hà Nội, ngày 3 tháng 5 năm 2024", "✓"],
)
def test_what_signs_nothing(text: str) -> None:
    assert rows(text) == []
