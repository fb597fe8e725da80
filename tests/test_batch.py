"""``plancli batch``: what is found, written, kept and told."""

from __future__ import annotations

import ctypes
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from batch_runs import ROOT, TESTS, archive, batch, left_over, lines_of, outputs, rows, settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from plancli.batch.globs import Globs, fixed_part, is_glob
from plancli.batch.parser import with_path
from plancli.batch.places import is_url, local_path, output_name
from plancli.batch.settings import BatchError, Parsing, version_of
from plancli.batch.sources import shard_of
from plancli.extras import require
from plancli.library import parse_raw
from plancli.readers import RawFile, ReadOptions
from plancli.writers.json import document_json

Cli = Callable[..., subprocess.CompletedProcess[bytes]]

PLAN = """ỦY BAN NHÂN DÂN
XÃ HÒA SƠN

Số: {number}/KH-UBND

Hòa Sơn, ngày 04 tháng 3 năm 2024

KẾ HOẠCH
trồng cây năm 2024

1. Giao Công chức Địa chính chuẩn bị cây giống, xong trước ngày 15/3/2024.
2. Các thôn đăng ký số cây theo Kế hoạch số 30/KH-UBND ngày 10/01/2024 của UBND huyện.

Nơi nhận:
- UBND huyện (b/c);
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Lê Thị Mận
"""


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """Three plans, one of them twice, and what is none."""
    source = tmp_path / "source"
    for name, number in {"a/mot.txt": 1, "a/hai.md": 2, "b/c/ba.TXT": 3, "b/copy of mot.txt": 1}.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(PLAN.format(number=number), encoding="utf-8")
    (source / "b/picture.bin").write_bytes(b"\0\1\2" * 50)
    (source / ".hidden.txt").write_text("x")
    (source / "~$lock.docx").write_text("x")
    return source


# --- what is written ---------------------------------------------------------------------------------------


def test_outputs_are_those_of_parse_and_mirror_the_tree(plancli: Cli, plans: Path, tmp_path: Path) -> None:
    run = plancli("batch", plans, "--out", tmp_path / "target", "-j", "2")
    assert (run.returncode, run.stdout) == (3, b"")
    found = outputs(tmp_path / "target")
    assert sorted(found) == ["a/hai.md.json", "a/mot.txt.json", "b/c/ba.TXT.json", "b/copy of mot.txt.json"]
    for name, data in found.items():
        path = name.removesuffix(".json")
        document = parse_raw(RawFile(path, (plans / path).read_bytes()))
        assert data.decode() == document_json(document, indent=False) + "\n"
    told = run.stderr.decode().splitlines()
    assert (
        "plancli: b/picture.bin: binary: the file holds binary data, not text; check that it is the right file" in told
    )
    assert "plancli: 4 documents done (1 copy of others), 1 failed" in told
    assert "plancli: by reader: 2 text, 1 markdown" in told
    assert "plancli: failed: 1 binary" in told
    assert "plancli: passed over: 2 hidden" in told


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_parts_hold_the_same_documents(plans: Path, tmp_path: Path, form: str) -> None:
    batch(plans, tmp_path / "one", "real")
    batch(plans, tmp_path / "parts", "real", format=form, part_size=2)
    expected = [data for _, data in sorted(outputs(tmp_path / "one").items())]
    parts = sorted((tmp_path / "parts" / "documents").iterdir())
    # The third would hold what failed.
    assert len(parts) == 2
    if form == "jsonl":
        assert b"".join(path.read_bytes() for path in parts) == b"".join(expected)
        return
    table = require("pyarrow.parquet", "parquet").ParquetDataset([str(path) for path in parts]).read()
    assert [f"{text}\n".encode() for text in table.column("document").to_pylist()] == expected
    assert table.column("number").to_pylist() == ["2/KH-UBND", "1/KH-UBND", "3/KH-UBND", "1/KH-UBND"]
    assert set(table.column("date").to_pylist()) == {"2024-03-04"}


