"""Agencies: where the name of one (or a list of them) ends in running text, and how a list is divided.

What begins a name comes from the lexicon of bodies and from ``patterns/agencies.toml``; what goes on with a name,
what ends it and which lists stay whole is data of the latter file. Spans are half-open offsets of the text.
"""

from __future__ import annotations

from typing import NamedTuple

from plancli.expressions import compiled
from plancli.extract.agencies_protected import REACH, Protected
from plancli.extract.agencies_words import AgencyWords, skip_blanks
from plancli.patterns import Patterns
from plancli.text import Views, squeeze

_SEPARATOR = compiled(r"[;,\n]|(?<=\s)(?:và|cùng với|cùng|&)(?=\s)")
_CAPITALS = compiled(r"(?:UB|VP|TT|BCH|BTV|P|X)?\.?[\p{Lu}Đ][\p{Lu}Đ\d&.\-]+(?![\p{Ll}])")
_EDGES = " \t,;:.…/\"'“”-–*+"
_LEAD_WORD = compiled(r"(?:(?:và|cùng với|cùng|với|do|giao|bởi)[^\S\n]+)+")
_TAIL_WORD = compiled(r"(?:[\s,;]+(?:và|cùng với|cùng|với|các|hoặc|do|cũng|v\.v))+$|[\s,;]+$")
_ABBREVIATED = compiled(r"(?:^|[\s.(])(?:tp|tx|tt|ths|ts|đ/c|đ|p|q|ub|h|x|gs|pgs|bs|ks|cn)$")
_GAP = compiled(r"[^\S\n]*((?:[,;]|(?:và|cùng với)(?=\s))?)[^\S\n]*(?:và[^\S\n]+)?")
_WORD = compiled(r"[\p{L}\p{M}\d&./-]*[\p{L}\p{M}\d]")
_CLOSING = compiled(r"[.:;\n]")
_PAUSE = compiled(r"[;,]|\svà\s")
# Connecting words behind a name are looked for in so many characters, unless they go on from before.
_TAIL, _TAIL_WORDS = 64, 16
_FIELDED = compiled(r"các (?:sở|bộ|phòng|ban|vụ|ngành)\s*$")
_FIELDED_TOGETHER = compiled(
    r"các (?:(?:sở|bộ|phòng|ban|vụ|ngành|cơ quan|đơn vị)(?:,\s*|\s+và\s+)){1,3}\p{L}+\s*\p{L}*\s*$"
)
_CAPITAL_LIST = compiled(r"\p{Lu}[^\n,;:.]{1,40},\s+\p{Lu}")


# A text so short is one name, or two; of so many it is kept how they are read.
_SHORT_NAME, _MOST_NAMES = 48, 5_000


class Extent(NamedTuple):
    """How far an agency or list of agencies reaches; ``stopped``: a verb or cue follows that ends it."""

    end: int
    stopped: bool


