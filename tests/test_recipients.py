"""Nơi nhận: names, notes, wrapped lines; the filing line."""

from __future__ import annotations

import pytest

from plancli.extract.endblock_pieces import cut
from plancli.extract.endblock_streams import divide
from plancli.extract.recipients import read_recipients
from plancli.layout.lines import split_lines
from plancli.model import Filing, Recipient
from plancli.normalise import clean
from plancli.patterns import Patterns
from plancli.text import Locator, SourceText

PATTERNS = Patterns.builtin()


def read(text: str) -> tuple[list[Recipient], Filing | None]:
    source = SourceText(text)
    cleaned = clean(source)
    listed = divide(cut(split_lines(source, cleaned), PATTERNS))[0]
    return read_recipients(listed, Locator(source, cleaned.norm), PATTERNS)


def names(text: str) -> list[tuple[str, str | None]]:
    return [(item.name, item.note) for item in read(text)[0]]


@pytest.mark.parametrize(
    ("item", "name", "note"),
    [
        ("- Như trên;", "Như trên", None),
        ("-Như Điều 3 (thực hiện);", "Như Điều 3", "thực hiện"),
        ("– Tỉnh ủy (để báo cáo),", "Tỉnh ủy", "để báo cáo"),
        ("+ Đảng ủy cấp trên (t/h).", "Đảng ủy cấp trên", "t/h"),
        ("* Bộ Y tế; (báo cáo)", "Bộ Y tế", "báo cáo"),
        ("• Bộ Tư pháp (Cục Kiểm tra văn bản);", "Bộ Tư pháp", "Cục Kiểm tra văn bản"),
        ("- Các ban của Đảng ủy; Đoàn Thanh niên,", "Các ban của Đảng ủy; Đoàn Thanh niên", None),
        ("- Chủ tịch, các PCT;", "Chủ tịch, các PCT", None),
        ("- VPCP: BTCN, các PCN;", "VPCP: BTCN, các PCN", None),
        ("- Lưu trữ tỉnh và Báo xã;", "Lưu trữ tỉnh và Báo xã", None),
        ("- UBND huyện (b/c;", "UBND huyện", "b/c"),
        ("- Sở Y tế; ì", "Sở Y tế", None),
        ("- Sở Y tế                       (để b/c)", "Sở Y tế", "để b/c"),
        ("- Hội Nông dân (HN - TPHCM);", "Hội Nông dân", "HN - TPHCM"),
    ],
)
def test_items(item: str, name: str, note: str | None) -> None:
    assert names(f"Nơi nhận:\n{item}\n- Các xã;\n- Lưu: VT.")[0] == (name, note)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nơi nhận:\n- Các xã, phường\ntrên địa bàn;\n- Lưu: VT.", ["Các xã, phường trên địa bàn"]),
        ("Nơi nhận:\n- Các Bộ: Y tế,\nTài chính;\n- Văn phòng;\n- Lưu: VT.", ["Các Bộ: Y tế, Tài chính", "Văn phòng"]),
        ("Nơi nhận:\n- Các vụ (để\nphối hợp);\n- Lưu: VT.", ["Các vụ"]),
        ("Nơi nhận\n- Đảng ủy\n- Các thôn\n- Lưu VT", ["Đảng ủy", "Các thôn"]),
        ("NƠI NHẬN:\nHuyện ủy;\nCác xã trong\nhuyện;\nLưu: VP.", ["Huyện ủy", "Các xã trong huyện"]),
        ("Nơi nhận:\nHuyện ủy,\nCác chi bộ,\nLưu VP.", ["Huyện ủy", "Các chi bộ"]),
        (
            "Nơi nhận:\n- Các cơ quan:\n+ Ban Tổ chức;\n+ Ban Dân vận;\n- Lưu: VT.",
            ["Các cơ quan", "Ban Tổ chức", "Ban Dân vận"],
        ),
        ("Nơi nhận: - Thủ tướng; - Các Bộ; - Lưu: VT. A.300", ["Thủ tướng", "Các Bộ"]),
        ("Nơi nhận: - Bộ Y tế; (báo cáo) - Tỉnh ủy, - Lưu VT", ["Bộ Y tế", "Tỉnh ủy"]),
        ("Nơi nhận:\n1. Sở Y tế;\n2. Các xã;\n3. Lưu: VT.", ["Sở Y tế", "Các xã"]),
        ("Nơi nhận: Như trên; Lưu: VT.", ["Như trên"]),
        ("Nơi nhận:\n- Sở Lao động - Thương binh và Xã hội;\n- Lưu: VT.", ["Sở Lao động - Thương binh và Xã hội"]),
    ],
)
def test_lists(text: str, expected: list[str]) -> None:
    assert [name for name, _ in names(text)] == expected


