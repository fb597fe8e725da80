"""A region's lines to paragraphs and a tree: candidates, decoding, nodes with their paths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from msgspec import Struct, field

from plancli.layout.draft import Draft
from plancli.layout.joining import Joiner, closes_bracket, shouts
from plancli.layout.lines import is_rule
from plancli.outline.decoder import Decision, Item, decode
from plancli.outline.markers import PERIOD, UNMARKED, Candidate, candidates, is_first, stars_as_dashes
from plancli.outline.misread import Damage, damage, lost_numerals, rereadings
from plancli.outline.tree import Node
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Line, NormSpan, Views

# What is nested deeper stands on this level: no plan has a dozen, and what walks the tree goes down level by level.
_DEEPEST = 60


class Block(Struct):
    """Lines that surely belong together; the first may begin a section. ``joins`` tells whether it may go on."""

    lines: list[Line]
    candidates: tuple[Candidate, ...] = ()
    joins: bool = False
    before: int = 0


class Outline(Struct):
    """A region read: its root nodes, all its paragraphs in order, and the nodes whose reading is doubtful."""

    roots: list[Node] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    doubtful: list[Node] = field(default_factory=list)


def build_outline(
    lines: Sequence[Line],
    joiner: Joiner,
    patterns: Patterns,
    prefix: str = "",
    before: str = "preamble",
    is_opening: Callable[[str], bool] | None = None,
) -> Outline:
    """Read a region. ``prefix`` is the path above it (an appendix's label); ``before`` the zone of what stands before
    the first section; ``is_opening`` tells bulleted lines that still belong there (căn cứ)."""
    harm = damage(lines, patterns)
    blocks = _blocks(lines, joiner, patterns, harm, is_opening)
    if is_opening is not None:
        _clear_opening(blocks, is_opening)
    _settle_stars(blocks)
    _propose_unmarked(blocks, joiner, patterns["layout"].rule("period-heading"), harm)
    marked = [block for block in blocks if block.candidates]
    decisions = decode([_item(block, led_in) for block, led_in in _led_in(blocks)])
    return _assemble(blocks, dict(zip(map(id, marked), decisions, strict=True)), prefix, before)


def _blocks(
    lines: Sequence[Line],
    joiner: Joiner,
    patterns: Patterns,
    harm: Damage | None,
    is_opening: Callable[[str], bool] | None,
) -> list[Block]:
    blocks: list[Block] = []
    opening = is_opening is not None

    def grounds(block: Block, line: Line) -> bool:
        """Does a ground (căn cứ) that ends nothing go on in the line?"""
        if is_opening is None or not joiner.may_go_on(block.lines[-1], line):
            return False
        return is_opening(block.lines[0].text) and not is_opening(line.text)

    last: Line | None = None
    crossed = False
    for line in lines:
        found = () if line.furniture else candidates(line.text, patterns, misread=harm is not None)
        if harm is not None and found:
            found = rereadings(line.text, found, harm, patterns)
        if line.furniture or (is_rule(line.text) and not found):
            crossed = crossed or line.furniture
            continue
        crossed = crossed or (last is not None and last.page != line.page)
        joins = last is not None and (joiner.joins(last, line, crossed) or _goes_on_in_capitals(blocks, last, line))
        if harm is not None and last is not None and joins:
            joins = not _is_heading_in_capitals(last, line, joiner)
        if found:
            opening = opening and all(candidate.ordinal == "bullet" for candidate in found)
            before = _goes_on(last, line, joiner, joins) if last is not None else 0
            if harm is not None and before and last is not None and _begins_anew(last, line, found):
                before = 0
            blocks.append(Block([line], found, joins or before == 2, before))
        elif blocks and (joins or _waits_for_content(blocks[-1], line) or (opening and grounds(blocks[-1], line))):
            blocks[-1].lines.append(line)
        else:
            blocks.append(Block([line]))
        last, crossed = line, False
    return [block for block in blocks if len(block.lines) > 1 or not is_rule(block.lines[0].text)]


def _goes_on_in_capitals(blocks: Sequence[Block], last: Line, line: Line) -> bool:
    """A heading in capitals that has gone on over a line end goes on while the capitals do."""
    wrapped = bool(blocks) and len(blocks[-1].lines) > 1 and line.gap == last.gap and line.cell == last.cell
    return wrapped and shouts(last.text) and shouts(line.text)


def _is_heading_in_capitals(last: Line, line: Line, joiner: Joiner) -> bool:
    """Capitals behind small letters are a heading, whatever the line before has lost at its end."""
    return shouts(line.text) and not shouts(last.text) and " " in line.text and not joiner.finished(line.text)


def _begins_anew(last: Line, line: Line, found: Sequence[Candidate]) -> bool:
    """Where stops are lost or read as commas, is this an item whatever the line before ends in?"""
    content = line.text[min(candidate.length for candidate in found) :].lstrip("“\"'( ")
    if shouts(content):
        return " " in content and not shouts(last.text)
    return content[:1].isupper() and all(candidate.family in ("dash", "plus") for candidate in found)


def _goes_on(line: Line, following: Line, joiner: Joiner, joins: bool) -> int:
    """Does the line before go on in this one: 0 no, 1 perhaps, 2 surely?"""
    if line.cell != following.cell:
        return 0
    if joiner.glued(line, following) or joiner.expects(line, following) or closes_bracket(line, following):
        return 2
    if joiner.finished(line.text) or joiner.opens_paragraph(following):
        return 0
    if joiner.goes_on_within(line, following) and joiner.is_full(line, following):
        return 2
    comma = line.text.endswith(",")
    if joiner.unfinished(line.text) and not comma:
        return 2
    return 1 if (joins or comma) and (joiner.wrapping.width or line.full) else 0


def _waits_for_content(block: Block, line: Line) -> bool:
    """A marker alone on its line takes the next line for its content."""
    if len(block.lines) != 1 or block.lines[0].cell != line.cell:
        return False
    text = block.lines[0].text
    return any(candidate.length >= len(text) for candidate in block.candidates)


def _clear_opening(blocks: list[Block], is_opening: Callable[[str], bool]) -> None:
    """Bulleted căn cứ before the first numbered section are no sections."""
    for block in blocks:
        if any(candidate.ordinal != "bullet" for candidate in block.candidates):
            return
        if block.candidates and is_opening(block.lines[0].text):
            block.candidates = ()


def _settle_stars(blocks: list[Block]) -> None:
    """``*`` is the converter's dash unless the document uses dashes as well (the contract's rule)."""
    families = {candidate.family for block in blocks for candidate in block.candidates}
    if "dash" in families or "star" not in families:
        return
    for block in blocks:
        block.candidates = tuple(stars_as_dashes(candidate) for candidate in block.candidates)


# An unmarked heading runs no longer than this.
_LONGEST_HEADING = 160


def _propose_unmarked(blocks: list[Block], joiner: Joiner, period: CompiledRule, harm: Damage | None) -> None:
    """A line in capitals or in bold, or one that is a period ("Quý I"), over a list that begins may be a heading
    without a marker.

    It is a proposal only: the decoder takes it where the numbering below would otherwise begin again for no reason.
    Where a text was read badly, it may have borne a numeral that was lost.
    """
    periods: list[Block] = []
    for block, following in pairwise(blocks):
        if block.candidates or not following.candidates:
            continue
        text = " ".join(line.text for line in block.lines)
        if len(text) > _LONGEST_HEADING:
            continue
        first = any(is_first(candidate) for candidate in following.candidates)
        if period.match(Views(text)):
            if first or any(candidate.ordinal == "bullet" for candidate in following.candidates):
                periods.append(block)
        elif first and (shouts(text) or all(line.bold for line in block.lines)) and not joiner.finished(text):
            block.candidates = (UNMARKED,)
            if harm is not None and shouts(text):
                block.candidates += lost_numerals(harm)
    # A programme has several; one alone may be what a line above asked for ("- Thời gian: / Quý I").
    for block in periods if len(periods) > 1 else ():
        block.candidates = (PERIOD,)


def _led_in(blocks: Sequence[Block]) -> list[tuple[Block, bool]]:
    """The blocks that may begin a section, each with whether the text before leads it in (ends in a colon)."""
    found = []
    colon = False
    for block in blocks:
        if block.candidates:
            found.append((block, colon))
        colon = block.lines[-1].text.endswith(":")
    return found


def _item(block: Block, led_in: bool) -> Item:
    text = block.lines[0].text
    length = min(candidate.length for candidate in block.candidates)
    content = text[length:].lstrip("“\"'( ")
    alone = not content and len(block.lines) == 1
    return Item(block.candidates, block.before, content[:1].islower(), alone, led_in)


def _assemble(blocks: Sequence[Block], decisions: dict[int, Decision], prefix: str, before: str) -> Outline:
    outline = Outline()
    counters: list[Counter[str]] = [Counter()]
    stack: list[Node] = []
    zone = before
    for block in blocks:
        decision = decisions.get(id(block))
        if decision is None or decision.candidate is None:
            node = stack[-1] if stack else None
            if block.joins and outline.drafts:
                outline.drafts[-1].lines.extend(block.lines)
            else:
                outline.drafts.append(Draft(block.lines, node.path if node else zone, node))
            continue
        depth = min(decision.depth, _DEEPEST)
        del stack[depth:], counters[depth + 1 :]
        parent = stack[-1] if stack else None
        above = parent.path if parent else prefix
        segment = _segment(decision.candidate, counters[-1])
        node = Node(
            path=f"{above}/{segment}" if above else segment,
            marker=decision.candidate.marker or None,
            label=decision.candidate.label if decision.candidate is not UNMARKED else None,
            style=decision.candidate.style,
            span=NormSpan(0, 0),
            printed=decision.candidate.printed,
        )
        (parent.children if parent else outline.roots).append(node)
        stack.append(node)
        counters.append(Counter())
        if decision.doubtful:
            outline.doubtful.append(node)
        outline.drafts.append(Draft(block.lines, node.path, node, decision.candidate.length))
    return outline


def _segment(candidate: Candidate, counter: Counter[str]) -> str:
    """The path segment: a bullet's sign with its ordinal, a label, ``~2`` behind a label that was there before."""
    counter[candidate.label] += 1
    count = counter[candidate.label]
    if candidate.ordinal in ("bullet", "heading"):
        return f"{candidate.label}{count}"
    return candidate.label if count == 1 else f"{candidate.label}~{count}"