def test_a_document_that_changes_is_done_anew_in_its_part(tmp_path: Path) -> None:
    source, target = archive(tmp_path / "source", 30), tmp_path / "target"
    batch(source, target, format="jsonl", part_size=10)
    before = outputs(target)
    (source / "tập 0" / "00000.txt").write_text("khác", encoding="utf-8")
    (source / "tập 1" / "00001.txt").unlink()
    (source / "tập 1" / "00008.txt").write_text("bad now", encoding="utf-8")
    (source / "mới.txt").write_text("mới", encoding="utf-8")
    _, ear = batch(source, target, format="jsonl", part_size=10)
    assert sorted(path for path, _, _ in ear.results) == ["mới.txt", "tập 0/00000.txt", "tập 1/00008.txt"]
    after = outputs(target)
    texts = b"".join(after.values())
    # What is gone from the source is not gone from the target; what fails now is.
    assert b"00001.txt" in texts
    assert b"00008.txt" not in texts
    assert texts.count(b"\n") == b"".join(before.values()).count(b"\n")
    assert len(after) == len(before) + 1
    unchanged = [name for name in before if after[name] == before[name]]
    assert len(unchanged) == len(before) - 1
    batch(source, target, format="jsonl", part_size=10, checksum=True)
    assert outputs(target) == after


def test_copies_are_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source"
    for number in range(40):
        path = source / str(number % 4) / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"content {number % 5}")
    (source / "other.md").write_text("content 0")
    for form in ("json", "jsonl"):
        monkeypatch.setenv("BATCH_LOG", str(tmp_path / form))
        summary, _ = batch(source, tmp_path / f"target-{form}", "slow", format=form, part_size=7)
        # The ending of the name may decide how bytes are read, so that .md is no copy of .txt.
        assert len((tmp_path / form).read_text().splitlines()) == 6
        assert (summary.done, summary.copies) == (41, 35)
    for name, data in outputs(tmp_path / "target-json").items():
        assert json.loads(data)["source"]["path"] == name.removesuffix(".json")
    texts = [text for _, data in sorted(outputs(tmp_path / "target-jsonl").items()) for text in data.splitlines()]
    assert texts == [data.strip() for _, data in sorted(outputs(tmp_path / "target-json").items())]
    linked = rows(tmp_path / "target-json", "name, same_as")
    assert sum(other is not None for _, other in linked) == 35


