"""Archives: how fast, at what cost beside the parsing, and in how much memory.

``python -m benchmarks.batch make 20000 DIR`` makes an archive: renderings of the samples with variations, a share of
bad files. ``… run DIR`` does it by a bare loop (read, parse, JSON; the first documents only) and by
``plancli batch`` with each number of jobs and each engine named, and prints documents a second, what is spent beside
the parsing, memory, and how long a second run takes. ``… memory`` shows the memory of the supervising process at two
sizes of archive. ``… all --documents 20000 --write`` makes an archive, measures all of this and writes it into
``docs/batch.md``. ``python -m benchmarks.batch_pools`` has the same work done by another pool.

Times are of the wall, and of processors over all processes: on a machine that has other work to do only the latter mean
something.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from plancli.batch.messages import Job, Result
from plancli.batch.parser import parse, warm
from plancli.batch.run import Engine, run
from plancli.batch.settings import Parsing, Settings
from plancli.errors import ReadError
from plancli.readers import load

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent / "samples"
_FOLDER = 500


# --- the archive -------------------------------------------------------------------------------------------


def make(folder: Path, count: int, *, bad: float, mixed: bool, size: str, seed: int = 1) -> None:
    """So many documents, of which a share is bad; the same for the same arguments.

    ``size``: ``whole`` samples, ``short`` ones (head, some paragraphs, end: about 3 kB), or ``tiny`` (some words).
    """
    chance = random.Random(seed)
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.[mt][dx]*"))]
    for number in range(count):
        place = folder / f"{number // _FOLDER:04}"
        place.mkdir(parents=True, exist_ok=True)
        if chance.random() < bad:
            junk = chance.choice((b"", b"%PDF-1.7\nbroken", b"PK\x03\x04 broken", chance.randbytes(2000)))
            (place / f"{number:06}.bin").write_bytes(junk + (str(number).encode() if junk else b""))
            continue
        text = _varied(chance.choice(texts), number, size, chance)
        if mixed and number % 4 == 1:
            body = "".join(f"<p>{line}</p>\n" for line in text.splitlines() if line.strip())
            data = f"<!DOCTYPE html><html><meta charset='utf-8'><body>{body}</body></html>".encode()
            (place / f"{number:06}.html").write_bytes(data)
        elif mixed and number % 4 == 2:
            _docx(place / f"{number:06}.docx", text)
        else:
            (place / f"{number:06}.txt").write_text(text, encoding="utf-8")


def _varied(text: str, number: int, size: str, chance: random.Random) -> str:
    """A text of its own: another number, another day, other paragraphs."""
    if size == "tiny":
        return f"KẾ HOẠCH\nviệc thứ {number}\n\n1. Xong trước ngày {number % 28 + 1}/5/2024.\n"
    lines = text.splitlines()
    if size == "short":
        start = chance.randrange(20, max(21, len(lines) - 40))
        lines = lines[:14] + lines[start : start + 14] + lines[-14:]
    else:
        # One paragraph in twenty is left out.
        lines = [line for line in lines if chance.random() > 0.05]
    return "\n".join(lines).replace("27-NQ/TW", f"{number % 97 + 1}-NQ/TW") + f"\nBản số {number}\n"


def _docx(path: Path, text: str) -> None:
    """The least that is a Word document."""
    space = "http://schemas.openxmlformats.org"
    word = f"{space}/wordprocessingml/2006/main"
    types = (
        f'<Types xmlns="{space}/package/2006/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        f'<Relationships xmlns="{space}/package/2006/relationships"><Relationship Id="r1" Target="word/document.xml"'
        f' Type="{space}/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    )
    lines = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.splitlines())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr("_rels/.rels", relations)
        package.writestr("word/document.xml", f'<w:document xmlns:w="{word}"><w:body>{lines}</w:body></w:document>')


# --- measuring ---------------------------------------------------------------------------------------------


class Clock:
    """Wall time and processor time, of this process and all that it has waited for."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), _cpu()

    def stop(self) -> Clock:
        """Take the time."""
        self.wall, self.cpu = time.perf_counter() - self.wall, _cpu() - self.cpu
        return self


def _cpu() -> float:
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


