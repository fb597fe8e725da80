"""The head of a document: letterhead, title, subject, addressees.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I (thể thức); Hướng dẫn 36-HD/VPTW and 05-HD/VPTW for the Party. Everything
here reads lines (layout matters); what the head leaves goes on as running text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from plancli.expressions import compiled
from plancli.extract.doctypes import doc_types
from plancli.extract.letterhead_addressees import read_addressees
from plancli.extract.letterhead_fields import number_item, read_date, read_mark, read_place, read_symbol
from plancli.extract.letterhead_labels import Title, is_running, label_pieces, title_of
from plancli.extract.letterhead_names import name_pieces, read_names
from plancli.extract.letterhead_pieces import Piece, find_anchors
from plancli.extract.letterhead_stream import plain_pieces, read_pieces, window
from plancli.extract.letterhead_subject import SubjectReader, subject_item, with_names, without_about
from plancli.extract.numbers import Symbol
from plancli.model import Addressee, DocType, Header, TextItem
from plancli.patterns import Patterns
from plancli.text import Line, Locator, NormSpan, Views

# With what a line that goes on ends.
_CUT = compiled(r"(?:,|\b(?:của|và|về|cho|các|tại|năm|tháng))$")
_ANCHORS = ("motto", "number", "date")
# How far above its letterhead a web page's title may stand, in pieces.
_AHEAD = 40
# How far below the title a number or date line may stand, in pieces.
_LATE = 6
# How many short lines of a page's navigation may stand above a title that has no letterhead.
_CRUMBS = 5


class Head(Struct, frozen=True):
    """The head of a document.

    ``end``: index of the first line that holds text beyond letterhead, title, subject and Kính gửi; ``body_from``:
    where in the clean text that begins, when the head's last words stand in the same line. ``title_lines``: the
    lines ``[from, to)`` of title and subject; ``title_spans``: just their words, in order, without what stands beside
    them in another column; ``subject_from``: the line in which the subject begins.
    """

    header: Header
    addressees: tuple[Addressee, ...] = ()
    end: int = 0
    title_lines: tuple[int, int] = (0, 0)
    title_spans: tuple[NormSpan, ...] = ()
    subject_from: int | None = None
    body_from: int | None = None


def read_head(lines: Sequence[Line], locate: Locator, patterns: Patterns) -> Head:
    """Read the head from the document's lines; ``locate`` belongs to the clean text. Never fails."""
    stop = window(lines, patterns)
    to = patterns["letterhead"].rule("to")
    pieces = read_pieces(
        lines,
        stop,
        patterns,
        is_title=lambda piece: title_of(piece, patterns) is not None,
        is_to=lambda piece: to.match(piece.views) is not None,
    )
    pieces = _without_emblem(label_pieces(pieces, patterns))
    if not pieces:
        return Head(Header())
    return _Reader(pieces, lines, stop, locate, patterns).read()


