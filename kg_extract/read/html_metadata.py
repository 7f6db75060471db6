"""What a web page says about its article: JSON-LD, then OpenGraph and other meta tags, then marks in the page, then its address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from kg_extract import dateline
from kg_extract.read.content import Content
from kg_extract.read.metadata import Metadata
from kg_extract.read.schema_org import schema_facts

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["page_metadata"]

#: Field → names of meta tags (property, name, itemprop), the most specific first.
_META: dict[str, tuple[str, ...]] = {
    "published": (
        "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
        "article.published", "pubdate", "publishdate", "publish-date", "publish_date", "date.published", "published_at", "dc.date.issued",
        "dcterms.issued", "dcterms.created", "dc.date", "date", "ptime", "displaydate",
        "originalpublicationdate", "cxenseparse:recs:publishtime",
    ),
    "title": ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "headline", "title"),
    "author": ("article:author", "author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "og:author"),
    "publisher": ("og:site_name", "publisher", "dc.publisher", "application-name", "article:publisher"),
    "url": ("og:url",),
}  # fmt: skip
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/._-]|\d{0,6}/|$)")
_IN_SLUG = re.compile(r"[-_/]((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[-_/.]|$)")
_IN_WORDS = re.compile(r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/(\d\d?)/", re.IGNORECASE)
_DATED = re.compile(r"(?:^|[\s_-])(?:date|dateline|datetime|timestamp|pubdate|published?|posted)(?:$|[\s_-])", re.IGNORECASE)
_DATE = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{4}|"
    r"\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? \d{4}|\d{4}-\d\d-\d\d",
    re.IGNORECASE,
)
#: An element that says nothing but when the article was put online.
_ONLY_DATE = re.compile(
    r"(?:(?:first |last )?(?:published|posted|updated|modified)(?: on| at)?:?\s+)?"
    rf"({_DATE.pattern})(?:[,|]?(?: at| -)? ?\d\d?[:.]\d\d.{{0,20}})?",
    re.IGNORECASE,
)
_ALONE = (
    "//*[not(*)][not(self::script or self::style)]"
    "[not(ancestor-or-self::*[self::aside or self::footer or self::nav or self::li or self::a])]"
)
#: The name under which somebody is logged in.
_HANDLE = re.compile(r"[a-z0-9_.-]+")
_BYLINE = re.compile(r"(?:^|[\s_-])(?:byline|author|contributor)(?:[\s_-]?name)?s?(?:$|[\s_-])", re.IGNORECASE)
_TO_AUTHOR = re.compile(
    r"(?<!/topics)(?<!/topic)(?<!/tags)(?<!/tag)/(?:authors?|editors|by|staff|contributors?|reporters?|people|journalists?)/[^/?#]+/?$",
    re.IGNORECASE,
)
_ROLE = re.compile(r",?\s+(?:Twitter|Facebook|Staff Writer|Contact Reporter|Reporter|Correspondent|Contributor|Updated|Published)\b.*$")
_BY = re.compile(r"^\s*(?:(?:written|posted|reported|story)\s+)?by\b[:\s]+", re.IGNORECASE)
_NO_NAME = re.compile(r"https?://|www\.|@|[<>{}|]|\d{3}|\b(?:admin|follow|subscribe|share|comments?|updated|published)\b", re.IGNORECASE)


def page_metadata(tree: HtmlElement, content: Content, metadata: Metadata) -> None:
    """Fill `metadata` from the page; what the feed that led to it knows counts less than what it declares, but more than its looks."""
    address = content.url
    for node in _json_ld(tree):
        for field, value in schema_facts(node):
            _add(metadata, field, value, "json-ld", address)
    tags = _meta_tags(tree)
    publishers = " ".join((tags.get("copyright", ""), tags.get("og:site_name", ""), metadata.get("publisher") or ""))
    if tags.get("author") and tags["author"] in publishers:
        del tags["author"]
    _canonical(tree, address, metadata)
    for field, names in _META.items():
        for name in names:
            if name in tags:
                origin = "opengraph" if name.startswith(("og:", "article:")) else f"meta {name}"
                _add(metadata, field, tags[name], origin, address)
    metadata.add_all(content.facts)
    _add_marks(tree, metadata)
    metadata.add("url", address, "address")
    _date_by_address(metadata)
    metadata.add("published", _date_line(tree), "date line of the page")
    _tidy(metadata)


def _date_line(tree: HtmlElement) -> str:
    """The date in the first element whose class promises one; else the one that stands in an element of its own, if it is but one."""
    for tag in tree.xpath("//*[@class and (self::span or self::div or self::p or self::li or self::time)]"):
        text = tag.text_content()
        if _DATED.search(tag.get("class") or "") and len(text) < 200 and (found := _DATE.search(" ".join(text.split()))):
            return found.group().replace(".", "")
    alone = (_ONLY_DATE.fullmatch(" ".join((tag.text or "").split())[:100]) for tag in tree.xpath(_ALONE))
    days = {dateline.parse_date(found[1].replace(".", "")) for found in alone if found}
    return next(iter(days)) or "" if len(days) == 1 else ""


def _day_in(value: str) -> str:
    """The value, or the date in it where it is more than a date: "Fri 6:45 PM, Feb 16, 2018"."""
    found = None if dateline.parse_date(value) else _DATE.search(" ".join(value.split()))
    return found.group().replace(".", "") if found else value


def _date_by_address(metadata: Metadata) -> None:
    """The date in the page's address, where the page tells none, or the day after: in London it was tomorrow when it was put online."""
    written = _date_in_address(metadata.get("url") or "")
    day, told = dateline.parse_date(written or ""), metadata.get("published")
    if day and told and date.fromisoformat(told) - date.fromisoformat(day) == timedelta(days=1):
        metadata.change("published", "")
    metadata.add("published", day, "address")


