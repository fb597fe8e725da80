"""Old Office files: told apart by content, converted apart from everything else, and errors that say what to do."""

from __future__ import annotations

import io
import os
import stat
import struct
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import docx_cases as word
import pytest
from docx_cases import abstract, lvl, num, p, r, tbl, tr
from hypothesis import given
from hypothesis import strategies as st
from one_plan import convert, need_program

from plancli.errors import MissingToolError, ReadError
from plancli.readers import RawFile, read
from plancli.readers.formats import recognise
from plancli.readers.office import ole, program, read_office

RTF = rb"{\rtf1\ansi{\fonttbl{\f0 Times New Roman;}}\f0 K\u7871? ho\u7841?ch\par\b M\u7909?c \u273?\u237?ch\b0\par}"


# --- OLE containers ----------------------------------------------------------------------------------------


def container(*names: str, first: bytes = b"", below: tuple[str, ...] = ()) -> bytes:
    """An OLE container with these streams at the top; ``first`` begins the first one, ``below`` lie in a storage."""
    size = 512
    all_names = ["Root Entry", *names, *below]
    entries = []
    for index, name in enumerate(all_names):
        encoded = name.encode("utf-16-le")
        entry = bytearray(128)
        entry[: len(encoded)] = encoded
        top = 1 <= index <= len(names)
        last = len(names) if top else len(all_names) - 1
        right = index + 1 if 0 < index < last else None
        child = 1 if index == 0 and names else len(names) + 1 if index == len(names) and below else None
        none = 0xFFFFFFFF
        struct.pack_into("<HBB", entry, 64, len(encoded) + 2, 5 if index == 0 else 2, 1)
        struct.pack_into("<III", entry, 68, none, none if right is None else right, none if child is None else child)
        struct.pack_into("<II", entry, 116, 0, 4096 if index == 1 else 0)
        entries.append(bytes(entry))
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * size, b"\0")
    count = len(directory) // size
    stream = first.ljust(4096, b"\0")
    table = [*range(1, 8), 0xFFFFFFFE, *range(9, 8 + count), 0xFFFFFFFE, 0xFFFFFFFD]
    fat = struct.pack(f"<{len(table)}I", *table).ljust(size, b"\xff")
    head = bytearray(size)
    head[:8] = ole.MAGIC
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIII", head, 44, 1, 8, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", head, 76, 8 + count, *[0xFFFFFFFF] * 108)
    return bytes(head) + stream + directory + fat


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("WordDocument", "1Table"), "doc"),
        (("Workbook",), "xls"),
        (("Book",), "xls"),
        (("PowerPoint Document", "Current User"), "ppt"),
        (("EncryptedPackage", "EncryptionInfo"), "locked"),
        (("__properties_version1.0",), "msg"),
        (("\u4840\u3f3f\u4577",), "msi"),
        (("CONTENTS", "MatOST"), "works"),
        (("Something",), "other"),
    ],
)
def test_what_an_ole_container_holds(names: tuple[str, ...], expected: str) -> None:
    assert ole.kind(container(*names)) == expected
    form = {"doc": "doc", "works": "doc", "locked": "docx-locked"}.get(expected, "ole")
    assert recognise(RawFile("x.doc", container(*names))).name == form


def test_a_word_document_in_a_sheet_makes_no_word_document() -> None:
    assert ole.kind(container("Workbook", "MBD0001", below=("WordDocument",))) == "xls"
    assert ole.kind(container("WordDocument", "ObjectPool", below=("Workbook", "EncryptedPackage"))) == "doc"


def test_a_damaged_container_is_told_by_its_names() -> None:
    whole = container("WordDocument", "1Table")
    assert ole.kind(whole[:512] + bytes(600) + "WordDocument".encode("utf-16-le")) == "doc"
    assert ole.kind(ole.MAGIC + bytes(600)) == "other"
    assert ole.kind(b"x" + whole) == "other"


def test_a_loop_in_a_container_ends() -> None:
    data = bytearray(container("a", "b"))
    struct.pack_into("<I", data, len(data) - 512 + 8 * 4, 8)
    assert ole.kind(bytes(data)) == "other"


