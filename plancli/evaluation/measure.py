"""The measures: each compares one kind of item and says item by item what was right, missed or spurious."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from plancli.evaluation import alike
from plancli.evaluation.gold import all_nodes, header_values

Verdict = Literal["right", "near", "missed", "spurious"]
Item = Any


class Outcome(NamedTuple):
    """One comparison. ``near`` is right but for a slip; ``key`` names the item within its document and measure."""

    document: str
    measure: str
    key: str
    verdict: Verdict
    want: str = ""
    got: str = ""


def evaluate(name: str, gold: dict[str, Any], document: dict[str, Any]) -> list[Outcome]:
    """Compare a document (as JSON) with its annotation; only what the annotation holds is compared.

    A document that carries its source ``text`` is also measured on ``spans``: does the text read as the item says?
    """
    outcomes: list[Outcome] = []
    for key, compare in _MEASURES.items():
        if key in gold:
            outcomes.extend(compare(gold[key], document))
    if document.get("text"):
        outcomes.extend(_spans(document, document["text"], ""))
    return [outcome._replace(document=name) for outcome in outcomes]


def _spans(value: Any, source: str, where: str) -> Iterator[Outcome]:
    """Every item with a span: inside the text, and, where it has a text of its own, reading alike."""
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _spans(inner, source, f"{where}[{index}]")
    if not isinstance(value, dict):
        return
    if value.get("span"):
        start, end = value["span"]
        inside = 0 <= start < end <= len(source)
        text = None if "children" in value or "lead" in value or "serial" in value else value.get("text")
        right = inside and (text is None or _reads_alike(text, source[start:end]))
        yield _outcome("spans", where, "right" if right else "missed", text, source[start:end] if inside else "outside")
    for key, inner in value.items():
        yield from _spans(inner, source, f"{where}.{key}" if where else key)


def _reads_alike(text: str, evidence: str) -> bool:
    """Same letters and digits, or the one within the other, or nearly so (layout and repair aside)."""
    left, right = alike.letters(text), alike.letters(evidence)
    return left in right or right in left or alike.share(left, right) >= _EVIDENCE


_EVIDENCE = 0.85


def _outcome(measure: str, key: str, verdict: Verdict, want: object = "", got: object = "") -> Outcome:
    return Outcome("", measure, key, verdict, _shown(want), _shown(got))


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _value(measure: str, key: str, gold: Any, found: Any) -> Outcome:
    """A value that is there once: right, near or missed."""
    verdict: Verdict = "right" if alike.same(gold, found) else "near" if alike.near(gold, found) else "missed"
    return _outcome(measure, key, verdict, gold, found)


def _pair(
    gold: Sequence[Item], found: Sequence[Item], agree: Callable[[Item, Item], bool]
) -> tuple[list[tuple[Item, Item]], list[Item], list[Item]]:
    """One-to-one in order: pairs, gold left over, found left over. Optional gold counts neither way."""
    rest = list(found)
    pairs, missed = [], []
    for optional in (False, True):
        for want in gold:
            if _optional(want) != optional:
                continue
            index = next((index for index, got in enumerate(rest) if agree(want, got)), None)
            if index is not None:
                got = rest.pop(index)
                if not optional:
                    pairs.append((want, got))
            elif not optional:
                missed.append(want)
    return pairs, missed, rest


def _optional(item: Item) -> bool:
    return isinstance(item, dict) and bool(item.get("optional"))


def _listed(
    measure: str,
    gold: Sequence[Item],
    found: Sequence[Item],
    agree: Callable[[Item, Item], bool],
    key: Callable[[Item], str],
) -> tuple[list[tuple[Item, Item]], list[Outcome]]:
    pairs, missed, extra = _pair(gold, found, agree)
    outcomes = [_outcome(measure, key(want), "right", key(want), key(got)) for want, got in pairs]
    outcomes += [_outcome(measure, key(want), "missed", key(want)) for want in missed]
    outcomes += [_outcome(measure, key(got), "spurious", "", key(got)) for got in extra]
    return pairs, outcomes


def _header(gold: dict[str, Any], document: dict[str, Any]) -> Iterator[Outcome]:
    found = header_values(document["header"])
    for field, want in gold.items():
        if field == "number":
            agree = any(alike.number(reading) == alike.number(found[field]) for reading in alike.readings(want))
            yield _outcome("header", field, "right" if agree else "missed", want, found[field])
        else:
            yield _value("header", field, want, found.get(field))


def _signatures(gold: list[Item], document: dict[str, Any]) -> Iterator[Outcome]:
    pairs, outcomes = _listed(
        "signatures",
        gold,
        document["signatures"],
        lambda want, got: alike.near(want.get("name"), got["name"]),
        lambda item: _shown(alike.readings(item.get("name"))[0]),
    )
    yield from outcomes
    for want, got in pairs:
        key = _shown(got["name"])
        yield _value("signatures", f"{key}: position", want.get("position"), got["position"])
        codes = [authority["code"] for authority in got["authority"]]
        right = list(want.get("authority") or []) == codes
        yield _outcome("signatures", f"{key}: authority", "right" if right else "missed", want.get("authority"), codes)


def _recipients(gold: list[Item], document: dict[str, Any]) -> Iterator[Outcome]:
    names = [item["name"] for item in document["recipients"]]
    yield from _listed("recipients", gold, names, alike.near, lambda item: _shown(alike.readings(item)[0]))[1]


def _filing(gold: Any, document: dict[str, Any]) -> Iterator[Outcome]:
    yield _value("recipients", "Lưu", gold, (document["filing"] or {}).get("text"))


def _path(value: Any) -> str:
    return " ".join(str(value or "").replace("–", "-").casefold().split())


def _outline(gold: list[Item], document: dict[str, Any]) -> Iterator[Outcome]:
    def agree(want: Item, got: Item) -> bool:
        if _path(got["path"]) not in [_path(path) for path in alike.readings(want["path"])]:
            return False
        words = want.get("heading") or want.get("text") or want.get("either") or ""
        return not words or alike.opens(words, got["heading"] or got["text"])

    pairs, outcomes = _listed(
        "outline", gold, list(all_nodes(document)), agree, lambda item: _shown(alike.readings(item["path"])[0])
    )
    yield from outcomes
    for want, got in pairs:
        if want.get("either"):
            continue
        if want.get("heading"):
            yield _value("headings", got["path"], want["heading"], got["heading"])
            if want.get("text"):
                right = alike.opens(want["text"], got["text"])
                key = f"{got['path']}: text"
                yield _outcome("headings", key, "right" if right else "missed", want["text"], got["text"][:60])
        elif want.get("text"):
            verdict: Verdict = "missed" if got["heading"] else "right"
            yield _outcome("headings", got["path"], verdict, "", got["heading"])


def _references(gold: list[Item], document: dict[str, Any]) -> Iterator[Outcome]:
    numbered = [item for item in document["references"] if item["number"] and not item["same_as_header"]]
    pairs, outcomes = _listed(
        "references",
        gold,
        numbered,
        lambda want, got: alike.number(got["number"]) in [alike.number(n) for n in alike.readings(want["number"])],
        lambda item: _shown(alike.readings(item["number"])[0]),
    )
    yield from outcomes
    for want, got in pairs:
        for field in ("type", "date", "issuer"):
            if field in want:
                yield _value("reference details", f"{got['number']}: {field}", want[field], got[field])
        if "mentions" in want:
            yield from _mentions(got["number"], want["mentions"], len(got["mentions"]))


def _mentions(number: str, want: int, got: int) -> Iterator[Outcome]:
    for index in range(max(want, got)):
        verdict: Verdict = "right" if index < min(want, got) else "missed" if got < want else "spurious"
        yield _outcome("mentions", f"{number} #{index + 1}", verdict, want, got)


def _named(gold: list[Item], document: dict[str, Any]) -> Iterator[Outcome]:
    named = [item for item in document["references"] if not item["number"]]
    yield from _listed(
        "named references",
        gold,
        named,
        lambda want, got: alike.near(want["name"], got["name"]),
        lambda item: _shown(alike.readings(item["name"])[0]),
    )[1]


def _abbreviations(gold: list[Item], document: dict[str, Any]) -> Iterator[Outcome]:
    yield from _listed(
        "abbreviations",
        gold,
        document["abbreviations"],
        lambda want, got: alike.near(want["short"], got["short"]),
        lambda item: _shown(alike.readings(item["short"])[0]),
    )[1]


def _in_section(want: Item, got: Item) -> bool:
    return _path(got["section"]) in [_path(path) for path in alike.readings(want["section"])]


def _deadlines(gold: list[Item], document: dict[str, Any]) -> Iterator[Outcome]:
    def agree(want: Item, got: Item) -> bool:
        return (
            _in_section(want, got)
            and got["kind"] in alike.readings(want["kind"])
            and (want.get("start") or None) == got["start"]
            and (want.get("due") or None) == got["due"]
        )

    def key(item: Item) -> str:
        kind = alike.readings(item["kind"])[0]
        return f"{alike.readings(item['section'])[0]} {kind} {item.get('start') or ''}..{item.get('due') or ''}"

    yield from _listed("deadlines", gold, document["deadlines"], agree, key)[1]


def _tasks(gold: list[Item], document: dict[str, Any]) -> Iterator[Outcome]:
    def agree(want: Item, got: Item) -> bool:
        return _in_section(want, got) and ("row" not in want or alike.fold(want["row"]) in alike.fold(got["text"]))

    def key(item: Item) -> str:
        return _shown(alike.readings(item["section"])[0])

    pairs, outcomes = _listed("tasks", gold, document["tasks"], agree, key)
    yield from outcomes
    for want, got in pairs:
        for role in ("lead", "coordinate"):
            left, right = alike.agencies(want.get(role) or []), alike.agencies(got[role])
            near = alike.near("; ".join(sorted(left)), "; ".join(sorted(right)))
            verdict: Verdict = "right" if left == right else "near" if near else "missed"
            yield _outcome("task agencies", f"{got['section']} {role}", verdict, want.get(role), got[role])


_MEASURES: dict[str, Callable[[Any, dict[str, Any]], Iterator[Outcome]]] = {
    "header": _header,
    "signatures": _signatures,
    "recipients": _recipients,
    "filing": _filing,
    "outline": _outline,
    "references": _references,
    "named_references": _named,
    "abbreviations": _abbreviations,
    "deadlines": _deadlines,
    "tasks": _tasks,
}