class AgencyGrammar(AgencyWords):
    """The reading of agencies with the patterns of one ``Patterns``."""

    def __init__(self, patterns: Patterns) -> None:
        super().__init__(patterns)
        # How single names are read: documents name the same bodies again and again.
        self._known: dict[str, tuple[str, ...]] = {}

    # --- how far a name reaches in running text ---------------------------------------------------------------

    def span(
        self, views: Views, start: int, limit: int, *, whole: bool = False, partner: bool = False
    ) -> Extent | None:
        """The agency or list of agencies that begins at ``start`` and ends before ``limit``; see ``agency_span``.

        ``whole``: the text is expected to be a name to its end, so that only sure verbs end it. ``partner``: whom to
        work with stands here, which may be a noun that names no agency elsewhere ("gia đình").
        """
        limit = min(limit, start + REACH, len(views.text))
        first = self.item_at(views, start, limit) or (self.partner_at(views, start, limit) if partner else None)
        if first is None:
            return None
        protected = Protected(self._names, views, start, limit, (start, first.end))
        stop = self._first_stop(views, first.end, limit, protected, weak=not whole)
        closing = self._closing(views, first.end, stop if stop is not None else limit, protected)
        stopped = closing is None and stop is not None
        end = closing if closing is not None else (stop if stop is not None else limit)
        if not stopped and not whole:
            nominal = self._nominal(views, first.end, end)
            if nominal < start + len(views.lower[start:end].rstrip(_EDGES)):
                end, stopped = nominal, True
        end = max(_trim(views.lower, start, end), first.end)
        return Extent(end, stopped)

    def _nominal(self, views: Views, start: int, end: int) -> int:
        """How far the words behind ``start`` may belong to a name: capitals with one syllable behind them, words that
        go on with a name ("xã", "có liên quan"), and nouns behind a separator. For sentences whose verb is unknown."""
        text, at, syllable = views.lower, start, False
        while at < end:
            gap = _GAP.match(text, at, end)
            after = gap.end() if gap else at
            if after >= end:
                return end
            if gap and gap.group(1):
                item = self.item_at(views, after, end)
                place = self._place.match(text, after, end) if self._last_place.search(text[start:at]) else None
                if item is None and place is None:
                    return at
                at, syllable = (item.end if item is not None else place.end() if place else at), False
                continue
            goes_on = self._modifier.match(text, after, end)
            word = _WORD.match(views.text, after, end)
            if goes_on is not None:
                at, syllable = goes_on.end(), False
            elif word is not None and word.group()[0].isupper():
                at, syllable = word.end(), True
            elif word is not None and syllable:
                at, syllable = word.end(), False
            elif text[after] == "(":
                at = text.find(")", after, end) + 1 or end
            else:
                return at
        return end

    def _first_stop(self, views: Views, start: int, limit: int, protected: Protected, *, weak: bool) -> int | None:
        """The first verb or cue behind ``start`` that does not belong to a name."""
        capitals = not any(char.islower() for char in views.text[start:limit])
        for searches in ([(self._stop, views.lower), (self._spoilt_stop, views.fold)], [(self._weak, views.lower)]):
            found = limit
            for expression, text in searches:
                for match in expression.finditer(text, start, found):
                    at = match.start()
                    if views.text[at].isupper() and not capitals and not self._capital_stop.match(views.lower, at):
                        continue
                    if not protected.holds(at) and not self._in_nominal(views, at, start, limit):
                        found = at
                        break
            if found < limit and weak:
                return self._weak_before(views, start, found)
            if found < limit or not weak:
                return found if found < limit else None
        return None

    def _weak_before(self, views: Views, start: int, stop: int) -> int:
        """The weak verb that a comma joins to the sure one: "cha mẹ học sinh quản lý, nhắc nhở"."""
        for match in self._weak.finditer(views.lower, start, stop):
            if views.lower[match.end() : stop].strip() in (",", "và", ", và") and views.text[match.start()].islower():
                return match.start()
        return stop

    def _in_nominal(self, views: Views, offset: int, start: int, limit: int) -> bool:
        """Whether the word at ``offset`` begins a name behind a separator ("và tổ chức đảng")."""
        before = views.lower[start:offset].rstrip()
        if not before.endswith((",", ";", "và", "các", "của", "với")):
            return False
        sector = self._sector.match(views.lower, offset, limit)
        if sector is not None and (sector.end() == limit or views.lower[sector.end()] in ",;"):
            return True
        item = self.item_at(views, offset, limit)
        return item is not None and item.end > offset

    def _closing(self, views: Views, start: int, limit: int, protected: Protected) -> int | None:
        """Punctuation that ends the name before ``limit``: a sentence's end, a colon, a semicolon before no agency."""
        text = views.lower
        for match in _CLOSING.finditer(text, start, limit):
            at, char = match.start(), match.group()
            if protected.holds(at):
                continue
            if char == "\n":
                return at
            if char == ".":
                if at + 1 < len(text) and text[at + 1] in " \n" and not _ABBREVIATED.search(text[max(0, at - 5) : at]):
                    return at
                if at + 1 >= limit:
                    return at
            elif char == ":":
                if not self.lists_fields(views, at):
                    return at
            elif self.head_at(views, skip_blanks(text, at + 1), limit) is None:
                return at
        return None

    def lists_fields(self, views: Views, colon: int) -> bool:
        """Whether the colon opens a list of fields: "các sở: Giáo dục và Đào tạo, …"."""
        before = views.lower[max(0, colon - 30) : colon]
        if _FIELDED.search(before):
            return True
        after = skip_blanks(views.lower, colon + 1)
        if not _FIELDED_TOGETHER.search(before) or not _CAPITAL_LIST.match(views.text, after):
            return False
        verb = self.stop_at(views, after)
        return verb is None or Protected(self._names, views, after, verb + 12).holds(after)

    # --- how a list is divided ----------------------------------------------------------------------------------

    def split(self, text: str) -> list[str]:
        """The agencies of a list; see ``split_agencies``."""
        if len(text) > _SHORT_NAME:
            return self._split(text)
        names = self._known.get(text)
        if names is None:
            if len(self._known) >= _MOST_NAMES:
                self._known.clear()
            names = self._known[text] = tuple(self._split(text))
        return list(names)

    def _split(self, text: str) -> list[str]:
        views = self._without_notes(Views(squeeze_lines(text)))
        names = []
        for start, end in self._pieces(views):
            name = self._finish(views, start, end)
            if name and name not in names:
                names.append(name)
        return names

    def names(self, text: str) -> list[str]:
        """The agencies that make up the whole of ``text`` (a heading); ``[]`` when it is anything else."""
        views = self._without_notes(Views(text.strip(_EDGES)))
        if not views.text or len(views.text) > REACH // 2:
            return []
        item = self.item_at(views, 0)
        if item is None:
            return []
        holder = self._holder.fullmatch(views.text)
        if holder is not None and item.kind == "person" and item.end <= holder.start("name"):
            return [squeeze(views.text)]
        extent = self.span(views, 0, len(views.text), whole=True)
        if extent is None or extent.end < len(views.text.rstrip(_EDGES)):
            return []
        return self.split(views.text)

    def _without_notes(self, views: Views) -> Views:
        spans = sorted(match.span() for rule in self._notes for match in rule.finditer(views))
        out, done = [], 0
        for start, end in spans:
            if start >= done:
                out.append(views.text[done:start])
                done = end
        return Views("".join(out) + views.text[done:]) if spans else views

    def _pieces(self, views: Views) -> list[tuple[int, int]]:
        text = views.lower
        protected = Protected(self._names, views, 0, len(text))
        pieces, start = [], 0
        separators = list(_SEPARATOR.finditer(text))
        for index, match in enumerate(separators):
            after = skip_blanks(text, match.end())
            if protected.holds(match.start()) or self._in_head(views, start, match.start()):
                continue
            following = separators[index + 1].start() if index + 1 < len(separators) else len(text)
            if match.group() in ";\n" or self._divides(views, (start, match.start()), (after, max(following, after))):
                pieces.append((start, match.start()))
                start = after
        pieces.append((start, len(text)))
        return pieces

    def _in_head(self, views: Views, start: int, offset: int) -> bool:
        """Whether the separator stands inside the very phrase with which the piece begins."""
        item = self.item_at(views, _skip_words(views.lower, start))
        if item is None or item.kind != "body" or item.end <= offset:
            return False
        gap = _GAP.match(views.lower, offset)
        right = self.item_at(views, gap.end()) if gap else None
        return right is None or right.kind != "body"

    def _divides(self, views: Views, left: tuple[int, int], right: tuple[int, int]) -> bool:
        """Whether an agency of its own begins behind a comma or "và"."""
        text = views.lower
        before, after = text[left[0] : left[1]].strip(), text[right[0] : right[1]].strip(_EDGES)
        if not before or not after:
            return False
        item = self.item_at(views, right[0])
        quantified = item is not None and item.quantified
        place = self._continued_place(text, before, right[0], quantified)
        if place is not None:
            return place
        sector = self._sector.fullmatch(after)
        capitals = _CAPITALS.match(views.text, right[0])
        colon = text.find(":", *left)
        if colon >= 0 and not quantified and self.lists_fields(views, colon):
            return item is not None and item.kind == "body" and not sector and len(after.split()) > 2
        if item is None:
            if sector and self._sector.fullmatch(before):
                return True
            named = self.item_at(Views(before), 0) is not None and not self._owner.match(before)
            return named and bool(sector or capitals)
        if quantified:
            return True
        last = _PAUSE.split(before)[-1].strip()
        if self._crowd.match(text, right[0]) and not self._person.match(before):
            return not (self._bare_end.search(last) or self._group.fullmatch(last) or self._crowd.fullmatch(last))
        if item.kind == "person":
            return self._divides_person(views, before, right[0])
        group = self._group.match(text, right[0])
        if group is not None and (item.kind == "group" or group.end() >= item.end or text[group.end()] == ","):
            return self._divides_group(views, before, right, group.end(), text[left[1]] not in ",;")
        return True

    def _continued_place(self, text: str, before: str, offset: int, quantified: bool) -> bool | None:
        """``False`` where the right side goes on with the places of the left: "UBND các huyện, thành phố"."""
        start = offset
        leading = self._quantifier.match(text, offset)
        if leading is not None:
            start = skip_blanks(text, leading.end())
        place = self._place.match(text, start)
        last = self._last_place.search(before)
        if place is None or last is None:
            return None
        if (place.group() in self._hamlets) != (last.group() in self._hamlets):
            return None
        return quantified and self._quantifier.match(before) is not None and len(before.split()) <= 3

    def _divides_person(self, views: Views, before: str, offset: int) -> bool:
        if self._person.match(views.lower, offset):
            return True
        led = self._quantifier.match(before)
        bare = before[led.end() :].strip() if led else before
        if self._post.fullmatch(bare) or self._group.fullmatch(bare):
            return False
        return not self._person.match(bare) or self._post.match(views.lower, offset) is None

    def _divides_group(self, views: Views, before: str, right: tuple[int, int], end: int, joined: bool) -> bool:
        """Whether a noun such as "đơn vị" behind a separator is an agency of its own."""
        following = views.text[end : right[1]].strip()
        if following[:1].isupper() and views.text[right[0]].isupper():
            return True
        last = _PAUSE.split(before)[-1].strip()
        if self._bare_end.search(last) or self._group.fullmatch(last):
            return False
        goes_on = joined and self._group.match(views.lower, skip_blanks(views.lower, end + 1)) is not None
        enumerated = goes_on and views.text[end : end + 1] == ","
        return bool(following) or enumerated or self._quantifier.match(before) is None

    def _finish(self, views: Views, start: int, end: int) -> str:
        """A piece without connecting words, edges and what follows the name ("là đầu mối tham mưu")."""
        lead = _LEAD_WORD.match(views.lower, start, end)
        if lead is not None:
            start = lead.end()
        item = self.item_at(views, _skip_words(views.lower, start), end)
        if item is not None:
            protected = Protected(self._names, views, start, end)
            for match in self._trailer.finditer(views.lower, item.end, end):
                if views.text[match.start()].islower() and not protected.holds(match.start()):
                    end = match.start()
                    break
        name = squeeze(views.text[start:end]).strip(_EDGES)
        return name[: _trim(name.lower(), 0, len(name))] if name else ""


