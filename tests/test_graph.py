"""The web of citations: what is one document, who carries out what, and that other programs read it."""

from __future__ import annotations

import io
import json
import random
import subprocess
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest
from one_plan import need_program

import plancli as library
from plancli.graph.build import GraphBuilder
from plancli.graph.cascade import Cascade, cascade, find_nodes
from plancli.graph.formats import graph_dot, graph_json, graph_mermaid, graph_ml
from plancli.graph.identity import resolve
from plancli.graph.layout import HEIGHT, WIDTH, lay_out
from plancli.graph.localities import Locality, document_locality, locality_in
from plancli.graph.model import Edge, Graph, Node
from plancli.graph.reading import Record, Relation, Sighting, read_document
from plancli.graph.tracing import trace_json, trace_text
from plancli.model import Document
from plancli.patterns import Patterns

Cli = Callable[..., subprocess.CompletedProcess[bytes]]
PATTERNS = Patterns.builtin()


def web(documents: Sequence[tuple[str, Document]]) -> Graph:
    builder = GraphBuilder()
    for name, document in documents:
        builder.add(read_document(document, name, PATTERNS))
    return builder.build()


@pytest.fixture(scope="module")
def samples(root: Path) -> list[tuple[str, Document]]:
    files = sorted(path for path in (root / "samples").iterdir() if path.suffix in (".txt", ".md"))
    return [(path.name, library.parse_file(path)) for path in files]


@pytest.fixture(scope="module")
def graph(samples: list[tuple[str, Document]]) -> Graph:
    return web(samples)


def plan(issuer: str, number: str, day: str, subject: str, opening: str) -> str:
    """A small plan: day as dd/mm/yyyy."""
    date = "ngày {} tháng {} năm {}".format(*day.split("/"))
    return (
        f"{issuer}\n\nSố: {number}\n\nĐông Hải, {date}\n\nKẾ HOẠCH\n{subject}\n\n{opening}\n\n"
        "1. Tổ chức quán triệt\nTuyên truyền đến toàn thể cán bộ.\n2. Kiểm tra\nKiểm tra hằng quý.\n"
    )


def parsed(*texts: str) -> list[tuple[str, Document]]:
    return [(f"plan-{index}.txt", library.parse_text(text)) for index, text in enumerate(texts, 1)]


def edges_of(graph: Graph, role: str = "implements") -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in graph.edges if edge.role == role}


# --- the samples -------------------------------------------------------------------------------------------


def uppers(found: Cascade) -> dict[str, str]:
    """Each document of the collection in the cascade, by file, with the number it hangs under."""
    above: dict[str, str] = {}
    for _, step in found.steps():
        for child in step.children:
            for file in child.node.files:
                above[file] = step.node.label
    return above


def test_every_plan_hangs_under_its_right_upper_document(graph: Graph) -> None:
    (top,) = find_nodes(graph, "27-NQ/TW")
    assert (top.date, top.level) == ("2022-11-09", "central")
    found = cascade(graph, top)
    assert uppers(found) == {
        "thai-nguyen-ubnd-kh.md": "35-CTr/TU",
        "xuan-luong-85-kh-du.txt": "118-KH/HU",
        "truong-quang-trong-kh.txt": "154/KH-UBND",
        "binh-dinh-80-kh-duk.md": "60-KH/TU",
    }
    depth = {step.node.label: level for level, step in found.steps()}
    assert [depth[label] for label in ("27-NQ/TW", "77/NQ-CP", "154/KH-UBND")] == [0, 1, 2]
    days = {step.node.label: (step.days, step.days_after) for _, step in found.steps()}
    assert days["85-KH/ĐU"] == (169, 2)
    assert days["80-KH/ĐUK"] == (230, 34)
    (other,) = find_nodes(graph, "28-NQ/TW")
    assert uppers(cascade(graph, other)) == {"lam-dong-huyen-uy-kh.txt": "52-CTr/TU"}


def test_the_plan_that_names_both_tells_what_else_it_carries_out(graph: Graph) -> None:
    (top,) = find_nodes(graph, "27-NQ/TW")
    also = {
        file: {node.label for node in step.also} for _, step in cascade(graph, top).steps() for file in step.node.files
    }
    assert also["thai-nguyen-ubnd-kh.md"] == {"27-NQ/TW", "11-KH/TW"}
    assert also["truong-quang-trong-kh.txt"] == {"77/NQ-CP"}


