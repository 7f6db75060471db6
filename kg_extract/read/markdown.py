"""Markdown (CommonMark, by markdown-it-py) with an optional front matter of `key: value` lines between `---`."""

from __future__ import annotations

import re

from kg_extract.read.content import Content, Parts
from kg_extract.read.encoding import decode
from kg_extract.read.metadata import Metadata, make_article

__all__ = ["read_markdown"]

_FRONT = re.compile(r"\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z_-]+)[ \t]*:[ \t]*(.*)")
_KEYS = {
    "title": "title", "headline": "title", "date": "published", "published": "published", "pubdate": "published", "author": "author",
    "authors": "author", "byline": "author", "publisher": "publisher", "source": "publisher", "site": "publisher", "url": "url",
    "link": "url", "canonical_url": "url", "canonical": "url",
}  # fmt: skip
_LONGEST = 20 * 2**20


def read_markdown(content: Content) -> Parts:
    """The one article of a Markdown file; code, images and raw HTML are left out."""
    text = decode(content.data, content.source).replace("\r\n", "\n").replace("\r", "\n")
    metadata = Metadata(content)
    if front := _FRONT.match(text):
        for line in front.group(1).splitlines():
            if (field := _FIELD.match(line)) and field[1].lower() in _KEYS:
                metadata.add(_KEYS[field[1].lower()], field[2].strip().strip("[]\"'"), "front matter")
        text = text[front.end() :]
    heading, body = _blocks(text) if len(text) <= _LONGEST else ("", text)
    metadata.add("title", heading, "heading")
    yield make_article(body, content, metadata)


def _blocks(text: str) -> tuple[str, str]:
    """The first heading of level 1, and all blocks as paragraphs (that heading left out when it comes first)."""
    from markdown_it import MarkdownIt

    blocks: list[str] = []
    heading, level = "", ""
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "heading_open":
            level = token.tag
        elif token.type == "inline":
            plain = "".join("\n" if c.type in ("softbreak", "hardbreak") else c.content for c in token.children or [] if _is_text(c.type))
            if level == "h1" and not heading:
                heading = plain
                if not blocks:
                    continue
            if plain.strip():
                blocks.append(plain.strip())
        elif token.type == "heading_close":
            level = ""
    return heading, "\n\n".join(blocks)


def _is_text(kind: str) -> bool:
    return kind in ("text", "softbreak", "hardbreak", "code_inline")
