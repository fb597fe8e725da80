"""How much damage the output bears: the measures against the share of damaged characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from msgspec import to_builtins

from plancli.evaluation.gold import GoldDocument
from plancli.evaluation.measure import Outcome, evaluate
from plancli.evaluation.noise import damaged
from plancli.evaluation.report import Report
from plancli.evaluation.silence import Share, Value, printed_values, shares
from plancli.library import parse_text
from plancli.patterns import Patterns
from plancli.readers import load, read

RATES = (0.0, 0.005, 0.01, 0.02, 0.05, 0.1)
SEEDS = 5


@dataclass(frozen=True)
class Point:
    """The report at one share of damaged characters, over all documents and seeds."""

    model: str
    rate: float
    report: Report
    values: tuple[Value, ...] = ()

    @property
    def figures(self) -> dict[str, float]:
        """F1 by measure, slips allowed: the gold tells what the undamaged text says."""
        measured = {name: figures.overlap for name, figures in self.report.measures().items()}
        return {name: value for name, value in measured.items() if value is not None}

    @property
    def silent(self) -> dict[str, Share]:
        """Values that are wrong without a word, by kind: header, references, dates."""
        return shares(self.values)


def curve(
    golds: Iterable[GoldDocument],
    model: str,
    rates: Sequence[float] = RATES,
    seeds: int = SEEDS,
    patterns: Patterns | None = None,
) -> Iterator[Point]:
    """The points of a model's curve, in the order of ``rates``; ``golds`` must be plain text or markdown.

    Raises ``ReadError`` for a document that cannot be read, ``KeyError`` for a model that is not known.
    """
    texts = [(gold, read(load(gold.path)).text) for gold in golds]
    for rate in rates:
        outcomes: list[Outcome] = []
        values: list[Value] = []
        for gold, text in texts:
            # Without damage every seed gives the same text.
            for seed, worse in enumerate(damaged(text, model, rate, seeds if rate else 1)):
                document = to_builtins(parse_text(worse, name=gold.name, patterns=patterns))
                outcomes += evaluate(f"{gold.name}#{seed}", gold.annotation, document)
                values += printed_values(gold.annotation, document)
        yield Point(model, rate, Report(outcomes), tuple(values))
