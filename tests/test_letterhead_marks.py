"""What else stands on a letterhead: stamps of arrival, levels of secrecy and haste, figures written by hand, drafts."""

from __future__ import annotations

import pytest
from test_letterhead import FREEDOM, MOTTO, head, values

TITLE = "KẾ HOẠCH\nPhát triển chợ nông thôn\n-----\nThực hiện Kế hoạch số 9/KH-UBND ngày 02/01/2024;\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"UBND TỈNH HÀ NAM          {MOTTO}\nSỞ CÔNG THƯƠNG            {FREEDOM}\n   ĐẾN   Số: 4512\n"
            "         Ngày: 12/6/2024\nSố: 88/KH-SCT             Hà Nam, ngày 10 tháng 6 năm 2024\n      Chuyển: PKT\n",
            {"issuer": "Sở Công Thương", "parent": "UBND tỉnh Hà Nam", "number": "88/KH-SCT", "date": "2024-06-10"},
        ),
        (
            "SỞ CÔNG THƯƠNG HÀ NAM\nCÔNG VĂN ĐẾN\nSố: 4512\nNgày 12 tháng 6 năm 2024\nChuyển: ..............\n"
            f"UBND TỈNH HÀ NAM\n{MOTTO}\n{FREEDOM}\nSố: 88/KH-UBND\nHà Nam, ngày 10 tháng 6 năm 2024\n",
            {"issuer": "UBND tỉnh Hà Nam", "parent": None, "number": "88/KH-UBND", "date": "2024-06-10"},
        ),
        (
            f"SAO Y BẢN CHÍNH\nUBND TỈNH HÀ NAM\n{MOTTO}\n{FREEDOM}\nSố: 88/KH-UBND\n"
            "Hà Nam, ngày 10 tháng 6 năm 2024\n",
            {"issuer": "UBND tỉnh Hà Nam", "number": "88/KH-UBND", "date": "2024-06-10"},
        ),
        (
            "ĐẢNG BỘ HUYỆN LÂM HÀ          ĐẢNG CỘNG SẢN VIỆT NAM\nĐẢNG ỦY XÃ TÂN HÀ\n*\n"
            "Số   7 5  -KH/ĐU            Tân Hà, ngày  1 2  tháng 0 5 năm 2023\n",
            {"number": "75-KH/ĐU", "date": "2023-05-12", "place": "Tân Hà"},
        ),
        (
            f"UBND TỈNH HÀ NAM\n{MOTTO}\n{FREEDOM}\nS ố: 88/KH-UBND\nHà Nam, ngày AO tháng 6 năm 2024\n",
            {"number": "88/KH-UBND", "date": "2024-06", "place": "Hà Nam"},
        ),
        (
            f"UBND TỈNH HÀ NAM\n{MOTTO}\n{FREEDOM}\nSố:      /KH-UBND\nHà Nam, ngày 8 tháng é năm 2024\n",
            {"number": "/KH-UBND", "date": "2024", "place": "Hà Nam"},
        ),
        (
            f"UBND   HUYỆN   LÂM   HÀ\nPHÒNG   NỘI   VỤ\nSố:   31/KH-PNV\n{MOTTO}\n{FREEDOM}\n"
            "Lâm Hà,   ngày   05   tháng   3   năm   2024\n",
            {"issuer": "Phòng Nội vụ", "parent": "UBND huyện Lâm Hà", "number": "31/KH-PNV", "date": "2024-03-05"},
        ),
        (
            "U B N D T Ỉ N H H À N A M\nS Ở Y T Ế\nC Ộ N G H Ò A X Ã H Ộ I C H Ủ N G H Ĩ A V I Ệ T N A M\n"
            f"{FREEDOM}\nSố: 31/KH-SYT\nHà Nam, ngày 05 tháng 3 năm 2024\n",
            {"issuer": "Sở Y tế", "parent": "UBND tỉnh Hà Nam"},
        ),
        (
            f"BỘ NÔNG NGHIỆP\nVÀ MÔI TRƯỜNG\nCỤC QUẢN LÝ ĐÊ ĐIỀU\nVÀ PHÒNG, CHỐNG THIÊN TAI\nSố: 45/KH-ĐĐ-PCTT\n"
            f"{MOTTO}\n{FREEDOM}\nHà Nội, ngày 05 tháng 5 năm 2025\n",
            {
                "issuer": "Cục Quản lý đê điều và phòng, chống thiên tai",
                "parent": "Bộ Nông nghiệp và Môi trường",
                "number": "45/KH-ĐĐ-PCTT",
            },
        ),
        (
            "SỞ Y TẾ - SỞ GIÁO DỤC VÀ ĐÀO TẠO - TỈNH ĐOÀN\nSố: 77/KHLN-SYT-SGDĐT-TĐTN\n"
            f"{MOTTO}\n{FREEDOM}\nHà Nam, ngày 05 tháng 5 năm 2024\n",
            {"issuer": "Sở Y tế - Sở Giáo dục và Đào tạo - Tỉnh đoàn", "parent": None},
        ),
        (
            f"LIÊN ĐOÀN LAO ĐỘNG HUYỆN LÂM HÀ\nCĐCS\nTRƯỜNG THCS TÂN HÀ\nSố: 4/KH-CĐCS\n{MOTTO}\n{FREEDOM}\n"
            "Tân Hà, ngày 05 tháng 5 năm 2024\n",
            {"issuer": "CĐCS Trường THCS Tân Hà", "parent": "Liên đoàn Lao động huyện Lâm Hà"},
        ),
    ],
)
def test_letterheads(text: str, expected: dict[str, str | None]) -> None:
    found = values(head(text + TITLE))
    assert {key: found[key] for key in expected} == expected
    assert found["subject"] == "Phát triển chợ nông thôn"
    assert found["type"] == "KH"


def test_levels_behind_their_labels() -> None:
    header = head(f"Độ mật: Tối mật\nĐộ khẩn: Hỏa tốc\nSỞ Y TẾ\n{MOTTO}\nSố: 3/KH-SYT\n{TITLE}").header
    assert header.secrecy is not None
    assert header.secrecy.text == "Tối mật"
    assert header.urgency is not None
    assert header.urgency.text == "Hỏa tốc"
    assert head(f"Độ mật: Thường\nSỞ Y TẾ\nSố: 3/KH-SYT\n{TITLE}").header.secrecy is None