class _Reader:
    """Decides what of the pieces is the document's own head."""

    def __init__(
        self, pieces: list[Piece], lines: Sequence[Line], stop: int, locate: Locator, patterns: Patterns
    ) -> None:
        self.pieces = pieces
        self.lines = lines
        self.stop = stop
        self.locate = locate
        self.patterns = patterns
        self.title: int | None = None
        self.upper = 0  # pieces[:upper] may hold the letterhead
        self.about: list[Piece] = []
        self.subjects = SubjectReader(pieces, patterns)

    def read(self) -> Head:
        self._scan()
        if self.title is not None:
            self._undivide(self.title)
        above = self._own(self.pieces[: self.upper])
        number = self._number(above)
        symbol = read_symbol(number, self.patterns)
        date_piece = _own_date(above) or self._late_date()
        date, place = read_date(date_piece, self.locate, self.patterns)
        if place is None and date_piece in above[1:]:
            place = read_place(above[above.index(date_piece) - 1], self.locate, self.patterns)
        kind = symbol.type_code if symbol else None
        issuer, parent = read_names(name_pieces(above, self.patterns), kind, self.locate, self.patterns)
        if issuer is not None and any(piece.rule and piece.rule.get("sector") == "mass" for piece in above):
            issuer = replace(issuer, sector="mass")
        marks: dict[str, Any] = {
            str(piece.rule.get("field")): read_mark(piece, self.locate)
            for piece in reversed(above)
            if piece.label == "mark" and piece.rule
        }
        header = Header(
            issuer=issuer,
            parent=parent,
            number=number_item(number, symbol, self.locate),
            place=place,
            date=date,
            **marks,
        )
        if self.title is not None:
            return self._titled(header)
        return self._untitled(header, symbol)

    # --- what is the letterhead, where is the title ---

    def _scan(self) -> None:
        """Find the title, or where the letterhead ends without one."""
        pieces = self.pieces
        seen = False
        crumbs = 0
        index = 0
        while index < len(pieces):
            piece = pieces[index]
            ahead = self._letterhead_ahead(index) if not seen else False
            if piece.label in _ANCHORS:
                seen = True
            elif piece.label == "title" and not ahead and self._is_title(index):
                self.title, self.upper = index, index
                return
            elif piece.label == "to" and not ahead:
                self.upper = index
                return
            elif piece.label == "about" and seen:
                self.about, index = self._read_about(index)
                continue
            elif not ahead and piece.label == "text":
                crumbs += 1
                if is_running(piece) or (not seen and crumbs > _CRUMBS):
                    self.upper = index if seen else 0
                    return
            index += 1
        self.upper = len(pieces) if seen else 0

    def _letterhead_ahead(self, index: int) -> bool:
        """Does a motto, or a number of its own, stand further down before any section or list?"""
        for piece in self.pieces[index + 1 : index + 1 + _AHEAD]:
            if piece.label == "motto":
                return True
            if piece.label == "to":
                return False
        return False

    def _is_title(self, index: int) -> bool:
        """A kind in capitals within a name ("SỞ / KẾ HOẠCH …") is none."""
        return index == 0 or not (
            self.pieces[index - 1].label == "name"
            and self.pieces[index - 1].text.split()[-1:] in (["SỞ"], ["BAN"], ["PHÒNG"], ["VỤ"], ["HỘI"])
        )

    def _read_about(self, index: int) -> tuple[list[Piece], int]:
        """The V/v lines; lines that the reading order put behind the other column are found as well."""
        content = [self.pieces[index]]
        at = index + 1
        while at < len(self.pieces):
            piece = self.pieces[at]
            before = content[-1]
            if piece.side == 1 and before.side == 0 and piece.label in ("motto", "date", "meta", "rule"):
                at += 1
                continue
            if piece.label != "text" or (piece.gap > before.gap and piece.gap > 0 and piece.line > before.line + 1):
                break
            if piece.gap > self.subjects.layout.gap and not _is_cut(before.text):
                break
            if is_running(piece) and piece.side == before.side and len(piece.text) > 75:
                break
            content.append(piece)
            at += 1
        return content, at

    def _undivide(self, index: int) -> None:
        """Below the title, numbers and dates are citations: the lines as they stand."""
        line = self.pieces[index].line
        same = [piece for piece in self.pieces[index + 1 :] if piece.line == line]
        below = plain_pieces(self.lines, line + 1, self.stop, self.patterns)
        number = self.patterns["letterhead"].rule("number")
        for place, piece in enumerate(below[:2]):
            match = number.match(piece.views)
            if match is not None and match.end() == len(piece.text):
                below[place] = replace(piece, label="number", rule=number, match=match)
        if not any(piece.label == "date" for piece in self.pieces[: self.upper]):
            dates = [rule for rule in self.patterns["letterhead"].rules if rule.get("label") == "date"]
            for place, piece in enumerate(below[:_LATE]):
                found = find_anchors(piece.text, dates)
                if found and found[0][0] == 0 and found[0][1] == len(piece.text) and found[0][3].start() > 0:
                    below[place] = replace(piece, label="date", rule=found[0][2], match=found[0][3])
        self.pieces = [*self.pieces[: index + 1], *same, *label_pieces(below, self.patterns)]
        self.subjects = SubjectReader(self.pieces, self.patterns)

    # --- the fields ---

    def _own(self, above: list[Piece]) -> list[Piece]:
        """The document's own letterhead: that of a copy (sao y, trích sao, sao lục) above it is left out."""
        numbers = [piece for piece in above if piece.label == "number"]
        symbol = read_symbol(numbers[0], self.patterns) if len(numbers) > 1 else None
        if symbol is None or symbol.type_code not in self.patterns["letterhead"].settings["copies"]:
            return above
        dates = [piece for piece in above if piece.label == "date"]
        last = max(piece.line for piece in (numbers[0], *dates[: len(dates) - 1]))
        return [piece for piece in above if piece.line > last]

    def _late_date(self) -> Piece | None:
        """Some print the date line below the subject."""
        if self.title is None:
            return None
        below = self.pieces[self.title + 1 : self.title + 1 + _LATE]
        return next((piece for piece in below if piece.label == "date"), None)

    def _number(self, above: Sequence[Piece]) -> Piece | None:
        found = [piece for piece in above if piece.label == "number"]
        if not found and self.title is not None:
            # Some print the number below the kind's name.
            found = [piece for piece in self.pieces[self.title + 1 : self.title + 3] if piece.label == "number"]
        return found[0] if found else None

    # --- with a title ---

    def _titled(self, header: Header) -> Head:
        assert self.title is not None
        piece = self.pieces[self.title]
        title = title_of(piece, self.patterns)
        assert title is not None
        inline = piece.part(title.end, len(piece.text))
        if inline is not None and not any(char.isalnum() for char in inline.text):
            inline = None
        first = self.title + 1
        if inline is not None:
            inline = self._cut_inline(inline, first)
        if first < len(self.pieces) and self.pieces[first].label == "number" and header.number is not None:
            first += 1
        content, index = self.subjects.read(first, inline)
        lines = [piece.line, *(part.line for part in content)]
        kind_only = inline is not None and piece.part(0, title.end)
        spans = [(kind_only or piece).span, *(part.span for part in content)]
        addressees, index = self._addressees(index)
        end, body_from = self._end(index)
        header = replace(header, type=self._type(piece, title), subject=self._subject(content, header))
        return Head(
            header=header,
            addressees=tuple(addressees),
            end=end,
            title_lines=(piece.line, max(lines) + 1),
            title_spans=self._merged(spans),
            subject_from=min(part.line for part in content) if content else None,
            body_from=body_from,
        )

    def _subject(self, content: Sequence[Piece], header: Header) -> TextItem | None:
        """The subject; its span leaves out the other column: it is the longest stretch without foreign words."""
        item = subject_item(content, self.locate, self.patterns) if content else None
        if item is None:
            return None
        stretches = self._merged([without_about(piece).span for piece in content], across=True)
        span, page = self.locate(max(stretches, key=lambda stretch: stretch.end - stretch.start))
        names = [name.name for name in (header.issuer, header.parent) if name is not None]
        text = with_names(item.text, names) if all(piece.capitals for piece in content) else item.text
        return replace(item, text=text, span=span, page=page)

    def _merged(self, spans: Sequence[NormSpan], *, across: bool = False) -> tuple[NormSpan, ...]:
        """Spans in order, joined where only blanks and signs stand between them: in a line, or ``across`` lines."""
        out: list[NormSpan] = []
        for span in sorted(spans):
            if out and self._adjoin(out[-1].end, span.start, across):
                out[-1] = NormSpan(out[-1].start, max(out[-1].end, span.end))
            else:
                out.append(span)
        return tuple(out)

    def _adjoin(self, end: int, start: int, across: bool) -> bool:
        parts = [line for line in self.lines[: self.stop] if line.start < start and line.end > end]
        inside = any(line.start <= end and start <= line.end for line in parts)
        between = (
            line.text[max(end - line.start, 0) : max(start - line.start, 0)] for line in parts if not line.furniture
        )
        return (across or inside) and not any(char.isalnum() for text in between for char in text)

    def _cut_inline(self, inline: Piece, first: int) -> Piece:
        """Where all stands in one line, the basis behind the subject goes back to the text."""
        cut = self.patterns["letterhead"].rule("inline-basis").search(Views(inline.text))
        rest = inline.part(cut.end(), len(inline.text)) if cut else None
        if cut is None or rest is None:
            return inline
        self.pieces.insert(first, replace(rest, label="text"))
        return inline.part(0, cut.start()) or inline

    def _type(self, piece: Piece, title: Title) -> DocType:
        part = piece.part(0, title.end) or piece
        span, page = self.locate(part.span)
        return DocType(code=title.kind.code, name=title.kind.name, span=span, page=page)

    def _addressees(self, index: int) -> tuple[list[Addressee], int]:
        at = index
        while at < len(self.pieces) and self.pieces[at].label in ("rule", "mark", "page", "english"):
            at += 1
        if at < len(self.pieces) and self.pieces[at].label in ("to", "telegram"):
            return read_addressees(self.pieces, at, self.locate, self.patterns)
        return [], index

    def _end(self, index: int) -> tuple[int, int | None]:
        """The first line that is not the head's alone, behind drawn rules, and where in it the body begins."""
        while index < len(self.pieces) and self.pieces[index].label in ("rule", "page", "english", "mark", "date"):
            index += 1
        rest = [(piece.line, piece.offsets[0]) for piece in self.pieces[index:]]
        if not rest:
            return self.stop, None
        line, offset = min(rest)
        head = any(piece.line == line and piece.offsets[0] < offset for piece in self.pieces[:index])
        return line, offset if head else None

    # --- without one: công văn, or a title line that is lost ---

    def _untitled(self, header: Header, symbol: Symbol | None) -> Head:
        if self.upper == 0:
            return Head(Header())
        index = self.upper
        content = self.about
        addressees, index = self._addressees(index)
        kind = doc_types(self.patterns).by_symbol(symbol.type_code) if symbol and symbol.type_code else None
        if not content and not addressees and kind is not None and kind.code != "CV":
            content, index = self._lost_title()
        if (
            kind is None
            and symbol is not None
            and (content or addressees)
            and (symbol.kind == "CV" or not symbol.type_code)
        ):
            kind = doc_types(self.patterns).by_code("CV")
        doc_type = None
        if kind is not None:
            span, page = header.number.span if header.number else None, header.number.page if header.number else None
            doc_type = DocType(code=kind.code, name=kind.name, inferred=True, span=span, page=page)
        subject = self._subject(content, header)
        end, body_from = self._end(index)
        title_lines = (0, 0)
        if content:
            title_lines = (min(part.line for part in content), max(part.line for part in content) + 1)
        return Head(
            header=replace(header, type=doc_type, subject=subject),
            addressees=tuple(addressees),
            end=end,
            title_lines=title_lines,
            title_spans=self._merged([piece.span for piece in content]),
            subject_from=title_lines[0] if content else None,
            body_from=body_from,
        )

    def _lost_title(self) -> tuple[list[Piece], int]:
        """The subject where the kind's name is lost: the first lines behind number and date."""
        last = max(
            (index for index, piece in enumerate(self.pieces[: self.upper]) if piece.label in _ANCHORS), default=None
        )
        if last is None:
            return [], self.upper
        content, index = self.subjects.read(last + 1)
        return (content, index) if content else ([], self.upper)


def _without_emblem(pieces: list[Piece]) -> list[Piece]:
    """The Youth Union's name stands in place of the motto; beside a motto it is an issuer's."""
    emblems = [piece for piece in pieces if piece.rule is not None and piece.rule.name.startswith("emblem")]
    mottoes = [piece for piece in pieces if piece.label == "motto" and piece not in emblems]
    if not mottoes:
        return pieces
    return [replace(piece, label="name", rule=None) if piece in emblems else piece for piece in pieces]


def _own_date(above: Sequence[Piece]) -> Piece | None:
    """The date line: stamps of arrival have dates too, but no place before them."""
    dates = [piece for piece in above if piece.label == "date"]
    placed = (piece for piece in dates if piece.match is not None and piece.match.start() > 0)
    return next(placed, dates[0] if dates else None)


def _is_cut(text: str) -> bool:
    return _CUT.search(text.strip()) is not None
