"""Which printed lines of a PDF are one paragraph, whatever its setting; and what the parser makes of them."""

from __future__ import annotations

import pytest
from pdf_cases import LEFT, RIGHT, Sheet, cells, filled, labelled, letterhead, raw, read, width

from plancli.layout.unwrap import unwrap
from plancli.library import parse_raw
from plancli.model import Document, Section
from plancli.normalise import clean
from plancli.patterns import Patterns
from plancli.text import Label, SourceText

SIZE = 14.0
ITEMS = (
    "I. MỤC ĐÍCH",
    "1. Tổ chức quán triệt sâu rộng các chủ trương về cải cách hành chính trong toàn thể cán bộ, công chức của tỉnh; "
    "xác định đây là nhiệm vụ trọng tâm.",
    "2. Phân công trách nhiệm rõ ràng cho từng cơ quan, đơn vị; Kết quả thực hiện được đánh giá hằng quý và công khai "
    "trên cổng thông tin điện tử của tỉnh.",
    "II. NHIỆM VỤ",
    "1. Rà soát thủ tục hành chính",
    "- Sở Nội vụ chủ trì rà soát toàn bộ thủ tục hành chính thuộc phạm vi quản lý của các sở, ban, ngành trong giai "
    "đoạn 2024 - 2026.",
    "- Văn phòng Ủy ban nhân dân tỉnh công bố danh mục sau khi rà soát, cập nhật lên Cơ sở dữ liệu quốc gia về thủ tục "
    "hành chính.",
    "2. Đào tạo, bồi dưỡng cán bộ, công chức làm công tác cải cách hành chính ở các cấp theo Đề án của Ủy ban nhân dân",
    "- Mở các lớp tập huấn.",
)


def lines_of(text: str, first: float, others: float) -> list[tuple[float, str]]:
    """The text in lines that fit between the margins: each with its left edge."""
    found, x, line = [], LEFT + first, ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and x + width(longer, SIZE) > RIGHT:
            found.append((x, line))
            x, longer = LEFT + others, word
        line = longer
    return [*found, (x, line)]


def typed(first: float, others: float, before: float, leading: float = 17.0, *, bold: bool = True) -> list[Sheet]:
    """The items as paragraphs in one setting, on as many pages as they need, with page numbers below."""
    sheets = [Sheet()]
    top = letterhead(sheets[-1])
    for text in ITEMS:
        font = "B" if bold and (text.isupper() or text in (ITEMS[4], ITEMS[7])) else "F"
        top += before
        for x, line in lines_of(text, first, others):
            if top > 420:
                sheets.append(Sheet())
                top = 70.0
                sheets[-1].text(300, 800, str(len(sheets)), 12)
            sheets[-1].text(x, top, line, SIZE, font=font)
            top += leading
    return sheets


def flat(document: Document) -> list[tuple[str, str]]:
    """Path and own text of each section, depth first."""

    def walk(section: Section) -> list[tuple[str, str]]:
        own = f"{section.heading or ''} {section.text or ''}".strip()
        return [(section.path, own), *(item for child in section.children for item in walk(child))]

    return [item for section in document.sections for item in walk(section)]


EXPECTED = [
    (path, text.split(" ", 1)[1].rstrip() if path != "x" else text)
    for path, text in zip(
        ("I", "I/1", "I/2", "II", "II/1", "II/1/-1", "II/1/-2", "II/2", "II/2/-1"), ITEMS, strict=True
    )
]


@pytest.mark.parametrize(
    ("first", "others", "before"),
    [(36, 0, 6), (36, 0, 0), (0, 0, 6), (0, 18, 0), (18, 36, 3), (54, 18, 2)],
    ids=["indents", "indents-only", "gaps-only", "hanging", "hanging-in", "set-in-list"],
)
@pytest.mark.parametrize("leading", [15.0, 17.0, 24.0])
def test_the_setting_changes_nothing(first: float, others: float, before: float, leading: float) -> None:
    assert flat(parse_raw(raw(*typed(first, others, before, leading)))) == EXPECTED


def test_a_heading_is_not_swallowed_where_nothing_sets_paragraphs_apart() -> None:
    assert [path for path, _ in flat(parse_raw(raw(*typed(0, 0, 0))))] == [path for path, _ in EXPECTED]


