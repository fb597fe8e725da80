"""How far an end block reaches from its first line."""

from __future__ import annotations

from collections.abc import Sequence

import regex
from msgspec import Struct

from plancli.capitals import is_capitals
from plancli.extract.annexes import opens_annex
from plancli.extract.bodies import lexicon
from plancli.extract.endblock_pieces import Cuts, Cutter, Piece, Role, cutter
from plancli.patterns import Patterns
from plancli.text import Line, Views

# Longest line of a list without a sign before it, and of words between a position and a name.
_LONGEST_ITEM = 220
_LONGEST_BODY = 90
# A name must follow within so many pieces for unknown words to pass as a part of the signature.
_NAME_WITHIN = 5
# No document has more signers, nor more lines over their names; more is a table of persons.
_MOST_NAMES = 12
_MOST_SIGNING = 40
_NOTHING = frozenset({Role.STAMP, Role.NOTE, Role.DATE})


class Block(Struct):
    """An end block ``[start, stop)`` and what was met in it."""

    start: int
    stop: int
    headed: bool = False
    filed: bool = False
    authority: bool = False
    items: int = 0
    names: int = 0
    signing: int = 0
    separate: bool = False

    @property
    def evidence(self) -> bool:
        """Was anything but the head met?"""
        return bool(self.items or self.filed or self.names or self.signing)


class _State(Struct):
    block: Block
    listing: bool = False
    open_name: bool = False
    interleaved: bool = False
    last: Role | None = None
    last_text: str = ""
    plain: int = 0
    numbered: bool = False


