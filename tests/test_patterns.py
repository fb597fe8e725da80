"""The dialect of pattern files, the proof both ways, and clear words for a bad file."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex

from plancli.errors import PatternError
from plancli.patterns import Patterns, builtin_directory
from plancli.rule_dialect import expand, relax
from plancli.text import Views

HEAD = 'title = "Trial"\n'


def write(directory: Path, name: str, text: str) -> None:
    (directory / f"{name}.toml").write_text(HEAD + text, encoding="utf-8")


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    return tmp_path


# --- the built-in files ------------------------------------------------------------------------------------


def test_every_built_in_rule_is_proved_both_ways() -> None:
    assert Patterns.builtin().check() == []


@pytest.mark.parametrize("name", Patterns.builtin().names())
def test_every_built_in_file_says_what_it_is(name: str) -> None:
    file = Patterns.builtin()[name]
    assert file.title
    assert file.rules or file.entries or file.settings


@pytest.mark.parametrize("name", Patterns.builtin().names())
def test_guards_are_folded_and_let_the_examples_through(name: str) -> None:
    for rule in Patterns.builtin()[name].rules:
        for literal in rule.rule.guard:
            assert Views(literal).fold == literal, f"{rule.name}: a guard is matched on the folded text"
        for example in rule.rule.examples:
            assert rule.search(Views(example)), f"{rule.name}: {example}"


def test_builtin_is_loaded_once() -> None:
    assert Patterns.builtin() is Patterns.builtin()
    assert Patterns().digest == Patterns.builtin().digest


# --- the dialect -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "matches", "fails"),
    [
        ("kế hoạch", ["kế hoạch", "kế   hoạch", "kế\thoạch", "kế\u00a0hoạch"], ["kếhoạch", "kế\nhoạch"]),
        ("số~:", ["số:", "số  :"], ["số\n:"]),
        (r"[ ~]x", [" x", "~x"], ["  y"]),
        (r"a\ b", ["a b"], ["a  b"]),
        (r"a\~b", ["a~b"], ["a b"]),
    ],
)
def test_relax(source: str, matches: list[str], fails: list[str]) -> None:
    pattern = regex.compile(relax(source), regex.VERSION1)
    assert all(pattern.search(text) for text in matches)
    assert not any(pattern.search(text) for text in fails)


def test_macros_are_groups_and_may_nest() -> None:
    assert expand("{b}{2}x", {"a": "p|q", "b": "{a}"}) == "(?:(?:p|q)){2}x"


def test_quantifiers_are_no_macros() -> None:
    assert expand(r"\d{1,3}", {}) == r"\d{1,3}"


@pytest.mark.parametrize(
    ("source", "macros", "message"),
    [("{nothing}", {}, "no macro 'nothing'"), ("{a}", {"a": "{a}"}, "nest too deep")],
)
def test_bad_macros(source: str, macros: dict[str, str], message: str) -> None:
    with pytest.raises(PatternError, match=message):
        expand(source, macros)


# --- loading and overlay -----------------------------------------------------------------------------------


def test_data_of_rules_entries_and_settings(overlay: Path) -> None:
    write(
        overlay,
        "trial",
        """
