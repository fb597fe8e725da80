"""The same plan as text, markdown, Word, HTML, old Word and PDF gives the same findings."""

from __future__ import annotations

from collections.abc import Callable

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
    findings,
    need_program,
)

from plancli.library import parse_raw
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
