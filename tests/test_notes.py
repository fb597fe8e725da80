"""Footnotes in plain text and markdown: which lines are notes, and what holds them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_outline_cases import nodes_of

from plancli import parse_text
from plancli.readers.notes import note_labels

BODY = """KẾ HOẠCH
Trồng cây năm 2024

I. MỤC ĐÍCH
Giữ rừng{0} đầu nguồn.
II. NỘI DUNG
1. Trồng cây ở các xã{1}.
2. Chăm sóc cây.
"""
SIGNED = """
TRƯỞNG PHÒNG
Lê Thị Hoa
"""
FORMS = {
    "square": ("[1]", "[2]", "[1] ", "[2] ", ""),
    "linked": ("[[1]](#_ftn1)", "[[2]](#_ftn2)", "[[1]](#_ftnref1) ", "[[2]](#_ftnref2) ", ""),
    "markdown": ("[^1]", "[^2]", "[^1]: ", "[^2]: ", ""),
    "raised": ("¹", "²", "¹ ", "² ", ""),
    "round": ("(1)", "(2)", "(1) ", "(2) ", "----------\n"),
}


def plan(form: str) -> str:
    first, second, one, two, rule = FORMS[form]
    notes = f"\n{rule}{one}Theo Nghị quyết số 27-NQ/TW ngày 09/11/2022.\n{two}Gồm xã Tân Hà\nvà xã Phúc Thọ.\n"
    return BODY.format(first, second) + SIGNED + notes


@pytest.mark.parametrize("form", FORMS)
def test_notes_belong_to_the_section_of_their_mark(form: str) -> None:
    document = parse_text(plan(form), name="plan.md")
    assert [node.path for node in nodes_of(document)] == ["I", "II", "II/1", "II/2"]
    assert document.appendices == []
    assert [item.name for item in document.signatures] == ["Lê Thị Hoa"]
    assert [mention.section for item in document.references for mention in item.mentions] == ["I"]


@pytest.mark.parametrize("form", FORMS)
def test_each_note_has_its_mark(form: str) -> None:
    text = plan(form)
    labels = note_labels(text)
    notes = [text[item.start : item.end] for item in labels if item.kind == "footnote"]
    marks = [item.start for item in labels if item.kind == "footnote-mark"]
    assert [note.split()[-2:] for note in notes] == [["ngày", "09/11/2022."], ["Phúc", "Thọ."]]
    assert [text[:mark].split()[-1] for mark in marks] == ["rừng", "xã"]


def test_a_page_has_notes_at_its_foot_and_numbers_them_anew() -> None:
    text = (
        "I. MỤC ĐÍCH\nGiữ rừng(1) đầu nguồn.\n_______\n(1) Theo Luật Lâm nghiệp.\n\fII. NỘI DUNG\n"
        "Trồng cây(1).\n_______\n(1) Gồm keo và thông.\n"
    )
    labels = note_labels(text)
    assert [text[item.start : item.end] for item in labels if item.kind == "footnote"] == [
        "(1) Theo Luật Lâm nghiệp.",
        "(1) Gồm keo và thông.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "I. NỘI DUNG\n(1) Loa đài.\n(2) Tờ rơi.\n",
        "Theo khoản 2 Điều 3(1) của Luật.\n(1) Loa đài.\n",
        "Diện tích 5 m² rừng.\n3. Chăm sóc\n",
        "[1] Luật Lâm nghiệp.\n",
    ],
)
def test_a_list_is_no_note(text: str) -> None:
    assert note_labels(text) == ()


@given(st.text(alphabet="[]()^¹²12: a\n\\#_-\f", max_size=60))
def test_any_text_is_taken(text: str) -> None:
    labels = note_labels(text)
    kinds = [item.kind for item in labels]
    assert kinds.count("footnote") == kinds.count("footnote-mark")
    assert all(0 <= item.start <= item.end <= len(text) for item in labels)
