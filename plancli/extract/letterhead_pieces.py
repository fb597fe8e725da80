"""The head of a document in pieces: lines divided at columns and fixed parts, each character traced.

A letterhead has two columns. In text they stand side by side with a wide gap, or joined by one blank, or one below
the other, or interleaved, or in table cells, or all on one line. A piece is a stretch of one line and one column;
``read_pieces`` gives them in reading order: left column, right column, then what stands below both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, pairwise

import regex
from msgspec import Struct
from msgspec.structs import replace

from plancli.alphabet import count_letters
from plancli.capitals import CAPITALS_SHARE, is_capitals
from plancli.expressions import compiled
from plancli.normalise.syllables import is_possible
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Line, NormSpan, Views, occurrences

# A letterhead that a converter put on one line is no longer; beyond this a line is running text.
_LONGEST = 4000
# A line of letter-spaced capitals is no longer; acronyms of two letters are not told from parts of syllables in it.
_SPACED = 300
_FEWEST_SPACED = 4
_SHORT = 2
# Signs of markdown headings and quotes that the cleaning left (four blanks make them code there).
_MARKUP = compiled(r"[^\S\n]*(?:#{1,6}|>)[^\S\n]*(?:(?:#{1,6}|>)[^\S\n]*)*(?=\S)")
_WIDE = compiled(r"[^\S\n]{3,}")
_BLANKS = compiled(r"[^\S\n]+")
# Fewer gaps than this tell nothing of how wide the blanks between a line's words are.
_FEWEST_GAPS = 3
_TOKENS = compiled(r"\S+")
_LETTER = compiled(r"[\p{L}\p{M}]+")


class Piece(Struct, frozen=True, dict=True):
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

    @cached_property
    def views(self) -> Views:
        """The views of the text."""
        return Views(self.text)

    @cached_property
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


def whole_piece(line: Line, index: int) -> Piece:
    """The line as one piece."""
    lead = _MARKUP.match(line.text)
    text = line.text[lead.end() if lead else 0 :].strip()
    start = line.start + line.text.index(text)
    kept = _tight(text)
    if kept is None:
        drawn, offsets = text, tuple(range(start, start + len(text)))
    else:
        drawn, offsets = "".join(text[index] for index in kept), tuple(start + index for index in kept)
    return Piece(
        drawn,
        offsets,
        index,
        x=line.indent,
        side=0 if line.cell is None or line.cell[2] == 0 else 1,
        gap=line.gap,
        bold=line.bold,
        heading=line.heading,
        cell=line.cell,
    )


def _tight(text: str) -> list[int] | None:
    """Which characters of a line stay: where all gaps are wide, as much of each goes as makes the least one blank.

    ``None``: all of them.
    """
    if "  " not in text and text.isprintable():
        return None
    gaps = [gap.span() for gap in _BLANKS.finditer(text)]
    widths = {stop - start for start, stop in gaps}
    if not gaps or min(widths) == 1 or (len(gaps) < _FEWEST_GAPS and not (len(gaps) == 2 and len(widths) == 1)):
        return None
    kept: list[int] = []
    at = 0
    for start, stop in gaps:
        kept.extend(range(at, start + 1 + (stop - start) - min(widths)))
        at = stop
    return [*kept, *range(at, len(text))]


# --- letter-spaced capitals ---


def unspace(piece: Piece, patterns: Patterns) -> Piece:
    """Letter-spaced capitals drawn together: ``K Ế  H O Ạ C H`` → ``KẾ HOẠCH``."""
    if len(piece.text) > _SPACED or piece.text != piece.text.upper():
        return piece
    if sum(len(word) == 1 for word in piece.text.split()) < _FEWEST_SPACED:
        return piece
    tokens = [match.span() for match in _TOKENS.finditer(piece.text)]
    letters = [span for span in tokens if _LETTER.fullmatch(piece.text[span[0] : span[1]])]
    single = sum(1 for start, end in letters if end - start == 1)
    if single < _FEWEST_SPACED or single * 2 < len(tokens):
        return piece
    wide = any(after[0] - before[1] >= 2 for before, after in pairwise(tokens))
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
    acronyms = {acronym for acronym in patterns["body_names"].settings["acronyms"] if len(acronym) > _SHORT}
    best: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(text) + 1):
        options = [(best[end - 1][0] + 10, end - 1)]
        for start in range(max(0, end - 7), end):
            if text[start:end] in acronyms or is_possible(text[start:end].lower(), patterns):
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


# --- division ---


def find_anchors(
    text: str, anchors: Sequence[CompiledRule], views: Views | None = None
) -> list[tuple[int, int, CompiledRule, regex.Match[str]]]:
    """The fixed parts of a text in order, none overlapping: mottoes, number, date with place, drawn rules."""
    if views is None or len(text) > _LONGEST:
        views = Views(text[:_LONGEST])
    found: list[tuple[int, int, CompiledRule, regex.Match[str]]] = []
    for rule in anchors:
        for match in _tried(rule, views):
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


def _tried(rule: CompiledRule, views: Views) -> Iterator[regex.Match[str]]:
    """The rule's matches; one that may err is tried only round the words that are left, and in capitals if it asks so.

    Its ``longest`` says how many characters a match has where all blanks are single.
    """
    longest, words = rule.get("longest"), rule.words
    text = views.get(rule.view)
    if longest is None or words is None or len(text) <= longest or "  " in text:
        return rule.finditer(views)
    return chain.from_iterable(
        rule.finditer(views, start, end)
        for start, end in _round(text, rule.surest_words(), longest)
        if not rule.get("capitals") or _has_capitals(views.text[start:end], rule.least_letters)
    )


def _round(text: str, words: Sequence[str], longest: int) -> Iterator[tuple[int, int]]:
    """The stretches of text round the words, joined where they meet."""
    start = end = 0
    for at in sorted({at for word in words for at in occurrences(text, word)}):
        if at - longest > end:
            if end:
                yield start, end
            start = at - longest
        end = min(at + longest, len(text))
    if end:
        yield start, end


def _has_capitals(text: str, letters: int) -> bool:
    """May a stretch of so many letters in the text be in capitals?"""
    counts = count_letters(text)
    return counts is None or counts[0] >= CAPITALS_SHARE * letters


# How far before a number it is looked what stands there.
_BEFORE = 40
_BEFORE_NUMBER = compiled(r"(?:^|[^\S\n]{3,}|[-*_=|]|Hạnh phúc|\d{4})[^\S\n]*$")
_BEFORE_SO = compiled(r"\p{Lu}[^\S\n]*$")


def _may_begin(text: str, start: int) -> bool:
    """The number stands at a line's head, behind a gap, a rule or the motto, or its "Số" behind capitals.

    "NGHỊ ĐỊNH SỐ …" in a title in capitals is a citation, and so is what follows running text.
    """
    low = max(start - _BEFORE, 0)
    if _BEFORE_NUMBER.search(text, low, start):
        return True
    return text[start : start + 2] != "SỐ" and _BEFORE_SO.search(text, low, start) is not None


_KIND = (
    r"(?:[Tt]hành +phố|[Tt]hị +xã|[Tt]hị +trấn|[Tt]ỉnh|[Hh]uyện|[Qq]uận|[Pp]hường|[Xx]ã|[Đđ]ặc +khu"
    r"|(?:TP|Tp|tp|TX|Tx|TT)(?:\.|(?=\s)))"
)
_SYLLABLE = r"(?:\p{Lu}[\p{Ll}'’]*(?:['’]\p{L}+)?|\d{1,2})"
_GAP = r"[^\S\n]{1,2}"
# A place in small letters with capitals, or a whole line in capitals; its words with no wide gap between them.
_PLACE = compiled(
    rf"(?<![\p{{L}}\d/.-])(?:(?:{_KIND}[^\S\n]*)?{_SYLLABLE}(?:{_GAP}(?:[-–]{_GAP})?{_SYLLABLE}|[-–]\p{{Lu}}\p{{Ll}}+){{0,6}}"
    rf"|(?<=^)\p{{Lu}}[\p{{Lu}}'’.]*(?:{_GAP}[\p{{Lu}}\d][\p{{Lu}}\d'’.]*){{0,6}})[^\S\n]*[,.;]?[^\S\n]*$"
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


def divide(piece: Piece, anchors: Sequence[CompiledRule], patterns: Patterns) -> Iterator[Piece]:
    """The pieces of one line: its fixed parts, and the rest divided at wide gaps."""
    found = find_anchors(piece.text, anchors, piece.views)
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
