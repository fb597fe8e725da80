"""The pages in a real Chromium: what is marked, that links work, that nothing is fetched and nothing hostile runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from one_plan import need_program
from playwright.sync_api import Browser, Page, expect, sync_playwright
from test_report import HOSTILE, NAMES, SAMPLES

import plancli as library
from plancli.graph.build import GraphBuilder
from plancli.graph.reading import read_document
from plancli.patterns import Patterns
from plancli.report.document import document_page
from plancli.report.index import Index
from plancli.report.page import visible
from plancli.report.web import graph_page

PLAN = "xuan-luong-85-kh-du.txt"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = need_program("chromium")
    # CI runs as root in a container, where Chromium's own sandbox cannot be set up.
    options: dict[str, Any] = {"executable_path": program, "args": ["--no-sandbox"]}
    with sync_playwright() as playwright, playwright.chromium.launch(**options) as browser:
        yield browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages, as ``plancli report`` and ``plancli graph`` write them."""
    target = tmp_path_factory.mktemp("pages")
    patterns = Patterns.builtin()
    index, builder = Index(patterns), GraphBuilder()
    for name in NAMES:
        document = library.parse_file(SAMPLES / name, with_text=True)
        (target / f"{name}.html").write_text(document_page(document, "vi"), encoding="utf-8")
        index.add(document, name, f"{name}.html")
        builder.add(read_document(document, name, patterns))
    hostile = library.parse_text(HOSTILE, with_text=True)
    index.add(hostile, "<img src=x onerror=alert(6)>")
    builder.add(read_document(hostile, "<script>alert(7)</script>", patterns))
    (target / "hostile.html").write_text(document_page(hostile, "vi"), encoding="utf-8")
    (target / "index.html").write_text(index.page("vi", "samples"), encoding="utf-8")
    (target / "graph.html").write_text(graph_page(builder.build(), "vi"), encoding="utf-8")
    return target


class Watched:
    """A page with all that went on while it was open."""

    def __init__(self, browser: Browser, folder: Path, **options: Any) -> None:
        self._folder = folder
        self.context = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._dialog)

    def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, name: str, anchor: str = "") -> Page:
        self.page.goto(f"{(self._folder / name).as_uri()}{anchor}")
        return self.page

    def check(self) -> None:
        """Only the pages themselves were loaded, and there was no complaint."""
        assert all(
            url.startswith(self._folder.as_uri()) and url.split("#")[0].endswith(".html") for url in self.requests
        )
        assert self.complaints == []


@pytest.fixture
def watched(browser: Browser, folder: Path) -> Iterator[Watched]:
    watched = Watched(browser, folder, viewport={"width": 1300, "height": 900})
    yield watched
    watched.check()
    watched.context.close()


def shown(page: Page, selector: str) -> int:
    return page.locator(f"{selector}:visible").count()


@pytest.mark.parametrize("name", NAMES)
def test_the_marked_words_are_the_evidence(name: str, watched: Watched) -> None:
    document = library.parse_file(SAMPLES / name, with_text=True)
    assert document.text is not None
    page = watched.open(f"{name}.html")
    assert page.evaluate("document.querySelector('#text').textContent") == visible(document.text)
    marked = page.evaluate(
        """() => { const found = {};
        for (const piece of document.querySelectorAll('.hl'))
          for (const id of piece.dataset.i.split(' ')) found[id] = (found[id] || '') + piece.textContent;
        return found; }"""
    )
    for prefix, items in (("d", document.deadlines), ("k", document.tasks), ("n", document.recipients)):
        for index, item in enumerate(items):
            assert item.span is not None
            assert marked[f"{prefix}{index}"] == visible(document.text[slice(*item.span)])
    for index, reference in enumerate(document.references):
        words = "".join(visible(document.text[slice(*one.span)]) for one in reference.mentions if one.span)
        assert marked[f"r{index}"] == words


def test_from_the_entry_to_the_text_and_back(watched: Watched) -> None:
    page = watched.open(f"{PLAN}.html")
    page.click("#tab-references")
    page.click("#e-r1 a.chip >> nth=2")
    assert page.evaluate("location.hash") == "#at-r1-2"
    on = page.locator(".hl.on")
    expect(on.first).to_be_visible()
    assert on.count() >= 4
    assert all("r1" in str(on.nth(index).get_attribute("data-i")).split() for index in range(on.count()))
    place = page.evaluate("document.getElementById('at-r1-2').getBoundingClientRect().top")
    assert 0 < place < 900
    # A piece of one finding leads to its entry at once, in its panel.
    single = page.locator("a.hl[data-i^='n']:not([data-i*=' '])").first
    name = single.get_attribute("data-i")
    single.click()
    assert page.evaluate("location.hash") == f"#e-{name}"
    expect(page.locator(f"#e-{name}")).to_be_visible()
    expect(page.locator("#tab-others")).to_have_attribute("aria-selected", "true")