@hypothesis_settings(deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_a_copy_has_the_output_that_parsing_it_would_give(old: str, new: str) -> None:
    old, new = (name.encode("utf-8", "replace").decode() for name in (old, new))
    text = document_json(parse_raw(RawFile(f"{old}.txt", b"1. Xong")), indent=False)
    assert with_path(text, f"{old}.txt", f"{new}.txt") == document_json(
        parse_raw(RawFile(f"{new}.txt", b"1. Xong")), indent=False
    )


def test_another_path_is_not_exchanged() -> None:
    text = document_json(parse_raw(RawFile("a.txt", b"1. Xong")), indent=False)
    with pytest.raises(ValueError, match="not the output"):
        with_path(text, "b.txt", "c.txt")


# --- resuming ----------------------------------------------------------------------------------------------


def test_a_second_run_does_nothing(tmp_path: Path) -> None:
    source, target = archive(tmp_path / "source", 50), tmp_path / "target"
    batch(source, target)
    before = {path: path.stat().st_mtime_ns for path in target.rglob("*.json")}
    _, ear = batch(source, target)
    assert (ear.todo, ear.before, ear.results) == (0, 50, [])
    assert before == {path: path.stat().st_mtime_ns for path in target.rglob("*.json")}


def test_what_changed_is_done_again_and_what_was_only_touched_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = archive(tmp_path / "source", 20), tmp_path / "target"
    batch(source, target)
    touched, changed, sly = (source / f"tập {number}" / f"{number:05}.txt" for number in (2, 3, 4))
    os.utime(touched)
    changed.write_text("another text")
    status = sly.stat()
    sly.write_bytes(sly.read_bytes().replace("văn".encode(), "vàn".encode()))
    os.utime(sly, ns=(status.st_atime_ns, status.st_mtime_ns))
    (target / "tập 5/00005.txt.json").unlink()
    (target / "tập 6/00006.txt.json").write_text("{}")
    monkeypatch.setenv("BATCH_LOG", str(tmp_path / "log"))
    _, ear = batch(source, target)
    # An output that is not there, or not of its size, is written anew.
    assert sorted(ear.results) == [
        ("tập 2/00002.txt", "unchanged", None),
        ("tập 3/00003.txt", "done", None),
        ("tập 5/00005.txt", "done", None),
        ("tập 6/00006.txt", "done", None),
    ]
    assert json.loads(outputs(target)["tập 3/00003.txt.json"])["source"]["bytes"] == len("another text")
    _, ear = batch(source, target, checksum=True)
    assert [item for item in ear.results if item[1] == "done"] == [("tập 4/00004.txt", "done", None)]


def test_an_output_goes_when_its_document_goes_bad(tmp_path: Path) -> None:
    source, target = archive(tmp_path / "source", 3), tmp_path / "target"
    batch(source, target)
    (source / "tập 2" / "00002.txt").write_text("bad")
    summary, _ = batch(source, target)
    assert "tập 2/00002.txt.json" not in outputs(target)
    assert summary.reasons == {"damaged": 1}


def test_another_version_does_all_again(plans: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay"
    overlay.mkdir()
    plain = version_of(Parsing())
    assert version_of(Parsing(patterns=str(overlay))) == plain
    (overlay / "dates.toml").write_text('title = "more"\n')
    assert version_of(Parsing(patterns=str(overlay))) != plain
    assert version_of(Parsing(ReadOptions(encoding="tcvn3"))) != plain
    batch(plans, tmp_path / "target")
    _, ear = batch(plans, tmp_path / "target", "real")
    assert ear.todo == 5


def test_limit_ends_a_run_and_the_next_goes_on(tmp_path: Path) -> None:
    source, target = archive(tmp_path / "source", 30), tmp_path / "target"
    summary, ear = batch(source, target, limit=8)
    assert (len(ear.results), summary.pending) == (8, 22)
    while summary.pending:
        summary, _ = batch(source, target, limit=8)
    batch(source, tmp_path / "whole")
    assert outputs(target) == outputs(tmp_path / "whole")


def test_a_target_keeps_its_format(plans: Path, tmp_path: Path) -> None:
    batch(plans, tmp_path / "target")
    with pytest.raises(BatchError, match="--format json"):
        batch(plans, tmp_path / "target", format="jsonl")


# --- what is found -----------------------------------------------------------------------------------------


def paths(source: Path | str, target: Path, **values: Any) -> list[str]:
    _, ear = batch(source, target, **values)
    return sorted(path for path, _, _ in ear.results)


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        ((), (), ["a/hai.md", "a/mot.txt", "b/c/ba.TXT", "b/copy of mot.txt", "b/picture.bin"]),
        (("*.txt",), (), ["a/mot.txt", "b/c/ba.TXT", "b/copy of mot.txt"]),
        (("*.txt", "*.md"), ("copy*",), ["a/hai.md", "a/mot.txt", "b/c/ba.TXT"]),
        (("b/*",), (), ["b/copy of mot.txt", "b/picture.bin"]),
        (("**/ba.*",), (), ["b/c/ba.TXT"]),
        ((), ("b",), ["a/hai.md", "a/mot.txt"]),
        ((), ("b/c/", "*.bin"), ["a/hai.md", "a/mot.txt", "b/copy of mot.txt"]),
    ],
)
def test_include_and_exclude(
    plans: Path, tmp_path: Path, include: tuple[str, ...], exclude: tuple[str, ...], expected: list[str]
) -> None:
    assert paths(plans, tmp_path / "target", selection={"include": include, "exclude": exclude}) == expected


def test_hidden_files_are_taken_when_asked(plans: Path, tmp_path: Path) -> None:
    found = paths(plans, tmp_path / "target", selection={"hidden": True})
    assert {".hidden.txt", "~$lock.docx"} < set(found)


