"""The PDF reader: lines, letters, footnotes, furniture, columns, tables."""

from __future__ import annotations

import unicodedata

import pytest
from pdf_cases import (
    LEFT,
    RIGHT,
    SENTENCE,
    Sheet,
    cells,
    end_block,
    filled,
    labelled,
    letterhead,
    noted,
    printed,
    read,
    width,
)

from plancli.readers.pdf.frame import Area
from plancli.readers.pdf.grids import make_grid

# --- lines ------------------------------------------------------------------------------------------------------


def test_a_printed_line_is_a_line_and_an_indent_is_blanks() -> None:
    sheet, _ = filled(2)
    source = read(sheet)
    first, second, empty, third, *_ = source.text.split("\n")
    assert (first + " " + second).split() == SENTENCE.split()
    assert len(first) - len(first.lstrip()) >= 4
    assert second == second.lstrip()
    assert empty == ""
    assert third.startswith("    ")
    assert (source.reader, source.media_type) == ("pdf", "application/pdf")


def test_pages_follow_one_another_and_are_known_to_every_offset() -> None:
    one, _ = filled(4)
    two = Sheet()
    two.paragraph(90, "Trang thứ hai của Kế hoạch.")
    source = read(one, two)
    assert source.page_starts == (0, source.text.index("     Trang thứ hai"))
    assert source.page(source.text.index("hai của")) == 2
    assert source.page(5) == 1


def test_boxes_stand_where_the_lines_stand() -> None:
    sheet = Sheet()
    sheet.text(100, 200, "Kế hoạch")
    (box,) = read(sheet).boxes
    assert (box.start, box.end, box.page) == (0, len("Kế hoạch"), 1)
    assert box.x0 == pytest.approx(100, abs=1)
    assert box.x1 == pytest.approx(100 + width("Kế hoạch"), abs=3)
    assert box.top < 200 < box.bottom
    assert box.bottom - box.top < 20


def test_lines_that_ended_only_because_they_were_full_say_so() -> None:
    sheet = Sheet()
    top = sheet.paragraph(90, SENTENCE)
    top = sheet.paragraph(top, "Đơn vị nào chậm thì báo cáo.")
    sheet.paragraph(top, SENTENCE)
    found = labelled(read(sheet), "goes-on")
    assert len(found) == 2
    assert all(SENTENCE.startswith(line) for line in found)


def test_a_line_may_be_full_at_the_end_of_its_page() -> None:
    one, two = Sheet(), Sheet()
    top = one.paragraph(90, SENTENCE)
    one.paragraph(top, "Văn phòng Ủy ban nhân dân tỉnh chủ trì, phối hợp theo dõi, đôn")
    two.paragraph(70, "đốc việc thực hiện Kế hoạch này và báo cáo kết quả.", indent=0)
    assert "Văn phòng Ủy ban nhân dân tỉnh chủ trì, phối hợp theo dõi, đôn" in labelled(read(one, two), "goes-on")


def test_what_a_line_end_breaks_is_left_as_it_is_printed() -> None:
    sheet, top = filled(1)
    sheet.paragraph(top, "Các cấp ủy triển khai thực hiện Nghị quyết số 27-", indent=0)
    sheet.paragraph(top + 17, "NQ/TW của Ban Chấp hành Trung ương.", indent=0)
    assert "số 27-\nNQ/TW của" in read(sheet).text


def test_words_are_read_from_left_to_right_in_whatever_order_they_are_drawn() -> None:
    sheet, top = filled(1)
    sheet.text(200, top, "hai")
    sheet.text(250, top, "ba")
    sheet.text(170, top, "một")
    assert "một hai     ba" in read(sheet).text or "một hai ba" in " ".join(read(sheet).text.split())


def test_a_blank_that_the_file_forgot_is_seen() -> None:
    sheet, top = filled(1)
    x = sheet.text(LEFT, top, "09/KH-THPT")
    sheet.text(x + 2.4, top, "ngày 02/02/2026")
    assert "09/KH-THPT ngày 02/02/2026" in read(sheet).text


