"""From the JSON of a document to rows of the tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

Row = tuple[Any, ...]
Rows = Iterator[tuple[str, Row]]


def id_of(path: bytes) -> str:
    """The key of the document with that path."""
    return hashlib.sha256(path).hexdigest()[:20]


def day(text: str | None) -> date | None:
    """A whole day; ``None`` for less precise dates, and for days that are in no calendar."""
    if text is None or len(text) != 10:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def failed_row(key: str, path: str, digest: str | None, size: int | None, code: str | None, message: str | None) -> Row:
    """The register's row of a document without an output."""
    return (key, path, "failed", None, digest, size, *[None] * 27, code, message)


def rows_of(document: dict[str, Any], key: str, duplicate_of: str | None) -> Rows:
    """A document's rows, each with the name of its table, the register's first."""
    sections = list(_sections(document, key))
    yield "documents", _register(document, key, duplicate_of, len(sections))
    yield from (("sections", row) for row in sections)
    yield from _references(document, key)
    deadlines = document["deadlines"]
    for ordinal, item in enumerate(deadlines, 1):
        row = (item["kind"], item["text"], day(item["start"]), day(item["due"]), item["recurrence"], item["condition"])
        yield "deadlines", (key, ordinal, *row, item["inferred"], *_placed(item))
    yield from _tasks(document, key)
    for ordinal, item in enumerate(document["recipients"], 1):
        yield "recipients", (key, ordinal, item["name"], item["note"], item["page"], *_span(item))
    for ordinal, item in enumerate(document["agencies"], 1):
        yield "agencies", (key, ordinal, item["name"], item["level"], item["sector"], ", ".join(item["roles"]))
    for ordinal, item in enumerate(document["diagnostics"], 1):
        yield "diagnostics", (key, ordinal, item["code"], item["severity"], item["message"], *_placed(item))


def _register(document: dict[str, Any], key: str, duplicate_of: str | None, sections: int) -> Row:
    source, header = document["source"], document["header"]
    signature = document["signatures"][0] if document["signatures"] else {}

    def of(field: str, name: str) -> Any:
        return header[field].get(name) if header.get(field) else None

    return (
        key, source["path"], "done", duplicate_of, source["sha256"], source["bytes"], source["media_type"],
        source["reader"]["name"], source["pages"],
        of("number", "text"), of("number", "serial"), of("number", "year"), of("type", "code"), of("type", "name"),
        of("issuer", "name"), of("issuer", "level"), of("issuer", "sector"), of("parent", "name"),
        of("place", "text"), day(of("date", "value")), of("date", "value"), of("subject", "text"),
        of("secrecy", "text"), of("urgency", "text"), of("circulation", "text"), of("draft", "text"),
        signature.get("name"), signature.get("position"), sections,
        len(document["references"]), len(document["deadlines"]), len(document["tasks"]),
        sum(item["severity"] != "info" for item in document["diagnostics"]), None, None,
    )  # fmt: skip


def _sections(document: dict[str, Any], key: str) -> Iterator[Row]:
    ordinal = 0
    trees = [(None, document["sections"]), *((part["label"], part["sections"]) for part in document["appendices"])]
    for label, roots in trees:
        # A stack and no recursion: a tree may be as deep as its document is long.
        waiting: list[tuple[Any, int | None, int]] = [(node, None, 1) for node in reversed(roots)]
        while waiting:
            node, parent, depth = waiting.pop()
            ordinal += 1
            yield (
                key, ordinal, parent, depth, node["path"], label, node["marker"], node["label"], node["style"],
                node["heading"], node["text"], node["page"], *_span(node),
            )  # fmt: skip
            waiting += [(child, ordinal, depth + 1) for child in reversed(node["children"])]


def _references(document: dict[str, Any], key: str) -> Rows:
    for ordinal, item in enumerate(document["references"], 1):
        mentions = item["mentions"]
        yield "references", (
            key, ordinal, item["number"], item["type"], item["name"], day(item["date"]), item["date"], item["issuer"],
            item["subject"], item["role"], item["same_as_header"], len(mentions),
            *(_placed(mentions[0]) if mentions else (None,) * 4),
        )  # fmt: skip
        for number, mention in enumerate(mentions, 1):
            pinpoint = mention["pinpoint"]
            said = json.dumps(pinpoint, ensure_ascii=False) if pinpoint else None
            yield "mentions", (key, ordinal, number, mention["text"], said, *_placed(mention))


def _tasks(document: dict[str, Any], key: str) -> Rows:
    deadlines = document["deadlines"]
    for ordinal, item in enumerate(document["tasks"], 1):
        known = [index for index in item["deadlines"] if index < len(deadlines)]
        due = [found for index in known if (found := day(deadlines[index]["due"])) is not None]
        yield "tasks", (
            key, ordinal, item["text"], "; ".join(item["lead"]), "; ".join(item["coordinate"]), item["product"],
            item["basis"], min(due, default=None), *_placed(item),
        )  # fmt: skip
        for role in ("lead", "coordinate"):
            yield from (("task_agencies", (key, ordinal, role, name)) for name in item[role])
        yield from (("task_deadlines", (key, ordinal, index + 1)) for index in known)


def _placed(item: dict[str, Any]) -> Row:
    return (item["section"], item["page"], *_span(item))


def _span(item: dict[str, Any]) -> Row:
    start, end = item["span"] or (None, None)
    return (start, end)
