"""Reads a plain text: an optional header, an optional dateline, and the body.

The header is lines `title: / date: / url: / author: / publisher:` in any order, ended by a blank line or by the first line that
is none of them; or a first line that begins `date 2025-05-26`. The dateline stays in the text (offsets count from the body's
first character) and is told apart in `Article.dateline`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg_extract import dateline
from kg_extract.errors import InputError
from kg_extract.model import Article
from kg_extract.paragraphs import cut
from kg_extract.read.encoding import decode
from kg_extract.read.language import require_english

__all__ = ["LONGEST", "parts", "read_text"]

#: Characters. No article is as long as a novel: what is longer is read in parts, each an article, so that memory stays bounded.
LONGEST = 1_000_000

_HEADER = re.compile(r"[ \t]*(title|date|published|url|author|publisher)[ \t]*:[ \t]*([^\n]*)(?:\n|$)", re.IGNORECASE)
_DATE_LINE = re.compile(r"\s*date[ \t]+(\d{4}-\d\d-\d\d)\b[ \t]*", re.IGNORECASE)
_KEYS = {"published": "date"}


def read_text(data: bytes, source: str, published: str | None = None) -> Article:
    """The article in `data`; `published` dates it where the text itself has no date.

    `InputError` if it is empty, binary, in an unknown encoding, not English, or has a header date that is none.
    """
    whole = decode(data, source).replace("\r\n", "\n").replace("\r", "\n")
    header, start = _header(whole, source)
    text = whole[start:].strip()
    if not text:
        raise InputError(f"{source}: {'has a header but no text' if header else 'is empty'}.", "Give a file with the text of an article.")
    require_english(text, source)
    line = dateline.find(text)
    dates = {"header": header.get("date"), "dateline": line.date if line else None, "--published": published}
    origin = next((origin for origin, date in dates.items() if date), None)
    origins = {field: "header" for field in ("title", "published", "author", "publisher", "url") if header.get(field)}
    return Article(
        text=text,
        source=source,
        published=dates[origin] if origin else None,
        title=header.get("title"),
        dateline=line.place if line else None,
        publisher=header.get("publisher"),
        author=header.get("author"),
        url=header.get("url"),
        provenance=tuple((origins | ({"published": origin} if origin else {})).items()),
    )


def parts(article: Article, longest: int = LONGEST) -> Iterator[Article]:
    """The article itself, or, of a text that is too long to be one, its parts: "archive.txt#part-2" and so on."""
    if len(article.text) <= longest:
        yield article
        return
    for number, (start, end) in enumerate(cut(article.text, longest), 1):
        # Without the URL, which would make all parts one article.
        yield replace(article, text=article.text[start:end].strip(), source=f"{article.source}#part-{number}", url=None)


def _header(text: str, source: str) -> tuple[dict[str, str], int]:
    """The header's fields (the date in ISO) and where the body begins."""
    found = _DATE_LINE.match(text)
    if found:
        return {"date": _date(found.group(1), source)}, found.end()
    fields: dict[str, str] = {}
    at = len(text) - len(text.lstrip())
    while line := _HEADER.match(text, at):
        name = _KEYS.get(line.group(1).lower(), line.group(1).lower())
        if line.group(2).strip():
            fields[name] = line.group(2).strip()
        at = line.end()
    if "date" in fields:
        fields["date"] = _date(fields["date"], source)
    return fields, at


def _date(written: str, source: str) -> str:
    value = dateline.parse_date(written)
    if value is None:
        raise InputError(f"{source}: the date {written!r} is no date.", 'Write it as 2025-05-26 or as "May 26, 2025".')
    return value
