"""Names of laws, codes and ordinances: where one ends (``patterns/laws.toml``).

Names hold commas and "và" ("Luật Thi đua, khen thưởng", "Luật Hôn nhân và gia đình"), so listed names come first; a
capitalised name that is not listed ends at the first sign or word that cannot belong to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

import regex
from msgspec import Struct

from plancli.expressions import compiled, kept
from plancli.patterns import Patterns
from plancli.text import Flow, Views, lower_view, squeeze

_B = r"[^\S\n]"
_LAW = rf"(?:bộ luật|luật|pháp lệnh)(?={_B})"
_LAW_WORD = compiled(rf"(?<![\p{{L}}\d])(?P<kind>bộ luật|luật|pháp lệnh)(?={_B}+\p{{L}})")
_WORD = compiled(rf"(?P<comma>,)?{_B}+(?P<word>[\p{{L}}\d]+(?:[/&-][\p{{L}}\d]+)*(?:{_B}\(hiv/aids\))?)")
_AMENDING = compiled(
    rf"{_B}+sửa đổi(?:,?{_B}+bổ sung)?(?:{_B}+một số)?(?:{_B}+điều)?{_B}+(?:của|các)(?:{_B}+các)?{_B}+(?={_LAW})"
)
_AMENDING_MANY = compiled(
    rf"{_B}+sửa đổi(?:,?{_B}+bổ sung)?{_B}+(?:một số{_B}+điều{_B}+(?:của{_B}+)?)?(?:các|\d{{1,2}}){_B}+luật"
    rf"(?:,?{_B}+(?!(?:ngày|năm|số|nghị|thông|quyết|luật|bộ luật|kế hoạch|được|đã|theo)(?!\p{{L}}))[\p{{L}}-]+){{1,24}}"
)
_AND_LAW = compiled(rf"(?P<sign>,|{_B}và){_B}+(?={_LAW})")
_MANY = compiled(rf"(?<![\p{{L}}])các{_B}+luật{_B}*:{_B}+(?=\p{{L}})")
_NEXT_LISTED = compiled(rf"[^;:\n]{{0,70}}?(?:[;,]|{_B}và){_B}+(?=\p{{Lu}})")
_MAX_WORDS, _MAX_UNLISTED = 30, 12
_CODES = {"luật": "L", "bộ luật": "BL", "pháp lệnh": "PL"}


class Law(NamedTuple):
    """A law's name in the text, from the kind's word on: the kind's code, and a key that all its spellings share."""

    start: int
    end: int
    code: str
    key: str
    name: str


class LawNames(Struct, frozen=True):
    """``known``: kind's code and folded name → the title's key; ``stop``: words that end an unlisted name."""

    known: Mapping[tuple[str, str], str]
    stop: frozenset[str]
    not_laws: tuple[str, ...]
    not_after: regex.Pattern[str]


def law_names(patterns: Patterns) -> LawNames:
    """The lexicon of laws, built once."""
    return patterns.derive("law_names", _law_names)


def _law_names(patterns: Patterns) -> LawNames:
    file = patterns["laws"]
    known = kept(f"law names {_FORM} {file.digest}", lambda: _keys(file.entries))
    after = "|".join(regex.escape(word) for word in file.settings["not_after"])
    return LawNames(
        known,
        frozenset(file.settings["stop"]),
        tuple(file.settings["not_laws"]),
        compiled(rf"(?<![\p{{L}}])(?:{after}){_B}+\Z"),
    )


# Raise it when keys are made in another way: they are kept.
_FORM = 1


