"""A dictionary of phrases finds what an alternation of them finds."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from plancli.alternation import alternation

END = r"(?!\w)"


@pytest.mark.parametrize(
    ("phrases", "text", "found"),
    [
        (["ban", "ban chỉ đạo", "bộ"], "ban chỉ đạo tỉnh", "ban chỉ đạo"),
        (["ban", "ban chỉ đạo", "bộ"], "ban  chỉ", "ban"),
        (["ban chỉ đạo"], "ban\tchỉ   đạo", "ban\tchỉ   đạo"),
        (["ban chỉ đạo"], "ban\nchỉ đạo", None),
        (["xã", "xã/phường"], "xã/phường", "xã/phường"),
        (["c.a", "cxa"], "cxa", "cxa"),
        (["100%", "100% các"], "100% các", "100% các"),
        (["một"], "một", "một"),
    ],
)
def test_the_longest_phrase_is_found(phrases: list[str], text: str, found: str | None) -> None:
    match = regex.match(alternation(phrases) + END, text, flags=regex.VERSION1)
    assert (match.group() if match else None) == found


WORDS = st.text("ab/.", min_size=1, max_size=3)
PHRASES = st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=8)


@given(PHRASES, st.lists(WORDS, max_size=5).map(" ".join))
def test_it_is_the_alternation_ordered_by_length(phrases: list[str], text: str) -> None:
    plain = "|".join(regex.escape(phrase) for phrase in sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase)))
    wanted = regex.match(f"(?:{plain}){END}", text)
    found = regex.match(alternation(phrases) + END, text, flags=regex.VERSION1)
    assert (found.span() if found else None) == (wanted.span() if wanted else None)
