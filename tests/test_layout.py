"""Lines to paragraphs: what goes on, and the flow text they are written to."""

from __future__ import annotations

import re

import pytest

from plancli import parse_text
from plancli.layout.compose import compose
from plancli.layout.joining import Joiner, shouts
from plancli.layout.lines import split_lines
from plancli.layout.tables import take_tables
from plancli.normalise import clean
from plancli.outline.build import build_outline
from plancli.outline.headings import place_nodes
from plancli.outline.tree import walk
from plancli.patterns import Patterns
from plancli.text import SourceText

PATTERNS = Patterns.builtin()

WRAPPED = """Đẩy mạnh tuyên truyền, phổ biến để nâng cao nhận thức cho cán bộ và
nhân dân về công tác chuyển đổi số; tập trung chỉ đạo các cơ quan trong
toàn huyện thực hiện đồng bộ các giải pháp, phân công trách nhiệm rõ cho
từng cơ quan, thường xuyên kiểm tra việc thực hiện các nội dung đã nêu ở
trên."""


def paragraphs(text: str, media_type: str = "text/plain") -> list[str]:
    source = SourceText(text, media_type)
    found = clean(source)
    lines = split_lines(source, found)
    joiner = Joiner(lines, PATTERNS)
    outline = build_outline(lines, joiner, PATTERNS)
    flow = compose(found.norm, outline.drafts, joiner).flow
    assert flow.text == "\n".join(flow.text[p.start : p.end] for p in flow.paragraphs)
    return flow.text.split("\n")


APART = [
    "1. Các cơ quan phối hợp chặt chẽ trong quá trình triển khai thực hiện kế hoạch, cụ thể:",
    "tổ chức tuyên truyền trên hệ thống truyền thanh; phát tài liệu đến từng hộ gia đình.",
    "2. Thẩm định hồ sơ đề nghị hỗ trợ của các hộ gia đình, cá nhân (đối với dự án nhóm",
    "C) và báo cáo kết quả.",
    "3. Đơn vị thi công bảo đảm an toàn lao động; bố trí cán bộ theo dõi, giám sát thi công;",
    "không để xảy ra tai nạn trong thời gian thi công công trình.",
    "4. Một việc khác.",
    "5. Một việc khác nữa.",
    "6. Việc cuối.",
]


def test_where_blank_lines_set_paragraphs_apart() -> None:
    """A full line goes on in the next one whatever it ends in; a bracket, too, that is closed there."""
    text = "\n\n".join([WRAPPED, *(f"{one}\n{two}" for one, two in zip(APART[:6:2], APART[1:6:2], strict=True))])
    found = paragraphs("\n\n".join([text, *APART[6:]]))
    assert found[1:] == [*(f"{one} {two}" for one, two in zip(APART[:6:2], APART[1:6:2], strict=True)), *APART[6:]]


def test_a_heading_in_bold_over_a_line_end_ends_with_the_bold() -> None:
    heading = "**1. Hoàn thiện thể chế cho chuyển đổi số trên địa bàn tỉnh đến năm 2030, tầm\nnhìn đến năm 2045**"
    found = paragraphs(f"{WRAPPED}\n\n{heading}\nTiếp tục rà soát.", "text/markdown")
    assert found[1:] == [" ".join(heading.split()).strip("*"), "Tiếp tục rà soát."]


def test_a_ground_goes_on_where_nothing_tells_the_width() -> None:
    ground = "Căn cứ Kế hoạch số 45/KH-UBND ngày 01/10/2025 của Ủy ban nhân dân tỉnh về\nTháng Thanh niên;"
    other = "Căn cứ Công văn số 12/SNV-CCHC của Sở Nội vụ về công tác văn thư\nPhòng Nội vụ xây dựng kế hoạch:"
    source = SourceText(f"{ground}\n{other}\nI. MỤC ĐÍCH")
    lines = split_lines(source, clean(source))
    joiner = Joiner(lines, PATTERNS)
    drafts = build_outline(lines, joiner, PATTERNS, is_opening=lambda text: text.startswith("Căn cứ")).drafts
    assert [len(draft.lines) for draft in drafts] == [2, 1, 1, 1]


