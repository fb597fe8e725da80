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
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct, convert

from plancli import __version__
from plancli.errors import PatternError, SlowPatternError
from plancli.expressions import kept
from plancli.required import NEEDS_FORM, Needs, needs
from plancli.rule_dialect import expand
from plancli.rules import Beginnings, CompiledRule, Proof, Rule
from plancli.text import Views

if TYPE_CHECKING:
    from plancli.pattern_files import RuleFile

__all__ = ["Beginnings", "CompiledRule", "PatternFile", "Patterns", "Problem", "Rule", "builtin_directory"]

T = TypeVar("T")


class Problem(NamedTuple):
    """A failed proof: which file, which rule, and what is wrong."""

    file: str
    rule: str
    message: str


class PatternFile(Struct, frozen=True, dict=True):
    """A loaded pattern file. ``digest`` changes with what it holds, with the dialect, and with plancli's version."""

    name: str
    title: str
    source: str
    exclusive: bool
    settings: dict[str, Any]
    rules: Sequence[CompiledRule]
    entries: Sequence[dict[str, Any]]
    digest: str

    @cached_property
    def by_name(self) -> dict[str, CompiledRule]:
        """The rules by their names."""
        return {rule.name: rule for rule in self.rules}

    def rows(self, kind: type[T]) -> list[T]:
        """The entries as records of that kind; ``PatternError`` where one does not fit it."""
        try:
            return convert(self.entries, list[kind])  # type: ignore[valid-type]
        except msgspec.ValidationError as error:
            raise PatternError(f"{self.name}.toml: an entry does not fit: {error}") from error

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

    def _bytes(self, name: str) -> list[tuple[Path, bytes]]:
        found = [directory / f"{name}.toml" for directory in self._directories]
        return [(path, path.read_bytes()) for path in found if path.is_file()]

    @cached_property
    def _macros(self) -> list[tuple[Path, bytes]]:
        return self._bytes("macros")

    def _load(self, name: str) -> PatternFile:
        files = self._bytes(name)
        if not files:
            raise PatternError(f"there is no pattern file {name!r}; there are: {', '.join(self.names())}")
        # What the tables depend on: the code's version, what the dialect makes of an expression, the files.
        sha = hashlib.sha256(repr((__version__, _KEPT, expand("{m} ~[ ]", {"m": "a b"}), NEEDS_FORM)).encode())
        for _, data in (*self._macros, *files):
            sha.update(b"%d\0" % len(data) + data)
        digest = sha.hexdigest()

        @cache
        def read() -> list[RuleFile]:
            from plancli.pattern_files import rule_file

            return [rule_file(path, data) for path, data in files]

        @cache
        def proofs() -> dict[str, Proof]:
            return kept(f"proofs {name} {digest}", lambda: _proofs(read()))

        def tables() -> tuple[Any, ...]:
            # Kept beside the tables, so that the file need not be read once more for them.
            proofs()
            return _tables(name, read(), self._macros)

        title, source, exclusive, settings, rules, entries = kept(f"patterns {name} {digest}", tables)
        # Expressions of an overlay's own, or made of its macros, may be as bad as they like.
        timed = len(files) > 1 or len(self._macros) > 1 or files[0][0].parent != self._directories[0]
        return PatternFile(
            name=name,
            title=title,
            source=source,
            exclusive=exclusive,
            settings=settings,
            rules=tuple(
                CompiledRule(Rule._make((*fields, proofs)), expanded, Needs(*known), timed)
                for fields, expanded, known in rules
            ),
            entries=tuple(entries),
            digest=digest,
        )

    # --- proof ---------------------------------------------------------------------------------------------

    def check(self) -> list[Problem]:
        """Prove every file both ways; an empty list means that all holds."""
        problems: list[Problem] = []
        for name in self.names():
            try:
                problems.extend(_check_file(self[name]))
            except (PatternError, SlowPatternError) as error:
                problems.append(Problem(name, "", str(error)))
        return problems


# What of a rule is kept in its file's tables.
_KEPT = tuple(field for field in Rule._fields if field != "proofs")


def _proofs(files: Iterable[RuleFile]) -> dict[str, Proof]:
    return {rule.name: (rule.examples, rule.counter_examples) for file in files for rule in file.rule}


def _tables(name: str, files: Sequence[RuleFile], shared: Sequence[tuple[Path, bytes]]) -> tuple[Any, ...]:
    """A pattern file's content as plain values: those of all directories, later ones over earlier ones."""
    from plancli.pattern_files import rule_file

    macros: dict[str, str] = {}
    for file in (*(rule_file(path, data) for path, data in shared), *files):
        macros |= file.macros
    rules: dict[str, tuple[tuple[Any, ...], str, tuple[Any, ...]]] = {}
    entries: list[dict[str, Any]] = []
    settings: dict[str, Any] = {}
    for file in files:
        for rule in file.rule:
            if file is files[0] and rule.name in rules:
                raise PatternError(f"{name}.toml: two rules are named {rule.name!r}")
            fields = tuple(getattr(rule, field) for field in _KEPT)
            expanded = expand(rule.regex, macros)
            rules[rule.name] = fields, expanded, tuple(needs(expanded))
        entries.extend(file.entry)
        settings |= file.settings
    return files[0].title, files[0].source, files[-1].exclusive, settings, list(rules.values()), entries


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
