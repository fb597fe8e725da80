"""The agencies that a document names, one entry each."""

from __future__ import annotations

import pytest

import plancli
from plancli.extract.directory import directory
from plancli.extract.issuer import infer_issuer
from plancli.model import Addressee, Agency, Header, IssueDate, Name, Recipient, Reference, Task
from plancli.patterns import Patterns

PATTERNS = Patterns.builtin()

PLAN = """ỦY BAN NHÂN DÂN
HUYỆN ĐỒNG HỶ
Số: 45/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Đồng Hỷ, ngày {date}

KẾ HOẠCH
Chuyển đổi số

Thực hiện Kế hoạch số 7/KH-UBND của UBND tỉnh Thái Nguyên, UBND huyện ban hành kế hoạch như sau:
I. NỘI DUNG
1. Tập huấn kỹ năng số.
II. TỔ CHỨC THỰC HIỆN
1. Phòng Nội vụ
a) Theo dõi, đôn đốc việc thực hiện.
b) Phối hợp với Sở Thông tin và Truyền thông tổ chức tập huấn.
2. Giao Văn phòng HĐND và UBND huyện tổng hợp báo cáo.

Nơi nhận:
- Sở Thông tin và Truyền thông;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn Bình
"""


def reference(issuer: str) -> Reference:
    return Reference(
        number="1/X-Y", type=None, name=None, date=None, issuer=issuer, subject=None,
        same_as_header=False, role="cites", mentions=[],
    )  # fmt: skip


def found(
    issuer: str | None = None,
    parent: str | None = None,
    lead: list[str] | None = None,
    coordinate: list[str] | None = None,
    recipients: list[str] | None = None,
    addressees: list[str] | None = None,
    cited: list[str] | None = None,
) -> dict[str, Agency]:
    header = Header(issuer=Name(name=issuer) if issuer else None, parent=Name(name=parent) if parent else None)
    task = Task(
        section="I", text="", lead=lead or [], coordinate=coordinate or [], deadlines=[], product=None, basis="fields"
    )
    items = directory(
        header,
        [task],
        [Recipient(name=name) for name in recipients or []],
        [Addressee(name=name) for name in addressees or []],
        [reference(name) for name in cited or []],
        PATTERNS,
    )
    assert len({item.name for item in items}) == len(items)
    return {item.name: item for item in items}


def test_short_and_long_forms_are_one_agency() -> None:
    agencies = found(lead=["UBND tỉnh Hà Tĩnh"], recipients=["Ủy ban nhân dân tỉnh Hà Tĩnh"])
    (agency,) = agencies.values()
    assert (agency.name, agency.roles) == ("Ủy ban nhân dân tỉnh Hà Tĩnh", ["lead", "recipient"])
    assert (agency.level, agency.sector) == ("province", "state")


def test_a_body_alone_is_the_issuer() -> None:
    agencies = found("Đảng ủy xã Mường Ảng", lead=["Đảng ủy"], cited=["Đảng ủy xã"])
    assert [(name, item.roles) for name, item in agencies.items()] == [
        ("Đảng ủy xã Mường Ảng", ["issuer", "lead", "cited-issuer"])
    ]


def test_a_body_alone_takes_the_issuers_level() -> None:
    agencies = found("Đảng ủy xã Mường Ảng", lead=["UBND"], recipients=["UBND tỉnh"])
    assert (agencies["UBND"].level, agencies["UBND tỉnh"].level) == ("commune", "province")
    assert found("Huyện ủy Yên Châu", lead=["HĐND"])["HĐND"].level == "district"


def test_a_body_alone_is_the_one_of_its_level() -> None:
    agencies = found("Huyện ủy Yên Châu", lead=["HĐND huyện"], recipients=["HĐND"])
    assert [item.roles for name, item in agencies.items() if name.startswith("HĐND")] == [["lead", "recipient"]]


def test_a_body_of_the_letterhead_has_its_own_level() -> None:
    agencies = found("Ban Thường trực Ủy ban xã Mường Ảng", "Mặt trận Tổ quốc Việt Nam")
    assert agencies["Mặt trận Tổ quốc Việt Nam"].level == "central"


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        ("Ủy ban nhân dân thành phố Cần Thơ", "province"),
        ("UBND TP Đà Nẵng", "province"),
        ("Thành ủy Vinh", "district"),
        ("Sở Nội vụ tỉnh Sơn La", "district"),
        ("Đảng ủy xã Mường Ảng", None),
    ],
)
def test_a_city_without_its_name_is_the_issuers(issuer: str, level: str | None) -> None:
    assert found(issuer, addressees=["HĐND thành phố"])["HĐND thành phố"].level == level


