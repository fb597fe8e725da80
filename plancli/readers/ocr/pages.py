"""Pages to ``OcrPage``: from the cache or by the engine, one or several at a time."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from plancli.errors import MissingToolError, ReadError
from plancli.readers.ocr import cache
from plancli.readers.ocr.engine import Engine, require_engine
from plancli.readers.ocr.lines import lines_of
from plancli.readers.ocr.options import OcrOptions
from plancli.readers.ocr.page import OcrPage, Picture
from plancli.readers.ocr.recognise import recognise


def ocr_page(picture: Picture, options: OcrOptions) -> OcrPage:
    """The words of one page's picture. Raises ``MissingToolError``, ``ReadError`` ocr-timeout or ocr-failed."""
    page = _read(picture, options, require_engine(options))
    if page.failure is not None:
        raise page.failure
    return page


def ocr_pages(pictures: Iterable[Picture], options: OcrOptions) -> Iterator[OcrPage]:
    """The words of the pictures, in their order; a page on which the engine failed has its ``failure``.

    As many engines run at a time as ``options.jobs`` allows; no more pictures are taken than those, and one. Raises
    ``MissingToolError``, and ``ReadError`` when no page at all could be read.
    """
    failures: list[ReadError] = []
    readable = False
    for page in _in_order(pictures, options, require_engine(options)):
        if page.failure is not None:
            failures.append(page.failure)
        readable = readable or page.failure is None
        yield page
    if failures and not readable:
        raise failures[0]


def _in_order(pictures: Iterable[Picture], options: OcrOptions, engine: Engine) -> Iterator[OcrPage]:
    jobs = options.jobs or _processors()
    if jobs == 1:
        for picture in pictures:
            yield _read(picture, options, engine)
        return
    waiting: deque[Future[OcrPage]] = deque()
    # The threads only wait for the engine's processes.
    with ThreadPoolExecutor(jobs, thread_name_prefix="ocr") as pool:
        try:
            for picture in pictures:
                waiting.append(pool.submit(_read, picture, options, engine))
                if len(waiting) > jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return os.cpu_count() or 1


def _read(picture: Picture, options: OcrOptions, engine: Engine) -> OcrPage:
    image, dpi = picture.image, picture.dpi
    key = cache.key_of(image, engine.version, engine.language, engine.data, dpi) if options.cache else ""
    reading = cache.load(key) if options.cache else None
    if reading is None:
        try:
            reading = recognise(image, engine, dpi=dpi, timeout=options.timeout)
        except MissingToolError:
            raise
        except ReadError as error:
            return OcrPage(picture.page, 0, 0, (), failure=error)
        if options.cache:
            cache.store(key, reading)
    width, height = image.width * 72 / dpi, image.height * 72 / dpi
    if reading.turn.degrees in (90, 270):
        width, height = height, width
    return OcrPage(
        picture.page, width, height, tuple(lines_of(reading.words, picture.page, width, height)), reading.turn
    )


def scan_options(
    engine: Engine, pages: Sequence[OcrPage], options: OcrOptions, dpi: str | None = None
) -> tuple[tuple[str, str], ...]:
    """What was done, for the record of the reader: engine, language, resolution, pages read, pages that failed."""
    read = ",".join(str(page.page) for page in pages if page.failure is None)
    failed = ",".join(str(page.page) for page in pages if page.failure is not None)
    return (
        ("ocr", f"tesseract {engine.version}"),
        ("ocr_language", engine.language),
        ("ocr_dpi", dpi or str(options.dpi)),
        ("ocr_pages", read),
        *((("pages_ocr_failed", failed),) if failed else ()),
    )
