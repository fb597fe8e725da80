"""Outputs in parts: some hundred documents to a file of JSON Lines or Parquet, in the order of their paths.

A part is written whole or not at all, and anew when one of its documents changes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from plancli.batch.places import Place
from plancli.extras import require

FOLDER = "documents"
"""The folder of the parts in their target."""

_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class PartNames:
    """How the parts of one manifest are named; ``label`` tells shards apart."""

    form: Literal["jsonl", "parquet"]
    label: str = ""

    def name(self, part: int) -> str:
        """The name of a part, from 0, in the target."""
        return f"{FOLDER}/part{self.label}-{part:06}.{self.form}"


def path_of(text: str) -> str:
    """``source.path`` of an output, read without reading the rest."""
    start = text.index('"path":') + len('"path":')
    path, _ = _DECODER.raw_decode(text, start)
    return str(path)


def write_part(place: Place, name: str, texts: Iterable[str]) -> int:
    """Write the outputs, in this order, as a part; how many there were. Without any the part is removed.

    Raises ``TargetError``.
    """
    lines = list(texts)
    if not lines:
        place.remove(name)
        return 0
    data = _parquet(lines) if name.endswith(".parquet") else "".join(f"{line}\n" for line in lines).encode()
    place.write(name, data)
    return len(lines)


def read_part(place: Place, name: str) -> Iterator[str]:
    """The outputs in a part; raises ``OSError``."""
    data = place.read(name)
    if name.endswith(".parquet"):
        parquet = require("pyarrow.parquet", "parquet")
        yield from parquet.read_table(io.BytesIO(data), columns=["document"]).column("document").to_pylist()
        return
    for line in io.BytesIO(data):
        yield line.decode("utf-8").removesuffix("\n")


def text_in_part(place: Place, name: str, path: str) -> str | None:
    """The output of the document with that printable path."""
    return next((text for text in read_part(place, name) if path_of(text) == path), None)


def _parquet(texts: list[str]) -> bytes:
    """A table of the register's columns, with the whole document as JSON in the last."""
    arrow = require("pyarrow", "parquet")
    parquet = require("pyarrow.parquet", "parquet")
    texts_, numbers = arrow.string(), arrow.int64()
    schema = arrow.schema(
        [
            ("path", texts_), ("sha256", texts_), ("bytes", numbers), ("media_type", texts_), ("reader", texts_),
            ("pages", numbers), ("schema_version", texts_), ("number", texts_), ("type", texts_), ("issuer", texts_),
            ("date", texts_), ("subject", texts_), ("document", texts_),
        ]
    )  # fmt: skip
    rows = [_row(text) for text in texts]
    table = arrow.Table.from_pylist(rows, schema=schema)
    stream = io.BytesIO()
    parquet.write_table(table, stream, compression="zstd")
    return stream.getvalue()


def _row(text: str) -> dict[str, Any]:
    document = json.loads(text)
    source, header = document["source"], document["header"]

    def of(field: str, key: str) -> Any:
        return header[field][key] if header.get(field) else None

    return {
        "path": source["path"],
        "sha256": source["sha256"],
        "bytes": source["bytes"],
        "media_type": source["media_type"],
        "reader": source["reader"]["name"],
        "pages": source["pages"],
        "schema_version": document["schema_version"],
        "number": of("number", "text"),
        "type": of("type", "code"),
        "issuer": of("issuer", "name"),
        "date": of("date", "value"),
        "subject": of("subject", "text"),
        "document": text,
    }
