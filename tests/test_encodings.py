"""Old Vietnamese encodings: tables, fonts, detection, and the same document in each of them."""

from __future__ import annotations

import codecs
import json
import shutil
import subprocess
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import docx_cases as word
import legacy_cases as legacy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import to_builtins
from timing import seconds

from plancli.encodings.codes import bytes_of, codes_of
from plancli.encodings.detect import detect_bytes, detect_text
from plancli.encodings.fonts import FontDecoder, font_scheme
from plancli.encodings.schemes import decode_legacy, scheme_name, schemes
from plancli.errors import ReadError
from plancli.library import parse_raw
from plancli.patterns import Patterns
from plancli.readers import RawFile, ReadOptions, read
from plancli.readers.docx.fonts import is_legacy_font

SAMPLES = sorted(
    path for path in (Path(__file__).parent.parent / "samples").iterdir() if path.suffix in (".txt", ".md")
)
HEAD = (
    "ỦY BAN NHÂN DÂN\nXÃ PHÚ HỘI\n\nSố: 27/KH-UBND\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
    "Độc lập - Tự do - Hạnh phúc\n\nPhú Hội, ngày 12 tháng 3 năm 2004\n\nKẾ HOẠCH\n"
    "Vệ sinh môi trường, phòng chống dịch bệnh mùa khô\n"
)
BODY = (
    "Căn cứ Nghị quyết của Hội đồng nhân dân xã, Ủy ban nhân dân xã xây dựng kế hoạch như sau:\n"
    "1. Các thôn tổ chức tổng vệ sinh, khơi thông cống rãnh trước ngày 30/4.\n"
    "2. Trạm y tế xã hướng dẫn nhân dân sử dụng nước sạch và báo cáo kết quả hằng tháng.\n"
)


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


# --- tables ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", legacy.SCHEMES)
@pytest.mark.parametrize("letter", legacy.MARKED)
def test_every_letter_comes_back(scheme: str, letter: str) -> None:
    expected = letter
    if scheme == "tcvn3" and letter not in "ĂÂÊÔƠƯĐ":
        expected = letter.lower()
    # Letters round it show that it takes none of its neighbours with it.
    for before, after in (("", ""), ("t", "n"), ("x ", " x")):
        # The full stop shows that this VIQR escapes full stops.
        data = legacy.encode(f".{before}{letter}{after}", scheme)
        assert nfc(decode_legacy(data, scheme)) == f".{before}{expected}{after}"


@pytest.mark.parametrize("scheme", legacy.SCHEMES)
def test_ascii_stays(scheme: str) -> None:
    ascii_ = "".join(map(chr, range(32, 127))) + "\r\n\tabc"
    plain = ascii_ if scheme != "viqr" else "abc (x), so 12/KH-UBND; 50 % - [1]\r\n\tbcd"
    assert decode_legacy(plain.encode(), scheme) == plain


@pytest.mark.parametrize("scheme", [name for name in legacy.SINGLE_BYTE if name != "vni"])
def test_no_code_and_no_letter_is_given_twice(scheme: str) -> None:
    letters = schemes()[scheme].letters
    assert len(set(letters.values())) == len(letters)
    whole = set(legacy.MARKED) if scheme not in ("tcvn3", "windows-1258") else set()
    assert whole <= set(letters.values())


def test_vni_takes_a_mark_of_either_case() -> None:
    assert decode_legacy("HOÄI, Hoäi, HOäI, ÑEÁN, ÑEáN", "vni") == "HỘI, Hội, HỘI, ĐẾN, ĐẾN"


def iconv(name: str) -> str | None:
    program = shutil.which("iconv")
    if program is None:
        return None
    known = subprocess.run([program, "-l"], capture_output=True, check=False).stdout.decode("ascii", "ignore")
    return program if name in known.replace("/", " ").split() else None


@pytest.mark.parametrize(
    ("scheme", "theirs"), [("viscii", "VISCII"), ("tcvn3", "TCVN5712-1"), ("windows-1258", "CP1258")]
)
def test_tables_are_those_of_others(scheme: str, theirs: str) -> None:
    """Python's codec is always there; iconv, where it knows the encoding, is asked too."""
    program = iconv(theirs)
    checked = 0
    for code, letter in schemes()[scheme].letters.items():
        data = bytes_of(code)
        assert data is not None
        if scheme == "windows-1258":
            assert data.decode("cp1258") == letter
            checked += 1
        if program is not None:
            # A mark is let go only behind its base.
            run = subprocess.run([program, "-f", theirs, "-t", "UTF-8"], input=data, capture_output=True, check=True)
            assert nfc(run.stdout.decode()) == letter
            checked += 1
    assert checked or program is None


