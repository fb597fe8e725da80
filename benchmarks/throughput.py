"""Throughput: one process, texts in memory to full JSON; and where the time goes."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

import plancli.pipeline as pipeline
from benchmarks.measures import table
from benchmarks.texts import documents
from plancli.library import parse_text
from plancli.writers.json import document_json

# A figure is taken for each so many documents; their median and spread are printed.
_GROUP = 100
_STAGES = (
    "clean", "unwrap", "split_lines", "find_regions", "compose", "place_nodes", "infer_issuer", "find_references",
    "find_abbreviations", "find_dates", "find_deadlines", "find_tasks", "assemble_sections", "directory", "review",
)  # fmt: skip


def run(count: int) -> dict[str, Any]:
    """MB/s of UTF-8, documents/s, and each stage's share."""
    texts = list(documents(count))
    size = sum(len(text.encode()) for text in texts)
    for text in texts[:5]:
        to_json(text)
    speeds = []
    begun = time.process_time()
    for start in range(0, count, _GROUP):
        group = texts[start : start + _GROUP]
        at = time.process_time()
        for text in group:
            to_json(text)
        speeds.append(sum(len(text.encode()) for text in group) / (time.process_time() - at) / 1e6)
    seconds = time.process_time() - begun
    table(
        f"Throughput, {count} documents of {size / count / 1000:.1f} kB, one process",
        ("", "median", "min", "max"),
        [
            ("MB/s of UTF-8", median(speeds), min(speeds), max(speeds)),
            ("documents/s", count / seconds, None, None),
            ("ms a document", seconds / count * 1000, None, None),
        ],
    )
    shares = stages(texts[: max(count // 10, 5)])
    table("Where the time goes, ms a document", ("", "ms", "%"), [(name, *values) for name, values in shares.items()])
    return {
        "documents": count, "bytes": size, "mb_per_second": median(speeds), "min": min(speeds), "max": max(speeds),
        "documents_per_second": count / seconds, "stages": {name: values[0] for name, values in shares.items()},
    }  # fmt: skip


def to_json(text: str) -> str:
    """The whole way, as ``plancli parse --compact`` goes it."""
    return document_json(parse_text(text), indent=False)


def stages(texts: Sequence[str]) -> dict[str, tuple[float, float]]:
    """For each stage of the pipeline, milliseconds a document and the share of the whole."""
    spent: defaultdict[str, float] = defaultdict(float)
    kept = {name: getattr(pipeline, name) for name in _STAGES if hasattr(pipeline, name)}

    def timed(name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
        def run_stage(*arguments: Any, **named: Any) -> Any:
            at = time.process_time()
            try:
                return stage(*arguments, **named)
            finally:
                spent[name] += time.process_time() - at

        return run_stage

    begun = time.process_time()
    try:
        for name, stage in kept.items():
            setattr(pipeline, name, timed(name, stage))
        for text in texts:
            to_json(text)
    finally:
        for name, stage in kept.items():
            setattr(pipeline, name, stage)
    whole = time.process_time() - begun
    rest = {"all else, JSON included": whole - sum(spent.values())}
    return {name: (used / len(texts) * 1000, 100 * used / whole) for name, used in ({**spent, **rest}).items()}
