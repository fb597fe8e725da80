"""From citations to documents: one entry a document, with date, issuer and subject from all its mentions.

Spellings of one number are one document; a number that names another body is another. Party numbering starts anew
each term and the state's each year (Nghị định 30/2020/NĐ-CP, Điều 8), so one number with different dates and issuers
is two documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from msgspec import UNSET, Struct, field
from msgspec.structs import replace

from plancli.expressions import compiled
from plancli.extract.citations import Citation
from plancli.extract.issuing import issuing_body
from plancli.extract.laws import law_key
from plancli.extract.names import proper_case, sentence_case
from plancli.extract.numbers import Symbol, grammar, parse_symbol
from plancli.model import Mention, Number, Reference, Role
from plancli.patterns import Patterns
from plancli.text import Flow, Locator, lower_view, squeeze


class Entry(Struct):
    """A cited document in the making."""

    key: str
    citations: list[Citation] = field(default_factory=list)
    own: bool = False

    @property
    def symbols(self) -> list[Symbol]:
        """The numbers as its mentions print them."""
        return [citation.symbol for citation in self.citations if citation.symbol is not None]

    @property
    def date(self) -> str | None:
        """The fullest date of any mention, the first of equals."""
        fullest = ""
        for citation in self.citations:
            if citation.date and len(citation.date) > len(fullest):
                fullest = citation.date
        return fullest or self.first([citation.list_date for citation in self.citations])

    @property
    def issuer(self) -> str | None:
        """The issuer that most mentions name; one in natural case before one in capitals."""
        issuers = [citation.issuer for citation in self.citations if citation.issuer]
        if not issuers:
            return self.first([citation.list_issuer for citation in self.citations])
        natural = [issuer for issuer in issuers if not issuer.isupper()] or issuers
        if len(natural) == 1:
            return natural[0]
        counts = Counter(map(lower_view, natural))
        return max(natural, key=lambda issuer: counts[lower_view(issuer)])

    def first(self, values: Iterable[str | None]) -> str | None:
        """The first value that is there, one in natural case before one in capitals."""
        capitals = None
        for value in values:
            if value:
                if not value.isupper():
                    return value
                capitals = capitals or value
        return capitals


def _compatible(entry: Entry, citation: Citation) -> bool:
    """May the citation name the entry's document? Only stated dates and issuers that differ speak against it."""
    if citation.date is None:
        return True
    mine, other = entry.date, citation.date
    if mine is None or mine.startswith(other) or other.startswith(mine):
        return True
    if mine[:4] != other[:4]:
        return False
    if entry.issuer is None or citation.issuer is None:
        return True
    left, right = lower_view(entry.issuer), lower_view(citation.issuer)
    return left in right or right in left


