"""What scanners, converters and typists do to a text: pure functions from text to text.

The *harmless* ones change nothing that a reader would read otherwise, so the findings must stay; the *damaging* ones
are seeded, and the harm must stay near them.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise

Noise = Callable[[str], str]

# --- harmless -------------------------------------------------------------------------------------------------


def to_nfd(text: str) -> str:
    """Letters and marks apart, as macOS and some converters have them."""
    return unicodedata.normalize("NFD", text)


def crlf(text: str) -> str:
    """Line ends of Windows."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def nbsp(text: str) -> str:
    """No-break blanks round numbers, as Word sets them."""
    return re.sub(r"(?<=\d) (?=\S)|(?<=\S) (?=\d)", "\u00a0", text)


_TONES = "\u0300\u0301\u0303\u0309\u0323"


def tone_swap(text: str) -> str:
    """The other placement of the tone in open oa, oe, uy: hòa → hoà, ủy → uỷ; what is so already stays."""

    def swap(match: re.Match[str]) -> str:
        decomposed = unicodedata.normalize("NFD", match.group())
        first, tone, second = tuple(decomposed)
        return unicodedata.normalize("NFC", first + second + tone)

    pairs = "".join
    olds = [
        unicodedata.normalize("NFC", first + tone) + second
        for pair in ("oa", "oe", "uy")
        for first, second in ((pair[0], pair[1]), (pair[0].upper(), pair[1]), (pair[0].upper(), pair[1].upper()))
        for tone in _TONES
    ]
    return re.sub(pairs(["(?<![qQ])(?:", "|".join(olds), r")(?!\w)"]), swap, text)


def double_blanks(text: str) -> str:
    """Each single blank between words twice."""
    return re.sub(r"(?<=\S) (?=\S)", "  ", text)


def d_bar(text: str) -> str:
    """The Icelandic Ð that old fonts have in the place of Đ."""
    return text.replace("Đ", "Ð")


def o_horn(text: str) -> str:
    """Ƣ and ƣ, which PDF writers put in the place of Ư and ư."""
    return text.replace("Ư", "Ƣ").replace("ư", "ƣ")


def blank_after_each_line(text: str) -> str:
    """The layout of many OCR outputs: an empty line after each line."""
    return "\n".join(line + "\n" if line.strip() else line for line in text.split("\n"))


# No layout sets longer lines than this; a longer line is a whole paragraph.
_WIDEST = 130


def page_furniture(text: str, every: int = 25, head: str | None = None, feed: str = "\f", number: str = "{}") -> str:
    """A page break, a number in the middle and a running head, each so many lines, wherever that falls.

    Before the first such place there are no headings of pages, as in print. Letterhead and end block, where a page
    never breaks, are spared. ``feed`` is what the page break leaves in the text.
    """
    lines = text.split("\n")
    first, last = _body(lines)
    out, page, since = [], 1, 0
    for index, line in enumerate(lines):
        if first < index < last and since >= every and line.strip():
            page, since = page + 1, 0
            out += ["", f"{feed}{'':38}{number.format(page)}", ""]
            if head:
                out += [head, ""]
        out.append(line)
        since += 1
    return "\n".join(out)


_MARKER_LIKE = re.compile(r"(?:[-–—+*•]|[\d.]+[.)/:]?|\(?[a-zđ]\)|[IVXLC]+[.)/]?|\w[.)])")
_ITEM = re.compile(r"[\W_]*(?:[-–+*•]|\d{1,2}(?:\.\d+)*[.)/]|[a-zđ]\)|[IVX]+\s?[-.])\s")


def rewrap(text: str, width: int) -> str:
    """Running text wrapped anew at another width; headings, short lines, head and end stay.

    In a text that is wrapped already, a line goes on in the next one where it is long and ends no sentence and the
    next is no item. No line is broken before a word that would look like a marker, nor at a blank inside a symbol
    ("27- NQ/TW"): a line end there is how "27-NQ/TW" is broken, so that no reader could tell the two.
    """
    lines = text.split("\n")
    first, last = _body(lines)
    wrapped = max(map(len, lines)) <= _WIDEST
    out = lines[:first]
    index = first
    while index < last:
        paragraph = lines[index]
        index += 1
        while wrapped and (after := _next(lines, index, last)) is not None and _goes_on(paragraph, lines[after]):
            joint = "" if re.search(r"\d-$", paragraph.rstrip()) else " "
            paragraph = paragraph.rstrip() + joint + lines[after].strip()
            index = after + 1
        out += _wrap(paragraph, width)
    return "\n".join(out + lines[last:])


