"""Citations by number: where a document's number stands, what kind it is called, and its date and issuer.

A citation is one place that names one document. Nested citations (a citation in the subject of a citation), lists
that share their codes ("Nghị quyết số 18, 19-NQ/TW") and alias brackets are all citations.
Source of the form: Nghị định 30/2020/NĐ-CP, Phụ lục I, II.6; Hướng dẫn 05-HD/VPTW.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from plancli.expressions import compiled
from plancli.extract.citation_parts import LAST_WORDS, BareWords, Head, Parts, parts
from plancli.extract.citation_provisions import provisions
from plancli.extract.citation_tail import tail
from plancli.extract.numbers import Symbol, build
from plancli.extract.overlap import overlaps
from plancli.patterns import Patterns
from plancli.text import Flow, NormSpan, squeeze

_PIECE = compiled(r"(?P<sep>[^\S\n]*[-–/_~][^\S\n]*)(?P<group>[^-–/_~]*[^-–/_~\s])")
_LOST = compiled(r"[^\S\n]*(?=\p{L})(?P<group>[^-–/_~]*[^-–/_~\s])")
# Between the letters of a standard's series and its digits a blank stays: TCVN ISO 9001:2015.
_BLANK_IN_STANDARD = compiled(r"(?<![\p{L}])[^\S\n]|[^\S\n](?!\d)")
_BLANKS_ROUND = compiled(r"[^\S\n][-–/_~][^\S\n]")


class Citation(Struct, frozen=True):
    """One place that names one document. ``mention`` runs from the kind to the number, ``extent`` over date and issuer.

    ``partial`` is a number without its codes, still to be settled by the document's other citations. ``name`` and
    ``name_key`` belong to documents cited by name. ``shared``: its codes stand with another
    number of its list. ``date`` is ISO 8601 with reduced precision;
    ``subject_end`` is where the subject ends, ``lead`` where the provisions
    before the citation begin. ``list_date`` and ``list_issuer`` are those of the last of a list, which may speak for
    its other members.
    """

    mention: NormSpan
    extent: NormSpan
    number: NormSpan | None = None
    symbol: Symbol | None = None
    partial: tuple[str, str | None] | None = None
    kind: str | None = None
    name: str | None = None
    name_key: str | None = None
    date: str | None = None
    issuer: str | None = None
    subject: str | None = None
    subject_end: int | None = None
    lead: int | None = None
    list_date: str | None = None
    list_issuer: str | None = None
    pinpoint: dict[str, str] | None = None
    blank: bool = False
    carrier: bool = False
    shared: bool = False
    said_number: bool = False
    bare: BareWords = BareWords(False, False)

    @property
    def vouched(self) -> bool:
        """Is a number without codes surely a document's: "Công văn số 1234 ngày 5/6/2023 của Sở Y tế", "theo Thông tư
        22", "Kế hoạch 12 của Sở Y tế"?"""
        if self.said_number and self.date is not None and len(self.date) == 10 and self.issuer is not None:
            return True
        return self.bare.alone or (self.bare.issued and self.issuer is not None)


def find_citations(flow: Flow, patterns: Patterns) -> list[Citation]:
    """All citations by number in text order; partial numbers are proposals only."""
    tools = parts(patterns)
    found = sorted([*_numbered(flow, tools), *_blank(flow, tools), *_standards(flow, tools)], key=_start)
    found = _borrow(flow, tools, found)
    taken = sorted(citation.number for citation in found if citation.number)
    found.extend(item for item in _partials(flow, tools) if item.number and not overlaps(item.number, taken))
    return _spread(flow, tools, [_complete(flow, tools, citation) for citation in sorted(found, key=_start)])


def _start(citation: Citation) -> int:
    return citation.number.start if citation.number else citation.mention.start


# --- numbers with their codes ------------------------------------------------------------------------------


