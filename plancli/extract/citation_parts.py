"""What stands round a cited number: kind, date, issuer, subject and provisions, from ``patterns/references.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import regex
from msgspec import Struct
from msgspec.structs import replace

from plancli.expressions import compiled
from plancli.extract.agencies import is_agency
from plancli.extract.doctypes import DocTypes, doc_types
from plancli.extract.laws import find_laws, law_names
from plancli.extract.numbers import Grammar, grammar
from plancli.extract.openings import Openings
from plancli.extract.stretches import LineRule
from plancli.patterns import CompiledRule, Patterns
from plancli.text import Flow, NormSpan, fold_view, lower_view, squeeze

_NUMBER_WORD = compiled(r"(?<!\p{L})số[^\S\n]*:?[^\S\n]*\Z")
_LAST_WORDS = compiled(r"(?<![\p{L}\d/&-])\p{L}+")
_LAST_LETTERS = compiled(r"\p{L}+\Z")
# How many characters, and how many words, the name of a kind before a bare number may have.
_KIND_REACH, _KIND_WORDS = 60, 7
_NAME_REACH = 90
# A number without codes is no year, and no longer than this.
_ITEM_START = compiled(r"(?:[-–+•*]|[\p{L}\d]{1,4}[.)])?[^\S\n]*\Z")
_YEAR = compiled(r"(?:19|20)\d\d")
_LONGEST_BARE = 5
# Words that end where a citation begins are looked for in so many characters; the flow's blanks are single.
LAST_WORDS = 40
_OCR_DIGITS = str.maketrans({"l": "1", "o": "0"})
# Rules that are run on the whole text.
_WHOLE = ("congress", "congress_term", "plenum", "quoted", "quoted_whole")
# Rules that are tried where a number ends.
_BEHIND = (
    "veto_after", "day_without_year", "date", "year_before_issuer", "adopted", "issuer", "subject", "provisions_after"
)  # fmt: skip


class Head(Struct, frozen=True):
    """The words before a number. ``direct``: nothing but "số" stands between kind and number."""

    start: int
    kind: str | None
    name: str | None = None
    issuer: str | None = None
    date: str | None = None
    direct: bool = True
    said_number: bool = False
    inherited: bool = False


class PartialHead(Struct, frozen=True):
    """A kind before a number without codes; ``end`` is where the number must begin."""

    start: int
    end: int
    kind: str
    said_number: bool


class BareWords(NamedTuple):
    """Do the words round a number without codes make it a document's: by themselves, or where its issuer is named?"""

    alone: bool
    issued: bool


