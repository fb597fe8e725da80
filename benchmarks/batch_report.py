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

from benchmarks.batch import Measured, bare, compare, files_of, make, show_memory
from benchmarks.measures import machine
from plancli.batch.parser import parse
from plancli.batch.settings import Parsing
from plancli.readers import load

_END = "<!-- end -->"
_MARKS = ("<!-- measured -->", "<!-- reckoned from what was measured -->")
# The archive that the docs reckon with.
_DOCUMENTS, _SHARDS, _MACHINES, _CORES = 100_000_000, 1024, 64, 16


def run(documents: int, sizes: Sequence[int], jobs: Sequence[int] = (1, 2), sample: int = 500) -> dict[str, Any]:
    """The figures, as plain values; printed as they come. Without Dask its lines are left out."""
    print(f"\nbatch: {documents} short documents", flush=True)
    about = machine()
    engines = ["local", *(["dask"] if importlib.util.find_spec("distributed") else [])]
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive"
        make(archive, documents, bad=0.01, mixed=False, size="short")
        size = sum(path.stat().st_size for path in archive.rglob("*") if path.is_file())
        runs = compare(archive, None, list(jobs), ["local"], ["json", "jsonl"], sample)
        if "dask" in engines:
            runs += compare(archive, None, list(jobs), ["dask"], ["jsonl"], sample)
    memory = show_memory(list(sizes))
    whole = _whole(min(documents, 100))
    print(f"whole samples: {whole['ms']:.1f} ms of processor a document in the bare loop", flush=True)
    return {
        "machine": about,
        "documents": documents,
        "bytes_a_document": size // max(documents, 1),
        "whole": whole,
        "runs": [asdict(each) | {"beside": each.beside, "again": each.again} for each in runs],
        "faster": _faster(runs),
        "supervisor_mb": {str(size): most for size, most in memory.items()},
    }


def _whole(count: int) -> dict[str, float]:
    """What whole samples take and give: ms of processor, bytes of text and of JSON a document."""
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), count, bad=0.0, mixed=False, size="whole")
        files = files_of(Path(folder))
        bare(files[:5])
        seconds = bare(files).cpu
        output = sum(len(parse(load(path), Parsing()).text.encode()) for path in files)
        size = sum(path.stat().st_size for path in files)
    return {"ms": seconds / count * 1e3, "bytes": size / count, "output": output / count}


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
        f" {about['processor']} ({about['processors']} processors, load {about['load'] or 0:.1f} when it"
        f" began), Python {about['python']}:",
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


def reckoned(found: dict[str, Any]) -> str:
    """What a hundred million documents like the samples would take, as markdown."""
    whole, short = found["whole"], found["runs"][0]["bare"]
    hours = _DOCUMENTS * whole["ms"] / 1e3 / 3600
    shard = _DOCUMENTS / _SHARDS * whole["ms"] / 1e3 / 60 / _CORES
    worker = max(each["worker"] for each in found["runs"] if each["engine"] == "local")
    supervisor = max(found["supervisor_mb"].values())
    memory = (_CORES * worker + supervisor) / 1000
    lines = [
        f"The samples of this repository, plans of {whole['bytes'] / 1000:.0f} kB of text on average, take"
        f" {whole['ms']:.0f} ms each, the short documents of the benchmark"
        f" ({found['bytes_a_document'] / 1000:.1f} kB) {short:.0f} ms. For {_DOCUMENTS // 10**6} million documents of"
        f" {whole['ms']:.0f} ms:",
        "",
        "| | |",
        "| --- | --- |",
        f"| processor time | {hours:,.0f} core hours |",
        f"| on {_MACHINES} machines with {_CORES} cores | {hours / _MACHINES / _CORES:.1f} hours; plan for a fifth"
        " more, for what is lost and done again |",
        f"| a shard of {_SHARDS:,}, about {round(_DOCUMENTS / _SHARDS, -3):,.0f} documents | {shard:.1f} minutes with"
        f" `--jobs {_CORES}` |",
        f"| memory a machine | {_CORES} workers of {worker:.0f} MB and a supervisor of {supervisor} MB: {memory:.1f}"
        " GB; 16 to 32 GB where there are large PDF files, scans, old Word files |",
        f"| output | {whole['output'] / 1000:.0f} kB a document as JSON Lines:"
        f" {whole['output'] * _DOCUMENTS / 1e12:.1f} TB; as Parquet about a ninth of it |",
    ]
    return "\n".join(lines)


def write(page: Path, found: dict[str, Any]) -> None:
    """Put the figures into the page, between the marks that stand there for them."""
    text = page.read_text(encoding="utf-8")
    for mark, told in zip(_MARKS, (block(found), reckoned(found)), strict=True):
        before, _, rest = text.partition(mark)
        _, _, after = rest.partition(_END)
        if not after:
            raise ValueError(f"{page}: the marks are missing")
        text = f"{before}{mark}\n{told}\n{_END}{after}"
    page.write_text(text, encoding="utf-8")
