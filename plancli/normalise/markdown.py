"""What converters leave in text: markdown marks, HTML remains, pipe tables.

This is no markdown renderer: a renderer renumbers lists and joins what should stay apart. Marks that only dress the
text are taken out (recorded), table rows are divided into cells, everything else stays.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex
from msgspec import Struct, field

from plancli.expressions import compiled
from plancli.normalise.pipes import pipe_tables
from plancli.text import Cell, Edit, NormText

# Inline marks. Order matters: an escape protects what follows it.
_MARKS = compiled(
    r"(?P<escape>\\[\\`*_{}\[\]()\#+\-.!~|>])"
    r"|(?P<bold>\*{2,}|(?<![\p{L}\p{N}_])__(?=[\p{L}\p{N}])|(?<=[\p{L}\p{N}.,;:)])__(?![\p{L}\p{N}_]))"
    r"|(?P<image>!\[[^\]\n]{0,300}\]\([^)\s]{0,600}\))"
    r"|(?P<link>\[(?P<label>[^\]\n]{1,300})\]\((?:https?:|mailto:|\#|/)[^)\s]{0,600}\))"
    r"|(?P<entity>&(?:nbsp|amp|lt|gt|quot|apos|ndash|mdash|hellip|[lr][sd]quo|\#\d{2,6}|\#x[0-9a-fA-F]{2,6});)"
    r"|(?P<tag></?(?P<name>p|br|hr|div|span|strong|em|b|i|u|s|font|center|table|thead|tbody|tfoot|tr|td|th|colgroup"
    r"|col|caption|ul|ol|li|h[1-6]|a|img|sup|sub|blockquote|section|article|header|footer|o:p|html|body|head)"
    r"(?:\s[^<>\n]{0,2000}(?:\n[^<>\n]{0,2000}){0,3})?/?>)"
    r"|(?P<comment><!--(?:(?!-->)[\s\S]){0,2000}-->)",
    regex.IGNORECASE,
)
_HEADING = compiled(r"^[ \t]{0,3}\#{1,6}(?:[ \t]+|$|(?=[\*\p{L}]))", regex.MULTILINE)
_CLOSING_HASHES = compiled(r"[ \t]+\#+[ \t]*$", regex.MULTILINE)
_FENCE = compiled(r"^[ \t]{0,3}(?:```|~~~)[^\n`]{0,40}$", regex.MULTILINE)
_QUOTE = compiled(r"^[ \t]{0,3}>[ \t]?", regex.MULTILINE)
_STAR = compiled(
    r"(?<![\p{L}\p{N}*\\])\*(?=[^\s*])(?:[^*\n]|\n(?!\s*\n)(?!\s*[-+*\d])){0,1500}?(?<=[^\s*\\])\*(?![\p{L}\p{N}*])"
)
_STARS = compiled(r"\*{2,}")
_UNDERLINE = compiled(r"(?<![\p{L}\p{N}_\\])_(?=[^\s_])[^_\n]{0,600}?(?<=[^\s_\\])_(?![\p{L}\p{N}_])")
_SPAN = compiled(r"(row|col)span\s*=\s*[\"']?(\d{1,3})", regex.IGNORECASE)
# No cell of a document's table spans more.
_WIDEST_SPAN = 60
_BREAKING = {"p", "br", "hr", "div", "table", "caption", "ul", "ol", "li", "blockquote", "section", "article"}
_BREAKING |= {f"h{n}" for n in range(1, 7)} | {"thead", "tbody", "tfoot", "tr", "header", "footer"}


class Cells:
    """The cells of all tables, found by source offset."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self._cells = cells
        self._starts = [cell.start for cell in cells]

    def at(self, offset: int) -> tuple[int, int, int] | None:
        """The (table, row, column) at a source offset, ``None`` outside of tables."""
        index = bisect_right(self._starts, offset) - 1
        if index >= 0 and offset < self._cells[index].end:
            return self._cells[index].place
        return None


