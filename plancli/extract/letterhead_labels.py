"""What each piece of the head is: a kind's name, a body's name, a stamp, a mark, running text.

Fixed parts (motto, number, date, drawn rules) carry their label from the division into pieces; the rest is labelled
here by the rules of ``patterns/letterhead.toml``, the kinds of documents and the lexicon of bodies.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex
from msgspec import Struct
from msgspec.structs import replace

from plancli.capitals import is_capitals
from plancli.expressions import compiled
from plancli.extract.bodies import lexicon
from plancli.extract.doctypes import DocKind, doc_types
from plancli.extract.letterhead_pieces import Piece
from plancli.normalise.syllables import is_possible
from plancli.patterns import Beginnings, Patterns
from plancli.text import Views, fold_view, lower_view

_WORDS = compiled(r"[\p{L}\p{M}]+")
_ASCII = compiled(r"[\x00-\x7f‘’“”–—]+")
_DRAFT = compiled(r"(?:bản )?dự thảo[^\S\n]+")
_SENTENCE_END = (".", ";", ":", "./.")
# A line of running text is no shorter; a name or a title may be longer.
_RUNNING = 50


class Title(Struct, frozen=True):
    """A kind's name at the head of a piece: which kind, and where the name ends."""

    kind: DocKind
    end: int


def label_pieces(pieces: Sequence[Piece], patterns: Patterns) -> list[Piece]:
    """The pieces with their labels: those of the rules, ``title``, ``english``, ``name`` and ``text``."""
    rules = patterns.derive("letterhead.labels", _label_rules)
    out = []
    for piece in pieces:
        if piece.label:
            out.append(piece)
            continue
        views = piece.views
        label, used, found = "", None, None
        for rule in rules.at(views):
            if rule.get("capitals") and not piece.capitals:
                continue
            found = rule.fullmatch(views) if rule.get("role") == "whole" else rule.match(views)
            if found is not None:
                label, used = rule.get("label"), rule
                break
        out.append(replace(piece, label=label or _word_label(piece, patterns), rule=used, match=found))
    return out


def _label_rules(patterns: Patterns) -> Beginnings:
    """The rules that tell what a piece is, those of the outline left out."""
    outline = {"section", "basis", "firm_basis", "person", "attachment", "preamble_end"}
    rules = [rule for rule in patterns["letterhead"].rules if rule.get("role") in ("whole", "begin")]
    return Beginnings([rule for rule in rules if rule.get("label") not in outline])


def _word_label(piece: Piece, patterns: Patterns) -> str:
    if title_of(piece, patterns) is not None:
        return "title"
    if is_english(piece.text, patterns):
        return "english"
    if piece.capitals and len(_WORDS.findall(piece.text)) > 0:
        return "name"
    return "text"


def title_of(piece: Piece, patterns: Patterns) -> Title | None:
    """The kind's name with which the piece begins, as titles have it: in capitals, or alone in its line."""
    return piece.views.memo("letterhead.title", lambda: _title_of(piece, patterns))


def _title_of(piece: Piece, patterns: Patterns) -> Title | None:
    views = piece.views
    start = 0
    draft = _DRAFT.match(views.lower)
    if draft:
        start = draft.end()
    kinds = doc_types(patterns)
    found = kinds.match(views, start)
    if found is not None and piece.text[found[0] :].strip() and not is_capitals(piece.text[start : found[0]], 0.95):
        # "KẾ HOẠCH triển khai …": the capitals are the name, what follows is the subject.
        found = kinds.match(Views(piece.text[: _capitals_end(piece.text, start)]), start) or found
    if found is None:
        return _misread_title(piece, views, patterns)
    end, kind = found
    settings = patterns["letterhead"].settings
    if kind.code in settings["copies"]:
        return None
    squeezed = " ".join(views.lower[start:].split())
    if any(squeezed.startswith(lower_view(veto)) for veto in settings["not_titles"]):
        return None
    rest = piece.text[end:].strip(" .:*-–")
    if not rest:
        return Title(kind, end) if piece.text[start].isupper() else None
    if not is_capitals(piece.text[start:end], 0.95):
        return None
    return Title(kind, _name_end(views, start, end, kind, settings["qualifiers"]))