def test_variants_are_merged_and_slips_flagged(graph: Graph) -> None:
    nodes = {node.id: node for node in graph.nodes}
    assert nodes["27-NQ/TW@2022-11-09"].spellings == ["27- NQ/TW", "27-NQ/TƯ"]
    slip = nodes["27-NQ/TU"]
    assert {note.code: note.nodes for note in slip.notes}["number-suspect"] == ["27-NQ/TW@2022-11-09"]
    # Two programmes and two plans of provincial committees: none is another's.
    assert {"29-CTr/TU@2023-02-16~quang-ngai", "35-CTr/TU@2023-02-07~thai-nguyen"} <= set(nodes)


def test_a_resolution_cited_by_meeting_and_title_is_the_numbered_one(graph: Graph) -> None:
    assert ("11-KH/TW@2022-11-28", "27-NQ/TW@2022-11-09") in edges_of(graph)
    assert not any("hoi-nghi-lan-thu-sau" in node.id for node in graph.nodes)


def test_the_order_of_the_documents_does_not_matter(samples: list[tuple[str, Document]], graph: Graph) -> None:
    for seed in range(4):
        mixed = list(samples)
        random.Random(seed).shuffle(mixed)
        other = web(mixed)
        assert {node.id for node in other.nodes} == {node.id for node in graph.nodes}
        assert edges_of(other) == edges_of(graph)


def test_territories(samples: list[tuple[str, Document]]) -> None:
    found = {name: document_locality(document, PATTERNS) for name, document in samples}
    assert found["xuan-luong-85-kh-du.txt"] == Locality(None, "Yên Thế", "Xuân Lương")
    assert found["truong-quang-trong-kh.txt"] == Locality("Quảng Ngãi", "Quảng Ngãi", "Trương Quang Trọng")
    assert found["binh-dinh-80-kh-duk.md"] == Locality("Bình Định")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("UBND huyện Yên Thế, tỉnh Bắc Giang", Locality("Bắc Giang", "Yên Thế")),
        ("Thành ủy Hà Nội", Locality("Hà Nội")),
        ("Thành ủy Quảng Ngãi", Locality(None, "Quảng Ngãi")),
        ("Đảng ủy phường Cửa Đông", Locality(None, None, "Cửa Đông")),
        ("Ban Thường vụ Tỉnh ủy", Locality()),
        ("Thị ủy Sơn Tây", Locality(None, "Sơn Tây")),
    ],
)
def test_units_in_names(name: str, expected: Locality) -> None:
    assert locality_in(name, PATTERNS) == expected


# --- what is one document ----------------------------------------------------------------------------------


def seen(number: str | None, date: str | None = None, **more: Any) -> Sighting:
    values: dict[str, Any] = {
        "file": "x", "key": f"{number}|key", "number": number, "type": "NQ", "date": date, "level": "central",
    }  # fmt: skip
    return Sighting(**(values | more))


def lost(date: str, sector: str) -> Sighting:
    """A document of a northern province's body whose number was lost."""
    return seen(None, date, key=None, level="province", locality=NORTH, sector=sector, own=True)


def named(name: str, subject: str) -> Sighting:
    return seen(None, key=f"=NQ|{name}", name=name, subject=subject)


NORTH, SOUTH = Locality("Bắc Giang"), Locality("Cà Mau")
TITLE = "về nâng cao chất lượng sinh hoạt chi bộ trong giai đoạn mới"


