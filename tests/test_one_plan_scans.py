"""The same plan as a scan gives the same findings within bounds, each kind of finding by its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import one_plan
import pytest
from one_plan import as_text, need_program
from scan_cases import lay_out, tiff, worsen

from plancli.library import parse_raw
from plancli.model import Document
from plancli.readers import RawFile

NAMES = sorted(path.name for path in one_plan.SAMPLES.iterdir() if path.suffix in (".txt", ".md"))


@pytest.fixture(scope="module")
def scans() -> dict[str, tuple[Document, Document]]:
    """Of each sample what is parsed from its text, and from its pages as a scanner gives them."""
    need_program("tesseract")
    found = {}
    for name in NAMES:
        plan = one_plan.sheet(name)
        pages = [
            worsen(page, skew=(1.2, -1.8)[number % 2], noise=10, shade=40, specks=40, jpeg=75, seed=number)
            for number, page in enumerate(lay_out(plan).pages)
        ]
        text = parse_raw(RawFile("plan.txt", as_text(plan).encode()))
        found[name] = text, parse_raw(RawFile("plan.tif", tiff(*pages, compression="tiff_deflate")))
    return found


def share(pairs: Sequence[tuple[Sequence[object], Sequence[object]]]) -> float:
    """F1 of what is found over all samples: expected and found, as lists."""
    right = sum((Counter(expected) & Counter(found)).total() for expected, found in pairs)
    total = sum(len(expected) + len(found) for expected, found in pairs)
    return 2 * right / total if total else 1.0


def _header(document: Document) -> list[object]:
    header = document.header
    return [
        ("issuer", header.issuer and header.issuer.name), ("parent", header.parent and header.parent.name),
        ("number", header.number and header.number.text), ("place", header.place and header.place.text),
        ("date", header.date and header.date.value), ("type", header.type and header.type.code),
    ]  # fmt: skip


# What is compared, how many there are in the five samples at least, and the least share that the scans give.
BOUNDS: dict[str, tuple[Callable[[Document], Sequence[object]], int, float]] = {
    "header": (_header, 25, 0.95),
    "sections": (lambda plan: [path for path, _ in one_plan.headings(plan)], 300, 0.98),
    "headings": (one_plan.headings, 300, 0.95),
    "recipients": (lambda plan: [one.name for one in plan.recipients], 30, 0.9),
    "references": (lambda plan: [one.number or one.name for one in plan.references], 45, 0.93),
    "deadlines": (lambda plan: [(one.section, one.kind, one.start, one.due) for one in plan.deadlines], 75, 0.95),
    "tasks": (lambda plan: [(one.section, *one.lead) for one in plan.tasks], 100, 0.95),
    "signatures": (lambda plan: [(one.name, one.position) for one in plan.signatures], 5, 0.85),
}


@pytest.mark.parametrize("kind", BOUNDS)
def test_a_scan_gives_the_same_findings_within_bounds(kind: str, scans: dict[str, tuple[Document, Document]]) -> None:
    of, count, bound = BOUNDS[kind]
    pairs = [(of(text), of(scan)) for text, scan in scans.values()]
    assert sum(len(expected) for expected, _ in pairs) >= count
    lost = [one for expected, found in pairs for one in expected if one not in found]
    assert share(pairs) >= bound, lost


@pytest.mark.parametrize("name", NAMES)
def test_everything_in_a_scan_has_its_page_and_its_box(name: str, scans: dict[str, tuple[Document, Document]]) -> None:
    _, scan = scans[name]
    mentions = [mention for one in scan.references for mention in one.mentions]
    assert scan.sections
    assert all(item.page and item.bbox for item in scan.sections)
    assert all(item.page and item.bbox for item in scan.deadlines)
    assert all(item.page and item.bbox for item in scan.tasks)
    assert all(item.page and item.bbox for item in mentions)