@pytest.mark.parametrize(
    ("line", "text", "drafter", "copies"),
    [
        ("- Lưu: VT, NC.", "VT, NC", None, None),
        ("Lưu VP ĐU.", "VP ĐU", None, None),
        ("- Lưu Văn phòng huyện ủy.", "Văn phòng huyện ủy", None, None),
        ("- Lưu:VT,TG-NC;", "VT,TG-NC", None, None),
        ("- Lưu: VT, CN (2b).", "VT, CN (2b)", None, "2"),
        ("- Lưu: VT, BCĐ(3b)", "VT, BCĐ(3b)", None, "3"),
        ("- Lưu: VT. A.300", "VT", "A.300", "300"),
        ("- Lưu: VT, TCHC.TMH.(25)", "VT, TCHC", "TMH.(25)", "25"),
        ("- Lưu: VT.\nPL.(300)", "VT", "PL.(300)", "300"),
        ("- Lưu: VT, NC.\n- DungDQ\\KH14/ Q", "VT, NC", "DungDQ\\KH14/ Q", None),
        ("- Lưu: VT,\nTCCB.", "VT, TCCB", None, None),
        ("- Lưu: TTra. LTP.", "TTra. LTP", None, None),
        ("- Luu: VT", "VT", None, None),
    ],
)
def test_filing(line: str, text: str, drafter: str | None, copies: str | None) -> None:
    found, filing = read(f"Nơi nhận:\n- Như trên;\n{line}")
    assert [item.name for item in found] == ["Như trên"]
    assert filing is not None
    assert (filing.text, filing.drafter, filing.copies) == (text, drafter, copies)


@pytest.mark.parametrize("text", ["Nơi nhận:\n- Như trên;\n- Lưu.", "Nơi nhận:\n- Như trên."])
def test_no_filing(text: str) -> None:
    assert read(text)[1] is None


def test_a_signature_beside_the_list_stays_out_of_it() -> None:
    text = (
        "Nơi nhận:                          CHÁNH VĂN PHÒNG\n"
        "- Như trên;\n"
        "- Lãnh đạo Văn phòng;                Phan Đình Giót\n"
        "- Các phòng, đơn vị\n"
        "trực thuộc;\n"
        "- Lưu: VT.\n"
    )
    assert [name for name, _ in names(text)] == ["Như trên", "Lãnh đạo Văn phòng", "Các phòng, đơn vị trực thuộc"]


def test_a_name_after_one_blank_is_no_recipient() -> None:
    assert names("Nơi nhận:\n- Như trên;\n- Lãnh đạo Văn phòng; Phan Đình Giót\n- Lưu: VT.") == [
        ("Như trên", None),
        ("Lãnh đạo Văn phòng", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Nơi nhận:\n- Thường trực Huyện ủy }\n- Ban Tổ chức; } (để báo cáo)\n- Các chi bộ (t/h);\n- Lưu VP.",
        "Nơi nhận:\n- Thường trực Huyện ủy\n- Ban Tổ chức\n} (để báo cáo)\n- Các chi bộ (t/h)\n- Lưu VP.",
        "Nơi nhận:\n- Thường trực Huyện ủy;\n- Ban Tổ chức;\n} (để báo cáo)\n- Các chi bộ (t/h);\n- Lưu VP.",
    ],
)
def test_a_brace_gives_its_note_to_all_it_holds(text: str) -> None:
    expected = [("Thường trực Huyện ủy", "để báo cáo"), ("Ban Tổ chức", "để báo cáo"), ("Các chi bộ", "t/h")]
    assert names(text) == expected


def test_a_note_of_its_own_ends_what_a_brace_holds() -> None:
    text = "Nơi nhận:\n- Tỉnh ủy (b/c);\n- Ban Tổ chức\n- Văn phòng\n} (để biết)\n- Lưu VP."
    assert names(text) == [("Tỉnh ủy", "b/c"), ("Ban Tổ chức", "để biết"), ("Văn phòng", "để biết")]
