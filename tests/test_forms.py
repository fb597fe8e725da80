"""Plans in several forms at once, and what each form must bring with it."""

from __future__ import annotations

import io
import json
import subprocess
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx_cases as word
import one_plan
import pytest
from legacy_cases import encode
from one_plan import as_docx, as_html, as_markdown, as_text, convert, need_program
from scan_cases import lay_out, picture

from plancli.library import parse_raw
from plancli.model import Boxed, Section
from plancli.readers import RawFile, read

NAME = "xuan-luong-85-kh-du.txt"
NUMBER = "85-KH/ĐU"
Run = Callable[..., subprocess.CompletedProcess[bytes]]


def _macros(data: bytes) -> bytes:
    """The Word file as one that holds macros."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    main = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    members["[Content_Types].xml"] = types + b'PartName="/word/document.xml" ContentType="' + main + b'"/></Types>'
    members["word/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    return word.pack(members)


def test_a_word_file_with_macros_reads_as_one_without() -> None:
    plain = as_docx(one_plan.sheet(NAME), numbered=True)
    found = read(RawFile("plan.docm", _macros(plain)))
    assert found.reader == "docx"
    assert found.text == read(RawFile("plan.docx", plain)).text


def test_any_mixture_of_forms_is_one_command(tmp_path: Path, plancli: Run) -> None:
    need_program("soffice")
    need_program("tesseract")
    plan = one_plan.sheet(NAME)
    docx = as_docx(plan)
    forms = {
        "a.txt": as_text(plan).encode(),
        "b.md": as_markdown(plan).encode(),
        "c.docx": docx,
        "d.docm": _macros(docx),
        "e.html": as_html(plan).encode(),
        "f.pdf": convert(docx, ".docx", "pdf", tmp_path),
        "g.doc": convert(docx, ".docx", "doc", tmp_path),
        "h.rtf": convert(docx, ".docx", "rtf", tmp_path),
        "i.odt": convert(docx, ".docx", "odt", tmp_path),
        "j.png": picture("PNG", lay_out(plan).pages[0], dpi=(200, 200)),
        "k.zip": b"PK\3\4 no document",
    }
    folder = tmp_path / "all"
    folder.mkdir()
    for name, data in forms.items():
        (folder / name).write_bytes(data)
    result = plancli("parse", "--format", "jsonl", *(folder / name for name in forms))
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(row["source"]["path"]).name for row in rows] == list(forms)
    assert {row["header"]["number"]["text"] for row in rows[:-1]} == {NUMBER}
    readers = [row["source"]["reader"]["name"] for row in rows[:-1]]
    assert readers[:6] == ["text", "markdown", "docx", "docx", "html", "pdf"]
    assert all("libreoffice" in json.dumps(row["source"]["reader"]).lower() for row in rows[6:9])
    assert readers[9] == "picture"
    # What cannot be read says why and what to do; the others are still done.
    assert rows[-1]["error"]["message"]
    assert result.returncode == 3


def test_everything_in_a_pdf_has_its_page_and_its_box(tmp_path: Path) -> None:
    need_program("soffice")
    data = convert(as_docx(one_plan.sheet(NAME)), ".docx", "pdf", tmp_path)
    plan = parse_raw(RawFile("plan.pdf", data))
    mentions = [mention for one in plan.references for mention in one.mentions]
    assert plan.sections
    assert plan.deadlines
    assert plan.tasks
    items: list[Section | Boxed] = [*plan.sections, *plan.deadlines, *plan.tasks, *mentions]
    for item in items:
        assert item.page
        assert item.bbox is not None
        x0, top, x1, bottom = item.bbox
        assert 0 <= x0 < x1 <= 596
        assert 0 <= top < bottom <= 843


@pytest.mark.parametrize("scheme", ["tcvn3", "vni", "vps", "viscii", "windows-1258", "viqr"])
def test_an_encoding_is_forced_on_the_command_line(scheme: str, tmp_path: Path, plancli: Run) -> None:
    # Too little text for statistics to tell.
    text = "Đề nghị các tổ cử người dự họp"
    path = tmp_path / "plan.txt"
    path.write_bytes(encode(text, scheme))
    printed = plancli("text", "--encoding", scheme, path).stdout.decode()
    assert unicodedata.normalize("NFC", printed).strip() == text
    parsed = json.loads(plancli("parse", "--encoding", scheme, path).stdout)
    assert parsed["source"]["reader"]["encoding"] == scheme
