"""From source text to clean text: named edits in order, each recorded."""

from __future__ import annotations

from msgspec import Struct

from plancli.normalise.characters import clean_characters
from plancli.normalise.markdown import Cells, clean_markup
from plancli.text import NormText, SourceText


class Clean(Struct, frozen=True):
    """Clean text, and which stretches of the source are table cells."""

    norm: NormText
    cells: Cells


def clean(source: SourceText) -> Clean:
    """Characters first, then what converters left behind in text and markdown."""
    characters = clean_characters(NormText.of(source.text))
    if source.media_type not in ("text/plain", "text/markdown"):
        return Clean(characters, Cells(source.cells))
    norm, cells = clean_markup(characters, markdown=source.media_type == "text/markdown")
    return Clean(norm, cells)
