"""Old Vietnamese encodings: TCVN3 (the ABC fonts), VNI, VPS, VISCII, windows-1258 and VIQR.

``decode_legacy`` makes Unicode of a text in one of them, ``font_scheme`` and ``font_decoder`` know which fonts are set
in which, ``detect_bytes`` and ``detect_text`` tell by statistics that a file is in one. What a reader decodes is the
source text; nothing is traced into the old codes.
"""

from __future__ import annotations

from plancli.encodings.detect import Detected, detect_bytes, detect_text
from plancli.encodings.fonts import FontDecoder, font_scheme
from plancli.encodings.schemes import decode_legacy, scheme_name

__all__ = ["Detected", "FontDecoder", "decode_legacy", "detect_bytes", "detect_text", "font_scheme", "scheme_name"]
