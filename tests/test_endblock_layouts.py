"""Signatures and recipients in every layout: the same end block must come out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

import pytest
from test_outline_cases import nodes_of

from plancli import parse_text

BODY = """KẾ HOẠCH
Trồng rừng năm 2024

I. MỤC ĐÍCH
Nâng cao nhận thức của cán bộ.
II. TỔ CHỨC THỰC HIỆN
1. Các xã triển khai kế hoạch này.
2. Phòng Nội vụ theo dõi, tổng hợp.
Trên đây là Kế hoạch trồng rừng năm 2024.

"""
LIST = ["Nơi nhận:", "- Tỉnh ủy (để báo cáo),", "- Các chi bộ (thực hiện),", "- Đăng cổng thông tin,", "- Lưu: VT, TH."]
RECIPIENTS = [("Tỉnh ủy", "để báo cáo"), ("Các chi bộ", "thực hiện"), ("Đăng cổng thông tin", None)]
SIGNED: list[tuple[list[str], list[tuple[str, str | None]], str, str]] = [
    (
        ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Thị Hoa"],
        [("TM", "Ủy ban nhân dân"), ("KT", "Chủ tịch")],
        "Phó Chủ tịch",
        "Nguyễn Thị Hoa",
    ),
    (
        ["T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ THƯỜNG TRỰC", "(đã ký)", "Lê Văn Hùng"],
        [("TM", "Ban Thường vụ")],
        "Phó Bí thư Thường trực",
        "Lê Văn Hùng",
    ),
    (["HIỆU TRƯỞNG", "Phạm Thị Thu Hà"], [], "Hiệu trưởng", "Phạm Thị Thu Hà"),
    (["CHỈ HUY TRƯỞNG", "Thượng tá Bùi Văn Tám"], [], "Chỉ huy trưởng", "Bùi Văn Tám"),
    (["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "BSCKII. Trần Văn Nam"], [("KT", "Giám đốc")], "Phó Giám đốc", "Trần Văn Nam"),
]


def in_sequence(signed: Sequence[str]) -> str:
    return "\n".join([*LIST, *signed])


def signature_first(signed: Sequence[str]) -> str:
    return "\n".join([*signed, "", *LIST])


def side_by_side(signed: Sequence[str]) -> str:
    rows = zip_longest(LIST, ["", *signed][: len(LIST)], fillvalue="")
    return "\n".join(f"{left:<46}{right}".rstrip() for left, right in rows)


def one_blank(signed: Sequence[str]) -> str:
    return "\n".join(f"{left} {right}".strip() for left, right in zip_longest(LIST, signed, fillvalue=""))


def blank_lines(signed: Sequence[str]) -> str:
    return "\n\n".join([*LIST, *signed])


def pipe_table(signed: Sequence[str]) -> str:
    return f"| {'<br>'.join(LIST)} | {'<br>'.join(f'**{line}**' for line in signed)} |\n|---|---|\n"


def flat_cells(signed: Sequence[str]) -> str:
    return f"| {' '.join(LIST)} | {' '.join(signed)} |\n|---|---|\n"


def open_table(signed: Sequence[str]) -> str:
    return "\n".join(f"{left} | {right}" for left, right in zip_longest(LIST, signed, fillvalue=""))


def html_table(signed: Sequence[str]) -> str:
    left, right = ("".join(f"<p>{line}</p>" for line in lines) for lines in (LIST, signed))
    return f"<table><tr><td>{left}</td><td>{right}</td></tr></table>"


LAYOUTS = (
    in_sequence, signature_first, side_by_side, one_blank, blank_lines, pipe_table, flat_cells, open_table, html_table,
)  # fmt: skip


@pytest.mark.parametrize(("signed", "authority", "position", "name"), SIGNED, ids=[row[3] for row in SIGNED])
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda item: item.__name__)
def test_one_end_block_in_every_layout(
    layout: Callable[[Sequence[str]], str],
    signed: list[str],
    authority: list[tuple[str, str | None]],
    position: str,
    name: str,
) -> None:
    document = parse_text(BODY + layout(signed) + "\n", name="plan.md")
    assert [
        ([(item.code, item.of) for item in found.authority], found.position, found.name)
        for found in document.signatures
    ] == [(authority, position, name)]
    assert [(item.name, item.note) for item in document.recipients] == RECIPIENTS
    assert document.filing is not None
    assert document.filing.text == "VT, TH"
    assert [node.path for node in nodes_of(document)] == ["I", "II", "II/1", "II/2"]
    assert document.closing is not None
    assert document.appendices == []


SIGNERS = [
    ("SỞ GIÁO DỤC VÀ ĐÀO TẠO", "GIÁM ĐỐC", "Lê Thị Hương"),
    ("CÔNG AN TỈNH", "PHÓ GIÁM ĐỐC", "Đại tá Lê Văn Nam"),
    ("TỈNH ĐOÀN", "BÍ THƯ", "Trần Thị Thu"),
]
SIGNED_TOGETHER = [("Giám đốc", "Lê Thị Hương"), ("Phó Giám đốc", "Lê Văn Nam"), ("Bí thư", "Trần Thị Thu")]


@pytest.mark.parametrize("listed", [False, True])
def test_signers_of_several_bodies_one_after_the_other(listed: bool) -> None:
    document = parse_text("\n".join([BODY, *(LIST if listed else []), *(line for part in SIGNERS for line in part)]))
    assert [(item.position, item.name) for item in document.signatures] == SIGNED_TOGETHER
    assert "SỞ" not in document.sections[-1].children[-1].text
    assert not document.appendices


def test_signers_of_several_bodies_side_by_side() -> None:
    rows = ["".join(f"{part:<34}" for part in row).rstrip() for row in zip(*SIGNERS[:2], strict=True)]
    document = parse_text("\n".join([BODY, *rows, "", *LIST]))
    assert [(item.position, item.name) for item in document.signatures] == SIGNED_TOGETHER[:2]
    assert document.closing is not None
    assert "SỞ" not in document.closing.text


def test_the_last_words_of_a_sentence_and_of_a_table_are_no_date_line() -> None:
    text = "2. Các xã xây dựng kế hoạch xong\ntrước ngày 25 tháng 9 năm 2024.\n\nCHỦ TỊCH\nLê Văn An\n"
    document = parse_text(f"I. NỘI DUNG\n1. Trồng rừng.\n{text}")
    assert document.sections[0].children[1].text.endswith("trước ngày 25 tháng 9 năm 2024.")
    table = "STT | Nội dung | Thời gian\n1 | Trồng rừng ven sông | 01/2/2024 - 01/3/2024\n"
    document = parse_text(f"I. NỘI DUNG\nBảng phân công:\n{table}\nCHỦ TỊCH\nLê Văn An\n")
    assert document.dates[-1].section == "I"


def test_a_position_alone_in_the_last_line_signs() -> None:
    document = parse_text(f"{BODY}HIỆU TRƯỞNG\n")
    assert [(item.position, item.name) for item in document.signatures] == [("Hiệu trưởng", None)]
    assert not parse_text(f"{BODY}Hiệu trưởng\n").signatures
