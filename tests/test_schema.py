"""The output contract is committed: a change of it needs a new ``schema_version``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from plancli.model import SCHEMA_VERSION, Document
from plancli.writers.json import schema_json


def committed(root: Path) -> Path:
    return root / "docs" / f"schema-{SCHEMA_VERSION}.json"


def test_the_schema_is_the_committed_one_of_its_version(root: Path, update_golden: bool) -> None:
    path = committed(root)
    if update_golden:
        path.write_text(schema_json(), encoding="utf-8")
    assert path.is_file(), f"there is no {path.name}: commit the schema of the new version"
    assert path.read_text(encoding="utf-8") == schema_json(), (
        "the output has changed: raise SCHEMA_VERSION, and commit the schema under its new name"
    )


def test_the_schema_names_its_version_and_every_field() -> None:
    schema = json.loads(schema_json())
    assert schema["properties"]["schema_version"]["const"] == SCHEMA_VERSION
    assert set(schema["properties"]) == set(Document.__struct_fields__)
    assert set(schema["required"]) == set(Document.__struct_fields__) - {"text"}


def test_every_object_is_closed_and_every_field_is_always_there() -> None:
    schema = json.loads(schema_json())
    for name, part in schema["$defs"].items():
        assert part["additionalProperties"] is False, name
        assert set(part["required"]) == set(part["properties"]) - {"repaired"}, name


def unsatisfied(schema: dict[str, Any], whole: dict[str, Any], value: Any, where: str = "$") -> list[str]:
    """Where a value breaks the schema, for the few keywords that ours uses."""
    if "$ref" in schema:
        return unsatisfied(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole, value, where)
    if "anyOf" in schema:
        tries = [unsatisfied(option, whole, value, where) for option in schema["anyOf"]]
        return [] if [] in tries else min(tries, key=len)
    kinds: dict[str, tuple[type, ...]] = {
        "object": (dict,),
        "array": (list,),
        "string": (str,),
        "integer": (int,),
        "boolean": (bool,),
        "null": (type(None),),
    }
    kind = schema.get("type")
    if kind and not isinstance(value, kinds[kind]):
        return [f"{where}: {value!r} is no {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{where}: {value!r} is none of {schema['enum']}"]
    if "const" in schema and value != schema["const"]:
        return [f"{where}: {value!r} is not {schema['const']!r}"]
    problems = []
    if isinstance(value, dict) and "properties" in schema:
        problems += [f"{where}: {key} is missing" for key in schema["required"] if key not in value]
        for key, item in value.items():
            if key in schema["properties"]:
                problems += unsatisfied(schema["properties"][key], whole, item, f"{where}.{key}")
            elif schema.get("additionalProperties") is False:
                problems.append(f"{where}: {key} is not known")
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for index, item in enumerate(value):
            problems += unsatisfied(schema["items"], whole, item, f"{where}[{index}]")
    return problems


def test_the_expected_json_of_the_samples_keeps_to_the_schema(root: Path) -> None:
    schema = json.loads(schema_json())
    files = sorted((root / "samples").glob("*.expected.json"))
    assert files
    for path in files:
        document = json.loads(path.read_text(encoding="utf-8"))
        assert unsatisfied(schema, schema, document) == [], path.name
        assert unsatisfied(schema, schema, document | {"text": "x"}) == []
        assert unsatisfied(schema, schema, document | {"nonsense": 1}) != []
        assert unsatisfied(schema, schema, {key: document[key] for key in document if key != "tasks"}) != []
