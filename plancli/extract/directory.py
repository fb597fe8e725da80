"""The agencies that a document names as issuer, parent, addressee, in its tasks, among its recipients and as issuers
of what it cites: one entry an agency, whatever it is called each time (``patterns/agency_forms.toml``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast, get_args

import regex
from msgspec import Struct, field

from plancli.expressions import compiled
from plancli.extract.agencies import split_agencies
from plancli.extract.agency_places import AgencyPlaces
from plancli.extract.bodies import level_and_sector, lexicon
from plancli.extract.validity import Validity, validity
from plancli.model import (
    Addressee,
    Agency,
    AgencyMention,
    AgencyRole,
    Header,
    Name,
    Recipient,
    Reference,
    Span,
    Task,
)
from plancli.patterns import Patterns
from plancli.text import Views, fold_view, lower_view, squeeze

_ORDER: tuple[AgencyRole, ...] = get_args(AgencyRole)
# Names of which it is kept what they are.
_MOST_NAMES = 5_000
_NO_WORD = compiled(r"[^\p{L}\d ]")
_BLANK = compiled(r"\s")
# One place that names an issuer for several documents of a list is one mention.
_LOOK_BACK = 4
_EDGES = " \t,;:.-–/"
_JOINT = compiled(r"\s+[-–]\s+")
_FACULTY = compiled(r"Khoa(?!\p{L})")
_NO_DISTRICTS = "2025-07"
# A city without its name, and the cities and provinces that a letterhead names.
_BARE_CITY = compiled(r"(?<![\p{L}])(?:thành phố|tp)\.?$")
_OWN_CITY = compiled(r"(?<![\p{L}])(?:thành phố|thành ủy|thành đoàn|tp\.?)\s+(?=\p{L})")
_OWN_PROVINCE = compiled(r"(?<![\p{L}])tỉnh(?![\p{L}])")


class _Forms(NamedTuple):
    """What ``patterns/agency_forms.toml`` says, compiled."""

    short: regex.Pattern[str]
    longs: Mapping[str, str]
    around: regex.Pattern[str]
    many: regex.Pattern[str]
    silent: regex.Pattern[str]
    own: frozenset[str]


class _Known(NamedTuple):
    """A printed name: without what stands round it, made long, the key of all its spellings, and what it names."""

    plain: str
    long: str
    key: str
    one: str | None


class _Found(Struct):
    """An agency in the making: its fullest printed name."""

    name: str
    level: str | None
    sector: str | None
    roles: set[AgencyRole] = field(default_factory=set)
    mentions: list[AgencyMention] = field(default_factory=list)


class _Named(NamedTuple):
    """A name in its place: ``span`` of the item that has it, ``section`` where the item stands."""

    name: str
    role: AgencyRole
    span: Span | None
    page: int | None
    section: str


def directory(
    header: Header,
    tasks: Sequence[Task],
    recipients: Sequence[Recipient],
    addressees: Sequence[Addressee],
    references: Sequence[Reference],
    patterns: Patterns,
    places: AgencyPlaces | None = None,
) -> list[Agency]:
    """The distinct agencies, in order: letterhead, addressees, tasks, recipients, issuers of cited documents.

    Names of many ("các xã") and persons are none. A body named alone that the issuer is, or is the level of ("UBND"
    in a plan of UBND xã …), takes the issuer's name or level. ``places`` narrows spans of items to the names in them.
    """
    forms = patterns.derive("agency_forms", _forms)
    own = [name for name in (header.issuer, header.parent) if name is not None]
    found: dict[str, _Found] = {}
    letterhead: list[str] = []
    for named in _named(header, tasks, recipients, addressees, references, patterns):
        name, role = named.name, named.role
        in_letterhead = role in ("issuer", "parent")
        known = _known(name, forms, patterns)
        plain, key = known.plain, known.key
        is_one = known.one == "body" or (known.one == "office" and role == "cited-issuer")
        if not plain or not (in_letterhead or is_one):
            continue
        if in_letterhead:
            letterhead.append(key)
        else:
            # "Đảng ủy" in a document of the Đảng ủy xã Xuân Lương is that one.
            key = next((mine for mine in letterhead if f"{mine} ".startswith(f"{key} ")), key)
        entry = found.get(key)
        if entry is None:
            printed = next((mine for mine in own if mine.name == name), None)
            level, sector = level_and_sector(known.long, patterns)
            if in_letterhead and printed is not None:
                level, sector = printed.level or level, printed.sector or sector
            if own and key in forms.own and not in_letterhead:
                level = own[0].level or level_and_sector(own[0].name, patterns)[0]
            if level is None and _BARE_CITY.search(lower_view(plain)):
                level = _city_level(own, header.date.value if header.date else None, patterns)
            if _FACULTY.match(plain) and own and own[0].sector == "health":
                sector = "health"
            entry = found[key] = _Found(plain, level, sector)
        elif not in_letterhead and len(plain) > len(entry.name) and not entry.roles & {"issuer", "parent"}:
            entry.name = plain
        entry.roles.add(role)
        mention = _mention(named, places)
        if mention not in entry.mentions[-_LOOK_BACK:]:
            entry.mentions.append(mention)
    _join_own(found, forms)
    return [_agency(item, patterns) for item in found.values()]


def _agency(item: _Found, patterns: Patterns) -> Agency:
    start, end = _bounds(item, patterns)
    return Agency(
        name=item.name,
        level=item.level,
        sector=item.sector,
        roles=sorted(item.roles, key=_ORDER.index),
        valid_from=start,
        valid_to=end,
        mentions=sorted(item.mentions, key=lambda mention: mention.span or (-1, -1)),
    )


def _bounds(item: _Found, patterns: Patterns) -> Validity:
    """Since when and until when there is such a body; worked out once for each name."""
    table = patterns.derive("directory.bounds", _no_bounds)
    key = item.name, item.level, item.sector
    found = table.get(key)
    if found is None:
        if len(table) >= _MOST_NAMES:
            table.clear()
        found = table[key] = validity(item.name, item.level, item.sector, patterns)
    return found


def _no_bounds(_: Patterns) -> dict[tuple[str, str | None, str | None], Validity]:
    return {}


def _mention(named: _Named, places: AgencyPlaces | None) -> AgencyMention:
    """Where the name stands; the whole item where it stands in other words ("Sở Y tế" in "các Sở: Tài chính, Y tế")."""
    span, page, section = named.span, named.page, named.section
    if places is not None and named.role not in ("issuer", "parent"):
        above = section if named.role in ("lead", "coordinate") else None
        span, page, section = places.find(named.name, named.span, above) or (span, page, section)
    return AgencyMention(role=named.role, span=span, page=page, section=section)


def _known(name: str, forms: _Forms, patterns: Patterns) -> _Known:
    """What the name is; worked out once, for documents name the same agencies again and again."""
    table = patterns.derive("directory.names", _no_names)
    found = table.get(name)
    if found is None:
        if len(table) >= _MOST_NAMES:
            table.clear()
        plain = plain_name(name, patterns)
        long = _expanded(plain, forms)
        several = forms.many.search(lower_view(name)) is not None
        one = None if several else _one(plain, forms, patterns)
        found = table[name] = _Known(plain, long, _key(long, forms), one)
    return found


def _no_names(_: Patterns) -> dict[str, _Known]:
    return {}


def plain_name(name: str, patterns: Patterns) -> str:
    """A body's name without what stands round it: session, term, brackets, the office that speaks for it."""
    forms = patterns.derive("agency_forms", _forms)
    plain = _body(squeeze(forms.around.sub(" ", name)).strip(_EDGES), patterns)
    return plain[:1].upper() + plain[1:]


