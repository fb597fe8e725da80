"""What a caller may ask of OCR, as one plain value: nothing is kept between calls."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from plancli.limits import limit

OcrMode = Literal["auto", "never", "always"]

MIN_DPI, MAX_DPI = 72, 600


class OcrOptions(Struct, frozen=True):
    """How pages without a text of their own are read.

    ``mode``: ``auto`` reads pictures, and PDF pages whose text layer is missing or unusable; ``never`` starts no
    engine (such pages stay empty, a picture is an error); ``always`` reads the picture of every page, text layer or
    not. ``dpi`` is the resolution in which PDF pages are rendered. ``language`` is Tesseract's name of its data,
    ``timeout`` the seconds a page may take before its process is killed, ``cache`` whether results are kept for the
    next run. ``jobs`` is how many pages are read at a time, ``None``: one for each processor.
    """

    mode: OcrMode = "auto"
    dpi: int = 200
    language: str = "vie"
    timeout: float = float(limit("PLANCLI_OCR_SECONDS"))
    cache: bool = True
    jobs: int | None = None

    def __post_init__(self) -> None:
        if self.mode not in ("auto", "never", "always"):
            raise ValueError(f"mode is auto, never or always, not {self.mode!r}")
        if not MIN_DPI <= self.dpi <= MAX_DPI:
            raise ValueError(f"dpi is {MIN_DPI} to {MAX_DPI}, not {self.dpi}")
        if self.timeout <= 0:
            raise ValueError(f"timeout is positive, not {self.timeout}")
        if self.jobs is not None and self.jobs < 1:
            raise ValueError(f"jobs is at least 1, not {self.jobs}")
