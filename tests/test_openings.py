"""Which rules may match at a place, by the first word there."""

from __future__ import annotations

import pytest

from plancli.extract.citation_parts import parts
from plancli.extract.openings import Openings
from plancli.patterns import Patterns
from plancli.text import Views

_TOOLS = parts(Patterns.builtin())
_RULES = _TOOLS.behind._rules
_PLACED = [
    pytest.param(rule, views, match.start(), id=f"{rule.name}-{example}")
    for rule in _RULES
    for example in rule.rule.examples
    for views in (Views(example), Views(f"{example} của các xã"), Views(f"Nghị quyết số 12{example}"))
    if (match := rule.search(views)) is not None
]


@pytest.mark.parametrize(("rule", "views", "at"), _PLACED)
def test_a_rule_that_matches_is_named(rule: object, views: Views, at: int) -> None:
    named = _TOOLS.behind.at(views, at)
    assert {found.name for found in _RULES if found.match(views, at)} <= named
    assert named


@pytest.mark.parametrize("text", ["; và các văn bản", "!", " hoạt động", ", bảo đảm", "\ncủa các xã", ":"])
def test_what_no_rule_begins_with(text: str) -> None:
    assert not _TOOLS.behind.at(Views(text), 0)


def test_what_is_kept_of_openings_has_a_bound() -> None:
    openings = Openings(_RULES[:1])
    for number in range(5_000):
        openings.at(Views(f" phố{number}"), 0)
    assert len(openings._known) <= 2_000