def test_a_bold_line_is_no_part_of_a_full_line_above() -> None:
    sheet = Sheet()
    full = "Các cơ quan, đơn vị tổ chức triển khai thực hiện nghiêm túc các nhiệm vụ"
    sheet.text(LEFT, 90, full, 14)
    sheet.text(LEFT, 107, "Nghiêm túc thực hiện", 14, font="B")
    sheet.text(LEFT, 124, full, 14)
    sheet.text(LEFT, 141, "nghiêm túc thực hiện", 14)
    assert labelled(read(sheet), "full") + labelled(read(sheet), "goes-on") == [full]


def test_what_looks_like_a_marker_in_mid_sentence_is_none() -> None:
    """A dash that a line happens to begin with stands at the edge, the document's own dashes are set in."""
    sheet, _ = filled(3, 300)
    full = "- Tham mưu tổ chức hội nghị sơ kết với sự tham gia của 40"
    indent = RIGHT - width(full, SIZE)
    for number in range(3):
        sheet.text(indent, 90 + 17 * number, "- Mở lớp tập huấn.")
        sheet.paragraph(141 + 17 * number, "Các sở, ban, ngành báo cáo.", indent=indent - LEFT)
    sheet.text(indent, 192, full)
    sheet.text(LEFT, 209, "- 50 đại biểu.")
    source = read(sheet)
    assert full in labelled(source, "goes-on")
    assert "của 40 - 50 đại biểu" in unwrap(source, clean(source), Patterns.builtin()).norm.text


def test_lines_of_ragged_paragraphs_find_their_edge_on_other_pages() -> None:
    sheets = typed(36, 0, 0)
    alone = Sheet()
    alone.text(LEFT, 70, "tiếp tục thực hiện cho đến hết năm 2025 tại các")
    alone.text(LEFT, 87, "Sở, ban, ngành.")
    source = read(*sheets, alone)
    assert not any("tiếp tục thực hiện cho" in line for line in labelled(source, "full") + labelled(source, "goes-on"))


# --- letterhead and end block ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "place", "date"),
    [
        (("An Bình, ngày 5 tháng 3 năm", "2024"), "An Bình", "2024-03-05"),
        (("An Bình, ngày 5 tháng 3", "năm 2024"), "An Bình", "2024-03-05"),
        (("Thành phố Hồ Chí", "Minh, ngày 5 tháng 3 năm 2024"), "Thành phố Hồ Chí Minh", "2024-03-05"),
    ],
)
def test_a_date_line_that_its_column_was_too_narrow_for(lines: tuple[str, str], place: str, date: str) -> None:
    sheet = Sheet()
    for number, (left, right) in enumerate(
        (
            ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            ("TỈNH AN BÌNH", "Độc lập - Tự do - Hạnh phúc"),
            ("Số: 12/KH-UBND", lines[0]),
        )
    ):
        sheet.centred(70 + 16 * number, left, 11, 150)
        sheet.centred(70 + 16 * number, right, 11, 400)
    sheet.centred(118, lines[1], 11, 400)
    sheet.centred(150, "KẾ HOẠCH")
    sheet.centred(168, "Cải cách hành chính năm 2024")
    sheet.paragraph(200, "Các cơ quan thực hiện nghiêm túc.")
    header = parse_raw(raw(sheet)).header
    assert header.date is not None
    assert header.date.value == date
    assert header.place is not None
    assert header.place.text == place


def test_a_parent_whose_name_only_two_lines_make() -> None:
    sheet = Sheet()
    for number, left in enumerate(
        ("TỔNG LIÊN ĐOÀN LAO", "ĐỘNG VIỆT NAM", "CÔNG ĐOÀN GIÁO DỤC VIỆT NAM", "Số: 7/KH-CĐN")
    ):
        sheet.centred(70 + 16 * number, left, 11, 170)
    for number, right in enumerate(("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")):
        sheet.centred(70 + 16 * number, right, 11, 420)
    sheet.centred(118, "Hà Nội, ngày 5 tháng 3 năm 2024", 11, 420)
    sheet.centred(150, "KẾ HOẠCH")
    sheet.centred(168, "Tổ chức hội thao năm 2024")
    sheet.paragraph(200, "Các đơn vị thực hiện nghiêm túc.")
    header = parse_raw(raw(sheet)).header
    assert header.parent is not None
    assert header.parent.name == "Tổng Liên đoàn Lao động Việt Nam"


