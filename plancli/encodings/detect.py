"""Telling by statistics that a text is in an old encoding, and in which.

Each scheme is tried, and what comes out is judged as Vietnamese: by possible syllables and by those that
administrative texts are full of. A text is taken for one in an old encoding only when its reading is good by itself,
better by far than that of any other scheme, and better by far than the text as it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plancli.encodings.codes import codes_of
from plancli.encodings.evidence import Judge, Tally
from plancli.encodings.schemes import Scheme, schemes
from plancli.patterns import Patterns

_SAMPLE = 64 * 1024
# The least score, the least lead over the next best reading, and the least number of different marked words.
_SCORE = 0.55
_MARGIN = 0.35
_DISTINCT = 3
# A text in a language without Vietnamese marks may hold such words in names; Vietnamese has more.
_MARKED_SHARE = 0.2
_SAME = 0.02

_VIQR = re.compile(r"[AEOaeo]\^|[Aa]\(|[OUou][+*]|[Dd]{2}|[aeiouy][`'~?.](?=[a-z])")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Detected:
    """A text that was in an old encoding.

    ``text`` is in Unicode. ``score`` says how well it reads (1: nothing but frequent Vietnamese words), ``margin`` by
    how much better than any other reading. ``lines`` are the indexes of the lines that were decoded, ``None``: all.
    """

    scheme: str
    text: str
    score: float
    margin: float
    lines: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Verdict:
    scheme: Scheme
    score: float
    margin: float


def detect_bytes(data: bytes, patterns: Patterns | None = None) -> Detected | None:
    """The text of a file that is not Unicode; ``None`` where no encoding is clearly it."""
    known = patterns or Patterns.builtin()
    if b"\0" in data[:_SAMPLE] or data.isascii():
        return None
    codes = codes_of(data)
    judge = Judge(known)
    sample = _sample(codes)
    found = _decide(sample, _single_byte(known), judge)
    if found is None:
        return None
    text = found.scheme.decode(codes)
    if len(_CONTROLS.findall(text, 0, _SAMPLE)) > 0.02 * min(len(text), _SAMPLE):
        return None
    return Detected(found.scheme.name, text, found.score, found.margin)


def detect_text(text: str, patterns: Patterns | None = None) -> Detected | None:
    """A text in Unicode that holds text of an old encoding, read as a Western one or in ASCII, made right.

    Whole documents, or lines of them where the rest is proper Unicode. ``None`` where nothing is clearly so.
    """
    known = patterns or Patterns.builtin()
    if text.isascii():
        return _detect_ascii(text, known)
    lines = text.split("\n")
    signs = _all_signs(known)
    suspects = [index for index, line in enumerate(lines) if not line.isascii() and not signs.search(line)]
    if not suspects:
        return None
    judge = Judge(known)
    votes, verdicts = _vote(lines, suspects, judge, known)
    if not votes:
        return None
    scheme = schemes(known)[votes.most_common(1)[0][0]]
    mine = {index for index, verdict in verdicts.items() if verdict is not None and verdict.scheme is scheme}
    proper = {index for index, verdict in verdicts.items() if verdict is None}
    proper.update(
        index for index, line in enumerate(lines) if signs.search(line) and index not in verdicts and _is_text(line)
    )
    if proper:
        chosen = _with_neighbours(lines, suspects, mine, proper, scheme, judge)
    else:
        chosen = [index for index, line in enumerate(lines) if not line.isascii() and not signs.search(line)]
    sample = _sample("\n".join(lines[index] for index in chosen))
    verdict = _decide(sample, _single_byte(known), judge)
    if verdict is None or verdict.scheme is not scheme:
        return None
    for index in chosen:
        lines[index] = scheme.decode(lines[index])
    return Detected(
        scheme.name, "\n".join(lines), verdict.score, verdict.margin, tuple(chosen) if proper else None
    )
