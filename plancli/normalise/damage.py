"""How badly a text was read: told by its words that cannot be Vietnamese syllables."""

from __future__ import annotations

from collections.abc import Sequence

from plancli.folding import Views
from plancli.normalise.syllables import suspects
from plancli.patterns import Patterns
from plancli.text import NormSpan

# Misread are texts with at least so many suspect words, and one in so many words.
LEAST = 3
ONE_IN = 600


def suspect_words(views: Views, patterns: Patterns) -> Sequence[NormSpan]:
    """The suspect words of a text, looked for once."""
    return views.memo("suspect words", lambda: suspects(views.text, patterns))


def is_misread(views: Views, patterns: Patterns) -> bool:
    """Does the text look as if a machine had read it badly?"""
    found = len(suspect_words(views, patterns))
    return found >= LEAST and found * ONE_IN >= views.text.count(" ") + 1
