"""Right or silent: how many of the values that are printed are wrong, and say nothing of it.

A value that is missing costs a look into the document; a wrong one that nobody doubts does harm. Counted are header
values, numbers of cited documents, and dates of deadlines; a value is *told* where a diagnostic stands on its
evidence, or where it says itself that it was inferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from plancli.evaluation import alike
from plancli.evaluation.gold import header_values

Span = tuple[int, int]


class Value(NamedTuple):
    """A value that was printed: of which kind, whether it is wrong, and whether that is told."""

    kind: str
    wrong: bool
    told: bool
    printed: str


class Share(NamedTuple):
    """How many values of a kind were printed, how many are wrong, and how many of these tell nothing."""

    printed: int
    wrong: int
    silent: int

    @property
    def rate(self) -> float:
        """The share of values that are wrong without a word."""
        return self.silent / self.printed if self.printed else 0.0


def shares(values: Iterable[Value]) -> dict[str, Share]:
    """The counts by kind."""
    counted: dict[str, Share] = {}
    for value in values:
        old = counted.get(value.kind, Share(0, 0, 0))
        silent = value.wrong and not value.told
        counted[value.kind] = Share(old.printed + 1, old.wrong + value.wrong, old.silent + silent)
    return counted


def printed_values(gold: dict[str, Any], document: dict[str, Any]) -> Iterator[Value]:
    """The values of a document (as JSON) that its annotation can judge."""
    doubts = [tuple(item["span"]) for item in document["diagnostics"] if item["span"]]
    if "header" in gold:
        yield from _header(gold["header"], document, doubts)
    if "references" in gold:
        yield from _references(gold["references"], document, doubts)
    if "deadlines" in gold:
        yield from _dates(gold["deadlines"], document, doubts)


def _header(gold: dict[str, Any], document: dict[str, Any], doubts: list[Span]) -> Iterator[Value]:
    found = header_values(document["header"])
    for field, want in gold.items():
        got = found.get(field)
        if got is None:
            continue
        if field == "number":
            right = any(alike.number(reading) == alike.number(got) for reading in alike.readings(want))
        else:
            right = alike.same(want, got) or alike.near(want, got)
        item = document["header"][field]
        told = bool(item.get("inferred")) or _doubted([item["span"]], doubts)
        yield Value("header", not right, told, f"{field}: {got}")


def _references(gold: list[Any], document: dict[str, Any], doubts: list[Span]) -> Iterator[Value]:
    known = {alike.number(reading) for item in gold for reading in alike.readings(item.get("number"))}
    known |= {alike.number(document["header"]["number"]["text"])} if document["header"]["number"] else set()
    for item in document["references"]:
        if item["number"] and not item["same_as_header"]:
            right = alike.number(item["number"]) in known
            told = _doubted([mention["span"] for mention in item["mentions"]], doubts)
            yield Value("references", not right, told, item["number"])


def _dates(gold: list[Any], document: dict[str, Any], doubts: list[Span]) -> Iterator[Value]:
    known = {
        str(reading)
        for item in gold
        for key in ("start", "due")
        for reading in alike.readings(item.get(key))
        if reading
    }
    for item in document["deadlines"]:
        values = [value for value in (item["start"], item["due"]) if value]
        if values:
            wrong = any(value not in known for value in values)
            yield Value("dates", wrong, item["inferred"] or _doubted([item["span"]], doubts), item["text"])


def _doubted(spans: Iterable[Span | None], doubts: list[Span]) -> bool:
    """Does a diagnostic stand on one of the spans?"""
    return any(span and start < span[1] and span[0] < end for span in spans for start, end in doubts)