class Resolver:
    """Takes citations in text order and gathers entries."""

    def __init__(self, patterns: Patterns, own: Number | None) -> None:
        self._patterns = patterns
        self._own = parse_symbol(own.text, patterns) if own else None
        self._entries: list[Entry] = []
        self._by_key: dict[str, list[Entry]] = {}
        self._laws: dict[str, list[Entry]] = {}
        self._by_serial: dict[str, list[Entry]] = {}
        self._congresses: list[Entry] = []

    def resolve(self, citations: Iterable[Citation]) -> list[Entry]:
        """The entries in order of first mention."""
        ordered = list(citations)
        full = [citation for citation in ordered if citation.symbol is not None]
        for citation in full:
            self._add_numbered(citation)
        for citation in ordered:
            if citation.symbol is None and citation.partial is not None:
                self._add_partial(citation)
            elif citation.symbol is None:
                self._add_named(citation)
        entries = [entry for entry in self._entries if entry.citations]
        for entry in entries:
            entry.citations.sort(key=lambda citation: citation.mention)
        return sorted(entries, key=lambda entry: entry.citations[0].mention)

    def _entry(self, key: str) -> Entry:
        entry = Entry(key)
        self._entries.append(entry)
        self._by_key.setdefault(key, []).append(entry)
        if key.startswith("congress|"):
            self._congresses.append(entry)
        return entry

    def _add_numbered(self, citation: Citation) -> None:
        symbol = citation.symbol
        assert symbol is not None
        own = self._own is not None and symbol.key == self._own.key
        if self._is_own_bracket(citation, own):
            return
        known = self._by_key.get(symbol.key, [])
        entry = next((entry for entry in reversed(known) if _compatible(entry, citation)), None)
        if entry is None:
            entry = self._entry(symbol.key)
            entry.own = own and symbol.serial is not None
            if symbol.serial is not None:
                self._by_serial.setdefault(symbol.serial.lstrip("0"), []).append(entry)
        entry.citations.append(citation)
        if citation.name:
            self._laws.setdefault(_name_key(citation), []).append(entry)

    def _is_own_bracket(self, citation: Citation, own: bool) -> bool:
        """Does "(Kèm theo Kế hoạch số …)" above an annex name the document itself? Then it is no reference."""
        symbol = citation.symbol
        assert symbol is not None
        if citation.blank and own:
            return True
        if not citation.carrier:
            return False
        mine = self._own
        blank_own = mine is not None and mine.serial is None
        same_codes = mine is not None and (mine.type_code, mine.body_code) == (symbol.type_code, symbol.body_code)
        return own or citation.blank or (blank_own and same_codes)

    def _add_partial(self, citation: Citation) -> None:
        """A number without codes belongs to the one document of its kind with that number, else it is none."""
        assert citation.partial is not None
        serial, year = citation.partial
        matching = [
            entry
            for entry in self._by_serial.get(serial.lstrip("0"), [])
            if (year is None or entry.symbols[0].year == year)
            and any(citation.kind in (found.kind, "CV") for found in entry.citations)
        ]
        if len(matching) == 1:
            matching[0].citations.append(citation)
            return
        if not matching:
            self._add_bare(citation, serial, year)

    def _add_bare(self, citation: Citation, serial: str, year: str | None) -> None:
        """A number that no other citation settles: its kind implies the rest (NĐ 30/2020), or its date vouches."""
        body = grammar(self._patterns).settings["implied"].get(citation.kind)
        if year is not None and body is not None:
            symbol = parse_symbol(f"{serial}/{year}/{citation.kind}-{body}", self._patterns)
        elif citation.vouched:
            text = f"{serial}/{year}" if year else serial
            symbol = Symbol(text, serial, year, None, None, True, text, citation.kind)
        else:
            return
        if symbol is not None:
            known = self._by_key.get(symbol.key, [])
            entry = next((found for found in known if _compatible(found, citation)), None) or self._entry(symbol.key)
            entry.citations.append(replace(citation, symbol=symbol, partial=None))

    def _add_named(self, citation: Citation) -> None:
        key = citation.name_key
        assert key is not None
        candidates = [*self._laws.get(key, []), *self._by_key.get(key, [])]
        if not candidates and key.startswith("congress|"):
            candidates = [entry for entry in self._congresses if _same_congress(entry.key, key)]
        if not candidates and key.startswith(_CONSTITUTION):
            candidates = [entry for entry in self._entries if _same_constitution(entry.key, key)]
        entry = next((found for found in candidates if _compatible(found, citation)), None)
        if entry is None:
            entry = self._entry(key)
        entry.citations.append(citation)


_CONSTITUTION = "hiến pháp|"


def _same_constitution(left: str, right: str) -> bool:
    """The Constitution named without its year is the one that is named with it."""
    return left.startswith(_CONSTITUTION) and _CONSTITUTION in (left, right)


def _same_congress(left: str, right: str) -> bool:
    """ "Đại hội Đảng bộ tỉnh lần thứ XIX" and "Đại hội Đảng bộ tỉnh Bắc Giang lần thứ XIX" are one congress."""
    mine, other = left.split("|"), right.split("|")
    if mine[0] != other[0]:
        return False
    body, rival = f"{mine[1]} ", f"{other[1]} "
    same_body = body == rival or (bool(mine[1] and other[1]) and (body.startswith(rival) or rival.startswith(body)))
    if mine[2] and other[2]:
        return same_body and mine[2] == other[2]
    return same_body and bool(mine[3]) and mine[3] == other[3]


