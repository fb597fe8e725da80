"""The reader of Word documents: what Word prints, from XML as Word writes it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import docx_cases as word
import pytest
from docx_cases import abstract, field, lines, lvl, num, p, r, style, t, tbl, tc, text_box, tr
from hypothesis import given
from hypothesis import strategies as st

from plancli.readers import RawFile
from plancli.readers.docx import read_docx
from plancli.readers.docx.symbols import plain, symbol
from plancli.text import Cell

PLAN = abstract(
    1, lvl(0, "upperRoman", "%1."), lvl(1, "decimal", "%2."), lvl(2, "lowerLetter", "%3)"), lvl(3, "bullet", "-")
)


# --- what stands in a paragraph ----------------------------------------------------------------------------


def control(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


BEGIN, SEPARATE, END = (r(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "separate", "end"))
LINES = {
    "one line a paragraph": (p("Kế hoạch") + p() + p("thực hiện"), ["Kế hoạch", "", "thực hiện"]),
    "insertions kept, deletions dropped": (
        p(r("Số ") + f"<w:ins>{r('85')}</w:ins>" + "<w:del><w:r><w:delText>84</w:delText></w:r></w:del>" + r("-KH/ĐU")),
        ["Số 85-KH/ĐU"],
    ),
    "moved text once": (p(f"<w:moveFrom>{r('xa')}</w:moveFrom>" + r("a") + f"<w:moveTo>{r('xa')}</w:moveTo>"), ["axa"]),
    "a deleted paragraph mark joins": (
        p(r("Căn cứ "), properties="<w:rPr><w:del/></w:rPr>") + p("Nghị quyết"),
        ["Căn cứ Nghị quyết"],
    ),
    "a deleted paragraph is gone": (
        p("a") + p("<w:del><w:r><w:delText>b</w:delText></w:r></w:del>", properties="<w:rPr><w:del/></w:rPr>") + p("c"),
        ["a", "c"],
    ),
    "text with a deleted mark at the end": (p("a", properties="<w:rPr><w:del/></w:rPr>"), ["a"]),
    "content controls": (
        control(p(r("x") + control(r("y")))),
        ["xy"],
    ),
    "hyperlinks, smart tags, directions": (
        p(
            f'<w:hyperlink r:id="r9">{r("a")}</w:hyperlink><w:smartTag>{r("b")}</w:smartTag><w:dir>{r("c")}</w:dir>'
            f'<w:fldSimple w:instr="PAGE">{r("d")}</w:fldSimple>'
        ),
        ["abcd"],
    ),
    "fields by their result": (p(r("trang ") + field(" PAGE ", "3") + r(".")), ["trang 3."]),
    "fields in fields": (
        p(BEGIN + r("<w:instrText> IF </w:instrText>") + field(" PAGE ", "7") + SEPARATE + r("bảy") + END),
        ["bảy"],
    ),
    "a field over paragraphs": (
        p(BEGIN + r("<w:instrText>TOC</w:instrText>") + SEPARATE + r("I")) + p(r("II") + END),
        ["I", "II"],
    ),
    "a field never closed keeps its text": (p(BEGIN + r("còn")) + p("sau"), ["còn", "sau"]),
    "hyphens": (p(r(f"{t('27')}<w:noBreakHyphen/>{t('NQ/T')}<w:softHyphen/>{t('W')}")), ["27-NQ/TW"]),
    "tabs and soft breaks": (
        p(r(f"{t('a')}<w:tab/>{t('b')}<w:br/>{t('c')}<w:cr/>{t('d')}<w:ptab/>")),
        ["a\tb", "c", "d\t"],
    ),
    "blanks by xml:space": (
        p(r("<w:t> a </w:t>") + r(" b ") + r("<w:t>c\nd</w:t>")),
        ["a b c d"],
    ),
    "hidden text": (p(r("a") + r("bí mật", "<w:vanish/>") + r("b", '<w:vanish w:val="0"/>')), ["ab"]),
    "a hidden field still ends": (
        p(
            r('<w:fldChar w:fldCharType="begin"/>', "<w:vanish/>")
            + r("<w:instrText>TC</w:instrText>", "<w:vanish/>")
            + r('<w:fldChar w:fldCharType="end"/>', "<w:vanish/>")
            + r("a")
        ),
        ["a"],
    ),
    "capitals": (
        p(r("Kế hoạch ", "<w:caps/>") + r("đẩy mạnh", "<w:smallCaps/>") + r(" a", '<w:caps w:val="false"/>')),
        ["KẾ HOẠCH ĐẨY MẠNH a"],
    ),
    "symbols": (
        p(
            r('<w:sym w:font="Wingdings" w:char="F0FC"/>')
            + r('<w:sym w:font="Symbol" w:char="F0B3"/>')
            + r("\uf0d8")
            + r("ü", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>')
            + r("Sở Y tế", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>')
            + r('<w:sym w:font="Symbol" w:char="FFFFFFFFF"/>')
        ),
        ["✓≥➢✓Sở Y tế"],
    ),
    "alternate content once": (
        p(
            r(
                f'<mc:AlternateContent><mc:Choice Requires="w14">{t("a")}</mc:Choice>'
                f"<mc:Fallback>{t('b')}</mc:Fallback></mc:AlternateContent>"
            )
        ),
        ["a"],
    ),
    "the fallback where only that has text": (
        p(r(f"<mc:AlternateContent><mc:Choice/><mc:Fallback>{t('b')}</mc:Fallback></mc:AlternateContent>")),
        ["b"],
    ),
    "formulas": (p("<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>"), ["x+1"]),
    "ruby": (p(r(f"<w:ruby><w:rt>{r('a')}</w:rt><w:rubyBase>{r('b')}</w:rubyBase></w:ruby>")), ["b"]),
    "a drop capital": (
        p("K", properties='<w:framePr w:dropCap="drop"/>') + p("ính gửi"),
        ["Kính gửi"],
    ),
    "comments leave nothing": (
        p('<w:commentRangeStart w:id="0"/>' + r("a") + r('<w:commentReference w:id="0"/>')),
        ["a"],
    ),
    "a text box before its paragraph": (p(text_box(p("MẬT")) + r("UBND")), ["MẬT", "UBND"]),
    "a text box behind the text that it interrupts": (
        p(r("UB") + text_box(p("a"), p("b")) + r("ND")),
        ["UBND", "a", "b"],
    ),
    "drawn text": (
        p(r('<w:pict><v:shape><v:textpath string="DỰ THẢO"/></v:shape></w:pict>') + r("a")),
        ["DỰ THẢO", "a"],
    ),
    "a page break within a paragraph ends the line": (p(r(f'{t("a")}<w:br w:type="page"/>{t("b")}')), ["a", "b"]),
}


@pytest.mark.parametrize("case", LINES)
def test_lines(case: str) -> None:
    body, expected = LINES[case]
    assert lines(body) == expected


def test_w_body_is_found_by_name() -> None:
    found = word.parts(p("a"))
    root = found["word/document.xml"]
    found["word/document.xml"] = root.replace("<w:body>", '<w:background w:color="FFFFFF"/><w:body>')
    assert read_docx(RawFile(None, word.pack(found))).text == "a\n"


def test_strict_namespaces_are_read() -> None:
    found = {name: part.replace(word.MAIN, word.STRICT) for name, part in word.parts(p("a")).items()}
    assert word.STRICT in found["word/document.xml"]
    assert read_docx(RawFile(None, word.pack(found))).text == "a\n"


def test_styles_make_text_hidden_capital_or_bold_and_toggles_cancel() -> None:
    styles = [
        style("Head", run="<w:b/><w:caps/>"),
        style("Sub", based_on="Head"),
        style("Ghost", run="<w:vanish/>", kind="character"),
        style("Strong", run="<w:b/>", kind="character"),
    ]
    body = [
        p(r("một") + r("x", '<w:rStyle w:val="Ghost"/>'), style="Sub"),
        p(r("hai", '<w:rStyle w:val="Strong"/>'), style="Head"),
        p(r("ba", '<w:rStyle w:val="Strong"/>')),
        p(r("bốn", '<w:b w:val="0"/>'), style="Head"),
    ]
    found = word.word(body, styles=styles)
    assert found.text == "MỘT\nHAI\nba\nBỐN\n"
    assert word.labelled(found, "bold") == ["MỘT", "ba"]


def test_bold_lines() -> None:
    bold = "<w:b/>"
    body = [
        p(r("KẾ", bold) + r(" ") + r("HOẠCH", bold), num=(1, 0)),
        p(r("nửa ", bold) + r("vời")),
        p(r(f"{t('a')}<w:br/>", bold) + r("b")),
        p(r(" ", bold)),
    ]
    found = word.word(body, numbering=[PLAN, num(1, 1)])
    assert word.labelled(found, "bold") == ["I. KẾ HOẠCH", "a"]


def test_tracked_changes_are_told() -> None:
    assert ("changes", "accepted") in word.word(p(f"<w:ins>{r('a')}</w:ins>")).options
    assert word.word(p("a")).options == ()


# --- tables ------------------------------------------------------------------------------------------------


def test_letterhead_cell_by_cell() -> None:
    head = tbl(
        tr(
            tc(p("ĐẢNG ỦY XÃ A"), p("*"), p("Số 1-KH/ĐU")),
            tc(p("ĐẢNG CỘNG SẢN VIỆT NAM"), p("A, ngày 1 tháng 2 năm 2024")),
        )
    )
    found = word.word(head + p("KẾ HOẠCH"))
    assert found.text == "ĐẢNG ỦY XÃ A\n*\nSố 1-KH/ĐU\nĐẢNG CỘNG SẢN VIỆT NAM\nA, ngày 1 tháng 2 năm 2024\nKẾ HOẠCH\n"
    assert word.cells(found) == [
        ((0, 0, 0), "ĐẢNG ỦY XÃ A\n*\nSố 1-KH/ĐU"),
        ((0, 0, 1), "ĐẢNG CỘNG SẢN VIỆT NAM\nA, ngày 1 tháng 2 năm 2024"),
    ]


def test_merged_cells_keep_their_columns() -> None:
    start, go_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = tbl(
        tr(tc(p("a"), properties='<w:gridSpan w:val="2"/>'), tc(p("b"), properties=start)),
        tr("c", "d", tc(p("gone"), properties=go_on)),
        tr("e", properties='<w:gridBefore w:val="2"/>'),
    )
    assert word.cells(word.word(table)) == [
        ((0, 0, 0), "a"),
        ((0, 0, 2), "b"),
        ((0, 1, 0), "c"),
        ((0, 1, 1), "d"),
        ((0, 1, 2), ""),
        ((0, 2, 2), "e"),
    ]


def test_nested_tables_interrupt_the_cell_that_holds_them() -> None:
    inner = tbl(tr("x", "y"))
    found = word.word(tbl(tr(tc(p("a"), inner, p("b")), "c"), tr(tc(inner, p()), "d")) + tbl(tr("e")) + p("f"))
    assert word.cells(found) == [
        ((0, 0, 0), "a"),
        ((1, 0, 0), "x"),
        ((1, 0, 1), "y"),
        ((0, 0, 0), "b"),
        ((0, 0, 1), "c"),
        ((2, 0, 0), "x"),
        ((2, 0, 1), "y"),
        ((0, 1, 0), ""),
        ((0, 1, 1), "d"),
        ((3, 0, 0), "e"),
    ]
    assert_ordered_and_apart(found.cells)


def assert_ordered_and_apart(cells: Sequence[Cell]) -> None:
    for before, after in pairwise(cells):
        assert before.end <= after.start


def test_deleted_rows_and_cells_and_wrapped_rows() -> None:
    table = tbl(
        tr("a", properties="<w:del/>"),
        f"<w:sdt><w:sdtContent>{tr('b', properties='<w:ins/>')}</w:sdtContent></w:sdt>",
        tr(f"<w:sdt><w:sdtContent>{tc(p('c'))}</w:sdtContent></w:sdt>", tc(p("d"), properties="<w:cellDel/>")),
    )
    assert word.cells(word.word(table)) == [((0, 0, 0), "b"), ((0, 1, 0), "c"), ((0, 1, 1), "")]


@st.composite
def blocks(draw: st.DrawFn, depth: int = 2) -> str:
    kind = draw(st.sampled_from(["p", "empty", "box", "tbl"] if depth else ["p"]))
    if kind == "tbl":
        rows = draw(st.lists(st.lists(blocks(depth - 1), min_size=1, max_size=2), min_size=1, max_size=2))
        return tbl(*(tr(*(tc(cell, p()) for cell in row)) for row in rows))
    if kind == "box":
        return p(r("x") + text_box(draw(blocks(depth - 1))))
    return p("chữ") if kind == "p" else p()


@given(st.lists(blocks(), min_size=1, max_size=4))
def test_cells_and_labels_are_ordered_and_inside(content: list[str]) -> None:
    found = word.word([p("đầu"), *content])
    assert_ordered_and_apart(found.cells)
    assert list(found.labels) == sorted(found.labels)
    assert all(0 <= label.start <= label.end <= len(found.text) for label in found.labels)


# --- text boxes, notes, furniture --------------------------------------------------------------------------


def test_text_boxes_are_labelled_and_count_for_themselves() -> None:
    body = [p("a", num=(1, 1)), p(text_box(p("hộp", num=(1, 1))) + r("b"), num=(1, 1))]
    found = word.word(body, numbering=[PLAN, num(1, 1)])
    assert found.text == "1. a\n1. hộp\n2. b\n"
    assert word.labelled(found, "textbox") == ["1. hộp"]


def test_notes_stand_behind_the_body_in_the_order_of_their_marks() -> None:
    def mark(name: int, kind: str = "footnote") -> str:
        return r(f'<w:{kind}Reference w:id="{name}"/>')

    note = "<w:footnoteRef/>"
    found = word.word(
        [p(r("Nghị quyết") + mark(2) + r(" số 1") + mark(7, "endnote")), p(r("hết") + mark(1) + mark(9))],
        footnotes={1: p(r(note) + r("một")), 2: p(r(note) + r("hai")) + p("tiếp"), 3: p("không ai nhắc")},
        endnotes={7: p("cuối")},
    )
    assert found.text == "Nghị quyết số 1\nhết\nhai\ntiếp\ncuối\nmột\n\n"
    assert word.labelled(found, "footnote")[:3] == ["hai\ntiếp", "cuối", "một"]
    marks = [label for label in found.labels if label.kind == "footnote-mark"]
    assert [found.text[: label.start] for label in marks] == [
        "Nghị quyết",
        "Nghị quyết số 1",
        "Nghị quyết số 1\nhết",
        "Nghị quyết số 1\nhết",
    ]
    assert len(marks) == len(word.labelled(found, "footnote"))


def section(*references: tuple[str, str, str], properties: str = "") -> str:
    found = "".join(f'<w:{part[:6]}Reference w:type="{kind}" r:id="{part}"/>' for part, kind, _ in references)
    return f"<w:sectPr>{found}{properties}</w:sectPr>"


def test_headers_and_footers_come_last_as_furniture() -> None:
    running = {
        "header1": p(field("PAGE", "2")),
        "header2": p("Mẫu số 01"),
        "footer1": tbl(tr("Địa chỉ: số 1")) + p() + p("Mẫu số 01"),
        "header3": p("trang chẵn"),
    }
    references = (
        ("header1", "default", ""),
        ("header2", "first", ""),
        ("footer1", "default", ""),
        ("header3", "even", ""),
    )
    found = word.word(p("a") + section(*references, properties="<w:titlePg/>"), running=running)
    assert found.text == "a\n2\nMẫu số 01\nĐịa chỉ: số 1\n"
    assert word.labelled(found, "furniture") == ["2", "Mẫu số 01", "Địa chỉ: số 1"]
    assert found.cells == ()
    without_first = word.word(p("a") + section(*references), running=running, settings="<w:evenAndOddHeaders/>")
    assert without_first.text == "a\n2\ntrang chẵn\nĐịa chỉ: số 1\nMẫu số 01\n"


def test_a_letterhead_in_the_first_pages_header_stands_first() -> None:
    head = tbl(tr(tc(p("SỞ Y TẾ"), p("Số: 1/KH-SYT")), tc(p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))))
    body = p("KẾ HOẠCH") + section(("header1", "first", ""), properties="<w:titlePg/>")
    found = word.word(body, running={"header1": head})
    assert found.text.split("\n")[:4] == ["SỞ Y TẾ", "Số: 1/KH-SYT", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "KẾ HOẠCH"]
    assert word.labelled(found, "furniture") == []
    assert [place for place, _ in word.cells(found)] == [(0, 0, 0), (0, 0, 1)]


# --- pages -------------------------------------------------------------------------------------------------

SOFT, HARD = "<w:lastRenderedPageBreak/>", '<w:br w:type="page"/>'


def pages(*body: str, **rest: object) -> list[str]:
    found = word.word(body, **rest)  # type: ignore[arg-type]
    starts = [*found.page_starts, len(found.text)]
    return [found.text[start:end] for start, end in pairwise(starts)]


def test_pages_as_word_laid_them_out() -> None:
    body = [p(r(SOFT + t("a"))), p(r(t("b") + SOFT + t("c"))), p(r(SOFT + t("d")), num=(1, 0))]
    assert pages(*body, numbering=[PLAN, num(1, 1)]) == ["a\nb", "c\n", "I. d\n"]


def test_an_explicit_break_and_words_note_of_it_are_one() -> None:
    before = p(r(SOFT + t("d")), properties="<w:pageBreakBefore/>")
    assert pages(p("a"), p(r(HARD)), p(r(SOFT + t("b"))), p("c"), before) == ["a\n", "\nb\nc\n", "d\n"]


def test_sections_begin_pages_unless_they_are_continuous() -> None:
    ends, continuous = "<w:sectPr/>", '<w:sectPr><w:type w:val="continuous"/></w:sectPr>'
    assert pages(p("a", properties=ends), p("b", properties=ends), p("c"), continuous) == ["a\n", "b\nc\n"]


def test_explicit_breaks_alone_tell_pages_only_where_they_can_be_all() -> None:
    assert pages(p("a"), p(r(HARD + t("b")))) == ["a\n", "b\n"]
    assert pages(p("a"), p(r(HARD + t("b"))), p("dài " * 2000)) == []
    assert pages(p("a"), p("b")) == []


def test_a_break_with_nothing_behind_it_is_no_page() -> None:
    assert pages(p(r(t("a") + SOFT + t("b"))), p(r(HARD)), p()) == ["a", "b\n\n\n"]


def test_a_row_across_pages_breaks_once() -> None:
    row = tr(tc(p(r(t("a") + SOFT + t("b")))), tc(p(r(t("c") + SOFT + t("d")))))
    assert pages(p("x"), tbl(row), p(r(SOFT + t("y")))) == ["x\na", "b\nc" + "d\n", "y\n"]


def test_pages_of_boxes_notes_and_headers_count_for_nothing() -> None:
    body = p(text_box(p(r(SOFT + t("a")))) + r("b"))
    assert word.word(body).page_starts == ()


# --- old encodings -----------------------------------------------------------------------------------------

TCVN = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'


def test_letters_of_old_encodings_are_kept_and_labelled() -> None:
    found = word.word(p(r("KÕ ho¹ch", TCVN) + r(" x") + r("VNI", '<w:rFonts w:ascii="VNI-Times"/><w:caps/>')))
    assert found.text == "KÕ ho¹ch xVNI\n"
    assert word.labelled(found, "font:.VnTime") == ["KÕ ho¹ch"]
    assert word.labelled(found, "font:VNI-Times") == ["VNI"]


def test_a_decoder_is_asked_for_text_in_such_fonts_only() -> None:
    asked: list[tuple[str, str]] = []

    def decode(text: str, font: str) -> str:
        asked.append((text, font))
        return text.replace("Õ", "ế").replace("¹", "ạ").replace("§iÒu", "Điều")

    numbering = [abstract(1, lvl(0, "decimal", "§iÒu %1.", f"<w:rPr>{TCVN}</w:rPr>")), num(1, 1)]
    theme = '<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/>'
    styles = [style("Normal", run=TCVN), style("Body", run=theme)]
    body = [p(r("KÕ ho¹ch", "<w:caps/>"), num=(1, 0)), p("Õ", style="Body")]
    found = word.word(body, decode, numbering=numbering, styles=styles)
    assert found.text == "Điều 1. KẾ HOẠCH\nÕ\n"
    assert sorted(asked) == [("KÕ ho¹ch", ".VnTime"), ("§iÒu 1.", ".VnTime")]


@pytest.mark.parametrize("code", range(0x20, 0x100))
def test_symbol_tables_give_one_character(code: int) -> None:
    for font in ("Symbol", "Wingdings", "Wingdings 2", "Wingdings 3", "Unknown"):
        assert len(symbol(code, font)) == 1
        assert len(plain(chr(0xF000 + code), font)) == 1


@pytest.mark.parametrize(
    ("codes", "chars"), [("61 44 5C 7A", "αΔ∴ζ"), ("B7 B0 A3 B9 BF", "•°≤≠↵"), ("D0 DE E5 F2", "∠⇒∑∫")]
)
def test_places_in_the_symbol_font(codes: str, chars: str) -> None:
    assert "".join(symbol(code, "Symbol") for code in bytes.fromhex(codes)) == chars
