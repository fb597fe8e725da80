"""Automatic numbering of Word documents, computed."""

from __future__ import annotations

from collections.abc import Sequence

import docx_cases as word
import pytest
from docx_cases import abstract, in_list, lines, lvl, num, p, restart, style, tbl, tc, tr
from hypothesis import given
from hypothesis import strategies as st

from plancli.readers.docx.counting import format_number
from plancli.readers.docx.symbols import bullet

PLAN = abstract(
    1, lvl(0, "upperRoman", "%1."), lvl(1, "decimal", "%2."), lvl(2, "lowerLetter", "%3)"), lvl(3, "bullet", "-")
)


# --- numbering ---------------------------------------------------------------------------------------------


def listed(places: Sequence[tuple[int, int] | str], *numbering: str, styles: Sequence[str] = ()) -> list[str]:
    """The labels of paragraphs at (instance, level) or in a style; each paragraph holds ``x``."""
    body = [p("x", style=place) if isinstance(place, str) else p("x", num=place) for place in places]
    return [line.removesuffix("x") for line in lines(body, numbering=numbering, styles=styles)]


def test_levels_restart_when_a_higher_one_advances() -> None:
    places = [(1, 0), (1, 1), (1, 2), (1, 2), (1, 3), (1, 1), (1, 2), (1, 0), (1, 1)]
    assert listed(places, PLAN, num(1, 1)) == ["I. ", "1. ", "a) ", "b) ", "- ", "2. ", "a) ", "II. ", "1. "]


def test_instances_of_one_list_count_on_and_an_override_restarts_once() -> None:
    places = [(1, 1), (2, 1), (3, 1), (3, 1), (1, 1)]
    assert listed(places, PLAN, num(1, 1), num(2, 1), num(3, 1, restart(1))) == ["1. ", "2. ", "1. ", "2. ", "3. "]


def test_an_overridden_start_also_serves_later_restarts() -> None:
    numbering = (PLAN, num(1, 1, restart(1, 5)))
    assert listed([(1, 0), (1, 1), (1, 0), (1, 1)], *numbering) == ["I. ", "5. ", "II. ", "5. "]


def test_an_overridden_level_is_taken_whole() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{lvl(0, "decimal", "Điều %1.")}</w:lvlOverride>'
    assert listed([(1, 0), (2, 0)], PLAN, num(1, 1), num(2, 1, override)) == ["I. ", "Điều 2. "]


def test_several_levels_in_one_label_and_a_level_passed_over() -> None:
    legal = abstract(1, lvl(0, "decimal", "%1."), lvl(1, "decimal", "%1.%2."), lvl(2, "decimal", "%1.%2.%3"))
    places = [(1, 2), (1, 0), (1, 1), (1, 1), (1, 2)]
    assert listed(places, legal, num(1, 1)) == ["1.1.1 ", "2. ", "2.1. ", "2.2. ", "2.2.1 "]


def test_legal_numbering_makes_all_levels_decimal() -> None:
    chapter = abstract(1, lvl(0, "upperRoman", "Chương %1"), lvl(1, "decimal", "%1.%2.", "<w:isLgl/>"))
    assert listed([(1, 0), (1, 0), (1, 1)], chapter, num(1, 1)) == ["Chương I ", "Chương II ", "2.1. "]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("", ["1", "1", "1"]),
        ('<w:lvlRestart w:val="0"/>', ["1", "2", "3"]),
        ('<w:lvlRestart w:val="1"/>', ["1", "2", "1"]),
    ],
)
def test_a_level_says_which_higher_ones_restart_it(rule: str, expected: list[str]) -> None:
    rows = abstract(1, lvl(0, "decimal", "%1"), lvl(1, "decimal", "%2"), lvl(2, "decimal", "%3", rule))
    labels = listed([(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2)], rows, num(1, 1))
    assert [labels[index].strip() for index in (2, 4, 6)] == expected


