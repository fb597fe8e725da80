"""Sense: what contradicts itself, whoever wrote it and by whatever rules."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from plancli.check.context import Context
from plancli.model import Deadline, Diagnostic, Mention, Reference, Section
from plancli.outline import ordinals
from plancli.text import Views
from plancli.views.filters import day_of

_DATED = ("by", "before", "during")
# How far behind a cited number its date may stand: a line end, blanks, a comma.
_NEAR = 12


def check_sense(context: Context) -> Iterator[Diagnostic]:
    """Deadlines in the past, citations that contradict themselves, tasks without an agency, missing appendices."""
    yield from _past_deadlines(context)
    yield from _citations(context)
    yield from _orphan_tasks(context)
    yield from _missing_appendices(context)


def _past_deadlines(context: Context) -> Iterator[Diagnostic]:
    """Due before the document was issued; a year that was worked out is no evidence."""
    issued = context.document.header.date
    value = issued.value if issued else None
    first = day_of(value) if value else None
    if first is None or issued is None or issued.inferred:
        return
    for item in context.document.deadlines:
        due = day_of(item.due, end=True) if item.due and item.kind in _DATED and not item.inferred else None
        if due is not None and due < first:
            yield context.finding(
                "deadline-past",
                item.span,
                item.section,
                text=item.text,
                due=_vietnamese(item.due),
                date=_vietnamese(value),
            )


def _vietnamese(value: str | None) -> str:
    """``2023-04-30`` as 30/4/2023."""
    parts = [str(int(part)) for part in (value or "").split("-") if part.isdigit()]
    return "/".join(reversed(parts))


# --- citations ---------------------------------------------------------------------------------------------------


def _citations(context: Context) -> Iterator[Diagnostic]:
    issued = context.document.header.date
    value = issued.value if issued and not issued.inferred else None
    for reference in context.document.references:
        dated = list(_dates(context, reference))
        yield from _two_dates(context, reference, dated)
        for mention, date in dated:
            # "Same as header" is the document itself, named again in its annex.
            if value and len(value) == len(date) and date > value and not reference.same_as_header:
                yield context.finding(
                    "reference-later",
                    mention.span,
                    mention.section,
                    text=mention.text,
                    date=_vietnamese(date),
                    issued=_vietnamese(value),
                )
                break


def _dates(context: Context, reference: Reference) -> Iterator[tuple[Mention, str]]:
    """The mentions that a date follows at once, with it; only whole dates."""
    dates = context.whole_dates
    for mention in reference.mentions:
        if mention.span is None:
            continue
        end = mention.span[1]
        at = bisect_left(dates, (end, ""))
        if at < len(dates) and dates[at][0] <= end + _NEAR:
            between = Views(context.text[end : dates[at][0]])
            if context.rule("before-date").fullmatch(between):
                yield mention, dates[at][1]


def _two_dates(context: Context, reference: Reference, dated: list[tuple[Mention, str]]) -> Iterator[Diagnostic]:
    """One number with two dates of the same year, or that differ in the year alone: numbers come again every year or
    term, so that two distant dates may be two documents."""
    counts = Counter(date for _, date in dated)
    if len(counts) < 2 or reference.number is None:
        return
    usual = max(counts, key=lambda date: counts[date])
    yearly = "/20" not in reference.number and "/19" not in reference.number
    for mention, date in dated:
        if date == usual or (yearly and date[:4] != usual[:4] and date[5:] != usual[5:]):
            continue
        yield context.finding(
            "reference-dates",
            mention.span,
            mention.section,
            number=reference.number,
            date=_vietnamese(date),
            other=_vietnamese(usual),
        )
        return


# --- tasks ---------------------------------------------------------------------------------------------------------


def _orphan_tasks(context: Context) -> Iterator[Diagnostic]:
    """A task that names no agency, and a section with a time where its neighbours name agency and time."""
    for task in context.document.tasks:
        if not task.lead:
            yield context.finding("task-no-agency", task.span, task.section)
    tasks = {task.section for task in context.document.tasks}
    fields = {task.section for task in context.document.tasks if task.basis == "fields"}
    deadlines = [item for item in context.document.deadlines if item.span]
    for section in context.sections():
        children = [child for child in section.children if child.style not in ("dash", "plus", "bullet", "none")]
        if sum(child.path in fields for child in children) < 2:
            continue
        for child in children:
            if _has_task(child, tasks) or not any(_inside(item, child) for item in deadlines):
                continue
            yield context.finding("task-no-agency", _first_line(context, child), child.path)


def _has_task(section: Section, tasks: set[str]) -> bool:
    return any(path == section.path or path.startswith(f"{section.path}/") for path in tasks)


def _inside(item: Deadline, section: Section) -> bool:
    return bool(
        item.span and section.span and item.section.startswith(f"{section.path}/") and item.span[1] <= section.span[1]
    )


def _first_line(context: Context, section: Section) -> tuple[int, int] | None:
    if section.span is None:
        return None
    start, end = section.span
    stop = context.text.find("\n", start, end)
    return (start, stop if stop > start else end)


# --- appendices ------------------------------------------------------------------------------------------------------


def _missing_appendices(context: Context) -> Iterator[Diagnostic]:
    """ "Phụ lục II kèm theo" where the document has no such appendix; each label once."""
    if not context.has_end and not context.document.appendices:
        return
    labels = [context.rule("appendix-label").match(Views(part.label)) for part in context.document.appendices]
    present = {_number(label["label"]) for label in labels if label is not None}
    told: set[int | str | None] = set()
    cited = sorted(
        mention.span for item in context.document.references for mention in item.mentions if mention.span is not None
    )
    found = [(match, True) for match in context.rule("appendix-here").finditer(context.views)]
    found += [(match, False) for match in context.rule("appendix-bare").finditer(context.views)]
    for match, attached in sorted(found, key=lambda each: each[0].start()):
        span = context.source(match.start(), match.end())
        if not context.body_start <= span[0] < context.body_end:
            continue
        if not attached and _cites_before(context, cited, span[0]):
            continue
        wanted = _number(match["label"])
        if wanted in told or (
            context.document.appendices and (wanted is None or wanted in present or present <= {None})
        ):
            continue
        told.add(wanted)
        section = _section_at(context, span[0])
        path = section.path if section is not None else None
        yield context.finding("appendix-missing", _trimmed(context, span), path, text=_words(context, span))


def _cites_before(context: Context, cited: list[tuple[int, int]], offset: int) -> bool:
    """Whether the section names a document before the offset: its appendix may be meant."""
    section = _section_at(context, offset)
    start = section.span[0] if section is not None and section.span is not None else 0
    at = bisect_left(cited, (offset, 0)) - 1
    return at >= 0 and cited[at][0] >= start


def _number(label: str | None) -> int | str | None:
    """A label as a number, Roman or Arabic; letters stay."""
    if label is None:
        return None
    text = label.upper()
    return int(text) if text.isdigit() else ordinals.roman(text) or text


def _section_at(context: Context, offset: int) -> Section | None:
    """The innermost section that holds the offset."""
    found = None
    for section in context.sections():
        if section.span and section.span[0] <= offset < section.span[1]:
            found = section
    return found


def _trimmed(context: Context, span: tuple[int, int]) -> tuple[int, int]:
    """From the word Phụ lục on."""
    at = Views(context.text[span[0] : span[1]]).fold.find("phu luc")
    return (span[0] + max(at, 0), span[1])


def _words(context: Context, span: tuple[int, int]) -> str:
    start, end = _trimmed(context, span)
    return " ".join(context.text[start:end].split()).rstrip("(), ")