def test_from_july_2025_on_a_city_is_no_district() -> None:
    header = Header(issuer=Name(name="UBND xã Tân Hà"), date=IssueDate(text="", value="2025-07-02"))
    assert directory(header, [], [Recipient(name="UBND thành phố")], [], [], PATTERNS)[-1].level == "province"


def test_a_hospitals_faculty_is_no_school() -> None:
    for sector, expected in (("health", "health"), ("school", "school")):
        header = Header(issuer=Name(name="Bệnh viện", sector=sector))
        assert directory(header, [], [Recipient(name="Khoa Nội")], [], [], PATTERNS)[-1].sector == expected


@pytest.mark.parametrize(
    ("issuer", "names"),
    [
        ("Sở Y tế - Công an tỉnh - Tỉnh đoàn", ["Sở Y tế", "Công an tỉnh", "Tỉnh đoàn"]),
        ("Văn phòng HĐND - UBND huyện Tân Kỳ", ["Văn phòng HĐND - UBND huyện Tân Kỳ"]),
        ("Phòng Văn hóa - Xã hội", ["Phòng Văn hóa - Xã hội"]),
    ],
)
def test_bodies_that_issue_together_are_each_an_agency(issuer: str, names: list[str]) -> None:
    assert list(found(issuer)) == names


def test_short_forms_of_organisations() -> None:
    names = [("BTV HND tỉnh", "Ban Thường vụ Hội Nông dân tỉnh"), ("Bộ CHQS tỉnh", "Bộ Chỉ huy quân sự tỉnh")]
    for short, long in names:
        assert len(found(lead=[short], recipients=[long])) == 1


def test_groups_and_persons_are_no_agencies() -> None:
    names = [
        "UBND các xã, phường",
        "các chi bộ trực thuộc",
        "Đồng chí Bí thư",
        "UBND cấp xã",
        "Như trên",
        "Bộ trưởng các Bộ: Y tế, Tài chính",
    ]
    assert found(lead=names, recipients=names) == {}


def test_a_list_in_one_line_is_divided() -> None:
    assert set(found(addressees=["Sở Tài chính; Sở Nội vụ"])) == {"Sở Tài chính", "Sở Nội vụ"}


def test_issuers_of_cited_documents() -> None:
    cited = [
        "Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XIII",
        "Ban Chấp hành Trung ương Đảng (khóa XII)",
        "Thủ tướng Chính phủ",
        "Bộ trưởng Bộ Y tế",
        "Bộ Y tế",
        "Chủ tịch UBND tỉnh Kon Tum",
    ]
    agencies = found(cited=cited)
    assert list(agencies) == ["Ban Chấp hành Trung ương Đảng", "Thủ tướng Chính phủ", "Bộ Y tế", "UBND tỉnh Kon Tum"]
    assert [item.level for item in agencies.values()] == ["central", "central", "central", "province"]


def test_order_is_letterhead_first_and_roles_have_their_order() -> None:
    agencies = found("Sở Y tế", "UBND tỉnh Gia Lai", lead=["Sở Y tế"], recipients=["Sở Y tế", "Sở Tài chính"])
    assert list(agencies) == ["Sở Y tế", "UBND tỉnh Gia Lai", "Sở Tài chính"]
    assert agencies["Sở Y tế"].roles == ["issuer", "lead", "recipient"]


