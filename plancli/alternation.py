"""Many phrases as one expression that is read like a dictionary: shared beginnings are written once.

An alternation of a hundred phrases is tried branch by branch at each place; divided by first letters, and these by
words, most places are done with after one comparison. The longest phrase that fits is found first, as in an
alternation ordered by length.
"""

from __future__ import annotations

from collections.abc import Iterable

from plancli.expressions import kept

# Raise it when the expression is built in another way: expressions are kept.
_FORM = 1
BLANKS = r"[^\S\n]+"
_SPECIAL = str.maketrans({char: f"\\{char}" for char in "()[]{}?*+|^$\\.-#&~"})


class _Branches(dict[str, "_Branches"]):
    """What may follow: word by word. ``ends``: a phrase ends here."""

    ends = False


def escaped(word: str) -> str:
    """The word as an expression that matches just it."""
    return word.translate(_SPECIAL)


def alternation(phrases: Iterable[str], blanks: str = BLANKS) -> str:
    """An expression for the phrases, one at the least, ``blanks`` between their words; a group round it."""
    wanted = sorted(phrases)
    return kept(f"alternation {_FORM} {blanks} {chr(10).join(wanted)}", lambda: _alternation(wanted, blanks))


def _alternation(phrases: Iterable[str], blanks: str) -> str:
    tree = _Branches()
    for phrase in phrases:
        node = tree
        for word in phrase.split():
            node = node.setdefault(word, _Branches())
        node.ends = True
    by_letter: dict[str, _Branches] = {}
    for word, node in tree.items():
        by_letter.setdefault(word[0], _Branches())[word] = node
    pieces = [
        _one_of([escaped(word[1:]) + _behind(node, blanks) for word, node in _ordered(words)], escaped(letter))
        for letter, words in sorted(by_letter.items())
    ]
    return f"(?:{'|'.join(pieces)})"


def _ordered(words: _Branches) -> list[tuple[str, _Branches]]:
    """Longer words first: one may begin another ("xã", "xã/phường")."""
    return sorted(words.items(), key=lambda item: (-len(item[0]), item[0]))


def _behind(node: _Branches, blanks: str) -> str:
    """The rest of the phrases behind a word."""
    if not node:
        return ""
    rest = _one_of([escaped(word) + _behind(after, blanks) for word, after in _ordered(node)], blanks)
    return f"(?:{rest})?" if node.ends else rest


def _one_of(pieces: list[str], before: str) -> str:
    return before + (pieces[0] if len(pieces) == 1 else f"(?:{'|'.join(pieces)})")
