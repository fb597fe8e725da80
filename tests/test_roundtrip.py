"""A plan that was printed is read back: the same paths, headings and texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from plans import Plan, plans, printed, walk
from test_outline_cases import nodes_of

from plancli import parse_text
from plancli.text import squeeze

Row = tuple[str, str | None, str]


def expected(plan: Plan) -> list[Row]:
    return [(section.path, section.heading, " ".join(section.text)) for section in walk(plan.roots)]


def found(text: str) -> list[Row]:
    return [(node.path, node.heading, squeeze(node.text)) for node in nodes_of(parse_text(text))]


@settings(max_examples=40, deadline=None)
@given(plans())
def test_a_paragraph_a_line(plan: Plan) -> None:
    assert found(printed(plan)) == expected(plan)


@settings(max_examples=25, deadline=None)
@given(plans())
def test_wrapped_and_spread(plan: Plan) -> None:
    assert found(printed(plan, width=78, spread=True)) == expected(plan)


@settings(max_examples=20, deadline=None)
@given(plans())
def test_wrapped_close(plan: Plan) -> None:
    assert found(printed(plan, width=64)) == expected(plan)


@settings(max_examples=20, deadline=None)
@given(plans())
def test_a_tidy_plan_has_no_complaint_about_its_outline(plan: Plan) -> None:
    codes = {item.code for item in parse_text(printed(plan)).diagnostics}
    assert not codes & {"outline-gap", "outline-duplicate", "outline-restart"}


@pytest.mark.parametrize("count", [1, 4])
def test_time_grows_with_the_text_only(count: int) -> None:
    """Many sections are all found; the decoder keeps no more than a few readings alive."""
    line = "{}. Rà soát kế hoạch trên địa bàn xã, bảo đảm thiết thực, hiệu quả."
    text = "KẾ HOẠCH\nThực hiện\n\n" + "\n".join(line.format(n + 1) for n in range(100 * count))
    assert len(nodes_of(parse_text(text))) == 100 * count
