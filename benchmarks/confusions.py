"""What Tesseract makes of each letter: the samples set in type, damaged as scanners damage them, and read back.

``python -m benchmarks.confusions -o plancli/evaluation/confusions.toml`` counts, for each character, how often it was
read and as what. The table is the source of the noise model ``tesseract`` (see ``plancli.evaluation.noise``). Needs
Tesseract with ``vie``; the pages are those that the tests of OCR use.
"""

from __future__ import annotations

import argparse
import difflib
import io
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
# Resolution, and what is done to the page: clean prints, copies, bad scans.
QUALITIES: tuple[tuple[int, dict[str, Any]], ...] = (
    (200, {"noise": 20, "blur": 0.7, "skew": 0.4}),
    (150, {"bilevel": True, "specks": 400, "blur": 0.8}),
    (110, {"noise": 15, "blur": 0.6}),
    (100, {"jpeg": 25, "blur": 0.5}),
    (85, {"noise": 10}),
    (80, {"jpeg": 35}),
    (150, {"blur": 1.8, "noise": 35}),
)


def pages() -> Iterator[tuple[list[str], bytes]]:
    """The lines of each plan, and its pages below each other as one PNG, in every quality."""
    import plancli

    sys.path.insert(0, str(ROOT / "tests"))
    import scan_cases
    from PIL import Image

    for sample in sorted((ROOT / "samples").iterdir()):
        if sample.suffix not in (".txt", ".md"):
            continue
        document = plancli.parse_file(sample)
        for dpi, damage in QUALITIES:
            sheet = scan_cases.typeset(document, dpi=dpi, seal=False)
            stream = io.BytesIO()
            worse = [scan_cases.worsen(page, **damage).convert("L") for page in sheet.pages]
            whole = Image.new("L", (worse[0].width, sum(page.height for page in worse)), 255)
            for number, page in enumerate(worse):
                whole.paste(page, (0, number * page.height))
            whole.save(stream, "PNG", dpi=(dpi, dpi))
            yield sheet.lines, stream.getvalue()


def read(png: bytes) -> str:
    """The text that Tesseract reads."""
    command = ["tesseract", "stdin", "stdout", "-l", "vie", "--psm", "6"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    return subprocess.run(command, input=png, capture_output=True, check=True, env=environment).stdout.decode()


def count(want: str, got: str, seen: Counter[str], confusions: dict[str, Counter[str]]) -> None:
    """Add what became of each character of ``want``; words that do not correspond are left out."""
    left, right = want.split(), got.split()
    words = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for tag, i1, i2, j1, j2 in words.get_opcodes():
        if tag == "equal":
            seen.update(" ".join(left[i1:i2]) + " ")
        elif tag == "replace" and abs((i2 - i1) - (j2 - j1)) <= 2 and i2 - i1 <= 8:
            _letters(" ".join(left[i1:i2]), " ".join(right[j1:j2]), seen, confusions)


def _letters(want: str, got: str, seen: Counter[str], confusions: dict[str, Counter[str]]) -> None:
    matcher = difflib.SequenceMatcher(None, want, got, autojunk=False)
    if matcher.ratio() < 0.6:
        return
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        seen.update(want[i1:i2])
        if tag == "delete":
            for char in want[i1:i2]:
                confusions[char][""] += 1
        elif tag == "replace" and i2 - i1 == j2 - j1:
            for char, other in zip(want[i1:i2], got[j1:j2], strict=True):
                confusions[char][other] += 1
        elif tag == "replace" and i2 - i1 == 1 and j2 - j1 <= 3:
            confusions[want[i1]][got[j1:j2]] += 1


def _quoted(text: str) -> str:
    """A basic TOML string; its escapes are JSON's."""
    return json.dumps(text, ensure_ascii=False)


def table(seen: Counter[str], confusions: dict[str, Counter[str]]) -> str:
    """The counts as TOML: how often each character was seen, and as what it was read when read wrongly."""
    rows = [
        "# Made by: python -m benchmarks.confusions. Character = { times seen, and what it was read as, with counts }.",
        "",
    ]
    for char in sorted(confusions):
        found = [(other, times) for other, times in confusions[char].most_common() if times > 1]
        if found and char.isprintable():
            inner = ", ".join(f"{_quoted(other)} = {times}" for other, times in found)
            rows.append(f"{_quoted(char)} = {{ seen = {seen[char]}, read = {{ {inner} }} }}")
    return "\n".join(rows) + "\n"


def main() -> None:
    """Make the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, required=True)
    target = parser.parse_args().output
    seen: Counter[str] = Counter()
    confusions: dict[str, Counter[str]] = defaultdict(Counter)
    for lines, png in pages():
        want, got = "\n".join(lines), read(png)
        before = sum(map(Counter.total, confusions.values())), seen.total()
        count(want, got, seen, confusions)
        wrong, all_seen = sum(map(Counter.total, confusions.values())) - before[0], seen.total() - before[1]
        print(f"{all_seen} characters, {wrong / max(all_seen, 1):.2%} misread", file=sys.stderr)
    target.write_text(table(seen, confusions), encoding="utf-8")


if __name__ == "__main__":
    main()
