"""The one table of what can be read: each row says by the content (and only then by the name) whether it is this format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from kg_extract.read import sniffing
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


def _reader(module: str, name: str) -> Callable[[Content], Parts]:
    """The reader of that name; its module is imported for the first content that it reads."""

    def read(content: Content) -> Parts:
        reader: Callable[[Content], Parts] = getattr(import_module(f"kg_extract.read.{module}"), name)
        return reader(content)

    return read


def _read_plain(content: Content) -> Parts:
    yield from parts(read_text(content.data, content.source, content.published))


#: The first row whose `sniff` says yes reads the source; plain text takes what nothing else takes.
FORMATS: tuple[Format, ...] = (
    Format("PDF", (".pdf",), sniffing.looks_like_pdf, _reader("pdf", "read_pdf")),
    Format("Word document", (".docx",), sniffing.looks_like_docx, _reader("docx", "read_docx")),
    Format("zip archive", (".zip",), sniffing.looks_like_zip, _reader("archives", "read_zip")),
    Format("gzip", (".gz",), sniffing.looks_like_gzip, _reader("archives", "read_gzip")),
    Format("web archive", (".warc",), sniffing.looks_like_warc, _reader("warc", "read_warc")),
    Format("feed entry", (), sniffing.looks_like_entry, _reader("feeds", "read_entry")),
    Format("feed", (".rss", ".atom"), sniffing.looks_like_feed, _reader("feeds", "read_feed")),
    Format("JSON feed", (), sniffing.looks_like_json_feed, _reader("feeds", "read_json_feed")),
    Format("JSON", (".json", ".jsonl", ".ndjson"), sniffing.looks_like_json, _reader("records", "read_json")),
    Format("mailbox", (".mbox",), sniffing.looks_like_mailbox, _reader("mail", "read_mailbox")),
    Format("mail message", (".eml",), sniffing.looks_like_message, _reader("mail", "read_message")),
    Format("web page", (".html", ".htm", ".xhtml"), sniffing.looks_like_html, _reader("html", "read_html")),
    Format("Markdown", (".md", ".markdown"), sniffing.looks_like_markdown, _reader("markdown", "read_markdown")),
    Format("list", (), sniffing.looks_like_list, _reader("lists", "read_list")),
    Format("text", (".txt",), lambda content: True, _read_plain),
)
#: What is looked for in folders.
SUFFIXES = frozenset(suffix for form in FORMATS for suffix in form.suffixes)


def format_of(content: Content) -> Format:
    """The row of the table for this content."""
    return next(form for form in FORMATS if form.sniff(content))
