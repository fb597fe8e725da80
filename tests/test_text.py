"""Recorded edits and the bridge back to the source; views that keep length."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancli.text import (
    Edit,
    Flow,
    Line,
    Locator,
    NormSpan,
    NormText,
    Paragraph,
    SourceText,
    Views,
    fold_view,
    lower_view,
    squeeze,
)

# --- edits -------------------------------------------------------------------------------------------------


@st.composite
def texts_with_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(st.text(alphabet="abcđêX \n", max_size=40))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        replacement = draw(st.text(alphabet="xyZ ", max_size=4))
        edits.append(Edit(start, end, replacement))
    return text, edits


def applied(text: str, edits: list[Edit]) -> str:
    for start, end, replacement in reversed(edits):
        text = text[:start] + replacement + text[end:]
    return text


@given(texts_with_edits())
def test_edit_gives_the_edited_text(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    assert NormText.of(text).edit(edits).text == applied(text, edits)


@given(texts_with_edits(), st.data())
def test_every_character_knows_its_source(case: tuple[str, list[Edit]], data: st.DataObject) -> None:
    text, _ = case
    norm = NormText.of(text)
    for _ in range(3):
        more = data.draw(st.lists(st.integers(0, len(norm.text)), min_size=2, max_size=2).map(sorted))
        norm = norm.edit([Edit(more[0], more[1], data.draw(st.text(alphabet="xyZ", max_size=3)))])
    last = 0
    for offset, char in enumerate(norm.text):
        span = norm.source_span((offset, offset + 1))
        assert 0 <= span.start <= span.end <= len(text)
        if char not in "xyZ":
            assert text[span.start : span.end] == char, "what no edit touched is itself"
            assert span.start >= last, "and in its order"
            last = span.start


@given(texts_with_edits())
def test_the_whole_covers_its_parts(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    norm = NormText.of(text).edit(edits)
    if norm.text:
        whole = norm.source_span((0, len(norm.text)))
        for offset in range(len(norm.text)):
            part = norm.source_span((offset, offset + 1))
            assert whole.start <= part.start <= part.end <= whole.end


def test_a_replacement_stands_for_what_it_replaced() -> None:
    norm = NormText.of("27-\nNQ/TW ngày").edit([Edit(3, 4, "")])
    assert norm.text == "27-NQ/TW ngày"
    assert norm.source_span((0, 8)) == (0, 9)
    assert norm.source_span((3, 5)) == (4, 6)
    lengthened = NormText.of("a…b").edit([Edit(1, 2, "...")])
    assert lengthened.source_span((2, 3)) == (1, 2)
    assert lengthened.source_span((4, 5)) == (2, 3)


def test_an_insertion_stands_between() -> None:
    norm = NormText.of("ab").edit([Edit(1, 1, "-")])
    assert norm.text == "a-b"
    assert norm.source_span((1, 2)) == (1, 1)
    assert norm.source_span((0, 3)) == (0, 2)


def test_edits_of_edits_reach_the_source() -> None:
    norm = NormText.of("x  TRUNG ƣơng").edit([Edit(1, 3, " ")]).edit([Edit(8, 9, "Ư")])
    assert norm.text == "x TRUNG Ương"
    assert norm.source_span((8, 12)) == (9, 13)


def test_an_edit_that_changes_nothing_is_none() -> None:
    norm = NormText.of("abc")
    assert norm.edit([Edit(1, 2, "b")]) is norm
    assert norm.edit([]) is norm


def test_everything_deleted() -> None:
    assert NormText.of("abc").edit([Edit(0, 3, "")]).text == ""


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        NormText.of("abcdef").edit([Edit(0, 3, "x"), Edit(2, 4, "y")])


@pytest.mark.parametrize("span", [(0, 0), (2, 1), (-1, 2), (0, 4), (3, 4)])
def test_spans_out_of_range_raise(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside"):
        NormText.of("abc").source_span(span)


# --- views -------------------------------------------------------------------------------------------------


@given(st.text())
def test_views_keep_length(text: str) -> None:
    views = Views(text)
    assert len(views.lower) == len(views.fold) == len(text)
    assert [char == "\n" for char in views.fold] == [char == "\n" for char in text]


@given(st.text())
def test_views_are_settled(text: str) -> None:
    assert fold_view(fold_view(text)) == fold_view(text)
    assert lower_view(lower_view(text)) == lower_view(text)


@pytest.mark.parametrize(
    ("text", "lower", "fold"),
    [
        ("Đảng ỦY", "đảng ủy", "dang uy"),
        ("cấp uỷ hoà KHOẺ", "cấp ủy hòa khỏe", "cap uy hoa khoe"),
        ("2020–2025 — “Đề án”", '2020-2025 - "đề án"', '2020-2025 - "de an"'),
        ("a\u00a0b\tc", "a b c", "a b c"),
        ("Ðề", "ðề", "de"),
        ("İ", "İ", "i"),
    ],
)
def test_views(text: str, lower: str, fold: str) -> None:
    views = Views(text)
    assert (views.lower, views.fold) == (lower, fold)
    assert (views.get("text"), views.get("lower"), views.get("fold")) == (text, lower, fold)


@pytest.mark.parametrize("word", ["quả", "quý", "hoàn", "toán", "thuyết", "ngoài"])
def test_other_tones_stay_where_they_are(word: str) -> None:
    assert lower_view(word) == word


def test_squeeze() -> None:
    assert squeeze("  Kế\u00a0 hoạch\n này ") == "Kế hoạch này"


# --- pages, lines, flow ------------------------------------------------------------------------------------


def test_pages() -> None:
    source = SourceText("abcdef", page_starts=(0, 3, 5))
    assert [source.page(offset) for offset in range(6)] == [1, 1, 1, 2, 2, 3]
    assert SourceText("abc").page(1) is None


def test_locator() -> None:
    source = SourceText("Kế  hoạch", page_starts=(0, 4))
    norm = NormText.of(source.text).edit([Edit(2, 4, " ")])
    locate = Locator(source, norm)
    assert locate(NormSpan(0, 2)) == ((0, 2), 1)
    assert locate((3, 8)) == ((4, 9), 2)


def test_line_span() -> None:
    assert Line("abc", 4, 7).span == NormSpan(4, 7)


def test_flow_knows_where_an_offset_stands() -> None:
    norm = NormText.of("Tên\nMột\nHai")
    flow = Flow(norm, [Paragraph(0, 3, "header"), Paragraph(4, 7, "I/1"), Paragraph(8, 11, "I/2", "heading")])
    assert [flow.section_at(offset) for offset in (0, 2, 3, 4, 7, 8, 11)] == [
        "header",
        "header",
        "header",
        "I/1",
        "I/1",
        "I/2",
        "I/2",
    ]
    assert flow.paragraph_at(9).role == "heading"
    assert flow.views.fold == "ten\nmot\nhai"


@given(st.text())
def test_composed_text_has_composed_views(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert len(Views(composed).fold) == len(composed)
