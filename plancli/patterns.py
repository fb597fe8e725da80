"""Knowledge as data: the loader and prover of ``patterns/*.toml``.

A pattern file holds *rules* (regular expressions with data) or *entries* (lexicon rows), never code. A rule's
regular expression is written in a small dialect so that nobody writes variants of white space by hand:

- ``{name}`` is a macro (from ``patterns/macros.toml`` or the file's own ``[macros]``), wrapped in a group;
- a blank stands for one or more blanks, ``~`` for none or more, never across a line end;
- matching runs on the *view* that the rule names: ``text`` (as printed), ``lower`` (case, dashes, quotes and tone
  placement folded; the default) or ``fold`` (also without diacritics). Views keep length, so offsets are shared.

Every rule carries ``examples`` that it must match and ``counter_examples`` that it must not; ``Patterns.check``
proves both ways, and is a test.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

import regex
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from plancli.errors import PatternError
from plancli.text import Views

T = TypeVar("T")
View = Literal["text", "lower", "fold"]

_MACRO = regex.compile(r"\{([a-z][a-z0-9_]*)\}")
_BLANK = r"[^\S\n]"


class Rule(BaseModel):
    """One rule of a pattern file. Keys beyond those named here are the rule's data, in ``data``."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    name: str
    regex: str
    view: View = "lower"
    guard: list[str] = Field(default_factory=list, description="Folded literals, one of which must be there.")
    examples: list[str] = Field(min_length=1)
    counter_examples: list[str] = Field(default_factory=list)
    attested: Literal["seed", "stored", "rule", "knowledge"] = "stored"
    note: str | None = None
    data: dict[str, Any] = Field(default_factory=dict)

    def get(self, key: str, default: Any = None) -> Any:
        """A value of the rule's data."""
        return self.data.get(key, default)


class RuleFile(BaseModel):
    """A pattern file as it stands in TOML."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    source: str = ""
    exclusive: bool = False
    macros: dict[str, str] = Field(default_factory=dict)
    settings: dict[str, Any] = Field(default_factory=dict)
    rule: list[Rule] = Field(default_factory=list)
    entry: list[dict[str, Any]] = Field(default_factory=list)


class CompiledRule:
    """A rule with its regular expression, compiled at first use."""

    def __init__(self, rule: Rule, expanded: str) -> None:
        self.rule = rule
        self.expanded = expanded

    @property
    def name(self) -> str:
        """The rule's name, unique in its file."""
        return self.rule.name

    def get(self, key: str, default: Any = None) -> Any:
        """A value of the rule's data."""
        return self.rule.data.get(key, default)

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """The compiled expression."""
        try:
            return regex.compile(self.expanded, regex.VERSION1)
        except regex.error as error:
            raise PatternError(f"rule {self.rule.name!r}: {error}: {self.expanded}") from error

    def _ruled_out(self, views: Views) -> bool:
        return bool(self.rule.guard) and not any(literal in views.fold for literal in self.rule.guard)

    def search(self, views: Views, start: int = 0, end: int | None = None) -> regex.Match[str] | None:
        """The first match in ``[start, end)`` of the view; offsets are those of the text."""
        if self._ruled_out(views):
            return None
        return self.pattern.search(views.get(self.rule.view), start, len(views.text) if end is None else end)

    def match(self, views: Views, start: int = 0, end: int | None = None) -> regex.Match[str] | None:
        """A match that begins at ``start``."""
        return self.pattern.match(views.get(self.rule.view), start, len(views.text) if end is None else end)

    def fullmatch(self, views: Views, start: int = 0, end: int | None = None) -> regex.Match[str] | None:
        """A match of just ``[start, end)``."""
        return self.pattern.fullmatch(views.get(self.rule.view), start, len(views.text) if end is None else end)

    def finditer(self, views: Views, start: int = 0, end: int | None = None) -> Iterator[regex.Match[str]]:
        """All matches in ``[start, end)``, left to right."""
        if self._ruled_out(views):
            return iter(())
        return self.pattern.finditer(views.get(self.rule.view), start, len(views.text) if end is None else end)


class Problem(NamedTuple):
    """A failed proof: which file, which rule, and what is wrong."""

    file: str
    rule: str
    message: str


@dataclass(frozen=True)
class PatternFile:
    """A loaded pattern file."""

    name: str
    title: str
    source: str
    exclusive: bool
    settings: dict[str, Any]
    rules: Sequence[CompiledRule]
    entries: Sequence[dict[str, Any]]

    @cached_property
    def by_name(self) -> dict[str, CompiledRule]:
        """The rules by their names."""
        return {rule.name: rule for rule in self.rules}

    def rule(self, name: str) -> CompiledRule:
        """The rule of that name; ``PatternError`` when there is none."""
        try:
            return self.by_name[name]
        except KeyError:
            raise PatternError(f"{self.name}.toml has no rule {name!r}") from None


