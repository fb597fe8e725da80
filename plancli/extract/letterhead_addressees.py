"""Who is addressed: the lines of "Kính gửi" (Nghị định 30/2020/NĐ-CP, Phụ lục I, ô 9a)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from plancli.expressions import compiled
from plancli.extract.letterhead_labels import begins_body
from plancli.extract.letterhead_lines import Layout
from plancli.extract.letterhead_pieces import Piece
from plancli.extract.names import proper_case
from plancli.model import Addressee
from plancli.patterns import Patterns
from plancli.text import Locator, NormSpan

_DASH = compiled(r"[-–—+•*·][^\S\n]*(?=\S)")
_ITEM_END = compiled(r";[^\S\n]*|$")
_BLANK = compiled(r"[\s.…_-]*")


class _Item(Struct):
    pieces: list[Piece]
    dashed: bool

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)


def read_addressees(
    pieces: Sequence[Piece], index: int, locate: Locator, patterns: Patterns
) -> tuple[list[Addressee], int]:
    """The addressees from the "Kính gửi" piece at ``index`` on, and the index behind them."""
    layout = Layout(pieces)
    head = pieces[index]
    items: list[_Item] = []
    rest = head.part(head.match.end(), len(head.text)) if head.match and head.label == "to" else None
    if rest is not None:
        items.append(_Item([rest], rest.text.startswith(("-", "–", "+", "•"))))
    at = index + 1
    while at < len(pieces):
        piece = pieces[at]
        if piece.label == "page":
            at += 1
            continue
        if piece.label not in ("text", "name", "stamp_line", "title") or not _belongs(items, piece, layout, patterns):
            break
        dashed = _DASH.match(piece.text) is not None
        if dashed or not items or not _unfinished(items[-1], piece, layout):
            items.append(_Item([piece], dashed))
        else:
            items[-1].pieces.append(piece)
        at += 1
    found = [addressee for item in items for addressee in _addressees(item, locate, patterns)]
    return found, at


def _belongs(items: Sequence[_Item], piece: Piece, layout: Layout, patterns: Patterns) -> bool:
    dashed = _DASH.match(piece.text) is not None
    rules = patterns["letterhead"]
    if not items:
        return piece.gap <= layout.gap + 1 or dashed
    last = items[-1].text.rstrip()
    if dashed:
        return (not last.endswith((".", "./.")) and items[-1].dashed) or (len(items) == 1 and not last.endswith("."))
    if piece.gap > layout.gap or last.endswith("."):
        return False
    if last.endswith((";", ",")):
        return True
    if rules.rule("basis").match(piece.views):
        return False
    if piece.text[:1].islower():
        return len(piece.text) < 0.95 * layout.width or layout.is_full(items[-1].pieces[-1])
    if layout.is_full(items[-1].pieces[-1]) and not items[-1].dashed:
        return len(piece.text) < 0.7 * layout.width
    return begins_body(piece.text, patterns, bare=False) and len(piece.text) < 0.6 * layout.width


def _unfinished(item: _Item, piece: Piece, layout: Layout) -> bool:
    """Does the piece go on with the item, rather than begin the next?"""
    last = item.text.rstrip()
    if last.endswith(";"):
        return False
    return piece.text[:1].islower() or last.endswith(",") or layout.is_full(item.pieces[-1]) or item.dashed


def _addressees(item: _Item, locate: Locator, patterns: Patterns) -> list[Addressee]:
    """One item's addressees: divided at semicolons, dashes and stops left out."""
    chars: list[str] = []
    offsets: list[int] = []
    for piece in item.pieces:
        if chars:
            chars.append(" ")
            offsets.append(offsets[-1])
        chars.extend(piece.text)
        offsets.extend(piece.offsets)
    text = "".join(chars)
    found = []
    at = 0
    for match in _ITEM_END.finditer(text):
        start, end = at, match.start()
        at = match.end()
        dash = _DASH.match(text, start + len(text[start:end]) - len(text[start:end].lstrip()))
        start = dash.end() if dash and dash.end() <= end else start
        name = text[start:end]
        inner = name.strip(" .,;:/")
        if not inner or _BLANK.fullmatch(inner):
            continue
        start += name.index(inner[0])
        span, page = locate(NormSpan(offsets[start], offsets[start + len(inner) - 1] + 1))
        found.append(Addressee(name=proper_case(" ".join(inner.split()), patterns), span=span, page=page))
    return found
