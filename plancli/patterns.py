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
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
import regex
from msgspec import Struct, convert

from plancli import __version__
from plancli.errors import PatternError
from plancli.expressions import compiled, kept
from plancli.required import DIGIT, NEEDS_FORM, Needs, needs
from plancli.rule_dialect import View, expand
from plancli.text import Views

T = TypeVar("T")

_DIGIT = re.compile(r"\d")
# A text so short is searched whole rather than line by line.
_SHORT = 1000
# A match at one place is looked for in so many characters first: before it tries, an expression looks for a word that
# it needs through all that is left of the text, which makes many tries in a long text quadratic.
_NEAR = 4096
# First characters for which the rules that may begin there are kept.
_MOST_BEGINNINGS = 2000


class Rule(NamedTuple):
    """One rule of a pattern file, checked (``plancli.pattern_files`` says what its fields mean)."""

    name: str
    regex: str
    view: View
    guard: list[str]
    examples: list[str]
    counter_examples: list[str]
    attested: str
    note: str | None
    data: dict[str, Any]


class CompiledRule:
    """A rule with its regular expression, compiled at first use, and run only where it can match (``Needs``)."""

    __slots__ = (
        "_first", "_last", "_least", "_one_line", "_pattern", "_words", "expanded", "guard", "name", "rule", "view",
    )  # fmt: skip

    def __init__(self, rule: Rule, expanded: str, known: Needs | None = None) -> None:
        self.rule = rule
        self.expanded = expanded
        self.name = rule.name
        self.view = rule.view
        self.guard = rule.guard
        found = needs(expanded) if known is None else known
        self._words, self._first, self._one_line, self._least, self._last = found
        # In nearly all texts figures are those of ASCII.
        if self._first is not None and DIGIT in self._first:
            self._first |= frozenset("0123456789")
        if self._last is not None and DIGIT in self._last:
            self._last |= frozenset("0123456789")
        self._pattern: regex.Pattern[str] | None = None

    def get(self, key: str, default: Any = None) -> Any:
        """A value of the rule's data."""
        return self.rule.data.get(key, default)

    @property
    def words(self) -> tuple[str, ...] | None:
        """Words of the rule's view one of which stands in every match; ``None`` where none is known."""
        return self._words

    def surest_words(self) -> tuple[str, ...]:
        """So many of the words, the longest ones, that one of them stands in every match."""
        words = sorted(self._words or (), key=lambda word: (-len(word), word))
        return tuple(words[: len(words) - self._least + 1] if self._least > 1 else words)

    @property
    def least_letters(self) -> int:
        """How many letters of its words a match holds at the least."""
        return sum(sorted(map(len, self._words or ()))[: self._least])

    @property
    def pattern(self) -> regex.Pattern[str]:
        """The compiled expression."""
        return self._pattern or self._compile()

    def _compile(self) -> regex.Pattern[str]:
        try:
            self._pattern = compiled(self.expanded, regex.VERSION1)
        except regex.error as error:
            raise PatternError(f"rule {self.rule.name!r}: {error}: {self.expanded}") from error
        return self._pattern

    def may_begin(self, character: str) -> bool:
        """May a match begin with that character of the rule's view (``""``: the end of the text)?"""
        return self._first is None or character in self._first or self._is_other_digit(character, self._first)

    @staticmethod
    def _is_other_digit(character: str, known: frozenset[str]) -> bool:
        return not character.isascii() and DIGIT in known and character.isdecimal()

    def ruled_out(self, views: Views, start: int = 0, end: int | None = None) -> bool:
        """Is it certain, without running the expression, that ``[start, end)`` holds no match?"""
        if self._last is not None and self._ends_otherwise(getattr(views, self.view), start, end):
            return True
        return self.is_absent(views, start, end)

    def is_absent(self, views: Views, start: int = 0, end: int | None = None) -> bool:
        """Is it certain, by the words alone, that no part of ``[start, end)`` holds a match, wherever it may end?"""
        if self._words is not None:
            text: str = getattr(views, self.view)
            if self._lacks_words(text, start, len(text) if end is None else end):
                return True
        if self.guard:
            return not any(map(views.holds, self.guard))
        return False

    def search(self, views: Views, start: int = 0, end: int | None = None) -> regex.Match[str] | None:
        """The first match in ``[start, end)`` of the view; offsets are those of the text."""
        if self.ruled_out(views, start, end):
            return None
        pattern = self._pattern or self._compile()
        return pattern.search(getattr(views, self.view), start, len(views.text) if end is None else end)

    def match(self, views: Views, start: int = 0, end: int | None = None) -> regex.Match[str] | None:
        """A match that begins at ``start``."""
        text: str = getattr(views, self.view)
        if self._first is not None:
            character = text[start : start + 1]
            if character not in self._first and not self._is_other_digit(character, self._first):
                return None
        pattern = self._pattern or self._compile()
        last, near = len(text) if end is None else end, start + _NEAR
        if last > near:
            found = pattern.match(text, start, near, partial=True)
            if found is None or not (found.partial or found.end() == near):
                return found
        return pattern.match(text, start, last)

    def fullmatch(self, views: Views, start: int = 0, end: int | None = None) -> regex.Match[str] | None:
        """A match of just ``[start, end)``."""
        text: str = getattr(views, self.view)
        if self._first is not None:
            character = text[start : start + 1]
            if character not in self._first and not self._is_other_digit(character, self._first):
                return None
        pattern = self._pattern or self._compile()
        return pattern.fullmatch(text, start, len(text) if end is None else end)

    def finditer(self, views: Views, start: int = 0, end: int | None = None) -> Iterator[regex.Match[str]]:
        """All matches in ``[start, end)``, left to right."""
        if self._words is not None and self._one_line and not start and end is None and len(views.text) > _SHORT:
            lines = self._lines(views)
            if not lines or (self.guard and not any(map(views.holds, self.guard))):
                return iter(())
            pattern = self._pattern or self._compile()
            text: str = getattr(views, self.view)
            return chain.from_iterable(pattern.finditer(text, first, stop) for first, stop in lines)
        if self.ruled_out(views, start, end):
            return iter(())
        pattern = self._pattern or self._compile()
        return pattern.finditer(getattr(views, self.view), start, len(views.text) if end is None else end)

    def scan(self, views: Views, start: int = 0, end: int | None = None) -> Iterator[regex.Match[str]]:
        """All matches in ``[start, end)``, whatever the guard says: for callers that have asked it."""
        pattern = self._pattern or self._compile()
        text: str = getattr(views, self.view)
        if self._words is not None:
            if self._one_line and not start and end is None and len(text) > _SHORT:
                lines = self._lines(views)
                return chain.from_iterable(pattern.finditer(text, first, stop) for first, stop in lines)
            if self._lacks_words(text, start, len(text) if end is None else end):
                return iter(())
        return pattern.finditer(text, start, len(text) if end is None else end)

    def _ends_otherwise(self, text: str, start: int, end: int | None) -> bool:
        """Does the stretch end with no character with which a match ends there (a last line end left aside)?"""
        stop = len(text) if end is None else min(end, len(text))
        if stop <= start:
            return True
        character, last = text[stop - 1], self._last or frozenset()
        return character != "\n" and character not in last and not self._is_other_digit(character, last)

    def _lacks_words(self, text: str, start: int, end: int) -> bool:
        """Is none of the words that every match holds in the stretch (or too few, where it must hold more)?"""
        if self._least > 1:
            return sum(text.find(word, start, end) >= 0 for word in self._words or ()) < self._least
        for word in self._words or ():
            if text.find(word, start, end) >= 0 if word != DIGIT else _DIGIT.search(text, start, end):
                return False
        return True

    def _lines(self, views: Views) -> Sequence[tuple[int, int]]:
        """The lines of the view that hold one of the words."""
        words = self._words or ()
        if len(words) == 1:
            return views.lines_with(self.view, words[0])
        return sorted({line for word in words for line in views.lines_with(self.view, word)})


