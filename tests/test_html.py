"""The HTML reader: lines, lists, tables, what is left out, encodings, limits."""

from __future__ import annotations

import time
import unicodedata
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import html_cases as web
import pytest
from docx_cases import cells, labelled
from html_cases import lines, page
from hypothesis import given
from hypothesis import strategies as st
from timing import seconds

from plancli.errors import ReadError
from plancli.library import parse_raw
from plancli.readers import RawFile, read
from plancli.readers.html import read_html, tree
from plancli.readers.html.encoding import declared_encoding, decode
from plancli.readers.html.lists import counted
from plancli.text import SourceText

# --- lines -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>một</p><p>hai</p>", ["một", "hai"]),
        ("một<p>hai", ["một", "hai"]),
        ("<p>  một\n   <b>hai</b>\t ba </p>", ["một hai ba"]),
        ("<p>kế<b> hoạch </b> năm</p>", ["kế hoạch năm"]),
        ("<p>kế hoạ<span>ch</span></p>", ["kế hoạch"]),
        ("<p>một<br>hai<br/></p><p>ba</p>", ["một", "hai", "ba"]),
        ("<p>một<br><br>hai</p>", ["một", "", "hai"]),
        ("<p>một</p><p>&nbsp;</p><p>hai</p>", ["một", "\xa0", "hai"]),
        ("<p>UBND XÃ&nbsp;&nbsp;&nbsp;&nbsp;SỐ 1</p>", ["UBND XÃ\xa0\xa0\xa0\xa0SỐ 1"]),
        ("<p>A &amp; B &lt;c&gt; &#7871; &ndash; &#x1EBF;</p>", ["A & B <c> ế – ế"]),
        ("<p>&#147;kế hoạch&#148; &#150; 1</p>", ["“kế hoạch” – 1"]),
        ("<p>m<sup>2</sup>, H<sub>2</sub>O</p>", ["m2, H2O"]),
        ("<div>một<div>hai</div>ba</div>", ["một", "hai", "ba"]),
        ("<h2>một</h2>hai<blockquote>ba</blockquote>", ["một", "hai", "ba"]),
        ("<dl><dt>một<dd>hai</dl>", ["một", "hai"]),
        ("<pre>\nmột  hai\n   ba\n</pre>", ["", "một  hai", "   ba"]),
        ("<p style='white-space:pre-wrap'>a  b\n c</p>", ["a  b", " c"]),
        ("<p>một<hr>hai", ["một", "hai"]),
        ("<p>Sở<wbr> Nội vụ <img src=a.gif> &shy;</p>", ["Sở Nội vụ \xad"]),
        ("<ruby>字<rp>(</rp><rt>tự</rt><rp>)</rp></ruby>", ["字"]),
        ("<span style='display:block'>a</span>b", ["a", "b"]),
        ("<style>.x{text-transform:uppercase}</style><p class=x>kế hoạch</p>", ["KẾ HOẠCH"]),
        ("<p>a<ins>b</ins><del>c</del></p>", ["ab"]),
    ],
)
def test_lines(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


@pytest.mark.parametrize(
    ("html", "bold"),
    [
        ("<p><b>một</b></p><p>hai</p>", ["một"]),
        ("<p><b>một</b> hai</p>", []),
        ("<p><b>một</b> <strong>hai</strong></p>", ["một hai"]),
        ("<h1>một</h1>", ["một"]),
        ("<h1 style='font-weight:normal'>một</h1>", []),
        ("<p style='FONT-WEIGHT: Bold !important'>một</p>", ["một"]),
        ("<style>p.t, .u {font-weight:700}</style><p class='x T'>một<p><span class=u>hai</span>", ["một", "hai"]),
        ("<p style='font:bold 13pt Arial'>một</p>", ["một"]),
        ("<table><tr><th>một<td>hai</table>", ["một"]),
    ],
)
def test_bold_lines(html: str, bold: list[str]) -> None:
    assert labelled(page(html), "bold") == bold


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>x</script>",
        "<style>x {}</style>",
        "<noscript>x</noscript>",
        "<template>x</template>",
        "<nav><p>x</p></nav>",
        "<p hidden>x</p>",
        "<p style='display: none'>x</p>",
        "<p style='visibility:hidden'>x</p>",
        "<span style='mso-hide:all'>x</span>",
        "<p class=giau>x</p>",
        "<div id=An><p>x</div>",
        "<select><option>x</option></select>",
        "<textarea>x</textarea>",
        "<button>x</button>",
        "<!-- x --><!--[if gte mso 9]><xml>x</xml><![endif]-->",
        "<xml><o:x>x</o:x></xml>",
        "<svg><text>x</text></svg>",
        "<div role=navigation>x</div>",
        "<object>x</object>",
    ],
)
def test_what_a_browser_does_not_print_is_left_out(hidden: str) -> None:
    sheet = "<head><style>.giau{display:none} #an{display:none} @media print { .hai {display:none} }</style></head>"
    html = f"<html>{sheet}<body><p>một</p>{hidden}<p class=hai>hai</p></body></html>"
    assert lines(html) == ["một", "hai"]


