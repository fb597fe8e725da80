"""Peers: what else one would run on the same texts, each installed in an environment of its own.

``python -m benchmarks --peers FOLDER`` makes the environments below FOLDER with pip where they are missing. A peer that
cannot be installed is named as absent; nothing is said of its speed then.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.measures import ROOT, in_turns, table
from benchmarks.texts import documents, english, samples

# Each side is a process that is warm before it is asked: a line in, the seconds of one round out.
_SIDE = """
import json, sys, time
texts = json.load(open(sys.argv[1], encoding="utf-8"))
{prepare}
def work(text):
    {work}
work(texts[0])
print("ready", flush=True)
for _ in sys.stdin:
    at = time.process_time()
    for text in texts:
        work(text)
    print("seconds", time.process_time() - at, flush=True)
"""


@dataclass(frozen=True)
class Peer:
    """A side: the package to install (``None``: plancli here), and the code of a round."""

    name: str
    package: str | None
    prepare: str
    work: str


PLANCLI = Peer(
    "plancli, full JSON",
    None,
    f"sys.path.insert(0, {str(ROOT)!r})\n"
    "from plancli.library import parse_text\nfrom plancli.writers.json import document_json",
    "document_json(parse_text(text), indent=False)",
)
PLANCLI_FILES = Peer(
    "plancli, full JSON",
    None,
    f"sys.path.insert(0, {str(ROOT)!r})\n"
    "from plancli.library import parse_file\nfrom plancli.writers.json import document_json",
    "document_json(parse_file(text), indent=False)",
)
VIETNAMESE = (
    Peer("underthesea word_tokenize", "underthesea", "from underthesea import word_tokenize", "word_tokenize(text)"),
    Peer(
        "underthesea ner, line by line",
        "underthesea",
        "from underthesea import ner",
        "[ner(line) for line in text.split(chr(10)) if line.strip()]",
    ),
    Peer("pyvi tokenize", "pyvi", "from pyvi import ViTokenizer", "ViTokenizer.tokenize(text)"),
    Peer(
        "dateparser search_dates",
        "dateparser",
        "from dateparser.search import search_dates",
        "search_dates(text, languages=['vi'])",
    ),
)
ENGLISH = (Peer("eyecite get_citations", "eyecite", "from eyecite import get_citations", "get_citations(text)"),)
FILES = (
    Peer(
        "markitdown",
        "markitdown[docx,pdf]",
        "from markitdown import MarkItDown\nreader = MarkItDown()",
        "reader.convert(text)",
    ),
)


@dataclass(frozen=True)
class Load:
    """What a side works on: texts or names of files, and their bytes."""

    items: Sequence[str]
    size: int


def run(folder: Path, count: int, rounds: int) -> dict[str, Any]:
    """plancli beside each peer on the same texts; eyecite on English of the same size, its own ground."""
    texts = list(documents(count))
    plans = Load(texts, sum(len(text.encode()) for text in texts))
    opinions = [english(plans.size // count, seed) for seed in range(count)]
    other = Load(opinions, sum(len(text.encode()) for text in opinions))
    absent: list[str] = []
    found: dict[str, Any] = {"absent": absent}
    sides = [(PLANCLI, plans), *((peer, plans) for peer in VIETNAMESE), *((peer, other) for peer in ENGLISH)]
    title = f"Peers: {count} plans of {plans.size / count / 1000:.0f} kB; eyecite on English opinions of that size"
    found["texts"] = _beside(folder, title, sides, rounds, absent)
    with tempfile.TemporaryDirectory() as place:
        for kind, paths in made_files(Path(place), min(count, len(samples()))).items():
            files = Load([str(path) for path in paths], sum(path.stat().st_size for path in paths))
            sides = [(PLANCLI_FILES, files), *((peer, files) for peer in FILES)]
            found[kind] = _beside(folder, f"Peers: the same {kind} files", sides, rounds, absent)
    return found


def made_files(folder: Path, count: int) -> dict[str, list[Path]]:
    """Samples as Word files, and, where LibreOffice is there, as PDF."""
    sys.path.append(str(ROOT / "tests"))
    one_plan = import_module("one_plan")
    found: dict[str, list[Path]] = {"docx": []}
    for sample in samples()[:count]:
        path = folder / f"{sample.stem}.docx"
        path.write_bytes(one_plan.as_docx(one_plan.sheet(sample.name)))
        found["docx"].append(path)
    office = shutil.which("soffice")
    if office is not None:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        subprocess.run([*command, *map(str, found["docx"])], check=True, capture_output=True, timeout=300)
        found["PDF"] = sorted(folder.glob("*.pdf"))
    return found


def _beside(
    folder: Path, title: str, sides: Sequence[tuple[Peer, Load]], rounds: int, absent: list[str]
) -> dict[str, Any]:
    """The sides in turns; the first is plancli."""
    with tempfile.TemporaryDirectory() as place:
        running: dict[str, tuple[_Side, Load]] = {}
        for number, (peer, load) in enumerate(sides):
            inputs = Path(place) / f"{number}.json"
            inputs.write_text(json.dumps(load.items), encoding="utf-8")
            side = _started(folder, peer, inputs)
            if side is None:
                absent.append(peer.name)
            else:
                running[peer.name] = side, load
        try:
            times = in_turns({name: side.round for name, (side, _) in running.items()}, rounds)
        finally:
            for side, _ in running.values():
                side.close()
    speeds = {name: running[name][1].size / taken.median / 1e6 for name, taken in times.items()}
    own = speeds[sides[0][0].name]
    rows: list[tuple[object, ...]] = [
        (
            name,
            taken.median / len(running[name][1].items) * 1000,
            speeds[name],
            own / speeds[name],
            max(taken.seconds) / min(taken.seconds),
        )
        for name, taken in times.items()
    ]
    rows += [(f"{peer.name}: absent", None, None, None, None) for peer, _ in sides if peer.name in absent]
    table(title, ("", "ms each", "MB/s", "plancli is × as fast", "most/least"), rows)
    return {name: taken.as_json() | {"bytes": running[name][1].size} for name, taken in times.items()}


class _Side:
    """A running side."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def round(self) -> float:
        """Seconds of processor time of one round."""
        assert self._process.stdin is not None
        self._process.stdin.write("round\n")
        self._process.stdin.flush()
        return float(self.answer("seconds").split()[1])

    def answer(self, begins: str) -> str:
        """The next line that begins so; others are the peer's own chatter."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(begins):
                return line
        raise RuntimeError("the peer has ended")

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()


def _started(folder: Path, peer: Peer, inputs: Path) -> _Side | None:
    python = sys.executable if peer.package is None else _environment(folder, peer.package)
    if python is None:
        return None
    process = subprocess.Popen(
        [python, "-c", _SIDE.format(prepare=peer.prepare, work=peer.work), str(inputs)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    side = _Side(process)
    try:
        side.answer("ready")
    except RuntimeError:
        side.close()
        return None
    return side


def _environment(folder: Path, package: str) -> str | None:
    """The Python of the package's own environment, made where it is missing; ``None`` where that fails."""
    home = folder / package.split("[")[0]
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
            subprocess.run([str(python), "-m", "pip", "install", "-q", package], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            return None
    return str(python)
