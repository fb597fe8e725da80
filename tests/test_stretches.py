"""What is passed over for its words, its line or its first word holds nothing that a rule would find."""

from __future__ import annotations

import pytest

from plancli.extract.agencies import grammar
from plancli.extract.dates_atoms import lines_of
from plancli.extract.stretches import StretchRule
from plancli.extract.tasks_fields import FieldReader
from plancli.extract.tasks_sentence import part_views
from plancli.patterns import CompiledRule, Patterns
from plancli.text import NormSpan, Views, fold_view, lower_view

PATTERNS = Patterns.builtin()
RULES = [rule for name in ("dates", "deadlines", "agencies") for rule in PATTERNS[name].rules]
LABELS = [rule for rule in PATTERNS["tasks"].rules if rule.get("kind") == "label"]


def texts(rule: CompiledRule) -> list[str]:
    return [*rule.rule.examples, *rule.rule.counter_examples]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_finds_on_stretches_what_its_expression_finds(rule: CompiledRule) -> None:
    views = Views("\n".join(texts(rule)))
    view = views.get(rule.view)
    stretches, start = [], 0
    for text in texts(rule):
        stretches.append((start, start + len(text)))
        start += len(text) + 1
    found = [match.span() for match in StretchRule(rule).finditer(views, stretches)]
    assert found == [match.span() for start, end in stretches for match in rule.pattern.finditer(view, start, end)]


def test_a_rule_is_run_on_the_stretches_alone() -> None:
    rule = StretchRule(PATTERNS["dates"].rule("year"))
    views = Views("năm 2023, năm 2024 và năm 2025")
    assert [match.group("y") for match in rule.finditer(views, [(0, 9), (21, 30)])] == ["2023", "2025"]
    assert list(rule.finditer(views, [(0, 7)])) == []
    assert list(rule.finditer(views, [])) == []


def test_lines_that_hold_offsets_are_whole_and_told_once() -> None:
    text = "một\nhai ba\n\nbốn"
    assert lines_of(text, [9, 4, 13]) == [(4, 11), (12, 15)]
    assert lines_of(text, []) == []
    assert lines_of(text, [11]) == [(11, 12)]


@pytest.mark.parametrize("rule", LABELS, ids=lambda rule: rule.name)
def test_labels_are_told_by_their_first_words(rule: CompiledRule) -> None:
    reader = FieldReader(PATTERNS)
    for example in rule.rule.examples:
        begins = rule.pattern.match(lower_view(example))
        assert begins is None or rule in reader._rules_at(Views(example), 0), example


def test_a_long_paragraph_without_a_colon_has_no_label() -> None:
    reader = FieldReader(PATTERNS)
    label = "Cơ quan chủ trì: Sở Y tế" + " và các đơn vị trực thuộc trong toàn ngành trên địa bàn" * 6
    prose = label.replace(":", "")
    assert reader.label(Views(label), NormSpan(0, len(label))) is not None
    assert reader.label(Views(prose), NormSpan(0, len(prose))) is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("I. Tổ chức thực hiện", 3, 20), ("a  b   c", 0, 8), ("HÒA BÌNH – “Đổi mới”", 0, 20), ("\tmột hai", 0, 8)],
)
def test_views_that_are_cut_out_are_the_views_of_the_part(text: str, start: int, end: int) -> None:
    part = part_views(Views(text), NormSpan(start, end))
    printed = " ".join(text[start:end].split())
    assert (part.text, part.lower, part.fold) == (printed, lower_view(printed), fold_view(printed))


def test_a_name_that_is_kept_is_given_out_anew() -> None:
    agencies = grammar(PATTERNS)
    first = agencies.split("Sở Tài chính, Sở Y tế")
    first.append("Sở Nội vụ")
    assert agencies.split("Sở Tài chính, Sở Y tế") == ["Sở Tài chính", "Sở Y tế"]