def test_parts_of_a_word_that_touch_stay_one_word() -> None:
    sheet, top = filled(1)
    x = sheet.text(LEFT, top, "phổ bi", font="B")
    sheet.text(x, top, "ến")
    assert "phổ biến" in read(sheet).text


def test_bold_lines_are_labelled() -> None:
    sheet, top = filled(1)
    sheet.text(LEFT, top, "I. MỤC ĐÍCH", font="B")
    assert labelled(read(sheet), "bold") == ["I. MỤC ĐÍCH"]


def test_wide_gaps_are_blanks_in_proportion() -> None:
    sheet, top = filled(2)
    for number, name in enumerate(("Ông Trần Văn An", "Bà Lê Thị Bình")):
        sheet.text(LEFT, top + 20 * number, f"- {name}")
        sheet.text(350, top + 20 * number, "Trưởng ban")
    rows = [line for line in read(sheet).text.split("\n") if "Trưởng ban" in line]
    starts = [row.index("Trưởng ban") for row in rows]
    assert max(starts) - min(starts) <= 1
    assert all(row[start - 3 : start] == "   " for row, start in zip(rows, starts, strict=True))


def test_justified_lines_have_single_blanks() -> None:
    sheet, top = filled(3)
    for index, word in enumerate(("Thời", "gian", "thực", "hiện:")):
        sheet.text(LEFT + 110 * index, top, word)
    assert "Thời gian thực hiện:" in read(sheet).text


# --- odd letters ------------------------------------------------------------------------------------------------


def test_fake_bold_is_one_text() -> None:
    sheet, top = filled(1)
    for shift in (0.0, 0.3, 0.5):
        sheet.text(LEFT + shift, top, "TỔ CHỨC THỰC HIỆN")
    assert read(sheet).text.count("TỔ CHỨC THỰC HIỆN") == 1


@pytest.mark.parametrize("spacing", [1.0, 2.0, 4.0, 6.0])
def test_letters_set_apart_are_words(spacing: float) -> None:
    sheet, top = filled(1)
    sheet.text(LEFT, top, "QUYẾT ĐỊNH", spacing=spacing)
    assert "QUYẾT ĐỊNH" in read(sheet).text


def test_letters_typed_with_blanks_are_words() -> None:
    sheet, top = filled(1)
    sheet.text(LEFT, top, "K Ế   H O Ạ C H")
    assert "KẾ HOẠCH" in read(sheet).text


def test_decomposed_letters_pass_through() -> None:
    sheet, top = filled(1)
    sheet.text(LEFT, top, unicodedata.normalize("NFD", "thực hiện nghị quyết"))
    text = read(sheet).text
    assert "thực hiện nghị quyết" in unicodedata.normalize("NFC", text)


def test_ligatures_and_pictures_of_bullets() -> None:
    sheet, top = filled(1)
    sheet.text(LEFT, top, "\ufb01le o\ufb03ce")
    sheet.text(LEFT, top + 20, "\uf0d8 Mũi tên", font="W")
    sheet.text(LEFT, top + 40, "\ue123 Dấu lạ")
    assert printed(read(sheet))[-3:] == ["file office", "➢ Mũi tên", "• Dấu lạ"]


def test_letters_of_old_fonts_are_decoded_and_labelled() -> None:
    sheet = Sheet()
    for number in range(4):
        sheet.text(LEFT, 90 + 20 * number, "Uû ban nh©n d©n tØnh ban hµnh kÕ ho¹ch", font="L")
    source = read(sheet)
    assert labelled(source, "font:.VnTime") == ["Uỷ ban nhân dân tỉnh ban hành kế hoạch"] * 4
    assert source.options == (("font-encodings", "tcvn3"),)


def test_the_horned_u_of_old_fonts_that_became_a_hyphen() -> None:
    sheet = Sheet()
    sheet.text(LEFT, 90, "tr-íc ngµy n\xadíc ch-a ®-îc nh- TP-HCM 27-NQ", font="L")
    sheet.text(LEFT, 110, "kinh tÕ-x· héi", font="L")
    assert printed(read(sheet)) == ["trước ngày nước chưa được như TP-HCM 27-NQ", "kinh tế-xã hội"]


# --- notes ------------------------------------------------------------------------------------------------------


