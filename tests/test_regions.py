"""The parts of a document: every line in one of them, notes and annexes where they belong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plancli
from plancli.layout.compose import compose
from plancli.layout.lines import is_rule, split_lines
from plancli.layout.regions import find_regions
from plancli.normalise import clean
from plancli.patterns import Patterns
from plancli.pipeline import parse
from plancli.readers import RawFile
from plancli.text import Label, Locator, SourceText

PATTERNS = Patterns.builtin()
SAMPLES = sorted(path for path in (Path(__file__).parents[1] / "samples").iterdir() if path.suffix in (".txt", ".md"))

DECISION = """ỦY BAN NHÂN DÂN
XÃ BÌNH AN

Số: 15/QĐ-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Bình An, ngày 10 tháng 3 năm 2024

QUYẾT ĐỊNH
Ban hành Kế hoạch trồng cây năm 2024

CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ BÌNH AN

Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;

QUYẾT ĐỊNH:

Điều 1. Ban hành kèm theo Quyết định này Kế hoạch trồng cây năm 2024.

Điều 2. Quyết định này có hiệu lực kể từ ngày ký.

Nơi nhận:
- Như Điều 2;
- Lưu: VT.

CHỦ TỊCH

Nguyễn Văn An

KẾ HOẠCH
Trồng cây năm 2024
(Ban hành kèm theo Quyết định số 15/QĐ-UBND ngày 10/3/2024 của Ủy ban nhân dân xã Bình An)

I. MỤC TIÊU
1. Trồng 2.000 cây.
2. Chăm sóc cây đã trồng.
II. TỔ CHỨC THỰC HIỆN
- Các thôn trồng cây xong trước ngày 30/4/2024.
"""


def source_lines_in_flow(source: SourceText) -> None:
    cleaned = clean(source)
    lines = split_lines(source, cleaned)
    regions, joiner = find_regions(lines, Locator(source, cleaned.norm), PATTERNS)
    placed = {(line.start, line.end) for draft in regions.drafts for line in draft.lines}
    for index, line in enumerate(lines):
        known = line.furniture or is_rule(line.text) or index < regions.head.end
        inside = any(start <= line.start < end for start, end in placed)
        assert known or inside, f"{line.text!r} is in no part"
    compose(cleaned.norm, regions.drafts, joiner)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_line_is_lost(path: Path) -> None:
    text = path.read_bytes().decode()
    source_lines_in_flow(SourceText(text, "text/markdown" if path.suffix == ".md" else "text/plain"))


def test_no_line_of_a_decision_with_its_plan_is_lost() -> None:
    source_lines_in_flow(SourceText(DECISION + "\nGhi chú thêm sau cùng của người sao lưu văn bản\n"))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(DECISION.splitlines()), max_size=30))
def test_no_line_of_any_medley_is_lost(lines: list[str]) -> None:
    source_lines_in_flow(SourceText("\n".join(lines)))


def test_a_stray_line_above_an_annex_is_not_lost() -> None:
    source_lines_in_flow(SourceText("Nơi nhận:\n- Lưu: VT.\nNơi nhận:\nKẾ HOẠCH"))


def test_a_plan_issued_with_a_decision_is_an_appendix() -> None:
    document = plancli.parse_text(DECISION)
    assert [section.path for section in document.sections] == ["Điều 1", "Điều 2"]
    assert document.header.type is not None
    assert document.header.type.code == "QĐ"
    (annex,) = document.appendices
    assert annex.label == "Kế hoạch"
    assert annex.title is not None
    assert annex.title.startswith("Trồng cây năm 2024")
    assert [section.path for section in annex.sections] == ["Kế hoạch/I", "Kế hoạch/II"]
    assert [child.path for child in annex.sections[1].children] == ["Kế hoạch/II/-1"]
    assert [reference.number for reference in document.references if not reference.same_as_header] == [None]
    assert [(item.section, item.kind, item.due) for item in document.deadlines] == [
        ("Kế hoạch/II/-1", "before", "2024-04-30")
    ]


def test_a_footnote_belongs_to_the_section_of_its_mark() -> None:
    body = "KẾ HOẠCH\nPhòng cháy năm 2024\n\nI. MỤC TIÊU\n1. Thực hiện quy định về phòng cháy.\n2. Tuyên truyền.\n"
    note = "Quyết định số 44/QĐ-UBND ngày 05/01/2024 của Ủy ban nhân dân tỉnh."
    text = body + note + "\n"
    mark = body.index(" về phòng cháy")
    labels = (Label(mark, mark, "footnote-mark"), Label(len(body), len(text) - 1, "footnote"))
    source = SourceText(text, "text/plain", labels=labels)
    document = parse(source, RawFile(None, text.encode()), PATTERNS)
    (reference,) = document.references
    assert reference.number == "44/QĐ-UBND"
    assert [mention.section for mention in reference.mentions] == ["I/1"]
    assert all(note not in child.text for child in document.sections[0].children)


def test_closing_is_no_part_of_the_last_section() -> None:
    text = (
        "KẾ HOẠCH\nPhòng cháy năm 2024\n\nI. TỔ CHỨC THỰC HIỆN\n1. Công an xã\n- Tuần tra ban đêm.\n\n"
        "Trên đây là Kế hoạch phòng cháy năm 2024, yêu cầu các thôn thực hiện./.\n"
    )
    document = plancli.parse_text(text)
    assert document.closing is not None
    assert document.closing.text.startswith("Trên đây là Kế hoạch")
    assert document.sections[0].children[0].children[0].text == "Tuần tra ban đêm."