# --- lists -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ol><li>x<li>y</ol>", ["1. x", "2. y"]),
        ("<ol type=I><li>x<ol type=a><li>y<li>z</ol><li>w</ol>", ["I. x", "a. y", "b. z", "II. w"]),
        ("<ol type=A start=3><li>x<li value=6>y<li>z</ol>", ["C. x", "F. y", "G. z"]),
        ("<ol reversed><li>x<li>y<li>z</ol>", ["3. x", "2. y", "1. z"]),
        ("<ol style='list-style-type:lower-roman'><li>x<li>y</ol>", ["i. x", "ii. y"]),
        ("<ol style='list-style:none'><li>x</ol>", ["x"]),
        ("<ul><li>x<ul><li>y</ul><li>z</ul>", ["- x", "+ y", "- z"]),
        ("<ul style='list-style-type:none'><li>x</ul>", ["x"]),
        ("<ul><li>- x<li>+ y<li>-5 độ</ul>", ["- x", "+ y", "- -5 độ"]),
        ("<ol><li>1. x<li>2) y<li>3 xã</ol>", ["1. x", "2) y", "3. 3 xã"]),
        ("<ol><li><p>x</p><p>y</p></li><li></li><li>z</ol>", ["1. x", "y", "3. z"]),
        ("<ol><li><b>x</b></ol>", ["1. x"]),
        ("<li>x", ["- x"]),
        ("<ol start=x><li value=99999999999>x</ol>", ["1. x"]),
        ("<ol start=0><li>x<li>y</ol>", ["0. x", "1. y"]),
    ],
)
def test_lists(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


def test_computed_markers_are_synthetic_and_typed_ones_are_not() -> None:
    source = page("<ol><li>x<li>2. y</ol><ul><li>z</ul>")
    assert labelled(source, "synthetic") == ["1. ", "- "]
    assert dict(source.options)["numbering"] == "computed"


@pytest.mark.parametrize(
    ("number", "style", "expected"),
    [
        (1, "lower-alpha", "a"), (26, "upper-latin", "Z"), (27, "lower-alpha", "aa"), (703, "lower-alpha", "aaa"),
        (0, "lower-alpha", "0"), (4, "upper-roman", "IV"), (4000, "lower-roman", "4000"), (-2, "decimal", "-2"),
        (7, "decimal-leading-zero", "07"),
    ],
)  # fmt: skip
def test_counter_styles(number: int, style: str, expected: str) -> None:
    assert counted(number, style) == expected


def test_words_own_list_markers_stay() -> None:
    body = (
        web.word_item("I.", "MỤC ĐÍCH")
        + web.word_item("a)", "Nâng cao nhận thức")
        + web.word_item("·", "một", "Symbol")
        + web.word_item("§", "hai", "Wingdings")
        + web.word_item("-", "ba")
    )
    source = page(web.word_page(body))
    assert source.text == "I. MỤC ĐÍCH\na) Nâng cao nhận thức\n• một\n▪ hai\n- ba\n"
    assert labelled(source, "synthetic") == []


def test_lists_of_google_docs() -> None:
    sheet = (
        "ul.lst-kix_a-0{list-style-type:none}ol.lst-kix_b-1{list-style-type:none}"
        '.lst-kix_a-0 > li:before{content:"-  "}'
        '.lst-kix_b-1 > li:before{content:"" counter(lst-ctn-kix_b-1,lower-latin) ") "}'
    )
    body = (
        '<ol class="c1 lst-kix_b-1 start" start="1"><li class="c0">một</li></ol><p>giữa</p>'
        '<ol class="c1 lst-kix_b-1" start="2"><li>hai</li></ol><ul class="lst-kix_a-0 start"><li>ba</li></ul>'
    )
    assert lines(f"<html><head><style>{sheet}</style></head><body>{body}</body></html>") == [
        "a) một", "giữa", "b) hai", "- ba",
    ]  # fmt: skip


def test_libreoffice_writes_heading_styles_as_items() -> None:
    head = '<head><meta name="generator" content="LibreOffice 7.4"/></head>'
    body = "<ol><li><h1>U<img align=left src=a.gif>\nBND XÃ</h1></ol><ol><li><p>một</p></ol>"
    assert lines(f"<html>{head}<body>{body}</body></html>") == ["UBND XÃ", "1. một"]
    assert lines(f"<html><body>{body}</body></html>") == ["1. U BND XÃ", "1. một"]


# --- tables ------------------------------------------------------------------------------------------------


def test_cells_have_their_places() -> None:
    html = "<table><thead><tr><th>TT<th>Việc</thead><tbody><tr><td>1<td><p>a</p><p>b</p></tbody></table>sau"
    source = page(html)
    assert source.text == "TT\nViệc\n1\na\nb\nsau\n"
    assert cells(source) == [((0, 0, 0), "TT"), ((0, 0, 1), "Việc"), ((0, 1, 0), "1"), ((0, 1, 1), "a\nb")]


def test_spans_move_columns_and_cover_places() -> None:
    html = (
        "<table><tr><td rowspan=2>a<td colspan=2>b<td>c<tr><td>d<td>e<td rowspan=0>f<tr><td>g<td>h<td>i<tr><td></table>"
    )
    assert cells(page(html)) == [
        ((0, 0, 0), "a"), ((0, 0, 1), "b"), ((0, 0, 3), "c"),
        ((0, 1, 0), ""), ((0, 1, 1), "d"), ((0, 1, 2), "e"), ((0, 1, 3), "f"),
        ((0, 2, 0), "g"), ((0, 2, 1), "h"), ((0, 2, 2), "i"), ((0, 2, 3), ""),
        ((0, 3, 0), ""), ((0, 3, 3), ""),
    ]  # fmt: skip


def test_nested_tables_count_for_themselves() -> None:
    source = page("<table><tr><td>a<table><tr><td>b</table>c<td>d</table><table><tr><td>e</table>")
    assert source.text == "a\nb\nc\nd\ne\n"
    assert cells(source) == [
        ((0, 0, 0), "a"), ((1, 0, 0), "b"), ((0, 0, 0), "c"), ((0, 0, 1), "d"), ((2, 0, 0), "e"),
    ]  # fmt: skip


def test_broken_tables() -> None:
    source = page("<table><caption>Phụ lục</caption>lạc<td>a<td>b<tr><td>c</table>")
    assert source.text.startswith("Phụ lục\nlạc\na\nb\nc")
    assert [place for place, _ in cells(source)] == [(0, 0, 0), (0, 0, 1), (0, 1, 0)]


def test_a_table_round_a_whole_document_is_no_table() -> None:
    long = "".join(f"<p>{number}. Nội dung của đoạn thứ {number} trong văn bản này.</p>" for number in range(60))
    source = page(f"<table><tr><td>bên trái<td>{long}<table><tr><td>x<td>y</table></table>")
    assert [text for _, text in cells(source)] == ["x", "y"]


def test_spans_beyond_all_bounds_are_cut() -> None:
    start = time.process_time()
    row = "<td rowspan=65534 colspan=99999>" * 60
    source = page(f"<table><tr>{row}{'<tr><td>' * 3000}</table><p>sau")
    assert source.text.endswith("sau\n")
    assert max(cell.place[2] for cell in source.cells) <= 64 * 63
    assert time.process_time() - start < 20


# --- which part of the page --------------------------------------------------------------------------------


@pytest.mark.parametrize("wrap", [web.portal, web.old_portal, web.word_page, lambda document: f"<div>{document}</div>"])
def test_the_document_is_found_in_its_page(wrap: object) -> None:
    document = web.LETTERHEAD + web.BODY + web.END
    source = page(wrap(document))  # type: ignore[operator]
    assert source.text == page(document).text
    parsed = parse_raw(RawFile("x.html", wrap(document).encode()))  # type: ignore[operator]
    assert parsed.header.number is not None
    assert parsed.header.number.text == "12/KH-UBND"
    assert parsed.header.issuer is not None
    assert parsed.header.issuer.name == "Ủy ban nhân dân xã Đông Hải"
    assert [section.path for section in parsed.sections] == ["I", "II"]
    assert [item.name for item in parsed.recipients] == ["UBND huyện", "Các thôn"]


def test_a_page_without_a_document_keeps_its_text() -> None:
    text = page(web.portal("<p>Lịch tiếp công dân</p>")).text
    assert "Lịch tiếp công dân\n" in text
    assert "Chuyên mục 3" not in text
    assert "Nội dung ẩn" not in text


def test_what_is_called_a_menu_but_holds_the_document_is_kept() -> None:
    document = f"<div class='tabs content-menu'>{web.LETTERHEAD}{web.BODY}{web.END}</div>"
    assert "Nơi nhận:" in page(web.portal(document)).text


def test_an_appendix_beside_the_document_is_kept() -> None:
    long = "".join(f"<p>{number}. Biểu mẫu số {number} kèm theo kế hoạch của xã.</p>" for number in range(1, 12))
    text = page(f"<body><div>{web.LETTERHEAD}{web.BODY}{web.END}</div><div><p>PHỤ LỤC</p>{long}</div></body>").text
    assert "Biểu mẫu số 11" in text


def test_linked_citations_are_no_menu() -> None:
    links = "".join(f"<p>Căn cứ <a href=/l{n}>Luật số {n}/2019/QH14 ngày 01/01/2019</a>;</p>" for n in range(6))
    assert "Luật số 5/2019/QH14" in page(web.portal(web.LETTERHEAD + links + web.BODY + web.END)).text


# --- footnotes ---------------------------------------------------------------------------------------------

NOTES = {
    "word": (
        "<a style='mso-footnote-id:ftn1' href='#_ftn1' name='_ftnref1'><sup>[1]</sup></a>",
        "<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p><a href='#_ftnref1' "
        "name='_ftn1'><sup>[1]</sup></a> Chú thích.</p><p>Đoạn hai.</p></div></div>",
    ),
    "libreoffice": (
        '<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a>',
        '<div id="sdfootnote1"><p><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a>'
        "Chú thích.</p><p>Đoạn hai.</p></div>",
    ),
    "google": (
        '<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup>',
        '<hr><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a> Chú thích.</p></div>',
    ),
}


@pytest.mark.parametrize("kind", NOTES)
def test_footnotes(kind: str) -> None:
    mark, note = NOTES[kind]
    source = page(f"<p>Chỉ tiêu{mark} năm nay.</p><p>Đoạn sau.</p>{note}")
    found = labelled(source, "footnote")
    assert len(found) == 1
    assert found[0].strip().startswith("Chú thích.")
    assert source.text.startswith("Chỉ tiêu năm nay.\nĐoạn sau.\n")
    assert [label.start for label in source.labels if label.kind == "footnote-mark"] == [8]


def test_a_link_to_a_place_in_the_page_is_no_footnote() -> None:
    assert lines("<p><a href='#m'>1</a> đầu</p><p id=m>Mục</p>") == ["1 đầu", "Mục"]


# --- encodings ---------------------------------------------------------------------------------------------

TEXT = "Ủy ban nhân dân xã xây dựng kế hoạch thực hiện nhiệm vụ trọng tâm của các cơ quan, đơn vị trong năm"


def cp1258(text: str) -> bytes:
    """As Windows has it: qualities in the letter, tones behind it."""
    out = b""
    for char in text:
        tones = [mark for mark in unicodedata.normalize("NFD", char) if mark in "\u0300\u0301\u0303\u0309\u0323"]
        rest = "".join(mark for mark in unicodedata.normalize("NFD", char) if mark not in tones)
        out += unicodedata.normalize("NFC", rest).encode("cp1258") + "".join(tones).encode("cp1258")
    return out


@pytest.mark.parametrize("declared", ["utf-8", "windows-1258", "windows-1252", "iso-8859-1", "x-unknown", "utf-16", ""])
@pytest.mark.parametrize("form", ["utf-8", "utf-8-sig", "utf-16", "windows-1258"])
def test_encodings(declared: str, form: str) -> None:
    html = f"<html><head><meta charset='{declared}'></head><body><p>{TEXT}</p></body></html>"
    data = cp1258(html) if form == "windows-1258" else html.encode(form)
    source = read(RawFile("x.html", data))
    assert unicodedata.normalize("NFC", source.text) == f"{TEXT}\n"
    assert source.encoding == {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(form, form)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b'<meta charset="windows-1258">', "windows-1258"),
        (b"<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset = x; charset=koi8-r'>", None),
        (b"<meta http-equiv=Content-Type content='text/html;charset=KOI8-R'>", "koi8-r"),
        (b'<?xml version="1.0" encoding="windows-1258"?>', "windows-1258"),
        (b"<meta charset=latin-1>", "windows-1252"),
        (b"<meta charset=utf-7>", None),
        (b"<meta charset=base64>", None),
        (b"<p>charset=utf-8</p>", None),
        (b"<meta charset=\xff\0>", None),
    ],
)
def test_declared_encodings(head: bytes, expected: str | None) -> None:
    assert declared_encoding(head) == expected


