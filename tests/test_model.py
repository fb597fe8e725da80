"""The model of the output: closed and frozen, and the JSON that is written from it."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from plancli.library import parse_file
from plancli.model import Agency, AgencyMention, Document, Name, Number
from plancli.writers.json import document_json

SAMPLES = sorted(
    path for path in (Path(__file__).parent.parent / "samples").iterdir() if path.suffix in (".md", ".txt")
)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("with_text", [False, True])
def test_what_is_printed_is_a_document_again(path: Path, with_text: bool) -> None:
    document = parse_file(path, with_text=with_text)
    assert msgspec.json.decode(document_json(document, indent=False), type=Document) == document
    assert msgspec.convert(msgspec.to_builtins(document), Document) == document


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("indent", [False, True])
def test_the_writer_prints_what_the_model_would(path: Path, indent: bool) -> None:
    document = parse_file(path)
    plain = {name: value for name, value in msgspec.to_builtins(document).items() if name != "text"}
    assert document_json(document, indent=indent) == json.dumps(
        plain, ensure_ascii=False, indent=2 if indent else None, separators=None if indent else (",", ":")
    )


def test_signs_are_written_as_json_wants_them() -> None:
    odd = 'a"b\\c\x00\x1b\x7f\u2028</script>\U0001f600'
    document = replace(parse_file(SAMPLES[0]), text=odd)
    printed = document_json(document, indent=True)
    assert msgspec.json.decode(printed, type=Document).text == odd
    assert "\x1b" not in printed


def test_fields_stand_in_their_order_with_their_defaults() -> None:
    name = Name(name="Sở Y tế", span=(1, 8))
    assert name.__struct_fields__ == ("span", "page", "name", "level", "sector", "inferred", "repaired")
    assert (name.page, name.inferred, name.repaired) == (None, False, msgspec.UNSET)
    assert hash(name) == hash(Name(name="Sở Y tế", span=(1, 8)))


def test_defaults_are_not_shared() -> None:
    first, second = (Agency(name="Sở Y tế", level=None, sector="state", roles=[]) for _ in range(2))
    assert first.mentions == []
    assert first.mentions is not second.mentions


def test_models_are_frozen_and_closed() -> None:
    mention = AgencyMention(role="lead", section="I", span=(0, 1))
    with pytest.raises(AttributeError):
        mention.page = 2  # type: ignore[misc]
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"name": "Sở Y tế", "unknown": 1}, Name)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"role": "giver", "section": "I"}, AgencyMention)


def test_repairs_are_printed_where_there_are_any() -> None:
    document = parse_file(SAMPLES[0])
    number = Number(text="12-KH/ĐU", repaired={"text": "l2-KH/ĐU"})
    header = replace(document.header, number=number)
    printed = json.loads(document_json(replace(document, header=header), indent=False))
    assert printed["header"]["number"]["repaired"] == {"text": "l2-KH/ĐU"}
    assert "repaired" not in json.loads(document_json(document, indent=False))["header"]["number"]
