"""One run at a time on a target: the second is refused.

On this machine the system's own lock, which ends with its process however that ends. In a store an object that is
made only where there is none, and touched again while the run lives: it counts no more when it was not touched for
some minutes, or when its process on this very machine has ended.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from plancli.batch.places import OWN, Place
from plancli.batch.settings import BatchError

STALE = 300.0
"""Seconds without a sign of life after which a lock in a store is taken over."""

_BEAT = 60.0


class Lock:
    """Held inside ``with``; raises ``BatchError`` where another run holds it."""

    def __init__(self, place: Place, name: str) -> None:
        self._place = place
        self._name = f"{OWN}/{name}.lock"
        self._handle: int | None = None
        self._me = {"host": socket.gethostname(), "pid": os.getpid(), "token": os.urandom(8).hex()}
        self._ended = threading.Event()
        self._beating: threading.Thread | None = None

    def __enter__(self) -> Lock:
        if self._place.local is not None:
            self._lock_file(self._place.local / self._name)
        else:
            self._lock_object()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        if self._beating is not None:
            self._ended.set()
            self._beating.join()
            if self._holder().get("token") == self._me["token"]:
                self._place.remove(self._name)

    def _lock_file(self, path: Path) -> None:
        import fcntl

        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(handle, 4096)
            os.close(handle)
            raise _refusal(self._place, _parsed(holder)) from error
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps(self._me).encode())
        self._handle = handle

    def _lock_object(self) -> None:
        if not self._place.create(self._name, self._beat()):
            holder = self._holder()
            if not self._is_stale(holder):
                raise _refusal(self._place, holder)
            self._place.write(self._name, self._beat())
        # Where two took it at the same moment, the later stays.
        if not self._place.in_process:
            time.sleep(0.2)
        if self._holder().get("token") != self._me["token"]:
            raise _refusal(self._place, self._holder())
        self._beating = threading.Thread(target=self._keep, name="plancli-lock", daemon=True)
        self._beating.start()

    def _keep(self) -> None:
        while not self._ended.wait(_BEAT):
            try:
                self._place.write(self._name, self._beat())
            except Exception:
                continue

    def _beat(self) -> bytes:
        return json.dumps(self._me | {"beat": time.time()}).encode()

    def _holder(self) -> dict[str, Any]:
        try:
            return _parsed(self._place.read(self._name))
        except OSError:
            return {}

    def _is_stale(self, holder: dict[str, Any]) -> bool:
        if holder.get("host") == self._me["host"] and isinstance(holder.get("pid"), int):
            try:
                os.kill(holder["pid"], 0)
            except ProcessLookupError:
                return True
            except OSError:
                return False
        beat = holder.get("beat", 0.0)
        return not isinstance(beat, int | float) or time.time() - beat > STALE


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _refusal(place: Place, holder: dict[str, Any]) -> BatchError:
    by = f" (process {holder['pid']} on {holder['host']})" if {"pid", "host"} <= holder.keys() else ""
    return BatchError(
        f"{place.url}: another run works on this target{by}; wait for it, or name another target with --out"
    )