class Parts(Struct, frozen=True, dict=True):
    """The rules of citing, gathered once."""

    patterns: Patterns
    grammar: Grammar
    types: DocTypes

    def _rule(self, name: str) -> CompiledRule:
        return self._rules[name]

    @cached_property
    def _rules(self) -> Mapping[str, CompiledRule]:
        return self.patterns["references"].by_name

    @cached_property
    def _window(self) -> int:
        return int(self.patterns["references"].settings["window"])

    @cached_property
    def symbol(self) -> CompiledRule:
        """A number with its codes in running text."""
        return self.patterns["numbers"].rule("symbol")

    @cached_property
    def blank(self) -> CompiledRule:
        """A number whose serial was left blank."""
        return self.patterns["numbers"].rule("blank")

    @cached_property
    def standard(self) -> CompiledRule:
        """QCVN, TCVN."""
        return self.patterns["numbers"].rule("standard")

    @cached_property
    def veto_before(self) -> CompiledRule:
        """Words before a number that make it an address, a form or a telephone."""
        return self._rule("veto_before")

    @cached_property
    def veto_after(self) -> CompiledRule:
        """Words behind a number that make it an address."""
        return self._rule("veto_after")

    @cached_property
    def lines(self) -> Mapping[str, LineRule]:
        """The rules that are run on the whole text."""
        return {name: LineRule(self._rule(name)) for name in _WHOLE}

    @cached_property
    def behind(self) -> Openings:
        """The rules for what stands directly behind a number."""
        return Openings([self._rule(name) for name in _BEHIND])

    @cached_property
    def coordinator(self) -> CompiledRule:
        """What joins two numbers of a list."""
        return self._rule("coordinator")

    @cached_property
    def partial(self) -> CompiledRule:
        """A number without codes."""
        return self._rule("partial")

    @cached_property
    def date(self) -> CompiledRule:
        """The date behind a number."""
        return self._rule("date")

    @cached_property
    def year(self) -> CompiledRule:
        """A year alone behind a name."""
        return self._rule("year")

    @cached_property
    def issuer(self) -> CompiledRule:
        """The issuer behind a number."""
        return self._rule("issuer")

    @cached_property
    def day_without_year(self) -> CompiledRule:
        """A day and month behind a number, without their year."""
        return self._rule("day_without_year")

    @cached_property
    def year_before_issuer(self) -> CompiledRule:
        """A year alone behind a number, before the issuer."""
        return self._rule("year_before_issuer")

    @cached_property
    def adopted(self) -> CompiledRule:
        """ "được Quốc hội khóa XV thông qua" before the day."""
        return self._rule("adopted")

    @cached_property
    def _names(self) -> regex.Pattern[str]:
        return compiled(rf"(?<![\p{{L}}\d]){self.types.names_alternation}(?![\p{{L}}\d])", regex.VERSION1)

    @cached_property
    def _words(self) -> regex.Pattern[str]:
        words = "|".join(sorted(map(regex.escape, self.types.words), key=lambda word: (-len(word), word)))
        return compiled(rf"(?<![\p{{L}}\d/&-])(?:{words})(?![\p{{L}}])")

    def window(self, flow: Flow, offset: int) -> int:
        """How far to the left of the offset its citation may begin: not beyond the paragraph."""
        low = max(0, offset - self._window)
        line = flow.text.rfind("\n", low, offset) + 1
        return line or low

    def part_list(self, flow: Flow, start: int) -> tuple[list[tuple[NormSpan, str, str | None]], int]:
        """Serials before a full number that share its codes, and where the first of them begins."""
        pieces: list[tuple[NormSpan, str, str | None]] = []
        low = self.window(flow, start)
        while found := self._rule("part_before").search(flow.views, low, start):
            serial, _, year = found.group("part").partition("/")
            pieces.insert(0, (NormSpan(found.start(), found.end("part")), serial, year or None))
            start = found.start()
        return pieces, start

    def head(self, flow: Flow, start: int, numbered: bool = False) -> Head | None:
        """The kind that the words before a number name; ``None`` when nothing there speaks of a document."""
        views, low = flow.views, self.window(flow, start)
        number_word = self._rule("number_word").search(views, max(low, start - LAST_WORDS), start)
        said = number_word is not None
        end = number_word.start() if number_word else start
        while end > low and views.text[end - 1] in " :":
            end -= 1
        for word in self._words.finditer(views.text, max(low, end - self._longest_word), end):
            if word.end() == end:
                return Head(word.start(), self.types.words[word.group()].code, said_number=said)
        named = self._last_named(views.lower, low, end)
        if named is not None:
            kind = self.types.named(named.group())
            code = kind.code if kind else None
            if named.end() == end and code not in ("L", "BL", "PL"):
                return Head(named.start(), code, said_number=said)
            between = self._rule("between").fullmatch(views, named.end(), end)
            if between is not None and named.end() != end:
                date = iso_date(between.group("year"), between.group("month"), between.group("day"))
                issuer = within(flow, between, "issuer")
                return Head(named.start(), code, issuer=issuer, date=date, said_number=said)
        spoilt = self._spoilt_kind(flow, low, end) if named is None or named.end() != end else None
        if spoilt is not None:
            return replace(spoilt, said_number=said)
        law = self._law_before(flow, low, end, start) if numbered or said else None
        if law is not None:
            return replace(law, said_number=said)
        if named is not None and said and self._rule("qualifier").fullmatch(views, named.end(), end):
            kind = self.types.named(named.group())
            return Head(named.start(), kind.code if kind else None, direct=False, said_number=said)
        return Head(number_word.start(), None, said_number=True) if number_word else None

    def _last_named(self, lower: str, low: int, end: int) -> regex.Match[str] | None:
        """The last kind that is named in the stretch. It mostly stands at its end: a name found further from where the
        search began than a name is long is the one that a search of the whole stretch finds."""
        near = max(low, end - 2 * self._longest_name)
        for begin in (near, low) if near > low else (low,):
            found = list(self._names.finditer(lower, begin, end))
            if found and (begin == low or found[-1].start() > begin + self._longest_name):
                return found[-1]
        return None

    @cached_property
    def _longest_word(self) -> int:
        return max(map(len, self.types.words))

    @cached_property
    def _longest_name(self) -> int:
        return max(len(name) for kind in self.types.kinds for name in kind.all_names)

    def _spoilt_kind(self, flow: Flow, low: int, end: int) -> Head | None:
        """A kind whose marks were misread ("Nghi quyêt số"): its letters, no more than three words of them."""
        words = list(_LAST_WORDS.finditer(flow.text, max(low, end - _KIND_REACH), end))
        if not words or words[-1].end() != end:
            return None
        for word in words[-3:-1]:
            kind = self._folded.get(squeeze(flow.views.fold[word.start() : end]))
            if kind is not None:
                return Head(word.start(), kind)
        return None

    @cached_property
    def _folded(self) -> dict[str, str]:
        """Names of kinds of two words and more without their marks; laws are left to their own rules."""
        kinds = [kind for kind in self.types.kinds if not kind.name_only and kind.code not in ("L", "BL", "PL")]
        return {fold_view(name): kind.code for kind in kinds for name in kind.all_names if " " in name}

    def _law_before(self, flow: Flow, low: int, end: int, number: int) -> Head | None:
        """ "Luật Hộ tịch số 60/2014/QH13": the name that ends where the number begins."""
        bracket = self._rule("law_number_after")
        for law in reversed(find_laws(flow, law_names(self.patterns), low, end)):
            if bracket.fullmatch(flow.views, law.end, number):
                return Head(law.start, law.code, name=law.name)
            if not flow.text[law.end : end].strip(" ,") and law.end <= end:
                return Head(law.start, law.code, name=law.name)
        found = self._rule("law_before").search(flow.views, low, end)
        if found is None:
            return None
        kind = self.types.named(found.group("kind"))
        name = within(flow, found, "name")
        full = squeeze(f"{kind.name} {name}") if kind and name else None
        return Head(found.start(), kind.code if kind else None, name=full)

    def issuer_before(self, flow: Flow, start: int) -> str | None:
        """ "Theo đề nghị của Sở Tư pháp tại Tờ trình số …": the issuer that stands before the citation."""
        low = self.window(flow, start)
        if not self._rule("issuer_before_ends").search(flow.views, max(low, start - LAST_WORDS), start):
            return None
        found = self._rule("issuer_before").search(flow.views, low, start)
        return within(flow, found, "issuer") if found else None

    def acting(self, flow: Flow, start: int) -> tuple[str, str | None] | None:
        """ "Ngày 04/5/2025, Bộ Chính trị đã ban hành Nghị quyết số …": the issuer that acts, and the date."""
        acts = self._rule("acts").search(flow.views, max(self.window(flow, start), start - 40), start)
        if acts is None:
            return None
        low = self.window(flow, acts.start())
        clause = max(low, *(flow.text.rfind(sign, low, acts.start()) + 1 for sign in ",;:.()"))
        name = flow.text[clause : acts.start()].strip()
        if not name or len(name) > _NAME_REACH or not is_agency(name, self.patterns):
            return None
        dated = self._rule("date_before").search(flow.views, low, clause)
        date = iso_date(dated.group("year"), dated.group("month"), dated.group("day")) if dated else None
        return name, date

    def partial_heads(self, flow: Flow) -> Iterator[PartialHead]:
        """Kinds that a bare number follows: looked for from the number back, for numbers are fewer than words."""
        views = flow.views
        for number in self.partial.finditer(views):
            start = number.start()
            low = max(self.window(flow, start), start - _KIND_REACH)
            said = _NUMBER_WORD.search(views.lower, low, start)
            end = said.start() if said else start
            words = list(_LAST_WORDS.finditer(views.text, low, end))
            if not words or views.text[words[-1].end() : end].strip(" "):
                continue
            short = self.types.words.get(words[-1].group())
            if short is not None:
                yield PartialHead(words[-1].start(), start, short.code, said is not None)
                continue
            if views.lower[slice(*words[-1].span())] not in self._last_of_names:
                continue
            for word in words[-_KIND_WORDS:]:
                kind = self.types.named(views.text[word.start() : words[-1].end()])
                if kind is not None and not kind.name_only:
                    yield PartialHead(word.start(), start, kind.code, said is not None)
                    break

    def bare(self, flow: Flow, head: PartialHead, numbers: Sequence[NormSpan]) -> BareWords:
        """What the words round numbers without codes vouch for: kind in full with a capital, no count behind them."""
        kind = flow.text[head.start : head.end].rstrip()
        digits = [flow.text[slice(*number)] for number in numbers]
        settings = self.patterns["references"].settings
        full = kind[:1].isupper() and not kind.isupper()
        if not (digits and (full or kind in settings["bare_words"])):
            return BareWords(False, False)
        if any(_YEAR.fullmatch(each) or len(each) > _LONGEST_BARE for each in digits):
            return BareWords(False, False)
        if not self._rule("bare_after").match(flow.views, numbers[-1].end):
            return BareWords(False, False)
        low = max(self.window(flow, head.start), head.start - LAST_WORDS)
        led = _ITEM_START.match(flow.text, flow.text.rfind("\n", 0, head.start) + 1, head.start) is not None
        led = led or self._rule("bare_before").search(flow.views, low, head.start) is not None
        known = head.kind in settings["bare_kinds"]
        alone = known and led and min(map(len, digits)) > 1
        return BareWords(alone, known or head.kind in settings["bare_issued_kinds"])

    @cached_property
    def _last_of_names(self) -> frozenset[str]:
        """The last words of the names of kinds."""
        ends = (_LAST_LETTERS.search(lower_view(name)) for kind in self.types.kinds for name in kind.all_names)
        return frozenset(found.group() for found in ends if found)

    def in_carrier_bracket(self, flow: Flow, start: int) -> bool:
        """ "(Kèm theo Kế hoạch số …": the bracket under an annex's title, which names the document itself."""
        found = self._rule("carrier_bracket").search(flow.views, max(start - 60, self.window(flow, start)), start)
        return found is not None and "(" not in flow.text[found.end() : start]

    def subject(self, flow: Flow, start: int) -> tuple[str | None, int | None]:
        """The subject that follows at ``start``, cut where the next clause or citation begins, and its end."""
        found = self._rule("subject").match(flow.views, start)
        if found is None:
            return None, None
        begin = found.start("subject")
        limit = min(len(flow.text), begin + int(self.patterns["references"].settings["subject_limit"]))
        cut = self._rule("subject_end").search(flow.views, begin, limit)
        end = cut.start() if cut else limit
        text = squeeze(flow.text[begin:end].rstrip(" ,.;:-–/…"))
        return (text, end) if " " in text else (None, None)


def parts(patterns: Patterns) -> Parts:
    """The rules of citing, built once."""
    return patterns.derive("citation_parts", lambda found: Parts(found, grammar(found), doc_types(found)))


def within(flow: Flow, match: regex.Match[str], group: str) -> str | None:
    """What a group of the match holds, without blanks and commas at its ends; ``None`` where it holds nothing."""
    start, end = match.span(group)
    return squeeze(flow.text[start:end]).strip(" ,") or None if start >= 0 else None


def iso_date(year: str | None, month: str | None, day: str | None) -> str | None:
    """An ISO date of what is printed; ``None`` when it cannot be a date."""
    day = day.translate(_OCR_DIGITS) if day else day
    month = month.translate(_OCR_DIGITS) if month else month
    if (
        year is None
        or (month is not None and not 1 <= int(month) <= 12)
        or (day is not None and not 1 <= int(day) <= 31)
    ):
        return None
    if month is None:
        return year
    return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day is not None else "")