class Patterns:
    """All pattern files, built-in ones overlaid by those of a directory where one is given."""

    def __init__(self, overlay: Path | None = None) -> None:
        self._directories = [builtin_directory(), *([overlay] if overlay else [])]
        self._files: dict[str, PatternFile] = {}
        self._derived: dict[str, Any] = {}

    @staticmethod
    def builtin() -> Patterns:
        """The patterns that come with plancli; loaded once a process."""
        return _builtin()

    def names(self) -> list[str]:
        """The names of all pattern files, macros left out."""
        found = {path.stem for directory in self._directories for path in directory.glob("*.toml")}
        return sorted(found - {"macros"})

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all pattern files: changes when any knowledge changes."""
        sha = hashlib.sha256()
        for directory in self._directories:
            for path in sorted(directory.glob("*.toml")):
                sha.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return sha.hexdigest()

    def __getitem__(self, name: str) -> PatternFile:
        """The pattern file ``name``; raises ``PatternError`` when there is none or it is not well formed."""
        if name not in self._files:
            self._files[name] = self._load(name)
        return self._files[name]

    def derive(self, key: str, build: Callable[[Patterns], T]) -> T:
        """A table built from the patterns, kept so that it is built once."""
        if key not in self._derived:
            self._derived[key] = build(self)
        value: T = self._derived[key]
        return value

    # --- loading -------------------------------------------------------------------------------------------

    def _raw(self, name: str) -> list[RuleFile]:
        files = []
        for directory in self._directories:
            path = directory / f"{name}.toml"
            if not path.is_file():
                continue
            try:
                files.append(_rule_file(tomllib.loads(path.read_text(encoding="utf-8"))))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
                raise PatternError(f"{path}: {error}") from error
        if not files:
            raise PatternError(f"there is no pattern file {name!r}; there are: {', '.join(self.names())}")
        return files

    @cached_property
    def _macros(self) -> dict[str, str]:
        try:
            files = self._raw("macros")
        except PatternError:
            return {}
        return {name: text for file in files for name, text in file.macros.items()}

    def _load(self, name: str) -> PatternFile:
        files = self._raw(name)
        macros = self._macros | {key: text for file in files for key, text in file.macros.items()}
        rules: dict[str, CompiledRule] = {}
        entries: list[dict[str, Any]] = []
        settings: dict[str, Any] = {}
        for file in files:
            for rule in file.rule:
                if file is files[0] and rule.name in rules:
                    raise PatternError(f"{name}.toml: two rules are named {rule.name!r}")
                rules[rule.name] = CompiledRule(rule, expand(rule.regex, macros))
            entries.extend(file.entry)
            settings |= file.settings
        return PatternFile(
            name=name,
            title=files[0].title,
            source=files[0].source,
            exclusive=files[-1].exclusive,
            settings=settings,
            rules=tuple(rules.values()),
            entries=tuple(entries),
        )

    # --- proof ---------------------------------------------------------------------------------------------

    def check(self) -> list[Problem]:
        """Prove every file both ways; an empty list means that all holds."""
        problems: list[Problem] = []
        for name in self.names():
            try:
                problems.extend(_check_file(self[name]))
            except PatternError as error:
                problems.append(Problem(name, "", str(error)))
        return problems


def _rule_file(raw: dict[str, Any]) -> RuleFile:
    """Gather the keys of a rule that are its data."""
    known = set(Rule.model_fields)
    for rule in raw.get("rule", []):
        data = {key: rule.pop(key) for key in list(rule) if key not in known}
        if data:
            rule["data"] = data
    return RuleFile.model_validate(raw)


def _check_file(file: PatternFile) -> Iterator[Problem]:
    for rule in file.rules:
        for example in rule.rule.examples:
            views = Views(example)
            match = rule.search(views)
            if match is None:
                yield Problem(file.name, rule.name, f"does not match its example {example!r}")
                continue
            if not file.exclusive:
                continue
            for other in file.rules:
                rival = None if other is rule else other.search(views)
                if rival and (rival.end() - rival.start()) > (match.end() - match.start()):
                    yield Problem(file.name, rule.name, f"{other.name!r} claims its example {example!r}")
        for example in rule.rule.counter_examples:
            found = rule.search(Views(example))
            if found is not None:
                yield Problem(file.name, rule.name, f"matches its counter-example {example!r}: {found.group()!r}")


def expand(source: str, macros: dict[str, str]) -> str:
    """Expand macros, then relax white space (see the module's text)."""
    for _ in range(12):
        expanded = _MACRO.sub(lambda match: f"(?:{_macro(macros, match.group(1))})", source)
        if expanded == source:
            return relax(expanded)
        source = expanded
    raise PatternError(f"macros nest too deep in {source[:80]!r}")


def _macro(macros: dict[str, str], name: str) -> str:
    if name not in macros:
        raise PatternError(f"there is no macro {name!r}")
    return macros[name]


def relax(source: str) -> str:
    """A blank to one or more blanks, ``~`` to none or more; character classes and escapes are left alone."""
    out: list[str] = []
    index, in_class = 0, False
    while index < len(source):
        char = source[index]
        if char == "\\":
            out.append(source[index : index + 2])
            index += 2
            continue
        if char == "[":
            in_class = True
        elif char == "]":
            in_class = False
        if in_class:
            out.append(char)
        elif char == " ":
            out.append(f"{_BLANK}+")
        elif char == "~":
            out.append(f"{_BLANK}*")
        else:
            out.append(char)
        index += 1
    return "".join(out)


def builtin_directory() -> Path:
    """Where the built-in patterns lie: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    for candidate in (package / "_patterns", package.parent / "patterns"):
        if candidate.is_dir():
            return candidate
    raise PatternError("the built-in patterns are missing; reinstall plancli")


@lru_cache(maxsize=1)
def _builtin() -> Patterns:
    return Patterns()