@pytest.mark.parametrize("scheme", legacy.SINGLE_BYTE)
@pytest.mark.parametrize("page", ["cp1252", "latin-1", "cp1258"])
def test_letters_read_by_any_western_page_come_back(scheme: str, page: str) -> None:
    if page == "cp1258" and scheme == "windows-1258":
        assert legacy.misread(BODY, scheme, page) == decode_legacy(legacy.encode(BODY, scheme), scheme)
    shown = legacy.misread(BODY, scheme, page)
    assert nfc(decode_legacy(shown, scheme)) == nfc(decode_legacy(legacy.encode(BODY, scheme), scheme))


@given(st.binary(max_size=200), st.sampled_from(legacy.SCHEMES))
def test_any_bytes_are_decoded_line_by_line(data: bytes, scheme: str) -> None:
    text = decode_legacy(data, scheme)
    assert text.count("\n") == data.count(b"\n")
    text.encode("utf-8")
    assert bytes_of(codes_of(data)) == data


@given(st.text(max_size=200), st.sampled_from(legacy.SCHEMES))
def test_any_text_is_decoded_line_by_line(text: str, scheme: str) -> None:
    assert decode_legacy(text, scheme).count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        ("TCVN3", "tcvn3"), ("abc", "tcvn3"), ("VNI-Win", "vni"), ("CP1258", "windows-1258"), ("VISCII", "viscii"),
        ("x-viet-vps", "vps"), ("windows_1258", "windows-1258"), ("viqr", "viqr"), ("utf-8", None), ("", None),
    ],
)  # fmt: skip
def test_names(name: str, scheme: str | None) -> None:
    assert scheme_name(name) == scheme


def test_an_unknown_scheme_is_told() -> None:
    with pytest.raises(ValueError, match="tcvn3"):
        decode_legacy("x", "klingon")


# --- VIQR --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Vie^.t Nam", "Việt Nam"),
        ("DDo^.c la^.p, Ddo^'ng dda", "Độc lập, Đống đa"),
        ("ddu+o+`ng tu*o*ng", "đường tương"),
        ("Nha` Be`\\.", "Nhà Bè."),
        ("hoa`.", "hoà."),
        ("tham gia.\nCa'c", "tham gia.\nCác"),
        ("tham gia. Ca'c", "tham gia. Các"),
        ("vu. vie^.c", "vụ việc"),
        ("NHIE^.M VU.\n1. Co^ng ta'c", "NHIỆM VỤ\n1. Công tác"),
        ("nhie^.m vu..\n", "nhiệm vụ.\n"),
        ("nhie^.m vu....", "nhiệm vụ..."),
        ("a. Mu.c ti\\'", "a. Mục ti'"),
        ("nha...", "nha..."),
        ("i^ o(", "i^ o("),
        ("ba(`ng", "bằng"),
        ("xa\\. the^' na`o\\?", "xa. thế nào?"),
    ],
)
def test_viqr(typed: str, text: str) -> None:
    assert decode_legacy(typed, "viqr") == text


# --- capitals that TCVN3 cannot write ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH",
        "ĐẢNG BỘ TỈNH LÀO CAI",
        "Số: 12-NQ/TU",
        "UBND xã Mỹ Lộc và HĐND huyện",
        "I. MỤC ĐÍCH, YÊU CẦU",
        "Ủy ban nhân dân ở các xã",
        "1. Ủy viên dự họp. Ở đâu cũng vậy",
        "Giám đốc Sở GTVT, Hà Nội",
        "Phó GĐ Sở KHĐT",
        "GĐ Sở GTVT",
    ],
)
def test_capitals_come_back(text: str) -> None:
    assert decode_legacy(legacy.encode(text, "tcvn3"), "tcvn3") == text


def test_what_no_letter_tells_stays_small() -> None:
    assert decode_legacy(legacy.encode("cùng Ấm áp", "tcvn3"), "tcvn3") == "cùng ấm áp"


