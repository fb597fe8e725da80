"""Findings as a proof-reader's list, as JSON, SARIF 2.1.0, and as annotations of a GitHub workflow."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from msgspec import to_builtins

from plancli.check.positions import Lines, Place, Snippet
from plancli.model import Diagnostic, Span
from plancli.views.harmless import harmless, json_escaped
from plancli.views.labels import Language, value_word, word

if TYPE_CHECKING:
    from rich.text import Text

    from plancli.review.registry import Registered

_LEVELS = {"info": "note", "warning": "warning", "error": "error"}
_COMMANDS = {"info": "notice", "warning": "warning", "error": "error"}


@dataclass(frozen=True)
class Report:
    """The findings of one file. ``path`` is its name, ``None`` for standard input; ``text`` its source text."""

    path: str | None
    text: str
    findings: Sequence[Diagnostic]

    @property
    def name(self) -> str:
        """The name for people."""
        return self.path or "-"


@dataclass(frozen=True)
class Unread:
    """A file that could not be read."""

    path: str | None
    message: str


# --- for people ------------------------------------------------------------------------------------------------------


def report_text(report: Report, language: Language) -> str:
    """A line ``file:line:column: severity: message [code]`` a finding, the words underlined below it."""
    lines = Lines(report.text)
    out = []
    for item in report.findings:
        place = lines.place(item.span) if item.span else None
        out.append(f"{_where(report, place)} {_severity(item, language)}: {_message(item, language)} [{item.code}]")
        if item.span:
            snippet = lines.snippet(item.span)
            out.append(f"    {snippet.text}")
            out.append(f"    {' ' * snippet.start}{'^' * snippet.length}")
    return "".join(f"{line}\n" for line in out)


def report_rich(report: Report, language: Language) -> Iterator[Text]:
    """The same for a terminal: in colours, the words themselves underlined."""
    from rich.text import Text

    styles = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}
    lines = Lines(report.text)
    for item in report.findings:
        place = lines.place(item.span) if item.span else None
        yield Text.assemble(
            (_where(report, place), "bold"),
            " ",
            (_severity(item, language), styles[item.severity]),
            f": {_message(item, language)} ",
            (f"[{item.code}]", "dim"),
        )
        if item.span:
            yield _underlined(lines.snippet(item.span))


def _underlined(snippet: Snippet) -> Text:
    from rich.text import Text

    # Columns on screen and characters differ where marks combine.
    from plancli.check.positions import characters

    start, end = characters(snippet)
    text = Text(f"    {snippet.text}", style="dim")
    text.stylize("not dim underline bold", 4 + start, 4 + end)
    return text


def _where(report: Report, place: Place | None) -> str:
    return harmless(f"{report.name}:{place.line}:{place.column}:" if place else f"{report.name}:")


def _severity(item: Diagnostic, language: Language) -> str:
    return value_word("severity", item.severity, language)


def _message(item: Diagnostic, language: Language) -> str:
    page = f" ({word('page', language).lower()} {item.page})" if item.page else ""
    return harmless(item.message) + page


# --- for programs ----------------------------------------------------------------------------------------------------


def reports_json(reports: Iterable[Report]) -> str:
    """An array of all findings: the diagnostic with its file, lines and columns, and the words it points at."""
    found = [
        {
            "path": report.path,
            **to_builtins(item),
            **(_position(lines.place(item.span)) if item.span else _position(None)),
            "words": report.text[slice(*item.span)] if item.span else None,
        }
        for report in reports
        for lines in (Lines(report.text),)
        for item in report.findings
    ]
    return json_escaped(json.dumps(found, ensure_ascii=False, indent=2)) + "\n"


def _position(place: Place | None) -> dict[str, int | None]:
    names = ("line", "column", "end_line", "end_column")
    return dict(zip(names, place or (None,) * len(names), strict=True))


def reports_sarif(reports: Sequence[Report], unread: Sequence[Unread], known: Mapping[str, Registered]) -> str:
    """A SARIF 2.1.0 log of one run. Lines and columns are those of the text that ``plancli text`` prints."""
    from plancli import __version__

    codes = sorted({item.code for report in reports for item in report.findings})
    order = {code: index for index, code in enumerate(codes)}
    invocation: dict[str, Any] = {"executionSuccessful": not unread}
    if unread:
        invocation["toolExecutionNotifications"] = [
            {
                "level": "error",
                "message": {"text": failure.message},
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(failure.path)}}}],
            }
            for failure in unread
        ]
    log = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "plancli",
                        "version": __version__,
                        "rules": [_rule(known[code]) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "defaultSourceLanguage": "vi",
                "invocations": [invocation],
                "results": [
                    _result(report, Lines(report.text), item, order[item.code])
                    for report in reports
                    for item in report.findings
                ],
            }
        ],
    }
    return json_escaped(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _rule(item: Registered) -> dict[str, Any]:
    return {
        "id": item.code,
        "shortDescription": {"text": item.meaning},
        "fullDescription": {"text": item.meaning_vi},
        "help": {"text": f"{item.meaning_vi}\n{item.example}" + (f"\n{item.source}" if item.source else "")},
        "defaultConfiguration": {"level": _LEVELS[item.severity]},
    }


def _result(report: Report, lines: Lines, item: Diagnostic, index: int) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(report.path)}}
    if item.span:
        location["region"] = _region(lines, item.span, report.text)
    words = report.text[slice(*item.span)] if item.span else ""
    fingerprint = "\x1f".join((item.code, item.section or "", " ".join(words.split()), item.message))
    properties = {"section": item.section, "page": item.page}
    return {
        "ruleId": item.code,
        "ruleIndex": index,
        "level": _LEVELS[item.severity],
        "message": {"text": item.message},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"plancli/v1": hashlib.sha256(fingerprint.encode("utf-8", "replace")).hexdigest()},
        "properties": {name: value for name, value in properties.items() if value is not None},
    }


def _region(lines: Lines, span: Span, text: str) -> dict[str, Any]:
    place = lines.place(span)
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
        "charOffset": span[0],
        "charLength": span[1] - span[0],
        "snippet": {"text": text[slice(*span)]},
    }


def _uri(path: str | None) -> str:
    return quote((path or "stdin").replace("\\", "/"), safe="/")


def report_github(report: Report) -> str:
    """Workflow commands, which GitHub shows beside the lines of the file."""
    lines = Lines(report.text)
    out = []
    for item in report.findings:
        values = {"file": report.path, "title": item.code}
        if item.span:
            place = lines.place(item.span)
            values |= {"line": str(place.line), "endLine": str(place.end_line)}
            if place.line == place.end_line:
                values |= {"col": str(place.column), "endColumn": str(place.end_column)}
        marked = ",".join(f"{name}={_property(value)}" for name, value in values.items() if value)
        out.append(f"::{_COMMANDS[item.severity]} {marked}::{_data(item.message)}\n")
    return "".join(out)


def _data(text: str) -> str:
    return harmless(text, lines=True).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
