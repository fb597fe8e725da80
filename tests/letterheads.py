"""Letterheads of many issuers, and the layouts in which readers and writers give them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import NamedTuple

_MOTTOES = {
    "state": ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "---------------"],
    "party": ["ĐẢNG CỘNG SẢN VIỆT NAM"],
    "youth": ["ĐOÀN TNCS HỒ CHÍ MINH"],
}
_STARS = {"state": "-------", "party": "*", "youth": "***"}
DATE = "ngày 05 tháng 3 năm 2024"
BODY = """
Căn cứ Kế hoạch số 999/KH-UBND ngày 01/01/2024 của Ủy ban nhân dân tỉnh;

I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
Nâng cao nhận thức của cán bộ.
2. Yêu cầu
Việc triển khai phải thiết thực.
"""
PATHS = ["I", "I/1", "I/2"]


class Letterhead(NamedTuple):
    """The lines of parent and issuer, the other fields, and which motto stands beside."""

    parent: list[str]
    issuer: list[str]
    number: str
    place: str
    motto: str
    kind: str
    subject: str

    @property
    def left(self) -> list[str]:
        """The left column; the number is the last line."""
        number = f"Số {self.number}" if self.motto == "party" else f"Số: {self.number}"
        return [*self.parent, *self.issuer, _STARS[self.motto], number]

    @property
    def right(self) -> list[str]:
        """The right column; place and date are the last line."""
        return [*_MOTTOES[self.motto], f"{self.place}, {DATE}"]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Both columns side by side, number and date in the last row."""
        above = list(zip_longest(self.left[:-1], self.right[:-1], fillvalue=""))
        return [*above, (self.left[-1], self.right[-1])]

    @property
    def rest(self) -> str:
        """Title, subject and body."""
        return f"\n{self.kind}\n{self.subject}\n-----\n{BODY}"


LETTERHEADS = [
    Letterhead(
        ["ĐẢNG BỘ HUYỆN LÂM HÀ"],
        ["ĐẢNG ỦY XÃ TÂN HÀ"],
        "85-KH/ĐU",
        "Tân Hà",
        "party",
        "KẾ HOẠCH",
        "kiểm tra, giám sát năm 2024",
    ),
    Letterhead(
        [],
        ["TỈNH ỦY HÀ NAM"],
        "115-CTr/TU",
        "Hà Nam",
        "party",
        "CHƯƠNG TRÌNH HÀNH ĐỘNG",
        "thực hiện Nghị quyết số 57-NQ/TW",
    ),
    Letterhead(
        ["TỈNH ỦY HÀ NAM"],
        ["BAN TUYÊN GIÁO VÀ DÂN VẬN"],
        "8-HD/BTGDVTU",
        "Hà Nam",
        "party",
        "HƯỚNG DẪN",
        "tuyên truyền các ngày lễ lớn năm 2025",
    ),
    Letterhead(
        [],
        ["ỦY BAN NHÂN DÂN", "THÀNH PHỐ HỒ CHÍ MINH"],
        "12/KH-UBND",
        "Thành phố Hồ Chí Minh",
        "state",
        "KẾ HOẠCH",
        "Cải thiện môi trường đầu tư năm 2024",
    ),
    Letterhead(
        ["UBND TỈNH HÀ NAM"],
        ["SỞ NÔNG NGHIỆP", "VÀ MÔI TRƯỜNG"],
        "45/TTr-SNNMT",
        "Hà Nam",
        "state",
        "TỜ TRÌNH",
        "Về việc ban hành Đề án phát triển rừng",
    ),
    Letterhead(
        ["UBND HUYỆN LÂM HÀ"],
        ["TRƯỜNG TIỂU HỌC", "LÊ VĂN TÁM"],
        "4/KH-THLVT",
        "Lâm Hà",
        "state",
        "KẾ HOẠCH",
        "Giáo dục nhà trường năm học 2023 - 2024",
    ),
    Letterhead(
        ["LIÊN ĐOÀN LAO ĐỘNG HUYỆN LÂM HÀ"],
        ["CÔNG ĐOÀN CƠ SỞ", "PHÒNG NỘI VỤ"],
        "4/TB-CĐCS",
        "Lâm Hà",
        "state",
        "THÔNG BÁO",
        "Phân công nhiệm vụ Ban Chấp hành",
    ),
    Letterhead(
        ["VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO"],
        ["VIỆN KIỂM SÁT NHÂN DÂN", "TỈNH HÀ NAM"],
        "12/BC-VKS",
        "Hà Nam",
        "state",
        "BÁO CÁO",
        "Công tác kiểm sát quý I năm 2024",
    ),
    Letterhead(
        ["TRƯỜNG ĐẠI HỌC HÀ NAM"],
        ["PHÒNG CÔNG TÁC SINH VIÊN"],
        "8/TB-CTSV",
        "Hà Nam",
        "state",
        "THÔNG BÁO",
        "Về việc xét học bổng học kỳ I",
    ),
    Letterhead(
        ["TẬP ĐOÀN ĐIỆN LỰC VIỆT NAM"],
        ["TỔNG CÔNG TY ĐIỆN LỰC MIỀN BẮC"],
        "12/QĐ-EVNNPC",
        "Hà Nội",
        "state",
        "QUYẾT ĐỊNH",
        "Giao chỉ tiêu tiết kiệm điện năm 2024",
    ),
    Letterhead(
        ["HỌC VIỆN CHÍNH TRỊ QUỐC GIA HỒ CHÍ MINH"],
        ["HỌC VIỆN CHÍNH TRỊ KHU VỰC I"],
        "12/KH-HVCTKV.I",
        "Hà Nội",
        "state",
        "KẾ HOẠCH",
        "Bồi dưỡng cán bộ năm 2024",
    ),
    Letterhead(
        ["TỈNH ĐOÀN HÀ NAM"],
        ["BCH ĐOÀN HUYỆN LÂM HÀ"],
        "12-KH/ĐTN",
        "Lâm Hà",
        "youth",
        "KẾ HOẠCH",
        "Tổ chức Tháng Thanh niên năm 2024",
    ),
]


