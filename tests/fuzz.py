"""A fuzzer: seeds damaged byte by byte for each reader, and documents made by a grammar for the pipeline.

``python -m tests.fuzz --seconds 600 --reader docx --seed 7`` runs one for so much processor time and prints what it
found. A find is a file that raises anything but ``ReadError``, takes too long, or yields a document that breaks its own
rules (spans outside of the text, JSON that does not come back). Finds are written to ``--keep``; those that were
mended are kept in ``tests/corpus``, and are run by ``tests/test_fuzz.py``.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import msgspec
from msgspec.structs import replace

from plancli.errors import ReadError
from plancli.library import parse_raw, parse_text
from plancli.model import Document
from plancli.readers import RawFile, ReadOptions
from plancli.readers.ocr.options import OcrOptions

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "corpus"
NO_OCR = ReadOptions(ocr=OcrOptions(mode="never"))
# Processor seconds that one file of a few kilobytes may take, whatever is in it.
MOST_SECONDS = 10.0

_TOKENS = (
    b"\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"<", b">", b"&", b"&#0;", b"&#x110000;", b"]]>", b"<!--",
    b"<![CDATA[",
    b"-1", b"0", b"4294967296", b"1e400", b"\r", b"\n", b"\f", b"\x1b[", b"\xe2\x80\xae", b"\xcc\x81", b"\xed\xa0\x80",
    b"(", b")", b"<<", b">>", b"endobj", b"stream", b"PK\x03\x04", b"PK\x01\x02", b"w:p", b"rowspan=", b'"', b"'", b"|",
)  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to eight places damaged."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out) + 1)
        way = chance.randrange(7)
        if way == 0 and out:
            out[at % len(out)] ^= 1 << chance.randrange(8)
        elif way == 1 and out:
            out[at % len(out)] = chance.randrange(256)
        elif way == 2:
            out[at:at] = chance.choice(_TOKENS)
        elif way == 3:
            del out[at : at + chance.randint(1, 40)]
        elif way == 4:
            piece = out[at : at + chance.randint(1, 60)]
            out[at:at] = piece * chance.randint(1, 30)
        elif way == 5:
            other = chance.randrange(len(out) + 1)
            out[at:at] = out[other : other + chance.randint(1, 200)]
        else:
            del out[at:]
        if not out:
            out = bytearray(b"x")
    return bytes(out)


def in_archive(data: bytes, chance: random.Random) -> bytes:
    """An archive with one of its members damaged, packed again: damage that checksums do not find."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(members))
    members[name] = mutated(members[name], chance)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return out.getvalue()


# --- documents made by a grammar --------------------------------------------------------------------------------------

