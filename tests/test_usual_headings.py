"""Headings that plans have in common, misread."""

from __future__ import annotations

import pytest

from plancli.library import parse_text
from plancli.outline.usual_headings import usual_heading
from plancli.patterns import Patterns

PATTERNS = Patterns.builtin()


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("Mục đíoh", "Mục đích"),
        ("NỘ DUNG THỰC HỆN", "NỘI DUNG THỰC HIỆN"),
        ("MỤC TIỂU", "MỤC TIÊU"),
        ("Yêu cẩu", "Yêu cầu"),
        ("NỘl DUNG", "NỘI DUNG"),
        ("Yêu cầu", None),
        ("Mục đích, Yêu cầu", None),
        ("Chợ", None),
        ("Ủy ban nhân dân xã", None),
        ("Nội dung thực hiện của các đơn vị trực thuộc trên địa bàn toàn xã trong năm nay", None),
    ],
)
def test_which_heading_is_meant(printed: str, meant: str | None) -> None:
    assert usual_heading(printed, PATTERNS) == meant


def test_usual_headings_are_told_apart() -> None:
    usual = PATTERNS["markers"].settings["headings"]
    assert len(set(usual)) == len(usual)
    assert all(usual_heading(phrase, PATTERNS) is None for phrase in usual)


def test_only_a_misread_text_is_repaired() -> None:
    head = "UBND XÃ AN PHÚ\nSố: 5/KH-UBND\nAn Phú, ngày 3 tháng 5 năm 2024\n\nKẾ HOẠCH\nTrồng cây\n\n"
    text = head + "I. MỤC ĐÍCH, YÊU CÀU\n1. Yêu cẩu\na) Trồng cây.\n"
    dirt = "\nCác thôn tổ chứe trồng câyy, bâo vệ rùng, chăm sóe câv xanh quanh trưòngg học và trạm ỵtế.\n"
    (section,) = parse_text(text + dirt).sections
    assert (section.heading, section.repaired) == ("MỤC ĐÍCH, YÊU CẦU", {"heading": "MỤC ĐÍCH, YÊU CÀU"})
    (section,) = parse_text(text).sections
    assert (section.heading, bool(section.repaired)) == ("MỤC ĐÍCH, YÊU CÀU", False)
