"""The texts that the benchmarks run on: made from the samples, the same each time."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_SERIAL = re.compile(r"\b\d{2,3}(?=[-/])")


def samples() -> list[Path]:
    """The samples that are text, the smallest first."""
    found = [path for path in (ROOT / "samples").iterdir() if path.suffix in (".txt", ".md")]
    return sorted(found, key=lambda path: path.stat().st_size)


def documents(count: int) -> Iterator[str]:
    """So many plans, no two alike: other numbers in symbols and dates, one paragraph in ten left out."""
    texts = [path.read_text(encoding="utf-8") for path in samples()]
    chance = random.Random(7)
    for number in range(count):
        text = _SERIAL.sub(lambda _: str(chance.randrange(10, 13)), texts[number % len(texts)])
        lines = text.split("\n")
        head = next(index for index, line in enumerate(lines) if index > 12 and len(line) > 60)
        yield "\n".join(line for index, line in enumerate(lines) if index < head or chance.random() > 0.1)


def _parts() -> tuple[str, str, str]:
    """Letterhead, body and end of a long sample."""
    text = (ROOT / "samples" / "lam-dong-huyen-uy-kh.txt").read_text(encoding="utf-8")
    body, end = text.index("I. MỤC ĐÍCH"), text.index("Nơi nhận")
    return text[:body], text[body:end], text[end:]


def grown(size: int) -> str:
    """One plan of about so many bytes: its body again and again."""
    head, body, end = _parts()
    return head + body * max(1, size // len(body.encode())) + end


def headings(count: int) -> str:
    """So many numbered sections, each with a line of text."""
    head, _, end = _parts()
    lines = (
        f"{number}. Nhiệm vụ thứ {number} của kế hoạch\nNội dung công việc phải làm." for number in range(1, count + 1)
    )
    return head + "\n".join(lines) + "\n" + end


def references(count: int) -> str:
    """So many cited documents, one an item."""
    head, _, end = _parts()
    lines = (
        f"- Thực hiện Nghị quyết số {number}-NQ/TU ngày {number % 28 + 1}/{number % 12 + 1}/2020 của Tỉnh ủy về việc."
        for number in range(1, count + 1)
    )
    return head + "I. CĂN CỨ\n" + "\n".join(lines) + "\n" + end


def dense_references(count: int) -> str:
    """So many cited documents in one sentence."""
    head, _, end = _parts()
    cited = "; ".join(f"Nghị quyết số {number}-NQ/TU" for number in range(1, count + 1))
    return f"{head}I. CĂN CỨ\n{cited}.\n{end}"


def one_line(size: int) -> str:
    """A body of about so many characters without a line end."""
    head, body, end = _parts()
    text = " ".join(body.split())
    return f"{head}I. {text * max(1, size // len(text))}\n{end}"


SHAPES: dict[str, Callable[[int], str]] = {
    "plan": grown,
    "headings": headings,
    "references": references,
    "references in a sentence": dense_references,
    "one line": one_line,
}


def english(size: int, seed: int) -> str:
    """English opinions of about so many bytes, as eyecite reads them: made sentences with true forms of citations."""
    chance = random.Random(seed)
    names = ["Smith", "Jones", "Baker", "Miller", "Carter", "Hughes", "Foster", "Powell", "Ramos", "Bennett"]
    reporters = ("U.S.", "F.2d", "F.3d", "S. Ct.", "F. Supp. 2d", "P.2d", "N.E.2d", "Cal. App. 4th")
    prose = (
        "The court below granted the motion, and the appellant contends that it erred in doing so.",
        "We review such questions de novo, giving no deference to the conclusions of the trial court.",
        "A party that seeks relief of this kind must show that the evidence could lead to no other result.",
        "The statute was enacted to protect those who rely on the public record in good faith.",
    )
    out: list[str] = []
    length = 0
    while length < size:
        sentences = [chance.choice(prose) for _ in range(chance.randrange(2, 6))]
        left, right = chance.sample(names, 2)
        cite = f"{left} v. {right}, {chance.randrange(1, 600)} {chance.choice(reporters)} {chance.randrange(1, 1500)}"
        sentences.append(f"See {cite} ({chance.randrange(1920, 2020)}).")
        if chance.random() < 0.4:
            sentences.append(f"Id. at {chance.randrange(1, 1500)}.")
        out.append(" ".join(sentences))
        length += len(out[-1]) + 2
    return "\n\n".join(out)
