"""The issuer where the letterhead is lost or cut: worked out from the document's own words.

A document says who issues it in more than one place: "UBND phường ban hành Kế hoạch …" ends the preamble, the
signature is on behalf of a body (Nghị định 30/2020/NĐ-CP, Phụ lục I, ô 7a), the subject names the territory. What is
worked out carries ``inferred``; what the text does not settle stays open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex
from msgspec import Struct
from msgspec.structs import replace

from plancli.expressions import compiled
from plancli.extract.bodies import level_and_sector, lexicon
from plancli.extract.names_tables import casing
from plancli.model import Header, Name, Recipient, Signature
from plancli.patterns import Patterns
from plancli.text import Flow, Locator, NormSpan, Views, fold_view, lower_view

_UNIT = r"(?:tỉnh|thành phố|huyện|quận|thị xã|phường|xã|thị trấn|đặc khu)"
_NAMED_UNIT = compiled(
    rf"(?<![\p{{L}}])(?P<unit>(?i:{_UNIT}))[^\S\n]+"
    r"(?P<name>(?:\p{Lu}[\p{Ll}'’]+(?:['’]\p{L}+)?|\d{1,2})"
    r"(?:[^\S\n]+(?:-[^\S\n]+)?\p{Lu}[\p{Ll}'’]+(?:['’]\p{L}+)?|[^\S\n]+\d{1,2}(?![\p{L}\d/.,])){0,3})"
)
_PLACE_KIND = compiled(rf"^(?i:(?:tp|tx)(?:\.[^\S\n]*|[^\S\n]+)|{_UNIT}[^\S\n]+)")
_BARE_UNIT = compiled(rf"(?<![\p{{L}}])(?P<unit>{_UNIT})$")
_CLAUSE = compiled(r"(?:^|[\n.;,:!]|\)|(?<![\p{L}])(?:nay|thì))[^\S\n]*$", regex.IGNORECASE)
_ON_TERRITORY = compiled(r"địa bàn[^\S\n]+$")
_KINDS = compiled(r"(?:kế hoạch|báo cáo|chương trình|hướng dẫn|đề án|phương án|thông báo|quyết định)")
_WORD = compiled(r"[\p{L}\d]+")
_NAME_END = compiled(r"[,;:.\n()]")
# A body's name in a clause has no more characters.
_LONGEST = 110
# How far before a name a clause's beginning is looked for.
_BEFORE = 16
# How sure a territory must be: its share among all names behind that unit's word.
_SHARE = 0.6


class _Acting(Struct, frozen=True):
    """A body that the text shows to issue the document: its name and where it stands in the flow (if it does)."""

    name: str
    span: NormSpan | None
    weight: int


def infer_issuer(
    header: Header,
    signatures: Sequence[Signature],
    recipients: Sequence[Recipient],
    preamble_text: str,
    flow: Flow | None,
    patterns: Patterns,
    locate: Locator | None = None,
) -> Header:
    """The header with its issuer worked out where the letterhead does not give it whole.

    ``locate`` belongs to the flow's text and gives the page; without it the span alone is given. Issuer and parent
    carry level and sector where their names settle them.
    """
    header = _inferred(header, signatures, preamble_text, flow, patterns, locate)
    parent = _placed(header.parent, patterns) if header.parent else None
    issuer = _placed(header.issuer, patterns, parent) if header.issuer else None
    return replace(header, issuer=issuer, parent=parent)


def _placed(name: Name, patterns: Patterns, parent: Name | None = None) -> Name:
    """The name with level and sector; an organ of the body above it has what that has (``body_levels.toml``)."""
    level, sector = level_and_sector(name.name, patterns)
    # Its emblem in the letterhead tells the Đoàn's committee from the Party's.
    sector = name.sector if name.sector and sector in (None, "party") else sector
    if parent is not None:
        inner = patterns.derive("body_levels.inner", _inner)
        key = lower_view(name.name)
        if inner.committees.match(key):
            level, sector = level or parent.level, parent.sector or sector
        elif inner.organs.match(key):
            level = level or parent.level
            sector = parent.sector if parent.sector == "party" else sector or parent.sector
        elif inner.governed.match(key) and inner.governing.match(lower_view(parent.name)):
            level = level or parent.level
    return replace(name, level=level, sector=sector)


class _Inner(NamedTuple):
    """Beginnings of names, compiled: see the settings of ``patterns/body_levels.toml``."""

    committees: regex.Pattern[str]
    organs: regex.Pattern[str]
    governed: regex.Pattern[str]
    governing: regex.Pattern[str]


def _inner(patterns: Patterns) -> _Inner:
    settings = patterns["body_levels"].settings
    words = (settings[name] for name in ("committees", "inner", "governed", "governing"))
    return _Inner(*(compiled(f"(?:{'|'.join(group)})(?![\\p{{L}}])") for group in words))


def _inferred(
    header: Header,
    signatures: Sequence[Signature],
    preamble_text: str,
    flow: Flow | None,
    patterns: Patterns,
    locate: Locator | None,
) -> Header:
    text = flow.text if flow is not None else preamble_text
    if header.issuer is not None:
        completed = _completed(header.issuer, header, text, patterns)
        return replace(header, issuer=completed) if completed else header
    acting = _acting(preamble_text, flow, patterns)
    powers = [part for item in signatures for part in item.authority]
    signed = next((part.of for part in powers if part.code == "TM" and part.of), None)
    if acting is None:
        return _from_signature(header, signed, signatures, text, patterns)
    name = _with_territory(_long(acting.name, patterns), header, text, patterns)
    return replace(header, issuer=_name(name, acting.span, flow, locate))


def _name(name: str, span: NormSpan | None, flow: Flow | None, locate: Locator | None) -> Name:
    if span is None or flow is None:
        return Name(name=name, inferred=True)
    if locate is not None:
        source, page = locate(span)
        return Name(name=name, inferred=True, span=source, page=page)
    return Name(name=name, inferred=True, span=flow.norm.source_span(span))


# --- who acts ---


def _acting(preamble_text: str, flow: Flow | None, patterns: Patterns) -> _Acting | None:
    """The body that issues, by the preamble's last clause or by the closing words."""
    found: list[_Acting] = []
    if flow is None:
        found = list(_clauses(preamble_text, None, patterns))
    else:
        for paragraph in flow.paragraphs:
            if paragraph.section in ("preamble", "closing"):
                part = flow.text[paragraph.start : paragraph.end]
                found.extend(_clauses(part, paragraph.start, patterns))
    return max(reversed(found), key=lambda item: item.weight, default=None)


