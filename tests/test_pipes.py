"""Tables drawn with bars or in HTML: which lines are rows, and where each cell stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import seconds

from plancli import parse_text
from plancli.layout.lines import split_lines
from plancli.normalise import clean
from plancli.text import SourceText


def cells(text: str) -> dict[tuple[int, int, int], str]:
    source = SourceText(text, "text/markdown")
    found: dict[tuple[int, int, int], str] = {}
    for line in split_lines(source, clean(source)):
        if line.cell is not None:
            found[line.cell] = f"{found[line.cell]} {line.text}" if line.cell in found else line.text
    return found


def grid(text: str) -> list[tuple[int, int, str]]:
    """The first table's cells: row, column, text."""
    return [(row, column, value) for (table, row, column), value in sorted(cells(text).items()) if table == 0]


ROWS = [(0, 0, "TT"), (0, 1, "Việc"), (0, 2, "Xã"), (1, 0, "1"), (1, 1, "Trồng cây"), (1, 2, "Tân Hà")]


@pytest.mark.parametrize(
    "text",
    [
        "| TT | Việc | Xã |\n|---|---|---|\n| 1 | Trồng cây | Tân Hà |\n",
        "TT | Việc | Xã\n---|---|---\n1 | Trồng cây | Tân Hà\n",
        "TT | Việc | Xã\n1 | Trồng cây | Tân Hà\n",
        "| TT | Việc | Xã\n|---|---|---\n| 1 | Trồng cây | Tân Hà\n",
        "TT | Việc | Xã |\n1 | Trồng cây | Tân Hà |\n",
        "| TT | Việc | Xã |\n| 1 | Trồng cây | Tân Hà\n",
        "| TT | Việc | Xã |\n\n|---|---|---|\n\n| 1 | Trồng cây | Tân Hà |\n",
    ],
)
def test_rows_with_and_without_outer_bars(text: str) -> None:
    assert grid(f"Trước bảng\n\n{text}\nSau bảng") == ROWS


@pytest.mark.parametrize(
    "text",
    [
        "Chọn A | B trong phiếu.\nMột câu khác.",
        "UBND XÃ\n|\nCỘNG HÒA\n|\nSố: 1",
        "- Sở Y tế; |\n- Sở Nội vụ; | (b/c)\n- Các phòng; |",
        "tên|mã\ntuổi|số",
    ],
)
def test_bars_that_make_no_table(text: str) -> None:
    assert cells(text) == {}


def test_a_column_may_be_empty_in_some_rows() -> None:
    assert grid("Nơi nhận: | GIÁM ĐỐC\n- Sở Y tế; |\n- Lưu: VT. | Lê An\n") == [
        (0, 0, "Nơi nhận:"),
        (0, 1, "GIÁM ĐỐC"),
        (1, 0, "- Sở Y tế;"),
        (2, 0, "- Lưu: VT."),
        (2, 1, "Lê An"),
    ]


def test_a_blank_line_ends_a_table() -> None:
    text = "| a | b |\n| c | d |\n\n| e | f |\n| g | h |\n"
    assert {table for table, _, _ in cells(text)} == {0, 1}


def test_cells_of_html_stand_below_the_columns_they_span() -> None:
    text = (
        "<table><tr><th rowspan='2'>TT</th><th colspan='2'>Phân công</th></tr>"
        "<tr><td>Chủ trì</td><td>Phối hợp</td></tr>"
        '<tr><td>1</td><td rowspan="2">Sở Y tế</td><td>Sở Nội vụ</td></tr>'
        "<tr><td>2</td><td>Công an</td></tr></table>"
    )
    assert grid(text) == [
        (0, 0, "TT"),
        (0, 1, "Phân công"),
        (1, 1, "Chủ trì"),
        (1, 2, "Phối hợp"),
        (2, 0, "1"),
        (2, 1, "Sở Y tế"),
        (2, 2, "Sở Nội vụ"),
        (3, 0, "2"),
        (3, 2, "Công an"),
    ]


@pytest.mark.parametrize("turn", ["\n\n2\n\n", "\n- 2 -\n\nUBND xã\n\n", "\n\nUBND xã\nTrang 2/3\n"])
def test_a_page_that_turns_within_a_table(turn: str) -> None:
    text = f"UBND xã\n\n| TT | Việc | Xã |\n|---|---|---|{turn}| 1 | Trồng cây | Tân Hà |\n"
    assert grid(text) == ROWS


@pytest.mark.parametrize("between", ["\n\nBảng 2\n\n", "\n\nCác xã khác\n2\n"])
def test_a_caption_between_rows_ends_a_table(between: str) -> None:
    text = f"| TT | Việc | Xã |\n|---|---|---|{between}| 1 | Trồng cây | Tân Hà |\n"
    assert {table for table, _, _ in cells(text)} == {0, 1}


@given(st.text(alphabet="|-: \na\\", max_size=60))
def test_any_text_is_taken(text: str) -> None:
    source = SourceText(text, "text/markdown")
    for line in split_lines(source, clean(source)):
        start, end = clean(source).norm.source_span(line.span)
        assert source.text[start:end].strip() == line.text or "\\" in text


@pytest.mark.parametrize("row", ["a | b | c\n", "| 1 | b | Sở Y tế |\n", "| a | b |\n\n"])
def test_a_table_of_twice_the_rows_takes_twice_the_time(row: str) -> None:
    def taken(rows: int) -> float:
        text = f"KẾ HOẠCH\nTrồng cây\nI. NỘI DUNG\n| TT | Nội dung | Chủ trì |\n{row * rows}"
        return seconds(lambda: parse_text(text))

    taken(10)
    assert taken(1600) < 3.2 * taken(800) + 0.05
