"""The pages of a PDF one by one, each with what it is: text, a picture that OCR must read, blank, or damaged."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Literal

from msgspec import Struct, field

from plancli.patterns import Patterns
from plancli.readers.files import RawFile
from plancli.readers.pdf.annotations import Rectangle, flatten
from plancli.readers.pdf.frame import Area, Frame
from plancli.readers.pdf.furniture import split_stamps
from plancli.readers.pdf.grids import Drawings, Grid, find_grids, look_at_drawings, turned
from plancli.readers.pdf.native import Native, opened, opened_page
from plancli.readers.pdf.quality import poor_text
from plancli.readers.pdf.rows import Segment, main_size, segments_of
from plancli.readers.pdf.words import Layer, read_layer

State = Literal["text", "picture", "poor", "blank", "damaged"]

# A picture of this share of the page is the page, where fewer letters than this stand beside it (a page number, a
# signature's words).
_PICTURE = 0.5
_LETTERS = 100
# A page without text whose letters are drawn as outlines has at least so many paths.
_OUTLINES = 40


class PageSource(Struct):
    """One page, before its text is written.

    ``number`` counts from 1; ``width`` and ``height`` are in points, as the page is shown. ``state`` says what it is:
    ``text``; ``picture`` (no text, but something to read); ``poor`` (a text layer that is not what the page shows,
    ``reason`` says why); ``blank``; ``damaged``. ``segments`` and ``stamps`` are the words of the document and those
    of digital signatures, ``size`` the usual type size, ``grids`` the ruled tables, all in the frame of ``layer``;
    ``encodings`` are those of the old fonts that its words were decoded from.
    """

    number: int
    width: float = 0.0
    height: float = 0.0
    state: State = "damaged"
    reason: str | None = None
    display: Frame = field(default_factory=lambda: Frame(0, 0, 1, 1))
    layer: Layer = field(default_factory=lambda: Layer(Frame(0, 0, 1, 1)))
    encodings: tuple[str, ...] = ()
    segments: list[Segment] = field(default_factory=list)
    stamps: list[Segment] = field(default_factory=list)
    size: float = 0.0
    grids: list[Grid] = field(default_factory=list)

    @property
    def shown(self) -> bool:
        """Is the page read in the direction in which it is shown?"""
        return self.layer.frame.turns == self.display.turns

    def box(self, area: Area) -> Area:
        """The area on the page as it is shown."""
        return area if self.shown else self.display.area(*self.layer.frame.back(area))


def needs_ocr(page: PageSource) -> bool:
    """Must the page be read from its picture?"""
    return page.state in ("picture", "poor")


def page_sources(raw: RawFile, patterns: Patterns | None = None) -> list[PageSource]:
    """All pages of the file in order. Raises ``ReadError``: encrypted, damaged, too-large."""
    with opened(raw) as document:
        return read_pages(raw, document, patterns or Patterns.builtin())


def read_pages(raw: RawFile, document: Native, patterns: Patterns) -> list[PageSource]:
    """All pages of an opened document."""
    pages: list[PageSource] = []
    ruled: dict[int, tuple[PageSource, Frame]] = {}
    for number in range(1, len(document) + 1):
        page, media = _read_page(document, number, patterns)
        pages.append(page)
        if media is not None and page.state == "text":
            ruled[number] = page, media
    for number, grids in find_grids(raw.data, list(ruled)).items():
        page, media = ruled[number]
        found = (turned(grid, media, page.layer.frame) for grid in grids)
        page.grids = [grid for grid in found if grid is not None]
    return pages


def _read_page(document: Native, number: int, patterns: Patterns) -> tuple[PageSource, Frame | None]:
    """The page, and the frame of its media box where it may hold a table."""
    source = PageSource(number)
    with drawn_page(document, number) as (page, fields):
        if page is None:
            return source, None
        source.display, media = _frames(page)
        source.width, source.height = source.display.width, source.display.height
        drawings = look_at_drawings(page, source.display)
        source.layer = read_layer(page, source.display)
    if any(word.font.legacy for word in (*source.layer.words, *source.layer.turned)):
        from plancli.readers.pdf.legacy import decode_fonts

        source.encodings = decode_fonts(source.layer, patterns)
    words = source.layer.words
    if words:
        source.size = main_size(words)
        areas = [source.layer.frame.area(*rectangle) for rectangle in fields]
        source.segments, source.stamps = split_stamps(segments_of(words), areas, source.size, patterns)
    source.state, source.reason = _state(source, drawings, patterns)
    return source, media if drawings.may_hold_table else None


@contextmanager
def drawn_page(document: Native, number: int) -> Iterator[tuple[Native | None, list[Rectangle]]]:
    """A page with its annotations drawn into it (``None`` where it is damaged), and the areas of form fields."""
    with opened_page(document, number) as page:
        fields = flatten(page) if page is not None else None
        if fields is None:
            yield page, []
            return
    with opened_page(document, number) as page:
        yield page, fields


def _frames(page: Native) -> tuple[Frame, Frame]:
    """The page as it is shown, and its whole media box."""
    raw = import_module("pypdfium2.raw")
    turns = raw.FPDFPage_GetRotation(page) % 4
    box = raw.FS_RECTF()
    if not raw.FPDF_GetPageBoundingBox(page, ctypes.byref(box)):
        box.left, box.bottom = 0.0, 0.0
        box.right, box.top = page.get_size()
    shown = Frame(box.left, box.bottom, box.right, box.top, turns)
    sides = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPage_GetMediaBox(page, *map(ctypes.byref, sides)):
        return shown, shown
    left, bottom, right, top = (side.value for side in sides)
    return shown, Frame(min(left, right), min(bottom, top), max(left, right), max(bottom, top), turns)


def _state(source: PageSource, drawings: Drawings, patterns: Patterns) -> tuple[State, str | None]:
    layer = source.layer
    letters = sum(len(word.text) for segment in source.segments for word in segment.words)
    if drawings.picture >= _PICTURE and letters < _LETTERS:
        return "picture", None
    if letters or layer.turned:
        reason = poor_text(layer, patterns)
        return ("poor", reason) if reason else ("text", None)
    if layer.unmapped:
        return "poor", "unmapped"
    if source.stamps:
        return "text", None
    return ("picture", None) if drawings.picture > 0 or drawings.paths >= _OUTLINES else ("blank", None)