def _clauses(text: str, offset: int | None, patterns: Patterns) -> Iterator[_Acting]:
    """Bodies at the head of a clause that a verb of issuing follows."""
    views = Views(text)
    bodies = lexicon(patterns)
    verbs = _verbs(patterns)
    done = 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start < done or not word.group()[0].isupper():
            continue
        head = bodies.find_head(views, start)
        if head is None or head.start != start or head.phrase.kind != "body" or head.phrase.bare:
            continue
        done = head.end
        if _CLAUSE.search(text, max(start - _BEFORE, 0), start) is None:
            continue
        stop = _NAME_END.search(text, head.end, head.end + _LONGEST)
        verb = verbs.search(views.lower, head.end, stop.start() if stop else min(len(text), head.end + _LONGEST))
        if verb is None:
            continue
        name = text[start : verb.start()].strip()
        after = views.lower[verb.end() : verb.end() + 60]
        weight = 1 + (verb.group() in ("ban hành", "xây dựng", "lập", "điện")) + bool(_KINDS.search(after))
        if weight < 2 and not text.rstrip().endswith(":"):
            continue
        span = None if offset is None else NormSpan(offset + start, offset + start + len(name))
        yield _Acting(" ".join(name.split()), span, weight)


def _verbs(patterns: Patterns) -> regex.Pattern[str]:
    return patterns.derive("issuer.verbs", _build_verbs)


def _build_verbs(patterns: Patterns) -> regex.Pattern[str]:
    words = "|".join(map(regex.escape, sorted(patterns["letterhead"].settings["issuing"], key=len, reverse=True)))
    return compiled(rf"(?<![\p{{L}}])(?:{words})(?![\p{{L}}])")


def _long(name: str, patterns: Patterns) -> str:
    """Short forms of a head written out: "UBND phường" → "Ủy ban nhân dân phường"."""
    first, _, rest = name.partition(" ")
    long = patterns["letterhead"].settings["long_forms"].get(lower_view(first))
    return f"{long} {rest}".strip() if long else name


# --- of what territory ---


def _with_territory(name: str, header: Header, text: str, patterns: Patterns) -> str:
    """The name with its unit's own name, where the name ends with the unit's kind and the document settles it."""
    found = _BARE_UNIT.search(lower_view(name))
    if found is None:
        return name
    own = _territory(found.group("unit"), header, text, patterns)
    return f"{name} {own}" if own else name


