"""A piece of signing text as units: authority, position, body, name. One grammar for stacked and flattened text."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from plancli.extract.endblock_names import LONGEST_NAME, Signing, Title, Word, words_of
from plancli.text import Views

Kind = Literal["approval", "authority", "position", "body", "name"]


class Unit(Struct, frozen=True):
    """One element of a signature. Offsets are those of the parsed text plus its base.

    ``code`` of an authority; ``title`` a known position's name; ``rest`` the words as printed that go with it (the
    body's name); ``name`` a person's name. ``caps``: printed in capitals; ``cost``: letters that OCR spoilt.
    """

    kind: Kind
    start: int
    end: int
    code: str | None = None
    title: str | None = None
    rest: str = ""
    name: str | None = None
    caps: bool = False
    cost: int = 0


def blank_notes(text: str, lexicon: Signing, views: Views | None = None) -> str:
    """The text with "(Đã ký)" and the like blanked out; same length. ``views`` are the text's where they are made."""
    views = views or Views(text)
    for rule in lexicon.notes:
        for match in list(rule.finditer(views)):
            text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
        if text != views.text:
            views = Views(text)
    return text


def parse_units(piece: str | Views, base: int, lexicon: Signing, strict: bool = True) -> list[Unit]:
    """All units of a piece in order; ``strict``: a name must have a known surname."""
    views = Views(piece) if isinstance(piece, str) else piece
    text = blank_notes(views.text, lexicon, views)
    if text != views.text:
        views = Views(text)
    if not text.strip() or lexicon.stamp.match(views) or lexicon.date.match(views):
        return []
    units: list[Unit] = []
    lead = len(text) - len(text.lstrip())
    approval = lexicon.approval.search(Views(text[lead:]) if lead else views)
    start = lead
    if approval:
        start = lead + approval.end()
        units.append(Unit("approval", base + lead, base + start, caps=text[lead:start].isupper()))
    marks = _authorities(views, lexicon)
    first = marks[0][0] if marks else len(text)
    units += _scan(views, start, first, base, lexicon, strict)
    for number, (mark, stop, code) in enumerate(marks):
        end = marks[number + 1][0] if number + 1 < len(marks) else len(text)
        units += _authority(views, mark, stop, end, code, base, lexicon, strict)
    return units


def _authorities(views: Views, lexicon: Signing) -> list[tuple[int, int, str]]:
    text = views.text
    found = []
    for rule in lexicon.authorities:
        for match in rule.finditer(views):
            if rule.get("needs_position"):
                words = words_of(text, match.end())
                if not words or lexicon.title_at(words, 0) is None:
                    continue
            found.append((match.start(), match.end(), str(rule.get("code"))))
    found.sort()
    return [item for index, item in enumerate(found) if index == 0 or item[0] >= found[index - 1][1]]


def _authority(
    views: Views, mark: int, start: int, end: int, code: str, base: int, lexicon: Signing, strict: bool
) -> list[Unit]:
    text = views.text
    words = words_of(text, start, end)
    caps = bool(words) and words[0].caps
    stop, title = _of(words, views, code, lexicon, strict)
    rest_from = title.stop if title else 0
    of_end = words[stop - 1].end if stop else start
    rest = text[words[rest_from].start : of_end] if rest_from < stop else ""
    unit = Unit(
        "authority", base + mark, base + of_end, code, title.name if title else None, rest, None, caps,
        title.cost if title else 0,
    )  # fmt: skip
    return [unit, *_scan(views, of_end, end, base, lexicon, strict)]


def _of(words: list[Word], views: Views, code: str, lexicon: Signing, strict: bool) -> tuple[int, Title | None]:
    """How many words name the one for whom is signed, and his position where it is known."""
    title = lexicon.title_at(words, 0) if words and code != "TM" else None
    index = title.stop if title else min(1, len(words))
    while index < len(words):
        known = _title(words, index, lexicon, title.stop if title else 0)
        # In capitals a name behind a body cannot be told from the body.
        person = (title or not words[index].text.isupper()) and _name_at(words, index, views, lexicon, strict, True)
        if known or person:
            break
        index += 1
    return index, title


def _title(words: list[Word], index: int, lexicon: Signing, settled: int) -> Title | None:
    """A position inside a piece: not one that is part of a body's name ("Ban Giám đốc")."""
    title = lexicon.title_at(words, index, slips=index in (0, settled))
    if title is None:
        return None
    before = words[index - 1].fold if index > settled else ""
    if before in lexicon.body_heads:
        return None
    span = words[index : title.stop]
    if title.whole and not (index == 0 and (title.stop == len(words) or lexicon.person(words[title.stop :]))):
        return None
    capitals = sum(word.caps for word in span) * 2 > len(span)
    if index and not capitals and not (words[index].text[0].isupper() and words[index].fold in ("pho", "quyen")):
        return None
    return title


def _name_at(words: list[Word], index: int, views: Views, lexicon: Signing, strict: bool, after: bool) -> bool:
    """Do the words from ``index`` to the end name one person?"""
    start = words[index].start
    begin = lexicon.without_title(views, start, words[-1].end)
    if begin > start:
        return lexicon.person([word for word in words[index:] if word.start >= begin], strict=False)
    if not 2 <= len(words) - index <= LONGEST_NAME:
        return False
    rest = words[index:]
    if index == 0:
        return lexicon.person(rest, strict)
    before = words[index - 1]
    capitals = all(word.text.isupper() for word in rest)
    if capitals or not before.caps:
        enough = 2 if after and not capitals and strict is False else 3
        return len(rest) >= enough and before.text.lower() not in lexicon.places and lexicon.person(rest)
    return lexicon.person(rest, strict)


def _scan(views: Views, start: int, end: int, base: int, lexicon: Signing, strict: bool) -> list[Unit]:
    """Positions with their bodies, and the name at the end, of text without authority codes."""
    text = views.text
    words = words_of(text, start, end)
    units: list[Unit] = []
    title: Title | None = None
    first = index = settled = 0

    def flush(stop: int) -> None:
        if stop <= first:
            return
        own = title.stop if title else first
        rest = text[words[own].start : words[stop - 1].end] if own < stop else ""
        span = words[first:stop]
        kind: Kind = "position" if title else "body"
        units.append(
            Unit(
                kind,
                base + words[first].start,
                base + words[stop - 1].end,
                title=title.name if title else None,
                rest=rest,
                caps=sum(word.caps for word in span) * 2 > len(span),
                cost=title.cost if title else 0,
            )
        )

    while index < len(words):
        found = _title(words, index, lexicon, settled)
        if found:
            flush(index)
            first, title, settled = index, found, found.stop
            index = found.stop
            continue
        directly = title is not None and index == title.stop
        if _name_at(words, index, views, lexicon, strict and not directly, directly):
            flush(index)
            begin = lexicon.without_title(views, words[index].start, words[-1].end)
            rest = [word for word in words[index:] if word.start >= begin]
            units.append(Unit("name", base + rest[0].start, base + rest[-1].end, name=lexicon.written(rest)))
            return units
        index += 1
    flush(len(words))
    return units
