"""Nơi nhận: one recipient for each line of the list, and the filing line. Source: Nghị định 30/2020/NĐ-CP, II.9."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from msgspec import Struct, field

from plancli.expressions import compiled
from plancli.extract.endblock_pieces import BRACES, Piece, Role
from plancli.model import Filing, Recipient
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Locator, NormSpan, Views, squeeze

_FINAL = " \t;,.:·…_"
# What OCR makes of specks behind an item's end.
_SPECKS = compiled(r"(?<=[;,.])\s+[^\s()]{1,2}$")
_LETTER = compiled(r"[\p{L}\d]")
_LONGEST = 300
# A note over several items stands this far to the right.
_NOTE_COLUMN = 12


class _Rules:
    def __init__(self, patterns: Patterns) -> None:
        file = patterns["endblock"]
        self.head = file.rule("recipients-head")
        self.filing = file.rule("filing")
        self.item = file.rule("item-sign")
        self.number = file.rule("item-number")
        self.note = file.rule("note")
        self.note_open = file.rule("note-open")
        self.behind = file.rule("drafter-behind")
        self.brace = file.rule("brace")
        self.copies = file.rule("copies")
        self.drafters: list[CompiledRule] = [rule for rule in file.rules if rule.get("role") == "drafter"]


class _Item(Struct):
    """An item in the making: its lines' text joined, and where it stands in the clean text."""

    text: str
    start: int
    end: int
    signed: bool
    line: int = 0
    braced: bool = False
    notes: list[str] = field(default_factory=list)

    def add(self, piece: Piece) -> None:
        joined = self.text[-1:] in ("-", "/") and self.text[-2:-1] not in (" ", "")
        self.text += ("" if joined else " ") + piece.text.strip()
        self.end = piece.end


def read_recipients(
    pieces: Sequence[Piece], locate: Locator, patterns: Patterns
) -> tuple[list[Recipient], Filing | None]:
    """The recipients in order and the filing line, from the list's pieces (its head included or lost)."""
    rules = patterns.derive("endblock.recipients", _Rules)
    items, filing, marks = _gather(pieces, rules)
    _share_notes(items, rules)
    recipients = [found for item in items if (found := _recipient(item, rules, locate))]
    return recipients, _filing(filing, marks, rules, locate)


def _gather(pieces: Sequence[Piece], rules: _Rules) -> tuple[list[_Item], _Item | None, list[Piece]]:
    """Items with their second lines joined; the filing line; the drafter's marks."""
    items: list[_Item] = []
    filing: _Item | None = None
    marks: list[Piece] = []
    signs = sum(piece.role is Role.ITEM for piece in pieces) > 1
    semicolons = sum(piece.text.rstrip().endswith(";") for piece in pieces)
    commas = sum(piece.text.rstrip().endswith(",") for piece in pieces)
    numbers = sum(rules.number.match(Views(piece.text)) is not None for piece in pieces) > 1
    last: _Item | None = None
    between: _Item | None = None
    for piece in pieces:
        if piece.role is Role.HEAD:
            last = None
        elif piece.role is Role.NOTE:
            if last is not None and last is not filing:
                # A brace drawn over two lines has its note between them, in a column of its own.
                last.braced = last.braced or (piece.rank == 0 and piece.x >= _NOTE_COLUMN and piece.line > last.line)
                between = last if last.braced else None
                last.notes.append(piece.text)
                last.end = piece.end
        elif piece.role is Role.DRAFTER and filing is not None:
            marks.append(piece)
        elif piece.role is Role.FILING:
            if filing is None:
                filing = last = _Item(piece.text, piece.start, piece.end, True)
            else:
                last = None
        elif piece.role is Role.ITEM:
            last = _item(piece, rules.item)
            last.braced = between is not None
            between = None
            items.append(last)
        elif last is not None and _goes_on(last, piece, signs, semicolons >= commas):
            if piece.text[0] in BRACES and piece.rank == 0:
                _brace(items, rules)
            last.add(piece)
        elif filing is None:
            last = _item(piece, rules.number if numbers else None)
            items.append(last)
    return items, filing, marks


