"""Word files for tests, written by hand as Word writes them: parts of XML in a ZIP container."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from plancli.readers import RawFile
from plancli.readers.docx import Decoder, read_docx
from plancli.text import SourceText

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": MAIN,
        "r": _OFFICE,
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "v": "urn:schemas-microsoft-com:vml",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    }.items()
)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


# --- runs and paragraphs -----------------------------------------------------------------------------------


def t(text: str) -> str:
    """``w:t`` that keeps its blanks."""
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def r(content: str, properties: str = "") -> str:
    """A run: of text, or of XML where it begins with ``<``."""
    inner = content if content.startswith("<") else t(content)
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inner}</w:r>"


def p(content: str = "", *, style: str = "", num: tuple[int, int] | None = None, properties: str = "") -> str:
    """A paragraph: of one run of text, or of XML; ``num`` is (instance, level)."""
    inner = content if content.startswith("<") or not content else r(content)
    own = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num is not None:
        own += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
    own += properties
    return f"<w:p>{f'<w:pPr>{own}</w:pPr>' if own else ''}{inner}</w:p>"


def field(instruction: str, result: str) -> str:
    """A complex field with its result."""
    return (
        r('<w:fldChar w:fldCharType="begin"/>')
        + r(f"<w:instrText>{escape(instruction)}</w:instrText>")
        + r('<w:fldChar w:fldCharType="separate"/>')
        + r(result)
        + r('<w:fldChar w:fldCharType="end"/>')
    )


def text_box(*paragraphs: str) -> str:
    """A text box as Word writes it: once as a drawing, once more for old readers."""
    box = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData>'
        f"<wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


# --- tables ------------------------------------------------------------------------------------------------


def tc(*blocks: str, properties: str = "") -> str:
    """A cell; without blocks it holds an empty paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(blocks) or p()}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row; a cell may be given as its text."""
    inner = "".join(cell if cell.startswith("<") else tc(p(cell)) for cell in cells)
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{inner}</w:tr>"


def tbl(*rows: str) -> str:
    """A table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


# --- lists and styles --------------------------------------------------------------------------------------


def lvl(index: int, form: str, text: str, extra: str = "", start: int | None = 1) -> str:
    """A level of a list."""
    begin = f'<w:start w:val="{start}"/>' if start is not None else ""
    return (
        f'<w:lvl w:ilvl="{index}">{begin}<w:numFmt w:val="{form}"/>{extra}<w:lvlText w:val={quoteattr(text)}/></w:lvl>'
    )


def abstract(name: int, *levels: str, extra: str = "") -> str:
    """An abstract list."""
    return f'<w:abstractNum w:abstractNumId="{name}">{extra}{"".join(levels)}</w:abstractNum>'


def num(name: int, abstract_name: int, *overrides: str) -> str:
    """An instance of an abstract list."""
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{abstract_name}"/>{"".join(overrides)}</w:num>'


def restart(index: int, start: int = 1) -> str:
    """An override of a level's start."""
    return f'<w:lvlOverride w:ilvl="{index}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def style(name: str, paragraph: str = "", run: str = "", based_on: str = "", kind: str = "paragraph") -> str:
    """A style; the one called ``Normal`` is the default."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    default = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style w:type="{kind}"{default} w:styleId="{name}"><w:name w:val="{name}"/>{base}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def in_list(name: int, level: int | None = None) -> str:
    """``w:numPr`` for a style."""
    own = f'<w:ilvl w:val="{level}"/>' if level is not None else ""
    return f'<w:numPr>{own}<w:numId w:val="{name}"/></w:numPr>'


# --- whole files -------------------------------------------------------------------------------------------


def xml(root: str, content: str) -> str:
    """A part."""
    return f"{_XML}<w:{root} {_NAMESPACES}>{content}</w:{root}>"


def parts(
    body: Sequence[str] | str,
    *,
    numbering: Sequence[str] = (),
    styles: Sequence[str] = (),
    footnotes: Mapping[int, str] | None = None,
    endnotes: Mapping[int, str] | None = None,
    running: Mapping[str, str] | None = None,
    settings: str = "",
) -> dict[str, str]:
    """The parts by name. ``running`` holds headers and footers by their part's name (``header1``)."""
    content = body if isinstance(body, str) else "".join(body)
    found = {"word/document.xml": xml("document", f"<w:body>{content}</w:body>")}
    if numbering:
        found["word/numbering.xml"] = xml("numbering", "".join(numbering))
    if styles:
        found["word/styles.xml"] = xml("styles", "".join(styles))
    if settings:
        found["word/settings.xml"] = xml("settings", settings)
    for kind, notes in (("footnotes", footnotes), ("endnotes", endnotes)):
        if notes is not None:
            items = "".join(f'<w:{kind[:-1]} w:id="{name}">{note}</w:{kind[:-1]}>' for name, note in notes.items())
            separator = f'<w:{kind[:-1]} w:type="separator" w:id="-1">{p(r("<w:separator/>"))}</w:{kind[:-1]}>'
            found[f"word/{kind}.xml"] = xml(kind, separator + items)
    for name, blocks in (running or {}).items():
        found[f"word/{name}.xml"] = xml("hdr" if name.startswith("header") else "ftr", blocks)
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for name in (path[5:-4] for path in found if path != "word/document.xml")
    )
    word_xml = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    overrides = "".join(
        f'<Override PartName="/{path}" ContentType="{word_xml}.{_content_kind(path)}+xml"/>' for path in found
    )
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    found["[Content_Types].xml"] = (
        f'{_XML}<Types xmlns="{types}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    found["word/_rels/document.xml.rels"] = f'{_XML}<Relationships xmlns="{package}">{relations}</Relationships>'
    found["_rels/.rels"] = (
        f'{_XML}<Relationships xmlns="{package}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    return found


def _content_kind(path: str) -> str:
    name = path[5:-4].rstrip("0123456789")
    return "document.main" if name == "document" else name


def pack(members: Mapping[str, str | bytes]) -> bytes:
    """The members as a ZIP container."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(body: Sequence[str] | str, decode: Decoder | None = None, **rest: object) -> SourceText:
    """What the reader makes of the document; the keywords are those of ``parts``."""
    return read_docx(RawFile("plan.docx", pack(parts(body, **rest))), decode)  # type: ignore[arg-type]


def lines(body: Sequence[str] | str, **rest: object) -> list[str]:
    """The lines of ``word``, without the last line end."""
    text = word(body, **rest).text  # type: ignore[arg-type]
    assert text.endswith("\n")
    return text[:-1].split("\n")


def labelled(source: SourceText, kind: str) -> list[str]:
    """The stretches that have the label."""
    return [source.text[label.start : label.end] for label in source.labels if label.kind == kind]


def cells(source: SourceText) -> list[tuple[tuple[int, int, int], str]]:
    """The cells with their text."""
    return [(cell.place, source.text[cell.start : cell.end]) for cell in source.cells]