def long_name(name: str, patterns: Patterns) -> str:
    """A body's name with its short forms made long: "UBND tỉnh" → "Ủy ban nhân dân tỉnh"."""
    return _expanded(name, patterns.derive("agency_forms", _forms))


def _join_own(found: dict[str, _Found], forms: _Forms) -> None:
    """ "HĐND" alone is "HĐND huyện" where no other HĐND of that level is named."""
    for key in [key for key in found if key in forms.own]:
        alone = found[key]
        fuller = [other for other in found if other.startswith(f"{key} ") and other.count(" ") == key.count(" ") + 1]
        same = [other for other in fuller if found[other].level == alone.level]
        if len(same) == 1 and not alone.roles & {"issuer", "parent"}:
            found[same[0]].roles |= alone.roles
            found[same[0]].mentions += alone.mentions
            del found[key]


def _named(
    header: Header,
    tasks: Sequence[Task],
    recipients: Sequence[Recipient],
    addressees: Sequence[Addressee],
    references: Sequence[Reference],
    patterns: Patterns,
) -> Iterator[_Named]:
    """Every name in its place; lists of agencies in one line are divided."""
    for name, role in ((header.issuer, "issuer"), (header.parent, "parent")):
        if name is not None:
            for part in _together(name.name, patterns):
                yield _Named(part, cast(AgencyRole, role), name.span, name.page, "header")
    for addressee in addressees:
        for part in split_agencies(addressee.name, patterns):
            yield _Named(part, "addressee", addressee.span, addressee.page, "header")
    for task in tasks:
        for part in task.lead:
            yield _Named(part, "lead", task.span, task.page, task.section)
        for part in task.coordinate:
            yield _Named(part, "coordinate", task.span, task.page, task.section)
    for recipient in recipients:
        for part in split_agencies(recipient.name, patterns):
            yield _Named(part, "recipient", recipient.span, recipient.page, "recipients")
    for reference in references:
        if reference.issuer:
            first = reference.mentions[0] if reference.mentions else None
            span, page = (first.span, first.page) if first else (None, None)
            yield _Named(reference.issuer, "cited-issuer", span, page, first.section if first else "")


