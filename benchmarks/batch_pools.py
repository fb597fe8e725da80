"""The same files through plancli's own supervisor and through pebble; one of them crashes, one hangs.

``python -m benchmarks.batch_pools DIR`` prints documents a second, processor time, the memory of the parent, and what
each makes of the two. pebble must be installed; ``python -m benchmarks.batch make`` makes an archive.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import shutil
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from benchmarks.batch import Clock, Memory, Quiet, files_of
from plancli.batch.parser import Parsed, parse, warm
from plancli.batch.run import run
from plancli.batch.settings import Limits, Parsing, Settings
from plancli.errors import ReadError
from plancli.readers import RawFile, load


def harmful(raw: RawFile, parsing: Parsing) -> Parsed:
    """As plancli, but two names of files do harm."""
    if raw.path and raw.path.endswith("crash.txt"):
        ctypes.string_at(8)
    if raw.path and raw.path.endswith("hang.txt"):
        time.sleep(1000)
    return parse(raw, parsing)


def one_file(path: str, out: str) -> None:
    """What a worker of ours does with a file, as a function for another pool."""
    try:
        text = harmful(load(path), Parsing()).text
    except ReadError:
        return
    aside = Path(f"{out}.part")
    with aside.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(out)


def through_pebble(files: list[Path], out: Path, jobs: int, timeout: float) -> dict[str, int]:
    """All files through pebble; what became of them."""
    from concurrent.futures import TimeoutError as LateError
    from importlib import import_module
    from multiprocessing import get_context

    pebble = import_module("pebble")
    out.mkdir()
    fates: dict[str, int] = {}
    warm(Parsing())
    with pebble.ProcessPool(max_workers=jobs, context=get_context("fork")) as pool:
        futures = [
            pool.schedule(one_file, args=[str(path), f"{out}/{number}"], timeout=timeout)
            for number, path in enumerate(files)
        ]
        for future in futures:
            try:
                future.result()
                fate = "done"
            except LateError:
                fate = "timeout"
            except pebble.ProcessExpired:
                fate = "crashed"
            fates[fate] = fates.get(fate, 0) + 1
    return fates


def pools(folder: Path, limit: int, jobs: int) -> None:
    """Ours and pebble on the same files, with a file that crashes and one that hangs among them."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        source = Path(name) / "in"
        source.mkdir()
        for number, path in enumerate(islice(files_of(folder), limit)):
            shutil.copy(path, source / f"{number:06}{path.suffix}")
        (source / "000100 crash.txt").write_text("x")
        (source / "000200 hang.txt").write_text("y")
        listed = files_of(source)
        with Memory() as memory:
            clock = Clock()
            fates = through_pebble(listed, Path(name) / "pebble", jobs, 5.0)
            clock.stop()
        tell("pebble", len(listed), clock, memory, fates)
        parsing = Parsing(parser="batch_pools:harmful")
        settings = Settings(f"{name}/ours", (str(source),), jobs=jobs, parsing=parsing, limits=Limits(timeout=5.0))
        with Memory() as memory:
            clock = Clock()
            summary = run(settings, Quiet())
            clock.stop()
        tell("plancli", len(listed), clock, memory, {"done": summary.done} | summary.reasons)


def tell(name: str, count: int, clock: Clock, memory: Memory, fates: dict[str, int]) -> None:
    """A pool's line."""
    print(f"{name:8} {count / clock.wall:7.1f} a second, {clock.cpu:6.1f} s of processor, parent {memory.own:.0f} MB")
    print(f"{'':8} {fates}", flush=True)


def main() -> int:
    """Run both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    pools(asked.folder, asked.limit, asked.jobs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
