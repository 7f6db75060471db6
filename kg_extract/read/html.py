"""Web pages: the body by trafilatura (Barbaresi 2021), the metadata by `html_metadata`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg_extract.errors import InputError
from kg_extract.read.content import Content, Parts
from kg_extract.read.encoding import decode
from kg_extract.read.metadata import Metadata, make_article

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["article_text", "body_text", "decode_html", "parse", "read_html"]

#: Bytes. Pages of news are below 5 MB, and a tree takes ten times its page.
LARGEST = 20 * 2**20
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_FRAGMENT = re.compile(r"</?(?:p|br|div|a|b|em|strong|span|h[1-6]|ul|li|table)\b[^>]*>", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{10000,}")
_MOST_ATTRIBUTES = 5000
#: What lxml cannot hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_html(content: Content) -> Parts:
    """The one article of a page."""
    from kg_extract.read.html_metadata import page_metadata

    if len(content.data) > LARGEST:
        raise InputError(f"{content.source}: the page is larger than {LARGEST // 2**20} MB.", "Save the article alone.")
    tree = parse(decode_html(content), content.source)
    metadata = Metadata()
    page_metadata(tree, content, metadata)
    text = article_text(tree, metadata.get("title") or "")
    yield make_article(text, content, metadata, "no article text was found in the page")


def article_text(tree: HtmlElement, title: str = "") -> str:
    """The body of the article without its headline; "" if none is found."""
    headlines = [title, *(tag.text_content() for tag in tree.iter("h1"))]
    return _without_headline(body_text(tree), headlines)


def _without_headline(text: str, headlines: list[str]) -> str:
    """The text without a first paragraph that only says what the headline says: it is metadata, and states nothing twice."""
    first, _, rest = text.partition("\n\n")
    told = {_letters(headline) for headline in headlines} - {""}
    return rest if rest and any(_letters(first) in (line, line + line) for line in told) else text


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def decode_html(content: Content) -> str:
    """UTF-8 when it is UTF-8, whatever was declared; else as the server or the page declares, else when certain."""
    data = content.data
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    declared = [content.charset, *(found.decode("ascii") for found in _CHARSET.findall(data[:4096])[:1])]
    for charset in filter(None, declared):
        try:
            return data.decode("cp1252" if charset.lower() in ("iso-8859-1", "latin-1", "latin1", "us-ascii") else charset)
        except (LookupError, UnicodeDecodeError):
            continue
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") * 1000 < len(text) and b"\0" not in data[:65536]:
        return text.replace("\ufffd", " ")
    return decode(data, content.source)


def parse(text: str, source: str) -> HtmlElement:
    """The tree of a page or fragment; `InputError` if there is none in it."""
    from lxml import etree, html

    for tag in _LONG_TAG.finditer(text):
        # The parser compares each attribute with all before it.
        if tag.group().count("=") > _MOST_ATTRIBUTES:
            raise InputError(f"{source}: has a tag with more than {_MOST_ATTRIBUTES} attributes.", "Save the article alone.")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(_CONTROL.sub(" ", text).encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, RecursionError, AssertionError) as fault:
        raise InputError(f"{source}: is not HTML that can be read ({fault}).", "Open it in a browser and save it again.") from fault
    return tree


def body_text(tree: HtmlElement) -> str:
    """The body of the article as paragraphs, without comments, navigation and boilerplate; "" if none is found."""
    import trafilatura

    try:
        found = trafilatura.extract(tree, include_comments=False, favor_precision=True)
    except RecursionError:
        return ""
    return re.sub(r"\n+", "\n\n", found or "")


def fragment_text(text: str, source: str) -> str:
    """A piece of HTML (the body of a feed entry, a mail, a JSON field) as plain paragraphs; text without tags as it is."""
    if not _FRAGMENT.search(text):
        return text
    tree = parse(text, source)
    if len(text) > 4000 and (found := body_text(tree)):
        return found
    return _plain(tree)


_BLOCKS = frozenset(
    (
        "p",
        "div",
        "br",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "tr",
        "table",
        "ul",
        "ol",
        "blockquote",
        "section",
        "article",
        "header",
        "pre",
    )
)
_HIDDEN = frozenset(("script", "style", "head", "title", "noscript", "template", "svg", "figcaption"))


def _plain(tree: HtmlElement) -> str:
    pieces: list[str] = []
    stack: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while stack:
        node, is_done = stack.pop()
        block = node.tag in _BLOCKS
        if is_done:
            pieces.append(("\n\n" if block else "") + (node.tail or ""))
        elif node.tag in _HIDDEN:
            pieces.append(node.tail or "")
        else:
            pieces.append(("\n\n" if block else "") + (node.text or ""))
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node) if isinstance(child.tag, str))
    blocks = (" ".join(block.split()) for block in "".join(pieces).split("\n\n"))
    return "\n\n".join(block for block in blocks if block)
