"""Scanned pages to JSON beside the bare ``tesseract`` process on the same rendered pages.

``python -m benchmarks.ocr [PDF...]`` prints seconds of processor time a page for both, the medians, and their ratio.
Without files it typesets a sample and turns it into scans, clean and bad. The two sides take turns; neither uses more
than one thread, neither has anything cached. The bare process is given the page as a picture and prints plain text;
plancli is given the PDF, and draws, prepares, reads and parses the page.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from statistics import median

from plancli.library import parse_file
from plancli.patterns import Patterns
from plancli.pipeline import parse
from plancli.readers import RawFile
from plancli.readers.ocr.engine import require_engine
from plancli.readers.ocr.options import OcrOptions
from plancli.readers.pdf import read_pdf
from plancli.writers.json import document_json

# It has no types of its own.
pypdfium2 = import_module("pypdfium2")
ROOT = Path(__file__).resolve().parent.parent
OPTIONS = OcrOptions(mode="always", cache=False, jobs=1)


def scans(count: int) -> Iterator[tuple[str, bytes]]:
    """Pages of a sample as PDF files that hold one picture each: some clean, some noised and skewed."""
    sys.path.insert(0, str(ROOT / "tests"))
    from scan_cases import typeset, worsen

    sheet = typeset(parse_file(ROOT / "samples" / "xuan-luong-85-kh-du.txt"), colour=True)
    for number, page in enumerate(sheet.pages[:count], 1):
        bad = number % 2 == 0
        picture = worsen(page, skew=1.5, noise=14, shade=60, specks=60, jpeg=70) if bad else page
        stream = io.BytesIO()
        picture.convert("RGB").save(stream, "PDF", resolution=sheet.dpi, quality=90)
        yield f"page {number}, {'bad' if bad else 'clean'}", stream.getvalue()


def single_pages(path: Path) -> Iterator[tuple[str, bytes]]:
    """The pages of a PDF as files of their own."""
    with pypdfium2.PdfDocument(path) as document:
        for index in range(len(document)):
            with pypdfium2.PdfDocument.new() as page:
                page.import_pages(document, [index])
                stream = io.BytesIO()
                page.save(stream)
            yield f"{path.name}, page {index + 1}", stream.getvalue()


def rendered(data: bytes) -> bytes:
    """The page as a picture, in the resolution that plancli draws it in."""
    with pypdfium2.PdfDocument(data) as document:
        bitmap = document[0].render(scale=OPTIONS.dpi / 72)
        stream = io.BytesIO()
        bitmap.to_pil().save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def to_json(data: bytes) -> str:
    """The whole way: bytes to text to the document's JSON."""
    raw = RawFile("page.pdf", data)
    return document_json(parse(read_pdf(raw, OPTIONS), raw, Patterns.builtin()), indent=False)


def bare(picture: bytes) -> bytes:
    """What the process prints for the picture, with the language and the limit of threads that plancli gives it."""
    engine = require_engine(OPTIONS)
    command = [engine.program, "-", "-", "-l", engine.language, "--dpi", str(OPTIONS.dpi)]
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    return subprocess.run(command, input=picture, capture_output=True, check=True, env=environment).stdout


def seconds(run: Callable[[bytes], object], data: bytes) -> float:
    """The processor time of one run, this process and those that it starts taken together."""
    before = sum(os.times()[:4])
    run(data)
    return sum(os.times()[:4]) - before


def compare(pages: Sequence[tuple[str, bytes]], rounds: int) -> float:
    """Print a line a page and the medians; how many times the bare process's time plancli takes."""
    # Patterns are compiled before the clock starts: they are, once for any number of pages.
    to_json(pages[0][1])
    own: list[float] = []
    other: list[float] = []
    print(f"{'page':40} {'plancli':>9} {'tesseract':>10} {'ratio':>6}   (seconds of processor time)")
    for name, data in pages:
        picture = rendered(data)
        times = [(seconds(to_json, data), seconds(bare, picture)) for _ in range(rounds)]
        ours, theirs = median(one for one, _ in times), median(two for _, two in times)
        print(f"{name[:40]:40} {ours:9.2f} {theirs:10.2f} {ours / theirs:6.2f}")
        own += [one for one, _ in times]
        other += [two for _, two in times]
    ratio = median(own) / median(other)
    print(f"{'median':40} {median(own):9.2f} {median(other):10.2f} {ratio:6.2f}")
    return ratio


def main() -> int:
    """Run the comparison; 1 where the ratio is above ``--at-most``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path, help="scanned PDF files; default: a sample, made into scans")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="two pages, two rounds")
    parser.add_argument("--at-most", type=float, default=float("inf"), metavar="RATIO", help="fail above this ratio")
    arguments = parser.parse_args()
    pages = [page for path in arguments.files for page in single_pages(path)] or list(scans(4))
    if arguments.quick:
        pages = pages[:2]
    ratio = compare(pages, 2 if arguments.quick else arguments.rounds)
    return 1 if ratio > arguments.at_most else 0


if __name__ == "__main__":
    sys.exit(main())
