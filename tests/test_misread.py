"""Markers in texts that OCR has read badly."""

from __future__ import annotations

import pytest
from test_outline_cases import nodes_of

from plancli import parse_text
from plancli.outline.markers import candidates
from plancli.outline.misread import Damage, damage, lost_numerals, rereadings
from plancli.patterns import Patterns
from plancli.text import Line

PATTERNS = Patterns.builtin()
HEAD = "UBND XÃ AN PHÚ\nSố: 5/KH-UBND\nAn Phú, ngày 3 tháng 5 năm 2024\n\nKẾ HOẠCH\nTrồng cây\n\n"
# Words that are no syllables, as a bad reader leaves them.
DIRT = "Các thôn tổ chứe trồng câyy, bâo vệ rùng, chăm sóe câv xanh quanh trưòngg học và trạm ỵtế."
CLEAN = "Các thôn tổ chức trồng cây, bảo vệ rừng, chăm sóc cây xanh quanh trường học và trạm y tế."


def paths(lines: list[str], filler: str = DIRT) -> list[str]:
    text = HEAD + "\n\n".join(f"{line}\n\n{filler}" for line in lines)
    return [node.path for node in nodes_of(parse_text(text))]


PLAN = ["I. MỤC ĐÍCH", "1. Mục đích", "2. Yêu cầu", "II. NỘI DUNG", "1. Trồng cây", "III. KINH PHÍ", "IV. TỔ CHỨC"]
RIGHT = ["I", "I/1", "I/2", "II", "II/1", "III", "IV"]


@pytest.mark.parametrize(
    "damage",
    [
        {},
        {5: "II. KINH PHÍ"},
        {3: "I. NỘI DUNG", 5: "II. KINH PHÍ"},
        {5: "I1. KINH PHÍ"},
        {0: "1. MỤC ĐÍCH"},
        {0: ". MỤC ĐÍCH"},
        {0: "T. MỤC ĐÍCH", 5: "IT. KINH PHÍ"},
        {3: "II NỘI DUNG"},
        {2: "2 Yêu cầu"},
        {6: "V. TỔ CHỨC"},
        {3: "1 NỘI DUNG"},
        {3: "~ NỘI DUNG"},
        {5: "T1. KINH PHÍ"},
        {2: ".2. Yêu cầu"},
        {2: "2.-Yêu cầu"},
    ],
)
def test_lost_strokes_and_stops_are_read_by_their_place(damage: dict[int, str]) -> None:
    lines = [damage.get(index, line) for index, line in enumerate(PLAN)]
    assert paths(lines) == RIGHT


@pytest.mark.parametrize(
    ("printed", "labels"),
    [
        (["a) Trồng cây", "b) Tưới cây", "C) Rào cây"], "abc"),
        (["a) Trồng cây", "b) Tưới cây", "c) Rào cây", "đ) Bón cây"], "abcd"),
        (["a) Trồng cây", "h) Tưới cây", "c) Rào cây"], "abc"),
        (["a) Trồng cây", "b)-Tưới cây", ".c) Rào cây"], "abc"),
        (["1. Trồng cây", "2. Tưới cây", "3. Rào cây", "4. Bón", "5. Tỉa", "6. Xới", "7. Quét", "B. Dọn"], "12345678"),
        (["1. Trồng cây", "7. Tưới cây", "3. Rào cây"], "123"),
        (["1. Trồng cây", "3. Rào cây", "4. Bón cây"], "134"),
    ],
)
def test_letters_and_figures_are_read_by_their_place(printed: list[str], labels: str) -> None:
    assert paths(["I. NỘI DUNG", *printed]) == ["I", *(f"I/{label}" for label in labels)]


def test_a_capital_letter_is_no_small_one_in_a_text_that_reads_well() -> None:
    assert "I/c" not in paths(["I. NỘI DUNG", "a) Trồng cây", "b) Tưới cây", "C) Rào cây"], CLEAN)


