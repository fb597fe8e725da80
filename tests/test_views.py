"""Tables: what stands in their rows, which rows are kept, and where documents come from."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert

import plancli
from plancli.errors import ReadError
from plancli.model import Deadline, Document
from plancli.patterns import Patterns
from plancli.readers import RawFile, load
from plancli.views import sources
from plancli.views.columns import VIEWS, Name, UnknownColumnError, chosen
from plancli.views.filters import Filter, day_of, days_late, last_day, short_forms
from plancli.views.harmless import harmless, json_escaped, markdown_cell, no_formula
from plancli.views.rows import rows
from plancli.views.sentences import Places
from plancli.writers.json import document_json

PLAN = """ỦY BAN NHÂN DÂN
XÃ ĐÔNG HẢI

Số: 12/KH-UBND

Đông Hải, ngày 05 tháng 3 năm 2024

KẾ HOẠCH
phòng, chống đuối nước năm 2024

Thực hiện Kế hoạch số 30/KH-UBND ngày 10/01/2024 của UBND huyện, UBND xã ban hành Kế hoạch như sau:

I. NỘI DUNG
1. Cắm biển cảnh báo. Việc này làm trong quý II/2024.
- Cơ quan chủ trì: Công an xã.
- Cơ quan phối hợp: Sở Tư pháp; UBND huyện.
- Thời gian thực hiện: trước ngày 15/5/2024.
2. Dạy bơi cho học sinh.
- Cơ quan chủ trì: Trường THCS Đông Hải.
- Thời gian thực hiện: Thường xuyên.
II. TỔ CHỨC THỰC HIỆN
1. Giao Văn phòng UBND xã tổng hợp, báo cáo khoản 2 Điều 5 Nghị định số 30/2020/NĐ-CP, xong trong tháng 6/2024.
2. Các trường học tuyên truyền cho học sinh.

Nơi nhận:
- UBND huyện (b/c);
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn Bình
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return plancli.parse_text(PLAN, name="plan.txt")


@pytest.fixture(scope="module")
def patterns() -> Patterns:
    return Patterns.builtin()


# --- rows --------------------------------------------------------------------------------------------------------


def test_tasks(document: Document) -> None:
    found = list(rows("tasks", document))
    assert [(row["section"], row["lead"], row["due"]) for row in found[:2]] == [
        ("I/1", ["Công an xã"], "2024-05-15"),
        ("I/2", ["Trường THCS Đông Hải"], None),
    ]
    first = found[0]
    assert first["document"] == "12/KH-UBND"
    assert first["issuer"] == "Ủy ban nhân dân xã Đông Hải"
    assert first["file"] == "plan.txt"
    assert first["coordinate"] == ["Sở Tư pháp", "UBND huyện"]
    assert [row["no"] for row in found] == list(range(1, len(found) + 1))


def test_a_deadline_is_with_its_task_and_its_sentence(document: Document) -> None:
    found = {str(row["deadline"]): row for row in rows("deadlines", document)}
    june = found["['xong trong tháng 6/2024']"]
    assert (june["kind"], june["start"], june["due"]) == (["by"], "2024-06-01", "2024-06-30")
    assert june["lead"] == ["Văn phòng UBND xã"]
    assert str(june["sentence"]).startswith("Giao Văn phòng UBND xã")
    quarter = next(row for row in found.values() if row["start"] == "2024-04-01")
    assert quarter["sentence"] == "Việc này làm trong quý II/2024."


def test_references_and_outline(document: Document) -> None:
    found = {row["number"]: row for row in rows("refs", document)}
    assert found["30/KH-UBND"]["role"] == "implements"
    assert found["30/2020/NĐ-CP"]["pinpoints"] == ["khoản 2 điều 5"]
    assert found["30/2020/NĐ-CP"]["sections"] == ["II/1"]
    outline = [(row["section"], row["level"], row["heading"]) for row in rows("outline", document)]
    assert outline[0] == ("I", 1, "NỘI DUNG")
    assert ("I/1/-1", 3, None) in outline


