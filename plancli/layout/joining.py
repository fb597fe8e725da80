"""Does a line go on in the next? The layout's lines are not paragraphs.

OCR text has a blank line after every line and pages that break in mid-sentence; converters put a paragraph on one
line. So it is decided by what the text says (an unfinished word, a lower-case start) and by how far the line reaches
in this document, measured on lines that surely go on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from plancli.alphabet import count_letters
from plancli.expressions import compiled
from plancli.extract.bodies import lexicon
from plancli.layout.endings import Endings
from plancli.layout.lines import is_rule
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Line, Views, lower_view

# A line reaches its end when the next word would not have fitted: measured against the width that lines which surely
# go on come to. Proportional type makes lines of one width differ by a tenth in characters.
_FULL = 0.86
# Lines that are longer than the wrapped width by this much may be few, or else the lines are paragraphs.
_TOO_LONG = 1.3
_STRAY_LINES = 0.08
# The same for a line in capitals, and what counts as a long one where the document's width is not known.
_FULL_OF_CAPITALS = 0.55
_LONG_CAPITALS = 34
# A paragraph's first line is set in by this many characters more than the lines that go on.
_SET_IN = 3
# Where a name may be divided: no line that the margin broke is shorter, and no name is longer in either line.
_LONG_ENOUGH = 40
_NAME_TAIL = 40
# How far the label of a field reaches.
_LONGEST_LABEL = 60
# Fewer lines than this that surely go on tell the width only of a short document whose lines are long, none longer.
_WRAPPED_LINES = 3
_FEW_WRAPPED = 50


class Wrapping(Struct, frozen=True):
    """How this document wraps: the width of its lines in characters (0: it does not), the usual gap, the indent of
    lines that go on, whether few lines told it, and whether blank lines set all paragraphs apart."""

    width: int
    gap: int
    indent: int = 0
    few: bool = False
    apart: bool = False


# Paragraphs are set apart where this share of the lines that look like items, and so many of them, stand behind a blank
# line, and that share of the lines that go on do not.
_APART = 0.9
_APART_LINES = 6
_ITEM = compiled(r"(?:[-–+•*]\s?(?=\p{L})|(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[IVX]+)\s?[.)/](?!\d))")

# A small letter that is a list's marker is no word that goes on.
_SMALL_MARKER = compiled(r"(?:[a-zđ]|[ivx]{1,4})[.)/]")


def _starts_lower(text: str) -> bool:
    return text[:1].islower() and _SMALL_MARKER.match(text) is None


_CAPITALS = compiled(r"\p{Lu}+")
_CAPITALISED = compiled(r"(?<![\p{L}\d])\p{Lu}\p{Ll}")
_SMALL_LETTERS = compiled(r"\p{Ll}+")


def shouts(text: str) -> bool:
    """Is the text in capitals (two letters at the least, small ones few, as in symbols)?"""
    counts = count_letters(text)
    if counts is not None:
        return counts[0] >= 2 and counts[0] >= 0.85 * (counts[0] + counts[1])
    capitals = sum(map(len, _CAPITALS.findall(text)))
    if capitals < 2:
        return False
    small = 0
    for letters in _SMALL_LETTERS.finditer(text):
        small += letters.end() - letters.start()
        if capitals < 0.85 * (capitals + small):
            return False
    return True


_CLOSES = compiled(r"[\p{L}\d]{1,3}\)")


def closes_bracket(line: Line, following: Line) -> bool:
    """Does the following line close a bracket that the line opened: "(các dự án nhóm / C);"?"""
    return _CLOSES.match(following.text) is not None and line.text.rfind("(") > line.text.rfind(")")


class _AtLineEnd:
    """A rule of what stands round a line end, tried only where what it needs stands at the line end."""

    def __init__(self, rule: CompiledRule, before: int, behind: int) -> None:
        self._rule = rule
        self._reach = before, behind
        parts = [word.partition("\n") for word in rule.words or ()]
        self._known = rule.view != "fold" and bool(parts) and all(end for _, end, _ in parts)
        # What stands before the line end in a match, or, where nothing certain does, behind it.
        self._before = tuple(before for before, _, _ in parts if before)
        self._behind = tuple(behind for before, _, behind in parts if not before)
        self._lower = rule.view == "lower"
        # Where the words tell nothing certain, the rule says how the line before must end.
        self._ends = tuple(rule.get("ends") or ())
        self._tail = 1 + max(map(len, self._ends), default=0)

    def fits(self, line: Line, following: Line) -> bool:
        """Does the rule match round the line end between the two lines?"""
        if self._ends and not lower_view(line.text[-self._tail :]).endswith(self._ends):
            return False
        before, behind = line.text[-self._reach[0] :], following.text[: self._reach[1]]
        if self._known:
            end, start = (lower_view(before), lower_view(behind)) if self._lower else (before, behind)
            if not (end.endswith(self._before) or start.startswith(self._behind)):
                return False
        return self._rule.search(Views(f"{before}\n{behind}")) is not None


class _LineEnds:
    """The rules of words, symbols and compounds that a line end breaks, and of words that a number must follow."""

    def __init__(self, patterns: Patterns) -> None:
        file = patterns["layout"]
        self.broken = _AtLineEnd(next(rule for rule in file.rules if rule.get("role") == "broken"), 6, 3)
        self.number = _AtLineEnd(file.rule("expects-number"), 40, 20)
        self.compound = _AtLineEnd(file.rule("dashed-compound"), 40, 20)


class Joiner:
    """Decides for each pair of neighbouring lines whether they are one paragraph."""

    def __init__(self, lines: Sequence[Line], patterns: Patterns) -> None:
        self._endings = Endings(patterns)
        self._field = patterns["layout"].rule("field-line")
        self._at_ends = patterns.derive("layout.line_ends", _LineEnds)
        self._bodies = lexicon(patterns)
        self.wrapping = self._measure(lines)

    def _measure(self, lines: Sequence[Line]) -> Wrapping:
        lengths, gaps, indents = [], Counter[int](), Counter[int]()
        for line, following in pairwise(lines):
            if _starts_lower(following.text) and not self.finished(line.text) and not shouts(line.text):
                lengths.append(len(line.text))
                gaps[following.gap] += 1
                indents[following.indent] += 1
        lengths.sort()
        width = lengths[int(len(lengths) * 0.8)] if lengths else 0
        few = len(lengths) < _WRAPPED_LINES
        if not width or (few and width < _FEW_WRAPPED):
            return Wrapping(0, 0)
        longer = sum(len(line.text) > _TOO_LONG * width for line in lines)
        if longer > (0 if few else len(lines) * _STRAY_LINES):
            return Wrapping(0, 0)
        gap, going_on = gaps.most_common(1)[0]
        items = [line.gap > gap for line in lines if _ITEM.match(line.text)]
        apart = len(items) >= _APART_LINES and sum(items) >= _APART * len(items) and going_on >= _APART * len(lengths)
        return Wrapping(width, gap, indents.most_common(1)[0][0], few, apart)

    def finished(self, text: str) -> bool:
        """Does the text end a sentence, an item or an introduction?"""
        return self._endings.finished(text)

    def unfinished(self, text: str) -> bool:
        """Does the text end in a word or mark after which something must follow?"""
        return self._endings.unfinished(text)

    def expects(self, line: Line, following: Line) -> bool:
        """Does the line before need what looks like a marker: "… tại điểm / a) khoản 2", "chính trị / - xã hội"?"""
        # What needs more ends in a word or a figure, never in a mark.
        if not line.text[-1:].isalnum():
            return False
        return self._at_ends.number.fits(line, following) or self._at_ends.compound.fits(line, following)

    def glued(self, line: Line, following: Line) -> bool:
        """Is a word or symbol broken between the lines, to be joined without a blank?"""
        return self._at_ends.broken.fits(line, following)

    def _full(self, line: Line, following: Line) -> bool:
        if self.wrapping.width <= 0:
            return False
        first_word = following.text.split(None, 1)[0]
        return len(line.text) + 1 + len(first_word) >= _FULL * self.wrapping.width

    def _full_of_capitals(self, line: Line) -> bool:
        """Capitals are wider: fewer of them fill a line. A short line in capitals is a heading of its own."""
        reach = _FULL_OF_CAPITALS * self.wrapping.width if self.wrapping.width else _LONG_CAPITALS
        return len(line.text) >= reach

    def opens_paragraph(self, line: Line) -> bool:
        """Is the line set in, as the first line of a paragraph is?"""
        wrapping = self.wrapping
        return wrapping.width > 0 and line.indent >= wrapping.indent + _SET_IN and not _starts_lower(line.text)

    def joins(self, line: Line, following: Line, page_break: bool = False) -> bool:
        """Are the two lines one paragraph (markers left aside)? Over a page break blank lines tell nothing."""
        if line.cell != following.cell or is_rule(line.text) or is_rule(following.text):
            return False
        if self.glued(line, following) or closes_bracket(line, following):
            return True
        text, after = line.text, following.text
        finished = self.finished(text)
        if after[:1].isdigit() and not finished and self.expects(line, following):
            return True
        full = self.is_full(line, following)
        apart = following.gap > self.wrapping.gap and not page_break
        if full and self.goes_on_within(line, following) and not page_break:
            return True
        if _starts_lower(after):
            within = self.wrapping.apart and not (apart or page_break)
            return not finished or ((full or within) and text[-1:] != ":")
        if self.opens_paragraph(following) and not shouts(text):
            return False
        if line.bold and not following.bold and not self.unfinished(text):
            # A heading in bold that has gone over a line end ends with the bold.
            return False
        if full and ":" in after[:_LONGEST_LABEL] and not self.unfinished(text) and self._field.match(Views(after)):
            return False
        if finished:
            return full and not apart and not self.wrapping.few and text[-1:] not in ":;" and not text.endswith("./.")
        if line.full and not any(map(str.isalpha, after[:12])):
            return True
        if shouts(text) != shouts(after) and (shouts(text) or len(after) > 12):
            return False
        if shouts(text):
            return not apart and (self.unfinished(text) or self._full_of_capitals(line))
        if self.unfinished(text):
            return True
        if after.startswith("("):
            return not apart or full
        if full and not (apart and (self.wrapping.gap == 0 or following.gap > self.wrapping.gap + 1)):
            return True
        return not apart and len(text) >= _LONG_ENOUGH and self._divides_name(text, after)

    def goes_on_within(self, line: Line, following: Line) -> bool:
        """Is there no blank line between two lines of running text, in a text where one sets all paragraphs apart?"""
        wrapping = self.wrapping
        running = wrapping.apart and following.gap <= wrapping.gap and line.bold == following.bold
        return running and not shouts(line.text) and not shouts(following.text[:_LONG_CAPITALS])

    def may_go_on(self, line: Line, following: Line) -> bool:
        """May a long line that ends nothing go on in the next one, no body's name, where the width tells nothing?"""
        if following.gap > self.wrapping.gap or line.cell != following.cell or len(line.text) < _LONG_ENOUGH:
            return False
        if self.finished(line.text) or line.text.endswith(",") or shouts(line.text) or shouts(following.text):
            return False
        return self._bodies.find_head(Views(following.text[:_NAME_TAIL]), 0) is None

    def is_full(self, line: Line, following: Line) -> bool:
        """Does the line reach so far that the next word would not have fitted?"""
        return line.full or self._full(line, following)

    def _divides_name(self, text: str, after: str) -> bool:
        """Does the line's end divide a name ("… của Thủ tướng / Chính phủ"), where the width tells nothing?"""
        end = text[-_NAME_TAIL:]
        views = Views(f"{end} {after[:_NAME_TAIL]}")
        return any(
            found is not None and found.end > len(end) + 1
            for found in (self._bodies.find_head(views, word.start()) for word in _CAPITALISED.finditer(end))
        )