# --- fonts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("font", "scheme"),
    [
        (".VnTime", ("tcvn3", False)), (".VnTimeH", ("tcvn3", True)), (".VnArialH", ("tcvn3", True)),
        (".VnArial NarrowH", ("tcvn3", True)), ("ABCDEF+.VnTime,Bold", ("tcvn3", False)),
        ("ABCDEF+.VnTimeH-BoldItalic", ("tcvn3", True)), (".vntimeh", ("tcvn3", True)), ("VnTime", ("tcvn3", False)),
        (".VnSouthern", ("tcvn3", False)), ("VNI-Times", ("vni", False)), ("VNI-Helve-Condense", ("vni", False)),
        ("VPS Times", ("vps", False)), ("VI Times Hoa", ("viscii", True)), ("VI Arial", ("viscii", False)),
        ("Times New Roman", None), ("VNtimes new roman", None), ("VNI-Internet Mail", None), ("Verdana", None),
        ("Vivaldi", None), ("", None),
    ],
)  # fmt: skip
def test_fonts(font: str, scheme: tuple[str, bool] | None) -> None:
    assert font_scheme(font) == scheme


def test_the_font_rules_prove_themselves() -> None:
    assert [problem for problem in Patterns.builtin().check() if problem.file.startswith("encod")] == []


def test_the_readers_ask_for_every_font_that_is_known() -> None:
    for rule in Patterns.builtin()["encoding_fonts"].rules:
        for name in rule.rule.examples:
            assert is_legacy_font(name), name


@pytest.mark.parametrize(
    ("text", "font", "expected"),
    [
        ("Uû ban nh©n d©n", ".VnTime", "Uỷ ban nhân dân"),
        ("ñy ban nh©n d©n", ".VnTimeH", "ỦY BAN NHÂN DÂN"),
        ("ke hoach", ".VnTimeH", "KE HOACH"),
        ("Uyû ban", "VNI-Times", "Uỷ ban"),
        ("ùng", "VNI-Times", "\u0301ng"),
        ("\uf055\uf0fb ban", ".VnTime", "Uỷ ban"),
        ("kế hoạch", ".VnTime", "kế hoạch"),
        ("kế hoạch", ".VnTimeH", "KẾ HOẠCH"),
        ("Céng hoµ", "Times New Roman", "Céng hoµ"),
        ("", ".VnTime", ""),
    ],
)
def test_text_by_its_font(text: str, font: str, expected: str) -> None:
    assert FontDecoder()(text, font) == expected


def test_a_word_document_in_old_fonts() -> None:
    def run(text: str, font: str) -> str:
        return word.r(text, f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>')

    body = word.p(run("ñy ban nh©n d©n x· phó héi", ".VnTimeH")) + word.p(
        run("KÕ ho¹ch ", ".VnTime") + run("Uyû ban xaõ", "VNI-Times") + run(" năm 2004", "Times New Roman")
    )
    source = read(RawFile("a.docx", word.pack(word.parts(body))))
    assert source.text.splitlines() == ["ỦY BAN NHÂN DÂN XÃ PHÚ HỘI", "Kế hoạch Uỷ ban xã năm 2004"]
    assert dict(source.options)["font-encodings"] == "tcvn3, vni"


# --- detection ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", legacy.SCHEMES)
@pytest.mark.parametrize("text", [HEAD, BODY, HEAD + BODY])
def test_short_texts_are_told(scheme: str, text: str) -> None:
    data = legacy.encode(text, scheme)
    source = read(RawFile("a.txt", data))
    assert source.encoding == scheme
    assert nfc(source.text) == nfc(decode_legacy(data, scheme))
    options = dict(source.options)
    assert 0.5 < float(options["detected"]) <= 1
    assert float(options["margin"]) > 0.3
    assert "stored" not in options


@pytest.mark.parametrize("scheme", legacy.SINGLE_BYTE)
@pytest.mark.parametrize("page", ["cp1252", "latin-1"])
@pytest.mark.parametrize("stored", ["utf-8", "utf-16"])
def test_unicode_that_holds_the_wrong_letters(scheme: str, page: str, stored: str) -> None:
    source = read(RawFile("a.txt", legacy.misread(HEAD + BODY, scheme, page).encode(stored)))
    assert source.encoding == scheme
    assert nfc(source.text) == nfc(decode_legacy(legacy.encode(HEAD + BODY, scheme), scheme))
    assert dict(source.options)["stored"].startswith(stored)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Cá»™ng hÃ²a xÃ£ há»™i chá»§ nghÄ©a Viá»‡t Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("KÕ ho¹ch cña §¶ng uû, H§ND vµ UBND x·", "Kế hoạch của Đảng uỷ, HĐND và UBND xã"),
    ],
)
def test_one_line_is_enough(shown: str, text: str) -> None:
    found = detect_text(shown)
    assert found is not None
    assert (found.text, found.lines) == (text, None)


