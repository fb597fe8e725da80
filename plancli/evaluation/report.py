"""Outcomes to figures: per measure and per document, and two runs compared item by item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from plancli import __version__
from plancli.evaluation.measure import Outcome


class Figures(NamedTuple):
    """``support`` counts the gold items; ``exact`` and ``overlap`` are F1 from 0 to 1, ``None`` without any item."""

    support: int
    right: int
    near: int
    missed: int
    spurious: int

    @property
    def exact(self) -> float | None:
        """F1 where only the folded value counts."""
        return _f1(self.right, self.missed + self.near, self.spurious + self.near)

    @property
    def overlap(self) -> float | None:
        """F1 where a slip in a long text counts as right."""
        return _f1(self.right + self.near, self.missed, self.spurious)


def _f1(right: int, missed: int, spurious: int) -> float | None:
    total = 2 * right + missed + spurious
    return 2 * right / total if total else None


class Saved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A run as it is written to a file, to be a baseline later."""

    version: str
    outcomes: list[Outcome]


@dataclass(frozen=True)
class Report:
    """All outcomes of a run."""

    outcomes: Sequence[Outcome]

    def measures(self) -> dict[str, Figures]:
        """The figures by measure, in the order of first appearance."""
        return _figures((outcome.measure, outcome) for outcome in self.outcomes)

    def documents(self) -> dict[str, dict[str, Figures]]:
        """The figures by document and measure."""
        names = dict.fromkeys(outcome.document for outcome in self.outcomes)
        return {name: Report([o for o in self.outcomes if o.document == name]).measures() for name in names}

    def faults(self) -> list[Outcome]:
        """What was not right, in order."""
        return [outcome for outcome in self.outcomes if outcome.verdict != "right"]

    def to_json(self) -> str:
        """The run as JSON, for ``from_json``."""
        saved = msgspec.json.encode(Saved(version=__version__, outcomes=list(self.outcomes)))
        return msgspec.json.format(saved, indent=1).decode() + "\n"

    @classmethod
    def from_json(cls, data: str) -> Report:
        """A run that ``to_json`` wrote; raises ``msgspec.DecodeError`` for anything else."""
        return cls(msgspec.json.decode(data, type=Saved).outcomes)


def _figures(named: Iterable[tuple[str, Outcome]]) -> dict[str, Figures]:
    counts: dict[str, Counter[str]] = {}
    for name, outcome in named:
        counts.setdefault(name, Counter())[outcome.verdict] += 1
    return {
        name: Figures(
            support=count["right"] + count["near"] + count["missed"],
            right=count["right"],
            near=count["near"],
            missed=count["missed"],
            spurious=count["spurious"],
        )
        for name, count in counts.items()
    }


class Change(NamedTuple):
    """An item that two runs judge differently."""

    gained: bool
    before: str
    after: str
    outcome: Outcome


def compare_runs(old: Report, new: Report) -> list[Change]:
    """Gains and losses item by item; a spurious item that comes is a loss, one that goes a gain."""
    before, after = _by_item(old.outcomes), _by_item(new.outcomes)
    changes = []
    for item in dict.fromkeys([*before, *after]):
        was, now = before.get(item), after.get(item)
        left, right = was.verdict if was else "absent", now.verdict if now else "absent"
        if left != right:
            outcome = now or was
            assert outcome is not None
            changes.append(Change(_worth(right) > _worth(left), left, right, outcome))
    return changes


def _worth(verdict: str) -> int:
    return {"right": 3, "near": 2, "absent": 1, "missed": 0, "spurious": 0}[verdict]


def _by_item(outcomes: Sequence[Outcome]) -> dict[tuple[str, str, str, int], Outcome]:
    """Outcomes by document, measure, key and, where a key comes back, its count."""
    seen: Counter[tuple[str, str, str]] = Counter()
    found = {}
    for outcome in outcomes:
        key = (outcome.document, outcome.measure, outcome.key)
        found[*key, seen[key]] = outcome
        seen[key] += 1
    return found
