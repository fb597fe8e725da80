"""From one parsed document to what the web needs of it: the documents that it names, and what it says of them.

A document that is cited with its subject tells a relation of its own: "Kế hoạch số 60-KH/TU … về thực hiện Nghị
quyết số 27-NQ/TW" says that the plan carries out the resolution. Titles and opening paragraphs are read once more for
it, with the same rules of citing and of roles (``patterns/references.toml``, ``patterns/roles.toml``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from plancli.extract.bodies import level_and_sector, lexicon
from plancli.extract.citations import Citation, find_citations
from plancli.extract.named import find_named
from plancli.extract.numbers import Symbol, parse_symbol
from plancli.graph.localities import Locality, document_locality, locality_in
from plancli.model import Document, Reference, Role
from plancli.patterns import Patterns
from plancli.text import Flow, NormText, Paragraph, Views, fold_view, squeeze

STRENGTH: tuple[Role, ...] = ("implements", "amends", "replaces", "basis", "cites")
_SUBJECT_REACH = 600
_CODE_LEVELS = {"central": "central", "provincial": "province", "district": "district", "commune": "commune"}


@dataclass(frozen=True, slots=True)
class Sighting:
    """One document as one text names it; ``own`` is the text's own document.

    ``key`` is equal for all spellings of a number, or of a name where there is no number; ``None`` where the
    document has lost its number.
    """

    file: str
    key: str | None
    number: str | None = None
    type: str | None = None
    name: str | None = None
    date: str | None = None
    issuer: str | None = None
    level: str | None = None
    sector: str | None = None
    locality: Locality = field(default_factory=Locality)
    subject: str | None = None
    year: bool = False
    own: bool = False
    inferred_issuer: bool = False
    spellings: tuple[str, ...] = ()
    suspect: int | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """``source`` names ``target`` (indexes of sightings) in a role; ``subject``: so its quoted subject says."""

    source: int
    target: int
    role: Role
    subject: bool = False
    title: bool = False
    mentions: int = 1


@dataclass(frozen=True, slots=True)
class Record:
    """All that the web takes from a document: its sightings, itself first, and their relations."""

    file: str
    sha256: str
    sightings: tuple[Sighting, ...]
    relations: tuple[Relation, ...]


def read_document(document: Document, file: str, patterns: Patterns) -> Record:
    """The document's record; ``file`` is the name under which it is listed."""
    home = document_locality(document, patterns)
    sightings = [_own(document, file, home, patterns)]
    relations = []
    places: dict[int, int] = {}
    for index, reference in enumerate(document.references):
        if reference.same_as_header:
            places[index] = 0
            continue
        places[index] = len(sightings)
        sightings.append(_cited(reference, file, home, patterns))
        title = any(mention.section == "header" for mention in reference.mentions)
        relations.append(Relation(0, places[index], reference.role, title=title, mentions=len(reference.mentions)))
    _mark_suspects(document, sightings, places)
    reader = _Subjects(sightings, file, home, patterns)
    relations.extend(reader.read(document))
    return Record(file, document.source.sha256, tuple(reader.sightings), tuple(relations))


# --- sightings ---------------------------------------------------------------------------------------------


def _own(document: Document, file: str, home: Locality, patterns: Patterns) -> Sighting:
    header = document.header
    number = header.number if header.number and header.number.serial else None
    symbol = parse_symbol(number.text, patterns) if number else None
    issuer = header.issuer
    level, sector = level_and_sector(issuer.name, patterns) if issuer else (None, None)
    return Sighting(
        file=file,
        key=symbol.key if symbol else None,
        number=symbol.regular if symbol else None,
        type=header.type.code if header.type else symbol.kind if symbol else None,
        name=header.type.name if header.type else None,
        date=header.date.value if header.date else None,
        issuer=issuer.name if issuer else None,
        level=(issuer.level if issuer else None) or level,
        sector=(issuer.sector if issuer else None) or sector,
        locality=home.down_to(level) if level else home,
        subject=header.subject.text if header.subject else None,
        year=bool(symbol and symbol.year),
        own=True,
        inferred_issuer=bool(issuer and issuer.inferred),
    )


