"""Pieces for search and language models: all of the text, in order, and no task divided."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plancli as library
from plancli.exchange.chunks import chunk_records, chunks
from plancli.exchange.pieces import split_text
from plancli.model import Document, Section

Cli = Callable[..., subprocess.CompletedProcess[bytes]]
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.suffix in (".txt", ".md"))
LIMITS = (200, 300, 800, 2000, 100_000)


@cache
def sample(name: str) -> Document:
    return library.parse_file(SAMPLES / name)


def words(text: str) -> list[str]:
    return re.sub(r"[|]", " ", text).split()


def sections_of(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from sections_of(section.children)


def all_words(document: Document) -> list[str]:
    """Every word of preamble, outline and closing, in order."""
    out = words(document.preamble.text) if document.preamble else []
    for section in sections_of(document.sections):
        out += words(" ".join(part for part in (section.marker, section.heading, section.text) if part))
    return out + (words(document.closing.text) if document.closing else [])


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("name", NAMES)
def test_the_whole_text_once_and_in_order(name: str, limit: int) -> None:
    document = sample(name)
    found = [word for chunk in chunks(document, limit) for word in words(chunk.text)]
    assert found == all_words(document)


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("name", NAMES)
def test_no_task_is_divided_and_each_is_in_one_piece(name: str, limit: int) -> None:
    document = sample(name)
    records = list(chunk_records(document, limit))
    homes: dict[int, list[str]] = {}
    for record in records:
        assert record["oversize"] == (len(record["text"]) > limit)
        if record["oversize"]:
            assert record["tasks"], record["text"]
        for task in record["tasks"]:
            homes.setdefault(task["index"], []).append(record["text"])
    assert sorted(homes) == list(range(len(document.tasks)))
    for index, texts in homes.items():
        assert len(texts) == 1
        assert document.tasks[index].text in texts[0]
        if document.tasks[index].basis == "fields":
            # Who does it and until when stands in the same piece.
            for agency in document.tasks[index].lead:
                assert agency.casefold() in texts[0].casefold()


@pytest.mark.parametrize("name", NAMES)
def test_deadlines_and_references_are_where_they_are_said(name: str) -> None:
    document = sample(name)
    records = list(chunk_records(document, 800))
    places = [index for record in records for index in record["deadlines"]]
    assert sorted(places) == list(range(len(document.deadlines)))
    cited = {one["number"] or one["name"] for record in records for one in record["references"]}
    inside = {path for record in records for path in record["sections"]}
    expected = {one.number or one.name for one in document.references if any(m.section in inside for m in one.mentions)}
    assert cited == expected


def test_where_a_piece_stands() -> None:
    records = list(chunk_records(sample("thai-nguyen-ubnd-kh.md"), 800))
    piece = next(record for record in records if record["section"] == "II/1")
    assert piece["breadcrumb"][0].startswith("II. ")
    assert piece["breadcrumb"][-1].startswith("1. ")
    assert {"II/1", "II/1/a", "II/1/b", "II/1/c"} <= set(piece["sections"])
    assert piece["tasks"][0]["lead"]
    assert piece["tasks"][0]["due"] == ["2023-06-30"]
    assert piece["document"]["issuer"] == "Ủy ban nhân dân tỉnh Thái Nguyên"
    text = (SAMPLES / "thai-nguyen-ubnd-kh.md").read_text(encoding="utf-8")
    start, end = piece["span"]
    assert "Trách nhiệm thực hiện" in text[start:end]
    assert len({record["id"] for record in records}) == len(records)


def test_small_sisters_share_a_piece() -> None:
    document = library.parse_text("KẾ HOẠCH\ntrồng cây\n\nI. VIỆC LÀM\n1. Đào hố\n2. Trồng cây\n3. Tưới cây\n")
    (piece,) = chunks(document)
    assert piece.sections == ["I", "I/1", "I/2", "I/3"]
    assert piece.text == "I. VIỆC LÀM\n1. Đào hố\n2. Trồng cây\n3. Tưới cây"
    assert list(piece.breadcrumb) == ["I. VIỆC LÀM"]


def test_rows_of_a_table_stay_whole_under_their_heads() -> None:
    rows = "".join(
        f"| {index} | Rà soát hồ sơ của tổ dân phố số {index} và báo cáo kết quả bằng văn bản | Công an xã |\n"
        for index in range(1, 30)
    )
    table = f"| TT | Nội dung công việc | Chủ trì |\n| --- | --- | --- |\n{rows}"
    text = f"# KẾ HOẠCH\n\nkiểm tra cư trú\n\n## I. NHIỆM VỤ\n\n{table}"
    document = library.parse_text(text, name="plan.md")
    assert len(document.tables) == 1
    pieces = [piece for piece in chunks(document, 400) if "Rà soát" in piece.text]
    assert len(pieces) > 3
    for piece in pieces:
        lines = piece.text.split("\n")
        assert lines[0] == "TT | Nội dung công việc | Chủ trì"
        assert all(line.count(" | ") == 2 for line in lines)
        assert not piece.oversize
    assert sum(piece.text.count("Rà soát") for piece in pieces) == 29


def test_a_document_without_anything_gives_nothing() -> None:
    assert list(chunks(library.parse_text("KẾ HOẠCH\n"))) == []


# --- cutting -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "whole", "expected"),
    [
        ("một hai\nba bốn năm", [], ["một hai", "ba bốn năm"]),
        ("Một câu. Hai câu nữa.", [], ["Một câu.", "Hai câu nữa."]),
        ("chữ " * 5, [], ["chữ chữ chữ", "chữ chữ"]),
        ("x" * 30, [], ["x" * 13, "x" * 13, "x" * 4]),
        ("giữ nguyên cả câu này. rồi", [(0, 22)], ["giữ nguyên cả câu này.", "rồi"]),
        ("trước. giữ nguyên cả câu", [(7, 24)], ["trước.", "giữ nguyên cả câu"]),
        ("   ", [], []),
    ],
)
def test_where_a_text_is_cut(text: str, whole: list[tuple[int, int]], expected: list[str]) -> None:
    assert list(split_text(text, 13, whole)) == expected


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab .;\n", max_size=300), st.integers(5, 60), st.data())
def test_cutting_loses_nothing_and_spares_what_is_whole(text: str, limit: int, data: st.DataObject) -> None:
    bounds = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    whole = list(zip(bounds[::2], bounds[1::2], strict=False))
    pieces = list(split_text(text, limit, whole))
    assert "".join("".join(pieces).split()) == "".join(text.split())
    at = 0
    for piece in pieces:
        at = text.index(piece, at)
        end = at + len(piece)
        for low, high in whole:
            inside = text[low:high].strip()
            assert not (low < at < high and text[low:at].strip() and inside)
        if len(piece) > limit:
            assert any(low < at + limit and high > at for low, high in whole)
        at = end


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=400), st.integers(200, 500))
def test_any_document_can_be_cut(text: str, limit: int) -> None:
    document = library.parse_text(text)
    for record in chunk_records(document, limit):
        json.dumps(record)
        assert record["text"].strip()


# --- the command line --------------------------------------------------------------------------------------


def test_the_command(plancli: Cli, root: Path) -> None:
    files = ["samples/xuan-luong-85-kh-du.txt", "samples/thai-nguyen-ubnd-kh.md"]
    run = plancli("chunks", *files, "--max-chars", "600")
    assert (run.returncode, run.stderr) == (0, b"")
    records = [json.loads(line) for line in run.stdout.decode().splitlines()]
    expected = [record for name in files for record in chunk_records(library.parse_file(root / name), 600)]
    for record in expected:
        record["document"]["path"] = record["document"]["path"].removeprefix(f"{root}/")
    assert records == json.loads(json.dumps(expected))


def test_a_size_that_is_too_small_is_wrong_use(plancli: Cli) -> None:
    run = plancli("chunks", "samples/xuan-luong-85-kh-du.txt", "--max-chars", "10")
    assert (run.returncode, run.stdout) == (2, b"")
