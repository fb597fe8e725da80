"""Text from documents made harmless for where it is shown.

A document may hold terminal escapes, controls that turn the direction of writing round, or cells that a spreadsheet
would take for formulas. Values in JSON stay what they are and are written as escapes; elsewhere the characters are
replaced by what they would look like in a program text (``\\x1b``).
"""

from __future__ import annotations

import re

# C0 and C1 controls, marks and embeddings of direction, and line ends that are no line feeds.
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_LONE = re.compile("[\ud800-\udfff]")
_FORMULA = tuple("=+-@\t\r＝＋－＠")


def harmless(text: str, *, lines: bool = False) -> str:
    """The text without characters that act instead of being shown; blanks stay blanks, line ends with ``lines``."""

    def shown(match: re.Match[str]) -> str:
        char = match.group()
        if char == "\n" and lines:
            return char
        return " " if char in "\t\n\r\f\v\u2028\u2029" else char.encode("unicode_escape").decode("ascii")

    return _LONE.sub("\ufffd", _HARMFUL.sub(shown, text))


def json_escaped(text: str) -> str:
    """JSON with the same value in which no such character stands as itself; nor does a lone surrogate."""
    escaped = _IN_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
    return _LONE.sub(lambda match: f"\\u{ord(match.group()):04x}", escaped)


def no_formula(text: str) -> str:
    """The text as a cell that no spreadsheet computes: an apostrophe before what would begin a formula.

    A sign alone (the marker of a list) is none and stays as it is.
    """
    return f"'{text}" if text.startswith(_FORMULA) and len(text) > 1 else text


def markdown_cell(text: str) -> str:
    """The text as one cell of a markdown table, with nothing in it taken for markup."""
    shown = harmless(text, lines=True).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = re.sub(r"([\\|`*_\[\]~])", r"\\\1", shown)
    return shown.replace("\n", "<br>")
