"""The names in a letterhead: lines to names, names to issuer and parent.

The superior body stands above the issuer (Nghị định 30/2020/NĐ-CP, Phụ lục I, ô 2); two bodies of one rank issue
together and have no parent. A name may take several lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from plancli.expressions import compiled
from plancli.extract.bodies import HeadMatch, lexicon
from plancli.extract.letterhead_labels import begins_body
from plancli.extract.letterhead_pieces import Piece
from plancli.extract.names import proper_case
from plancli.extract.names_tables import casing
from plancli.model import Name
from plancli.patterns import Patterns
from plancli.text import Locator, NormSpan, Views, lower_view

_WORD = compiled(r"[\p{L}\p{M}\d]+")
_JOINER = compiled(r"[^\S\n]+[-–—][^\S\n]+")
# A number alone on its line that ends a name.
_ORDINAL = compiled(r"\d{1,2}")
# A line of a name in small letters is shorter.
_LONGEST_MIXED = 80
_EDGES = " -–—*,.:;|"


class _Group(Struct):
    """The lines of one name; ``joined``: a hyphen ties it to the name before."""

    pieces: list[Piece] = field(default_factory=list)
    joined: bool = False

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)


def read_names(
    pieces: Sequence[Piece], type_code: str | None, locate: Locator, patterns: Patterns
) -> tuple[Name | None, Name | None]:
    """Issuer and parent from the lines of names, in order; ``None`` where there is none."""
    groups = _groups(_split_flat(pieces, patterns), patterns)
    groups = [group for group in groups if group.text.strip(_EDGES)]
    if not groups:
        return None, None
    issuers = [groups[-1]]
    above = groups[:-1]
    joint = type_code in patterns["letterhead"].settings["joint"]
    while above and not _is_host(above[-1], issuers[0], patterns):
        # Two issue together; a third is one of them only where it is of their rank.
        pair = joint and len(issuers) < 2
        if not (issuers[0].joined or pair or _are_peers(above[-1], issuers[0], patterns)):
            break
        issuers.insert(0, above.pop())
    issuer = _name(issuers, locate, patterns)
    return issuer, _name([above[-1]], locate, patterns) if above else None


def name_pieces(above: Sequence[Piece], patterns: Patterns) -> list[Piece]:
    """The lines of issuer and parent above the title; stamps' own names and what follows the number are left out."""
    above = _whole_heads(above, patterns)
    names: list[Piece] = []
    done: set[str] = set()
    for index, piece in enumerate(above):
        if piece.label in ("number", "date", "number_bare"):
            done.add(piece.label)
        if piece.label != "name" or (names and {"number", "date"} <= done):
            continue
        if _is_stamps(index, above, patterns):
            continue
        if not names and not _may_be_name(index, above, patterns):
            continue
        names.append(piece)
    return names or _mixed_names(above, patterns)


def _is_stamps(index: int, above: Sequence[Piece], patterns: Patterns) -> bool:
    """Is the name that of the body whose stamp of arrival follows?

    Two names over the stamp are the letterhead beside which it was set, where no other names follow.
    """
    stop = index
    while stop < len(above) and above[stop].label in ("name", "rule"):
        stop += 1
    if stop == len(above) or above[stop].label != "stamp":
        return False
    if any(piece.label == "name" and begins_body(piece.text, patterns) for piece in above[stop:]):
        return True
    start = index
    while start > 0 and above[start - 1].label in ("name", "rule"):
        start -= 1
    return sum(piece.label == "name" for piece in above[start:stop]) < 2


