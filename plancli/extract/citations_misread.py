"""Numbers of cited documents in a badly read text, put right where their surroundings settle them.

A repair needs a reason beside the slip itself: the kind that the words name ("Chương trình số 35-CT/TU"), the issuer
behind the number (``60-KH/TƯ`` of a Tỉnh ủy), or other mentions of the same document. Texts that read well are left
alone, and so is what only looks alike: two numbers of one kind and body without a common day stay two documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from plancli.expressions import compiled
from plancli.extract.citations import Citation
from plancli.extract.numbers import Symbol, grammar, is_slip, parse_symbol
from plancli.normalise.damage import is_misread
from plancli.patterns import Patterns
from plancli.text import Flow, fold_view

# Of so many numbers each is compared with each; more are not a plan's.
_MOST = 300


def mended(citations: Sequence[Citation], flow: Flow, patterns: Patterns) -> list[Citation]:
    """The citations; in a misread text with the numbers that their surroundings settle."""
    if not is_misread(flow.views, patterns):
        return list(citations)
    out = [_by_words(citation, flow, patterns) for citation in citations]
    counts = Counter(citation.symbol.key for citation in out if citation.symbol is not None)
    if len(counts) > _MOST:
        return out
    by_key = {citation.symbol.key: citation for citation in out if citation.symbol is not None}
    return [_by_mentions(citation, flow, counts, by_key, out, patterns) for citation in out]


def _by_words(citation: Citation, flow: Flow, patterns: Patterns) -> Citation:
    """The kind as the words before the number name it, the body as the issuer behind it does."""
    symbol = citation.symbol
    if symbol is None or symbol.type_code is None or citation.number is None:
        return citation
    said = citation.kind
    if said is not None and said != symbol.kind and _lost_letter(symbol.type_code, said, patterns):
        symbol = _with(symbol, symbol.type_code, said, patterns) or symbol
    if symbol.body_code == "TW" and _reads_as_own(citation, flow) and _PROVINCIAL.search(_issuer(citation, flow)):
        symbol = _with(symbol, "TW", "TU", patterns) or symbol
    return citation if symbol is citation.symbol else replace(citation, symbol=symbol)


# The marks of words are not asked for: they are what is misread most.
_PROVINCIAL = compiled(r"(?<!\p{L})(?:tinh|thanh) uy(?!\p{L})|(?<!\p{L})dang bo (?:tinh|thanh pho)(?!\p{L})")
_CLAUSE = compiled(r"[.;)\n]")
_FAR = 80


def _reads_as_own(citation: Citation, flow: Flow) -> bool:
    """Is TƯ printed, which is TW in some hands, and TU with a mark that OCR has put there?"""
    return citation.number is not None and "Ư" in flow.text[citation.number.start : citation.number.end]


def _issuer(citation: Citation, flow: Flow) -> str:
    """The issuer without its marks; where none was found, the clause behind the number."""
    if citation.issuer:
        return fold_view(citation.issuer)
    assert citation.number is not None
    behind = flow.views.fold[citation.number.end : citation.number.end + _FAR]
    clause = _CLAUSE.split(behind.replace("/", " "), maxsplit=1)[0]
    return clause if " cua " in clause else ""


def _lost_letter(printed: str, said: str, patterns: Patterns) -> bool:
    """Does the code that is printed lack one letter that OCR loses of the one that is said (CT for CTr)?"""
    lost = patterns["numbers"].settings["lost_letters"]
    return any(said[:at] + said[at + 1 :] == printed for at, letter in enumerate(said) if letter in lost)


def _with(symbol: Symbol, old: str, new: str, patterns: Patterns) -> Symbol | None:
    """The symbol with another code in the place of the last one that is so spelt."""
    head, found, tail = symbol.text.rpartition(old)
    return parse_symbol(f"{head}{new}{tail}", patterns) if found else None


def _by_mentions(
    citation: Citation,
    flow: Flow,
    counts: Counter[str],
    by_key: dict[str, Citation],
    citations: Sequence[Citation],
    patterns: Patterns,
) -> Citation:
    """The number as more mentions have it, of which this one is a slip and of the same day."""
    symbol = citation.symbol
    if symbol is None or citation.number is None or symbol.serial is None or citation.shared:
        return citation
    rivals = [
        other
        for key, other in by_key.items()
        if counts[key] > counts[symbol.key] and _is_rival(citation, other, flow, counts, citations, patterns)
    ]
    if len(rivals) != 1:
        return citation
    return replace(citation, symbol=rivals[0].symbol)


def _is_rival(
    citation: Citation,
    other: Citation,
    flow: Flow,
    counts: Counter[str],
    citations: Sequence[Citation],
    patterns: Patterns,
) -> bool:
    mine, theirs = citation.symbol, other.symbol
    assert mine is not None
    assert theirs is not None
    if theirs.serial is None or mine.year != theirs.year:
        return False
    if mine.serial == theirs.serial and mine.type_code == theirs.type_code and mine.body_code == "TW":
        return theirs.body_code == "TU" and _reads_as_own(citation, flow) and citation.issuer is None
    if mine.body_code != theirs.body_code:
        return False
    if mine.serial == theirs.serial:
        return _lost_letter(mine.type_code or "", theirs.type_code or "", patterns)
    if mine.type_code != theirs.type_code or not is_slip(mine.serial or "", theirs.serial, grammar(patterns).slips):
        return False
    if citation.date is None and citation.issuer is None:
        return counts[theirs.key] >= _OFTEN * counts[mine.key]
    return citation.date is not None and len(citation.date) == _DAY and citation.date in _days(theirs, citations)


_DAY = len("2023-05-24")
# A document that is cited so much more often is the one that a number without day and issuer means.
_OFTEN = 4


def _days(symbol: Symbol, citations: Sequence[Citation]) -> Iterator[str]:
    return (item.date for item in citations if item.date and item.symbol is not None and item.symbol.key == symbol.key)


def doubtful(citations: Sequence[Citation], flow: Flow, patterns: Patterns) -> Iterator[tuple[Citation, str]]:
    """Numbers of a misread text that print TƯ where the text else prints TW, each with the one it may be."""
    numbered = [item for item in citations if item.symbol is not None and item.symbol.body_code == "TW"]
    odd = [item for item in numbered if _reads_as_own(item, flow)]
    if not odd or len(odd) * 2 > len(numbered) or not is_misread(flow.views, patterns):
        return
    for citation in odd:
        assert citation.symbol is not None
        other = _with(citation.symbol, "TW", "TU", patterns)
        if other is not None:
            yield citation, other.text
