"""Short documents of all issuers and kinds: all that is found in them, and that harmless noise changes none of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from noise import HARMLESS, Noise, page_furniture
from test_noise import dumped

from plancli import parse_text
from plancli.model import Document, Name, Section

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "document_cases.toml").read_text(encoding="utf-8")
)["case"]
HEAD = "Kế hoạch triển khai công tác của đơn vị"


def heads(every: int, feed: str) -> Noise:
    """Page numbers and running heads, on two pages at the least."""

    def noise(text: str) -> str:
        printed = page_furniture(text, every, HEAD, feed)
        return printed if printed.count(HEAD) > 1 else text

    return noise


# A running head that the noise prints once would be an unmarked heading to any reader.
NOISES = {name: noise for name, noise in HARMLESS.items() if name not in ("running_heads", "bare_heads")}
NOISES["page_numbers"] = lambda text: page_furniture(text, 8)
NOISES |= {f"heads_{every}{feed!r}": heads(every, feed) for every in (2, 4) for feed in ("\f", "")}


def named(name: Name | None) -> str | None:
    return " | ".join(part or "-" for part in (name.name, name.level, name.sector)) if name else None


def paths(sections: Iterable[Section]) -> list[str]:
    return [path for section in sections for path in (section.path, *paths(section.children))]


def joined(*parts: str | None) -> str:
    return re.sub(r" +", " ", " ".join(part for part in parts if part))


def facts(document: Document) -> dict[str, Any]:
    """What the cases tell of a document, in their words."""
    header = document.header
    sections = paths(document.sections)
    for part in document.appendices:
        sections += [part.label or "", *paths(part.sections)]
    return {
        "issuer": named(header.issuer),
        "parent": named(header.parent),
        "number": header.number and header.number.text,
        "type": header.type and header.type.code,
        "place": header.place and header.place.text,
        "date": header.date and header.date.value,
        "subject": header.subject and header.subject.text,
        "signed": [
            " / ".join([*(f"{part.code} {part.of}" for part in item.authority), item.position or "-", item.name or "-"])
            for item in document.signatures
        ],
        "recipients": [joined(item.name, item.note and f"({item.note})") for item in document.recipients],
        "sections": " ; ".join(sections) or None,
        "references": [
            ", ".join(
                filter(None, [f"{item.number or item.name}: {item.role}", item.date, getattr(item.body, "name", None)])
            )
            for item in document.references
        ],
        "deadlines": [
            joined(f"{item.section}: {item.kind} {item.start or ''}..{item.due or ''}", item.recurrence)
            for item in document.deadlines
        ],
        "tasks": [
            joined(
                f"{item.section}: {'; '.join(item.lead)}",
                (item.coordinate and f"+ {'; '.join(item.coordinate)}") or None,
                str(item.deadlines),
            )
            for item in document.tasks
        ],
        "agencies": [
            " | ".join([item.name, item.level or "-", item.sector or "-"])
            + (f" | until {item.valid_to}" if item.valid_to else "")
            for item in document.agencies
        ],
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_what_is_found(case: dict[str, Any]) -> None:
    found = {key: value for key, value in facts(parse_text(case["text"])).items() if value}
    assert found == {key: value for key, value in case.items() if key not in ("name", "text")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_harmless_noise_changes_nothing(case: dict[str, Any]) -> None:
    plain = dumped(parse_text(case["text"]))
    for name, noise in NOISES.items():
        noisy = noise(case["text"])
        assert noisy == case["text"] or dumped(parse_text(noisy)) == plain, name


@pytest.mark.parametrize("name", NOISES)
def test_each_noise_does_something(name: str) -> None:
    assert sum(NOISES[name](case["text"]) != case["text"] for case in CASES) >= 10
