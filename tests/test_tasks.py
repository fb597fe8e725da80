"""Tasks: who does what by when, from hand-made section trees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import seconds

from plancli import parse_text
from plancli.extract.tasks import find_tasks
from plancli.model import Deadline, Style, Task
from plancli.outline.tree import Node
from plancli.patterns import Patterns
from plancli.text import Flow, NormSpan, NormText, Paragraph, SourceSpan

_MARKER = re.compile(r"(?P<marker>[IVX]+\.|\d+(?:\.\d+)*\.|[a-zđ]\)|[-+]|Điều \d+\.) (?P<text>.*)")


def plan(outline: str) -> tuple[list[Node], Flow]:
    """A section tree and its flow from an indented list; a line without a marker is a paragraph of the node above."""
    roots: list[Node] = []
    stack: list[Node] = []
    paragraphs: dict[int, list[NormSpan]] = {}
    lines: list[str] = []
    spans: list[Paragraph] = []
    length = 0
    for raw in dedent(outline).strip("\n").splitlines():
        line = raw.strip()
        if not line:
            continue
        depth = (len(raw) - len(raw.lstrip())) // 2
        found = _MARKER.fullmatch(line)
        start, end = length, length + len(line)
        if found:
            del stack[depth:]
            siblings = stack[-1].children if stack else roots
            label = found["marker"].rstrip(".)")
            if label in "-+":
                label += str(1 + sum(node.marker == found["marker"] for node in siblings))
            path = f"{stack[-1].path}/{label}" if stack else label
            style: Style = "dash" if label[0] in "-+" else "arabic"
            node = Node(path, found["marker"], label, style, NormSpan(start, end))
            siblings.append(node)
            stack.append(node)
            start += found.start("text")
        owner = stack[-1]
        paragraphs.setdefault(id(owner), []).append(NormSpan(start, end))
        for node in stack:
            node.span = NormSpan(node.span.start, end)
        lines.append(line)
        spans.append(Paragraph(length, end, owner.path))
        length = end + 1
    text = "\n".join(lines)
    _place(roots, paragraphs, text)
    return roots, Flow(NormText.of(text), spans)


def _place(nodes: Sequence[Node], paragraphs: dict[int, list[NormSpan]], text: str) -> None:
    for node in nodes:
        own = paragraphs[id(node)]
        first = text[own[0].start : own[0].end]
        if first.isupper() or ((node.children or len(own) > 1) and not first.endswith((".", ";", ",", ":"))):
            node.heading, own = own[0], own[1:]
        node.texts = tuple(own)
        _place(node.children, paragraphs, text)


def locate(span: NormSpan) -> tuple[SourceSpan, int | None]:
    return SourceSpan(*span), None


def deadline(text: str, section: str = "") -> Deadline:
    return Deadline(
        text=text, kind="ongoing", start=None, due=None, recurrence=None, condition=None, section=section, span=(0, 1)
    )


def tasks(outline: str, cues: Sequence[str] = ()) -> list[Task]:
    roots, flow = plan(outline)
    hits = []
    for cue in cues:
        hits += [(NormSpan(*match.span()), deadline(cue)) for match in re.finditer(re.escape(cue), flow.text)]
    hits.sort(key=lambda hit: hit[0])
    return find_tasks(roots, flow, hits, [], locate, Patterns.builtin(), "Ủy ban nhân dân xã")


def told(outline: str) -> list[tuple[str, list[str], list[str]]]:
    return [(task.section, task.lead, task.coordinate) for task in tasks(outline)]


# --- fields ---------------------------------------------------------------------------------------------------


def test_bullets_with_labels_make_the_item_above_the_task() -> None:
    found = tasks(
        """
        II. NỘI DUNG
          1. Tuyên truyền
            a) Tổ chức lớp học cho người dân.
              - Cơ quan chủ trì: UBND xã và Hội Nông dân.
              - Cơ quan phối hợp: Công an, tổ dân phố có liên quan.
              - Thời gian thực hiện: Thường xuyên.
              - Sản phẩm: Báo cáo kết quả.
        """,
        ["Thường xuyên"],
    )
    assert [(task.section, task.lead, task.coordinate, task.basis) for task in found] == [
        ("II/1/a", ["UBND xã", "Hội Nông dân"], ["Công an", "tổ dân phố có liên quan"], "fields")
    ]
    assert found[0].product == "Báo cáo kết quả"
    assert found[0].deadlines == [0]
    assert found[0].text == "Tổ chức lớp học cho người dân."


def test_lettered_fields_make_the_numbered_section_the_task() -> None:
    assert told(
        """
        II. NỘI DUNG THỰC HIỆN
          6. Trợ giúp pháp lý
            a) Nội dung
              - Nâng cao chất lượng trợ giúp.
            b) Trách nhiệm thực hiện
              - Cơ quan chủ trì: Sở Tư pháp, Hội Luật gia.
              - Cơ quan phối hợp: Các sở, ban, ngành, UBND cấp huyện.
            c) Thời gian thực hiện: Thực hiện thường xuyên.
          7. Đối ngoại
            a) Nội dung: Ký kết thỏa thuận.
            b) Trách nhiệm thực hiện: Sở Ngoại vụ là đầu mối tham mưu.
        """
    ) == [
        ("II/6", ["Sở Tư pháp", "Hội Luật gia"], ["Các sở, ban, ngành", "UBND cấp huyện"]),
        ("II/7", ["Sở Ngoại vụ"], []),
    ]


def test_numbered_fields_make_the_section_above_the_task() -> None:
    assert told(
        """
        I. TUYÊN TRUYỀN
          1. Nội dung, biện pháp
            a) Mở hội nghị cho cán bộ.
          2. Cơ quan chủ trì, phối hợp
            a) Cơ quan chủ trì
              - Ban Chỉ đạo huyện.
              - Bộ Chỉ huy quân sự; các phòng, ban liên quan.
            b) Cơ quan phối hợp
              Mặt trận Tổ quốc và Hội Cựu chiến binh các cấp.
          3. Thời gian thực hiện: Tháng 12/2024.
        """
    ) == [
        (
            "I",
            ["Ban Chỉ đạo huyện", "Bộ Chỉ huy quân sự", "các phòng, ban liên quan"],
            ["Mặt trận Tổ quốc", "Hội Cựu chiến binh các cấp"],
        )
    ]


def test_unmarked_labelled_lines_belong_to_their_own_node() -> None:
    assert told(
        """
        I. NHIỆM VỤ
          1. Rà soát thủ tục
            Đơn vị thực hiện: Phòng Tư pháp
            Thời gian: Quý I
        """
    ) == [("I/1", ["Phòng Tư pháp"], [])]


def test_labels_inside_one_paragraph() -> None:
    assert told(
        """
        I. NHIỆM VỤ
          1. Tổ chức hội thi cấp xã. Đơn vị chủ trì: Hội Phụ nữ xã; đơn vị phối hợp: Công an xã.
        """
    ) == [("I/1", ["Hội Phụ nữ xã"], ["Công an xã"])]


def test_repeated_fields_among_siblings_belong_to_the_item_before_them() -> None:
    assert told(
        """
        I. NHIỆM VỤ
          1. Công tác tuyên truyền
            - Phát tờ rơi đến hộ dân.
            - Đơn vị chủ trì: Hội Nông dân xã.
            - Treo băng rôn trên trục đường chính.
            - Đơn vị chủ trì: Đoàn Thanh niên xã.
        """
    ) == [("I/1/-1", ["Hội Nông dân xã"], []), ("I/1/-3", ["Đoàn Thanh niên xã"], [])]


def test_value_that_says_who_leads_and_who_helps() -> None:
    assert told(
        """
        I. NHIỆM VỤ
          1. Kiểm tra chợ
            - Trách nhiệm thực hiện: Sở Y tế chủ trì, phối hợp với Sở Công Thương, Công an tỉnh.
        """
    ) == [("I/1", ["Sở Y tế"], ["Sở Công Thương", "Công an tỉnh"])]


def test_who_advises_and_who_helps_in_one_value() -> None:
    assert told(
        """
        I. NHIỆM VỤ
          1. Rà soát
            - Trách nhiệm: Văn phòng UBND xã tham mưu, các phòng chuyên môn phối hợp thực hiện.
          2. Tuyên truyền
            - Chủ trì: Sở Y tế; phối hợp: Công an tỉnh; thời gian: Quý I.
        """
    ) == [
        ("I/1", ["Văn phòng UBND xã"], ["các phòng chuyên môn"]),
        ("I/2", ["Sở Y tế"], ["Công an tỉnh"]),
    ]


def test_time_alone_is_no_task() -> None:
    assert not told(
        """
        II. PHƯƠNG ÁN
          1. Sửa chữa nhà văn hóa
            - Thay mái tôn.
            - Thời gian thực hiện: Ngày 12/3/2024
        """
    )


# --- headings -------------------------------------------------------------------------------------------------


def test_items_below_an_agency_are_its_tasks() -> None:
    assert told(
        """
        III. NHIỆM VỤ CỤ THỂ
          1. Đảng ủy xã
            - Chỉ đạo tuyên truyền trong Nhân dân.
            - Ban Thường vụ huyện đoàn xây dựng riêng chương trình.
          2. Đối với UBND huyện
            - Chủ trì, phối hợp tổ chức phản biện.
            - Chủ trì, phối hợp với các công chức chuyên môn, tổ dân phố tổ chức thực hiện.
          3. Hội đồng nhân dân và các Ban của Hội đồng nhân dân xã
            - Tăng cường phối hợp giữa các ban.
        """
    ) == [
        ("III/1/-1", ["Đảng ủy xã"], []),
        ("III/1/-2", ["Ban Thường vụ huyện đoàn"], []),
        ("III/2/-1", ["UBND huyện"], []),
        ("III/2/-2", ["UBND huyện"], ["các công chức chuyên môn", "tổ dân phố"]),
        ("III/3/-1", ["Hội đồng nhân dân và các Ban của Hội đồng nhân dân xã"], []),
    ]


def test_heading_without_items_makes_its_own_text_the_task() -> None:
    found = tasks(
        """
        III. TỔ CHỨC THỰC HIỆN
          3. Sở Tư pháp
            Làm đầu mối theo dõi.
            Phối hợp với Sở Nội vụ đôn đốc các huyện.
        """
    )
    assert [(task.section, task.lead, task.coordinate, task.basis) for task in found] == [
        ("III/3", ["Sở Tư pháp"], ["Sở Nội vụ"], "heading")
    ]
    assert found[0].text == "Làm đầu mối theo dõi.\nPhối hợp với Sở Nội vụ đôn đốc các huyện."


def test_article_that_charges_an_office() -> None:
    assert told(
        """
        Điều 2. Giao Giám đốc Sở Nông nghiệp và Môi trường
          1. Chỉ đạo các trường.
          2. Chủ trì, phối hợp với Chủ tịch UBND huyện, thành phố; thủ trưởng các ngành hướng dẫn thực hiện.
        """
    ) == [
        ("Điều 2/1", ["Giám đốc Sở Nông nghiệp và Môi trường"], []),
        (
            "Điều 2/2",
            ["Giám đốc Sở Nông nghiệp và Môi trường"],
            ["Chủ tịch UBND huyện, thành phố", "thủ trưởng các ngành"],
        ),
    ]


@pytest.mark.parametrize(
    "outline",
    [
        "III. THÀNH LẬP BAN TỔ CHỨC\n  1. Ban tổ chức\n    - Ông: Nguyễn Văn An - Trưởng ban\n    - Bà: Lê Thị Ba",
        "II. PHẠM VI, ĐỐI TƯỢNG\n  2. Đối tượng\n    a) Tập thể\n      - Các cơ quan chuyên môn.\n      - UBND các xã.",
        "II. NỘI DUNG\n  1. Tổ chức bộ máy\n    - Sắp xếp tổ chức cơ sở.\n  2. Hội nghị triển khai\n    - Quý I.",
        "I. YÊU CẦU\n  1. Đối với học sinh\n    - Chấp hành nội quy.",
    ],
)
def test_lists_of_names_and_activities_are_no_tasks(outline: str) -> None:
    assert told(outline) == []


# --- sentences ------------------------------------------------------------------------------------------------

SENTENCES = [
    ("Đảng ủy xây dựng và triển khai Kế hoạch đến các chi bộ.", ["Đảng ủy"], []),
    ("HĐND, UBND, MTTQ căn cứ chức năng xây dựng kế hoạch.", ["HĐND", "UBND", "MTTQ"], []),
    ("Các chi bộ nghiêm túc quán triệt Nghị quyết.", ["Các chi bộ"], []),
    ("Giao Văn phòng Đảng ủy theo dõi, đôn đốc.", ["Văn phòng Đảng ủy"], []),
    ("Giao cho cơ quan, đơn vị niêm yết danh sách.", ["cơ quan, đơn vị"], []),
    (
        "Đề nghị Ủy ban MTTQ Việt Nam xã và các hội đoàn thể theo chức năng giám sát.",
        ["Ủy ban MTTQ Việt Nam xã", "các hội đoàn thể"],
        [],
    ),
    (
        "Các đồng chí Đảng ủy viên phụ trách các ngành, lĩnh vực phân công chịu trách nhiệm về kết quả.",
        ["Các đồng chí Đảng ủy viên phụ trách các ngành, lĩnh vực phân công"],
        [],
    ),
    (
        "Căn cứ Nghị quyết số 28-NQ/TW và Kế hoạch của Huyện ủy, HĐND, UBND quán triệt, xây dựng kế hoạch.",
        ["HĐND", "UBND"],
        [],
    ),
    (
        "Ban Tổ chức Huyện ủy chủ trì, phối hợp với các cơ quan tham mưu, giúp việc Huyện ủy thường xuyên theo dõi.",
        ["Ban Tổ chức Huyện ủy"],
        ["các cơ quan tham mưu, giúp việc Huyện ủy"],
    ),
    ("Sở Tư pháp: Lồng ghép nội dung vào chương trình.", ["Sở Tư pháp"], []),
    ("UBND cấp huyện chỉ đạo UBND các xã, phường tổ chức thực hiện.", ["UBND cấp huyện"], []),
    (
        "Kinh phí theo quy định. Cơ quan chủ trì thực hiện nhiệm vụ xây dựng kinh phí, báo cáo UBND.",
        ["Cơ quan chủ trì thực hiện nhiệm vụ"],
        [],
    ),
    ("Sở Y tế chủ trì; các sở, ngành liên quan phối hợp thực hiện.", ["Sở Y tế"], ["các sở, ngành liên quan"]),
    ("Hằng năm, các đơn vị báo cáo kết quả về Sở Nội vụ.", ["các đơn vị"], []),
    ("Trung tâm Y tế phối hợp Đài truyền thanh tuyên truyền.", ["Trung tâm Y tế"], ["Đài truyền thanh"]),
    ("Giám đốc yêu cầu các khoa, phòng nghiêm túc thực hiện.", ["các khoa, phòng"], []),
    ("Chế độ báo cáo: Hằng quý, các đơn vị gửi báo cáo về Sở Nội vụ.", ["các đơn vị"], []),
    ("Giao Sở Nội vụ đôn đốc; giao Sở Tài chính bố trí kinh phí.", ["Sở Nội vụ", "Sở Tài chính"], []),
    ("Đ/c Lê Thị Hoa - Phó Hiệu trưởng: Phụ trách nội dung.", ["Đ/c Lê Thị Hoa - Phó Hiệu trưởng"], []),
    ("Các đơn vị liên quan triên khai đúng tiến độ.", ["Các đơn vị liên quan"], []),
    ("Trách nhiệm của các trường THPT, Trung tâm Y tế: Cung cấp hồ sơ.", ["các trường THPT", "Trung tâm Y tế"], []),
    ("Đối với Trung tâm Văn hóa: phát thanh hai buổi mỗi ngày.", ["Trung tâm Văn hóa"], []),
    (
        "Đề nghị Công đoàn, Đoàn Thanh niên bệnh viện: Phát động thi đua.",
        ["Công đoàn", "Đoàn Thanh niên bệnh viện"],
        [],
    ),
    ("Kinh phí: do Phòng Kinh tế tham mưu bố trí.", ["Phòng Kinh tế"], []),
    ("Vệ sinh sân trường (Đoàn Thanh niên phụ trách).", ["Đoàn Thanh niên"], []),
    ("Giáo viên phối hợp gia đình quản lý, nhắc nhở học sinh.", ["Giáo viên"], ["gia đình"]),
    ("Tổ tổng hợp: tham mưu kế hoạch tuần.", ["Tổ tổng hợp"], []),
    ("Đề nghị Thường trực Ủy ban MTTQ xã chỉ đạo các thôn họp dân.", ["Thường trực Ủy ban MTTQ xã"], []),
]


@pytest.mark.parametrize(("sentence", "lead", "coordinate"), SENTENCES)
def test_sentences_in_the_part_on_carrying_out(sentence: str, lead: list[str], coordinate: list[str]) -> None:
    found = tasks(f"IV. TỔ CHỨC THỰC HIỆN\n  1. {sentence}")
    assert [(task.section, task.lead, task.coordinate, task.basis) for task in found] == [
        ("IV/1", lead, coordinate, "sentence")
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Kinh phí thực hiện từ ngân sách nhà nước theo phân cấp.",
        "Tham mưu với cấp trên về việc tổ chức các lớp.",
        "Phối hợp với cộng tác viên để thu thập số liệu.",
        "Tổ chức quán triệt Nghị quyết trong toàn Đảng bộ.",
        "Giao ban: hằng tuần tại hội trường.",
        "Lãnh đạo, chỉ đạo các ban, ngành, đoàn thể phối hợp.",
    ],
)
def test_sentences_that_tell_nobody(sentence: str) -> None:
    assert told(f"IV. TỔ CHỨC THỰC HIỆN\n  - {sentence}") == []


def test_elsewhere_only_what_assigns_in_so_many_words() -> None:
    assert told(
        """
        II. NỘI DUNG
          1. Đảng ủy xây dựng và ban hành kế hoạch.
          2. Giao Công an xã tuần tra ban đêm.
          3. Sở Y tế chủ trì, phối hợp với Sở Tài chính lập dự toán.
          4. Đề nghị các đơn vị quan tâm.
        """
    ) == [("II/2", ["Công an xã"], []), ("II/3", ["Sở Y tế"], ["Sở Tài chính"])]


def test_a_bracket_that_names_who_acts() -> None:
    assert told(
        """
        II. NHIỆM VỤ
          1. Mở rộng mạng lưới (Sở Công Thương chủ trì, phối hợp Sở Tài chính; xong trong năm 2027).
          2. Cấp chữ ký số (giao Công an tỉnh thực hiện).
          3. Nâng cấp đường (theo đề nghị của Sở Xây dựng).
          4. Lắp thiết bị (Sở Y tế đã đồng ý).
        """
    ) == [("II/1", ["Sở Công Thương"], ["Sở Tài chính"]), ("II/2", ["Công an tỉnh"], [])]


def test_whoever_takes_part_helps_the_one_that_leads() -> None:
    assert told(
        """
        2. NỘI DUNG
          1. Diễn tập
            a) Đơn vị chủ trì: Phòng An toàn
            b) Đơn vị tham gia: Văn phòng, Đội Quản lý vận hành
          2. Hội thao
            a) Đơn vị tham gia: các chi đoàn
        """
    ) == [("2/1", ["Phòng An toàn"], ["Văn phòng", "Đội Quản lý vận hành"])]


def test_an_office_with_its_holder_heads_its_tasks() -> None:
    assert told(
        """
        III. PHÂN CÔNG NHIỆM VỤ
          1. Tổ trưởng: Nguyễn Thị Hoa
            - Lập kế hoạch tuần.
          2. Đơn vị được kiểm tra
            - Chuẩn bị báo cáo.
          3. Tổ công đoàn
            - 100% đoàn viên đăng ký thi đua.
          4. Các sở, ban, ngành: Giao thông vận tải, Y tế
            - Chuẩn bị thuốc men.
          5. Các lực lượng tham gia diễn tập
            - Sơ tán dân.
        """
    ) == [
        ("III/1/-1", ["Tổ trưởng: Nguyễn Thị Hoa"], []),
        ("III/2/-1", ["Đơn vị được kiểm tra"], []),
        ("III/3/-1", ["Tổ công đoàn"], []),
        ("III/4/-1", ["Các sở, ban, ngành: Giao thông vận tải, Y tế"], []),
        ("III/5/-1", ["Các lực lượng tham gia diễn tập"], []),
    ]


def test_sentence_that_leads_in_items() -> None:
    assert told(
        """
        IV. TỔ CHỨC THỰC HIỆN
          1. Sở Y tế có trách nhiệm:
            a) Hướng dẫn các đơn vị.
            b) Báo cáo UBND tỉnh.
        """
    ) == [("IV/1/a", ["Sở Y tế"], []), ("IV/1/b", ["Sở Y tế"], [])]


def test_unmarked_paragraphs_that_tell_different_bodies_are_tasks_of_their_own() -> None:
    assert told(
        """
        V. TỔ CHỨC THỰC HIỆN
          Giữ vững tổ chức các cấp.
          Sở Y tế chủ động báo cáo UBND tỉnh.
          Bảo đảm đúng tiến độ.
          Trưởng các khoa, phòng căn cứ kế hoạch triển khai thực hiện.
        """
    ) == [("V", ["Sở Y tế"], []), ("V", ["Trưởng các khoa, phòng"], [])]


def test_names_in_capitals_are_written_as_text_writes_them() -> None:
    assert told("III. TRẠM Y TẾ CÁC XÃ, THỊ TRẤN\n  1. Kiện toàn bộ máy.\n  2. Báo cáo hằng tuần.") == [
        ("III/1", ["Trạm Y tế các xã, thị trấn"], []),
        ("III/2", ["Trạm Y tế các xã, thị trấn"], []),
    ]


def test_time_grows_with_the_length() -> None:
    def taken(count: int) -> float:
        roots, flow = plan(
            "IV. TỔ CHỨC THỰC HIỆN\n" + "  - Sở Y tế chủ trì, phối hợp với Công an tỉnh kiểm tra.\n" * count
        )
        assert len(find_tasks(roots, flow, [], [], locate, Patterns.builtin())) == count
        return seconds(lambda: find_tasks(roots, flow, [], [], locate, Patterns.builtin()))

    taken(10)
    small, large = taken(100), taken(400)
    assert large < 12 * small


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet='giao phốihợpvớichủtrìSởYtế,.;:()"-và', max_size=40), max_size=6))
def test_any_text_is_read(texts: list[str]) -> None:
    outline = "IV. TỔ CHỨC THỰC HIỆN\n" + "\n".join("  - x " + text.replace("\n", " ") for text in texts)
    for task in tasks(outline):
        assert task.lead


# --- what the preamble orders --------------------------------------------------------------------------------


def ordered(preamble: str, *items: str) -> list[tuple[str, list[str]]]:
    text = "\n".join(["KẾ HOẠCH", "Phòng hạn", preamble, *items])
    return [(task.section, task.lead) for task in parse_text(text).tasks]


@pytest.mark.parametrize(
    ("preamble", "expected"),
    [
        ("Thực hiện Chỉ thị số 3/CT-UBND, Huyện ủy yêu cầu:", [("1", ["Sở Y tế"])]),
        ("Sau khi nghe báo cáo, Ban Thường vụ thống nhất kết luận như sau:", [("1", ["Sở Y tế"])]),
        (
            "Để phòng hạn, Phòng đề nghị UBND các xã:",
            [("1", ["Sở Y tế"]), ("2", ["UBND các xã"]), ("3", ["UBND các xã"])],
        ),
        ("Thực hiện Chỉ thị số 3/CT-UBND, Huyện ủy báo cáo như sau:", []),
        ("Theo đề nghị của Sở Y tế, Huyện ủy báo cáo:", []),
    ],
)
def test_items_that_the_preamble_orders(preamble: str, expected: list[tuple[str, list[str]]]) -> None:
    items = ["1. Sở Y tế tham mưu phương án.", "2. Thông báo lịch xả nước.", "3. Báo cáo diện tích hạn."]
    assert ordered(preamble, *items) == expected


def test_what_was_done_is_no_task() -> None:
    items = ["1. Các xã đã chủ động ứng phó.", "2. Các xã chủ động ứng phó."]
    assert ordered("Tại cuộc họp, Chủ tịch kết luận:", *items) == [("2", ["Các xã"])]


def test_a_decisions_list_of_persons_is_told_nothing() -> None:
    items = ["Điều 1. Kiện toàn Tổ công tác gồm:", "1. Ông Lê An - Trưởng phòng - Tổ trưởng;", "2. Bà Hồ Lan - Thư ký."]
    assert ordered("Xét đề nghị của Trưởng phòng Nội vụ,\nQUYẾT ĐỊNH:", *items) == []


def test_ladies_and_gentlemen_are_one() -> None:
    found = told("Điều 3. Chánh Văn phòng, các ông, bà có tên tại Điều 1 chịu trách nhiệm thi hành.")
    assert found[0][1] == ["Chánh Văn phòng", "các ông, bà có tên tại Điều 1"]