@pytest.mark.parametrize(
    ("sightings", "groups"),
    [
        pytest.param([seen("1", "2020-01-02"), seen("1", "2020-01-02")], [[0, 1]], id="number and date"),
        pytest.param([seen("1", "2018-05-21"), seen("1", "2022-11-09")], [[0], [1]], id="two terms"),
        pytest.param([seen("1"), seen("1", "2022-11-09")], [[0], [1]], id="a bare number is no identity"),
        pytest.param([seen("1"), seen("1")], [[0, 1]], id="a bare number is one number"),
        pytest.param([seen("1", "2022"), seen("1", "2022-11-09")], [[0, 1]], id="the year of the date"),
        pytest.param([seen("1", "2021"), seen("1", "2022-11-09")], [[0], [1]], id="another year"),
        pytest.param([seen("1", year=True), seen("1", "2022-11-09")], [[0, 1]], id="the year in the number"),
        pytest.param(
            [seen("1", subject=TITLE), seen("1", "2022-11-09", subject=TITLE + " tại địa phương")], [[0, 1]],
            id="the same title",
        ),
        pytest.param(
            [seen("1", subject="về phòng, chống thiên tai năm nay"), seen("1", "2022-11-09", subject=TITLE)],
            [[0], [1]], id="another title",
        ),
        pytest.param(
            [
                seen("1", "2023-05-24", level="province", locality=NORTH),
                seen("1", "2023-05-24", level="province", locality=SOUTH),
            ],
            [[0], [1]], id="two provinces",
        ),
        pytest.param(
            [
                seen("1", "2023-05-24", level="province", locality=NORTH),
                seen("1", "2023-05-24", level="province"),
            ],
            [[0, 1]], id="a territory that is not told",
        ),
        pytest.param(
            [seen("1", "2023-05-24", level="province"), seen("1", "2023-05-24", level="district")], [[0], [1]],
            id="two levels",
        ),
        pytest.param(
            [seen("1", level="district"), seen("1", level="district")], [[0], [1]],
            id="bare numbers of unknown districts",
        ),
        pytest.param(
            [
                seen("1", "2023-05-24", level="province", locality=NORTH, sector="party"),
                lost("2023-05-24", sector="party"),
            ],
            [[0, 1]], id="a lost number, by date and issuer",
        ),
        pytest.param(
            [
                seen("1", "2023-05-24", level="province", locality=NORTH, sector="party"),
                lost("2023-05-24", sector="state"),
            ],
            [[0], [1]], id="a lost number of another body",
        ),
        pytest.param(
            [
                seen("1", "2022-11-09", key="1||NQ|TW", subject=TITLE),
                named("Nghị quyết Hội nghị", subject=TITLE),
            ],
            [[0, 1]], id="a name with the title of a number",
        ),
        pytest.param(
            [
                seen("1", "2022-11-09", key="1||NQ|TW", subject=TITLE),
                seen("2", "2022-11-09", key="2||NQ|TW", subject=TITLE),
                named("Nghị quyết Hội nghị", subject=TITLE),
            ],
            [[0], [1], [2]], id="a title of two numbers tells nothing",
        ),
    ],
)  # fmt: skip
def test_what_is_one_document(sightings: list[Sighting], groups: list[list[int]]) -> None:
    assert [sorted(cluster.members) for cluster in resolve(sightings)] == groups


def record(*sightings: Sighting, relations: Sequence[Relation] = (), name: str = "a") -> Record:
    return Record(name, name, sightings, tuple(relations))


def build(*records: Record) -> Graph:
    builder = GraphBuilder()
    for one in records:
        builder.add(one)
    return builder.build()


def own(number: str, date: str, **more: Any) -> Sighting:
    return seen(number, date, own=True, **more)


def test_what_is_unsure_says_so() -> None:
    graph = build(
        record(own("9", "2023-01-01"), seen("1"), name="a"),
        record(own("8", "2023-01-01"), seen("1", "2022-11-09"), name="b"),
        record(own("7", "2023-01-01"), seen("1", "2022-11-19"), name="c"),
    )
    notes = {node.id: {note.code: note.nodes for note in node.notes} for node in graph.nodes}
    assert notes["1"] == {"number-only": ["1@2022-11-09", "1@2022-11-19"]}
    assert notes["1@2022-11-09"] == {"date-differs": ["1@2022-11-19"]}


def test_a_document_given_twice_is_one_and_copies_are_told() -> None:
    one = record(own("9", "2023-01-01"), seen("1", "2022-11-09"), relations=[Relation(0, 1, "cites")])
    assert build(one, one).documents == 1
    copy = Record("b", "b", one.sightings, one.relations)
    graph = build(one, copy)
    (node,) = (node for node in graph.nodes if node.number == "9")
    assert [note.code for note in node.notes] == ["copies"]
    assert len(graph.edges) == 1


