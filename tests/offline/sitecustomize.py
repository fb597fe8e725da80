"""Put on the path of a process by a test: every socket that leads out of the process is an error, and is written down.

Children of Python take it along by ``PYTHONPATH``. Sockets between processes of this machine (``AF_UNIX`` pairs) stay.
"""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

_LOG = os.environ.get("PLANCLI_TEST_SOCKETS", "")


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    outward = event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind")
    if event == "socket.__new__":
        outward = arguments[1] in (socket.AF_INET, socket.AF_INET6)
    if outward:
        if _LOG:
            with open(_LOG, "a", encoding="utf-8") as log:  # noqa: PTH123
                log.write(f"{event} {arguments!r} {sys.argv!r}\n")
        raise OSError(f"no network: {event}")


if _LOG:
    sys.addaudithook(_hook)