def _cited(reference: Reference, file: str, home: Locality, patterns: Patterns) -> Sighting:
    symbol = parse_symbol(reference.number, patterns) if reference.number else None
    symbol = symbol if symbol and symbol.serial else None
    key = symbol.key if symbol else _name_key(reference.name, reference.type) if reference.name else None
    level, sector = _rank(reference, symbol, patterns)
    return Sighting(
        file=file,
        key=key,
        number=reference.number,
        type=reference.type,
        name=reference.name,
        date=reference.date,
        issuer=reference.issuer,
        level=level,
        sector=sector,
        locality=_place(reference.issuer or reference.name, level, home, patterns),
        subject=reference.subject,
        year=bool(symbol and symbol.year),
        spellings=_spellings(reference, patterns),
    )


def _rank(reference: Reference, symbol: Symbol | None, patterns: Patterns) -> tuple[str | None, str | None]:
    """Level and sector by the issuer's name, else by the body's code, else by what the document's name says."""
    level, sector = level_and_sector(reference.issuer, patterns) if reference.issuer else (None, None)
    if reference.body is not None:
        level, sector = level or reference.body.level, sector or reference.body.sector
    body = lexicon(patterns).code(symbol.body_code) if symbol and symbol.body_code else None
    if body is not None:
        level, sector = level or _CODE_LEVELS.get(body.level), sector or body.sector
    if reference.name and level is None and reference.issuer is None:
        level = level_and_sector(reference.name, patterns)[0] or "central"
    return level, sector


def _place(name: str | None, level: str | None, home: Locality, patterns: Patterns) -> Locality:
    """Where the issuer of a cited document stands: as its name says, else on the citing document's own territory."""
    if level == "central" or level is None:
        return Locality()
    said = locality_in(name, patterns) if name else Locality()
    return said.filled(home.down_to(level))


def _name_key(name: str, kind: str | None) -> str:
    return f"={kind or ''}|{squeeze(fold_view(name))}"


def _spellings(reference: Reference, patterns: Patterns) -> tuple[str, ...]:
    """How the number is written where it is not written canonically."""
    if reference.number is None:
        return ()
    rule = patterns["numbers"].rule("symbol")
    found: dict[str, None] = {}
    for mention in reference.mentions:
        if mention.text.endswith(reference.number):
            continue
        match = next(rule.finditer(Views(mention.text)), None)
        if match and match.group() != reference.number:
            found.setdefault(match.group())
    return tuple(found)


def _mark_suspects(document: Document, sightings: list[Sighting], places: dict[int, int]) -> None:
    """What the review took for a slip of another number of this document keeps a pointer to that one."""
    spots = [item.span for item in document.diagnostics if item.code == "reference-suspect" and item.span]
    for index, reference in enumerate(document.references):
        spans = [mention.span for mention in reference.mentions if mention.span]
        if not any(start <= spot[0] < end for start, end in spans for spot in spots):
            continue
        mine = (sightings[places[index]].key or "").split("|")[:3]
        rivals = [
            place for other, place in places.items()
            if other != index and (sightings[place].key or "").split("|")[:3] == mine and place
        ]  # fmt: skip
        if rivals:
            sightings[places[index]] = replace(sightings[places[index]], suspect=rivals[0])


# --- subjects ----------------------------------------------------------------------------------------------