OTHERS = {
    "English": "The committee – “as agreed” – will meet at the café on 5 May; naïve résumés, the façade, add.",
    "French": "Le comité a décidé que les élèves de l’école à côté du théâtre seraient reçus. Où êtes-vous ? Là-bas.",
    "German": "Für die Bürger der Städte müssen schöne Straßen gebaut werden; die Öffnungszeiten ändern sich jährlich.",
    "Spanish": "El señor Núñez llegó mañana a la estación. ¿Qué pasó? ¡Está aquí! Más allá del río, la niña comió.",
    "Portuguese": "A comissão não aprovou as decisões. São João é a estação do avô. Avó, mãe e irmã vão à praia.",
    "Swedish": "Småländska kyrkan står på höjden över sjön. Många människor åker dit på våren för att se på fåglarna.",
    "code": "x = a^2 + o^3 - e^(i+1)  # add, odd; u++ and o++ (a(b), a(c)), it's don't, they're",
}


@pytest.mark.parametrize("language", OTHERS)
def test_other_languages_are_left_alone(language: str) -> None:
    text = OTHERS[language]
    for form in (text, text * 20, text.upper(), unicodedata.normalize("NFD", text)):
        assert detect_text(form) is None
        assert detect_bytes(form.encode("cp1252", "replace")) is None
        assert detect_text(form.encode().decode("latin-1")) is None


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_proper_vietnamese_is_left_alone(path: Path, form: Any) -> None:
    text = unicodedata.normalize(form, path.read_text("utf-8"))
    assert detect_text(text) is None
    for line in text.split("\n"):
        assert detect_text(line) is None
    assert detect_text(text.replace("\n", " ")) is None
    # Tones apart from composed vowels, as windows-1258 is turned into Unicode.
    mixed = codecs.decode(legacy.encode(text, "windows-1258"), "cp1258")
    assert detect_text(mixed) is None
    assert read(RawFile("a.txt", text.encode())).text == text


@pytest.mark.parametrize("text", ["Xã Hòa Lân, thôn Đông Hà, có hai trăm hộ", "Thôn Ông Công và xã Trà Cú", "à á ã â"])
def test_letters_that_latin_1_has_too_are_left_alone(text: str) -> None:
    assert detect_text(text) is None


@given(st.text(alphabet=st.sampled_from(legacy.LETTERS + " \n"), max_size=80))
@settings(max_examples=60)
def test_nothing_is_told_of_what_only_unicode_can_write(text: str) -> None:
    proper = f"Việt {text}".replace("\n", " ")
    assert detect_text(proper) is None


@pytest.mark.parametrize("scheme", ["tcvn3", "vni", "viscii", "vps"])
def test_a_paragraph_in_another_encoding(scheme: str) -> None:
    shown = HEAD + legacy.misread(BODY, scheme) + "Nơi nhận:\n- Các ủy viên Ban chỉ đạo;\n- Café Zürich.\n"
    found = detect_text(shown)
    assert found is not None
    assert (found.scheme, found.lines) == (scheme, BODY.count("\n"))
    assert nfc(found.text) == HEAD + BODY + "Nơi nhận:\n- Các ủy viên Ban chỉ đạo;\n- Café Zürich.\n"
    source = read(RawFile("a.txt", shown.encode()))
    assert source.encoding == "utf-8"
    assert dict(source.options)["legacy"] == scheme
    assert dict(source.options)["legacy-lines"] == str(found.lines)


def test_a_unicode_paragraph_in_an_old_document() -> None:
    shown = legacy.misread(HEAD, "tcvn3") + "Thực hiện chỉ đạo của huyện.\n" + legacy.misread(BODY, "tcvn3")
    found = detect_text(shown)
    assert found is not None
    assert "Thực hiện chỉ đạo của huyện.\nCăn cứ Nghị quyết của Hội đồng" in found.text
    assert found.text.startswith("ủy BAN NHÂN DÂN") or found.text.startswith("ỦY BAN NHÂN DÂN")


