"""The output contract as data: what ``plancli parse`` prints, field for field.

Spans are half-open ``[start, end)`` offsets in Unicode code points into the source text (the text that
``plancli text`` prints). Pages count from 1 and are ``None`` where the source has no pages. Dates are ISO 8601
with reduced precision where the document gives no more.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

SCHEMA_VERSION = "1.0"

Span = tuple[int, int]
Box = tuple[float, float, float, float]
"""``[x0, top, x1, bottom]`` in points from the page's top left; on several pages, the part on the first. Null where
the source has no layout."""
Repaired = dict[str, str] | UnsetType
"""By field of the item, what is printed where its value is another: read by its place, by other mentions or by the
lexicon. Absent where nothing was repaired."""
Style = Literal[
    "part", "chapter", "section", "article", "roman", "arabic", "decimal", "letter", "dash", "plus", "bullet", "none"
]
DeadlineKind = Literal["by", "before", "during", "from", "recurring", "ongoing", "conditional"]
Role = Literal["basis", "implements", "amends", "replaces", "cites"]
AgencyRole = Literal["issuer", "parent", "addressee", "lead", "coordinate", "recipient", "cited-issuer"]
TaskBasis = Literal["fields", "heading", "sentence", "table"]
AuthorityCode = Literal["TM", "KT", "TL", "TUQ", "Q"]
Severity = Literal["info", "warning", "error"]


class Model(Struct, frozen=True, forbid_unknown_fields=True):
    """Frozen, and closed: an unknown field is a mistake.

    Made here without checks, since type checkers have checked it; what comes from outside goes through
    ``msgspec.convert`` or ``msgspec.json.decode``, which do check. ``msgspec.to_builtins`` gives the plain values,
    ``msgspec.structs.replace`` a copy with other ones.
    """


class Found(Model, frozen=True, kw_only=True):
    """Something read in the text: where its evidence stands."""

    span: Span | None = None
    page: int | None = None


class Placed(Found, frozen=True, kw_only=True):
    """Something read in the text that also knows its section path (or zone)."""

    section: str


class Boxed(Placed, frozen=True, kw_only=True):
    """Something that also knows its place on the page: its ``bbox``."""

    bbox: Box | None = None


class TextItem(Found, frozen=True, kw_only=True):
    """A piece of text as the document means it."""

    text: str
    repaired: Repaired = UNSET


class Reader(Model, frozen=True, kw_only=True):
    """Which reader made the source text, and with which decisions."""

    name: str
    encoding: str | None = None
    options: dict[str, str] = field(default_factory=dict)


class Source(Model, frozen=True, kw_only=True):
    """The file that was read."""

    path: str | None
    media_type: str
    sha256: str
    bytes: int
    pages: int | None
    reader: Reader


class Name(Found, frozen=True, kw_only=True):
    """A body's name; ``inferred`` when it was worked out rather than read in the letterhead.

    ``level`` (central, province, district, commune, grassroots) and ``sector`` (party, state, mass, judiciary,
    military, police, school, health, enterprise) where the name settles them.
    """

    name: str
    level: str | None = None
    sector: str | None = None
    inferred: bool = False
    repaired: Repaired = UNSET


class Number(Found, frozen=True, kw_only=True):
    """Số, ký hiệu. ``text`` is canonical; a number left blank has ``serial`` None and text like ``/KH-UBND``."""

    text: str
    serial: str | None = None
    year: str | None = None
    type_code: str | None = None
    body_code: str | None = None
    inferred: bool = False
    repaired: Repaired = UNSET


class IssueDate(Found, frozen=True, kw_only=True):
    """Ngày ban hành: ``value`` is ISO 8601, shortened to what is printed."""

    text: str
    value: str | None
    inferred: bool = False
    repaired: Repaired = UNSET


class DocType(Found, frozen=True, kw_only=True):
    """Tên loại văn bản."""

    code: str
    name: str
    inferred: bool = False
    repaired: Repaired = UNSET


class Header(Model, frozen=True, kw_only=True):
    """Thể thức at the head of the document."""

    issuer: Name | None = None
    parent: Name | None = None
    number: Number | None = None
    place: TextItem | None = None
    date: IssueDate | None = None
    type: DocType | None = None
    subject: TextItem | None = None
    secrecy: TextItem | None = None
    urgency: TextItem | None = None
    circulation: TextItem | None = None
    draft: TextItem | None = None


class Table(Placed, frozen=True, kw_only=True):
    """A table: its first row as ``header`` where it is one, else empty."""

    header: list[str]
    rows: list[list[str]]


class Section(Found, frozen=True, kw_only=True):
    """A node of the section tree; ``span`` covers the node with its children."""

    bbox: Box | None = None
    path: str
    marker: str | None
    label: str | None
    style: Style
    heading: str | None
    text: str
    children: list[Section]
    repaired: Repaired = UNSET


class Appendix(Found, frozen=True, kw_only=True):
    """What follows the signature: phụ lục, or the document issued with a decision."""

    label: str
    title: str | None
    text: str
    sections: list[Section]
    tables: list[Table]


class Mention(Boxed, frozen=True, kw_only=True):
    """One place that names a cited document. ``repaired`` has its ``number`` where it is printed otherwise."""

    text: str
    pinpoint: dict[str, str] | None = None
    repaired: Repaired = UNSET


class IssuingBody(Model, frozen=True, kw_only=True):
    """The body whose document it is, under its plain name: ``Ban Chấp hành Trung ương`` for a document of its sixth
    plenum. ``inferred`` when the symbol or the kind tells it, not the words; ``level`` and ``sector`` as in ``Name``.
    """

    name: str
    level: str | None = None
    sector: str | None = None
    inferred: bool = False


class Reference(Model, frozen=True, kw_only=True):
    """A distinct cited document with all its mentions."""

    number: str | None
    type: str | None
    name: str | None
    date: str | None
    issuer: str | None
    subject: str | None
    same_as_header: bool
    role: Role
    body: IssuingBody | None = None
    mentions: list[Mention]


class Abbreviation(Placed, frozen=True, kw_only=True):
    """A short form that the text itself defines."""

    short: str
    long: str | None


class DateExpression(Placed, frozen=True, kw_only=True):
    """A time expression: bounds are inclusive ISO dates, ``None`` where open or unknown."""

    text: str
    kind: str
    start: str | None
    end: str | None
    inferred: bool = False


class Deadline(Boxed, frozen=True, kw_only=True):
    """When something is to be done."""

    text: str
    kind: DeadlineKind
    start: str | None
    due: str | None
    recurrence: str | None
    condition: str | None
    inferred: bool = False


class Task(Boxed, frozen=True, kw_only=True):
    """Who does what by when; ``deadlines`` are indexes into the document's deadlines."""

    text: str
    lead: list[str]
    coordinate: list[str]
    deadlines: list[int]
    product: str | None
    basis: TaskBasis