class Grower:
    """Grows blocks over lines; the pieces of a line are cut once."""

    def __init__(self, lines: Sequence[Line], patterns: Patterns, cuts: Cuts | None = None) -> None:
        self._lines = lines
        self._patterns = patterns
        self._knife: Cutter = cutter(patterns)
        self._marker = patterns["annexes"].rule("body-opening")
        self._number = patterns["endblock"].rule("item-number")
        self._cuts: Cuts = {} if cuts is None else cuts

    def pieces(self, index: int) -> list[Piece]:
        """The pieces of a line."""
        line = self._lines[index]
        found = self._cuts.get(id(line))
        if found is None:
            found = self._cuts[id(line)] = self._knife.pieces(line, index)
        return found

    def opens_body(self, index: int) -> bool:
        """Does the line begin with a section's number?"""
        text = self._lines[index].text
        return text[:1].isalnum() and self._marker.match(Views(text)) is not None

    def grow(self, start: int, in_list: bool = False) -> Block:
        """The block that begins at ``start``; ``in_list``: inside a list whose head is lost."""
        block = Block(start, start)
        state = _State(block, listing=in_list)
        index = start
        while index < len(self._lines):
            line = self._lines[index]
            if line.furniture:
                index += 1
                continue
            if index > start and opens_annex(line, self._patterns):
                break
            pieces = self.pieces(index)
            if pieces and all(piece.role in _NOTHING for piece in pieces):
                # Stamps, page numbers and the like count only between lines of the block.
                index += 1
                continue
            if not self._takes(state, index, pieces) or block.names > _MOST_NAMES or block.signing > _MOST_SIGNING:
                break
            index += 1
            block.stop = index
        if index >= len(self._lines):
            block.stop = index
        return block

    def _takes(self, state: _State, index: int, pieces: Sequence[Piece]) -> bool:
        """Does the line belong to the block? The state is carried forward when it does."""
        block = state.block
        roles = {piece.role for piece in pieces}
        if Role.HEAD in roles and block.headed and (block.filed or block.names):
            return False
        beside = len(pieces) > 1 and bool(roles & {Role.SIGNING, Role.NAME, Role.TITLE})
        taken = False
        for number, piece in enumerate(pieces):
            if self._takes_piece(state, index, number, piece, beside):
                taken = True
                state.last, state.last_text = piece.role, piece.text
        if taken and beside and len(pieces) > 1 and roles - {Role.SIGNING, Role.NAME, Role.TITLE}:
            state.interleaved = True
            state.listing = True
        return taken

    def _takes_piece(self, state: _State, index: int, number: int, piece: Piece, beside: bool) -> bool:
        block = state.block
        complete = bool(block.names) and (block.filed or not state.listing)
        match piece.role:
            case Role.HEAD:
                block.headed = state.listing = True
                return True
            case Role.ITEM:
                if not state.listing or len(piece.text) > _LONGEST_ITEM:
                    return False
                if block.filed and (len(piece.text) > 80 or (complete and state.last is not Role.FILING)):
                    return False
                block.items += 1
                return True
            case Role.FILING:
                if not (state.listing or block.names or block.signing) or len(piece.text) > _LONGEST_ITEM:
                    return False
                block.filed = state.listing = True
                return True
            case Role.SIGNING | Role.TITLE:
                return self._takes_signing(state, index, number, piece)
            case Role.NAME:
                if complete and not state.open_name and not beside and state.last is not Role.NAME:
                    return False
                block.names += 1
                block.separate = block.separate or block.signing > 0
                state.open_name = False
                return True
            case Role.DRAFTER:
                return block.filed or (state.listing and self._text(state, index, piece, complete))
            case Role.TEXT:
                return self._text(state, index, piece, complete) or (beside and not complete)
        return True

    def _takes_signing(self, state: _State, index: int, number: int, piece: Piece) -> bool:
        block = state.block
        kinds = [unit.kind for unit in piece.units]
        if (
            piece.role is Role.TITLE
            and index > block.start
            and not (block.filed or not state.listing or piece.rank or piece.cell or self._name_follows(index, number))
        ):
            return self._text(state, index, piece, False)
        block.signing += 1
        block.authority = block.authority or "authority" in kinds
        if "name" in kinds:
            block.names += 1
        state.open_name = kinds[-1] != "name"
        return True

    def _text(self, state: _State, index: int, piece: Piece, complete: bool) -> bool:
        """Words that say nothing by themselves: an item or its second line, or a part of a signature."""
        block = state.block
        text = piece.text.strip()
        unfinished = state.last_text.rstrip()[-1:] not in (";", ".", "")
        if state.listing and not block.filed and len(text) <= _LONGEST_ITEM:
            if self._number.match(Views(text)):
                # Some lists number their items; the first one stands below the head.
                state.numbered = (state.numbered or state.last is Role.HEAD) and text[-1:] in (";", ",", ".")
                block.items += state.numbered
                return state.numbered
            if self._marker.match(Views(text)) and not text[:1].islower():
                return False
            if block.names and not state.interleaved and state.last is not Role.ITEM and state.last is not Role.TEXT:
                return text[-1:] in (";", ",")
            state.plain += 1
            block.items += text[-1:] in (";", ",")
            return True
        goes_on = state.last_text.rstrip().endswith(",") or (unfinished and text[:1].islower())
        short = len(text) <= _LONGEST_BODY
        if block.filed and goes_on and short and not complete and state.last in (Role.FILING, Role.TEXT):
            return True
        return short and (state.open_name or self.heads_signature(index)) and self._name_follows(index, 0)

    def heads_signature(self, index: int) -> bool:
        """A body's name in capitals over its signer's position, where several sign and none for a committee."""
        bodies = lexicon(self._patterns)
        for text in regex.split(r"\s{3,}", self._lines[index].text.strip()):
            head = bodies.find_head(Views(text), 0)
            if not is_capitals(text) or len(text) > _LONGEST_BODY or head is None or head.phrase.kind != "body":
                return False
        below = next((at for at in range(index + 1, len(self._lines)) if not self._lines[at].furniture), None)
        pieces = self.pieces(below) if below is not None else []
        return bool(pieces) and pieces[0].role is Role.SIGNING and pieces[0].units[0].kind == "position"

    def _name_follows(self, index: int, number: int) -> bool:
        """Does a name, or a position, come within the next pieces?"""
        seen = 0
        for at in range(index, min(index + 2 * _NAME_WITHIN, len(self._lines))):
            if self._lines[at].furniture:
                continue
            for piece in self.pieces(at)[number + 1 if at == index else 0 :]:
                if piece.role is Role.NAME or any(unit.kind == "name" for unit in piece.units):
                    return True
                seen += piece.role not in _NOTHING
                if seen >= _NAME_WITHIN:
                    return False
        return False
