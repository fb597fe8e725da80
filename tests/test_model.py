"""What is made without checking is what checking would have made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from plancli.library import parse_file
from plancli.model import Agency, AgencyMention, Document, Header, Name, Number, made
from plancli.writers.json import document_json

SAMPLES = sorted(
    path for path in (Path(__file__).parent.parent / "samples").iterdir() if path.suffix in (".md", ".txt")
)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("with_text", [False, True])
def test_what_is_printed_is_a_document_again(path: Path, with_text: bool) -> None:
    document = parse_file(path, with_text=with_text)
    assert Document.model_validate_json(document_json(document, indent=False)) == document
    assert Document.model_validate(document.model_dump(), strict=True) == document


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("indent", [False, True])
def test_the_writer_prints_what_the_model_would(path: Path, indent: bool) -> None:
    document = parse_file(path)
    whole = json.loads(document.model_dump_json(exclude={"text"}))
    left = json.dumps(without_null_repairs(whole), ensure_ascii=False, indent=2 if indent else None)
    printed = document_json(document, indent=indent)
    assert json.loads(printed) == json.loads(left)
    assert list(json.loads(printed)) == list(whole)
    assert printed.count("\n") == (left.count("\n") if indent else 0)


def without_null_repairs(value: Any) -> Any:
    """The model's output as the writer prints it: ``repaired`` only where something was."""
    if isinstance(value, dict):
        kept = {key: inner for key, inner in value.items() if (key, inner) != ("repaired", None)}
        return {key: without_null_repairs(inner) for key, inner in kept.items()}
    return [without_null_repairs(inner) for inner in value] if isinstance(value, list) else value


def test_repairs_are_printed_where_there_are_any() -> None:
    document = parse_file(SAMPLES[0])
    number = made(Number, text="12-KH/ĐU", repaired={"text": "l2-KH/ĐU"})
    header = document.header.model_copy(update={"number": number})
    printed = json.loads(document_json(document.model_copy(update={"header": header}), indent=False))
    assert printed["header"]["number"]["repaired"] == {"text": "l2-KH/ĐU"}
    assert "repaired" not in json.dumps({**printed, "header": None, "diagnostics": []})


def test_signs_are_written_as_json_wants_them() -> None:
    odd = 'a"b\\c\x00\x1b\x7f\u2028</script>\U0001f600'
    document = parse_file(SAMPLES[0]).model_copy(update={"text": odd})
    printed = document_json(document, indent=True)
    assert Document.model_validate_json(printed).text == odd
    assert "\x1b" not in printed


def test_fields_stand_in_their_order_with_their_defaults() -> None:
    name = made(Name, name="Sở Y tế", span=(1, 8))
    assert list(vars(name)) == list(Name.model_fields)
    assert (name.page, name.inferred) == (None, False)
    assert name == Name(name="Sở Y tế", span=(1, 8))
    assert hash(name) == hash(Name(name="Sở Y tế", span=(1, 8)))


def test_defaults_are_not_shared() -> None:
    first, second = (made(Agency, name="Sở Y tế", level=None, sector="state", roles=[]) for _ in range(2))
    assert first.mentions == []
    assert first.mentions is not second.mentions
    assert made(Header) == Header()


def test_models_are_frozen_and_closed() -> None:
    with pytest.raises(ValidationError):
        made(AgencyMention, role="lead", section="I", span=(0, 1)).page = 2
    with pytest.raises(ValidationError):
        Name.model_validate({"name": "Sở Y tế", "unknown": 1})
