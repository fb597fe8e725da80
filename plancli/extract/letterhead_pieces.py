"""The head of a document in pieces: lines divided at columns and fixed parts, each character traced.

A letterhead has two columns. In text they stand side by side with a wide gap, or joined by one blank, or one below
the other, or interleaved, or in table cells, or all on one line. A piece is a stretch of one line and one column;
``read_pieces`` gives them in reading order: left column, right column, then what stands below both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from plancli.extract.names import is_capitals
from plancli.normalise.syllables import is_possible
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Line, NormSpan, Views

# How many lines a head may take; a letterhead with portal metadata, stamps and a long subject has fewer.
_WINDOW = 90
_WIDE = regex.compile(r"[^\S\n]{3,}")
_TOKENS = regex.compile(r"\S+")
_LETTER = regex.compile(r"[\p{L}\p{M}]+")
_RIGHT = frozenset({"motto", "date"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line: ``offsets`` are the clean text's offsets of its characters.

    ``x`` is the column of characters in which it begins, ``side`` 0 (left or only) or 1 (right), ``label`` what a
    rule of ``patterns/letterhead.toml`` says that it is. ``divided``: it shares its line with other pieces.
    """

    text: str
    offsets: tuple[int, ...]
    line: int
    x: int = 0
    side: int = 0
    gap: int = 0
    bold: bool = False
    heading: int = 0
    cell: tuple[int, int, int] | None = None
    label: str = ""
    rule: CompiledRule | None = None
    match: regex.Match[str] | None = None
    divided: bool = False

    @property
    def span(self) -> NormSpan:
        """Where the piece stands in the clean text."""
        return NormSpan(self.offsets[0], self.offsets[-1] + 1)

    @property
    def capitals(self) -> bool:
        """Is it written in capitals?"""
        return is_capitals(self.text)

    def part(self, start: int, end: int) -> Piece | None:
        """The part ``[start, end)`` without outer blanks; ``None`` when nothing is left."""
        text = self.text[start:end]
        stripped = text.strip()
        if not stripped:
            return None
        first = start + text.index(stripped[0])
        last = first + len(stripped)
        return replace(
            self,
            text=stripped,
            offsets=self.offsets[first:last],
            x=self.x + first,
            gap=self.gap if first == 0 else 0,
            label="",
            rule=None,
            match=None,
            divided=self.divided or len(stripped) < len(self.text),
        )


def window(lines: Sequence[Line], patterns: Patterns) -> int:
    """How many lines can belong to the head: up to the first marked section, at most ``_WINDOW``."""
    section = patterns["letterhead"].rule("section")
    seen = 0
    for index, line in enumerate(lines):
        if line.furniture or not line.text.strip():
            continue
        seen += 1
        if seen > _WINDOW or (seen > 1 and line.cell is None and _opens_section(line, section)):
            return index
    return len(lines)


def _opens_section(line: Line, section: CompiledRule) -> bool:
    """A Roman, capital or keyword marker; dashes and numbers may stand in a Kính gửi list."""
    text = line.text.lstrip()
    return not text[:1].isdigit() and text[:1] not in "-+•" and section.match(Views(text)) is not None


def read_pieces(lines: Sequence[Line], stop: int, patterns: Patterns) -> list[Piece]:
    """The pieces of ``lines[:stop]`` in reading order."""
    anchors = [rule for rule in patterns["letterhead"].rules if rule.get("role") == "anchor"]
    rows: list[list[Piece]] = []
    for index in range(stop):
        line = lines[index]
        if line.furniture or not line.text.strip():
            continue
        whole = _piece(line, index)
        spaced = unspace(whole, patterns)
        rows.append(list(_divide(spaced, anchors, patterns)))
    return _joined_anchors(_in_order(rows), anchors)


def plain_pieces(lines: Sequence[Line], start: int, stop: int, patterns: Patterns) -> list[Piece]:
    """The lines ``[start, stop)`` undivided but for drawn rules: below the title there are no columns."""
    rules = [patterns["letterhead"].rule("rule")]
    out: list[Piece] = []
    for index in range(start, stop):
        line = lines[index]
        if line.furniture or not line.text.strip():
            continue
        whole = unspace(_piece(line, index), patterns)
        at = 0
        for begin, end, rule, match in find_anchors(whole.text, rules):
            out.extend(part for part in (whole.part(at, begin),) if part is not None)
            drawn = whole.part(begin, end)
            if drawn is not None:
                out.append(replace(drawn, label="rule", rule=rule, match=match))
            at = end
        out.extend(part for part in (whole.part(at, len(whole.text)),) if part is not None)
    return out


