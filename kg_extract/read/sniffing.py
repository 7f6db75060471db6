"""Says by the content, and only then by the name, what a source is; the readers of the formats are not imported for it."""

from __future__ import annotations

import re

from kg_extract.read.content import Content
from kg_extract.read.xml import root_name

__all__ = [
    "ENTRY",
    "FEED_ROOTS",
    "FROM_LINE",
    "looks_like_docx",
    "looks_like_entry",
    "looks_like_feed",
    "looks_like_gzip",
    "looks_like_html",
    "looks_like_json",
    "looks_like_json_feed",
    "looks_like_list",
    "looks_like_mailbox",
    "looks_like_markdown",
    "looks_like_message",
    "looks_like_pdf",
    "looks_like_warc",
    "looks_like_zip",
]

FEED_ROOTS = ("rss", "feed", "rdf:RDF", "atom:feed")
#: The type that `feeds` gives to the text of an entry.
ENTRY = "text/x-feed-entry"
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
#: How each message of a mailbox begins.
FROM_LINE = re.compile(rb"^From \S+.*\d\d:\d\d(?::\d\d)?.*\d{4}[^\n]*\r?\n(?=[A-Za-z][A-Za-z0-9-]*:)", re.MULTILINE)
_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){3,}")
_SURE = re.compile(rb"^(?:Received|Message-ID|MIME-Version|Return-Path|DKIM-Signature|From|To|Subject):", re.IGNORECASE | re.MULTILINE)
_START = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(rb"<(?:p|div|h1|article|table|meta|title)\b[^>]*>", re.IGNORECASE)
_DOCX = b"word/document.xml"
_ADDRESS = re.compile(r"https?://\S+")
_PATH = re.compile(r"(?:https?://\S+|(?:\.{0,2}/)?[\w.@~-]+(?:/[\w.@ ~-]+)*\.[A-Za-z0-9]{1,8})")
_SAMPLE = 65536


def looks_like_pdf(content: Content) -> bool:
    """By its magic word, which may stand a little behind the beginning."""
    return b"%PDF-" in content.data[:1024]


def looks_like_docx(content: Content) -> bool:
    """A zip archive that names Word's main part near its beginning or in its list of members."""
    return content.data.startswith(b"PK\x03\x04") and (_DOCX in content.data[:65536] or _DOCX in content.data[-65536:])


def looks_like_zip(content: Content) -> bool:
    """By its magic bytes, those of an empty archive included."""
    return content.data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def looks_like_gzip(content: Content) -> bool:
    """By its two magic bytes."""
    return content.data.startswith(b"\x1f\x8b")


def looks_like_warc(content: Content) -> bool:
    """By the version line that each record begins with."""
    return content.data.startswith((b"WARC/1.", b"WARC/0."))


def looks_like_entry(content: Content) -> bool:
    """By the type that `feeds` gives to the text of an entry."""
    return content.media_type == ENTRY


def looks_like_feed(content: Content) -> bool:
    """By its root element; else by its type or name, so that a broken feed is told as one."""
    if root_name(content.data) in FEED_ROOTS:
        return True
    return content.media_type in _FEED_TYPES or content.suffix in (".rss", ".atom", ".rdf")


def looks_like_json_feed(content: Content) -> bool:
    """By the address of the format's version, which every JSON feed begins with."""
    head = content.data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and b"jsonfeed.org/version/" in head


def looks_like_json(content: Content) -> bool:
    """By its first character and its type or name; without these, by its first lines: JSON is never prose."""
    head = content.data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.suffix in (".json", ".jsonl", ".ndjson") or "json" in content.media_type:
        return True
    return (head.startswith(b"{") and head[1:].lstrip().startswith((b'"', b"}"))) or head.startswith((b"[{", b"[ {", b"[\n"))


def looks_like_mailbox(content: Content) -> bool:
    """By its first line: "From address date"."""
    return bool(FROM_LINE.match(content.data[:4096]))


def looks_like_message(content: Content) -> bool:
    """By its header lines, among them at least two that only mail has; by its name if there are any."""
    head = content.data[:16384]
    header = _HEADER.match(head)
    sure = len({name.lower() for name in _SURE.findall(header.group())}) if header else 0
    return sure >= 3 or content.suffix == ".eml" or content.media_type == "message/rfc822"


def looks_like_html(content: Content) -> bool:
    """By its first tag; a page that begins otherwise by its type or name, if there are tags in it."""
    head = content.data[:65536].lstrip(b"\xef\xbb\xbf")
    if _START.match(head):
        return True
    named = content.media_type in ("text/html", "application/xhtml+xml") or content.suffix in (".html", ".htm", ".xhtml")
    return named and bool(_TAGS.search(head))


def looks_like_markdown(content: Content) -> bool:
    """By its name or type: nothing in the text itself tells Markdown from plain text for certain."""
    return content.suffix in (".md", ".markdown", ".mdown", ".mkd") or content.media_type == "text/markdown"


def looks_like_list(content: Content) -> bool:
    """When every line is nothing but an address, or, on standard input, a path; lines with # are comments."""
    lines = content.data[:_SAMPLE].decode("utf-8", "replace").splitlines()
    if len(content.data) > _SAMPLE:
        lines = lines[:-1]
    told = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    form = _PATH if content.source == "-" else _ADDRESS
    return bool(told) and all(form.fullmatch(line) for line in told)
