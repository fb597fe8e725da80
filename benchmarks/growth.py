"""Growth: how time and memory go up with the text, and what the worst shapes cost."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from benchmarks.measures import ROOT, table

# In a process of its own, so that memory is that of the one text.
_CHILD = """
import json, resource, sys, time
sys.path.insert(0, sys.argv[1])
from benchmarks.texts import SHAPES, samples
from plancli.library import parse_text
from plancli.writers.json import document_json
text = SHAPES[sys.argv[2]](int(sys.argv[3]))
size = len(text.encode())
document_json(parse_text(samples()[-1].read_text(encoding="utf-8")), indent=False)
at = time.process_time()
document_json(parse_text(text), indent=False)
seconds = time.process_time() - at
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps({"bytes": size, "seconds": seconds, "peak": peak}))
"""


def run(sizes: list[float], count: int, line: int) -> list[dict[str, Any]]:
    """Texts of so many MB; ``count`` headings and references; a line of ``line`` characters."""
    shapes = [("plan", int(size * 1e6)) for size in sizes]
    shapes += [("headings", count), ("references", count), ("references in a sentence", count), ("one line", line)]
    found = []
    normal = 0.0
    for shape, amount in shapes:
        taken = one(shape, amount)
        taken["per_mb"] = taken["seconds"] / taken["bytes"] * 1e6
        if shape == "plan" and (not normal or taken["bytes"] <= 1.1e6):
            normal = taken["per_mb"]
        found.append(taken)
    rows = [
        (
            f"{taken['shape']}, {taken['amount']:,}",
            taken["bytes"] / 1e6,
            taken["seconds"],
            taken["per_mb"],
            taken["per_mb"] / normal,
            taken["peak"] / 1e6,
            (taken["peak"] - 100e6) / taken["bytes"],
        )
        for taken in found
    ]
    head = ("", "MB", "s", "s/MB", "× 1 MB", "peak MB", "(peak-100)/text")
    table("Growth: one text, processor time and peak memory of the process", head, rows)
    return found


def one(shape: str, amount: int) -> dict[str, Any]:
    """One text in a process of its own."""
    command = [sys.executable, "-c", _CHILD, str(ROOT), shape, str(amount)]
    done = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
    return {"shape": shape, "amount": amount, **json.loads(done.stdout)}
