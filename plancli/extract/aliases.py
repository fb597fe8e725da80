"""Mentions by a defined short form that is no more than a kind: "Luật Việc làm (sau đây gọi tắt là Luật)" … "Điều 5 của
Luật". Short forms with a number ("Nghị quyết 57") are citations already.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex
from msgspec import Struct

from plancli.expressions import compiled
from plancli.extract.citation_parts import Parts, parts
from plancli.extract.citation_provisions import provisions
from plancli.extract.citations import Citation
from plancli.extract.overlap import overlaps, settle
from plancli.extract.resolve import Entry
from plancli.patterns import Patterns
from plancli.text import Flow, NormSpan, squeeze

_QUOTES = ' "“”'
_ZONES = ("recipients", "signature")


class _Alias(Struct, frozen=True):
    """A short form, the entry that it stands for, and where it is defined."""

    short: str
    entry: Entry
    place: NormSpan


def add_aliases(entries: Sequence[Entry], flow: Flow, patterns: Patterns, own_type: str | None) -> None:
    """Add to each entry the places that name it by its short form.

    A kind that is the document's own (``own_type``: "Kế hoạch" in a Kế hoạch) means the document itself and is left.
    """
    tools = parts(patterns)
    found = {alias.short: alias for alias in reversed(_defined(entries, flow, tools, own_type))}
    if not found:
        return
    taken = settle([citation.mention for entry in entries for citation in entry.citations], lambda span: span)
    vetoes = patterns["references"].rule("alias_before"), patterns["references"].rule("alias_behind")
    names = "|".join(regex.escape(short) for short in sorted(found, key=lambda short: (-len(short), short)))
    touched: set[str] = set()
    for match in compiled(rf"(?<![\p{{L}}\d])(?:{names})(?![\p{{L}}\d])").finditer(flow.text):
        alias = found[match.group()]
        mention = NormSpan(*match.span())
        if mention.start < alias.place.start or flow.section_at(mention.start) in _ZONES or overlaps(mention, taken):
            continue
        before, behind = vetoes
        if before.search(flow.views, tools.window(flow, mention.start), mention.start) or behind.match(
            flow.views, mention.end
        ):
            continue
        pinpoint, lead = provisions(flow, tools, mention)
        kind = alias.entry.citations[0].kind
        alias.entry.citations.append(Citation(mention, mention, kind=kind, pinpoint=pinpoint, lead=lead))
        touched.add(alias.short)
    for short in touched:
        found[short].entry.citations.sort(key=lambda citation: citation.mention)


def _defined(entries: Sequence[Entry], flow: Flow, tools: Parts, own_type: str | None) -> list[_Alias]:
    """The short forms that brackets directly behind citations define, in text order."""
    rule = tools.patterns["abbreviations"].rule("bracket")
    found = []
    for entry in entries:
        for citation in entry.citations:
            for end in (citation.extent.end, citation.subject_end):
                if end is None:
                    continue
                start = end + len(flow.text[end : end + 2]) - len(flow.text[end : end + 2].lstrip(" "))
                match = rule.match(flow.views, start)
                short = squeeze(flow.text[slice(*match.span("short"))]).strip(_QUOTES) if match else ""
                kind = tools.types.named(short) if short else None
                if match is None or kind is None or kind.code != citation.kind or kind.code == own_type:
                    continue
                if short[0].isupper():
                    found.append(_Alias(short, entry, NormSpan(*match.span("short"))))
                break
    return sorted(found, key=lambda alias: alias.place)