def _keys(entries: Iterable[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """The key of each law's full name, by its kind and the key of a name or short name."""
    known: dict[tuple[str, str], str] = {}
    for entry in entries:
        for name in entry.get("names", []):
            known[entry["kind"], law_key(name)] = law_key(name)
        for short, name in entry.get("short", []):
            known[entry["kind"], law_key(short)] = law_key(name)
    return known


def law_key(name: str) -> str:
    """A law's name without case, tone placement and commas."""
    return squeeze(lower_view(name).replace(",", " "))


def find_laws(flow: Flow, names: LawNames, start: int = 0, end: int | None = None) -> list[Law]:
    """The laws named in ``[start, end)`` of the flow, left to right, none inside another's name."""
    found: list[Law] = []
    lower = flow.views.lower
    stretches = _law_lines(flow.views) if not start and end is None else [(start, len(lower) if end is None else end)]
    for match in chain.from_iterable(_LAW_WORD.finditer(lower, *stretch) for stretch in stretches):
        if found and match.start() < found[-1].end:
            continue
        if names.not_after.search(lower, max(0, match.start() - 30), match.start()):
            continue
        law = _law(flow, names, match)
        if law is not None:
            found.append(law)
    many = chain.from_iterable(_MANY.finditer(lower, *stretch) for stretch in stretches)
    listed = [law for match in many for law in _listed(flow, names, match.end(), end)]
    return sorted({law.start: law for law in [*listed, *found]}.values()) if listed else found


def _law_lines(views: Views) -> list[tuple[int, int]]:
    """The lines that name a law by its kind's word."""
    return sorted({line for word in ("luật", "pháp lệnh") for line in views.lines_with("lower", word)})


def _listed(flow: Flow, names: LawNames, at: int, end: int | None) -> Iterator[Law]:
    """ "các Luật: Đầu tư công ngày 29/11/2024; Ngân sách nhà nước": names of the lexicon behind one word for all."""
    limit = len(flow.text) if end is None else end
    while at < limit:
        name = _name_at(flow, names, "luật", at - 1)
        if name is None or ("L", name[1]) not in names.known or name[0] > limit:
            return
        yield Law(at, name[0], "L", name[1], squeeze(f"Luật {flow.text[at : name[0]]}"))
        after = _NEXT_LISTED.match(flow.text, name[0], limit)
        if after is None:
            return
        at = after.end()


def _law(flow: Flow, names: LawNames, word: regex.Match[str]) -> Law | None:
    text, at = flow.text, word.end()
    many = _AMENDING_MANY.match(flow.views.lower, at)
    amending = None if many else _AMENDING.match(flow.views.lower, at)
    end = many.end() if many else _amended(flow, names, amending.end()) if amending else None
    if end is not None:
        key = law_key(text[at:end])
    else:
        name = _name_at(flow, names, word.group("kind"), at)
        if name is None:
            return None
        end, key = name
    kind = text[word.start() : at]
    return Law(
        word.start(),
        end,
        _CODES[word.group("kind")],
        key,
        squeeze(f"{kind[0].upper()}{kind[1:].lower()}{text[at:end]}"),
    )


def _name_at(flow: Flow, names: LawNames, kind: str, at: int) -> tuple[int, str] | None:
    """The name that begins at ``at``, behind the kind's word: its end and its key."""
    lower, code = flow.views.lower, _CODES[kind]
    words: list[str] = []
    ends: list[int] = []
    listed: tuple[int, str] | None = None
    free = 0
    position = at
    while len(words) < _MAX_WORDS and (found := _WORD.match(lower, position)):
        word = found.group("word")
        words.append(word)
        ends.append(found.end())
        key = names.known.get((code, " ".join(words)))
        if key is not None:
            listed = (found.end(), key)
        if free == len(words) - 1 and found.group("comma") is None and word not in names.stop:
            # "… nước sạch và nước tưới tiêu": the name goes on where a word of it comes back.
            follow = _WORD.match(lower, found.end()) if word == "và" else None
            if word != "và" or (follow is not None and follow.group("word") in words):
                free = len(words)
        position = found.end()
    if listed is not None:
        return listed
    return _unlisted(flow.text, names, words[: min(free, _MAX_UNLISTED)], ends, at)


def _unlisted(text: str, names: LawNames, words: list[str], ends: list[int], at: int) -> tuple[int, str] | None:
    """A name that is not listed: capitalised like its kind's word, two words and more."""
    if len(words) < 2:
        return None
    first = ends[0] - len(words[0])
    kind = text[max(0, at - 4) : at]
    if not text[first].isupper() or text[first + 1 : first + 2].isupper() or kind.islower() or kind.isupper():
        return None
    name = " ".join(words)
    if any(name == veto or name.startswith(f"{veto} ") for veto in names.not_laws):
        return None
    return ends[len(words) - 1], name


def _amended(flow: Flow, names: LawNames, at: int) -> int | None:
    """Where the name of an amending law ends: behind the last law that it amends.

    "của Luật A, Luật B và Luật C" amends three; without a closing "và" a comma begins the next citation.
    """
    lower = flow.views.lower
    first: int | None = None
    while word := _LAW_WORD.match(lower, at):
        found = _name_at(flow, names, word.group("kind"), word.end())
        if found is None:
            break
        first = found[0] if first is None else first
        joined = _AND_LAW.match(lower, found[0])
        if joined is None:
            break
        if joined.group("sign") != ",":
            follow = _LAW_WORD.match(lower, joined.end())
            last = _name_at(flow, names, follow.group("kind"), follow.end()) if follow else None
            return last[0] if last else found[0]
        at = joined.end()
    return first