def _together(name: str, patterns: Patterns) -> list[str]:
    """The bodies that issue together ("Sở Y tế - Công an tỉnh"); an office of two ("Văn phòng HĐND - UBND") is one."""
    parts = _JOINT.split(name)
    bodies = lexicon(patterns)
    heads = [bodies.find_head(Views(part), 0) for part in parts]
    joint = len(parts) > 1 and all(head is not None and head.phrase.kind == "body" for head in heads)
    return parts if joint and not lower_view(name).startswith("văn phòng") else [name]


def _city_level(own: Sequence[Name], issued: str | None, patterns: Patterns) -> str | None:
    """The level of "UBND thành phố" in a document: the issuer's own city's, or the district's within a tỉnh.

    From July 2025 on there are no cities below the province.
    """
    if issued is not None and issued >= _NO_DISTRICTS:
        return "province"
    for name in own:
        city = _OWN_CITY.search(lower_view(name.name))
        if city is not None:
            return level_and_sector(f"Ủy ban nhân dân thành phố {name.name[city.end() :]}", patterns)[0]
    return "district" if any(_OWN_PROVINCE.search(lower_view(name.name)) for name in own) else None


def _body(name: str, patterns: Patterns) -> str:
    """ "Bộ trưởng Bộ Y tế" speaks for the Bộ Y tế; an office whose name is one phrase ("Thủ tướng Chính phủ") stays."""
    views = Views(name)
    head = lexicon(patterns).find_head(views, 0)
    if head is None or head.phrase.kind != "person":
        return name
    for blank in _BLANK.finditer(name, 0, head.end + 1):
        behind = lexicon(patterns).find_head(views, blank.end())
        if behind is not None and behind.phrase.kind == "body" and name[behind.start].isupper():
            return name[behind.start :]
    return name


def _one(name: str, forms: _Forms, patterns: Patterns) -> str | None:
    """What one name stands for: ``body``, or ``office`` ("Thủ tướng Chính phủ", which may issue); else ``None``."""
    if forms.many.search(lower_view(name)):
        return None
    head = lexicon(patterns).find_head(Views(name), 0)
    if head is None or head.start:
        return "body" if " " not in name and lexicon(patterns).has_code(name) else None
    if head.phrase.bare and head.end == len(name):
        return None
    return {"body": "body", "person": "office"}.get(head.phrase.kind)


# "TP.Thủ Đức": the blank behind the short form is lost.
_GLUED = compiled(r"(?<=(?<!\p{L})[Tt][PpXx]\.)(?=\p{Lu})")


def _expanded(name: str, forms: _Forms) -> str:
    name = _GLUED.sub(" ", name)
    return squeeze(forms.short.sub(lambda match: forms.longs[_short_key(match.group())], name))


def _key(long: str, forms: _Forms) -> str:
    """Of a name made long: equal for all spellings of one name, tone marks and case apart."""
    lower = _NO_WORD.sub(" ", lower_view(long))
    return squeeze(forms.silent.sub(" ", lower)) or squeeze(lower)


def _short_key(short: str) -> str:
    return fold_view(squeeze(short)).strip(".")


def _forms(patterns: Patterns) -> _Forms:
    file = patterns["agency_forms"]
    longs = {_short_key(short): str(entry["long"]) for entry in file.entries for short in entry["short"]}
    shorts = sorted((short for entry in file.entries for short in entry["short"]), key=len, reverse=True)
    silent = compiled(rf"(?<!\p{{L}})(?:{'|'.join(file.settings['silent'])})(?!\p{{L}})")
    before, behind = file.settings["before"], file.settings["behind"]
    return _Forms(
        short=compiled(rf"(?<![\p{{L}}\d&])(?:{_either(shorts)})(?![\p{{L}}\d&])"),
        longs=longs,
        around=compiled(rf"^(?:{'|'.join(before)})\s+|\s*(?:{'|'.join(behind)})$", regex.IGNORECASE),
        many=compiled("|".join(file.settings["many"])),
        silent=silent,
        own=frozenset(squeeze(silent.sub(" ", lower_view(name))) for name in file.settings["own"]),
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(regex.escape(word) for word in words)
