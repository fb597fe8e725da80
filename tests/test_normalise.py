"""Clean text: every edit recorded, nothing but dressing taken away."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plancli.layout.lines import is_rule, split_lines
from plancli.normalise import clean
from plancli.text import SourceText


def cleaned(text: str, markdown: bool = False) -> str:
    return clean(SourceText(text, "text/markdown" if markdown else "text/plain")).norm.text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("Th\u01b0\u0323c hie\u0302\u0323n", "Thực hiện"),
        (unicodedata.normalize("NFD", "Ủy ban nhân dân"), "Ủy ban nhân dân"),
        ("XUÂN L\u01a2ƠNG, nh\u01a3", "XUÂN LƯƠNG, như"),
        ("\u00d0ộc lập", "Độc lập"),
        ("Số:\u00a085", "Số: 85"),
        ("27-\u00adNQ/TW\u200b", "27-NQ/TW"),
        ("a\x00b\u202ec", "abc"),
        ("**KẾ HOẠCH**", "KẾ HOẠCH"),
        ("### **I. MỤC ĐÍCH**", "I. MỤC ĐÍCH"),
        ("**1\\.** Nội dung \\- hai", "1. Nội dung - hai"),
        ("(*có hiệu lực từ 01/07/2023*)", "(có hiệu lực từ 01/07/2023)"),
        ("*Hà Nội*, *ngày 22*", "Hà Nội, ngày 22"),
        ("* Sở Y tế\n* Sở Nội vụ", "* Sở Y tế\n* Sở Nội vụ"),
        ("DungDQ\\KH14/ Q", "DungDQ\\KH14/ Q"),
        ("BỘ<br>Y TẾ<br/>A", "BỘ\nY TẾ\nA"),
        ("Số:&nbsp;214 &amp; 3", "Số: 214 & 3"),
        ('<p align="center"><strong>TỜ TRÌNH</strong></p>', "\nTỜ TRÌNH\n"),
        ("số lượng < 5 và > 3", "số lượng < 5 và > 3"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("-----\n*\n***", "-----\n*\n"),
    ],
)
def test_clean(source: str, expected: str) -> None:
    assert cleaned(source) == expected


def test_markdown_only() -> None:
    assert cleaned("> trích\n_nghiêng_ và a_b_c", markdown=True) == "trích\nnghiêng và a_b_c"
    assert cleaned("> 5 người, tệp a_b_c") == "> 5 người, tệp a_b_c"
    assert cleaned("```\nI. A\n```", markdown=True) == "\nI. A\n"


def test_pipe_table_is_divided_into_cells() -> None:
    source = SourceText("| **BỘ** | CỘNG |\n| :--- | --- |\n| Số: 1 | Hà Nội |\nsau\n\n| x | y |\n", "text/markdown")
    found = clean(source)
    lines = split_lines(source, found)
    assert [(line.text, line.cell) for line in lines] == [
        ("BỘ", (0, 0, 0)),
        ("CỘNG", (0, 0, 1)),
        ("Số: 1", (0, 1, 0)),
        ("Hà Nội", (0, 1, 1)),
        ("sau", None),
        ("x", (1, 0, 0)),
        ("y", (1, 0, 1)),
    ]


def test_html_table_is_divided_into_cells() -> None:
    source = SourceText("<table><tr><td><p>BỘ</p>\n<p>Y TẾ</p></td><td>CỘNG</td></tr></table>\nsau", "text/markdown")
    lines = split_lines(source, clean(source))
    assert [(line.text, line.cell) for line in lines] == [
        ("BỘ", (0, 0, 0)),
        ("Y TẾ", (0, 0, 0)),
        ("CỘNG", (0, 0, 1)),
        ("sau", None),
    ]


def test_dress() -> None:
    source = SourceText("## **KẾ HOẠCH**\n**đậm** rồi thường\n**đậm cả dòng**\nthường", "text/markdown")
    lines = split_lines(source, clean(source))
    assert [(line.heading, line.bold) for line in lines] == [(2, True), (0, False), (0, True), (0, False)]


def test_page_numbers_and_running_heads_are_labelled() -> None:
    pages = [f"KH số 5 trang {n}\nNội dung {'abc'[n]}\n{n + 1}" for n in range(3)]
    text = "\f".join(pages)
    starts = tuple(text.index(page) for page in pages)
    source = SourceText(text, page_starts=starts)
    lines = split_lines(source, clean(source))
    assert [line.text for line in lines if not line.furniture] == ["Nội dung a", "Nội dung b", "Nội dung c"]
    assert [line.page for line in lines] == [1, 1, 1, 2, 2, 2, 3, 3, 3]


def test_a_lone_year_is_no_page_number() -> None:
    source = SourceText("Kế hoạch\n2023\nNội dung")
    assert not any(line.furniture for line in split_lines(source, clean(source)))


@pytest.mark.parametrize("text", ["-----", "*", "***", "_____", "———", "-----o0o-----", "|", ". . . .", "–––"])
def test_rules(text: str) -> None:
    assert is_rule(text)


@pytest.mark.parametrize("text", ["- a", "1", "Số:", "o", "./. x"])
def test_no_rules(text: str) -> None:
    assert not is_rule(text)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200), st.booleans())
def test_any_text_is_cleaned_and_every_letter_traced(text: str, markdown: bool) -> None:
    source = SourceText(text, "text/markdown" if markdown else "text/plain")
    found = clean(source)
    for line in split_lines(source, found):
        assert line.text == found.norm.text[line.start : line.end]
        span = found.norm.source_span(line.span)
        assert 0 <= span.start < span.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="aăâbđêôơưàảãáạ ệỷ\n-*#|\\<>&;", max_size=120))
def test_words_survive(text: str) -> None:
    """What is taken out holds no letter or digit of the text (tags and entities aside)."""
    if "<" in text or "&" in text:
        return
    kept = [char for char in cleaned(text) if char.isalnum()]
    assert kept == [char for char in unicodedata.normalize("NFC", text) if char.isalnum()]