def test_items_behind_a_comma_that_was_a_stop() -> None:
    lines = ["I. NỘI DUNG", "- Trồng cây,\n~ Tưới cây,\n--Rào cây"]
    assert paths(lines) == ["I", "I/-1", "I/-2", "I/-3"]


def test_a_heading_in_capitals_may_have_lost_its_numeral() -> None:
    lines = ["I. MỤC ĐÍCH", "1. Trồng cây", "NỘI DUNG\n1. Tưới cây", "2. Rào cây", "KINH PHÍ\n1. Các thôn"]
    assert paths(lines) == ["I", "I/1", "II", "II/1", "II/2", "III", "III/1"]


def test_a_dash_may_be_what_is_left_of_a_numeral() -> None:
    lines = ["I. NỘI DUNG", "- Trồng cây", "- TỔ CHỨC THỰC HIỆN", "1. Các thôn trồng cây"]
    assert paths(lines) == ["I", "I/-1", "II", "II/1"]


def test_the_more_is_misread_the_less_a_lost_stroke_costs() -> None:
    texts = [CLEAN, f"{DIRT} " + f"{CLEAN} " * 30, DIRT]
    harms = [damage([Line(text, 0, len(text))], PATTERNS) for text in texts]
    assert harms[0] is None
    assert harms[1] is not None
    assert harms[2] is not None
    assert harms[2].ease < harms[1].ease <= 1
    assert [numeral.label for numeral in lost_numerals(harms[2])] == ["I", "II", "III"]
    assert lost_numerals(harms[2])[2].cost < lost_numerals(harms[1])[2].cost


def test_a_text_that_reads_well_keeps_its_markers_as_printed() -> None:
    lines = [*PLAN[:5], "II. KINH PHÍ", "IV. TỔ CHỨC"]
    assert paths(lines, CLEAN) == ["I", "I/1", "I/2", "II", "II/1", "II~2", "IV"]


def test_a_tilde_is_a_dash_in_a_misread_text_only() -> None:
    lines = ["I. NỘI DUNG", "- Trồng cây", "~ Tưới cây", "- Rào cây"]
    assert paths(lines) == ["I", "I/-1", "I/-2", "I/-3"]
    assert paths(lines, CLEAN) == ["I", "I/-1", "I/-2"]


def test_the_marker_stays_as_printed() -> None:
    text = HEAD + "\n\n".join(f"{line}\n\n{DIRT}" for line in [*PLAN[:5], "II. KINH PHÍ", "IV. TỔ CHỨC"])
    node = next(node for node in nodes_of(parse_text(text)) if node.path == "III")
    assert (node.marker, node.label) == ("II.", "III")


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("II. NỘI DUNG", {"II", "III"}),
        ("V. KINH PHÍ", {"V", "IV", "VI", "VII"}),
        ("1. MỤC ĐÍCH", {"1", "2", "7", "I", "II", "III"}),
        ("11. Văn phòng", {"11", "12", "17", "II", "III"}),
        ("2. Yêu cầu", {"2"}),
        ("a) Nội dung", {"a"}),
        ("- Sở Y tế", {"-"}),
    ],
)
def test_what_a_marker_may_have_been(line: str, labels: set[str]) -> None:
    found = rereadings(line, candidates(line, PATTERNS), Damage(), PATTERNS)
    assert {candidate.label for candidate in found} == labels
    assert next(candidate for candidate in found if candidate.label in line.split()[0]).cost == min(
        candidate.cost for candidate in found
    )


def test_a_marker_read_by_its_place_is_reported() -> None:
    text = HEAD + "\n\n".join(f"{line}\n\n{DIRT}" for line in [*PLAN[:5], "II. KINH PHÍ", "IV. TỔ CHỨC"])
    found = [(item.section, item.message) for item in parse_text(text).diagnostics if item.code == "outline-reread"]
    assert found == [("III", "“II.” được đọc là “III” theo thứ tự đề mục")]