# --- the letterhead ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issuer", "parent", "expected"),
    [
        ("Ban Thường vụ", "Huyện ủy Yên Châu", ("district", "party")),
        ("Ban Thường vụ", "Hội Nông dân tỉnh Sơn La", ("province", "mass")),
        ("Ban Thường trực", "Ủy ban MTTQ Việt Nam xã Mường Ảng", ("commune", "mass")),
        ("Ban Chấp hành", "Tỉnh đoàn Lai Châu", ("province", "mass")),
        ("Ban Tuyên giáo và Dân vận", "Tỉnh ủy Sơn La", ("province", "party")),
        ("Ban Chỉ huy Quân sự", "UBND huyện Tân Kỳ", ("district", "military")),
        ("Ban Chỉ đạo chuyển đổi số", "UBND xã Mường Ảng", ("commune", "state")),
        ("Ban Chỉ đạo chuyển đổi số", None, (None, None)),
        ("Đài Phát thanh và Truyền hình", "UBND tỉnh Hậu Giang", ("province", "state")),
        ("Ban Quản lý dự án", "UBND thành phố Hà Nội", ("province", "state")),
        ("Chi cục Dân số", "Sở Y tế", (None, "state")),
        ("Cục Kiểm lâm và Lâm nghiệp", "Bộ Nông nghiệp và Môi trường", ("central", "state")),
        ("Công đoàn ngành Y tế", "Liên đoàn Lao động tỉnh Sơn La", ("province", "mass")),
        ("Trường Mầm non Hoa Mai", "UBND phường Phú Lương", ("grassroots", "school")),
        ("Bệnh viện Đa khoa khu vực Cẩm Phả", "Sở Y tế Quảng Ninh", (None, "health")),
        ("Tòa án nhân dân khu vực 7", "Tòa án nhân dân tỉnh Đồng Tháp", (None, "judiciary")),
    ],
)
def test_an_organ_has_the_level_of_the_body_above(
    issuer: str, parent: str | None, expected: tuple[str | None, str | None]
) -> None:
    header = Header(issuer=Name(name=issuer), parent=Name(name=parent) if parent else None)
    name = infer_issuer(header, [], [], "", None, PATTERNS).issuer
    assert name is not None
    assert (name.level, name.sector) == expected


# --- where they stand ----------------------------------------------------------------------------------------


def test_each_part_has_its_place() -> None:
    text = PLAN.format(date="05 tháng 3 năm 2024")
    agencies = {item.name: item for item in plancli.parse_text(text).agencies}
    places = {
        name: [(mention.role, mention.section, text[slice(*(mention.span or (0, 0)))]) for mention in item.mentions]
        for name, item in agencies.items()
    }
    assert places["Ủy ban nhân dân huyện Đồng Hỷ"] == [("issuer", "header", "ỦY BAN NHÂN DÂN\nHUYỆN ĐỒNG HỶ")]
    assert places["Phòng Nội vụ"] == [("lead", "II/1", "Phòng Nội vụ")]
    assert places["Sở Thông tin và Truyền thông"] == [
        ("coordinate", "II/1/b", "Sở Thông tin và Truyền thông"),
        ("recipient", "recipients", "Sở Thông tin và Truyền thông"),
    ]
    assert places["Văn phòng HĐND và UBND huyện"] == [("lead", "II/2", "Văn phòng HĐND và UBND huyện")]
    assert places["UBND tỉnh Thái Nguyên"] == [("cited-issuer", "preamble", "UBND tỉnh Thái Nguyên")]


def test_roles_are_those_of_the_mentions() -> None:
    for item in plancli.parse_text(PLAN.format(date="05 tháng 3 năm 2024")).agencies:
        assert set(item.roles) == {mention.role for mention in item.mentions}
        spans = [mention.span for mention in item.mentions if mention.span]
        assert spans == sorted(spans)


# --- while they were there -----------------------------------------------------------------------------------


def test_bounds_of_agencies() -> None:
    agencies = found(
        "UBND tỉnh Hà Giang",
        lead=["Bộ Thông tin và Truyền thông", "Sở Nông nghiệp và Môi trường", "UBND huyện Vị Xuyên", "Sở Y tế"],
    )
    assert {name: (item.valid_from, item.valid_to) for name, item in agencies.items()} == {
        "UBND tỉnh Hà Giang": (None, "2025-06-30"),
        "Bộ Thông tin và Truyền thông": (None, "2025-02-28"),
        "Sở Nông nghiệp và Môi trường": ("2025-03-01", None),
        "UBND huyện Vị Xuyên": (None, "2025-06-30"),
        "Sở Y tế": (None, None),
    }


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("05 tháng 3 năm 2024", []),
        (
            "05 tháng 5 năm 2025",
            ["Sở Thông tin và Truyền thông"],
        ),
        (
            "05 tháng 8 năm 2025",
            [
                "Ủy ban nhân dân huyện Đồng Hỷ",
                "Phòng Nội vụ",
                "Sở Thông tin và Truyền thông",
                "Văn phòng HĐND và UBND huyện",
            ],
        ),
    ],
)
def test_agencies_that_had_ended_are_a_finding(date: str, expected: list[str]) -> None:
    document = plancli.parse_text(PLAN.format(date=date))
    found = [item for item in document.diagnostics if item.code == "agency-expired"]
    assert [item.severity for item in found] == ["info"] * len(expected)
    assert [item.message.split("”")[0].lstrip("“") for item in found] == expected
    assert all(item.span is not None for item in found)