def _whole_heads(above: Sequence[Piece], patterns: Patterns) -> list[Piece]:
    """Lines of which only all together name a body ("TỔNG LIÊN ĐOÀN LAO" / "ĐỘNG VIỆT NAM") as one piece."""
    out: list[Piece] = []
    index = 0
    while index < len(above):
        piece = above[index]
        last = out[-1] if out else None
        if last is not None and last.label == "name" and last.cell == piece.cell and _ORDINAL.fullmatch(piece.text):
            # "TRƯỜNG THPT CAO LÃNH" / "2"
            offsets = (*last.offsets, last.offsets[-1], *piece.offsets)
            out[-1] = replace(last, text=f"{last.text} {piece.text}", offsets=offsets)
            index += 1
            continue
        for count in (2, 3) if piece.label == "name" and not begins_body(piece.text, patterns) else ():
            lines = above[index : index + count]
            if len(lines) < count or any(line.label != "name" or line.cell != piece.cell for line in lines):
                break
            text = " ".join(line.text for line in lines)
            head = lexicon(patterns).find_head(Views(text), 0, folded=True)
            inside = len(text) - len(lines[-1].text)
            if head is not None and head.start == 0 and head.phrase.kind == "body" and head.end > inside:
                offsets = tuple(at for line in lines for at in (line.offsets[0], *line.offsets))[1:]
                piece, index = replace(piece, text=text, offsets=offsets), index + count - 1
                break
        out.append(piece)
        index += 1
    return out


def _may_be_name(index: int, above: Sequence[Piece], patterns: Patterns) -> bool:
    """The first line of a name begins as bodies do; where none does, any capitals over motto or number."""
    if begins_body(above[index].text, patterns):
        return True
    rest = [piece for piece in above[index + 1 :] if piece.label == "name"]
    if any(begins_body(piece.text, patterns) for piece in rest):
        return False
    return any(piece.label in ("motto", "number") for piece in above[index + 1 :])


def _mixed_names(above: Sequence[Piece], patterns: Patterns) -> list[Piece]:
    """Names that are not in capitals: short lines that begin as bodies do, over number and date."""
    names = []
    for piece in above:
        if piece.label in ("number", "date"):
            break
        if (
            piece.label == "text"
            and len(piece.text) < _LONGEST_MIXED
            and begins_body(piece.text, patterns, bare=False)
            and not piece.text.endswith((".", ";", ":"))
        ):
            names.append(piece)
    return names


def _name(groups: Sequence[_Group], locate: Locator, patterns: Patterns) -> Name:
    parts = [_cased(group.text, patterns) for group in groups]
    spans = [piece.span for group in groups for piece in group.pieces]
    span, page = locate(NormSpan(min(start for start, _ in spans), max(end for _, end in spans)))
    return Name(name=" - ".join(parts), span=span, page=page)


def _cased(text: str, patterns: Patterns) -> str:
    text = " ".join(text.strip(_EDGES).split())
    parts = _JOINER.split(text)
    # Two bodies in one line ("BỘ A - BỘ B") are cased each for itself.
    if len(parts) > 1 and all(begins_body(part, patterns, bare=True) for part in parts):
        return " - ".join(proper_case(part, patterns) for part in parts)
    return proper_case(text, patterns)


def _groups(pieces: Sequence[Piece], patterns: Patterns) -> list[_Group]:
    groups: list[_Group] = []
    known = any(begins_body(piece.text.lstrip(_EDGES), patterns) for piece in pieces)
    for piece in pieces:
        text = piece.text.lstrip(_EDGES)
        head = lexicon(patterns).find_head(Views(text), 0, folded=True) if text else None
        is_head = head is not None and head.start == 0 and head.phrase.kind == "body"
        if not groups:
            if is_head or not known:
                groups.append(_Group([piece]))
            continue
        before = groups[-1]
        hyphen = before.text.rstrip().endswith(("-", "–")) or piece.text.lstrip().startswith(("-", "–"))
        if not is_head or (_goes_on(before.text, patterns) and not hyphen):
            before.pieces.append(piece)
        else:
            groups.append(_Group([piece], joined=hyphen))
    return groups


def _goes_on(text: str, patterns: Patterns) -> bool:
    """Is the name so far only a head that needs a host ("VĂN PHÒNG", "ĐẢNG ỦY", "BỘ"), or cut at a joining word?"""
    text = text.strip(_EDGES)
    words = lower_view(text).split()
    if words and words[-1] in ("và", "của", "các", "về"):
        return True
    if " ".join(words) in patterns["letterhead"].settings["hosted"]:
        return True
    if _ends_in_place(lower_view(text), patterns):
        return False
    found = lexicon(patterns).find_head(Views(text), 0, folded=True)
    # Authorities with branches in every province ("CỤC THUẾ", "KHO BẠC NHÀ NƯỚC") are whole without a host.
    return found is not None and found.end == len(text) and found.phrase.open and found.phrase.level != "central"


