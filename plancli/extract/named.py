"""Documents cited by name: the Constitution, laws, congress and plenum resolutions, acts with a quoted title.

In administrative writing laws and ordinances are cited by name and date, without number (Nghị định 30/2020/NĐ-CP,
Phụ lục I, II.6a). Their names hold commas and "và", so listed names come first and a bounded rule takes the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from plancli.expressions import compiled
from plancli.extract.citation_parts import Parts, iso_date, parts
from plancli.extract.citation_provisions import provisions
from plancli.extract.citations import Citation
from plancli.extract.laws import find_laws, law_key, law_names
from plancli.extract.overlap import settle
from plancli.patterns import Patterns
from plancli.text import Flow, NormSpan, lower_view, squeeze

_BARE_YEAR = compiled(r"[^\S\n](?P<year>(?:19|20)\d\d)(?!\d|[^\S\n]*[-–/])")
_UNITS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_ORDINALS = {word: number for number, word in enumerate(_UNITS, 1)} | {"nhất": 1, "tư": 4}
_UNITS_BEHIND_TEN = _ORDINALS | {"mốt": 1, "lăm": 5}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_CONGRESS_FILL = compiled(r"(?<!\p{L})(?:đại biểu|toàn quốc|của)(?!\p{L})")
_NO_DIGITS = compiled(r"[^\d]+")
_NATIONAL = compiled(r"^(?:(?:của|đại biểu|toàn quốc|đảng|cộng sản|việt nam)[^\S\n]*)*$")


def find_named(flow: Flow, patterns: Patterns) -> list[Citation]:
    """All citations by name, in text order."""
    tools = parts(patterns)
    proposals = [
        *_constitution(flow, tools),
        *_laws(flow, tools),
        *_congresses(flow, tools),
        *_plenums(flow, tools),
        *_quoted(flow, tools),
    ]
    return sorted(proposals, key=lambda citation: citation.mention)


def _kind(tools: Parts, words: str) -> str | None:
    kind = tools.types.named(words)
    return kind.code if kind else None


def _named(
    flow: Flow, tools: Parts, span: NormSpan, kind: str | None, name: str, key: str, date: str | None = None
) -> Citation:
    pinpoint, lead = provisions(flow, tools, span)
    return Citation(span, span, kind=kind, name=name, name_key=key, date=date, pinpoint=pinpoint, lead=lead)


# --- the Constitution --------------------------------------------------------------------------------------


def _constitution(flow: Flow, tools: Parts) -> Iterator[Citation]:
    """With its year or its full title; the set phrase "Hiến pháp và pháp luật" names no document."""
    for match in tools.patterns["references"].rule("constitution").finditer(flow.views):
        text = squeeze(flow.text[match.start() : match.end()]).strip(" (,")
        if not flow.text[match.start()].isupper() or (match.group("year") is None and " nước " not in lower_view(text)):
            continue
        year = match.group("year")
        name = f"Hiến pháp năm {year}" if year else "Hiến pháp"
        key = f"hiến pháp|{year or ''}"
        yield _named(flow, tools, NormSpan(match.start(), match.end()), "HP", name, key, year)


# --- laws --------------------------------------------------------------------------------------------------


def _laws(flow: Flow, tools: Parts) -> Iterator[Citation]:
    for law in find_laws(flow, law_names(tools.patterns)):
        date, end = _law_date(flow, tools, law.end)
        yield _named(flow, tools, NormSpan(law.start, end), law.code, law.name, f"{law.code}|{law.key}", date)


def _law_date(flow: Flow, tools: Parts, end: int) -> tuple[str | None, int]:
    """Date or year behind a law's name, and where it ends."""
    found = tools.date.match(flow.views, end)
    if found is not None:
        value = iso_date(found.group("year"), found.group("month"), found.group("day"))
        if value is not None:
            return value, found.end()
    found = tools.year.match(flow.views, end)
    if found is not None:
        return iso_date(found.group("year"), found.group("month"), None), found.end()
    bare = _BARE_YEAR.match(flow.views.lower, end)
    return (bare.group("year"), bare.end()) if bare else (None, end)


# --- congresses and plenums --------------------------------------------------------------------------------


def ordinal(words: str) -> int | None:
    """ "thứ sáu", "6", "XIII" → its number."""
    words = squeeze(words.lower()).removeprefix("thứ ")
    if words.isdigit():
        return int(words)
    if words in _ORDINALS:
        return _ORDINALS[words]
    for ten, tens in (("hai mươi", 20), ("mười", 10)):
        rest = words.removeprefix(ten).strip()
        if words.startswith(ten) and (not rest or rest in _UNITS_BEHIND_TEN):
            return tens + (_UNITS_BEHIND_TEN[rest] if rest else 0)
    if not words or any(letter not in _ROMAN for letter in words):
        return None
    values = [_ROMAN[letter] for letter in words]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=False))