def _numbered(flow: Flow, tools: Parts) -> Iterator[Citation]:
    views = flow.views
    done = 0
    last: tuple[int, Head] | None = None
    for match in tools.symbol.finditer(views):
        if match.start() < done:
            continue
        if "veto_after" in tools.behind.at(views, match.end()) and tools.veto_after.match(views, match.end()):
            continue
        start = match.start()
        if tools.veto_before.search(views, max(tools.window(flow, start), start - LAST_WORDS), start):
            continue
        pieces, lead = tools.part_list(flow, start)
        head = tools.head(flow, lead, numbered=match.group("year") is not None)
        if head is None and pieces:
            pieces, head = [], tools.head(flow, start, numbered=match.group("year") is not None)
        end = match.start("rest") + _reach(match.group("rest"), head, tools)
        symbol = build(match.group("serial"), match.group("year"), flow.text[match.start("rest") : end], tools.patterns)
        if symbol is None or not _plausible(symbol, head, match):
            continue
        if (head is None or head.kind is None) and last is not None and _listed(flow, tools, last[0], start):
            # "các Nghị quyết số 18-NQ/TW và số 19-NQ/TW": the kind was named once.
            head = replace(last[1], start=head.start if head else start, name=None, inherited=True)
        done = end
        if head is not None:
            last = (end, head)
        kind = _kind(symbol, head)
        for index, (place, serial, year) in enumerate(pieces):
            other = build(serial, year or symbol.year, flow.text[match.start("rest") : end], tools.patterns)
            if other is not None and head is not None:
                mention = NormSpan(head.start if index == 0 else place.start, place.end)
                yield _cited(mention, place, other, kind, head, shared=True)
        begins = head.start if head is not None and not pieces else start
        yield _cited(NormSpan(begins, end), NormSpan(start, end), symbol, kind, head)


def _listed(flow: Flow, tools: Parts, end: int, start: int) -> bool:
    """Does the number at ``start`` go on a list whose last number, its date and subject apart, ended at ``end``?"""
    if tools.coordinator.fullmatch(flow.views, end, start):
        return True
    after = tail(flow, tools, end)
    ends = [after.end] if after.subject_end is None else [after.end, after.subject_end]
    return any(tools.coordinator.fullmatch(flow.views, at, start) for at in ends if at <= start)


def _cited(
    mention: NormSpan, number: NormSpan, symbol: Symbol, kind: str | None, head: Head | None, shared: bool = False
) -> Citation:
    return Citation(
        mention=mention,
        extent=mention,
        number=number,
        symbol=symbol,
        kind=kind,
        name=head.name if head else None,
        date=head.date if head and not head.inherited else None,
        issuer=head.issuer if head and not head.inherited else None,
        list_issuer=head.issuer if head and head.inherited else None,
        shared=shared,
    )


def _reach(rest: str, head: Head | None, tools: Parts) -> int:
    """How much of the matched codes belongs to the number: prose behind a spaced dash does not."""
    offset = index = 0
    typed = False
    lost = _LOST.match(rest)
    if lost:
        typed, offset, index = True, lost.end(), 1
    while piece := _PIECE.match(rest, offset):
        spaced = bool(_BLANKS_ROUND.search(piece.group("sep")))
        if index == 0:
            typed = tools.grammar.kind(piece.group("group").strip()) is not None
            if spaced and not (typed and head is not None):
                return 0
        elif spaced and (index > 1 or not typed):
            break
        offset, index = piece.end(), index + 1
    return len(rest[:offset].rstrip())


def _plausible(symbol: Symbol, head: Head | None, match: Any) -> bool:
    """Is it a document's number, or only looks like one (12/KH, 3/UBND)?"""
    if symbol.body_code is None:
        return head is not None and head.said_number and symbol.type_code is not None
    if symbol.type_code is None and symbol.year is None and len(symbol.body_code) < 2:
        return False
    if head is not None and (head.said_number or head.kind is not None):
        return True
    if symbol.year is None and symbol.type_code is None and "-" not in symbol.body_code:
        return False
    if symbol.type_code is None and "/" in match.group("rest")[1:]:
        return False
    return not symbol.unknown or symbol.kind not in (None, "CV")


def _kind(symbol: Symbol, head: Head | None) -> str | None:
    """The words before the number name the kind; a general word ("văn bản") gives way to the symbol."""
    said = head.kind if head else None
    if head is not None and head.inherited and symbol.kind:
        return symbol.kind
    if said is None or (said == "CV" and symbol.type_code) or (head is not None and not head.direct and symbol.kind):
        return symbol.kind or said
    if symbol.kind in ("TTLT", "VBHN"):
        return symbol.kind
    return said


# --- other forms -------------------------------------------------------------------------------------------


def _blank(flow: Flow, tools: Parts) -> Iterator[Citation]:
    """Numbers left blank: "Chỉ thị số   -CT/ĐU"."""
    for match in tools.blank.finditer(flow.views):
        start = match.start("blank")
        head = tools.head(flow, start)
        if head is None or head.kind is None:
            continue
        symbol = build(None, match.group("year"), match.group("rest"), tools.patterns)
        if symbol is None or symbol.body_code is None:
            continue
        # A công văn has no code of its kind: "Công văn số     /SNN-TTBVTV".
        if symbol.type_code is None and not (head.kind == "CV" and head.said_number and symbol.known):
            continue
        mention = NormSpan(head.start, match.end())
        number = NormSpan(start, match.end())
        yield replace(_cited(mention, number, symbol, _kind(symbol, head), head), blank=True)


