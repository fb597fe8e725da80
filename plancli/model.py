"""The output contract as data: what ``plancli parse`` prints, field for field.

Spans are half-open ``[start, end)`` offsets in Unicode code points into the source text (the text that
``plancli text`` prints). Pages count from 1 and are ``None`` where the source has no pages. Dates are ISO 8601
with reduced precision where the document gives no more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Literal, ParamSpec, TypeVar

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = "1.0"

Span = tuple[int, int]
Style = Literal[
    "part", "chapter", "section", "article", "roman", "arabic", "decimal", "letter", "dash", "plus", "bullet", "none"
]
DeadlineKind = Literal["by", "before", "during", "from", "recurring", "ongoing", "conditional"]
Role = Literal["basis", "implements", "amends", "replaces", "cites"]
AgencyRole = Literal["issuer", "parent", "addressee", "lead", "coordinate", "recipient", "cited-issuer"]
TaskBasis = Literal["fields", "heading", "sentence", "table"]
AuthorityCode = Literal["TM", "KT", "TL", "TUQ", "Q"]
Severity = Literal["info", "warning", "error"]


P = ParamSpec("P")
M = TypeVar("M", bound=BaseModel)


class Model(BaseModel):
    """Frozen, and closed: an unknown field is a mistake.

    What checks values against the fields is built when it is first used: the command line, which prints what it has
    made itself (see ``made``), does not need it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def made(model: Callable[P, M], *_: P.args, **values: P.kwargs) -> M:
    """The model of these fields, named one by one, without checking what type checkers check already.

    Only for values made here; whatever comes from outside goes through ``model_validate``.
    """
    built, defaults, factories = _blank(model)
    instance: Any = built.__new__(built)
    fields = defaults | values
    for name, factory in factories:
        if name not in values:
            fields[name] = factory()
    put = object.__setattr__
    put(instance, "__dict__", fields)
    put(instance, "__pydantic_fields_set__", set(values))
    put(instance, "__pydantic_extra__", None)
    put(instance, "__pydantic_private__", None)
    made_of_them: M = instance
    return made_of_them


