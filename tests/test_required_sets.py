"""Sets of words of each of which every match of an expression holds one."""

from __future__ import annotations

import pytest

from plancli.patterns import CompiledRule, Patterns
from plancli.required_sets import needed_words
from plancli.text import Views

_B = r"[^\S\n]+"
_RULES = [rule for name in Patterns.builtin().names() for rule in Patterns.builtin()[name].rules]


@pytest.mark.parametrize(
    ("expression", "needed"),
    [
        (rf"(?:tổ|đội){_B}(?:kiểm{_B}tra|thanh{_B}tra)", (("kiểm", "thanh"), ("tổ", "đội"))),
        (rf"(?:phòng|ban)?{_B}(?:họp){{1,2}}", (("họp",),)),
        ("(?:phòng|ban)|(?:họp)", (("ban", "họp", "phòng"),)),
        (r"(?<!\p{L})(?:tháng)(?:\d+)", (("tháng",),)),
        ("(?i)(?:phòng)(?:họp)", ()),
        ("(?:phòng", ()),
        (r"[(]tổ[[x]](?:ban)", ()),
        (r"\p{L}+", ()),
    ],
)
def test_each_part_gives_its_words(expression: str, needed: tuple[tuple[str, ...], ...]) -> None:
    assert needed_words(expression) == needed


@pytest.mark.parametrize("rule", _RULES, ids=[rule.name for rule in _RULES])
def test_every_match_of_an_example_holds_a_word_of_each_set(rule: CompiledRule) -> None:
    for example in rule.rule.examples:
        match = rule.pattern.search(getattr(Views(example), rule.view))
        assert match is not None
        for words in needed_words(rule.expanded):
            assert any(word in match.group() for word in words)