[settings]
limit = 3
[[rule]]
name = "one"
regex = 'mục {roman}'
examples = ["Mục II"]
kind = "section"
[[entry]]
word = "xã"
""",
    )
    file = Patterns(overlay)["trial"]
    rule = file.rule("one")
    assert rule.get("kind") == "section"
    assert rule.get("absent", 7) == 7
    assert file.settings == {"limit": 3}
    assert list(file.entries) == [{"word": "xã"}]
    views = Views("Theo Mục IV")
    match = rule.search(views)
    assert match is not None
    assert views.text[match.start() : match.end()] == "Mục IV"
    assert rule.match(views, 5) is not None
    assert rule.match(views, 0) is None
    assert rule.fullmatch(views, 5) is not None
    assert rule.fullmatch(views, 5, 10) is not None
    assert [found.start() for found in rule.finditer(views)] == [5]


def test_a_guard_rules_out(overlay: Path) -> None:
    write(overlay, "trial", "[[rule]]\nname='g'\nregex='x'\nguard=['ke hoach']\nexamples=['kế hoạch x']\n")
    rule = Patterns(overlay)["trial"].rule("g")
    assert rule.search(Views("KẾ HOẠCH X"))
    assert rule.search(Views("x")) is None
    assert list(rule.finditer(Views("x"))) == []


def test_an_overlay_replaces_adds_and_keeps(tmp_path: Path) -> None:
    first = Patterns()
    name = next(name for name in first.names() if first[name].rules)
    old = first[name].rules[0].name
    write(
        tmp_path,
        name,
        f"[[rule]]\nname='{old}'\nregex='thay thế'\nexamples=['thay thế']\n"
        "[[rule]]\nname='added-here'\nregex='thêm'\nexamples=['thêm']\n",
    )
    second = Patterns(tmp_path)
    assert second[name].rule(old).search(Views("thay thế"))
    assert second[name].rule("added-here").search(Views("thêm"))
    assert len(second[name].rules) == len(first[name].rules) + 1
    assert second.digest != first.digest


def test_a_table_is_derived_once(overlay: Path) -> None:
    patterns = Patterns(overlay)
    built: list[int] = []

    def build(_: Patterns) -> list[int]:
        built.append(1)
        return built

    assert patterns.derive("t", build) is patterns.derive("t", build)
    assert built == [1]


# --- proof -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("[[rule]]\nname='r'\nregex='abc'\nexamples=['xyz']\n", "does not match its example 'xyz'"),
        (
            "[[rule]]\nname='r'\nregex='a'\nexamples=['a']\ncounter_examples=['bad']\n",
            "matches its counter-example 'bad': 'a'",
        ),
        (
            "exclusive=true\n[[rule]]\nname='r'\nregex='ab'\nexamples=['abc']\n"
            "[[rule]]\nname='s'\nregex='abc'\nexamples=['abc']\n",
            "'s' claims its example 'abc'",
        ),
        ("[[rule]]\nname='r'\nregex='('\nexamples=['a']\n", "rule 'r': missing \\)"),
    ],
)
def test_the_proof_finds(overlay: Path, body: str, message: str) -> None:
    write(overlay, "trial", body)
    problems = [problem for problem in Patterns(overlay).check() if problem.file == "trial"]
    assert len(problems) == 1
    assert regex.search(message, problems[0].message)


# --- bad files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("[[rule]\n", "trial.toml"),
        ("colour = 1\n", "colour"),
        ("[[rule]]\nname='r'\nregex='a'\n", "examples"),
        ("[[rule]]\nname='r'\nregex='a'\nexamples=[]\n", "examples"),
        ("[[rule]]\nname='r'\nregex='a'\nexamples=['a']\nview='upper'\n", "view"),
        ("[[rule]]\nname='r'\nregex='{gone}'\nexamples=['a']\n", "no macro 'gone'"),
        (
            "[[rule]]\nname='r'\nregex='a'\nexamples=['a']\n[[rule]]\nname='r'\nregex='b'\nexamples=['b']\n",
            "two rules are named 'r'",
        ),
    ],
)
def test_a_bad_file_is_named_with_its_fault(overlay: Path, body: str, message: str) -> None:
    write(overlay, "trial", body)
    with pytest.raises(PatternError, match=message):
        Patterns(overlay)["trial"]


def test_bytes_that_are_no_text(overlay: Path) -> None:
    (overlay / "trial.toml").write_bytes(b"title = '\xff'")
    with pytest.raises(PatternError, match=r"trial\.toml"):
        Patterns(overlay)["trial"]


def test_unknown_names() -> None:
    with pytest.raises(PatternError, match="no pattern file 'absent'"):
        Patterns.builtin()["absent"]
    with pytest.raises(PatternError, match="no rule 'absent'"):
        Patterns.builtin()["diagnostics"].rule("absent")


def test_the_directory_is_found() -> None:
    assert (builtin_directory() / "macros.toml").is_file()
