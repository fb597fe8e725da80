"""The rows of each table, from one document: every column of ``plancli.views.columns`` is filled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from plancli.views.columns import Cell, Name, Row
from plancli.views.sentences import Places
from plancli.views.sources import source_name

if TYPE_CHECKING:
    from plancli.model import Deadline, Document, Section, Span, Task

# Nghị định 30/2020/NĐ-CP, Phụ lục II, V.7.
_UNITS = ("điểm", "khoản", "điều", "tiểu mục", "mục", "chương", "phần")


def rows(name: Name, document: Document) -> Iterator[Row]:
    """The table's rows in the document's order; ``no`` counts from 1 in each document."""
    makers: dict[Name, Callable[[Document], Iterator[dict[str, Cell]]]] = {
        "outline": _outline,
        "refs": _refs,
        "tasks": _tasks,
        "deadlines": _deadlines,
    }
    about = _about(document)
    for number, row in enumerate(makers[name](document), 1):
        yield {**about, "no": number, **row}


def document_label(document: Document) -> str:
    """How a table names the document: by its number, and where that is lost or blank, by its file."""
    number = document.header.number
    return number.text if number is not None and number.serial else source_name(document)


def tasks_of(document: Document) -> dict[int, list[Task]]:
    """The tasks that each deadline belongs to, by the deadline's index."""
    found: dict[int, list[Task]] = {}
    for task in document.tasks:
        for index in task.deadlines:
            found.setdefault(index, []).append(task)
    return found


def _about(document: Document) -> dict[str, Cell]:
    header = document.header
    return {
        "document": document_label(document),
        "issuer": header.issuer.name if header.issuer else None,
        "issued": header.date.value if header.date else None,
        "subject": header.subject.text if header.subject else None,
        "file": source_name(document),
        "path": document.source.path,
    }


def _outline(document: Document) -> Iterator[dict[str, Cell]]:
    yield from _section_rows(document.sections, 1)
    for part in document.appendices:
        yield {
            "section": part.label,
            "level": 1,
            "marker": part.label,
            "style": "appendix",
            "heading": part.title,
            "text": part.text or None,
            "page": part.page,
            **_span(part.span),
        }
        yield from _section_rows(part.sections, 2)


def _section_rows(sections: Sequence[Section], level: int) -> Iterator[dict[str, Cell]]:
    stack = [(level, section) for section in reversed(sections)]
    while stack:
        depth, section = stack.pop()
        yield {
            "section": section.path,
            "level": depth,
            "marker": section.marker,
            "style": section.style,
            "heading": section.heading,
            "text": section.text or None,
            "page": section.page,
            **_span(section.span),
        }
        stack.extend((depth + 1, child) for child in reversed(section.children))


def _refs(document: Document) -> Iterator[dict[str, Cell]]:
    for item in document.references:
        pinpoints = [_pinpoint(mention.pinpoint) for mention in item.mentions if mention.pinpoint]
        yield {
            "number": item.number,
            "type": item.type,
            "name": item.name,
            "date": item.date,
            "cited_issuer": item.issuer,
            "cited_subject": item.subject,
            "role": item.role,
            "mentions": len(item.mentions),
            "sections": list(dict.fromkeys(mention.section for mention in item.mentions)),
            "pinpoints": list(dict.fromkeys(pinpoints)),
            "pages": list(dict.fromkeys(str(mention.page) for mention in item.mentions if mention.page is not None)),
        }


def _pinpoint(units: Mapping[str, str]) -> str:
    """ "điểm a khoản 2 điều 5": the smallest unit first, as citations name them."""
    order = sorted(units, key=lambda unit: _UNITS.index(unit) if unit in _UNITS else len(_UNITS))
    return " ".join(f"{unit} {units[unit]}" for unit in order)


def _tasks(document: Document) -> Iterator[dict[str, Cell]]:
    places = Places(document)
    for task in document.tasks:
        deadlines = [document.deadlines[index] for index in task.deadlines if index < len(document.deadlines)]
        yield {
            "section": task.section,
            "heading": places.heading(task.section),
            "text": task.text,
            "lead": list(task.lead),
            "coordinate": list(task.coordinate),
            **_time(deadlines),
            "product": task.product,
            "basis": task.basis,
            "page": task.page,
            **_span(task.span),
        }


def _deadlines(document: Document) -> Iterator[dict[str, Cell]]:
    places, tasks = Places(document), tasks_of(document)
    for index, deadline in enumerate(document.deadlines):
        of = tasks.get(index, ())
        sentence = places.sentence(index)
        yield {
            "section": deadline.section,
            **_time([deadline]),
            "lead": list(dict.fromkeys(name for task in of for name in task.lead)),
            "coordinate": list(dict.fromkeys(name for task in of for name in task.coordinate)),
            "what": of[0].text if of else sentence,
            "sentence": sentence,
            "inferred": "x" if deadline.inferred else None,
            "page": deadline.page,
            **_span(deadline.span),
        }


def _time(deadlines: Sequence[Deadline]) -> dict[str, Cell]:
    """The deadlines of one row. ``start`` and ``due`` are those of the one that ends first, if any is dated."""
    dated = sorted((item for item in deadlines if item.due or item.start), key=lambda item: item.due or "9")
    first = dated[0] if dated else None
    return {
        "deadline": [item.text for item in deadlines],
        "kind": [str(item.kind) for item in deadlines],
        "start": first.start if first else None,
        "due": first.due if first else None,
        "recurrence": next((item.recurrence for item in deadlines if item.recurrence), None),
        "condition": next((item.condition for item in deadlines if item.condition), None),
        "late": None,
    }


def _span(span: Span | None) -> dict[str, Cell]:
    return {"start_offset": span[0] if span else None, "end_offset": span[1] if span else None}
