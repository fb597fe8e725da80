"""The pieces of an end block divided into the list of recipients and the signatures, columns taken apart."""

from __future__ import annotations

from collections.abc import Sequence

from plancli.extract.endblock_pieces import Piece, Role

_LIST = frozenset({Role.HEAD, Role.ITEM, Role.FILING})
_NOTHING = frozenset({Role.STAMP, Role.DATE})


def divide(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """``(list, signatures)``; what is neither (stamps, dates) is left out of both."""
    list_columns = {piece.cell for piece in pieces if piece.cell and piece.role in _LIST}
    list_tables = {cell[0] for cell in list_columns if cell}
    divider = _Divider()
    for number, piece in enumerate(pieces):
        if piece.role in _NOTHING:
            continue
        apart = piece.cell is not None and piece.cell not in list_columns and piece.cell[0] in list_tables
        beside = any(
            other.line == piece.line and other.role in (Role.SIGNING, Role.NAME)
            for other in pieces[max(number - 3, 0) : number + 4]
            if other is not piece
        )
        divider.put(piece, apart, beside)
    return divider.listed, divider.signed


class _Divider:
    def __init__(self) -> None:
        self.listed: list[Piece] = []
        self.signed: list[Piece] = []
        self._in_list = False
        self._filed = False
        self._open_name = False

    def put(self, piece: Piece, apart: bool, beside: bool) -> None:
        """Add the next piece to its side."""
        if apart:
            if piece.role not in (Role.DRAFTER, Role.NOTE):
                self._sign(piece)
            return
        match piece.role:
            case Role.HEAD | Role.ITEM:
                self._list(piece)
            case Role.FILING:
                self._filed = True
                self._list(piece)
            case Role.SIGNING | Role.NAME:
                self._sign(piece)
            case Role.TITLE:
                listed = bool(self.listed) and not self._filed and not piece.right and self._in_list
                (self._list if listed and not piece.rank else self._sign)(piece)
            case Role.NOTE:
                if self.listed and not self._filed and self._near(piece):
                    self.listed.append(piece)
            case Role.DRAFTER:
                (self._list if self._filed or self._in_list else self._sign)(piece)
            case _:
                self._text(piece, beside)

    def _list(self, piece: Piece) -> None:
        self.listed.append(piece)
        self._in_list = True

    def _sign(self, piece: Piece) -> None:
        self.signed.append(piece)
        self._in_list = False
        self._open_name = not any(unit.kind == "name" for unit in piece.units)

    def _near(self, piece: Piece) -> bool:
        """A note belongs to the item on its line or the line before."""
        return piece.line - self.listed[-1].line <= 1

    def _text(self, piece: Piece, beside: bool) -> None:
        text = piece.text.strip()
        if piece.right or (piece.rank and self.signed and self.signed[-1].line == piece.line):
            self._sign(piece)
            return
        if not self.listed:
            starts_list = text[-1:] in (";", ",") or (beside and piece.rank == 0)
            (self._list if starts_list else self._sign)(piece)
            return
        last = self.listed[-1].text.rstrip()
        unfinished = last[-1:] not in (";", ".")
        if self._filed:
            goes_on = self.listed[-1].role is Role.FILING or self._in_list
            if goes_on and (last.endswith(",") or (unfinished and text[:1].islower())):
                self._list(piece)
            elif self._open_name or not self.signed:
                self._sign(piece)
            return
        if self._in_list or text[:1].islower() or text[-1:] in (";", ",") or (unfinished and not self._open_name):
            self._list(piece)
        else:
            self._sign(piece)