def test_a_document_without_a_number_goes_by_its_file() -> None:
    blank = plancli.parse_text("KẾ HOẠCH\nvệ sinh\n\n1. Giao Công an xã quét sân.\n", name="thu muc/sach.txt")
    assert [row["document"] for row in rows("outline", blank)] == ["sach.txt"]


@pytest.mark.parametrize("name", list(VIEWS))
def test_every_column_is_filled_and_every_value_has_a_column(name: Name, document: Document) -> None:
    names = {column.name for column in VIEWS[name].columns}
    for row in rows(name, document):
        assert set(row) <= names | {"no"}
        assert set(VIEWS[name].shown) <= set(row)


def test_the_same_words_twice_in_a_section_have_each_their_own_sentence() -> None:
    text = "KẾ HOẠCH\nlàm sạch\n\n1. Công an xã quét sân trong quý II/2024. Đoàn xã trồng cây trong quý II/2024.\n"
    twice = plancli.parse_text(text)
    places = Places(twice)
    found = [places.sentence(index) for index in range(len(twice.deadlines))]
    assert found == ["Công an xã quét sân trong quý II/2024.", "Đoàn xã trồng cây trong quý II/2024."]


# --- columns -----------------------------------------------------------------------------------------------------


def test_columns_are_those_asked_for_in_their_order() -> None:
    found = chosen(VIEWS["tasks"], "due, lead,due", many=False, everything=False)
    assert [column.name for column in found] == ["due", "lead"]
    assert [column.heading("en") for column in found] == ["Due", "Lead"]
    assert [column.heading("vi") for column in found] == ["Đến ngày", "Chủ trì"]


def test_several_documents_name_each_row_s_own() -> None:
    assert chosen(VIEWS["tasks"], None, many=True, everything=False)[0].name == "document"
    assert chosen(VIEWS["tasks"], None, many=False, everything=False)[0].name == "no"
    everything = chosen(VIEWS["tasks"], "all", many=False, everything=False)
    assert {column.name for column in VIEWS["tasks"].columns} - {column.name for column in everything} == {"late"}


def test_an_unknown_column_is_told_with_what_there_is() -> None:
    with pytest.raises(UnknownColumnError, match="did you mean lead"):
        chosen(VIEWS["tasks"], "leed", many=False, everything=False)


# --- filters -----------------------------------------------------------------------------------------------------


def deadline(kind: str, due: str | None, **more: object) -> Deadline:
    empty = {"start": None, "recurrence": None, "condition": None, "section": "I"}
    return convert({"text": "x", "kind": kind, "due": due, **empty, **more}, Deadline)


@pytest.mark.parametrize(
    ("kind", "due", "last"),
    [
        ("by", "2024-05-15", date(2024, 5, 15)),
        ("before", "2024-05-15", date(2024, 5, 14)),
        ("during", "2024-02", date(2024, 2, 29)),
        ("by", "2024", date(2024, 12, 31)),
        ("from", None, None),
        ("recurring", "2024-05-15", None),
        ("conditional", "2024-05-15", None),
        ("by", "2024-13", None),
    ],
)
def test_the_last_day(kind: str, due: str | None, last: date | None) -> None:
    assert last_day(deadline(kind, due)) == last


def test_overdue_begins_the_day_after_the_last() -> None:
    assert days_late(deadline("by", "2024-05-15"), date(2024, 5, 15)) == 0
    assert days_late(deadline("by", "2024-05-15"), date(2024, 5, 16)) == 1
    assert days_late(deadline("before", "2024-05-15"), date(2024, 5, 15)) == 1
    assert days_late(deadline("ongoing", None), date(2030, 1, 1)) == 0


