"""Agencies that had ended when the document that names them was issued."""

from __future__ import annotations

from collections.abc import Iterator

from plancli.extract.validity import is_past
from plancli.model import Diagnostic, Document
from plancli.patterns import Patterns
from plancli.review.registry import diagnostic


def check_agencies(document: Document, patterns: Patterns) -> Iterator[Diagnostic]:
    """``agency-expired``, once an agency, where it first has a part. Issuers of cited documents are left out: what they
    issued was issued while they were there."""
    date = document.header.date
    issued = date.value if date else None
    for agency in document.agencies:
        if not is_past(agency.valid_to, issued):
            continue
        mention = next((found for found in agency.mentions if found.role != "cited-issuer"), None)
        if mention is not None:
            place = (mention.span, mention.page) if mention.span else None
            yield diagnostic(patterns, "agency-expired", place, mention.section, name=agency.name, end=agency.valid_to)
