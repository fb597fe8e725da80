"""Document numbers: one pattern, and tables that tell kinds and bodies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancli.extract.doctypes import doc_types
from plancli.extract.numbers import Symbol, parse_symbol
from plancli.patterns import Patterns
from plancli.text import Views

PATTERNS = Patterns.builtin()


def read(text: str) -> Symbol:
    symbol = parse_symbol(text, PATTERNS)
    assert symbol is not None, text
    return symbol


@pytest.mark.parametrize(
    ("text", "canonical", "serial", "year", "type_code", "body_code", "kind"),
    [
        ("85-KH/ĐU", "85-KH/ĐU", "85", None, "KH", "ĐU", "KH"),
        ("Số  85 -KH/ĐU", "85-KH/ĐU", "85", None, "KH", "ĐU", "KH"),
        ("Số: 154/KH-UBND", "154/KH-UBND", "154", None, "KH", "UBND", "KH"),
        ("30/2020/NĐ-CP", "30/2020/NĐ-CP", "30", "2020", "NĐ", "CP", "NĐ"),
        ("1987/QĐ-TTg1", "1987/QĐ-TTg", "1987", None, "QĐ", "TTg", "QĐ"),
        ("15/2023/QH15", "15/2023/QH15", "15", "2023", None, "QH15", None),
        ("653/2019/UBTVQH14", "653/2019/UBTVQH14", "653", "2019", None, "UBTVQH14", None),
        ("66.7/2025/NQ-CP", "66.7/2025/NQ-CP", "66.7", "2025", "NQ", "CP", "NQ"),
        ("1752/SGTVT-QLVT PT&NL", "1752/SGTVT-QLVT PT&NL", "1752", None, None, "SGTVT-QLVT PT&NL", "CV"),
        ("342/KH-CAT-PV01", "342/KH-CAT-PV01", "342", None, "KH", "CAT-PV01", "KH"),
        ("15/KH-VKSKV7", "15/KH-VKSKV7", "15", None, "KH", "VKSKV7", "KH"),
        ("369/KH-THPTNSS", "369/KH-THPTNSS", "369", None, "KH", "THPTNSS", "KH"),
        ("4406/BNV-TCBC", "4406/BNV-TCBC", "4406", None, None, "BNV-TCBC", "CV"),
        ("1187-CV/BTGTU", "1187-CV/BTGTU", "1187", None, "CV", "BTGTU", "CV"),
        ("312/MTTQ-BTT", "312/MTTQ-BTT", "312", None, None, "MTTQ-BTT", "CV"),
        ("41/KHPH-CAT-SGDĐT", "41/KHPH-CAT-SGDĐT", "41", None, "KHPH", "CAT-SGDĐT", "KH"),
        ("131 /2013/TTLT-BTC-BQP", "131/2013/TTLT-BTC-BQP", "131", "2013", "TTLT", "BTC-BQP", "TTLT"),
        ("03/VBHN-VPQH", "03/VBHN-VPQH", "03", None, "VBHN", "VPQH", "VBHN"),
        ("847-NQ/QUTW", "847-NQ/QUTW", "847", None, "NQ", "QUTW", "NQ"),
        ("01-KH/ĐTN", "01-KH/ĐTN", "01", None, "KH", "ĐTN", "KH"),
        ("19 - HD/TĐTN-XDĐ", "19-HD/TĐTN-XDĐ", "19", None, "HD", "TĐTN-XDĐ", "HD"),
        ("09/KH-TTra", "09/KH-TTra", "09", None, "KH", "TTra", "KH"),
        # Lost hyphens are put back where the codes are known.
        ("1961/QĐUBND", "1961/QĐ-UBND", "1961", None, "QĐ", "UBND", "QĐ"),
        ("61/2018/NĐCP", "61/2018/NĐ-CP", "61", "2018", "NĐ", "CP", "NĐ"),
        ("31/KH-PT", "31/KH-PT", "31", None, "KH", "PT", "KH"),
        ("318-KH/TĐTN-BTG", "318-KH/TĐTN-BTG", "318", None, "KH", "TĐTN-BTG", "KH"),
        ("858CV/ĐUK", "858-CV/ĐUK", "858", None, "CV", "ĐUK", "CV"),
        # A body whose code only looks like two stays whole: Thanh tra Chính phủ.
        ("61/TTCP-V1", "61/TTCP-V1", "61", None, None, "TTCP-V1", "CV"),
        # Codes as they are miswritten.
        ("27- NQ/TW", "27-NQ/TW", "27", None, "NQ", "TW", "NQ"),
        ("27-NQ/TƯ", "27-NQ/TW", "27", None, "NQ", "TW", "NQ"),
        ("42/2014/QÐ-TTG", "42/2014/QĐ-TTg", "42", "2014", "QĐ", "TTg", "QĐ"),
        ("05-Ctr/ĐUK", "05-CTr/ĐUK", "05", None, "CTr", "ĐUK", "CTr"),
        ("Số 4 7/2020/ND-CP", "47/2020/NĐ-CP", "47", "2020", "NĐ", "CP", "NĐ"),
        # OCR digits, inside the serial only.
        ("34O-CV/ĐU", "340-CV/ĐU", "340", None, "CV", "ĐU", "CV"),
        ("l2/KH-UBND", "12/KH-UBND", "12", None, "KH", "UBND", "KH"),
        # Two separators alike: the body tells which kind was meant.
        ("35-CTr-TU", "35-CTr/TU", "35", None, "CTr", "TU", "CTr"),
        ("11/CT/TW", "11-CT/TW", "11", None, "CT", "TW", "CT"),
        # Blank serials.
        ("Số:      /KH-UBND", "/KH-UBND", None, None, "KH", "UBND", "KH"),
        ("-NQ/CB", "-NQ/CB", None, None, "NQ", "CB", "NQ"),
        ("......../KH-STC", "/KH-STC", None, None, "KH", "STC", "KH"),
        ("Số: - KH/ĐTN", "-KH/ĐTN", None, None, "KH", "ĐTN", "KH"),
        ("Số: …../2024/NQ-HĐND", "/2024/NQ-HĐND", None, "2024", "NQ", "HĐND", "NQ"),
    ],
)
def test_reads(
    text: str,
    canonical: str,
    serial: str | None,
    year: str | None,
    type_code: str | None,
    body_code: str | None,
    kind: str | None,
) -> None:
    symbol = read(text)
    assert symbol.text == canonical
    assert (symbol.serial, symbol.year) == (serial, year)
    assert (symbol.type_code, symbol.body_code, symbol.kind) == (type_code, body_code, kind)


@pytest.mark.parametrize(
    "text", ["", "KẾ HOẠCH", "ngày 27 tháng 4 năm 2023", "01/8/2023", "24/7", "2023 - 2028", "Số:", "xã Tân An"]
)
def test_is_no_number(text: str) -> None:
    assert parse_symbol(text, PATTERNS) is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("19/NQ-TW", "19-NQ/TW"),
        ("27-NQ/TƯ", "27 - NQ / TW"),
        ("06/QĐ-TTg", "6/QĐ-TTG"),
        ("35-CTr-TU", "35-CTr/TU"),
        ("61/2018/NĐCP", "61/2018/NĐ-CP"),
    ],
)
def test_spellings_share_a_key(left: str, right: str) -> None:
    assert read(left).key == read(right).key


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("27-NQ/TU", "27-NQ/TW"),
        ("12-CT/TU", "12-CTr/TU"),
        ("12/KH-UBND", "12/2023/KH-UBND"),
        ("12-QĐ/TU", "12-QĐi/TU"),
        ("30/NQ-CP", "30c/NQ-CP"),
    ],
)
def test_other_numbers_do_not(left: str, right: str) -> None:
    assert read(left).key != read(right).key


def test_printed_separators_are_kept_and_the_regular_form_is_told() -> None:
    swapped = read("19/NQ-TW")
    assert swapped.text == "19/NQ-TW"
    assert swapped.regular == "19-NQ/TW"
    union = read("19-HD/TĐTN-XDĐ")
    assert union.regular == union.text


def test_unknown_codes_still_parse() -> None:
    symbol = read("12-XYZ/ABQ")
    assert (symbol.type_code, symbol.body_code) == ("XYZ", "ABQ")
    assert not symbol.known
    assert read("85-KH/ĐU").known


codes = st.sampled_from(["KH", "NQ", "QĐ", "CTr", "TTr", "BC", "TB"])
bodies = st.sampled_from(["UBND", "HĐND", "TU", "TW", "ĐU", "SYT", "STP", "BTC"])


@given(
    serial=st.integers(1, 99999),
    code=codes,
    body=bodies,
    party=st.booleans(),
    blanks=st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_blanks_change_nothing(serial: int, code: str, body: str, party: bool, blanks: list[bool]) -> None:
    first, second = ("-", "/") if party else ("/", "-")
    a, b, c, d = (" " if blank else "" for blank in blanks)
    plain = f"{serial}{first}{code}{second}{body}"
    assert read(f"{serial}{a}{first}{b}{code}{c}{second}{d}{body}") == read(plain)
    assert read(plain).text == plain


@given(st.text(max_size=60))
def test_any_text_is_read_without_fail(text: str) -> None:
    parse_symbol(text, PATTERNS)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("KẾ HOẠCH", "KH"),
        ("Chương trình hành động", "CTr"),
        ("QUY ĐỊNH", "QĐi"),
        ("Bộ luật", "BL"),
        ("luật", "L"),
        ("Thông tư liên tịch", "TTLT"),
        ("công văn", "CV"),
        ("Kế hoạch phối hợp", "KH"),
        ("Hiến pháp", "HP"),
    ],
)
def test_kinds_by_name(name: str, code: str) -> None:
    kind = doc_types(PATTERNS).named(name)
    assert kind is not None
    assert kind.code == code


def test_longest_name_of_a_kind_is_taken() -> None:
    found = doc_types(PATTERNS).match(Views("Chương trình hành động số 12"), 0)
    assert found is not None
    end, kind = found
    assert (end, kind.code) == (len("Chương trình hành động"), "CTr")


def test_codes_of_kinds_are_unique() -> None:
    codes_ = [kind.code for kind in doc_types(PATTERNS).kinds]
    assert len(codes_) == len(set(codes_))


def test_code_tt_is_a_thong_tri_in_a_party_symbol() -> None:
    assert read("12-TT/TU").kind == "TTri"
    assert read("32/2018/TT-BGDĐT").kind == "TT"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("27-NQ/IW", "27-NQ/TW"),
        ("77/ÑQ-CP", "77/NQ-CP"),
        ("77/NÑQ-CP", "77/NQ-CP"),
        ("465/TIr-STP", "465/TTr-STP"),
        ("58/QĐĐ-UBND", "58/QĐ-UBND"),
        ("105/2016/QHI3", "105/2016/QH13"),
        ("105/2016/QHI13", "105/2016/QH13"),
        # What is known, or like no code that is, stays.
        ("05-KH/HĐĐ", "05-KH/HĐĐ"),
        ("12-XYZ/ABC", "12-XYZ/ABC"),
        ("7/KH-ITPC", "7/KH-ITPC"),
        ("01/2002/QHXI", "01/2002/QHXI"),
    ],
)
def test_codes_as_ocr_reads_them(text: str, expected: str) -> None:
    assert read(text).text == expected