class Authority(Model, frozen=True, kw_only=True):
    """A signing authority: TM, KT, TL, TUQ or Q, and of whom."""

    code: AuthorityCode
    of: str | None


class Signature(Found, frozen=True, kw_only=True):
    """Who signed, as what, and by which authority."""

    authority: list[Authority]
    position: str | None
    name: str | None


class Recipient(Found, frozen=True, kw_only=True):
    """A line of "Nơi nhận"."""

    name: str
    note: str | None = None


class Addressee(Found, frozen=True, kw_only=True):
    """A line of "Kính gửi" or "Kính trình"."""

    name: str


class Filing(Found, frozen=True, kw_only=True):
    """The "Lưu:" line without the word, the drafter's mark and the number of copies."""

    text: str
    drafter: str | None = None
    copies: str | None = None


class AgencyMention(Placed, frozen=True, kw_only=True):
    """Where the document gives an agency a part: the name itself where it stands there, else the whole item."""

    role: AgencyRole


class Agency(Model, frozen=True, kw_only=True):
    """An agency that the document names, under its fullest name; ``level`` and ``sector`` as in ``Name``.

    ``valid_from`` and ``valid_to`` are ISO 8601, shortened to what is sure: the reforms that bound such a body.
    """

    name: str
    level: str | None
    sector: str | None
    roles: list[AgencyRole]
    valid_from: str | None = None
    valid_to: str | None = None
    mentions: list[AgencyMention] = field(default_factory=list)


class Diagnostic(Found, frozen=True, kw_only=True):
    """What a careful clerk would pencil in the margin."""

    code: str
    severity: Severity
    message: str
    section: str | None = None


class Document(Model, frozen=True, kw_only=True):
    """One parsed document: the whole of the contract."""

    schema_version: str = SCHEMA_VERSION
    source: Source
    header: Header
    preamble: TextItem | None
    sections: list[Section]
    closing: TextItem | None
    signatures: list[Signature]
    recipients: list[Recipient]
    addressees: list[Addressee]
    filing: Filing | None
    appendices: list[Appendix]
    tables: list[Table]
    references: list[Reference]
    abbreviations: list[Abbreviation]
    dates: list[DateExpression]
    deadlines: list[Deadline]
    tasks: list[Task]
    agencies: list[Agency]
    diagnostics: list[Diagnostic]
    text: Annotated[str | None, Meta(description="The source text, with --with-text only.")] = None
