"""When bodies were there: by code, by name."""

from __future__ import annotations

import pytest

from plancli.extract.bodies import level_and_sector, lexicon
from plancli.extract.numbers import parse_symbol
from plancli.extract.validity import Validity, expired, is_past, validity
from plancli.patterns import Patterns

PATTERNS = Patterns.builtin()

# The 29 provinces whose names ended on 30 June 2025.
MERGED = [
    "Bà Rịa - Vũng Tàu", "Bạc Liêu", "Bắc Giang", "Bắc Kạn", "Bến Tre", "Bình Dương", "Bình Định",
    "Bình Phước", "Bình Thuận", "Đắk Nông", "Hà Giang", "Hà Nam", "Hải Dương", "Hậu Giang", "Hòa Bình", "Kiên Giang",
    "Kon Tum", "Long An", "Nam Định", "Ninh Thuận", "Phú Yên", "Quảng Bình", "Quảng Nam", "Sóc Trăng", "Thái Bình",
    "Tiền Giang", "Trà Vinh", "Vĩnh Phúc", "Yên Bái",
]  # fmt: skip
# Those that go on, under the same name, with others merged into them or alone.
STAYED = [
    "An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Đắk Lắk", "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai", "Hà Tĩnh",
    "Hưng Yên", "Khánh Hòa", "Lai Châu", "Lạng Sơn", "Lào Cai", "Lâm Đồng", "Nghệ An", "Ninh Bình", "Phú Thọ",
    "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sơn La", "Tây Ninh", "Thái Nguyên", "Thanh Hóa", "Tuyên Quang",
    "Vĩnh Long",
]  # fmt: skip
DISTRICTS, MINISTRIES = "2025-06-30", "2025-02-28"


def bounds(name: str) -> Validity:
    return validity(name, *level_and_sector(name, PATTERNS), PATTERNS)


@pytest.mark.parametrize(
    ("end", "date", "expected"),
    [
        ("2025-06-30", "2025-07-01", True),
        ("2025-06-30", "2025-06-30", False),
        ("2025", "2025-12-31", False),
        ("2025", "2026", True),
        ("2025-06-30", "2025", False),
        ("2025-06-30", "2026", True),
        (None, "2026", False),
        ("2025", None, False),
    ],
)
def test_past(end: str | None, date: str | None, expected: bool) -> None:
    assert is_past(end, date) is expected


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("Bộ Kế hoạch và Đầu tư", MINISTRIES),
        ("Bộ Thông tin và Truyền thông", MINISTRIES),
        ("Bộ Lao động - Thương binh và Xã hội", MINISTRIES),
        ("Bộ Nông nghiệp và Phát triển nông thôn", MINISTRIES),
        ("Bộ Tài nguyên và Môi trường", MINISTRIES),
        ("Bộ Giao thông vận tải", MINISTRIES),
        ("Ủy ban Dân tộc", MINISTRIES),
        ("Bộ Xây dựng", None),
        ("Bộ Nội vụ", None),
        ("Bộ Tài chính", None),
        ("Bộ Khoa học và Công nghệ", None),
        ("Sở Giao thông vận tải", "2025-03"),
        ("Sở Xây dựng", None),
        ("UBND huyện Mỹ Đức", DISTRICTS),
        ("HĐND quận Hoàn Kiếm", DISTRICTS),
        ("Thành ủy Vinh", DISTRICTS),
        ("Thành ủy Hà Nội", None),
        ("Huyện đoàn Yên Thế", DISTRICTS),
        ("Tòa án nhân dân huyện Yên Thế", DISTRICTS),
        ("Tòa án nhân dân cấp cao tại Hà Nội", DISTRICTS),
        ("Công an huyện Yên Thế", MINISTRIES),
        ("Công an tỉnh Bắc Ninh", None),
        ("Phòng Giáo dục và Đào tạo", DISTRICTS),
        ("UBND thị trấn Sịa", DISTRICTS),
        ("UBND xã Tân Lập", None),
        ("Trung tâm Y tế huyện Ba Vì", None),
        ("Trường THPT huyện Mường La", None),
        ("Đảng ủy Khối các cơ quan tỉnh", "2025-03"),
        ("Ban Tuyên giáo Trung ương", "2025-02"),
        ("Ban Tuyên giáo Tỉnh ủy", "2025-03"),
        ("Tỉnh đoàn Hậu Giang", DISTRICTS),
        ("Sở Giao thông vận tải tỉnh Hậu Giang", "2025-03"),
        ("UBND phường Vĩnh Phúc", None),
        ("Nguyễn Văn An", None),
    ],
)
def test_ends_of_names(name: str, end: str | None) -> None:
    assert bounds(name).end == end


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("Bộ Nông nghiệp và Môi trường", "2025-03-01"),
        ("Bộ Dân tộc và Tôn giáo", "2025-03-01"),
        ("Ban Tuyên giáo và Dân vận Tỉnh ủy", "2025-01"),
        ("Đảng ủy các cơ quan Đảng tỉnh", "2025-01"),
        ("Bộ Y tế", None),
    ],
)
def test_beginnings_of_names(name: str, start: str | None) -> None:
    assert bounds(name).start == start


@pytest.mark.parametrize("province", MERGED)
def test_merged_provinces_ended(province: str) -> None:
    assert bounds(f"Ủy ban nhân dân tỉnh {province}").end == DISTRICTS
    assert bounds(f"Sở Y tế {province}").end == DISTRICTS


@pytest.mark.parametrize("province", STAYED)
def test_the_others_go_on(province: str) -> None:
    assert bounds(f"Ủy ban nhân dân tỉnh {province}").end is None


@pytest.mark.parametrize(
    ("number", "date", "code"),
    [
        ("12/KH-BTTTT", "2025-03-01", "BTTTT"),
        ("12/KH-BTTTT", "2025-02-28", None),
        ("12/KH-BTTTT", None, None),
        ("12/2026/TT-BGTVT", None, "BGTVT"),
        ("12-KH/HU", "2025-07", "HU"),
        ("12-KH/HU", "2025-06", None),
        ("12-KH/ĐUK", "2025-04-01", "ĐUK"),
        ("12/KH-SGTVT", "2025-03-20", None),
        ("12/KH-BTC", "2026-01-01", None),
        ("12/KH-XYZ", "2026-01-01", None),
        ("12-KH", "2026-01-01", None),
    ],
)
def test_codes(number: str, date: str | None, code: str | None) -> None:
    symbol = parse_symbol(number, PATTERNS)
    if symbol is not None:
        assert expired(symbol, date, PATTERNS) == code
    else:
        assert code is None


def test_bounds_in_the_tables_are_dates() -> None:
    found = [
        value
        for rows in (lexicon(PATTERNS).bodies, lexicon(PATTERNS).heads)
        for row in rows
        for value in (row.valid_from, row.valid_to)
        if value is not None
    ]
    assert len(found) > 100
    for value in found:
        year, *rest = value.split("-")
        assert len(year) == len("2025")
        assert all(len(part) == len("01") and part.isdigit() for part in rest)