def test_a_footnote_and_its_mark() -> None:
    source = read(noted())
    assert "27-NQ/TW¹, các cơ quan" in source.text
    (note,) = labelled(source, "footnote")
    assert " ".join(note.split()) == "¹ Ban hành ngày 09/11/2022 của Ban Chấp hành Trung ương Đảng khóa XIII."
    (mark,) = [label for label in source.labels if label.kind == "footnote-mark"]
    assert source.text[mark.start :].startswith("¹, các")


def test_small_print_without_a_mark_is_no_footnote() -> None:
    sheet, _ = filled(4)
    sheet.text(LEFT, 760, "1 Bản in này dành cho thành viên", 10)
    source = read(sheet)
    assert labelled(source, "footnote") == []
    assert labelled(source, "footnote-mark") == []


def test_notes_and_marks_are_one_to_one() -> None:
    source = read(noted("1"), noted("2"))
    assert len(labelled(source, "footnote")) == 2
    assert [label.kind for label in source.labels if label.kind.startswith("footnote")] == [
        "footnote-mark",
        "footnote",
    ] * 2


# --- furniture --------------------------------------------------------------------------------------------------


def test_page_numbers_running_heads_and_publishers_lines() -> None:
    sheets = []
    for number in range(1, 5):
        sheet, _ = filled()
        sheet.text(LEFT, 35, f"Kế hoạch cải cách hành chính năm 202{number}", 9)
        sheet.text(310, 820, f"- {number} -", 11)
        sheets.append(sheet)
    sheets[2].text(LEFT, 806, "Tài liệu này được cung cấp bởi Cổng thông tin", 8)
    source = read(*sheets)
    heads = [f"Kế hoạch cải cách hành chính năm 202{number}" for number in range(1, 5)]
    expected = [[head, f"- {number} -"] for number, head in enumerate(heads, 1)]
    expected[2].insert(1, "Tài liệu này được cung cấp bởi Cổng thông tin")
    assert labelled(source, "furniture") == [text for page in expected for text in page]


def test_what_only_looks_like_furniture() -> None:
    sheets = []
    for number in (1, 2, 3):
        sheet = Sheet()
        sheet.centred(70, f"PHỤ LỤC {number}")
        sheet.paragraph(100, SENTENCE)
        sheet.text(LEFT, 140, str(number + 40))
        sheet.paragraph(170 + 20 * number, "Người ký văn bản chịu trách nhiệm trước pháp luật.")
        sheets.append(sheet)
    assert labelled(read(*sheets), "furniture") == []


def test_a_signature_in_small_print_is_a_stamp() -> None:
    sheet, _ = filled()
    stamp = [
        "Ký bởi: Văn phòng Ủy ban nhân dân",
        "Email: vanphong@tinh.gov.vn",
        "Cơ quan: Ủy ban nhân dân tỉnh",
        "Thời gian ký: 27.04.2023 15:31:28 +07:00",
    ]
    for number, line in enumerate(stamp):
        sheet.text(380, 20 + 9 * number, line, 7)
    source = read(sheet)
    assert labelled(source, "furniture") == stamp
    assert printed(source)[:2] == printed(read(filled()[0]))[:2]


def test_a_signature_field_is_a_stamp_but_a_number_in_one_is_text() -> None:
    sheet, _ = filled(3, 140)
    sheet.text(100, 100, "Số:")
    sheet.field(123, 88, 145, 104, "06", size=13)
    sheet.text(150, 100, "/KH-UBND")
    sheet.field(380, 500, 520, 560, "Người ký: Trần Văn A", "Chủ tịch xã", "Ngày ký: 01/02/2024 10:11:12")
    source = read(sheet)
    assert "Số: 06 /KH-UBND" in source.text
    assert labelled(source, "furniture") == ["Người ký: Trần Văn A", "Chủ tịch xã", "Ngày ký: 01/02/2024 10:11:12"]


