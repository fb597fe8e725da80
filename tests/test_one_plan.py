"""The same plan as text, markdown, Word, HTML, old Word and PDF gives the same findings, a scan within bounds."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import one_plan
import pytest
from one_plan import (
    SAMPLES,
    Sheet,
    as_docx,
    as_html,
    as_markdown,
    as_text,
    convert_all,
    excerpt,
    findings,
    need_program,
)
from scan_cases import lay_out, worsen

from plancli.library import parse_raw
from plancli.model import Document
from plancli.readers import RawFile

NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.suffix in (".txt", ".md"))

IN_PYTHON: dict[str, Callable[[Sheet], bytes]] = {
    "txt": lambda plan: as_text(plan).encode(),
    "md": lambda plan: as_markdown(plan).encode(),
    "html": lambda plan: as_html(plan).encode(),
    "docx": as_docx,
    "numbered.docx": lambda plan: as_docx(plan, numbered=True),
}


def check(name: str, data: bytes, form: str) -> None:
    found = findings(parse_raw(RawFile(f"plan.{form}", data)))
    expected = findings(one_plan.sample(name))
    for key, value in expected.items():
        assert found[key] == value, key


def test_there_are_five_samples() -> None:
    assert len(NAMES) == 5


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", IN_PYTHON)
def test_the_same_findings(name: str, form: str) -> None:
    check(name, IN_PYTHON[form](one_plan.sheet(name)), form)


@pytest.mark.parametrize("name", NAMES)
def test_automatic_numbering_is_not_in_the_file(name: str) -> None:
    plan = one_plan.sheet(name)
    counted = [item for item in plan.body if one_plan._counted(item)]
    assert len(counted) > 10
    assert as_docx(plan, numbered=True) != as_docx(plan)


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], bytes]:
    """A sample in a form that LibreOffice makes; the samples are converted together."""
    made: dict[str, dict[str, bytes]] = {}

    def of(name: str, form: str) -> bytes:
        if form not in made:
            documents = {one: as_docx(one_plan.sheet(one)) for one in NAMES}
            made[form] = convert_all(documents, ".docx", form, tmp_path_factory.mktemp(form))
        return made[form][name]

    return of


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["doc", "pdf"])
def test_the_same_findings_by_libreoffice(name: str, form: str, converted: Callable[[str, str], bytes]) -> None:
    need_program("soffice")
    check(name, converted(name, form), form)


# --- scans --------------------------------------------------------------------------------------------------

# OCR takes more than a second a page: of each sample so many characters are read, and its end block.
CHARACTERS = 3500


@pytest.fixture(scope="module")
def scans() -> dict[str, tuple[Document, Document]]:
    """Of each sample what is parsed from its text, and from its pages as a scanner gives them."""
    need_program("tesseract")
    found = {}
    for name in NAMES:
        plan = excerpt(one_plan.sheet(name), CHARACTERS)
        pages = [
            worsen(page, skew=(1.2, -1.8)[number % 2], noise=10, shade=40, specks=40, jpeg=75, seed=number)
            for number, page in enumerate(lay_out(plan).pages)
        ]
        stream = io.BytesIO()
        pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:], dpi=(200, 200))
        text = parse_raw(RawFile("plan.txt", as_text(plan).encode()))
        found[name] = text, parse_raw(RawFile("plan.tif", stream.getvalue()))
    return found


def share(pairs: Sequence[tuple[Sequence[object], Sequence[object]]]) -> float:
    """F1 of what is found over all samples: expected and found, as lists."""
    right = sum(len(set(expected) & set(found)) for expected, found in pairs)
    total = sum(len(expected) + len(found) for expected, found in pairs)
    return 2 * right / total if total else 1.0


def test_a_scan_gives_the_same_findings_within_bounds(scans: dict[str, tuple[Document, Document]]) -> None:
    pairs = list(scans.values())

    def both(of: Callable[[Document], Sequence[object]]) -> float:
        return share([(of(text), of(scan)) for text, scan in pairs])

    assert both(_header) >= 0.9
    assert both(lambda document: [section for section, _ in one_plan.headings(document)]) >= 0.95
    assert both(one_plan.headings) >= 0.9
    assert both(_cited_and_due) >= 0.9
    assert both(lambda document: [item.name for item in document.recipients]) >= 0.9
    # Seals and strokes of the pen lie over the lines of signatures.
    assert both(lambda document: [value for one in document.signatures for value in (one.name, one.position)]) >= 0.7


def _cited_and_due(document: Document) -> list[object]:
    return [
        *(item.number or item.name for item in document.references),
        *((item.section, item.kind, item.due) for item in document.deadlines),
        *(("task", item.section) for item in document.tasks),
    ]


def _header(document: Document) -> list[object]:
    header = document.header
    return [
        ("issuer", header.issuer and header.issuer.name), ("parent", header.parent and header.parent.name),
        ("number", header.number and header.number.text), ("place", header.place and header.place.text),
        ("date", header.date and header.date.value), ("type", header.type and header.type.code),
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_everything_in_a_scan_has_its_page_and_its_box(name: str, scans: dict[str, tuple[Document, Document]]) -> None:
    _, scan = scans[name]
    mentions = [mention for one in scan.references for mention in one.mentions]
    assert scan.sections
    assert all(item.page and item.bbox for item in scan.sections)
    assert all(item.page and item.bbox for item in scan.deadlines)
    assert all(item.page and item.bbox for item in mentions)