def _date_in_address(url: str) -> str | None:
    path = urlsplit(url).path
    if found := _IN_ADDRESS.search(path) or _IN_SLUG.search(path):
        return "-".join(found.groups())
    found = _IN_WORDS.search(path)
    return f"{found[3]} {found[2]} {found[1]}" if found else None


def _tidy(metadata: Metadata) -> None:
    """The title without the name of the site; no author who is only the site."""
    publisher, title = metadata.get("publisher") or "", metadata.get("title") or ""
    host = _site(urlsplit(metadata.get("url") or "").hostname).partition(".")[0]
    words = {_letters(publisher), _letters(host)} - {""}
    cut = re.match(r"(.{5,}?)\s+[|–—-]\s+([^|–—]{2,40})$", title)
    if cut and any(_letters(cut[2]).startswith(word) or word.startswith(_letters(cut[2])) for word in words):
        metadata.change("title", cut[1])
    metadata.skip("author", lambda author: _letters(author) in words)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]|\.(?:com|org|net)$|^the ", "", text.casefold())


def _add(metadata: Metadata, field: str, value: str, origin: str, address: str | None) -> None:
    """Note a value of the page if it can be one: an author is a name, an address is one of the same site."""
    value = unescape(value)
    if field == "author":
        value = _name(value)
    elif field == "url":
        value = _own_address(value, address)
    elif field == "publisher" and _NO_NAME.search(value):
        return
    metadata.add(field, value, origin)


def _name(value: str) -> str:
    name = _BY.sub("", value).strip(" ,;|-")
    return "" if _NO_NAME.search(name) or _HANDLE.fullmatch(name) or len(name) > 120 or name.casefold().startswith("the ") else name


def _own_address(value: str, address: str | None) -> str:
    """`value` as an absolute address, if it may stand for the page: of the same site, and no mere front page."""
    try:
        whole = urljoin(address or "", value.strip())
        parts, here = urlsplit(whole), urlsplit(address or "")
        hosts = (_site(parts.hostname), _site(here.hostname))
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or (address and hosts[0] != hosts[1]):
        return ""
    is_front = parts.path in ("", "/") and not parts.query
    return "" if is_front and (not address or here.path not in ("", "/") or here.query) else whole


