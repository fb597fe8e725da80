"""What a worker does with the bytes of one document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from plancli.model import SCHEMA_VERSION
from plancli.views.harmless import json_escaped

if TYPE_CHECKING:
    from plancli.batch.settings import Parsing
    from plancli.patterns import Patterns
    from plancli.readers import RawFile


class Parsed(NamedTuple):
    """The text of an output, one line of JSON without its end, and the name of the reader."""

    text: str
    reader: str


def parse(raw: RawFile, parsing: Parsing) -> Parsed:
    """The document as one line of JSON; raises ``ReadError``."""
    from plancli.library import parse_raw
    from plancli.writers.json import document_json

    document = parse_raw(raw, patterns=_patterns(parsing.patterns), options=parsing.options)
    return Parsed(document_json(document, indent=False), document.source.reader.name)


def warm(parsing: Parsing) -> None:
    """Load what every document needs, before processes are forked that share it."""
    from plancli.readers import RawFile

    parse(RawFile("warm.txt", _WARM.encode()), parsing)


_WARM = """KẾ HOẠCH
chăm sóc cây xanh

1. Trồng cây
a) Giao Văn phòng trồng cây, xong trước ngày 15/5/2024.
2. Tưới cây theo Kế hoạch số 30/KH-UBND ngày 10/01/2024.

Nơi nhận:
- Lưu: VT.
"""

_loaded: dict[str | None, Patterns] = {}


def _patterns(directory: str | None) -> Patterns:
    """The patterns, loaded once a process."""
    from plancli.library import loaded

    if directory not in _loaded:
        _loaded[directory] = loaded(directory)
    return _loaded[directory]


def with_path(text: str, old: str, new: str) -> str:
    """The output of a document for a copy of it that has another path: all else of it is the same.

    Byte for byte what parsing the copy would give. Raises ``ValueError`` where the text is not that of ``old``.
    """
    head = '{"schema_version":' + _quoted(SCHEMA_VERSION) + ',"source":{"path":'
    before = head + _quoted(old)
    if not text.startswith(before):
        raise ValueError("not the output of that document")
    return head + _quoted(new) + text[len(before) :]


def _quoted(text: str) -> str:
    return json_escaped(json.dumps(text, ensure_ascii=False))
