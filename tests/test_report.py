"""The pages as text: what they hold, that all of it is escaped, and that they fetch nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import plancli as library
from plancli.model import Document
from plancli.patterns import Patterns
from plancli.report.document import document_page
from plancli.report.findings import Place, findings
from plancli.report.highlight import pieces
from plancli.report.index import Index
from plancli.report.page import labels, visible
from plancli.report.timeline import timeline
from plancli.report.web import graph_page

Cli = Callable[..., subprocess.CompletedProcess[bytes]]
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.suffix in (".txt", ".md"))

HOSTILE = """ỦY BAN NHÂN DÂN
XÃ <script>alert(1)</script>

Số: 12/KH-UBND

Đông Hải, ngày 05 tháng 3 năm 2024

KẾ HOẠCH
"><img src=x onerror=alert(2)> phòng, chống {{ 7*7 }} {% raw %}

Thực hiện Kế hoạch số 30/KH-UBND ngày 10/01/2024 của UBND huyện "><svg onload=alert(3)> về
</title></style></script>việc này:

I. MỤC ĐÍCH <a href="javascript:alert(4)">bấm</a>
1. Giao Công an xã <iframe src="//evil.example"></iframe> rà soát, xong trước ngày 15/5/2024.
2. Các trường học '"`onclick=alert(5)` tuyên truyền &lt;b&gt; \x1b[31m \u202e ngược.
"""


class Reader(HTMLParser):
    """What a page holds: tags with attributes, and the text within one element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.text = ""
        self.parts: dict[str, str] = {}
        self._in_text = 0
        self._in: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if values.get("id") == "text":
            self._in_text = 1
        elif self._in_text and tag == "div":
            self._in_text += 1
        if tag in ("style", "script"):
            self._in = tag

    def handle_endtag(self, tag: str) -> None:
        if self._in_text and tag == "div":
            self._in_text -= 1
        if tag == self._in:
            self._in = None

    def handle_data(self, data: str) -> None:
        if self._in_text:
            self.text += data
        if self._in:
            self.parts[self._in] = self.parts.get(self._in, "") + data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def sample(name: str) -> Document:
    return library.parse_file(SAMPLES / name, with_text=True)


@pytest.fixture(scope="module")
def hostile_page() -> str:
    return document_page(library.parse_text(HOSTILE, with_text=True), "vi", name="<b>.txt")


@pytest.fixture(scope="module")
def index_pages() -> list[str]:
    index = Index(Patterns.builtin())
    for name in NAMES:
        index.add(sample(name), name, f"{name}.html")
    bad = Index(Patterns.builtin())
    bad.add(library.parse_text(HOSTILE), "<script>alert(9)</script>.txt", 'x" onclick="alert(8)')
    return [index.page("vi", "samples"), bad.page("en", "<script>alert(7)</script>")]


# --- pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_text_stands_on_the_page_whole(name: str) -> None:
    document = sample(name)
    page = read(document_page(document, "vi"))
    assert page.text == visible(document.text)


@pytest.mark.parametrize("name", NAMES)
def test_every_link_within_the_page_leads_somewhere(name: str) -> None:
    page = read(document_page(sample(name), "vi"))
    assert len(page.ids) == len(set(page.ids))
    targets = [
        str(values["href"])[1:] for tag, values in page.tags if tag == "a" and values.get("href", "#") != "data:,"
    ]
    assert len(targets) > 50
    assert set(targets) <= set(page.ids)


def test_every_finding_has_its_entry_and_its_place() -> None:
    document = sample("xuan-luong-85-kh-du.txt")
    page = read(document_page(document, "en"))
    for prefix, items in (
        ("k", document.tasks), ("d", document.deadlines), ("r", document.references), ("x", document.diagnostics),
        ("t", document.dates), ("n", document.recipients), ("s", document.signatures), ("a", document.abbreviations),
    ):  # fmt: skip
        for index in range(len(items)):
            assert f"e-{prefix}{index}" in page.ids
            assert f"at-{prefix}{index}-0" in page.ids
    for index, reference in enumerate(document.references):
        assert f"at-r{index}-{len(reference.mentions) - 1}" in page.ids