_PIECES = {
    "head": [
        "ĐẢNG ỦY XÃ AN HÒA\n",
        "ỦY BAN NHÂN DÂN\nTỈNH A\n",
        "Số {n}-KH/ĐU\n",
        "Số:   /KH-UBND\n",
        "An Hòa, ngày {n} tháng {n} năm 20{n}\n",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n",
        "*\n",
        "ĐẢNG CỘNG SẢN VIỆT NAM\n",
    ],
    "title": [
        "KẾ HOẠCH\n{w}\n",
        "QUYẾT ĐỊNH\n",
        "KẾ HOẠCH\nvề việc {w}\n-----\n",
        "V/v {w}\n",
    ],
    "marker": [
        "I. ",
        "II- ",
        "{n}. ",
        "{n}.{n}. ",
        "a) ",
        "đ) ",
        "- ",
        "+ ",
        "* ",
        "• ",
        "Điều {n}. ",
        "Chương I\n",
        "Phụ lục {n}\n",
        "{n}/ ",
        "# ",
        "| {w} | {w} |\n|---|---|\n| ",
        "",
        "(1) ",
        "   ",
    ],
    "words": [
        "{w} ",
        "Nghị quyết số {n}-NQ/TW ngày {n}/{n}/20{n} của {w} ",
        "trước ngày {n}/{n}/20{n} ",
        "Giao {w} chủ trì, phối hợp với {w} ",
        "trong quý {n}/20{n} ",
        "khoản {n} Điều {n} Luật {w} ",
        "(viết tắt là {w}) ",
        "hằng năm",
        "“{w}” ",
        "Thời gian thực hiện: ",
        "từ năm 20{n} đến năm 20{n} ",
        "/",
        "-",
        "…",
        ".",
        ":",
        ";",
        ",",
        "(",
        ")",
        "\t",
        "\u00a0",
        "\ufb01",
        "\U0001d400",
        "ế",
        "e\u0302\u0301",
        "\ufffd",
        "{n}",
    ],
    "end": [
        "\n",
        "\n\n",
        ";\n",
        ".\n",
        ":\n",
        "\f",
        "\r\n",
        "\u2028",
        "./.\n",
    ],
    "close": [
        "T/M ĐẢNG ỦY\nBÍ THƯ\n\n\n{w}\n",
        "Nơi nhận:\n- {w};\n- Lưu: VT.\n",
        "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n{w}\n",
        "Phụ lục\n(Kèm theo Kế hoạch số {n}-KH/ĐU)\n",
        "",
    ],
}
_WORDS = (
    "Văn", "phòng", "Đảng", "ủy", "xã", "Công", "an", "huyện", "Sở", "Tư", "pháp", "tuyên", "truyền", "báo", "cáo",
    "kết", "quả", "thực", "hiện", "kế", "hoạch", "Nguyễn", "An",
)  # fmt: skip


def document(chance: random.Random) -> str:
    """A text that is made of what plans are made of, in good order or none."""

    def piece(kind: str) -> str:
        made = chance.choice(_PIECES[kind])
        while "{" in made:
            made = made.replace("{n}", str(chance.choice((0, 1, 2, 3, 7, 12, 23, 31, 99, 4294967296))), 1)
            made = made.replace("{w}", " ".join(chance.choices(_WORDS, k=chance.randint(1, 5))), 1)
        return made

    kinds = ["head"] * chance.randint(0, 6) + ["title"] * chance.randint(0, 2)
    for _ in range(chance.randint(0, 40)):
        kinds += ["marker", *["words"] * chance.randint(0, 12), "end"]
    kinds += ["close"] * chance.randint(0, 3)
    if chance.random() < 0.2:
        chance.shuffle(kinds)
    return "".join(map(piece, kinds))


# --- what must hold ---------------------------------------------------------------------------------------------------


def broken_rules(found: Document, text: str) -> Iterator[str]:
    """What is wrong with a document, whatever was read."""
    if msgspec.json.decode(msgspec.json.encode(found), type=Document) != found:
        yield "its JSON does not come back as it was"
    for where, span in _spans(msgspec.to_builtins(replace(found, text=None)), ""):
        if not 0 <= span[0] <= span[1] <= len(text):
            yield f"{where}: span {span} is not in the text"