class Memory:
    """The most memory in MB that this process held, and that any process below it held as its share."""

    def __init__(self) -> None:
        self.own = self.worker = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(1.0):
            below = _below(os.getpid())
            self.own = max(self.own, _megabytes(os.getpid(), "status", "VmRSS"))
            self.worker = max([self.worker, *(_megabytes(process, "smaps_rollup", "Pss") for process in below)])


def _below(parent: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_bytes().rpartition(b")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(process.name))
    found, waiting = [], [parent]
    while waiting:
        more = children.get(waiting.pop(), [])
        found += more
        waiting += more
    return found


def _megabytes(process: int, file: str, name: str) -> float:
    try:
        text = Path(f"/proc/{process}/{file}").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith(f"{name}:")), 0.0)


class Quiet:
    """Told nothing, tells nothing."""

    def finding(self, count: int) -> None:
        """See ``RunReporter``."""

    def started(self, todo: int, done: int, failed: int) -> None:
        """See ``RunReporter``."""

    def result(self, job: Job, result: Result) -> None:
        """See ``Reporter``."""

    def tick(self, running: list[tuple[str, float]]) -> None:
        """See ``Reporter``."""


def files_of(folder: Path) -> list[Path]:
    """All files, in the order of names."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def bare(files: list[Path]) -> Clock:
    """Read, parse, JSON, in one process; how long."""
    warm(Parsing())
    clock = Clock()
    for path in files:
        try:
            parse(load(path), Parsing())
        except ReadError:
            continue
    return clock.stop()


@dataclass(frozen=True)
class Measured:
    """What a run took. ``bare`` and ``cpu``: ms of processor a document, of the bare loop and of it; memory in MB."""

    engine: str
    format: str
    jobs: int
    files: int
    a_second: float
    wall_s: float
    bare: float
    cpu: float
    parent: float
    worker: float
    again_s: float

    @property
    def beside(self) -> float:
        """The share of the run's processor time that is not the bare loop's."""
        return 1 - self.bare / self.cpu

    @property
    def again(self) -> float:
        """What a second run over what is done takes, as a share of the first."""
        return self.again_s / self.wall_s


_HEADS = ("engine", "format", "jobs", "files", "a_second", "wall_s", "bare", "cpu", "beside", "parent", "worker",
          "again_s", "again")  # fmt: skip


def measure(folder: Path, chosen: list[Path], jobs: int, engine_name: str, form: str) -> Measured:
    """A run and a second one, printed as a line.

    The bare loop stands before and behind, so that what else the machine has to do weighs on both.
    """
    engine: Engine | None = None
    if engine_name == "dask":
        from plancli.batch.dask_engine import dask_engine

        engine = dask_engine()
    before = bare(chosen).cpu
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        settings = Settings(
            f"{name}/out", (str(folder),), jobs=jobs,
            format="jsonl" if form == "jsonl" else "parquet" if form == "parquet" else "json",
        )  # fmt: skip
        with Memory() as memory:
            clock = Clock()
            summary = run(settings, Quiet(), engine=engine)
            clock.stop()
        again = Clock()
        run(settings, Quiet())
        again.stop()
    count = summary.done + summary.failed
    alone = (before + bare(chosen).cpu) / 2 / len(chosen)
    found = Measured(
        engine=engine_name, format=form, jobs=jobs, files=count, a_second=count / clock.wall, wall_s=clock.wall,
        bare=alone * 1e3, cpu=clock.cpu / count * 1e3, parent=memory.own, worker=memory.worker, again_s=again.wall,
    )  # fmt: skip
    print(
        f"{engine_name:6} {form:8} {jobs:4} {count:7} {found.a_second:8.1f} {found.wall_s:8.1f} {found.bare:8.2f}"
        f" {found.cpu:8.2f} {found.beside:8.1%} {found.parent:8.0f} {found.worker:8.0f} {found.again_s:8.2f}"
        f" {found.again:8.1%}",
        flush=True,
    )
    return found


def linked(files: list[Path], folder: Path, into: Path) -> None:
    """The files as links in a folder of their own."""
    for path in files:
        place = into / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.hardlink_to(path)


def compare(
    folder: Path, limit: int | None, jobs: list[int], engines: list[str], formats: list[str], sample: int
) -> list[Measured]:
    """The bare loop, then every combination."""
    files = files_of(folder)[:limit]
    chosen = files[:: max(1, len(files) // sample)]
    found: list[Measured] = []
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        source = Path(name) / "in"
        linked(files, folder, source)
        bare(chosen)
        print("Bare and cpu: ms of processor a document, of the bare loop and of the run; beside: the share of the")
        print("run's that is not the bare loop's. Memory in MB.")
        print("{:6} {:8} {:>4} {:>7} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}".format(*_HEADS))
        for engine in engines:
            for form in formats:
                runs = [measure(source, chosen, number, engine, form) for number in jobs]
                found += runs
                if len(runs) > 1:
                    times = runs[-1].a_second / runs[0].a_second
                    print(f"       {jobs[-1]} jobs are {times:.2f} times as fast as {jobs[0]}")
    return found


def show_memory(sizes: list[int]) -> dict[int, int]:
    """The most MB of the supervising process with tiny files, by size of archive: each in a process of its own."""
    found = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            make(Path(name) / "in", size, bad=0.01, mixed=False, size="tiny")
            command = [sys.executable, "-m", "benchmarks.batch", "peak", f"{name}/in", f"{name}/out"]
            clock = Clock()
            done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE.parent)
            clock.stop()
            found[size] = int(done.stdout)
            print(f"{size:7} files: {found[size]:>4} MB at most in the supervisor, {clock.wall:.0f} s", flush=True)
    return found


def peak(source: Path, out: Path) -> None:
    """A run, and the most memory that this process held in it."""
    run(Settings(str(out), (str(source),), jobs=2), Quiet())
    # Not what getrusage says: that begins with what the process had that started this one.
    print(round(_megabytes(os.getpid(), "status", "VmHWM")))


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="make an archive")
    making.add_argument("count", type=int)
    making.add_argument("folder", type=Path)
    making.add_argument("--bad", type=float, default=0.01, metavar="SHARE")
    making.add_argument("--mixed", action="store_true", help="HTML and Word as well as text")
    making.add_argument("--size", choices=("whole", "short", "tiny"), default="short")
    running = commands.add_parser("run", help="measure runs over an archive")
    running.add_argument("folder", type=Path)
    running.add_argument("--limit", type=int, default=None, help="so many documents of it")
    running.add_argument("--jobs", default="1,2")
    running.add_argument("--engines", default="local")
    running.add_argument("--formats", default="json")
    running.add_argument("--sample", type=int, default=500, help="documents of the bare loop")
    remembering = commands.add_parser("memory", help="memory of the supervisor")
    remembering.add_argument("--sizes", default="1000,50000")
    everything = commands.add_parser("all", help="make an archive, measure all, and say it as docs/batch.md does")
    everything.add_argument("--documents", type=int, default=20_000)
    everything.add_argument("--sizes", default="1000,50000", help="of the archives of tiny files")
    everything.add_argument("--jobs", default="1,2")
    everything.add_argument("--sample", type=int, default=500, help="documents of the bare loop")
    everything.add_argument("--write", action="store_true", help="put it into docs/batch.md")
    peaking = commands.add_parser("peak", help="one run, and the memory of the supervisor")
    peaking.add_argument("folder", type=Path)
    peaking.add_argument("out", type=Path)
    asked = parser.parse_args()
    if asked.command == "make":
        make(asked.folder, asked.count, bad=asked.bad, mixed=asked.mixed, size=asked.size)
    elif asked.command == "run":
        numbers = _numbers(asked.jobs)
        compare(asked.folder, asked.limit, numbers, asked.engines.split(","), asked.formats.split(","), asked.sample)
    elif asked.command == "memory":
        show_memory(_numbers(asked.sizes))
    elif asked.command == "all":
        from benchmarks import batch_report

        found = batch_report.run(asked.documents, _numbers(asked.sizes), _numbers(asked.jobs), asked.sample)
        print(f"\n{batch_report.block(found)}")
        if asked.write:
            batch_report.write(HERE.parent / "docs" / "batch.md", found)
    else:
        peak(asked.folder, asked.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
