"""Markers → paths: the table of outline cases, each as it stands and with its lines spread."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from plancli import parse_file, parse_text
from plancli.model import Document, Section
from plancli.text import squeeze

TESTS = Path(__file__).resolve().parent
TABLE = tomllib.loads((TESTS / "outline_cases.toml").read_text(encoding="utf-8"))
TITLE = "KẾ HOẠCH\nThực hiện công tác năm 2024\n\n"
OUTLINE_CODES = {"outline-gap", "outline-duplicate", "outline-restart"}


def flat(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from flat(section.children)


def nodes_of(document: Document) -> list[Section]:
    """All nodes in document order, those of the appendices last."""
    found = list(flat(document.sections))
    for appendix in document.appendices:
        found += flat(appendix.sections)
    return found


def rows(block: str) -> list[tuple[str, str]]:
    """``path style`` a line; a path may hold blanks."""
    parts = [line.rpartition(" ") for line in block.strip().splitlines()]
    return [(path, style) for path, _, style in parts]


def text_of(case: dict[str, Any], spread: bool) -> str:
    text: str = case["text"].strip("\n")
    if spread:
        text = "\n\n".join(line for line in text.split("\n") if line.strip())
    return text if case.get("whole") else TITLE + text + "\n"


def variants() -> Iterator[Any]:
    for case in TABLE["case"]:
        yield pytest.param(case, False, id=case["name"])
        if not case.get("markdown") and not case.get("dense"):
            yield pytest.param(case, True, id=case["name"] + ", spread")


def parse_case(case: dict[str, Any], spread: bool) -> Document:
    return parse_text(text_of(case, spread), name="case.md" if case.get("markdown") else "case.txt")


@pytest.mark.parametrize(("case", "spread"), list(variants()))
def test_nodes(case: dict[str, Any], spread: bool) -> None:
    found = [(node.path, node.style) for node in nodes_of(parse_case(case, spread))]
    if "otherwise" in case and found == rows(case["otherwise"]):
        return
    assert found == rows(case["nodes"])


@pytest.mark.parametrize(("case", "spread"), list(variants()))
def test_diagnostics(case: dict[str, Any], spread: bool) -> None:
    codes = {item.code for item in parse_case(case, spread).diagnostics}
    expected, tolerated = set(case.get("codes", ())), set(case.get("tolerated", ()))
    assert (codes & OUTLINE_CODES) - tolerated == expected - tolerated
    assert codes >= expected
    if "ambiguous" in case:
        assert ("outline-ambiguous" in codes) == case["ambiguous"]


@pytest.mark.parametrize(
    ("case", "spread"),
    [variant for variant in variants() if {"headings", "texts", "closing", "recipients"} & set(variant.values[0])],
)
def test_values(case: dict[str, Any], spread: bool) -> None:
    document = parse_case(case, spread)
    nodes = {node.path: node for node in nodes_of(document)}
    for path, heading in case.get("headings", {}).items():
        assert nodes[path].heading == heading
    for path, text in case.get("texts", {}).items():
        assert squeeze(nodes[path].text) == text
    if "closing" in case:
        assert document.closing is not None
        assert document.closing.text.startswith(case["closing"])
    if "recipients" in case:
        assert [recipient.name for recipient in document.recipients] == case["recipients"]


@pytest.mark.parametrize("sample", TABLE["sample"], ids=lambda sample: str(sample["file"]))
def test_samples(sample: dict[str, Any], root: Path) -> None:
    document = parse_file(root / "samples" / sample["file"])
    assert [node.path for node in nodes_of(document)] == sample["paths"].strip().splitlines()


# --- the samples' markers with other words ------------------------------------------------------------------

_STYLES = {"-": "- Việc thứ {}.", "+": "+ Việc thứ {}."}


def skeleton(paths: Sequence[str]) -> str:
    """Lines with the markers of the paths, as the rules of the form have them."""
    lines = []
    for number, path in enumerate(paths, start=1):
        label = path.rpartition("/")[2].partition("~")[0]
        if label[0] in _STYLES:
            line = _STYLES[label[0]]
        elif label.isdigit():
            line = label + ". Việc thứ {}."
        elif label.isupper():
            line = label + ". NỘI DUNG {}"
        else:
            line = label + ") Việc thứ {}."
        lines.append(line.format(number))
    return "\n".join(lines)


@pytest.mark.parametrize("sample", TABLE["sample"], ids=lambda sample: str(sample["file"]))
def test_the_samples_markers_with_other_words(sample: dict[str, Any]) -> None:
    paths = sample["paths"].strip().splitlines()
    document = parse_text(TITLE + skeleton(paths) + "\n")
    assert [node.path for node in nodes_of(document)] == paths


def test_the_table_is_large_and_its_names_are_its_own() -> None:
    names = [case["name"] for case in TABLE["case"]]
    assert len(names) >= 90
    assert len(set(names)) == len(names)