@cache
def _blank(model: Any) -> tuple[Any, dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """The model, its fields in their order with their defaults, and those whose default is made each time."""
    fields = model.model_fields
    defaults = {name: None if field.is_required() else field.default for name, field in fields.items()}
    return model, defaults, [(name, field.default_factory) for name, field in fields.items() if field.default_factory]


class Found(Model):
    """Something read in the text: where its evidence stands."""

    span: Span | None = None
    page: int | None = None


class Placed(Found):
    """Something read in the text that also knows its section path (or zone)."""

    section: str


class Repairable(Model):
    """What OCR or a slip may have spoilt: ``repaired`` names the fields whose value is not what is printed, each with
    what is printed there. ``None`` (and absent where documents are printed) where nothing was repaired."""

    repaired: dict[str, str] | None = None


class Boxed(Model):
    """Where the item stands on its page: ``[x0, top, x1, bottom]`` in points from the page's top left; on several
    pages, the part on the first. ``None`` where the source has no layout."""

    bbox: tuple[float, float, float, float] | None = None


class TextItem(Repairable, Found):
    """A piece of text as the document means it."""

    text: str


class Reader(Model):
    """Which reader made the source text, and with which decisions."""

    name: str
    encoding: str | None = None
    options: dict[str, str] = Field(default_factory=dict)


class Source(Model):
    """The file that was read."""

    path: str | None
    media_type: str
    sha256: str
    bytes: int
    pages: int | None
    reader: Reader


class Name(Repairable, Found):
    """A body's name; ``inferred`` when it was worked out rather than read in the letterhead.

    ``level`` (central, province, district, commune, grassroots) and ``sector`` (party, state, mass, judiciary,
    military, police, school, health, enterprise) where the name settles them.
    """

    name: str
    level: str | None = None
    sector: str | None = None
    inferred: bool = False


class Number(Repairable, Found):
    """Số, ký hiệu. ``text`` is canonical; a number left blank has ``serial`` None and text like ``/KH-UBND``."""

    text: str
    serial: str | None = None
    year: str | None = None
    type_code: str | None = None
    body_code: str | None = None
    inferred: bool = False


class IssueDate(Repairable, Found):
    """Ngày ban hành: ``value`` is ISO 8601, shortened to what is printed."""

    text: str
    value: str | None
    inferred: bool = False


class DocType(Repairable, Found):
    """Tên loại văn bản."""

    code: str
    name: str
    inferred: bool = False


class Header(Model):
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


class Table(Placed):
    """A table: its first row as ``header`` where it is one, else empty."""

    header: list[str]
    rows: list[list[str]]


class Section(Repairable, Found, Boxed):
    """A node of the section tree; ``span`` covers the node with its children."""

    path: str
    marker: str | None
    label: str | None
    style: Style
    heading: str | None
    text: str
    children: list[Section]


class Appendix(Found):
    """What follows the signature: phụ lục, or the document issued with a decision."""

    label: str
    title: str | None
    text: str
    sections: list[Section]
    tables: list[Table]


class Mention(Repairable, Placed, Boxed):
    """One place that names a cited document. ``repaired`` holds its ``number`` where it is printed otherwise."""

    text: str
    pinpoint: dict[str, str] | None = None


class IssuingBody(Model):
    """The body whose document it is, under its plain name: ``Ban Chấp hành Trung ương`` for a document of its sixth
    plenum. ``inferred`` when the symbol or the kind tells it, not the words; ``level`` and ``sector`` as in ``Name``.
    """

    name: str
    level: str | None = None
    sector: str | None = None
    inferred: bool = False


class Reference(Model):
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


class Abbreviation(Placed):
    """A short form that the text itself defines."""

    short: str
    long: str | None


class DateExpression(Repairable, Placed):
    """A time expression: bounds are inclusive ISO dates, ``None`` where open or unknown."""

    text: str
    kind: str
    start: str | None
    end: str | None
    inferred: bool = False


class Deadline(Repairable, Placed, Boxed):
    """When something is to be done."""

    text: str
    kind: DeadlineKind
    start: str | None
    due: str | None
    recurrence: str | None
    condition: str | None
    inferred: bool = False


class Task(Placed, Boxed):
    """Who does what by when; ``deadlines`` are indexes into the document's deadlines."""

    text: str
    lead: list[str]
    coordinate: list[str]
    deadlines: list[int]
    product: str | None
    basis: TaskBasis


class Authority(Model):
    """A signing authority: TM, KT, TL, TUQ or Q, and of whom."""

    code: AuthorityCode
    of: str | None


class Signature(Found):
    """Who signed, as what, and by which authority."""

    authority: list[Authority]
    position: str | None
    name: str | None


class Recipient(Found):
    """A line of "Nơi nhận"."""

    name: str
    note: str | None = None


class Addressee(Found):
    """A line of "Kính gửi" or "Kính trình"."""

    name: str


class Filing(Found):
    """The "Lưu:" line without the word, the drafter's mark and the number of copies."""

    text: str
    drafter: str | None = None
    copies: str | None = None


class AgencyMention(Placed):
    """Where the document gives an agency a part: the name itself where it stands there, else the whole item."""

    role: AgencyRole


class Agency(Model):
    """An agency that the document names, under its fullest name; ``level`` and ``sector`` as in ``Name``.

    ``valid_from`` and ``valid_to`` are ISO 8601, shortened to what is sure: the reforms that bound such a body.
    """

    name: str
    level: str | None
    sector: str | None
    roles: list[AgencyRole]
    valid_from: str | None = None
    valid_to: str | None = None
    mentions: list[AgencyMention] = Field(default_factory=list)


class Diagnostic(Found):
    """What a careful clerk would pencil in the margin."""

    code: str
    severity: Severity
    message: str
    section: str | None = None


class Document(Model):
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
    text: str | None = Field(default=None, description="The source text, with --with-text only.")
