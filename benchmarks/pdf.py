"""Text-layer PDF to JSON beside pdfplumber's ``extract_text`` alone, on the same files in one process.

``python benchmarks/pdf.py [FILE...]`` prints milliseconds of processor time a page for both, and how many times as
fast plancli is. Without files it prints the samples to PDF with LibreOffice first. Each side is run ``--rounds``
times in turn, and its best round counts; files and libraries are warm.
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

import pdfplumber

from plancli.patterns import Patterns
from plancli.pipeline import parse
from plancli.readers import RawFile, load
from plancli.readers.pdf import read_pdf

SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def to_json(raw: RawFile) -> str:
    """The whole way: bytes to text to the document's JSON."""
    return parse(read_pdf(raw), raw, Patterns.builtin()).model_dump_json()


def to_text(raw: RawFile) -> str:
    """pdfplumber's text of all pages, each closed after use, as its documentation asks."""
    assert raw.path is not None
    with pdfplumber.open(raw.path) as document:
        texts = []
        for page in document.pages:
            texts.append(page.extract_text())
            page.close()
    return "\n".join(texts)


def best(run: Callable[[RawFile], str], raw: RawFile) -> float:
    """Seconds of processor time for one run."""
    start = time.process_time()
    run(raw)
    return time.process_time() - start


def printed_samples(folder: Path) -> list[Path]:
    """The plain text samples as PDF."""
    office = shutil.which("soffice")
    if office is None:
        raise SystemExit("name PDF files, or install LibreOffice to print the samples: apt-get install libreoffice")
    copies = []
    for sample in sorted(SAMPLES.glob("*.txt")):
        # LibreOffice tells the format of a text by its name.
        copies.append(folder / f"{sample.stem}.txt")
        copies[-1].write_text(sample.read_text(encoding="utf-8"), encoding="utf-8-sig")
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
        times = [(best(to_json, raw), best(to_text, raw)) for _ in range(rounds)]
        own, other = min(a for a, _ in times), min(b for _, b in times)
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
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--at-least", type=float, default=0.0, metavar="RATIO", help="fail below this ratio")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = arguments.files or printed_samples(Path(folder))
        ratio = compare(paths, arguments.rounds)
    return 1 if ratio < arguments.at_least else 0


if __name__ == "__main__":
    sys.exit(main())
