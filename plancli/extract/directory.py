"""The agencies that a document names as issuer, parent, addressee, in its tasks, among its recipients and as issuers
of what it cites: one entry an agency, whatever it is called each time (``patterns/agency_forms.toml``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, get_args

import regex

from plancli.extract.agencies import split_agencies
from plancli.extract.bodies import level_and_sector, lexicon
from plancli.model import Addressee, Agency, AgencyRole, Header, Recipient, Reference, Task
from plancli.patterns import Patterns
from plancli.text import Views, fold_view, lower_view, squeeze

_ORDER: tuple[AgencyRole, ...] = get_args(AgencyRole)
_EDGES = " \t,;:.-–/"


class _Forms(NamedTuple):
    """What ``patterns/agency_forms.toml`` says, compiled."""

    short: regex.Pattern[str]
    longs: Mapping[str, str]
    around: regex.Pattern[str]
    many: regex.Pattern[str]
    silent: regex.Pattern[str]
    own: frozenset[str]


@dataclass
class _Found:
    """An agency in the making: its fullest printed name."""

    name: str
    level: str | None
    sector: str | None
    roles: set[AgencyRole] = field(default_factory=set)


def directory(
    header: Header,
    tasks: Sequence[Task],
    recipients: Sequence[Recipient],
    addressees: Sequence[Addressee],
    references: Sequence[Reference],
    patterns: Patterns,
) -> list[Agency]:
    """The distinct agencies, in order: letterhead, addressees, tasks, recipients, issuers of cited documents.

    Names of many ("các xã") and persons are none. A body named alone that the issuer is, or is the level of ("UBND"
    in a plan of UBND xã …), takes the issuer's name or level.
    """
    forms = patterns.derive("agency_forms", _forms)
    own = [name for name in (header.issuer, header.parent) if name is not None]
    found: dict[str, _Found] = {}
    letterhead: list[str] = []
    for name, role in _named(header, tasks, recipients, addressees, references, patterns):
        in_letterhead = role in ("issuer", "parent")
        plain = _body(squeeze(forms.around.sub(" ", name)).strip(_EDGES), patterns)
        plain = plain[:1].upper() + plain[1:]
        if not plain or (not in_letterhead and not _is_one(plain, role, forms, patterns)):
            continue
        key = _key(plain, forms)
        if in_letterhead:
            letterhead.append(key)
        else:
            # "Đảng ủy" in a document of the Đảng ủy xã Xuân Lương is that one.
            key = next((mine for mine in letterhead if f"{mine} ".startswith(f"{key} ")), key)
        entry = found.get(key)
        if entry is None:
            level, sector = level_and_sector(_expanded(plain, forms), patterns)
            if own and key in forms.own:
                level = level_and_sector(own[0].name, patterns)[0]
            entry = found[key] = _Found(plain, level, sector)
        elif not in_letterhead and len(plain) > len(entry.name) and not entry.roles & {"issuer", "parent"}:
            entry.name = plain
        entry.roles.add(role)
    _join_own(found, forms)
    return [
        Agency(name=item.name, level=item.level, sector=item.sector, roles=sorted(item.roles, key=_ORDER.index))
        for item in found.values()
    ]


def _join_own(found: dict[str, _Found], forms: _Forms) -> None:
    """ "HĐND" alone is "HĐND huyện" where no other HĐND of that level is named."""
    for key in [key for key in found if key in forms.own]:
        alone = found[key]
        fuller = [other for other in found if other.startswith(f"{key} ") and other.count(" ") == key.count(" ") + 1]
        same = [other for other in fuller if found[other].level == alone.level]
        if len(same) == 1 and not alone.roles & {"issuer", "parent"}:
            found[same[0]].roles |= alone.roles
            del found[key]


def _named(
    header: Header,
    tasks: Sequence[Task],
    recipients: Sequence[Recipient],
    addressees: Sequence[Addressee],
    references: Sequence[Reference],
    patterns: Patterns,
) -> Iterator[tuple[str, AgencyRole]]:
    """Every name in its place; lists of agencies in one line are divided."""
    if header.issuer:
        yield header.issuer.name, "issuer"
    if header.parent:
        yield header.parent.name, "parent"
    for addressee in addressees:
        yield from _each(addressee.name, "addressee", patterns)
    for task in tasks:
        yield from ((name, "lead") for name in task.lead)
        yield from ((name, "coordinate") for name in task.coordinate)
    for recipient in recipients:
        yield from _each(recipient.name, "recipient", patterns)
    for reference in references:
        if reference.issuer:
            yield reference.issuer, "cited-issuer"


def _each(text: str, role: AgencyRole, patterns: Patterns) -> Iterator[tuple[str, AgencyRole]]:
    yield from ((name, role) for name in split_agencies(text, patterns))


def _body(name: str, patterns: Patterns) -> str:
    """ "Bộ trưởng Bộ Y tế" speaks for the Bộ Y tế; an office whose name is one phrase ("Thủ tướng Chính phủ") stays."""
    views = Views(name)
    head = lexicon(patterns).find_head(views, 0)
    if head is None or head.phrase.kind != "person":
        return name
    for blank in regex.finditer(r"\s", name[: head.end + 1]):
        behind = lexicon(patterns).find_head(views, blank.end())
        if behind is not None and behind.phrase.kind == "body" and name[behind.start].isupper():
            return name[behind.start :]
    return name


def _is_one(name: str, role: AgencyRole, forms: _Forms, patterns: Patterns) -> bool:
    """Is it one body's name? An issuer may also be an office ("Thủ tướng Chính phủ")."""
    if forms.many.search(lower_view(name)):
        return False
    head = lexicon(patterns).find_head(Views(name), 0)
    if head is None or head.start:
        return " " not in name and lexicon(patterns).has_code(name)
    if head.phrase.bare and head.end == len(name):
        return False
    return head.phrase.kind == "body" or (head.phrase.kind == "person" and role == "cited-issuer")


def _expanded(name: str, forms: _Forms) -> str:
    return squeeze(forms.short.sub(lambda match: forms.longs[_short_key(match.group())], name))


def _key(name: str, forms: _Forms) -> str:
    """Equal for all spellings of one name, tone marks and case apart."""
    lower = regex.sub(r"[^\p{L}\d ]", " ", lower_view(_expanded(name, forms)))
    return squeeze(forms.silent.sub(" ", lower)) or squeeze(lower)


def _short_key(short: str) -> str:
    return fold_view(squeeze(short)).strip(".")


def _forms(patterns: Patterns) -> _Forms:
    file = patterns["agency_forms"]
    longs = {_short_key(short): str(entry["long"]) for entry in file.entries for short in entry["short"]}
    shorts = sorted((short for entry in file.entries for short in entry["short"]), key=len, reverse=True)
    silent = regex.compile(rf"(?<!\p{{L}})(?:{'|'.join(file.settings['silent'])})(?!\p{{L}})")
    before, behind = file.settings["before"], file.settings["behind"]
    return _Forms(
        short=regex.compile(rf"(?<![\p{{L}}\d&])(?:{_either(shorts)})(?![\p{{L}}\d&])"),
        longs=longs,
        around=regex.compile(rf"^(?:{'|'.join(before)})\s+|\s*(?:{'|'.join(behind)})$", regex.IGNORECASE),
        many=regex.compile("|".join(file.settings["many"])),
        silent=silent,
        own=frozenset(squeeze(silent.sub(" ", lower_view(name))) for name in file.settings["own"]),
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(regex.escape(word) for word in words)
