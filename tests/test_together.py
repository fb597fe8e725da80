"""Lines asked together say the same as lines asked one by one."""

from __future__ import annotations

from plancli.patterns import CompiledRule, Patterns
from plancli.text import Line, Views
from plancli.together import Together

PATTERNS = Patterns.builtin()


def lines(*texts: str) -> list[Line]:
    return [Line(text, 0, len(text)) for text in texts]


def rule(file: str, name: str) -> CompiledRule:
    return PATTERNS[file].rule(name)


def test_an_offset_is_that_of_its_line() -> None:
    together = Together(lines("một", "hai ba", "bốn"))
    assert [together.index(offset) for offset in (0, 3, 4, 10, 11, 13)] == [0, 0, 1, 1, 2, 2]
    assert Together([]).holding([rule("annexes", "annex-label")]) == set()


def test_all_lines_that_match_are_among_those_that_may() -> None:
    examples = [one for each in PATTERNS["annexes"].rules for one in each.rule.examples if "\n" not in one]
    together = Together(lines(*examples))
    for each in PATTERNS["annexes"].rules:
        matching = {index for index, text in enumerate(examples) if each.search(Views(text))}
        assert matching <= together.holding([each])
    few = together.holding([rule("annexes", "annex-label"), rule("annexes", "form-label")])
    assert 0 < len(few) < len(examples)


def test_a_rule_without_certain_words_may_stand_in_any_line() -> None:
    assert Together(lines("một", "hai")).holding([rule("endblock", "mark-line")]) == {0, 1}
