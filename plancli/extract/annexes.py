"""Annexes: where each begins, its label and title, and the bracket that names the document it belongs to.

An annex is opened by its label ("Phụ lục I", "Mẫu số 01"), by the name of a kind of document issued with this one
("KẾ HOẠCH … (Ban hành kèm theo Quyết định số …)", its own letterhead skipped over), or, lacking both, by a title in
capitals over the bracket "(Kèm theo …)". Source: Nghị định 30/2020/NĐ-CP, Phụ lục I, phần III.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from plancli.capitals import is_capitals
from plancli.expressions import compiled
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Line, NormSpan, Views, lower_view, squeeze
from plancli.together import Together

_LETTERS = compiled(r"\p{L}{2,}")
_BLANK_LINE = compiled(r"[\W_]*")
_AFTER_LABEL = compiled(r"\s*(?:[:.\-–—/]+\s*)?")
_SENTENCE_END = compiled(r"[.;:]\s*$")
_ROMAN = compiled(r"[IVXL]+(?:[.\-][IVX\d]+)?")

# How far a title may run, a bracket may stand below a title, a letterhead above its title.
_TITLE_LINES = 8
_BRACKET_LINES = 5
_LETTERHEAD_LINES = 14
_LONGEST_TITLE = 220
_LONGEST_NAME = 120
# Fewer words than this behind the end block are the remains of stamps and page furniture.
_FEWEST_WORDS = 4
_DEFAULT_LABEL = "Phụ lục"


class Annex(Struct, frozen=True):
    """An annex among the given lines: ``[start, stop)``; its own text begins at ``body_start``.

    ``label`` as printed ("Phụ lục I"), or the kind of a document issued with this one ("Kế hoạch"). ``bracket`` is
    where "(Kèm theo Kế hoạch số …)" stands in the clean text: it names this document, so it is no citation.
    """

    start: int
    stop: int
    label: str
    title: str | None
    body_start: int
    bracket: NormSpan | None = None


class _Opening(NamedTuple):
    """Where an annex opens: the first line (its letterhead's), the line of its label, and the title's beginning."""

    first: int
    at: int
    label: str
    title_line: int
    title_from: int
    kind: bool


class _Rules:
    """The rules and kinds that annexes need, gathered once."""

    def __init__(self, patterns: Patterns) -> None:
        file = patterns["annexes"]
        self.opening = file.rule("label-opening")
        self.label = file.rule("annex-label")
        self.form = file.rule("form-label")
        self.bracket = file.rule("host-bracket")
        self.body = file.rule("body-opening")
        self.motto = file.rule("motto")
        self.letterhead: list[CompiledRule] = [rule for rule in file.rules if rule.get("role") == "letterhead"]
        self.date: CompiledRule = patterns["signing"].rule("date-line")
        names = [str(entry["name"]) for entry in patterns["doc_types"].entries if entry.get("name")]
        self.documents = {lower_view(name): name for name in names}
        # A sheet that certifies a copy names itself "SAO Y", not "BẢN SAO Y".
        copies = patterns["letterhead"].settings["copies"]
        for entry in patterns["doc_types"].entries:
            if entry.get("code") in copies:
                self.documents |= {lower_view(name): str(entry["name"]) for name in entry["names"]}
        kinds = [*file.settings["kinds"], *names]
        self.kinds = sorted(((lower_view(name), name) for name in kinds), key=lambda item: -len(item[0]))


def _rules(patterns: Patterns) -> _Rules:
    return patterns.derive("annexes", _Rules)


def names_self(text: str, patterns: Patterns) -> bool:
    """Is the text the bracket "(Kèm theo Kế hoạch số … ngày … của …)", which names the document itself?"""
    return _rules(patterns).bracket.match(Views(text)) is not None


def opens_annex(line: Line, patterns: Patterns) -> bool:
    """Can the main document's end block not go on at this line: a label, a letterhead, a kind's name, a bracket?"""
    rules = _rules(patterns)
    views = Views(line.text)
    if rules.motto.search(views) or rules.bracket.match(views):
        return True
    return _label(line, rules) is not None or _kind_alone(line, rules) is not None


def split_annexes(lines: Sequence[Line], patterns: Patterns) -> list[Annex]:
    """The annexes among the lines behind the end block (``[]`` when nothing of weight is there)."""
    rules = _rules(patterns)
    words = sum(len(_LETTERS.findall(line.text)) for line in lines if not line.furniture)
    if words < _FEWEST_WORDS and not any(_label(line, rules) for line in lines):
        return []
    openings = _openings(lines, rules)
    annexes = []
    for number, opening in enumerate(openings):
        stop = openings[number + 1].first if number + 1 < len(openings) else len(lines)
        annexes.append(_annex(lines, opening, stop, rules))
    return annexes


def annex_in_body(lines: Sequence[Line], patterns: Patterns) -> int:
    """Where an annex opens that stands before the end block (or lacks one); ``len(lines)`` when there is none.

    Only a label alone on its line counts, behind a finished sentence, and over a title in capitals or a bracket.
    """
    rules = _rules(patterns)
    likely = Together(lines).holding((rules.label, rules.form))
    if not likely:
        return len(lines)
    before: Line | None = None
    for index, line in enumerate(lines):
        if line.furniture:
            continue
        label = _label(line, rules) if index in likely and line.cell is None else None
        if label and not label[2] and before is not None and not line.text[label[1] :].strip(" .:*"):
            finished = _SENTENCE_END.search(before.text) is not None or before.page != line.page or line.gap > 1
            if finished and _titled(lines[index + 1 :], rules):
                return index
        before = line if line.text.strip() else before
    return len(lines)


def _titled(lines: Sequence[Line], rules: _Rules) -> bool:
    """Does a title in capitals, or the bracket "(Kèm theo …)", come first?"""
    following = next((line for line in lines if _weighs(line)), None)
    if following is None or following.cell is not None:
        return following is not None
    views = Views(following.text)
    return rules.bracket.match(views) is not None or (_shouts(following) and not rules.body.match(views))


# --- where annexes open ------------------------------------------------------------------------------------


def _openings(lines: Sequence[Line], rules: _Rules) -> list[_Opening]:
    openings: list[_Opening] = []
    held = 0  # lines before this belong to the title of the annex before
    for index, line in enumerate(lines):
        if line.furniture or index < held:
            continue
        opening = _opening(lines, index, rules, bool(openings), openings[-1].at + 1 if openings else 0)
        if opening is None:
            continue
        if openings and opening.kind and _within_title(openings[-1], opening):
            continue
        openings.append(opening)
        held = index + 1
    first = openings[0].first if openings else len(lines)
    before = [index for index in range(first) if _weighs(lines[index])]
    if sum(len(_LETTERS.findall(lines[index].text)) for index in before) >= _FEWEST_WORDS:
        openings.insert(0, _unlabelled(lines, before[0], rules))
    return openings


def _within_title(label: _Opening, kind: _Opening) -> bool:
    """ "PHỤ LỤC I / KẾ HOẠCH / …", "Mẫu số 01 / (quốc hiệu) / BÁO CÁO": the kind is part of the labelled title."""
    return not label.kind and (kind.at - label.at <= 2 or kind.first <= label.at + 1)


def _opening(lines: Sequence[Line], index: int, rules: _Rules, later: bool, floor: int) -> _Opening | None:
    line = lines[index]
    label = _label(line, rules)
    if label:
        text, stop, form = label
        if form and later and not _below(lines, index, rules):
            return None
        return _Opening(_above(lines, index, floor, rules), index, text, index, stop, False)
    kind = _kind_alone(line, rules)
    if kind is None:
        return None
    first = _above(lines, index, floor, rules)
    headed = any(rules.motto.search(Views(lines[at].text)) for at in range(first, index))
    if later and not headed and not _below(lines, index, rules):
        return None
    return _Opening(first, index, kind, index + 1, 0, True)


def _label(line: Line, rules: _Rules) -> tuple[str, int, bool] | None:
    """The label that heads the line, where the title goes on in it, and whether it is a form's; else ``None``."""
    if len(line.text) > _LONGEST_TITLE or (line.cell and line.cell[1] > 0):
        return None
    if not rules.opening.pattern.match(line.text):
        return None
    views = Views(line.text)
    for rule, form in ((rules.label, False), (rules.form, True)):
        match = rule.match(views)
        if match is None:
            continue
        start, end = match.span("label")
        printed = line.text[start:end]
        rest = line.text[end:]
        sep = _AFTER_LABEL.match(rest)
        stop = end + (sep.end() if sep else 0)
        tail = line.text[stop:].strip(" .…")
        if form and not printed[0].isupper():
            return None
        separated = bool(sep and sep.group().strip())
        if (
            tail
            and not separated
            and not is_capitals(line.text[: _bracket_inside(line.text, rules)])
            and not rules.bracket.match(Views(tail))
        ):
            return None
        if tail and tail[0].islower():
            return None
        return _written(printed), stop, form
    return None


def _written(printed: str) -> str:
    """ "PHỤ LỤC SỐ II" as "Phụ lục số II"."""
    words = squeeze(printed).split(" ")
    if not is_capitals(words[0]):
        return " ".join(words)
    cased = [
        word if _ROMAN.fullmatch(word) or any(char.isdigit() for char in word) or len(word) == 1 else word.lower()
        for word in words
    ]
    return cased[0].capitalize() + "".join(f" {word}" for word in cased[1:])


def _kind_alone(line: Line, rules: _Rules) -> str | None:
    """The kind of document whose name is all that the line says, in capitals."""
    text = line.text.strip(" *:._-")
    if len(text) > 40 or not is_capitals(text) or (line.cell and line.cell[1] > 0):
        return None
    return rules.documents.get(lower_view(squeeze(text)))


def _above(lines: Sequence[Line], index: int, floor: int, rules: _Rules) -> int:
    """The first line of the letterhead above a title, or the title itself."""
    best = at = index
    while at > floor and index - at < _LETTERHEAD_LINES:
        line = lines[at - 1]
        views = Views(line.text)
        if any(rule.search(views) for rule in rules.letterhead) or rules.date.match(views):
            best = at - 1
        elif not (line.furniture or _BLANK_LINE.fullmatch(line.text) or _shouts(line)):
            break
        at -= 1
    # The body's name stands above its number and beside or below the motto.
    while floor < best < index and _shouts(lines[best - 1]):
        best -= 1
    return best


def _shouts(line: Line) -> bool:
    return len(line.text) < _LONGEST_NAME and is_capitals(line.text)


def _below(lines: Sequence[Line], index: int, rules: _Rules) -> bool:
    """Does the bracket "(Kèm theo …)" stand below within a title's length?"""
    for line in lines[index + 1 : index + 1 + _TITLE_LINES]:
        views = Views(line.text)
        if rules.bracket.match(views):
            return True
        if rules.body.match(views):
            return False
    return False


def _weighs(line: Line) -> bool:
    return not line.furniture and bool(_LETTERS.search(line.text))


def _unlabelled(lines: Sequence[Line], index: int, rules: _Rules) -> _Opening:
    """An annex that begins with its title: its label is the kind that the title begins with."""
    at = index
    while at + 1 < len(lines) and at - index < _LETTERHEAD_LINES and _in_letterhead(lines[at], rules):
        at += 1
    text = lower_view(squeeze(lines[at].text))
    known = (name for key, name in rules.kinds if text == key or text.startswith(key + " "))
    label = next(known, None) if is_capitals(lines[at].text) else None
    return _Opening(index, at, label or _DEFAULT_LABEL, at, 0, False)


def _in_letterhead(line: Line, rules: _Rules) -> bool:
    views = Views(line.text)
    return any(rule.search(views) for rule in rules.letterhead) or rules.date.match(views) is not None


# --- title and bracket -------------------------------------------------------------------------------------


def _annex(lines: Sequence[Line], opening: _Opening, stop: int, rules: _Rules) -> Annex:
    parts: list[str] = []
    bracket: NormSpan | None = None
    index = opening.title_line
    expected = _bracket_at(lines, index, stop, rules)
    while index < stop and index - opening.title_line <= _TITLE_LINES + _BRACKET_LINES:
        line = lines[index]
        start = opening.title_from if index == opening.title_line else 0
        text = line.text[start:].strip()
        views = Views(text)
        if line.furniture or not text or _BLANK_LINE.fullmatch(text):
            index += 1
        elif bracket is None and rules.bracket.match(views):
            bracket, index = _bracket(lines, index, start, stop)
            expected = None
        elif any(rule.search(views) for rule in rules.letterhead) or rules.date.match(views):
            index += 1
        elif expected is not None and index < expected:
            parts.append(text)
            index += 1
        elif _titles(line, text, parts, bracket is not None, opening.kind, index == opening.at, rules):
            cut = _bracket_inside(text, rules)
            parts.append(text[:cut].strip() if cut else text)
            if cut and bracket is None:
                bracket, index = _bracket(lines, index, line.text.index(text) + cut, stop)
            else:
                index += 1
        else:
            break
    title = squeeze(" ".join(parts)).strip(" .:-–") or None
    return Annex(opening.first, stop, opening.label, title, max(index, opening.first), bracket)


def _titles(line: Line, text: str, parts: list[str], bracketed: bool, kind: bool, own: bool, rules: _Rules) -> bool:
    """Does the line belong to the title?"""
    if own:
        return True
    if len(text) > _LONGEST_TITLE or line.cell is not None or rules.body.match(Views(text)):
        return False
    if is_capitals(text):
        return not bracketed or not kind
    if bracketed:
        return False
    if line.bold or line.heading:
        return not _SENTENCE_END.search(text)
    if kind:
        ended = bool(parts) and (_SENTENCE_END.search(parts[-1]) is not None or not text[0].islower())
        return not ended and not _SENTENCE_END.search(text)
    return not parts and len(text) < 120 and not _SENTENCE_END.search(text)


def _bracket_at(lines: Sequence[Line], start: int, stop: int, rules: _Rules) -> int | None:
    """Where within a title's length the bracket stands; no section may begin before it."""
    for index in range(start, min(stop, start + _TITLE_LINES)):
        views = Views(lines[index].text)
        if rules.bracket.match(views):
            return index
        if index > start and (rules.body.match(views) or lines[index].cell is not None):
            return None
    return None


def _bracket_inside(text: str, rules: _Rules) -> int | None:
    """Where in a title line the bracket begins ("Phụ lục I. Danh mục (kèm theo Kế hoạch số …)")."""
    at = text.find("(")
    while at > 0:
        if rules.bracket.match(Views(text[at:])):
            return at
        at = text.find("(", at + 1)
    return None


def _bracket(lines: Sequence[Line], index: int, start: int, stop: int) -> tuple[NormSpan, int]:
    """The span of the bracket that begins in a line, up to where it closes, and the line after it."""
    line = lines[index]
    begin = line.start + start
    while begin < line.end and line.text[begin - line.start].isspace():
        begin += 1
    opened = line.text[begin - line.start :].startswith("(")
    at = index
    while opened and not _closes(lines[at].text[start if at == index else 0 :]):
        if at + 1 >= min(stop, index + _BRACKET_LINES) or lines[at + 1].cell != line.cell:
            at = index
            break
        at += 1
    last = min(stop, index + _BRACKET_LINES)
    while not opened and at + 1 < last and lines[at + 1].text[:1].islower():
        at += 1
    end = lines[at].start + len(lines[at].text)
    return NormSpan(begin, end), at + 1


def _closes(text: str) -> bool:
    return text.rstrip(" .;*").endswith(")")