def _territory(unit: str, header: Header, text: str, patterns: Patterns) -> str | None:
    """The name of the document's own unit of that kind."""
    place = header.place.text if header.place else None
    if place is not None and unit in ("tỉnh", "thành phố"):
        known = casing(patterns).provinces.get(fold_view(_plain(place)))
        if known is not None:
            return known.name
    subject = header.subject.text if header.subject else ""
    for match in _NAMED_UNIT.finditer(subject):
        if match.group("unit").lower() == unit:
            return _squeezed(match.group("name"))
    if place is not None and unit in ("xã", "phường", "thị trấn", "đặc khu", "huyện", "quận", "thị xã"):
        return _plain(place)
    counts = Counter(
        _squeezed(match.group("name")) for match in _NAMED_UNIT.finditer(text) if match.group("unit").lower() == unit
    )
    if not counts:
        return None
    name, most = counts.most_common(1)[0]
    return name if most >= 2 and most >= _SHARE * sum(counts.values()) else None


def _plain(place: str) -> str:
    """A place without the short or long word of its kind."""
    return _PLACE_KIND.sub("", place).strip()


def _squeezed(text: str) -> str:
    return " ".join(text.split())


# --- by the signature ---


def _from_signature(
    header: Header, signed: str | None, signatures: Sequence[Signature], text: str, patterns: Patterns
) -> Header:
    """The body on whose behalf the document is signed, with its unit where the subject names one."""
    if signed is None:
        return header
    name = _long(signed, patterns)
    if lower_view(name) in ("ủy ban nhân dân", "hội đồng nhân dân"):
        subject = header.subject.text if header.subject else ""
        own = _own_unit(subject, header, text, patterns)
        if own is None:
            return header
        name = f"{name} {own}"
    elif lower_view(name) in patterns["letterhead"].settings["hostless"]:
        return header
    item = next(item for item in signatures if any(part.of == signed for part in item.authority))
    return replace(header, issuer=Name(name=name, inferred=True, span=item.span, page=item.page))


def _own_unit(subject: str, header: Header, text: str, patterns: Patterns) -> str | None:
    """Kind and name of the unit that the subject or the place line names as the document's own."""
    found = [match for match in _NAMED_UNIT.finditer(subject) if _on_territory(subject, match.start())]
    if len(found) == 1:
        return f"{found[0].group('unit').lower()} {_squeezed(found[0].group('name'))}"
    if header.place is None:
        return None
    return _unit_of_place(_plain(header.place.text), text, patterns)


def _on_territory(subject: str, start: int) -> bool:
    return _ON_TERRITORY.search(subject, max(start - _BEFORE, 0), start) is not None


def _unit_of_place(place: str, text: str, patterns: Patterns) -> str | None:
    """The kind of unit with which the text names the place, provinces by the table."""
    known = casing(patterns).provinces.get(fold_view(place))
    kinds = Counter(
        match.group("unit").lower()
        for match in _NAMED_UNIT.finditer(text)
        if fold_view(_squeezed(match.group("name"))) == fold_view(place)
    )
    if kinds:
        return f"{kinds.most_common(1)[0][0]} {place}"
    return f"{known.kind} {known.name}" if known else None


# --- names that the letterhead cuts ---


def _completed(issuer: Name, header: Header, text: str, patterns: Patterns) -> Name | None:
    """A bare "Ủy ban nhân dân" with its unit; ``None`` where the name is whole or nothing settles it."""
    name = _long(issuer.name, patterns)
    if lower_view(name) not in ("ủy ban nhân dân", "hội đồng nhân dân") or header.parent is not None:
        return None
    own = next(_capital_units(text, name), None)
    if own is None and header.place is not None:
        own = _unit_of_place(_plain(header.place.text), text, patterns)
    return replace(issuer, name=f"{name} {own}", inferred=True) if own else None


def _capital_units(text: str, name: str) -> Iterator[str]:
    """Units behind the same body's name in capitals ("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH SƠN LA")."""
    pattern = compiled(rf"{regex.escape(name.upper())}[^\S\n]+(\p{{Lu}}[\p{{Lu}} ]{{3,40}})(?![\p{{L}}])")
    for match in pattern.finditer(text[:20000]):
        words = match.group(1).split()
        for size in (2, 1):
            unit = " ".join(words[:size]).lower()
            if regex.fullmatch(_UNIT, unit) and len(words) > size:
                yield f"{unit} {' '.join(word.capitalize() for word in words[size:])}"
                break
