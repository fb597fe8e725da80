"""Line ends that a reader knows to be the layout's alone are taken out: the line ended only because it was full.

A reader that sees where words stand on a page labels such lines ``full``, or ``goes-on`` where the place of the next
line shows it as well. A line that may begin a section keeps its line end behind a ``full`` one, since only the outline
can judge it, and so does one behind the turn of a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from plancli.expressions import compiled
from plancli.normalise import Clean
from plancli.outline.markers import candidates
from plancli.patterns import Patterns
from plancli.text import Edit, SourceText, Views

_LINE_END = compiled(r"[^\S\n]*\n[^\S\n]*(?=\S)")


def unwrap(source: SourceText, clean: Clean, patterns: Patterns) -> Clean:
    """The clean text with the line ends of full lines as blanks, or as nothing within a word."""
    ends = {label.end: label.kind for label in source.labels if label.kind in ("full", "goes-on")}
    if not ends:
        return clean
    return replace(clean, norm=clean.norm.edit(_edits(source, clean, ends, patterns)))


def _edits(source: SourceText, clean: Clean, ends: Mapping[int, str], patterns: Patterns) -> Iterator[Edit]:
    norm = clean.norm
    text = norm.text
    broken = [rule for rule in patterns["layout"].rules if rule.get("role") == "broken"]
    # Page numbers and notes at the foot of a page stand between the two.
    others = {label.start for label in source.labels if label.kind in ("furniture", "footnote")}
    others.update(source.page_starts)
    for match in _LINE_END.finditer(text):
        line_end = text.index("\n", match.start())
        place = norm.source_span((line_end, line_end + 1)).start
        start, end = match.span()
        if place not in ends or place + 1 in others or norm.source_span((end, end + 1)).start in others:
            continue
        following = text[end : end + 80].split("\n", 1)[0]
        if ends[place] == "full" and candidates(following, patterns):
            continue
        views = Views(f"{text[max(start - 6, 0) : start]}\n{following[:3]}")
        yield Edit(start, end, "" if any(rule.search(views) for rule in broken) else " ")