def _spans(value: object, where: str) -> Iterator[tuple[str, tuple[int, int]]]:
    if isinstance(value, dict):
        if value.get("span"):
            yield where, value["span"]
        for key, inner in value.items():
            yield from _spans(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _spans(inner, f"{where}[{index}]")


def problem(data: bytes, name: str) -> str | None:
    """What is wrong with how the file is read and parsed; ``None`` where all is well."""
    start = time.process_time()
    try:
        found = parse_raw(RawFile(name, data), with_text=True, options=NO_OCR)
    except ReadError as error:
        if not (error.code and error.reason and error.remedy and "\n" not in str(error)):
            return f"an error without its words: {error!r}"
        found = None
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    spent = time.process_time() - start
    if spent > MOST_SECONDS:
        return f"it took {spent:.1f} s"
    return next(broken_rules(found, found.text or ""), None) if found else None


def seeds(reader: str) -> list[tuple[str, bytes]]:
    """Files for the reader to begin with: a name whose ending suits, and the bytes."""
    sys.path.insert(0, str(ROOT / "tests"))
    import docx_cases as word
    from pdf_cases import Sheet, build, filled, noted

    from plancli.library import parse_file

    short = (ROOT / "samples" / "xuan-luong-85-kh-du.txt").read_bytes()[:3000]
    lines = short.decode("utf-8", "ignore").splitlines()
    if reader == "text":
        plan = short.decode("utf-8", "ignore")
        return [("a.txt", short), ("a.md", b"# K\n\n| a | b |\n|---|---|\n" + short), ("a.txt", plan.encode("utf-16"))]
    if reader == "docx":
        rows = word.tbl(word.tr(word.tc(word.p(lines[0])), word.tc(word.p(lines[1]))))
        return [("a.docx", word.pack(word.parts([rows, *(word.p(line) for line in lines)])))]
    if reader == "html":
        table = "<table><tr><td rowspan=2>a<td>b<tr><td colspan=2>c</table><ol><li>x<ul><li>y</ul></ol>"
        body = "".join(f"<p style='text-align:center'><b>{line}</b></p>" for line in lines)
        page = f"<!DOCTYPE html><html><head><meta charset=utf-8><style>p{{margin:0}}</style></head><body>{table}{body}"
        mail = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
        mail += b"--x\r\nContent-Type: text/html\r\n\r\n"
        return [("a.html", page.encode()), ("a.mht", mail + page.encode() + b"\r\n--x--\r\n")]
    if reader == "pdf":
        sheet = Sheet()
        for row, line in enumerate(lines[:30]):
            sheet.text(80, 80 + 18 * row, line)
        return [("a.pdf", build(sheet)), ("b.pdf", build(noted(), filled()[0]))]
    if reader == "json":
        found = parse_file(ROOT / "samples" / "binh-dinh-80-kh-duk.md")
        return [("a.json", msgspec.json.encode(found))]
    raise KeyError(reader)


READERS = ("text", "docx", "html", "pdf")


def cases(reader: str, seed: int) -> Iterator[tuple[str, bytes]]:
    """Damaged files without end, the same ones for the same seed."""
    chance = random.Random(f"{reader} {seed}")
    if reader == "grammar":
        while True:
            yield "a.txt", document(chance).encode("utf-8", "surrogatepass")
    begin = seeds(reader)
    while True:
        name, data = chance.choice(begin)
        damage = in_archive if reader == "docx" and chance.random() < 0.7 else mutated
        yield name, damage(data, chance)


def main(arguments: list[str] | None = None) -> int:
    """Fuzz, print what was found, and end with 1 where anything was."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--reader", choices=(*READERS, "grammar"), action="append")
    parser.add_argument("--seconds", type=float, default=60, help="processor time for each reader")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder for files that were found")
    options = parser.parse_args(arguments)
    finds = 0
    for reader in options.reader or (*READERS, "grammar"):
        finds += _fuzz(reader, options.seed, options.seconds, options.keep)
    return 1 if finds else 0


def _fuzz(reader: str, seed: int, seconds: float, keep: Path | None, say: Callable[[str], object] = print) -> int:
    start, count, slowest = time.process_time(), 0, 0.0
    found: dict[str, str] = {}
    for name, data in cases(reader, seed):
        before = time.process_time()
        if before - start > seconds:
            break
        count += 1
        wrong = problem(data, name)
        slowest = max(slowest, time.process_time() - before)
        if wrong is None or wrong in found:
            continue
        found[wrong] = f"{hashlib.sha256(data).hexdigest()[:12]}-{name}"
        say(f"{reader}: {wrong} ({found[wrong]})")
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / found[wrong]).write_bytes(data)
    memory = _peak_megabytes()
    say(
        f"{reader}: {count} files, {len(found)} finds, the slowest took {slowest:.2f} s, memory {memory} MB at the most"
    )
    return len(found)


def _peak_megabytes() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def grammar_text(seed: int) -> str:
    """One document of the grammar."""
    return document(random.Random(seed))


__all__ = ["CORPUS", "READERS", "broken_rules", "cases", "grammar_text", "main", "parse_text", "problem"]

if __name__ == "__main__":
    sys.exit(main())
