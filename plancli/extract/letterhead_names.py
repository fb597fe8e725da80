"""The names in a letterhead: lines to names, names to issuer and parent.

The superior body stands above the issuer (Nghị định 30/2020/NĐ-CP, Phụ lục I, ô 2); two bodies of one rank issue
together and have no parent. A name may take several lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from plancli.extract.bodies import HeadMatch, lexicon
from plancli.extract.letterhead_labels import begins_body
from plancli.extract.letterhead_pieces import Piece
from plancli.extract.names import proper_case
from plancli.extract.names_tables import casing
from plancli.model import Name
from plancli.patterns import Patterns
from plancli.text import Locator, NormSpan, Views, lower_view

_WORD = regex.compile(r"[\p{L}\p{M}\d]+")
_JOINER = regex.compile(r"[^\S\n]+[-–—][^\S\n]+")
# A line of a name in small letters is shorter.
_LONGEST_MIXED = 80
_EDGES = " -–—*,.:;|"


@dataclass(slots=True)
class _Group:
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
    while above and (issuers[0].joined or joint or _are_peers(above[-1], issuers[0], patterns)):
        issuers.insert(0, above.pop())
    issuer = _name(issuers, locate, patterns)
    return issuer, _name([above[-1]], locate, patterns) if above else None


def name_pieces(above: Sequence[Piece], patterns: Patterns) -> list[Piece]:
    """The lines of issuer and parent above the title; stamps' own names and what follows the number are left out."""
    names: list[Piece] = []
    done: set[str] = set()
    for index, piece in enumerate(above):
        if piece.label in ("number", "date", "number_bare"):
            done.add(piece.label)
        if piece.label != "name" or (names and {"number", "date"} <= done):
            continue
        following = next((other for other in above[index + 1 : index + 3] if other.label != "rule"), None)
        if following is not None and following.label == "stamp":
            continue
        if not names and not _may_be_name(index, above, patterns):
            continue
        names.append(piece)
    return names or _mixed_names(above, patterns)


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
    found = lexicon(patterns).find_head(Views(text), 0, folded=True)
    # Authorities with branches in every province ("CỤC THUẾ", "KHO BẠC NHÀ NƯỚC") are whole without a host.
    return found is not None and found.end == len(text) and found.phrase.open and found.phrase.level != "central"


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
    if len(pieces) != 1:
        return list(pieces)
    piece = pieces[0]
    out: list[Piece] = []
    at = 0
    for cut in _inner_heads(piece.text, patterns):
        part = piece.part(at, cut)
        if part is not None:
            out.append(part)
        at = cut
    part = piece.part(at, len(piece.text))
    return [*out, part] if part is not None else out


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
        if last is not None and (alone or not found.phrase.bare) and _is_complete(last, found, views, patterns):
            cuts.append(found.start)
        last = found
        offset = found.end


def _is_complete(head: HeadMatch, after: HeadMatch, views: Views, patterns: Patterns) -> bool:
    """Does the name end before the next head: at a place's name, or is it a body that needs none?"""
    behind = views.lower[head.end : after.start].strip()
    phrase = head.phrase
    name = lower_view(phrase.name)
    settled = not phrase.open and phrase.sector in ("state", "military")
    if not behind:
        return (
            name.endswith("việt nam")
            or (phrase.level == "central" and not after.phrase.bare)
            or (settled and phrase.level in ("central", "provincial"))
            or (phrase.sector == "military" and after.phrase.sector == "military")
        )
    if behind in ("và", "-", ",", "&"):
        return False
    tables = casing(patterns)
    if any(behind.endswith(name) for name in tables.proper if " " in name):
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
