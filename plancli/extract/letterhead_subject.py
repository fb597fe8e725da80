"""Where a subject (trích yếu) ends.

Below the kind's name stands the subject, then a drawn rule, "Kính gửi", the name of the issuer, a basis or running
text (Nghị định 30/2020/NĐ-CP, Phụ lục I, ô 5a, 5b). Wrapped lines, blank lines after each line and
converters blur this; layout and wording decide together.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from plancli.capitals import is_capitals
from plancli.expressions import compiled
from plancli.extract.bodies import lexicon
from plancli.extract.letterhead_labels import is_kind_alone
from plancli.extract.letterhead_lines import WIDEST, Layout
from plancli.extract.letterhead_pieces import Piece
from plancli.extract.names import sentence_case
from plancli.model import TextItem
from plancli.outline.markers import candidates
from plancli.patterns import Patterns
from plancli.text import Locator, NormSpan, Views, lower_view

_SENTENCE_BREAK = compiled(r"(?<=[\p{Ll}\d)\"”])(?<!\b(?:TP|Tp|tp|TS|ThS|PGS|GS))\.[^\S\n]+\p{Lu}")
_LAST_WORD = compiled(r"([\p{L}\p{M}\d]+)[^\p{L}\p{M}\d]*$")
_WORD = compiled(r"[\p{L}\d]+")
_ABOUT = compiled(r"[(\"“]?[^\S\n]*v[^\S\n]*[/.][^\S\n]*v[^\S\n]*[:.]?[^\S\n]*", regex.IGNORECASE)
# How much of two lines is looked at for a name that their break divides.
_NAME_TAIL = 60
# No line of a subject is longer.
_LONGEST = 1500
# 2O25: a year in which OCR read a letter for a nought.
_MISREAD_YEAR = compiled(r"(?<![\p{L}\d/-])(?=\d*[Oo])[12][\dOo]{2}\d(?![\p{L}\d/-])")
_ZERO = str.maketrans("Oo", "00")
_STOPS = frozenset({"rule", "to", "motto", "number", "date", "telegram", "stamp", "stamp_line", "meta", "number_bare"})


def _open_words(patterns: Patterns) -> frozenset[str]:
    return frozenset(map(lower_view, patterns["letterhead"].settings["open_words"]))


class SubjectReader:
    """Reads the lines of a subject, one after the other."""

    def __init__(self, pieces: Sequence[Piece], patterns: Patterns) -> None:
        self._pieces = pieces
        self._patterns = patterns
        self.layout = Layout(pieces)
        self._rules = patterns["letterhead"]
        self._open_words = patterns.derive("letterhead.open_words", _open_words)

    def read(self, first: int, inline: Piece | None = None, *, start: bool = True) -> tuple[list[Piece], int]:
        """The subject's pieces from index ``first`` on, and the index behind them.

        ``inline`` is what stood behind the kind's name in its own line. ``start=False``: the first piece was
        already found to begin a subject (V/v).
        """
        content: list[Piece] = [inline] if inline is not None else []
        index = first
        while index < len(self._pieces):
            piece = self._pieces[index]
            if piece.label in ("english", "page") or (piece.label == "mark" and not content):
                index += 1
                continue
            if not content and piece.label == "rule" and start and not self._is_body(index + 1):
                index += 1
                continue
            if not (self._begins(index) if not content and start else self._continues(content, index)):
                break
            content.append(piece)
            index += 1
        if content and start and inline is None and self._runs(content, index):
            return self._above_paragraph(content, first)
        return content, index

    def _above_paragraph(self, content: Sequence[Piece], first: int) -> tuple[list[Piece], int]:
        """The lines above the paragraph that was read along: shorter than full, before a full line with a capital."""
        width = self.layout.width
        for count in range(1, len(content)):
            before, line = content[count - 1], content[count]
            if len(before.text) >= 0.9 * width or len(line.text) < 0.85 * width or not line.text[:1].isupper():
                continue
            upper = list(content[:count])
            index = self._pieces.index(line, first)
            if not self._is_open(upper) and not self._runs(upper, index):
                return upper, index
        return [], first

    def _matches(self, name: str, text: str) -> bool:
        rule = self._rules.rule(name)
        return not (rule.get("capitals") and not is_capitals(text)) and rule.match(Views(text)) is not None

    def _is_marked(self, text: str) -> bool:
        """Does a section begin: any style of marker with a capital behind it?"""
        if self._matches("section", text):
            return True
        found = candidates(text, self._patterns)
        return any(text[item.length : item.length + 1].isupper() and item.style != "none" for item in found)

    def _is_body(self, index: int) -> bool:
        if index >= len(self._pieces):
            return True
        text = self._pieces[index].text
        return self._is_marked(text) or self._matches("firm-basis", text) or len(text) > 0.8 * self.layout.width

    def _begins(self, index: int) -> bool:
        piece = self._pieces[index]
        if piece.label in _STOPS or len(piece.text) > _LONGEST or is_kind_alone(piece, self._patterns):
            return False
        if self._matches("attachment", piece.text) or self._is_marked(piece.text):
            return False
        if self._matches("person", piece.text) and self._heads_preamble(index):
            return False
        # "Căn cứ" never opens a subject; "Thực hiện Kế hoạch số …" may.
        return not lower_view(piece.text).startswith(("căn cứ", "xét ", "theo đề nghị"))

    def _heads_preamble(self, index: int) -> bool:
        """Is the next line a basis, so that this one is the issuer's name over the preamble?"""
        after = self._pieces[index + 1 : index + 3]
        return any(self._matches("firm-basis", piece.text) for piece in after)

    def _continues(self, content: Sequence[Piece], index: int) -> bool:
        piece, before = self._pieces[index], content[-1]
        text = piece.text
        if piece.label in _STOPS or piece.label == "mark" or len(piece.text) > _LONGEST:
            return False
        if is_kind_alone(piece, self._patterns) and (piece.gap > 0 or not self._is_open(content)):
            return False
        if self._is_marked(text) or self._matches("attachment", text):
            return False
        if (
            lower_view(text).startswith(("căn cứ ", "theo đề nghị", "xét đề nghị", "xét tờ trình"))
            and text[0].isupper()
        ):
            return False
        if self._is_open(content):
            return piece.gap <= self.layout.gap + 1
        # Capitals may go on in small letters: "CỦA ĐOÀN THANH NIÊN" / "thực hiện Nghị quyết …".
        if self._matches("firm-basis", text) and text[:1].isupper():
            return False
        if before.text.rstrip().endswith((".", ":", ";")):
            return False
        first = next((char for char in text if char.isalnum()), "")
        capital_subject = all(part.capitals for part in content)
        if self._matches("person", text) and (
            not capital_subject or piece.gap > self.layout.gap or self._heads_preamble(index)
        ):
            return False
        if first.islower() or first.isdigit():
            return piece.gap <= self.layout.gap + 1 and not self._ends_paragraph(content, index)
        if not piece.capitals and self._is_divided_name(before.text, text):
            return piece.gap <= self.layout.gap + 1
        if capital_subject and not piece.capitals and self._adds(index):
            return True
        if capital_subject or piece.capitals:
            return capital_subject and piece.capitals and piece.gap <= self.layout.gap + 1
        return self._goes_on_in_capital(before, piece, index)

    def _adds(self, index: int) -> bool:
        """Does a short line below a title in capitals say where or when: "Tại Phiên họp thứ 17 (tháng 11/2022)"?"""
        piece = self._pieces[index]
        words = tuple(f"{word} " for word in self._rules.settings["goes_on"])
        after = self._pieces[index + 1] if index + 1 < len(self._pieces) else None
        apart = after is None or after.label != "text" or after.gap > piece.gap
        short = len(piece.text) < min(0.85 * self.layout.width, 90) and piece.text[-1:] not in ".:;,"
        return piece.gap <= self.layout.gap and apart and short and lower_view(piece.text).startswith(words)

    def _is_divided_name(self, before: str, text: str) -> bool:
        """Does the line's end divide a body's name ("… của Ban Chấp hành" / "Trung ương Đảng")?"""
        end = before.rstrip()[-_NAME_TAIL:]
        views = Views(f"{end} {text[:_NAME_TAIL]}")
        bodies = lexicon(self._patterns)
        for word in _WORD.finditer(end):
            found = bodies.find_head(views, word.start())
            if found is not None and found.end > len(end) + 1:
                return True
        return False

    def _ends_paragraph(self, content: Sequence[Piece], index: int) -> bool:
        """A line in small letters behind a rule of layout: dressed otherwise than the subject so far."""
        piece = self._pieces[index]
        return content[0].bold and not piece.bold and piece.gap > self.layout.gap

    def _goes_on_in_capital(self, before: Piece, piece: Piece, index: int) -> bool:
        """A line that begins with a capital: a name within the subject, a second title line, or running text."""
        if self._matches("basis", piece.text):
            return False
        if before.bold != piece.bold and before.bold:
            return False
        if (before.heading > 0) != (piece.heading > 0) or piece.gap > self.layout.gap:
            return False
        if piece.text.endswith((".", ";", ":")):
            return False
        if self.layout.width > WIDEST:
            return piece.gap == 0 and len(piece.text) <= 90
        if self.layout.is_full(before):
            return True
        after = self._pieces[index + 1] if index + 1 < len(self._pieces) else None
        if after is not None and after.x < piece.x and after.x <= 2 and len(piece.text) > 0.7 * self.layout.width:
            return False
        return len(piece.text) < 0.85 * self.layout.width

    def _is_open(self, content: Sequence[Piece]) -> bool:
        """Does the subject so far end in mid-phrase?"""
        text = " ".join(piece.text for piece in content).rstrip()
        if text.endswith((",", "-", "–", "/", "(", "“")):
            return True
        if text.count("“") > text.count("”") or text.count("(") > text.count(")"):
            return True
        lowered = lower_view(text)
        if lowered.endswith(tuple(self._rules.settings["closed_pairs"])):
            return False
        last = _LAST_WORD.search(lowered)
        return last is not None and text[-1].isalnum() and last.group(1) in self._open_words

    def _runs(self, content: Sequence[Piece], stop: int) -> bool:
        """Is what was read no subject but the first paragraph of the text?"""
        text = " ".join(piece.text for piece in content)
        if text.rstrip().endswith(":") or _SENTENCE_BREAK.search(text):
            return True
        closed = text.rstrip().endswith((".", ";")) and not text.endswith("…")
        ruled = stop < len(self._pieces) and self._pieces[stop].label in ("rule", "to")
        return (
            closed
            and not ruled
            and len(text) > 150
            and not lower_view(text).startswith(("thực hiện", "triển khai", "về "))
        )


