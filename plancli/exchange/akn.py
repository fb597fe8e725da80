"""A document as Akoma Ntoso 3.0 (OASIS LegalDocML): a ``doc`` with its metadata, structure, citations and tables.

Chapters, sections (mục) and articles are the standard's own elements, every other node of the outline is a ``level``
whose ``class`` is the style of its marker. Cited documents are ``ref`` where they are named and ``activeRef`` in the
metadata. Names follow the Akoma Ntoso Naming Convention: ``/akn/vn/doc/kh/2023-04-27/85-kh-du``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from plancli import __version__
from plancli.exchange.xml import etree, serialise, xml_text
from plancli.model import Appendix, Document, Reference, Section, Table
from plancli.text import fold_view

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
UNKNOWN_DATE = "0001-01-01"
"""What stands in ``FRBRdate``, which must be a day, where the document has none; its ``name`` says so."""

_ELEMENTS = {"part": "part", "chapter": "chapter", "section": "section", "article": "article"}
_TOOL = "#plancli"


def akoma_ntoso(document: Document) -> str:
    """The document as XML, with a closing line end."""
    return serialise(_Writer(document).tree())


def work_uri(kind: str | None, date: str | None, number: str | None, name: str | None = None) -> str:
    """The address of a document by the naming convention; ``nn`` where it has neither number nor name."""
    return "/".join(["/akn/vn/doc", _slug(kind) or "doc", date or "nd", _slug(number) or _slug(name) or "nn"])


def _slug(text: str | None) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold_view(text or "")).strip("-")


class _Writer:
    """Builds the tree of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._library = etree()
        self._ids: set[str] = set()
        self._mentions: dict[str, list[tuple[str, Reference]]] = {}
        placed = [(mention, reference) for reference in document.references for mention in reference.mentions]
        for mention, reference in sorted(placed, key=lambda pair: pair[0].span or (0, 0)):
            self._mentions.setdefault(mention.section, []).append((mention.text, reference))

    def tree(self) -> Any:
        root = self._library.Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap={None: NAMESPACE})
        header = self._document.header
        doc = self._add(root, "doc", name=_slug(header.type.name if header.type else None) or "doc")
        self._meta(doc, None)
        self._preface(doc)
        if self._document.preamble is not None:
            preamble = self._add(doc, "preamble")
            self._paragraphs(preamble, self._document.preamble.text, "preamble")
        tables = _by_section(self._document.tables)
        body = self._add(doc, "mainBody")
        self._sections(body, self._document.sections, tables)
        rest = [table for group in tables.values() for table in group]
        self._fill(body, rest)
        self._conclusions(doc)
        self._attachments(doc)
        return root

    # --- elements ---

    def _add(self, parent: Any, tag: str, text: str | None = None, /, **attributes: str) -> Any:
        element = self._library.SubElement(parent, f"{{{NAMESPACE}}}{tag}")
        for key, value in attributes.items():
            element.set(key.rstrip("_"), xml_text(value))
        if text is not None:
            element.text = xml_text(text)
        return element

    def _id(self, *parts: str) -> str:
        """An ``eId``, unique in the document."""
        plain = "__".join(re.sub(r"\s+", "_", xml_text(part).replace("/", "__")) for part in parts)
        found, count = plain, 1
        while found in self._ids:
            count += 1
            found = f"{plain}_{count}"
        self._ids.add(found)
        return found

    def _inline(self, element: Any, text: str, mentions: list[tuple[str, Reference]]) -> None:
        """The text with the citations in it, which are taken off the list as they are met."""
        done, last = 0, None

        def put(piece: str) -> None:
            if last is None:
                element.text = (element.text or "") + xml_text(piece)
            else:
                last.tail = (last.tail or "") + xml_text(piece)

        for pair in list(mentions):
            words, reference = pair
            at = text.find(words, done) if words else -1
            if at < 0:
                # It stands in another paragraph of the section.
                continue
            mentions.remove(pair)
            put(text[done:at])
            last = self._add(element, "ref", words, href=_uri(reference))
            done = at + len(words)
        put(text[done:])

    def _paragraphs(self, parent: Any, text: str, section: str) -> None:
        mentions = self._mentions.get(section, [])
        for line in text.split("\n"):
            self._inline(self._add(parent, "p"), line, mentions)

    # --- metadata ---

    def _meta(self, doc: Any, appendix: tuple[int, Appendix] | None) -> None:
        document, header = self._document, self._document.header
        kind = header.type.code if header.type else None
        number = header.number.text if header.number and header.number.serial else None
        date = header.date.value if header.date else None
        subject = header.subject.text if header.subject else None
        uri = work_uri(kind, date, number, document.source.sha256[:16])
        part = f"!schedule_{appendix[0]}" if appendix else "!main"
        meta = self._add(doc, "meta")
        identification = self._add(meta, "identification", source=_TOOL)
        day, precision = _day(date)
        levels = (
            ("FRBRWork", uri, day, "date of issue" if precision == "day" else precision, "#issuer"),
            ("FRBRExpression", f"{uri}/vie@{date or 'nd'}", day, precision, "#issuer"),
            ("FRBRManifestation", f"{uri}/vie@{date or 'nd'}.xml", day, precision, _TOOL),
        )
        for name, address, when, about, author in levels:
            level = self._add(identification, name)
            self._add(level, "FRBRthis", value=f"{address}/{part}")
            self._add(level, "FRBRuri", value=address)
            if name == "FRBRWork" and subject and appendix is None:
                self._add(level, "FRBRalias", value=subject, name="title")
            self._add(level, "FRBRdate", date=when, name=about)
            self._add(level, "FRBRauthor", href=author)
            if name == "FRBRWork":
                self._add(level, "FRBRcountry", value="vn")
                if kind:
                    self._add(level, "FRBRsubtype", value=kind)
                if number:
                    self._add(level, "FRBRnumber", value=number)
            elif name == "FRBRExpression":
                self._add(level, "FRBRlanguage", language="vie")
            else:
                self._add(level, "FRBRformat", value="application/akn+xml")
        if appendix is None:
            self._references(meta)

    def _references(self, meta: Any) -> None:
        """The cited documents, the issuer, the tool; a document that is cited twice under one address once."""
        header = self._document.header
        references = self._add(meta, "references", source=_TOOL)
        seen = set()
        for index, reference in enumerate(self._document.references):
            uri = _uri(reference)
            if reference.same_as_header or uri in seen:
                continue
            seen.add(uri)
            shown = reference.number or reference.name or uri
            self._add(references, "activeRef", eId=self._id(f"ref_{index + 1}"), href=uri, showAs=shown)
        issuer = header.issuer.name if header.issuer else None
        self._add(
            references, "TLCOrganization", eId=self._id("issuer"),
            href=f"/akn/ontology/organization/vn/{_slug(issuer) or 'nn'}", showAs=issuer or "?",
        )  # fmt: skip
        self._add(
            references, "TLCOrganization", eId=self._id("plancli"), href="/akn/ontology/organization/plancli",
            showAs=f"plancli {__version__}",
        )  # fmt: skip
        for index, agency in enumerate(self._document.agencies):
            self._add(
                references, "TLCOrganization", eId=self._id(f"agency_{index + 1}"),
                href=f"/akn/ontology/organization/vn/{_slug(agency.name) or 'nn'}", showAs=agency.name,
            )  # fmt: skip

    # --- head and end ---

    def _preface(self, doc: Any) -> None:
        header = self._document.header
        lines: list[tuple[str, str, dict[str, str]]] = []
        lines += [("docAuthority", name.name, {}) for name in (header.parent, header.issuer) if name]
        if header.number:
            lines.append(("docNumber", header.number.text, {}))
        if header.date:
            day, precision = _day(header.date.value)
            lines.append(("docDate", header.date.text, {"date": day} if precision == "day" else {"date": UNKNOWN_DATE}))
        if header.type:
            lines.append(("docType", header.type.name, {}))
        preface = self._add(doc, "preface")
        for name, text, attributes in lines:
            paragraph = self._add(preface, "p")
            if name == "docDate" and header.place:
                paragraph.text = f"{xml_text(header.place.text)}, "
            self._add(paragraph, name, text, **attributes)
        if header.subject:
            title = self._add(self._add(preface, "p"), "docTitle")
            self._inline(title, header.subject.text, self._mentions.get("header", []))
        for addressee in self._document.addressees:
            self._add(preface, "p", f"Kính gửi: {addressee.name}")
        if len(preface) == 0:
            doc.remove(preface)

    def _conclusions(self, doc: Any) -> None:
        document = self._document
        conclusions = self._add(doc, "conclusions")
        if document.closing is not None:
            self._paragraphs(conclusions, document.closing.text, "closing")
        for signature in document.signatures:
            paragraph = self._add(conclusions, "p", class_="signature")
            parts = [f"{one.code}. {one.of or ''}".strip() for one in signature.authority]
            parts += [part for part in (signature.position,) if part]
            self._add(paragraph, "signature", ", ".join([*parts, signature.name or ""]).strip(", "))
        lines = [
            f"{recipient.name}{f' ({recipient.note})' if recipient.note else ''}" for recipient in document.recipients
        ]
        if document.filing is not None:
            lines.append(f"Lưu: {document.filing.text}")
        if lines:
            self._add(conclusions, "p", "Nơi nhận:", class_="recipients")
            for line in lines:
                self._add(conclusions, "p", line, class_="recipient")
        if len(conclusions) == 0:
            doc.remove(conclusions)

    def _attachments(self, doc: Any) -> None:
        if not self._document.appendices:
            return
        attachments = self._add(doc, "attachments")
        for number, appendix in enumerate(self._document.appendices, 1):
            inner = self._add(
                self._add(attachments, "attachment", eId=self._id(f"att_{number}")), "doc", name="appendix"
            )
            self._meta(inner, (number, appendix))
            preface = self._add(inner, "preface")
            self._add(self._add(preface, "p"), "docType", appendix.label)
            if appendix.title:
                title = self._add(self._add(preface, "p"), "docTitle")
                self._inline(title, appendix.title, [])
            body = self._add(inner, "mainBody")
            tables = _by_section(appendix.tables)
            if appendix.text:
                self._paragraphs(body, appendix.text, appendix.label)
            self._tables(body, tables.pop(appendix.label, []))
            self._sections(body, appendix.sections, tables)
            self._fill(body, [table for group in tables.values() for table in group])

    # --- sections and tables ---

    def _sections(self, parent: Any, sections: Sequence[Section], tables: dict[str, list[Table]]) -> None:
        stack = [(parent, section) for section in reversed(sections)]
        while stack:
            above, section = stack.pop()
            element = self._add(above, _ELEMENTS.get(section.style, "level"), eId=self._id("sec", section.path))
            element.set("class", section.style)
            if section.marker:
                self._add(element, "num", section.marker)
            mentions = self._mentions.get(section.path, [])
            if section.heading is not None:
                self._inline(self._add(element, "heading"), section.heading, mentions)
            own = tables.pop(section.path, [])
            if section.children:
                if section.text or own:
                    intro = self._add(element, "intro")
                    if section.text:
                        self._paragraphs(intro, section.text, section.path)
                    self._tables(intro, own)
                stack.extend((element, child) for child in reversed(section.children))
            else:
                content = self._add(element, "content")
                self._paragraphs(content, section.text, section.path)
                self._tables(content, own)

    def _tables(self, parent: Any, tables: Sequence[Table]) -> None:
        for table in tables:
            rows = [("th", table.header)] if table.header else []
            rows += [("td", row) for row in table.rows]
            rows = [(name, cells) for name, cells in rows if cells]
            if not rows:
                continue
            element = self._add(parent, "table", eId=self._id("table", str(len(self._ids))))
            for name, cells in rows:
                line = self._add(element, "tr")
                for cell in cells:
                    box = self._add(line, name)
                    for text in cell.split("\n"):
                        self._add(box, "p", text)

    def _fill(self, body: Any, tables: Sequence[Table]) -> None:
        """Tables of no section of their own; an empty body gets the empty paragraph that the schema asks for."""
        if tables and len(body) and body[-1].tag != f"{{{NAMESPACE}}}p":
            element = self._add(body, "level", eId=self._id("sec", "tables"))
            element.set("class", "none")
            self._tables(self._add(element, "content"), tables)
        else:
            self._tables(body, tables)
        if len(body) == 0:
            self._add(body, "p")


def _uri(reference: Reference) -> str:
    return work_uri(reference.type, reference.date, reference.number, reference.name)


def _day(value: str | None) -> tuple[str, str]:
    """A date as a day, and how precise it is: the first day of the month or year stands for the whole."""
    if value is None:
        return UNKNOWN_DATE, "unknown"
    parts = value.split("-")
    return "-".join([*parts, "01", "01"][:3]), ("year", "month", "day")[min(len(parts), 3) - 1]


def _by_section(tables: Sequence[Table]) -> dict[str, list[Table]]:
    found: dict[str, list[Table]] = {}
    for table in tables:
        found.setdefault(table.section, []).append(table)
    return found