def _standards(flow: Flow, tools: Parts) -> Iterator[Citation]:
    """QCVN and TCVN, whose numbers have a form of their own."""
    for match in tools.standard.finditer(flow.views):
        place = NormSpan(match.start(), match.end())
        text = f"{match.group('kind')} {_BLANK_IN_STANDARD.sub('', squeeze(match.group('rest')))}"
        kind = {"QCĐP": "QCVN"}.get(match.group("kind"), match.group("kind"))
        symbol = Symbol(text, match.group("rest"), None, match.group("kind"), None, True, text, kind)
        head = tools.head(flow, place.start)
        start = head.start if head is not None and head.direct else place.start
        yield Citation(NormSpan(start, place.end), place, place, symbol, kind=kind)


def _partials(flow: Flow, tools: Parts) -> Iterator[Citation]:
    """Numbers without codes behind a kind: "Nghị quyết 847", "NĐ 30/2020", "Nghị quyết số 36, 42, 43"."""
    for head in tools.partial_heads(flow):
        numbers = []
        at = head.end
        while match := tools.partial.match(flow.views, at):
            numbers.append(match)
            joined = tools.coordinator.match(flow.views, match.end())
            if joined is None or joined.end() == match.end() or not head.said_number:
                break
            at = joined.end()
        bare = tools.bare(flow, head, [NormSpan(*match.span()) for match in numbers])
        for match in numbers:
            year = (match.group("year") or "").lstrip("/") or None
            mention = NormSpan(head.start if match is numbers[0] else match.start(), match.end())
            yield Citation(
                mention,
                mention,
                NormSpan(*match.span()),
                None,
                (match.group("serial"), year),
                kind=head.kind,
                said_number=head.said_number,
                bare=bare,
            )


# --- what belongs to the citation --------------------------------------------------------------------------


def _borrow(flow: Flow, tools: Parts, found: Sequence[Citation]) -> list[Citation]:
    """A number without its body borrows it from the next of its list: "18-NQ, 19-NQ/TW"."""
    out = list(found)
    for index in range(len(out) - 2, -1, -1):
        mine, other = out[index].symbol, out[index + 1].symbol
        if mine is None or other is None or mine.body_code or not other.body_code or not mine.type_code:
            continue
        if mine.type_code == other.type_code and _joined(flow, tools, out[index], out[index + 1]):
            codes = f"-{mine.type_code}/{other.body_code}"
            whole = build(mine.serial, mine.year, codes, tools.patterns)
            out[index] = replace(out[index], symbol=whole, shared=True)
    return out


def _spread(flow: Flow, tools: Parts, found: Sequence[Citation]) -> list[Citation]:
    """Date and issuer behind the last of a list speak for all: "Quyết định số 1/… và Quyết định số 2/… ngày …".

    A date speaks for numbers without one and not across a semicolon; an issuer also for those that have their dates.
    """
    out = list(found)
    for index in range(len(out) - 2, -1, -1):
        mine, last = out[index], out[index + 1]
        if (mine.issuer and mine.date) or mine.symbol is None or last.symbol is None or mine.kind != last.kind:
            continue
        if mine.symbol.body_code != last.symbol.body_code:
            continue
        between = tools.coordinator.fullmatch(flow.views, mine.extent.end, last.mention.start)
        if between is None or mine.number is None:
            continue
        issuer = None if mine.issuer else last.issuer or last.list_issuer or mine.list_issuer
        date = None if mine.date or ";" in between.group() else last.date or last.list_date
        out[index] = replace(mine, list_date=date, list_issuer=issuer)
    return out


def _joined(flow: Flow, tools: Parts, left: Citation, right: Citation) -> bool:
    """Do the two stand side by side in a list?"""
    if left.number is None or left.number.end > right.mention.start:
        return False
    return tools.coordinator.fullmatch(flow.views, left.number.end, right.mention.start) is not None


def _complete(flow: Flow, tools: Parts, citation: Citation) -> Citation:
    """Add what stands round the citation: date, issuer, subject, provisions, the carrier's bracket."""
    after = tail(flow, tools, citation.mention.end)
    pinpoint, lead = provisions(flow, tools, citation.mention)
    issuer, date = after.issuer or citation.issuer, after.date or citation.date
    if issuer is None and (acting := tools.acting(flow, citation.mention.start)):
        issuer, date = acting[0], date or acting[1]
    issuer = issuer or tools.issuer_before(flow, citation.mention.start)
    return replace(
        citation,
        extent=NormSpan(citation.extent.start, after.end),
        date=date,
        issuer=squeeze(issuer) if issuer else None,
        subject=after.subject,
        subject_end=after.subject_end,
        pinpoint=pinpoint,
        lead=lead,
        carrier=tools.in_carrier_bracket(flow, citation.mention.start),
    )
