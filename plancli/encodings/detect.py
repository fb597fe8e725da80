"""Telling by statistics that a text is in an old encoding, and in which.

Each scheme is tried, and what comes out is judged as Vietnamese: by possible syllables and by those that
administrative texts are full of. A text is taken for one in an old encoding only when its reading is good by itself,
better by far than that of any other scheme, and better by far than the text as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec import Struct

from plancli.encodings.codes import bytes_of, codes_of
from plancli.encodings.evidence import Judge, Tally
from plancli.patterns import Patterns

_SAMPLE = 64 * 1024
# The least score, the least lead over the next best reading, and the least number of different marked words.
_SCORE = 0.55
_MARGIN = 0.35
_DISTINCT = 3
# A text in a language without Vietnamese marks may hold such words in names; Vietnamese has more.
_MARKED_SHARE = 0.2
# In a running text more than half of the marked words are frequent ones.
_COMMON_SHARE = 0.25

# Letters that no old encoding is ever mistaken for: what only Unicode writes, composed or not.
_UNICODE = re.compile("[\u1ea0-\u1ef9\u0128\u0129\u0168\u0169\u0302\u0306\u031b]")
_VIQR = re.compile(r"[AEOaeo]\^|[Aa]\(|[OUou][+*]|[Dd]{2}|[aeiouy][`'~?.](?=[a-z])")
# Letters and whatever an old encoding has in place of letters, but for the control characters of some.
_TOKEN = re.compile(r"[^\x00-@\[-`{-\x7f]+")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")

Decode = Callable[[str], str]
# Asked for only where the text as it stands is in doubt: tables of all encodings are behind it.
Readings = Callable[[], dict[str, Decode]]


class Detected(Struct, frozen=True):
    """A text that was in an old encoding.

    ``scheme`` is its name; ``utf-8`` is text in UTF-8 that was read as windows-1252. ``text`` is in Unicode.
    ``score`` says how well it reads (1: nothing but frequent Vietnamese words), ``margin`` by how much better than any
    other reading. ``lines`` counts the lines that were decoded, ``None``: all, the document is in that encoding.
    """

    scheme: str
    text: str
    score: float
    margin: float
    lines: int | None = None


class _Verdict(Struct, frozen=True):
    scheme: str
    decode: Decode
    score: float
    margin: float
    words: int


def detect_bytes(data: bytes, patterns: Patterns | None = None) -> Detected | None:
    """The text of a file that is not Unicode; ``None`` where no encoding is clearly it."""
    known = patterns or Patterns.builtin()
    if b"\0" in data[:_SAMPLE] or data.isascii():
        return None
    codes = codes_of(data)
    found = _decide(codes, lambda: _old_readings(known), Judge(known))
    if found is None:
        return None
    text = found.decode(codes)
    if len(_CONTROLS.findall(text, 0, _SAMPLE)) > 0.02 * min(len(text), _SAMPLE):
        return None
    return Detected(found.scheme, text, found.score, found.margin)


def detect_text(text: str, patterns: Patterns | None = None) -> Detected | None:
    """A text in Unicode that holds text of an old encoding, read as a Western one or in ASCII, made right.

    Whole documents, or paragraphs of them where others are proper Unicode. ``None`` where nothing is clearly so.
    """
    known = patterns or Patterns.builtin()
    if text.isascii():
        return _detect_ascii(text, known)
    lines = text.split("\n")
    blocks = list(_blocks(lines))
    if not blocks:
        return None
    judge, readings = Judge(known), partial(_readings, known)
    decided: list[tuple[Sequence[int], _Verdict]] = []
    open_: list[Sequence[int]] = []
    for block in blocks:
        verdict = _decide_lines(lines, block, readings, judge)
        if verdict is not None:
            decided.append((block, verdict))
        elif len(block) > 1:
            alone: list[tuple[Sequence[int], _Verdict | None]] = [
                ([index], _decide_lines(lines, [index], readings, judge)) for index in block
            ]
            decided += [(one, found) for one, found in alone if found is not None]
            open_ += [one for one, found in alone if found is None]
        else:
            open_.append(block)
    if not decided:
        return None
    best = max((verdict for _, verdict in decided), key=lambda verdict: verdict.words)
    decided += [(rest, best) for rest in open_ if _follows(lines, rest, best, judge)]
    count, marked = 0, sum(not line.isascii() for line in lines)
    for part, verdict in decided:
        wrong = _without_edges(lines, part, verdict, judge)
        if len(wrong) == marked:
            return Detected(verdict.scheme, verdict.decode(text), verdict.score, verdict.margin)
        if wrong:
            # The lines between are in ASCII; in VPS and VISCII some capitals are control characters.
            start, end = wrong[0], wrong[-1] + 1
            lines[start:end] = verdict.decode("\n".join(lines[start:end])).split("\n")
            count += len(wrong)
    return Detected(best.scheme, "\n".join(lines), best.score, best.margin, count) if count else None


# --- readings ----------------------------------------------------------------------------------------------


def _old_readings(patterns: Patterns) -> dict[str, Decode]:
    """The ways to read bytes outside of ASCII that are no Unicode."""
    from plancli.encodings.schemes import schemes

    return {name: scheme.decode for name, scheme in schemes(patterns).items() if name != "viqr"}


def _readings(patterns: Patterns) -> dict[str, Decode]:
    """The ways to read text of bytes outside of ASCII."""
    return {**_old_readings(patterns), "utf-8": _decode_twice}


def _decode_twice(text: str) -> str:
    """UTF-8 that was read as windows-1252, line by line; what is none stays."""
    return "\n".join(map(_decode_line_twice, text.split("\n")))


def _decode_line_twice(line: str) -> str:
    data = bytes_of(line)
    try:
        return line if data is None else data.decode("utf-8")
    except UnicodeDecodeError:
        return line


def _decide(text: str, readings: Readings, judge: Judge) -> _Verdict | None:
    """The reading that is clearly right, if any."""
    sample = text[:_SAMPLE]
    as_it_stands = judge.tally(sample)
    if as_it_stands.wrong < 2 and len(sample) == len(text):
        return None
    if as_it_stands.score > 1 - _MARGIN or _has_few_marked(sample):
        # No reading can be so much better, or hold enough different words.
        return None
    scores = [("", as_it_stands.score, as_it_stands)]
    ways = readings()
    for name, decode in ways.items():
        tally = judge.tally(decode(sample))
        scores.append((name, tally.score if tally.marked else -1.0, tally))
    scores.sort(key=lambda entry: -entry[1])
    (name, score, tally), (_, second, _) = scores[:2]
    if not name or score < _SCORE or score - second < _MARGIN or not _is_vietnamese(tally):
        return None
    return _Verdict(name, ways[name], score, score - second, tally.marked)


def _has_few_marked(text: str) -> bool:
    marked = {token for token in _TOKEN.findall(text) if not token.isascii()}
    return len(marked) < _DISTINCT and not _CONTROLS.search(text)


def _is_vietnamese(tally: Tally) -> bool:
    enough = len(tally.distinct) >= _DISTINCT and tally.marked >= _MARKED_SHARE * (tally.marked + tally.plain)
    return enough and tally.reads_well and tally.common >= _COMMON_SHARE * tally.marked


def _detect_ascii(text: str, patterns: Patterns) -> Detected | None:
    """VIQR, which is the only one in ASCII."""
    sample = text[:_SAMPLE]
    if sum(1 for _ in zip(_VIQR.finditer(sample), range(_DISTINCT), strict=False)) < _DISTINCT:
        return None
    from plancli.encodings.schemes import schemes

    decode = schemes(patterns)["viqr"].decode
    tally = Judge(patterns).tally(decode(sample))
    if tally.score < _SCORE or not _is_vietnamese(tally):
        return None
    return Detected("viqr", decode(text), tally.score, tally.score)


# --- lines -------------------------------------------------------------------------------------------------


def _blocks(lines: Sequence[str]) -> Iterator[list[int]]:
    """The lines with letters outside of ASCII, divided by those that only Unicode can have written."""
    block: list[int] = []
    for index, line in enumerate(lines):
        if line.isascii():
            continue
        if not _UNICODE.search(line):
            block.append(index)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _joined(lines: Sequence[str], block: Sequence[int]) -> str:
    # With the lines in ASCII between: how they read counts too.
    return "\n".join(lines[block[0] : block[-1] + 1])


def _decide_lines(lines: Sequence[str], block: Sequence[int], readings: Readings, judge: Judge) -> _Verdict | None:
    return _decide(_joined(lines, block), readings, judge)


def _follows(lines: Sequence[str], block: Sequence[int], best: _Verdict, judge: Judge) -> bool:
    """Whether lines too short to tell are in the encoding of the others."""
    text = _joined(lines, block)
    before, after = judge.tally(text), judge.tally(best.decode(text))
    return before.wrong > 0 and after.wrong == 0 and after.score - before.score >= _MARGIN


def _without_edges(lines: Sequence[str], block: Sequence[int], verdict: _Verdict, judge: Judge) -> Sequence[int]:
    """The lines without those at either end that are right as they stand: Unicode that has no mark of it."""
    start, end = 0, len(block)
    while start < end and _stands(lines[block[start]], verdict, judge):
        start += 1
    while start < end and _stands(lines[block[end - 1]], verdict, judge):
        end -= 1
    return block[start:end]


def _stands(line: str, verdict: _Verdict, judge: Judge) -> bool:
    before = judge.tally(line)
    return before.marked > 0 and before.wrong == 0 and before.score > judge.tally(verdict.decode(line)).score
