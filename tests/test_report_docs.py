"""The pages on reports, the web of citations and exchange: their examples run, their tables name what there is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from PIL import Image
from test_views_docs import examples

import plancli as library
from plancli.exchange.chunks import chunk_records
from plancli.graph.model import Code, Edge, Graph, Identity, Node, Note

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
        assert set(model.model_fields) - named == set(), model
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


def test_pictures_are_small_and_whole(root: Path) -> None:
    pictures = sorted((root / "docs" / "pictures").glob("*.png"))
    assert {path.stem for path in pictures} >= {"report", "report-dark", "report-phone", "report-index", "graph"}
    for path in pictures:
        assert path.stat().st_size < 300_000, path.name
        with Image.open(path) as image:
            image.verify()
