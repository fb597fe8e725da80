"""The pages on views and checks: their examples give what they say, their tables name what there is."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

import plancli
from plancli.check.reports import Report, report_rich
from plancli.check.run import find_all
from plancli.patterns import Patterns
from plancli.review.registry import registered
from plancli.views.card import card_rich
from plancli.views.columns import DOCUMENT, VIEWS, chosen
from plancli.views.rows import rows
from plancli.views.terminal import rich_table

PAGES = ["docs/views.md", "docs/checks.md"]
PICTURES = ["show", "tasks", "check"]


def examples(page: str) -> list[tuple[str, list[str]]]:
    """The commands of the page with the lines that are said to come of them."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_examples_give_what_they_say(page: str, root: Path, tmp_path: Path) -> None:
    binaries = tmp_path / "bin"
    binaries.mkdir()
    script = binaries / "plancli"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m plancli "$@"\n')
    script.chmod(0o755)
    environment = os.environ | {"PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(root)}
    shutil.copytree(root / "samples", tmp_path / "samples", ignore=shutil.ignore_patterns("*.json"))
    commands = examples((root / page).read_text(encoding="utf-8"))
    assert len(commands) >= 6
    for command, said in commands:
        run = subprocess.run(["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True)
        assert run.returncode == 0, (command, run.stderr.decode())
        printed = run.stdout.decode().splitlines()
        if said and said[-1] == "…":
            assert printed[: len(said) - 1] == said[:-1], command
            assert len(printed) >= len(said) - 1, command
        else:
            assert printed == said, command


def test_the_page_names_every_column_and_every_option(root: Path) -> None:
    page = (root / "docs" / "views.md").read_text(encoding="utf-8")
    table = page[page.index("## Columns") : page.index("## Calendars")]
    lines = {
        line.split("|")[1].strip(" `"): set(re.findall(r"`(\w+)`", line)) for line in table.splitlines() if "|" in line
    }
    common = {column.name for column in DOCUMENT} | {"no"}
    assert lines["all"] >= common
    for name, view in VIEWS.items():
        assert lines[name] - {name} | common == {column.name for column in view.columns} | common, name


def test_the_page_names_every_check(root: Path) -> None:
    page = (root / "docs" / "checks.md").read_text(encoding="utf-8")
    table = page[page.index("## What is checked") : page.index("## By which rules")]
    only = {code for code, item in registered(Patterns.builtin()).items() if item.only == "check"}
    assert set(re.findall(r"`([a-z]+-[a-z-]+)`", table)) == only


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str, root: Path) -> None:
    text = (root / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)", text):
        if target.startswith("#"):
            assert f"\n## {target[1:].replace('-', ' ')}\n" in text.lower()
        else:
            assert (root / page).parent.joinpath(target).exists(), target


def draw(name: str, root: Path) -> str:
    """A picture of what a terminal shows, as SVG that fetches nothing."""
    console = Console(record=True, width=112, highlight=False, file=io.StringIO(), color_system="truecolor")
    sample = root / "samples" / ("truong-quang-trong-kh.txt" if name == "check" else "xuan-luong-85-kh-du.txt")
    document = plancli.parse_text(sample.read_text(encoding="utf-8"), name=f"samples/{sample.name}", with_text=True)
    if name == "show":
        for part in card_rich(document, "vi", 4):
            console.print(part)
    elif name == "tasks":
        view = VIEWS["tasks"]
        last = list(rows("tasks", document))[-5:]
        console.print(rich_table(chosen(view, None, many=False, everything=False), last, "vi"))
    else:
        text = document.text or ""
        for line in report_rich(
            Report(f"samples/{sample.name}", text, find_all(document, text, Patterns.builtin())), "vi"
        ):
            console.print(line)
    picture = console.export_svg(title=f"plancli {name}")
    return re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_show_what_a_terminal_shows(name: str, root: Path, update_golden: bool) -> None:
    path = root / "docs" / "pictures" / f"{name}.svg"
    drawn = draw(name, root)
    if update_golden:
        path.write_text(drawn, encoding="utf-8")

    def words(picture: str) -> list[str]:
        return re.findall(r"<text[^>]*>([^<]*)</text>", picture)

    kept = path.read_text(encoding="utf-8")
    assert "https://" not in kept.replace("https://www.textualize.io", "")
    # Another version of rich may set the same words elsewhere.
    assert "".join(words(kept)).split() == "".join(words(drawn)).split()
