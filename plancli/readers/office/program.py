"""LibreOffice as a process: found, run apart from everything else, ended with all its children."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from plancli.errors import MissingToolError, ReadError
from plancli.limits import MEGABYTE, limit

INSTALL = "apt-get install libreoffice-writer-nogui"
"""How Debian installs the program (``libreoffice-writer`` where there is a desktop)."""

TIMEOUT = float(limit("PLANCLI_OFFICE_SECONDS"))
"""The seconds that a conversion may take; a plan takes one or two."""

MAX_MEMORY = limit("PLANCLI_OFFICE_MEMORY_MB") * MEGABYTE
MAX_OUTPUT = 256 * 1024**2
"""The most bytes of address space, and of any file that it writes, that the program may take."""

_NAMES = ("soffice", "libreoffice", "loffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:\\Program Files\\LibreOffice\\program\\soffice.exe",
    "/opt/libreoffice/program/soffice",
)
# No macros, no links to what lies outside of the document, no first-start dialogues.
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
)
# One at a time in a process: the program takes a processor and some hundred megabytes.
_turn = threading.Lock()


def find_program() -> str | None:
    """The path of LibreOffice's program, ``None`` where there is none."""
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return found
    return next((place for place in _PLACES if Path(place).is_file()), None)


def require_program() -> str:
    """As ``find_program``; raises ``MissingToolError``."""
    found = find_program()
    if found is None:
        raise MissingToolError(
            "missing-tool",
            "LibreOffice is needed to read this format, and is not there",
            f"install it ({INSTALL}), or save the document as .docx",
        )
    return found


def program_version(timeout: float = 30.0) -> str | None:
    """What the program says of its version (``7.4.7.2``), ``None`` where there is none or it does not answer."""
    program = find_program()
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="plancli-", ignore_cleanup_errors=True) as folder:
        code, output = _run([program, _profile(Path(folder)), "--version"], Path(folder), timeout)
    words = output.split()
    return next((word for word in words if word[:1].isdigit()), None) if code == 0 else None


def convert_to_docx(data: bytes, suffix: str, timeout: float = TIMEOUT) -> bytes:
    """A document's bytes as .docx.

    ``suffix`` is the name's ending that fits the content (``.doc``). Raises ``MissingToolError``, and ``ReadError``:
    convert-timeout, convert-failed.
    """
    program = require_program()
    with _turn, tempfile.TemporaryDirectory(prefix="plancli-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, target = folder / f"document{suffix}", folder / "out" / "document.docx"
        source.write_bytes(data)
        target.parent.mkdir()
        _write_settings(folder)
        command = [
            program, _profile(folder), "--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault",
            "--convert-to", "docx:Office Open XML Text", "--outdir", str(target.parent), str(source),
        ]  # fmt: skip
        code, output = _run(command, folder, timeout)
        if code is None:
            raise ReadError(
                "convert-timeout",
                f"LibreOffice did not convert the document within {timeout:g} seconds",
                "open it in Word and save it as .docx",
            )
        try:
            if target.stat().st_size <= MAX_OUTPUT:
                return target.read_bytes()
            reason = "what it made is too large"
        except OSError:
            reason = _reason(output) or f"it ended with code {code}"
    raise ReadError(
        "convert-failed",
        f"LibreOffice cannot convert the document ({reason})",
        "check that it is whole; open it in Word and save it as .docx",
    )


def _profile(folder: Path) -> str:
    return f"-env:UserInstallation={(folder / 'profile').as_uri()}"


def _write_settings(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>\n",
        encoding="utf-8",
    )


def _run(command: list[str], folder: Path, timeout: float) -> tuple[int | None, str]:
    """Exit code (``None`` when the time ran out) and output of a program, which leaves no process behind."""
    kept = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "PROGRAMFILES", "LD_LIBRARY_PATH", "FONTCONFIG_PATH")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    # Nothing is written outside of the folder, and nothing fetched: no proxy, no desktop, no session.
    environment |= {
        "HOME": str(folder), "TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder),
        "XDG_RUNTIME_DIR": str(folder), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp",
        "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9",
    }  # fmt: skip
    log = folder / "output"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            _limited(command),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
        try:
            code: int | None = process.wait(timeout)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _end(process)
    return code, log.read_bytes()[:10_000].decode("utf-8", "replace")


def _limited(command: list[str]) -> list[str]:
    """The command under limits of memory and file size, where a shell can set them."""
    if sys.platform != "linux" or not Path("/bin/sh").exists():
        return command
    limits = f"ulimit -v {MAX_MEMORY // 1024} 2>/dev/null; ulimit -f {MAX_OUTPUT // 512} 2>/dev/null; ulimit -c 0"
    return ["/bin/sh", "-c", f'{limits}; exec "$@"', "sh", *command]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and all that it started: they share a process group, where there are such."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(OSError):
        process.kill()
    process.wait()


def _reason(output: str) -> str:
    """The line in which the program says what is wrong."""
    lines = [" ".join(line.split()) for line in output.splitlines()]
    found = next((line for line in lines if line.lower().startswith("error")), "")
    return found.removeprefix("Error:").strip()[:200]
