"""Form of the letterhead: parts that are missing, the form of the number, the line of place and date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plancli.check.context import Context
from plancli.model import Diagnostic
from plancli.text import Views, squeeze

_MARKUP = re.compile(r"[*_\\]|&nbsp;")
_REACH = 24


def check_head(context: Context) -> Iterator[Diagnostic]:
    """Findings in a letterhead that is there; a lost one is a diagnostic of its own (``header-lost``)."""
    if not context.has_letterhead:
        return
    yield from _missing_parts(context)
    yield from _number(context)
    yield from _date_line(context)


def _missing_parts(context: Context) -> Iterator[Diagnostic]:
    header, style = context.document.header, context.style
    parts = context.file.settings["parts"]
    if style == "state":
        wanted = ["national-name", "motto"]
    elif style == "party":
        wanted = ["party-name"]
    else:
        wanted = []
    for name in wanted:
        if not context.rule(name).search(context.head):
            yield context.finding("form-heading-missing", section="header", part=parts[name])
    dated = style in ("state", "party") and header.date is not None and header.date.span
    # A comma before the date ends a place, even one that was not read.
    if dated and header.place is None and not context.text[: dated[0]].rstrip().endswith(","):
        yield context.finding("form-place-missing", dated, "header")
    kind = header.type
    without = kind is not None and not kind.inferred and header.subject is None
    if kind is not None and without and kind.code not in context.file.settings["no_subject"]:
        yield context.finding("form-subject-missing", kind.span, "header", name=kind.name)
    letter = style == "state" and kind is not None and kind.code == "CV" and context.has_end
    if letter and not context.document.addressees:
        yield context.finding("form-addressee-missing", section="header")


def _number(context: Context) -> Iterator[Diagnostic]:
    number = context.document.header.number
    if number is None or number.span is None or number.inferred or context.style not in ("state", "party"):
        return
    printed = re.sub(r"\s+", "", _clean(context.printed(number)))
    state = context.rule("state-number").match(Views(printed)) is not None
    party = context.rule("party-number").match(Views(printed)) is not None
    if context.style == "state" and party:
        yield context.finding("form-number-style", number.span, "header", number=printed, form="154/KH-UBND")
    elif context.style == "party" and state:
        yield context.finding("form-number-style", number.span, "header", number=printed, form="85-KH/ĐU")
    if number.serial and re.fullmatch(r"[1-9]", number.serial) and re.match(r"[1-9](?!\d)", printed):
        yield context.finding("form-number-zero", number.span, "header", number=printed, serial=f"0{number.serial}")
    if context.style == "state" and not context.is_scan:
        before = Views(context.text[max(number.span[0] - _REACH, 0) : number.span[0]])
        word = context.rule("number-word").search(before)
        if word is not None and not word.group("colon"):
            yield context.finding("form-number-word", number.span, "header")


def _date_line(context: Context) -> Iterator[Diagnostic]:
    header = context.document.header
    if header.date is None or header.date.span is None or header.date.inferred or context.style == "law":
        return
    details = context.file.settings["date_line"]
    printed = Views(squeeze(_clean(context.printed(header.date))))
    words = context.rule("date-words").match(printed)
    faults = []
    if words is not None:
        faults += ["zero-day"] if re.fullmatch("[1-9]", words["day"]) else []
        faults += ["zero-month"] if words["month"] in ("1", "2") else []
    elif context.rule("date-slashes").match(printed):
        faults.append("words")
    if header.place is not None and header.place.span and not context.is_scan:
        between = _clean(context.text[header.place.span[1] : header.date.span[0]])
        # Only where the two stand together: a table or a column may keep them apart.
        if between and not between.strip(" \t\u00a0"):
            faults.append("comma")
    for fault in faults:
        yield context.finding("form-date-line", header.date.span, "header", text=printed.text, detail=details[fault])


def _clean(text: str) -> str:
    """The printed characters without markup of converters."""
    return _MARKUP.sub(lambda match: " " if match.group() == "&nbsp;" else "", text)
