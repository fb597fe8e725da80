"""Kinds of documents (tên loại văn bản), from ``patterns/doc_types.toml``.

Source: Nghị định 30/2020/NĐ-CP, Điều 7 and Phụ lục III; Quy định 399-QĐ/TW for the Party's kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import regex
from msgspec import Struct

from plancli.alternation import alternation
from plancli.expressions import compiled
from plancli.patterns import Patterns
from plancli.text import Views, lower_view, squeeze


class DocKind(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind: its code in the output, its names, the codes and short words that stand for it."""

    code: str
    name: str
    names: list[str] = []
    symbols: list[str] = []
    words: list[str] = []
    systems: list[str]
    attested: str
    in_symbols: bool = True
    quoted: bool = False
    name_only: bool = False

    @property
    def all_names(self) -> list[str]:
        """The name and its longer forms."""
        return [self.name, *self.names]


class DocTypes(Struct, frozen=True, dict=True):
    """All kinds, with the look-ups that reading needs."""

    kinds: Sequence[DocKind]

    @cached_property
    def _by_code(self) -> dict[str, DocKind]:
        return {kind.code: kind for kind in self.kinds}

    @cached_property
    def _by_symbol(self) -> dict[str, DocKind]:
        table: dict[str, DocKind] = {}
        for kind in self.kinds:
            if kind.in_symbols and not kind.name_only:
                table.setdefault(kind.code, kind)
        for kind in self.kinds:
            for symbol in kind.symbols:
                table.setdefault(symbol, kind)
        return table

    @cached_property
    def _by_name(self) -> dict[str, DocKind]:
        table: dict[str, DocKind] = {}
        for kind in self.kinds:
            for name in kind.all_names:
                table.setdefault(lower_view(name), kind)
        return table

    @cached_property
    def _names(self) -> regex.Pattern[str]:
        return compiled(rf"(?<![\p{{L}}\d]){alternation(self._by_name)}(?![\p{{L}}\d])", regex.VERSION1)

    def by_code(self, code: str) -> DocKind | None:
        """The kind with that code in the output."""
        return self._by_code.get(code)

    def by_symbol(self, code: str, party: bool = False) -> DocKind | None:
        """The kind for which the code stands in a symbol; in a Party symbol TT is Thông tri."""
        if party and code == "TT":
            return self._by_code.get("TTri")
        return self._by_symbol.get(code)

    def named(self, text: str) -> DocKind | None:
        """The kind whose name is just the text, in any case and tone placement; ``None`` when there is none."""
        return self._by_name.get(lower_view(squeeze(text)))

    def match(self, views: Views, offset: int) -> tuple[int, DocKind] | None:
        """The longest name of a kind that begins at the offset: where it ends, and the kind."""
        found = self._names.match(views.lower, offset)
        return (found.end(), self._by_name[squeeze(found.group())]) if found else None

    @cached_property
    def names_alternation(self) -> str:
        """All names but those never followed by a number, as an expression for the lower view, longest first."""
        names = {name for name, kind in self._by_name.items() if not kind.name_only}
        return alternation(names, " ")

    @cached_property
    def words(self) -> dict[str, DocKind]:
        """Short type words in citations (``NQ``, ``QĐ``), as printed."""
        table: dict[str, DocKind] = {}
        for kind in self.kinds:
            for word in kind.words:
                table.setdefault(word, kind)
        return table


def doc_types(patterns: Patterns) -> DocTypes:
    """The kinds of documents, built once."""
    return patterns.derive("doc_types", _load)


def _load(patterns: Patterns) -> DocTypes:
    return DocTypes(patterns["doc_types"].rows(DocKind))