@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_wrapped_lines_are_one_paragraph(blank: str) -> None:
    assert paragraphs(WRAPPED.replace("\n", blank)) == [" ".join(WRAPPED.split())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nghị quyết số 27-\nNQ/TW về", "Nghị quyết số 27-NQ/TW về"),
        ("Kế hoạch số 106-\n\nKH/TU của", "Kế hoạch số 106-KH/TU của"),
        ("nhiệm kỳ 2020-\n2025 và", "nhiệm kỳ 2020-2025 và"),
        ("phát triển kinh tế -\nxã hội", "phát triển kinh tế - xã hội"),
        ("Quyết định số 12/QĐ-\nUBND", "Quyết định số 12/QĐ-UBND"),
        ("đạt từ 40\n- 50 tổ chức", "đạt từ 40 - 50 tổ chức"),
        ("Luật số\t\t15   năm", "Luật số 15 năm"),
    ],
)
def test_broken_words(text: str, expected: str) -> None:
    assert paragraphs(f"{WRAPPED}\n{text}")[-1].endswith(expected)


@pytest.mark.parametrize("name", ["expects-number", "dashed-compound"])
def test_ends_are_those_before_the_line_ends_of_the_expression(name: str) -> None:
    rule = PATTERNS["layout"].rule(name)
    ends = tuple(rule.get("ends"))
    groups = re.findall(r"(?:\(\?:([^()\\]*)\)|(?<!\\)\b([^\W\d]+))\\n", rule.rule.regex)
    words = [word for group, word in groups for word in (group or word).split("|")]
    assert len(words) > 10
    assert [word for word in words if not word.endswith(ends)] == []
    assert all(example.lower().partition("\n")[0].endswith(ends) for example in rule.rule.examples)


def test_short_line_then_capital_is_a_new_paragraph() -> None:
    assert paragraphs(f"{WRAPPED}\n1. Mục đích\nTạo chuyển biến mạnh mẽ")[1:] == [
        "1. Mục đích",
        "Tạo chuyển biến mạnh mẽ",
    ]


def test_full_line_goes_on_with_a_capital() -> None:
    text = f"{WRAPPED}\n1. Thực hiện nghiêm túc các quy định của Ban Chấp hành Trung\nương Đảng, của Ban Thường vụ và"
    text += " của\nHuyện ủy"
    assert paragraphs(text)[1:] == [
        "1. Thực hiện nghiêm túc các quy định của Ban Chấp hành Trung ương Đảng, của Ban Thường vụ và của Huyện ủy"
    ]


def test_capitals_over_several_lines_are_one_heading() -> None:
    assert paragraphs(
        f"{WRAPPED}\nI. ĐẨY MẠNH TUYÊN TRUYỀN, PHỔ BIẾN, GIÁO DỤC PHÁP LUẬT\nTRONG TOÀN HUYỆN\nNội dung."
    )[1:] == [
        "I. ĐẨY MẠNH TUYÊN TRUYỀN, PHỔ BIẾN, GIÁO DỤC PHÁP LUẬT TRONG TOÀN HUYỆN",
        "Nội dung.",
    ]


def test_page_break_in_mid_sentence_of_markdown() -> None:
    text = "- Tăng cường kỷ luật, kỷ cương\n\ntrong hoạt động hành nghề.\n\n- Nội dung khác"
    assert paragraphs(text, "text/markdown") == [
        "- Tăng cường kỷ luật, kỷ cương trong hoạt động hành nghề.",
        "- Nội dung khác",
    ]


def test_marker_alone_on_its_line() -> None:
    assert paragraphs("a)\nNội dung một\nb)\nNội dung hai") == ["a) Nội dung một", "b) Nội dung hai"]


