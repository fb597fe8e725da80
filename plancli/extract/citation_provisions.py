"""The provision of a document that a citation points at."""

from __future__ import annotations

from plancli.extract.citation_parts import Parts
from plancli.text import Flow, NormSpan, squeeze

# Units of a document, from the smallest.
_UNITS = ("tiết", "điểm", "khoản", "điều", "tiểu mục", "mục", "chương", "phần")


def provisions(flow: Flow, tools: Parts, mention: NormSpan) -> tuple[dict[str, str] | None, int]:
    """The provision that the citation points at ("khoản 2 Điều 5 Nghị định …"), ``None`` when it names the whole;
    and where the citation begins with it."""
    rules = tools.patterns["references"]
    found = rules.rule("provisions").search(flow.views, tools.window(flow, mention.start), mention.start)
    if found is None and "provisions_after" in tools.behind.at(flow.views, mention.end):
        found = rules.rule("provisions_after").match(flow.views, mention.end)
    if found is None:
        return None, mention.start
    items = [
        (item.group("unit"), squeeze(flow.text[slice(*item.span("labels"))].replace(" và ", ", ")))
        for item in rules.rule("provision").finditer(flow.views, *found.span("chain"))
    ]
    return _pinpoint(items) or None, min(found.start(), mention.start)


def _pinpoint(items: list[tuple[str, str]]) -> dict[str, str]:
    """The first provision of a list: "khoản 2 Điều 5 và điểm b khoản 1 Điều 7" → khoản 2 Điều 5; of one unit, all."""
    if len({unit for unit, _ in items}) == 1:
        return {items[0][0]: ", ".join(labels for _, labels in items)}
    pinpoint: dict[str, str] = {}
    direction = 0
    for (before, _), (unit, labels) in zip([("", ""), *items], items, strict=False):
        step = _UNITS.index(unit) - _UNITS.index(before) if before else 0
        if unit in pinpoint or step * direction < 0:
            break
        direction = direction or step
        pinpoint[unit] = labels
    return pinpoint