def subject_item(pieces: Sequence[Piece], locate: Locator, patterns: Patterns) -> TextItem | None:
    """The subject as the document means it: lines joined, capitals cased, V/v and final stop left out."""
    runs: list[tuple[bool, str]] = []
    for piece in pieces:
        capitals = piece.capitals
        text = piece.text
        if runs and (runs[-1][0] == capitals or not any(char.isalpha() for char in text)):
            runs[-1] = (runs[-1][0], _joined(runs[-1][1], text))
        else:
            runs.append((capitals, text))
    text = ""
    for capitals, run in runs:
        cased = sentence_case(run, patterns) if capitals else run
        text = _joined(text, cased) if text else cased
    about = _ABOUT.match(text)
    if about:
        inner = text[about.end() :]
        text = inner.rstrip(" )") if about.group().startswith("(") else inner
    text = _MISREAD_YEAR.sub(lambda match: match.group().translate(_ZERO), " ".join(text.split()).strip(" -–*_"))
    if text.startswith("Của "):
        text = "của " + text[4:]
    while text.endswith((".", ";", ",")) and not text.endswith("..."):
        text = text[:-1].rstrip()
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1].strip()
    if not any(char.isalnum() for char in text):
        return None
    starts = min(piece.offsets[0] for piece in pieces)
    ends = max(piece.offsets[-1] + 1 for piece in pieces)
    span, page = locate(NormSpan(starts, ends))
    return TextItem(text=text, span=span, page=page)


def with_names(text: str, names: Sequence[str]) -> str:
    """A subject cased from capitals, with the names of the document's own bodies as the letterhead has them."""
    for name in names:
        place = lower_view(text).find(lower_view(name))
        if place >= 0:
            text = text[:place] + (name if place else name[:1].upper() + name[1:]) + text[place + len(name) :]
    return text


def without_about(piece: Piece) -> Piece:
    """The piece without the V/v with which it begins."""
    about = _ABOUT.match(piece.text)
    return (piece.part(about.end(), len(piece.text)) or piece) if about else piece


_CUT = compiled(r"[\p{Lu}\d][-/]$")


def _joined(before: str, after: str) -> str:
    """Two lines as one; a symbol divided at its hyphen or slash is made whole."""
    before = before.rstrip()
    if _CUT.search(before) and after[:2].isupper():
        return before + after
    return f"{before} {after}"
