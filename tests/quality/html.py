"""How well articles are read from real web pages: token F1 of the body, against plain trafilatura, and the share of right metadata.

Run with: python -m tests.quality.html ../shared/html/aeb ../shared/html/more
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import trafilatura
from lxml.html import HtmlElement

from kg_extract.dateline import parse_date
from kg_extract.errors import InputError
from kg_extract.read import Source, read
from kg_extract.read.content import Content
from kg_extract.read.html import article_text, decode_html, parse
from kg_extract.read.html_metadata import page_metadata
from kg_extract.read.metadata import Metadata

__all__ = ["Share", "declared", "main", "metadata_shares", "scores", "token_f1"]


def token_f1(found: str, right: str) -> float:
    """F1 of the tokens as multisets."""
    ours, theirs = Counter(re.findall(r"\w+", found)), Counter(re.findall(r"\w+", right))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def scores(folder: Path) -> tuple[float, float, int, int]:
    """Mean F1 of kgx and of plain trafilatura over all pages, how many are read as English, and how many there are."""
    truth = json.loads((folder / "ground_truth.json").read_text(encoding="utf-8"))
    ours, plain, english = 0.0, 0.0, 0
    for name, right in truth.items():
        [file] = folder.glob(f"{name.removesuffix('.html')}.html")
        content = Content(file.read_bytes(), str(file))
        ours += token_f1(article_text(parse(decode_html(content), str(file))), right["articleBody"])
        plain += token_f1(trafilatura.extract(file.read_bytes()) or "", right["articleBody"])
        english += _is_read(str(file))
    return ours / len(truth), plain / len(truth), english, len(truth)


def _is_read(file: str) -> bool:
    try:
        return bool(list(read(Source(file))))
    except InputError:
        return False


@dataclass
class Share:
    """Of so many pages that declare a value, how many are read so; `without`: when what they declare is taken out before."""

    field: str
    pages: int = 0
    found: int = 0
    declared: int = 0
    same: int = 0
    without: int = 0


def metadata_shares(folders: Sequence[Path]) -> list[Share]:
    """Dates, titles and authors: no page has gold for them, so what is read is compared with the page's own JSON-LD and OpenGraph."""
    shares = [Share("published"), Share("title"), Share("author")]
    for file in sorted(file for folder in folders for file in folder.glob("*.html")):
        content = Content(file.read_bytes(), str(file))
        tree = parse(decode_html(content), str(file))
        whole, told = _metadata(tree, content), declared(tree)
        for tag in tree.xpath(_DECLARATIONS):
            tag.getparent().remove(tag)
        rest = _metadata(tree, content)
        for share in shares:
            right = _comparable(share.field, told.get(share.field))
            share.pages += 1
            share.found += whole.get(share.field) is not None
            share.declared += bool(right)
            share.same += bool(right) and _comparable(share.field, whole.get(share.field)) == right
            share.without += bool(right) and _comparable(share.field, rest.get(share.field)) == right
    return shares


_DECLARATIONS = "//script[contains(@type, 'ld+json')] | //meta[starts-with(@property, 'og:') or starts-with(@property, 'article:')]"


def _metadata(tree: HtmlElement, content: Content) -> Metadata:
    metadata = Metadata()
    page_metadata(tree, content, metadata)
    return metadata


def declared(tree: HtmlElement) -> dict[str, str]:
    """What the page says of its article in JSON-LD, else in OpenGraph, read without the help of kgx; an author that is the site is none."""
    found: dict[str, str] = {}
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        with suppress(ValueError):
            loaded = json.loads(script.text or "", strict=False)
            for node in _nodes(loaded):
                if re.search("Article|Posting|Report", str(node.get("@type"))):
                    _note(found, node)
    for field, name in (("published", "article:published_time"), ("title", "og:title"), ("author", "article:author")):
        for value in tree.xpath("//meta[@property=$name]/@content", name=name)[:1]:
            found.setdefault(field, value)
    return found


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (node for each in value for node in _nodes(each))
    elif isinstance(value, dict):
        yield value
        yield from _nodes(value.get("@graph"))


def _note(found: dict[str, str], node: dict[str, Any]) -> None:
    authors = node.get("author") if isinstance(node.get("author"), list) else [node.get("author")]
    names = [each.get("name") if isinstance(each, dict) else each for each in authors or ()]
    publisher = node.get("publisher")
    site = str(publisher.get("name") if isinstance(publisher, dict) else publisher)
    names = [name for name in names if name and _letters(str(name)) not in ("admin", _letters(site))]
    told = {"published": node.get("datePublished"), "title": node.get("headline"), "author": ", ".join(map(str, names))}
    for field, value in told.items():
        if isinstance(value, str) and value:
            found.setdefault(field, value)


def _comparable(field: str, value: str | None) -> str:
    """The day of a date; of a title or author the letters, without the site behind a dash. "" for an address or a login name."""
    value = unescape(value or "")
    if field == "published":
        day = parse_date(value) or ""
        return day if day > "1600" else ""
    if field == "author" and (re.search(r"https?://", value) or re.fullmatch(r"[a-z0-9_.-]+", value)):
        return ""
    name = re.split(r" [|–—-] ", re.sub(r"^by ", "", value, flags=re.IGNORECASE))[0]
    return _letters(name)


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def main(folder: str, *others: str) -> None:
    """Print the scores of a folder with gold bodies, and how metadata is read there and in other folders of pages."""
    ours, plain, english, pages = scores(Path(folder))
    print(f"body F1: kgx {ours:.4f}, plain trafilatura {plain:.4f} ({pages} pages; {english} of them are English and read)")
    print("metadata, compared with what the page itself declares in JSON-LD or OpenGraph (there is no gold for it):")
    for share in metadata_shares([Path(folder), *map(Path, others)]):
        same, without = share.same / share.declared, share.without / share.declared
        print(
            f"  {share.field}: found on {share.found} of {share.pages} pages; as declared on {share.same} of the {share.declared} that"
            f" declare it ({same:.0%}), on {share.without} ({without:.0%}) with the declarations taken out"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
