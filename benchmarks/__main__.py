"""``python -m benchmarks``: how fast plancli is, beside what one would otherwise run.

All inputs are made from the samples, the same each time; sides take turns; times are of the processor, so that what
else a machine does weighs less. ``--quick`` runs everything small, to see that it runs. ``--json FILE`` writes all
figures. Peers need ``--peers FOLDER``, where each gets an environment of its own; comparisons by format need the
programs and packages that their modules name, and say so where these are missing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import batch_report, growth, peers, startup, throughput
from benchmarks.measures import ROOT, machine

_PARTS = ("startup", "throughput", "growth", "peers", "formats", "batch")
# Modules with a comparison of their own, and what makes each quick.
_FORMATS: dict[str, tuple[list[str], list[str]]] = {
    "word": ([], ["--quick"]),
    "pdf": ([], ["--quick"]),
    "ocr": ([], []),
}


def main() -> int:
    """Run the parts that are asked for; 1 where a comparison by format could not be run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "parts", nargs="*", choices=[*_PARTS, []], metavar="PART", help=f"default: all of {', '.join(_PARTS)}"
    )
    parser.add_argument("--quick", action="store_true", help="everything small: that it runs, not how fast")
    parser.add_argument("--documents", type=int, default=2000, help="of the throughput")
    parser.add_argument("--archive", type=int, default=2000, help="documents of the batch against a bare loop")
    parser.add_argument("--rounds", type=int, default=9, help="of start-up; peers run a third of them")
    parser.add_argument("--peers", type=Path, metavar="FOLDER", help="where peers' environments are, or are to be made")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    arguments = parser.parse_args()
    # What the library compiles is kept aside: no figure depends on what was run before.
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PLANCLI_CACHE_DIR"] = folder
        found = run(arguments)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if "failed" in found.get("formats", {}).values() else 0


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """The figures of each part."""
    quick = arguments.quick
    sizes = [0.02, 0.04] if quick else [0.1, 0.3, 1.0, 3.0, 10.0, 30.0]
    parts: dict[str, Callable[[], Any]] = {
        "startup": lambda: startup.run(1 if quick else arguments.rounds),
        "throughput": lambda: throughput.run(10 if quick else arguments.documents),
        "growth": lambda: growth.run(sizes, 60 if quick else 10_000, 20_000 if quick else 1_000_000),
        "formats": lambda: formats(quick),
        "batch": lambda: batch(40 if quick else arguments.archive),
    }
    if arguments.peers:
        parts["peers"] = lambda: peers.run(arguments.peers, 2 if quick else 10, 1 if quick else arguments.rounds // 3)
    found: dict[str, Any] = {"machine": machine(), "quick": quick}
    print(", ".join(f"{key}: {value}" for key, value in found["machine"].items()))
    for name in arguments.parts or _PARTS:
        if name in parts:
            found[name] = parts[name]()
        else:
            print("\npeers: left out; name a folder for their environments with --peers")
    return found


def batch(documents: int) -> dict[str, Any]:
    """A batch against a bare loop; the supervisor's memory at that size and at a twentieth of it."""
    return batch_report.run(documents, [max(documents // 20, 1), documents], sample=min(documents, 500))


def formats(quick: bool) -> dict[str, str]:
    """The comparisons by format, each in a process of its own; what they print is their result."""
    found = {}
    for name, (usual, short) in _FORMATS.items():
        print(f"\n{name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", *(short if quick else usual)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        print(done.stdout, end="", flush=True)
        if done.returncode:
            # A program or package that is not there: said, and no figure.
            print((done.stderr.strip().splitlines() or ["failed"])[-1], flush=True)
        found[name] = "failed" if done.returncode else done.stdout
    return found


if __name__ == "__main__":
    sys.exit(main())