def test_the_document_itself_speaks_before_what_others_quote() -> None:
    quoted = record(
        own("9", "2023-01-01"), seen("5", "2022-12-01"), seen("1", "2022-11-09"),
        relations=[Relation(0, 1, "implements"), Relation(1, 2, "implements", subject=True)], name="a",
    )  # fmt: skip
    itself = record(own("5", "2022-12-01"), seen("1", "2022-11-09"), relations=[Relation(0, 1, "basis")], name="b")
    for records in ((quoted, itself), (itself, quoted)):
        edges = {(edge.source, edge.target): edge for edge in build(*records).edges}
        assert (edges["5@2022-12-01", "1@2022-11-09"].role, edges["5@2022-12-01", "1@2022-11-09"].via) == (
            "basis",
            "text",
        )


def test_a_party_number_of_two_terms_has_two_cascades() -> None:
    first = plan(
        "ĐẢNG ỦY XÃ ĐÔNG HẢI", "05-KH/ĐU", "10/03/2019", "thực hiện Nghị quyết số 18-NQ/TU ngày 20/02/2019 của Tỉnh ủy",
        "Thực hiện Nghị quyết số 18-NQ/TU ngày 20/02/2019 của Tỉnh ủy, Đảng ủy xã ban hành kế hoạch như sau:",
    )  # fmt: skip
    second = plan(
        "ĐẢNG ỦY XÃ ĐÔNG HẢI", "61-KH/ĐU", "10/03/2023", "thực hiện Nghị quyết số 18-NQ/TU ngày 15/02/2023 của Tỉnh ủy",
        "Thực hiện Nghị quyết số 18-NQ/TU ngày 15/02/2023 của Tỉnh ủy, Đảng ủy xã ban hành kế hoạch như sau:",
    )  # fmt: skip
    third = plan(
        "ĐẢNG ỦY XÃ ĐÔNG HẢI", "70-KH/ĐU", "10/05/2023", "học tập Nghị quyết số 18-NQ/TU",
        "Thực hiện Nghị quyết số 18-NQ/TU, Đảng ủy xã ban hành kế hoạch như sau:",
    )  # fmt: skip
    graph = web(parsed(first, second, third))
    tops = find_nodes(graph, "18-NQ/TU")
    assert [top.date for top in tops] == ["2019-02-20", "2023-02-15"]
    found = [cascade(graph, top) for top in tops]
    assert [set(uppers(one)) for one in found] == [{"plan-1.txt"}, {"plan-2.txt"}]
    # The third names the number alone: told, and hung under neither.
    assert [[node.label for node in one.unsure] for one in found] == [["70-KH/ĐU"], ["70-KH/ĐU"]]


# --- cascades ----------------------------------------------------------------------------------------------


def node(name: str, date: str | None = None, level: str | None = None, **more: Any) -> Node:
    values: dict[str, Any] = {
        "id": name, "number": name, "type": "KH", "name": None, "date": date, "issuer": None, "level": level,
        "sector": None, "place": None, "subject": None, "identity": "date", "files": [], "spellings": [], "notes": [],
    }  # fmt: skip
    return Node(**(values | more))


def edge(source: str, target: str, role: Any = "implements", **more: Any) -> Edge:
    values: dict[str, Any] = {"via": "text", "title": False, "mentions": 1, "files": []}
    return Edge(source=source, target=target, role=role, **(values | more))


def small(nodes: Sequence[Node], edges: Sequence[Edge]) -> Graph:
    return Graph(documents=len(nodes), nodes=list(nodes), edges=list(edges))


def tree(graph: Graph, top: str) -> list[tuple[int, str]]:
    (found,) = find_nodes(graph, top)
    return [(depth, step.node.id) for depth, step in cascade(graph, found).steps()]


def test_of_two_upper_documents_the_nearer_level_wins() -> None:
    graph = small(
        [node("A", level="central"), node("B", level="province"), node("C", level="district"), node("P")],
        [edge("B", "A"), edge("C", "A"), edge("P", "A"), edge("P", "B"), edge("P", "C")],
    )
    assert tree(graph, "A") == [(0, "A"), (1, "B"), (1, "C"), (2, "P")]


def test_a_ring_ends_and_hangs_under_the_top() -> None:
    graph = small([node("A"), node("B"), node("C")], [edge("B", "A"), edge("B", "C"), edge("C", "B"), edge("A", "B")])
    assert {name for _, name in tree(graph, "A")} == {"A", "B", "C"}