def test_globs_files_and_folders_together(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths("source/b/*.txt", tmp_path / "1") == ["copy of mot.txt"]
    assert paths("source/**/*.txt", tmp_path / "2") == ["a/mot.txt", "b/c/ba.TXT", "b/copy of mot.txt"]
    assert paths("source/[bc]", tmp_path / "3") == ["b/c/ba.TXT", "b/copy of mot.txt", "b/picture.bin"]
    assert paths("source/a/mot.txt", tmp_path / "4") == ["mot.txt"]
    several = paths("", tmp_path / "5", sources=("source/a", "source/b/c/ba.TXT", "source/a/hai.md"))
    assert several == ["source/a/hai.md", "source/a/mot.txt", "source/b/c/ba.TXT"]
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    several = paths("", tmp_path / "6", sources=(str(plans / "a"), "../source/b/c"))
    assert several == [f"{str(plans).strip('/')}/{name}" for name in ("a/hai.md", "a/mot.txt", "b/c/ba.TXT")]


def test_lists_of_files(plancli: Cli, plans: Path, tmp_path: Path) -> None:
    names = "source/a/mot.txt\n\nsource/b/c/ba.TXT\r\nsource/nowhere.txt\nsource/a/mot.txt\n"
    run = plancli(
        "batch", "--files-from", "-", "-o", tmp_path / "1", "--log-format", "json", data=names.encode(), cwd=tmp_path
    )
    assert run.returncode == 3
    assert sorted(outputs(tmp_path / "1")) == ["source/a/mot.txt.json", "source/b/c/ba.TXT.json"]
    assert [event["event"] for event in lines_of(run.stderr)] == ["started", "finished"]
    assert list(lines_of(run.stderr))[-1]["troubles"] == 1
    (tmp_path / "list").write_bytes(b"source/a/hai.md\0source/a/mot.txt")
    run = plancli("batch", "--files-from", "list", "-0", "-o", "2", "--status", "1", cwd=tmp_path)
    assert b"nowhere.txt" in run.stdout
    run = plancli("batch", "--files-from", "list", "-0", "-o", "2", "-q", cwd=tmp_path)
    assert (run.returncode, run.stderr) == (0, b"")
    assert len(outputs(tmp_path / "2")) == 2


def test_two_files_of_one_path_are_not_taken_for_one(
    plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / str(plans / "a").strip("/")
    inner.mkdir(parents=True)
    (inner / "mot.txt").write_text("another of that path")
    monkeypatch.chdir(tmp_path)
    relative = str(inner / "mot.txt").removeprefix(f"{tmp_path}/")
    monkeypatch.chdir("/")
    source = str(plans / "a" / "mot.txt")
    summary, _ = batch("", tmp_path / "target", sources=(source, str(plans / "a")))
    assert (summary.done, summary.trouble_count) == (2, 0)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    # Below the working folder a path is relative; this one comes to be the same as that of the other.
    summary, _ = batch("", tmp_path / "target 2", sources=(relative, f"/{relative}"))
    if summary.trouble_count:
        assert [code for _, code, _ in summary.troubles] == ["name-clash"]
        assert not summary.all_done


def test_names_of_all_kinds(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    composed, decomposed = (unicodedata.normalize(form, "Kế hoạch số 5.txt") for form in ("NFC", "NFD"))
    names = [
        composed.encode(),
        decomposed.encode(),
        b"k\xd5 ho\xb9ch.txt",
        b"line\nbreak.txt",
        b'"quoted".txt',
        b"-o.txt",
    ]
    names += [b"x" * 251 + b".txt", ("ế" * 83 + ".txt").encode(), b"*.txt", b"a\\b.txt", b"no ending"]
    for number, name in enumerate(names):
        (source / os.fsdecode(name)).write_text(f"content {number}")
    target = tmp_path / "target"
    summary, _ = batch(source, target)
    assert (summary.done, summary.failed, summary.trouble_count) == (len(names), 0, 0)
    found = {os.fsencode(name): data for name, data in outputs(target).items()}
    assert len(found) == len(names)
    for number, name in enumerate(names):
        data = found[os.fsencode(output_name(os.fsdecode(name)))]
        assert json.loads(data)["source"]["bytes"] == len(f"content {number}")
    assert json.loads(found[b"k\xd5 ho\xb9ch.txt.json"])["source"]["path"] == "k\\xd5 ho\\xb9ch.txt"
    _, ear = batch(source, target)
    assert ear.results == []


def test_links_are_followed_only_when_asked_and_loops_are_told(tmp_path: Path) -> None:
    source, outside = tmp_path / "source", tmp_path / "outside"
    (source / "a" / "b").mkdir(parents=True)
    outside.mkdir()
    (source / "a" / "one.txt").write_text("one")
    (outside / "two.txt").write_text("two")
    (source / "a" / "b" / "up").symlink_to(source)
    (source / "out").symlink_to(outside)
    (source / "file").symlink_to(outside / "two.txt")
    (source / "broken").symlink_to(tmp_path / "nowhere")
    (source / "itself").symlink_to(source / "itself")
    os.mkfifo(source / "pipe")
    summary, _ = batch(source, tmp_path / "1")
    assert (summary.done, summary.passed, summary.trouble_count) == (1, {"link": 5, "not a file": 1}, 0)
    summary, ear = batch(source, tmp_path / "2", selection={"follow_links": True})
    assert sorted(path for path, _, _ in ear.results) == ["a/one.txt", "file", "out/two.txt"]
    assert sorted((path, code) for path, code, _ in summary.troubles) == [
        ("a/b/up", "symlink-loop"),
        ("broken", "not-found"),
        ("itself", "symlink-loop"),
    ]


def test_a_target_inside_of_its_source_is_not_read(tmp_path: Path) -> None:
    source = archive(tmp_path / "source", 5)
    batch(source, source / "target")
    _, ear = batch(source, source / "target")
    assert ear.before == 5
    with pytest.raises(BatchError, match="is a folder to be read"):
        batch(source, source)


def without_privileges() -> None:
    """As root, give up the right to read what is forbidden (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH)."""
    if os.geteuid() == 0:
        for capability in (1, 2):
            assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0


def test_what_may_not_be_read_is_told(plans: Path, tmp_path: Path) -> None:
    (plans / "b/c").chmod(0)
    (plans / "a/mot.txt").chmod(0)
    command = [sys.executable, "-m", "plancli", "batch", str(plans), "-o", str(tmp_path / "target"), "-j", "1"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, capture_output=True, preexec_fn=without_privileges, env=environment)
    (plans / "b/c").chmod(0o755)
    told = run.stderr.decode()
    assert run.returncode == 3
    assert "a/mot.txt: not-readable: permission to read the file is denied" in told
    assert "1 place could not be looked into: b/c: folder-unreadable (Permission denied)" in told
    assert sorted(outputs(tmp_path / "target")) == ["a/hai.md.json", "b/copy of mot.txt.json"]
    _, ear = batch(plans, tmp_path / "target", "real", retry_failed=True)
    assert sorted(path for path, state, _ in ear.results if state == "done") == ["a/mot.txt", "b/c/ba.TXT"]


def test_files_that_vanish_and_change_during_the_run(tmp_path: Path) -> None:
    source = archive(tmp_path / "source", 300)
    last = source / "zz"
    last.mkdir()
    vanishing, growing = last / "vanishing.txt", last / "growing.txt"
    vanishing.write_text("soon gone")
    growing.write_text("more and more")
    ended = threading.Event()

    def grow() -> None:
        with growing.open("a") as stream:
            while not ended.is_set():
                stream.write("and more")
                stream.flush()
                time.sleep(0.0002)

    class Trap:
        """Acts when the run has found its files."""

        def __getattr__(self, name: str) -> Any:
            return lambda *_: None

        def started(self, *_: int) -> None:
            vanishing.unlink()

    from plancli.batch.run import run

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        run(settings(source, tmp_path / "target"), Trap())
    finally:
        ended.set()
        thread.join()
    fates = {name: (state, code) for name, state, code in rows(tmp_path / "target")}
    assert fates["zz/vanishing.txt"] == ("failed", "not-found")
    if fates["zz/growing.txt"] != ("failed", "changed"):
        # It held still for long enough to be read: then the output says of what.
        assert fates["zz/growing.txt"] == ("done", None)
    # At rest, both are as they are.
    summary, _ = batch(source, tmp_path / "target", retry_failed=True)
    output = json.loads(outputs(tmp_path / "target")["zz/growing.txt.json"])
    assert output["source"]["bytes"] == growing.stat().st_size
    assert summary.reasons == {"damaged": 6}


def test_max_size(tmp_path: Path) -> None:
    source = archive(tmp_path / "source", 3)
    (source / "large.txt").write_bytes(b"x" * 5000)
    batch(source, tmp_path / "target", limits={"max_size": 4000})
    assert ("large.txt", "failed", "too-large") in rows(tmp_path / "target")


# --- shards ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_shards_make_one_target(plancli: Cli, tmp_path: Path, form: str) -> None:
    source, target = archive(tmp_path / "source", 60), tmp_path / "target"
    sizes = []
    for index in (1, 2, 3):
        summary, _ = batch(source, target, format=form, part_size=7, selection={"shard": (index, 3)})
        sizes.append(summary.done + summary.failed)
    assert sum(sizes) == 60
    assert min(sizes) > 5
    whole = tmp_path / "whole"
    batch(source, whole, format=form, part_size=7)
    texts = [sorted(b"".join(outputs(folder).values()).splitlines()) for folder in (target, whole)]
    assert texts[0] == texts[1]
    with pytest.raises(BatchError, match="in 3 shards"):
        batch(source, target, format=form, selection={"shard": (1, 4)})
    with pytest.raises(BatchError, match="in 3 shards"):
        batch(source, target, format=form)
    with pytest.raises(BatchError, match="--format"):
        batch(source, target, format="jsonl" if form == "json" else "json", selection={"shard": (1, 3)})
    # What was refused has left nothing by which the target would look divided otherwise.
    status = json.loads(plancli("batch", "--status", target, "--log-format", "json").stdout)
    assert (status["done"], status["failed"]) == (58, 2)
    _, ear = batch(source, target, format=form, part_size=7, selection={"shard": (3, 3)})
    assert ear.todo == 0


def test_what_every_shard_sees_is_told_once(plancli: Cli, tmp_path: Path) -> None:
    source, target = archive(tmp_path / "source", 12), tmp_path / "target"
    (source / "nowhere").symlink_to("gone")
    os.mkfifo(source / "pipe")
    for index in (1, 2, 3):
        summary, _ = batch(source, target, selection={"shard": (index, 3), "follow_links": True})
        assert (summary.trouble_count, summary.passed) == (1, {"not a file": 1})
    status = json.loads(plancli("batch", "--status", target, "--log-format", "json").stdout)
    assert status["places"] == [{"path": "nowhere", "code": "not-found", "message": "No such file or directory"}]
    assert (status["troubles"], status["passed_over"]) == (1, {"not a file": 1})


def test_many_failures_and_places_are_told_shortly(plancli: Cli, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    for number in range(25):
        (tmp_path / "source" / f"{number:02}.txt").write_bytes(b"")
        (tmp_path / "source" / f"link {number:02}").symlink_to("gone")
    batch(tmp_path / "source", tmp_path / "target", "real", selection={"follow_links": True})
    lines = plancli("batch", "--status", tmp_path / "target").stdout.decode().splitlines()
    assert lines[2] == "25 places could not be looked into:"
    assert lines[3] == "  link 00: not-found (No such file or directory)"
    assert lines[23] == "  … and 5 more"
    assert lines[24].startswith("00.txt: empty: ")
    assert lines[44:] == ["… and 5 more"]


def test_shards_are_the_same_everywhere() -> None:
    assert [shard_of(name, 5) for name in ("a/b.txt", "kế hoạch.docx", "\udcff")] == [2, 5, 2]


# --- the command line --------------------------------------------------------------------------------------


def test_dry_run_prints_and_writes_nothing(plancli: Cli, plans: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    run = plancli("batch", plans, "-o", target, "--dry-run", "--include", "*.txt")
    assert run.stdout.decode().splitlines() == ["a/mot.txt", "b/c/ba.TXT", "b/copy of mot.txt"]
    assert run.stderr.decode() == "plancli: 3 to do, 0 done before, 0 failed before\n"
    assert run.returncode == 0
    assert not target.exists()
    batch(plans, target, "real", limit=2)
    run = plancli("batch", plans, "-o", target, "--dry-run")
    assert run.stdout.decode().splitlines() == ["b/c/ba.TXT", "b/copy of mot.txt", "b/picture.bin"]
    assert b"3 to do, 2 done before" in run.stderr
    # A source that is not there is told as a run would tell it.
    run = plancli("batch", plans / "nowhere", "-o", target, "--dry-run")
    assert (run.returncode, run.stdout) == (3, b"")
    assert b"nowhere: not-found" in run.stderr


def test_status(plancli: Cli, plans: Path, tmp_path: Path) -> None:
    batch(plans, tmp_path / "target", "real")
    run = plancli("batch", "--status", tmp_path / "target")
    assert run.returncode == 0
    assert run.stdout.decode().splitlines()[:3] == [
        "4 documents done (1 copy of others), 1 failed",
        "by reader: 2 text, 1 markdown",
        "failed: 1 binary",
    ]
    run = plancli("batch", "--status", tmp_path)
    assert run.returncode == 2
    assert b"there is no manifest" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["samples"], "--out is missing"),
        (["-o", "OUT"], "there is nothing to read"),
        (["-", "-o", "OUT"], "--files-from -"),
        (["samples", "-o", "OUT", "--shard", "0/4"], "--shard 0/4"),
        (["samples", "-o", "OUT", "--shard", "5/4"], "--shard 5/4"),
        (["samples", "-o", "OUT", "--max-size", "many"], "--max-size many"),
        (["samples", "-o", "OUT", "--max-memory", "1M"], "--max-memory 1M"),
        (["samples", "-o", "OUT", "--scheduler", "tcp://x"], "--engine dask"),
        (["samples", "-o", "nosuch://bucket/x"], "nosuch"),
        (["--files-from", "nowhere", "-o", "OUT"], "nowhere"),
    ],
)
def test_wrong_use_is_one_line(plancli: Cli, tmp_path: Path, arguments: list[str], told: str) -> None:
    run = plancli("batch", *[str(tmp_path / "out") if part == "OUT" else part for part in arguments])
    assert (run.returncode, run.stdout) == (2, b"")
    assert run.stderr.startswith(b"plancli: ")
    assert run.stderr.count(b"\n") == 1
    assert told in run.stderr.decode()


def test_a_target_that_cannot_be_written_ends_the_run(plancli: Cli, plans: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for target, told in (("file/target", "file/target: Not a directory"), ("file", "file: this is a file")):
        run = plancli("batch", plans, "-o", tmp_path / target)
        assert run.returncode == 2
        assert run.stderr.count(b"\n") == 1
        assert told in run.stderr.decode()


def test_log_format_json_is_for_machines(plancli: Cli, plans: Path, tmp_path: Path) -> None:
    run = plancli("batch", plans, "-o", tmp_path / "target", "--log-format", "json")
    events = list(lines_of(run.stderr))
    assert len(events) == run.stderr.count(b"\n")
    assert [event["event"] for event in events] == ["started", "failed", "finished"]
    assert events[0]["todo"] == 5
    assert (events[1]["path"], events[1]["code"]) == ("b/picture.bin", "binary")
    assert events[2]["readers"] == {"text": 2, "markdown": 1}
    assert all(event["time"].endswith("+00:00") for event in events)


def test_the_drawing_has_the_bar_the_counts_and_the_documents_in_work() -> None:
    from rich.console import Console

    from plancli.batch.progress import Drawn

    drawn = Drawn(print)
    try:
        drawn.started(60, 0, 0)
        drawn.counts.done = 30
        drawing = drawn.drawing("6 of 60, 0 failed, 3.5 a second, 16 s left", [("a.md", 1.0), ("slow " * 30, 90.0)])
    finally:
        drawn.close()
    console = Console(width=70, record=True, file=io.StringIO(), color_system="truecolor")
    console.print(drawing)
    bar, counts, first, second = console.export_text().splitlines()
    assert set(bar.strip()) <= set("━╸╺") != set()
    assert counts.strip() == "6 of 60, 0 failed, 3.5 a second, 16 s left"
    assert first.startswith("    90 s  slow slow")
    assert first.rstrip().endswith("…")
    assert second.strip() == "1 s  a.md"


def test_what_stands_in_the_way_is_json_too(plancli: Cli, plans: Path, tmp_path: Path) -> None:
    for arguments in (["--status", tmp_path], [plans, "-o", plans], [plans, "-o", tmp_path / "x", "--shard", "5/4"]):
        run = plancli("batch", *arguments, "--log-format", "json")
        (event,) = lines_of(run.stderr)
        assert (run.returncode, event["event"]) == (2, "message")
        assert run.stderr.count(b"\n") == 1


def test_an_interrupted_run_says_so_in_json(tmp_path: Path) -> None:
    source = archive(tmp_path / "source", 2000)
    command = [sys.executable, "-m", "plancli", "batch", str(source), "-o", str(tmp_path / "target"), "-j", "1"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.Popen([*command, "--log-format", "json"], stderr=subprocess.PIPE, env=environment)
    assert run.stderr is not None
    first = run.stderr.readline()
    run.send_signal(signal.SIGINT)
    rest = run.stderr.read()
    assert run.wait(30) == 130
    events = list(lines_of(first + rest))
    assert len(events) == 1 + rest.count(b"\n")
    assert [event["event"] for event in events if event["event"] != "failed"] == [
        "started", "message", "finished", "message",
    ]  # fmt: skip
    assert events[-1]["message"] == "interrupted"


def test_a_terminal_is_drawn_on(plans: Path, tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "plancli", "batch", str(plans), "-o", str(tmp_path / "target")]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"}
    run = subprocess.Popen(command, stderr=theirs, stdout=subprocess.PIPE, env=environment)
    os.close(theirs)
    told = b""
    try:
        while part := os.read(ours, 4096):
            told += part
    except OSError:
        pass
    os.close(ours)
    assert run.wait(30) == 3
    text = told.decode()
    assert "━" in text
    assert "4 documents done (1 copy of others), 1 failed" in text
    assert "b/picture.bin: binary" in text


def test_codes_are_documented() -> None:
    page = (ROOT / "docs" / "batch.md").read_text(encoding="utf-8")
    code = re.compile(r'"((?:[a-z]+-)*[a-z]+)"')
    known = {
        "crashed", "timeout", "out-of-memory", "disk-limit", "changed", "output-failed", "folder-unreadable",
        "symlink-loop", "not-found", "not-a-file", "name-clash", "worker-lost",
    }  # fmt: skip
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "plancli" / "batch").glob("*.py"))
    assert known <= set(code.findall(sources))
    for name in known:
        assert f"`{name}`" in page


# --- small things ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*.txt", "a/b/C.TXT", True),
        ("*.txt", "a.txt/b", False),
        ("a/*.txt", "a/b.txt", True),
        ("a/*.txt", "a/c/b.txt", False),
        ("a/**", "a/c/b.txt", True),
        ("**/b.txt", "b.txt", True),
        ("[!a]?.txt", "bc.txt", True),
        ("[!a]?.txt", "ac.txt", False),
        ("[].txt", "[].txt", True),
        ("kế*", unicodedata.normalize("NFD", "KẾ HOẠCH"), True),
        ("a.b", "axb", False),
    ],
)
def test_globs(pattern: str, path: str, matches: bool) -> None:
    assert Globs([pattern]).match(path) is matches


