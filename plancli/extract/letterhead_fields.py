"""Number, date, place and marks of a letterhead: from their pieces to the values of the contract."""

from __future__ import annotations

from plancli.expressions import compiled
from plancli.extract.calendar import is_day
from plancli.extract.letterhead_pieces import Piece
from plancli.extract.names import proper_case
from plancli.extract.names_tables import casing
from plancli.extract.numbers import Symbol, parse_symbol
from plancli.model import IssueDate, Number, TextItem
from plancli.patterns import Patterns
from plancli.text import Locator, fold_view

# Figures as OCR misreads them, in the folded view.
_DIGITS = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1", "s": "5", "z": "2", "b": "8"})
# Figures written by hand into the gap, set apart: "7 5 -KH/ĐU".
_APART = compiled(r"^\d(?:[^\S\n]+\d)+(?!\d)")
# An eight that OCR took for a B.
_EIGHTS = compiled(r"^(?=\d*B)(?=B*\d)[\dB]{2,5}(?=[^\S\n]*[-–/])")
_PLACE_LINE = compiled(
    r"(?:T[PX]\.?|\p{Lu}[\p{Ll}\p{M}'’]*\.?|\d{1,2})(?:[^\S\n](?:-[^\S\n])?(?:\p{Lu}[\p{Ll}\p{M}'’]*|phố|xã|\d{1,2})){0,4}[^\S\n]*,?"
)
_BLANK_SERIAL = compiled(r"^(\d+)[^\S\n]+(\p{Lu}{2,4})([-/])(?=\p{Lu})")


def read_symbol(piece: Piece | None, patterns: Patterns) -> Symbol | None:
    """The document's own symbol; ``None`` where no number line was found or it cannot be read."""
    part = _symbol_part(piece)
    return parse_symbol(_hyphenated(part.text), patterns) if part is not None else None


def number_item(piece: Piece | None, symbol: Symbol | None, locate: Locator) -> Number | None:
    """The number with its span, which leaves "Số:" and a blank serial's dots out."""
    part = _symbol_part(piece)
    if part is None or symbol is None:
        return None
    span, page = locate(part.span)
    return Number(
        text=symbol.text,
        serial=symbol.serial,
        year=symbol.year,
        type_code=symbol.type_code,
        body_code=symbol.body_code,
        span=span,
        page=page,
    )


def read_date(piece: Piece | None, locate: Locator, patterns: Patterns) -> tuple[IssueDate | None, TextItem | None]:
    """Date and place of a date line; the date is ISO 8601, shortened to what is printed."""
    match = piece.rule.search(piece.views) if piece is not None and piece.rule is not None else None
    if piece is None or match is None:
        return None, None
    groups = match.capturesdict()
    day, month, year = (_figure(groups.get(name, [])) for name in ("day", "month", "year"))
    date = None
    part = piece.part(match.start(), match.end())
    if part is not None:
        span, page = locate(part.span)
        date = IssueDate(text=" ".join(part.text.split()), value=_iso(year, month, day), span=span, page=page)
    return date, _place(piece.part(0, match.start()), locate, patterns)


def _place(piece: Piece | None, locate: Locator, patterns: Patterns) -> TextItem | None:
    part = piece.part(0, len(piece.text.rstrip(" ,.;"))) if piece is not None else None
    if part is None:
        return None
    tables = casing(patterns)
    # What stands before the place in one line may run into it: a known province's name is the place.
    words = part.text.split()
    for count in range(2, min(len(words), 5)):
        before = " ".join(words[:-count]).lower()
        known = fold_view(" ".join(words[-count:])) in tables.provinces
        if known and not tables.units.search(before) and not before.startswith(("tp", "tx", "bà rịa")):
            part = part.part(part.text.rindex(words[-count]), len(part.text)) or part
            break
    span, page = locate(part.span)
    return TextItem(text=proper_case(part.text, patterns), span=span, page=page)


def read_place(piece: Piece, locate: Locator, patterns: Patterns) -> TextItem | None:
    """The place where a line break divides it from "ngày …": a line of a few capitalised words."""
    alone = piece.label == "text" and _PLACE_LINE.fullmatch(" ".join(piece.text.split()))
    return _place(piece, locate, patterns) if alone else None


def read_mark(piece: Piece, locate: Locator) -> TextItem:
    """A mark of secrecy, urgency, circulation or draft, without its brackets or label."""
    if piece.match is not None and piece.match.groupdict().get("mark"):
        piece = piece.part(*piece.match.span("mark")) or piece
    span, page = locate(piece.span)
    return TextItem(text=piece.text.strip("()[] "), span=span, page=page)


def _symbol_part(piece: Piece | None) -> Piece | None:
    """The symbol without "Số:"; a blank serial's dots and gaps are left out."""
    if piece is None or piece.rule is None:
        return None
    match = piece.rule.search(piece.views)
    if match is None:
        return None
    start, end = match.span("symbol")
    text = piece.text[start:end]
    lead = len(text) - len(text.lstrip(" .…_·"))
    return piece.part(start + lead, end)


def _hyphenated(text: str) -> str:
    """A serial that a blank divides from its codes ("215 KH/TĐTN") tied to them, one set apart made whole."""
    text = _APART.sub(lambda match: "".join(match.group().split()), text)
    text = _EIGHTS.sub(lambda match: match.group().replace("B", "8"), text)
    found = _BLANK_SERIAL.match(text)
    if found is None:
        return text
    return f"{found.group(1)}{'-' if found.group(3) == '/' else '/'}{text[found.start(2) :]}"


def _figure(captured: list[str]) -> int | None:
    """The number in the figures that were captured, misread letters put right."""
    values = ["".join(value.split()) for value in captured if value]
    digits = values[0].translate(_DIGITS) if values else ""
    return int(digits) if digits.isdigit() else None


def _iso(year: int | None, month: int | None, day: int | None) -> str | None:
    """ISO 8601, shortened to what is printed and possible."""
    if year is None:
        return None
    if month is None or not 1 <= month <= 12:
        return f"{year:04d}"
    if day is None or not is_day(year, month, day):
        return f"{year:04d}-{month:02d}"
    return f"{year:04d}-{month:02d}-{day:02d}"
