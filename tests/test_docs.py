"""The pages under docs/ say what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from plancli.library import parse_file
from plancli.model import Document, Header
from plancli.pattern_files import RuleEntry, RuleFile
from plancli.patterns import Patterns
from plancli.review.registry import registered
from plancli.rule_dialect import View, relax
from plancli.writers.diagnostics import reference


def test_the_diagnostics_page_is_generated(root: Path, update_golden: bool) -> None:
    path = root / "docs" / "diagnostics.md"
    page = reference(registered(Patterns.builtin()).values())
    if update_golden:
        path.write_text(page, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == page, "write it anew with: plancli explain > docs/diagnostics.md"


def words(page: str) -> set[str]:
    """What stands in code type."""
    return set(re.findall(r"`([^`\n]+)`", page))


def test_the_output_page_names_every_field(root: Path) -> None:
    page = (root / "docs" / "output.md").read_text(encoding="utf-8")
    named = words(page)
    missing = []
    for name, part in msgspec.json.schema(Document)["$defs"].items():
        missing += [f"{name}.{field}" for field in part.get("properties", {}) if field not in named]
    missing += [field for field in (*Document.__struct_fields__, *Header.__struct_fields__) if field not in named]
    assert missing == []


def test_the_output_page_names_every_value_of_an_enumeration(root: Path) -> None:
    named = words((root / "docs" / "output.md").read_text(encoding="utf-8"))
    schema = msgspec.json.schema(Document)
    values = {
        value
        for part in schema["$defs"].values()
        for field in part.get("properties", {}).values()
        for value in field.get("enum", ())
    }
    assert values
    assert values - named == set()


def test_the_output_page_names_every_error(root: Path) -> None:
    named = words((root / "docs" / "output.md").read_text(encoding="utf-8"))
    code = re.compile(r'''(?:ReadError|MissingToolError)\(\s*"([a-z-]+)"''')
    raised = {
        match.group(1)
        for path in (root / "plancli").rglob("*.py")
        for match in code.finditer(path.read_text(encoding="utf-8"))
    }
    assert {"empty", "binary", "not-found", "internal"} <= raised
    assert raised - named == set()


def test_the_output_page_names_every_kind_of_date(root: Path) -> None:
    named = words((root / "docs" / "output.md").read_text(encoding="utf-8"))
    with (root / "patterns" / "dates.toml").open("rb") as stream:
        kinds = set(re.findall(rb'^kind = "(\w+)"', stream.read(), re.MULTILINE))
    assert {kind.decode() for kind in kinds} | {"day", "range"} <= named
    found = {date.kind for path in (root / "samples").glob("*.[tm]*") for date in parse_file(path).dates}
    assert len(found) > 4
    assert found <= named


def test_the_patterns_page_names_every_key(root: Path) -> None:
    named = words((root / "docs" / "patterns.md").read_text(encoding="utf-8"))
    keys = {*RuleEntry.model_fields, *RuleFile.model_fields} - {"data"}
    assert keys - named == set()
    assert set(get_args(View)) - named == set()


def test_the_patterns_page_tells_white_space_as_it_is(root: Path) -> None:
    page = (root / "docs" / "patterns.md").read_text(encoding="utf-8")
    for source in (" ", "~"):
        assert f"`{relax(source)}`" in page


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "docs/output.md",
        "docs/patterns.md",
        "docs/diagnostics.md",
        "docs/batch.md",
        "docs/collections.md",
        "CHANGELOG.md",
    ],
)
def test_links_lead_somewhere(root: Path, page: str) -> None:
    path = root / page
    targets = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
    for target in targets:
        assert target.startswith("https://") or (path.parent / target).exists(), f"{page}: {target}"