def test_an_end_block_goes_on_on_the_next_page() -> None:
    one, two = Sheet(), Sheet()
    letterhead(one)
    one.paragraph(210, "Trên đây là Kế hoạch cải cách hành chính, các cơ quan tổ chức thực hiện./.")
    one.text(LEFT, 760, "Nơi nhận:", 11, font="B")
    one.centred(760, "TM. ỦY BAN NHÂN DÂN", 12, 430)
    one.text(LEFT, 774, "- Như trên;", 10)
    one.centred(774, "CHỦ TỊCH", 12, 430)
    two.text(LEFT, 70, "- Các sở, ban, ngành;", 10)
    two.centred(96, "Trần Văn An", 12, 430)
    two.text(LEFT, 84, "- Lưu: VT.", 10)
    found = cells(read(one, two))
    assert found[1, 0, 0] == "Nơi nhận:\n- Như trên;"
    assert found[1, 1, 0] == "- Các sở, ban, ngành;\n- Lưu: VT."
    document = parse_raw(raw(one, two))
    assert [(signed.position, signed.name) for signed in document.signatures] == [("Chủ tịch", "Trần Văn An")]
    assert [one.name for one in document.recipients] == ["Như trên", "Các sở, ban, ngành"]


def test_the_tab_behind_a_marker_makes_no_column() -> None:
    sheet = Sheet()
    sheet.text(LEFT, 90, "II.", font="B")
    sheet.text(LEFT + 60, 90, "PHẠM VI, ĐỐI TƯỢNG", font="B")
    assert read(sheet).text == "II.  PHẠM VI, ĐỐI TƯỢNG\n"


def test_the_lines_of_a_footnote_are_one_text() -> None:
    sheet = Sheet()
    x = sheet.text(LEFT, 90, "theo Nghị quyết số 27-NQ/TW")
    sheet.text(x, 85, "1", 8)
    sheet.paragraph(
        107, "các cơ quan, đơn vị tổ chức triển khai thực hiện nghiêm túc các nhiệm vụ được giao.", indent=0
    )
    sheet.text(LEFT, 756, "1", 6)
    sheet.paragraph(760, "Áp dụng Quyết định số 01/2025/QĐ-UBND của Ủy ban nhân dân tỉnh, ban hành ngày 03 tháng "
                    "01 năm 2025 về công tác thi đua.", left=LEFT + 6, indent=0, size=10)  # fmt: skip
    (found,) = [one for one in parse_raw(raw(sheet)).references if one.number == "01/2025/QĐ-UBND"]
    assert found.date == "2025-01-03"


# --- line ends taken out ---------------------------------------------------------------------------------------


def unwrapped(text: str, *labels: tuple[str, str], page_starts: tuple[int, ...] = ()) -> str:
    """The text with the labels (line, kind) put to its lines, unwrapped."""
    found = tuple(sorted(Label(text.index(line), text.index(line) + len(line), kind) for line, kind in labels))
    source = SourceText(text, media_type="application/pdf", labels=found, page_starts=page_starts)
    return unwrap(source, clean(source), Patterns.builtin()).norm.text


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        ("các nhiệm vụ\n   được giao.\nMục", [("các nhiệm vụ", "full")], "các nhiệm vụ được giao.\nMục"),
        ("Nghị quyết số 27-\nNQ/TW", [("Nghị quyết số 27-", "full")], "Nghị quyết số 27-NQ/TW"),
        ("các nhiệm vụ\nđược giao.", [], "các nhiệm vụ\nđược giao."),
        ("các nhiệm vụ\n\nđược giao.", [("các nhiệm vụ", "full")], "các nhiệm vụ\n\nđược giao."),
        ("giai đoạn 40\n- 50 người", [("giai đoạn 40", "full")], "giai đoạn 40\n- 50 người"),
        ("giai đoạn 40\n- 50 người", [("giai đoạn 40", "goes-on")], "giai đoạn 40 - 50 người"),
        ("các nhiệm\n2\nvụ", [("các nhiệm", "full"), ("2", "furniture")], "các nhiệm\n2\nvụ"),
        ("mo\u0323i\nngười", [("mo\u0323i", "full")], "mọi người"),
    ],
)
def test_only_line_ends_of_the_layout_are_taken_out(text: str, labels: list[tuple[str, str]], expected: str) -> None:
    assert unwrapped(text, *labels) == expected


def test_the_turn_of_a_page_is_kept() -> None:
    assert unwrapped("các nhiệm vụ\nđược giao.", ("các nhiệm vụ", "full"), page_starts=(0, 13)).count("\n") == 1