def _capitals_end(text: str, start: int) -> int:
    """Where the first words in capitals end."""
    end = start
    for word in _WORDS.finditer(text, start):
        if word.group() != word.group().upper():
            break
        end = word.end()
    return end


def _misread_title(piece: Piece, views: Views, patterns: Patterns) -> Title | None:
    """A line in capitals that is a kind's name but for marks that OCR spoilt (KÉ HOẠCH)."""
    if not piece.capitals:
        return None
    kind = _folded_kinds(patterns).get("".join(views.fold.strip(" .:*-").split()))
    return Title(kind, len(piece.text)) if kind is not None else None


def _folded_kinds(patterns: Patterns) -> dict[str, DocKind]:
    return patterns.derive("letterhead.folded_kinds", _build_folded_kinds)


def _build_folded_kinds(patterns: Patterns) -> dict[str, DocKind]:
    table: dict[str, DocKind] = {}
    copies = patterns["letterhead"].settings["copies"]
    for kind in doc_types(patterns).kinds:
        for name in kind.all_names:
            if " " in name and kind.code not in copies:
                table.setdefault("".join(fold_view(name).split()), kind)
    return table


def is_kind_alone(piece: Piece, patterns: Patterns) -> bool:
    """Is the piece nothing but a kind's name?"""
    found = title_of(piece, patterns)
    return found is not None and not piece.text[found.end :].strip(" .:*-–")


def _name_end(views: Views, start: int, end: int, kind: DocKind, qualifiers: Sequence[str]) -> int:
    """Where the name ends: "KẾ HOẠCH PHỐI HỢP" is one, in "KẾ HOẠCH TRIỂN KHAI …" the subject has begun."""
    length = _length(lower_view(kind.name).split(), views.lower[start:end])
    at = start + length if length else end
    for qualifier in qualifiers:
        found = compiled(rf"[^\S\n]+{regex.escape(qualifier)}(?![\p{{L}}\d])").match(views.lower, at)
        if found and is_capitals(views.text[at : found.end()]):
            return int(found.end())
    return at


def _length(words: Sequence[str], text: str) -> int:
    """How far the words, any blanks between them, reach from the text's beginning; 0 where it begins otherwise."""
    at = 0
    for word in words:
        behind = text[at:]
        blanks = len(behind) - len(behind.lstrip())
        if (blanks > 0) != (at > 0) or not text.startswith(word, at + blanks):
            return 0
        at += blanks + len(word)
    return at


def is_english(text: str, patterns: Patterns) -> bool:
    """A line in English beside the Vietnamese one: without a Vietnamese letter, with words no syllable can be."""
    if not _ASCII.fullmatch(text):
        return False
    words = [word.lower() for word in _WORDS.findall(text) if len(word) > 1]
    if not words or any(char.isdigit() and "/" in text for char in text):
        return False
    known = set(patterns["letterhead"].settings["english"])
    odd = [word for word in words if len(word) > 3 and not is_possible(word, patterns)]
    strange = [word for word in words if word in known]
    spelled = any(len(word) > 4 and sum(char in "aeiouy" for char in word) * 5 >= len(word) for word in odd)
    return spelled and (len(odd) + len(strange)) * 2 >= len(words)


def is_running(piece: Piece) -> bool:
    """Is the piece running text: mixed case, and long or closed by a stop?"""
    if piece.label not in ("text", "name") or piece.capitals:
        return False
    return len(piece.text) >= _RUNNING or (piece.text.endswith(_SENTENCE_END) and len(piece.text) > 25)


def begins_body(text: str, patterns: Patterns, *, bare: bool = True) -> bool:
    """Does the text begin as the name of a body?"""
    found = lexicon(patterns).find_head(Views(text), 0, folded=True)
    return found is not None and found.start == 0 and found.phrase.kind == "body" and (bare or not found.phrase.bare)
