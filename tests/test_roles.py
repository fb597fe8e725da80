"""What a cited document is to the document that cites it."""

from __future__ import annotations

import pytest
from timing import seconds

from plancli.extract.references import find_references
from plancli.model import Number
from plancli.patterns import Patterns
from plancli.text import Flow, Locator, NormText, Paragraph, SourceText

PATTERNS = Patterns.builtin()


def roles(*paragraphs: tuple[str, str], own: str = "12/KH-UBND") -> dict[str | None, str]:
    """Number (or name) → role for paragraphs given as (section, text)."""
    text = "\n".join(content for _, content in paragraphs)
    norm = NormText.of(text)
    placed, offset = [], 0
    for section, content in paragraphs:
        placed.append(Paragraph(offset, offset + len(content), section))
        offset += len(content) + 1
    type_code = own.split("/")[-1].split("-")[0]
    number = Number(text=own, type_code=type_code)
    found = find_references(Flow(norm, placed), Locator(SourceText(text), norm), PATTERNS, number)
    return {item.number or item.name: item.role for item in found.items}


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        ("header", "Thực hiện Nghị quyết số 5-NQ/TW về nông nghiệp", "implements"),
        ("header", "Về việc triển khai có hiệu quả Nghị quyết số 5-NQ/TW", "implements"),
        ("header", "Sơ kết 05 năm thực hiện Nghị quyết số 5-NQ/TW", "implements"),
        ("header", "Thành lập Tổ giúp việc theo Nghị quyết số 5-NQ/TW", "cites"),
        ("preamble", "Thực hiện Nghị quyết số 5-NQ/TW ngày 01/02/2024, Ủy ban ban hành kế hoạch:", "implements"),
        ("preamble", "Thực hiện ý kiến chỉ đạo của Tỉnh ủy tại Nghị quyết số 5-NQ/TW, Sở báo cáo:", "implements"),
        ("preamble", "Nhân dân phấn khởi thực hiện thắng lợi Nghị quyết số 5-NQ/TW.", "cites"),
        ("preamble", "Trong quá trình thực hiện Nghị quyết số 5-NQ/TW còn khó khăn.", "cites"),
        ("preamble", "- Căn cứ Nghị quyết số 5-NQ/TW ngày 01/02/2024 của Trung ương;", "basis"),
        ("preamble", "Theo đề nghị của Sở Y tế tại Nghị quyết số 5-NQ/TW;", "basis"),
        ("preamble", "Sau khi xem xét đề nghị của Sở Y tế tại Nghị quyết số 5-NQ/TW;", "basis"),
        ("preamble", "Ngày 01/02/2024, Trung ương ban hành Nghị quyết số 5-NQ/TW.", "cites"),
        ("closing", "Trên đây là Kế hoạch triển khai thực hiện Nghị quyết số 5-NQ/TW.", "implements"),
        ("II/1", "1. Thực hiện Nghị quyết số 5-NQ/TW bảo đảm tiến độ.", "cites"),
        ("II/1", "1. Thực hiện Nghị quyết số 5-NQ/TW, trường xây dựng kế hoạch dạy học như sau:", "implements"),
        ("III", "Căn cứ Nghị quyết số 5-NQ/TW, các đơn vị lập dự toán.", "cites"),
    ],
)
def test_role_of_one_citation(section: str, text: str, expected: str) -> None:
    assert roles((section, text)) == {"5-NQ/TW": expected}


def test_the_strongest_mention_decides() -> None:
    found = roles(
        ("header", "Thực hiện Chỉ thị số 8-CT/TU"),
        ("preamble", "Căn cứ Chỉ thị số 8-CT/TU;"),
        ("I", "Chỉ thị số 8-CT/TU."),
    )
    assert found == {"8-CT/TU": "implements"}


def test_a_list_shares_its_cue() -> None:
    found = roles(
        ("preamble", "Căn cứ Luật Thủ đô số 39/2024/QH15; Nghị định số 7/2025/NĐ-CP và Nghị định số 8/2025/NĐ-CP;"),
        ("preamble", "Thực hiện Kế hoạch số 3-KH/TU (gọi tắt là Kế hoạch 3), các Kế hoạch số 4-KH/TU và 5-KH/TU;"),
    )
    assert list(found.values()) == ["basis"] * 3 + ["implements"] * 3


def test_a_list_goes_on_behind_a_subject_that_was_cut() -> None:
    text = (
        "Thực hiện Nghị quyết số 5-NQ/TW về xây dựng lực lượng tinh gọn, hiện đại, đáp ứng yêu cầu, nhiệm vụ mới và "
        "Chương trình số 3-CTr/TU, trường lập kế hoạch:"
    )
    assert set(roles(("preamble", text)).values()) == {"implements"}


def test_a_document_in_brackets_behind_its_act_is_basis() -> None:
    assert roles(("preamble", "Căn cứ Điều lệ trường mầm non (Thông tư số 52/2020/TT-BGDĐT);")) == {
        "52/2020/TT-BGDĐT": "basis"
    }


