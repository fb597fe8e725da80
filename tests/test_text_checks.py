"""Slips in the running text: impossible words and doubled ones, once a section."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancli.model import Diagnostic
from plancli.patterns import Patterns
from plancli.review.text_checks import check_text
from plancli.text import Flow, Locator, NormText, Paragraph, SourceText


def check(*paragraphs: tuple[str, str]) -> list[Diagnostic]:
    """The diagnostics of paragraphs given as (section, text)."""
    text, placed = "", []
    for section, paragraph in paragraphs:
        placed.append(Paragraph(len(text), len(text) + len(paragraph), section))
        text += paragraph + "\n"
    norm = NormText.of(text)
    return check_text(Flow(norm, placed), Locator(SourceText(text), norm), Patterns.builtin())


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Đảng ủy ban hành Nghị quyêt về công tác cán bộ.", ["ocr-suspect"]),
        ("Tiếp tục xây dựng xây dựng nông thôn mới.", ["word-doubled"]),
        ("Nghị quyết đại hội các các cấp.", ["word-doubled"]),
        ("Các các cơ quan, đơn vị.", ["word-doubled"]),
        ("Giám sát việc thực hiện Nghị quyết thực hiện Nghị quyết", ["word-doubled"]),
        ("Luôn luôn gương mẫu, dần dần tiến bộ, thường thường ngày ngày.", []),
        ("Người người thi đua, nhà nhà thi đua, ngành ngành thi đua.", []),
        ("Kế hoạch năm năm, ba ba, đời đời nhớ ơn.", []),
        ("Ngân hàng hàng hải; đầu tư tư nhân; giao thông thông minh; tờ trình trình Ủy ban.", []),
        ("Ban Tổ chức tổ chức hội thi; các tổ chức tổ chức sinh hoạt; nhà đầu tư đầu tư vào xã.", []),
        ("Bảo đảm chất lượng, chất lượng và hiệu quả.", []),
        ("Xây dựng kế hoạch; kế hoạch hoàn thành trong tháng 5.", []),
    ],
)
def test_check(text: str, codes: list[str]) -> None:
    assert [item.code for item in check(("I/1", text))] == codes


def test_a_heading_repeated_by_its_text_is_no_slip() -> None:
    assert check(("I/1", "1. Công tác tuyên truyền"), ("I/1", "Công tác tuyên truyền được đẩy mạnh.")) == []


def test_a_form_is_reported_once_a_section() -> None:
    found = check(("I/1", "Nghị quyêt này và Nghị quyêt kia"), ("I/2", "Quyêt tâm; nghị quyêt"))
    assert [(item.section, item.span) for item in found] == [("I/1", (5, 10)), ("I/2", (33, 38))]


def test_message_and_place() -> None:
    [item] = check(("II/3", "Phát huy vai trò của của Mặt trận"))
    assert item.message == "Lặp từ: “của của”"
    assert (item.section, item.span, item.page) == ("II/3", (17, 24), None)


@given(st.text(alphabet=" \n.,abcđêáạXY1/", max_size=200))
def test_any_text_is_read(text: str) -> None:
    for item in check(("", text)):
        assert item.span is not None
        assert 0 <= item.span[0] < item.span[1] <= len(text)
