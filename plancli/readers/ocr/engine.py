"""Tesseract: where it is, what it can read, and one run of it for one picture."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

from msgspec import Struct
from PIL import Image

from plancli.errors import MissingToolError, ReadError
from plancli.readers.ocr.options import OcrOptions

_INSTALL = "install it: apt-get install tesseract-ocr tesseract-ocr-vie"
_LANGUAGE = re.compile(r"[A-Za-z0-9_]+(?:[+/][A-Za-z0-9_]+)*")
_VERSION = re.compile(r"tesseract\s+v?(\S+)", re.IGNORECASE)
_FOLDER = re.compile(r'"([^"]+)"')
_PROBE_SECONDS = 20


class Engine(Struct, frozen=True):
    """A Tesseract that works here. ``data`` tells one set of language data from another: the sizes of its files."""

    program: str
    version: str
    language: str
    data: tuple[int, ...] = ()


def find_engine(options: OcrOptions) -> Engine | None:
    """The engine with its language data, or ``None`` where either is missing."""
    try:
        return require_engine(options)
    except MissingToolError:
        return None


def require_engine(options: OcrOptions) -> Engine:
    """The engine with its language data; ``MissingToolError`` says what to install."""
    program = shutil.which("tesseract")
    if program is None:
        raise MissingToolError("ocr-missing", "scanned pages need Tesseract, which is not installed", _INSTALL)
    if _LANGUAGE.fullmatch(options.language) is None:
        raise MissingToolError(
            "ocr-language", f"{options.language!r} is no name of Tesseract's language data", "name one: vie"
        )
    version, folder, languages = _probe(program, os.environ.get("TESSDATA_PREFIX"))
    lacking = [name for name in options.language.split("+") if name not in languages]
    if lacking:
        packages = " ".join(f"tesseract-ocr-{name.lower().replace('_', '-')}" for name in lacking)
        raise MissingToolError(
            "ocr-language",
            f"Tesseract is installed without its language data {', '.join(lacking)}",
            f"install it: apt-get install {packages}",
        )
    sizes = tuple(_size(folder, name) for name in options.language.split("+"))
    return Engine(program, version, options.language, sizes)


@lru_cache(maxsize=4)
def _probe(program: str, data: str | None) -> tuple[str, str, frozenset[str]]:
    """Version of the program, the folder of its data and its languages; ``data`` only tells results apart."""
    del data
    found = _VERSION.search(_output(program, "--version"))
    lines = _output(program, "--list-langs").splitlines() or [""]
    folder = _FOLDER.search(lines[0])
    languages = frozenset(line.strip() for line in lines[1:])
    return found.group(1) if found else "", folder.group(1) if folder else "", languages


def _size(folder: str, language: str) -> int:
    """The size of the file with the language's data; 0 where it cannot be told."""
    try:
        return (Path(folder) / f"{language}.traineddata").stat().st_size if folder else 0
    except (OSError, ValueError):
        return 0


def _output(program: str, argument: str) -> str:
    try:
        done = subprocess.run(
            [program, argument], capture_output=True, timeout=_PROBE_SECONDS, check=False, env=_environment()
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MissingToolError("ocr-missing", f"Tesseract does not start ({error})", _INSTALL) from error
    # Some versions speak on the one stream, some on the other.
    return (done.stdout or done.stderr).decode("utf-8", "replace")


def _environment() -> dict[str, str]:
    # Several threads on one page are several times slower than one (tesseract#3109).
    return os.environ | {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C"}


def run_engine(engine: Engine, image: Image.Image, *, dpi: float, timeout: float, mode: int = 3) -> str:
    """Tesseract's table of words (TSV) for a grey picture.

    ``mode`` is Tesseract's page segmentation mode: 3 finds columns by itself, 6 takes the picture as one block, 11
    looks for text anywhere. The process is killed after ``timeout`` seconds, and whenever this function is left. Raises
    ``ReadError``: ocr-timeout, ocr-failed.
    """
    return _run(engine, image, ["--dpi", str(round(dpi)), "--psm", str(mode), "-l", engine.language, "tsv"], timeout)


def find_turn(engine: Engine, image: Image.Image, *, dpi: float, timeout: float) -> int:
    """By how many degrees clockwise the page must be turned to stand upright; 0 where that cannot be told."""
    try:
        report = _run(engine, image, ["--dpi", str(round(dpi)), "--psm", "0", "-l", "osd"], timeout)
    except ReadError:
        return 0
    found = re.search(r"Rotate: (\d+)", report)
    sure = re.search(r"Orientation confidence: ([\d.]+)", report)
    return int(found.group(1)) % 360 if found and sure and float(sure.group(1)) >= 1.5 else 0


def _run(engine: Engine, image: Image.Image, arguments: list[str], timeout: float) -> str:
    stream = io.BytesIO()
    # Uncompressed: packing would take longer than the pipe.
    image.save(stream, "PPM")
    try:
        process = subprocess.Popen(
            [engine.program, "-", "-", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
        )
    except OSError as error:
        raise MissingToolError("ocr-missing", f"Tesseract does not start ({error})", _INSTALL) from error
    with process:
        try:
            out, complaint = process.communicate(stream.getvalue(), timeout=timeout)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise ReadError(
                "ocr-timeout",
                f"Tesseract did not finish a page within {timeout:g} seconds",
                "give it more time, or scan the page at 200 to 300 dpi",
            ) from error
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        lines = complaint.decode("utf-8", "replace").strip().splitlines()
        reason = lines[-1][:200] if lines else f"exit code {process.returncode}"
        raise ReadError("ocr-failed", f"Tesseract failed on a page ({reason})", "check that the file is not damaged")
    return out.decode("utf-8", "replace")