@pytest.mark.parametrize(("gap", "expected"), [("tab", "1. "), ("space", "1. "), ("nothing", "1.")])
def test_the_gap_behind_a_label(gap: str, expected: str) -> None:
    one = abstract(1, lvl(0, "decimal", "%1.", f'<w:suff w:val="{gap}"/>'))
    assert listed([(1, 0)], one, num(1, 1)) == [expected]


STYLED = abstract(
    1,
    lvl(0, "upperLetter", "%1.", '<w:pStyle w:val="One"/>'),
    lvl(1, "decimal", "%1.%2", '<w:pStyle w:val="Two"/>'),
)


@pytest.mark.parametrize(
    "styles",
    [
        [style("One", in_list(1)), style("Two", in_list(1))],
        [style("One", in_list(1)), style("Two", in_list(1, 1))],
        [style("One", in_list(1)), style("Two", '<w:numPr><w:ilvl w:val="1"/></w:numPr>', based_on="One")],
    ],
    ids=["linked", "said", "inherited"],
)
def test_styles_bring_numbering(styles: list[str]) -> None:
    labels = listed(["One", "Two", "Two", "One", "Two"], STYLED, num(1, 1), styles=styles)
    assert labels == ["A. ", "A.1 ", "A.2 ", "B. ", "B.1 "]


def test_numbering_by_inheritance_default_style_and_its_removal() -> None:
    styles = [
        style("Normal", in_list(1)),
        style("Child", based_on="Normal"),
        style("Bare", in_list(0), based_on="Normal"),
    ]
    body = [
        p("a"),
        p("b", style="Child"),
        p("c", style="Bare"),
        p("d", properties=in_list(0)),
        p("e", num=(9, 0)),
        p("f"),
    ]
    found = lines(body, numbering=[PLAN, num(1, 1)], styles=styles)
    assert found == ["I. a", "II. b", "c", "d", "e", "III. f"]


def test_a_paragraph_moves_within_its_styles_list() -> None:
    body = [p("a", style="One"), p("b", style="One", properties='<w:numPr><w:ilvl w:val="1"/></w:numPr>')]
    assert lines(body, numbering=[STYLED, num(1, 1)], styles=[style("One", in_list(1))]) == ["A. a", "A.1 b"]


def test_a_list_that_only_points_to_a_numbering_style() -> None:
    numbering = [
        abstract(1, lvl(0, "decimal", "%1)"), extra='<w:styleLink w:val="Legal"/>'),
        abstract(2, extra='<w:numStyleLink w:val="Legal"/>'),
        abstract(3, extra='<w:numStyleLink w:val="Nowhere"/>'),
        num(1, 1),
        num(2, 2),
        num(3, 3),
    ]
    styles = [style("Legal", in_list(1), kind="numbering")]
    assert listed([(2, 0), (2, 0), (1, 0), (3, 0)], *numbering, styles=styles) == ["1) ", "2) ", "1) ", ""]


def test_numbering_in_table_cells_runs_down_the_rows() -> None:
    numbering = [abstract(1, lvl(0, "decimal", "%1")), num(1, 1)]
    number = tc(p(num=(1, 0)))
    found = word.word(tbl(tr(number, "Sở Y tế"), tr(number, "Sở Tài chính")), numbering=numbering)
    assert found.text == "1\nSở Y tế\n2\nSở Tài chính\n"


def test_an_empty_paragraph_counts_but_prints_no_label() -> None:
    assert listed([(1, 1)], PLAN, num(1, 1)) == ["1. "]
    body = [p("x", num=(1, 1)), p(num=(1, 1)), p("x", num=(1, 1))]
    assert lines(body, numbering=[PLAN, num(1, 1)]) == ["1. x", "", "3. x"]


def test_labels_are_synthetic_and_the_reader_says_so() -> None:
    found = word.word([p("Mục đích", num=(1, 0)), p("thường")], numbering=[PLAN, num(1, 1)])
    assert word.labelled(found, "synthetic") == ["I. "]
    assert ("numbering", "computed") in found.options
    assert ("numbering", "computed") not in word.word(p("thường")).options