def _piece(line: Line, index: int) -> Piece:
    text = line.text.strip()
    whole = line.end - line.start == len(text)
    start = line.start if whole else line.start + len(line.text) - len(line.text.lstrip())
    return Piece(
        text,
        tuple(range(start, start + len(text))),
        index,
        x=line.indent,
        side=0 if line.cell is None or line.cell[2] == 0 else 1,
        gap=line.gap,
        bold=line.bold,
        heading=line.heading,
        cell=line.cell,
    )


# --- letter-spaced capitals ------------------------------------------------------------------------------------


def unspace(piece: Piece, patterns: Patterns) -> Piece:
    """Letter-spaced capitals drawn together: ``K Ế  H O Ạ C H`` → ``KẾ HOẠCH``."""
    tokens = [match.span() for match in _TOKENS.finditer(piece.text)]
    letters = [span for span in tokens if _LETTER.fullmatch(piece.text[span[0] : span[1]])]
    single = sum(1 for start, end in letters if end - start == 1)
    if single < 4 or single * 2 < len(tokens) or piece.text != piece.text.upper():
        return piece
    wide = any(b[0] - a[1] >= 2 for a, b in zip(tokens, tokens[1:], strict=False))
    kept: list[int] = []
    for number, (start, end) in enumerate(tokens):
        if number and wide and start - tokens[number - 1][1] >= 2:
            kept.append(start - 1)
        kept.extend(range(start, end))
    text = "".join(piece.text[index] for index in kept)
    drawn = replace(piece, text=text, offsets=tuple(piece.offsets[index] for index in kept))
    return drawn if wide else _syllables(drawn, patterns)


def _syllables(piece: Piece, patterns: Patterns) -> Piece:
    """Blanks put between syllables that ran together; the fewest syllables that are possible."""
    text = piece.text
    best: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(text) + 1):
        options = [(best[end - 1][0] + 10, end - 1)]
        for start in range(max(0, end - 7), end):
            if is_possible(text[start:end].lower(), patterns):
                options.append((best[start][0] + 1, start))
        best.append(min(options))
    cuts, at = [], len(text)
    while at > 0:
        at = best[at][1]
        cuts.append(at)
    out: list[str] = []
    offsets: list[int] = []
    for index, char in enumerate(text):
        if index and index in cuts:
            out.append(" ")
            offsets.append(piece.offsets[index - 1])
        out.append(char)
        offsets.append(piece.offsets[index])
    return replace(piece, text="".join(out), offsets=tuple(offsets))


# --- division --------------------------------------------------------------------------------------------------


def find_anchors(text: str, anchors: Sequence[CompiledRule]) -> list[tuple[int, int, CompiledRule, regex.Match[str]]]:
    """The fixed parts of a text in order, none overlapping: mottoes, number, date with place, drawn rules."""
    views = Views(text)
    found: list[tuple[int, int, CompiledRule, regex.Match[str]]] = []
    for rule in anchors:
        for match in rule.finditer(views):
            start, end = match.span()
            if start == end or (rule.get("capitals") and not is_capitals(text[start:end])):
                continue
            label = rule.get("label")
            if label == "number" and not _may_begin(text, start):
                continue
            if label == "date":
                start = place_start(text, start)
                if not _is_date_line(text, start, end, match.start()) or (
                    rule.get("placed") and start == match.start()
                ):
                    continue
            if any(start < other_end and other_start < end for other_start, other_end, _, _ in found):
                continue
            found.append((start, end, rule, match))
    return sorted(found, key=lambda item: item[0])


_BEFORE_NUMBER = regex.compile(r"(?:^|[^\S\n]{3,}|[-*_=|]|Hạnh phúc|\d{4})[^\S\n]*$")
_BEFORE_SO = regex.compile(r"\p{Lu}[^\S\n]*$")