def _name_key(citation: Citation) -> str:
    words = law_key(citation.name or "")
    for kind in ("bộ luật", "luật", "pháp lệnh"):
        words = words.removeprefix(f"{kind} ")
    return f"{citation.kind}|{words}"


# --- output ------------------------------------------------------------------------------------------------


def reference(
    entry: Entry, role: Role, flow: Flow, locate: Locator, patterns: Patterns, distinct: bool = True
) -> Reference:
    """The contract's object. ``distinct`` is false when another entry has the same name: then the year joins it."""
    issuer, symbols, number = entry.issuer, entry.symbols, number_of(entry)
    return Reference(
        number=number,
        type=entry.first([citation.kind for citation in entry.citations]),
        name=_cased(_name(entry, distinct), patterns),
        date=entry.date,
        issuer=_natural(issuer, proper_case, patterns),
        subject=_natural(entry.first([citation.subject for citation in entry.citations]), sentence_case, patterns),
        same_as_header=entry.own,
        role=role,
        body=issuing_body(issuer, symbols[0] if symbols else None, entry.key, patterns),
        mentions=[_mention(citation, number, flow, locate) for citation in entry.citations],
    )


def _natural(text: str | None, case: Callable[[str, Patterns], str], patterns: Patterns) -> str | None:
    """A text printed in capitals (in a title) as Vietnamese writes it."""
    return case(text, patterns) if text and text.isupper() and " " in text else text


def _cased(name: str | None, patterns: Patterns) -> str | None:
    """A law's name that a title prints in capitals ("Luật QUẢNG CÁO") as Vietnamese writes it."""
    kind, _, rest = (name or "").partition(" ")
    return sentence_case(f"{kind} {rest}".upper(), patterns) if len(rest) > 1 and rest.isupper() else name


def number_of(entry: Entry) -> str | None:
    """The number as most mentions spell it by the rules of its kind; a blank one without its leading separator."""
    symbols = entry.symbols
    if not symbols:
        return None
    best = symbols[0].regular
    if len(symbols) > 1:
        counts = Counter([symbol.regular for symbol in symbols])
        best = max(counts, key=lambda text: counts[text])
    return best if symbols[0].serial else best.lstrip("/-")


def _name(entry: Entry, distinct: bool) -> str | None:
    name = entry.first([citation.name for citation in entry.citations])
    if entry.key.startswith(_CONSTITUTION):
        return next((citation.name for citation in entry.citations if citation.date), name)
    if name and not distinct and entry.date and entry.date[:4] not in name:
        return f"{name} năm {entry.date[:4]}"
    return name


def _mention(citation: Citation, number: str | None, flow: Flow, locate: Locator) -> Mention:
    span, page = locate(citation.mention)
    printed = _other_print(citation, number, flow) if number is not None else None
    return Mention(
        text=squeeze(flow.text[citation.mention.start : citation.mention.end]),
        pinpoint=citation.pinpoint,
        span=span,
        page=page,
        section=flow.section_at(citation.mention.start),
        repaired={"number": printed} if printed is not None else UNSET,
    )


_BLANKS = compiled(r"\s+")
_ZEROS = compiled(r"^0+(?=\d)")


def _other_print(citation: Citation, number: str, flow: Flow) -> str | None:
    """The number as it is printed where that is another; blanks, the length of dashes and zeros before do not count."""
    if citation.number is None or citation.symbol is None or citation.shared or citation.blank:
        return None
    printed = flow.text[citation.number.start : citation.number.end]
    if printed == number:
        return None
    plain = _BLANKS.sub("", printed.replace("–", "-").replace("Ð", "Đ"))
    plain, number = (_ZEROS.sub("", text).casefold() for text in (plain, _BLANKS.sub("", number)))
    return squeeze(printed) if plain != number else None
