"""Numbers of cited documents in badly read texts."""

from __future__ import annotations

from plancli.library import parse_text
from plancli.model import Document

HEAD = "UBND XÃ AN PHÚ\nSố: 5/KH-UBND\nAn Phú, ngày 3 tháng 5 năm 2024\n\nKẾ HOẠCH\nTrồng cây\n\n"
# Words that are no syllables, as a bad reader leaves them.
DIRT = "\nCác thôn tổ chứe trồng câyy, bâo vệ rùng, chăm sóe câv xanh quanh trưòngg học và trạm ỵtế.\n"


def read(text: str, dirt: str = DIRT) -> Document:
    return parse_text(HEAD + text + dirt)


def numbers(document: Document) -> list[str | None]:
    return [reference.number for reference in document.references]


def repairs(document: Document) -> list[str]:
    mentions = [mention for reference in document.references for mention in reference.mentions]
    return [mention.repaired["number"] for mention in mentions if mention.repaired]


def codes(document: Document) -> list[str]:
    return [item.code for item in document.diagnostics if item.code.startswith("reference")]


def test_the_kind_that_is_said_gives_back_a_lost_letter() -> None:
    text = "Thực hiện Chương trình hành động số 35-CT/TU ngày 07/02/2023 của Tỉnh ủy.\n"
    assert numbers(read(text)) == ["35-CTr/TU"]
    assert repairs(read(text)) == ["35-CT/TU"]
    assert numbers(read(text, "")) == ["35-CT/TU"], "in a text that reads well it is the writer's"


def test_the_issuer_tells_which_body_is_meant() -> None:
    text = "Thực hiện Kế hoạch số 60-KH/TƯ ngày 24/5/2023 của Ban Thường vụ Tỉnh ủy về cải cách.\n"
    assert numbers(read(text)) == ["60-KH/TU"]
    assert repairs(read(text)) == ["60-KH/TƯ"]
    assert numbers(read(text, "")) == ["60-KH/TW"]
    spoilt = text.replace("ngày 24/5/2023", "ugày 24/5/2023")
    assert numbers(read(spoilt)) == ["60-KH/TU"]
    assert numbers(read(text.replace("Ban Thường vụ Tỉnh ủy", "Bộ Chính trị"))) == ["60-KH/TW"]


DAY = "Nghị quyết số 27-NQ/TW ngày 09/11/2022 của Ban Chấp hành Trung ương"


def test_a_slip_of_the_same_day_is_the_document_that_more_mentions_name() -> None:
    text = f"Thực hiện {DAY}.\nTheo {DAY}.\nTheo {DAY.replace('27', '7')}.\n"
    assert numbers(read(text)) == ["27-NQ/TW"]
    assert repairs(read(text)) == ["7-NQ/TW"]
    assert "reference-variant" in codes(read(text))
    assert numbers(read(text, "")) == ["27-NQ/TW", "7-NQ/TW"]


def test_another_day_is_another_document() -> None:
    text = f"Thực hiện {DAY}.\nTheo {DAY}.\nTheo {DAY.replace('27', '7').replace('09/11/2022', '11/10/2017')}.\n"
    assert numbers(read(text)) == ["27-NQ/TW", "7-NQ/TW"]


def test_a_number_without_day_is_the_one_that_is_cited_again_and_again() -> None:
    often = f"Thực hiện {DAY}.\n" + "Theo Nghị quyết số 27-NQ/TW.\n" * 3
    assert numbers(read(often + "Theo Nghị quyết số 2-NQ/TW.\n")) == ["27-NQ/TW"]
    # Too few others: it stays, and is told.
    seldom = read(f"Thực hiện {DAY}.\nTheo Nghị quyết số 2-NQ/TW.\n")
    assert numbers(seldom) == ["27-NQ/TW", "2-NQ/TW"]
    assert codes(seldom) == ["reference-suspect"]
    assert codes(read(f"Thực hiện {DAY}.\nTheo Nghị quyết số 2-NQ/TW.\n", "")) == []


def test_figures_that_no_reader_takes_for_one_another_stay() -> None:
    often = f"Thực hiện {DAY}.\n" + "Theo Nghị quyết số 27-NQ/TW.\n" * 4
    assert numbers(read(often + "Theo Nghị quyết số 26-NQ/TW.\n")) == ["27-NQ/TW", "26-NQ/TW"]


def test_a_body_spelt_as_nowhere_else_is_told() -> None:
    text = f"Thực hiện {DAY}; Kế hoạch số 11-KH/TW.\nTheo Kế hoạch số 63-KH/TƯ.\n"
    assert codes(read(text)) == ["reference-suspect"]
    assert codes(read(text, "")) == []


def test_what_is_printed_as_the_number_is_no_repair() -> None:
    assert repairs(read("Thực hiện Nghị quyết số 27- NQ/TW, Kế hoạch số 05–KH/TW, Kế hoạch số 5-KH/TW.\n")) == []