def test_parts_of_names() -> None:
    assert fixed_part("/a/b*/c") == ("/a", "b*/c")
    assert fixed_part("*.txt") == ("", "*.txt")
    assert is_glob("a[b]")
    assert not is_glob("a b")
    assert is_url("s3://bucket/x")
    assert not is_url("C:\\x")
    assert local_path("file:///a/b") == "/a/b"
    assert local_path("memory://a") is None
    assert output_name("a/b.docx") == "a/b.docx.json"
    long = output_name("a/" + "ế" * 90)
    assert len(os.fsencode(long.rpartition("/")[2])) <= 255
    assert long != output_name("a/" + "ế" * 89 + "é")


def test_heavy_packages_are_not_loaded(tmp_path: Path) -> None:
    code = (
        "import sys; from plancli.batch import run, template, worker; from plancli.collect import collection;"
        "heavy = ('fsspec', 'distributed', 'pyarrow', 'duckdb', 'xlsxwriter', 'rich');"
        "print([name for name in heavy if name in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{TESTS}"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert run.stdout == "[]\n", run.stderr


def test_nothing_is_left_over(tmp_path: Path) -> None:
    for form in ("json", "jsonl"):
        batch(archive(tmp_path / "source", 20), tmp_path / form, format=form, part_size=6)
        assert left_over(tmp_path / form) == []
