"""The lines of a head as a stream of pieces in reading order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from plancli.expressions import compiled
from plancli.extract.letterhead_columns import in_order
from plancli.extract.letterhead_pieces import Piece, divide, find_anchors, place_start, unspace, whole_piece
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Line, Views
from plancli.together import Together

# How many lines a head may take; a letterhead with portal metadata, stamps and a long subject has fewer.
_WINDOW = 90
# How much of a line is looked at for the head of the list of recipients.
_HEAD_LENGTH = 40


def window(lines: Sequence[Line], patterns: Patterns) -> int:
    """How many lines can belong to the head: up to the first marked section or the list of recipients, at most
    ``_WINDOW``."""
    section = patterns["letterhead"].rule("section")
    recipients = patterns["endblock"].rule("recipients-head")
    seen = 0
    for index, line in enumerate(lines):
        if line.furniture or not line.text.strip():
            continue
        seen += 1
        if seen > _WINDOW or (seen > 1 and line.cell is None and _opens_section(line, section)):
            return index
        if seen > 1 and line.cell is None and recipients.match(Views(line.text[:_HEAD_LENGTH])) is not None:
            return index
    return len(lines)


def _opens_section(line: Line, section: CompiledRule) -> bool:
    """A Roman, capital or keyword marker; dashes and numbers may stand in a Kính gửi list."""
    text = line.text.lstrip()
    return not text[:1].isdigit() and text[:1] not in "-+•" and section.match(Views(text)) is not None


def read_pieces(
    lines: Sequence[Line],
    stop: int,
    patterns: Patterns,
    is_title: Callable[[Piece], bool],
    is_to: Callable[[Piece], bool],
) -> list[Piece]:
    """The pieces of ``lines[:stop]`` in reading order; at a title or at "Kính gửi" the two columns have ended."""
    anchors = [rule for rule in patterns["letterhead"].rules if rule.get("role") == "anchor"]
    wholes = [
        unspace(whole_piece(lines[index], index), patterns)
        for index in range(stop)
        if not lines[index].furniture and lines[index].text.strip()
    ]
    together = Together(wholes)
    likely = [(rule, together.holding([rule])) for rule in anchors if not rule.is_absent(together.views)]
    rows = [
        list(divide(piece, [rule for rule, places in likely if index in places], patterns))
        for index, piece in enumerate(wholes)
    ]
    return _joined_anchors(_with_places(_with_years(in_order(rows, is_title, is_to))), anchors)


def plain_pieces(lines: Sequence[Line], start: int, stop: int, patterns: Patterns) -> list[Piece]:
    """The lines ``[start, stop)`` undivided but for drawn rules: below the title there are no columns."""
    rules = [patterns["letterhead"].rule("rule")]
    out: list[Piece] = []
    for index in range(start, stop):
        line = lines[index]
        if line.furniture or not line.text.strip():
            continue
        whole = unspace(whole_piece(line, index), patterns)
        at = 0
        for begin, end, rule, match in find_anchors(whole.text, rules):
            out.extend(part for part in (whole.part(at, begin),) if part is not None)
            drawn = whole.part(begin, end)
            if drawn is not None:
                out.append(replace(drawn, label="rule", rule=rule, match=match))
            at = end
        out.extend(part for part in (whole.part(at, len(whole.text)),) if part is not None)
    return out


# --- fixed parts broken over lines ---


_YEAR = compiled(r"[12l][\dOolI]{3}\.?")


def _with_years(pieces: Sequence[Piece]) -> list[Piece]:
    """A date line whose year stands alone on the next line of its column made whole ("ngày 5 tháng 3 năm" / "2024")."""
    out: list[Piece] = []
    for piece in pieces:
        date = out[-1] if out else None
        if date is not None and _lacks_year(date) and date.cell == piece.cell and _YEAR.fullmatch(piece.text):
            text = f"{date.text} {piece.text}"
            match = date.rule.search(Views(text)) if date.rule is not None else None
            if match is not None and match["year"]:
                offsets = (*date.offsets, date.offsets[-1], *piece.offsets)
                out[-1] = replace(date, text=text, offsets=offsets, match=match, divided=True)
                continue
        out.append(piece)
    return out


def _with_places(pieces: Sequence[Piece]) -> list[Piece]:
    """A date line whose place began on the line above it in the cell ("Thành phố Hồ Chí" / "Minh, ngày …") whole."""
    out: list[Piece] = []
    for piece in pieces:
        above = out[-1] if out else None
        if (
            above is not None
            and piece.label == "date"
            and piece.rule is not None
            and piece.cell is not None
            and above.cell == piece.cell
            and _may_begin_place(above)
            and piece.text[:1].isupper()
        ):
            text = f"{above.text} {piece.text}"
            match = piece.rule.search(Views(text))
            if match is not None and place_start(text, match.start()) == 0:
                offsets = (*above.offsets, above.offsets[-1], *piece.offsets)
                out[-1] = replace(piece, text=text, offsets=offsets, match=match, line=above.line, divided=True)
                continue
        out.append(piece)
    return out


def _may_begin_place(piece: Piece) -> bool:
    """Small words with capitals, and no comma behind them."""
    return not piece.label and not piece.capitals and piece.text[:1].isupper() and piece.text[-1:].isalpha()


def _lacks_year(piece: Piece) -> bool:
    return piece.label == "date" and piece.match is not None and not piece.match["year"]


def _joined_anchors(pieces: Sequence[Piece], anchors: Sequence[CompiledRule]) -> list[Piece]:
    """Fixed parts that lines broke (``Số:`` / ``8/2020/TT-`` / ``BCT``) made pieces of their own."""
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
