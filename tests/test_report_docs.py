"""The pages on reports, the web of citations and exchange: their examples run, their tables name what there is."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from one_plan import need_program
from PIL import Image
from PIL.PngImagePlugin import PngImageFile, PngInfo
from playwright.sync_api import sync_playwright
from test_views_docs import examples

import plancli as library
from plancli.exchange.chunks import chunk_records
from plancli.graph.model import Code, Edge, Graph, Identity, Node, Note

Cli = Callable[..., subprocess.CompletedProcess[bytes]]
PAGES = ["docs/report.md", "docs/graph.md", "docs/exchange.md"]


@pytest.mark.parametrize("page", PAGES)
def test_examples_give_what_they_say(page: str, root: Path, tmp_path: Path) -> None:
    binaries = tmp_path / "bin"
    binaries.mkdir()
    script = binaries / "plancli"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m plancli "$@"\n')
    script.chmod(0o755)
    environment = os.environ | {"PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(root)}
    work = tmp_path / "work"
    shutil.copytree(root / "samples", work / "samples", ignore=shutil.ignore_patterns("*.json"))
    commands = examples((root / page).read_text(encoding="utf-8"))
    assert len(commands) >= 6
    for command, said in commands:
        run = subprocess.run(["sh", "-c", command], cwd=work, env=environment, capture_output=True)
        assert run.returncode == 0, (command, run.stderr.decode())
        printed = run.stdout.decode().splitlines()
        if said and said[-1] == "…":
            assert printed[: len(said) - 1] == said[:-1], command
        else:
            assert printed == said, command


def code(page: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", page))


def test_the_page_on_the_web_names_every_field_and_value(root: Path) -> None:
    named = code((root / "docs" / "graph.md").read_text(encoding="utf-8"))
    for model in (Graph, Node, Edge, Note):
        assert set(model.__struct_fields__) - named == set(), model
    assert {*get_args(Code), *get_args(Identity)} - named == set()


def test_the_page_on_exchange_names_every_field_of_a_piece(root: Path) -> None:
    named = code((root / "docs" / "exchange.md").read_text(encoding="utf-8"))
    document = library.parse_file(root / "samples" / "thai-nguyen-ubnd-kh.md")
    for record in chunk_records(document):
        assert set(record) - named == set()
        assert set(record["document"]) - named == set()
        assert {key for task in record["tasks"] for key in task} - named == set()


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str, root: Path) -> None:
    text = (root / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)\s]+)", text)
    assert targets
    for target in targets:
        if target.startswith("#"):
            assert f"\n## {target[1:].replace('-', ' ')}\n" in text.lower(), target
        else:
            assert (root / page).parent.joinpath(target).exists(), target


# What each picture shows: the page, the panel, the size of the window, and whether it is dark.
PICTURES: dict[str, tuple[str, str, tuple[int, int], bool]] = {
    "report": ("xuan-luong-85-kh-du.html", "4", (1280, 800), False),
    "report-dark": ("xuan-luong-85-kh-du.html", "3", (1280, 800), True),
    "report-phone": ("xuan-luong-85-kh-du.html", "", (390, 760), False),
    "report-index": ("index.html", "", (1280, 900), False),
    "graph": ("web.html", "", (1280, 800), False),
}


def look(root: Path) -> str:
    """A digest of all that makes the pages look as they do, whatever documents they show."""
    digest = hashlib.sha256()
    for path in sorted((root / "plancli" / "report").rglob("*")):
        if path.suffix in (".css", ".js", ".j2", ".toml"):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def take(root: Path, folder: Path, plancli: Cli) -> None:
    """Take the pictures anew, in Chromium."""
    program = need_program("chromium")
    assert plancli("report", root / "samples", "-o", folder).returncode == 0
    assert plancli("graph", root / "samples", "--format", "html", "-o", folder / "web.html").returncode == 0
    about = PngInfo()
    about.add_text("look", look(root))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name, (file, panel, (width, height), dark) in PICTURES.items():
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
            )
            page.goto((folder / file).as_uri())
            if panel:
                page.keyboard.press(panel)
            with Image.open(io.BytesIO(page.screenshot())) as image:
                image.quantize(256).save(root / "docs" / "pictures" / f"{name}.png", optimize=True, pnginfo=about)
            page.close()
        browser.close()


def test_pictures_are_of_the_pages_as_they_are(root: Path, tmp_path: Path, plancli: Cli, update_golden: bool) -> None:
    """Each picture knows what the pages looked like when it was taken; ``--update-golden`` takes them anew."""
    if update_golden:
        take(root, tmp_path, plancli)
    for name in PICTURES:
        with Image.open(root / "docs" / "pictures" / f"{name}.png") as image:
            assert isinstance(image, PngImageFile)
            assert image.text.get("look") == look(root), name


def test_pictures_are_small_and_whole(root: Path) -> None:
    pictures = sorted((root / "docs" / "pictures").glob("*.png"))
    assert {path.stem for path in pictures} == set(PICTURES)
    for path in pictures:
        assert path.stat().st_size < 300_000, path.name
        with Image.open(path) as image:
            image.verify()