@given(st.binary(max_size=2000))
def test_any_container_is_something(data: bytes) -> None:
    assert ole.kind(ole.MAGIC + data) in {"doc", "xls", "ppt", "msg", "msi", "works", "locked", "other"}


@given(st.integers(0, 5119), st.integers(0, 255))
def test_a_flipped_byte_does_no_harm(at: int, value: int) -> None:
    data = bytearray(container("WordDocument", "1Table", first=b"\xec\xa5" + bytes(30)))
    data[at] = value
    ole.is_password_locked(bytes(data))
    assert ole.kind(bytes(data))


def code_of(data: bytes, form: str, **options: float) -> str:
    with pytest.raises(ReadError) as caught:
        read_office(RawFile(f"x.{form}", data), form, **options)  # type: ignore[arg-type]
    assert caught.value.reason
    assert caught.value.remedy
    return caught.value.code


def test_locked_documents_are_refused_before_any_conversion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    head = b"\xec\xa5" + bytes(8)
    assert code_of(container("WordDocument", first=head + b"\x00\x01"), "doc") == "encrypted"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    assert code_of(buffer.getvalue(), "odt") == "encrypted"


# --- the program -------------------------------------------------------------------------------------------


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A program called soffice, to be written by the test; temporary folders are made below ``tmp_path``."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    return folder / "soffice"