def test_a_piece_of_several_findings_asks_which(watched: Watched) -> None:
    page = watched.open(f"{PLAN}.html")
    piece = page.locator("a.hl[data-i*=' ']").first
    ids = str(piece.get_attribute("data-i")).split()
    piece.click()
    links = page.locator("#pop a")
    assert [links.nth(index).get_attribute("href") for index in range(links.count())] == [f"#e-{name}" for name in ids]
    links.last.click()
    expect(page.locator(f"#e-{ids[-1]}")).to_be_visible()
    assert page.locator("#pop").count() == 0


def test_the_outline_leads_into_the_text(watched: Watched) -> None:
    page = watched.open(f"{PLAN}.html")
    page.click("#tab-outline")
    link = page.locator("#p-outline a", has_text="III.").first
    target = str(link.get_attribute("href"))
    link.click()
    expect(page.locator(target)).to_be_in_viewport(ratio=0)
    top, words = page.evaluate(
        """(id) => { const at = document.getElementById(id), range = document.createRange();
        range.setStartAfter(at); range.setEndAfter(document.querySelector('#text').lastChild);
        return [at.getBoundingClientRect().top, range.toString().slice(0, 4)]; }""",
        target[1:],
    )
    assert 0 < top < 900
    assert words.startswith("III")


def test_search_filters_and_keys(watched: Watched) -> None:
    page = watched.open(f"{PLAN}.html")
    page.keyboard.press("3")
    expect(page.locator("#p-tasks")).to_be_visible()
    everything = shown(page, "#p-tasks [data-item]")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    # Without marks and in small letters it is found all the same.
    page.keyboard.type("dang uy xa")
    assert int(str(page.locator("#found").text_content())) > 0
    assert page.evaluate("CSS.highlights.get('found').size") > 0
    page.keyboard.press("Enter")
    assert str(page.locator("#found").text_content()).startswith("1/")
    page.keyboard.press("Escape")
    assert 0 < shown(page, "#p-tasks [data-item]") < everything
    page.fill("#search", "khong co gi nhu the")
    assert shown(page, "#p-tasks [data-item]") == 0
    expect(page.locator("#p-tasks [data-none]")).to_be_visible()
    page.fill("#search", "")
    assert shown(page, "#p-tasks [data-item]") == everything
    choice = page.locator("#p-tasks select[data-filter=agency]")
    name = choice.locator("option").nth(1).get_attribute("value")
    choice.select_option(name)
    kept = page.locator("#p-tasks [data-item]:visible")
    assert 0 < kept.count() < everything
    assert all(name in str(kept.nth(index).get_attribute("data-agency")).split("\x1f") for index in range(kept.count()))
    page.locator("body").click(position={"x": 2, "y": 2})
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator("#p-tasks li.on").count() == 1


def test_kinds_are_shown_and_hidden(watched: Watched) -> None:
    page = watched.open(f"{PLAN}.html")
    look = "getComputedStyle(document.querySelector('.main-deadline')).borderBottomColor"
    before = page.evaluate(look)
    page.uncheck("input[data-show=deadline]")
    assert page.evaluate(look) != before


def test_light_and_dark(browser: Browser, folder: Path) -> None:
    look = "getComputedStyle(document.body).backgroundColor"
    colours = []
    for scheme in ("light", "dark"):
        watched = Watched(browser, folder, color_scheme=scheme)
        page = watched.open(f"{PLAN}.html")
        colours.append(page.evaluate(look))
        page.click("#theme")
        colours.append(page.evaluate(look))
        watched.check()
        watched.context.close()
    assert colours[0] == colours[3] != colours[1] == colours[2]


def test_on_a_telephone(browser: Browser, folder: Path) -> None:
    watched = Watched(browser, folder, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = watched.open(f"{PLAN}.html")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("#text")).to_be_visible()
    expect(page.locator("#p-header")).not_to_be_visible()
    page.tap("[data-view-button=findings]")
    expect(page.locator("#p-header")).to_be_visible()
    expect(page.locator("#text")).not_to_be_visible()
    page.tap("#tab-deadlines")
    page.tap("#e-d0 a >> nth=0")
    expect(page.locator("#text")).to_be_visible()
    page = watched.open("index.html")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # Without the heads of the columns a number says itself what it counts.
    count = page.locator("#register tbody tr >> nth=0").locator("td.number >> nth=0")
    assert "Nhiệm vụ" in count.evaluate("cell => getComputedStyle(cell, '::before').content")
    watched.check()
    watched.context.close()


def test_a_deadline_says_what_is_to_be_done_and_by_whom(watched: Watched) -> None:
    page = watched.open(f"{PLAN}.html")
    page.keyboard.press("4")
    entry = page.locator("#p-deadlines li", has_text="xong chậm nhất vào ngày 30/4/2023").first
    expect(entry).to_contain_text("xây dựng và triển khai Kế hoạch đến các cơ quan")
    expect(entry).to_contain_text("Chủ trì: Đảng ủy")