def test_words_that_run_up_the_margin_are_furniture() -> None:
    sheet, _ = filled()
    sheet.text(40, 600, "BẢN SAO LƯU HÀNH NỘI BỘ", 10, matrix=(0, 1, -1, 0))
    source = read(sheet)
    assert labelled(source, "furniture") == ["BẢN SAO LƯU HÀNH NỘI BỘ"]
    assert source.text.endswith("BẢN SAO LƯU HÀNH NỘI BỘ\n")


def test_no_letter_is_lost_to_furniture() -> None:
    sheet, _ = filled()
    sheet.text(310, 820, "1", 11)
    sheet.text(40, 600, "MẬT", 10, matrix=(0, 1, -1, 0))
    found = read(sheet).text
    assert sorted("".join(found.split())) == sorted("".join(SENTENCE.split()) * 3 + "1MẬT")


# --- columns ----------------------------------------------------------------------------------------------------


def test_the_two_sides_of_a_letterhead_are_cells() -> None:
    sheet = Sheet()
    sheet.paragraph(letterhead(sheet), SENTENCE)
    source = read(sheet)
    assert cells(source) == {
        (0, 0, 0): "ỦY BAN NHÂN DÂN\nTỈNH AN BÌNH\nSố: 12/KH-UBND\nV/v triển khai cải cách",
        (0, 0, 1): "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nAn Bình, ngày 5 tháng 3 năm 2024",
    }
    assert printed(source)[7:9] == ["KẾ HOẠCH", "Cải cách hành chính năm 2024"]


def test_sides_that_almost_touch_and_rows_that_do_not_line_up() -> None:
    sheet, _ = filled(3, 200)
    sheet.text(60, 70, "BAN CHỈ HUY PHÒNG CHỐNG", 11)
    sheet.text(60 + width("BAN CHỈ HUY PHÒNG CHỐNG", 11) + 8, 70, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 11)
    sheet.centred(84, "TỈNH AN BÌNH", 11, 130)
    sheet.centred(88, "Độc lập - Tự do - Hạnh phúc", 11, 390)
    sheet.centred(104, "Số: 12/TB-PCTT", 11, 130)
    sheet.centred(109, "An Bình, ngày 5 tháng 3 năm 2024", 11, 390)
    found = cells(read(sheet))
    assert found[0, 0, 0] == "BAN CHỈ HUY PHÒNG CHỐNG\nTỈNH AN BÌNH\nSố: 12/TB-PCTT"
    assert found[0, 0, 1].startswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập")


def test_the_two_sides_of_an_end_block_are_cells() -> None:
    sheet, top = filled(3)
    end_block(sheet, top + 20)
    assert cells(read(sheet)) == {
        (0, 0, 0): "Nơi nhận:\n- Như trên;\n- Các sở, ban, ngành tỉnh (để t/h);\n- Lưu: VT, NC.",
        (0, 0, 1): "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nTrần Văn An",
    }


def test_notes_beside_recipients_stay_with_them() -> None:
    sheet, top = filled(3)
    top += 20
    sheet.text(LEFT, top, "Nơi nhận:", 11, font="B")
    sheet.centred(top, "TM. BAN THƯỜNG VỤ", 12, 450)
    for number, name in enumerate(("- Thành đoàn;", "- Các cơ sở Đoàn;")):
        sheet.text(LEFT, top + 14 * (number + 1), name, 10)
        sheet.text(240, top + 14 * (number + 1), "(để b/c)", 10)
    sheet.centred(top + 16, "BÍ THƯ", 12, 450)
    found = cells(read(sheet))
    assert [line.split() for line in found[0, 0, 0].split("\n")[1:]] == [
        ["-", "Thành", "đoàn;", "(để", "b/c)"],
        ["-", "Các", "cơ", "sở", "Đoàn;", "(để", "b/c)"],
    ]
    assert found[0, 0, 1] == "TM. BAN THƯỜNG VỤ\nBÍ THƯ"


def test_lists_set_with_tabs_are_no_columns() -> None:
    sheet, top = filled(3)
    for number in range(4):
        sheet.text(LEFT, top + 20 * number, f"- Thành viên thứ {number}")
        sheet.text(350, top + 20 * number, "Ủy viên")
    assert cells(read(sheet)) == {}


# --- tables -----------------------------------------------------------------------------------------------------

COLUMNS = [85.0, 125.0, 330.0, 539.0]


