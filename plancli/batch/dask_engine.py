"""The work on a Dask cluster: a standing one, or one that is started on this machine.

The cluster is handed chunks of documents, each done by the same supervised workers as on one machine; what Dask sees
of a document that hangs or crashes is nothing. A few chunks a worker are on their way at a time, so that neither the
scheduler nor this process grows with the archive.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from plancli.batch.chunks import Chunk, chunks, do_chunk, merge
from plancli.batch.messages import Job, Result
from plancli.batch.run import Context, Engine
from plancli.batch.settings import BatchError
from plancli.batch.sources import Trouble
from plancli.batch.supervisor import Pool
from plancli.batch.template import Setup
from plancli.batch.workspace import label_of
from plancli.extras import require

CHUNK = 300
"""The most documents that are handed out together."""

_IN_FLIGHT = 3
_LOSSES = 10


def dask_engine(scheduler: str | None = None) -> Engine:
    """An engine on the cluster with that scheduler, or on as many workers of this machine as there are jobs.

    Raises ``MissingToolError`` where Dask is not installed.
    """
    require("distributed", "dask")

    def engine(context: Context) -> None:
        with ExitStack() as stack:
            client = _client(scheduler, context.settings.jobs, stack)
            _Run(context, client).run()

    return engine


def _client(scheduler: str | None, jobs: int, stack: ExitStack) -> Any:
    distributed, dask = require("distributed", "dask"), require("dask", "dask")
    # A worker that is lost says nothing against the chunks that it had.
    stack.enter_context(dask.config.set({"distributed.scheduler.allowed-failures": _LOSSES}))
    try:
        if scheduler is not None:
            return stack.enter_context(distributed.Client(scheduler, timeout=20))
        cluster = distributed.LocalCluster(
            n_workers=jobs, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0,
            silence_logs="CRITICAL",
        )  # fmt: skip
        stack.enter_context(cluster)
        return stack.enter_context(distributed.Client(cluster))
    except (OSError, ValueError) as error:
        where = scheduler or "a cluster on this machine"
        raise BatchError(f"--scheduler: {where} cannot be reached ({error}); look at its address") from error


class _Run:
    def __init__(self, context: Context, client: Any) -> None:
        self._context = context
        self._client = client
        self._distributed = require("distributed", "dask")
        self._began: dict[Any, tuple[Chunk, float]] = {}
        # Runs that share a cluster number their chunks alike.
        self._token = uuid.uuid4().hex

    def run(self) -> None:
        context = self._context
        # Outputs that wait on this machine are out of reach for others.
        context.manifest.write("UPDATE documents SET state = 'pending', output_size = NULL WHERE state = 'parsed'")
        context.manifest.commit()
        threads = max(1, sum(self._client.nthreads().values()))
        waiting = self._chunks(threads)
        try:
            while not context.stop():
                while len(self._began) < threads * _IN_FLIGHT and (chunk := next(waiting, None)) is not None:
                    key = f"plancli-{self._token}-{chunk.name}"
                    future = self._client.submit(_task, chunk, pure=False, retries=1, key=key)
                    self._began[future] = (chunk, time.monotonic())
                if not self._began:
                    break
                self._settle()
                context.workspace.push()
                now = time.monotonic()
                context.reporter.tick([(chunk.name, now - began) for chunk, began in self._began.values()])
        finally:
            self._client.cancel(list(self._began))
            self._client.run(close_pools, on_error="ignore")

    def _chunks(self, threads: int) -> Iterator[Chunk]:
        context, settings = self._context, self._context.settings
        statement = "SELECT count(*) FROM documents WHERE state = 'pending' AND seen = ?"
        (todo,) = next(context.manifest.query(statement, (context.manifest.run,)))
        return chunks(
            context.manifest, settings.target, settings.parsing, settings.limits, context.parts,
            label=label_of(settings.selection.shard), size=max(1, min(CHUNK, todo // (threads * 4))),
            limit=settings.limit,
        )  # fmt: skip

    def _settle(self) -> None:
        """Merge what has come back, waiting a moment for it."""
        try:
            self._distributed.wait(list(self._began), timeout=0.25, return_when="FIRST_COMPLETED")
        except TimeoutError:
            return
        for future in [future for future in self._began if future.done()]:
            chunk, _ = self._began.pop(future)
            if future.status == "finished":
                for outcome in merge(self._context.manifest, self._context.target, future.result()):
                    job = Job(0, outcome.path, "")
                    state: Any = outcome.state if outcome.state in ("failed", "unchanged") else "done"
                    self._context.reporter.result(job, Result(0, state, code=outcome.code, message=outcome.message))
                continue
            error = future.exception() if future.status == "error" else None
            if isinstance(error, BatchError):
                raise error
            reason = " ".join(str(error or future.status).split())[:300]
            message = f"its machine was lost, or failed ({reason}); run again"
            self._context.manifest.trouble(Trouble(chunk.name, "worker-lost", message))


# --- on the cluster ----------------------------------------------------------------------------------------

_pools: dict[int, tuple[Setup, Pool]] = {}


def _task(chunk: Chunk) -> str:
    """Do a chunk here, by a pool of one worker that is kept for the next."""
    thread = threading.get_ident()
    wanted = Setup(chunk.target, chunk.parsing, chunk.limits, chunk.parts)
    known = _pools.get(thread)
    if known is not None and known[0] != wanted:
        known[1].close()
        known = None
    if known is None:
        known = _pools[thread] = (wanted, Pool(wanted, 1))
    return do_chunk(chunk, known[1])


def close_pools() -> None:
    """End what this process keeps for the next chunk."""
    while _pools:
        _, (_, pool) = _pools.popitem()
        pool.close()
