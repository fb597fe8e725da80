"""Batches against a bare loop, all of it: speed by jobs and engine, what stands beside the parsing, memory, going on.

The figures are given to ``python -m benchmarks``, and as the block of ``docs/batch.md`` that tells them
(``python -m benchmarks.batch all --write``).
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.batch import Measured, compare, make, show_memory
from benchmarks.measures import machine

_BEGIN, _END = "<!-- measured: python -m benchmarks.batch all --write -->", "<!-- end -->"


def run(documents: int, sizes: Sequence[int], jobs: Sequence[int] = (1, 2), sample: int = 500) -> dict[str, Any]:
    """The figures, as plain values; printed as they come. Without Dask its lines are left out."""
    print(f"\nbatch: {documents} short documents", flush=True)
    engines = ["local", *(["dask"] if importlib.util.find_spec("distributed") else [])]
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive"
        make(archive, documents, bad=0.01, mixed=False, size="short")
        size = sum(path.stat().st_size for path in archive.rglob("*") if path.is_file())
        runs = compare(archive, None, list(jobs), ["local"], ["json", "jsonl"], sample)
        if "dask" in engines:
            runs += compare(archive, None, list(jobs), ["dask"], ["jsonl"], sample)
    memory = show_memory(list(sizes))
    return {
        "machine": machine(),
        "documents": documents,
        "bytes_a_document": size // max(documents, 1),
        "runs": [asdict(each) | {"beside": each.beside, "again": each.again} for each in runs],
        "faster": _faster(runs),
        "supervisor_mb": {str(size): most for size, most in memory.items()},
    }


def _faster(runs: Sequence[Measured]) -> list[dict[str, Any]]:
    """How many times as fast the most jobs are as the fewest, by engine and format."""
    found = []
    for engine, form in dict.fromkeys((each.engine, each.format) for each in runs):
        group = [each for each in runs if (each.engine, each.format) == (engine, form)]
        if len(group) > 1:
            first, last = group[0], group[-1]
            times = last.a_second / first.a_second
            found.append({"engine": engine, "format": form, "from": first.jobs, "to": last.jobs, "times": times})
    return found


def block(found: dict[str, Any]) -> str:
    """The figures as markdown."""
    about = found["machine"]
    lines = [
        f"{found['documents']:,} text documents of {found['bytes_a_document'] / 1000:.1f} kB, one in a hundred bad, on"
        f" {about['processor']} ({about['processors']} processors), Python {about['python']}:",
        "",
        "| engine | format | jobs | documents a second | ms of processor a document: bare loop, run | beside"
        " the parsing | MB a worker | a second run |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {each['engine']} | {each['format']} | {each['jobs']} | {each['a_second']:.1f} | {each['bare']:.1f},"
        f" {each['cpu']:.1f} | {each['beside']:.1%} | {each['worker']:.0f} |"
        f" {each['again_s']:.1f} s ({each['again']:.1%}) |"
        for each in found["runs"]
    ]
    speeds = [
        f"{each['times']:.2f} times with {each['to']} jobs for {each['from']} ({each['engine']}, {each['format']})"
        for each in found["faster"]
    ]
    memory = [f"{most} MB with {int(size):,}" for size, most in found["supervisor_mb"].items()]
    lines += ["", f"As fast: {'; '.join(speeds)}. The supervising process, with tiny files: {', '.join(memory)}."]
    return "\n".join(lines)


def write(page: Path, found: dict[str, Any]) -> None:
    """Put the figures into the page, between the marks that stand there for them."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    if not after:
        raise ValueError(f"{page}: the marks are missing")
    page.write_text(f"{before}{_BEGIN}\n{block(found)}\n{_END}{after}", encoding="utf-8")
