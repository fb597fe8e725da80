"""Lines of the end block cut into pieces: the columns that stand side by side, the items that share a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from plancli.expressions import compiled
from plancli.extract.endblock_names import Signing, Word, signing, words_of
from plancli.extract.endblock_units import Unit, blank_notes, parse_units
from plancli.patterns import Patterns
from plancli.text import Line, Views

_GAP = compiled(r"[^\S\n]{3,}|[^\S\n]*\t\s*")
# Where capitals may begin a position behind other text.
_CAPITALS = compiled(r"(?<=\s)(?=\p{Lu}{2,}\p{M}*\s+\p{Lu}[\p{Lu}\p{Ll}]+)")
# Where a signer's name, with rank or degree, may begin behind an item that ends.
_BEHIND_ITEM = compiled(r"(?<=[;.:,])\s+(?=\p{Lu})")
_ENDS_ITEM = compiled(r"[;,]\s*$")
_LETTER = compiled(r"\p{L}")
_SIGNS = frozenset("-–—+•*")
# Braces drawn over several items.
BRACES = frozenset("}⎫⎬⎭｝")
# A column to the right begins beyond this many characters.
_RIGHT = 30
# "Nơi nhận" with what may stand between it and its colon.
_HEAD_LENGTH = 60
# No name with rank and degrees is longer.
_LONGEST_SIGNER = 100
# No line of a signature is longer.
_LONGEST_SIGNING = 160
# So many words are no person's name.
_MOST_WORDS = 8


class Role(StrEnum):
    """What a piece is by its own words."""

    HEAD = "head"
    ITEM = "item"
    FILING = "filing"
    NOTE = "note"
    SIGNING = "signing"
    TITLE = "title"
    NAME = "name"
    DRAFTER = "drafter"
    STAMP = "stamp"
    DATE = "date"
    TEXT = "text"


class Piece(Struct, frozen=True):
    """A stretch of a line. ``start`` is its offset in the clean text, ``x`` its column, ``line`` its line's index.

    ``rank`` counts the pieces of a line from 0; ``cell`` is (table, column) inside a table.
    """

    text: str
    start: int
    line: int
    rank: int
    x: int
    cell: tuple[int, int] | None
    role: Role
    units: tuple[Unit, ...] = ()

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + len(self.text)

    @property
    def right(self) -> bool:
        """Does the piece stand in a column to the right?"""
        return self.cell is None and self.x >= _RIGHT


class Cutter:
    """Cuts lines into pieces and tells what each is."""

    def __init__(self, patterns: Patterns) -> None:
        file = patterns["endblock"]
        self.lexicon: Signing = signing(patterns)
        self.head = file.rule("recipients-head")
        self.filing = file.rule("filing")
        self.item = file.rule("item-sign")
        self.item_split = file.rule("item-split")
        self.note = file.rule("note")
        self.mark_line = file.rule("mark-line")
        self.drafters = [rule for rule in file.rules if rule.get("role") == "drafter"]

    def pieces(self, line: Line, index: int) -> list[Piece]:
        """The pieces of a line, left to right."""
        cell = (line.cell[0], line.cell[2]) if line.cell else None
        found: list[Piece] = []
        for start, end in self._cuts(line.text):
            text = line.text[start:end]
            role, units = self.role(text, line.start + start)
            piece = Piece(text, line.start + start, index, len(found), line.indent + start, cell, role, units)
            braced = text[0] in BRACES
            if (
                found
                and found[-1].role in (Role.TEXT, Role.ITEM)
                and (braced or (role is Role.TEXT and not piece.right))
            ):
                # Justified text has wide gaps too; a column says what it is or stands to the right.
                before = found.pop()
                text = line.text[before.start - line.start : end]
                role, units = self.role(text, before.start)
                piece = Piece(text, before.start, index, before.rank, before.x, cell, role, units)
            found.append(piece)
        return found

    def _cuts(self, text: str) -> Iterator[tuple[int, int]]:
        """Offsets of the parts of a line: at wide gaps, at the list's head, between items, before signing text."""
        cuts = {0, len(text)}
        cuts.update(match.end() for match in _GAP.finditer(text))
        views = Views(text)
        for start in sorted(cuts - {len(text)}):
            head = self.head.match(Views(text[start : start + _HEAD_LENGTH]))
            if head and self._heads_list(text[start : start + _HEAD_LENGTH]):
                stop = start + head.end()
                while stop < len(text) and text[stop] in ":;.,/ \t":
                    stop += 1
                cuts.add(stop)
        cuts.update(_content(text, match.start()) for match in self.item_split.finditer(views))
        cuts.update(self._signing_cuts(text))
        if self.item.match(views):
            noted = (match for rule in self.lexicon.notes for match in rule.finditer(views))
            cuts.update(match.start() for match in noted if match.start() and match.end() == len(text))
        ordered = sorted(cuts)
        for start, end in pairwise(ordered):
            while end > start and text[end - 1].isspace():
                end -= 1
            while start < end and text[start].isspace():
                start += 1
            if start < end:
                yield start, end

    def _signing_cuts(self, text: str) -> Iterator[int]:
        """Where signing text begins behind other text on one line, with a single blank between (OCR)."""
        lexicon = self.lexicon
        views = Views(text)
        taken: set[int] = set()
        covered = 0
        for rule in lexicon.authorities:
            for match in rule.finditer(views):
                taken.add(_content(text, match.end()))
                words = words_of(text, match.end(), match.end() + _LONGEST_SIGNING)[:8]
                if match.start() and words and self._signs_for(words, str(rule.get("code"))):
                    yield match.start()
        all_words: list[Word] | None = None
        for match in _CAPITALS.finditer(text):
            start = match.start()
            if len(text) - start > _LONGEST_SIGNING:
                words = words_of(text, start, start + _LONGEST_SIGNING)
            else:
                all_words = words_of(text, start) if all_words is None else all_words
                words = [word for word in all_words if word.start >= start]
            title = lexicon.title_at(words, 0)
            inside, covered = start < covered, max(covered, words[title.stop - 1].end if title else 0)
            # "BỘ TRƯỞNG, CHỦ NHIỆM" is one position.
            if start in taken or inside or title is None or title.whole or not words[title.stop - 1].caps:
                continue
            before = text[max(start - _HEAD_LENGTH, 0) : start].split()
            last = before[-1] if before else ""
            rest = words[title.stop :]
            behind_end = last.endswith((";", ",", ".", ":", ")"))
            plainly = title.cost == 0 and not last.isupper() and last not in _SIGNS
            if behind_end or (plainly and (not rest or lexicon.person(rest))):
                yield start
        listed = text.rstrip()[-1:] in (";", ",")
        for behind in () if listed else _BEHIND_ITEM.finditer(text, max(0, len(text) - _LONGEST_SIGNER)):
            start = behind.end()
            words = words_of(text, lexicon.without_title(views, start, len(text)), most=_MOST_WORDS)
            if not lexicon.person(words) or (len(words) == 2 and words[0].fold in lexicon.ambiguous):
                continue
            # Behind a comma a list of persons may go on ("các đồng chí Lê An, Đỗ Bình.").
            if text[behind.start() - 1] == "," and (len(words) < 3 or text.rstrip()[-1:] == "."):
                continue
            # A degree's stop ends no item: "PHÓ GIÁM ĐỐC BSCKII. Trần Văn Nam".
            word = text.rfind(" ", 0, behind.start()) + 1
            if lexicon.without_title(views, word, start) < start:
                yield start
                return

    def _signs_for(self, words: Sequence[Word], code: str) -> bool:
        """Do a position, or for TM a body's name in capitals, follow an authority code inside a line?"""
        if code == "TM":
            return len(words) > 1 and words[0].caps and words[1].caps
        return self.lexicon.title_at(words, 0) is not None

    def role(self, text: str, start: int) -> tuple[Role, tuple[Unit, ...]]:
        """What a piece is, with its signing units where it has any."""
        views = Views(text)
        lexicon = self.lexicon
        if self.head.match(views) and self._heads_list(text):
            return Role.HEAD, ()
        if not blank_notes(text, lexicon, views).strip() or self.mark_line.match(views) or lexicon.stamp.match(views):
            return Role.STAMP, ()
        filing = self.filing.match(views)
        if filing and not lexicon.person(words_of(text)):
            return Role.FILING, ()
        if self.item.match(views):
            drafter = next((rule for rule in self.drafters[:2] if rule.match(views)), None)
            return (Role.DRAFTER if drafter else Role.ITEM), ()
        note = self.note.match(views)
        if note and note.end() == len(text):
            return Role.NOTE, ()
        if lexicon.date.match(views):
            return Role.DATE, ()
        if len(text) <= _LONGEST_SIGNING:
            found = self._signing_role(views, start)
            if found:
                return found
        if any(rule.match(views) for rule in self.drafters):
            return Role.DRAFTER, ()
        return Role.TEXT, ()

    def _heads_list(self, text: str) -> bool:
        """Does nothing but a list follow "Nơi nhận"? Not in "Nơi nhận hồ sơ: …"."""
        match = self.head.match(Views(text))
        rest = text[match.end() :].lstrip(" \t:;.,-–/'\"") if match else ""
        return not rest or not rest[0].islower()

    def _signing_role(self, views: Views, start: int) -> tuple[Role, tuple[Unit, ...]] | None:
        text = views.text
        units = tuple(parse_units(views, start, self.lexicon))
        if not units:
            return None
        kinds = [unit.kind for unit in units]
        if "authority" in kinds:
            first = units[kinds.index("authority")]
            return (Role.SIGNING, units) if first.title or first.caps or kinds[0] == "authority" else None
        if _ENDS_ITEM.search(text) or ";" in text:
            return None
        if kinds[0] == "approval" and units[0].caps:
            return Role.SIGNING, units
        if "position" in kinds and kinds.index("position") <= 1:
            capitals = all(unit.caps for unit in units if unit.kind in ("position", "body"))
            return (Role.SIGNING if capitals else Role.TITLE), units
        if kinds == ["name"]:
            return Role.NAME, units
        return None


def cutter(patterns: Patterns) -> Cutter:
    """The cutter of these patterns."""
    return patterns.derive("endblock.cutter", Cutter)


# The pieces of lines that were cut, by the lines' identities.
Cuts = dict[int, list[Piece]]


def cut(lines: Sequence[Line], patterns: Patterns, first: int = 0, cuts: Cuts | None = None) -> list[Piece]:
    """The pieces of all lines in order, page furniture left out; ``first`` is the first line's index."""
    knife = cutter(patterns)
    known: Cuts = {} if cuts is None else cuts
    out: list[Piece] = []
    for index, line in enumerate(lines, first):
        if not line.furniture:
            before = known.get(id(line))
            pieces = knife.pieces(line, index) if before is None else [replace(piece, line=index) for piece in before]
            out.extend(pieces)
    return out


def _content(text: str, offset: int) -> int:
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset
