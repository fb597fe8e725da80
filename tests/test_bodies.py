"""The lexicon of bodies: codes, and head phrases of names."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancli.extract.bodies import level_and_sector, lexicon
from plancli.patterns import Patterns
from plancli.text import Views

PATTERNS = Patterns.builtin()
BODIES = lexicon(PATTERNS)


def head(text: str, offset: int = 0) -> str | None:
    end = BODIES.head_at(Views(text), offset)
    return None if end is None else text[offset:end]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("UBND", "Ủy ban nhân dân"),
        ("UBND-NC", "Ủy ban nhân dân"),
        ("TTG", "Thủ tướng Chính phủ"),
        ("QH15", "Quốc hội"),
        ("UBTVQH14", "Ủy ban Thường vụ Quốc hội"),
        ("SGD&ĐT", "Sở Giáo dục và Đào tạo"),
        ("SGDĐT", "Sở Giáo dục và Đào tạo"),
        ("CAT-PV01", "Công an tỉnh"),
        ("PX03", "Phòng nghiệp vụ"),
        ("ĐU", "Đảng ủy"),
        ("TƯ", "Ban Chấp hành Trung ương"),
        ("TWĐTN-VP", "Trung ương Đoàn"),
    ],
)
def test_code(code: str, name: str) -> None:
    body = BODIES.code(code)
    assert body is not None
    assert name in body.name


@pytest.mark.parametrize("code", ["XYZ", "", "ABC-DEF", "QH", "BTV2"])
def test_unknown_code(code: str) -> None:
    assert not BODIES.has_code(code)


def test_text_abbreviations_are_no_codes() -> None:
    assert not BODIES.has_code("CNTT")


def test_every_row_has_a_name_and_a_level() -> None:
    assert len(BODIES.bodies) == 310
    assert all(body.name and body.level and body.sector for body in BODIES.bodies)


def test_reforms_bound_the_rows() -> None:
    district = next(body for body in BODIES.bodies if "HU" in body.codes)
    ministry = next(body for body in BODIES.bodies if "BNNMT" in body.codes)
    assert district.valid_to == "2025-06-30"
    assert ministry.valid_from == "2025-03-01"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sở Y tế tỉnh Hà Nam", "Sở Y tế"),
        ("các sở, ban, ngành và UBND huyện", "các sở, ban, ngành"),
        ("các Sở Y tế, Tài chính", "các Sở Y tế"),
        ("toàn thể các chi bộ trực thuộc", "toàn thể các chi bộ"),
        ("ỦY BAN NHÂN DÂN TỈNH", "ỦY BAN NHÂN DÂN"),
        ("Uỷ ban nhân dân xã", "Uỷ ban nhân dân"),
        ("Phòng Văn hóa-Xã hội", "Phòng Văn hóa-Xã hội"),
        ("Bộ Lao động – Thương binh và Xã hội", "Bộ Lao động – Thương binh và Xã hội"),
        ("Ban Tổ chức Huyện ủy báo cáo", "Ban Tổ chức Huyện ủy"),
        ("Ủy  ban   nhân dân", "Ủy  ban   nhân dân"),
        ("các đồng chí ủy viên", "các đồng chí"),
        ("Chủ tịch UBND xã", "Chủ tịch UBND"),
        ("Sở mới thành lập", "Sở"),
        ("sở mới thành lập", None),
        ("phòng, chống tham nhũng", None),
        ("ban hành kế hoạch", None),
        ("hội nghị trực tuyến", None),
        ("khoa học và công nghệ", None),
        ("bộ phận một cửa", None),
        ("đoàn kết nội bộ", None),
        ("", None),
    ],
)
def test_head_at(text: str, expected: str | None) -> None:
    assert head(text) == expected


def test_head_needs_a_word_boundary() -> None:
    text = "x UBND"
    assert head(text, 2) == "UBND"
    assert head("xUBND", 1) is None
    assert head("UBNDX", 0) is None


def test_folded_heads_forgive_lost_marks() -> None:
    views = Views("UY BAN NHAN DAN XA")
    assert BODIES.find_head(views, 0) is None
    found = BODIES.find_head(views, 0, folded=True)
    assert found is not None
    assert found.phrase.name == "Ủy ban nhân dân"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Đảng ủy xã Xuân Lương", ("commune", "party")),
        ("Đảng bộ huyện Yên Thế", ("district", "party")),
        ("Đảng ủy Công an tỉnh Sơn La", ("province", "party")),
        ("Thành ủy Đà Nẵng", ("province", "party")),
        ("Chi bộ Trường Tiểu học Yên Lạc", ("grassroots", "party")),
        ("Ban Tổ chức Trung ương", ("central", "party")),
        ("Ủy ban nhân dân thành phố Vinh", ("district", "state")),
        ("Ủy ban nhân dân thành phố Cần Thơ", ("province", "state")),
        ("Ủy ban nhân dân", (None, "state")),
        ("UBND phường Thanh Xuân, thành phố Hà Nội", ("commune", "state")),
        ("Sở Y tế thành phố Hải Phòng", ("province", "state")),
        ("Phòng Văn hóa - Xã hội phường Kỳ Bá", ("commune", "state")),
        ("Bộ Tài chính", ("central", "state")),
        ("BNV", ("central", "state")),
        ("Trung tâm Y tế huyện Ba Vì", ("district", "health")),
        ("Bệnh viện Phổi tỉnh Bắc Giang", ("province", "health")),
        ("Trường THCS xã Minh Tân", ("grassroots", "school")),
        ("Tỉnh đoàn Hòa Bình", ("province", "mass")),
        ("Hội Liên hiệp Phụ nữ Việt Nam xã Tân Hưng", ("commune", "mass")),
        ("Hội Nông dân Việt Nam", ("central", "mass")),
        ("Công an phường Hồng Gai", ("commune", "police")),
        ("Bộ Chỉ huy Quân sự tỉnh Lào Cai", ("province", "military")),
        ("Tòa án nhân dân khu vực 2 - Hà Nội", (None, "judiciary")),
        ("Viện kiểm sát nhân dân tối cao", ("central", "judiciary")),
        ("Công ty Cổ phần Cấp nước Hà Nam", (None, "enterprise")),
        ("Bảo hiểm xã hội Việt Nam", ("central", "state")),
        ("Bộ Nông nghiệp và Phát triển nông thôn", ("central", "state")),
        ("Ban Nhân dân thôn Đông", ("commune", "state")),
        ("TANDTC", ("central", "judiciary")),
        ("Ban Phong trào Tỉnh đoàn", ("province", "mass")),
        ("Văn phòng Trung ương Đoàn", ("central", "mass")),
        ("Ban Chỉ đạo 389 quốc gia", ("central", None)),
        ("Đảng ủy Bộ Y tế", ("central", "party")),
        ("Tạp chí Cộng sản", ("central", "party")),
        ("CĐCS Trường Tiểu học Kỳ Sơn", ("grassroots", "mass")),
        ("Nguyễn Văn An", (None, None)),
        ("", (None, None)),
    ],
)
def test_level_and_sector(name: str, expected: tuple[str | None, str | None]) -> None:
    assert level_and_sector(name, PATTERNS) == expected
    assert level_and_sector(name.upper(), PATTERNS) == expected


@given(st.text(max_size=60), st.integers(0, 60))
def test_never_fails(text: str, offset: int) -> None:
    views = Views(text)
    if offset <= len(text):
        end = BODIES.head_at(views, offset)
        assert end is None or offset < end <= len(text)
    BODIES.code(text)
    level_and_sector(text, PATTERNS)


def test_linear() -> None:
    views = Views("các sở, ban, ngành " * 4000)
    start = time.process_time()
    for offset in range(0, len(views.text), 19):
        BODIES.head_at(views, offset)
    assert time.process_time() - start < 3
