"""What lies on top of a page: filled-in form fields, notes and signatures, made part of the page's own content.

Clerks' programs write the number and the day of issue into the letterhead as signature fields of their own, so this
is text of the document. A signature's appearance ("Ký bởi …") lies there too; its area tells what belongs together.
"""

from __future__ import annotations

import ctypes
from importlib import import_module

from plancli.readers.pdf.native import Native

# Subtypes (fpdf_annot.h) that print words: free text, stamps, form fields.
_FREE_TEXT, _STAMP, _WIDGET = 3, 13, 20
_DRAWN = frozenset({_FREE_TEXT, _STAMP, _WIDGET})
_FLATTENED = 1
# A page with more annotations than this is no page of a plan; the rest is not looked at.
_MOST = 2000

Rectangle = tuple[float, float, float, float]


def flatten(page: Native) -> list[Rectangle] | None:
    """Draw the annotations into the page; ``None`` where there are none, else the areas of form fields in user
    space (x0, y0, x1, y1). The page must be closed and opened again to be read."""
    raw = import_module("pypdfium2.raw")
    count = raw.FPDFPage_GetAnnotCount(page)
    if count <= 0:
        return None
    drawn = False
    fields: list[Rectangle] = []
    for index in range(min(count, _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        drawn = drawn or kind in _DRAWN
        if kind == _WIDGET:
            box = raw.FS_RECTF()
            if raw.FPDFAnnot_GetRect(annotation, ctypes.byref(box)):
                fields.append((box.left, box.bottom, box.right, box.top))
        raw.FPDFPage_CloseAnnot(annotation)
    if not drawn or raw.FPDFPage_Flatten(page, 0) != _FLATTENED:
        return None
    return fields
