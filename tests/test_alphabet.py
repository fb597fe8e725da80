"""The usual characters as bytes say the same as what is asked character by character."""

from __future__ import annotations

import unicodedata

import regex
from hypothesis import given
from hypothesis import strategies as st

from plancli import folding as texts
from plancli.alphabet import CHARACTERS, coded, count_letters, is_usual, shape
from plancli.capitals import is_capitals
from plancli.layout.joining import shouts
from plancli.text import fold_view, lower_view

USUAL = st.text(st.sampled_from(CHARACTERS), max_size=40)
ANY = st.text(st.one_of(st.sampled_from(CHARACTERS), st.characters()), max_size=20)


def test_the_letters_of_vietnamese_are_usual_and_fit_into_bytes() -> None:
    vowels = [unicodedata.normalize("NFC", f"{letter}{tone}") for letter in "aăâeêioôơuưy" for tone in "\u0300\u0323"]
    assert is_usual("".join(vowels) + "đĐ “Kế hoạch” – 27-NQ/TW …\n\t")
    assert len(CHARACTERS) == len(set(CHARACTERS)) <= 256
    assert not is_usual("Kế hoạch", but="h")
    assert coded("漢") is None
    assert count_letters("漢") is None
    assert shape("漢") is None


def test_the_shape_of_a_text() -> None:
    assert shape("Số 12-KH/TU,\xa0đ\n") == b"Aa 11.AA.AA. a\n"


@given(ANY)
def test_views_are_the_same_whether_all_characters_are_usual_or_not(text: str) -> None:
    # An unusual character sends the text the longer way; what stands before it is read alike.
    assert lower_view(f"{text}.") == lower_view(f"{text}.漢")[:-1]
    assert fold_view(text) == text.translate(texts._FOLD)
    assert len(lower_view(text)) == len(text)


@given(ANY)
def test_letters_are_counted_as_expressions_count_them(text: str) -> None:
    counts = count_letters(text)
    if counts is not None:
        assert counts == (len(regex.findall(r"\p{Lu}", text)), len(regex.findall(r"\p{Ll}", text)))


@given(USUAL)
def test_capitals_are_told_the_same_on_either_way(text: str) -> None:
    assert is_capitals(text) == is_capitals(f"{text}☃")
    assert shouts(text) == shouts(f"{text}☃")