def in_sequence(head: Letterhead) -> str:
    """One column below the other."""
    return "\n".join([*head.left, *head.right]) + head.rest


def right_first(head: Letterhead) -> str:
    """The right column above the left one."""
    return "\n".join([*head.right, *head.left]) + head.rest


def interleaved(head: Letterhead) -> str:
    """Line by line from both columns."""
    return "\n".join(text for row in head.rows for text in row if text) + head.rest


def side_by_side(head: Letterhead) -> str:
    """Columns set apart by blanks."""
    return "\n".join(f"{left:<46}{right}".rstrip() for left, right in head.rows) + head.rest


def doubled_blanks(head: Letterhead) -> str:
    """Justified columns: each blank twice."""
    return re.sub(r"(?<=\S) (?=\S)", "  ", side_by_side(head))


def one_blank(head: Letterhead) -> str:
    """Columns joined by one blank."""
    return "\n".join(f"{left} {right}".strip() for left, right in head.rows) + head.rest


def on_one_line(head: Letterhead) -> str:
    """The whole letterhead on one line."""
    return " ".join([*head.left, *head.right]) + "\n" + head.rest


def all_on_one_line(head: Letterhead) -> str:
    """Letterhead, title, subject and basis on one line."""
    return " ".join([*head.left, *head.right, head.kind, head.subject]) + " " + BODY.strip()


def by_tabs(head: Letterhead) -> str:
    """Columns set apart by a tab."""
    return "\n".join(f"{left}\t{right}" for left, right in head.rows) + "\n" + head.rest


def blank_lines(head: Letterhead) -> str:
    """An empty line behind each."""
    return in_sequence(head).replace("\n", "\n\n")


def pipe_table(head: Letterhead) -> str:
    """A table of markdown with line breaks in its cells."""
    left, right = ("<br>".join(f"**{line}**" for line in side[:-1]) for side in (head.left, head.right))
    return f"| {left} | {right} |\n|---|---|\n| {head.left[-1]} | *{head.right[-1]}* |\n{head.rest}"


def flat_cells(head: Letterhead) -> str:
    """A table of markdown, each column in one cell without line breaks."""
    return f"| {' '.join(head.left)} | {' '.join(head.right)} |\n|---|---|\n{head.rest}"


def open_table(head: Letterhead) -> str:
    """A table without outer bars."""
    return "\n".join(f"{left} | {right}" for left, right in head.rows) + "\n" + head.rest


def html_table(head: Letterhead) -> str:
    """A table of HTML."""
    left, right = ("".join(f"<p>{line}</p>" for line in side[:-1]) for side in (head.left, head.right))
    rows = f"<tr><td>{left}</td><td>{right}</td></tr><tr><td>{head.left[-1]}</td><td>{head.right[-1]}</td></tr>"
    return f"<table>{rows}</table>\n{head.rest}"


LAYOUTS: Sequence[Callable[[Letterhead], str]] = (
    in_sequence,
    right_first,
    interleaved,
    side_by_side,
    doubled_blanks,
    one_blank,
    on_one_line,
    all_on_one_line,
    by_tabs,
    blank_lines,
    pipe_table,
    flat_cells,
    open_table,
    html_table,
)