def test_the_history_of_a_document_goes_with_it() -> None:
    text = "Căn cứ Thông tư số 3/2020/TT-BNV được sửa đổi, bổ sung bởi Thông tư số 9/2023/TT-BNV;"
    assert set(roles(("preamble", text)).values()) == {"basis"}
    text = "Căn cứ Thông tư số 3/2020/TT-BNV quy định về lương (được sửa đổi, bổ sung bởi Thông tư số 9/2023/TT-BNV);"
    assert set(roles(("preamble", text)).values()) == {"basis"}


def test_a_document_inside_anothers_subject_is_only_cited() -> None:
    text = "Thực hiện Kế hoạch số 3-KH/TU của Tỉnh ủy về thực hiện Nghị quyết số 5-NQ/TW, trường lập kế hoạch:"
    assert roles(("preamble", text)) == {"3-KH/TU": "implements", "5-NQ/TW": "cites"}


def test_a_list_goes_on_in_the_next_line() -> None:
    lines = "Căn cứ Luật Thủ đô số 39/2024/QH15;\nLuật Thư viện số 46/2019/QH14;\n- Các Nghị định số 7/2025/NĐ-CP;"
    assert set(roles(*(("preamble", line) for line in lines.split("\n"))).values()) == {"basis"}
    assert list(roles(("I/1", "Căn cứ Luật Thủ đô số 39/2024/QH15;"), ("I/2", "Luật số 46/2019/QH14;")).values()) == [
        "basis",
        "cites",
    ]


def test_the_history_behind_a_subject_is_no_part_of_it() -> None:
    text = "Căn cứ Thông tư số 3/2020/TT-BNV ban hành Quy chế thi, được sửa đổi, bổ sung bởi Thông tư 9/2023/TT-BNV;"
    assert set(roles(("preamble", text)).values()) == {"basis"}


@pytest.mark.parametrize(
    ("own", "head", "expected"),
    [
        ("4/NQ-HĐND", "Điều 1. Bãi bỏ toàn bộ các Nghị quyết sau:", "replaces"),
        ("4/NQ-HĐND", "Điều 1. Sửa đổi một số điều của các Nghị quyết sau đây:", "amends"),
        ("4/KH-UBND", "1. Sửa đổi, bổ sung các Nghị quyết sau:", "cites"),
        ("4/NQ-HĐND", "Điều 1. Rà soát các Nghị quyết sau:", "cites"),
    ],
)
def test_lists_of_acts_that_end_or_change(own: str, head: str, expected: str) -> None:
    section = head.split(".")[0]
    found = roles((section, head), (f"{section}/1", "1. Nghị quyết số 2/2020/NQ-HĐND;"), own=own)
    assert found == {"2/2020/NQ-HĐND": expected}


def test_basis_by_the_heading_above() -> None:
    found = roles(
        ("I", "I. CƠ SỞ PHÁP LÝ"),
        ("I/-1", "- Nghị định số 7/2025/NĐ-CP;"),
        ("II", "II. NỘI DUNG"),
        ("II/1", "Quyết định số 9/QĐ-TTg."),
    )
    assert found == {"7/2025/NĐ-CP": "basis", "9/QĐ-TTg": "cites"}


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        ("header", "Sửa đổi, bổ sung một số điều của Quyết định số 2/2020/QĐ-UBND", "amends"),
        ("header", "Bãi bỏ Quyết định số 2/2020/QĐ-UBND", "replaces"),
        ("Điều 1", "Điều 1. Sửa đổi khoản 2 Điều 4 của Quyết định số 2/2020/QĐ-UBND", "amends"),
        ("Điều 1/2", "2. Bãi bỏ Điều 4, Điều 6 Quyết định số 2/2020/QĐ-UBND.", "amends"),
        ("Điều 1/2", "2. Bãi bỏ toàn bộ Quyết định số 2/2020/QĐ-UBND.", "replaces"),
        ("Điều 2", "Quyết định này có hiệu lực từ ngày ký và thay thế Quyết định số 2/2020/QĐ-UBND.", "replaces"),
        (
            "Điều 2",
            "Quyết định số 2/2020/QĐ-UBND của UBND tỉnh hết hiệu lực kể từ ngày Quyết định này có hiệu lực.",
            "replaces",
        ),
        ("Điều 2", "Quyết định số 2/2020/QĐ-UBND đã hết hiệu lực từ lâu.", "cites"),
        ("Điều 1", "Sửa đổi Điều 3 đã được bổ sung tại Quyết định số 2/2020/QĐ-UBND", "cites"),
    ],
)
def test_acts_amend_and_replace(section: str, text: str, expected: str) -> None:
    assert roles((section, text), own="5/2025/QĐ-UBND") == {"2/2020/QĐ-UBND": expected}


def test_a_plan_that_asks_for_amendments_makes_none() -> None:
    assert roles(("II/1", "1. Sửa đổi, bổ sung Quyết định số 2/2020/QĐ-UBND.")) == {"2/2020/QĐ-UBND": "cites"}


def test_roles_take_linear_time() -> None:
    def taken(count: int) -> float:
        paragraph = "Căn cứ " + "; ".join(f"Quyết định số {n}/QĐ-UBND ngày 01/02/2024" for n in range(1, 200)) + ";"
        return seconds(lambda: roles(*[("preamble", paragraph)] * count))

    taken(1)
    small, large = taken(2), taken(8)
    assert large < 4 * small * 2.5 + 0.1
