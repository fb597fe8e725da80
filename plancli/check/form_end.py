"""Form of the end: who signs for whom, the end mark, recipients and filing. Excerpts without an end are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plancli.check.context import Context
from plancli.model import Diagnostic, Signature
from plancli.text import Views, lower_view

_LAST_WORDS = 60


def check_end(context: Context) -> Iterator[Diagnostic]:
    """Findings from the last paragraph on."""
    if not context.has_end or context.style == "law":
        return
    yield from _end_mark(context)
    named = any(signature.name for signature in context.document.signatures)
    for signature in context.document.signatures:
        yield from _authority(context, signature)
        # Of several blocks one without a name is a second line of another.
        if signature.position is not None and not named:
            yield context.finding("form-signer-missing", signature.span, "signature", position=signature.position)
    yield from _recipients(context)


def _end_mark(context: Context) -> Iterator[Diagnostic]:
    """``./.`` behind the last word of a state document; none in the Party's of today."""
    if context.is_scan or context.body_end <= context.body_start:
        return
    # Layout may put the end of the text behind the signature: the mark counts wherever it stands.
    marks = list(context.rule("end-mark").finditer(Views(context.text), context.body_start))
    if context.style == "state" and not marks:
        yield context.finding("form-end-mark", _last_words(context), "closing")
    value = context.document.header.date.value if context.document.header.date else None
    if context.style == "party" and marks and (value or "") >= context.file.settings["party_end_from"]:
        yield context.finding("form-end-mark-party", (marks[-1].start(), marks[-1].end()), "closing")


def _last_words(context: Context) -> tuple[int, int] | None:
    end = min(context.content_end, len(context.text))
    text = context.text[:end].rstrip()
    start = max(text.rfind(" ", 0, len(text) - 1), text.rfind("\n"), len(text) - _LAST_WORDS) + 1
    return (start, len(text)) if start < len(text) else None


def _authority(context: Context, signature: Signature) -> Iterator[Diagnostic]:
    codes = [part.code for part in signature.authority]
    position = Views(signature.position or "")
    deputy = context.rule("deputy").match(position) is not None
    span, place = signature.span, "signature"
    if "TM" in codes and "KT" in codes and codes.index("KT") < codes.index("TM"):
        yield context.finding("form-authority-order", span, place)
    if context.style == "state":
        yield from _state_authority(context, signature, codes, position, deputy)
    if context.style == "party":
        for_whom = next((part.of for part in signature.authority if part.code == "KT"), None)
        if for_whom and context.rule("party-secretary").match(Views(for_whom)):
            yield context.finding("form-authority-party", span, place, of=for_whom)
    wrong = {"state": "mark-slash", "party": "mark-dot"}.get(context.style)
    if wrong is not None and not context.is_scan:
        found = context.rule(wrong).search(Views(context.printed(signature)))
        if found is not None and span is not None:
            mark = (span[0] + found.start(), span[0] + found.end())
            form = "TM., KT., TL." if context.style == "state" else "T/M, K/T, T/L"
            yield context.finding("form-authority-mark", mark, place, mark=found.group(), form=form)


def _state_authority(
    context: Context, signature: Signature, codes: Sequence[str], position: Views, deputy: bool
) -> Iterator[Diagnostic]:
    """A deputy signs for the head (KT.), and only a deputy does; a committee is signed for (TM.)."""
    header = context.document.header
    if "KT" in codes and signature.position and not deputy and codes[-1] == "KT":
        yield context.finding("form-authority-deputy", signature.span, "signature", position=signature.position)
    if deputy and not codes:
        yield context.finding("form-authority-missing", signature.span, "signature", mark="KT.", who=signature.position)
        return
    issuer = header.issuer.name if header.issuer else ""
    kind = header.type.code if header.type else None
    if (
        not codes
        and len(context.document.signatures) == 1
        and kind is not None
        and kind not in context.file.settings["chairman_kinds"]
        and context.rule("people-committee").match(Views(issuer))
        and context.rule("committee-head").match(position)
    ):
        yield context.finding("form-authority-missing", signature.span, "signature", mark="TM.", who=signature.position)


def _recipients(context: Context) -> Iterator[Diagnostic]:
    document = context.document
    if context.style not in ("state", "party"):
        return
    if not document.recipients and document.filing is None:
        yield context.finding("form-recipients-missing", section="recipients")
        return
    if document.filing is None:
        last = document.recipients[-1] if document.recipients else None
        yield context.finding("form-filing-missing", last.span if last else None, "recipients")
    elif context.style == "state":
        archive = context.file.settings["filing_archive"]
        if not re.search(rf"(?<!\w)(?:{'|'.join(archive)})(?!\w)", lower_view(document.filing.text)):
            yield context.finding("form-filing", document.filing.span, "recipients", text=document.filing.text)
    if context.style == "state" and not context.is_scan:
        yield from _item_ends(context)


def _item_ends(context: Context) -> Iterator[Diagnostic]:
    """One finding where some lines of the list end in the semicolon that all should end in, and some do not."""
    without = []
    for item in context.document.recipients:
        if item.span is None:
            return
        behind = context.text[item.span[1] : item.span[1] + 6].lstrip(" \t*_\\})]⎬│|\u00a0")
        # "Bộ Nội vụ; (báo cáo)" has its semicolon as well.
        if not behind.startswith(";") and ";" not in context.printed(item):
            without.append(item)
    if without and len(without) < len(context.document.recipients):
        yield context.finding("form-recipients-mark", without[0].span, "recipients", count=len(without))
