"""The checks: each code on a document made for it, and silence on documents that are as they should be."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

import plancli
from plancli.check.context import Context
from plancli.check.run import UnknownCodeError, find_all, selected
from plancli.model import Diagnostic
from plancli.patterns import Patterns
from plancli.review.registry import registered

STATE = """ỦY BAN NHÂN DÂN
XÃ ĐÔNG HẢI

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 12/KH-UBND

Đông Hải, ngày 05 tháng 3 năm 2024

KẾ HOẠCH
Phòng, chống đuối nước năm 2024

Thực hiện Kế hoạch số 30/KH-UBND ngày 10/01/2024 của UBND huyện, UBND xã ban hành Kế hoạch như sau:

I. NỘI DUNG
1. Cắm biển cảnh báo.
- Cơ quan chủ trì: Công an xã.
- Thời gian thực hiện: trước ngày 15/5/2024.
2. Dạy bơi cho học sinh.
- Cơ quan chủ trì: Trường THCS Đông Hải.
- Thời gian thực hiện: tháng 6/2024.
3. Tập huấn sơ cứu.
- Cơ quan chủ trì: Trạm Y tế xã.
- Thời gian thực hiện: quý III/2024.
II. TỔ CHỨC THỰC HIỆN
Giao Văn phòng UBND xã theo dõi, tổng hợp, báo cáo Ủy ban nhân dân xã theo quy định./.

Nơi nhận:
- UBND huyện (b/c);
- Công an xã;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Trần Văn Bình
"""

PARTY = """ĐẢNG BỘ HUYỆN TÂN SƠN
ĐẢNG ỦY XÃ ĐÔNG HẢI
*
Số 12-KH/ĐU

ĐẢNG CỘNG SẢN VIỆT NAM

Đông Hải, ngày 05 tháng 3 năm 2024

KẾ HOẠCH
thực hiện Nghị quyết đại hội đảng bộ xã
-----

Thực hiện Kế hoạch số 30-KH/HU, ngày 10/01/2024 của Huyện ủy, Đảng ủy xã xây dựng Kế hoạch như sau:

I- NỘI DUNG
1. Các chi bộ học tập Nghị quyết xong trước ngày 15/5/2024.
2. Đoàn Thanh niên trồng cây trong tháng 6/2024.
II- TỔ CHỨC THỰC HIỆN
Văn phòng Đảng ủy theo dõi, đôn đốc việc thực hiện Kế hoạch.

Nơi nhận:
- Huyện ủy (b/c),
- Các chi bộ,
- Lưu Văn phòng Đảng ủy.

T/M ĐẢNG ỦY
PHÓ BÍ THƯ