@pytest.mark.parametrize(
    ("wanted", "sections"),
    [
        (Filter(agencies=["Công an"]), ["I/1"]),
        (Filter(agencies=["cong an xa"]), ["I/1"]),
        (Filter(agencies=["ông an"]), []),
        (Filter(agencies=["Ủy ban nhân dân huyện"]), ["I/1"]),
        (Filter(agencies=["UỶ BAN NHÂN DÂN HUYỆN"]), ["I/1"]),
        (Filter(agencies=["Công an", "Trường THCS"]), ["I/1", "I/2"]),
        (Filter(due_before=date(2024, 5, 15)), []),
        (Filter(due_before=date(2024, 5, 16)), ["I/1"]),
        (Filter(overdue_on=date(2024, 5, 14)), []),
        (Filter(overdue_on=date(2024, 5, 15)), ["I/1"]),
        (Filter(overdue_on=date(2024, 7, 1)), ["I/1", "II/1"]),
        (Filter(kinds=["ongoing"]), ["I/2"]),
        (Filter(kinds=["none"]), ["II/2"]),
        (Filter(kinds=["before"], agencies=["Trường THCS"]), []),
    ],
)
def test_task_filters(wanted: Filter, sections: list[str], document: Document, patterns: Patterns) -> None:
    wanted = Filter(wanted.agencies, wanted.due_before, wanted.overdue_on, wanted.kinds, short_forms(patterns))
    assert [row["section"] for row in wanted.task_rows(document, rows("tasks", document))] == sections


def test_overdue_rows_say_by_how_much(document: Document) -> None:
    wanted = Filter(overdue_on=date(2024, 7, 1))
    late = {row["due"]: row["late"] for row in wanted.deadline_rows(document, rows("deadlines", document))}
    assert late["2024-05-15"] == 48
    assert late["2024-06-30"] == 1


@pytest.mark.parametrize("value", ["", "x", "2024-00", "2024-02-30", "24-01-01", "0000"])
def test_what_is_no_day_is_none(value: str) -> None:
    assert day_of(value) is None
    assert day_of(value, end=True) is None


# --- harmless ----------------------------------------------------------------------------------------------------


def test_what_acts_is_shown_and_not_done() -> None:
    assert harmless("a\x1b[31mb\x9bc\u202ed\u2066e\x00") == "a\\x1b[31mb\\x9bc\\u202ed\\u2066e\\x00"
    assert harmless("một\ttab\nhai\r\n") == "một tab hai  "
    assert harmless("một\nhai", lines=True) == "một\nhai"
    assert harmless("\ud800") == "\ufffd"


@given(st.text())
def test_harmless_text_has_no_control_and_encodes(text: str) -> None:
    shown = harmless(text)
    shown.encode("utf-8")
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u202e\u2066\u200f" for char in shown)


@given(st.text(st.characters(exclude_categories=())))
def test_escaped_json_has_the_same_value(text: str) -> None:
    escaped = json_escaped(json.dumps({"x": text}, ensure_ascii=False))
    escaped.encode("utf-8")
    assert json.loads(escaped) == json.loads(json.dumps({"x": text}))


@pytest.mark.parametrize("text", ["=1+1", "+84", "-2", "@SUM(A1)", "\tx", "=cmd|' /C calc'!A0"])
def test_formulas_are_guarded(text: str) -> None:
    assert no_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-", "+", "a=b", "", "1. x"])
def test_what_is_no_formula_stays(text: str) -> None:
    assert no_formula(text) == text


def test_markdown_cells_hold_no_markup() -> None:
    assert markdown_cell("a|b\n<b>*x*</b> [y](z) `c`") == ("a\\|b<br>&lt;b&gt;\\*x\\*&lt;/b&gt; \\[y\\](z) \\`c\\`")


# --- sources -----------------------------------------------------------------------------------------------------


def found_in(name: Path | str) -> list[Document | str | None]:
    """The documents of a name; for an error its code."""
    out: list[Document | str | None] = []

    def parse(raw: RawFile) -> Document:
        return plancli.parse_text(raw.data.decode())

    try:
        for entry in sources.entries(str(name), load, parse):
            try:
                out.append(entry.load())
            except ReadError as error:
                out.append(error.code)
    except ReadError as error:
        out.append(error.code)
    return out


