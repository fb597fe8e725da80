"""Short forms that the text itself defines.

"(viết tắt là …)", "(sau đây gọi tắt là A, B và C)" for three citations before it, and a bracket of initials that agree
with the words before it: "cải cách hành chính (CCHC)".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from plancli.expressions import compiled
from plancli.extract.citation_parts import parts
from plancli.extract.citations import Citation
from plancli.extract.numbers import grammar, parse_symbol
from plancli.extract.overlap import settle
from plancli.model import Abbreviation
from plancli.patterns import Patterns
from plancli.text import Flow, Locator, NormSpan, fold_view, lower_view, squeeze

_QUOTES = " \t“”\"'«»*_.,;:"
_SEPARATOR = compiled(r",?[^\S\n]+và[^\S\n]+|[,;][^\S\n]*")
_CLAUSE = compiled(r"[;:.()\n“”\"]")
_INNER = compiled(r"[^\S\n](?:và|gồm|của|do|là|với|tại|trong|cho|về|giữa)[^\S\n](?=\p{Lu})|[,][^\S\n](?=\p{Lu})")
_DASH = compiled(r"\s*([-–/])\s*")
_WORD = compiled(r"[\p{L}\d]+")
_ZONES = ("recipients", "signature")

Found = tuple[NormSpan, str, str | None]


def find_abbreviations(
    flow: Flow, locate: Locator, patterns: Patterns, citations: Sequence[Citation]
) -> list[tuple[NormSpan, Abbreviation]]:
    """Definitions in text order, the first of each short form; the span covers bracket and all.

    ``citations`` are the document's citations in text order (``References.citations``).
    """
    proposals = [*_defined(flow, patterns, citations), *_initials(flow, patterns)]
    out: list[tuple[NormSpan, Abbreviation]] = []
    seen: set[str] = set()
    for place, short, long in sorted(proposals, key=lambda item: item[0]):
        section = flow.section_at(place.start)
        key = lower_view(short)
        if key in seen or section in _ZONES:
            continue
        seen.add(key)
        span, page = locate(place)
        out.append((place, Abbreviation(short=short, long=long, span=span, page=page, section=section)))
    return out


def _defined(flow: Flow, patterns: Patterns, citations: Sequence[Citation]) -> Iterator[Found]:
    file = patterns["abbreviations"]
    matches = [match for name in ("bracket", "open") for match in file.rule(name).finditer(flow.views)]
    for match in settle(matches, lambda found: NormSpan(found.start(), found.end())):
        text = _short(flow.text[match.start("short") : match.end("short")], patterns)
        if not text or len(text) > file.settings["short_limit"]:
            continue
        pieces = _pieces(text, patterns)
        longs = _longs(flow, match.start(), pieces, citations, patterns)
        for index, short in enumerate(pieces):
            yield NormSpan(match.start(), match.end()), short, longs[index]


def _short(text: str, patterns: Patterns) -> str:
    """The short form without quotes; a number in it as its rules write it (``27- NQ/TW`` → ``27-NQ/TW``)."""
    text = squeeze(text).strip(_QUOTES)
    found = patterns["numbers"].rule("symbol").pattern.search(text)
    if found and found.end() == len(text):
        text = text[: found.start()] + _DASH.sub(r"\1", found.group())
    return text


def _pieces(text: str, patterns: Patterns) -> list[str]:
    """One short form, or the members of a list whose members are all documents or all initials."""
    members = [member.strip(_QUOTES) for member in _SEPARATOR.split(text)]
    if len(members) < 2 or not all(members):
        return [text]
    tools = parts(patterns)
    pattern = patterns["numbers"].rule("symbol").pattern
    documents = all(
        tools.types.named(" ".join(member.split()[:2]))
        or tools.types.named(member.split()[0])
        or pattern.search(member)
        for member in members
    )
    initials = all(member.isupper() and " " not in member for member in members)
    return members if documents or initials else [text]


def _longs(
    flow: Flow, end: int, shorts: Sequence[str], cited_before: Sequence[Citation], patterns: Patterns
) -> list[str | None]:
    """The full forms before a definition, one for each short form."""
    limit = int(patterns["abbreviations"].settings["long_limit"])
    begin = max(flow.text.rfind("\n", 0, end) + 1, end - 4 * limit)
    near = [item for item in cited_before if begin <= item.mention.start and item.extent.end <= end]
    outer = [item for item in near if not _nested(flow, item, begin)]
    if len(shorts) > 1:
        # Each is the citation with its number, else they follow one another as the citations do.
        ordered: list[Citation | None] = [None] * max(0, len(shorts) - len(outer)) + list(outer[-len(shorts) :])
        chosen = [_fullest(short, near, patterns) or spare for short, spare in zip(shorts, ordered, strict=True)]
        return [squeeze(flow.text[slice(*item.extent)]) if item else None for item in chosen]
    short = shorts[0]
    for item in reversed(near):
        if item.symbol is not None and _same_number(short, item, patterns):
            stop = next((other.mention.start for other in outer if other.mention.start > item.mention.start), end)
            full = flow.text[item.extent.start : end] if stop == end else flow.text[slice(*item.extent)]
            return [squeeze(full)]
    opening = _opening(flow, begin, end, short, limit)
    return [opening or _by_initials(flow, begin, end, short, patterns) or _phrase(flow, begin, end)]


def _fullest(short: str, near: Sequence[Citation], patterns: Patterns) -> Citation | None:
    """The citation with the short form's number that says most."""
    same = [item for item in near if item.symbol is not None and _same_number(short, item, patterns)]
    return max(same, key=lambda item: item.extent.end - item.extent.start, default=None)


