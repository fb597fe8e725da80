"""Text-layer PDF to JSON beside pdfplumber's ``extract_text`` alone, on the same files in one process.

``python -m benchmarks.pdf [FILE...]`` prints milliseconds of processor time a page for both, and how many times as
fast plancli is. Without files it prints the samples to PDF with LibreOffice first, as plans are laid out. The two sides
take turns, round by round, on files and libraries that are warm; the medians of the rounds count. ``--quick`` runs
fewer rounds on two of the samples.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import pdfplumber

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import one_plan  # noqa: E402

from plancli.patterns import Patterns  # noqa: E402
from plancli.pipeline import parse  # noqa: E402
from plancli.readers import RawFile, load  # noqa: E402
from plancli.readers.pdf import read_pdf  # noqa: E402
from plancli.writers.json import document_json  # noqa: E402

ROUNDS, QUICK_ROUNDS, QUICK_FILES = 7, 3, 2


def to_json(raw: RawFile) -> str:
    """The whole way: bytes to text to the document's JSON."""
    return document_json(parse(read_pdf(raw), raw, Patterns.builtin()), indent=False)


def to_text(raw: RawFile) -> str:
    """pdfplumber's text of all pages, each closed after use, as its documentation asks."""
    assert raw.path is not None
    with pdfplumber.open(raw.path) as document:
        texts = []
        for page in document.pages:
            texts.append(page.extract_text())
            page.close()
    return "\n".join(texts)


def seconds(run: Callable[[RawFile], str], raw: RawFile) -> float:
    """Processor time of one run."""
    start = time.process_time()
    run(raw)
    return time.process_time() - start


def printed_samples(folder: Path, count: int | None) -> list[Path]:
    """The samples as PDF, laid out with a letterhead, indents and an end block."""
    office = shutil.which("soffice")
    if office is None:
        raise SystemExit("name PDF files, or install LibreOffice to print the samples: apt-get install libreoffice")
    names = sorted(path.name for path in one_plan.SAMPLES.iterdir() if path.suffix in (".txt", ".md"))[:count]
    copies = []
    for name in names:
        copies.append(folder / f"{Path(name).stem}.docx")
        copies[-1].write_bytes(one_plan.as_docx(one_plan.sheet(name)))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, copies)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return sorted(folder.glob("*.pdf"))


def compare(paths: Sequence[Path], rounds: int) -> float:
    """Print a line a file and the total; how many times as fast a page plancli is over all files."""
    ours = theirs = 0.0
    pages = 0
    print(f"{'file':40} {'pages':>5} {'plancli':>9} {'pdfplumber':>11} {'ratio':>6}   (ms of processor time a page)")
    for path in paths:
        raw = load(path)
        count = len(read_pdf(raw).page_starts)
        to_json(raw)
        to_text(raw)
        times = [(seconds(to_json, raw), seconds(to_text, raw)) for _ in range(rounds)]
        own, other = median(a for a, _ in times), median(b for _, b in times)
        print(f"{path.name[:40]:40} {count:5} {own / count * 1e3:9.1f} {other / count * 1e3:11.1f} {other / own:6.1f}")
        ours, theirs, pages = ours + own, theirs + other, pages + count
    print(f"{'all':40} {pages:5} {ours / pages * 1e3:9.1f} {theirs / pages * 1e3:11.1f} {theirs / ours:6.1f}")
    return theirs / ours


def main() -> int:
    """Run the comparison; 1 where the ratio is below ``--at-least``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "files", nargs="*", type=Path, help="PDF files with a text layer; default: the samples, printed"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and two of the samples")
    parser.add_argument("--at-least", type=float, default=0.0, metavar="RATIO", help="fail below this ratio")
    arguments = parser.parse_args()
    rounds = QUICK_ROUNDS if arguments.quick else arguments.rounds
    with tempfile.TemporaryDirectory() as folder:
        paths = arguments.files or printed_samples(Path(folder), QUICK_FILES if arguments.quick else None)
        ratio = compare(paths, rounds)
    return 1 if ratio < arguments.at_least else 0


if __name__ == "__main__":
    sys.exit(main())
