"""Random plans: trees of sections with plausible words, and how they are printed.

A plan is made as the rules of the form have it, in the styles and mixtures that occur; what is printed is the text that
parsing must give back: the same paths, headings and texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

VERBS = ["Xây dựng", "Rà soát", "Tuyên truyền", "Kiểm tra", "Tổ chức", "Hoàn thiện", "Nâng cao", "Bố trí", "Theo dõi"]
NOUNS = [
    "kế hoạch", "đội ngũ cán bộ", "công tác dân vận", "chất lượng phục vụ", "cơ sở vật chất", "quy chế làm việc",
    "phong trào thi đua", "nguồn nhân lực", "các mô hình điểm", "hệ thống loa truyền thanh",
    "đường giao thông nông thôn",
]  # fmt: skip
TAILS = [
    "trên địa bàn xã", "theo quy định", "trong toàn huyện", "tại các thôn, bản", "gắn với thực tiễn của đơn vị",
    "bảo đảm thiết thực, hiệu quả", "phù hợp với điều kiện của địa phương", "của cấp ủy, chính quyền các cấp",
]  # fmt: skip
TITLES = ["MỤC ĐÍCH, YÊU CẦU", "NỘI DUNG", "NHIỆM VỤ, GIẢI PHÁP", "KINH PHÍ", "TỔ CHỨC THỰC HIỆN", "CHỈ TIÊU"]
LETTERS = "abcdđeghiklmnopqrstuvxy"
ROMANS = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]

# A level's way of marking: how the n-th marker is printed and what it adds to the path.
LEVELS = {
    "upper": ["{upper}.", "{upper} -", "{upper}/"],
    "roman": ["{roman}.", "{roman}-", "{roman} -", "{roman}/"],
    "arabic": ["{n}.", "{n}/", "{n}-"],
    "decimal": ["{above}.{n}.", "{above}.{n}"],
    "bracket": ["{n})", "({n})"],
    "letter": ["{letter})", "{letter}.", "{letter}/"],
    "dash": ["-", "–"],
    "plus": ["+"],
}
ORDERS = [
    ["roman", "arabic", "letter", "dash", "plus"],
    ["roman", "arabic", "dash", "plus"],
    ["roman", "dash", "plus"],
    ["upper", "roman", "arabic", "letter", "dash"],
    ["arabic", "letter", "dash", "plus"],
    ["arabic", "decimal", "letter", "dash"],
    ["roman", "arabic", "decimal", "dash", "plus"],
    ["roman", "arabic", "letter", "bracket"],
]


@dataclass
class Section:
    """A section: what it must give (``path``, ``heading``, ``text``) and how it is printed (``marker``)."""

    path: str
    marker: str
    heading: str | None
    text: list[str]
    children: list[Section] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """A tree and its title."""

    subject: str
    roots: list[Section]


@st.composite
def sentences(draw: st.DrawFn) -> str:
    """A sentence with its full stop."""
    parts = st.tuples(*map(st.sampled_from, (VERBS, NOUNS, TAILS)))
    clauses = [" ".join(part) for part in draw(st.lists(parts, min_size=1, max_size=3))]
    return "; ".join([clauses[0], *(clause[0].lower() + clause[1:] for clause in clauses[1:])]) + "."


@st.composite
def headings(draw: st.DrawFn, level: str) -> str:
    """A heading, in capitals at the top."""
    if level in ("upper", "roman"):
        return draw(st.sampled_from(TITLES))
    return f"{draw(st.sampled_from(VERBS))} {draw(st.sampled_from(NOUNS))}"


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan of at least two sections at the top."""
    order = draw(st.sampled_from(ORDERS))
    marks = [draw(st.sampled_from(LEVELS[level])) for level in order]
    roots = draw(_siblings(order, marks, 0, "", minimum=2))
    subject = f"{draw(st.sampled_from(VERBS))} {draw(st.sampled_from(NOUNS))} năm 2024"
    return Plan(subject, roots)


@st.composite
def _siblings(
    draw: st.DrawFn, order: Sequence[str], marks: Sequence[str], depth: int, above: str, minimum: int = 1
) -> list[Section]:
    count = draw(st.integers(minimum, 3 if depth else 5))
    found = []
    for number in range(1, count + 1):
        level, mark = order[depth], marks[depth]
        label, marker = _label(level, mark, number, above.rpartition("/")[2])
        path = f"{above}/{label}" if above else label
        below = depth + 1 < len(order) and draw(st.integers(0, 2)) > 0
        children = draw(_siblings(order, marks, depth + 1, path)) if below else []
        # A heading needs something below it; without it the paragraph is text.
        titled = (bool(children) and draw(st.booleans())) or (not depth and level in ("upper", "roman"))
        if titled:
            own = [] if children else [draw(sentences())]
            found.append(Section(path, marker, draw(headings(level)), own, children))
        else:
            lead = draw(sentences())
            if children:
                lead = lead[:-1] + ", cụ thể như sau:"
            found.append(Section(path, marker, None, [lead], children))
    return found


def _label(level: str, mark: str, number: int, above: str) -> tuple[str, str]:
    """The path's segment and the printed marker of the n-th sibling."""
    if level in ("dash", "plus"):
        return f"{'-' if level == 'dash' else '+'}{number}", mark
    values = {
        "n": str(number),
        "roman": ROMANS[number - 1],
        "letter": LETTERS[number - 1],
        "upper": "ABCDĐEGH"[number - 1],
        "above": above,
    }
    marker = mark.format(**values)
    return marker.strip("./)( -"), marker


def walk(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from walk(section.children)


def printed(plan: Plan, width: int | None = None, spread: bool = False) -> str:
    """The plan as text: a paragraph a line, or wrapped at ``width``; ``spread`` puts a blank line after each line."""
    paragraphs = []
    for section in walk(plan.roots):
        first = section.heading or section.text[0]
        paragraphs.append(f"{section.marker} {first}")
        paragraphs += section.text if section.heading else section.text[1:]
    lines = [line for paragraph in paragraphs for line in _wrapped(paragraph, width)]
    body = ("\n\n" if spread else "\n").join(lines)
    return f"KẾ HOẠCH\n{plan.subject}\n\n{body}\n"


def _wrapped(paragraph: str, width: int | None) -> list[str]:
    if width is None:
        return [paragraph]
    lines = [""]
    for word in paragraph.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