@pytest.mark.parametrize(
    ("form", "values", "expected"),
    [
        ("decimal", (0, 1, 12), ["0", "1", "12"]),
        ("decimalZero", (1, 10), ["01", "10"]),
        ("001", (7, 1234), ["007", "1234"]),
        ("upperRoman", (1, 4, 9, 14, 40, 1999), ["I", "IV", "IX", "XIV", "XL", "MCMXCIX"]),
        ("lowerRoman", (3, 0), ["iii", "0"]),
        ("lowerLetter", (1, 4, 5, 26, 27, 53), ["a", "d", "e", "z", "aa", "aaa"]),
        ("upperLetter", (2, 28, 781), ["B", "BB", "A"]),
        ("none", (3,), [""]),
        ("numberInDash", (3,), ["- 3 -"]),
        ("vietnameseCounting", (1, 10, 15, 21, 30), ["một", "mười", "mười lăm", "hai mươi mốt", "ba mươi"]),
        ("decimalEnclosedCircle", (3, 21), ["③", "21"]),
        ("chicago", (1, 5), ["*", "**"]),
        ("hebrew1", (3,), ["3"]),
    ],
)
def test_formats_of_numbers(form: str, values: tuple[int, ...], expected: list[str]) -> None:
    assert [format_number(value, form) for value in values] == expected


@given(st.integers(-(2**31), 2**31), st.sampled_from(["upperRoman", "lowerLetter", "decimalZero", "chicago", "000"]))
def test_any_number_prints_short(value: int, form: str) -> None:
    assert 1 <= len(format_number(value, form)) < 60


def test_a_custom_format_stands_in_a_choice() -> None:
    custom = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/>'
        '</mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1."/></w:lvl>'
    )
    assert listed([(1, 0)], abstract(1, custom), num(1, 1)) == ["001. "]


@pytest.mark.parametrize(
    ("glyph", "font", "sign"),
    [
        ("-", "", "-"),
        ("–", "Times New Roman", "-"),
        ("\uf02d", "Symbol", "-"),
        ("+", "", "+"),
        ("*", "Symbol", "*"),
        ("\uf0b7", "Symbol", "•"),
        ("·", "Symbol", "•"),
        ("\uf0a7", "Wingdings", "▪"),
        ("Ø", "Wingdings", "➢"),
        ("v", "Wingdings", "❖"),
        ("ü", "Wingdings", "✓"),
        ("o", "Courier New", "○"),
        ("\uf0f9", "Webdings", "•"),
        ("➢", "", "➢"),
    ],
)
def test_bullets(glyph: str, font: str, sign: str) -> None:
    fonts = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>' if font else ""
    one = abstract(1, f'<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="{glyph}"/>{fonts}</w:lvl>')
    assert listed([(1, 0)], one, num(1, 1)) == [f"{sign} "]
    assert bullet(glyph, font) == sign


def test_a_label_is_hidden_or_in_capitals_as_its_level_says() -> None:
    hidden = lvl(0, "decimal", "%1.", "<w:rPr><w:vanish/></w:rPr>")
    capitals = lvl(1, "decimal", "Điều %2.", "<w:rPr><w:caps/></w:rPr>")
    found = listed([(1, 0), (1, 1), (1, 2)], abstract(1, hidden, capitals, lvl(2, "decimal", "%1.%3")), num(1, 1))
    assert found == ["", "ĐIỀU 1. ", "1.1 "]


@given(
    st.lists(
        st.tuples(st.integers(-1, 4), st.integers(-1, 12)) | st.sampled_from(["One", "Loop", "Nowhere"]), max_size=12
    )
)
def test_any_use_of_lists_is_read(places: list[tuple[int, int] | str]) -> None:
    styles = [style("One", in_list(1)), style("Loop", in_list(2), based_on="Loop2"), style("Loop2", based_on="Loop")]
    numbering = (STYLED, PLAN.replace('Id="1"', 'Id="2"'), num(1, 1), num(2, 2, restart(3)), num(3, 7), num(-1, 1))
    assert len(listed(["Loop2", *places], *numbering, styles=styles)) == len(places) + 1