def test_flow_spans_lead_back_to_the_source() -> None:
    text = "I. A\n1.  Nghị  quyết số 27-\r\nNQ/TW\r\n"
    source = SourceText(text)
    found = clean(source)
    lines = split_lines(source, found)
    joiner = Joiner(lines, PATTERNS)
    outline = build_outline(lines, joiner, PATTERNS)
    composition = compose(found.norm, outline.drafts, joiner)
    start = composition.flow.text.index("27-NQ/TW")
    span = composition.flow.norm.source_span((start, start + len("27-NQ/TW")))
    assert text[span.start : span.end] == "27-\r\nNQ/TW"
    assert [composition.flow.text[slice(*composition.content(draft))] for draft in outline.drafts] == [
        "A",
        "Nghị quyết số 27-NQ/TW",
    ]


@pytest.mark.parametrize(
    ("text", "heading", "own"),
    [
        ("1. Mục đích\nTạo chuyển biến.", "Mục đích", "Tạo chuyển biến."),
        ("1. Nội dung:\n- Một", "Nội dung", ""),
        ("1. Thực hiện như sau:\n- Một", None, "Thực hiện như sau:"),
        ("1. Tổ chức thực hiện nghị quyết.\n- Một", None, "Tổ chức thực hiện nghị quyết."),
        ("1. Giúp cơ quan", None, "Giúp cơ quan"),
        ("I. NHIỆM VỤ CỤ THỂ.\n- Một", "NHIỆM VỤ CỤ THỂ", ""),
        ("1. Trung tâm y tế huyện.\n- Một", "Trung tâm y tế huyện", ""),
    ],
)
def test_headings(text: str, heading: str | None, own: str) -> None:
    source = SourceText(text)
    found = clean(source)
    lines = split_lines(source, found)
    joiner = Joiner(lines, PATTERNS)
    outline = build_outline(lines, joiner, PATTERNS)
    composition = compose(found.norm, outline.drafts, joiner)
    place_nodes(outline.roots, outline.drafts, composition, PATTERNS, lambda name: name.startswith("Trung tâm"))
    node = outline.roots[0]
    flow = composition.flow.text
    assert (flow[slice(*node.heading)] if node.heading else None) == heading
    assert "\n".join(flow[slice(*span)] for span in node.texts) == own
    assert all(node.span.start <= child.span.start <= child.span.end <= node.span.end for child in walk(node.children))


def test_one_row_boxes_are_no_tables() -> None:
    source = SourceText("| Nơi nhận: | KT. CHỦ TỊCH |\n|---|---|\n\n| TT | Nội dung |\n|---|---|\n| 1 | Rà soát |\n")
    lines = split_lines(source, clean(source))
    running, tables = take_tables(lines)
    assert [line.text for line in running] == ["Nơi nhận:", "KT. CHỦ TỊCH"]
    assert len(tables) == 1
    assert [[cell[0].text for _, cell in sorted(row.items())] for row in tables[0].rows] == [
        ["TT", "Nội dung"],
        ["1", "Rà soát"],
    ]


def test_no_paragraphs_no_flow() -> None:
    source = SourceText("abc\ndef")
    found = clean(source)
    composition = compose(found.norm, [], Joiner([], PATTERNS))
    assert composition.flow.text == ""


@pytest.mark.parametrize(
    ("text", "expected"), [("MỤC ĐÍCH", True), ("Mục đích", False), ("A", False), ("I. NỘI DUNG", True), ("12", False)]
)
def test_shouts(text: str, expected: bool) -> None:
    assert shouts(text) is expected


INDENTED = """      Đẩy mạnh tuyên truyền, phổ biến để nâng cao nhận thức cho cán bộ và
nhân dân về công tác chuyển đổi số; tập trung chỉ đạo các cơ quan trong
toàn huyện thực hiện đồng bộ các giải pháp, phân công trách nhiệm rõ cho
từng cơ quan, thường xuyên kiểm tra việc thực hiện các nội dung đã nêu ở
trên."""