def test_an_older_document_does_not_carry_out_a_younger_one() -> None:
    graph = small([node("A", "2022-11-09"), node("B", "2020-01-01")], [edge("B", "A")])
    assert tree(graph, "A") == [(0, "A")]


@pytest.mark.parametrize("typed", ["27-NQ/TW", "27-nq/tw", " 27 - NQ / TW", "27–NQ/TW", "27-NQ-TW"])
def test_a_number_is_found_however_it_is_typed(typed: str, graph: Graph) -> None:
    assert [one.id for one in find_nodes(graph, typed)] == ["27-NQ/TW@2022-11-09"]


def test_a_long_chain_is_no_matter() -> None:
    count = 1000
    nodes = [node(str(index)) for index in range(count)]
    graph = small(nodes, [edge(str(index + 1), str(index)) for index in range(count - 1)])
    assert tree(graph, "0")[-1] == (count - 1, str(count - 1))
    text = trace_text(cascade(graph, nodes[0]))
    assert text.count("○") == count + 1
    assert trace_json(cascade(graph, nodes[0]))["top"]["children"]


def test_the_printed_cascade(graph: Graph) -> None:
    (top,) = find_nodes(graph, "27-NQ/TW")
    text = trace_text(cascade(graph, top))
    assert "│  └─ ● 85-KH/ĐU · Đảng ủy xã Xuân Lương · cấp xã · 27/4/2023 [+169 ngày; +2 ngày sau 118-KH/HU]" in text
    english = trace_text(cascade(graph, top), "en")
    assert "80-KH/ĐUK" in english
    assert "[+230 days; +34 days after 60-KH/TU]" in english
    nested = trace_json(cascade(graph, top))["top"]
    (upper,) = (child for child in nested["children"] if child["number"] == "118-KH/HU")
    assert [(child["number"], child["days"], child["also"]) for child in upper["children"]] == [
        ("85-KH/ĐU", 169, ["27-NQ/TW@2022-11-09"])
    ]


def test_terminal_escapes_do_not_reach_the_terminal() -> None:
    graph = small([node("A\x1b[31m", issuer="\u202eevil")], [])
    text = trace_text(cascade(graph, graph.nodes[0]))
    assert "\x1b" not in text
    assert "\u202e" not in text


# --- formats -----------------------------------------------------------------------------------------------

HOSTILE = 'x"]; evil [label="\\N\n<script>alert(1)</script>\x00\x0b&'


@pytest.fixture(scope="module")
def hostile() -> Graph:
    return small([node(HOSTILE, files=[HOSTILE], issuer=HOSTILE), node("B")], [edge("B", HOSTILE)])


def networkx() -> Any:
    return import_module("networkx")


def test_json_reads_back(graph: Graph) -> None:
    assert msgspec.json.decode(graph_json(graph), type=Graph) == graph


def test_graphml_is_read_by_networkx(graph: Graph, hostile: Graph) -> None:
    for one in (graph, hostile):
        read = networkx().read_graphml(io.BytesIO(graph_ml(one).encode()))
        assert read.is_directed()
        assert (read.number_of_nodes(), read.number_of_edges()) == (len(one.nodes), len(one.edges))
    read = networkx().read_graphml(io.BytesIO(graph_ml(graph).encode()))
    top = read.nodes["27-NQ/TW@2022-11-09"]
    assert (top["number"], top["date"], top["held"]) == ("27-NQ/TW", "2022-11-09", False)
    between = read.edges["85-KH/ĐU@2023-04-27~xuan-luong", "118-KH/HU@2023-04-25~yen-the"]
    assert (between["role"], between["title"], between["mentions"]) == ("implements", True, 4)


def test_dot_is_drawn_by_graphviz(graph: Graph, hostile: Graph) -> None:
    program = need_program("dot")
    for one in (graph, hostile):
        run = subprocess.run([program, "-Tplain"], input=graph_dot(one).encode(), capture_output=True, check=True)
        assert run.stderr == b""
        kinds = [line.split(" ", 1)[0] for line in run.stdout.decode().splitlines()]
        assert (kinds.count("node"), kinds.count("edge")) == (len(one.nodes), len(one.edges))