def squeeze_lines(text: str) -> str:
    """White space runs to one blank, line ends kept."""
    return "\n".join(squeeze(line) for line in text.splitlines())


def _skip_words(text: str, offset: int) -> int:
    offset = skip_blanks(text, offset)
    lead = _LEAD_WORD.match(text, offset)
    return lead.end() if lead else offset


def _trim(text: str, start: int, end: int) -> int:
    """The end without connecting words and punctuation behind the name."""
    while end > start:
        low = max(start, end - _TAIL)
        tail = _TAIL_WORD.search(text[low:end])
        if tail is None:
            break
        if low > start and tail.start() < _TAIL_WORDS:
            low = start
            tail = _TAIL_WORD.search(text[low:end]) or tail
        end = low + tail.start()
    return end


def grammar(patterns: Patterns) -> AgencyGrammar:
    """The grammar of agencies, built once for these patterns."""
    return patterns.derive("agencies.grammar", AgencyGrammar)


def split_agencies(text: str, patterns: Patterns) -> list[str]:
    """The agencies of a list, as printed.

    They are separated at ``;``, and at commas and "và" between agencies; a list stays whole when its parts are no
    agencies of their own ("các sở, ban, ngành"). What follows a name ("là đầu mối tham mưu") and notes in brackets
    ("(sau đây gọi tắt là …)") are left out.
    """
    return grammar(patterns).split(text)


def agency_span(views: Views, start: int, limit: int, patterns: Patterns) -> int | None:
    """The end of the agency, or list of agencies, that begins at ``start``: up to the verb, cue or end of sentence.

    ``None`` when no agency begins there.
    """
    extent = grammar(patterns).span(views, start, limit)
    return extent.end if extent else None


def is_agency(text: str, patterns: Patterns) -> bool:
    """Whether the whole text is no more than the name of an agency, or a list of them."""
    return bool(grammar(patterns).names(text))