def check_closed(page: str) -> None:
    """Nothing on the page runs but its own script, nothing is fetched, and the policy says so."""
    reader = read(page)
    for tag, values in reader.tags:
        assert tag not in ("iframe", "img", "object", "embed", "form", "base", "audio", "video"), tag
        for name, value in values.items():
            assert not name.startswith("on"), (tag, name)
            assert name != "style", tag
            if name in ("href", "src", "xlink:href", "action"):
                assert tag != "script"
                assert value is not None
                assert not re.match(r"\s*(?:javascript|https?|//)", value, re.IGNORECASE), value
    assert [tag for tag, _ in reader.tags].count("script") == 1
    policies = [
        values["content"] for tag, values in reader.tags if values.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    for part in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(reader.parts[part].encode()).digest()).decode()
        assert f"{part}-src 'sha256-{digest}'" in str(policies[0])
    assert "default-src 'none'" in str(policies[0])
    assert "unsafe" not in str(policies[0])
    assert "url(" not in reader.parts["style"]


def test_a_hostile_document_is_text(hostile_page: str) -> None:
    check_closed(hostile_page)
    reader = read(hostile_page)
    assert reader.text == visible(HOSTILE)
    assert "<script>alert(1)</script>" in reader.text
    assert "\x1b" not in hostile_page
    assert "\u202e" not in hostile_page
    assert "{{ 7*7 }}" in reader.text


def test_pages_over_collections_are_closed(index_pages: list[str]) -> None:
    for page in index_pages:
        check_closed(page)


def test_the_page_of_the_web_is_closed() -> None:
    from plancli.graph.build import GraphBuilder
    from plancli.graph.reading import read_document

    builder = GraphBuilder()
    for name in NAMES[:2]:
        builder.add(read_document(sample(name), name, Patterns.builtin()))
    builder.add(read_document(library.parse_text(HOSTILE), "<script>.txt", Patterns.builtin()))
    page = graph_page(builder.build(), "vi")
    check_closed(page)
    assert "Mạng viện dẫn: 3 văn bản" in page


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_any_text_makes_a_closed_page(text: str) -> None:
    document = library.parse_text(HOSTILE.replace("KẾ HOẠCH", f"KẾ HOẠCH {text}"), with_text=True)
    page = document_page(document, "vi")
    check_closed(page)
    assert read(page).text == visible(document.text)


def test_both_languages_have_all_words() -> None:
    assert labels("vi").keys() == labels("en").keys()


# --- highlights --------------------------------------------------------------------------------------------


def place(name: str, start: int, end: int, kind: str = "date") -> Place:
    return Place(f"at-{name}-0", name, kind, (start, end), name)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([], [("abcdef", "")]),
        ([place("x", 1, 3)], [("a", ""), ("bc", "x"), ("def", "")]),
        ([place("x", 0, 6), place("y", 2, 4)], [("ab", "x"), ("cd", "y x"), ("ef", "x")]),
        ([place("x", 0, 4), place("y", 2, 6)], [("ab", "x"), ("cd", "x y"), ("ef", "y")]),
        ([place("x", 1, 3), place("y", 1, 3)], [("a", ""), ("bc", "x y"), ("def", "")]),
        ([place("x", 0, 3), place("y", 3, 6)], [("abc", "x"), ("def", "y")]),
        ([place("x", 4, 99)], [("abcd", ""), ("ef", "x")]),
        ([place("x", 3, 3), place("y", 9, 12)], [("abcdef", "")]),
    ],
)
def test_overlapping_places(places: list[Place], expected: list[tuple[str, str]]) -> None:
    assert [(piece.text, piece.entries) for piece in pieces("abcdef", places, [])] == expected


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=12))
def test_pieces_joined_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    places = [place(f"p{index}", start, end) for index, (start, end) in enumerate(spans)]
    found = list(pieces(text, places, [("s0", 5), ("s1", 500)]))
    assert "".join(piece.text for piece in found) == text
    anchors = [anchor for piece in found for anchor in piece.anchors]
    assert len(anchors) == len(set(anchors))
    assert {"s0", "s1"} <= set(anchors)
    for one in places:
        covered = "".join(piece.text for piece in found if one in piece.places)
        assert covered == text[max(one.span[0], 0) : max(one.span[1], 0)]