def test_mermaid_quotes_what_is_not_a_word(graph: Graph, hostile: Graph) -> None:
    text = graph_mermaid(graph)
    assert text.startswith("flowchart BT\n")
    assert text.count("==>|triển khai|") == len(edges_of(graph))
    lines = graph_mermaid(hostile).splitlines()
    assert len(lines) == 2 + len(hostile.nodes) + len(hostile.edges)
    label = lines[1].partition('["')[2].rpartition('"]')[0].replace("<br/>", "")
    assert not set(label) & set('"<>[]\n\\')


def test_the_picture_is_the_same_each_time_and_no_box_covers_another(graph: Graph) -> None:
    picture = lay_out(graph)
    assert picture == lay_out(graph)
    assert picture.hidden == 0
    corners = [(box.x, box.y) for box in picture.boxes]
    for index, (x, y) in enumerate(corners):
        assert 0 <= x <= picture.width - WIDTH
        assert 0 <= y <= picture.height - HEIGHT
        for other_x, other_y in corners[index + 1 :]:
            assert abs(x - other_x) >= WIDTH or abs(y - other_y) >= HEIGHT
    smaller = lay_out(graph, 10)
    assert (len(smaller.boxes), smaller.hidden) == (10, len(graph.nodes) - 10)
    assert {file for box in smaller.boxes for file in box.node.files} == {
        file for one in graph.nodes for file in one.files
    }


def test_an_empty_web_is_a_web() -> None:
    empty = small([], [])
    assert lay_out(empty).boxes == []
    assert networkx().read_graphml(io.BytesIO(graph_ml(empty).encode())).number_of_nodes() == 0


# --- the command line --------------------------------------------------------------------------------------


def test_trace_over_a_folder(plancli: Cli) -> None:
    run = plancli("graph", "trace", "27-NQ/TW", "samples")
    assert (run.returncode, run.stderr) == (0, b"")
    text = run.stdout.decode()
    assert text.startswith("○ 27-NQ/TW · Ban Chấp hành Trung ương Đảng khóa XIII · Trung ương · 9/11/2022\n")
    assert text.count("● ") == 5
    run = plancli("graph", "trace", "27-NQ/TW", "samples", "--format", "json")
    assert json.loads(run.stdout)[0]["top"]["number"] == "27-NQ/TW"


def test_trace_of_what_nobody_names(plancli: Cli) -> None:
    run = plancli("graph", "trace", "999-NQ/TW", "samples/xuan-luong-85-kh-du.txt")
    assert (run.returncode, run.stdout) == (1, b"")
    assert run.stderr.decode() == "plancli: 999-NQ/TW: no document of the collection has or names this number\n"


def test_documents_and_json_lines_give_one_web(plancli: Cli, root: Path, tmp_path: Path) -> None:
    files = [f"samples/{name}" for name in ("xuan-luong-85-kh-du.txt", "binh-dinh-80-kh-duk.md")]
    lines = plancli("parse", *files).stdout
    (tmp_path / "plans.jsonl").write_bytes(lines)
    direct = plancli("graph", *files)
    recorded = plancli("graph", "web", tmp_path, "--format", "json")
    assert direct.returncode == recorded.returncode == 0
    assert json.loads(direct.stdout) == json.loads(recorded.stdout)
    assert json.loads(direct.stdout)["documents"] == 2


def test_an_unreadable_file_costs_a_line(plancli: Cli, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"PK\x03\x04 no archive")
    (tmp_path / "notes.json").write_text('{"anything": 1}')
    (tmp_path / "plan.txt").write_text(
        plan("ĐẢNG ỦY XÃ ĐÔNG HẢI", "05-KH/ĐU", "10/03/2019", "trồng cây đầu xuân", "Đảng ủy xã xây dựng kế hoạch:")
    )
    run = plancli("graph", tmp_path)
    assert run.returncode == 3
    assert run.stderr.count(b"\n") == 1
    assert json.loads(run.stdout)["documents"] == 1


def test_an_empty_folder_is_wrong_use(plancli: Cli, tmp_path: Path) -> None:
    run = plancli("graph", tmp_path)
    assert run.returncode in (2, 3)
    assert run.stderr.count(b"\n") == 1