def test_a_line_set_in_opens_a_paragraph_however_full_the_line_before() -> None:
    first = "      2. Các cơ sở trực thuộc và tổ chức chính trị xã hội ở các xã, thị trấn"
    second = "      - Căn cứ kế hoạch này xây dựng kế hoạch của mình."
    third = "      Ủy ban nhân dân các xã gửi báo cáo về Văn phòng trước khi tổng kết năm"
    text = "\n".join([INDENTED, first, second, third, third])
    assert paragraphs(text)[1:] == [" ".join(part.split()) for part in (first, second, third, third)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Thực hiện Chỉ thị số 11/CT-TTg ngày 05/3/2024 của Thủ tướng\nChính phủ về phòng cháy", 1),
        ("Căn cứ Quyết định ngày 02 tháng 5 năm 2024 của Ủy ban nhân\nDân tỉnh về trồng rừng", 1),
        ("Thực hiện Chỉ thị số 11/CT-TTg ngày 05/3/2024 của Thủ tướng\nCác sở báo cáo kết quả", 2),
        ("1. Chủ tịch\nỦy ban nhân dân xã chỉ đạo chung", 2),
    ],
)
def test_a_name_that_a_line_end_divides_goes_on(text: str, count: int) -> None:
    assert len(paragraphs(text)) == count


@pytest.mark.parametrize(
    "text",
    [
        "hoàn thành trước ngày\n30/11/2025 và báo cáo",
        "theo Báo cáo thẩm tra số\n61/BC-HĐND của Ban",
        "của Nghị định số\n45/2019/NĐ-CP",
        "tổ chức trong tháng\n7/2024",
        "tổ chức Tháng Thanh niên năm\n2024",
        "nước Cộng hòa xã hội chủ nghĩa Việt\nNam",
        "Đoàn TNCS Hồ Chí\nMinh",
    ],
)
def test_lines_that_end_before_their_number_or_name_go_on(text: str) -> None:
    assert paragraphs(f"1. Một\n2. {text}") == ["1. Một", f"2. {text}".replace("\n", " ")]


@pytest.mark.parametrize(("text", "count"), [("đến năm 2025\n- 20 lớp học", 2), ("chuyển đổi số\n2. Hạ tầng", 2)])
def test_lines_before_an_item_end(text: str, count: int) -> None:
    assert len(paragraphs(text)) == count


def test_a_short_document_tells_its_width_by_few_lines() -> None:
    text = (
        "1. Các chi bộ triển khai, quán triệt kế hoạch này đến từng đảng\n"
        "viên và quần chúng.\n"
        "2. Văn phòng tham mưu ban hành văn bản chỉ đạo của Hội nghị\n"
        "Trung ương và báo cáo.\n"
    )
    assert len(paragraphs(text)) == 2
    longer = "Một đoạn văn dài hơn hẳn bề rộng ấy cho thấy văn bản không ngắt dòng, mỗi đoạn là một dòng và cứ thế đi."
    assert len(paragraphs(text + longer)) == 4


def test_an_article_keeps_the_text_below_its_heading() -> None:
    text = "QUYẾT ĐỊNH\nVề học phí\nĐiều 1. Mức thu\nMức thu là 50.000 đồng.\nĐiều 2. Hiệu lực thi hành\n"
    document = parse_text(f"{text}Quyết định này có hiệu lực từ ngày 01/7/2025.\n")
    assert (document.sections[1].heading, document.closing) == ("Hiệu lực thi hành", None)


@pytest.mark.parametrize(
    ("last", "closes"),
    [
        ("Đề nghị các đơn vị gửi dự toán về Sở trước ngày 10/9/2024./.", True),
        ("Đề nghị các đơn vị gửi dự toán về Sở trước ngày 10/9/2024.", False),
    ],
)
def test_a_request_that_ends_the_document_closes_it(last: str, closes: bool) -> None:
    document = parse_text(f"KẾ HOẠCH\nLập dự toán\n1. Về thu.\n2. Về chi.\n{last}\n")
    assert (document.closing is not None) == closes