def _body(lines: list[str]) -> tuple[int, int]:
    """The lines from the grounds (or the first heading I) to the list of recipients, or to the signature."""
    opening = re.compile(r"\s*(?:Thực hiện|Căn cứ)\s|[#*\s]*I\s?[-.]")
    ending = re.compile(r"[#*\s]*(?:N[ơo]i nhận|(?:TM|KT|TL|T/M)\.? [A-ZĐ]|(?:GIÁM ĐỐC|CHỦ TỊCH|HIỆU TRƯỞNG)\b)")
    # "HƯỚNG DẪN / Thực hiện Nghị quyết …" is a title.
    titled = [bool(above.strip()) and above.strip().isupper() for above in ["", *lines]]
    first = next((n for n, line in enumerate(lines) if opening.match(line) and not titled[n]), len(lines))
    last = next((n for n, line in enumerate(lines) if n > first and ending.match(line)), len(lines))
    return first, max(first, last)


def _next(lines: list[str], index: int, last: int) -> int | None:
    """The next line that is not blank, one blank line at most between."""
    for candidate in (index, index + 1):
        if candidate < last and lines[candidate].strip():
            return candidate
    return None


def _goes_on(line: str, after: str) -> bool:
    if (
        "\f" in after
        or "|" in line + after
        or "\t" in line + after
        or _ITEM.match(after)
        or after.strip().isupper()
        or line.strip().isupper()
    ):
        return False
    if len(line) < 62 or line.rstrip().endswith((":", "./.")):
        return False
    return after.strip()[0].islower() or not line.rstrip().endswith((".", ";", "/", "…", "*", "”"))


def _wrap(paragraph: str, width: int) -> list[str]:
    if len(paragraph) <= width or paragraph.lstrip().startswith("#") or "|" in paragraph:
        return [paragraph]
    lines, line = [], ""
    for word in re.findall(r"\s*\S+", paragraph):
        breaks = len(line) + len(word) > width and bool(line.strip())
        if breaks and not _MARKER_LIKE.fullmatch(word.strip()) and not re.search(r"\d-$", line):
            lines.append(line)
            word = word.lstrip()
            line = ""
        line += word
    return [*lines, line]


# --- damaging -------------------------------------------------------------------------------------------------


def drop_marker(text: str, seed: int) -> str:
    """One item with an Arabic number, not the first of its list and with no items below, without its number."""
    lines = text.split("\n")
    items = [n for n, line in enumerate(lines) if _ITEM.match(line)]
    places = [
        here
        for here, after in pairwise(items)
        if re.match(r"[#*\s]*(?:[2-9]|\d\d)\. ", lines[here]) and re.match(r"[#*\s]*[\dIVX]+\s?[-.]", lines[after])
    ]
    if not places:
        return text
    place = random.Random(seed).choice(places)
    lines[place] = re.sub(r"^([#*\s]*)\d+\. ", r"\1", lines[place])
    return "\n".join(lines)


def d_for_dd(text: str, rate: float, seed: int) -> str:
    """đ without its stroke."""
    return _replaced(text, {"đ": "d", "Đ": "D"}, rate, seed)


def i_for_l(text: str, rate: float, seed: int) -> str:
    """I and l and 1 for one another."""
    return _replaced(text, {"I": "l", "l": "I", "1": "l"}, rate, seed)


_CONFUSIONS = {
    "ề": "ê", "ể": "ê", "ế": "ê", "ố": "ô", "ổ": "ô", "ấ": "â", "ầ": "â", "ả": "á", "ẩ": "ấ", "ữ": "ư", "ứ": "ử",
    "ị": "i", "ạ": "a", "u": "n", "n": "u", "c": "e", "h": "b", "m": "rn", "l": "1", "o": "0", "t": "l", ".": ",",
    ",": ".", "i": "l", "g": "q", "đ": "d", "ư": "u", "ơ": "o", "ă": "á",
}  # fmt: skip


def ocr(text: str, rate: float, seed: int) -> str:
    """Letters that scanners misread, each with the given chance."""
    return _replaced(text, _CONFUSIONS, rate, seed)


def _replaced(text: str, table: dict[str, str], rate: float, seed: int) -> str:
    chance = random.Random(seed)
    return "".join(table[char] if char in table and chance.random() < rate else char for char in text)


HARMLESS: dict[str, Noise] = {
    "nfd": to_nfd,
    "crlf": crlf,
    "nbsp": nbsp,
    "tone_swap": tone_swap,
    "double_blanks": double_blanks,
    "d_bar": d_bar,
    "o_horn": o_horn,
    "blank_after_each_line": blank_after_each_line,
    "page_numbers": page_furniture,
    "running_heads": lambda text: page_furniture(text, 9, "Kế hoạch triển khai công tác của đơn vị"),
    "bare_numbers": lambda text: page_furniture(text, 12, feed="", number="- {} -"),
    "bare_heads": lambda text: page_furniture(text, 7, "UBND xã - Kế hoạch công tác", feed="", number="Trang {}"),
    "rewrap_60": lambda text: rewrap(text, 60),
    "rewrap_100": lambda text: rewrap(text, 100),
    "nfd_crlf_nbsp": lambda text: crlf(nbsp(to_nfd(text))),
    "d_bar_double_blanks": lambda text: double_blanks(d_bar(text)),
}
