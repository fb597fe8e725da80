"""Words that OCR found: their boxes, lines, numerals, dashes, blanks, and the second look."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageDraw
from scan_cases import BLACK, Sheet

from plancli.patterns import Patterns
from plancli.readers.ocr import OcrPage, OcrWord, Turn
from plancli.readers.ocr.dashes import find_dashes
from plancli.readers.ocr.glued import mend_words, part_words
from plancli.readers.ocr.lines import lines_of
from plancli.readers.ocr.numerals import count_numerals
from plancli.readers.ocr.second import look_again
from plancli.readers.ocr.text import page_text
from plancli.readers.ocr.tsv import read_table

# --- where words stand ------------------------------------------------------------------------------------------


@given(
    st.sampled_from([0, 90, 180, 270]),
    st.tuples(st.floats(0, 500), st.floats(0, 700), st.floats(1, 90), st.floats(1, 90)),
)
def test_boxes_go_back_to_the_page_as_it_is_shown(degrees: int, place: tuple[float, float, float, float]) -> None:
    width, height = 595.0, 842.0
    x0, top = place[:2]
    x1, bottom = x0 + place[2], top + place[3]
    # Turned clockwise, as the picture is before it is read.
    turned = {
        0: (x0, top, x1, bottom),
        90: (height - bottom, x0, height - top, x1),
        180: (width - x1, height - bottom, width - x0, height - top),
        270: (top, width - x1, bottom, width - x0),
    }[degrees]
    size = (width, height) if degrees in (0, 180) else (height, width)
    assert Turn(degrees).back(turned, *size) == pytest.approx((x0, top, x1, bottom), abs=1e-6)


@pytest.mark.parametrize("skew", [-4.0, 3.0])
def test_boxes_of_a_skewed_page(skew: float) -> None:
    page = Image.new("L", (600, 800), 255)
    ImageDraw.Draw(page).rectangle([80, 120, 89, 129], fill=0)
    left, top, right, bottom = page.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255).point(
        lambda value: 255 - value
    ).getbbox() or (0, 0, 0, 0)
    back = Turn(0, skew).back((left, top, right, bottom), 600, 800)
    assert (back[0] + back[2]) / 2 == pytest.approx(85, abs=1)
    assert (back[1] + back[3]) / 2 == pytest.approx(125, abs=1)


def words(*rows: tuple[float, list[tuple[float, str]]], confidence: float = 95.0) -> list[OcrWord]:
    """Words of one height from rows of (top, [(left, words)]); each stretch is a block of its own."""
    found = []
    for top, stretches in rows:
        for number, (left, text) in enumerate(stretches):
            for word in text.split():
                right = left + 6 * len(word)
                found.append(OcrWord(word, left, top, right, top + 12, confidence, number, round(top) * 10 + number))
                left = right + 4
    return found


def test_the_columns_of_a_letterhead_stand_apart() -> None:
    rows = [
        (40.0, [(90.0, "UBND XÃ"), (300.0, "CỘNG HÒA")]),
        (60.0, [(90.0, "Số: 2/KH"), (330.0, "Độc lập")]),
    ]
    lines = [line.text for line in lines_of(words(*rows), 1, 595, 842)]
    assert [line.split("   ")[0].strip() for line in lines] == ["UBND XÃ", "Số: 2/KH"]
    assert [line.rsplit("   ")[-1].strip() for line in lines] == ["CỘNG HÒA", "Độc lập"]


SENTENCE = "Các thôn báo cáo kết quả thực hiện kế hoạch này"


def test_scraps_and_page_numbers_are_furniture() -> None:
    text = [(90.0, SENTENCE)]
    found = words((20.0, [(300.0, "3")]), (200.0, text), (220.0, text), (240.0, text))
    found += words((400.0, [(20.0, "~ |«")]), confidence=20)
    lines = lines_of(found, 3, 595, 842)
    assert [line.text for line in lines if not line.furniture] == [SENTENCE] * 3
    assert {line.text for line in lines if line.furniture} >= {"3"}


def test_every_word_has_its_box_and_the_unsure_are_labelled() -> None:
    found = words((100.0, [(90.0, "Số 12")]))
    found += words((120.0, [(90.0, "nhè")]), confidence=31)
    page = OcrPage(4, 595, 842, tuple(lines_of(found, 4, 595, 842)))
    piece = page_text(page).moved(10)
    texts = [piece.text[box.start - 10 : box.end - 10] for box in piece.boxes]
    assert texts == ["Số", "12", "nhè"]
    assert [(box.page, box.x0, box.top) for box in piece.boxes] == [(4, 90, 100), (4, 106, 100), (4, 90, 120)]
    assert [piece.text[label.start - 10 : label.end - 10] for label in piece.labels] == ["nhè"]


def drawn(*words: tuple[str, str], dress: int = 0) -> tuple[list[OcrWord], Image.Image]:
    """Words in a line as (drawn, read), and the picture of them."""
    page = Sheet()
    font = page.font(dress=dress)
    x, found = 300.0, []
    for text, read_as in words:
        page.draw.text((x, 300), text, font=font, fill=BLACK)
        left, top, right, bottom = font.getbbox(text)
        found.append(OcrWord(read_as, x + left, 300 + top, x + right, 300 + bottom, 80))
        x += font.getlength(f"{text} ")
    return found, page.pages[0].convert("L")


HEADS = [
    ("III.", "II."),
    ("III.", "IH."),
    ("II.", "H."),
    ("VIII.", "VII."),
    ("II.", "II."),
    ("IV.", "IV."),
    ("1.", "1."),
]
INSIDE = [
    ("XIII", "XII"),
    ("XIII", "XIH"),
    ("XIII", "XI"),
    ("XIII,", "XIHI,"),
    ("XII", "XI"),
    ("XI", "XII"),
    ("XXIII;", "XXII;"),
    ("XVIII", "XVII"),
    ("VIII.", "VII."),
    ("XH", "XH"),
    ("XIV", "XIV"),
]


@pytest.mark.parametrize(("text", "read_as"), HEADS)
def test_numerals_at_the_head_of_lines_are_counted(text: str, read_as: str) -> None:
    words, grey = drawn((text, read_as), ("NỘI", "NỘI"), dress=1)
    assert count_numerals(words, grey)[0].text == text


@pytest.mark.parametrize("dress", [0, 1])
@pytest.mark.parametrize(("text", "read_as"), INSIDE)
def test_numerals_within_lines_are_counted(text: str, read_as: str, dress: int) -> None:
    words, grey = drawn(("khóa", "khóa"), (text, read_as), ("của", "của"), dress=dress)
    assert count_numerals(words, grey)[1].text == text


@pytest.mark.parametrize(
    ("marks", "expected"),
    [([("-", "~")], "-"), ([("-", "ˆ")], "-"), ([("–", "_")], "-"), ([("-", "-")], "-"), ([("+", "+")], "+")],
)
def test_dashes_before_items_are_seen(marks: list[tuple[str, str]], expected: str) -> None:
    words, grey = drawn(*marks, ("Trồng", "Trồng"), ("cây", "cây"))
    assert [word.text for word in find_dashes(words, grey)] == [expected, "Trồng", "cây"]
    # What the engine did not see at all is seen as well.
    if expected == "-":
        assert [word.text for word in find_dashes(words[1:], grey)] == [expected, "Trồng", "cây"]


@pytest.mark.parametrize("sign", ["-", "–"])
def test_dashes_between_words_are_seen(sign: str) -> None:
    words, grey = drawn(("Văn", "Văn"), ("hóa", "hóa"), (sign, sign), ("Xã", "Xã"), ("hội", "hội"))
    whole = ["Văn", "hóa", "-", "Xã", "hội"]
    assert [word.text for word in find_dashes([*words[:2], *words[3:]], grey)] == whole
    unsure = replace(words[2], text="—-", confidence=40, bottom=words[2].top + 4)
    assert [word.text for word in find_dashes([*words[:2], unsure, *words[3:]], grey)] == whole
    apart, grey = drawn(("Văn", "Văn"), ("hóa ", "hóa"), ("Xã", "Xã"))
    assert find_dashes(apart, grey) == apart


def test_no_dash_is_seen_where_none_is() -> None:
    words, grey = drawn(("i.", "."), ("Trồng", "Trồng"), ("cây", "cây"))
    assert [word.text for word in find_dashes(words[1:], grey)] == ["Trồng", "cây"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("XUÂN LƯƠNG", ["XUÂN", "LƯƠNG"]),
        ("HUYỆN ỦY", ["HUYỆN", "ỦY"]),
        ("cơ quan;", ["cơ", "quan;"]),
        ("nghiêng", ["nghiêng"]),
        ("BTVHU", ["BTVHU"]),
    ],
)
def test_glued_words_are_parted(text: str, expected: list[str]) -> None:
    words, grey = drawn((text, text.replace(" ", "")), dress=1)
    parts = part_words(words, grey, Patterns.builtin())
    assert [word.text for word in parts] == expected
    assert all(left.x1 < right.x0 for left, right in pairwise(parts))


def test_a_word_without_a_gap_is_not_parted() -> None:
    words, grey = drawn(("XUÂNLƯƠNG", "XUÂNLƯƠNG"))
    assert part_words(words, grey, Patterns.builtin()) == words


def test_dirt_far_behind_a_glued_word_is_no_stop() -> None:
    words, grey = drawn(("CƠ QUAN     .", "CƠQUAN."), dress=1)
    parts = part_words(words, grey, Patterns.builtin())
    assert [word.text for word in parts] == ["CƠ", "QUAN"]


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (["Lê", "Hồ", "ng", "Khánh"], ["Lê", "Hồng", "Khánh"]),
        (["Các", "th", "ôn;"], ["Các", "thôn;"]),
        (["Hồ", "Ba", "an"], ["Hồ", "Ba", "an"]),
        ([".8.", "Tăng", "cường"], ["8.", "Tăng", "cường"]),
        (["..", "©)", "Thời", "gian"], ["..", "c)", "Thời", "gian"]),
        (["Số", ".8."], ["Số", ".8."]),
    ],
)
def test_pieces_of_words_are_joined_and_numerals_cleaned(read: list[str], expected: list[str]) -> None:
    # Words are eight apart, pieces one.
    x, found = 100.0, []
    for text in read:
        x += 1 if text in ("ng", "ôn;", "an") else 8
        found.append(OcrWord(text, x, 50, x + 10 * len(text), 75, 90))
        x += 10 * len(text)
    assert [word.text for word in mend_words(found, Patterns.builtin())] == expected


def test_a_dot_is_no_dash_and_a_bar_as_tall_as_a_word_no_stop() -> None:
    text = words((200.0, [(90.0, SENTENCE)]), (220.0, [(90.0, SENTENCE)]), (240.0, [(90.0, SENTENCE)]))
    number = text[-1].line
    dot = OcrWord("-", 84, 246, 85.5, 247.5, 92, 0, number)
    bar = OcrWord(":", text[-1].x1 + 1, 236, text[-1].x1 + 4, 254, 92, 0, number)
    lines = lines_of([*text[:-9], dot, *text[-9:], bar], 1, 595, 842)
    assert [line.text.strip() for line in lines if not line.furniture] == [SENTENCE] * 3
    dash = OcrWord("-", 84, 246, 88, 247.5, 92, 0, number)
    lines = lines_of([*text[:-9], dash, *text[-9:]], 1, 595, 842)
    assert lines[-1].text.endswith(f"- {SENTENCE}")


def test_lines_above_close_recipients_stay_together() -> None:
    rows = [(top, [(90.0, f"{SENTENCE} cho Ủy ban nhân dân xã")]) for top in (100.0, 120.0, 140.0)]
    rows += [(top, [(90.0, "- Ủy ban nhân dân các xã, phường;")]) for top in (190.0, 205.0, 220.0, 235.0, 250.0)]
    lines = lines_of(words(*rows), 1, 595, 842)
    assert [line.gap for line in lines[:3]] == [0, 0, 0]
    assert lines[3].gap > 0


def test_a_line_that_a_seal_runs_through_is_looked_at_by_itself() -> None:
    grey = Image.new("L", (1654, 2339), 255)
    ImageDraw.Draw(grey).ellipse([800, 400, 1080, 680], outline=0, width=6)
    full = OcrWord("đầy", 240, 160, 1500, 200, 95, 1, 1)
    left = OcrWord("Nơi", 240, 410, 300, 440, 95, 2, 2)
    sizes: list[tuple[int, int]] = []

    def look(part: Image.Image) -> list[OcrWord]:
        sizes.append(part.size)
        if len(sizes) == 1:
            spoilt = OcrWord("2EH", 900, 208, 990, 238, 0, 1, 1)
            return [
                spoilt,
                OcrWord("THANH", 1000, 208, 1090, 238, 96, 1, 1),
                OcrWord("TRA", 1100, 208, 1150, 238, 60, 1, 1),
            ]
        return [OcrWord(text, at, 10, at + 90, 40, 80) for text, at in (("_-CHÁNH", 400), ("THANH", 500), ("TRA", 600))]

    found = look_again([full, left], grey, 200, look)
    assert [word.text for word in found] == ["đầy", "Nơi", "CHÁNH", "THANH", "TRA"]
    assert len(sizes) == 2
    assert sizes[1][1] < 60


def test_the_foot_is_looked_at_again_where_ink_is_left() -> None:
    grey = Image.new("L", (1654, 2339), 255)
    full = OcrWord("đầy", 240, 160, 1500, 200, 95, 1, 1)
    below = OcrWord("Người", 1000, 700, 1100, 730, 95, 2, 2)
    calls: list[tuple[int, int]] = []

    def look(foot: Image.Image) -> list[OcrWord]:
        calls.append(foot.size)
        return [OcrWord("TM.", 900, 100, 960, 130, 92, 1, 1), OcrWord("ĐẢNG", 970, 100, 1060, 130, 92, 1, 1)]

    # A page that is explained costs no second run.
    assert look_again([full, below], grey, 200, look) == [full, below]
    assert calls == []
    ImageDraw.Draw(grey).ellipse([800, 400, 1080, 680], outline=0, width=6)
    found = look_again([full, below], grey, 200, look)
    assert [word.text for word in found] == ["đầy", "Người", "TM.", "ĐẢNG"]
    assert found[2].top == 302
    assert len(calls) == 1


@given(st.text(max_size=300))
def test_any_table_is_words_or_nothing(text: str) -> None:
    for word in read_table(f"head\n{text}\n5\t1\t1\t1\t1\t1\t10\t20\t30\t12\t96.5\tKế"):
        assert word.text.strip()
        assert 0 <= word.confidence <= 100


def test_the_engines_table() -> None:
    table = (
        "level\tpage_num\t…\n1\t1\t0\t0\t0\t0\t0\t0\t800\t900\t-1\t\n"
        "5\t1\t2\t1\t3\t1\t10\t20\t30\t12\t96.5\tKế\n5\t1\t2\t1\t3\t2\t45\t20\t30\t12\tnan\tx\n"
        "5\t1\t2\t1\t4\t1\t10\t40\t30\t12\t-1\thoạch\n5\t1\t2\t1\t4\t2\t10\t40\t30\t12\t50\t \n5\tbroken\n"
    )
    assert read_table(table) == [OcrWord("Kế", 10, 20, 40, 32, 96.5, 2, 0), OcrWord("hoạch", 10, 40, 40, 52, 0, 2, 1)]
