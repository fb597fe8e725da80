"""The agencies that a document names as issuer, parent, addressee, in its tasks, among its recipients and as issuers
of what it cites: one entry an agency, whatever it is called each time (``patterns/agency_forms.toml``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, cast, get_args

import regex
from msgspec import Struct, field

from plancli.expressions import compiled
from plancli.extract.agencies import split_agencies
from plancli.extract.agency_places import AgencyPlaces
from plancli.extract.bodies import level_and_sector, lexicon
from plancli.extract.validity import validity
from plancli.model import (
    Addressee,
    Agency,
    AgencyMention,
    AgencyRole,
    Header,
    Recipient,
    Reference,
    Span,
    Task,
)
from plancli.patterns import Patterns
from plancli.text import Views, fold_view, lower_view, squeeze

_ORDER: tuple[AgencyRole, ...] = get_args(AgencyRole)
# One place that names an issuer for several documents of a list is one mention.
_LOOK_BACK = 4
_EDGES = " \t,;:.-–/"
_SIGN = compiled(r"[^\p{L}\d ]")
_BLANK = compiled(r"\s")
# Names whose reading is kept, and how long they may be.
_MOST_NAMES = 5_000
_LONGEST_NAME = 80


class _Forms(NamedTuple):
    """What ``patterns/agency_forms.toml`` says, compiled."""

    short: regex.Pattern[str]
    longs: Mapping[str, str]
    around: regex.Pattern[str]
    many: regex.Pattern[str]
    silent: regex.Pattern[str]
    own: frozenset[str]


class _Read(Struct, frozen=True):
    """A name without what stands round it, what is equal for all its spellings, and whether it is one body's."""

    plain: str
    key: str
    kind: Literal["body", "office", "none"]


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
        read = _read(name, forms, patterns)
        plain, key = read.plain, read.key
        is_one = read.kind == "body" or (read.kind == "office" and role == "cited-issuer")
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
            level, sector = level_and_sector(_expanded(plain, forms), patterns)
            if in_letterhead and printed is not None:
                level, sector = printed.level or level, printed.sector or sector
            if own and key in forms.own:
                level = own[0].level or level_and_sector(own[0].name, patterns)[0]
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
    start, end = validity(item.name, item.level, item.sector, patterns)
    return Agency(
        name=item.name,
        level=item.level,
        sector=item.sector,
        roles=sorted(item.roles, key=_ORDER.index),
        valid_from=start,
        valid_to=end,
        mentions=sorted(item.mentions, key=lambda mention: mention.span or (-1, -1)),
    )


def _mention(named: _Named, places: AgencyPlaces | None) -> AgencyMention:
    """Where the name stands; the whole item where it stands in other words ("Sở Y tế" in "các Sở: Tài chính, Y tế")."""
    span, page, section = named.span, named.page, named.section
    if places is not None and named.role not in ("issuer", "parent"):
        above = section if named.role in ("lead", "coordinate") else None
        span, page, section = places.find(named.name, named.span, above) or (span, page, section)
    return AgencyMention(role=named.role, span=span, page=page, section=section)


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
            yield _Named(name.name, cast(AgencyRole, role), name.span, name.page, "header")
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


def _body(name: str, patterns: Patterns) -> str:
    """ "Bộ trưởng Bộ Y tế" speaks for the Bộ Y tế; an office whose name is one phrase ("Thủ tướng Chính phủ") stays."""
    views = Views(name)
    head = lexicon(patterns).find_head(views, 0)
    if head is None or head.phrase.kind != "person":
        return name
    for blank in _BLANK.finditer(name[: head.end + 1]):
        behind = lexicon(patterns).find_head(views, blank.end())
        if behind is not None and behind.phrase.kind == "body" and name[behind.start].isupper():
            return name[behind.start :]
    return name


def _read(name: str, forms: _Forms, patterns: Patterns) -> _Read:
    """A name read; names come back within a document and from one to the next."""
    known = patterns.derive("directory.names", _no_names)
    found = known.get(name)
    if found is None:
        plain = plain_name(name, patterns)
        found = _Read(plain, _key(plain, forms), _kind(plain, forms, patterns))
        if len(known) > _MOST_NAMES:
            known.clear()
        if len(name) <= _LONGEST_NAME:
            known[name] = found
    return found


def _no_names(_: Patterns) -> dict[str, _Read]:
    """Names that were read, filled as they are met."""
    return {}


def _kind(name: str, forms: _Forms, patterns: Patterns) -> Literal["body", "office", "none"]:
    """Is it one body's name, or that of an office that may issue as well ("Thủ tướng Chính phủ")?"""
    if forms.many.search(lower_view(name)):
        return "none"
    head = lexicon(patterns).find_head(Views(name), 0)
    if head is None or head.start:
        return "body" if " " not in name and lexicon(patterns).has_code(name) else "none"
    if head.phrase.bare and head.end == len(name):
        return "none"
    if head.phrase.kind == "body":
        return "body"
    return "office" if head.phrase.kind == "person" else "none"


def _expanded(name: str, forms: _Forms) -> str:
    return squeeze(forms.short.sub(lambda match: forms.longs[_short_key(match.group())], name))


def _key(name: str, forms: _Forms) -> str:
    """Equal for all spellings of one name, tone marks and case apart."""
    lower = _SIGN.sub(" ", lower_view(_expanded(name, forms)))
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
