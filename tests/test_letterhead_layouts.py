"""Every issuer in every layout: the same letterhead must come out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from letterheads import LAYOUTS, LETTERHEADS, PATHS, Letterhead
from test_letterhead import head, values
from test_outline_cases import nodes_of

from plancli import parse_text
from plancli.extract.names import proper_case
from plancli.patterns import Patterns


def name(lines: list[str]) -> str | None:
    return proper_case(" ".join(lines), Patterns.builtin()) if lines else None


@pytest.mark.parametrize("letterhead", LETTERHEADS, ids=lambda item: item.number)
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda item: item.__name__)
def test_one_letterhead_in_every_layout(layout: Callable[[Letterhead], str], letterhead: Letterhead) -> None:
    found = values(head(layout(letterhead), "text/markdown"))
    del found["type"]
    assert found == {
        "issuer": name(letterhead.issuer),
        "parent": name(letterhead.parent),
        "number": letterhead.number,
        "place": letterhead.place,
        "date": "2024-03-05",
        "subject": letterhead.subject,
    }


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda item: item.__name__)
def test_the_body_begins_behind_the_head(layout: Callable[[Letterhead], str]) -> None:
    document = parse_text(layout(LETTERHEADS[0]))
    assert [node.path for node in nodes_of(document)] == PATHS
    assert document.preamble is not None
    assert document.preamble.text.startswith("Căn cứ Kế hoạch số 999/KH-UBND")
