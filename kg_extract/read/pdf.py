"""PDF: the text layer by PDFium (extra `pdf`), columns in reading order, without running headers and footers."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Any

from kg_extract.errors import InputError
from kg_extract.read.content import Content, Parts
from kg_extract.read.metadata import Metadata, make_article
from kg_extract.read.pdf_layout import Box, Line, lines_of, paragraphs

__all__ = ["read_pdf"]

_MOST_PAGES = 500
#: Lines at the top and bottom of a page that may be running headers and footers.
_EDGE = 3
_PAGE_NUMBER = re.compile(r"\W*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\W*", re.IGNORECASE)
_NO_TITLE = re.compile(r"^(?:untitled|microsoft word|slide \d|document\d*$|print)|\.(?:docx?|indd|pdf|qxd|pptx?)$", re.IGNORECASE)
_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


def read_pdf(content: Content) -> Parts:
    """The one article of a document; `InputError` if it is damaged, locked, or only a scan."""
    try:
        import pypdfium2
    except ImportError as fault:
        raise InputError(
            f"{content.source}: is a PDF, for which kgx needs an extra.", 'Install it: pip install "kg-extract[pdf]"'
        ) from fault
    try:
        document = pypdfium2.PdfDocument(content.data)
    except pypdfium2.PdfiumError as fault:
        told = str(fault).rstrip(".")
        reason = "is protected by a password" if "password" in told.lower() else f"is a PDF that is damaged ({told})"
        raise InputError(f"{content.source}: {reason}.", "Fetch it again, or print it to a new PDF.") from fault
    try:
        pages, images = _pages(document, content.source)
        info = document.get_metadata_dict()
    except pypdfium2.PdfiumError as fault:
        raise InputError(f"{content.source}: is a PDF that is damaged ({fault}).", "Fetch it again.") from fault
    finally:
        document.close()
    text = "\n\n".join(paragraphs(_without_edges(pages)))
    if len(text) < 40 * max(1, images):
        what = "has no text layer (it is scanned)" if images else "has no text"
        raise InputError(f"{content.source}: {what}.", "Recognise its text first, for instance with: ocrmypdf IN OUT")
    yield from _article(text, info, content)


def _article(text: str, info: dict[str, str], content: Content) -> Parts:
    metadata = Metadata(content)
    title = info.get("Title", "")
    metadata.add("title", "" if _NO_TITLE.search(title) else title, "document properties")
    metadata.add("author", info.get("Author"), "document properties")
    article = make_article(text, content, metadata)
    created = _DATE.match(info.get("CreationDate", ""))
    if created and not article.published:
        metadata.add("published", "-".join(created.groups()), "document created")
        article = make_article(text, content, metadata)
    yield article


def _pages(document: Any, source: str) -> tuple[list[list[Line]], int]:
    """The lines of each page in reading order, and how many pages hold images but no text."""
    if len(document) > _MOST_PAGES:
        raise InputError(f"{source}: has {len(document)} pages; no article has more than {_MOST_PAGES}.", "Split it.")
    pages, scans = [], 0
    for page in document:
        text_page = page.get_textpage()
        try:
            boxes = list(_boxes(text_page))
            scans += not boxes and any(True for _ in page.get_objects(filter=[3], max_depth=2))
        finally:
            text_page.close()
            page.close()
        pages.append(lines_of(boxes))
    return pages, scans


def _boxes(text_page: Any) -> list[Box]:
    found = []
    for number in range(text_page.count_rects()):
        left, bottom, right, top = text_page.get_rect(number)
        text = (
            text_page.get_text_bounded(left, bottom, right, top)
            .replace("\r\n", " ")
            .replace("\ufffe", "-")
            .replace("\x02", "-")
            .strip("\r\n\0 ")
        )
        if text:
            found.append(Box(left, bottom, right, top, text))
    return found


def _without_edges(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without page numbers and without lines that stand at the edge of most pages, whatever their numbers."""
    edges = [{id(line) for line in _edge(page)} for page in pages]
    seen = Counter(key for page in pages for key in {_key(line) for line in _edge(page)})
    least = max(2, len(pages) // 2)
    running = {key for key, count in seen.items() if count >= least}
    return [
        [line for line in page if not (id(line) in edge and (_key(line) in running or _PAGE_NUMBER.fullmatch(line.text)))]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _edge(page: list[Line]) -> list[Line]:
    """The lines at the top and at the bottom that a gap parts from the rest."""
    by_height = sorted(page, key=lambda line: -line.top)
    return [*_parted(by_height), *_parted(by_height[::-1])]


def _parted(lines: list[Line]) -> list[Line]:
    """The first lines up to a gap wider than between lines of text; the very first alone if there is none near."""
    for number, (line, inner) in enumerate(pairwise(lines[: _EDGE + 1]), 1):
        gap = max(line.bottom - inner.top, inner.bottom - line.top)
        if gap > 0.9 * max(line.height, inner.height):
            return lines[:number]
    return lines[:1]


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.casefold())
