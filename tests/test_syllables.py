"""The rules of the syllable, and what must never be called a slip."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancli.normalise.syllables import is_possible, suspects

POSSIBLE = """
quyết quyển quyền quýt quít quốc quả quý qua quê quờ quầng quặng quàng quét quẹt quỳnh quạnh
nghị nghề nghiêng nghèo ngạch ngành ngoằn ngoèo nguyễn nguyệt ngoại ngưỡng ngửi
kế kiểm kỳ kỉ kỷ ký kênh kiêng khuỷu khuya khuếch khoảng khoẻ khỏe khuyến khúc
ghi ghế ghép gì giá giết giếng giêng giữa giấy giới giúp gìn giường giản giuộc
yếu yên yết yêu ý y ỷ ích ít ơi ở ư ừ ô ôi ấy ừng uyển uỷ ủy oai oan ấp ương ướp iu
hoà hòa hoá hóa thuý thúy thuỷ thủy loè lòe toả tỏa huỷ hủy toàn tòan hoàn
trường trượt triển trách truyền tuần tuyển tuyết tuýp tuýt huýt xoong boong moóc goòng rơ
hươu rượu bưởi muỗi chuối cuộc buộc thuở huơ phở việc viện xuất luật loạt hoặc xoáy ngoáo
đảng đoàn điều đường đẩy đã đứt được đủ
pin pa xẻng kẻng séc eng lỉnh kỉnh ngoẹo khoeo xoèn xoẹt hoẵng loăng quăng hoắt nguệch huênh hoang
"""

IMPOSSIBLE = """
quyêt quyét quyêh quuyết nghiêp tiêp viêc môt biêt đôc luât kêt xuât đươc đưọc đuợc phuơng truờng nuớc huơng
ka kă kông cế cê ciếm gế gệ ngế ngiệp nghành nghạch ghà ghóp kinhh thựcc ngườii
iếu iên yâu khyến tyền quuốc wôn fải zù jạ thựchiện củacác hoạtđộng bf tlnh đ đc
đựơc ngừơi thừơng kíên tíêp
"""


@pytest.mark.parametrize("word", POSSIBLE.split())
def test_possible(word: str) -> None:
    assert is_possible(word)


@pytest.mark.parametrize("word", IMPOSSIBLE.split())
def test_impossible(word: str) -> None:
    assert not is_possible(word)


@given(st.sampled_from((POSSIBLE + IMPOSSIBLE).split()))
def test_case_and_form_of_unicode_do_not_matter(word: str) -> None:
    expected = is_possible(word)
    for form in ("NFC", "NFD"):
        for change in (str.upper, str.capitalize):
            assert is_possible(unicodedata.normalize(form, change(word))) == expected


@pytest.mark.parametrize("rime", ["ac", "ach", "ap", "at", "ôc", "iêt", "ươp", "uyêt"])
def test_stops_take_two_tones_only(rime: str) -> None:
    vowel = next(char for char in reversed(rime) if char in "aôêơ")
    tones = {"": False, "\u0300": False, "\u0301": True, "\u0303": False, "\u0309": False, "\u0323": True}
    for mark, allowed in tones.items():
        word = "th" + unicodedata.normalize("NFC", rime.replace(vowel, vowel + mark))
        assert is_possible(word) == allowed, word


def words_of(text: str) -> list[str]:
    return [text[start:end] for start, end in suspects(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nghị quyêt số 27-NQ/TW", ["quyêt"]),
        ("QUYÉT ĐỊNH", ["QUYÉT"]),
        ("NGHỊ QUYÊT", ["QUYÊT"]),
        ("Bộ trưởngBộ Giáo dục", ["trưởngBộ"]),
        ("đuợc phân công tai phuờng", ["đuợc", "phuờng"]),
        ("các cơ quan, đơnvị", ["đơnvị"]),
        ("Thưc hiện Kê hoạch", ["Thưc"]),
        ("giớí thiệu", ["giớí"]),
    ],
)
def test_slips_are_found(text: str, expected: list[str]) -> None:
    assert words_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # Acronyms, codes, symbols, short forms.
        "UBND, HĐND, BCĐ, ĐUK, UBMTTQ, BTGĐUK, TWĐTN, LĐTBXH, TƯ, CĐCS, KHĐT, ĐUP, GDĐT",
        "Số 29-CTr/TU, 465/TTr-STP, 08-QĐi/TW, 27-NQ/TƯ, 342/KH-CAT-PV01, 66.7/2025/NQ-CP, TTr, Tr., QyĐ, TTg, PGDĐT",
        "DungDQ\\KH14/ Q; đ/c Bí thư; 50.000đ; 12tỷđ; đt: 0912; tp.Đà Nẵng; số 3đ; trđ; tỷđ",
        "Chương XIV, khóa XIII, Quý II/2023, mục IV",
        # Foreign words, e-mail, addresses, code.
        "internet, video, marketing, Website, online, iOffice, VNeID, Zalo, Facebook, PowerPoint, AI, IoT, Blockchain",
        "vanthu@hanoi.gov.vn, https://dichvucong.gov.vn/p/home?x=đ, hồ_sơ.docx",
        "José, Réunion, Québec, café, Genève, Pécs, São Paulo, Müller, Ångström",
        # Loanwords.
        "xêri, bêtông, phôtô, ôtô, môtô, panô, catalô, lôgô, ôxy, ôxit, axít, điôxin, prôtêin, rađa, lôgíc, viđêô",
        "áp-phích, ki-lô-gam, các-bon, In-đô-nê-xi-a, Ô-xtrây-li-a, Ăng-ghen, công-ten-nơ, vắc-xin, mác-xít",
        "C. Mác, Ph. Ăngghen, V.I. Lênin, Hồ Chí Minh, chủ nghĩa Mác - Lênin",
        # Names of the minorities' languages.
        "Đắk Lắk, Đăk Nông, ĐẮK LẮK, Đak Đoa, Krông Pắk, KRÔNG BÚK, Pleiku, Kôn Gang, Ea H'Leo, Cư M’gar, R'lấp",
        "Bắc Kạn, BẮC KẠN, Kon Plông, Chư Păh, Chư Pưh, Đakrông, Ia Khươl, Cuôr Đăng, Dliê Ya, Ia Rvê, Ea Knuếc, Nuôl",
        "Hmông, H'Mông, Xtiêng, M'Nông, Hrê, Ê Đê, Xơ Đăng, Ơ Đu, Niê, Ksơr, Mlô, Chơ Ro, Pa Kô, Tà Ôi, Giẻ Triêng",
        # Plain text with rare syllables.
        "khúc khuỷu, loằng ngoằng, huênh hoang, xe buýt, rơ moóc, cái xoong, luýnh quýnh, quều quào, ngoắt ngoéo",
        "hòan thành, tòan dân, qúy I, gĩa biệt",
    ],
)
def test_what_is_no_slip(text: str) -> None:
    assert words_of(text) == []


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    for start, end in suspects(text):
        assert 0 <= start < end <= len(text)


@given(st.text(alphabet="aăâbcdđeêghijklmnoôơpqrstuưvxyzáàạấệộ", max_size=12))
def test_possible_words_are_never_suspect(word: str) -> None:
    if is_possible(word):
        assert suspects(word) == []