def write_program(path: Path, body: str) -> None:
    path.write_text(f"#!{sys.executable}\nimport os, sys, time, pathlib, subprocess\n{body}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_without_the_program_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(program, "_PLACES", ())
    with pytest.raises(MissingToolError, match="apt-get install libreoffice"):
        read(RawFile("x.rtf", RTF))
    assert program.program_version() is None


def test_a_conversion_that_takes_too_long_is_ended_with_its_children(fake: Path, tmp_path: Path) -> None:
    write_program(
        fake,
        "child = subprocess.Popen(['sleep', '60'])\n"
        f"pathlib.Path({str(tmp_path / 'child')!r}).write_text(str(child.pid))\ntime.sleep(60)",
    )
    start = time.perf_counter()
    assert code_of(RTF, "rtf", timeout=1.0) == "convert-timeout"
    assert time.perf_counter() - start < 20
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        if not _is_alive(child):
            break
        time.sleep(0.05)
    assert not _is_alive(child)
    assert list((tmp_path / "tmp").iterdir()) == []


def _is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    if status.parent.parent.exists() and Path("/proc/self").exists():
        return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
    return subprocess.run(["kill", "-0", str(pid)], check=False, capture_output=True).returncode == 0


def test_a_conversion_that_fails_says_why_and_leaves_nothing(fake: Path, tmp_path: Path) -> None:
    write_program(fake, "print('Error: source file could not be loaded')")
    with pytest.raises(ReadError, match="source file could not be loaded") as caught:
        read_office(RawFile("x.rtf", RTF), "rtf")
    assert caught.value.code == "convert-failed"
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_program_that_dies(fake: Path) -> None:
    write_program(fake, "sys.exit(77)")
    with pytest.raises(ReadError, match="code 77"):
        read_office(RawFile("x.rtf", RTF), "rtf")


def test_what_the_program_is_given(fake: Path, tmp_path: Path) -> None:
    docx = tmp_path / "made.docx"
    docx.write_bytes(word.pack(word.parts(p("Kế hoạch"))))
    log = tmp_path / "log"
    write_program(
        fake,
        "home = os.environ['HOME']\nout = sys.argv[sys.argv.index('--outdir') + 1]\n"
        f"pathlib.Path(out, 'document.docx').write_bytes(pathlib.Path({str(docx)!r}).read_bytes())\n"
        "profile = next(a for a in sys.argv if a.startswith('-env:UserInstallation=file://'))\n"
        "settings = pathlib.Path(profile.partition('file://')[2], 'user', 'registrymodifications.xcu').read_text()\n"
        "mode = oct(os.stat(home).st_mode & 0o777)\n"
        f"pathlib.Path({str(log)!r}).write_text(repr((home in profile, mode, 'DisableMacrosExecution' in settings, "
        "'SECRET' in os.environ, pathlib.Path(sys.argv[-1]).name)))",
    )
    os.environ["SECRET"] = "x"
    try:
        source = read_office(RawFile("-o evil.rtf", RTF), "rtf")
    finally:
        del os.environ["SECRET"]
    assert source.text == "Kế hoạch\n"
    assert (source.reader, source.media_type) == ("office", "application/rtf")
    assert source.options == (("program", "LibreOffice"),)
    assert log.read_text() == "(True, '0o700', True, False, 'document.rtf')"


def test_conversions_of_a_process_take_turns(fake: Path, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    write_program(
        fake,
        f"marks = pathlib.Path({str(marks)!r})\nmine = marks / str(os.getpid())\nmine.touch()\n"
        "time.sleep(0.2)\nprint('Error:', len(list(marks.iterdir())))\nmine.unlink()",
    )
    found: list[str] = []

    def work() -> None:
        with pytest.raises(ReadError) as caught:
            read_office(RawFile("x.rtf", RTF), "rtf")
        found.append(caught.value.reason)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["LibreOffice cannot convert the document (1)"] * 3


def test_output_beyond_the_limit_is_refused(fake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "MAX_OUTPUT", 1024)
    write_program(
        fake,
        "out = sys.argv[sys.argv.index('--outdir') + 1]\n"
        "import signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try:\n    pathlib.Path(out, 'document.docx').write_bytes(bytes(5000))\nexcept OSError:\n    sys.exit(3)",
    )
    assert code_of(RTF, "rtf") in ("convert-failed", "damaged")


# --- real conversions --------------------------------------------------------------------------------------

PLAN = word.parts(
    [
        tbl(tr("UBND XÃ ĐÔNG HẢI", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), tr("Số: 12/KH-UBND", "")),
        p(r("KẾ HOẠCH", "<w:b/>")),
        p("MỤC ĐÍCH", num=(1, 0)),
        p("Nâng cao nhận thức.", num=(1, 1)),
        p("Giảm số vụ.", num=(1, 1)),
        p("TỔ CHỨC THỰC HIỆN", num=(1, 0)),
        p("Các thôn rà soát.", num=(1, 1)),
        p("Trên đây là kế hoạch của xã."),
    ],
    numbering=[abstract(1, lvl(0, "upperRoman", "%1."), lvl(1, "decimal", "%2.")), num(1, 1)],
)


@pytest.mark.parametrize(("form", "media"), [("doc", "msword"), ("rtf", "rtf"), ("odt", "opendocument.text")])
def test_the_same_text_as_from_word(form: str, media: str, tmp_path: Path) -> None:
    need_program("soffice")
    data = word.pack(PLAN)
    made = convert(data, ".docx", form, tmp_path)
    source = read(RawFile("ten-sai.txt", made))
    expected = read(RawFile("plan.docx", data))
    assert source.text == expected.text
    assert [cell.place for cell in source.cells] == [cell.place for cell in expected.cells]
    assert source.reader == "office"
    assert media in source.media_type
    assert dict(source.options)["program"].startswith("LibreOffice ")
    assert dict(source.options)["numbering"] == "computed"


def test_rich_text_by_hand() -> None:
    need_program("soffice")
    source = read(RawFile(None, RTF))
    assert source.text.rstrip("\n").split("\n") == ["Kế hoạch", "Mục đích"]
    assert word.labelled(source, "bold") == ["Mục đích"]


def test_what_only_looks_like_a_document_is_an_error() -> None:
    need_program("soffice")
    assert code_of(container("WordDocument", "1Table"), "doc") in ("convert-failed", "empty")
    assert code_of(b"PK\x03\x04" + b"application/vnd.oasis.opendocument.text" * 4, "odt") in ("convert-failed", "empty")


def test_the_version_is_known() -> None:
    need_program("soffice")
    version = program.program_version()
    assert version is not None
    assert version[0].isdigit()
