"""The columns of each table: their names for programs, their headings for people, what they hold."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from plancli.views.labels import Language, value_word

Cell = str | int | list[str] | list[int] | None
"""A value as JSON has it. Lists are printed joined, dates are ISO 8601."""
Row = Mapping[str, Cell]
Kind = Literal["text", "list", "date", "int", "code"]
Name = Literal["outline", "refs", "tasks", "deadlines"]


class Column(NamedTuple):
    """A column; ``width`` is how many characters it wants in a spreadsheet, ``long`` whether its text wraps."""

    name: str
    vi: str
    en: str
    kind: Kind = "text"
    width: int = 14

    @property
    def long(self) -> bool:
        """Whether running text stands in it."""
        return self.width >= 30

    def heading(self, language: Language) -> str:
        """The heading for people."""
        return self.en if language == "en" else self.vi

    def words(self, cell: Cell, language: Language) -> str:
        """The cell as text for people: lists joined, codes in words."""
        if cell is None:
            return ""
        if isinstance(cell, list):
            return "; ".join(value_word(self.name, str(item), language) for item in cell)
        return value_word(self.name, cell, language) if isinstance(cell, str) else str(cell)


class View(NamedTuple):
    """A table: its columns in order, those shown unless asked otherwise, and its name for people."""

    name: Name
    vi: str
    en: str
    columns: Sequence[Column]
    shown: Sequence[str]

    def title(self, language: Language) -> str:
        """The table's name for people."""
        return self.en if language == "en" else self.vi


DOCUMENT = (
    Column("document", "Văn bản", "Document", width=20),
    Column("issuer", "Cơ quan ban hành", "Issuer", width=24),
    Column("issued", "Ngày ban hành", "Issued", "date", 12),
    Column("subject", "Trích yếu", "Subject", width=40),
    Column("file", "Tệp", "File", width=24),
    Column("path", "Đường dẫn", "Path", width=30),
)
_NUMBER = Column("no", "STT", "No.", "int", 5)
_SECTION = Column("section", "Mục", "Section", width=12)
_PAGE = Column("page", "Trang", "Page", "int", 6)
_SPAN = (Column("start_offset", "Từ ký tự", "From", "int", 9), Column("end_offset", "Đến ký tự", "To", "int", 9))
_TIME = (
    Column("deadline", "Thời hạn (nguyên văn)", "Deadline (as written)", "list", 26),
    Column("kind", "Loại thời hạn", "Kind", "code", 14),
    Column("start", "Từ ngày", "Start", "date", 12),
    Column("due", "Đến ngày", "Due", "date", 12),
    Column("recurrence", "Lặp lại", "Recurrence", width=20),
    Column("condition", "Điều kiện", "Condition", width=26),
    Column("late", "Quá hạn (ngày)", "Days overdue", "int", 10),
)
_LEAD = Column("lead", "Chủ trì", "Lead", "list", 26)
_COORDINATE = Column("coordinate", "Phối hợp", "Coordinate", "list", 26)

OUTLINE = View(
    "outline",
    "Đề cương",
    "Outline",
    (
        *DOCUMENT,
        _NUMBER,
        _SECTION,
        Column("level", "Cấp", "Level", "int", 5),
        Column("marker", "Ký hiệu", "Marker", width=9),
        Column("style", "Kiểu", "Style", "code", 10),
        Column("heading", "Đề mục", "Heading", width=44),
        Column("text", "Nội dung", "Text", width=60),
        _PAGE,
        *_SPAN,
    ),
    ("section", "marker", "heading", "text"),
)
REFS = View(
    "refs",
    "Văn bản viện dẫn",
    "References",
    (
        *DOCUMENT,
        _NUMBER,
        Column("number", "Số, ký hiệu", "Number", width=18),
        Column("type", "Loại", "Type", width=7),
        Column("name", "Tên văn bản", "Name", width=32),
        Column("date", "Ngày", "Date", "date", 12),
        Column("cited_issuer", "Cơ quan của văn bản", "Issued by", width=28),
        Column("cited_subject", "Trích yếu của văn bản", "About", width=44),
        Column("role", "Quan hệ", "Role", "code", 14),
        Column("mentions", "Số lần", "Mentions", "int", 8),
        Column("sections", "Ở mục", "In sections", "list", 20),
        Column("pinpoints", "Điểm, khoản, điều", "Pinpoints", "list", 22),
        Column("pages", "Trang", "Pages", "list", 8),
    ),
    ("number", "type", "name", "date", "cited_issuer", "role", "mentions", "sections"),
)
TASKS = View(
    "tasks",
    "Nhiệm vụ",
    "Tasks",
    (
        *DOCUMENT,
        _NUMBER,
        _SECTION,
        Column("heading", "Đề mục", "Heading", width=30),
        Column("text", "Nội dung nhiệm vụ", "Task", width=60),
        _LEAD,
        _COORDINATE,
        *_TIME,
        Column("product", "Sản phẩm", "Product", width=24),
        Column("basis", "Căn cứ nhận biết", "Basis", "code", 14),
        _PAGE,
        *_SPAN,
    ),
    ("no", "section", "text", "lead", "coordinate", "deadline", "due", "product"),
)
DEADLINES = View(
    "deadlines",
    "Thời hạn",
    "Deadlines",
    (
        *DOCUMENT,
        _NUMBER,
        _SECTION,
        *_TIME,
        Column("lead", "Chủ trì", "Lead", "list", 26),
        Column("coordinate", "Phối hợp", "Coordinate", "list", 26),
        Column("what", "Việc phải làm", "What", width=60),
        Column("sentence", "Câu nêu thời hạn", "Sentence", width=60),
        Column("inferred", "Năm suy ra", "Year inferred", "code", 8),
        _PAGE,
        *_SPAN,
    ),
    ("no", "section", "deadline", "kind", "start", "due", "lead", "what"),
)
VIEWS: dict[Name, View] = {"outline": OUTLINE, "refs": REFS, "tasks": TASKS, "deadlines": DEADLINES}


class UnknownColumnError(ValueError):
    """A column was asked for that the table has not; the message says what there is."""


def chosen(view: View, asked: str | None, *, many: bool, everything: bool, late: bool = False) -> list[Column]:
    """The columns to print: those asked for (names with commas between, or ``all``), else the table's own choice.

    ``many`` puts the document before the rest, ``late`` the days overdue behind it; ``everything`` is the choice of
    formats that programs read. Raises ``UnknownColumnError``.
    """
    known = {column.name: column for column in view.columns}
    names = [name.strip() for name in (asked or "").split(",") if name.strip()]
    if names == ["all"] or (not names and everything):
        return [column for column in view.columns if column.name != "late" or late]
    if not names:
        names = [*(("document", "issuer") if many else ()), *view.shown, *(("late",) if late else ())]
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known)}"
            raise UnknownColumnError(f"{view.name} has no column {name}; {hint}")
    return [known[name] for name in dict.fromkeys(names)]
