"""Web pages for tests: what Word, LibreOffice and Google Docs write, and pages of portals round a document."""

from __future__ import annotations

from html import escape

from plancli.readers import RawFile
from plancli.readers.docx import Decoder
from plancli.readers.html import read_html
from plancli.text import SourceText

LETTERHEAD = """\
<table width="100%"><tr><td align=center>ỦY BAN NHÂN DÂN<br><b>XÃ ĐÔNG HẢI</b></td>
<td align=center><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br><b>Độc lập - Tự do - Hạnh phúc</b></td></tr>
<tr><td align=center>Số: 12/KH-UBND</td><td align=center><i>Đông Hải, ngày 04 tháng 3 năm 2024</i></td></tr></table>
"""
BODY = """\
<p align=center><b>KẾ HOẠCH</b></p><p align=center><b>Phòng, chống đuối nước năm 2024</b></p>
<p>Căn cứ Kế hoạch số 45/KH-UBND ngày 12/01/2024 của UBND huyện, Ủy ban nhân dân xã xây dựng kế hoạch như sau:</p>
<p><b>I. MỤC ĐÍCH</b></p><p>1. Nâng cao nhận thức của gia đình và nhà trường về an toàn cho trẻ em.</p>
<p>2. Giảm số vụ đuối nước so với năm trước.</p>
<p><b>II. TỔ CHỨC THỰC HIỆN</b></p><p>1. Các thôn rà soát ao, hồ trước ngày 15/4/2024.</p>
<p>2. Trường học dạy bơi cho học sinh trong hè.</p>
"""
END = """\
<table width="100%"><tr><td><b>Nơi nhận:</b><br>- UBND huyện;<br>- Các thôn;<br>- Lưu: VT.</td>
<td><b>TM. ỦY BAN NHÂN DÂN</b><br><b>CHỦ TỊCH</b><br><br><b>Trần Văn Hải</b></td></tr></table>
"""
MENU = "".join(f'<li><a href="/muc/{number}">Chuyên mục {number}</a></li>' for number in range(12))
RELATED = "".join(
    f'<div class="item"><a href="/vb/{number}">Kế hoạch số {number}/KH-UBND về công tác tuyên truyền</a></div>'
    for number in range(20, 28)
)


def portal(document: str, head: str = "") -> str:
    """A portal's page with the document in the middle of it."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Văn bản</title>{head}
<style>.an {{ display: none }} @media print {{ .content {{ display: none }} }}</style>
<script>var a = "<p>x</p>";</script>
</head><body><div id="page"><header><div class="logo">Cổng thông tin điện tử xã Đông Hải</div></header>
<nav><ul>{MENU}</ul></nav><div class="breadcrumb">Trang chủ / Văn bản / Chi tiết</div>
<div class="row"><div class="left-sidebar"><h3>Chuyên mục</h3><ul>{MENU}</ul></div>
<div class="main"><h1>Kế hoạch phòng, chống đuối nước</h1><div class="an">Nội dung ẩn</div>
<div class="content">{document}</div><div class="related"><h3>Văn bản liên quan</h3>{RELATED}</div></div></div>
<footer><p>Chịu trách nhiệm: Văn phòng UBND xã. Điện thoại: 0200000000</p></footer></div></body></html>"""


def old_portal(document: str) -> str:
    """A portal of tables in tables."""
    return f"""<html><body><table width=1000><tr><td colspan=2>Trang thông tin điện tử xã Đông Hải</td></tr>
<tr><td width=200 valign=top><table><tr><td><a href=/1>Giới thiệu</a></td></tr><tr><td><a href=/2>Tin tức</a></td></tr>
<tr><td><a href=/3>Văn bản</a></td></tr><tr><td><a href=/4>Liên hệ</a></td></tr></table></td>
<td valign=top>{document}</td></tr><tr><td colspan=2>Bản quyền thuộc về UBND xã</td></tr></table></body></html>"""


def word_item(marker: str, text: str, font: str = "Times New Roman") -> str:
    """A paragraph of an automatic list as Word saves it."""
    return (
        "<p class=MsoListParagraph style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span\n"
        f"style='mso-fareast-font-family:\"{font}\";font-family:{font}'>"
        f"<span style='mso-list:Ignore'>{escape(marker)}<span\n"
        "style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>"
        f"{escape(text)}<o:p></o:p></p>"
    )


def word_page(body: str) -> str:
    """A page as Word saves it: islands of XML in conditional comments, styles in a comment."""
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- @font-face {{font-family:Wingdings; panose-1:5 0;}} p.MsoNormal {{margin:0in;}} @page S1 {{size:8.5in;}}
 @list l0:level1 {{mso-level-text:"%1\\)";}} --></style></head>
<body lang=EN-US style='tab-interval:.5in'><div class=WordSection1>{body}</div></body></html>"""


def page(html: str, decode: Decoder | None = None) -> SourceText:
    """What the reader makes of a page in UTF-8."""
    return read_html(RawFile("trang.html", html.encode("utf-8")), decode)


def lines(html: str) -> list[str]:
    """The lines of ``page``, without the last line end."""
    text = page(html).text
    assert text.endswith("\n")
    return text[:-1].split("\n")