def test_a_bad_byte_in_a_utf8_page_is_replaced() -> None:
    source = read(RawFile("x.html", f"<meta charset=utf-8><p>{TEXT}</p>".encode() + b"\xe1"))
    assert source.text == f"{TEXT}\n\ufffd\n"
    assert dict(source.options)["replaced"] == "1"


def test_fonts_of_old_encodings_are_decoded() -> None:
    html = b"<html><body><p>UBND</p><p><font face='.VnTime'>K\xd5 ho\xb9ch</font></p></body></html>"
    source = read(RawFile("x.html", html))
    assert source.text == "UBND\nKế hoạch\n"
    assert labelled(source, "font:.VnTime") == ["Kế hoạch"]
    assert read_html(RawFile("x.html", html)).text == "UBND\nKÕ ho¹ch\n"


def test_pages_in_old_encodings_without_fonts() -> None:
    html = b"<html><body><p>K\xd5 ho\xb9ch th\xf9c hi\xd6n nhi\xd6m v\xf4 tr\xe4ng t\xa9m c\xf1a c\xb8c c\xac quan</p>"
    source = read(RawFile("x.html", html))
    assert source.text == "Kế hoạch thực hiện nhiệm vụ trọng tâm của các cơ quan\n"
    assert source.encoding == "tcvn3"


