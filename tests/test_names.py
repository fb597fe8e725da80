"""Capitals to running text: names of bodies, places, subjects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancli.capitals import is_capitals
from plancli.extract.names import proper_case, sentence_case
from plancli.extract.names_tables import casing
from plancli.patterns import Patterns

PATTERNS = Patterns.builtin()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ĐẢNG ỦY KHỐI CÁC CƠ QUAN", "Đảng ủy Khối các cơ quan"),
        ("BAN CHỈ ĐẠO CẤP TỈNH KỲ THI TỐT NGHIỆP THPT", "Ban Chỉ đạo cấp tỉnh kỳ thi tốt nghiệp THPT"),
        ("BAN TỔ CHỨC HỘI KHỎE PHÙ ĐỔNG CẤP XÃ", "Ban Tổ chức hội khỏe Phù Đổng cấp xã"),
        ("ĐỘI QUẢN LÝ THỊ TRƯỜNG SỐ 5", "Đội Quản lý thị trường số 5"),
        ("BAN CHỈ HUY PHÒNG THỦ KHU VỰC 2 - AN SƠN", "Ban Chỉ huy phòng thủ khu vực 2 - An Sơn"),
        ("SỞ Y TẾ THỪA THIÊN HUẾ", "Sở Y tế Thừa Thiên Huế"),
        ("ỦY BAN NHÂN DÂN TỈNH THỪA THIÊN HUẾ", "Ủy ban nhân dân tỉnh Thừa Thiên Huế"),
        ("BAN CHỈ HUY QUÂN SỰ HUYỆN LÂM HÀ", "Ban Chỉ huy Quân sự huyện Lâm Hà"),
        ("BỆNH VIỆN ĐA KHOA KHU VỰC PHÍA BẮC", "Bệnh viện Đa khoa khu vực phía Bắc"),
        (
            "TRƯỜNG PHỔ THÔNG DÂN TỘC BÁN TRÚ TRUNG HỌC CƠ SỞ PHÚC THỌ",
            "Trường Phổ thông dân tộc bán trú Trung học cơ sở Phúc Thọ",
        ),
        ("ỦY BAN NHÂN DÂN TỈNH BẮC NINH", "Ủy ban nhân dân tỉnh Bắc Ninh"),
        ("TRUNG TÂM KHUYẾN CÔNG VÀ TƯ VẤN CÔNG NGHIỆP", "Trung tâm Khuyến công và Tư vấn công nghiệp"),
        ("UBND HUYỆN YÊN THẾ", "UBND huyện Yên Thế"),
        ("SỞ GIÁO DỤC VÀ ĐÀO TẠO", "Sở Giáo dục và Đào tạo"),
        ("SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI", "Sở Lao động - Thương binh và Xã hội"),
        ("ĐẢNG ỦY XÃ XUÂN LƯƠNG", "Đảng ủy xã Xuân Lương"),
        ("ĐẢNG BỘ HUYÊN YÊN THẾ", "Đảng bộ huyện Yên Thế"),
        ("UY BAN NHÂN DÂN XA TÂN LẬP", "Ủy ban nhân dân xã Tân Lập"),
        ("TRƯỜNG TIỂU HỌC KIM ĐỒNG", "Trường Tiểu học Kim Đồng"),
        ("TRƯỜNG THPT CHUYÊN LÊ QUÝ ĐÔN", "Trường THPT chuyên Lê Quý Đôn"),
        ("ỦY BAN NHÂN DÂN PHƯỜNG 5", "Ủy ban nhân dân Phường 5"),
        ("VIỆN KIỂM SÁT NHÂN DÂN KHU VỰC 2", "Viện kiểm sát nhân dân khu vực 2"),
        ("UBND TP. HỒ CHÍ MINH", "UBND TP. Hồ Chí Minh"),
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH", "Ủy ban nhân dân Thành phố Hồ Chí Minh"),
        ("ỦY BAN NHÂN DÂN TỈNH BÀ RỊA - VŨNG TÀU", "Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu"),
        ("UBND HUYỆN KRÔNG BÚK", "UBND huyện Krông Búk"),
        ("UBND HUYỆN CƯ M'GAR", "UBND huyện Cư M'gar"),
        ("UBND HUYỆN ĐIỆN BIÊN ĐÔNG", "UBND huyện Điện Biên Đông"),
        ("BCH ĐOÀN XÃ TÂN HÒA", "BCH Đoàn xã Tân Hòa"),
        ("QUẬN ỦY CẦU GIẤY", "Quận ủy Cầu Giấy"),
        ("ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH", "Đảng ủy Ủy ban nhân dân tỉnh"),
        ("BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "Ban Chỉ đạo chuyển đổi số"),
        ("HỘI ĐỒNG NHÂN DÂN TỈNH HÀ GIANG KHÓA X", "Hội đồng nhân dân tỉnh Hà Giang khóa X"),
        ("ỦY BAN MTTQ VIỆT NAM TỈNH NAM ĐỊNH", "Ủy ban MTTQ Việt Nam tỉnh Nam Định"),
        ("Sở Y tế tỉnh Hà Nam", "Sở Y tế tỉnh Hà Nam"),
        ("", ""),
    ],
)
def test_proper_case(name: str, expected: str) -> None:
    assert proper_case(name, PATTERNS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "TRIỂN KHAI THỰC HIỆN QUYẾT ĐỊNH SỐ 749/QĐ-TTG NGÀY 03 THÁNG 6 NĂM 2020 CỦA THỦ TƯỚNG CHÍNH PHỦ",
            "Triển khai thực hiện Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ",
        ),
        (
            "THỰC HIỆN CHƯƠNG TRÌNH SỐ 12-CTR/TU TRÊN ĐỊA BÀN TỈNH HÀ GIANG",
            "Thực hiện Chương trình số 12-CTr/TU trên địa bàn tỉnh Hà Giang",
        ),
        (
            "PHÁT TRIỂN KINH TẾ - XÃ HỘI XÃ XUÂN LƯƠNG NĂM 2024",
            "Phát triển kinh tế - xã hội xã Xuân Lương năm 2024",
        ),
        ("CÔNG TÁC CCHC CỦA UBND THÀNH PHỐ HUẾ", "Công tác CCHC của UBND thành phố Huế"),
        (
            "NGHỊ QUYẾT ĐẠI HỘI ĐẢNG BỘ TỈNH KHÓA XIII VỀ PHẠM VI ÁP DỤNG",
            "Nghị quyết Đại hội Đảng bộ tỉnh khóa XIII về phạm vi áp dụng",
        ),
        ("tổ chức Hội thi", "tổ chức Hội thi"),
        (
            "TĂNG CƯỜNG LÃNH ĐẠO CÔNG TÁC TÔN GIÁO THEO Ý KIẾN KẾT LUẬN CỦA TỈNH ỦY",
            "Tăng cường lãnh đạo công tác tôn giáo theo ý kiến kết luận của Tỉnh ủy",
        ),
        ("PHÒNG DỊCH TẠI TRƯỜNG THCS TÂN HÀ NĂM 2024", "Phòng dịch tại Trường THCS Tân Hà năm 2024"),
        ("DẠY TIẾNG ANH VÀ MỪNG XUÂN GIÁP THÌN", "Dạy tiếng Anh và mừng xuân Giáp Thìn"),
    ],
)
def test_sentence_case(text: str, expected: str) -> None:
    assert sentence_case(text, PATTERNS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("KẾ HOẠCH", True), ("Kế hoạch", False), ("QĐ-TTg NGÀY 5", True), ("123", False), ("", False)],
)
def test_is_capitals(text: str, expected: bool) -> None:
    assert is_capitals(text) is expected


def test_provinces_old_and_new() -> None:
    places = casing(PATTERNS).places
    now = [place for place in places if place.valid_to is None]
    assert len(now) == 34
    merged = {place.name: place.merged_into for place in places if place.merged_into}
    assert merged["Bắc Giang"] == "Bắc Ninh"
    assert len({place.name for place in places} - {"Hà Tây"}) == 63
    assert set(merged.values()) <= {place.name for place in now}


@given(st.text(alphabet="ABCĐÊỦƯỜNG TỈNHXÃ,.-/0123'Ểế", max_size=80))
def test_never_fails(text: str) -> None:
    for cased in (proper_case(text, PATTERNS), sentence_case(text, PATTERNS)):
        assert isinstance(cased, str)
    proper_case(text.upper(), PATTERNS)
    sentence_case(text.upper(), PATTERNS)
