"""The agencies that a document names, one entry each."""

from __future__ import annotations

from plancli.extract.directory import directory
from plancli.model import Addressee, Agency, Header, Name, Recipient, Reference, Task
from plancli.patterns import Patterns

PATTERNS = Patterns.builtin()


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


def test_groups_and_persons_are_no_agencies() -> None:
    names = ["UBND các xã, phường", "các chi bộ trực thuộc", "Đồng chí Bí thư", "UBND cấp xã", "Như trên"]
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
