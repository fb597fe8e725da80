"""Page numbers and running heads in plain text, and what is none of them."""

from __future__ import annotations

import pytest

from plancli.layout.lines import split_lines
from plancli.normalise import clean
from plancli.readers.text import page_starts
from plancli.text import SourceText

HEAD = "UBND huyện An Bình"
# Lines without blank ones between them, so that what is set apart is seen to be.
AROUND = "\n".join(f"Câu thứ {number} của văn bản." for number in range(10))


def kept(text: str) -> list[str]:
    """The lines of the document itself."""
    source = SourceText(text, page_starts=page_starts(text))
    return [line.text for line in split_lines(source, clean(source)) if not line.furniture]


def paged(*pages: str, head: str = "", number: str = "{}", feed: str = "") -> str:
    """The pages with a number and a head above all but the first."""
    out = [pages[0]]
    for count, page in enumerate(pages[1:], 2):
        out.append(f"\n{feed}{number.format(count)}\n\n{head}\n\n{page}")
    return "\n".join(out)


@pytest.mark.parametrize("feed", ["", "\f"])
@pytest.mark.parametrize("number", ["{}", "- {} -", "Trang {}", "Trang {}/9", "[{}]"])
def test_numbers_and_heads(number: str, feed: str) -> None:
    pages = ["I. Mục đích", "Nội dung một.", "Nội dung hai.", "Nội dung ba."]
    assert kept(paged(*pages, head=HEAD, number=number, feed=feed)) == pages


def test_two_counts_side_by_side() -> None:
    """The document's own page numbers and those of the file that it was put into."""
    assert kept("a\n2\nb\n1\nc\n3\nd\n2\ne\n4\ng") == list("abcdeg")


@pytest.mark.parametrize("text", ["Từ năm\n2023\nđến năm\n2024\nxong", "Có\n120\ncây và\n45\nhoa"])
def test_numbers_that_count_nothing(text: str) -> None:
    assert kept(text) == text.split("\n")


def test_a_head_of_two_lines() -> None:
    pages = ["một.", "hai.", "ba.", "bốn."]
    assert kept(paged(*pages, head=f"{HEAD}\nKế hoạch năm 2024")) == pages


def test_appendices_of_several_pages_are_no_heads() -> None:
    """Labels and the state's motto come back at the tops of pages, and are the document's own."""
    pages = ["một.", "PHỤ LỤC 1\nhai.", "PHỤ LỤC 2\nba.", "PHỤ LỤC 3\nbốn."]
    assert kept(paged(*pages, feed="\f")) == [line for page in pages for line in page.split("\n")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Căn cứ Công văn số 12/SGDĐT của Sở Giáo dục và", "Đào tạo tỉnh về việc tổ chức hội thi."),
        ("Các trường tổ chức cho học sinh tham quan di tích", "lịch sử trên địa bàn."),
        ("- Căn cứ Luật Giáo dục ngày 14 tháng 6 năm 2019;", "- Căn cứ Thông tư số 32/2020/TT-BGDĐT;"),
    ],
)
def test_a_head_that_is_printed_once_within_a_sentence(before: str, after: str) -> None:
    around = AROUND.split("\n")
    assert kept(paged(f"{AROUND}\n{before}", f"{after}\n{AROUND}", head=HEAD)) == [*around, before, after, *around]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1. Mục đích", "Nâng cao chất lượng."),
        ("Các trường báo cáo kết quả.", "1. Tổ chức hội thi."),
        ("Các trường chuẩn bị như sau:", "1. Tổ chức hội thi."),
        ("- Phát động phong trào thi đua trong toàn ngành;", "1. Tổ chức hội thi."),
    ],
)
def test_a_line_between_sentences_may_be_a_heading(before: str, after: str) -> None:
    text = paged(f"{AROUND}\n{before}", f"{after}\n{AROUND}", head="Công tác tổ chức")
    assert "Công tác tổ chức" in kept(text)


def test_heads_without_numbers_or_form_feeds() -> None:
    """What comes back within sentences is a head, wherever else it stands."""
    parts = [
        "Các trường tổ chức cho học sinh tham quan di tích",
        "lịch sử trên địa bàn; phối hợp với Đoàn Thanh niên và",
        "Hội Cha mẹ học sinh.",
        "Kinh phí do các trường cân đối.",
    ]
    assert kept(f"{AROUND}\n" + f"\n\n{HEAD}\n\n".join(parts)) == [*AROUND.split("\n"), *parts]


def test_a_line_that_comes_back_between_sentences_stays() -> None:
    parts = ["Một.", "Thời gian: quý I.", "Hai.", "Thời gian: quý I.", "Ba.", "Thời gian: quý I.", "Bốn."]
    assert kept("\n\n".join(parts)) == parts
