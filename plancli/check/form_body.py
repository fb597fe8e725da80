"""Form of the body: numbers of sections printed in one way, numbers of appendices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from plancli.check.context import Context
from plancli.model import Diagnostic, Section
from plancli.text import Views

_NUMBERED = ("roman", "arabic", "letter", "decimal")
_BLANKS = re.compile(r"[\s\\*_]+")


def check_body(context: Context) -> Iterator[Diagnostic]:
    """Findings in the sections and the appendices; the numbering itself is looked at by ``parse``."""
    if not context.is_scan:
        yield from _marks(context, context.document.sections)
        for section in context.sections():
            yield from _marks(context, section.children)
    yield from _appendices(context)


def _marks(context: Context, siblings: Sequence[Section]) -> Iterator[Diagnostic]:
    """``I.`` beside ``II-`` in one list: the form that most have is its own, in a draw the first one."""
    for style in _NUMBERED:
        numbered = [section for section in siblings if section.style == style and section.marker and section.label]
        forms = [_form(section) for section in numbered]
        counts = Counter(forms)
        if len(counts) < 2:
            continue
        own = max(counts, key=lambda form: (counts[form], -forms.index(form)))
        odd = [section for section, form in zip(numbered, forms, strict=True) if form != own]
        first = odd[0]
        span = (first.span[0], first.span[0] + len(first.marker or "")) if first.span else None
        model = next(section for section, form in zip(numbered, forms, strict=True) if form == own)
        yield context.finding(
            "form-numbering-mixed", span, first.path, marker=first.marker, other=model.marker, count=len(odd)
        )


def _form(section: Section) -> str:
    """The marker with its label taken out: what is printed round the number."""
    marker, label = _BLANKS.sub("", section.marker or ""), section.label or ""
    return marker.replace(label, "#", 1) if label in marker else "#"


def _appendices(context: Context) -> Iterator[Diagnostic]:
    """Two appendices or more are numbered in Roman figures (Nghị định 30/2020/NĐ-CP, Phụ lục I, III.1)."""
    if context.style not in ("state", "law"):
        return
    found = [part for part in context.document.appendices if context.rule("appendix-arabic").match(Views(part.label))]
    if len(found) >= 2 and found[0].span is not None:
        start = found[0].span[0]
        yield context.finding(
            "form-appendix-number", (start, start + len(found[0].label)), found[0].label, label=found[0].label
        )