def test_a_page_in_one_file() -> None:
    message = MIMEMultipart("related")
    message.attach(MIMEText(f"<html><body><p>{TEXT}</p><img src=cid:a></body></html>", "html", "utf-8"))
    message.attach(MIMEImage(b"\x89PNG\r\n\x1a\n", "png"))
    source = read(RawFile("x.mht", message.as_bytes()))
    assert source.text == f"{TEXT}\n"
    assert source.media_type == "text/html"


# --- damage and limits -------------------------------------------------------------------------------------


def code_of(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read_html(RawFile("x.html", data))
    assert caught.value.reason
    assert caught.value.remedy
    return caught.value.code


@pytest.mark.parametrize(
    "html", ["<html></html>", "<p> </p>", "<!-- x -->", "<script>x</script>", "<frameset><frame src=a></frameset>"]
)
def test_pages_without_text(html: str) -> None:
    assert code_of(html.encode()) == "empty"


@pytest.mark.parametrize("opening", ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<font>", "<span style='x:y'>"])
def test_a_hundred_thousand_nested_tags(opening: str) -> None:
    assert code_of((opening * 100_000 + "x").encode()) == "too-large"


@pytest.mark.parametrize("opening", ["<div>", "<b>", "<ol><li>", "<table><tr><td>", "<font face=a>"])
def test_nested_as_deep_as_the_parser_goes(opening: str) -> None:
    assert "x" in page(opening * 600 + "x").text


def test_many_marks_of_one_long_note() -> None:
    start = time.process_time()
    page("<a href='#a'>1</a>" * 20_000 + f"<p id=a>{'x<b>y</b>' * 20_000}")
    assert time.process_time() - start < 20


def test_too_many_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MAX_ELEMENTS", 1000)
    assert code_of(b"<p>x" * 3000) == "too-large"


def test_entities_of_the_page_are_not_expanded() -> None:
    html = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/hostname">]><p>x&a;&b;y</p>'
    text = page(html).text
    assert "aaaa" not in text
    assert len(text) < 120


@pytest.mark.parametrize(
    "piece",
    [
        "<p>Kế hoạch <b>năm</b> 2024</p>", "<div class=menu><a href=#>x</a></div>", "<li>x", "<table><tr><td>x</table>",
        "<a href='#a1'>1</a>", "<p id=a1><a href=#b>1</a>", "<style>.a{display:none}</style>", "</div></p>",
        "<b><i>x</b>",
    ],
)  # fmt: skip
def test_time_grows_with_the_page(piece: str) -> None:
    def taken(count: int) -> float:
        return seconds(lambda: page(f"<p>đầu</p>{piece * count}"))

    taken(100)
    assert taken(8000) < 8 * taken(1000) * 3 + 0.3


TAGS = st.sampled_from(
    [
        "<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<ol>", "<li>", "</ol>", "<b>", "</b>",
        "<div class=menu>",
        "<a href=#a>", "<a name=a href=#b>", "<pre>", "<br>", "<!--", "-->", "<![if x]>", "&nbsp;", "&#0;", "&#xD800;",
        "<script>", "<style>", "</", "<td rowspan=0 colspan=-1>", "<li value=x>", "<th>", "<body>", "<html>", "\0",
    ]
)  # fmt: skip


@given(st.lists(TAGS | st.text(max_size=8), max_size=40))
def test_any_soup_is_read_or_refused(soup: list[str]) -> None:
    code, source = None, SourceText("")
    try:
        source = read_html(RawFile("x.html", "".join(soup).encode("utf-8", "replace")))
    except ReadError as error:
        code = error.code
    assert code in {None, "empty", "too-large", "damaged"}
    source.text.encode("utf-8")
    for cell in source.cells:
        assert 0 <= cell.start <= cell.end <= len(source.text)
    for label in source.labels:
        assert 0 <= label.start <= label.end <= len(source.text)


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded(data: bytes) -> None:
    decode(data).text.encode("utf-8")