def clean_markup(text: NormText, *, markdown: bool) -> tuple[NormText, Cells]:
    """Take out dressing marks and divide tables; ``markdown`` also takes quotes and underscores for marks."""
    raw = text.text
    rows, cells = pipe_tables(text)
    edits: list[Edit] = []
    covered: list[tuple[int, int]] = []

    def take(start: int, end: int, replacement: str) -> None:
        edits.append(Edit(start, end, replacement))

    if "#" in raw:
        for match in _HEADING.finditer(raw):
            take(match.start(), match.end(), "")
            line_end = raw.find("\n", match.end())
            closing = _CLOSING_HASHES.search(raw, match.end(), len(raw) if line_end < 0 else line_end)
            if closing:
                take(closing.start(), closing.end(), "")
    for match in _FENCE.finditer(raw) if "```" in raw or "~~~" in raw else ():
        take(match.start(), match.end(), "")
        covered.append(match.span())
    if markdown and ">" in raw:
        for match in _QUOTE.finditer(raw):
            take(match.start(), match.end(), "")
    tags: list[_Tag] = []
    if any(mark in raw for mark in "\\*_[<&"):
        for match in _MARKS.finditer(raw):
            edit = _mark_edit(match, markdown)
            if edit is not None:
                take(*edit)
            if match.group("tag"):
                tags.append(_tag(match))
    if "*" in raw or (markdown and "_" in raw):
        masked = _STARS.sub(lambda match: "\x00" * len(match.group()), raw)
        for match in _STAR.finditer(masked):
            take(match.start(), match.start() + 1, "")
            take(match.end() - 1, match.end(), "")
        for match in _UNDERLINE.finditer(raw) if markdown else ():
            take(match.start(), match.start() + 1, "")
            take(match.end() - 1, match.end(), "")
    for start, end, replacement in rows:
        take(start, end, replacement)
    cells += _html_cells(text, tags, len({cell.place[0] for cell in cells}))
    cells.sort()
    return text.edit(_disjoint(edits)), Cells(cells)


def _disjoint(edits: list[Edit]) -> Iterator[Edit]:
    """In order; of two that overlap the first stays."""
    done = -1
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.start >= done:
            yield edit
            done = max(done, edit.end)


def _mark_edit(match: regex.Match[str], markdown: bool) -> Edit | None:
    kind = match.lastgroup
    start, end = match.span()
    if match.group("tag"):
        name = match.group("name").lower()
        closing = match.group().startswith("</")
        breaks = name in _BREAKING or (name in ("td", "th"))
        return Edit(start, end, "\n" if breaks and (name != "br" or not closing) else "")
    if match.group("escape"):
        return Edit(start, start + 1, "")
    if match.group("entity"):
        # A library of all names of characters, which few texts need.
        import html

        value = html.unescape(match.group("entity")).replace("\u00a0", " ")
        return Edit(start, end, value)
    if match.group("link"):
        return Edit(start, end, match.group("label")) if markdown else None
    if match.group("image"):
        return Edit(start, end, "") if markdown else None
    return Edit(start, end, "") if kind else None


class _Tag(NamedTuple):
    """A tag of HTML: where it stands, its name, whether it closes, and how many columns and rows it spans."""

    offset: int
    name: str
    closing: bool
    columns: int = 1
    rows: int = 1


def _tag(match: regex.Match[str]) -> _Tag:
    name, closing = match.group("name").lower(), match.group().startswith("</")
    if closing or name not in ("td", "th"):
        return _Tag(match.start(), name, closing)
    spans = {kind.lower(): max(1, min(int(count), _WIDEST_SPAN)) for kind, count in _SPAN.findall(match.group())}
    return _Tag(match.start(), name, closing, spans.get("col", 1), spans.get("row", 1))


class _Grid(Struct):
    """A table in the making. ``taken``: the columns of this row that cells above reach into, each with how many rows
    more from this one on; ``reaching``: those that this row's own cells will take below."""

    table: int
    row: int = -1
    column: int = 0
    taken: dict[int, int] = field(default_factory=dict)
    reaching: dict[int, int] = field(default_factory=dict)

    def next_row(self) -> None:
        below = {column: rows - 1 for column, rows in self.taken.items() if rows > 1}
        self.taken, self.reaching = {**below, **self.reaching}, {}
        self.row, self.column = self.row + 1, 0

    def place(self, columns: int, rows: int) -> tuple[int, int, int]:
        """The place of the next cell, beside those that reach down from above."""
        while self.column in self.taken:
            self.column += 1
        place = (self.table, max(self.row, 0), self.column)
        if rows > 1:
            self.reaching.update({self.column + at: rows - 1 for at in range(columns)})
        self.column += columns
        return place


def _html_cells(text: NormText, tags: list[_Tag], first_table: int) -> list[Cell]:
    """Cells between ``<td>`` tags, in the columns that they span; a table inside a cell counts for itself."""
    cells: list[Cell] = []
    tables = first_table
    stack: list[_Grid] = []
    opened: list[tuple[int, int, tuple[int, int, int]]] = []
    for tag in tags:
        if tag.name == "table":
            if not tag.closing:
                stack.append(_Grid(tables))
                tables += 1
            elif stack:
                stack.pop()
        elif tag.name == "tr" and not tag.closing and stack:
            stack[-1].next_row()
        elif tag.name in ("td", "th") and stack:
            if not tag.closing:
                opened.append((tag.offset, len(stack), stack[-1].place(tag.columns, tag.rows)))
            elif opened and opened[-1][1] == len(stack):
                start, _, place = opened.pop()
                source = text.source_span((start, tag.offset))
                cells.append(Cell(source.start, source.end, place))
    return cells