def _item(piece: Piece, sign: CompiledRule | None) -> _Item:
    match = sign.match(Views(piece.text)) if sign else None
    lead = match.end() if match else 0
    while lead < len(piece.text) - 1 and not _LETTER.match(piece.text[lead]) and piece.text[lead] not in '("“':
        lead += 1
    return _Item(piece.text[lead:], piece.start + lead, piece.end, match is not None, piece.line)


def _brace(items: Sequence[_Item], rules: _Rules) -> None:
    """A brace with its note below the items that it holds: all that have no note of their own."""
    for item in reversed(items):
        if item.notes or _own_notes(item, rules):
            return
        item.braced = True


def _share_notes(items: Sequence[_Item], rules: _Rules) -> None:
    """A note behind a brace belongs to all the items that the brace holds together."""
    group: list[_Item] = []
    for item in [*items, None]:
        if item is not None:
            brace = rules.brace.search(Views(item.text))
            if brace:
                item.braced = True
                item.text = f"{item.text[: brace.start()].rstrip()} {item.text[brace.end() :].lstrip()}".strip()
        if item is not None and item.braced:
            group.append(item)
            continue
        notes = [note for each in group for note in each.notes or _own_notes(each, rules)]
        for each in group:
            if len(notes) == 1 and not each.notes and not _own_notes(each, rules):
                each.notes.append(notes[0])
        group = []


def _own_notes(item: _Item, rules: _Rules) -> list[str]:
    match = rules.note.search(Views(squeeze(item.text)))
    return [match.group("note")] if match else []


def _goes_on(last: _Item, piece: Piece, signs: bool, semicolons: bool) -> bool:
    """Is a line without a sign the next line of the item before it?"""
    text = piece.text.strip()
    before = last.text.rstrip()
    if text[:1].islower() or text[0] in BRACES or before.count("(") > before.count(")"):
        return True
    if before[-1:] in (";", "."):
        return False
    if before[-1:] == ",":
        return semicolons
    return signs and last.signed


# --- one item ----------------------------------------------------------------------------------------------


def _recipient(item: _Item, rules: _Rules, locate: Locator) -> Recipient | None:
    text = _SPECKS.sub("", squeeze(item.text))
    notes: list[str] = []
    while match := rules.note.search(Views(text)) or rules.note_open.search(Views(text)):
        if not text[: match.start()].strip(_FINAL) or len(notes) > 2:
            break
        notes.insert(0, match.group("note").strip(_FINAL))
        text = text[: match.start()].rstrip(_FINAL)
    for extra in item.notes:
        notes.append(squeeze(extra).strip(_FINAL + "()[]{}"))
    name = text.strip(_FINAL + "-–")
    if not _LETTER.search(name) or len(name) > _LONGEST:
        return None
    span, page = locate(NormSpan(item.start, item.end))
    note = "; ".join(note for note in notes if note) or None
    return Recipient(name=name, note=note, span=cast(tuple[int, int], span), page=page)


# --- filing ------------------------------------------------------------------------------------------------


def _filing(item: _Item | None, marks: Sequence[Piece], rules: _Rules, locate: Locator) -> Filing | None:
    """``None`` also for a bare "Lưu": it says nothing."""
    if item is None:
        return None
    match = rules.filing.match(Views(item.text))
    lead = match.end() if match else 0
    text = item.text[lead:].strip(" ;:.,-–\t")
    drafter: str | None = None
    copies: str | None = None
    behind = rules.behind.search(Views(text))
    if behind:
        drafter, copies = behind.group("mark"), behind.group("copies")
        text = text[: behind.start()].rstrip(_FINAL)
    for mark in marks:
        found = next((hit for rule in rules.drafters if (hit := rule.match(Views(mark.text)))), None)
        if found and drafter is None:
            drafter = squeeze(found.group("mark"))
            item.end = max(item.end, mark.end)
            copies = copies or found.groupdict().get("copies")
    if copies is None:
        count = rules.copies.search(Views(text))
        copies = count.group("copies") if count else None
    text = squeeze(text)
    if not _LETTER.search(text) and drafter is None:
        return None
    start = item.start + len(item.text) - len(item.text.lstrip(_FINAL + "-–—+•*"))
    span, page = locate(NormSpan(start, item.end))
    return Filing(text=text, drafter=drafter, copies=copies, span=cast(tuple[int, int], span), page=page)
