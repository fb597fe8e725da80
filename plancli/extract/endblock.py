"""The end of the main document: where the block of Nơi nhận and signatures begins and ends, and what it says.

What follows the block are annexes. The block is found by its anchors (the head of the list, a signing formula) and
grown line by line by what each line is; a second head after a whole block belongs to an annexed document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from plancli.alphabet import shape
from plancli.capitals import is_capitals
from plancli.expressions import compiled
from plancli.extract.annexes import opens_annex
from plancli.extract.endblock_growth import Block, Grower
from plancli.extract.endblock_pieces import Cuts, Cutter, Piece, Role, cut, cutter
from plancli.extract.endblock_streams import divide
from plancli.extract.recipients import read_recipients
from plancli.extract.signatures import read_signatures
from plancli.model import Filing, Recipient, Signature
from plancli.patterns import Patterns
from plancli.text import Line, Locator, Views, occurrences
from plancli.together import Together

Zone = Literal["recipients", "signature"]

# Authority codes, and two words of which the first is in capitals: only such lines are looked at closely.
_CODE = re.compile(r"(?:T[./]?(?:M|L|U[./]?Q)|K[./]?T|Q)(?=[./,: \n]|\Z)")
# A word that ends in a capital, before one that begins with one; each is looked at once, however long it is.
_WORD = compiled(r"(?<!\p{L})\p{L}++(?<=\p{Lu})(?=[^\S\n]+\p{Lu}\p{L})")
_SHAPE_OF_WORD = re.compile(rb"(?<![Aa])[Aa]++(?<=A)(?= +A[Aa])")
_PERSONS = ("\nngười ", "\nNgười ")
_INSIDE = ("nơi", "noi")
_LIST = re.compile(r"[^\S\n]+nh")
# How much of a line is looked at for the list's head at its beginning.
_HEAD_LENGTH = 60
_LONGEST_LINE = 400
# A title in small letters signs only this near to the end of the text.
_LAST_LINES = 12


class End(Struct, frozen=True):
    """What the end block says. ``zones`` has one entry for each of the lines given."""

    signatures: tuple[Signature, ...]
    recipients: tuple[Recipient, ...]
    filing: Filing | None
    zones: tuple[Zone, ...]


def find_end(lines: Sequence[Line], patterns: Patterns, cuts: Cuts | None = None) -> tuple[int, int]:
    """``[start, stop)`` of the main document's end block; both ``len(lines)`` when it has none.

    ``cuts`` keeps the lines' pieces for ``read_end``.
    """
    knife = cutter(patterns)
    grower = Grower(lines, patterns, cuts)
    together = Together(lines)
    heads, signs = _may_head(together, lines, knife), _may_sign(together)
    for index in sorted(heads | signs):
        line = lines[index]
        if line.furniture:
            continue
        block: Block | None = None
        if index in heads and _heads(line, index, grower):
            block = grower.grow(index)
            if not block.headed or not (block.evidence or block.stop >= len(lines) - 2):
                block = None
        elif index in signs and len(line.text) <= _LONGEST_LINE and _signs(index, lines, grower, knife):
            block = grower.grow(index)
            if not _accepted(block, lines, patterns):
                block = None
        if block:
            start = block.start if block.headed else _with_list_above(block.start, lines, grower)
            start -= start > 0 and grower.heads_signature(start - 1)
            return _with_date_above(start, lines, grower, knife), block.stop
    filed = _by_filing(lines, grower)
    return (filed.start, filed.stop) if filed else (len(lines), len(lines))


def read_end(lines: Sequence[Line], locate: Locator, patterns: Patterns, cuts: Cuts | None = None) -> End:
    """Signatures, recipients and filing line of an end block's lines; spans come from ``locate``."""
    pieces = cut(lines, patterns, cuts=cuts)
    listed, signed = divide(pieces)
    recipients, filing = read_recipients(listed, locate, patterns)
    return End(
        signatures=tuple(read_signatures(signed, locate, patterns)),
        recipients=tuple(recipients),
        filing=filing,
        zones=_zones(len(lines), listed, signed),
    )


def _zones(count: int, listed: Sequence[Piece], signed: Sequence[Piece]) -> tuple[Zone, ...]:
    """A line of the list is ``recipients`` also where a signature stands beside it."""
    in_list = {piece.line for piece in listed}
    in_signature = {piece.line for piece in signed}
    zones: list[Zone] = []
    last: Zone = "signature"
    for index in range(count):
        if index in in_list:
            last = "recipients"
        elif index in in_signature:
            last = "signature"
        zones.append(last)
    return tuple(zones)


# --- anchors -----------------------------------------------------------------------------------------------


def _may_head(together: Together, lines: Sequence[Line], knife: Cutter) -> set[int]:
    """The lines that "Nơi nhận" may begin, or one of whose columns."""
    views, starts = together.views, together.starts
    places = ((at, at + len(word)) for word in _INSIDE for at in occurrences(views.lower, word))
    found = {together.index(at) for at, end in places if _LIST.match(views.lower, end)}
    found.update(
        index
        for index in together.holding([knife.head])
        if not knife.head.is_absent(views, starts[index], starts[index] + min(len(lines[index].text), _HEAD_LENGTH))
        and knife.head.match(Views(lines[index].text[:_HEAD_LENGTH]))
    )
    return found


def _may_sign(together: Together) -> set[int]:
    """The lines that may hold a signing formula."""
    text = together.views.text
    codes = (found.start() for found in _CODE.finditer(text))
    places = [at for at in codes if not at or text[at - 1].isspace() or text[at - 1] == ";"]
    kinds = shape(text)
    if kinds is None:
        words = [(found.start(), [char.isupper() for char in found.group()]) for found in _WORD.finditer(text)]
        places += [at for at, capitals in words if sum(capitals) > 1]
    else:
        shapes = [(found.start(), found.group()) for found in _SHAPE_OF_WORD.finditer(kinds)]
        places += [at for at, word in shapes if word.count(b"A") > 1]
    places += [at for word in _PERSONS for at in occurrences("\n" + text, word)]
    return {together.index(at) for at in places}


def _heads(line: Line, index: int, grower: Grower) -> bool:
    """Does "Nơi nhận" begin the line or one of its columns?"""
    return any(piece.role is Role.HEAD for piece in grower.pieces(index))


def _signs(index: int, lines: Sequence[Line], grower: Grower, knife: Cutter) -> bool:
    """Does a signing formula stand in the line?"""
    if not knife.lexicon.may_sign(lines[index].text):
        return False
    if grower.opens_body(index):
        # "II. PHẠM VI, ĐỐI TƯỢNG …": a section's heading, however near its words come to a position.
        return False
    pieces = grower.pieces(index)
    if any(piece.role is Role.SIGNING for piece in pieces):
        return True
    near = index >= len(lines) - _LAST_LINES
    return near and any(piece.role is Role.TITLE and not piece.units[0].rest for piece in pieces)


def _accepted(block: Block, lines: Sequence[Line], patterns: Patterns) -> bool:
    """Is a block that a signing formula began the end of a document, and no words of the body?"""
    if block.headed:
        return block.names <= 4
    following = next((line for line in lines[block.stop :] if not line.furniture), None)
    if not block.names and following is None and block.signing and block.start == len(lines) - 1:
        # The last line of all is a position alone: the name is not printed.
        return is_capitals(lines[block.start].text)
    if not block.names:
        return block.authority and (following is None or opens_annex(following, patterns))
    if block.authority or block.filed:
        return True
    if block.names > 4:
        return False
    return _may_follow(block, following, lines[block.stop - 1], patterns)


def _may_follow(block: Block, following: Line | None, last: Line, patterns: Patterns) -> bool:
    """May the first line behind a block without authority codes stand behind a document's end?"""
    if following is None or opens_annex(following, patterns):
        return True
    if following.page is not None and following.page != last.page and not last.full:
        return not following.text[:1].islower()
    marked = patterns["annexes"].rule("body-opening").match(Views(following.text)) is not None
    return block.separate and is_capitals(following.text) and not marked


def _with_date_above(start: int, lines: Sequence[Line], grower: Grower, knife: Cutter) -> int:
    """A place-and-date line straight above the signature belongs to it; a table's last cell does not."""
    # Mostly the body's last paragraph, of which pieces are cut for nothing.
    if start > 0 and knife.lexicon.date.is_absent(Views(lines[start - 1].text)):
        return start
    if start > 0 and (lines[start - 1].cell is None or (start < len(lines) and lines[start].cell is not None)):
        above = grower.pieces(start - 1)
        if above and all(piece.role is Role.DATE for piece in above):
            return start - 1
    return start


def _by_filing(lines: Sequence[Line], grower: Grower) -> Block | None:
    """The block of a list whose head is lost: the "Lưu:" line with the items above it."""
    for index, line in enumerate(lines):
        lowered = line.text[:14].lower()
        if line.furniture or ("lưu" not in lowered and "luu" not in lowered):
            continue
        pieces = grower.pieces(index)
        if not pieces or pieces[0].role is not Role.FILING or len(line.text) > 100:
            continue
        start = _list_start(index, lines, grower)
        if start < index:
            return grower.grow(start, in_list=True)
    return None


def _with_list_above(start: int, lines: Sequence[Line], grower: Grower) -> int:
    """The start of a list without a head that ends straight above the signature."""
    above = start - 1
    while above >= 0 and (lines[above].furniture or all(p.role is Role.STAMP for p in grower.pieces(above))):
        above -= 1
    if above >= 0 and any(piece.role is Role.FILING for piece in grower.pieces(above)):
        return _list_start(above, lines, grower)
    return start


def _list_start(index: int, lines: Sequence[Line], grower: Grower) -> int:
    """The first of the items above a "Lưu:" line."""
    while index > 0 and _listed(lines[index - 1], grower.pieces(index - 1)):
        index -= 1
    return index


def _listed(line: Line, pieces: Sequence[Piece]) -> bool:
    if line.furniture or not pieces:
        return line.furniture
    return pieces[0].role is Role.ITEM and len(line.text) <= 120 and pieces[0].text.rstrip().endswith((";", ",", ")"))