@pytest.mark.parametrize("name", NAMES)
def test_marked_words_are_the_evidence(name: str) -> None:
    document = sample(name)
    assert document.text is not None
    found = findings(document)
    marked: dict[str, str] = {}
    for piece in pieces(document.text, found.places(), found.anchors):
        for one in piece.places:
            marked[one.id] = marked.get(one.id, "") + piece.text
    for one in found.places():
        assert marked[one.id] == document.text[slice(*one.span)]


# --- time line ---------------------------------------------------------------------------------------------


def test_the_time_line() -> None:
    document = sample("xuan-luong-85-kh-du.txt")
    issued = document.header.date.value if document.header.date else None
    line = timeline(findings(document).deadlines, issued)
    assert line is not None
    dated = [index for index, one in enumerate(document.deadlines) if one.start or one.due]
    assert sorted(int(bar.entry[1:]) for bar in line.bars) == dated
    assert line.left_out == 0
    for bar in line.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= 720
    assert line.ticks
    assert line.issued is not None


@pytest.mark.parametrize(
    ("start", "due"),
    [("9999-12-31", "9999-12-31"), ("0001-01-01", "0001-01-01"), ("0001-01-01", "9999-12-31"), ("2024-02-30", None)],
)
def test_days_at_the_ends_of_the_calendar(start: str, due: str | None) -> None:
    document = sample("xuan-luong-85-kh-du.txt")
    deadline = replace(document.deadlines[0], start=start, due=due)
    odd = replace(document, deadlines=[deadline], tasks=[])
    line = timeline(findings(odd).deadlines, None)
    assert (line is None) == (due is None)
    document_page(odd, "vi")


# --- the command line --------------------------------------------------------------------------------------


def test_one_document(plancli: Cli) -> None:
    run = plancli("report", "samples/binh-dinh-80-kh-duk.md")
    assert (run.returncode, run.stderr) == (0, b"")
    plan = sample("binh-dinh-80-kh-duk.md")
    assert run.stdout.decode() == document_page(
        replace(plan, source=replace(plan.source, path="samples/binh-dinh-80-kh-duk.md")),
        "vi",
    )


def test_a_folder_gives_an_index_and_pages(plancli: Cli, tmp_path: Path) -> None:
    run = plancli("report", "samples", "-o", tmp_path / "site", "--lang", "en")
    assert (run.returncode, run.stdout, run.stderr) == (0, b"", b"")
    pages = {path.name for path in (tmp_path / "site").iterdir()}
    assert pages == {"index.html", *(f"{Path(name).stem}.html" for name in NAMES)}
    index = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    for name in NAMES:
        assert f'href="{Path(name).stem}.html"' in index
    assert "Register: samples · 5 documents" in index


def test_json_without_text_makes_an_index_and_no_page(plancli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(plancli("parse", "samples/binh-dinh-80-kh-duk.md").stdout)
    run = plancli("report", path)
    assert (run.returncode, run.stdout) == (2, b"")
    assert b"--with-text" in run.stderr
    run = plancli("report", tmp_path, "-o", tmp_path / "index.html")
    assert (run.returncode, run.stderr) == (0, b"")
    assert "80-KH/ĐUK" in (tmp_path / "index.html").read_text(encoding="utf-8")
    document = json.loads(path.read_bytes())
    assert document["header"]["number"]["text"] == "80-KH/ĐUK"


def test_without_the_template_engine(plancli: Cli, tmp_path: Path) -> None:
    (tmp_path / "jinja2.py").write_text("raise ImportError('hidden')\n")
    run = plancli("report", "samples/binh-dinh-80-kh-duk.md", PYTHONPATH=f"{tmp_path}:{SAMPLES.parent}")
    assert (run.returncode, run.stdout) == (4, b"")
    assert b"pip install 'plancli[report]'" in run.stderr
