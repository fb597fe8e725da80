"""Word to JSON beside python-docx's own opening and walking of the paragraphs, on the same files in one process.

``python -m benchmarks.word [FILE...]`` prints milliseconds of processor time for both, and how many times as long
plancli takes. Without files it writes the samples as Word files. The sides take turns, round by round, each through all
files; libraries and files are warm, and the medians of the rounds count. ``--quick`` runs fewer rounds.

python-docx walks the body, paragraphs in the cells of tables included: once for their texts alone (``text``), once for
their styles' names as well (``styled``). ``--at-most`` is about the first.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import one_plan  # noqa: E402
from docx import Document as open_docx  # noqa: E402
from docx.table import Table  # noqa: E402
from docx.text.paragraph import Paragraph  # noqa: E402

from plancli.patterns import Patterns  # noqa: E402
from plancli.pipeline import parse  # noqa: E402
from plancli.readers import RawFile, load  # noqa: E402
from plancli.readers.docx import read_docx  # noqa: E402
from plancli.writers.json import document_json  # noqa: E402

ROUNDS, QUICK_ROUNDS = 9, 3


def to_json(raw: RawFile) -> str:
    """The whole way: bytes to text to the document's JSON."""
    return document_json(parse(read_docx(raw), raw, Patterns.builtin()), indent=False)


def to_paragraphs(raw: RawFile) -> str:
    """The texts of python-docx's paragraphs, in document order."""
    return "\n".join(paragraph.text for paragraph in _walk(open_docx(BytesIO(raw.data)).iter_inner_content()))


def to_styled_paragraphs(raw: RawFile) -> str:
    """The same with the names of their styles."""
    paragraphs = _walk(open_docx(BytesIO(raw.data)).iter_inner_content())
    return "\n".join(f"{paragraph.style.name if paragraph.style else ''} {paragraph.text}" for paragraph in paragraphs)


def _walk(blocks: Iterator[Paragraph | Table]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row.cells:
                    yield from _walk(cell.iter_inner_content())


def seconds(run: Callable[[RawFile], str], raw: RawFile) -> float:
    """Processor time of one run."""
    start = time.process_time()
    run(raw)
    return time.process_time() - start


def written_samples(folder: Path) -> list[Path]:
    """The samples as Word files with automatic numbering."""
    for sample in sorted(one_plan.SAMPLES.iterdir()):
        if sample.suffix in (".txt", ".md"):
            data = one_plan.as_docx(one_plan.sheet(sample.name), numbered=True)
            (folder / f"{sample.stem}.docx").write_bytes(data)
    return sorted(folder.glob("*.docx"))


def compare(paths: Sequence[Path], rounds: int) -> float:
    """Print a line a file and the total; how many times as long as the texts alone plancli takes over all files."""
    sides: tuple[Callable[[RawFile], str], ...] = (_reader, to_json, to_paragraphs, to_styled_paragraphs)
    raws = [load(path) for path in paths]
    for side in sides:
        for raw in raws:
            side(raw)
    # By round, side and file: each side goes through all files, as one does who converts them, then the next does.
    times = [[[seconds(side, raw) for raw in raws] for side in sides] for _ in range(rounds)]
    print(f"{'ms of processor time':40} {'reader':>8} {'plancli':>8} {'text':>8} {'styled':>8} {'ratios':>12}")
    for file, path in enumerate(paths):
        _print(path.name, [median(row[side][file] for row in times) for side in range(len(sides))])
    total = [median(sum(row[side]) for row in times) for side in range(len(sides))]
    _print("all", total)
    return total[1] / total[2]


def _reader(raw: RawFile) -> str:
    return read_docx(raw).text


def _print(name: str, times: Sequence[float]) -> None:
    columns = " ".join(f"{time * 1e3:8.1f}" for time in times)
    print(f"{name[:40]:40} {columns} {times[1] / times[2]:6.1f}{times[1] / times[3]:6.1f}")


def main() -> int:
    """Run the comparison; 1 where the ratio is above ``--at-most``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path, help="Word files; default: the samples, written")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--at-most", type=float, default=float("inf"), metavar="RATIO", help="fail above this ratio")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = arguments.files or written_samples(Path(folder))
        ratio = compare(paths, QUICK_ROUNDS if arguments.quick else arguments.rounds)
    return 1 if ratio > arguments.at_most else 0


if __name__ == "__main__":
    sys.exit(main())
