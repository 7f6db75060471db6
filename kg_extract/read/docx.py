"""Word documents (Office Open XML, ECMA-376): the paragraphs of the main part and the core properties; no library needed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from kg_extract.errors import InputError
from kg_extract.read.archives import read_member
from kg_extract.read.content import Content, Parts
from kg_extract.read.metadata import Metadata, make_article
from kg_extract.read.xml import parse_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["read_docx"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY, _CORE = "word/document.xml", "docProps/core.xml"
_PROPERTIES = {
    "{http://purl.org/dc/elements/1.1/}title": "title",
    "{http://purl.org/dc/elements/1.1/}creator": "author",
    "{http://purl.org/dc/elements/1.1/}publisher": "publisher",
}
_CREATED = "{http://purl.org/dc/terms/}created"


def read_docx(content: Content) -> Parts:
    """The one article of a document; headers, footers, notes and deleted text are left out."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content.data)) as archive:
            body = parse_xml(read_member(archive, _BODY, content.source), content.source)
            core = parse_xml(read_member(archive, _CORE, content.source), content.source) if _CORE in archive.namelist() else None
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError) as fault:
        raise InputError(
            f"{content.source}: is a Word document that is damaged ({fault}).", "Open it in Word and save it again."
        ) from fault
    metadata = Metadata(content)
    title, text = _paragraphs(body)
    created = None
    for node in core if core is not None else ():
        if node.tag in _PROPERTIES:
            metadata.add(_PROPERTIES[node.tag], node.text, "document properties")
        elif node.tag == _CREATED:
            created = node.text
    metadata.add("title", title, "heading")
    article = make_article(text, content, metadata)
    if article.published or not created:
        yield article
        return
    metadata.add("published", created, "document created")
    yield make_article(text, content, metadata)


def _paragraphs(body: Element) -> tuple[str, str]:
    """The text of the paragraph in style Title or the first heading, and all other paragraphs."""
    title, blocks = "", list[str]()
    for paragraph in body.iter(f"{_W}p"):
        text = _text(paragraph).strip()
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = style.get(f"{_W}val", "") if style is not None else ""
        if text and not title and (name == "Title" or (name == "Heading1" and not blocks)):
            title = text
        elif text:
            blocks.append(text)
    return title, "\n\n".join(blocks)


def _text(paragraph: Element) -> str:
    pieces = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            pieces.append(" ")
        elif node.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
    return "".join(pieces)