def _nested(flow: Flow, citation: Citation, begin: int) -> bool:
    """A citation behind "thực hiện", "về" and the like stands in the subject of the one before it."""
    before = flow.text[begin : citation.mention.start].rstrip()
    return not (before == "" or before.endswith((",", ";", " và", " &", "Thực hiện", "Căn cứ", "theo")))


def _same_number(short: str, citation: Citation, patterns: Patterns) -> bool:
    found = patterns["numbers"].rule("symbol").pattern.search(short)
    symbol = parse_symbol(found.group(), patterns) if found else None
    return symbol is not None and citation.symbol is not None and symbol.key == citation.symbol.key


def _opening(flow: Flow, begin: int, end: int, short: str, limit: int) -> str | None:
    """The phrase that opens with the short form's first two words: "Ban Chỉ đạo về …" for "Ban Chỉ đạo 1237"."""
    words = lower_view(short).split()[:2]
    if len(words) < 2:
        return None
    at = flow.views.lower.rfind(" ".join(words), max(begin, end - limit), end)
    return squeeze(flow.text[at:end]) if at >= 0 else None


def _by_initials(flow: Flow, begin: int, end: int, short: str, patterns: Patterns) -> str | None:
    if " " in short or not short.isupper():
        return None
    words = list(_WORD.finditer(flow.text, begin, end))
    start = _agreeing(words, short, frozenset(patterns["abbreviations"].settings["silent"]))
    return squeeze(flow.text[start:end]).strip(" ,-–") if start is not None else None


def _phrase(flow: Flow, begin: int, end: int) -> str | None:
    """The words before the definition, back to the sign or connecting word where the phrase opens."""
    clause = begin
    for found in _CLAUSE.finditer(flow.text, begin, end):
        clause = found.end()
    for found in _INNER.finditer(flow.text, clause, end):
        if end - found.end() > 6:
            clause = found.end()
    text = squeeze(flow.text[clause:end]).strip(" ,-–")
    return text or None


def _initials(flow: Flow, patterns: Patterns) -> Iterator[Found]:
    """Brackets of capitals that agree with the initials of the words before them."""
    silent = frozenset(patterns["abbreviations"].settings["silent"])
    for match in patterns["abbreviations"].rule("initials").finditer(flow.views):
        short = match.group("short")
        if grammar(patterns).numbered.fullmatch(short):
            continue
        begin = max(flow.text.rfind("\n", 0, match.start()) + 1, match.start() - 12 * len(short) - 40)
        words = list(_WORD.finditer(flow.text, begin, match.start()))
        start = _agreeing(words, short, silent)
        if start is not None:
            long = squeeze(flow.text[start : match.start()]).strip(" ,-–")
            yield NormSpan(match.start(), match.end()), short, long


def _agreeing(words: Sequence[regex.Match[str]], short: str, silent: frozenset[str]) -> int | None:
    """Where the words begin whose initials are the short form's letters, ``None`` when they do not agree."""
    letters = [letter for letter in fold_view(short) if letter.isalnum()]
    index = len(words)
    for place, letter in enumerate(reversed(letters)):
        index -= 1
        while index >= 0 and place and fold_view(words[index].group())[0] != letter and words[index].group() in silent:
            index -= 1
        if index < 0 or fold_view(words[index].group())[0] != letter:
            return None
    return words[index].start()
