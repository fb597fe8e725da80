"""What an expression needs is never more than what it really needs."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from plancli.patterns import CompiledRule, Patterns
from plancli.required import DIGIT, Needs, needs
from plancli.text import Views

BLANK = r"[^\S\n]+"


@pytest.mark.parametrize(
    ("expression", "words", "first", "one_line"),
    [
        ("ngày", {"ngày"}, "n", True),
        (rf"quý{BLANK}(?:một|hai)", {"quý"}, "q", True),
        (r"qu[ýí] (?:i+|\d)", {"quý ", "quí "}, "q", True),
        ("hằng năm|hàng tháng", {"hằng năm", "hàng tháng"}, "h", True),
        (r"\d{1,2}/\d{4}", {DIGIT}, {DIGIT}, True),
        (r"(?:xin )?chào", {"chào"}, "xc", True),
        (r"(?<!\p{L})a+b", {"b"}, "a", True),
        (r"[a-c\d]+x", {"x"}, {"a", "b", "c", DIGIT}, True),
        (r"(?:một|\p{L}+)", None, None, True),
        ("a*", None, None, True),
        (r"nội\s+dung", {"nội", "dung"}, "n", False),
        (r"a[^b]c", {"a", "c"}, "a", False),
        (r"(?:một|hai)$", {"một", "hai"}, "mh", False),
        (r"a(?=\n)", {"a"}, "a", True),
        (r"a(?!\s*b)", {"a"}, "a", False),
        (r"(?i)a", None, None, False),
        (r"(?:abc){e<=1}", None, None, False),
        (r"(?:nơi +nhận){e<=1}", {"nơi", "nhận"}, None, False),
        (r"(?:nơi +nhận){i<=1,s<=1}", None, None, False),
        (r"(?:xã|(?:nơi +nhận){s<=1}:)", {"xã", "nơi", "nhận"}, None, False),
        (r"(?P<unit>các) (?P=unit)", {"các "}, "c", True),
        (r"(?:a|b)?+c{2,3}", {"c"}, "abc", True),
        (r"[[a-z]--[b]]", None, None, False),
        (r"\G[^;]{0,9}hết", {"hết"}, None, False),
    ],
)
def test_needs(expression: str, words: set[str] | None, first: str | set[str] | None, one_line: bool) -> None:
    found = needs(expression)
    known = set(found.words) if found.words else None
    assert known == words or (words is not None and known is not None and known <= words), known
    assert found.first == (frozenset(first) if first else None)
    assert found.one_line is one_line


@pytest.mark.parametrize(
    ("expression", "last"),
    [
        (r"(?:hết|[.;])[ ✓]*$", "t.; ✓"),
        (r"(?:của|và)(?:\s|$)", None),
        (r"(?:của|và)$(?!x)", "aà"),
        (r"của$|và", None),
        (r"(?:của|(?P<mark>[-–]))$", "a-–"),
        (r"c?$", None),
        (r"\d$", {DIGIT}),
        (r"[.\d]$", {".", DIGIT}),
        (r"(?i:a)$", None),
        (r"a(?m:$)", None),
    ],
)
def test_what_a_match_ends_with_at_the_text_s_end(expression: str, last: str | set[str] | None) -> None:
    assert needs(expression).last == (frozenset(last) if last else None)


def test_an_expression_that_may_err_needs_what_the_errors_leave() -> None:
    assert needs("(?:độc +lập +tự +do){e<=1}") == Needs(("do", "lập", "tự", "độc"), least=3)
    assert needs("(?:độc +lập +tự +do){e<=3}").least == 1
    assert needs("(?:tự +do +tự +do){e<=1}").least == 1, "a word that comes twice is found twice in one place"


@given(st.lists(st.sampled_from(["ab", " ", "cd", "ef", "gh", "a", "d", "x"]), max_size=9).map("".join))
def test_no_match_with_errors_lacks_what_its_expression_needs(text: str) -> None:
    for expression in ("(?:ab +cd +ef +gh){e<=2}", "(?:ab +cd +ef){s<=1,i<=1}", "x?(?:ab +cd){s<=1,e<=1}"):
        found = needs(expression)
        assert found.words is not None
        for match in regex.finditer(expression, text, flags=regex.VERSION1):
            assert sum(word in match.group() for word in found.words) >= found.least


def test_an_expression_that_is_none_needs_nothing() -> None:
    for broken in ("(", "[a", "a)", "\\", "a{x}", "(?P<n>a", "*a"):
        assert needs(broken) == Needs()


def holds(found: Needs, text: str) -> bool:
    """Does the text hold what is said to be in each match?"""
    return found.words is None or any(
        any(char.isdecimal() for char in text) if word == DIGIT else word in text for word in found.words
    )


def begins(known: frozenset[str], character: str) -> bool:
    return character in known or (DIGIT in known and character.isdecimal())


PIECE = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        "\\d",
        "[ab]",
        "[a\\d]",
        "[^a]",
        "\\s",
        "(?:a|bc)",
        "(?:ab|\\d)?",
        "a*",
        "b+",
        "(?=a)",
        "(?<!b)",
        ".",
        "c{2}",
        "$",
    ]
)


@given(
    st.lists(st.lists(PIECE, min_size=1, max_size=5).map("".join), min_size=1, max_size=3),
    st.text("abc1 \n", max_size=12),
)
def test_no_match_lacks_what_its_expression_needs(branches: list[str], text: str) -> None:
    expression = "|".join(branches)
    found = needs(expression)
    for match in regex.finditer(expression, text, flags=regex.VERSION1):
        assert holds(found, match.group())
        assert found.last is None or begins(found.last, match.group()[-1])
        assert found.first is None or begins(found.first, match.group()[0])
    if found.one_line:
        lines, start = [], 0
        for line in text.splitlines(keepends=True):
            pattern = regex.compile(expression, regex.VERSION1)
            lines += [match.span() for match in pattern.finditer(text, start, start + len(line)) if match.group()]
            start += len(line)
        whole = [match.span() for match in regex.finditer(expression, text, flags=regex.VERSION1) if match.group()]
        assert found.words is None or lines == whole


def test_rules_find_in_their_examples_what_their_bare_expressions_find() -> None:
    patterns = Patterns.builtin()
    rules = [rule for name in patterns.names() for rule in patterns[name].rules]
    examples = [example for rule in rules for example in rule.rule.examples]
    together = Views("\n".join(examples[::6]))
    assert len(together.text) > 5000
    for rule in rules:
        for views in (*map(Views, rule.rule.examples), *map(Views, rule.rule.counter_examples)):
            assert spans(rule, views) == bare(rule, views), (rule.name, views.text)
        if "{e" not in rule.expanded and "{s" not in rule.expanded:
            assert spans(rule, together) == bare(rule, together), rule.name


def spans(rule: CompiledRule, views: Views) -> list[tuple[int, int]]:
    return [match.span() for match in rule.scan(views)]


def bare(rule: CompiledRule, views: Views) -> list[tuple[int, int]]:
    pattern = regex.compile(rule.expanded, regex.VERSION1)
    found = [match.span() for match in pattern.finditer(getattr(views, rule.view))]
    for start, _ in found:
        if pattern.match(getattr(views, rule.view), start):
            assert rule.match(views, start) is not None
    return found