Trần Văn Bình
"""


@pytest.fixture(scope="module")
def patterns() -> Patterns:
    return Patterns.builtin()


def findings(text: str) -> list[Diagnostic]:
    return find_all(plancli.parse_text(text), text, Patterns.builtin())


def codes(found: Iterable[Diagnostic]) -> set[str]:
    return {item.code for item in found}


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("text", [STATE, PARTY])
def test_nothing_is_found_in_a_document_that_is_as_it_should_be(text: str) -> None:
    assert findings(text) == []


STATE_CASES: list[tuple[str, list[tuple[str, str]], str, str]] = [
    ("no national name", [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n", "")], "form-heading-missing", ""),
    ("no motto", [("Độc lập - Tự do - Hạnh phúc\n", "")], "form-heading-missing", ""),
    ("no place", [("Đông Hải, ngày 05", "Ngày 05")], "form-place-missing", "Ngày 05 tháng 3 năm 2024"),
    ("no subject", [("Phòng, chống đuối nước năm 2024\n", "")], "form-subject-missing", "KẾ HOẠCH"),
    ("the Party's number", [("12/KH-UBND", "12-KH/UBND")], "form-number-style", "12-KH/UBND"),
    ("no zero before the number", [("12/KH-UBND", "5/KH-UBND")], "form-number-zero", "5/KH-UBND"),
    ("no colon", [("Số: 12", "Số 12")], "form-number-word", "12/KH-UBND"),
    ("no zero before the day", [("ngày 05 tháng 3", "ngày 5 tháng 3")], "form-date-line", "ngày 5 tháng 3 năm 2024"),
    ("no zero before the month", [("05 tháng 3", "15 tháng 2")], "form-date-line", "ngày 15 tháng 2 năm 2024"),
    ("a date in figures", [("ngày 05 tháng 3 năm 2024", "ngày 05/3/2024")], "form-date-line", "ngày 05/3/2024"),
    ("no comma", [("Đông Hải, ngày", "Đông Hải ngày")], "form-date-line", "ngày 05 tháng 3 năm 2024"),
    ("mixed numbers", [("II. TỔ CHỨC", "II- TỔ CHỨC")], "form-numbering-mixed", "II-"),
    ("no end mark", [("quy định./.", "quy định.")], "form-end-mark", "định."),
    (
        "KT above TM",
        [("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH", "KT. CHỦ TỊCH\nTM. ỦY BAN NHÂN DÂN")],
        "form-authority-order",
        "KT. CHỦ TỊCH",
    ),
    ("a deputy for himself", [("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\n", "")], "form-authority-missing", "PHÓ CHỦ TỊCH"),
    (
        "a chairman for himself",
        [("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "CHỦ TỊCH")],
        "form-authority-missing",
        "CHỦ TỊCH",
    ),
    ("no deputy", [("PHÓ CHỦ TỊCH", "CHÁNH VĂN PHÒNG")], "form-authority-deputy", "TM. ỦY BAN"),
    ("the Party's mark", [("TM. ỦY", "T/M ỦY")], "form-authority-mark", "T/M"),
    ("nobody's name", [("\nTrần Văn Bình\n", "")], "form-signer-missing", "TM. ỦY BAN"),
    (
        "no recipients",
        [("Nơi nhận:\n- UBND huyện (b/c);\n- Công an xã;\n- Lưu: VT.\n", "")],
        "form-recipients-missing",
        "",
    ),
    ("a line without its mark", [("Công an xã;", "Công an xã")], "form-recipients-mark", "Công an xã"),
    ("no filing", [("- Lưu: VT.\n", "")], "form-filing-missing", "Công an xã"),
    ("filed nowhere", [("Lưu: VT.", "Lưu: NC.")], "form-filing", "Lưu: NC."),
    ("too late", [("trước ngày 15/5/2024", "trước ngày 15/02/2024")], "deadline-past", "trước ngày 15/02/2024"),
    ("a younger citation", [("10/01/2024", "10/01/2025")], "reference-later", "Kế hoạch số 30/KH-UBND"),
    (
        "two dates",
        [("theo quy định./.", "theo Kế hoạch số 30/KH-UBND ngày 11/01/2024./.")],
        "reference-dates",
        "Kế hoạch số 30/KH-UBND",
    ),
    ("no agency", [("- Cơ quan chủ trì: Trạm Y tế xã.\n", "")], "task-no-agency", "3. Tập huấn sơ cứu."),
    ("no appendix", [("theo quy định./.", "theo Phụ lục kèm theo./.")], "appendix-missing", "Phụ lục kèm theo"),
    ("no such appendix", [("theo quy định./.", "theo Phụ lục II./.")], "appendix-missing", "Phụ lục II"),
    ("unused", [("đuối nước năm 2024\n\n", "đuối nước năm 2024\n\n"), ("sơ cứu.", "sơ cứu (viết tắt là SCBĐ).")],
     "alias-unused", "(viết tắt là SCBĐ)"),
    (
        "used too early",
        [("Cắm biển cảnh báo.", "Cắm biển về TNTT."), ("sơ cứu.", "phòng tai nạn thương tích (viết tắt là TNTT).")],
        "alias-early",
        "TNTT",
    ),
    ("tones", [("sơ cứu.", "sơ cứu, văn hoá.")], "tone-mixed", "hoá"),
    ("a day that is none", [("15/5/2024", "31/6/2024")], "date-impossible", "ngày 31/6/2024"),
    ("twice", [("Dạy bơi cho", "Dạy bơi cho cho")], "word-doubled", "cho cho"),
    ("no syllable", [("Dạy bơi", "Dạy bởt")], "ocr-suspect", "bởt"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "pairs", "code", "words"), STATE_CASES, ids=[case[0] for case in STATE_CASES])
def test_state_documents(name: str, pairs: list[tuple[str, str]], code: str, words: str) -> None:
    text = changed(STATE, *pairs)
    found = [item for item in findings(text) if item.code == code]
    assert found, codes(findings(text))
    shown = text[slice(*found[0].span)] if found[0].span else ""
    assert shown.startswith(words) if words else not shown


PARTY_CASES: list[tuple[str, list[tuple[str, str]], str]] = [
    ("no name of the Party", [("ĐẢNG CỘNG SẢN VIỆT NAM\n", "")], "form-heading-missing"),
    ("the state's number", [("12-KH/ĐU", "12/KH-ĐU")], "form-number-style"),
    ("the state's mark", [("T/M ĐẢNG ỦY", "TM. ĐẢNG ỦY")], "form-authority-mark"),
    ("for the secretary", [("T/M ĐẢNG ỦY", "K/T BÍ THƯ")], "form-authority-party"),
    ("mixed numbers", [("II- TỔ", "II. TỔ")], "form-numbering-mixed"),
    (
        "the state's end",
        [("thực hiện Kế hoạch.\n", "thực hiện Kế hoạch./.\n"), ("05 tháng 3 năm 2024", "05 tháng 6 năm 2026"),
         ("15/5/2024", "15/7/2026"), ("6/2024", "7/2026")],
        "form-end-mark-party",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "pairs", "code"), PARTY_CASES, ids=[case[0] for case in PARTY_CASES])
def test_party_documents(name: str, pairs: list[tuple[str, str]], code: str) -> None:
    only = {name for name, item in registered(Patterns.builtin()).items() if item.only}
    assert codes(findings(changed(PARTY, *pairs))) & only == {code}


@pytest.mark.parametrize(
    ("base", "pairs"),
    [
        # What is lost in the making of the text is no fault of its writer.
        (STATE, [("Độc lập - Tự do - Hạnh phúc", "Ðộc lập – Tự do – Hạnh phúc")]),
        (STATE, [("Số: 12/KH-UBND", "Số: 12 /KH-UBND")]),
        (STATE, [("quy định./.", "quy định. /.")]),
        (STATE, [("Đông Hải, ngày", "Đông Hải,\nngày")]),
        (STATE, [("- UBND huyện (b/c);", "- UBND huyện; (b/c)")]),
        # Not every head of a body needs another's authority.
        (STATE, [("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH")]),
        # Numbers come again: last year's plan of this number is another one.
        (STATE, [("theo quy định./.", "theo Kế hoạch số 30/KH-UBND ngày 20/02/2023./.")]),
        # Another document's appendix need not be here.
        (STATE, [("theo quy định./.", "theo Phụ lục II ban hành kèm theo Nghị định số 30/2020/NĐ-CP./.")]),
        (STATE, [("theo quy định./.", "theo quy định tại Phụ lục II./.")]),
        (STATE, [("theo quy định./.", "theo Thông tư số 01/2021/TT-BTC, lập hồ sơ theo Phụ lục II./.")]),
        # A short form that is used, in whatever spelling.
        (STATE, [("Cắm biển", "Phòng, chống tai nạn (viết tắt là PCTN); cắm biển"), ("sơ cứu.", "sơ cứu PCTN.")]),
        # One of two ways of writing tones.
        (STATE, [("sơ cứu.", "sơ cứu, văn hóa, khỏe.")]),
        (PARTY, [("Số 12", "Số: 12")]),
        # Until 2026 nothing forbade it.
        (PARTY, [("thực hiện Kế hoạch.\n", "thực hiện Kế hoạch./.\n")]),
        (PARTY, [("PHÓ BÍ THƯ", "BÍ THƯ")]),
    ],
)
def test_no_false_alarms(base: str, pairs: list[tuple[str, str]]) -> None:
    assert findings(changed(base, *pairs)) == []


def test_a_short_form_that_is_used_before_it_is_defined_alone_is_said_once() -> None:
    text = changed(STATE, ("Cắm biển cảnh báo.", "Cắm biển về TNTT."), ("sơ cứu.", "tai nạn (viết tắt là TNTT)."))
    assert codes(findings(text)) & {"alias-early", "alias-unused"} == {"alias-early"}


def test_an_excerpt_has_no_end_to_miss() -> None:
    excerpt = STATE[: STATE.index("II. TỔ CHỨC")]
    assert codes(findings(excerpt)) == {"signature-missing"}


def test_a_lost_letterhead_is_said_once() -> None:
    text = STATE[STATE.index("KẾ HOẠCH") :]
    assert not any(code.startswith("form-") for code in codes(findings(text)))
    assert "header-lost" in codes(findings(text))


def test_appendices_that_are_there_and_those_that_are_not() -> None:
    annexes = "\nPHỤ LỤC {}\nDanh sách điểm nguy hiểm\n\n1. Hồ Đông.\n2. Hồ Tây.\n"
    text = changed(STATE, ("theo quy định./.", "theo Phụ lục I và Phụ lục III kèm theo Kế hoạch này./."))
    found = findings(text + annexes.format("I") + annexes.format("II"))
    missing = [item for item in found if item.code == "appendix-missing"]
    assert [item.message for item in missing] == ["“Phụ lục III kèm theo” không có trong văn bản"]
    arabic = findings(STATE + annexes.format("1") + annexes.format("2"))
    assert "form-appendix-number" in codes(arabic)
    assert "form-appendix-number" not in codes(findings(STATE + annexes.format("I") + annexes.format("II")))


def test_legal_documents_have_rules_of_their_own(patterns: Patterns) -> None:
    for number, style in (("12/2024/QĐ-UBND", "law"), ("12/QĐ-UBND", "state")):
        text = STATE.replace("12/KH-UBND", number).replace("KẾ HOẠCH", "QUYẾT ĐỊNH")
        assert Context(plancli.parse_text(text), text, patterns).style == style


@pytest.mark.parametrize(
    ("issuer", "style"),
    [
        ("SỞ NỘI VỤ\nPHÒNG TỔ CHỨC", "state"),
        ("TRƯỜNG THCS ĐÔNG HẢI", "state"),
        ("LIÊN ĐOÀN LAO ĐỘNG TỈNH HÒA BÌNH", "other"),
    ],
)
def test_the_style_follows_the_issuer(issuer: str, style: str, patterns: Patterns) -> None:
    text = STATE.replace("ỦY BAN NHÂN DÂN\nXÃ ĐÔNG HẢI", issuer, 1)
    assert Context(plancli.parse_text(text), text, patterns).style == style


def test_findings_come_in_the_order_of_the_text() -> None:
    text = changed(STATE, ("Số: 12", "Số 12"), ("Công an xã;", "Công an xã"), ("II. TỔ", "II- TỔ"), ("15/5", "15/2"))
    places = [item.span[0] if item.span else -1 for item in findings(text)]
    assert places == sorted(places)
    assert len(places) >= 4


def test_outline_findings_point_at_the_number() -> None:
    text = changed(STATE, ("3. Tập huấn", "4. Tập huấn"))
    (gap,) = [item for item in findings(text) if item.code == "outline-gap"]
    assert gap.span is not None
    assert text[slice(*gap.span)] == "4."


@pytest.mark.parametrize("text", ["", "x", "KẾ HOẠCH", "TM. KT.\n\n\nPhụ lục I kèm theo", "\ud800\x00(viết tắt là )"])
def test_any_text_can_be_checked(text: str) -> None:
    document = plancli.parse_text(text, with_text=True)
    find_all(document, document.text or "", Patterns.builtin())


def test_parse_gives_none_of_them(patterns: Patterns) -> None:
    only = {code for code, item in registered(patterns).items() if item.only == "check"}
    assert len(only) > 25
    for _, pairs, _, _ in STATE_CASES:
        assert not codes(plancli.parse_text(changed(STATE, *pairs)).diagnostics) & only


def test_every_code_of_the_checks_is_tried(patterns: Patterns) -> None:
    tried = {case[2] for case in STATE_CASES} | {case[2] for case in PARTY_CASES}
    elsewhere = {"form-appendix-number", "form-addressee-missing"}
    assert {code for code, item in registered(patterns).items() if item.only} == (
        {code for code in tried if registered(patterns)[code].only} | elsewhere
    )


def test_a_letter_is_addressed(patterns: Patterns) -> None:
    letter = changed(
        STATE,
        ("12/KH-UBND", "12/UBND-VX\nV/v phòng, chống đuối nước"),
        ("KẾ HOẠCH\nPhòng, chống đuối nước năm 2024\n", ""),
    )
    assert "form-addressee-missing" in codes(findings(letter))
    addressed = changed(letter, ("Thực hiện Kế hoạch số 30", "Kính gửi: Công an xã.\n\nThực hiện Kế hoạch số 30"))
    assert "form-addressee-missing" not in codes(findings(addressed))


# --- select and ignore ---------------------------------------------------------------------------------------------


def test_select_and_ignore(patterns: Patterns) -> None:
    known = list(registered(patterns))
    assert selected(known, [], [], patterns) == set(known)
    assert selected(known, ["deadline-past", "tone-mixed"], ["tone-*"], patterns) == {"deadline-past"}
    assert all(code.startswith("form-") for code in selected(known, ["form-*"], [], patterns))
    with pytest.raises(UnknownCodeError, match="deadline-pst"):
        selected(known, [], ["deadline-pst"], patterns)
