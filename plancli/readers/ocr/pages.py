"""Pages to ``OcrPage``: from the cache or by the engine, one or several at a time."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from PIL import Image

from plancli.readers.ocr import cache
from plancli.readers.ocr.engine import Engine, require_engine
from plancli.readers.ocr.lines import lines_of
from plancli.readers.ocr.options import OcrOptions
from plancli.readers.ocr.page import OcrPage
from plancli.readers.ocr.recognise import recognise


def ocr_page(image: Image.Image, *, page: int, options: OcrOptions, dpi: float | None = None) -> OcrPage:
    """The words of one page's picture; ``dpi`` are its pixels per inch, ``None``: those of the options."""
    return _read(image, page, options, require_engine(options), dpi or options.dpi)


def ocr_pages(
    images: Iterable[tuple[int, Image.Image]], options: OcrOptions, *, dpi: float | None = None
) -> Iterator[OcrPage]:
    """The words of ``(page number, picture)`` pairs, in their order.

    As many engines run at a time as ``options.jobs`` allows; no more pictures are taken than those, and one.
    """
    engine = require_engine(options)
    jobs = options.jobs or _processors()
    resolution = dpi or options.dpi
    if jobs == 1:
        for number, image in images:
            yield _read(image, number, options, engine, resolution)
        return
    waiting: deque[Future[OcrPage]] = deque()
    # The threads only wait for the engine's processes.
    with ThreadPoolExecutor(jobs, thread_name_prefix="ocr") as pool:
        try:
            for number, image in images:
                waiting.append(pool.submit(_read, image, number, options, engine, resolution))
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


def _read(image: Image.Image, page: int, options: OcrOptions, engine: Engine, dpi: float) -> OcrPage:
    key = cache.key_of(image, engine.version, engine.language, dpi) if options.cache else ""
    words = cache.load(key) if options.cache else None
    if words is None:
        words = recognise(image, engine, dpi=dpi, timeout=options.timeout)
        if options.cache:
            cache.store(key, words)
    scale = 72 / dpi
    width, height = image.width * scale, image.height * scale
    return OcrPage(page, width, height, tuple(lines_of(words, page, width, height)))
