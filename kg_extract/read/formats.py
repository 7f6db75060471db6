"""The one table of what can be read: each row says by the content (and only then by the name) whether it is this format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg_extract.read import archives, docx, feeds, html, lists, mail, markdown, pdf, records, warc
from kg_extract.read.content import Content, Parts
from kg_extract.read.text import parts, read_text

__all__ = ["FORMATS", "SUFFIXES", "Format", "format_of"]


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of source: `suffixes` are looked for in folders, `sniff` decides, `read` yields its articles, members or links."""

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[Content], bool]
    read: Callable[[Content], Parts]


def _read_plain(content: Content) -> Parts:
    yield from parts(read_text(content.data, content.source, content.published))


#: The first row whose `sniff` says yes reads the source; plain text takes what nothing else takes.
FORMATS: tuple[Format, ...] = (
    Format("PDF", (".pdf",), pdf.looks_like_pdf, pdf.read_pdf),
    Format("Word document", (".docx",), docx.looks_like_docx, docx.read_docx),
    Format("zip archive", (".zip",), archives.looks_like_zip, archives.read_zip),
    Format("gzip", (".gz",), archives.looks_like_gzip, archives.read_gzip),
    Format("web archive", (".warc",), warc.looks_like_warc, warc.read_warc),
    Format("feed entry", (), feeds.looks_like_entry, feeds.read_entry),
    Format("feed", (".rss", ".atom"), feeds.looks_like_feed, feeds.read_feed),
    Format("JSON feed", (), feeds.looks_like_json_feed, feeds.read_json_feed),
    Format("JSON", (".json", ".jsonl", ".ndjson"), records.looks_like_json, records.read_json),
    Format("mailbox", (".mbox",), mail.looks_like_mailbox, mail.read_mailbox),
    Format("mail message", (".eml",), mail.looks_like_message, mail.read_message),
    Format("web page", (".html", ".htm", ".xhtml"), html.looks_like_html, html.read_html),
    Format("Markdown", (".md", ".markdown"), markdown.looks_like_markdown, markdown.read_markdown),
    Format("list", (), lists.looks_like_list, lists.read_list),
    Format("text", (".txt",), lambda content: True, _read_plain),
)
#: What is looked for in folders.
SUFFIXES = frozenset(suffix for form in FORMATS for suffix in form.suffixes)


def format_of(content: Content) -> Format:
    """The row of the table for this content."""
    return next(form for form in FORMATS if form.sniff(content))