def _may_begin(text: str, start: int) -> bool:
    """The number stands at a line's head, behind a gap, a rule or the motto, or its "Số" behind capitals.

    "NGHỊ ĐỊNH SỐ …" in a title in capitals is a citation, and so is what follows running text.
    """
    if _BEFORE_NUMBER.search(text, 0, start):
        return True
    return text[start : start + 2] != "SỐ" and _BEFORE_SO.search(text, 0, start) is not None


_PLACE = regex.compile(
    r"(?<![\p{L}\d/-])(?:(?:(?:[Tt]hành phố|[Tt]hị xã|[Tt]hị trấn|[Tt]ỉnh|[Hh]uyện|[Qq]uận|[Pp]hường|[Xx]ã|[Đđ]ặc khu|(?:TP|Tp|tp|TX|Tx|TT)(?:\.|(?=\s)))[^\S\n]*)?"
    r"(?:\p{Lu}[\p{Ll}'’]*(?:['’]\p{L}+)?|\d{1,2})(?:[^\S\n]{1,2}(?:[-–][^\S\n]{1,2})?(?:\p{Lu}[\p{Ll}'’]*(?:['’]\p{L}+)?|\d{1,2})|[-–]\p{Lu}\p{Ll}+){0,6}"
    r"|(?<=^)\p{Lu}[\p{Lu}'’.]*(?:[^\S\n]{1,2}[\p{Lu}\d][\p{Lu}\d'’.]*){0,6})[^\S\n]*[,.;]?[^\S\n]*$"
)


def place_start(text: str, start: int) -> int:
    """Where the place before a date begins; ``start`` when there is none."""
    low = max(0, start - 60)
    line = text.rfind("\n", low, start) + 1 or low
    found = _PLACE.search(text, line, start)
    if found is None:
        return start
    place = found.group().strip()
    behind_comma = place.rstrip()[-1:] in ",.;"
    if not behind_comma and text[line : found.start()].strip():
        return start
    return found.start()


def _is_date_line(text: str, start: int, end: int, date_start: int) -> bool:
    """A date of a letterhead: with a place before it, or alone on its line; not one in a sentence."""
    after = text[end : end + 12].strip()
    if start < date_start:
        return True
    before = text[max(0, start - 3) : start]
    alone = not before.strip() or before.endswith("   ")
    return alone and (not after or after[0].isupper() or after[0] in "-*_")


def _divide(piece: Piece, anchors: Sequence[CompiledRule], patterns: Patterns) -> Iterator[Piece]:
    """The pieces of one line: its fixed parts, and the rest divided at wide gaps."""
    found = find_anchors(piece.text, anchors)
    at = 0
    for start, end, rule, match in found:
        yield from _columns(piece, at, start)
        part = piece.part(start, end)
        if part is not None:
            yield replace(part, label=rule.get("label"), rule=rule, match=match)
        at = end
    yield from _columns(piece, at, len(piece.text))


def _columns(piece: Piece, start: int, end: int) -> Iterator[Piece]:
    at = start
    for gap in _WIDE.finditer(piece.text, start, end):
        part = piece.part(at, gap.start())
        if part is not None:
            yield part
        at = gap.end()
    part = piece.part(at, end)
    if part is not None:
        yield part


# --- order ----------------------------------------------------------------------------------------------------


def _in_order(rows: Sequence[list[Piece]]) -> list[Piece]:
    """Left column, right column, then what stands below; each table and each zone of two columns for itself."""
    out: list[Piece] = []
    index = 0
    while index < len(rows):
        stop = _zone_end(rows, index)
        if stop == index + 1 and len(rows[index]) == 1:
            out.extend(rows[index])
        else:
            zone = _sided(rows[index:stop])
            out.extend(piece for piece in zone if piece.side == 0)
            out.extend(piece for piece in zone if piece.side == 1)
        index = stop
    return out


def _zone_end(rows: Sequence[list[Piece]], first: int) -> int:
    """Where the zone of two columns ends that begins with this row."""
    head = rows[first][0]
    if head.cell is not None:
        stop = first
        while stop < len(rows) and rows[stop][0].cell is not None and rows[stop][0].cell[0] == head.cell[0]:
            stop += 1
        return stop
    last = first
    index = first
    while index < len(rows) and rows[index][0].cell is None:
        if _is_double(rows[index]):
            last = index
        elif index - last > 3 or (index == last and index > first):
            break
        index += 1
    if last == first and not _is_double(rows[first]):
        return first + 1
    # Lines of the left column below the last row of two: V/v, the end of a name.
    gutter = _gutter(rows[first : last + 1])
    stop = last + 1
    while (
        gutter is not None
        and stop < len(rows)
        and len(rows[stop]) == 1
        and rows[stop][0].gap == 0
        and rows[stop][0].cell is None
        and rows[stop][0].x + len(rows[stop][0].text) <= gutter + 2
        and not rows[stop][0].label
    ):
        stop += 1
    return stop


