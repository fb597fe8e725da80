"""An S3 server on this machine, for the tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from moto.server import ThreadedMotoServer

from plancli.extras import require


@contextmanager
def s3_server(cache: Path, *buckets: str) -> Iterator[dict[str, str]]:
    """The environment with which it is found, set for this process, too; with these buckets in it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    # Buckets live in the process, not in the server: what an earlier server was given would still be there.
    urlopen(Request(f"http://{host}:{port}/moto-api/reset", method="POST")).close()
    environment = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "PLANCLI_CACHE_DIR": str(cache),
    }
    before = dict(os.environ)
    os.environ.update(environment)
    files = require("fsspec", "remote").filesystem("s3", skip_instance_cache=True)
    for bucket in buckets:
        files.mkdir(bucket)
    try:
        yield environment
    finally:
        os.environ.clear()
        os.environ.update(before)
        server.stop()
