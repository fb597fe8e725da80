"""Spelling: tone marks placed in two ways, short forms that are not used or used too early."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from plancli.check.context import Context
from plancli.model import Abbreviation, Diagnostic
from plancli.text import fold_view

_SHOWN = 4
# Each short form is one search through the text: no document defines more.
_MOST = 500


def check_spelling(context: Context) -> Iterator[Diagnostic]:
    """``tone-mixed`` at most once in a document; ``alias-unused`` and ``alias-early`` once a short form."""
    yield from _tones(context)
    yield from _aliases(context)


def _tones(context: Context) -> Iterator[Diagnostic]:
    """``hoà`` beside ``hóa``: the way that fewer words have is the odd one."""
    first = list(context.rule("tone-on-first").finditer(context.views))
    second = list(context.rule("tone-on-second").finditer(context.views))
    if not first or not second:
        return
    few, many = (first, second) if len(first) < len(second) else (second, first)
    words = list(dict.fromkeys(match.group() for match in few))
    usual = Counter(match.group() for match in many).most_common(1)[0][0]
    shown = ", ".join(words[:_SHOWN]) + (", …" if len(words) > _SHOWN else "")
    span = context.source(few[0].start(), few[0].end())
    yield context.finding("tone-mixed", span, None, words=shown, count=len(few), usual=usual, others=len(many))


# --- short forms -------------------------------------------------------------------------------------------------


def _aliases(context: Context) -> Iterator[Diagnostic]:
    packed = _Packed(context.text)
    for item in context.document.abbreviations[:_MOST]:
        if item.span is None:
            continue
        early = _early(context, packed, item)
        if early is not None:
            yield context.finding("alias-early", early, None, short=item.short)
        elif not packed.holds(item.short, item.span[1], len(context.text)):
            yield context.finding("alias-unused", item.span, item.section, short=item.short)


def _early(context: Context, packed: _Packed, item: Abbreviation) -> tuple[int, int] | None:
    """Where initials stand in the body before they are defined; a word or number that is cut short reads by itself."""
    from plancli.text import Views

    if item.span is None or not context.rule("initials").fullmatch(Views(item.short)):
        return None
    return packed.find(item.short, context.body_start, item.span[0], exact=True)


class _Packed:
    """A text without its blanks, so that a name is found across line ends; and the way back."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places = [index for index, char in enumerate(text) if not char.isspace() and char not in "\\*_"]
        self._printed = "".join(text[index] for index in self._places)
        self._fold = fold_view(self._printed)

    def holds(self, name: str, start: int, end: int) -> bool:
        """Whether the name stands in ``[start, end)`` of the text, in whatever case, and with a slip in its marks."""
        return self.find(name, start, end) is not None

    def find(self, name: str, start: int, end: int, *, exact: bool = False) -> tuple[int, int] | None:
        """The first place of the name as a whole word; ``exact``: in its own case, and no part of a symbol."""
        from bisect import bisect_left

        packed = "".join(name.split())
        wanted, held = (packed, self._printed) if exact else (fold_view(packed), self._fold)
        at = held.find(wanted, bisect_left(self._places, start)) if wanted else -1
        limit = bisect_left(self._places, end)
        while at >= 0 and at + len(wanted) <= limit:
            found = (self._places[at], self._places[at + len(wanted) - 1] + 1)
            before, after = self._text[found[0] - 1 : found[0]], self._text[found[1] : found[1] + 1]
            joined = before.isalnum() or after.isalnum()
            if not joined and not (exact and (before in tuple("-/.&") or after in tuple("-/&"))):
                return found
            at = held.find(wanted, at + 1)
        return None
