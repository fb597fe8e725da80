"""Signatures: by which authority, as what, who. Source: Nghị định 30/2020/NĐ-CP, Phụ lục I, II.7."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

from msgspec import Struct, field

from plancli.capitals import is_capitals
from plancli.extract.endblock_names import Signing, signing, words_of
from plancli.extract.endblock_pieces import Piece, Role
from plancli.extract.endblock_units import Unit, parse_units
from plancli.extract.names import proper_case
from plancli.model import Authority, AuthorityCode, Signature
from plancli.patterns import Patterns
from plancli.text import Locator, NormSpan, lower_view, squeeze


class _Authority(Struct):
    code: str
    title: str | None
    rest: str

    def add(self, text: str) -> None:
        self.rest = f"{self.rest} {text}".strip()


class _Position(Struct):
    title: str | None
    rest: str
    caps: bool


class _Open(Struct):
    """A signature in the making."""

    authorities: list[_Authority] = field(default_factory=list)
    positions: list[_Position] = field(default_factory=list)
    name: str | None = None
    approval: bool = False
    start: int | None = None
    end: int = 0
    last: str = ""


def read_signatures(pieces: Sequence[Piece], locate: Locator, patterns: Patterns) -> list[Signature]:
    """All signatures of the signing pieces, in document order; columns side by side are read apart."""
    lexicon = signing(patterns)
    found: list[tuple[int, Signature]] = []
    for column in _columns(pieces):
        reader = _Reader(lexicon, locate, patterns)
        for piece in column:
            reader.read(piece)
        found += reader.finish()
    found.sort(key=lambda item: item[0])
    return [signature for _, signature in found]


def _columns(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces by table column, or by the columns that a line with two signing pieces shows."""
    cells: dict[tuple[int, int] | None, list[Piece]] = {}
    for piece in pieces:
        cells.setdefault(piece.cell, []).append(piece)
    free = cells.pop(None, [])
    columns = list(cells.values())
    lines: dict[int, list[Piece]] = {}
    for piece in free:
        if piece.role in (Role.SIGNING, Role.TITLE, Role.NAME):
            lines.setdefault(piece.line, []).append(piece)
    widest = max(lines.values(), key=len, default=[])
    # Two pieces that one flattened line was cut into are no columns: wide gaps set columns apart.
    names = sum(piece.role is Role.NAME for piece in widest)
    if len(widest) < 2 or not _apart(widest) or 0 < names < len(widest):
        return [*columns, free] if free else columns
    centres = [_centre(piece) for piece in widest]
    split: list[list[Piece]] = [[] for _ in centres]
    for piece in free:
        nearest = min(range(len(centres)), key=lambda at: abs(centres[at] - _centre(piece)))
        split[nearest].append(piece)
    return [*columns, *(column for column in split if column)]


def _apart(pieces: Sequence[Piece]) -> bool:
    return all(right.x - (left.x + len(left.text)) >= 3 for left, right in pairwise(pieces))


def _centre(piece: Piece) -> float:
    return piece.x + len(piece.text) / 2


class _Reader:
    """Reads one column of signing pieces."""

    def __init__(self, lexicon: Signing, locate: Locator, patterns: Patterns) -> None:
        self._lexicon = lexicon
        self._locate = locate
        self._patterns = patterns
        self._open = _Open()
        self._done: list[tuple[int, Signature]] = []

    def read(self, piece: Piece) -> None:
        """Take the next piece."""
        current = self._open
        waits = bool(current.positions or current.authorities) and current.name is None
        units: Sequence[Unit] = piece.units
        if not units or (waits and units[0].kind == "body"):
            units = parse_units(piece.text, piece.start, self._lexicon, strict=not waits)
        for unit in units:
            self._take(unit)

    def finish(self) -> list[tuple[int, Signature]]:
        """All signatures of the column with their offsets."""
        self._flush()
        return self._done

    def _take(self, unit: Unit) -> None:
        if self._open.name is not None:
            self._flush()
        current = self._open
        match unit.kind:
            case "approval":
                if current.positions or current.authorities:
                    self._flush()
                    current = self._open
                current.approval = True
            case "authority":
                current.authorities.append(_Authority(str(unit.code), unit.title, unit.rest))
            case "position":
                current.positions.append(_Position(unit.title, unit.rest, unit.caps))
            case "body":
                if not self._body(unit):
                    return
            case "name":
                current.name = unit.name
        current.last = unit.kind
        current.start = unit.start if current.start is None else current.start
        current.end = unit.end

    def _body(self, unit: Unit) -> bool:
        """A body's name goes on with the position or authority above it; alone it is nothing."""
        current = self._open
        words = words_of(unit.rest)
        if current.last == "position":
            last = current.positions[-1]
            qualifier = self._lexicon.qualifier(words)
            if qualifier and last.title and not last.rest:
                last.title = f"{last.title} {qualifier}"
            elif unit.caps or not last.caps:
                last.rest = f"{last.rest} {unit.rest}".strip()
            else:
                return False
            return True
        if current.last == "authority" and (unit.caps or current.authorities[-1].code == "TM"):
            authority = current.authorities[-1]
            if authority.code != "TM" and authority.title:
                current.positions.append(_Position(None, unit.rest, unit.caps))
            else:
                authority.add(unit.rest)
            return True
        return False

    def _flush(self) -> None:
        current, self._open = self._open, _Open()
        if current.start is None or not (current.name or current.authorities or current.positions):
            return
        position = self._position(current.positions)
        authorities = [
            Authority(code=cast(AuthorityCode, item.code), of=self._titled(item.title, item.rest) or None)
            for item in current.authorities
        ]
        if position is None and authorities and authorities[-1].code == "Q":
            position = authorities[-1].of
        span, page = self._locate(NormSpan(current.start, current.end))
        signature = Signature(
            authority=authorities,
            position=position,
            name=current.name,
            span=cast(tuple[int, int], span),
            page=page,
        )
        self._done.append((current.start, signature))

    def _position(self, positions: Sequence[_Position]) -> str | None:
        text = ""
        for item in positions:
            part = self._titled(item.title, item.rest)
            if text:
                text += " " if lower_view(text).endswith((" kiêm", " -")) else ", "
            text += part
        return text or None

    def _titled(self, title: str | None, rest: str) -> str:
        """A position with its body: "Giám đốc" and "SỞ Y TẾ" as "Giám đốc Sở Y tế"."""
        rest = squeeze(rest).strip(" .,;:-–")
        cased = proper_case(rest, self._patterns) if rest and is_capitals(rest) else rest
        if not title:
            return cased
        if cased and lower_view(cased.split(" ")[0]) in (self._lexicon.places | {"kiêm", "phụ", "và", "của"}):
            cased = cased[0].lower() + cased[1:]
        return f"{title} {cased}".strip()
