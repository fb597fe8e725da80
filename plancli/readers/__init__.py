"""From bytes to ``SourceText``: what a file is, its content tells, and its name only where content is silent.

``load`` fetches the bytes, ``read`` makes text of them. Both raise ``ReadError`` with a stable code, a reason
and a remedy; nothing is ever read "as text, hopefully".
"""

from __future__ import annotations

from plancli.errors import ReadError
from plancli.limits import limit
from plancli.readers.files import MAX_BYTES, RawFile, load, load_stream
from plancli.readers.formats import recognise
from plancli.readers.options import ReadOptions
from plancli.text import SourceText

__all__ = ["MAX_BYTES", "RawFile", "ReadOptions", "load", "load_stream", "read"]


MAX_CHARACTERS = limit("PLANCLI_MAX_CHARACTERS")
"""The longest text that is read: parsing takes some 150 bytes of memory for each character."""


def read(raw: RawFile, options: ReadOptions | None = None) -> SourceText:
    """The file's text, with pages where it has them.

    Raises ``ReadError``: empty, unsupported (a known format without a reader), binary, encoding-unknown, encoding-name,
    too-large, and what the format's reader raises.
    """
    options = options or ReadOptions()
    if not raw.data:
        raise ReadError("empty", "the file is empty", "check that it was saved or downloaded whole")
    form = recognise(raw, as_text=options.encoding is not None)
    if form.read is None:
        reason = f"this is {form.description}, a format that cannot be read yet"
        raise ReadError("unsupported", reason, form.remedy)
    source = form.read(raw, options)
    if len(source.text) > MAX_CHARACTERS:
        raise ReadError(
            "too-large",
            f"the text has {len(source.text)} characters, more than {MAX_CHARACTERS}",
            "split it, take the document out of it, or raise PLANCLI_MAX_CHARACTERS",
        )
    return source
