"""What converters leave in text: markdown marks, HTML remains, pipe tables.

This is no markdown renderer: a renderer renumbers lists and joins what should stay apart. Marks that only dress the
text are taken out (recorded), table rows are divided into cells, everything else stays.
"""

from __future__ import annotations

import html
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from plancli.text import Cell, Edit, NormText

# Inline marks. Order matters: an escape protects what follows it.
_MARKS = regex.compile(
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
_HEADING = regex.compile(r"^[ \t]{0,3}\#{1,6}(?:[ \t]+|$|(?=[\*\p{L}]))", regex.MULTILINE)
_CLOSING_HASHES = regex.compile(r"[ \t]+\#+[ \t]*$", regex.MULTILINE)
_FENCE = regex.compile(r"^[ \t]{0,3}(?:```|~~~)[^\n`]{0,40}$", regex.MULTILINE)
_QUOTE = regex.compile(r"^[ \t]{0,3}>[ \t]?", regex.MULTILINE)
_STAR = regex.compile(
    r"(?<![\p{L}\p{N}*\\])\*(?=[^\s*])(?:[^*\n]|\n(?!\s*\n)(?!\s*[-+*\d])){0,1500}?(?<=[^\s*\\])\*(?![\p{L}\p{N}*])"
)
_UNDERLINE = regex.compile(r"(?<![\p{L}\p{N}_\\])_(?=[^\s_])[^_\n]{0,600}?(?<=[^\s_\\])_(?![\p{L}\p{N}_])")
_ROW = regex.compile(r"^[ \t]*\|.*\|[ \t]*$", regex.MULTILINE)
_RULER = regex.compile(r"^[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*$")
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
    rows, cells = _pipe_tables(text)
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
    tags: list[tuple[int, str, bool]] = []
    if any(mark in raw for mark in "\\*_[<&"):
        for match in _MARKS.finditer(raw):
            edit = _mark_edit(match, markdown)
            if edit is not None:
                take(*edit)
            if match.group("tag"):
                tags.append((match.start(), match.group("name").lower(), match.group().startswith("</")))
    if "*" in raw or (markdown and "_" in raw):
        masked = regex.sub(r"\*{2,}", lambda match: "\x00" * len(match.group()), raw)
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
        value = html.unescape(match.group("entity")).replace("\u00a0", " ")
        return Edit(start, end, value)
    if match.group("link"):
        return Edit(start, end, match.group("label")) if markdown else None
    if match.group("image"):
        return Edit(start, end, "") if markdown else None
    return Edit(start, end, "") if kind else None


def _pipe_tables(text: NormText) -> tuple[list[Edit], list[Cell]]:
    """The bars of table rows as line ends, rulers dropped; each cell with its source range."""
    raw = text.text
    edits: list[Edit] = []
    cells: list[Cell] = []
    if "|" not in raw:
        return edits, cells
    table, row, last_end = -1, 0, -2
    for match in _ROW.finditer(raw):
        start, end = match.span()
        if last_end < 0 or raw[last_end:start].strip(" \t") not in ("", "\n"):
            table, row = table + 1, 0
        last_end = end
        if _RULER.match(match.group()):
            edits.append(Edit(start, end, ""))
            continue
        bars = [i for i in range(start, end) if raw[i] == "|" and raw[i - 1 : i] != "\\"]
        edits.extend(Edit(bar, bar + 1, "\n") for bar in bars)
        for column, (left, right) in enumerate(pairwise(bars)):
            if left + 1 < right:
                source = text.source_span((left + 1, right))
                cells.append(Cell(source.start, source.end, (table, row, column)))
        row += 1
    return edits, cells


def _html_cells(text: NormText, tags: list[tuple[int, str, bool]], first_table: int) -> list[Cell]:
    """Cells between ``<td>`` tags; a table inside a cell counts for itself."""
    cells: list[Cell] = []
    tables = first_table
    stack: list[list[int]] = []
    opened: list[tuple[int, int]] = []
    for offset, name, closing in tags:
        if name == "table":
            if not closing:
                stack.append([tables, -1, -1])
                tables += 1
            elif stack:
                stack.pop()
        elif name == "tr" and not closing and stack:
            stack[-1][1] += 1
            stack[-1][2] = -1
        elif name in ("td", "th") and stack:
            if not closing:
                stack[-1][2] += 1
                opened.append((offset, len(stack)))
            elif opened and opened[-1][1] == len(stack):
                start, _ = opened.pop()
                source = text.source_span((start, offset))
                cells.append(Cell(source.start, source.end, (stack[-1][0], stack[-1][1], stack[-1][2])))
    return cells
