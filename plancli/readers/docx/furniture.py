"""Headers and footers: which of them Word prints, and which are no furniture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from plancli.readers.docx.body import Context, Story
from plancli.readers.docx.names import RELATION_ID, SECTION, VAL, Element, W, is_on
from plancli.readers.docx.package import Package
from plancli.readers.docx.sink import Sink

# A running head or a form's number has a line or two; what is longer and printed on the first page alone is
# the document's own head.
_HEAD_LINES = 3
_HEADER, _FOOTER = f"{W}headerReference", f"{W}footerReference"


class Running(NamedTuple):
    """The headers and footers of a document; ``head`` is a first page's header that is a letterhead."""

    head: Element | None
    headers: tuple[Element, ...]
    footers: tuple[Element, ...]


def sections(body: Element) -> list[Element]:
    """The properties of all sections in order; those that a tracked change replaced are not among them."""
    changes = {id(old) for change in body.iter(f"{W}sectPrChange") for old in change}
    return [section for section in body.iter(SECTION) if id(section) not in changes]


def ends_page(section: Element) -> bool:
    """Whether the section begins on a new page."""
    kind = section.find(f"{W}type")
    return kind is None or kind.get(VAL, "nextPage") != "continuous"


def find_running(package: Package, found: list[Element]) -> Running:
    """The headers and footers of the first section that has any."""
    for section in found:
        if section.find(_HEADER) is not None or section.find(_FOOTER) is not None:
            first = section.find(f"{W}titlePg")
            kinds = ["default"]
            if first is not None and is_on(first):
                kinds.append("first")
            if package.mentions("settings", b"evenAndOddHeaders"):
                kinds.append("even")
            headers = dict(_parts(package, section, _HEADER, kinds))
            head = headers.pop("first") if "first" in headers and _is_head(headers["first"]) else None
            footers = dict(_parts(package, section, _FOOTER, kinds))
            return Running(head, tuple(headers.values()), tuple(footers.values()))
    return Running(None, (), ())


def _parts(package: Package, section: Element, tag: str, kinds: list[str]) -> Iterator[tuple[str, Element]]:
    for reference in section:
        kind = reference.get(f"{W}type", "default") or "default"
        if reference.tag == tag and kind in kinds:
            root = package.related(reference.get(RELATION_ID, "") or "")
            if root is not None:
                yield kind, root


def _is_head(header: Element) -> bool:
    paragraphs = sum(1 for paragraph in header.iter(f"{W}p") if next(paragraph.iter(f"{W}t"), None) is not None)
    return paragraphs >= _HEAD_LINES


def write_furniture(context: Context, running: Running) -> None:
    """The headers and footers, each line once, labelled as furniture."""
    sink = context.sink
    written: set[str] = set()
    for root in (*running.headers, *running.footers):
        apart = Sink(paged=False)
        Story(Context(context.styles, context.numbering, apart, context.decode)).read(root)
        for line in apart.text.split("\n"):
            if line.strip() and line.strip() not in written:
                written.add(line.strip())
                start = sink.length
                sink.write(line)
                sink.label(start, "furniture")
                sink.end_line()