def test_a_ruled_table() -> None:
    sheet, top = filled(2)
    bottom = sheet.table(
        COLUMNS, top, [["TT", "Nhiệm vụ", "Cơ quan"], ["1", "Xây dựng văn bản\nhướng dẫn", "Sở Nội vụ"]]
    )
    sheet.paragraph(bottom + 30, "Trên đây là Kế hoạch.")
    source = read(sheet)
    assert cells(source) == {
        (0, 0, 0): "TT",
        (0, 0, 1): "Nhiệm vụ",
        (0, 0, 2): "Cơ quan",
        (0, 1, 0): "1",
        (0, 1, 1): "Xây dựng văn bản\nhướng dẫn",
        (0, 1, 2): "Sở Nội vụ",
    }
    assert source.text.rstrip().endswith("Sở Nội vụ\n     Trên đây là Kế hoạch.")
    assert source.text.count("hướng dẫn") == 1


def test_a_table_goes_on_across_pages_whether_its_head_comes_back_or_not() -> None:
    one, top = filled(2)
    one.table(COLUMNS, top, [["TT", "Nhiệm vụ", "Cơ quan"], ["1", "Xây dựng văn bản", "Sở Nội vụ"]])
    two, three = Sheet(), Sheet()
    two.text(310, 40, "2", 11)
    two.table(COLUMNS, 70, [["TT", "Nhiệm vụ", "Cơ quan"], ["2", "Kiểm tra", "Thanh tra"]])
    three.text(310, 40, "3", 11)
    bottom = three.table(COLUMNS, 70, [["", "theo chuyên đề", ""], ["3", "Tổng kết", "Văn phòng"]])
    three.paragraph(bottom + 30, SENTENCE)
    source = read(one, two, three)
    assert {place[0] for place in cells(source)} == {0}
    assert [cells(source).get((0, row, 1)) for row in range(1, 4)] == ["Xây dựng văn bản", "theo chuyên đề", "Tổng kết"]
    assert [cell.place for cell in source.cells if source.text[cell.start : cell.end] == "Kiểm tra"] == [(0, 2, 1)]
    assert labelled(source, "furniture") == ["2", "TT", "Nhiệm vụ", "Cơ quan", "3"]


def test_two_tables_with_text_between_are_two() -> None:
    one, top = filled(1)
    one.table(COLUMNS, top, [["A", "B", "C"], ["1", "2", "3"]])
    two = Sheet()
    top = two.paragraph(70, SENTENCE)
    two.table(COLUMNS, top + 10, [["A", "B", "C"], ["4", "5", "6"]])
    assert {place[0] for place in cells(read(one, two))} == {0, 1}


def test_merged_cells_stand_where_they_begin() -> None:
    areas = [Area(0, 0, 100, 20), Area(0, 20, 50, 40), Area(50, 20, 100, 40), Area(100, 0, 150, 40)]
    grid = make_grid(areas)
    assert grid is not None
    assert sorted(grid.cells) == [(0, 0), (0, 2), (1, 0), (1, 1)]
    assert grid.place(80, 10) == (0, 0)
    assert grid.place(120, 35) == (0, 2)
    assert grid.place(200, 10) is None


def test_what_is_drawn_but_no_table() -> None:
    sheet, top = filled(2)
    sheet.rule(200, 75, 300, 75.6)
    for number in range(4):
        sheet.shade(LEFT, top - 12 + 17 * number, RIGHT, top + 4 + 17 * number)
        sheet.shade(LEFT, top - 12 + 17 * number, 300, top + 4 + 17 * number)
    sheet.paragraph(top, SENTENCE)
    sheet.grid([70, 560], [60, 800])
    source = read(sheet)
    assert cells(source) == {}
    assert source.text.count("nghiêm túc") == 3


def test_a_grid_that_cuts_through_words_is_no_table() -> None:
    sheet, top = filled(1)
    sheet.grid([LEFT - 5, 200, 350, RIGHT + 5], [70, 110, 150, 300])
    for _ in range(5):
        top = sheet.paragraph(top, SENTENCE, indent=0)
    assert cells(read(sheet)) == {}