class Beginnings:
    """Rules that are tried at one place: which of them may match there at all, by the first character."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self._rules = tuple(rules)
        self._by_first: dict[tuple[str, str], tuple[CompiledRule, ...]] = {}
        # The other views are made only for rules that look at them.
        self._as_printed = all(rule.view == "text" for rule in rules)

    def at(self, views: Views, start: int = 0) -> tuple[CompiledRule, ...]:
        """The rules, in their order, that may match at ``start``."""
        printed = views.text[start : start + 1]
        lower = "" if self._as_printed else views.lower[start : start + 1]
        found = self._by_first.get((printed, lower))
        if found is None:
            fold = "" if self._as_printed else views.fold[start : start + 1]
            found = tuple(
                rule
                for rule in self._rules
                if rule.may_begin({"text": printed, "lower": lower, "fold": fold}[rule.view])
            )
            if len(self._by_first) < _MOST_BEGINNINGS:
                self._by_first[printed, lower] = found
        return found


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
        sha = hashlib.sha256(repr((__version__, Rule._fields, expand("{m} ~[ ]", {"m": "a b"}), NEEDS_FORM)).encode())
        for _, data in (*self._macros, *files):
            sha.update(b"%d\0" % len(data) + data)
        digest = sha.hexdigest()
        title, source, exclusive, settings, rules, entries = kept(
            f"patterns {name} {digest}", lambda: _tables(name, files, self._macros)
        )
        return PatternFile(
            name=name,
            title=title,
            source=source,
            exclusive=exclusive,
            settings=settings,
            rules=tuple(CompiledRule(Rule(*fields), expanded, Needs(*known)) for fields, expanded, known in rules),
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
            except PatternError as error:
                problems.append(Problem(name, "", str(error)))
        return problems


def _tables(name: str, own: Sequence[tuple[Path, bytes]], shared: Sequence[tuple[Path, bytes]]) -> tuple[Any, ...]:
    """A pattern file's content as plain values: those of all directories, later ones over earlier ones."""
    from plancli.pattern_files import rule_file

    files = [rule_file(path, data) for path, data in own]
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
            fields = tuple(getattr(rule, field) for field in Rule._fields)
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
