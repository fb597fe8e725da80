"""How good is the output? Comparison with gold documents, measure by measure and item by item."""

from plancli.evaluation.measure import Outcome, evaluate
from plancli.evaluation.report import Report, compare_runs

__all__ = ["Outcome", "Report", "compare_runs", "evaluate"]