class _Subjects:
    """Reads the relations that quoted subjects tell."""

    def __init__(self, sightings: list[Sighting], file: str, home: Locality, patterns: Patterns) -> None:
        self.sightings = sightings
        self._file, self._home, self._patterns = file, home, patterns
        self._by_key: dict[str, list[int]] = {}
        for index, sighting in enumerate(sightings):
            if sighting.key:
                self._by_key.setdefault(sighting.key, []).append(index)
        rules = patterns["roles"].rules
        self._rules = [
            rule for rule in rules if rule.get("place") == "before" and rule.get("zones") == ["header"]
        ]  # fmt: skip

    def read(self, document: Document) -> Iterator[Relation]:
        """All relations between cited documents, each pair once, in its strongest role."""
        found: dict[tuple[int, int], Role] = {}
        texts = [item.text for item in (document.header.subject, document.preamble) if item]
        for text in texts:
            for outer, inner, role in self._in_text(text):
                _note(found, outer, inner, role)
        for index, sighting in enumerate(list(self.sightings)):
            if sighting.subject and not sighting.own:
                for inner, role in self._in_subject(sighting.subject):
                    _note(found, index, inner, role)
        for (outer, inner), role in found.items():
            if outer and outer != inner:
                yield Relation(outer, inner, role, subject=True)

    def _in_text(self, text: str) -> Iterator[tuple[int, int, Role]]:
        """A citation inside the subject of the one before it: outer, inner, role."""
        flow, citations = self._citations(text)
        open_ones: list[tuple[Citation, int]] = []
        for citation in citations:
            start = citation.mention.start
            open_ones = [pair for pair in open_ones if _subject_end(pair[0]) > start]
            index = self._find(citation, flow)
            if index is None:
                continue
            if open_ones:
                outer, place = open_ones[-1]
                role = self._role(flow, outer.extent.end, start)
                if role is not None:
                    yield place, index, role
            open_ones.append((citation, index))

    def _in_subject(self, subject: str) -> Iterator[tuple[int, Role]]:
        """The first document that a subject names is the one it speaks of; what follows belongs to that one."""
        flow, citations = self._citations(subject)
        for citation in citations[:1]:
            index = self._find(citation, flow)
            role = self._role(flow, 0, citation.mention.start)
            if index is not None and role is not None:
                yield index, role

    def _citations(self, text: str) -> tuple[Flow, Sequence[Citation]]:
        flow = Flow(NormText.of(text), [Paragraph(0, len(text), "header")])
        numbered = [item for item in find_citations(flow, self._patterns) if item.symbol and item.symbol.serial]
        named = [
            item for item in find_named(flow, self._patterns)
            if not any(other.mention.start <= item.mention.start < other.mention.end for other in numbered)
        ]  # fmt: skip
        return flow, sorted([*numbered, *named], key=lambda item: item.mention)

    def _role(self, flow: Flow, start: int, end: int) -> Role | None:
        """What the words of a title make of the document behind them."""
        for rule in self._rules:
            if rule.pattern.search(flow.views.get(rule.rule.view), start, end):
                role: Role = rule.get("role")
                return role
        return None

    def _find(self, citation: Citation, flow: Flow) -> int | None:
        """The sighting that the citation is, a new one where the document's references have none."""
        symbol = citation.symbol
        if symbol is not None:
            for index in self._by_key.get(symbol.key, ()):
                mine = self.sightings[index].date
                if not citation.date or not mine or mine.startswith(citation.date) or citation.date.startswith(mine):
                    return index
            return None
        if citation.name is None:
            return None
        key = _name_key(citation.name, citation.kind)
        subject = _subject_behind(flow.text, citation.extent.end)
        for index in self._by_key.get(key, ()):
            if subject and self.sightings[index].subject is None:
                self.sightings[index] = replace(self.sightings[index], subject=subject)
            return index
        return None


def _note(found: dict[tuple[int, int], Role], outer: int, inner: int, role: Role) -> None:
    known = found.get((outer, inner))
    if known is None or STRENGTH.index(role) < STRENGTH.index(known):
        found[outer, inner] = role


def _subject_end(citation: Citation) -> int:
    return citation.subject_end or 0


def _subject_behind(text: str, end: int) -> str | None:
    """The title behind a document that is cited by name: "… khóa XIII về tiếp tục xây dựng …"."""
    rest = text[end : end + _SUBJECT_REACH]
    if not rest.startswith(" về "):
        return None
    for stop in ("\n", ";", "(", ". "):
        rest = rest.partition(stop)[0]
    return squeeze(rest)