def test_documents_come_from_files_and_from_what_was_parsed(tmp_path: Path, document: Document) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    (tmp_path / "one.json").write_text(document_json(document, indent=True), encoding="utf-8")
    line = document_json(document, indent=False)
    failure = '{"source":{"path":"x.pdf"},"error":{"code":"damaged","message":"…"}}'
    (tmp_path / "many.jsonl").write_text(f"{line}\n\n{failure}\n{line}\n", encoding="utf-8")
    (tmp_path / "array.json").write_text(f"[\n{line},\n{failure}\n]\n", encoding="utf-8")
    assert len(found_in(tmp_path / "plan.txt")) == 1
    assert found_in(tmp_path / "one.json") == [document]
    assert found_in(tmp_path / "many.jsonl") == [document, None, document]
    assert found_in(tmp_path / "array.json") == [document, None]


def test_a_folder_is_a_batch_target(tmp_path: Path, document: Document) -> None:
    line = document_json(document, indent=False)
    (tmp_path / "b").mkdir()
    (tmp_path / ".plancli").mkdir()
    (tmp_path / "b" / "x.docx.json").write_text(line, encoding="utf-8")
    (tmp_path / "a.json").write_text("\ufeff" + line, encoding="utf-8")
    (tmp_path / ".plancli" / "state.json").write_text(line, encoding="utf-8")
    (tmp_path / "settings.json").write_text('{"jobs": 2}', encoding="utf-8")
    (tmp_path / "log.jsonl").write_text('{"level": "info"}\nnot json\n', encoding="utf-8")
    (tmp_path / "read.me").write_text("x")
    assert found_in(tmp_path) == [document, document]
    assert sources.is_many(str(tmp_path))


def test_parquet_of_a_batch(tmp_path: Path, document: Document) -> None:
    import pyarrow as arrow  # type: ignore[import-untyped,unused-ignore]
    import pyarrow.parquet as parquet  # type: ignore[import-untyped,unused-ignore]

    texts = [document_json(document, indent=False)] * 3
    parquet.write_table(arrow.table({"path": ["a", "b", "c"], "document": texts}), tmp_path / "part.parquet")
    parquet.write_table(arrow.table({"x": [1]}), tmp_path / "other.parquet")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1")
    assert found_in(tmp_path / "part.parquet") == [document] * 3
    assert found_in(tmp_path / "other.parquet") == ["not-document"]
    assert found_in(tmp_path / "bad.parquet") == ["damaged"]


@pytest.mark.parametrize(
    ("name", "text", "codes"),
    [
        ("a.json", "", ["not-document"]),
        ("a.json", '{"schema_version": "1.0"}', ["not-document"]),
        ("a.json", '{"schema_version": "0.1"}', ["not-document"]),
        ("a.json", "[1, {}]", ["not-document", "not-document"]),
        ("a.jsonl", '{"schema_version": "1.0"}\n{broken\n', ["not-document", "not-document"]),
        ("a.json", "[" * 100_000, ["not-document"]),
    ],
)
def test_what_is_no_document_is_told(name: str, text: str, codes: list[str], tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert found_in(tmp_path / name) == codes


def test_an_empty_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    assert found_in(tmp_path) == ["no-documents"]
    assert found_in(tmp_path / "x.json") == ["not-found"]
    assert found_in(tmp_path / "x.txt") == ["not-found"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a/b.txt", "b.txt"),
        (r"C:\plans\kế hoạch.docx", "kế hoạch.docx"),
        (r"a/t\xeata.txt", r"t\xeata.txt"),
        ("b.txt", "b.txt"),
    ],
)
def test_the_name_of_a_file(path: str, name: str) -> None:
    assert sources.source_name(plancli.parse_text(PLAN, name=path)) == name