def _congresses(flow: Flow, tools: Parts) -> Iterator[Citation]:
    """Resolutions of congresses with an ordinal; "Nghị quyết Đại hội các cấp" is none."""
    for match in tools.lines["congress"].finditer(flow.views):
        number = ordinal(match.group("ordinal"))
        printed = flow.text[match.start("ordinal") : match.end("ordinal")]
        if number is None or (not printed[0].isdigit() and not (printed.isupper() or " " in match.group("ordinal"))):
            continue
        end = match.end("term") if match.group("term") else match.end()
        span = NormSpan(match.start(), end)
        bodies = [match.group(f"org{i}") for i in range(1, 4)]
        yield _named(flow, tools, span, "NQ", *_congress(flow, tools, span, bodies, str(number), match.group("years")))
    for match in tools.lines["congress_term"].finditer(flow.views):
        span = NormSpan(match.start(), match.end())
        yield _named(
            flow, tools, span, "NQ", *_congress(flow, tools, span, [match.group("org1")], "", match.group("years"))
        )


def _congress(
    flow: Flow, tools: Parts, span: NormSpan, bodies: Sequence[str | None], number: str, years: str | None
) -> tuple[str, str]:
    """Name and key (body, ordinal, years of the term) of a congress's resolution."""
    for short, full in tools.patterns["references"].settings["congress_forms"]:
        bodies = [regex.sub(rf"(?<!\p{{L}}){short}(?!\p{{L}})", full, lower_view(body)) for body in bodies if body]
    body = squeeze(_CONGRESS_FILL.sub(" ", lower_view(" ".join(filter(None, bodies)))))
    term = _NO_DIGITS.sub("-", years or "")
    name = squeeze(flow.text[span.start : span.end]).rstrip(" ,")
    return _sentence(name), f"congress|{'' if _NATIONAL.match(body) else body}|{number}|{term}"


def _sentence(name: str) -> str:
    return name[:1].upper() + name[1:]


def _plenums(flow: Flow, tools: Parts) -> Iterator[Citation]:
    """Plenum resolutions: "Nghị quyết Trung ương 4 (khóa XII, XIII)" are two documents."""
    for match in tools.lines["plenum"].finditer(flow.views):
        number = ordinal(next(found for found in (match.group(f"n{i}") for i in range(1, 5)) if found is not None))
        if number is None or (match.group("n2") and not (match.group("body") or match.group("terms"))):
            continue
        local = squeeze(match.group("local") or "")
        terms = [match.start("first"), *match.starts("more")] if match.group("terms") else []
        ends = [match.end("first"), *match.ends("more")] if match.group("terms") else []
        kind = _kind(tools, match.group("kind"))
        base = squeeze(flow.text[match.start() : match.start("terms") if terms else match.end()]).rstrip(" ,(")
        base = _sentence(base)
        if not terms:
            span = NormSpan(match.start(), match.end())
            yield _named(flow, tools, span, kind, base, f"plenum|{kind}|{number}|{local}|")
        for index, (start, end) in enumerate(zip(terms, ends, strict=True)):
            term = flow.text[start:end]
            last = index == len(terms) - 1
            span = NormSpan(match.start() if index == 0 else start, match.end() if last and index == 0 else end)
            yield _named(
                flow, tools, span, kind, f"{base} khóa {term}", f"plenum|{kind}|{number}|{local}|{ordinal(term)}"
            )


# --- quoted titles -----------------------------------------------------------------------------------------


_QUOTED = compiled(r"[“\"«]([^“”\"«»\n]{6,260})[”\"»]")


def _quoted(flow: Flow, tools: Parts) -> Iterator[Citation]:
    """Quy chế, đề án, chương trình, chiến lược whose title is quoted, unless it is the document's own subject."""
    titles = _titles(flow, tools)
    own = {
        law_key(found.group("title").strip('“”"«»')) for found in titles if flow.section_at(found.start()) == "header"
    }
    # A subject that is a quoted title goes on from the kind's own line.
    for paragraph in flow.paragraphs:
        if paragraph.section == "header":
            own |= {law_key(title) for title in _QUOTED.findall(flow.text, paragraph.start, paragraph.end)}
    acted = tools.patterns["references"].rule("carried_out")
    for match in titles:
        title = law_key(match.group("title").strip('“”"«»'))
        if title in own:
            continue
        span = NormSpan(match.start(), match.end())
        kind = _kind(tools, " ".join(match.group("kind").split()[:2]))
        if (
            kind == "CTr"
            and match.group("period") is None
            and not acted.search(flow.views, max(0, span.start - 60), span.start)
        ):
            continue
        yield _named(flow, tools, span, kind, squeeze(flow.text[span.start : span.end]), f"{kind}|{title}")


def _titles(flow: Flow, tools: Parts) -> list[regex.Match[str]]:
    found = [match for name in ("quoted", "quoted_whole") for match in tools.lines[name].finditer(flow.views)]
    return settle(found, lambda match: NormSpan(match.start(), match.end()))
