"""The unit on whose territory a body stands: "Tỉnh ủy" in a plan of Bình Định is that of Bình Định.

Numbers are unique for one body only, and most plans leave out of which province or district their superior is; the
letterhead says it (``patterns/localities.toml``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from plancli.extract.bodies import level_and_sector
from plancli.model import Document
from plancli.patterns import Patterns
from plancli.text import Views, fold_view, squeeze

LEVELS = ("central", "province", "district", "commune", "grassroots")


@dataclass(frozen=True, slots=True)
class Locality:
    """Names of the units, from the province down; ``None`` for what is not known."""

    province: str | None = None
    district: str | None = None
    commune: str | None = None

    def down_to(self, level: str | None) -> Locality:
        """What a body of that level shares with others on its territory; nothing for central bodies."""
        if level == "central" or level is None:
            return Locality()
        if level == "province":
            return Locality(self.province)
        return Locality(self.province, self.district, None if level == "district" else self.commune)

    def filled(self, other: Locality) -> Locality:
        """This one, with what it lacks from the other, unless the two contradict each other."""
        if not self.compatible(other):
            return self
        return Locality(self.province or other.province, self.district or other.district, self.commune or other.commune)

    def compatible(self, other: Locality) -> bool:
        """Does nothing that both know differ?"""
        pairs = (
            (self.province, other.province), (self.district, other.district), (self.commune, other.commune),
        )  # fmt: skip
        return all(mine is None or theirs is None or _same(mine, theirs) for mine, theirs in pairs)

    @property
    def name(self) -> str | None:
        """The smallest unit that is known."""
        return self.commune or self.district or self.province

    def __bool__(self) -> bool:
        return self.name is not None


def _same(left: str, right: str) -> bool:
    return fold_view(left) == fold_view(right)


def locality_in(text: str, patterns: Patterns) -> Locality:
    """The units that a name ("UBND huyện Yên Thế, tỉnh Bắc Giang") names, each level's first."""
    views = Views(squeeze(text))
    found: dict[str, str] = {}
    for rule in patterns["localities"].rules:
        for match in rule.finditer(views):
            level = rule.get("level")
            if level == "city":
                level = level_and_sector(f"thành phố {match.group('name')}", patterns)[0] or "district"
            found.setdefault(str(level), match.group("name"))
    return Locality(found.get("province"), found.get("district"), found.get("commune"))


def document_locality(document: Document, patterns: Patterns) -> Locality:
    """The territory of a document's issuer: by its letterhead, else by what its text names most."""
    header = document.header
    level = header.issuer.level if header.issuer else None
    own = Locality()
    for name in (header.issuer, header.parent):
        if name is not None:
            own = own.filled(locality_in(name.name, patterns))
    if level == "central" or (header.issuer and level_and_sector(header.issuer.name, patterns)[0] == "central"):
        return Locality()
    if header.place is not None and own.province is None and header.place.text in provinces(patterns):
        own = own.filled(Locality(header.place.text))
    others = [locality_in(text, patterns) for text in _elsewhere(document)]
    fitting = [other for other in others if own.compatible(other)]
    for guess in (_commonest(other.province for other in fitting), *_cities(fitting, patterns)):
        if own.province is None and guess:
            own = own.filled(Locality(guess))
    if own.district is None and level in ("commune", "grassroots"):
        own = own.filled(Locality(district=_commonest(other.district for other in fitting)))
    return own


def _elsewhere(document: Document) -> Iterable[str]:
    """Texts that name the units above the issuer."""
    yield from (recipient.name for recipient in document.recipients)
    yield from (addressee.name for addressee in document.addressees)
    if document.header.subject:
        yield document.header.subject.text
    for reference in document.references:
        yield from (text for text in (reference.issuer, reference.subject) if text)


def _commonest(names: Iterable[str | None]) -> str | None:
    counts = Counter(name for name in names if name)
    return counts.most_common(1)[0][0] if counts else None


def _cities(found: Iterable[Locality], patterns: Patterns) -> Iterable[str]:
    """A city of the province's own name tells the province: "thành phố Quảng Ngãi"."""
    known = provinces(patterns)
    name = _commonest(one.district for one in found if one.district in known)
    return (name,) if name else ()


def provinces(patterns: Patterns) -> frozenset[str]:
    """The names of all provinces and cities under the centre, old and new."""
    return patterns.derive("graph.provinces", _provinces)


def _provinces(patterns: Patterns) -> frozenset[str]:
    entries = patterns["places"].entries
    return frozenset(str(name) for entry in entries for name in (entry["name"], *entry.get("also", ())))
