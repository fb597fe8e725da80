"""What each cited document is to the document that cites it, from the words around its mentions.

The strongest of a document's mentions decides: carried out, then amended or replaced, then basis, then merely cited.
Wordings: ``patterns/roles.toml``. A document named inside another's subject ("Kế hoạch số … thực hiện Nghị quyết
số …") is that other's affair, so such a mention only cites.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from plancli.extract.citations import Citation
from plancli.extract.resolve import Entry
from plancli.model import Role
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Flow, NormSpan, Paragraph, occurrences

_STRENGTH: tuple[Role, ...] = ("implements", "amends", "replaces", "basis", "cites")


class _Placed(Struct):
    """A citation on its way to a role: ``start`` is where its provisions begin, ``end`` where its subject ends."""

    citation: Citation
    start: int
    end: int
    role: Role | None = None


def find_roles(entries: Sequence[Entry], flow: Flow, patterns: Patterns, own_type: str | None) -> list[Role]:
    """The role of each entry, in the order of ``entries``; ``own_type`` is the code of the citing document's kind."""
    reader = _Reader(flow, patterns, own_type)
    reader.read(citation for entry in entries for citation in entry.citations)
    return [min((reader.role(item) for item in entry.citations), key=_STRENGTH.index) for entry in entries]


# Rules for what stands before a citation, behind it, and above it in the headings.
_Counting = tuple[Sequence[CompiledRule], Sequence[CompiledRule], Sequence[CompiledRule]]


class _Reader:
    """Reads the roles of one document's citations."""

    def __init__(self, flow: Flow, patterns: Patterns, own_type: str | None) -> None:
        self._flow = flow
        file = patterns["roles"]
        self._by_place = {
            place: [rule for rule in file.rules if rule.get("place") == place and rule.get("role")]
            for place in ("before", "after", "section")
        }
        self._named = file.by_name
        self._window, self._reach = int(file.settings["window"]), int(file.settings["reach"])
        self._is_act = own_type in file.settings["acts"]
        self._headings: dict[str, NormSpan] = {}
        for paragraph in flow.paragraphs:
            self._headings.setdefault(paragraph.section, NormSpan(paragraph.start, paragraph.end))
        self._roles: dict[int, Role] = {}
        self._rules: dict[tuple[str, bool], _Counting] = {}
        self._holds: dict[tuple[str, int], bool] = {}
        # Where literals of a rule's guard begin, by its name.
        self._cues: dict[str, list[int]] = {}

    def role(self, citation: Citation) -> Role:
        """The role that was read for the citation."""
        return self._roles.get(id(citation), "cites")

    def read(self, citations: Iterable[Citation]) -> None:
        """Read all citations, then let the members of a list share what is said once."""
        placed: list[_Placed] = []
        reach = 0
        for citation in sorted(citations, key=lambda item: item.mention):
            if citation.mention.start < reach:
                continue
            place = _Placed(citation, citation.lead or citation.mention.start, _end(citation))
            reach = max(reach, citation.subject_end or 0)
            place.role = self._read(place)
            placed.append(place)
        for left, right in pairwise(placed):
            if right.role is None and left.role is not None and self._goes_on(left, right):
                right.role = left.role
        for right, left in pairwise(reversed(placed)):
            if left.role is None and right.role == "replaces" and self._goes_on(left, right):
                left.role = right.role
        for place in placed:
            if place.role is not None:
                role = "amends" if place.role == "replaces" and place.citation.pinpoint else place.role
                self._roles[id(place.citation)] = role

    def _goes_on(self, left: _Placed, right: _Placed) -> bool:
        views = self._flow.views
        for rule in (self._named["listed"], self._named["carried_on"], self._named["aliased"]):
            for end in (left.end, left.citation.extent.end, left.citation.mention.end):
                if end <= right.start and rule.fullmatch(views, end, right.start):
                    return True
        # A subject may be cut at one of its commas; in the preamble the list goes on behind the rest of it.
        behind = left.citation.subject_end
        preamble = self._flow.section_at(right.start) == "preamble"
        if preamble and self._named["listed_below"].fullmatch(views, left.end, right.start):
            return True
        if behind is None or behind > right.start or not preamble:
            return False
        return self._named["listed_after_subject"].fullmatch(views, behind, right.start) is not None

    def _read(self, place: _Placed) -> Role | None:
        views, flow = self._flow.views, self._flow
        paragraph = flow.paragraph_at(place.citation.mention.start)
        low = max(paragraph.start, place.start - self._window)
        high = min(paragraph.end, place.end + self._reach)
        before, after, above = self._counting(paragraph)
        for rule in before:
            if not self._cued(rule, low, place.start) or not self._company(rule, paragraph):
                continue
            if rule.search(views, low, place.start):
                return _role(rule)
        end = place.citation.extent.end
        for rule in after:
            if self._cued(rule, end, high) and self._company(rule, paragraph) and rule.match(views, end, high):
                return _role(rule)
        for rule in above:
            spans = self._above(paragraph.section) if self._company(rule, paragraph) else ()
            if any(self._found(rule, *span) for span in spans):
                return _role(rule)
        return None

    def _counting(self, paragraph: Paragraph) -> _Counting:
        """The rules that speak of such a place in such a document."""
        section, lower = paragraph.section, self._flow.views.lower
        acts = self._is_act or "Điều " in section or lower.startswith("điều ", paragraph.start)
        found = self._rules.get((section, acts))
        if found is None:
            before, after, above = (
                [
                    rule
                    for rule in self._by_place[place]
                    if (not rule.get("zones") or section in rule.get("zones")) and (acts or not rule.get("acts"))
                ]
                for place in ("before", "after", "section")
            )
            found = self._rules[section, acts] = before, after, above
        return found

    def _company(self, rule: CompiledRule, paragraph: Paragraph) -> bool:
        """Does what the rule wants beside it stand in the paragraph?"""
        other = rule.get("with")
        return other is None or self._found(self._named[other], paragraph.start, paragraph.end)

    def _found(self, rule: CompiledRule, start: int, end: int) -> bool:
        """Does the rule match in the paragraph? Asked once a paragraph."""
        key = rule.name, start
        if key not in self._holds:
            views = self._flow.views
            self._holds[key] = self._cued(rule, start, end) and rule.search(views, start, end) is not None
        return self._holds[key]

    def _cued(self, rule: CompiledRule, start: int, end: int) -> bool:
        """Does a literal of the rule's guard begin in the stretch? Keeps the rules off most citations."""
        if not rule.guard:
            return True
        places = self._cues.get(rule.name)
        if places is None:
            fold = self._flow.views.fold
            found = {place for literal in rule.guard for place in occurrences(fold, literal)}
            places = self._cues[rule.name] = sorted(found)
        index = bisect_left(places, start)
        return index < len(places) and places[index] < end

    def _above(self, section: str) -> list[NormSpan]:
        """The opening paragraphs of the sections that hold a section."""
        pieces = section.split("/")[:-1]
        paths = ["/".join(pieces[: index + 1]) for index in range(len(pieces))]
        return [self._headings[path] for path in [*paths, section] if path in self._headings]


def _end(citation: Citation) -> int:
    return max(citation.extent.end, citation.subject_end or 0)


def _role(rule: CompiledRule) -> Role:
    role: Role = rule.get("role")
    return role
