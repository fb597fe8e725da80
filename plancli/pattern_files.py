"""Pattern files as they stand in TOML: read and checked against their schema.

Only what is not in the store of the process before comes through here (see ``plancli.patterns``).
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from plancli.errors import PatternError
from plancli.rule_dialect import View


class RuleEntry(BaseModel):
    """One rule of a pattern file. Keys beyond those named here are the rule's data, in ``data``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    regex: str
    view: View = "lower"
    guard: list[str] = Field(default_factory=list, description="Folded literals, one of which must be there.")
    examples: list[str] = Field(min_length=1)
    counter_examples: list[str] = Field(default_factory=list)
    attested: Literal["seed", "stored", "rule", "knowledge"] = "stored"
    note: str | None = None
    data: dict[str, Any] = Field(default_factory=dict)


class RuleFile(BaseModel):
    """A pattern file as it stands in TOML."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    source: str = ""
    exclusive: bool = False
    macros: dict[str, str] = Field(default_factory=dict)
    settings: dict[str, Any] = Field(default_factory=dict)
    rule: list[RuleEntry] = Field(default_factory=list)
    entry: list[dict[str, Any]] = Field(default_factory=list)


def rule_file(path: Path, data: bytes) -> RuleFile:
    """The file's content, checked; raises ``PatternError`` where it is not well formed."""
    try:
        raw = tomllib.loads(data.decode("utf-8"))
        known = set(RuleEntry.model_fields)
        for rule in raw.get("rule", []):
            own = {key: rule.pop(key) for key in list(rule) if key not in known}
            if own:
                rule["data"] = own
        return RuleFile.model_validate(raw)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise PatternError(f"{path}: {error}") from error