@pytest.mark.parametrize("name", NAMES)
def test_labels_on_the_line_of_time_are_whole(name: str, watched: Watched) -> None:
    page = watched.open(f"{name}.html")
    page.keyboard.press("4")
    outside = """() => { const frame = document.querySelector("svg.line")?.getBoundingClientRect();
        return [...document.querySelectorAll("svg.line text")].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.left < frame.left || box.right > frame.right; }).length; }"""
    assert page.evaluate(outside) == 0


@pytest.mark.parametrize("name", ["index.html", "graph.html", f"{PLAN}.html"])
def test_nothing_is_wider_than_the_paper(name: str, browser: Browser, folder: Path) -> None:
    """A4 upright, at 96 pixels an inch, without its margins."""
    watched = Watched(browser, folder, viewport={"width": 718, "height": 1000})
    page = watched.open(name)
    page.emulate_media(media="print")
    wide = """() => [...document.querySelectorAll("table, svg, p, li, h1, pre")].filter((one) =>
        one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 60))"""
    assert page.evaluate(wide) == []
    watched.check()
    watched.context.close()


def test_in_print_everything_stands(watched: Watched) -> None:
    page = watched.open(f"{PLAN}.html")
    page.emulate_media(media="print")
    for panel in ("tasks", "deadlines", "references", "others"):
        expect(page.locator(f"#p-{panel}")).to_be_visible()
    expect(page.locator("#search")).not_to_be_visible()
    assert page.pdf().startswith(b"%PDF")


def test_without_script_everything_is_there(browser: Browser, folder: Path) -> None:
    watched = Watched(browser, folder, java_script_enabled=False)
    page = watched.open(f"{PLAN}.html", "#e-d0")
    expect(page.locator("#e-d0")).to_be_visible()
    expect(page.locator("#text")).to_be_visible()
    watched.check()
    watched.context.close()


@pytest.mark.parametrize("name", ["hostile.html", "index.html", "graph.html"])
def test_hostile_text_is_inert(name: str, watched: Watched) -> None:
    page = watched.open(name)
    for selector in ("iframe", "img", "svg[onload]", "a[href^=javascript]", "[onerror]", "[onclick]"):
        assert page.locator(selector).count() == 0
    for tab in range(1, 8):
        page.keyboard.press(str(tab))
    page.fill("#search", "alert(")
    page.wait_for_timeout(100)
    if name == "hostile.html":
        assert page.evaluate("document.querySelector('#text').textContent") == visible(HOSTILE)
        assert page.evaluate("document.querySelectorAll('script').length") == 1


def test_the_policy_stops_what_is_put_in(browser: Browser, folder: Path) -> None:
    """Even markup that got onto the page would not run: the policy is in force."""
    page = browser.new_context().new_page()
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text))
    page.goto((folder / f"{PLAN}.html").as_uri())
    page.evaluate(
        """() => { const one = document.createElement('script'); one.textContent = 'window.ran = 1';
        document.body.append(one); const two = document.createElement('img'); two.src = 'https://example.org/x.png';
        document.body.append(two); }"""
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    assert len([text for text in blocked if "Content Security Policy" in text]) == 2
    page.context.close()


def test_the_index(watched: Watched) -> None:
    page = watched.open("index.html")
    rows = page.locator("#register tbody tr")
    assert rows.count() == len(NAMES) + 1
    page.locator("#register select[data-filter=level]").select_option("province")
    kept = page.locator("#register tbody tr:visible")
    assert 0 < kept.count() < rows.count()
    assert {kept.nth(index).get_attribute("data-level") for index in range(kept.count())} == {"province"}
    page.locator("#register select[data-filter=level]").select_option("")
    dates = "[...document.querySelectorAll('#register tbody tr')].map((row) => row.cells[0].dataset.key)"
    page.click("#register th button >> nth=0")
    assert page.evaluate(dates) == sorted(page.evaluate(dates))
    page.click("#register th button >> nth=0")
    assert page.evaluate(dates) == sorted(page.evaluate(dates), reverse=True)
    assert page.locator("#months h3").count() > 3
    assert page.locator("#agencies tbody tr").count() > 20
    page.click(f"#register a[href='{PLAN}.html']")
    expect(page.locator("#text")).to_be_visible()


def test_the_web(watched: Watched) -> None:
    page = watched.open("graph.html")
    box = page.locator("g.box[aria-label='118-KH/HU']")
    box.click()
    assert page.locator("g.box.picked").count() == 1
    near = page.locator("g.box:not(.dim)")
    names = {near.nth(index).get_attribute("aria-label") for index in range(near.count())}
    assert names == {"118-KH/HU", "27-NQ/TW", "85-KH/ĐU"}
    page.keyboard.press("Escape")
    assert page.locator("g.box.dim").count() == 0
    arcs = shown(page, "path.arc.cites")
    assert arcs > 0
    page.uncheck("input[data-role=cites]")
    assert shown(page, "path.arc.cites") == 0
    page.fill("#search", "quang ngai")
    assert page.locator("g.box.hit").count() >= 3
    wide = page.evaluate("document.querySelector('.web svg').getBoundingClientRect().width")
    page.click("[data-zoom='1.25']")
    assert page.evaluate("document.querySelector('.web svg').getBoundingClientRect().width") > wide
