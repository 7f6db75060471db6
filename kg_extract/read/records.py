"""JSON and JSON Lines: one object or many, by the mapping of docs/sources.md, which covers ninjs and schema.org NewsArticle too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kg_extract import profiles
from kg_extract.errors import InputError, UsageError
from kg_extract.exchange_read import Extracted, is_record, read_record
from kg_extract.model import Article
from kg_extract.read.content import Content, Parts
from kg_extract.read.encoding import decode
from kg_extract.read.html import fragment_text
from kg_extract.read.metadata import Metadata, make_article
from kg_extract.read.schema_org import names
from kg_extract.vocabulary import Vocabulary

__all__ = ["FIELDS", "read_json"]

#: Field of an article → the names under which records have it, the most specific first.
FIELDS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "articleBody", "body_text", "body_xhtml", "body_html", "content_text", "content_html", "content", "full_text",
        "article_body", "article", "maintext", "story",
    ),
    "title": ("title", "headline", "name"),
    "published": (
        "published", "datePublished", "date_published", "published_at", "publishedAt", "pub_date", "publication_date", "pubDate",
        "versioncreated", "firstcreated", "date_publish", "date", "dateCreated",
    ),
    "author": ("author", "authors", "byline", "creator", "by"),
    "publisher": ("publisher", "source_name", "site_name", "site", "provider", "copyrightholder", "source_domain"),
    "url": ("url", "canonical_url", "web_url", "link", "mainEntityOfPage", "uri", "@id"),
}  # fmt: skip
#: Under these an object may keep its records.
_LISTS = ("articles", "items", "results", "documents", "docs", "data", "@graph")
_IDENTIFIERS = ("id", "guid", "uri", "altids")


def read_json(content: Content) -> Parts:
    """The article of each record; a record that is wrong does not stop the others."""
    for place, record in _records(content):
        if isinstance(record, InputError):
            yield record
            continue
        try:
            yield _article(record, content, place)
        except InputError as fault:
            yield fault


def _records(content: Content) -> Iterator[tuple[str, Any]]:
    """Every record with its place for messages; of many, that is its number."""
    text = decode(content.data, content.source).strip().lstrip("\ufeff")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as fault:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(lines) < 2 or not lines[0][1].lstrip().startswith("{") or not _is_json(lines[0][1]):
            raise InputError(f"{content.source}: is not JSON ({fault}).", "Check it with: python -m json.tool") from fault
        yield from ((f"line {number}", _parsed(line, f"{content.source}: line {number}")) for number, line in lines)
        return
    found = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), None) if isinstance(value, dict) else value
    if isinstance(found, list) and not (isinstance(value, dict) and _first(value, "text")):
        if not found:
            raise InputError(f"{content.source}: has no records in it.", "Give a file with articles.")
        yield from ((f"record {number}", record) for number, record in enumerate(found, 1))
    else:
        yield "", value


def _is_json(line: str) -> bool:
    return not isinstance(_parsed(line, ""), InputError)


def _parsed(line: str, place: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as fault:
        return InputError(f"{place} is not JSON ({fault}).", "Check the file.")


def _article(record: Any, content: Content, place: str) -> Article | Extracted:
    where = f"{content.source}: {place}" if place else content.source
    if not isinstance(record, dict):
        raise InputError(f"{where} is {_kind(record)}, not an object.", "See the mapping in docs/sources.md.")
    if is_record(record):
        made = read_record(record, where, _words(record, where))
        if not made.extraction.article.text.strip():
            raise InputError(f"{where}: has no text.", "Give a source with the text of an article.")
        return made
    metadata = Metadata(content)
    for field in ("title", "published", "author", "publisher", "url"):
        name = _first(record, field)
        value = _value(field, record, name, where)
        if field == "url" and not value.startswith(("http://", "https://", "urn:", "tag:")):
            value = ""
        metadata.add(field, value, f"json {name}")
    name = _first(record, "text")
    if not name:
        raise InputError(f"{where} has no text (none of {', '.join(FIELDS['text'][:4])} …).", "See the mapping in docs/sources.md.")
    text = fragment_text(_value("text", record, name, where), content.source)
    named = Content(b"", _source(record, content, place, metadata.get("url")), content.published)
    return make_article(text, named, metadata)


def _words(record: dict[str, Any], where: str) -> Vocabulary:
    """Those of the profile with which kgx extract has made the record."""
    try:
        return profiles.vocabulary(record.get("profile"))
    except UsageError as fault:
        raise InputError(f"{where}: {fault.what}", fault.hint) from fault


def _first(record: dict[str, Any], field: str) -> str:
    return next((name for name in FIELDS[field] if record.get(name) not in (None, "", [], {})), "")


def _value(field: str, record: dict[str, Any], name: str, where: str) -> str:
    value = record.get(name, "")
    if isinstance(value, str):
        return value
    if field == "text" and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "\n\n".join(value)
    told = names(value) if field != "text" else ""
    if field == "url" and isinstance(value, dict):
        told = value.get("@id") if isinstance(value.get("@id"), str) else ""  # type: ignore[assignment]
    if told:
        return told
    raise InputError(f"{where}: {name!r} is {_kind(value)}, not a string.", "See the mapping in docs/sources.md.")


def _source(record: dict[str, Any], content: Content, place: str, url: str | None) -> str:
    """A single record is its file; one of many is told apart by its identifier, address or number."""
    if not place:
        return content.source
    identifier = next((str(record[name]) for name in _IDENTIFIERS if isinstance(record.get(name), str | int)), None)
    return f"{content.source}#{identifier or url or place.replace(' ', '-')}"


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", bool: "a truth value", str: "a string", type(None): "null"}
    return kinds.get(type(value), "a number")