def _is_host(above: _Group, below: _Group, patterns: Patterns) -> bool:
    """A people's committee before one of its own bodies, a hyphen between: "UBND QUẬN A - TRƯỜNG TIỂU HỌC B"."""
    settings = patterns["letterhead"].settings
    first, second = lower_view(above.text.lstrip(_EDGES)), lower_view(below.text.lstrip(_EDGES))
    return first.startswith(tuple(settings["committees"])) and second.startswith(tuple(settings["below"]))


def _are_peers(above: _Group, below: _Group, patterns: Patterns) -> bool:
    """Bodies that are never above one another: two ministries, two departments of a province."""
    peers = [lower_view(peer) for peer in patterns["letterhead"].settings["peers"]]
    first, second = lower_view(above.text.lstrip(_EDGES)), lower_view(below.text.lstrip(_EDGES))
    if any(
        name.startswith(other) for other in patterns["letterhead"].settings["not_peers"] for name in (first, second)
    ):
        return False
    return any(first.startswith(f"{peer} ") and second.startswith(f"{peer} ") for peer in peers)


# --- names that follow each other in one line ---


def _split_flat(pieces: Sequence[Piece], patterns: Patterns) -> list[Piece]:
    """Pieces of flattened letterheads divided where a second name begins ("SỞ Y TẾ … BỆNH VIỆN …")."""
    text = " ".join(piece.text for piece in pieces)
    cuts = _inner_heads(text, patterns)
    out: list[Piece] = []
    start = 0
    for piece in pieces:
        at = 0
        for cut in [cut - start for cut in cuts if start < cut < start + len(piece.text)]:
            out.extend(part for part in (piece.part(at, cut),) if part is not None)
            at = cut
        part = piece.part(at, len(piece.text)) if at else piece
        out.extend([part] if part is not None else [])
        start += len(piece.text) + 1
    return out


def _inner_heads(text: str, patterns: Patterns) -> list[int]:
    """Where a head begins behind a name that is complete."""
    views = Views(text)
    bodies = lexicon(patterns)
    cuts: list[int] = []
    last: HeadMatch | None = None
    offset = 0
    while True:
        word = _WORD.search(text, offset)
        if word is None:
            return cuts
        found = bodies.find_head(views, word.start(), folded=True)
        if found is None or found.start != word.start() or found.phrase.kind != "body":
            offset = word.end()
            continue
        alone = last is not None and not views.text[last.end : found.start].strip()
        if last is not None and _is_complete(last, found, views, patterns):
            behind = views.lower[last.end : found.start].strip()
            if alone or not found.phrase.bare or _ends_in_place(behind, patterns):
                cuts.append(found.start)
        last = found
        offset = found.end


def _ends_in_place(text: str, patterns: Patterns) -> bool:
    """Does lower-case text end in a known name of two words or more?"""
    return any(text.endswith(name) for name in casing(patterns).proper if " " in name)


def _is_complete(head: HeadMatch, after: HeadMatch, views: Views, patterns: Patterns) -> bool:
    """Does the name end before the next head: at a place's name, or is it a body that needs none?"""
    behind = views.lower[head.end : after.start].strip()
    phrase = head.phrase
    name = lower_view(phrase.name)
    settled = not phrase.open and phrase.sector in ("state", "military")
    if not behind:
        return (
            name.endswith(("việt nam", "tối cao"))
            or (phrase.level == "central" and not after.phrase.bare)
            or (settled and phrase.level in ("central", "provincial"))
            or (phrase.sector == "military" and after.phrase.sector == "military")
        )
    if behind in ("và", "-", ",", "&"):
        return False
    tables = casing(patterns)
    if _ends_in_place(behind, patterns) or behind.endswith("tối cao"):
        return True
    if tables.unit_at_end(name):
        return True
    if phrase.sector == "party" and name.endswith(" ủy") and not phrase.open:
        return True
    if (
        name.startswith(("trường đại học", "trường cao đẳng", "học viện"))
        and lower_view(after.phrase.name)[:4] == "khoa"
    ):
        return True
    return settled or any(match for match in tables.units.finditer(behind))