def test_bytes_that_are_no_text_stay_unread() -> None:
    assert detect_bytes(bytes(range(1, 256)) * 30) is None
    assert detect_bytes(b"\0" + legacy.encode(BODY, "vni")) is None
    assert detect_bytes(b"") is None


@given(st.binary(max_size=300))
def test_any_bytes_are_judged(data: bytes) -> None:
    found = detect_bytes(data)
    assert found is None or found.margin > 0


@pytest.mark.parametrize("scheme", ["tcvn3", "vni"])
def test_many_paragraphs_take_time_in_proportion(scheme: str) -> None:
    def taken(count: int) -> float:
        text = (HEAD + legacy.misread(BODY, scheme)) * count
        found = detect_text(text)
        assert found is not None
        assert found.lines == BODY.count("\n") * count
        return seconds(lambda: detect_text(text), 3)

    assert taken(400) < 8 * taken(100) + 0.05


def test_detection_takes_time_in_proportion() -> None:
    text = legacy.misread(BODY, "tcvn3") * 400
    assert detect_text(text) is not None
    assert seconds(lambda: detect_text(text * 4), 3) < 8 * seconds(lambda: detect_text(text), 3) + 0.05


# --- forced ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", legacy.SCHEMES)
def test_an_encoding_can_be_forced(scheme: str) -> None:
    options = ReadOptions(encoding=scheme.upper())
    data = legacy.encode("Hạnh", scheme)
    source = read(RawFile("a.txt", data), options)
    assert (nfc(source.text), source.encoding) == ("Hạnh", scheme)
    assert dict(source.options)["forced"] == "yes"
    if scheme != "viqr":
        source = read(RawFile("a.txt", codecs.BOM_UTF8 + legacy.misread("Hạnh", scheme).encode()), options)
        assert nfc(source.text) == "Hạnh"
        assert dict(source.options)["stored"] == "utf-8"


@pytest.mark.parametrize(
    ("data", "name", "text", "encoding"),
    [
        ("é".encode("latin-1"), "latin-1", "é", "iso8859-1"),
        ("Kế".encode(), "UTF-8", "Kế", "utf-8"),
        ("Kế".encode("utf-8-sig"), "utf8", "Kế", "utf-8"),
        (b"K\xe9\xff", "utf-8", "K\ufffd\ufffd", "utf-8"),
        ("Kế".encode("utf-16-le"), "utf-16-le", "Kế", "utf-16-le"),
    ],
)
def test_python_s_encodings_can_be_forced(data: bytes, name: str, text: str, encoding: str) -> None:
    source = read(RawFile("a.txt", data), ReadOptions(encoding=name))
    assert (source.text, source.encoding) == (text, encoding)


def test_forced_text_is_not_second_guessed() -> None:
    shown = "Céng hoµ x· héi chñ nghÜa ViÖt Nam"
    assert read(RawFile("a.txt", shown.encode()), ReadOptions(encoding="utf-8")).text == shown


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", "undefined", "a\0b", "ké"])
def test_what_is_no_encoding_is_told(name: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(RawFile("a.txt", b"abc"), ReadOptions(encoding=name))
    assert caught.value.code == "encoding-name"


# --- the same document -------------------------------------------------------------------------------------


@cache
def findings(path: Path, scheme: str) -> Any:
    """What is found in the sample written in the encoding: all but places; in TCVN3 case is not told."""
    text = legacy.writable(path.read_text("utf-8"))
    data = text.encode() if scheme == "utf-8" else legacy.encode(text, scheme)
    document = parse_raw(RawFile(path.name, data))
    assert document.source.reader.encoding == scheme
    return _without_places({name: value for name, value in to_builtins(document).items() if name != "source"})


def _without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_places(item) for key, item in value.items() if key not in ("span", "page", "boxes", "bbox")
        }
    return [_without_places(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("scheme", legacy.SCHEMES)
def test_a_sample_in_an_old_encoding_gives_the_same(path: Path, scheme: str) -> None:
    expected, found = (json.dumps(findings(path, name), ensure_ascii=False) for name in ("utf-8", scheme))
    if scheme == "tcvn3":
        # "Huyện Ủy" is written as "Huyện ủy" is.
        expected, found = expected.lower(), found.lower()
    assert found == expected
