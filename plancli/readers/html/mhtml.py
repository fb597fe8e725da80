"""Pages saved in one file with their pictures (MHTML, RFC 2557): the first page in it."""

from __future__ import annotations

from plancli.errors import ReadError


def page_of(data: bytes) -> bytes:
    """The bytes of the first HTML part, marked with the encoding that its head names. Raises ``ReadError``: damaged."""
    from email import policy
    from email.parser import BytesParser

    message = BytesParser(policy=policy.compat32).parsebytes(data)
    for part in message.walk():
        if part.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload.strip():
            charset = part.get_param("charset")
            name = charset if isinstance(charset, str) and charset.isascii() else ""
            # What the part's head says comes before what the page says of itself.
            return f'<meta charset="{name}">'.encode() + payload if name else payload
    raise ReadError("damaged", "the saved web page holds no page", "open it in a browser and save it again")