def _site(host: str | None) -> str:
    return re.sub(r"^(?:www|m|mobile|amp|edition)\.", "", (host or "").lower())


def _json_ld(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD, articles first."""
    nodes: list[dict[str, Any]] = []
    for script in tree.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]"):
        text = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>)\s*$", "", script.text or "", flags=re.DOTALL)
        try:
            nodes += _objects(json.loads(text.strip().rstrip(";"), strict=False))
        except (ValueError, RecursionError):
            continue
    yield from sorted(nodes, key=lambda node: not _is_article(node))


def _objects(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [node for each in value for node in _objects(each)]
    if not isinstance(value, dict):
        return []
    return [value, *_objects(value.get("@graph", []))]


def _is_article(node: dict[str, Any]) -> bool:
    types = node.get("@type")
    return any(str(each).endswith(("Article", "Posting", "Report")) for each in (types if isinstance(types, list) else [types]))


def _meta_tags(tree: HtmlElement) -> dict[str, str]:
    tags: dict[str, str] = {}
    for tag in tree.iter("meta"):
        value = tag.get("content") or tag.get("value") or ""
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = (tag.get(key) or "").strip().lower()
            if name and value.strip():
                tags.setdefault(name, value)
                # Some saved pages have the two the wrong way round.
                tags.setdefault(value.strip().lower() if ":" in value and " " not in value else name, tag.get(key) or "")
    return tags


def _canonical(tree: HtmlElement, address: str | None, metadata: Metadata) -> None:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            _add(metadata, "url", link.get("href") or "", "canonical link", address)


def _add_marks(tree: HtmlElement, metadata: Metadata) -> None:
    """Microdata, <time>, bylines, headlines, and the page's title without the name of the site."""
    for tag in tree.xpath("//*[@itemprop]"):
        name = (tag.get("itemprop") or "").lower()
        if name == "datepublished":
            metadata.add("published", _day_in(tag.get("datetime") or tag.get("content") or tag.text_content()), "microdata")
        elif name == "author":
            inner = tag.xpath(".//*[@itemprop='name']")
            metadata.add("author", _name(" ".join((inner[0] if inner else tag).text_content().split())), "microdata")
    for tag in tree.xpath("//time[@pubdate or @itemprop or not(ancestor::aside or ancestor::footer or ancestor::nav)]"):
        metadata.add("published", _day_in(tag.get("datetime") or tag.text_content()), "time tag")
    for tag in tree.xpath("//*[@rel='author'] | //*[self::a or self::span or self::div or self::p or self::address][@class]"):
        if tag.get("rel") == "author" or _BYLINE.search(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", tag.get("class") or "")):
            metadata.add("author", _byline(tag), "byline")
    for tag in tree.xpath("//a[@href][not(ancestor::aside or ancestor::footer or ancestor::nav)]"):
        if _TO_AUTHOR.search(tag.get("href") or ""):
            metadata.add("author", _byline(tag), "link to the author")
    headings = [" ".join(tag.text_content().split()) for tag in tree.iter("h1")]
    metadata.add("title", headings[0] if len(headings) == 1 else "", "heading")
    title = next((" ".join(tag.text_content().split()) for tag in tree.iter("title")), "")
    metadata.add("title", re.sub(r"\s+[|–—-]\s+[^|–—]{1,40}$", "", title), "title tag")


def _byline(tag: HtmlElement) -> str:
    """The name in a byline, or the one in the first of its parts that has one; "" if there is none."""
    pieces = [" ".join(piece.split()) for piece in tag.itertext() if piece.strip()]
    return next(filter(None, map(_person, (" ".join(pieces), *pieces[:3]))), "")


def _person(text: str) -> str:
    name = re.split(r"\s*[|•·]\s*|\s+[–—-]\s+", _BY.sub("", text))[0]
    name = _name(_ROLE.sub("", name))
    words = name.split()
    is_name = 2 <= len(words) <= 8 and all(word[0].isupper() or word in ("and", "de", "van", "von", "&") for word in words)
    return name if is_name else ""
