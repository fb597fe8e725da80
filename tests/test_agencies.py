"""Agencies in lists and in running text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plancli.extract.agencies import agency_span, grammar, is_agency, split_agencies
from plancli.patterns import Patterns
from plancli.text import Views

PATTERNS = Patterns.builtin()

WHOLE = [
    "các sở, ban, ngành",
    "Các sở, ban, ngành, đoàn thể",
    "các phòng, ban liên quan",
    "cơ quan, đơn vị",
    "các cơ quan, đơn vị, địa phương trên địa bàn tỉnh",
    "các Bộ, ngành, cơ quan liên quan",
    "cán bộ, công chức",
    "cán bộ, công chức toàn cơ quan",
    "các cơ quan chuyên trách tham mưu, giúp việc huyện ủy",
    "Các cơ quan thông tấn Trung ương, địa phương",
    "UBND các huyện, thành phố",
    "UBND các xã, phường, đặc khu",
    "UBND các huyện, thị xã và thành phố Vinh",
    "Chủ tịch Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương",
    "Giám đốc các sở: Y tế, Nông nghiệp và Môi trường, Xây dựng",
    "Các Bộ: Quốc phòng, Công an, Ngoại giao",
    "Bộ phận Văn phòng, Tư pháp",
    "Bộ Lao động - Thương binh và Xã hội",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Nông nghiệp và Môi trường",
    "Phòng Kinh tế, Hạ tầng và Đô thị",
    "Hội đồng nhân dân và các Ban của Hội đồng nhân dân xã",
    "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh",
    "Hội đồng phối hợp phổ biến, giáo dục pháp luật các cấp",
    "Báo và Đài Phát thanh, Truyền hình tỉnh",
    "Mặt trận - Hội đoàn thể",
    "Trung tâm Y tế - Khoa Kiểm soát bệnh tật",
    "Các cấp ủy chi, đảng bộ cơ sở",
    "Toàn thể cán bộ, giáo viên, nhân viên và học sinh",
    "Trường THCS và THPT Nguyễn Du",
    "thủ trưởng các cơ quan, đơn vị liên quan",
    "các cơ quan, tổ chức, cá nhân có liên quan",
    "Các đồng chí trưởng, phó các ban",
    "Đồng chí Nguyễn Văn An, Phó Chủ tịch UBND xã",
]

BEFORE_A_COLON = [
    ("Ủy ban MTTQ Việt Nam các phường, xã: tổng hợp ý kiến", "Ủy ban MTTQ Việt Nam các phường, xã"),
    ("UBND các huyện, thị xã và thành phố: báo cáo", "UBND các huyện, thị xã và thành phố"),
]


@pytest.mark.parametrize(("text", "name"), BEFORE_A_COLON)
def test_places_of_a_list_before_a_colon(text: str, name: str) -> None:
    end = agency_span(Views(text), 0, len(text), PATTERNS)
    assert text[:end] == name


DIVIDED = [
    ("Thường trực HĐND, các Ban HĐND xã", ["Thường trực HĐND", "các Ban HĐND xã"]),
    (
        "Thường trực Hội đồng nhân dân và các Ban của Hội đồng nhân dân, các Tổ đại biểu",
        ["Thường trực Hội đồng nhân dân", "các Ban của Hội đồng nhân dân", "các Tổ đại biểu"],
    ),
    ("HĐND, UBND, MTTQ", ["HĐND", "UBND", "MTTQ"]),
    ("Các sở, ban, ngành, đoàn thể, UBND cấp huyện.", ["Các sở, ban, ngành, đoàn thể", "UBND cấp huyện"]),
    ("Sở Tư pháp, Hội Luật gia, Đoàn Luật sư tỉnh.", ["Sở Tư pháp", "Hội Luật gia", "Đoàn Luật sư tỉnh"]),
    ("UBND phường và Mặt trận Hội đoàn thể.", ["UBND phường", "Mặt trận Hội đoàn thể"]),
    (
        "Công an, Mặt trận, Hội đoàn thể và tổ dân phố có liên quan",
        ["Công an", "Mặt trận", "Hội đoàn thể", "tổ dân phố có liên quan"],
    ),
    (
        "Công chức Tư pháp, Văn phòng, VHTT và đài truyền thanh phường; Mặt trận",
        ["Công chức Tư pháp", "Văn phòng", "VHTT", "đài truyền thanh phường", "Mặt trận"],
    ),
    ("Văn phòng, Tư pháp", ["Văn phòng", "Tư pháp"]),
    ("Tư pháp, tổ dân phố", ["Tư pháp", "tổ dân phố"]),
    ("Công chức Văn hóa – Xã hội và Đài truyền thanh", ["Công chức Văn hóa – Xã hội", "Đài truyền thanh"]),
    ("các công chức chuyên môn, tổ dân phố", ["các công chức chuyên môn", "tổ dân phố"]),
    ("Các sư đoàn, các tỉnh", ["Các sư đoàn", "các tỉnh"]),
    ("Ban Chỉ đạo các xã, Ban Chỉ đạo các phường", ["Ban Chỉ đạo các xã", "Ban Chỉ đạo các phường"]),
    (
        "Mặt trận Tổ quốc và các đoàn thể chính trị - xã hội, các tổ chức cơ sở đảng",
        ["Mặt trận Tổ quốc", "các đoàn thể chính trị - xã hội", "các tổ chức cơ sở đảng"],
    ),
    (
        "các bộ phận chuyên môn và tổ chức, doanh nghiệp có liên quan",
        ["các bộ phận chuyên môn", "tổ chức, doanh nghiệp có liên quan"],
    ),
    (
        "Chủ tịch UBND huyện, thị xã; thủ trưởng các phòng có liên quan",
        ["Chủ tịch UBND huyện, thị xã", "thủ trưởng các phòng có liên quan"],
    ),
    ("Sở Ngoại vụ là đầu mối tham mưu.", ["Sở Ngoại vụ"]),
    ("Sở Y tế chủ trì thực hiện", ["Sở Y tế"]),
    ("UBND các huyện, thành phố (sau đây gọi tắt là UBND cấp huyện).", ["UBND các huyện, thành phố"]),
    ("Công an tỉnh (PC06)", ["Công an tỉnh (PC06)"]),
    ("", []),
    (" ; . ", []),
]

SPANS = [
    ("HĐND, UBND, MTTQ", " căn cứ chức năng, nhiệm vụ"),
    ("Các đồng chí Đảng ủy viên phụ trách các ngành, lĩnh vực phân công", " chịu trách nhiệm về kết quả"),
    ("Đảng ủy", " xây dựng và triển khai Kế hoạch"),
    ("Ban Tuyên giáo Đảng ủy Khối", " phối hợp với các ban"),
    ("Các cấp ủy chi, đảng bộ cơ sở", " căn cứ chức năng"),
    ("Các chi bộ", " nghiêm túc quán triệt"),
    ("Ủy ban Mặt trận Tổ quốc Việt Nam huyện", " chủ trì, phối hợp"),
    ("UBND cấp huyện", " chỉ đạo UBND các xã"),
    ("Ban Tổ chức Huyện ủy", " chủ trì, phối hợp"),
    ("các cơ quan tham mưu, giúp việc Huyện ủy", " thường xuyên theo dõi"),
    ("các sở, ngành có liên quan", " giúp UBND tỉnh"),
    ("Trung tâm truyền thông nông thôn", " tuyên truyền phòng bệnh"),
    ("Trường trung cấp nghề", " có trách nhiệm mở lớp"),
    ("Hội đồng phối hợp phổ biến, giáo dục pháp luật tỉnh", " xây dựng kế hoạch"),
    ("Đoàn", " tiến hành kiểm tra"),
    ("Chủ đầu tư", " đôn đốc các nhà thầu"),
    ("Các đồng chí trưởng, phó các ban", " có trách nhiệm tổ chức"),
    ("công chức chuyên môn Ủy ban và đơn vị liên quan", " và chịu trách nhiệm"),
    ("Các tổ chức đảng, đoàn thể", " tổ chức quán triệt"),
    ("Giám đốc các sở: Nông nghiệp và Môi trường, Tài chính; Chủ tịch UBND huyện", " chịu trách nhiệm thi hành"),
    ("Cơ quan chủ trì thực hiện nhiệm vụ", " xây dựng kinh phí"),
    ("Sở Y tế", ": Lồng ghép"),
    ("Tất cả các xã", " tổ chức ra quân"),
    ("Trạm Y tế xã", " ngâm tẩm màn cho người dân"),
    ("Phòng Kế hoạch tổng hợp", " lập biểu mẫu"),
    ("Phòng Nội vụ", " tổng hợp kết quả"),
    ("các đoàn thể chính trị - xã hội", " vận động hội viên"),
    ("Ban Tuyên giáo Huyện ủy", " định hướng công tác tuyên truyền"),
    ("nhân viên bảo vệ", " chuẩn bị loa máy"),
    ("Công an xã, Ban CHQS xã", " trong phạm vi nhiệm vụ nắm tình hình"),
    ("Phòng Tổ chức cán bộ, Thanh tra và Thi đua khen thưởng", " theo dõi"),
    ("đồng chí Lê Văn An, Phó Chánh án", " phụ trách việc triển khai"),
]

NO_AGENCY = [
    "tổ chức phản biện xã hội",
    "tham gia ý kiến",
    "công tác tuyên truyền",
    "Tổ chức quán triệt Nghị quyết",
    "Ban hành các nghị quyết",
    "Hội nghị tổng kết",
    "báo cáo kết quả",
    "phòng, chống tham nhũng",
    "Đoàn kết nội bộ",
    "kinh phí từ ngân sách",
]


@pytest.mark.parametrize("text", WHOLE)
def test_a_list_that_is_one_agency_stays_whole(text: str) -> None:
    assert split_agencies(text, PATTERNS) == [text]


@pytest.mark.parametrize(("text", "names"), DIVIDED)
def test_agencies_of_their_own_are_divided(text: str, names: list[str]) -> None:
    assert split_agencies(text, PATTERNS) == names


@pytest.mark.parametrize(("name", "rest"), SPANS)
def test_an_agency_reaches_up_to_its_verb(name: str, rest: str) -> None:
    views = Views("Giao " + name + rest)
    end = agency_span(views, 5, len(views.text), PATTERNS)
    assert end is not None
    assert views.text[5:end] == name


@pytest.mark.parametrize("text", NO_AGENCY)
def test_what_only_looks_like_an_agency(text: str) -> None:
    assert agency_span(Views(text), 0, len(text), PATTERNS) is None


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Ban Tổ chức Huyện ủy", True),
        ("Trung tâm y tế huyện.", True),
        ("BỘ QUỐC PHÒNG", True),
        ("Các đơn vị tham gia tập huấn", True),
        ("Công an, Ban chỉ huy quân sự phường và Công chức thuộc Ủy ban", True),
        ("TỔ CHỨC THỰC HIỆN", False),
        ("Sở Y tế tổ chức hội nghị", False),
        ("Tổ chức bộ máy", False),
        ("", False),
    ],
)
def test_whether_a_heading_is_an_agency(text: str, whole: bool) -> None:
    assert is_agency(text, PATTERNS) is whole


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='sởbanngành ,;.()"các và UBNDTổchứcđoàn:\n', max_size=120))
def test_parts_are_parts_of_the_text(text: str) -> None:
    for name in split_agencies(text, PATTERNS):
        assert name.strip() == name
        assert "".join(name.split()) in "".join(text.split())


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), st.integers(0, 80))
def test_a_span_lies_inside(text: str, start: int) -> None:
    extent = grammar(PATTERNS).span(Views(text), min(start, len(text)), len(text))
    assert extent is None or start < extent.end <= len(text)
