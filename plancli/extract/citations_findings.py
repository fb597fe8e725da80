"""What is odd about cited documents: numbers spelt otherwise, suspects, blanks, codes that are unknown or expired."""

from __future__ import annotations

from plancli.extract.citations import Citation
from plancli.extract.citations_misread import doubtful
from plancli.extract.numbers import Symbol, grammar, is_slip
from plancli.extract.resolve import Entry, number_of
from plancli.extract.validity import expired
from plancli.model import Diagnostic
from plancli.normalise.damage import is_misread
from plancli.patterns import Patterns
from plancli.review.registry import diagnostic
from plancli.text import Flow, Locator, squeeze


def findings(entries: list[Entry], flow: Flow, locate: Locator, patterns: Patterns) -> list[Diagnostic]:
    """Variants, suspects, blanks and unknown codes, in text order."""
    placed: list[tuple[int, Diagnostic]] = []
    rivals: dict[tuple[str | None, ...], list[Entry]] = {}
    of_a_day: dict[tuple[str | None, ...], list[Entry]] = {}
    of_codes: dict[tuple[str | None, ...], list[Entry]] = {}
    figures = grammar(patterns).slips
    misread = is_misread(flow.views, patterns)
    for entry in entries:
        for symbol in entry.symbols[:1]:
            rivals.setdefault(_rival_key(symbol), []).append(entry)
            of_codes.setdefault((symbol.year, symbol.type_code, symbol.body_code), []).append(entry)
            if entry.date:
                of_a_day.setdefault((symbol.year, symbol.type_code, symbol.body_code, entry.date), []).append(entry)

    def add(code: str, citation: Citation, **values: str | None) -> None:
        place = citation.number or citation.mention
        section = flow.section_at(place.start)
        placed.append((place.start, diagnostic(patterns, code, locate(place), section, **values)))

    for entry in entries:
        number = number_of(entry)
        if number is None:
            continue
        printed = {id(citation): _printed(citation, flow) for citation in entry.citations if citation.symbol}
        regular = any(text == number.casefold() for text in printed.values())
        for citation in entry.citations:
            text = printed.get(id(citation))
            if text is None or citation.number is None:
                continue
            if citation.blank:
                mention = flow.text[citation.mention.start : citation.mention.end]
                add("reference-blank", citation, text=squeeze(mention))
            elif regular and text != number.casefold() and not citation.shared:
                add("reference-variant", citation, text=squeeze(flow.text[slice(*citation.number)]), number=number)
        symbol = entry.symbols[0]
        for value in symbol.unknown:
            add("code-unknown", entry.citations[0], value=value, number=number)
        old = expired(symbol, entry.date, patterns)
        if old is not None:
            add("code-expired", entry.citations[0], value=old, number=number)
        other = _suspected(entry, rivals[_rival_key(symbol)])
        if other is None and misread:
            other = _alike(entry, of_codes[symbol.year, symbol.type_code, symbol.body_code], figures)
        if other is None and entry.date:
            other = _misread(entry, of_a_day[symbol.year, symbol.type_code, symbol.body_code, entry.date], figures)
        if other is not None:
            add("reference-suspect", entry.citations[0], number=number, other=number_of(other))
    for citation, other_number in doubtful([item for entry in entries for item in entry.citations], flow, patterns):
        assert citation.symbol is not None
        add("reference-suspect", citation, number=citation.symbol.text, other=other_number)
    return [found for _, found in sorted(placed, key=lambda pair: pair[0])]


def _printed(citation: Citation, flow: Flow) -> str:
    assert citation.number is not None
    text = flow.text[citation.number.start : citation.number.end]
    return text.replace("–", "-").casefold()


def _rival_key(symbol: Symbol) -> tuple[str | None, ...]:
    """What a document's number shares with a slip of it: all but the body."""
    return symbol.serial, symbol.year, symbol.type_code


def _suspected(entry: Entry, entries: list[Entry]) -> Entry | None:
    """Another document with the same serial and kind, mentioned more often, and nothing said that tells them apart."""
    if entry.date is not None and entry.issuer is not None:
        return None
    mine = entry.symbols[0]
    for other in entries:
        if other is entry or not other.symbols or len(other.citations) <= len(entry.citations):
            continue
        theirs = other.symbols[0]
        rival = bool(mine.serial and mine.type_code) and mine.body_code != theirs.body_code
        if rival and entry.date in (None, other.date):
            return other
    return None


def _alike(entry: Entry, of_codes: list[Entry], figures: list[set[str]]) -> Entry | None:
    """In a misread text: a document of the same codes, cited as often or more, whose number this one may be."""
    mine = entry.symbols[0].serial or ""
    for other in of_codes[:_MOST_OF_A_DAY]:
        if other is entry or len(other.citations) < len(entry.citations) or entry.date not in (None, other.date):
            continue
        if is_slip(mine, other.symbols[0].serial or "", figures):
            return other
    return None


# Beyond so many documents of one day and body nothing is compared.
_MOST_OF_A_DAY = 50


def _misread(entry: Entry, of_a_day: list[Entry], figures: list[set[str]]) -> Entry | None:
    """Another document of the day and body, cited more often, whose number OCR would read as this one's."""
    mine = entry.symbols[0].serial or ""
    for other in of_a_day[:_MOST_OF_A_DAY]:
        theirs = other.symbols[0].serial or ""
        if len(other.citations) > len(entry.citations) and is_slip(mine, theirs, figures):
            return other
    return None
