"""Two columns in reading order: left, right, then what stands below both."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from plancli.extract.letterhead_pieces import Piece

# Labels of fixed parts that stand in the right column.
_RIGHT = frozenset({"motto", "date"})


def in_order(
    rows: Sequence[list[Piece]], is_title: Callable[[Piece], bool], is_to: Callable[[Piece], bool]
) -> list[Piece]:
    """Left column, right column, then what stands below; each table and each zone of two columns for itself."""
    out: list[Piece] = []
    index = 0
    while index < len(rows):
        stop = _zone_end(rows, index, is_title, is_to)
        if stop == index + 1 and len(rows[index]) == 1:
            out.extend(rows[index])
        else:
            zone = _sided(rows[index:stop])
            out.extend(piece for piece in zone if piece.side == 0)
            out.extend(piece for piece in zone if piece.side == 1)
        index = stop
    return out


def _zone_end(
    rows: Sequence[list[Piece]], first: int, is_title: Callable[[Piece], bool], is_to: Callable[[Piece], bool]
) -> int:
    """Where the zone of two columns ends that begins with this row."""
    head = rows[first][0]
    if head.cell is not None:
        stop = first
        while stop < len(rows) and (cell := rows[stop][0].cell) is not None and cell[0] == head.cell[0]:
            stop += 1
        return stop
    last = first
    index = first
    while index < len(rows) and rows[index][0].cell is None:
        if index > first and is_to(rows[index][0]):
            break
        if _is_double(rows[index]):
            last = index
        elif index - last > 3 or is_title(rows[index][0]):
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
        and not is_title(rows[stop][0])
        and not is_to(rows[stop][0])
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
            else:
                beyond = gutter is not None and piece.x >= gutter - 3 and (number > 0 or len(row) == 1)
                side = 1 if beyond or (number and piece.label in _RIGHT) else 0
            out.append(replace(piece, side=side))
    return out
