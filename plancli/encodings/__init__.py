"""Old Vietnamese encodings: TCVN3 (the ABC fonts), VNI, VPS, VISCII, windows-1258 and VIQR.

``schemes.decode_legacy`` makes Unicode of a text in one of them, ``fonts`` knows which fonts are set in which,
``detect.detect_bytes`` and ``detect.detect_text`` tell by statistics that a file is in one. What a reader decodes is
the source text; nothing is traced into the old codes.
"""
