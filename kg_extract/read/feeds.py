"""RSS, RDF and Atom feeds (by feedparser) and JSON feeds: a link to each entry's page, with what the feed knows of it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urljoin

from kg_extract.errors import InputError
from kg_extract.read.content import Content, Facts, Link, Parts
from kg_extract.read.html import fragment_text
from kg_extract.read.metadata import Metadata, make_article
from kg_extract.read.schema_org import names
from kg_extract.read.sniffing import ENTRY, FEED_ROOTS
from kg_extract.read.xml import refuse_entities, root_name

__all__ = ["read_entry", "read_feed", "read_json_feed"]

#: Characters of an entry's own text that make it an article when its page cannot be had.
_WHOLE = 300


def read_feed(content: Content) -> Parts:
    """A link for each entry, in the feed's order."""
    import feedparser

    if root_name(content.data) not in FEED_ROOTS:
        raise InputError(f"{content.source}: is not a feed (no RSS or Atom in it).", "Open it to see what the address really gives.")
    refuse_entities(content.data, content.source)
    try:
        feed = feedparser.parse(content.data, sanitize_html=False, resolve_relative_uris=True)
    except (ValueError, AttributeError, TypeError, RecursionError) as fault:
        raise InputError(f"{content.source}: is a feed that cannot be read ({fault}).", "Check it with a feed validator.") from fault
    entries = feed.get("entries", [])
    if not entries:
        why = f" ({feed['bozo_exception']})" if feed.get("bozo") else ""
        raise InputError(f"{content.source}: is a feed without entries{why}.", "Try again later, or give its articles.")
    publisher = names(feed.feed.get("title"))
    for entry in entries:
        text = max((piece.get("value") or "" for piece in entry.get("content", [])), key=len, default="")
        date = entry.get("published") or entry.get("issued") or entry.get("created") or entry.get("updated")
        facts = _facts(entry.get("title"), _entry_date(entry, date), entry.get("author"), publisher)
        yield from _entry(content, entry.get("link") or "", facts, text or entry.get("summary") or "")


def read_json_feed(content: Content) -> Parts:
    """A link for each item (JSON Feed 1.1)."""
    try:
        feed = json.loads(content.data)
        items = feed["items"]
        if not isinstance(items, list):
            raise TypeError("'items' is no list")
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise InputError(f"{content.source}: is a JSON feed that cannot be read ({fault}).", "Check it with a feed validator.") from fault
    if not items:
        raise InputError(f"{content.source}: is a feed without entries.", "Try again later, or give its articles.")
    for number, item in enumerate(items, 1):
        if isinstance(item, dict):
            facts = _facts(
                item.get("title"), item.get("date_published"), names(item.get("authors") or item.get("author")), feed.get("title")
            )
            yield from _entry(content, _string(item.get("url")), facts, _string(item.get("content_html") or item.get("content_text")))
        else:
            yield InputError(f"{content.source}: item {number} is no object.", "Check it with a feed validator.")


def _entry(content: Content, link: str, facts: Facts, text: str) -> Parts:
    address = urljoin(content.url or "", link.strip())
    if not address.startswith(("http://", "https://")):
        address = ""
    own = None
    if len(text) >= _WHOLE or not address:
        name = address or f"{content.source}#{_title(facts)}"
        more = (*facts, ("url", address, "feed")) if address else facts
        own = Content(text.encode("utf-8", "replace"), name, content.published, media_type=ENTRY, facts=more, depth=content.depth + 1)
    if address:
        yield Link(address, facts, own)
    elif own and text.strip():
        yield own
    else:
        yield InputError(f"{content.source}: the entry {_title(facts)!r} has neither a link nor a text.", "Give its page.")


def _facts(title: Any, date: Any, author: Any, publisher: Any) -> Facts:
    told = {"title": title, "published": date, "author": author, "publisher": publisher}
    return tuple((field, value, "feed") for field, value in told.items() if isinstance(value, str) and value.strip())


def _entry_date(entry: dict[str, Any], written: Any) -> Any:
    """The date as written, or, in one of the many other spellings that feedparser knows, in ISO."""
    from kg_extract.dateline import parse_date

    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    if isinstance(written, str) and parse_date(written) is None and parsed:
        return f"{parsed[0]:04}-{parsed[1]:02}-{parsed[2]:02}"
    return written


def _title(facts: Facts) -> str:
    return next((value for field, value, _ in facts if field == "title"), "untitled")


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def read_entry(content: Content) -> Parts:
    """The one article that a feed carries itself."""
    text = content.data.decode()
    yield make_article(fragment_text(text, content.source), content, Metadata(content), "is an entry without a text")