def _is_double(row: Sequence[Piece]) -> bool:
    """Two columns in one row: a gap between words, or a fixed part of the right column behind something else."""
    solid = [piece for piece in row if piece.label != "rule"]
    if len(solid) < 2:
        return len(row) > 1 and row[0].x + len(row[0].text) + 3 <= row[-1].x
    return True


def _gutter(rows: Sequence[list[Piece]]) -> int | None:
    """Where the right column begins, where gaps show it."""
    starts = [row[1].x for row in rows if len(row) > 1 and row[0].x + len(row[0].text) + 2 <= row[1].x]
    return min(starts) if starts else None


def _sided(rows: Sequence[list[Piece]]) -> list[Piece]:
    gutter = _gutter(rows)
    flat = len(rows) == 1 and len(rows[0]) > 3
    out: list[Piece] = []
    for row in rows:
        for number, piece in enumerate(row):
            if piece.cell is not None:
                side = 0 if piece.cell[2] == 0 else 1
            elif flat:
                side = 0
            elif gutter is not None and piece.x >= gutter - 3 and not (number == 0 and len(row) > 1):
                side = 1
            elif number and piece.label in _RIGHT:
                side = 1
            else:
                side = 1 if number and gutter is not None and piece.x >= gutter - 3 else 0
            out.append(replace(piece, side=side))
    return out


# --- fixed parts broken over lines ------------------------------------------------------------------------------


def _joined_anchors(pieces: Sequence[Piece], anchors: Sequence[CompiledRule]) -> list[Piece]:
    """Fixed parts that lines broke (``Số:`` / ``57/2021/TT-`` / ``BYT``) made pieces of their own."""
    have = {piece.label for piece in pieces}
    wanted = [rule for rule in anchors if rule.get("label") in {"motto", "number", "date"} - (have - {"motto"})]
    runs: list[Piece] = []
    out: list[Piece] = []

    def flush() -> None:
        out.extend(_join_run(runs, wanted))
        runs.clear()

    for piece in pieces:
        if piece.label:
            flush()
            out.append(piece)
        else:
            runs.append(piece)
    flush()
    return out


def _join_run(run: Sequence[Piece], rules: Sequence[CompiledRule]) -> list[Piece]:
    if len(run) < 2 or not rules:
        return list(run)
    text = " ".join(piece.text for piece in run)
    bounds = []
    at = 0
    for piece in run:
        bounds.append((at, at + len(piece.text)))
        at += len(piece.text) + 1
    offsets: list[int] = []
    for number, piece in enumerate(run):
        if number:
            offsets.append(offsets[-1])
        offsets.extend(piece.offsets)
    starts = {start for start, _ in bounds}
    found = []
    for start, end, rule, match in find_anchors(text, rules):
        label = rule.get("label")
        if label == "date" and start not in starts and not (start < match.start()):
            continue
        if label in ("number", "motto") and start not in starts:
            continue
        found.append((start, end, rule, match))
    out: list[Piece] = []
    at = 0

    def rest(low: int, high: int) -> None:
        for (start, end), piece in zip(bounds, run, strict=True):
            part = (
                piece.part(max(low - start, 0), max(min(high, end) - start, 0)) if high > start and low < end else None
            )
            if part is not None:
                out.append(part if part.text != piece.text else piece)

    for start, end, rule, match in found:
        rest(at, start)
        first = next(piece for (low, high), piece in zip(bounds, run, strict=True) if start < high)
        last = next(piece for (low, high), piece in reversed(list(zip(bounds, run, strict=True))) if end > low)
        out.append(
            replace(
                first,
                text=text[start:end],
                offsets=tuple(offsets[start:end]),
                line=first.line,
                label=rule.get("label"),
                rule=rule,
                match=match,
                divided=first.line != last.line or first.divided,
            )
        )
        at = end
    rest(at, len(text))
    return out
