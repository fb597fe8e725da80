"""Values of the letterhead that are not what is printed: marked, and names that OCR spoilt put right by the text.

A letterhead is printed once, but the names of its places come again in the text: a form that the text has nowhere
else, beside one that it has more than once and that differs in nothing but marks, is a slip.
"""

from __future__ import annotations

from collections import Counter
from typing import TypeVar

from msgspec.structs import replace

from plancli.expressions import compiled
from plancli.model import DocType, Header, IssueDate, Name, Number, TextItem
from plancli.normalise.damage import is_misread
from plancli.patterns import Patterns
from plancli.text import Flow, SourceText, fold_view, lower_view, occurrences, squeeze

_M = TypeVar("_M", Name, TextItem)

_WORD = compiled(r"[\p{L}\p{M}\d]+")
_FIGURES = compiled(r"\d+")
_BLANKS = compiled(r"[\s\u200b\u00ad\\*_]+")
# A place's name behind the word for its kind, to the name's end.
_PLACE = compiled(r"(?<!\p{L})(?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh) (?P<place>\p{Lu}.*)$")
# Such forms in the text are enough to tell the form that is right.
_OFTEN = 2


def audited(header: Header, flow: Flow, source: SourceText, patterns: Patterns) -> Header:
    """The header; values that are not what is printed carry ``repaired``."""
    issuer, parent, place = header.issuer, header.parent, header.place
    if is_misread(flow.views, patterns):
        issuer, parent = (_with_place(name, flow) for name in (issuer, parent))
        place = place and _agreeing(place, place.text, flow)
    changed = {
        "number": _number(header.number, source),
        "date": _date(header.date, source),
        "type": _type(header.type, source),
        "issuer": _words(issuer, source),
        "parent": _words(parent, source),
        "place": _words(place, source),
    }
    changed = {field: value for field, value in changed.items() if value is not getattr(header, field)}
    return replace(header, **changed) if changed else header


def _printed(item: Number | IssueDate | DocType | Name | TextItem, source: SourceText) -> str:
    return source.text[slice(*item.span)] if item.span else ""


def _number(number: Number | None, source: SourceText) -> Number | None:
    if number is None or number.inferred or number.span is None:
        return number
    printed = _printed(number, source)
    if _plain(printed).casefold() == _plain(number.text).casefold():
        return number
    return replace(number, repaired={"text": squeeze(printed)})


def _plain(text: str) -> str:
    return _BLANKS.sub("", text.replace("–", "-").replace("Ð", "Đ"))


def _date(date: IssueDate | None, source: SourceText) -> IssueDate | None:
    if date is None or date.inferred or date.span is None or date.value is None:
        return date
    printed = _printed(date, source)
    figures = {int(figure) for figure in _FIGURES.findall(_BLANKS.sub("", printed))}
    if figures.issuperset(int(part) for part in date.value.split("-")):
        return date
    return replace(date, repaired={"value": squeeze(printed)})


def _type(kind: DocType | None, source: SourceText) -> DocType | None:
    if kind is None or kind.inferred or kind.span is None:
        return kind
    printed, name = lower_view(_plain(_printed(kind, source))), lower_view(_plain(kind.name))
    if printed == name or fold_view(printed) != fold_view(name):
        return kind
    return replace(kind, repaired={"name": squeeze(_printed(kind, source))})


def _words(item: _M | None, source: SourceText) -> _M | None:
    """The item marked where words of its value are printed with other marks."""
    if item is None or item.span is None or (isinstance(item, Name) and item.inferred):
        return item
    value = item.name if isinstance(item, Name) else item.text
    printed = squeeze(_printed(item, source))
    there = lower_view(printed.replace("Ð", "Đ"))
    words = _WORD.findall(lower_view(value))
    if " ".join(words) in there:
        return item
    spelt = {fold_view(word): word for word in _WORD.findall(there)}
    present = set(spelt.values())
    if all(word in present or fold_view(word) not in spelt for word in words):
        return item
    return replace(item, repaired={"name" if isinstance(item, Name) else "text": printed})


# --- by the text ---


def _with_place(name: Name | None, flow: Flow) -> Name | None:
    found = _PLACE.search(name.name) if name is not None else None
    return _agreeing(name, found.group("place"), flow) if name is not None and found is not None else name


def _agreeing(item: _M, name: str, flow: Flow) -> _M:
    """The item with the place's name as the text has it, where it has one that differs in marks alone."""
    key, own = fold_view(name).replace("-", " "), lower_view(name)
    fold, lower = flow.views.fold.replace("-", " "), flow.views.lower
    forms: Counter[str] = Counter()
    original: dict[str, str] = {}
    for at in occurrences(fold, key):
        end = at + len(key)
        if fold[at - 1 : at].isalpha() or fold[end : end + 1].isalpha():
            continue
        form = lower[at:end]
        forms[form] += 1
        if not flow.text[at:end].isupper():
            original.setdefault(form, flow.text[at:end])
    best, count = max(forms.items(), key=lambda pair: pair[1], default=("", 0))
    if best == own or count < _OFTEN or forms[own] > 1 or best not in original:
        return item
    field = "name" if isinstance(item, Name) else "text"
    value: str = getattr(item, field)
    return replace(item, **{field: value.replace(name, original[best])}, repaired={field: value})
